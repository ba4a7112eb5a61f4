"""Measure fingraph at several sizes beside what a user would pick instead, each piece of work in a process of its own.

Reports are made up (``benchmarks/corpus.py``); what is asked stands in ``benchmarks/queries`` and among the competency
questions. Writes ``docs/performance.md``, the table of README between its marks, and plots of how time grows with size, and
exits 1 if a bound is missed.

Usage: python benchmarks/scale.py [--full] [--rivals PYTHON] [--only TASK]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import matplotlib as mpl
from corpus import Corpus, quads, write_folder
from matplotlib.figure import Figure
from tables import between, put

from fingraph.namespaces import layer_of
from fingraph.query import named_queries

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REPORT = ROOT / "docs" / "performance.md"
STARTS, PAGE = "starts", "page"
"""Marks of the tables of ``run.py`` and ``page.py`` in it."""
QUERIES = sorted((HERE / "queries").glob("*.rq"))
QUESTIONS = [
    ROOT / "ontology" / "queries" / f"{query.name}.rq" for query in named_queries().values() if not query.layers
]
LIMIT, LONG = 120, 2400
"""Wall seconds for one process, and for one with a million triples or more."""
PROCESSES = 3
"""Of which the least counts, for queries in memory."""
SMALL, MIDDLE, LARGE = "2 k", "100 k", "1 M"
SIZES = {SMALL: Corpus(2, trends=1), MIDDLE: Corpus(20), LARGE: Corpus(210), "10 M": Corpus(2120)}
"""About so many triples."""
ON_DISK = " on disk"
DISK = f"fingraph{ON_DISK}"
MERGED = f"{DISK}, merged"
"""With a merged copy of what all reports state, by which they are asked as fast as one."""
PLAIN = f"pyoxigraph{ON_DISK}"
PLAIN_MERGED = f"{PLAIN}, merged"
"""With the same copy, loaded from a second file."""
ASKED = ("fingraph", MERGED)
"""Who answers the competency questions at all sizes: in memory, and on disk."""
SHOWN = (("fingraph", LARGE), (MERGED, LARGE), (MERGED, "10 M"))
"""Of these answers, the ones whose times are told."""
FEW_ITEMS = ", few items"
"""Of a build whose reports have a vocabulary of their own: memory grows with items."""
PAGES = (300, 3_000, 50_000, 500_000)
"""Nodes of the graphs that are made into pages."""


@dataclass(frozen=True)
class Contender:
    """What is measured, in which Python, and up to which size it ends in time."""

    name: str
    rival: bool
    largest: str


CONTENDERS: dict[str, tuple[Contender, ...]] = {
    "load": (
        Contender("fingraph", False, LARGE), Contender("pyoxigraph", False, LARGE),
        Contender(DISK, False, "10 M"), Contender(MERGED, False, "10 M"), Contender(PLAIN, False, "10 M"),
        Contender(PLAIN_MERGED, False, LARGE), Contender("rdflib", False, LARGE), Contender("kglab", True, MIDDLE),
    ),
    "queries": (
        Contender("fingraph", False, LARGE), Contender("pyoxigraph", False, LARGE),
        Contender(MERGED, False, "10 M"), Contender(PLAIN, False, "10 M"), Contender("rdflib", False, MIDDLE),
        Contender("kglab", True, SMALL), Contender("rdflib-endpoint", True, SMALL),
    ),
    "projection": (
        Contender("fingraph", False, LARGE), Contender(MERGED, False, LARGE),
        Contender("rdflib", False, MIDDLE), Contender("kglab", True, SMALL),
    ),
    "validation": (Contender("fingraph", False, LARGE), Contender("pyshacl", False, MIDDLE)),
}  # fmt: skip


@dataclass
class Row:
    """One figure of the table."""

    task: str
    size: str
    amount: int
    contender: str
    cpu: float
    wall: float
    peak: float
    answer: str


class Bench:
    """The rows measured so far."""

    def __init__(self, folder: Path, rivals: str | None) -> None:
        self.folder, self.rivals = folder, rivals
        self.rows: list[Row] = []
        self.left_out: list[str] = []

    def run(self, task: str, size: str, amount: int, contender: Contender, files: Sequence[object]) -> None:
        """Measure one piece of work; say why if there is no figure."""
        python = self.rivals if contender.rival else sys.executable
        if python is None:
            self.left_out.append(f"{contender.name}: no environment named with --rivals")
            return
        command = [python, "-W", "ignore", HERE / "contenders.py", task, contender.name, *files]
        what = f"{task}, {size}, {contender.name}"
        limit = LONG if size in (LARGE, "10 M") or task == "build" else LIMIT
        try:
            done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            self.left_out.append(f"{what}: more than {limit} s")
            if task == "validation" and not contender.name.startswith("fingraph"):
                # How much faster fingraph is, is then known from below.
                self.rows.append(Row(task, size, amount, contender.name, limit, limit, 0, "ended, not done"))
            return
        if done.returncode:
            self.left_out.append(f"{what}: {(done.stderr.strip().splitlines() or ['ended'])[-1]}")
            return
        result = json.loads(done.stdout.splitlines()[-1])
        found = result["found"]
        for name, figure in ({"": found} if "cpu" in found else found).items():
            row = Row(
                f"{task} {name}".strip(), size, amount, contender.name, figure["cpu"], figure["wall"], result["peak"],
                figure.get("answer", ""),
            )  # fmt: skip
            self.add(row)
        missing = [
            Path(str(file)).stem for file in files[1:] if task == "queries" and Path(str(file)).stem not in found
        ]
        if missing:
            self.left_out.append(f"{what}: without an answer, or not asked any more: {', '.join(missing)}")
        print(f"{what}: {result['peak']:,.0f} MB", file=sys.stderr)

    def add(self, row: Row) -> None:
        """Keep a row; of several for the same work, that with the least CPU time."""
        former = self.figure(row.task, row.size, row.contender)
        if former is None:
            self.rows.append(row)
        elif row.cpu < former.cpu:
            self.rows[self.rows.index(former)] = row

    def figure(self, task: str, size: str, contender: str) -> Row | None:
        """Return a row, if it was measured."""
        found = (row for row in self.rows if (row.task, row.size, row.contender) == (task, size, contender))
        return next(found, None)


def write_corpus(corpus: Corpus, folder: Path) -> tuple[Path, Path, int]:
    """Write all layers, and what is stated alone also as plain triples; return both files and how many are stated."""
    folder.mkdir()
    whole, stated, plain = (folder / name for name in ("all.nq", "stated.nq", "stated.nt"))
    count = 0
    with whole.open("wb") as all_quads, stated.open("wb") as quads_file, plain.open("wb") as triples_file:
        for lines in quads(corpus):
            all_quads.write(lines)
            for line in lines.splitlines(keepends=True):
                triple, _, graph = line.rpartition(b" <")
                if layer_of(graph[:-4].decode()) == "stated":
                    quads_file.write(line)
                    triples_file.write(triple + b" .\n")
                    count += 1
    return whole, stated, count


def measure(bench: Bench, sizes: Sequence[str], only: str) -> None:
    """Measure everything, size by size."""
    order = list(SIZES)
    for size in sizes:
        whole, stated, count = write_corpus(SIZES[size], bench.folder / size.replace(" ", ""))
        for task, contenders in CONTENDERS.items():
            # How memory falls in one process is worth a tenth, up or down: queries that are compared are asked by several.
            again = contenders[:2] * (PROCESSES - 1) if (task, size) == ("queries", MIDDLE) else ()
            for contender in (*contenders, *again):
                if order.index(size) <= order.index(contender.largest) and only in ("", task):
                    file = whole if task == "validation" else stated
                    files = queries_for(bench, size, contender) if task == "queries" else []
                    bench.run(task, size, count, contender, [file, *files])
        shutil.rmtree(whole.parent)


def queries_for(bench: Bench, size: str, contender: Contender) -> list[Path]:
    """Return the eight queries, and the questions, those first that were quickest so far, so that many end in time."""
    if size != SMALL and contender.name not in ASKED:
        return QUERIES
    seconds = {row.task: row.cpu for row in bench.rows if row.contender == contender.name}
    return [*QUERIES, *sorted(QUESTIONS, key=lambda file: seconds.get(f"queries {file.stem}", 0.0))]


def edge_list(nodes: int, file: Path) -> Path:
    """Write edges of that many nodes in communities of thirty, two each, four of five within a community."""
    chance = random.Random(1)  # noqa: S311 - no secret
    with file.open("w", encoding="utf-8") as stream:
        for number in range(2 * nodes):
            one = number % nodes
            near = one // 30 * 30 + chance.randrange(30)
            other = min(near if chance.random() < 0.8 else chance.randrange(nodes), nodes - 1)
            if one != other:
                stream.write(f"n{one}\tn{other}\t1\n")
    return file


def measure_graphs(bench: Bench, *, full: bool) -> None:
    """Measure pages and measures of graphs of some sizes."""
    rivals = {"pyvis": (False, 3_000), "ttl3d": (True, 300)}
    for nodes in PAGES if full else PAGES[:3]:
        size = f"{nodes:,} nodes"
        file = edge_list(nodes, bench.folder / f"{nodes}.tsv")
        bench.run("page", size, nodes, Contender("fingraph", False, ""), [file])
        for name, (rival, largest) in rivals.items():
            if nodes <= largest:
                bench.run("page", size, nodes, Contender(name, rival, ""), [file])
        for name in ("fingraph", "networkx"):
            if name == "fingraph" or nodes <= 50_000:
                bench.run("measures", size, nodes, Contender(name, False, ""), [file])


def measure_builds(bench: Bench, *, full: bool) -> None:
    """Measure builds from tables of some numbers of reports with the same items, and of few with few items."""
    numbers = (20, 100, 1_000) if full else (20, 100)
    for reports, vocabulary in [(numbers[0], numbers[0]), *((number, numbers[-1]) for number in numbers)]:
        size = f"{reports:,} reports" + (FEW_ITEMS if vocabulary < numbers[-1] else "")
        folder = bench.folder / f"tables-{reports}-{vocabulary}"
        write_folder(Corpus(reports, vocabulary=vocabulary), folder)
        for jobs in (1, 2):
            files = [folder, bench.folder / "built"]
            bench.run("build", size, reports, Contender(f"fingraph --jobs {jobs}", False, ""), files)


def geometric(ratios: Sequence[float]) -> float:
    """Return the geometric mean."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def ratios(bench: Bench, size: str, rival: str, name: str = "fingraph") -> list[float]:
    """Return how many times as long as fingraph a rival takes for each of the eight queries."""
    pairs = [
        (bench.figure(f"queries {file.stem}", size, name), bench.figure(f"queries {file.stem}", size, rival))
        for file in QUERIES
    ]
    return [other.cpu / own.cpu for own, other in pairs if own and other]


