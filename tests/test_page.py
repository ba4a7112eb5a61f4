"""The page in a real browser, without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import fingraph
from fingraph.explorer import render_html
from fingraph.model import CLASS_OF_PREFIX
from fingraph.palette import CLASS_STYLES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
HOSTILE = '</script><img src=x onerror="window.hacked = true"><script>window.hacked = true</script>\u2028\u202e'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if "chromium" in os.environ.get("FINGRAPH_REQUIRE", ""):
            pytest.fail("FINGRAPH_REQUIRE demands chromium, and it is not installed")
        pytest.skip("no Chromium on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


class Opened:
    """A page opened from a file, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, html: str, folder: Path, locale: str = "en-GB") -> None:
        file = folder / "page.html"
        file.write_text(html, encoding="utf-8")
        self.page: Page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())
        self.own = file.as_uri()

    def find(self, name: str) -> None:
        self.page.fill("#search", name)
        self.page.keyboard.press("Enter")

    def details(self) -> str:
        return self.page.inner_text("#details")

    def close(self) -> None:
        self.page.close()
        assert self.requests == [self.own], "the page asks for nothing but itself"
        assert self.complaints == [], "no error in the console, no violation of the policy"


def test_search_in_either_language_and_evidence_one_click_away(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, render_html(fingraph.to_networkx(), title="fingraph"), tmp_path)
    opened.find("智能算力")
    assert opened.details().startswith("intelligent computing power\n智能算力")
    opened.page.click("#details li button >> nth=0")
    details = opened.details()
    for word in ("relation\nfg:", "modality\n", "basis\n", "sentences\nT06.S0", "report\ncaict-2025"):
        assert word in details
    opened.close()


def test_the_language_switches_without_reload(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, render_html(fingraph.to_networkx()), tmp_path, locale="zh-CN")
    opened.find("large model")
    assert opened.details().startswith("大模型\nlarge model")
    assert opened.page.evaluate("document.documentElement.lang") == "zh-Hans"
    opened.page.click("#language")
    assert opened.details().startswith("large model\n大模型")
    assert "links from it" in opened.details().lower()
    opened.close()


def test_a_click_on_the_canvas_selects_the_item_there(browser: Browser, tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("tech:a", item_class="Technology", label_en="alone", label_zh="独")
    opened = Opened(browser, render_html(graph), tmp_path)
    opened.page.wait_for_timeout(300)
    box = opened.page.locator("#graph canvas").bounding_box()
    assert box is not None
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.page.wait_for_timeout(200)
    assert opened.details().startswith("alone\n独")
    opened.close()


def test_the_legend_filters_by_class(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, render_html(fingraph.to_networkx()), tmp_path)
    classes = opened.page.eval_on_selector_all("#legend input", "boxes => boxes.map(box => box.value)")
    assert {"Policy", "Technology", "Sector"} <= set(classes)
    before = opened.page.screenshot()
    opened.page.uncheck("#legend input[value=Outcome]")
    opened.page.wait_for_timeout(200)
    assert opened.page.screenshot() != before
    opened.close()


def test_hostile_text_in_every_field_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    fields = dict.fromkeys(("label_en", "label_zh", "class_en", "class_zh", "trends"), HOSTILE)
    graph.add_node(HOSTILE, item_class="Technology", **fields)
    graph.add_node("b", item_class="Sector", **fields)
    edge = dict.fromkeys(
        ("relation", "label_en", "label_zh", "report", "layer", "sentences", "modality", "basis"), HOSTILE
    )
    graph.add_edge(HOSTILE, "b", **edge, support=1)
    opened = Opened(browser, render_html(graph, title=HOSTILE), tmp_path)
    opened.find("b")
    opened.page.click("#details li button >> nth=0")
    opened.page.click("#language")
    assert "<img src=x" in opened.details(), "shown as text"
    assert opened.page.evaluate("window.hacked") is None
    opened.close()


def test_a_graph_without_direction_has_one_list_of_links(browser: Browser, tmp_path: Path) -> None:
    graph = fingraph.to_networkx(projection="technology-technology", shared="trend")
    opened = Opened(browser, render_html(graph), tmp_path)
    opened.find("large model")
    assert opened.page.eval_on_selector_all("#details h3", "headings => headings.map(h => h.textContent)") == ["Links"]
    assert opened.page.locator("#details li").count() == graph.degree("tech:large-model")
    opened.page.click("#details li button >> nth=0")
    for word in ("relation\nshares trend", "shared\ntrend:caict-2025.T0", "layer\nco-occurrence"):
        assert word in opened.details()
    opened.close()


def test_an_empty_graph_is_a_page_too(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, render_html(nx.MultiDiGraph()), tmp_path)
    assert "0 items" in opened.page.inner_text("header")
    opened.close()


def test_the_same_graph_gives_the_same_page_whatever_the_order_of_insertion() -> None:
    graph = fingraph.to_networkx()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes.items())))
    for source, target, key in reversed(list(graph.edges(keys=True))):
        turned.add_edge(source, target, key, **graph.edges[source, target, key])
    assert render_html(turned) == render_html(graph)


def test_every_class_has_a_look_of_its_own() -> None:
    assert set(CLASS_OF_PREFIX.values()) <= set(CLASS_STYLES)
    looks = [(style.shape, style.filled) for name, style in CLASS_STYLES.items() if name != "Item"]
    assert len(looks) == len(set(looks)), "told apart without colour"
