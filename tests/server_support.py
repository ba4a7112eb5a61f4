"""Real SPARQL servers on loopback, each with its own port and folder, ended by its process."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

START_SECONDS = 60


class Server:
    """A server process.

    Parameters
    ----------
    program
        Path of the server.
    folder
        Where it keeps its data; it is there still when the server starts again.
    """

    query = ""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.query}"

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=log, stderr=log)
        limit = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                self.kill()
                raise AssertionError((self.folder / "server.log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}?query=ASK%7B%7D", timeout=5):  # noqa: S310 - loopback
                return True
        except (OSError, urllib.error.URLError):
            return False

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class OxigraphServer(Server):
    query = "/query"

    def command(self) -> list[str]:
        return [self.program, "serve", "--location", str(self.folder / "data"), "--bind", f"127.0.0.1:{self.port}"]


class VirtuosoServer(Server):
    query = "/sparql"

    def command(self) -> list[str]:
        (self.folder / "db").mkdir(exist_ok=True)
        (self.folder / "virtuoso.ini").write_text(INI.format(sql=free_port(), http=self.port), encoding="ascii")
        return [self.program, "-f", "-c", "virtuoso.ini"]


ROWS = 2_000
"""Rows and triples that the Virtuoso of the tests gives at once: fewer than the built-in graph has."""

INI = f"""[Database]
DatabaseFile = db/virtuoso.db
ErrorLogFile = db/virtuoso.log
LockFile = db/virtuoso.lck
TransactionFile = db/virtuoso.trx
xa_persistent_file = db/virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = db/virtuoso-temp.db
TransactionFile = db/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{{sql}}
DisableUnixSocket = 1
CheckpointInterval = 0
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{{http}}
ServerRoot = .
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = {ROWS}
MaxConstructTriples = {ROWS}
MaxQueryExecutionTime = 60
MaxQueryCostEstimationTime = 0
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def credentials() -> dict[str, str]:
    """Return the environment in which the tests' Virtuoso lets one write."""
    return {"FINGRAPH_USER": "dba", "FINGRAPH_PASSWORD": "dba"}


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment for a command of fingraph."""
    return {**os.environ, **credentials(), **more}
