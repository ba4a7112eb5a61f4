"""What holds a graph together: cores, and the nodes and links without which parts fall off."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from fingraph.analysis.network import Kernel, Network, Node, Vector, by_networkx, evaluate, read


def core_number(graph: nx.Graph[Node], *, backend: str | None = None) -> dict[Node, float]:
    """Return the largest k for which a node is in a part where all have k neighbours or more.

    Parameters
    ----------
    graph
        Any networkx graph; direction, parallel edges and self-loops are ignored.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else scipy.

    Returns
    -------
    dict
        Neighbours, from 0 to the number of other nodes (a count). Disconnected graphs need no rule; an empty graph gives an
        empty dictionary.

    References
    ----------
    S. B. Seidman (1983), Network structure and minimum degree, https://doi.org/10.1016/0378-8733(83)90028-X

    Examples
    --------
    >>> core_number(nx.Graph([("plan", "ledger"), ("ledger", "trade"), ("trade", "plan"), ("trade", "bank")]))
    {'plan': 2.0, 'ledger': 2.0, 'trade': 2.0, 'bank': 1.0}
    """
    return evaluate(CORE_NUMBER, graph, None, backend)


def articulation_points(graph: nx.Graph[Node]) -> set[Node]:
    """Return the nodes without which some others would no longer be connected.

    Parameters
    ----------
    graph
        Any networkx graph; direction, parallel edges and self-loops are ignored, each connected part looked at by itself.

    Returns
    -------
    set
        Nodes; none of an empty graph.

    References
    ----------
    J. Hopcroft and R. Tarjan (1973), Algorithm 447: efficient algorithms for graph manipulation,
    https://doi.org/10.1145/362248.362272

    Examples
    --------
    >>> articulation_points(nx.DiGraph([("plan", "ledger"), ("trade", "ledger")]))
    {'ledger'}
    """
    nodes, network = read(graph, None, ties=True)
    return {nodes[i] for i in nx.articulation_points(network.to_networkx())}


def bridges(graph: nx.Graph[Node]) -> set[tuple[Node, Node]]:
    """Return the pairs of linked nodes that would be in different parts if nothing linked them directly.

    Parameters
    ----------
    graph
        Any networkx graph; direction and self-loops are ignored, and all parallel edges of a pair fall together.

    Returns
    -------
    set of tuple
        Pairs, each sorted by its text; none of an empty graph.

    References
    ----------
    R. E. Tarjan (1974), A note on finding the bridges of a graph, https://doi.org/10.1016/0020-0190(74)90003-9

    Examples
    --------
    >>> bridges(nx.DiGraph([("plan", "ledger")]))
    {('ledger', 'plan')}
    """
    nodes, network = read(graph, None, ties=True)
    pairs: Any = nx.bridges(network.to_networkx())  # its stub says nodes, not pairs
    return {(nodes[min(pair)], nodes[max(pair)]) for pair in pairs}


def _core_number(network: Network) -> Vector:
    graph = network.links.igraph
    return by_networkx(CORE_NUMBER, network) if graph is None else np.array(graph.coreness(), dtype=float)


CORE_NUMBER = Kernel(_core_number, lambda graph, backend: nx.core_number(graph, backend=backend), ties=True)
