"""Measures in which a node counts by the nodes that link to it: PageRank, eigenvector and Katz.

Rank flows in the direction of the links, so a node is high by the links *into* it; an undirected link flows both ways.
Parallel edges are summed. An empty graph gives an empty dictionary.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from fingraph.analysis.matrices import divided, largest_eigenvalue, perron
from fingraph.analysis.network import (
    Kernel,
    Matrix,
    Network,
    Node,
    Vector,
    canonical,
    check_fraction,
    check_nodes,
    evaluate,
)
from fingraph.errors import AnalysisError

DAMPING, ATTENUATION = 0.85, 0.5
TOLERANCE = 1e-12
"""Sum of the changes of all values at which the iteration for PageRank ends."""
KATZ_STEPS = 100_000
LARGEST = 1e150
"""Up to which the square of a value is a number."""


def pagerank(
    graph: nx.Graph[Node], *, weight: str | None = "support", damping: float = DAMPING, backend: str | None = None
) -> dict[Node, float]:
    """Return the probability of finding at each node a walker who follows links, or now and then starts anywhere.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute in proportion to which a link is chosen; None: all links alike.
    damping
        Probability of following a link, above 0 and below 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Probability from 0 to 1; the values sum to 1. At a node without links out the walker starts anywhere, and so does he
        from time to time: disconnected graphs have one solution too.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0, or damping not between 0 and 1.

    References
    ----------
    S. Brin and L. Page (1998), The anatomy of a large-scale hypertextual Web search engine,
    https://doi.org/10.1016/S0169-7552(98)00110-X

    Examples
    --------
    >>> ranks = pagerank(nx.DiGraph([("plan", "ledger"), ("plan", "trade"), ("ledger", "trade")]))
    >>> max(ranks, key=ranks.get)
    'trade'
    """
    return evaluate(pagerank_kernel(damping), graph, weight, backend)


def personalised_pagerank(
    graph: nx.Graph[Node],
    sources: Iterable[Node],
    *,
    weight: str | None = "support",
    damping: float = DAMPING,
    backend: str | None = None,
) -> dict[Node, float]:
    """Return PageRank of a walker who always starts at one of the sources: how near all nodes are to them.

    Parameters
    ----------
    graph
        Any networkx graph.
    sources
        Nodes at which the walker starts, all alike; a text is one node.
    weight
        Edge attribute in proportion to which a link is chosen; None: all links alike.
    damping
        Probability of following a link, above 0 and below 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Probability from 0 to 1; the values sum to 1. What the sources do not reach has 0. At a node without links out the
        walker starts at a source again.

    Raises
    ------
    AnalysisError
        If there is no source, one is not of the graph, a weight is not a finite number above 0, or damping not between
        0 and 1.

    References
    ----------
    T. H. Haveliwala (2003), Topic-sensitive PageRank, https://doi.org/10.1109/TKDE.2003.1208999

    Examples
    --------
    >>> ranks = personalised_pagerank(nx.DiGraph([("plan", "ledger"), ("rule", "trade")]), ["plan"])
    >>> ranks["ledger"] > ranks["trade"] == 0
    True
    """
    # A text is an iterable of its letters; nobody means those.
    chosen: set[Node] = {sources} if isinstance(sources, str) else set(sources)  # type: ignore[arg-type]
    if not chosen:
        raise AnalysisError("personalised_pagerank needs at least one source")
    check_nodes(graph, chosen)
    starts = tuple(i for i, node in enumerate(canonical(graph)) if node in chosen)
    return evaluate(pagerank_kernel(damping, starts), graph, weight, backend)


def eigenvector(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return the leading eigenvector of the adjacency matrix: a node is high if those that link to it are.

    Parameters
    ----------
    graph
        Any networkx graph that is connected; a directed one strongly, since otherwise there is no one solution, or one that
        is 0 nearly everywhere.
    weight
        Edge attribute by which a link counts; None: all links alike.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From 0 to 1 (no unit); the squares sum to 1. A graph of one node has 1.

    Raises
    ------
    AnalysisError
        If the graph is not (strongly) connected, or a weight is not a finite number above 0.

    References
    ----------
    P. Bonacich (1972), Factoring and weighting approaches to status scores and clique identification,
    https://doi.org/10.1080/0022250X.1972.9989806

    Examples
    --------
    >>> {node: round(value, 3) for node, value in eigenvector(nx.path_graph(3)).items()}
    {0: 0.5, 1: 0.707, 2: 0.5}
    """
    return evaluate(EIGENVECTOR, graph, weight, backend)


