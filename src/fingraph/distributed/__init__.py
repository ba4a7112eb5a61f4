"""Measures of graphs that no single machine holds: on Spark, from edge tables.

They take what :func:`open_edges` makes of a folder that ``fingraph dump --edges`` wrote, and return data frames of Spark with a
row for each node. What needs to see every path at once, as exact betweenness and closeness do, is in
:mod:`fingraph.analysis` alone. On one machine that is faster by far, too.

Spark's own GraphX computes them, but for degrees and labels. Needs the extra ``spark`` and Java 17 or later.
"""

from __future__ import annotations

from fingraph.distributed.counts import degree, distances, triangles
from fingraph.distributed.parts import components, label_propagation, strong_components
from fingraph.distributed.ranks import pagerank
from fingraph.distributed.table import EdgeTable, open_edges

__all__ = [
    "EdgeTable",
    "components",
    "degree",
    "distances",
    "label_propagation",
    "open_edges",
    "pagerank",
    "strong_components",
    "triangles",
]
