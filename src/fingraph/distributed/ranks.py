"""PageRank in chunks of iterations, with the ranks saved after each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingraph.analysis.network import check_fraction
from fingraph.distributed.checkpoint import Checkpoint, InMemory, Saved
from fingraph.distributed.table import EdgeTable, place_of
from fingraph.distributed.watching import watched
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

DAMPING = 0.85
TOLERANCE = 1e-6
LEAST_TOLERANCE = 1e-12
"""Below it lies the rounding of the sums."""
CHUNK = 10
"""Iterations between two savings."""

Progress = Callable[[int, float], object]


def pagerank(  # noqa: PLR0913 - a parameter of the measure, or of the run, each
    table: EdgeTable,
    *,
    weight: str | None = "support",
    damping: float = DAMPING,
    tolerance: float = TOLERANCE,
    personal: Sequence[str] = (),
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> DataFrame:
    """Return PageRank, of a walker who starts anywhere or, personalised, at some items.

    The values are those of :func:`fingraph.analysis.pagerank`, and of :func:`fingraph.analysis.personalised_pagerank`, of the
    graph that :func:`fingraph.to_networkx` gives: parallel edges are summed, a walker starts again from a node without links
    out, and all ranks sum to 1.

    Parameters
    ----------
    table
        What :func:`open_edges` gave.
    weight
        ``support``, in proportion to which a link is chosen; None: all links alike.
    damping
        Probability of following a link, above 0 and below 1.
    tolerance
        Largest sum of the absolute differences between these ranks and the true ones, from 1e-12 and below 1; there are as
        many iterations as that takes.
    personal
        Items, by CURIE or label, at which the walker starts, all alike; none for anywhere.
    checkpoint
        Folder in which the ranks are saved after every ten iterations, and from which an interrupted run goes on; for a
        cluster, a place that all its machines see.
    progress
        Called after every ten iterations with their number from the start and the largest error the ranks may have.

    Returns
    -------
    pyspark.sql.DataFrame
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``, and ``value``, a probability.

    Raises
    ------
    AnalysisError
        If an item is not in the table, a number is out of its range, the checkpoint is of another run, or an executor is
        lost.

    References
    ----------
    S. Brin and L. Page (1998), The anatomy of a large-scale hypertextual Web search engine,
    https://doi.org/10.1016/S0169-7552(98)00110-X
    """
    check_fraction("damping", damping)
    check_fraction("tolerance", tolerance)
    if tolerance < LEAST_TOLERANCE:
        raise AnalysisError(f"tolerance must be at least {LEAST_TOLERANCE}, got {tolerance!r}")
    walk = _Walk(table, weight, damping, table.found(personal))
    saved: Saved = InMemory()
    if checkpoint is not None:
        saved = Checkpoint(table.spark, place_of(checkpoint), walk.run)
    return table.named(walk.normalised(walk.until(tolerance, saved, progress)))


@dataclass(frozen=True, eq=False)
class _Walk:
    """A walk on a table: at each step along a link with the probability ``damping``, else back to a start.

    Where it starts at some nodes, there is one more node, the only one at which it starts, with a link to each of them: so
    GraphX, which knows one start, has several. Nothing links to that node, and its own rank is left out at the end.
    """

    table: EdgeTable
    weight: str | None
    damping: float
    starts: dict[int, str]

    @cached_property
    def pairs(self) -> DataFrame:
        """Links with their weight, kept."""
        return self.table.pairs(self.weight).cache()

    @cached_property
    def run(self) -> dict[str, Any]:
        """What the ranks depend on; sums of hashes, which no order of rows changes, stand for the tables."""
        from pyspark.sql import functions as f

        found = {}
        for name, frame in (("nodes", self.table.nodes.select("id", "item")), ("edges", self.pairs)):
            total = f.sum(f.xxhash64(*frame.columns).cast("decimal(38, 0)"))
            number, digest = frame.agg(f.count("*"), total).collect()[0]
            found[name] = f"{number} with digest {int(digest or 0) % 2**64:016x}"
        return {**found, "damping": self.damping, "weight": self.weight, "personal": list(self.starts.values())}

    @cached_property
    def start(self) -> int:
        """Number of the node at which a personalised walk starts."""
        from pyspark.sql import functions as f

        return int(self.table.nodes.agg(f.max("id")).collect()[0][0]) + 1

    @cached_property
    def edges(self) -> Any:  # noqa: ANN401 - of Java
        """Links with the probability that they are chosen, kept by GraphX."""
        from pyspark.sql import functions as f

        out = self.pairs.groupBy("source").agg(f.sum("weight").alias("out"))
        chosen = self.pairs.join(out, "source").select(
            "source", "target", (f.col("weight") / f.col("out")).alias("weight")
        )
        if self.starts:
            rows = [(self.start, number, 1 / len(self.starts)) for number in self.starts]
            chosen = chosen.union(self.table.spark.createDataFrame(rows, "source LONG, target LONG, weight DOUBLE"))
        return self.table.graphx.edges(chosen)

    def beginning(self) -> DataFrame:
        """Return ranks before the first iteration."""
        from pyspark.sql import functions as f

        rank = 0.0 if self.starts else 1.0
        ranks = self.table.nodes.select("id", f.lit(rank).alias("value"))
        if self.starts:
            ranks = ranks.union(self.table.spark.createDataFrame([(self.start, 1.0)], "id LONG, value DOUBLE"))
        return ranks

    def until(self, tolerance: float, saved: Saved, progress: Progress | None) -> DataFrame:
        """Return ranks as near to the true ones as wanted, from those that are saved already."""
        last = saved.last()
        done, ranks = last[-1] if last else (0, self.beginning())
        error = self.error(last[0][1], ranks, done - last[0][0]) if len(last) > 1 else float("inf")
        # Over all chunks: an executor may be lost between two of them.
        with watched(self.table.spark, lambda: f"{done} iterations are done; {saved.advice}"):
            while error > tolerance:
                former, ranks = ranks, self.after_chunk(ranks, done + CHUNK, saved)
                done += CHUNK
                error = self.error(former, ranks, CHUNK)
                if progress:
                    progress(done, error)
        return ranks

    def after_chunk(self, ranks: DataFrame, iterations: int, saved: Saved) -> DataFrame:
        """Return ranks after one more chunk, saved."""
        graphx = self.table.graphx
        graph = graphx.graph(ranks, self.edges)
        start = graphx.some(self.start) if self.starts else graphx.none
        found = graphx.library("PageRank").runWithOptionsWithPreviousPageRank(
            graph, CHUNK, 1 - self.damping, start, False, graph, graphx.double, graphx.double
        )
        result = saved.save(iterations, graphx.values(found, graphx.encoder("PrimitiveDouble")))
        found.unpersistVertices(False)
        return result

    def error(self, former: DataFrame, ranks: DataFrame, iterations: int) -> float:
        """Return the largest sum of absolute errors that normalised ranks may have.

        An iteration brings any two ranks nearer to each other by damping at least, so the rest of the way is no longer than
        a geometric series says; to divide by the sum may double it.
        """
        from pyspark.sql import functions as f

        joined = ranks.join(former.withColumnRenamed("value", "former"), "id")
        moved, total = joined.agg(f.sum(f.abs(f.col("value") - f.col("former"))), f.sum("value")).collect()[0]
        shrunk = self.damping**iterations
        return float(2 * moved * shrunk / (1 - shrunk) / total)

    def normalised(self, ranks: DataFrame) -> DataFrame:
        """Return ranks that sum to 1, without the node at which a personalised walk starts."""
        from pyspark.sql import functions as f

        if self.starts:
            ranks = ranks.filter(f.col("id") != self.start)
        total = ranks.agg(f.sum("value")).collect()[0][0]
        return ranks.select("id", (f.col("value") / total).alias("value"))
