"""Points pushed apart until none is too near to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

ROUNDS = 60
SLACK = 1e-6
GOLDEN = 2.399963229728653
"""Golden angle in radians: directions of points at the same place, all different."""


def spread(
    points: Array,
    apart: float,
    *,
    radius: float | None = None,
    free: npt.NDArray[np.bool_] | None = None,
    rounds: int = ROUNDS,
) -> Array:
    """Push points apart.

    Parameters
    ----------
    points
        A row each: x and y.
    apart
        Least distance wanted, above 0.
    radius
        Of the disc round (0, 0) in which all must stay; None: no bounds.
    free
        Which points may move; by default all.
    rounds
        How often pairs that are too near are looked for, at most.

    Returns
    -------
    numpy.ndarray
        New places. Where there is no room, some pairs remain nearer.

    Examples
    --------
    >>> import numpy as np
    >>> spread(np.array([[0.0, 0.0], [1.0, 0.0]]), apart=2).tolist()
    [[-0.5, 0.0], [1.5, 0.0]]
    """
    import numpy as np
    from scipy.spatial import cKDTree

    places = _within(np.array(points, dtype=float), radius)
    movable = np.ones(len(places)) if free is None else free.astype(float)
    for _ in range(rounds if len(places) > 1 else 0):
        pairs = cKDTree(places).query_pairs(apart - SLACK, output_type="ndarray")
        pairs = pairs[movable[pairs].any(axis=1)]
        if not len(pairs):
            break
        # In order, so that sums are the same to the last digit.
        one, other = pairs[np.argsort(pairs @ (len(places), 1))].T
        difference = places[other] - places[one]
        distance = np.hypot(*difference.T)
        same = distance < SLACK
        difference[same] = np.column_stack([np.cos(GOLDEN * other[same]), np.sin(GOLDEN * other[same])])
        difference[~same] /= distance[~same, None]
        push = (apart - distance)[:, None] * difference / (movable[one] + movable[other])[:, None]
        for axis in (0, 1):
            places[:, axis] += movable * np.bincount(other, push[:, axis], len(places))
            places[:, axis] -= movable * np.bincount(one, push[:, axis], len(places))
        places = _within(places, radius)
    return places


def _within(places: Array, radius: float | None) -> Array:
    """Return places of which those outside of the disc are drawn to its edge."""
    import numpy as np

    if radius is None:
        return places
    within: Array = places * np.minimum(1.0, radius / np.maximum(np.hypot(*places.T), radius))[:, None]
    return within
