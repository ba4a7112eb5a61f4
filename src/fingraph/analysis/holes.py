"""Structural holes: how far the neighbours of a node know each other."""

from __future__ import annotations

import networkx as nx
import numpy as np

from fingraph.analysis.matrices import divided
from fingraph.analysis.network import Kernel, Network, Node, Vector, evaluate


def constraint(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return Burt's constraint: how much of a node's links leads, directly or around, to the same neighbours.

    Parameters
    ----------
    graph
        Any networkx graph; both directions are summed, self-loops ignored.
    weight
        Edge attribute by which a link counts; None: all neighbours alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From near 0 (many neighbours that do not know each other) to below 2 (two that know each other far better than the
        node; 1.125 if the three links weigh alike; no unit). Without neighbours it is not defined: nan. Links elsewhere do not matter, so disconnected graphs need no rule; an empty graph gives an empty dictionary.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    R. S. Burt (2004), Structural holes and good ideas, https://doi.org/10.1086/421787

    Examples
    --------
    >>> constraint(nx.star_graph(4))[0], constraint(nx.star_graph(4))[1]
    (0.25, 1.0)
    """
    return evaluate(CONSTRAINT, graph, weight, backend)


def effective_size(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return the number of neighbours of a node, less the links they have among themselves per neighbour.

    Parameters
    ----------
    graph
        Any networkx graph; both directions are summed, self-loops ignored.
    weight
        Edge attribute by which a link counts; None: all neighbours alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Neighbours, from 1 (all linked to each other) to their number (none are). Without neighbours it is not defined: nan.
        Links elsewhere do not matter, so disconnected graphs need no rule; an empty graph gives an empty dictionary.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    R. S. Burt (1992), Structural Holes, https://doi.org/10.4159/9780674029095

    Examples
    --------
    >>> effective_size(nx.star_graph(4))[0], effective_size(nx.complete_graph(4))[0]
    (4.0, 1.0)
    """
    return evaluate(EFFECTIVE_SIZE, graph, weight, backend)


def _constraint(network: Network) -> Vector:
    matrix = network.matrix
    share = divided(matrix, matrix.sum(axis=1))
    spent = (share + share @ share).multiply(matrix > 0)
    return _unless_alone(network, (spent * spent).sum(axis=1))


def _effective_size(network: Network) -> Vector:
    matrix = network.matrix
    if not matrix.nnz:
        return np.full(network.size, np.nan)
    share = divided(matrix, matrix.sum(axis=1))
    relative = divided(matrix, matrix.max(axis=1).toarray().ravel())
    redundant = (share @ relative.T).multiply(matrix > 0).sum(axis=1)
    return _unless_alone(network, (matrix > 0).sum(axis=1) - redundant)


def _unless_alone(network: Network, values: Vector) -> Vector:
    return np.where(network.matrix.sum(axis=1) > 0, values, np.nan)


# Given the nodes, networkx goes link by link, which its backends know too, instead of through matrices of its own.
CONSTRAINT = Kernel(
    _constraint,
    lambda graph, backend: nx.constraint(graph, nodes=list(graph), weight="weight", backend=backend),
    ties=True,
)
EFFECTIVE_SIZE = Kernel(
    _effective_size,
    lambda graph, backend: nx.effective_size(graph, nodes=list(graph), weight="weight", backend=backend),
    ties=True,
)
