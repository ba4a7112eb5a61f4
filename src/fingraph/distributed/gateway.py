"""GraphX from Python: Spark ships it for Scala alone, so its objects are reached through the gateway, without code in Java.

What Scala passes by itself, encoders and class tags, is passed here by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

GRAPHX = "org.apache.spark.graphx"
ENCODERS = "org.apache.spark.sql.catalyst.encoders.AgnosticEncoders$"
LEVEL = "MEMORY_AND_DISK"


class GraphX:
    """What GraphX computes, from data frames to data frames.

    Parameters
    ----------
    spark
        A session of Spark itself, not of Spark Connect, which has no gateway.
    parts
        Into how many edges are dealt: each iteration has a task for each.
    """

    def __init__(self, spark: SparkSession, parts: int) -> None:
        self.spark, self.parts = spark, parts
        self.jvm: Any = spark.sparkContext._jvm

    def scala(self, name: str) -> Any:  # noqa: ANN401 - of Java
        """Return an object of Scala by its full name."""
        found = self.jvm
        for part in f"{name}$".split("."):
            found = getattr(found, part)
        return getattr(found, "MODULE$")

    def library(self, name: str) -> Any:  # noqa: ANN401 - of Java
        """Return an algorithm, such as ``PageRank``."""
        return self.scala(f"{GRAPHX}.lib.{name}")

    @cached_property
    def none(self) -> Any:  # noqa: ANN401 - of Java
        """The empty Option."""
        return self.scala("scala.Option").empty()

    @cached_property
    def double(self) -> Any:  # noqa: ANN401 - of Java
        """The class tag of what graphs here have at nodes and edges."""
        return self.scala("scala.reflect.ClassTag").Double()

    def sequence(self, values: Sequence[Any]) -> Any:  # noqa: ANN401 - of Java
        """Return a Seq."""
        return self.jvm.org.apache.spark.api.python.PythonUtils.toSeq(list(values))

    def longs(self, numbers: Sequence[int]) -> Any:  # noqa: ANN401 - of Java
        """Return a Seq of longs, made over there: given small numbers, the gateway would make integers of them."""
        array = self.spark.sparkContext._gateway.new_array(self.jvm.long, len(numbers))
        for place, number in enumerate(numbers):
            array[place] = number
        return self.jvm.org.apache.spark.api.python.PythonUtils.toSeq(
            self.jvm.java.util.stream.LongStream.of(array).boxed().toList()
        )

    def some(self, number: int) -> Any:  # noqa: ANN401 - of Java
        """Return Some(number)."""
        return self.longs([number]).headOption()

    # --- Encoders -------------------------------------------------------------------------------------------------------

    def encoder(self, name: str) -> Any:  # noqa: ANN401 - of Java
        """Return an encoder of a simple type, such as ``PrimitiveLong``."""
        return self.scala(f"{ENCODERS}{name}Encoder")

    def pairs(self, second: Any) -> Any:  # noqa: ANN401 - of Java
        """Return the encoder of pairs of a node's id and something."""
        return self.scala("org.apache.spark.sql.Encoders").tuple(self.encoder("PrimitiveLong"), second)

    @cached_property
    def edge_encoder(self) -> Any:  # noqa: ANN401 - of Java
        """The encoder of ``Edge[Double]``, which Scala makes when it compiles."""
        package = self.jvm.org.apache.spark.sql.catalyst.encoders
        field, product = (getattr(package, f"AgnosticEncoders${kind}") for kind in ("EncoderField", "ProductEncoder"))
        metadata = self.scala("org.apache.spark.sql.types.Metadata").empty()
        columns = {"srcId": "PrimitiveLong", "dstId": "PrimitiveLong", "attr": "BoxedDouble"}
        fields = [
            field(name, self.encoder(kind), False, metadata, self.none, self.none) for name, kind in columns.items()
        ]
        return product(self.class_tag(f"{GRAPHX}.Edge"), self.sequence(fields), self.none)

    def class_tag(self, name: str) -> Any:  # noqa: ANN401 - of Java
        """Return the class tag of a class by its full name."""
        loader = self.jvm.java.lang.Thread.currentThread().getContextClassLoader()
        return self.scala("scala.reflect.ClassTag").apply(self.jvm.java.lang.Class.forName(name, False, loader))

    def map_encoder(self) -> Any:  # noqa: ANN401 - of Java
        """Return the encoder of a map from ids to numbers."""
        package = self.jvm.org.apache.spark.sql.catalyst.encoders
        kind = getattr(package, "AgnosticEncoders$MapEncoder")
        key, value = self.encoder("BoxedLong"), self.encoder("BoxedInt")
        return kind(self.class_tag("scala.collection.Map"), key, value, False)

    # --- Graphs ---------------------------------------------------------------------------------------------------------

    def rdd(self, frame: DataFrame, encoder: Any) -> Any:  # noqa: ANN401 - of Java
        """Return the rows of a frame as objects of Scala."""
        return getattr(frame._jdf, "as")(encoder).rdd()

    def edges(self, frame: DataFrame) -> Any:  # noqa: ANN401 - of Java
        """Return edges, kept: of a frame with ``source``, ``target`` and ``weight``."""
        frame = frame.selectExpr("source AS srcId", "target AS dstId", "weight AS attr")
        rows = self.rdd(frame.repartition(self.parts), self.edge_encoder)
        level = getattr(self.scala("org.apache.spark.storage.StorageLevel"), LEVEL)()
        return (
            self.scala(f"{GRAPHX}.EdgeRDD")
            .fromEdges(rows, self.double, self.double)
            .withTargetStorageLevel(level)
            .cache()
        )

    def graph(self, nodes: DataFrame, edges: Any) -> Any:  # noqa: ANN401 - of Java
        """Return a graph of a frame with ``id`` and ``value``, and what :meth:`edges` returned."""
        frame = nodes.selectExpr("id AS _1", "value AS _2").coalesce(edges.getNumPartitions())
        rows = self.rdd(frame, self.pairs(self.encoder("PrimitiveDouble")))
        vertices = self.scala(f"{GRAPHX}.VertexRDD").apply(rows, edges, 0.0, self.double)
        return self.scala(f"{GRAPHX}.impl.GraphImpl").fromExistingRDDs(vertices, edges, self.double, self.double)

    def values(self, graph: Any, encoder: Any) -> DataFrame:  # noqa: ANN401 - of Java
        """Return ``id`` and ``value`` of the nodes of a graph."""
        from pyspark.sql import DataFrame

        rows = self.spark._jsparkSession.createDataset(graph.vertices(), self.pairs(encoder))
        return DataFrame(rows.toDF(self.sequence(["id", "value"])), self.spark)

    def cut(self, frame: DataFrame) -> DataFrame:
        """Return a frame that is computed and does not remember how, nor how large its origins were thought to be.

        Such sizes are multiplied at each join: after twenty steps they alone take minutes.
        """
        from pyspark.sql import DataFrame

        rows = frame.localCheckpoint()._jdf.toJavaRDD()
        return DataFrame(self.spark._jsparkSession.createDataFrame(rows, frame._jdf.schema()), self.spark)
