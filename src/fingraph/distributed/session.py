"""A session of Spark: started quietly, on loopback where the master is there, and what goes wrong as one clear line."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fingraph.errors import AnalysisError, LocationError

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

JAVA = 17
"""The first version on which Spark 4 runs."""
LOOPBACK = "127.0.0.1"
KNOCK_SECONDS = 5
"""How long a master may take to accept a connection."""
WORKER_SECONDS = 60
"""How long a cluster may take to give the first executor."""
MASTER_PORT = 7077
MASTERS = "local[*], spark://HOST:PORT, yarn or k8s://ADDRESS"

SETTINGS = {
    "spark.app.name": "fingraph",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    # A lost executor ends the work at once: what GraphX would do instead, computing its whole lineage anew, takes longer
    # than all of it from the last ranks that were saved.
    "spark.task.maxFailures": "1",
    "spark.stage.maxConsecutiveAttempts": "1",
}


def check_master(master: str) -> None:
    """Raise an error if a text is no address of a master, or nothing answers there.

    Parameters
    ----------
    master
        As for ``spark-submit --master``.

    Raises
    ------
    LocationError
        Within seconds.
    """
    if master == "yarn":
        if not (os.environ.get("HADOOP_CONF_DIR") or os.environ.get("YARN_CONF_DIR")):
            raise LocationError("master 'yarn' needs its configuration; name its folder with HADOOP_CONF_DIR")
    elif master.startswith("spark://"):
        _knock(master)
    elif not re.fullmatch(r"local(\[(\*|[1-9]\d*)\])?|k8s://\S+", master):
        raise LocationError(f"unknown master {master!r}; use {MASTERS}")


def check_java() -> None:
    """Raise an error if there is no Java, or one that Spark does not run on.

    Raises
    ------
    AnalysisError
        With what to install.
    """
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    advice = f"install Java {JAVA} or later, and name its folder with JAVA_HOME if there are several"
    if java is None:
        raise AnalysisError(f"Spark needs Java, and there is none on PATH; {advice}")
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=30).stderr  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise AnalysisError(f"Spark needs Java, and {java!r} does not run; {advice}") from error
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found and int(found[1]) < JAVA:
        raise AnalysisError(f"Spark needs Java {JAVA} or later, and {java!r} is version {found[1]}; {advice}")


def check_session(master: str) -> None:
    """Raise an error if a session cannot start; within seconds, and without starting one.

    Parameters
    ----------
    master
        As for :func:`session`.

    Raises
    ------
    LocationError
        If a text is no address of a master, or none answers there.
    AnalysisError
        If pyspark or Java is missing.
    """
    try:
        import pyspark.sql  # noqa: F401
    except ImportError as error:
        raise AnalysisError("Spark needs pyspark; install it with: pip install 'fingraph-kg[spark]'") from error
    check_master(master)
    check_java()


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """Yield a session of Spark, ended afterwards; one with the same master that runs already is used and left as it is.

    Parameters
    ----------
    master
        As for ``spark-submit --master``. With ``local`` or a master on loopback nothing here listens elsewhere.

    Yields
    ------
    pyspark.sql.SparkSession
        With an executor that works. Further settings are read from ``spark-defaults.conf`` in the folder that
        ``SPARK_CONF_DIR`` names.

    Raises
    ------
    LocationError
        If the master does not answer, or gives no executor.
    AnalysisError
        If pyspark or Java is missing, or another session runs in this process.
    """
    check_session(master)
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkContext._active_spark_context
    if running is not None:
        if running.master != master:
            raise AnalysisError(f"a session of Spark with master {running.master!r} runs here already; stop it first")
        yield SparkSession(running)
        return
    with tempfile.TemporaryFile() as log:
        spark = SparkSession(_context(master, log))
        try:
            _await_executor(spark)
            yield spark
        finally:
            with suppress(Exception):  # it may be gone, and that is what is wanted
                spark.stop()


def _context(master: str, log: IO[bytes]) -> SparkContext:
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False).setMaster(master).setAll(list(settings(master).items()))
    with _on_loopback(master), warnings.catch_warnings():
        # Raised once, on the way; pandas takes no part in what is done here.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        try:
            gateway = SparkContext._gateway or launch_gateway(conf, {"stdout": log, "stderr": log})
            return SparkContext(conf=conf, gateway=gateway)
        except PySparkException as error:
            log.seek(0)
            raise LocationError(f"Spark does not start: {_cause(log.read().decode(errors='replace'))}") from error
        except Exception as error:
            raise LocationError(f"Spark does not start with master {master!r}: {reason(error)}") from error


def settings(master: str) -> dict[str, str]:
    """Return what a session is started with."""
    found = dict(SETTINGS)
    if is_here(master):
        found |= {"spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK}
    return found


def is_here(master: str) -> bool:
    """Return whether a master is in this process, or all its addresses are on loopback.

    Parameters
    ----------
    master
        As for :func:`session`.

    Returns
    -------
    bool
        False for names that cannot be resolved.

    Examples
    --------
    >>> is_here("local[2]"), is_here("spark://127.0.0.1:7077"), is_here("spark://192.0.2.1:7077")
    (True, True, False)
    """
    if not master.startswith("spark://"):
        return master.startswith("local")
    try:
        found = {info[4][0] for host, port in _addresses(master) for info in socket.getaddrinfo(host, port)}
    except OSError:
        return False
    return all(ipaddress.ip_address(address).is_loopback for address in found)


def reason(error: BaseException) -> str:
    """Return the first line of what an error of the gateway comes from."""
    cause = getattr(error, "java_exception", None)
    if cause is None:
        return _first_line(str(error))
    while cause.getCause() is not None:
        cause = cause.getCause()
    return _first_line(str(cause.toString()))


def _first_line(text: str) -> str:
    line = next(iter(text.strip().splitlines()), "it gave no reason")
    return re.sub(r"^(?:[a-z]\w*\.)+\w*(?:Exception|Error): ", "", line).rstrip(".")


def _addresses(master: str) -> list[tuple[str, int]]:
    """Return host and port of each master; there may be several, one of which leads."""
    found = []
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
            raise LocationError(f"unknown master {master!r}; use {MASTERS}")
        found.append((host.strip("[]"), int(port)))
    return found


def _knock(master: str) -> None:
    reasons = []
    for host, port in _addresses(master):
        try:
            socket.create_connection((host, port), KNOCK_SECONDS).close()
        except OSError as error:
            reasons.append(f"{host}:{port}: {error.strerror or error}")
        else:
            return
    raise LocationError(f"no Spark master answers at {master!r} ({'; '.join(reasons)}); is it running?")


@contextmanager
def _on_loopback(master: str) -> Iterator[None]:
    """Let what is started know no other address of this machine than loopback, where the master is there."""
    name = "SPARK_LOCAL_IP"
    if not is_here(master) or name in os.environ:
        yield
        return
    os.environ[name] = LOOPBACK
    try:
        yield
    finally:
        del os.environ[name]


def executors(spark: SparkSession) -> set[str]:
    """Return the addresses of the executors that work for a session, and that of the session itself."""
    return set(spark.sparkContext._jsc.sc().getExecutorMemoryStatus().keySet().mkString(" ").split())


def _await_executor(spark: SparkSession) -> None:
    master = spark.sparkContext.master
    limit = time.monotonic() + WORKER_SECONDS
    while not master.startswith("local") and len(executors(spark)) < 2:
        if time.monotonic() > limit:
            raise LocationError(
                f"master {master!r} gives no executor within {WORKER_SECONDS} s; has it workers with a free core and memory?"
            )
        time.sleep(0.2)


def _cause(log: str) -> str:
    """Return the line of a log that says why."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"Exception|Error|error|JAVA", line)]
    return _first_line(re.sub(r'^Exception in thread "[^"]*" ', "", (telling or lines or [""])[0]))
