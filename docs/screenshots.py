"""Make the pictures that README shows: from the real page, in the system's Chromium, and from a real ranking.

Usage: python docs/screenshots.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import fingraph
from fingraph import figures

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Write ``graph-page.png``, ``graph-page-dark.png``, ``evidence.png``, ``matrix.png`` and ``rank-stability.png``."""
    graph = fingraph.to_networkx()
    ranking = fingraph.rank(graph, "betweenness", item_class="Technology", top=10)
    figures.save(figures.rank_stability(ranking, top=10, language="both"), HERE / "rank-stability.png")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium found; install chromium first")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "graph.html"
        fingraph.write_html(graph, file, title="fingraph", details=fingraph.read_details())
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, options, view in (
            ("graph-page", {"locale": "en-GB"}, ""),
            ("graph-page-dark", {"locale": "zh-CN", "color_scheme": "dark"}, ""),
            ("evidence", {"locale": "en-GB"}, "evidence"),
            ("matrix", {"locale": "zh-CN"}, "matrix"),
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 800}, **options)
            page.goto(file.as_uri())
            page.wait_for_selector("html[data-ready]")
            _reach(page, view)
            page.wait_for_timeout(500)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


def _reach(page: Page, view: str) -> None:
    if view == "evidence":
        page.fill("#search", "智能算力")
        page.keyboard.press("Enter")
        page.click("#details .proof >> nth=0")
    elif view:
        page.click(f"#views [data-view={view}]")


if __name__ == "__main__":
    main()
