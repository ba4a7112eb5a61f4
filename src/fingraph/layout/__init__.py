"""Where the nodes of a graph stand on paper: each community in a disc of its own, the same at each run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any

from fingraph.analysis.network import Links, Network
from fingraph.analysis.partition import divided
from fingraph.cycles import collection_put_off
from fingraph.layout.discs import packed
from fingraph.layout.inside import arranged, radius_for
from fingraph.layout.spread import spread

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

__all__ = ["Layout", "Place", "arranged", "laid_out", "packed", "radius_for", "strengths", "weight_of"]

Place = tuple[int, int]

APART = 72
"""Least pixels between two nodes of a disc, so that marks and some labels have room."""
AROUND = 30
"""Pixels between the outermost node and the edge of its disc."""
BETWEEN = 44
"""Least pixels between two discs."""
MOST = 200
"""Groups that have a disc of their own; the smaller ones share one."""
MANY = 1000
"""Nodes from which on communities are sought once, not ten times: what counts then is that they are found at once."""
HUGE = 3000
"""Nodes from which on members of a community stand as the start has them: nobody sees all of them at a time."""
KNOWN = 0.5
"""Share of the nodes with a former place from which on the others are fitted in between them."""


@dataclass(frozen=True)
class Layout:
    """Communities of a graph and the places of its nodes.

    Parameters
    ----------
    groups
        Members of each community, largest first, in order.
    rest
        Nodes that are linked to none, and those of groups too small to stand alone.
    places
        Node → whole pixels, rightwards and downwards.
    """

    groups: tuple[tuple[Any, ...], ...]
    rest: tuple[Any, ...]
    places: Mapping[Any, Place]


def laid_out(graph: nx.Graph[Any], previous: Mapping[Any, tuple[float, float]] | None = None) -> Layout:
    """Find communities, and a place for each node.

    Communities (:func:`fingraph.analysis.communities`) are discs, packed so that those with many links between them are near;
    in each, distances follow the number of links between two nodes.

    Parameters
    ----------
    graph
        Any graph; direction and self-loops do not count.
    previous
        Former places of some nodes, in pixels. If half of the nodes have one, they keep it, and new nodes go next to those
        they are linked to.

    Returns
    -------
    Layout
        The same whatever the order of nodes and edges.

    Examples
    --------
    >>> import networkx as nx
    >>> found = laid_out(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")]))
    >>> found.groups
    (('a', 'b', 'c'), ('d', 'e'))
    """
    if not len(graph):
        return Layout((), (), {})
    with collection_put_off():
        return _laid_out(_Links(graph), previous or {})


def _laid_out(links: _Links, previous: Mapping[Any, tuple[float, float]]) -> Layout:
    groups, rest = _groups(links)
    former = {node: place for node, place in previous.items() if node in links.number}
    if former and len(former) >= KNOWN * len(links.nodes):
        places = _fitted_in(links, former)
    else:
        places = _in_discs(links, [*groups, rest] if rest else list(groups))
    return Layout(groups, rest, places)


def strengths(graph: nx.Graph[Any]) -> dict[Any, float]:
    """Return the sum of the weights of each node's edges, :func:`weight_of` each."""
    strength: dict[Any, float] = dict.fromkeys(graph, 0.0)
    for source, target, edge in graph.edges(data=True):
        for end in {source, target}:
            strength[end] += weight_of(edge)
    return strength


def weight_of(edge: Mapping[str, Any]) -> float:
    """Return the ``support`` of an edge, else its ``weight``; what is no finite number above 0 counts 1."""
    value = edge.get("support", edge.get("weight"))
    if type(value) is int and value > 0:  # as nearly always, and much faster than what follows
        return float(value)
    found = float(value) if isinstance(value, Real) else 1.0
    return found if isfinite(found) and found > 0 else 1.0


class _Links:
    """A graph as a symmetric matrix, nodes in the order of their text."""

    def __init__(self, graph: nx.Graph[Any]) -> None:
        import numpy as np

        self.nodes = sorted(graph, key=_order)
        self.number = {node: number for number, node in enumerate(self.nodes)}
        found = [(self.number[s], self.number[t], weight_of(edge)) for s, t, edge in graph.edges(data=True) if s != t]
        ends, weights = (
            np.array([pair[:2] for pair in found], dtype=np.int64).reshape(-1, 2),
            [pair[2] for pair in found],
        )
        ends.sort(axis=1)
        # Sorted, so that sums are the same to the last digit.
        order = np.lexsort((np.array(weights), ends[:, 1], ends[:, 0]))
        pairs, place = np.unique(ends[order] @ (len(self.nodes), 1), return_inverse=True)
        sums = np.bincount(place, np.array(weights)[order], len(pairs)).astype(float, copy=False)
        self.network = Network(Links(len(self.nodes), False, *np.divmod(pairs, len(self.nodes))), sums)
        self.matrix = self.network.matrix

    def numbers(self, nodes: Collection[Any]) -> list[int]:
        return [self.number[node] for node in nodes]


def _order(node: object) -> tuple[str, str]:
    return (str(node), type(node).__qualname__)


def _groups(links: _Links) -> tuple[tuple[tuple[Any, ...], ...], tuple[Any, ...]]:
    """Return the communities, and the nodes that have none worth a disc."""
    runs = 10 if len(links.nodes) < MANY else 1
    found = [tuple(sorted(group, key=_order)) for group in divided(links.nodes, links.network, runs=runs).groups]
    linked = [group for group in found if len(group) > 1]
    rest = [node for group in linked[MOST:] for node in group] + [group[0] for group in found if len(group) == 1]
    return tuple(linked[:MOST]), tuple(rest)


def _in_discs(links: _Links, groups: Sequence[Sequence[Any]]) -> dict[Any, Place]:
    import numpy as np

    member = np.empty(len(links.nodes), dtype=np.int64)
    for number, group in enumerate(groups):
        member[links.numbers(group)] = number
    ties: dict[tuple[int, int], float] = defaultdict(float)
    matrix = links.matrix.tocoo()
    one, other = member[matrix.row], member[matrix.col]
    across = one < other
    for low, high, weight in zip(
        one[across].tolist(), other[across].tolist(), matrix.data[across].tolist(), strict=True
    ):
        ties[low, high] += weight
    discs = packed([AROUND + APART * radius_for(len(group)) for group in groups], ties, BETWEEN)
    places: dict[Any, Place] = {}
    for disc, group in zip(discs, groups, strict=True):
        numbers = links.numbers(group)
        inside = arranged(links.matrix[numbers][:, numbers], rough=len(links.nodes) > HUGE) * APART + (disc.x, disc.y)
        places |= {node: (round(x), round(y)) for node, (x, y) in zip(group, inside.tolist(), strict=True)}
    return places


def _fitted_in(links: _Links, former: Mapping[Any, tuple[float, float]]) -> dict[Any, Place]:
    """Return places of which those that were known stay, each new one next to those it is linked to."""
    import numpy as np

    known = np.array([node in former for node in links.nodes])
    points = np.zeros((len(links.nodes), 2))
    points[known] = [former[node] for node in links.nodes if node in former]
    placed = known.copy()
    below = points[known][:, 1].max() + 2 * APART
    left = [number for number, done in enumerate(known) if not done]
    across = float(points[known][:, 0].min())
    while left:
        # The one with most links to what stands already; without any, below all.
        ties = {number: links.matrix[[number]].toarray()[0] * placed for number in left}
        number = max(left, key=lambda number: (np.count_nonzero(ties[number]), -number))
        weights = ties[number]
        if weights.any():
            points[number] = weights @ points / weights.sum()
        else:
            points[number] = across, below
            across += APART
        placed[number] = True
        left.remove(number)
    points = spread(points, APART, free=~known)
    return {node: (round(x), round(y)) for node, (x, y) in zip(links.nodes, points.tolist(), strict=True)}
