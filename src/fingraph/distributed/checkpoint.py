"""Ranks saved after each chunk of iterations, on any file system that Spark writes to: whole, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

RUN = "run.json"
"""Says of which run a checkpoint is."""
RANKS = re.compile(r"ranks-(\d{6,})")
KEPT = 2
"""How many are kept: the last two tell how far the ranks still are from the end."""


class Saved(Protocol):
    """Where ranks are kept between chunks."""

    @property
    def advice(self) -> str:
        """What can be done where a run was interrupted."""

    def last(self) -> list[tuple[int, DataFrame]]:
        """Return up to two ranks with the number of iterations behind them, the later ones last."""

    def save(self, iterations: int, ranks: DataFrame) -> DataFrame:
        """Save ranks, and return what was saved."""


class InMemory:
    """Kept by the executors, and lost with them."""

    advice = "run it with a checkpoint, to go on from there the next time"

    def last(self) -> list[tuple[int, DataFrame]]:
        """Return nothing: a run begins at its beginning."""
        return []

    def save(self, iterations: int, ranks: DataFrame) -> DataFrame:  # noqa: ARG002 - of the protocol
        """Return ranks that are computed and do not remember how."""
        return ranks.localCheckpoint()


class Checkpoint:
    """Kept in a folder.

    Parameters
    ----------
    spark
        The session.
    folder
        Where, as Spark has it; made if there is none.
    run
        What the ranks depend on.

    Raises
    ------
    AnalysisError
        If the folder holds the ranks of another run.
    """

    def __init__(self, spark: SparkSession, folder: str, run: Mapping[str, Any]) -> None:
        self.spark, self.folder = spark, folder.rstrip("/")
        context: Any = spark.sparkContext
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._files = self._path(self.folder).getFileSystem(context._jsc.hadoopConfiguration())
        self._check(dict(run))

    @property
    def advice(self) -> str:
        """What can be done where a run was interrupted."""
        return f"run it again, to go on from the ranks in {self.folder!r}"

    def _place(self, name: str) -> Any:  # noqa: ANN401 - of Java
        return self._path(f"{self.folder}/{name}")

    def _names(self) -> list[str]:
        if not self._files.exists(self._path(self.folder)):
            return []
        return sorted(status.getPath().getName() for status in self._files.listStatus(self._path(self.folder)))

    def _check(self, run: dict[str, Any]) -> None:
        names = self._names()
        if RUN not in names:
            if others := [name for name in names if not name.startswith((".", "ranks-", "run."))]:
                raise AnalysisError(f"{self.folder!r} holds {others[0]!r}, which is no checkpoint; name a new folder")
            self._write(run)
            return
        former = json.loads(self.spark.read.text(f"{self.folder}/{RUN}", wholetext=True).collect()[0][0])
        different = [name for name in run if former.get(name) != run[name]]
        if different:
            name = different[0]
            raise AnalysisError(
                f"the checkpoint in {self.folder!r} is of a run with {name} {former.get(name)!r}, not {run[name]!r}; "
                "name another folder, or remove it"
            )

    def _write(self, run: dict[str, Any]) -> None:
        beside = self._place(f"{RUN}.part")
        with_it = self._files.create(beside, True)
        with_it.write(bytearray(json.dumps(run, ensure_ascii=False).encode()))
        with_it.close()
        self._rename(beside, RUN)

    def _rename(self, beside: Any, name: str) -> None:  # noqa: ANN401 - of Java
        if not self._files.rename(beside, self._place(name)):
            raise AnalysisError(f"cannot write {name!r} in {self.folder!r}; is it a folder that may be written?")

    def _iterations(self) -> list[int]:
        return sorted(int(found[1]) for name in self._names() if (found := RANKS.fullmatch(name)))

    def _read(self, iterations: int) -> DataFrame:
        return self.spark.read.schema("id LONG, value DOUBLE").parquet(f"{self.folder}/ranks-{iterations:06}")

    def last(self) -> list[tuple[int, DataFrame]]:
        """Return up to two ranks with the number of iterations behind them, the later ones last."""
        return [(iterations, self._read(iterations)) for iterations in self._iterations()[-KEPT:]]

    def save(self, iterations: int, ranks: DataFrame) -> DataFrame:
        """Save ranks beside, then rename them; drop all but the last two. Return what was saved."""
        name = f"ranks-{iterations:06}"
        ranks.write.mode("overwrite").parquet(f"{self.folder}/{name}.part")
        self._rename(self._place(f"{name}.part"), name)
        for former in self._iterations()[:-KEPT]:
            self._files.delete(self._place(f"ranks-{former:06}"), True)
        return self._read(iterations)
