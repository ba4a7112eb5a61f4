"""One class of items alone: two are joined by what they share, weighted as co-authors are.

References
----------
Newman, M. E. J. (2001). Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality.
Physical Review E 64, 016132. doi:10.1103/PhysRevE.64.016132
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from fingraph.projection.evidence import leg, term, total
from fingraph.projection.links import Labels, item_attributes, trend_of

if TYPE_CHECKING:
    import networkx as nx

SHARED = {
    "sentence": ("shares sentence", "shares a sentence with", "同句"),
    "scenario": ("shares scenario", "shares a scenario with", "同场景"),
    "trend": ("shares trend", "shares a trend with", "同趋势"),
    "item": ("shares item", "shares an item with", "有共同条目"),
}
"""What two nodes can share → the relation of the edge that joins them, with its labels."""

Thing = tuple[str, ...]
"""A sentence, a trend, an item, or a scenario with a report: its id first."""

Members = dict[Thing, dict[str, set[str]]]
"""What is shared → node → full ids of the sentences by which the node belongs to it."""


def sharing(links: nx.MultiDiGraph[str], item_class: str, *, shared: str) -> nx.MultiGraph[str]:
    """Return the items of a class, joined by what they share.

    Parameters
    ----------
    links
        Stated links between items.
    item_class
        ``Technology`` or ``Sector``.
    shared
        ``sentence``, ``scenario`` or ``trend``. A scenario is shared within one report, as a path is.

    Returns
    -------
    networkx.MultiGraph
        All items of the class that occur in ``links``, those that share nothing as well.
    """
    nodes = {node: data for node, data in links.nodes.items() if data["item_class"] == item_class}
    members: Members = defaultdict(lambda: defaultdict(set))
    for thing, item, sentence in _memberships(links, shared):
        if item in nodes:
            members[thing][item].add(sentence)
    return _joined(nodes, members, shared)


def sharing_items(links: nx.MultiDiGraph[str], labels: Labels) -> nx.MultiGraph[str]:
    """Return the trends, joined by the items that have stated links in both.

    Parameters
    ----------
    links
        Stated links between items.
    labels
        Among them those of the trends.

    Returns
    -------
    networkx.MultiGraph
        All trends in which a link of ``links`` is stated.
    """
    members: Members = defaultdict(lambda: defaultdict(set))
    for (trend,), item, sentence in _memberships(links, "trend"):
        members[item,][trend].add(sentence)
    trends = sorted({trend for found in members.values() for trend in found})
    nodes = {trend: item_attributes(labels, trend, [trend.partition(":")[2]]) for trend in trends}
    return _joined(nodes, members, "item")


def _memberships(links: nx.MultiDiGraph[str], shared: str) -> Iterator[tuple[Thing, str, str]]:
    """Yield what can be shared, an item that belongs to it, and the full id of a sentence by which it does."""
    for source, target, data in links.edges(data=True):
        ends = (source, target)
        for sentence in data["evidence"].split("|"):
            if shared == "scenario":
                for scenario, item in (ends, ends[::-1]):
                    if links.nodes[scenario]["item_class"] == "Scenario":
                        yield (scenario, data["report"]), item, sentence
            else:
                thing = sentence if shared == "sentence" else f"trend:{trend_of(sentence)}"
                for item in ends:
                    yield (thing,), item, sentence


def _joined(nodes: dict[str, dict[str, str]], members: Members, shared: str) -> nx.MultiGraph[str]:
    """Return nodes with one edge for each pair that shares something."""
    import networkx as nx

    common: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing, found in sorted(members.items()):
        for pair in combinations(sorted(found), 2):
            common[pair].append(thing)
    relation, label_en, label_zh = SHARED[shared]
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(sorted(nodes.items()))
    for (source, target), things in sorted(common.items()):
        weights = [1 / (len(members[thing]) - 1) for thing in things]
        terms = [
            term(leg(members[thing][end], weight / len(members[thing][end])) for end in (source, target))
            for thing, weight in zip(things, weights, strict=True)
        ]
        sentences = {sentence for thing in things for end in (source, target) for sentence in members[thing][end]}
        graph.add_edge(
            source,
            target,
            f"{source} {relation} {target}",
            relation=relation,
            label_en=label_en,
            label_zh=label_zh,
            report="|".join(sorted({sentence.partition(".")[0] for sentence in sentences})),
            layer="co-occurrence",
            support=sum(weights),
            sentences="|".join(sorted({sentence.partition(".")[2] for sentence in sentences})),
            modality="",
            basis="",
            via="",
            evidence=total(terms),
            shared="|".join(dict.fromkeys(thing[0] for thing in things)),
        )
    return graph
