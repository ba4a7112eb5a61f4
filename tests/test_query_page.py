"""The page to ask, in a real browser: one answer at a time, addresses, charts, graphs, paper, and small screens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from site_support import Site, Started

from fingraph.query import named_queries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PROJECT = "https://w3id.org/fingraph/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SLOW = "SELECT (COUNT(*) AS ?slow) { ?s ?p ?o . ?b ?c ?d . ?e ?f ?g }"
QUICK = "SELECT ?quick { VALUES ?quick { 1 2 } }"
LINKS = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(?p IN (fg:promotes, fg:enables)) } ORDER BY ?s ?p ?o LIMIT 12"
PHONE = {"width": 390, "height": 844}

Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Started(tmp_path_factory.mktemp("site"), "--timeout", "4") as running:
        yield running


@pytest.fixture
def opening(site: Site, browser: Browser) -> Opener:
    """Give what opens a page of the site, and checks at the end that it was quiet."""

    @contextmanager
    def opened(path: str = "query?lang=en", **options: Any) -> Iterator[Page]:  # noqa: ANN401 - those of Playwright
        page = browser.new_page(**options)
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(site.address + path)
        yield page
        page.close()
        assert [text for text in messages if "status of 400" not in text] == []

    return opened


def run(page: Page, query: str, view: str = "table") -> None:
    page.fill("#text", query)
    page.click("#run")
    page.wait_for_selector("#results:not([hidden])")
    page.click(f"[data-view={view}]")


def answering(page: Page, columns: list[str], *rows: list[Any]) -> None:
    """Let a page get an answer of numbers, IRIs (in angle brackets), texts, and None for what is not bound."""

    def term(value: object) -> dict[str, str]:
        if isinstance(value, int | float):
            return {"type": "literal", "value": str(value), "datatype": f"{XSD}decimal"}
        text = str(value)
        return {"type": "uri", "value": text[1:-1]} if text.startswith("<") else {"type": "literal", "value": text}

    bindings = [
        {name: term(value) for name, value in zip(columns, row, strict=True) if value is not None} for row in rows
    ]
    body = json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}})
    page.route("**/sparql", lambda route: route.fulfill(body=body, content_type="application/sparql-results+json"))


def box_of(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found
    return dict(found)  # type: ignore[arg-type]


def saved(page: Page) -> str:
    with page.expect_download() as download:
        page.click("#download")
    return Path(download.value.path()).read_text("utf-8")


class TestOneAtATime:
    def test_a_newer_query_ends_the_older_one(self, opening: Opener) -> None:
        with opening() as page, page.expect_event("requestfailed", lambda request: "slow" in request.post_data):
            page.fill("#text", SLOW)
            page.click("#run")
            page.wait_for_timeout(100)
            run(page, QUICK)
            said = page.inner_text("#status")
            page.wait_for_timeout(5_000)
            assert page.inner_text("#view th") == "quick"
            assert page.inner_text("#status") == said
            assert page.is_hidden("#stop")

    @pytest.mark.parametrize("status", [200, 400])
    def test_an_answer_that_comes_late_is_passed_over(self, opening: Opener, status: int) -> None:
        with opening() as page:
            # A browser may have an answer already when the request is ended: here nothing ends it.
            page.evaluate("AbortController.prototype.abort = () => {}")
            late: list[Route] = []
            page.route(
                "**/sparql",
                lambda route: late.append(route) if "slow" in route.request.post_data else route.continue_(),
            )
            page.fill("#text", SLOW)
            page.click("#run")
            run(page, QUICK)
            said = page.inner_text("#status")
            late[0].fulfill(status=status, body='{"head": {"vars": ["slow"]}}')
            page.wait_for_timeout(300)
            assert (page.inner_text("#view th"), page.inner_text("#status")) == ("quick", said)

    def test_stop_ends_what_runs(self, opening: Opener) -> None:
        with opening() as page:
            run(page, QUICK)
            page.fill("#text", SLOW)
            page.click("#run")
            assert page.is_hidden("#results")
            with page.expect_event("requestfailed"):
                page.click("#stop")
            page.wait_for_selector("#status:has-text('stopped')")
            assert page.is_hidden("#stop")
            run(page, QUICK)
            assert page.inner_text("#status").startswith("2 rows")

    def test_what_is_saved_is_what_is_shown(self, opening: Opener) -> None:
        with opening() as page:
            run(page, "SELECT (RAND() AS ?chance) {}")
            shown, said = page.inner_text("#view tbody"), page.inner_text("#status")
            page.fill("#text", QUICK)
            for name in ("JSON", "CSV"):
                page.select_option("#format", name)
                assert shown in saved(page)
            page.select_option("#format", "XML")
            assert 'name="chance"' in saved(page)
            assert page.inner_text("#status") == said

    def test_another_question_clears_what_was_shown_or_runs(self, opening: Opener) -> None:
        first, second = list(named_queries())[:2]
        with opening() as page:
            page.select_option("#question", first)
            page.click("#run")
            page.wait_for_selector("#results:not([hidden])")
            page.select_option("#question", second)
            assert page.is_hidden("#results")
            assert not page.inner_text("#status")
            page.fill("#text", SLOW)
            page.click("#run")
            with page.expect_event("requestfailed"):
                page.select_option("#question", first)
            page.wait_for_timeout(100)
            assert not page.inner_text("#status")
            assert page.is_hidden("#stop")


class TestAddress:
    def test_a_query_survives_a_reload_and_the_change_of_language(self, opening: Opener) -> None:
        asked: list[str] = []
        with opening() as page:
            page.check("[name=layer][value=facts]")
            run(page, QUICK, "chart")
            page.on("request", lambda request: asked.append(request.url))
            page.reload()
            for language in ("en", "zh-Hans"):
                assert page.get_attribute("html", "lang") == language
                assert page.input_value("#text") == QUICK
                assert page.is_checked("[name=layer][value=facts]")
                assert not page.is_checked("[name=layer][value=inferred]")
                assert page.get_attribute("[data-view=chart]", "aria-pressed") == "true" or page.is_hidden("#results")
                page.click("#language")
                page.wait_for_load_state()
            page.click("#run")
            page.wait_for_selector(".chart")
            assert sum(url.endswith("/sparql") for url in asked) == 1

    def test_the_other_language_keeps_what_was_not_run(self, opening: Opener) -> None:
        with opening() as page:
            page.fill("#text", QUICK)
            page.click("#language")
            page.wait_for_selector("html[lang=zh-Hans]")
            assert page.input_value("#text") == QUICK

    def test_another_address_opens_in_the_same_page(self, opening: Opener) -> None:
        name, named = next(iter(named_queries().items()))
        with opening() as page:
            run(page, QUICK)
            page.evaluate("to => { location.hash = to }", urlencode({"query": named.text}))
            page.wait_for_function("name => document.querySelector('#question').value === name", arg=name)
            assert page.input_value("#text") == named.text
            assert page.is_hidden("#results")


class TestLinks:
    def test_no_link_leaves_the_site_unsaid(self, opening: Opener) -> None:
        with opening() as page:
            others = ["/evil.example/phish", "tech/x?y=1", "tech/../query", "..", "query", "tech/x.ttl"]
            iris = [PROJECT + path for path in (*others, "tech/large-model")]
            answering(page, ["x"], *([f"<{iri}>"] for iri in iris))
            run(page, QUICK)
            links = page.locator("#view td a").evaluate_all("all => all.map((a) => [a.getAttribute('href'), a.rel])")
            outside = [[iri, "noreferrer external"] for iri in iris[:-1]]
            assert links == [*outside, ["/tech/large-model?lang=en", ""]]

    def test_triple_terms_are_shown_as_what_they_are(self, opening: Opener) -> None:
        triple = f'<urn:s> <urn:p> <<( <{PROJECT}tech/large-model> <urn:q> "x\\"y" )>> .\n'
        with opening() as page:
            page.route("**/sparql", lambda route: route.fulfill(body=triple, content_type="application/n-triples"))
            run(page, QUICK)
            assert page.inner_text("#view tbody td >> nth=2") == '<<( tech:large-model urn:q x"y )>>'
            assert page.get_attribute("#view tbody td:nth-child(3) a", "href") == "/tech/large-model?lang=en"


class TestChart:
    @pytest.mark.parametrize(
        ("language", "note"), [("en", "Rows without a number, left out: 1."), ("zh", "未计入没有数值的行：1行。")]
    )
    def test_values_by_year_on_both_sides_of_zero(self, opening: Opener, language: str, note: str) -> None:
        with opening(f"query?lang={language}") as page:
            answering(page, ["year", "value"], [2020, 5], [2021, -5], [2022, None])
            run(page, QUICK, "chart")
            rows = page.locator(".chart tbody tr").all_inner_texts()
            assert [row.split() for row in rows] == [["2020", "5"], ["2021", "-5"]]
            assert page.inner_text("#view p") == note
            right, left, zero = (
                box_of(page, f".chart {part}") for part in (".bar >> nth=0", ".bar >> nth=1", "line >> nth=0")
            )
            assert right["x"] == pytest.approx(zero["x"], abs=1)
            assert left["x"] + left["width"] == pytest.approx(zero["x"], abs=1)
            assert left["width"] == pytest.approx(right["width"], abs=1)

    @pytest.mark.parametrize(
        ("language", "note"),
        [("en", "The first 60 of 1,234 numbers are drawn."), ("zh", "共1,234个数值，仅绘出前60个。")],
    )
    def test_how_many_are_drawn_is_said(self, opening: Opener, language: str, note: str) -> None:
        with opening(f"query?lang={language}") as page:
            answering(page, ["name", "value"], *([f"n{number}", number] for number in range(1234)))
            run(page, QUICK, "chart")
            assert page.inner_text("#view p") == note
            assert page.locator(".bar").count() == 60


class TestGraph:
    def test_properties_label_arrows_and_items_are_links(self, opening: Opener) -> None:
        with opening() as page:
            run(page, LINKS, "graph")
            texts = set(page.locator("#view svg text").all_text_contents())
            assert "fg:promotes" in texts or "fg:enables" in texts
            assert not page.locator("#view a").filter(has_text=re.compile("^fg:")).count()
            assert page.locator("#view path[marker-end]").count() == 12
            page.focus("#view")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_url("**/*?lang=en")
            page.wait_for_selector("h2")

    @pytest.mark.parametrize("width", [1280, 390])
    def test_labels_are_neither_cut_nor_small(self, opening: Opener, width: int) -> None:
        with opening(viewport={"width": width, "height": 844}) as page:
            run(page, LINKS, "graph")
            assert page.evaluate(
                """() => {
                  const picture = document.querySelector("#view svg").getBoundingClientRect();
                  return [...document.querySelectorAll("#view svg text")].filter((text) => {
                    const box = text.getBoundingClientRect();
                    const isSmall = parseFloat(getComputedStyle(text).fontSize) * picture.width / text.ownerSVGElement.width.baseVal.value < 11;
                    return isSmall || box.left < picture.left || box.right > picture.right || box.top < picture.top || box.bottom > picture.bottom;
                  }).map((text) => text.textContent);
                }"""
            ) == []  # fmt: skip

    @pytest.mark.parametrize(
        ("language", "note"),
        [("en", "The first 150 of 100,000 nodes are drawn."), ("zh", "共100,000个节点，仅绘出前150个。")],
    )
    def test_a_large_answer_does_not_freeze_the_page(self, opening: Opener, language: str, note: str) -> None:
        with opening(f"query?lang={language}") as page:
            rows = ([f"<urn:n{number}>", f"<urn:n{number * 7 % 1000}>"] for number in range(100_000))
            answering(page, ["a", "b"], *rows)
            run(page, QUICK)
            took = page.evaluate(
                """() => {
                  const start = performance.now();
                  document.querySelector("[data-view=graph]").click();
                  return performance.now() - start;
                }"""
            )
            assert page.inner_text("#view p") == note
            assert page.locator("#view circle").count() == 150
            assert took < 3_000


class TestPaperAndPhone:
    def test_paper_has_the_whole_answer_and_nothing_to_press(self, opening: Opener) -> None:
        with opening() as page:
            answering(page, ["n"], *([number] for number in range(500)))
            run(page, QUICK)
            page.emulate_media(media="print")
            box, table = box_of(page, "#view"), box_of(page, "#view table")
            assert table["height"] > 5_000
            assert box["height"] >= table["height"]
            for hidden in ("#text", "#run", "#download", "nav", "details"):
                assert page.is_hidden(hidden)
            assert page.inner_text("#asked") == QUICK

    def test_cells_do_not_break_inside_words(self, opening: Opener) -> None:
        for path in ("query?lang=en", "tech/large-model?lang=en", "tech/large-model?lang=zh"):
            with opening(path, viewport=PHONE) as page:
                if path.startswith("query"):
                    run(page, "SELECT ?s ?p ?o { VALUES ?s { tech:large-model } ?s ?p ?o }")
                found = page.locator("td a", has_text=re.compile("^(rdf:type|skos:prefLabel)$")).all()
                assert found
                assert all(
                    link.evaluate("a => a.getClientRects().length === 1 && a.offsetHeight < 30") for link in found
                )
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "only the box scrolls"
                assert page.locator("main > .wide, #view").first.evaluate("box => box.scrollWidth > box.clientWidth")

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_a_chart_fits_a_phone_and_can_be_read(self, opening: Opener, language: str) -> None:
        with opening(f"query?lang={language}", viewport=PHONE) as page:
            page.click("#run")
            page.click("[data-view=chart]")
            assert page.locator(".chart").evaluate("table => table.offsetWidth <= innerWidth")
            sizes = page.locator(".chart th, .chart td").evaluate_all(
                "cells => cells.map((cell) => parseFloat(getComputedStyle(cell).fontSize))"
            )
            assert min(sizes) >= 11
            assert page.locator(".bar").first.evaluate("bar => bar.getBoundingClientRect().width > 100")


class TestCsv:
    def test_spreadsheets_take_no_text_for_a_formula(self, opening: Opener) -> None:
        with opening() as page:
            run(page, 'SELECT * { VALUES (?a ?b) { ("=1+1" -3) ("+x" 2.5) ("大" UNDEF) } }')
            page.select_option("#format", "CSV")
            assert saved(page) == "\ufeffa,b\n'=1+1,-3\n'+x,2.5\n大,\n"
