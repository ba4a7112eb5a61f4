"""Measure the graph page in the system's Chromium, by software rendering and without a network, beside plain pyvis.

Ready is the moment from which on nothing moves and everything answers: of our page what it says itself, of pyvis's page the
end of its stabilization. Seconds of the renderer are those of its process. Writes ``benchmarks/page.md`` and exits 1 if a
bound is missed.

Usage: python benchmarks/page.py [REPETITIONS]
"""

from __future__ import annotations

import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, BrowserType, sync_playwright
from pyvis.network import Network
from tables import put

import fingraph
from fingraph.explorer import render_html
from fingraph.explorer.chunks import packed
from fingraph.explorer.overview import overview, parted
from fingraph.explorer.payload import Content, payload
from fingraph.layout import laid_out

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLED = "typeof network !== 'undefined' && network.physics.stabilized && network.body.nodeIndices.length > 0"
PYVIS = "pyvis.html"
REST = 1.0
"""Seconds of looking at a page that is ready, to see whether it rests."""
FRAMES = """() => new Promise((resolve) => {
  const times = [];
  const next = (now) => { times.push(now); if (now - times[0] < 2000) requestAnimationFrame(next); else resolve((times.length - 1) * 1000 / (now - times[0])); };
  requestAnimationFrame(next);
})"""


@dataclass
class Opening:
    """What opening a page took: wall seconds to ready, seconds of the renderer till then, and in the second after it."""

    wall: float
    cpu: float
    rest: float


def renderer_seconds(browser: Browser) -> float:
    """Return the seconds that renderers of a browser have used."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(float(process["cpuTime"]) for process in found if process["type"] == "renderer")


def opened(chromium: Callable[[], Browser], file: Path) -> Opening:
    """Open a page in a browser of its own."""
    browser = chromium()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route("http*://**", lambda route: route.abort())
    page.goto("about:blank")
    before, start = renderer_seconds(browser), time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    if file.name == PYVIS:
        page.wait_for_function(SETTLED, timeout=180_000, polling=20)
    else:
        page.wait_for_selector("html[data-ready]", timeout=180_000)
    wall, used = time.perf_counter() - start, renderer_seconds(browser) - before
    page.wait_for_timeout(300)
    quiet = renderer_seconds(browser)
    page.wait_for_timeout(REST * 1000)
    found = Opening(wall, used, renderer_seconds(browser) - quiet)
    browser.close()
    return found


def frames(chromium: Callable[[], Browser], file: Path) -> float:
    """Return the frames a second while the whole graph is dragged."""
    browser = chromium()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(500)
    page.mouse.move(500, 90)
    page.mouse.down()
    page.evaluate(f"window.measured = ({FRAMES})()")
    for step in range(120):
        page.mouse.move(500 + 3 * (step % 60), 90 + 2 * (step % 40))
        page.wait_for_timeout(12)
    found = float(page.evaluate("window.measured"))
    page.mouse.up()
    browser.close()
    return found


def communal(nodes: int, size: int = 30) -> nx.MultiDiGraph[str]:
    """Return a graph of that many nodes in communities, two links each, four of five within the community."""
    chosen = random.Random(1)  # noqa: S311 - no secret
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    classes = ("Technology", "Sector", "Policy", "Outcome")
    for number in range(nodes):
        labels = {"label_en": f"item {number}", "label_zh": f"条目{number}"}
        graph.add_node(f"tech:n{number}", item_class=classes[number % 4], **labels)
    for _ in range(2 * nodes):
        one = chosen.randrange(nodes)
        near = (one // size * size + chosen.randrange(size)) % nodes
        other = near if chosen.random() < 0.8 else chosen.randrange(nodes)
        if one != other:
            graph.add_edge(f"tech:n{one}", f"tech:n{other}", "fg:uses", relation="fg:uses", weight=1)
    return graph


def seconds(work: Callable[[], object]) -> float:
    """Return the least CPU seconds of three."""
    found = []
    for _ in range(3):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def generation(graph: nx.Graph[str]) -> tuple[float, float, float]:
    """Return the CPU seconds of a page, of the places in it, and of its data as text."""
    layout = laid_out(graph)
    large = len(graph) > 3000

    def data() -> None:
        found = payload(graph, parted(layout) if large else layout, Content())
        packed(overview(found)[0] if large else found)

    return seconds(lambda: render_html(graph)), seconds(lambda: laid_out(graph)), seconds(data)


def plain_pyvis(graph: nx.Graph[str], file: Path) -> None:
    """Write the page that pyvis makes of the same graph, as its manual says."""
    network = Network(directed=True, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        network.add_node(node, label=data["label_en"], group=data["item_class"])
    for source, target, data in graph.edges(data=True):
        network.add_edge(source, target, title=data["relation"])
    file.write_text(network.generate_html(), encoding="utf-8")


def main() -> None:
    """Measure, write the table, and exit 1 if a bound is missed."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("no Chromium found; install chromium first")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        rows = _measured(playwright.chromium, executable, Path(folder), repetitions)
    width = "| what | measured | bound | |\n|---|---:|---:|---|"
    lines = [
        width,
        *(
            f"| {what} | {value:.2f} | {bound} | {'ok' if good else '**MISSED**'} |"
            for what, value, bound, good in rows
        ),
    ]
    table = "\n".join(lines)
    print(table)
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    text = f"Made by `python benchmarks/page.py` on {machine}; medians of {repetitions}.\n\n{table}"
    (HERE / "page.md").write_text(f"# The graph page\n\n{text}\n", encoding="utf-8")
    put(HERE.parent / "docs" / "performance.md", "page", text)
    sys.exit(0 if all(good for *_, good in rows) else 1)


