"""An edge table, open in a session of Spark: what every algorithm starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingraph.distributed.gateway import GraphX
from fingraph.distributed.session import reason, session
from fingraph.edges import EDGES, NODES
from fingraph.errors import AnalysisError, LocationError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

COLUMNS = {
    NODES: {"id": "bigint", "item": "string", "item_class": "string", "label_en": "string", "label_zh": "string"},
    EDGES: {"source": "bigint", "target": "bigint", "support": "int"},
}
"""What is read of the two files, with its type in Spark."""

SHUFFLED = "spark.sql.shuffle.partitions"
PART = 500_000
"""Edges that are worth a task; tasks of fewer cost more than they share, so there are no more of them than cores."""


@dataclass(frozen=True, eq=False)
class EdgeTable:
    """An edge table in a session.

    Parameters
    ----------
    spark
        The session.
    folder
        Where it is, as Spark has it.
    nodes
        ``id``, ``item``, ``item_class``, ``label_en``, ``label_zh``.
    edges
        ``source``, ``target``, ``support``: as stated, so that a pair may come several times.
    parts
        Into how many the work is dealt.
    """

    spark: SparkSession
    folder: str
    nodes: DataFrame
    edges: DataFrame
    parts: int

    @cached_property
    def graphx(self) -> GraphX:
        """GraphX in that session."""
        return GraphX(self.spark, self.parts)

    @cached_property
    def size(self) -> int:
        """Number of nodes."""
        return int(self.nodes.count())

    def pairs(self, weight: str | None = "support") -> DataFrame:
        """Return each pair once, with the sum of what its edges weigh, or 1: ``source``, ``target``, ``weight``."""
        from pyspark.sql import functions as f

        if weight not in (None, "support"):
            raise AnalysisError(f"edge tables have no weight {weight!r}; use 'support', or None for all links alike")
        value = f.sum("support") if weight else f.lit(1)
        return self.edges.groupBy("source", "target").agg(value.cast("double").alias("weight"))

    def graph(self, *, reverse: bool = False) -> Any:  # noqa: ANN401 - of Java
        """Return the graph of GraphX, each pair once; with ``reverse``, each in the other direction."""
        ends = ("target AS source", "source AS target") if reverse else ("source", "target")
        edges = self.graphx.edges(self.pairs(None).selectExpr(*ends, "weight"))
        return self.graphx.graph(self.nodes.selectExpr("id", "0D AS value"), edges)

    def found(self, names: Sequence[str]) -> dict[int, str]:
        """Return items by their CURIEs or labels, by id in its order; an unknown or ambiguous name is an error."""
        from pyspark.sql import functions as f

        wanted = list(dict.fromkeys(names))
        columns = ("item", "label_en", "label_zh")
        rows = self.nodes.filter(reduce(or_, (f.col(column).isin(wanted) for column in columns))).collect()
        known = [
            self._known(name, [[row for row in rows if row[column] == name] for column in columns]) for name in wanted
        ]
        return {row["id"]: row["item"] for row in sorted(known, key=lambda row: row["id"])}

    def _known(self, name: str, found: list[list[Any]]) -> Any:  # noqa: ANN401 - a row
        known = next(filter(None, found), [])
        if not known:
            raise AnalysisError(
                f"unknown item {name!r}; use an id or a label of one of the {self.size} in {self.folder!r}"
            )
        if len(known) > 1:
            items = ", ".join(sorted(row["item"] for row in known))
            raise AnalysisError(f"{name!r} is the label of several items; use one of {items}")
        return known[0]

    def named(self, values: DataFrame) -> DataFrame:
        """Return what nodes have, beside their names; ``id`` joins them."""
        return self.nodes.join(values, "id")


@contextmanager
def open_edges(folder: str | Path, *, master: str = "local[*]") -> Iterator[EdgeTable]:
    """Open an edge table in a session of Spark, which ends with it.

    Parameters
    ----------
    folder
        What ``fingraph dump --edges`` wrote; for a cluster, a place that all its machines see, such as ``hdfs://…``.
    master
        ``local[*]``, ``spark://HOST:PORT``, ``yarn`` or ``k8s://ADDRESS``, as for ``spark-submit --master``.

    Yields
    ------
    EdgeTable
        For the functions of this package.

    Raises
    ------
    LocationError
        If there is no edge table, or the master does not answer or gives no executor.
    AnalysisError
        If pyspark or Java is missing, or a computation fails.
    """
    place = place_of(folder)
    if place.startswith("file:"):
        check_here(Path(place.removeprefix("file://")))
    with session(master) as spark, failures(spark):
        nodes, edges = (_read(spark, place, name) for name in (NODES, EDGES))
        parts = max(spark.sparkContext.defaultParallelism, edges.count() // PART + 1)
        if not spark.sparkContext.getConf().contains(SHUFFLED):
            spark.conf.set(SHUFFLED, parts)
        yield EdgeTable(spark, place, nodes, edges, parts)


def place_of(folder: str | Path) -> str:
    """Return a folder as Spark has it: an address as it is, a path on this machine as ``file://…``."""
    text = str(folder)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", text):
        return text
    # Not as_uri: Spark takes no escapes.
    return "file://" + Path(text).resolve().as_posix()


def check_here(folder: Path) -> None:
    """Raise an error if a folder on this machine holds no edge table; before Spark is started, which takes seconds."""
    for name in (NODES, EDGES):
        if not (folder / name).exists():
            raise LocationError(
                f"no edge table in {str(folder)!r}, {name} is missing; write one with fingraph dump --edges -o {folder}"
            )


@contextmanager
def failures(spark: SparkSession) -> Iterator[None]:
    """Turn what Spark raises into one line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise AnalysisError(f"Spark has failed with master {spark.sparkContext.master!r}: {reason(error)}") from error


def _read(spark: SparkSession, folder: str, name: str) -> DataFrame:
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as f

    path = f"{folder.rstrip('/')}/{name}"
    try:
        # Brackets and stars would be patterns.
        frame = spark.read.parquet(re.sub(r"([\[\]{}*?\\])", r"\\\1", path))
    except (Py4JJavaError, PySparkException) as error:
        raise LocationError(f"no edge table in {folder!r}: {reason(error)}") from error
    types = dict(frame.dtypes)
    for column, kind in COLUMNS[name].items():
        if types.get(column) not in (kind, "int", "bigint") or (kind == "string") != (types[column] == "string"):
            raise LocationError(
                f"{path!r} has no column {column!r} of type {kind}; write it with fingraph dump --edges"
            )
    return frame.select(*(f.col(column).cast(kind) for column, kind in COLUMNS[name].items()))
