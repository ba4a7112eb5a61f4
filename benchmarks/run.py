"""Measure what users wait for: each figure as CPU seconds and as a ratio to a plain script in the same run.

CPU time (user and system) of whole processes, the median of interleaved repetitions: machines are shared, and wall time
mostly tells what else runs. Writes ``benchmarks/results.md`` and its part of
``docs/performance.md``, and exits 1 if a bound is missed.

Usage: python benchmarks/run.py [REPETITIONS]
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tables import put

HERE = Path(__file__).resolve().parent
FINGRAPH = str(Path(sys.executable).with_name("fingraph"))

QUERY = """PREFIX fg: <https://w3id.org/fingraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label ?sentence WHERE {
  GRAPH ?report { ?link fg:relation fg:contributesTo ; fg:subject ?item ; fg:evidence/fg:sentenceId ?sentence . }
  ?item skos:prefLabel ?label FILTER(LANG(?label) = "en") }
ORDER BY ?label ?sentence"""

# What an analyst writes today for the same answer: rdflib on the built file.
RDFLIB = f'''
import sys
from rdflib import Dataset

dataset = Dataset(default_union=True)
dataset.parse(sys.argv[1], format="trig")
for label, sentence in dataset.query("""{QUERY}"""):
    print(label, sentence)
'''

BARE_CLICK = '''
import click

@click.group()
def main():
    """Say hello."""

@main.command()
def hello():
    """Say hello."""

main()
'''


@dataclass
class Case:
    """A bound: CPU seconds of a command over those of a reference (or over one second), and the most allowed."""

    name: str
    command: str
    reference: str | None
    bound: float


CASES = [
    Case("`fingraph query`, cold process, warm cache, over rdflib on `fingraph.trig`", "query", "rdflib", 0.35),
    Case("`fingraph query`, first call, empty cache, in seconds", "first query", None, 3.0),
    Case("`fingraph --help` over a bare click program", "help", "bare click", 1.3),
    Case("`fingraph build` with validation, in seconds", "build", None, 6.0),
]


def cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a command and return the CPU seconds of its process."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        error = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed:\n{error.decode()}")
    return usage.ru_utime + usage.ru_stime


def measure(folder: Path, repetitions: int) -> dict[str, list[float]]:
    """Return CPU seconds of every command, all commands in turn in each repetition."""
    environment = os.environ | {"FINGRAPH_CACHE": str(folder / "cache")}
    build = [FINGRAPH, "build", "-o", str(folder / "build")]
    cpu_seconds(build, environment)
    commands = {
        "query": [FINGRAPH, "query", "-q", QUERY],
        "rdflib": [sys.executable, "-c", RDFLIB, str(folder / "build" / "fingraph.trig")],
        "help": [FINGRAPH, "--help"],
        "bare click": [sys.executable, "-c", BARE_CLICK, "--help"],
        "build": build,
    }
    times: dict[str, list[float]] = {name: [] for name in (*commands, "first query")}
    for number in range(repetitions):
        empty = environment | {"FINGRAPH_CACHE": str(folder / f"empty-{number}")}
        times["first query"].append(cpu_seconds(commands["query"], empty))
        cpu_seconds(commands["query"], environment)
        for name, command in commands.items():
            times[name].append(cpu_seconds(command, environment))
    return times


def table(times: dict[str, list[float]], repetitions: int) -> tuple[str, bool]:
    """Return the results as Markdown, and whether every bound is kept."""
    lines = [
        "# Results",
        "",
        (
            f"Written by `make bench`: medians of {repetitions} runs, CPU seconds, Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores."
        ),
        "",
        "| what | CPU s | reference CPU s | ratio | bound | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    kept = True
    for case in CASES:
        value = statistics.median(times[case.command])
        reference = statistics.median(times[case.reference]) if case.reference else 1.0
        ratio = value / reference
        kept = kept and ratio <= case.bound
        shown = f"{reference:.3f}" if case.reference else ""
        verdict = "kept" if ratio <= case.bound else "MISSED"
        lines.append(f"| {case.name} | {value:.3f} | {shown} | {ratio:.2f} | {case.bound} | {verdict} |")
    return "\n".join(lines) + "\n", kept


def main() -> None:
    """Measure, print, write, and exit 1 if a bound is missed."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        text, kept = table(measure(Path(folder), repetitions), repetitions)
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")
    put(HERE.parent / "docs" / "performance.md", "starts", text.partition("\n\n")[2].strip())
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