def longest(bench: Bench, task: str) -> list[Row]:
    """Return the rows of fingraph for a task, in memory or on disk, whichever goes further."""
    kinds = ("fingraph", MERGED, "fingraph --jobs 1")
    return max(([row for row in bench.rows if (row.task, row.contender) == (task, kind)] for kind in kinds), key=len)


def power(points: Iterable[tuple[float, float]]) -> float | None:
    """Return by which power of the first the second grows, by least squares; None for less than two sizes."""
    logs = [(math.log(size), math.log(value)) for size, value in points]
    if len({size for size, _ in logs}) < 2:
        return None
    x, y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def exponents(bench: Bench) -> dict[str, float]:
    """Return by which power of the size the CPU time of each task of fingraph grows."""
    found = {}
    for task in dict.fromkeys(row.task for row in bench.rows):
        grown = power((row.amount, max(row.cpu, 1e-6)) for row in longest(bench, task) if row.amount > 0)
        if grown is not None:
            found[task] = grown
    return found


def questions(bench: Bench) -> list[tuple[str, ...]]:
    """Return for each competency question how its time grows, and how its answer, and its times at the largest sizes."""
    found = []
    for task in dict.fromkeys(row.task for row in bench.rows if row.task.startswith("queries cq")):
        memory, disk = ([row for row in bench.rows if (row.task, row.contender) == (task, name)] for name in ASKED)
        answers = {row.amount: number_of_rows(row) for row in (*memory, *disk)}
        powers = (*(power((row.amount, row.cpu) for row in rows) for rows in (memory, disk)), power(answers.items()))
        times = {(row.contender, row.size): short(row.cpu) for row in (*memory, *disk)}
        found.append(
            (
                task.removeprefix("queries "),
                *("" if each is None else f"{each:.2f}" for each in powers),
                *(times.get(place, "") for place in SHOWN),
                f"{max(answers.values()):,}",
            )
        )
    return found


