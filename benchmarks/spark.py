"""Measure PageRank on Spark beside the same by scipy on one machine, on an edge table of a million links.

Makes an edge table of random links in which few nodes have many, as in citations. Each contender reads it in a process of its
own, scipy three times and Spark once, which takes minutes. A time is of the clock on the wall, since Spark's work is in another
process; an iteration of scipy is one product of matrix and ranks, one of Spark a tenth of a chunk that is saved in memory, the
median of all but the first. Writes ``benchmarks/spark.md`` and exits 1 if the two disagree by more than 1e-6 in sum. Needs the
extra ``spark`` and Java.

Usage: python benchmarks/spark.py [--links N]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fingraph.edges import EDGES, NODES

HERE = Path(__file__).resolve().parent
SEED = 7
LINKS_OF_NODE = 5
NEAR = 1e-6
"""The sum of differences that is allowed: Spark's own tolerance."""

SCIPY = """
import json, sys, time
import numpy as np
import pyarrow.parquet as pq
from scipy import sparse
from fingraph.analysis.network import Links, Network
from fingraph.analysis.spectral import pagerank_kernel

start = time.perf_counter()
edges = pq.read_table(sys.argv[1] + "/edges.parquet", columns=["source", "target", "support"]).to_pydict()
size = pq.ParquetFile(sys.argv[1] + "/nodes.parquet").metadata.num_rows
ends = np.array(edges["source"]), np.array(edges["target"])
matrix = sparse.coo_array((np.array(edges["support"], dtype=float), ends), shape=(size, size)).tocsr().tocoo()
network = Network(Links(size, True, matrix.row, matrix.col), matrix.data)
ranks = pagerank_kernel(0.85).values(network)
whole = time.perf_counter() - start
np.save(sys.argv[2], ranks)
step, start = network.matrix.T.tocsr(), time.perf_counter()
for _ in range(20):
    ranks = step @ ranks
print(json.dumps({"whole": whole, "iteration": (time.perf_counter() - start) / 20}))
"""

SPARK = """
import json, statistics, sys, time
import numpy as np
from fingraph.distributed import open_edges, pagerank

begin = time.perf_counter()
with open_edges(sys.argv[1], master="local[*]") as table:
    start = time.perf_counter()
    times = []
    rows = pagerank(table, progress=lambda *_: times.append(time.perf_counter())).select("id", "value").collect()
    whole = time.perf_counter() - start
ranks = np.zeros(len(rows))
for number, value in rows:
    ranks[number] = value
np.save(sys.argv[2], ranks)
chunk = statistics.median(np.diff(times))
print(json.dumps({"start": start - begin, "whole": whole, "iteration": chunk / 10, "iterations": 10 * len(times)}))
"""


def write_table(folder: Path, links: int) -> int:
    """Write an edge table, and return the number of its nodes."""
    draw = np.random.default_rng(SEED)
    nodes = links // LINKS_OF_NODE
    ends = draw.integers(nodes, size=links), (nodes * draw.random(links) ** 3).astype(np.int64)
    support = draw.integers(1, 4, size=links, dtype=np.int32)
    edges = {"source": ends[0], "target": ends[1], "support": support}
    pq.write_table(pa.table(edges), folder / EDGES)
    names = [f"tech:n{number}" for number in range(nodes)]
    columns = dict.fromkeys(("item", "label_en", "label_zh"), names)
    pq.write_table(pa.table({"id": np.arange(nodes), "item_class": ["Technology"] * nodes, **columns}), folder / NODES)
    return nodes


def run(script: str, folder: Path, output: Path) -> dict[str, float]:
    """Run a contender and return its times."""
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(folder), str(output)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if found.returncode:
        sys.exit(f"a contender failed:\n{found.stderr}")
    times: dict[str, float] = json.loads(found.stdout)
    return times


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description="Measure PageRank on Spark beside scipy.")
    parser.add_argument("--links", type=int, default=1_000_000)
    links = parser.parse_args().links
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        nodes = write_table(folder, links)
        scipy = min((run(SCIPY, folder, folder / "scipy.npy") for _ in range(3)), key=lambda times: times["whole"])
        spark = run(SPARK, folder, folder / "spark.npy")
        difference = float(np.abs(np.load(folder / "scipy.npy") - np.load(folder / "spark.npy")).sum())
    rows = [
        ("read the table, rank", scipy["whole"], spark["whole"]),
        ("one iteration", scipy["iteration"], spark["iteration"]),
    ]
    lines = [
        "# PageRank on Spark",
        "",
        (
            f"Written by `python benchmarks/spark.py`: {links:,} links of {nodes:,} nodes, seconds of wall time, Spark "
            f"{version('pyspark')} with master `local[*]`, {os.cpu_count()} cores, Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}."
        ),
        "",
        "| what | scipy | Spark | Spark over scipy |",
        "|---|---:|---:|---:|",
        *(f"| {what} | {one:.3g} | {other:.3g} | {other / one:.0f} |" for what, one, other in rows),
        "",
        (
            f"Spark also took {spark['start']:.1f} s to start, and {spark['iterations']:.0f} iterations. The ranks differ by "
            f"{difference:.1e} in sum, at most {NEAR:g} is allowed."
        ),
        "",
    ]
    text = "\n".join(lines)
    print(text)
    (HERE / "spark.md").write_text(text, encoding="utf-8")
    sys.exit(not difference <= NEAR)


if __name__ == "__main__":
    main()