def katz(
    graph: nx.Graph[Node],
    *,
    weight: str | None = "support",
    attenuation: float = ATTENUATION,
    backend: str | None = None,
) -> dict[Node, float]:
    """Return the number of walks that end at each node, longer ones counting less.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute by which a link counts; None: all links alike.
    attenuation
        Alpha, by which each further link weakens a walk, as the fraction of its bound 1 / (largest eigenvalue), above 0 and
        below 1: near 0 ranks by in-strength, near 1 by eigenvector. Where a graph has no cycle, and the eigenvalue is 0,
        the square root of (largest in-strength) x (largest out-strength) takes its place.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Above 0, at most 1 (no unit); the squares sum to 1. There is one solution for disconnected graphs too; nodes
        without links in have the least value.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0, attenuation not between 0 and 1, or so near to 1 that 100,000 steps find
        nothing, or values grow beyond 1e150.

    References
    ----------
    L. Katz (1953), A new status index derived from sociometric analysis, https://doi.org/10.1007/BF02289026

    Examples
    --------
    >>> {node: round(value, 3) for node, value in katz(nx.DiGraph([("plan", "ledger"), ("ledger", "trade")])).items()}
    {'plan': 0.398, 'ledger': 0.597, 'trade': 0.697}
    """
    return evaluate(katz_kernel(attenuation), graph, weight, backend)


def pagerank_kernel(damping: float, starts: tuple[int, ...] | None = None) -> Kernel:
    """Return the kernel of PageRank, of a walker who starts anywhere or at the numbers given."""
    check_fraction("damping", damping)
    steps = 100 + math.ceil(math.log(TOLERANCE) / math.log(damping))

    def reference(graph: nx.Graph[int], backend: str) -> Any:  # noqa: ANN401 - a mapping
        start = None if starts is None else {node: float(node in starts) for node in graph}
        tolerance = TOLERANCE / max(len(graph), 1)
        return nx.pagerank(graph, damping, start, max_iter=steps, tol=tolerance, weight="weight", backend=backend)

    return Kernel(partial(_pagerank, damping, starts, steps), reference)


def _pagerank(damping: float, starts: tuple[int, ...] | None, steps: int, network: Network) -> Vector:
    if not network.size:
        return np.empty(0)
    start = np.ones(network.size) if starts is None else np.zeros(network.size)
    start[list(starts or ())] = 1
    start /= start.sum()
    matrix = network.matrix
    out = matrix.sum(axis=1)
    ending = np.flatnonzero(out == 0)
    step = divided(matrix, out).T.tocsr()
    values = start
    for _ in range(steps):
        following = damping * (step @ values + values[ending].sum() * start) + (1 - damping) * start
        if np.abs(following - values).sum() < TOLERANCE:
            break
        values = following
    return np.asarray(following / following.sum())


def _eigenvector(network: Network) -> Vector:
    _check_connected(network)
    return perron(network.matrix.T)[1] if network.size else np.empty(0)


def _check_connected(network: Network) -> None:
    from scipy.sparse import csgraph

    parts, _ = csgraph.connected_components(network.matrix, directed=network.directed, connection="strong")
    if parts > 1:
        kind = "graph that is not strongly connected" if network.directed else "disconnected graph"
        raise AnalysisError(
            f"eigenvector has no unique solution in a {kind}; use katz or pagerank, or the largest component"
        )


def katz_kernel(attenuation: float) -> Kernel:
    """Return the kernel of Katz centrality."""
    check_fraction("attenuation", attenuation)
    return Kernel(partial(_katz, attenuation), partial(_katz_reference, attenuation))


def _katz(attenuation: float, network: Network) -> Vector:
    if not network.size:
        return np.empty(0)
    into = network.matrix.T.tocsr() * _alpha(attenuation, network.matrix)
    values = np.ones(network.size)
    precision = max(1e-14 * (1 - attenuation), 1e-15)
    with np.errstate(over="ignore"):
        for _ in range(KATZ_STEPS):
            following = into @ values + 1
            if following.max() > LARGEST:
                raise AnalysisError(
                    "katz grows beyond all numbers along chains of links much heavier than the cycles; "
                    "use pagerank, or katz with weight=None"
                )
            if np.all(np.abs(following - values) <= precision * following):
                return np.asarray(following / np.linalg.norm(following))
            values = following
    raise AnalysisError(f"katz is not found in {KATZ_STEPS} steps with attenuation {attenuation!r}; use a smaller one")


def _katz_reference(attenuation: float, graph: nx.Graph[int], backend: str) -> Any:  # noqa: ANN401 - a mapping
    if len(graph) == 1:  # networkx multiplies by the inverse of the length, which is wrong in the last digit
        return dict.fromkeys(graph, 1.0)
    alpha = _alpha(attenuation, nx.to_scipy_sparse_array(graph, format="csr"))
    return nx.katz_centrality(graph, alpha, max_iter=100_000, tol=1e-12, weight="weight", backend=backend)


def _alpha(attenuation: float, matrix: Matrix) -> float:
    bound = largest_eigenvalue(matrix) or math.sqrt(matrix.sum(axis=0).max() * matrix.sum(axis=1).max())
    return attenuation / bound if bound else 0.0


EIGENVECTOR = Kernel(
    _eigenvector,
    lambda graph, backend: nx.eigenvector_centrality(
        graph, max_iter=10_000, tol=1e-12, weight="weight", backend=backend
    ),
    check=_check_connected,
)
PAGERANK = pagerank_kernel(DAMPING)
KATZ = katz_kernel(ATTENUATION)
