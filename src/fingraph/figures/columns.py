"""Columns of boxes with bands between them: in which order and at which height they stand, so that few bands cross.

Barycentre ordering of Sugiyama, Tagawa and Toda 1981 (doi:10.1109/TSMC.1981.4308636): each box moves to the mean place of
its neighbours, column after column, there and back. A band over more than one step passes an empty slot in each column
between, so that it runs beside the boxes and not behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

SWEEPS = 16

Box = str | tuple[int, int]
"""A node, or the slot (band, column) through which a band passes."""


class Band(NamedTuple):
    """What joins two nodes of different columns.

    Parameters
    ----------
    source, target
        Nodes.
    path
        Whether it stands for paths through a third item.
    weight
        Above 0.
    """

    source: str
    target: str
    path: bool
    weight: float


class Step(NamedTuple):
    """The part of a band between two columns side by side."""

    left: Box
    right: Box
    band: int
    weight: float


def steps(bands: Sequence[Band], column: Mapping[str, int]) -> list[Step]:
    """Cut bands into steps between columns side by side.

    Parameters
    ----------
    bands
        Between nodes of different columns.
    column
        Node → number of its column, from the left.

    Returns
    -------
    list of Step
        From left to right, whatever the direction of the band.
    """
    cut = []
    for number, band in enumerate(bands):
        left, right = sorted((band.source, band.target), key=column.__getitem__)
        stops: list[Box] = [left, *((number, place) for place in range(column[left] + 1, column[right])), right]
        cut += [Step(*pair, number, band.weight) for pair in pairwise(stops)]
    return cut


def ordered(parts: Sequence[Step], column: Mapping[str, int], count: int) -> list[list[Box]]:
    """Order the boxes of each column from top to bottom.

    Parameters
    ----------
    parts
        From :func:`steps`.
    column
        Node → number of its column.
    count
        Of columns.

    Returns
    -------
    list of list
        The order with the fewest crossings, weighed, of all that were seen.
    """
    boxes = {box for part in parts for box in (part.left, part.right)}
    order = [sorted((box for box in boxes if _column(box, column) == place), key=str) for place in range(count)]
    best, fewest = order, crossings(parts, order)
    for sweep in range(SWEEPS):
        places = range(1, count) if sweep % 2 == 0 else range(count - 2, -1, -1)
        for place in places:
            order = [
                *order[:place],
                _moved(order[place], parts, order, place - 1 if sweep % 2 == 0 else place + 1),
                *order[place + 1 :],
            ]
        if (number := crossings(parts, order)) < fewest:
            best, fewest = order, number
    return best


def crossings(parts: Sequence[Step], order: Sequence[Sequence[Box]]) -> float:
    """Return the sum of the products of the weights of steps that cross."""
    rank = {box: number for boxes in order for number, box in enumerate(boxes)}
    side = {box: place for place, boxes in enumerate(order) for box in boxes}
    crossed = []
    for number, one in enumerate(parts):
        for other in parts[number + 1 :]:
            if side[one.left] == side[other.left]:
                left, right = rank[one.left] - rank[other.left], rank[one.right] - rank[other.right]
                crossed.append(one.weight * other.weight * (left * right < 0))
    # Rounded once, so that the order of the steps does not matter; so is the mean place of neighbours.
    return fsum(crossed)


def _column(box: Box, column: Mapping[str, int]) -> int:
    return column[box] if isinstance(box, str) else box[1]


def _moved(boxes: list[Box], parts: Sequence[Step], order: list[list[Box]], towards: int) -> list[Box]:
    """Return the boxes of a column by the mean place of their neighbours in another; those without stay where they are."""
    rank = {box: number / max(len(order[towards]) - 1, 1) for number, box in enumerate(order[towards])}
    pulls: dict[Box, list[tuple[float, float]]] = defaultdict(list)
    for part in parts:
        for box, neighbour in ((part.left, part.right), (part.right, part.left)):
            if neighbour in rank:
                pulls[box].append((rank[neighbour], part.weight))
    own = {box: number / max(len(boxes) - 1, 1) for number, box in enumerate(boxes)}
    centre = {
        box: fsum(place * weight for place, weight in pulls[box]) / fsum(weight for _, weight in pulls[box])
        if pulls[box]
        else own[box]
        for box in boxes
    }
    return sorted(boxes, key=lambda box: (centre[box], own[box]))


def heights(order: Sequence[Sequence[Box]], size: Mapping[Box, float], gap: float) -> tuple[dict[Box, float], float]:
    """Place the boxes of each column one under the other, spread over the height of the highest column.

    Parameters
    ----------
    order
        From :func:`ordered`.
    size
        Height of each box.
    gap
        The least between two.

    Returns
    -------
    tuple
        Box → its top, from 0 downwards; and the height of all.
    """
    full = [sum(size[box] for box in boxes) for boxes in order]
    height = max(used + gap * (len(boxes) - 1) for used, boxes in zip(full, order, strict=True))
    tops: dict[Box, float] = {}
    for used, boxes in zip(full, order, strict=True):
        between = (height - used) / (len(boxes) + 1)
        if between < gap:
            between = (height - used) / max(len(boxes) - 1, 1)
            top = 0.0
        else:
            top = between
        for box in boxes:
            tops[box] = top
            top += size[box] + between
    return tops, height
