"""A dataset as a ``networkx.MultiDiGraph`` of items: declared relations only, never the nodes that keep the books."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fingraph.builtin import builtin_store
from fingraph.errors import QueryError
from fingraph.model import CLASS_OF_PREFIX, MODALITIES
from fingraph.namespaces import layer_of
from fingraph.store import Request, Store, as_store, evaluate, graph_names

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

PROJECTIONS = {
    "links": "every stated link between items, in the direction stated, without fg:concerns",
    "full": "the same with fg:concerns, and with the trends it starts from",
    "policy-technology-sector": (
        "policies, technologies and sectors: the links between them, and, as one edge each, the paths of two links in the "
        "direction stated, within one report, through one scenario, practice, outcome or data resource"
    ),
}
"""Name → what counts. Support is the number of sentences; a path has that of its weaker link."""

ENDS = ("Policy", "Technology", "Sector")
BETWEEN = ("Scenario", "Practice", "Outcome", "DataResource")

LINKS = """SELECT ?graph ?subject ?relation ?object ?sentence ?modality ?basis WHERE {
  GRAPH ?graph {
    ?link a fg:StatedLink ; fg:subject ?subject ; fg:relation ?relation ; fg:object ?object ;
      fg:evidence/fg:sentenceId ?sentence ; fg:modality ?modality ; fg:basis ?basis . } }"""
LABELS = """SELECT ?item ?label (LANG(?label) AS ?language) WHERE { ?item skos:prefLabel|rdfs:label ?label }"""


def to_networkx(
    dataset: rdflib.Dataset | None = None, *, projection: str = "links", via: bool = True
) -> nx.MultiDiGraph[str]:
    """Return the stated links of a dataset as a directed graph of items.

    Parameters
    ----------
    dataset
        What is projected; the built-in graph by default.
    projection
        One of :data:`PROJECTIONS`.
    via
        Whether ``policy-technology-sector`` has the paths beside the direct links.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are CURIEs with ``item_class``, ``class_en``, ``class_zh``, ``label_en``, ``label_zh`` and ``trends``. There is
        one edge for each subject, relation and object that a report states, with a key of its own and
        ``relation``, ``label_en``, ``label_zh``, ``report``, ``layer``, ``support`` (number of distinct sentences, from 1),
        ``sentences``, ``modality`` and ``basis``. What can have several values is one text separated by ``|``, so that
        every format of graph files can hold it. In ``policy-technology-sector``, ``via`` is the CURIE between the ends of a
        path, else empty, and the graph's ``direct`` and ``paths`` count both kinds.

    Raises
    ------
    QueryError
        If there is no such projection.

    Examples
    --------
    >>> graph = to_networkx()
    >>> graph.nodes["tech:large-model"]["label_zh"]
    '大模型'
    """
    import networkx as nx

    if projection not in PROJECTIONS:
        raise QueryError(f"unknown projection {projection!r}; use one of {', '.join(PROJECTIONS)}")
    store = builtin_store() if dataset is None else as_store(dataset)
    edges: dict[tuple[str, str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in evaluate(store, Request(LINKS)).values():
        report, subject, relation, obj, sentence, modality, basis = map(str, row)
        if projection == "full" or relation != "fg:concerns":
            edges[subject, relation, obj, report.partition(":")[2]].append((sentence, modality, basis))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(projection=projection)
    labels = _labels(store)
    _add_nodes(graph, labels, edges)
    for (subject, relation, obj, report), stated in sorted(edges.items()):
        sentences = sorted({sentence for sentence, _, _ in stated})
        graph.add_edge(
            subject,
            obj,
            f"{subject} {relation} {obj} {report}",
            relation=relation,
            **_label(labels, relation, "label"),
            report=report,
            layer="stated",
            support=len(sentences),
            sentences="|".join(sentences),
            modality="|".join(sorted({m.removeprefix("code:") for _, m, _ in stated}, key=MODALITIES.index)),
            basis="|".join(sorted({b.removeprefix("code:") for _, _, b in stated})),
        )
    return _contracted(graph, via=via) if projection == "policy-technology-sector" else graph


def _contracted(links: nx.MultiDiGraph[str], *, via: bool) -> nx.MultiDiGraph[str]:
    import networkx as nx

    def is_a(node: str, classes: tuple[str, ...]) -> bool:
        return links.nodes[node]["item_class"] in classes

    edges = [
        (source, target, key, {**data, "via": ""})
        for source, target, key, data in links.edges(keys=True, data=True)
        if is_a(source, ENDS) and is_a(target, ENDS)
    ]
    direct = len(edges)
    for node in links if via else ():
        if is_a(node, BETWEEN):
            edges += [
                (first[0], second[1], f"{first[2]} | {second[2]}", _path(node, first[3], second[3]))
                for first in links.in_edges(node, keys=True, data=True)
                for second in links.out_edges(node, keys=True, data=True)
                if first[0] != second[1]
                and is_a(first[0], ENDS)
                and is_a(second[1], ENDS)
                and first[3]["report"] == second[3]["report"]
            ]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**links.graph, direct=direct, paths=len(edges) - direct)
    ends = {end for edge in edges for end in edge[:2]}
    graph.add_nodes_from((node, data) for node, data in links.nodes.items() if node in ends)
    for source, target, key, data in sorted(edges, key=lambda edge: edge[:3]):
        graph.add_edge(source, target, key, **data)
    return graph


def _path(node: str, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return two links after each other as the attributes of one edge."""
    joined = {
        name: "|".join(dict.fromkeys((first[name] + "|" + second[name]).split("|")))
        for name in ("sentences", "modality", "basis")
    }
    return {
        "relation": f"{first['relation']} {second['relation']}",
        "label_en": f"{first['label_en']} → {second['label_en']}",
        "label_zh": f"{first['label_zh']} → {second['label_zh']}",
        "report": first["report"],
        "layer": first["layer"],
        "support": min(first["support"], second["support"]),
        **joined,
        "via": node,
    }


def _labels(store: Store) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    visible = tuple(name for name in graph_names(store) if layer_of(name) in ("stated", "ontology"))
    for item, label, language in evaluate(store, Request(LABELS, default_graphs=visible)).values():
        labels[str(item)][str(language)] = str(label)
    return labels


def _label(labels: dict[str, dict[str, str]], curie: str, name: str) -> dict[str, str]:
    return {f"{name}_en": labels[curie].get("en", curie), f"{name}_zh": labels[curie].get("zh-hans", curie)}


def _add_nodes(
    graph: nx.MultiDiGraph[str],
    labels: dict[str, dict[str, str]],
    edges: dict[tuple[str, str, str, str], list[tuple[str, str, str]]],
) -> None:
    trends: dict[str, set[str]] = defaultdict(set)
    for (subject, _, obj, report), stated in edges.items():
        for end in (subject, obj):
            trends[end].update(f"{report}.{sentence[:3]}" for sentence, _, _ in stated)
    for item in sorted(trends):
        item_class = CLASS_OF_PREFIX.get(item.partition(":")[0], "Item")
        graph.add_node(
            item,
            item_class=item_class,
            **_label(labels, f"fg:{item_class}", "class"),
            **_label(labels, item, "label"),
            trends="|".join(sorted(trends[item])),
        )
