"""A standalone Spark cluster on loopback, with ports and folders of its own, and edge tables of any size."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import pytest
from server_support import free_port

START_SECONDS = 60


class Cluster:
    """A master and its workers, each with one core.

    Parameters
    ----------
    folder
        Where they write.
    workers
        How many.
    memory
        What a worker may give to executors.
    """

    def __init__(self, folder: Path, workers: int = 2, memory: str = "1g") -> None:
        import pyspark

        self.home = Path(pyspark.__file__).parent
        self.folder, self.memory, self.port = folder, memory, free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.size = workers

    @property
    def address(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        try:
            master = self._start("master", "--port", str(self.port))
            self._await(lambda: _accepts(self.port), master)
            for number in range(self.size):
                self.add_worker(number)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def add_worker(self, number: int) -> None:
        """Start a worker and wait until the master knows it."""
        before = self._known()
        folder = self.folder / f"worker-{number}"
        options = ("--cores", "1", "--memory", self.memory, "--work-dir", str(folder), self.address)
        worker = self._start("worker", *options)
        self._await(lambda: self._known() > before, worker)

    def kill_worker(self, number: int) -> None:
        """End a worker and its executors at once, as a power cut would."""
        self._kill(self.processes[number + 1])

    def stop(self) -> None:
        for process in reversed(self.processes):
            self._kill(process)

    def _start(self, role: str, *options: str) -> subprocess.Popen[bytes]:
        kind = f"org.apache.spark.deploy.{role}.{role.capitalize()}"
        command = [str(self.home / "bin" / "spark-class"), kind, "--host", "127.0.0.1", "--webui-port", "0", *options]
        environment = {**os.environ, "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1"}
        environment |= {"SPARK_MASTER_OPTS": "-Dspark.ui.enabled=false", "SPARK_DAEMON_MEMORY": "256m"}
        log = self.folder / f"{role}-{len(self.processes)}.log"
        with log.open("wb") as output:
            # A group of its own, which a worker's executors are in, too.
            process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=output, stderr=output, start_new_session=True
            )
        self.processes.append(process)
        return process

    def _known(self) -> int:
        """Return how many workers the master has registered."""
        return (self.folder / "master-0.log").read_text("utf-8", "replace").count("Registering worker")

    def _await(self, ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
        limit = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > limit:
                logs = [path.read_text("utf-8", "replace")[-2000:] for path in sorted(self.folder.glob("*.log"))]
                raise AssertionError("\n".join(logs))
            time.sleep(0.1)

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def write_table(folder: Path, nodes: int, edges: Sequence[tuple[int, int, int]], labels: Sequence[str] = ()) -> Path:
    """Write an edge table of links with their support between numbered items."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True)
    width = len(str(nodes))
    items = [f"tech:n{number:0{width}}" for number in range(nodes)]
    columns = {"item_class": ["Technology"] * nodes, "label_en": labels or items, "label_zh": labels or items}
    pq.write_table(pa.table({"id": range(nodes), "item": items, **columns}), folder / "nodes.parquet")
    sources, targets, support = zip(*edges, strict=True) if edges else ((), (), ())
    table = pa.table(
        {
            "source": pa.array(sources, pa.int64()),
            "target": pa.array(targets, pa.int64()),
            "relation": ["fg:uses"] * len(edges),
            "report": ["made"] * len(edges),
            "support": pa.array(support, pa.int32()),
        }
    )
    pq.write_table(table, folder / "edges.parquet")
    return folder


def spark_at_hand(require: Callable[..., str]) -> None:
    """Skip, or fail if ``FINGRAPH_REQUIRE`` names ``spark``, without pyspark or Java."""
    if find_spec("pyspark") is None:
        if "spark" in os.environ.get("FINGRAPH_REQUIRE", "").split(","):
            pytest.fail("FINGRAPH_REQUIRE demands spark, and pyspark is not installed")
        pytest.skip("no pyspark; make test-spark installs it")
    require("java")


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""127.0.0.1, the same as IPv6 has it, and ::1, as the kernel writes them."""


def listening(process: int) -> list[str]:
    """Return the addresses on which a process listens, as the kernel writes them."""
    inodes = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            inodes.add(str(descriptor.readlink()).removeprefix("socket:[").rstrip("]"))
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]
    ]
    return [row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes]
