"""Policies, technologies and sectors: the links between them, and the paths of two links as one edge each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fingraph.projection.evidence import term

if TYPE_CHECKING:
    import networkx as nx

ENDS = ("Policy", "Technology", "Sector")
BETWEEN = ("Scenario", "Practice", "Outcome", "DataResource")


def contracted(links: nx.MultiDiGraph[str], *, via: bool) -> nx.MultiDiGraph[str]:
    """Return the links between policies, technologies and sectors, and the paths between them.

    Parameters
    ----------
    links
        Stated links between items.
    via
        Whether paths of two links through one item of another class, in the direction stated and within one report, are
        edges too.

    Returns
    -------
    networkx.MultiDiGraph
        Only nodes that have an edge. Edges have ``via``, the CURIE between the ends, empty for a direct link; the graph has
        the numbers ``direct`` and ``paths``.
    """
    import networkx as nx

    def is_a(node: str, classes: tuple[str, ...]) -> bool:
        return links.nodes[node]["item_class"] in classes

    edges = [edge for edge in links.edges(keys=True, data=True) if is_a(edge[0], ENDS) and is_a(edge[1], ENDS)]
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
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(direct=direct, paths=len(edges) - direct)
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
        "evidence": term((first["evidence"], second["evidence"])),
    }
