"""The page under axe-core: no violation of WCAG 2.2 AA in any state, language, theme and size."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from site_support import Site, Started

import fingraph
from fingraph.assemble import read
from fingraph.coverage import page_records
from fingraph.explorer import render_html
from fingraph.resources import data_dir, resource_dir

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": (1280, 800), "phone": (320, 640)}
HOLDS = "window.axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
RUN = f"async (rules) => {{ const found = await {HOLDS}; return found.violations; }}"

ITEM = "大模型"


def nothing(_page: Page) -> None:
    """Leave the page as it opens."""


def search_open(page: Page) -> None:
    page.fill("#search", "digital")
    page.wait_for_selector("[role=listbox] [role=option]")


def item_selected(page: Page) -> None:
    page.fill("#search", ITEM)
    page.wait_for_selector("[role=listbox] [role=option]")
    page.press("#search", "Enter")
    page.wait_for_selector("#details:not([hidden])")


def link_selected(page: Page) -> None:
    item_selected(page)
    page.click("#details .proof >> nth=0")
    page.wait_for_selector("#details .proof-card")


def path_found(page: Page) -> None:
    page.evaluate("location.hash = 'path=tech:large-model&path=sector:finance'")
    page.wait_for_timeout(200)


def view(name: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.click(f"[data-view={name}]")
        page.wait_for_selector(f"#{name}:not([hidden]) > *")

    return show


def links_table(page: Page) -> None:
    view("table")(page)
    page.click("[data-key='kind links']")
    page.click("[data-key='sort source']")
    page.click("#table tbody tr >> nth=2")


def matrix_cell(page: Page) -> None:
    view("matrix")(page)
    page.click("#matrix td button >> nth=0")


def layers_item(page: Page) -> None:
    view("layers")(page)
    page.focus("[data-node][tabindex='0']")
    page.keyboard.press("Enter")


def export_menu(page: Page) -> None:
    page.click("#export")
    page.wait_for_selector("#export-menu:not([hidden])")


def coverage_open(page: Page) -> None:
    page.click("#covered")
    page.click("#coverage summary >> nth=1")
    page.wait_for_selector("#coverage details[open] li")


def help_open(page: Page) -> None:
    page.click("#help")
    page.wait_for_selector("dialog[open]")


STATES: dict[str, Callable[[Page], None]] = {
    "first view": nothing,
    "search": search_open,
    "item": item_selected,
    "link": link_selected,
    "path": path_found,
    "table": view("table"),
    "links table": links_table,
    "matrix": matrix_cell,
    "layers": layers_item,
    "export menu": export_menu,
    "help": help_open,
    "coverage": coverage_open,
}


@pytest.fixture(scope="module")
def axe() -> str:
    if AXE.exists():
        return AXE.read_text(encoding="utf-8")
    if "node" in os.environ.get("FINGRAPH_REQUIRE", "").split(","):
        pytest.fail("FINGRAPH_REQUIRE demands node, and axe-core is not installed: npm install in tests/js")
    pytest.skip("no axe-core; npm install in tests/js gets it")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(
        render_html(fingraph.to_networkx(), coverage=page_records(read(data_dir(), resource_dir("ontology")))),
        encoding="utf-8",
    )
    return file.as_uri()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_violation(
    browser: Browser, axe: str, address: str, *, language: str, theme: Literal["light", "dark"], size: str
) -> None:
    width, height = SIZES[size]
    problems = []
    for name, reach in STATES.items():
        # The page's own policy forbids scripts that are not its own, and so axe: the policy has its own test.
        context = browser.new_context(
            bypass_csp=True, locale=language, color_scheme=theme, viewport={"width": width, "height": height}
        )
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        page.wait_for_timeout(150)
        reach(page)
        page.evaluate(axe)
        problems += [f"{name}: {said(violation)}" for violation in page.evaluate(RUN, RULES)]
        context.close()
    assert problems == [], "\n".join(problems)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Started(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_violation_on_the_site(
    browser: Browser, axe: str, site: Site, *, language: str, theme: Literal["light", "dark"], width: int
) -> None:
    page = browser.new_page(bypass_csp=True, color_scheme=theme, viewport={"width": width, "height": 800})
    page.goto(f"{site.address}tech/large-model?lang={language}")
    page.evaluate(axe)
    problems = [f"item: {said(violation)}" for violation in page.evaluate(RUN, RULES)]
    page.goto(f"{site.address}query?lang={language}")
    page.evaluate(axe)
    page.fill("#text", "SELECT ?s ?p ?o (1 AS ?n) { ?s ?p ?o FILTER(?p = fg:promotes) } LIMIT 9")
    page.click("#run")
    for name in ("table", "chart", "graph"):
        page.click(f"[data-view={name}]")
        problems += [f"{name}: {said(violation)}" for violation in page.evaluate(RUN, RULES)]
    page.close()
    assert problems == [], "\n".join(problems)


def said(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    first = "; ".join(f"{node['target']} {node['failureSummary']}" for node in nodes[:3])
    return f"{violation['id']} ({len(nodes)}): {first}"
