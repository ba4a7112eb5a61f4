"""A lost executor ends the work within seconds.

Spark would go on with those that are left and compute anew what was lost, for GraphX all iterations from the first: that takes
longer than all of the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from fingraph.distributed.session import executors, reason
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SECONDS = 1.0
"""Between two looks at the executors."""
LOSS = re.compile(r"ExecutorLost|FetchFailed|[Ee]xecutor \S+ (lost|decommissioned)|maximum allowable number of times")


@contextmanager
def watched(spark: SparkSession, advice: Callable[[], str]) -> Iterator[None]:
    """End what runs when an executor is lost.

    Parameters
    ----------
    spark
        The session.
    advice
        Called for what an error says has been done, and can be.

    Yields
    ------
    None
        While it is watched.

    Raises
    ------
    AnalysisError
        If an executor was lost.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    over, lost = Event(), Event()
    watcher = Thread(target=_watch, args=(spark, over, lost), daemon=True)
    watcher.start()
    try:
        yield
    except (Py4JError, PySparkException) as error:
        if lost.is_set() or LOSS.search(reason(error)):
            raise AnalysisError(f"an executor was lost; {advice()}") from error
        raise
    finally:
        over.set()
        watcher.join()


def _watch(spark: SparkSession, over: Event, lost: Event) -> None:
    context = spark.sparkContext
    with suppress(Exception):  # the session may end at any moment
        if context.getConf().get("spark.dynamicAllocation.enabled", "false") == "true":
            return  # then they come and go
        known = executors(spark)
        while not over.wait(SECONDS):
            now = executors(spark)
            if known - now:
                lost.set()
            if lost.is_set():  # again and again, since no job may run at this moment
                context.cancelAllJobs()
            known |= now
