"""What is counted about each node: links, triangles, and links on the way from landmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from fingraph.distributed.table import EdgeTable

ENDS = {"in": ("target",), "out": ("source",), "both": ("source", "target")}


def degree(table: EdgeTable, *, direction: str = "both", weight: str | None = None) -> DataFrame:
    """Return the number of links of each node, or what they weigh.

    The values are those of :func:`fingraph.analysis.degree`, ``in_degree`` and ``out_degree``, and with a weight of
    :func:`fingraph.analysis.strength`, ``in_strength`` and ``out_strength``: parallel edges are one link, a self-loop counts at
    both its ends.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.
    direction
        ``in``, ``out`` or ``both``.
    weight
        ``support``, or None to count links.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``value``, from 0.

    Raises
    ------
    AnalysisError
        If there is no such direction or weight.

    References
    ----------
    L. C. Freeman (1978), Centrality in social networks: conceptual clarification,
    https://doi.org/10.1016/0378-8733(78)90021-7
    """
    from pyspark.sql import functions as f

    if direction not in ENDS:
        raise AnalysisError(f"unknown direction {direction!r}; use one of {', '.join(ENDS)}")
    pairs = table.pairs(weight)
    first, *others = (pairs.select(f.col(end).alias("id"), "weight") for end in ENDS[direction])
    ends = first.union(others[0]) if others else first
    sums = ends.groupBy("id").agg(f.sum("weight").alias("value"))
    return table.nodes.join(sums, "id", "left").fillna(0.0, ["value"])


def triangles(table: EdgeTable) -> DataFrame:
    """Return the number of triangles of each node, by GraphX.

    The values are those of :func:`networkx.triangles` of the graph without direction, parallel edges and self-loops.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``value``, from 0.
    """
    graphx = table.graphx
    found = graphx.library("TriangleCount").run(table.graph(), graphx.double, graphx.double)
    return table.named(graphx.values(found, graphx.encoder("PrimitiveInt")).selectExpr("id", "CAST(value AS DOUBLE)"))


def distances(table: EdgeTable, landmarks: Sequence[str]) -> DataFrame:
    """Return the least number of links that lead from landmarks to each node, in their direction, by GraphX.

    The values are those of :func:`networkx.single_source_shortest_path_length` of each landmark.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.
    landmarks
        Items, by CURIE or label.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, ``landmark``, an item, and ``value``, from 0: a row for
        each node and each landmark from which a path leads to it.

    Raises
    ------
    AnalysisError
        If there is no landmark, or one is not in the table.
    """
    from pyspark.sql import functions as f

    if not landmarks:
        raise AnalysisError("distances need at least one landmark")
    numbers = list(table.found(landmarks))
    graphx = table.graphx
    graph = table.graph(reverse=True)  # GraphX counts the links to landmarks
    found = graphx.library("ShortestPaths").run(graph, graphx.longs(numbers), graphx.double)
    values = graphx.values(found, graphx.map_encoder())
    each = values.select("id", f.explode("value").alias("number", "value"))
    names = table.nodes.select(f.col("id").alias("number"), f.col("item").alias("landmark"))
    return table.named(each.join(f.broadcast(names.filter(f.col("number").isin(numbers))), "number").drop("number"))
