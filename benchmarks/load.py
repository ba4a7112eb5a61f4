"""Measure how fast a graph is loaded, in memory and on disk, beside rdflib and beside Oxigraph by itself.

Makes N-Quads of about 100,000 triples, as ``benchmarks/projection.py`` does. Every contender reads the file in a process of
its own that has imported what it needs before the clock starts; the figure is CPU seconds, user and system, of all threads.
On disk fingraph also merges the reports, by which they are asked as one, and is measured without that, too. The contenders
take turns. Writes ``benchmarks/load.md`` and exits 1 if a bound is missed or two contenders disagree on how many quads there
are.

Usage: python benchmarks/load.py [--triples N] [--repetitions N]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from projection import synthetic

HERE = Path(__file__).resolve().parent

MEASURED = """
before = time.process_time()
number = load()
print(time.process_time() - before, number)
"""

SCRIPTS = {
    "rdflib": f"""
import sys, time
import rdflib

def load():
    dataset = rdflib.Dataset()
    dataset.parse(sys.argv[1], format="nquads")
    return sum(1 for _ in dataset.quads())
{MEASURED}""",
    "Oxigraph in memory": f"""
import sys, time
import pyoxigraph

def load():
    store = pyoxigraph.Store()
    store.load(path=sys.argv[1])
    return len(store)
{MEASURED}""",
    "fingraph in memory": f"""
import sys, time
from fingraph.store import load as read

def load():
    with open(sys.argv[1], "rb") as file:
        return len(read(file.read(), ".nq"))
{MEASURED}""",
    "Oxigraph on disk": f"""
import sys, time
import pyoxigraph

def load():
    store = pyoxigraph.Store(sys.argv[2])
    store.bulk_load(path=sys.argv[1])
    store.flush()
    return len(store)
{MEASURED}""",
    "fingraph on disk, not merged": f"""
import sys, time
from pathlib import Path
import fingraph.transfer

def load():
    return fingraph.transfer.load([Path(sys.argv[1])], sys.argv[2], merge=False).triples
{MEASURED}""",
    "fingraph on disk": f"""
import sys, time
from pathlib import Path
import fingraph.transfer

def load():
    return fingraph.transfer.load([Path(sys.argv[1])], sys.argv[2]).triples
{MEASURED}""",
}

BOUNDS = (
    ("in memory, triples per CPU second over rdflib", "rdflib", "fingraph in memory", 10, "at least"),
    ("on disk, triples per CPU second over rdflib", "rdflib", "fingraph on disk", 3.5, "at least"),
    (
        "on disk, not merged, triples per CPU second over rdflib",
        "rdflib",
        "fingraph on disk, not merged",
        3.5,
        "at least",
    ),
    ("in memory, CPU over Oxigraph by itself", "fingraph in memory", "Oxigraph in memory", 1.15, "at most"),
    ("on disk, CPU over Oxigraph by itself", "fingraph on disk", "Oxigraph on disk", 1.15, "at most"),
    (
        "on disk, not merged, CPU over Oxigraph by itself",
        "fingraph on disk, not merged",
        "Oxigraph on disk",
        1.15,
        "at most",
    ),
)


def seconds(name: str, file: Path, folder: Path) -> tuple[float, int]:
    """Return the CPU seconds of a contender, and how many quads it found."""
    command = [sys.executable, "-W", "ignore", "-c", SCRIPTS[name], str(file), str(folder)]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=os.environ)
    if result.returncode:
        sys.exit(f"{name} failed:\n{result.stderr}")
    cpu, number = result.stdout.split()
    return float(cpu), int(number)


def measure(triples: int, repetitions: int) -> tuple[dict[str, list[float]], int]:
    """Return the CPU seconds of every contender, and the number of quads they all found."""
    times: dict[str, list[float]] = {name: [] for name in SCRIPTS}
    numbers = set()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "all.nq")
        file.write_text("\n".join(synthetic(triples)) + "\n", encoding="utf-8")
        for number in range(repetitions):
            for contender in SCRIPTS:
                cpu, found = seconds(contender, file, Path(name, f"{contender} {number}"))
                times[contender].append(cpu)
                numbers.add(found)
    if len(numbers) > 1:
        sys.exit(f"the contenders do not agree how many quads there are: {sorted(numbers)}")
    return times, numbers.pop()


def table(times: dict[str, list[float]], quads: int) -> tuple[str, bool]:
    """Return the results as Markdown, and whether every bound is kept."""
    middle = {name: statistics.median(values) for name, values in times.items()}
    lines = [
        "# Loading",
        "",
        (
            f"Written by `make bench`: {quads:,} quads of N-Quads, medians of {len(times['rdflib'])} runs, Python "
            f"{platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
        ),
        "",
        "| what | CPU s | triples per CPU s |",
        "|---|---:|---:|",
        *(f"| {name} | {value:.3f} | {quads / value:,.0f} |" for name, value in middle.items()),
        "",
        "| ratio | | bound | |",
        "|---|---:|---:|---|",
    ]
    kept = True
    for what, over, under, bound, sense in BOUNDS:
        ratio = middle[over] / middle[under]
        good = ratio >= bound if sense == "at least" else ratio <= bound
        kept = kept and good
        lines.append(f"| {what} | {ratio:.2f} | {sense} {bound} | {'kept' if good else 'MISSED'} |")
    return "\n".join(lines) + "\n", kept


def main() -> None:
    """Measure, print, write, and exit 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    text, kept = table(*measure(options.triples, options.repetitions))
    print(text)
    (HERE / "load.md").write_text(text, encoding="utf-8")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