Row = tuple[str, float, str, bool]


def _measured(kind: BrowserType, executable: str, folder: Path, repetitions: int) -> list[Row]:
    def chromium() -> Browser:
        return kind.launch(executable_path=executable, args=FLAGS)

    graph = fingraph.to_networkx()
    ours, plain = folder / "ours.html", folder / PYVIS
    rankings = {name: fingraph.rank(graph, name, samples=200) for name in ("pagerank", "degree")}
    fingraph.write_html(graph, ours, details=fingraph.read_details(), rankings=rankings)
    plain_pyvis(graph, plain)
    for name, nodes in (("3000", 3_000), ("50000", 50_000)):
        fingraph.write_html(communal(nodes), folder / f"{name}.html")
    found: dict[str, list[Opening]] = {}
    for _ in range(repetitions):
        for file in (ours, plain, folder / "3000.html", folder / "50000.html"):
            found.setdefault(file.stem, []).append(opened(chromium, file))

    def middle(name: str, what: str) -> float:
        return statistics.median(getattr(opening, what) for opening in found[name])

    drag = statistics.median(frames(chromium, ours) for _ in range(repetitions))
    times = middle("pyvis", "cpu") / middle("ours", "cpu")
    rows: list[Row] = [
        _most("ten trends: seconds to ready", middle("ours", "wall"), 1.0),
        _most("ten trends: seconds of the renderer to ready", middle("ours", "cpu"), 1.0),
        _most("ten trends: seconds of the renderer in the second after", middle("ours", "rest"), 0.05),
        _most("ten trends: KB", ours.stat().st_size / 1000, 900),
        _least("ten trends: frames a second while dragged", drag, 50),
        _least("plain pyvis over ours: seconds of the renderer to ready", times, 15),
        ("plain pyvis over ours: seconds to ready", middle("pyvis", "wall") / middle("ours", "wall"), "", True),
        _most("3,000 nodes: seconds to ready", middle("3000", "wall"), 2.0),
        _most("50,000 nodes: seconds to ready, on the overview", middle("50000", "wall"), 1.0),
    ]
    for nodes in (3_000, 50_000):
        whole, places, data = generation(communal(nodes))
        rows += [
            (f"{nodes:,} nodes: CPU seconds to make the page", whole, "", True),
            (f"{nodes:,} nodes: of these, seconds to place the nodes", places, "", True),
            _most(f"{nodes:,} nodes: the rest over serialising the data", (whole - places) / data, 2.0),
        ]
    return rows


def _most(what: str, value: float, bound: float) -> Row:
    return what, value, f"≤ {bound:g}", value <= bound


def _least(what: str, value: float, bound: float) -> Row:
    return what, value, f"≥ {bound:g}", value >= bound


if __name__ == "__main__":
    main()
