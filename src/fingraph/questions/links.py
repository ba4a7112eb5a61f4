"""Items and links as a graph of items has them, and the steps of a chain of links."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from fingraph.errors import AnalysisError, ItemNotFound
from fingraph.model import MODALITIES
from fingraph.query import find_item, select

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

ALL_EMBRACING = "sector:finance"
"""Finance as a whole: it joins everything with everything, so nothing is joined by it (the rules leave it out as well)."""

PROJECTIONS = ("links", "full")
"""The projections whose edges are links with one relation; an edge of the others stands for something else."""

LAYERS = ("stated", "inferred")

MODALITY_LABELS = """SELECT ?code ?zh WHERE {
  ?modality skos:inScheme scheme:modality ; skos:notation ?code ; skos:prefLabel ?zh FILTER(LANG(?zh) = "zh-hans") }"""


@dataclass(frozen=True, slots=True)
class GraphItem:
    """A node of a graph of items.

    Parameters
    ----------
    id
        Its CURIE.
    item_class
        Local name of its class, such as ``Technology``.
    label_en, label_zh
        Its labels.
    class_en, class_zh
        The labels of its class.
    """

    id: str
    item_class: str
    label_en: str
    label_zh: str
    class_en: str
    class_zh: str

    @property
    def pair(self) -> str:
        """Both labels on one line."""
        return f"{self.label_en} · {self.label_zh}"

    @property
    def class_pair(self) -> str:
        """Both labels of the class on one line."""
        return f"{self.class_en} · {self.class_zh}"


@dataclass(frozen=True, slots=True, order=True)
class GraphLink:
    """An edge of a graph of items: what one report says, or what a rule infers from it.

    Parameters
    ----------
    subject, relation, object
        CURIEs, in the direction stated.
    report
        Report id.
    layer
        ``stated`` or ``inferred``.
    label_en, label_zh
        Labels of the relation.
    support
        What the edge weighs; of a stated link, the number of its sentences.
    modality
        Any of :data:`fingraph.model.MODALITIES`, strongest first.
    sentences
        Full ids, such as ``caict-2025.T01.S02``; of an inferred link, those of its premises.
    """

    subject: str
    relation: str
    object: str
    report: str
    layer: str
    label_en: str
    label_zh: str
    support: float
    modality: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """All links between two items that may be followed one way, within one report.

    Parameters
    ----------
    source, target
        Where the step leads from and to.
    links
        At least one; a link whose subject is the target is followed against its direction.
    """

    source: GraphItem
    target: GraphItem
    links: tuple[GraphLink, ...]

    @property
    def layer(self) -> str:
        """``stated``, or ``inferred`` if no link of the step is stated."""
        return min((link.layer for link in self.links), key=LAYERS.index)

    @property
    def support(self) -> float:
        """Number of sentences that state any of the links, each once; of inferred links, the greatest support."""
        stated = {sentence for link in self.links if link.layer == "stated" for sentence in link.sentences}
        return len(stated) or max(link.support for link in self.links)

    @property
    def modality(self) -> str:
        """The strongest modality in which a link of the step is stated; empty if none says."""
        return min((word for link in self.links for word in link.modality), key=_weakness, default="")

    @property
    def sentences(self) -> tuple[str, ...]:
        """Full ids of the sentences of all links."""
        return tuple(sorted({sentence for link in self.links for sentence in link.sentences}))

    @property
    def weakness(self) -> tuple[bool, float, int]:
        """Key by which the weakest of several steps is greatest: inferred, then least support, then weakest modality."""
        return self.layer == "inferred", -self.support, _weakness(self.modality)


@dataclass(frozen=True, slots=True)
class Counted:
    """What an answer was drawn from.

    Parameters
    ----------
    projection
        Name of the projection; empty for a graph that tells none.
    items, links
        Numbers of nodes and edges.
    layers
        The layers that were read.
    """

    projection: str
    items: int
    links: int
    layers: tuple[str, ...]

    def __str__(self) -> str:
        """Return one line for people."""
        return f"projection {self.projection}: {self.items} items, {self.links} links; layers read: {', '.join(self.layers)}"


def counted(graph: Graph) -> Counted:
    """Return what a graph holds."""
    inferred = graph.graph.get("inferred") or any(
        data.get("layer") == "inferred" for *_, data in graph.edges(data=True)
    )
    layers = ("stated", "inferred") if inferred else ("stated",)
    return Counted(graph.graph.get("projection", ""), graph.number_of_nodes(), graph.number_of_edges(), layers)


def graph_item(graph: Graph, item: str) -> GraphItem:
    """Return a node with its labels; what it does not say is its id or class."""
    data: dict[str, Any] = graph.nodes[item]
    item_class = data.get("item_class", "Item")
    return GraphItem(
        item,
        item_class,
        data.get("label_en", item),
        data.get("label_zh", item),
        data.get("class_en", item_class),
        data.get("class_zh", item_class),
    )


def graph_links(graph: Graph) -> list[GraphLink]:
    """Return the links of a graph in an order that does not depend on the order of its nodes and edges.

    Parameters
    ----------
    graph
        From :func:`fingraph.to_networkx`, of one of :data:`PROJECTIONS`.

    Returns
    -------
    list of GraphLink
        One for each edge.

    Raises
    ------
    AnalysisError
        If the graph is of another projection, or an edge does not say its relation, report and sentences as to_networkx does.
    """
    projection = graph.graph.get("projection", "links")
    if projection not in PROJECTIONS:
        raise AnalysisError(
            f"the question is not defined for the projection {projection!r}; use one of {', '.join(PROJECTIONS)}"
        )
    return sorted(_link(subject, obj, data) for subject, obj, data in graph.edges(data=True))


def _weakness(modality: str) -> int:
    """Return the place of a modality, strongest first; one that the model does not know, or none, is the weakest."""
    return MODALITIES.index(modality) if modality in MODALITIES else len(MODALITIES)


def _is_weight(support: object) -> bool:
    return isinstance(support, Real) and 0 < float(support) < math.inf


def _link(subject: str, obj: str, data: dict[str, Any]) -> GraphLink:
    try:
        relation, report, sentences = data["relation"], data["report"], data["sentences"]
    except KeyError as error:
        raise AnalysisError(
            f"the edge from {subject!r} to {obj!r} has no {error}; make the graph with to_networkx"
        ) from error
    layer, modality, support = data.get("layer", "stated"), data.get("modality", ""), data.get("support", 1)
    texts = (subject, obj, relation, report, sentences, modality)
    if not all(isinstance(text, str) for text in texts) or layer not in LAYERS or not _is_weight(support):
        raise AnalysisError(
            f"the edge from {subject!r} to {obj!r} is none that to_networkx makes: ids, relation, report, sentences and "
            f"modality are texts, layer is one of {', '.join(LAYERS)}, support is a number above 0"
        )
    full = tuple(f"{report}.{sentence}" for sentence in sentences.split("|"))
    return GraphLink(
        subject,
        relation,
        obj,
        report,
        layer,
        data.get("label_en", relation),
        data.get("label_zh", relation),
        data.get("support", len(full)),
        tuple(word for word in modality.split("|") if word),
        full,
    )


def steps(
    graph: Graph, links: Iterable[GraphLink], ways: Callable[[GraphLink], Iterable[tuple[str, str]]]
) -> dict[str, dict[tuple[str, str], Step]]:
    """Return the steps that links allow.

    Parameters
    ----------
    graph
        Where the items have their labels.
    links
        What may be followed.
    ways
        Which ends a link leads from and to: one pair, both, or none.

    Returns
    -------
    dict
        Report id → ``(source, target)`` → the step, in the order of the ids.
    """
    found: dict[str, dict[tuple[str, str], list[GraphLink]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        for way in ways(link):
            if way[0] != way[1]:
                found[link.report][way].append(link)
    return {
        report: {
            way: Step(graph_item(graph, way[0]), graph_item(graph, way[1]), tuple(sorted(several)))
            for way, several in sorted(of_report.items())
        }
        for report, of_report in sorted(found.items())
    }


def resolve(graph: Graph, name: str) -> str:
    """Return the node that a name means: its id, one of its labels, or a name that the built-in graph knows it by.

    Parameters
    ----------
    graph
        Any graph of items.
    name
        A CURIE, an IRI, a label or a synonym, in either language.

    Returns
    -------
    str
        A node of the graph.

    Raises
    ------
    ItemNotFound
        If no item is called so; the message has the nearest names.
    AnalysisError
        If the item stands in no link of the graph.
    """
    if name in graph:
        return name
    found = [node for node, data in graph.nodes(data=True) if name in (data.get("label_en"), data.get("label_zh"))]
    if len(found) > 1:
        raise ItemNotFound(f"{name!r} stands for several items: {', '.join(sorted(found))}; use one of these")
    item = found[0] if found else find_item(name)
    if item not in graph:
        raise AnalysisError(
            f"{item!r} stands in no link of the projection {graph.graph.get('projection', '')!r}; "
            f"`fingraph describe {item}` shows where it stands"
        )
    return item


def check_whole(name: str, value: object) -> None:
    """Raise an error if a value is no whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < 1:
        raise AnalysisError(f"{name} is {value!r}; use a whole number from 1")


def join(sentences: Iterable[str]) -> str:
    """Write ids in one cell, as graph files have them."""
    return "|".join(sentences)


def evidence(path: Sequence[Step]) -> str:
    """Write the sentences of a chain: steps joined by ``&``, the sentences of a step by ``|``."""
    return " & ".join(join(step.sentences) for step in path)


def arrow(link: GraphLink, source: str, name: str) -> str:
    """Write a link as an arrow in its own direction, for a step that leads from the source."""
    return f"—{name}→" if link.subject == source else f"←{name}—"


def modality_pair(code: str) -> str:
    """Return a modality in both languages."""
    labels = _modalities()
    return f"{code} · {labels[code]}" if code in labels else code


@cache
def _modalities() -> dict[str, str]:
    return {str(code): str(zh) for code, zh in select(MODALITY_LABELS)}
