"""The page of a comparison: what A alone, B alone and both state, told apart by colour and dashes, with a legend that filters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from test_page import Opened

import fingraph
from fingraph.comparison import compare, compared_dataset, compared_graph
from fingraph.explorer import render_html
from fingraph.explorer.payload import Content, payload
from fingraph.layout import laid_out
from fingraph.palette import SIDE_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import networkx as nx
    from playwright.sync_api import Browser

    from fingraph.projection.details import Details

A, B = "example-2024", "caict-2025"


@pytest.fixture(scope="module")
def compared() -> tuple[nx.MultiDiGraph[str], Details]:
    found = compare(A, B, samples=10)
    dataset = compared_dataset(found)
    return compared_graph(found, dataset), fingraph.read_details(dataset)


@pytest.fixture(scope="module")
def file(compared: tuple[nx.MultiDiGraph[str], Details], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compared") / "compared.html"
    path.write_text(render_html(compared[0], details=compared[1]), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Any]:
    page = Opened(browser, file)
    yield page
    page.page.close()
    assert page.requests == [page.own]
    assert page.complaints == []


def test_each_side_is_a_category_with_a_look_and_evidence_of_both_reports(
    compared: tuple[nx.MultiDiGraph[str], Details],
) -> None:
    graph, details = compared
    data = payload(graph, laid_out(graph), Content(details=details))
    assert [(report["id"], report["en"], report["zh"]) for report in data["reports"]] == [
        (A, f"only A: {A}", f"仅A：{A}"),
        (B, f"only B: {B}", f"仅B：{B}"),
        (f"{A}|{B}", "A and B", "A与B"),
    ]
    assert len({style.colour for style in SIDE_STYLES}) == len({style.dashes for style in SIDE_STYLES}) == 3
    for edge in data["edges"]:
        assert {sentence["sentence"].partition(".")[0] for sentence in edge["evidence"]} == set(
            edge["report"].split("|")
        )
        assert len({sentence["sentence"] for sentence in edge["evidence"]}) == edge["support"]
        assert all(sentence["modality"] and sentence["basis"] for sentence in edge["evidence"])
    standing = {node["id"]: node["report"] for node in data["nodes"]}
    for edge in data["edges"]:
        for report in edge["report"].split("|"):
            assert report in standing[edge["source"]].split("|")
    assert "中国信息通信研究院" in data["citation"]["zh"]
    assert "fingraph developers" in data["citation"]["en"]


def test_the_still_picture_has_the_three_lines(file: Path) -> None:
    picture = re.search(r"<svg xmlns.*?</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    assert picture
    for style in SIDE_STYLES:
        dashes = f' stroke-dasharray="{" ".join(map(str, style.dashes))}"' if style.dashes else ""
        assert f'stroke="{style.colour}" stroke-width="1.5"{dashes}' in picture[0]


def test_the_legend_filters_by_side_in_both_languages(opened: Opened) -> None:
    page = opened.page
    assert "only A: example-2024" in page.inner_text("#sides")
    before = page.inner_text("#count")
    page.click("#sides li:has-text('A and B') button")
    assert page.inner_text("#count") != before
    page.click("#language")
    assert "仅A：example-2024" in page.inner_text("#sides")
    assert page.locator("#sides svg path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('stroke'))"
    ) == [style.colour for style in SIDE_STYLES]
    assert page.locator("#sides svg path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('stroke-dasharray') ?? '')"
    ) == [" ".join(map(str, style.dashes)) for style in SIDE_STYLES]


def test_a_link_of_both_shows_the_sentences_of_both(opened: Opened) -> None:
    opened.find("wearable device")
    opened.page.locator("#details button:has-text('link'), #details li button").first.wait_for()
    details = opened.details()
    assert "elderly care services" in details
    opened.page.locator("#details li:has-text('elderly care services') button").last.click()
    text = opened.details()
    assert "example-2024.T04.S04" in text
    assert "caict-2025.T09.S03" in text
    assert "A and B" in text


def test_a_page_without_a_comparison_has_no_sides() -> None:
    graph = fingraph.to_networkx()
    data = payload(graph, laid_out(graph), Content())
    assert all("colour" not in report for report in data["reports"])
    assert {node["report"] for node in data["nodes"]} == {""}
