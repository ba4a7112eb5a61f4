"""Measure ``fingraph serve`` under load: many clients at once, each with one request after another, of all kinds.

Starts the server on a free port of this machine, lets every client ask once, then counts for some seconds: answers, how long
each took, and the memory of the server with its workers at the start and at most. Writes ``benchmarks/serve.md`` and exits 1
if a request failed or memory grew beyond the bound.

Usage: python benchmarks/serve.py [--clients N] [--seconds N] [--workers N]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

HERE = Path(__file__).resolve().parent
MOST_GROWTH = 2.0
"""Memory at most, over that after the first round."""

ROWS = {"Accept": "application/sparql-results+json"}
MIXED: tuple[tuple[str, str, dict[str, str], dict[str, str]], ...] = (
    ("lookup", "/sparql", {"query": "SELECT ?l { <ITEM> skos:prefLabel ?l }"}, ROWS),
    ("join", "/sparql", {"query": "SELECT ?a ?c { ?a fg:promotes <ITEM> . <ITEM> fg:appliedIn|fg:serves ?c }"}, ROWS),
    ("count", "/sparql", {"query": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"}, ROWS),
    ("1,000 rows", "/sparql", {"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000"}, {"Accept": "text/csv"}),
    ("graph", "/sparql", {"query": "CONSTRUCT WHERE { <ITEM> ?p ?o }"}, {"Accept": "text/turtle"}),
    ("item", "/ITEM", {}, {"Accept": "text/html"}),
    ("query page", "/query", {}, {"Accept-Encoding": "gzip"}),
)
"""What is asked; ITEM stands for a technology, another one each time."""

TECHNOLOGIES = {"query": "SELECT ?item { ?item a fg:Technology }"}
BASE = "https://w3id.org/fingraph/"


@dataclass
class Measured:
    """What came of the requests."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def memory_of(process: int) -> int:
    """Return bytes of memory that a process and its children hold."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    pages = 0
    for one in (str(process), *children):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1])
        except OSError:  # it has just ended
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


async def client(web: httpx.AsyncClient, seed: int, end: float, items: list[str], measured: Measured) -> None:
    """Ask one thing after another, in an order of its own, until the end."""
    order = random.Random(seed)  # noqa: S311 - no secret
    while time.monotonic() < end:
        name, path, fields, headers = order.choice(MIXED)
        item = order.choice(items)
        path = path.replace("ITEM", item)
        fields = {key: value.replace("<ITEM>", f"<{BASE}{item}>") for key, value in fields.items()}
        start = time.perf_counter()
        try:
            response = await web.get(path, params=fields, headers=headers)
            if response.status_code != 200:
                measured.failures.append(f"{name}: {response.status_code} {response.text[:100]}")
        except httpx.HTTPError as error:
            measured.failures.append(f"{name}: {error!r}")
        measured.seconds.setdefault(name, []).append(time.perf_counter() - start)


async def load(address: str, process: int, clients: int, seconds: float) -> Measured:
    """Let all clients ask for some seconds."""
    measured, first = Measured(), Measured()
    async with AsyncExitStack() as stack:
        # Each has its connection and pool: in one pool, looking for a free connection takes longer than the server does.
        webs = [httpx.AsyncClient(base_url=address, timeout=60, trust_env=False, verify=False) for _ in range(clients)]  # noqa: S501 - plain HTTP
        for web in webs:
            await stack.enter_async_context(web)
        found = (await webs[0].get("/sparql", params=TECHNOLOGIES, headers=ROWS)).json()["results"]["bindings"]
        items = [row["item"]["value"].removeprefix(BASE) for row in found]
        end = time.monotonic() + 1
        await asyncio.gather(*(client(web, number, end, items, first) for number, web in enumerate(webs)))
        measured.failures += first.failures
        measured.memory.append(memory_of(process))
        end = time.monotonic() + seconds
        asking = asyncio.gather(*(client(web, number, end, items, measured) for number, web in enumerate(webs)))
        while not asking.done():
            measured.memory.append(memory_of(process))
            await asyncio.sleep(0.25)
        await asking
    return measured


def measure(clients: int, seconds: float, workers: int) -> Measured:
    """Start the server, load it, end it."""
    command = [sys.executable, "-m", "fingraph", "serve", "--bind", "127.0.0.1:0", "--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout  # noqa: S101 - asked for above
        try:
            found = re.search(r"http://\S+?(?=/ )", server.stdout.readline())
            if not found:
                sys.exit("the server did not start")
            return asyncio.run(load(found[0], server.pid, clients, seconds))
        finally:
            server.send_signal(signal.SIGTERM)


def quantile(values: list[float], share: float) -> float:
    """Return the value that a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def table(measured: Measured, clients: int, seconds: float, workers: int) -> tuple[str, bool]:
    """Return what is written, and whether all bounds were kept."""
    everything = [value for values in measured.seconds.values() for value in values]
    growth = max(measured.memory) / measured.memory[0]
    kept = not measured.failures and growth <= MOST_GROWTH
    rows = [*sorted(measured.seconds.items()), ("all", everything)]
    lines = [
        "# The site under load",
        "",
        (
            f"Written by `make bench`: {clients} clients at once for {seconds:g} s, {workers} workers, all on one machine; "
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
        ),
        "",
        "| request | answers | median ms | p99 ms |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {len(values):,} | {quantile(values, 0.5) * 1000:.0f} | {quantile(values, 0.99) * 1000:.0f} |"
            for name, values in rows
        ),
        "",
        "| bound | | | |",
        "|---|---:|---:|---|",
        f"| requests that failed | {len(measured.failures)} | 0 | {'kept' if not measured.failures else 'MISSED'} |",
        (
            f"| memory at most, over that after the first round ({measured.memory[0] / 1e6:.0f} MB) | {growth:.2f} | "
            f"at most {MOST_GROWTH:g} | {'kept' if growth <= MOST_GROWTH else 'MISSED'} |"
        ),
        f"| answers a second | {len(everything) / seconds:.0f} | | |",
        "",
    ]
    return "\n".join(lines), kept


def main() -> None:
    """Measure, print, write, and exit 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    measured = measure(options.clients, options.seconds, options.workers)
    text, kept = table(measured, options.clients, options.seconds, options.workers)
    print(text, *dict.fromkeys(measured.failures), sep="\n")
    (HERE / "serve.md").write_text(text, encoding="utf-8")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
