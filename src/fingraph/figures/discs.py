"""Groups of nodes as discs: where the discs stand, and where the nodes stand in them. Lengths are inches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import hypot, sqrt
from typing import TYPE_CHECKING, NamedTuple

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
    pairs: list[tuple[Disc, Disc]] = []
    for number in sorted(range(len(radii)), key=lambda number: (-radii[number], number)):
        radius = radii[number]
        # Radii shrink, so that two discs too far apart for this one are so for all that follow.
        pairs = [pair for pair in pairs if _gap(*pair) < 2 * (radius + BETWEEN)]
        pulls = [
            (placed[other], ties[tie]) for other in placed if (tie := (min(number, other), max(number, other))) in ties
        ]
        candidates = sorted(
            _candidates(list(placed.values()), pairs, radius), key=lambda disc: (round(_effort(disc, pulls), 9), disc)
        )
        disc = next(disc for disc in candidates if _is_free(disc, placed.values()))
        pairs += [(other, disc) for other in placed.values()]
        placed[number] = disc
    return [placed[number] for number in range(len(radii))]


def _gap(one: Disc, other: Disc) -> float:
    return hypot(other.x - one.x, other.y - one.y) - one.radius - other.radius


def _candidates(placed: Sequence[Disc], pairs: Sequence[tuple[Disc, Disc]], radius: float) -> list[Disc]:
    """Return the places where a disc touches two others, and those right of one, of which at least the last is free."""
    if not placed:
        return [Disc(0.0, 0.0, radius)]
    beside = [Disc(one.x + one.radius + radius + BETWEEN, one.y, radius) for one in placed]
    for one, other in pairs:
        near, far = one.radius + radius + BETWEEN, other.radius + radius + BETWEEN
        distance = hypot(other.x - one.x, other.y - one.y)
        along = (near**2 - far**2 + distance**2) / (2 * distance)
        across = sqrt(max(near**2 - along**2, 0.0))
        dx, dy = (other.x - one.x) / distance, (other.y - one.y) / distance
        beside += [
            Disc(one.x + along * dx - side * across * dy, one.y + along * dy + side * across * dx, radius)
            for side in (-1, 1)
        ]
    return beside


def _is_free(disc: Disc, placed: Iterable[Disc]) -> bool:
    return all(hypot(disc.x - o.x, disc.y - o.y) >= disc.radius + o.radius + BETWEEN - 1e-9 for o in placed)


def _effort(disc: Disc, pulls: Sequence[tuple[Disc, float]]) -> float:
    """Return how far a disc is from those it is tied to, and a little how far from the middle."""
    # A picture is wider than high, so that height costs more.
    middle = hypot(disc.x, disc.y * 1.3) * (0.2 + 0.3 * sum(weight for _, weight in pulls))
    return middle + sum(weight * hypot(disc.x - o.x, disc.y - o.y) for o, weight in pulls)


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
    far = max(hypot(x - mean[0], y - mean[1]) for x, y in raw.values()) or 1.0
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
        near = _near(points)
        for one, other in near:
            dx, dy = points[other][0] - points[one][0], points[other][1] - points[one][1]
            distance = hypot(dx, dy) or 1.0
            push = (APART - distance) / 2
            for number, sign in ((one, -1), (other, 1)):
                points[number][0] += sign * push * dx / distance
                points[number][1] += sign * push * dy / distance
        for point in points:
            distance = hypot(*point)
            if distance > inner:
                point[0], point[1] = point[0] * inner / distance, point[1] * inner / distance
        if not near:
            break
    return {node: (x, y) for node, (x, y) in zip(nodes, points, strict=True)}


def _near(points: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs that are too near to each other, found by a sweep from left to right."""
    order = sorted(range(len(points)), key=lambda number: (points[number], number))
    near = []
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if points[other][0] - points[one][0] >= APART:
                break
            if hypot(points[other][0] - points[one][0], points[other][1] - points[one][1]) < APART - 1e-6:
                near.append((one, other))
    return near
