"""Where the nodes of a page stand: computed once, seeded, so that a graph always looks the same."""

from __future__ import annotations

from statistics import median

import networkx as nx

EDGE_LENGTH = 130
"""Pixels of a usual edge, so that the labels of its ends rarely meet."""

MARGIN = 160
"""Pixels between two components."""

SCREEN = 2.2
"""Width over height of the area to fill, generous since rows are never full."""

Place = tuple[float, float]


def positions(graph: nx.MultiGraph[str]) -> dict[str, tuple[int, int]]:
    """Return whole-pixel coordinates of every node.

    Kamada and Kawai 1989 (doi:10.1016/0020-0190(89)90102-6) on the simple undirected graph, each connected component by
    itself, so that distance on the page follows distance in the graph; above 100 nodes the faster Fruchterman and Reingold
    1991 (doi:10.1002/spe.4380211102). The components are packed in rows, largest first.
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(s, t), max(s, t)) for s, t in graph.edges() if s != t}))
    components = sorted(nx.connected_components(simple), key=lambda nodes: (-len(nodes), min(nodes)))
    return _packed([_component(_part(simple, component)) for component in components])


def _part(graph: nx.Graph[str], nodes: set[str]) -> nx.Graph[str]:
    """Return a component with its nodes and edges in order: a view's order, and so its layout, would hang on the hash seed."""
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(sorted(nodes))
    part.add_edges_from(sorted((min(s, t), max(s, t)) for s, t in graph.edges(nodes)))
    return part


def _packed(places: list[dict[str, Place]]) -> dict[str, tuple[int, int]]:
    """Return all places in rows of components, about as wide and high as a screen."""
    sizes = [tuple(max(place[axis] for place in local.values()) + MARGIN for axis in (0, 1)) for local in places]
    width = max((right for right, _ in sizes), default=0.0)
    width = max(width, (SCREEN * sum(right * bottom for right, bottom in sizes)) ** 0.5)
    packed: dict[str, tuple[int, int]] = {}
    left = top = height = 0.0
    for local, (right, bottom) in zip(places, sizes, strict=True):
        if left + right > width + MARGIN:
            left, top, height = 0.0, top + height, 0.0
        packed |= {node: (round(left + x), round(top + y)) for node, (x, y) in local.items()}
        left, height = left + right, max(height, bottom)
    return packed


def _component(part: nx.Graph[str]) -> dict[str, Place]:
    """Return places from (0, 0) on, wider than high, with edges of about :data:`EDGE_LENGTH`."""
    raw = nx.kamada_kawai_layout(part) if len(part) <= 100 else nx.spring_layout(part, seed=1)
    lengths = [((raw[s][0] - raw[t][0]) ** 2 + (raw[s][1] - raw[t][1]) ** 2) ** 0.5 for s, t in part.edges()]
    scale = EDGE_LENGTH / (median(lengths) if lengths else 1.0)
    low = [min(place[axis] for place in raw.values()) for axis in (0, 1)]
    return {node: (1.5 * scale * (x - low[0]), scale * (y - low[1])) for node, (x, y) in raw.items()}
