"""Parts of a graph: what is connected, and where labels come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fingraph.analysis.network import check_count

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from fingraph.distributed.table import EdgeTable

MOST_STEPS = 2**31 - 1
STEPS = 50
"""After which labels that still move are taken as they are."""


def components(table: EdgeTable) -> DataFrame:
    """Return the connected parts, whatever the direction of links, by GraphX.

    The parts are those of :func:`networkx.weakly_connected_components`.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``part``, the least id in it.
    """
    graphx = table.graphx
    return _named(table, graphx.library("ConnectedComponents").run(table.graph(), graphx.double, graphx.double))


def strong_components(table: EdgeTable) -> DataFrame:
    """Return the parts in which a path leads from each node to each other, by GraphX.

    The parts are those of :func:`networkx.strongly_connected_components`.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``part``, the least id in it.
    """
    graphx = table.graphx
    algorithm = graphx.library("StronglyConnectedComponents")
    return _named(table, algorithm.run(table.graph(), MOST_STEPS, graphx.double, graphx.double))


def _named(table: EdgeTable, found: Any) -> DataFrame:  # noqa: ANN401 - of Java
    """Return the part that GraphX found for each node."""
    parts = table.graphx.values(found, table.graphx.encoder("PrimitiveLong"))
    return table.named(parts.withColumnRenamed("value", "part"))


def label_propagation(table: EdgeTable, *, weight: str | None = "support", steps: int = STEPS) -> DataFrame:
    """Return the parts in which labels come to rest, when each node takes the one that most of its neighbours have.

    At first each node has its id. At each step every other node, told by a hash of id and step, takes the label of most
    weight among its neighbours: its own if that is one of them, else the least. It ends when all nodes have such a label.
    With all nodes at once, as GraphX has it, labels would swing between the two sides of a bipartite part; and GraphX breaks
    ties by chance. So this is computed without it, and equal graphs have equal parts, on any number of machines.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.
    weight
        ``support``, by which a link counts; None: all links alike. Both directions are summed, self-loops left out.
    steps
        The most there are, from 1; labels that still move then are taken as they are.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``part``, the id of a node that need not be in it.

    Raises
    ------
    AnalysisError
        If there is no such weight, or steps are below 1.

    References
    ----------
    U. N. Raghavan, R. Albert and S. Kumara (2007), Near linear time algorithm to detect community structures in large-scale
    networks, https://doi.org/10.1103/PhysRevE.76.036106
    """
    from pyspark.sql import functions as f

    check_count("steps", steps, 1, MOST_STEPS)
    pairs = table.pairs(weight).filter("source != target")
    both = pairs.union(pairs.select("target", "source", "weight"))
    ties = table.graphx.cut(both.groupBy("source", "target").agg(f.sum("weight").alias("weight")))
    labels = table.nodes.select("id", f.col("id").alias("part"))
    for step in range(steps):
        wanted = _wanted(ties, labels)
        found = labels.join(wanted, "id", "left").select(
            "id",
            f.when(f.expr(CHOSEN.format(step=step)), f.coalesce("wanted", "part"))
            .otherwise(f.col("part"))
            .alias("part"),
            (f.col("wanted") != f.col("part")).alias("moves"),
        )
        moved = table.graphx.cut(found)
        if not moved.filter("moves").head(1):
            break
        labels = moved.select("id", "part")
    return table.named(labels)


CHOSEN = "(id % 2147483648 * 2654435761 + {step} * 1000003) DIV 65536 % 2 = 0"
"""Half of the nodes, another half at each step; within 64 bits."""


def _wanted(ties: DataFrame, labels: DataFrame) -> DataFrame:
    """Return the label that each node with neighbours would take: ``id``, ``wanted``."""
    from pyspark.sql import functions as f

    told = ties.join(labels.select(f.col("id").alias("source"), "part"), "source")
    votes = told.groupBy(f.col("target").alias("id"), "part").agg(f.sum("weight").alias("weight"))
    own = labels.select("id", f.col("part").alias("own"))
    order = f.struct("weight", f.col("part") == f.col("own"), (-f.col("part")).alias("least"))
    return (
        votes.join(own, "id")
        .groupBy("id")
        .agg(f.max(order)["least"].alias("least"))
        .selectExpr("id", "-least AS wanted")
    )
