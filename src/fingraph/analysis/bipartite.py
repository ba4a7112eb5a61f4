"""Nodes of two kinds: who stands between them, how replaceable, and which links between them are likely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

import networkx as nx
import numpy as np

from fingraph.analysis.distances import igraph_tells_apart, lengths, telling_length
from fingraph.analysis.matrices import divided
from fingraph.analysis.network import Node, canonical, check_backend, check_nodes, in_order, read
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from fingraph.analysis.network import Matrix


@dataclass(frozen=True)
class Hypothesis(Generic[Node]):
    """A link that nobody states, but that the links around it make likely: a question to ask, never a finding.

    Parameters
    ----------
    source
        A node of the first kind.
    target
        A node of the second.
    score
        Above 0 (no unit): for comparing hypotheses of one graph alone.
    layer
        Always ``hypothesis``: neither stated nor inferred by a rule.
    """

    source: Node
    target: Node
    score: float
    layer: str = "hypothesis"


def betweenness_subset(
    graph: nx.Graph[Node],
    sources: Iterable[Node],
    targets: Iterable[Node],
    *,
    weight: str | None = "support",
    backend: str | None = None,
) -> dict[Node, float]:
    """Return on how many shortest paths from one set of nodes to another a node lies: who stands between the two.

    Parameters
    ----------
    graph
        Any networkx graph; paths follow its direction.
    sources
        Where the paths begin, as all policies.
    targets
        Where they end, as all sectors.
    weight
        Edge attribute whose inverse is the length of a link; None: every link has length 1.
    backend
        Name of an installed networkx backend that computes it; ``networkx`` for networkx itself. By default igraph where the
        extra ``fast`` is installed, else networkx.

    Returns
    -------
    dict
        Pairs of a source and a target, from 0 to their number (a count; of several shortest paths each counts in part).
        Pairs without a path count for nobody. An empty graph gives an empty dictionary.

    Raises
    ------
    AnalysisError
        If a node is not of the graph, or a weight not a finite number above 0.

    References
    ----------
    U. Brandes (2008), On variants of shortest-path betweenness centrality and their generic computation,
    https://doi.org/10.1016/j.socnet.2007.11.001

    Examples
    --------
    >>> graph = nx.DiGraph([("plan", "ledger"), ("ledger", "trade"), ("ledger", "banking")])
    >>> betweenness_subset(graph, ["plan"], ["trade", "banking"])["ledger"]
    2.0
    """
    first, second = list(dict.fromkeys(sources)), list(dict.fromkeys(targets))
    check_nodes(graph, [*first, *second])
    nodes, network = read(graph, weight)
    place = {node: i for i, node in enumerate(nodes)}
    ends = [place[node] for node in first], [place[node] for node in second]
    fast = None if backend is not None else network.links.igraph
    if fast is not None and first and second and igraph_tells_apart(network):
        values = fast.betweenness(directed=network.directed, weights=lengths(network), sources=ends[0], targets=ends[1])
    else:
        check_backend(backend)
        plain = network.to_networkx()
        found: Any = nx.betweenness_centrality_subset(
            plain, *ends, weight=telling_length(plain), backend=backend or "networkx"
        )
        values = [found[i] for i in range(network.size)]
    # Both halve undirected pairs, as if each stood both ways.
    return in_order(graph, nodes, np.array(values, dtype=float) * (1 if network.directed else 2))


def redundancy(graph: nx.Graph[Node], nodes: Iterable[Node]) -> dict[Node, float]:
    """Return for nodes of one kind the share of the pairs of their neighbours that another node joins as well.

    Parameters
    ----------
    graph
        Any networkx graph; direction, parallel edges and self-loops are ignored.
    nodes
        Those looked at, as all technologies of a graph of technologies and sectors.

    Returns
    -------
    dict
        From 0 (without the node none of its neighbours would be joined) to 1 (all would; no unit). With less than two
        neighbours it is not defined: nan. Disconnected graphs need no rule.

    Raises
    ------
    AnalysisError
        If a node is not of the graph.

    References
    ----------
    M. Latapy, C. Magnien and N. Del Vecchio (2008), Basic notions for the analysis of large two-mode networks,
    https://doi.org/10.1016/j.socnet.2007.04.006

    Examples
    --------
    >>> graph = nx.Graph(
    ...     [("ledger", "trade"), ("ledger", "banking"), ("AI", "trade"), ("AI", "banking"), ("AI", "tax")]
    ... )
    >>> {node: round(value, 2) for node, value in redundancy(graph, ["ledger", "AI"]).items()}
    {'ledger': 1.0, 'AI': 0.33}
    """
    wanted = list(dict.fromkeys(nodes))
    check_nodes(graph, wanted)
    names, network = read(graph, None, ties=True)
    ties = network.to_networkx()
    place = {node: i for i, node in enumerate(names)}
    several = [place[node] for node in wanted if len(ties[place[node]]) > 1]
    found = nx.bipartite.node_redundancy(ties, several) if several else {}
    return {node: float(found.get(place[node], np.nan)) for node in wanted}


def predict_links(
    graph: nx.Graph[Node], first: Iterable[Node], second: Iterable[Node], *, weight: str | None = None
) -> list[Hypothesis[Node]]:
    """Return pairs of two kinds that are not linked, best first, by the paths of three links between them.

    Parameters
    ----------
    graph
        Any networkx graph; only links between the two kinds count, in both directions.
    first
        Nodes of one kind, as all technologies.
    second
        Nodes of another kind, as all sectors.
    weight
        Edge attribute by which a link counts; None: all links alike.

    Returns
    -------
    list of Hypothesis
        Pairs that such a path joins. In a bipartite graph no shorter path joins nodes of two kinds.

    Raises
    ------
    AnalysisError
        If a node is not of the graph or is of both kinds, or a weight is not a finite number above 0.

    References
    ----------
    I. A. Kovacs et al. (2019), Network-based prediction of protein interactions,
    https://doi.org/10.1038/s41467-019-09177-y

    Examples
    --------
    >>> graph = nx.Graph([("ledger", "trade"), ("ledger", "banking"), ("AI", "trade")])
    >>> [
    ...     (found.source, found.target, round(found.score, 3))
    ...     for found in predict_links(graph, ["ledger", "AI"], ["trade", "banking"])
    ... ]
    [('AI', 'banking', 0.5)]
    """
    kinds = canonical(dict.fromkeys(first)), canonical(dict.fromkeys(second))
    check_nodes(graph, [*kinds[0], *kinds[1]])
    for node in sorted(set(kinds[0]) & set(kinds[1]), key=str):
        raise AnalysisError(f"node {node!r} is of both kinds; name each node once")
    names, network = read(graph, weight, ties=True)
    place = {node: i for i, node in enumerate(names)}
    rows, columns = ([place[node] for node in kind] for kind in kinds)
    links: Matrix = network.matrix[rows][:, columns]
    joined = divided(links.T.tocsr(), np.sqrt(links.sum(axis=0))) @ divided(links, np.sqrt(links.sum(axis=1)))
    scores = (links @ joined).toarray()
    scores[links.toarray() > 0] = 0
    found = [Hypothesis(kinds[0][i], kinds[1][j], float(scores[i, j])) for i, j in np.argwhere(scores > 0)]
    return sorted(found, key=lambda pair: (-pair.score, str(pair.source), str(pair.target)))
