"""The site on a free port of this machine, ended by its own process id."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass
class Site:
    """A running server."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.send("GET", path, **options)

    def send(self, method: str, path: str, **options: object) -> httpx.Response:
        return httpx.request(method, self.address + path, timeout=60, trust_env=False, **options)  # type: ignore[arg-type]

    def ask(self, query: str, accept: str = "*/*", **fields: object) -> httpx.Response:
        return self.get("sparql", params={"query": query, **fields}, headers={"Accept": accept})


class Started:
    """A server, started and ended."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.log = folder / "log"
        command = [sys.executable, "-m", "fingraph", "serve", "--bind", "127.0.0.1:0", *options]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ)

    def __enter__(self) -> Site:
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, self.log.read_text()
        return Site(self.process, found[0], self.log)

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()
