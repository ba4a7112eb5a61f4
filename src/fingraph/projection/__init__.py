"""A dataset as a ``networkx`` graph of items: declared relations only, never the nodes that keep the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from fingraph.cycles import collection_put_off
from fingraph.errors import QueryError
from fingraph.location import store_of
from fingraph.projection.classes import class_named
from fingraph.projection.contraction import contracted
from fingraph.projection.details import Details, read_details
from fingraph.projection.files import from_networkx, graph_contents, graph_files
from fingraph.projection.inference import add_inferred
from fingraph.projection.links import read_labels, stated_links
from fingraph.projection.onemode import sharing, sharing_items
from fingraph.projection.records import PROJECTIONS, SHARED, SHARED_ZH, Projection

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from fingraph.store import AnyStore

__all__ = [
    "PROJECTIONS",
    "SHARED",
    "Details",
    "Projection",
    "class_named",
    "from_networkx",
    "graph_contents",
    "graph_files",
    "read_details",
    "to_networkx",
]

ONE_CLASS = {"technology-technology": "Technology", "sector-sector": "Sector"}


@overload
def to_networkx(
    dataset: rdflib.Dataset | AnyStore | None = None,
    *,
    projection: Literal["links", "full", "policy-technology-sector"] = "links",
    via: bool = True,
    shared: str = "sentence",
    inferred: bool = False,
) -> nx.MultiDiGraph[str]: ...


@overload
def to_networkx(
    dataset: rdflib.Dataset | AnyStore | None = None,
    *,
    projection: str,
    via: bool = True,
    shared: str = "sentence",
    inferred: bool = False,
) -> nx.MultiGraph[str]: ...


def to_networkx(
    dataset: rdflib.Dataset | AnyStore | None = None,
    *,
    projection: str = "links",
    via: bool = True,
    shared: str = "sentence",
    inferred: bool = False,
) -> nx.MultiGraph[str]:
    """Return a dataset as a graph of items.

    Parameters
    ----------
    dataset
        What is projected; the built-in graph by default. One that ``open_dataset`` gave is asked where it is, another is
        copied first.
    projection
        One of :data:`PROJECTIONS`, which says of each what counts.
    via
        Whether ``policy-technology-sector`` has the paths beside the direct links; the others have no paths.
    shared
        What joins two items in ``technology-technology`` and ``sector-sector``: ``sentence``, ``scenario`` or ``trend``.
    inferred
        Whether ``full`` has what rules infer beside what reports state.

    Returns
    -------
    networkx.MultiDiGraph or networkx.MultiGraph
        Nodes are CURIEs with ``item_class``, ``class_en``, ``class_zh``, ``label_en``, ``label_zh`` and ``trends``. There is
        one edge for each subject, relation and object that a report states, or for each path or pair, with a key of its own
        and ``relation``, ``label_en``, ``label_zh``, ``report``, ``layer`` (``stated``, ``inferred`` or
        ``co-occurrence``), ``support`` (its weight: the number of distinct sentences, or a float), ``sentences``,
        ``modality``, ``basis``, ``via`` (the CURIE between the ends of a path) and ``evidence``, which says how the weight
        comes from sentences (:mod:`fingraph.projection.evidence`). Inferred edges have ``rule``, those between items that
        share something ``shared``. What can have several values is one text separated by ``|``, so that every format of
        graph files can hold it. Items without an edge are left out, but for those of the projections without direction.
        The graph has ``projection``, ``shared``, ``inferred`` and a ``summary`` and ``summary_zh`` to print beside every result;
        ``policy-technology-sector`` has the numbers ``direct`` and ``paths`` as well.

    Raises
    ------
    QueryError
        If there is no such projection, or it has nothing that is shared or inferred, or no paths.

    Examples
    --------
    >>> graph = to_networkx()
    >>> graph.nodes["tech:large-model"]["label_zh"]
    '大模型'
    >>> to_networkx(projection="technology-technology", shared="trend").is_directed()
    False
    """
    _check(projection, via=via, shared=shared, inferred=inferred)
    store = store_of(dataset)
    with collection_put_off():
        graph = _projected(store, projection, via=via, shared=shared, inferred=inferred)
    parts, chinese = [str(PROJECTIONS[projection])], [f"{projection}：{PROJECTIONS[projection].chinese}"]
    if projection in ONE_CLASS:
        parts.append(f"here: the same {shared}")
        chinese.append(f"此处：同一{SHARED_ZH[shared]}")
    if projection == "trend-trend" or shared == "trend":
        # Said, since a ranking weighs sentences anew: a trend does not lose a member with the last sentence of it.
        parts.append("n stays as it is when sentences are left out")
        chinese.append("去掉句子时n不变")
    if projection == "policy-technology-sector":
        parts.append(f"here: {graph.graph['direct']} direct links and {graph.graph['paths']} paths")
        chinese.append(f"此处：直接关联{graph.graph['direct']}条，路径{graph.graph['paths']}条")
    if inferred:
        parts.append("here: with what rules infer")
        chinese.append("此处：含规则推断")
    graph.graph |= {
        "projection": projection,
        "shared": shared if projection in ONE_CLASS else "",
        "inferred": inferred,
        "summary": "; ".join(parts),
        "summary_zh": "；".join(chinese),
    }
    return graph


def _check(projection: str, *, via: bool, shared: str, inferred: bool) -> None:
    if projection not in PROJECTIONS:
        raise QueryError(f"unknown projection {projection!r}; use one of {', '.join(PROJECTIONS)}")
    if shared not in SHARED:
        raise QueryError(f"unknown shared {shared!r}; use one of {', '.join(SHARED)}")
    if not via and projection != "policy-technology-sector":
        raise QueryError(f"projection {projection!r} has no paths through an item; use 'policy-technology-sector'")
    if shared != "sentence" and projection not in ONE_CLASS:
        raise QueryError(
            f"projection {projection!r} has nothing shared by {shared!r}; use one of {', '.join(ONE_CLASS)}"
        )
    if inferred and projection != "full":
        raise QueryError(f"projection {projection!r} has no inferred links; use 'full', or leave them out")


def _projected(store: AnyStore, projection: str, *, via: bool, shared: str, inferred: bool) -> nx.MultiGraph[str]:
    labels = read_labels(store)
    links = stated_links(store, labels, concerns=projection == "full")
    if inferred:
        add_inferred(links, store, labels)
    if projection == "policy-technology-sector":
        return contracted(links, via=via)
    if projection in ONE_CLASS:
        return sharing(links, ONE_CLASS[projection], shared=shared)
    if projection == "trend-trend":
        return sharing_items(links, labels)
    return links
