"""Sparse matrices: rows divided, and leading eigenvalues and vectors, one irreducible block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from fingraph.analysis.network import Matrix, Vector

DENSE = 100
"""Up to this many rows or columns a matrix is decomposed as a whole, which is as fast, and safe for two rows or less."""


def divided(matrix: Matrix, by: Vector) -> Matrix:
    """Return the rows of a matrix divided each by its number, those of zeros as they are."""
    import scipy.sparse as sp

    return sp.diags_array(1 / np.where(by == 0, 1, by)) @ matrix


def perron(matrix: Matrix) -> tuple[float, Vector]:
    """Return the largest eigenvalue of an irreducible matrix without negative values, and its vector, of length 1."""
    import scipy as sp

    if matrix.shape[0] <= DENSE:
        values, vectors = np.linalg.eig(matrix.toarray())
        best = int(np.argmax(values.real))
        value, vector = values[best], vectors[:, best]
    else:
        try:
            values, vectors = sp.sparse.linalg.eigs(matrix, k=1, which="LR", v0=np.ones(matrix.shape[0]))
        except sp.sparse.linalg.ArpackError as error:
            raise AnalysisError(f"the largest eigenvalue was not found: {error}; use pagerank") from None
        value, vector = values[0], vectors[:, 0]
    vector = np.abs(vector)
    return float(value.real), vector / np.linalg.norm(vector)


def largest_eigenvalue(matrix: Matrix) -> float:
    """Return the largest eigenvalue of any matrix without negative values; 0 for a graph without cycles."""
    import scipy as sp

    _, labels = sp.sparse.csgraph.connected_components(matrix, directed=True, connection="strong")
    diagonal = matrix.diagonal()
    largest = float(diagonal.max(initial=0.0))
    counts = np.bincount(labels)
    for label in np.flatnonzero(counts > 1):
        inside = np.flatnonzero(labels == label)
        largest = max(largest, perron(matrix[inside][:, inside])[0])
    return largest


def blocks(matrix: Matrix) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yield rows and columns of the parts into which a matrix falls, each with some value."""
    import scipy as sp

    size = matrix.shape[0]
    if not matrix.nnz:
        return
    both = sp.sparse.block_array([[None, matrix], [matrix.T, None]])
    _, labels = sp.sparse.csgraph.connected_components(both, directed=False)
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        if len(members) > 1:
            yield members[members < size], members[members >= size] - size


def singular_pair(matrix: Matrix) -> tuple[Vector, Vector, Vector]:
    """Return the largest singular values of a matrix that does not fall into parts, at most two, largest first.

    With them come the vectors at the left and right of the largest.
    """
    import scipy as sp

    if min(matrix.shape) <= DENSE:
        left, values, right = np.linalg.svd(matrix.toarray(), full_matrices=False)
    else:
        try:
            left, values, right = sp.sparse.linalg.svds(matrix, k=2, v0=np.ones(min(matrix.shape)))
        except sp.sparse.linalg.ArpackError as error:
            raise AnalysisError(f"the largest singular value was not found: {error}; use pagerank") from None
    order = np.argsort(-values, kind="stable")[:2]
    return values[order], np.abs(left[:, order[0]]), np.abs(right[order[0]])