def number_of_rows(row: Row) -> int:
    """Return how many rows an answer has, at least 1."""
    return max(1, int(row.answer.split()[0]))


Bound = tuple[str, float, str, bool]


def bounds(bench: Bench) -> Iterator[Bound]:
    """Yield what must hold: what it is, the figure, the bound, and whether it is kept."""
    yield from bounds_of_loads(bench)
    yield from bounds_of_queries(bench)
    own, other = (bench.figure("validation", MIDDLE, name) for name in ("fingraph", "pyshacl"))
    if own and other:
        yield _least("shapes at 100 k triples: times as fast as pyshacl on the union", other.cpu / own.cpu, 5)
    for nodes, most in ((50_000, 5), (500_000, 60)):
        if own := bench.figure("page", f"{nodes:,} nodes", "fingraph"):
            yield _most(f"page of {nodes:,} nodes, CPU seconds", own.cpu, most)
    built = [row for row in bench.rows if row.task == "build"]
    if built:
        rates = [60 * int(row.answer.split(" ")[0].replace(",", "")) / row.cpu for row in built]
        yield _least("links built from tables and checked, a minute of CPU time", max(rates), 100_000)
        one = [row.peak for row in built if row.contender.endswith("1") and not row.size.endswith(FEW_ITEMS)]
        yield _most(
            "memory of the build of most reports over that of fewest, with the same items", max(one) / min(one), 1.3
        )


