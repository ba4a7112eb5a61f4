"""Measures of networkx graphs, one function for each published measure, with its unit, range and direction stated.

They take what :func:`fingraph.to_networkx` returns, or any other networkx graph: ``weight`` names the edge attribute that
counts (``support`` by default; an edge without it counts 1; None counts links alike), and parallel edges are summed before
anything is measured. Results are dictionaries in the order of nodes; their values do not depend on that order.

Computed by scipy, by igraph where the optional extra ``fast`` is installed, or, with ``backend=``, by networkx or one of its
backends; the values are the same.
"""

from __future__ import annotations

from fingraph.analysis.authority import authorities, hits, hubs
from fingraph.analysis.bipartite import Hypothesis, betweenness_subset, predict_links, redundancy
from fingraph.analysis.brokers import Brokerage, brokerage
from fingraph.analysis.cohesion import articulation_points, bridges, core_number
from fingraph.analysis.degrees import degree, in_degree, in_strength, out_degree, out_strength, strength
from fingraph.analysis.distances import betweenness, closeness, harmonic, k_shortest_paths
from fingraph.analysis.holes import constraint, effective_size
from fingraph.analysis.measures import MEASURES, Measure
from fingraph.analysis.partition import Communities, adjusted_rand, communities
from fingraph.analysis.spectral import eigenvector, katz, pagerank, personalised_pagerank

__all__ = [
    "MEASURES",
    "Brokerage",
    "Communities",
    "Hypothesis",
    "Measure",
    "adjusted_rand",
    "articulation_points",
    "authorities",
    "betweenness",
    "betweenness_subset",
    "bridges",
    "brokerage",
    "closeness",
    "communities",
    "constraint",
    "core_number",
    "degree",
    "effective_size",
    "eigenvector",
    "harmonic",
    "hits",
    "hubs",
    "in_degree",
    "in_strength",
    "k_shortest_paths",
    "katz",
    "out_degree",
    "out_strength",
    "pagerank",
    "personalised_pagerank",
    "predict_links",
    "redundancy",
    "strength",
]
