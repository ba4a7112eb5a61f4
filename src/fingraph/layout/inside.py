"""Where the nodes of one group stand: distances on paper follow distances in links. The least distance of two nodes is 1."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from fingraph.layout.spread import ROUNDS, spread

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

ROOM = 0.66
"""Radius of a disc for one node at distance 1 from the next; n of them take the square root of n."""
SMALL = 400
"""Nodes up to which all distances are looked at, not only those to some pivots."""
PIVOTS, FEW = 50, 16
"""Nodes to which distances are looked at in a larger group; the second where a rough arrangement does."""
ROUGHLY = 8
"""Rounds of pushing apart where a rough arrangement does."""
STEPS, FULL = 60, 150
"""Rounds of stress majorization up to so many nodes; for more there are fewer, since each round takes longer."""
UNEVEN = 0.05
"""By how much distances are made uneven, so that equal nodes have places of their own."""
EVEN = 0.6
"""How far distances from the middle follow the number of nodes within, so that the disc is filled."""


def radius_for(count: int) -> float:
    """Return the radius of a disc in which so many nodes have room."""
    return max(ROOM * sqrt(count), 0.5)


def arranged(links: Any, *, rough: bool = False) -> Array:  # noqa: ANN401 - scipy has no types
    """Place the nodes of a group.

    Stress majorization (Gansner, Koren and North 2005, doi:10.1007/978-3-540-31843-9_25) from a start by pivot MDS (Brandes
    and Pich 2007, doi:10.1007/978-3-540-70904-6_6); above 400 nodes the start alone. Then all are spread within the disc.

    Parameters
    ----------
    links
        Symmetric sparse matrix, nonzero where two nodes are linked. What is not connected stands in rows instead.
    rough
        Whether the start does for fewer nodes, too.

    Returns
    -------
    numpy.ndarray
        A row for each node: x and y round (0, 0), within :func:`radius_for` their number.

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> arranged(sp.csr_array([[0, 1], [1, 0]])).shape
    (2, 2)
    """
    import numpy as np
    from scipy.sparse.csgraph import connected_components, shortest_path

    size = links.shape[0]
    radius = radius_for(size)
    if size == 1:
        return np.zeros((1, 2))
    parts, labels = connected_components(links, directed=False)
    if parts > 1:
        return spread(_rows(labels), 1.0, radius=radius)
    if size <= SMALL and not rough:
        distances = shortest_path(links, directed=False, unweighted=True)
        places = _majorized(distances, _start(distances[_pivots(links)]))
    else:
        pivots = _pivots(links, FEW if rough else PIVOTS)
        places = _start(shortest_path(links, directed=False, unweighted=True, indices=pivots))
    return spread(_filling(places, radius), 1.0, radius=radius, rounds=ROUGHLY if rough else ROUNDS)


def _rows(labels: npt.NDArray[np.int32]) -> Array:
    """Return places in rows, every other one backwards, within a disc, those of one part after each other."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    side = 2 * int(np.ceil(np.sqrt(len(labels)))) + 1
    down, across = np.divmod(np.arange(side**2), side)
    across = np.where(down % 2, side - 1 - across, across)
    grid = np.column_stack([across, down]) - side // 2
    # The places nearest to the middle, in the order of the rows.
    kept = np.sort(np.argsort(np.hypot(*grid.T), kind="stable")[: len(labels)])
    places: Array = np.empty((len(labels), 2))
    places[order] = grid[kept]
    places -= places.mean(axis=0)
    return places


def _pivots(links: Any, count: int = PIVOTS) -> npt.NDArray[np.int64]:  # noqa: ANN401 - scipy has no types
    """Return nodes that stand for all: those with most links, and others evenly."""
    import numpy as np

    degrees = np.diff(links.indptr)
    most = np.argsort(-degrees, kind="stable")[: count // 2]
    return np.unique(np.concatenate([most, np.linspace(0, len(degrees) - 1, count // 2).astype(np.int64)]))


def _start(distances: Array) -> Array:
    """Return places by multidimensional scaling of distances, a row for each pivot."""
    import numpy as np

    random = np.random.default_rng(1)
    squares = (distances * (1 + UNEVEN * random.random(distances.shape))).T ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    places: Array = centred @ vectors[:, [-1, -2]]
    largest = np.abs(places).argmax(axis=0)
    # A solver may turn either axis round; here the farthest node is right, and below.
    places *= np.sign(places[largest, [0, 1]]) + (places[largest, [0, 1]] == 0)
    reach = np.abs(places).max() or 1.0
    scaled: Array = places * (distances.max() / reach / 2)
    return scaled


def _majorized(distances: Array, places: Array) -> Array:
    """Return places with less stress, each pair weighing the inverse square of its distance."""
    import numpy as np

    size = len(places)
    wanted = np.where(distances > 0, distances, 1.0)
    weights = wanted**-2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1 / size)
    for _ in range(round(STEPS * min(1.0, (FULL / size) ** 2))):
        apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
        pull = -weights * wanted / np.maximum(apart, 1e-3)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        places = inverse @ (pull @ places)
    return places


def _filling(places: Array, radius: float) -> Array:
    """Return places stretched from the middle so that they fill a disc."""
    import numpy as np

    places = places - places.mean(axis=0)
    distance = np.hypot(*places.T)
    rank = np.empty(len(places))
    rank[np.lexsort((np.arange(len(places)), distance.round(9)))] = np.arange(1, len(places) + 1)
    linear = distance / (distance.max() or 1.0)
    wanted = radius * ((1 - EVEN) * linear + EVEN * np.sqrt(rank / len(places)))
    filling: Array = places * (wanted / np.maximum(distance, 1e-9))[:, None]
    return filling