def bounds_of_queries(bench: Bench) -> Iterator[Bound]:
    """Yield those of the eight queries."""
    if found := ratios(bench, MIDDLE, "rdflib"):
        yield _least("eight queries at 100 k triples, geometric mean: times as fast as rdflib", geometric(found), 50)
    if found := ratios(bench, MIDDLE, "pyoxigraph"):
        yield _most("the same, times as long as plain pyoxigraph", 1 / geometric(found), 1.1)
    if found := ratios(bench, MIDDLE, PLAIN, MERGED):
        yield _most(
            "eight queries at 100 k triples on disk, times as long as plain pyoxigraph on disk",
            1 / geometric(found),
            1.1,
        )


def bounds_of_loads(bench: Bench) -> Iterator[Bound]:
    """Yield those of loading."""
    own, other = (bench.figure("load", MIDDLE, name) for name in ("fingraph", "rdflib"))
    if own and other:
        yield _least("load of 100 k triples: times as fast as rdflib", other.cpu / own.cpu, 10)
    plain, plain_merged = (bench.figure("load", MIDDLE, name) for name in (PLAIN, PLAIN_MERGED))
    for name, how in ((MERGED, "onto disk"), (DISK, "onto disk, not merged")):
        own = bench.figure("load", MIDDLE, name)
        if own and plain and other:
            yield _least(f"load of 100 k triples {how}: times as fast as rdflib", other.cpu / own.cpu, 3.5)
            yield _most("the same, times as long as plain pyoxigraph on disk", own.cpu / plain.cpu, 1.15)
        if name == MERGED and own and plain_merged:
            yield _most("the same, times as long as plain pyoxigraph that loads both", own.cpu / plain_merged.cpu, 1.15)
    if own := bench.figure("load", "10 M", MERGED):
        yield _most("load of 10 M triples onto disk with merging: peak of memory, MB", own.peak, 4000)


