"""Who stands between whom: brokers between groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from fingraph.analysis.network import Node


class Brokerage(NamedTuple):
    """How often a node b stands in a path a → b → c without a link from a to c, by the groups of the three.

    Parameters
    ----------
    coordinator
        All of one group.
    gatekeeper
        The first of another group than the node and the last.
    representative
        The last of another group than the node and the first.
    consultant
        The node alone of another group.
    liaison
        All of different groups.
    """

    coordinator: int = 0
    gatekeeper: int = 0
    representative: int = 0
    consultant: int = 0
    liaison: int = 0


def brokerage(graph: nx.Graph[Node], groups: Mapping[Node, Hashable]) -> dict[Node, Brokerage]:
    """Return how often each node brokers between two others that are not linked, in the five roles.

    Parameters
    ----------
    graph
        Any networkx graph, read in its direction; an undirected one counts each pair both ways. Parallel edges are one link,
        self-loops ignored.
    groups
        Group of every node, as its class.

    Returns
    -------
    dict
        Counts of paths, from 0, as :class:`Brokerage`. Disconnected graphs need no rule; an empty graph gives an empty
        dictionary.

    Raises
    ------
    AnalysisError
        If a node has no group.

    References
    ----------
    R. V. Gould and R. M. Fernandez (1989), Structures of mediation: a formal approach to brokerage in transaction networks,
    https://doi.org/10.2307/270949

    Examples
    --------
    >>> graph = nx.DiGraph([("plan", "ledger"), ("ledger", "trade")])
    >>> brokerage(graph, {"plan": "Policy", "ledger": "Technology", "trade": "Sector"})["ledger"]
    Brokerage(coordinator=0, gatekeeper=0, representative=0, consultant=0, liaison=1)
    """
    for node in graph:
        if node not in groups:
            raise AnalysisError(f"node {node!r} has no group; brokerage needs one of each node")
    links: nx.DiGraph[Node] = nx.DiGraph(graph)
    targets = {node: set(links[node]) - {node} for node in links}
    sources: dict[Node, list[Node]] = {node: [] for node in links}
    for node, others in targets.items():
        for other in others:
            sources[other].append(node)
    roles: dict[Node, Brokerage] = {}
    for node in links:
        counts = Counter(
            _role(groups[first], groups[node], groups[last])
            for first in sources[node]
            for last in targets[node] - targets[first] - {first}
        )
        roles[node] = Brokerage(**counts)
    return roles


def _role(first: Hashable, broker: Hashable, last: Hashable) -> str:
    if first == last:
        return "coordinator" if broker == first else "consultant"
    if broker == last:
        return "gatekeeper"
    return "representative" if broker == first else "liaison"
