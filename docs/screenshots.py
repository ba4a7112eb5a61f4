"""Make the pictures that README shows: from the real page, in the system's Chromium, and from a real ranking.

Usage: python docs/screenshots.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import fingraph
from fingraph import figures

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Write ``graph-page.png``, the page with one item selected, and ``rank-stability.png``."""
    ranking = fingraph.rank(fingraph.to_networkx(), "betweenness", item_class="Technology", top=10)
    figures.save(figures.rank_stability(ranking, top=10, language="both"), HERE / "rank-stability.png")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium found; install chromium first")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "graph.html"
        file.write_text(
            fingraph.render_html(fingraph.to_networkx(), title="fingraph: policies, technologies, sectors"),
            encoding="utf-8",
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        page.goto(file.as_uri())
        page.fill("#search", "智能算力")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        page.screenshot(path=HERE / "graph-page.png")
        browser.close()


if __name__ == "__main__":
    main()