def _least(what: str, value: float, bound: float) -> Bound:
    return what, value, f"≥ {bound:g}", value >= bound


def _most(what: str, value: float, bound: float) -> Bound:
    return what, value, f"≤ {bound:g}", value <= bound


def differences(bench: Bench) -> list[str]:
    """Return where an engine's answer to a query is another than fingraph's."""
    found = []
    for row in bench.rows:
        own = bench.figure(row.task, row.size, "fingraph")
        if row.task.startswith("queries") and own and own.answer != row.answer:
            # kglab gives terms in a notation of its own.
            if row.contender == "kglab" and own.answer.split(" ")[0] == row.answer.split(" ")[0]:
                continue
            found.append(f"{row.task}, {row.size}: {row.contender} {row.answer}, fingraph {own.answer}")
    return found


def plots(bench: Bench, folder: Path) -> list[str]:
    """Draw CPU seconds against size for the tasks, and return the names of the files."""
    mpl.rcParams["svg.hashsalt"] = "fingraph"
    names = []
    groups = {"queries": [f"queries {file.stem}" for file in QUERIES], "tasks": ["load", "projection", "validation"]}
    for name, tasks in groups.items():
        figure = Figure(figsize=(7, 4.5), layout="constrained")
        axes = figure.subplots()
        for task in tasks:
            rows = sorted(longest(bench, task), key=lambda row: row.amount)
            axes.loglog([r.amount for r in rows], [r.cpu for r in rows], "o-", label=task.removeprefix("queries "))
        axes.set(xlabel="triples", ylabel="CPU seconds", title=f"fingraph: {name}")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
        figure.savefig(folder / f"scale-{name}.svg", metadata={"Date": None})
        names.append(f"scale-{name}.svg")
    return names


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; all columns but the first stand to the right."""
    marks = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, marks, *rows))


def short(value: float) -> str:
    """Return seconds, in milliseconds if they are few."""
    return f"{value * 1000:.3g} ms" if value < 0.1 else f"{value:.3g} s"


def machine() -> str:
    """Return what the figures were measured on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


CHINESE = {
    "what": "项目",
    "measured": "实测",
    "bound": "界限",
    "kept": "达到",
    "**MISSED**": "**未达到**",
    "shapes at 100 k triples: times as fast as pyshacl on the union": "10万三元组的形状检查：速度为pyshacl（对并集）的倍数",
    "page of 50,000 nodes, CPU seconds": "5万节点的网页，CPU秒",
    "page of 500,000 nodes, CPU seconds": "50万节点的网页，CPU秒",
    "links built from tables and checked, a minute of CPU time": "每CPU分钟由表构建并检查的关联数",
    "memory of the build of most reports over that of fewest, with the same items": "条目相同时，报告最多与最少的构建的内存之比",
    "eight queries at 100 k triples, geometric mean: times as fast as rdflib": (
        "10万三元组上八个查询的几何平均：速度为rdflib的倍数"
    ),
    "the same, times as long as plain pyoxigraph": "同上，用时为单独pyoxigraph的倍数",
    "eight queries at 100 k triples on disk, times as long as plain pyoxigraph on disk": (
        "磁盘上10万三元组的八个查询：用时为单独pyoxigraph（磁盘）的倍数"
    ),
    "load of 100 k triples: times as fast as rdflib": "装入10万三元组：速度为rdflib的倍数",
    "load of 100 k triples onto disk: times as fast as rdflib": "装入10万三元组到磁盘：速度为rdflib的倍数",
    "load of 100 k triples onto disk, not merged: times as fast as rdflib": (
        "装入10万三元组到磁盘，不合并：速度为rdflib的倍数"
    ),
    "the same, times as long as plain pyoxigraph on disk": "同上，用时为单独pyoxigraph（磁盘）的倍数",
    "the same, times as long as plain pyoxigraph that loads both": "同上，用时为单独pyoxigraph装入两者的倍数",
    "load of 10 M triples onto disk with merging: peak of memory, MB": "装入并合并1000万三元组到磁盘：内存峰值，MB",
}
"""The words of the table of bounds."""


