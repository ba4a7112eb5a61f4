"""Measures that walk shortest paths: who stands between, who is near.

The length of a link is 1 / weight: two sentences bring its ends twice as near as one. Parallel edges are summed before.
With ``weight=None`` every link has length 1. Ties between paths do not hang on rounding: networkx is given whole numbers
(:meth:`~fingraph.analysis.network.Network.whole_lengths`), and igraph, which takes lengths as equal that differ by less than
1e-10, is asked only where weights differ by up to eight orders of magnitude; beyond, betweenness is computed by networkx.
"""

from __future__ import annotations

import sys
from itertools import islice

import networkx as nx
import numpy as np

from fingraph.analysis.network import (
    Kernel,
    Network,
    Node,
    Vector,
    by_networkx,
    check_count,
    check_nodes,
    evaluate,
    read,
)

TOLD_APART = 1e8
"""Largest ratio of two lengths up to which igraph's tolerance takes no paths as equal that are not."""
ROWS = 256
"""Nodes whose distances to all others are held at once."""


def betweenness(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return the share of the pairs of other nodes between which a node lies on shortest paths.

    Parameters
    ----------
    graph
        Any networkx graph; paths follow its direction.
    weight
        Edge attribute whose inverse is the length of a link; None: every link has length 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Share from 0 to 1 (no unit); of several shortest paths each counts in part. Pairs without a path count as pairs,
        so the values of a disconnected graph are lower. An empty graph gives an empty dictionary, up to two nodes 0.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    L. C. Freeman (1977), A set of measures of centrality based on betweenness, https://doi.org/10.2307/3033543;
    U. Brandes (2001), https://doi.org/10.1080/0022250X.2001.9990249

    Examples
    --------
    >>> betweenness(nx.DiGraph([("plan", "ledger"), ("ledger", "trade")]))
    {'plan': 0.0, 'ledger': 0.5, 'trade': 0.0}
    """
    return evaluate(BETWEENNESS, graph, weight, backend)


def closeness(
    graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None
) -> dict[Node, float]:
    """Return the inverse of the mean distance from the nodes that reach a node, times the share that do.

    Parameters
    ----------
    graph
        Any networkx graph; paths lead to the node, in the direction of the links.
    weight
        Edge attribute whose inverse is the length of a link; None: every link has length 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From 0 (reached by none) to 1 without weights, to the largest weight with them (inverse length, in the unit of the
        weight). In a disconnected graph the factor of Wasserman and Faust makes parts comparable: (reaching nodes) /
        (other nodes). An empty graph gives an empty dictionary.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    L. C. Freeman (1978), https://doi.org/10.1016/0378-8733(78)90021-7;
    S. Wasserman and K. Faust (1994), p. 201, https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> closeness(nx.DiGraph([("plan", "ledger"), ("trade", "ledger"), ("ledger", "bank")]))["ledger"]
    0.6666666666666666
    """
    return evaluate(CLOSENESS, graph, weight, backend)


def harmonic(graph: nx.Graph[Node], *, weight: str | None = "support", backend: str | None = None) -> dict[Node, float]:
    """Return the sum of the inverse distances from all other nodes to a node; 0 from one that does not reach it.

    Parameters
    ----------
    graph
        Any networkx graph; paths lead to the node, in the direction of the links.
    weight
        Edge attribute whose inverse is the length of a link; None: every link has length 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        From 0 to the number of other nodes without weights, times the largest weight with them (inverse length, in the
        unit of the weight). Defined as it stands for disconnected graphs; an empty graph gives an empty dictionary.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    P. Boldi and S. Vigna (2014), Axioms for centrality, https://doi.org/10.1080/15427951.2013.865686

    Examples
    --------
    >>> harmonic(nx.DiGraph([("plan", "ledger"), ("ledger", "trade")]))
    {'plan': 0.0, 'ledger': 1.0, 'trade': 1.5}
    """
    return evaluate(HARMONIC, graph, weight, backend)


def k_shortest_paths(
    graph: nx.Graph[Node], source: Node, target: Node, k: int = 3, *, weight: str | None = "support"
) -> list[list[Node]]:
    """Return up to k shortest paths from one node to another, none of which visits a node twice.

    Parameters
    ----------
    graph
        Any networkx graph; paths follow its direction.
    source
        Where the paths begin.
    target
        Where they end.
    k
        How many at most, from 1.
    weight
        Edge attribute whose inverse is the length of a link; None: every link has length 1.

    Returns
    -------
    list of list
        The nodes of each path, shortest first; ties fall the same way whatever the order of nodes. Empty where no path
        leads from one to the other; from a node to itself the one path is that node.

    Raises
    ------
    AnalysisError
        If a node is not of the graph, k below 1, or a weight not a finite number above 0.

    References
    ----------
    J. Y. Yen (1971), Finding the k shortest loopless paths in a network, https://doi.org/10.1287/mnsc.17.11.712

    Examples
    --------
    >>> k_shortest_paths(nx.DiGraph([("plan", "ledger"), ("ledger", "trade"), ("plan", "trade")]), "plan", "trade")
    [['plan', 'trade'], ['plan', 'ledger', 'trade']]
    """
    check_nodes(graph, (source, target))
    check_count("k", k)
    if source == target:
        return [[source]]
    nodes, network = read(graph, weight)
    ends = nodes.index(source), nodes.index(target)
    paths = nx.shortest_simple_paths(network.to_networkx(), *ends, weight="length")
    try:
        return [[nodes[i] for i in path] for path in islice(paths, min(k, sys.maxsize))]
    except nx.NetworkXNoPath:
        return []


def _betweenness(network: Network) -> Vector:
    graph, size = network.links.igraph, network.size
    if graph is None or not igraph_tells_apart(network):
        return by_networkx(BETWEENNESS, network)
    if size < 3:
        return np.zeros(size)
    values = np.array(graph.betweenness(directed=network.directed, weights=lengths(network)), dtype=float)
    # igraph counts each pair of an undirected graph once.
    return values * (1 if network.directed else 2) / ((size - 1) * (size - 2))


def igraph_tells_apart(network: Network) -> bool:
    """Return whether lengths are near enough to each other for igraph's way of telling ties."""
    return not len(network.weights) or bool(network.weights.max() <= TOLD_APART * network.weights.min())


def telling_length(graph: nx.Graph[int]) -> str | None:
    """Return the attribute that tells shortest paths apart; None, which networkx takes in half the time, if all are alike."""
    found: set[int] = {data["length"] for _, _, data in graph.edges(data=True)}
    return "length" if len(found) > 1 else None


def lengths(network: Network) -> list[float] | None:
    """Return lengths as igraph takes them; None, which is faster, where all are 1."""
    found: list[float] = network.lengths.tolist()
    return found if any(length != 1 for length in found) else None


def _closeness(network: Network) -> Vector:
    graph, others = network.links.igraph, max(network.size - 1, 1)
    if graph is None or not network.size:
        reaching, total, _ = _distances(network)
    else:
        reaching = np.array(graph.neighborhood_size(order=network.size, mode="in"), dtype=float) - 1
        mean = np.array(graph.closeness(mode="in", weights=lengths(network), normalized=True), dtype=float)
        return np.where(reaching > 0, mean, 0) * reaching / others
    return np.asarray(reaching / np.where(reaching > 0, total, 1) * reaching / others)


def _harmonic(network: Network) -> Vector:
    graph = network.links.igraph
    if graph is None or not network.size:
        return _distances(network)[2]
    values = graph.harmonic_centrality(mode="in", weights=lengths(network), normalized=True)
    return np.asarray(np.nan_to_num(np.array(values, dtype=float)) * max(network.size - 1, 1))


def _distances(network: Network) -> tuple[Vector, Vector, Vector]:
    """Return for each node how many others reach it, the sum of their distances, and that of the inverse distances."""
    from scipy.sparse import csgraph

    into = network.matrix_of(network.lengths).T.tocsr()
    reaching, total, inverse = np.zeros((3, network.size))
    for start in range(0, network.size, ROWS):
        rows = np.arange(start, min(start + ROWS, network.size))
        found = csgraph.dijkstra(into, directed=network.directed, indices=rows)
        found[np.arange(len(rows)), rows] = np.inf
        reached = np.isfinite(found)
        reaching[rows] = reached.sum(axis=1)
        total[rows] = np.where(reached, found, 0).sum(axis=1)
        inverse[rows] = (1 / found).sum(axis=1)
    return reaching, total, inverse


BETWEENNESS = Kernel(
    _betweenness,
    lambda graph, backend: nx.betweenness_centrality(graph, weight=telling_length(graph), backend=backend),
)
CLOSENESS = Kernel(
    _closeness, lambda graph, backend: nx.closeness_centrality(graph, distance="distance", backend=backend)
)
HARMONIC = Kernel(_harmonic, lambda graph, backend: nx.harmonic_centrality(graph, distance="distance", backend=backend))
