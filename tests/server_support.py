"""Real SPARQL servers on loopback, each with its own port and folder, ended by its process."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


class Between(ThreadingHTTPServer):
    """Passes requests on to a server and their answers back, and does something at a moment of the one that moves a graph.

    Parameters
    ----------
    server
        Where they go; it may end meanwhile.
    moment
        Seconds after that request has gone on; below 0, it does not go on any more.
    act
        What is done then, once.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, server: Server, moment: float, act: Callable[[], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.to, self.moment, self.act = server, moment, act
        self.took: float | None = None
        """Seconds that the server took to move the graph, if it answered."""
        self.moving = threading.Lock()
        """Held while a graph is moved, so that nobody looks before the server has done with it."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{self.to.query}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self.moving:
            self.shutdown()
            self.server_close()

    def handle_error(self, *_: object) -> None:
        """Pass over who hangs up: both sides are ended on purpose."""


class _Passing(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not body.startswith(b"MOVE GRAPH"):
            self._pass_on(body)
        else:
            with self.server.moving:
                self._move(body)

    do_GET = do_POST  # noqa: N815

    def _move(self, body: bytes) -> None:
        if self.server.moment < 0:
            self.server.act()
            self.close_connection = True
            return
        timer = threading.Timer(self.server.moment, self.server.act)
        start = time.monotonic()
        timer.start()
        try:
            self._pass_on(body)
            self.server.took = time.monotonic() - start
        finally:
            timer.join()

    def _pass_on(self, body: bytes) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.to.port)
        try:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            return
        finally:
            connection.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


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
