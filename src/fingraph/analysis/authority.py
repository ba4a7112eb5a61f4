"""Hubs and authorities: each high by the other."""

from __future__ import annotations

from functools import partial

import networkx as nx
import numpy as np

from fingraph.analysis.matrices import blocks, singular_pair
from fingraph.analysis.network import Kernel, Network, Node, Numbers, Vector, evaluate
from fingraph.errors import AnalysisError


def hits(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> tuple[dict[Node, float], dict[Node, float]]:
    """Return hubs, which link to good authorities, and authorities, to which good hubs link.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute by which a link counts; None: all links alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    tuple of dict
        Hubs and authorities, each from 0 to 1 (no unit) with the sum 1. In a disconnected graph all of it goes to the part
        whose singular value is largest, the rest has 0; without any link all have 0.

    Raises
    ------
    AnalysisError
        If parts share the largest singular value, so that there is no one solution (as in each undirected graph without
        odd cycles), or a weight is not a finite number above 0.

    References
    ----------
    J. M. Kleinberg (1999), Authoritative sources in a hyperlinked environment, https://doi.org/10.1145/324133.324140

    Examples
    --------
    >>> hubs, authorities = hits(nx.DiGraph([("plan", "ledger"), ("plan", "trade")]))
    >>> hubs["plan"], round(authorities["trade"], 3)
    (1.0, 0.5)
    """
    return hubs(graph, weight=weight, backend=backend), authorities(graph, weight=weight, backend=backend)


def hubs(graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None) -> dict[Node, float]:
    """Return the hubs of :func:`hits`.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute by which a link counts; None: all links alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From 0 to 1 (no unit) with the sum 1; disconnected graphs as in :func:`hits`.

    Raises
    ------
    AnalysisError
        As in :func:`hits`.

    References
    ----------
    J. M. Kleinberg (1999), Authoritative sources in a hyperlinked environment, https://doi.org/10.1145/324133.324140

    Examples
    --------
    >>> hubs(nx.DiGraph([("plan", "ledger")]))["plan"]
    1.0
    """
    return evaluate(HUBS, graph, weight, backend)


def authorities(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return the authorities of :func:`hits`.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute by which a link counts; None: all links alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From 0 to 1 (no unit) with the sum 1; disconnected graphs as in :func:`hits`.

    Raises
    ------
    AnalysisError
        As in :func:`hits`.

    References
    ----------
    J. M. Kleinberg (1999), Authoritative sources in a hyperlinked environment, https://doi.org/10.1145/324133.324140

    Examples
    --------
    >>> authorities(nx.DiGraph([("plan", "ledger")]))["ledger"]
    1.0
    """
    return evaluate(AUTHORITIES, graph, weight, backend)


def _hits(side: int, network: Network) -> Vector:
    values = np.zeros(network.size)
    if best := _leading_block(network):
        ends, vector = best[0][side], best[1][side]
        values[ends] = vector / vector.sum()
    return values


def _check_unique(network: Network) -> None:
    _leading_block(network)


def _leading_block(network: Network) -> tuple[tuple[Numbers, Numbers], tuple[Vector, Vector]] | None:
    """Return rows and columns of the part whose singular value is largest, and the vectors at its left and right."""
    found = [(part, *singular_pair(network.matrix[part[0]][:, part[1]])) for part in blocks(network.matrix)]
    if not found:
        return None
    largest = max(values[0] for _, values, _, _ in found)
    # Two parts that weak links alone join count as two: which of them leads, is beyond the last digit.
    parts = sum(np.count_nonzero(values >= largest * (1 - 1e-9)) for _, values, _, _ in found)
    if parts > 1:
        raise AnalysisError(
            f"hits has no unique solution: {parts} parts of the graph share the largest singular value; "
            "use pagerank, or one part"
        )
    return next((part, (left, right)) for part, values, left, right in found if values[0] == largest)


HUBS = Kernel(
    partial(_hits, 0),
    lambda graph, backend: nx.hits(graph, max_iter=1000, tol=1e-12, backend=backend)[0],
    check=_check_unique,
)
AUTHORITIES = Kernel(
    partial(_hits, 1),
    lambda graph, backend: nx.hits(graph, max_iter=1000, tol=1e-12, backend=backend)[1],
    check=_check_unique,
)
