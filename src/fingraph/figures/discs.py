"""Groups of nodes as discs: where the discs stand, and where the nodes stand in them. Lengths are inches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import cos, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

APART = 0.3
"""Least distance of two nodes in a disc."""
AROUND = 0.18
"""Between the outermost node and the edge of its disc."""
BETWEEN = 0.12
"""Least distance of two discs."""
ROUNDS = 40
LARGE = 100
"""Nodes from which on a spring layout takes over from the slower Kamada and Kawai."""

Place = tuple[float, float]


class Disc(NamedTuple):
    """A circle."""

    x: float
    y: float
    radius: float


def radius_for(count: int) -> float:
    """Return the radius of a disc in which so many nodes have room."""
    return AROUND + APART * 0.62 * sqrt(count)


def packed(radii: Sequence[float], ties: Mapping[tuple[int, int], float]) -> list[Disc]:
    """Pack discs so that none overlap and those with strong ties are near.

    Largest first; each goes where it touches two that stand already and is nearest to those it is tied to.

    Parameters
    ----------
    radii
        Of the discs.
    ties
        Pair of numbers of discs, lower first → weight.

    Returns
    -------
    list of Disc
        In the order of ``radii``.
    """
    placed: dict[int, Disc] = {}
    for number in sorted(range(len(radii)), key=lambda number: (-radii[number], number)):
        pulls = {other: ties.get((min(number, other), max(number, other)), 0.0) for other in placed}
        free = [disc for disc in _candidates(list(placed.values()), radii[number]) if _is_free(disc, placed.values())]
        placed[number] = min(free, key=lambda disc: (round(_effort(disc, placed, pulls), 9), disc))
    return [placed[number] for number in range(len(radii))]


def _candidates(placed: Sequence[Disc], radius: float) -> list[Disc]:
    if not placed:
        return [Disc(0.0, 0.0, radius)]
    beside = [Disc(one.x + one.radius + radius + BETWEEN, one.y, radius) for one in placed]
    for one, other in combinations(placed, 2):
        near, far = one.radius + radius + BETWEEN, other.radius + radius + BETWEEN
        distance = hypot(other.x - one.x, other.y - one.y)
        if distance < near + far:
            along = (near**2 - far**2 + distance**2) / (2 * distance)
            across = sqrt(max(near**2 - along**2, 0.0))
            dx, dy = (other.x - one.x) / distance, (other.y - one.y) / distance
            beside += [
                Disc(one.x + along * dx - side * across * dy, one.y + along * dy + side * across * dx, radius)
                for side in (-1, 1)
            ]
    return beside


def _is_free(disc: Disc, placed: Any) -> bool:  # noqa: ANN401
    return all(hypot(disc.x - o.x, disc.y - o.y) >= disc.radius + o.radius + BETWEEN - 1e-9 for o in placed)


def _effort(disc: Disc, placed: Mapping[int, Disc], pulls: Mapping[int, float]) -> float:
    """Return how far a disc is from those it is tied to, and a little how far from the middle."""
    # A picture is wider than high, so that height costs more.
    middle = hypot(disc.x, disc.y * 1.3)
    return sum(pulls[o] * hypot(disc.x - placed[o].x, disc.y - placed[o].y) for o in placed) + middle * (
        0.2 + sum(pulls.values()) * 0.3
    )


def within(part: nx.Graph[str], radius: float) -> dict[str, Place]:
    """Place the nodes of a group in its disc, round (0, 0).

    Kamada and Kawai 1989 (doi:10.1016/0020-0190(89)90102-6), or, from 100 nodes on, Fruchterman and Reingold 1991
    (doi:10.1002/spe.4380211102) with a fixed seed; then nodes too near to each other are pushed apart.

    Parameters
    ----------
    part
        The group's nodes in order, with the edges between them.
    radius
        Of the disc.

    Returns
    -------
    dict
        Node → place.
    """
    import networkx as nx

    if len(part) == 1:
        return dict.fromkeys(part, (0.0, 0.0))
    near = len(part) <= LARGE
    raw = nx.kamada_kawai_layout(part, dist=_distances(part)) if near else nx.spring_layout(part, seed=1)
    mean = [sum(place[axis] for place in raw.values()) / len(raw) for axis in (0, 1)]
    far = max(hypot(x - mean[0], y - mean[1]) for x, y in raw.values())
    inner = radius - AROUND
    return _spread(
        {node: ((x - mean[0]) / far * inner, (y - mean[1]) / far * inner) for node, (x, y) in raw.items()}, inner
    )


def _distances(part: nx.Graph[str]) -> dict[str, dict[str, float]]:
    """Return distances in links; what is not connected is a bit further than everything that is."""
    import networkx as nx

    found = dict(nx.all_pairs_shortest_path_length(part))
    most = max(max(lengths.values()) for lengths in found.values())
    return {node: {other: found[node].get(other, most + 1) for other in part} for node in part}


def _spread(places: dict[str, Place], inner: float) -> dict[str, Place]:
    nodes = list(places)
    points = [list(places[node]) for node in nodes]
    for _ in range(ROUNDS):
        for one, other in combinations(range(len(points)), 2):
            dx, dy = points[other][0] - points[one][0], points[other][1] - points[one][1]
            distance = hypot(dx, dy)
            if distance < APART:
                if distance < 1e-6:
                    dx, dy, distance = cos(one * 2 * pi / 7), sin(one * 2 * pi / 7), 1.0
                push = (APART - min(distance, APART)) / 2 if distance < APART else APART / 2
                for point, sign in ((points[one], -1), (points[other], 1)):
                    point[0] += sign * push * dx / distance
                    point[1] += sign * push * dy / distance
        for point in points:
            distance = hypot(*point)
            if distance > inner:
                point[0], point[1] = point[0] * inner / distance, point[1] * inner / distance
    return {node: (x, y) for node, (x, y) in zip(nodes, points, strict=True)}
