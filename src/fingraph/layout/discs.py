"""Discs packed side by side: none overlap, and those with strong ties are near. Lengths have the unit of the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

BLOCK = 64
"""Places looked at together."""
SLACK = 1e-9
HIGHER = 1.3
"""How much more height costs than width, since a picture is wider than high."""


class Disc(NamedTuple):
    """A circle."""

    x: float
    y: float
    radius: float


def packed(radii: Sequence[float], ties: Mapping[tuple[int, int], float], between: float) -> list[Disc]:
    """Pack discs.

    Largest first; each goes where it touches two that stand already and is nearest to those it is tied to.

    Parameters
    ----------
    radii
        Of the discs, above 0.
    ties
        Pair of numbers of discs, lower first → weight.
    between
        Least distance of two discs.

    Returns
    -------
    list of Disc
        In the order of ``radii``.

    Examples
    --------
    >>> packed([1, 2], {}, between=0.5)
    [Disc(x=3.5, y=0.0, radius=1), Disc(x=0.0, y=0.0, radius=2)]
    """
    packing = _Packing(between)
    order = sorted(range(len(radii)), key=lambda number: (-radii[number], number))
    position = {number: place for place, number in enumerate(order)}
    pulls: list[dict[int, float]] = [{} for _ in order]
    for (one, other), weight in ties.items():
        early, late = sorted((position[one], position[other]))
        pulls[late][early] = pulls[late].get(early, 0.0) + weight
    for number, pull in zip(order, pulls, strict=True):
        packing.add(radii[number], pull)
    return [Disc(*packing.centre(position[number]), radius) for number, radius in enumerate(radii)]


class _Packing:
    """Discs that stand already, and the pairs of them between which another may fit."""

    def __init__(self, between: float) -> None:
        import numpy as np

        self.between = between
        self.centres = np.empty((0, 2))
        self.radii = np.empty(0)
        self.pairs = np.empty((0, 2), dtype=np.int64)

    def add(self, radius: float, pull: Mapping[int, float]) -> None:
        """Put a disc at its best free place; radii must not grow from one to the next."""
        import numpy as np

        places = self._places(radius)
        effort = np.round(_effort(places, self.centres, pull), 9)
        order = np.lexsort((places[:, 1], places[:, 0], effort))
        best = self._first_free(places[order], radius)
        number = len(self.radii)
        near = np.flatnonzero(np.hypot(*(self.centres - best).T) - self.radii - radius < 2 * (radius + self.between))
        self.pairs = np.concatenate([self.pairs, np.column_stack([near, np.full(len(near), number)])])
        self.centres = np.concatenate([self.centres, [best]])
        self.radii = np.append(self.radii, radius)

    def centre(self, number: int) -> tuple[float, float]:
        """Return where a disc stands, in the order of adding."""
        return float(self.centres[number, 0]), float(self.centres[number, 1])

    def _places(self, radius: float) -> Array:
        """Return the places where a disc touches two others, and those right of one, of which at least the last is free."""
        import numpy as np

        if not len(self.radii):
            return np.zeros((1, 2))
        beside = self.centres + np.column_stack([self.radii + radius + self.between, np.zeros(len(self.radii))])
        one, other = self.pairs.T
        distance = np.hypot(*(self.centres[other] - self.centres[one]).T)
        # Radii shrink, so that two discs too far apart for this one are so for all that follow.
        kept = distance - self.radii[one] - self.radii[other] < 2 * (radius + self.between)
        self.pairs, distance = self.pairs[kept], distance[kept]
        one, other = self.pairs.T
        near, far = self.radii[one] + radius + self.between, self.radii[other] + radius + self.between
        along = (near**2 - far**2 + distance**2) / (2 * distance)
        across = np.sqrt(np.maximum(near**2 - along**2, 0.0))
        step = (self.centres[other] - self.centres[one]) / distance[:, None]
        middle = self.centres[one] + along[:, None] * step
        aside = across[:, None] * np.column_stack([-step[:, 1], step[:, 0]])
        return np.concatenate([beside, middle - aside, middle + aside])

    def _first_free(self, places: Array, radius: float) -> Any:  # noqa: ANN401 - a row
        import numpy as np
        from scipy.spatial.distance import cdist

        least = self.radii + radius + self.between - SLACK
        for start in range(0, len(places), BLOCK):
            block = places[start : start + BLOCK]
            free = np.flatnonzero((cdist(block, self.centres) >= least).all(axis=1))
            if len(free):
                return block[free[0]]
        raise AssertionError("the place right of the rightmost disc is free")


def _effort(places: Array, centres: Array, pull: Mapping[int, float]) -> Array:
    """Return how far each place is from those a disc is tied to, and a little how far from the middle."""
    import numpy as np
    from scipy.spatial.distance import cdist

    weights = np.array(list(pull.values()), dtype=float)
    middle: Array = np.hypot(places[:, 0], places[:, 1] * HIGHER) * (0.2 + 0.3 * weights.sum())
    if len(weights):
        middle = middle + cdist(places, centres[list(pull)]) @ weights
    return middle
