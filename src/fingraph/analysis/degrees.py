"""How many others a node is linked to, and by how much support.

All follow the graph: an undirected one has the same value for in, out and both, and a self-loop counts twice there. A node
without links has 0, wherever it is; an empty graph gives an empty dictionary. Parallel edges are one link.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from fingraph.analysis.network import Network, Node, Numbers, Vector, in_order, read

if TYPE_CHECKING:
    import networkx as nx


def degree(graph: nx.Graph[Node]) -> dict[Node, float]:
    """Return the number of links of each node, in a directed graph those in plus those out.

    Parameters
    ----------
    graph
        Any networkx graph.

    Returns
    -------
    dict
        Links, from 0 to 2 per node of the graph (a count).

    References
    ----------
    L. C. Freeman (1978), Centrality in social networks: conceptual clarification,
    https://doi.org/10.1016/0378-8733(78)90021-7

    Examples
    --------
    >>> import networkx as nx
    >>> degree(nx.MultiDiGraph([("plan", "ledger"), ("plan", "ledger"), ("ledger", "trade")]))
    {'plan': 1.0, 'ledger': 2.0, 'trade': 1.0}
    """
    return _sums(graph, None, both)


def in_degree(graph: nx.Graph[Node]) -> dict[Node, float]:
    """Return the number of links into each node.

    Parameters
    ----------
    graph
        Any networkx graph.

    Returns
    -------
    dict
        Links, from 0 to the number of nodes (a count).

    References
    ----------
    S. Wasserman and K. Faust (1994), Social Network Analysis, chapter 4, https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> import networkx as nx
    >>> in_degree(nx.DiGraph([("plan", "ledger")]))
    {'plan': 0.0, 'ledger': 1.0}
    """
    return _sums(graph, None, into)


def out_degree(graph: nx.Graph[Node]) -> dict[Node, float]:
    """Return the number of links out of each node.

    Parameters
    ----------
    graph
        Any networkx graph.

    Returns
    -------
    dict
        Links, from 0 to the number of nodes (a count).

    References
    ----------
    S. Wasserman and K. Faust (1994), Social Network Analysis, chapter 4, https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> import networkx as nx
    >>> out_degree(nx.DiGraph([("plan", "ledger")]))
    {'plan': 1.0, 'ledger': 0.0}
    """
    return _sums(graph, None, out_of)


def strength(graph: nx.Graph[Node], *, weight: str = "support") -> dict[Node, float]:
    """Return the summed weight of the links of each node, in a directed graph those in plus those out.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute summed over parallel edges; an edge without it counts 1.

    Returns
    -------
    dict
        Weight, from 0 (in its own unit: sentences, for ``support``).

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    A. Barrat et al. (2004), The architecture of complex weighted networks, https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> import networkx as nx
    >>> strength(nx.MultiDiGraph([("plan", "ledger", {"support": 2}), ("plan", "ledger", {"support": 1})]))
    {'plan': 3.0, 'ledger': 3.0}
    """
    return _sums(graph, weight, both)


def in_strength(graph: nx.Graph[Node], *, weight: str = "support") -> dict[Node, float]:
    """Return the summed weight of the links into each node.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute summed over parallel edges; an edge without it counts 1.

    Returns
    -------
    dict
        Weight, from 0 (in its own unit: sentences, for ``support``).

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    A. Barrat et al. (2004), The architecture of complex weighted networks, https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> import networkx as nx
    >>> in_strength(nx.DiGraph([("plan", "ledger", {"support": 2})]))
    {'plan': 0.0, 'ledger': 2.0}
    """
    return _sums(graph, weight, into)


def out_strength(graph: nx.Graph[Node], *, weight: str = "support") -> dict[Node, float]:
    """Return the summed weight of the links out of each node.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute summed over parallel edges; an edge without it counts 1.

    Returns
    -------
    dict
        Weight, from 0 (in its own unit: sentences, for ``support``).

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0.

    References
    ----------
    A. Barrat et al. (2004), The architecture of complex weighted networks, https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> import networkx as nx
    >>> out_strength(nx.DiGraph([("plan", "ledger", {"support": 2})]))
    {'plan': 2.0, 'ledger': 0.0}
    """
    return _sums(graph, weight, out_of)


def into(network: Network) -> Vector:
    """Return the summed weight of the links into each node; in an undirected graph, of all its links."""
    return _sum(network.links.targets, network.weights, network) if network.directed else both(network)


def out_of(network: Network) -> Vector:
    """Return the summed weight of the links out of each node; in an undirected graph, of all its links."""
    return _sum(network.links.sources, network.weights, network) if network.directed else both(network)


def both(network: Network) -> Vector:
    """Return the summed weight of the links of each node."""
    ends = np.concatenate([network.links.sources, network.links.targets])
    return _sum(ends, np.concatenate([network.weights, network.weights]), network)


def _sums(graph: nx.Graph[Node], weight: str | None, kind: Callable[[Network], Vector]) -> dict[Node, float]:
    nodes, network = read(graph, weight)
    return in_order(graph, nodes, kind(network))


def _sum(ends: Numbers, weights: Vector, network: Network) -> Vector:
    return np.bincount(ends, weights, network.size).astype(float, copy=False)
