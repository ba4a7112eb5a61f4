"""The rankings that a page tells of each item, as far as they take seconds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from fingraph.ranking import Ranking, rank

if TYPE_CHECKING:
    import networkx as nx

STEPS: dict[str, Callable[[int, int], int]] = {
    "pagerank": lambda _, links: 100 * links,
    "betweenness": lambda nodes, links: nodes * links,
    "degree": lambda _, links: links,
}
"""Measure → steps that taking it once needs, given the numbers of nodes and links."""
QUICK = ("pagerank", "degree")
"""Those for a page that somebody waits for: without paths."""
SAMPLES, FEWEST = 200, 50
"""Replicates; with fewer than the second, intervals say nothing."""
BUDGET = 400_000_000
"""Steps of a measure: about ten seconds."""


def overview(
    graph: nx.Graph[Any], measures: Collection[str] = tuple(STEPS), progress: Callable[[int], object] | None = None
) -> dict[str, Ranking]:
    """Return rankings of all nodes by PageRank, betweenness and degree, but those that would take more than seconds.

    Parameters
    ----------
    graph
        As for :func:`fingraph.ranking.rank`.
    measures
        Some of :data:`STEPS`.
    progress
        Called with the number of replicates done since the last call.

    Returns
    -------
    dict of str to Ranking
        By measure, in the order of :data:`STEPS`; which there are depends on the size of the graph alone. Empty for one without links.

    Raises
    ------
    AnalysisError
        As :func:`fingraph.ranking.rank`.

    Examples
    --------
    >>> import networkx as nx
    >>> list(overview(nx.path_graph(4)))
    ['pagerank', 'betweenness', 'degree']
    >>> list(overview(nx.path_graph(4_000)))
    ['pagerank', 'degree']
    """
    return {
        name: rank(graph, name, samples=samples, progress=progress)
        for name, samples in affordable(graph).items()
        if name in measures
    }


def affordable(graph: nx.Graph[Any]) -> dict[str, int]:
    """Return the replicates that :func:`overview` takes of each measure; those that it leaves out are none."""
    nodes, links = graph.number_of_nodes(), graph.number_of_edges()
    samples = {name: min(SAMPLES, BUDGET // steps(nodes, links)) for name, steps in STEPS.items() if links}
    return {name: number for name, number in samples.items() if number >= FEWEST}