def summary(bench: Bench, words: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the bounds as a table, in other words if any are given."""
    rows = [
        (what, f"{value:,.3g}" if value < 1e3 else f"{value:,.0f}", bound, "kept" if good else "**MISSED**")
        for what, value, bound, good in bounds(bench)
    ]
    header, *others = ([words.get(cell, cell) for cell in row] for row in (("what", "measured", "bound", ""), *rows))
    return table(header, others)


def full_report(bench: Bench) -> str:
    """Return the page of all figures."""
    powers = exponents(bench)
    rows = [
        (r.task, r.size, r.contender, short(r.cpu), short(r.wall), f"{r.peak:,.0f}", r.answer)
        for r in bench.rows
        if not r.task.startswith("queries cq")
    ]
    together = [
        (size, name, f"{len(found)}", short(sum(r.cpu for r in found)))
        for size in SIZES
        for name in dict.fromkeys(r.contender for r in bench.rows)
        if (
            found := [
                r for r in bench.rows if r.task.startswith("queries cq") and (r.size, r.contender) == (size, name)
            ]
        )
    ]
    grown = [(task, f"{power:.2f}") for task, power in powers.items() if not task.startswith("queries cq")]
    parts = [
        "# Performance",
        (
            f"Made by `python benchmarks/scale.py`, not by hand, on {machine()}. CPU is user and system time of the work, "
            "the least of as many runs as half a second holds, at least one; peak is the memory of the whole process in MB."
        ),
        summary(bench),
        "## Everything measured",
        table(("work", "size", "with", "CPU", "wall", "peak MB", "answer"), rows),
        "## Competency questions, all together",
        table(("size", "with", "questions", "CPU"), together),
        "## Each competency question",
        (
            "With fingraph. CPU seconds, in memory and on disk, and rows of the answer as a power of the size: what has to be "
            "scanned grows by 1, and a question should grow no faster than that or its answer. On top of that come caches that "
            "hold less and less of the whole: those of the processor, and on disk that of the store."
        ),
        table(
            ("question", "in memory", "on disk", "of rows", "1 M", "1 M on disk", "10 M on disk", "rows at most"),
            questions(bench),
        ),
        "## How time grows",
        "CPU seconds as a power of the size: 1 is linear.",
        table(("work", "power"), grown),
        *(f"![{name}]({name})" for name in plots(bench, REPORT.parent)),
        "## From a command to its answer",
        between(REPORT, STARTS),
        "## In the browser",
        between(REPORT, PAGE),
        "## Other answers, and what was left out",
        "\n".join(f"- {line}" for line in (*differences(bench), *dict.fromkeys(bench.left_out))) or "Nothing.",
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Measure, write, and exit 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--full", action="store_true", help="Up to 10 million triples and 500,000 nodes.")
    parser.add_argument("--rivals", help="Python of an environment with kglab, rdflib-endpoint and ttl3d.")
    parser.add_argument("--only", default="", help="One task, for which nothing is written.")
    parser.add_argument("--sizes", nargs="*", choices=SIZES, help="By default two, all with --full.")
    arguments = parser.parse_args()
    sizes = arguments.sizes or (list(SIZES) if arguments.full else [SMALL, MIDDLE])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.rivals)
        measure(bench, sizes, arguments.only)
        if arguments.only in ("", "page", "measures"):
            measure_graphs(bench, full=arguments.full)
        if arguments.only in ("", "build"):
            measure_builds(bench, full=arguments.full)
    print(summary(bench))
    print("\n".join((*differences(bench), *dict.fromkeys(bench.left_out))))
    if not arguments.only:
        REPORT.write_text(full_report(bench), encoding="utf-8")
        put(ROOT / "README.md", "scale", summary(bench))
        put(ROOT / "README.zh.md", "scale", summary(bench, CHINESE))
    sys.exit(0 if all(good for *_, good in bounds(bench)) else 1)


if __name__ == "__main__":
    main()
