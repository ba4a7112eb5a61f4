"""The page in a real browser, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

import fingraph
from fingraph.assemble import read
from fingraph.coverage import page_records
from fingraph.explorer import GraphPage, Highlight, render_html
from fingraph.model import CLASS_OF_PREFIX
from fingraph.palette import CLASS_STYLES
from fingraph.resources import data_dir, resource_dir

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

HOSTILE = (
    (
        '</script><img src=x onerror="window.hacked = true"><script>window.hacked = true</script>'
        "<svg onload=window.hacked=true>\u2028\u2029\u202e\u2066\u200b\u0000\ud800-->]]><!--"
    )
    .encode("utf-8", "replace")
    .decode()
)
LONG = "very long name " * 700 + "完"
TECHNOLOGY = "tech:large-model"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of the built-in graph."""
    path = tmp_path_factory.mktemp("page") / "graph.html"
    graph = fingraph.to_networkx()
    rankings = {"pagerank": fingraph.rank(graph, "pagerank", samples=200)}
    details = fingraph.read_details()
    GraphPage(graph, title="Ten trends", details=details, rankings=rankings).write_html(path)
    return path


class Opened:
    """A page opened from a file, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, file: Path, hash_: str = "", **options: Any) -> None:  # noqa: ANN401 - those of Playwright
        self.page: Page = browser.new_page(
            **({"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | options)
        )
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri() + hash_)
        self.own = file.as_uri()
        self.page.wait_for_selector("html[data-ready]")

    def find(self, name: str) -> None:
        self.page.fill("#search", name)
        self.page.keyboard.press("Enter")

    def details(self) -> str:
        return re.sub(r"\n+", "\n", self.page.inner_text("#details"))

    def live(self) -> str:
        return self.page.inner_text("#live")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def address(self) -> str:
        """Return what stands after # once it has been written."""
        self.page.wait_for_timeout(700)
        return str(self.page.evaluate("location.hash"))

    def open_facet(self, name: str) -> None:
        self.page.click(f"#filters summary:has-text('{name}')")


Opener = Callable[..., Any]


@pytest.fixture
def opening(browser: Browser, file: Path, tmp_path: Path) -> Opener:
    """Give what opens a page, the built-in graph's if none is given, and checks at the end that it was quiet."""

    @contextmanager
    def opened(html: str | None = None, hash_: str = "", **options: Any) -> Iterator[Opened]:  # noqa: ANN401 - those of Playwright
        path = file
        if html is not None:
            path = tmp_path / "page.html"
            path.write_text(html, encoding="utf-8")
        page = Opened(browser, path, hash_, **options)
        yield page
        page.page.close()
        assert page.requests == [page.own], "the page asks for nothing but itself"
        assert page.complaints == [], "no error in the console, no violation of the policy"

    return opened


def test_search_in_either_language_and_evidence_one_click_away(opening: Opener) -> None:
    with opening() as opened:
        opened.find("智能算力")
        assert "intelligent computing power\n智能算力" in opened.details()
        opened.page.click("#details .ties .proof >> nth=0")
        details = opened.details()
        for word in (
            "Link: stated",
            "Modality\n",
            "Basis\n",
            "Support\n",
            "Evidence (",
            "caict-2025.T06.S0",
            "Copy citation",
            "characters ",
        ):
            assert word in details


def test_search_is_a_combobox_that_lets_one_compose_chinese(opening: Opener) -> None:
    with opening() as opened:
        page = opened.page
        opened.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("large")
        field = page.locator("#search")
        assert field.get_attribute("aria-expanded") == "true"
        first = field.get_attribute("aria-activedescendant")
        assert "large model" in page.inner_text(f"#{first}")
        assert "大模型" in page.inner_text(f"#{first}"), "both languages"
        opened.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") != first
        opened.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        page.evaluate(
            "() => { const field = document.querySelector('#search'); field.value = 'large model';"
            " field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})) }"
        )
        assert not page.is_visible("#details"), "Enter that ends a composition picks nothing"
        page.fill("#search", TECHNOLOGY)
        opened.press("Enter")
        assert "large model" in opened.details(), "found by its id"
        page.fill("#search", "no such thing at all")
        assert "Nothing found" in opened.live()


def test_the_language_switches_without_reload(opening: Opener) -> None:
    with opening(locale="zh-CN") as opened:
        opened.find("large model")
        assert "大模型\nlarge model" in opened.details()
        assert opened.page.evaluate("document.documentElement.lang") == "zh-Hans"
        opened.page.click("#language")
        assert "large model\n大模型" in opened.details()
        assert "Links from it" in opened.details()
        assert opened.page.inner_text("#views") == "Graph\nTable\nMatrix\nLayers"


def test_the_theme_is_the_systems_or_the_readers(opening: Opener) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opening(color_scheme="dark") as opened:
        dark = opened.page.evaluate(ground)
        opened.page.click("#theme")
        assert opened.page.evaluate(ground) != dark, "light by hand"
        opened.page.click("#theme")
        assert opened.page.evaluate(ground) == dark, "dark by hand"


def test_a_click_on_the_canvas_selects_the_item_there(opening: Opener) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("tech:a", item_class="Technology", label_en="alone", label_zh="独")
    with opening(render_html(graph)) as opened:
        box = opened.page.locator("#graph canvas").bounding_box()
        assert box is not None
        middle = (box["x"] + box["width"] / 2 - 14, box["y"] + box["height"] / 2 + 2)
        opened.page.mouse.move(*middle)
        opened.page.wait_for_selector("#tip:visible")
        assert opened.page.inner_text("#tip") == "alone\ntechnology · 独" or "alone" in opened.page.inner_text("#tip")
        opened.page.mouse.click(*middle)
        opened.page.wait_for_selector("#details:visible")
        assert "alone\n独" in opened.details()


def test_filters_count_what_the_others_leave_and_legend_filters_by_class(opening: Opener) -> None:
    graph = fingraph.to_networkx()
    technologies = [node for node, data in graph.nodes(data=True) if data["item_class"] == "Technology"]
    with opening() as opened:
        page = opened.page
        assert page.inner_text("#count") == f"{len(graph)} items, {graph.number_of_edges()} links"
        legend = page.eval_on_selector_all("#legend input", "boxes => boxes.map(box => box.value)")
        assert {"Policy", "Technology", "Sector"} <= set(legend)
        page.click("#legend li:has(input[value=Technology]) .only", force=True)
        inside = graph.subgraph(technologies)
        assert page.inner_text("#count").startswith(
            f"{len(technologies)} of {len(graph)} items, {inside.number_of_edges()} of"
        )
        assert f"Shown: {len(technologies)} of" in opened.live()
        opened.open_facet("Relation")
        page.wait_for_selector(".facet[open] .number")
        numbers = page.eval_on_selector_all(
            ".facet[open] .number", "cells => cells.map(cell => Number(cell.textContent))"
        )
        assert sum(numbers) == inside.number_of_edges(), "the relations are counted among what the classes leave"
        page.click("#chips button:has-text('Reset')")
        assert page.inner_text("#count") == f"{len(graph)} items, {graph.number_of_edges()} links"
        page.select_option("#support", "2")
        strong = [data for *_, data in graph.edges(data=True) if data["support"] >= 2]
        assert f"{len(strong)} of {graph.number_of_edges()} links" in page.inner_text("#count")


def test_focus_shows_the_neighbourhood(opening: Opener) -> None:
    graph = fingraph.to_networkx()
    with opening() as opened:
        opened.find("large model")
        for hops in (1, 2, 3):
            opened.page.click(f"#details button[aria-label^='Show only what is {hops} link']")
            near = nx.ego_graph(graph.to_undirected(), TECHNOLOGY, radius=hops)
            assert opened.page.inner_text("#count").startswith(f"{len(near)} of {len(graph)} items")
        opened.page.click("#chips button:has-text('Show all again')")
        assert opened.page.inner_text("#count").startswith(f"{len(graph)} items")


def test_a_shortest_path_is_told_hop_by_hop(opening: Opener) -> None:
    graph = fingraph.to_networkx()
    policy = "policy:digital-finance-action-plan"
    length = nx.shortest_path_length(graph.to_undirected(), TECHNOLOGY, policy)
    with opening() as opened:
        opened.find("large model")
        opened.page.click("#details button:has-text('Path from here')")
        opened.find(policy)
        opened.page.click("#details button:has-text('Path to here')")
        assert f"{length} links from large model to" in opened.live()
        assert opened.page.locator("#details .steps .hop").count() == length
        said = opened.page.inner_text("#details .steps")
        assert said.count("forward") + said.count("against its direction") == length
        assert len(re.findall("path=", opened.address())) == 2
        opened.page.click("#details .steps .proof >> nth=0")
        assert "Evidence (" in opened.details()


def test_why_an_item_is_central_is_said_with_its_interval(opening: Opener) -> None:
    with opening() as opened:
        opened.find("financial institution")
        details = opened.details()
        assert re.search(r"pagerank: Rank \d+ of \d+", details)
        assert re.search(r"between \d[\d.]* and \d[\d.]* when sentences are drawn anew", details)
        assert re.search(r"rank \d+ at worst without one sentence", details)
        assert "follows links" in details
        opened.find("sector:finance")
        assert "Rank 1 of " in opened.details()
        assert "Why is this central?" in opened.details()
        assert "A high rank means" not in opened.details()


@pytest.mark.parametrize(
    ("language", "heading", "meaning", "false"),
    [
        ("en-GB", "How central is it?", "A high rank means: ", "Why is this central?"),
        ("zh-CN", "其中心程度如何？", "名次靠前意味着：", "为何居于中心？"),
    ],
)
def test_no_item_of_a_low_rank_is_said_to_be_central(
    opening: Opener, language: str, heading: str, meaning: str, false: str
) -> None:
    last = fingraph.rank(fingraph.to_networkx(), "pagerank", samples=2).items[-1]
    with opening(locale=language) as opened:
        opened.find(last.item)
        details = opened.details()
        assert heading in details
        assert meaning in details
        assert false not in details


def test_inferred_links_list_their_premises(opening: Opener) -> None:
    graph = fingraph.to_networkx(projection="full", inferred=True)
    with opening(render_html(graph, details=fingraph.read_details())) as opened:
        inferred = next(edge for *edge, data in graph.edges(data=True) if data["layer"] == "inferred")
        opened.find(inferred[0])
        opened.page.click("#details .ties .proof:has-text('inferred') >> nth=0")
        for word in ("Link: inferred", "Rule\n", "Premises", "caict-2025.T"):
            assert word in opened.details()


def test_a_citation_is_copied_or_shown_selected(opening: Opener) -> None:
    with opening() as opened:
        opened.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
        opened.find("large model")
        opened.page.click("#details .ties .proof >> nth=0")
        opened.page.click("#details .proof-card button >> nth=0")
        opened.page.wait_for_selector("textarea.byhand")
        chosen = opened.page.evaluate(
            "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
        )
        assert "2025" in chosen
        assert re.search(r"caict-2025\.T\d\d\.", chosen)


def test_a_permalink_opens_the_same_state(opening: Opener) -> None:
    with opening() as opened:
        opened.find("large model")
        opened.page.click("#details button[aria-label^='Show only what is 2 links']")
        opened.page.click("#language")
        opened.page.click("#theme")
        opened.page.uncheck("#legend input[value=Outcome]")
        address = opened.address()
        count = opened.page.inner_text("#count")
    with opening(hash_=address) as again:
        assert again.page.inner_text("#count") == count
        assert "大模型" in again.details()
        assert again.page.get_attribute("html", "data-theme") == "light"
        assert not again.page.is_checked("#legend input[value=Outcome]")
        assert again.address() == address
    with opening(hash_="#node=nothing&view=evil&at=1,a,0&focus-2=x&path=a&theme=%22&support=-1&community=9") as odd:
        assert odd.page.inner_text("#count").startswith("2"), "an address of nonsense opens the whole graph"


def test_keys_alone_lead_to_the_evidence_of_a_link_and_each_step_is_announced(opening: Opener) -> None:
    with opening() as opened:
        page = opened.page
        for _ in range(80):
            opened.press("Tab")
            if page.evaluate("document.activeElement.id") == "graph":
                break
        opened.press("Enter")
        heard = [opened.live()]
        for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
            opened.press(key)
            heard.append(opened.live())
        assert all(re.search(r"\d+ links?$|No link leads", words) for words in heard)
        opened.press("PageDown")
        assert opened.live().startswith("Link 1 of ")
        opened.press("Enter")
        assert page.evaluate("document.activeElement.closest('#details') !== null")
        assert "Evidence (" in opened.details()
        for _ in range(12):
            opened.press("Tab")
            if "Copy citation" in page.evaluate("document.activeElement.textContent"):
                break
        assert "Copy citation" in page.evaluate("document.activeElement.textContent")
        opened.press("Escape", "Escape", "+", "-", "0")
        assert "Selection cleared" in opened.live()
        assert page.evaluate("document.activeElement.id") == "graph"


def test_help_lists_the_keys_and_lets_one_switch_the_slash_off(opening: Opener) -> None:
    with opening() as opened:
        opened.page.click("#help")
        assert opened.page.is_visible("#keys kbd >> nth=0")
        opened.page.uncheck("#keys input")
        opened.press("Escape")
        opened.press("/")
        assert opened.page.evaluate("document.activeElement.id") != "search"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (390, 844), (320, 640)])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_overlaps_or_is_cut_off(opening: Opener, width: int, height: int, locale: str) -> None:
    with opening(viewport={"width": width, "height": height}, locale=locale) as opened:
        opened.find("large model")
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        boxes = [
            opened.page.locator(place).bounding_box()
            for place in ("header", "#filters", "#stage", "#details", "footer")
        ]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                assert one is not None
                assert other is not None
                apart = (
                    one["x"] + one["width"] <= other["x"] + 1
                    or other["x"] + other["width"] <= one["x"] + 1
                    or one["y"] + one["height"] <= other["y"] + 1
                    or other["y"] + other["height"] <= one["y"] + 1
                )
                assert apart, (one, other)
        small = opened.page.evaluate(
            "[...document.querySelectorAll('button, input, select, summary, a')].filter(node => node.offsetParent && !node.closest('label')"
            " && !node.closest('.unseen')).map(node => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])"
            ".filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"
        )
        assert small == [], "targets are at least 24 px"


def test_it_is_ready_at_once_and_then_rests(opening: Opener) -> None:
    with opening() as opened:
        session = opened.page.context.new_cdp_session(opened.page)
        session.send("Performance.enable")

        def busy() -> float:
            return next(  # type: ignore[no-any-return]
                m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "TaskDuration"
            )

        opened.page.wait_for_timeout(800)
        before = busy()
        assert before < 3, "seconds of the renderer, with room for a busy machine; the benchmark measures it"
        opened.page.wait_for_timeout(1000)
        assert busy() - before < 0.05


def test_hostile_text_in_every_field_runs_nothing(opening: Opener) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(summary=HOSTILE, projection=HOSTILE)
    fields = dict.fromkeys(("label_en", "label_zh", "class_en", "class_zh", "trends", HOSTILE), HOSTILE)
    graph.add_node(HOSTILE, item_class=HOSTILE, **fields)
    graph.add_node("b", item_class="Sector", **fields | {"label_en": LONG, "home": "javascript:window.hacked=true"})
    graph.add_node("constructor", item_class="__proto__", label_en="__proto__")
    edge = dict.fromkeys(
        ("relation", "label_en", "label_zh", "report", "layer", "sentences", "modality", "basis", "rule", "shared"),
        HOSTILE,
    )
    graph.add_edge(HOSTILE, "b", **edge, support=1)
    graph.add_edge("b", "constructor", **edge, support=3)
    graph.add_edge("b", "b", **edge, support=2)
    with opening(render_html(graph, title=HOSTILE, highlight=Highlight(["b"], (HOSTILE, HOSTILE)))) as opened:
        page = opened.page
        opened.find("b")
        assert "<img src=x" in opened.details(), "shown as text"
        assert page.locator("#details a[href^=javascript]").count() == 0
        for view in ("table", "matrix", "layers", "graph"):
            page.click(f"#views [data-view={view}]")
        for facet in ("Relation", "Modality", "Community", "Trend", "Layer", "Report"):
            if page.locator(f"#filters summary:has-text('{facet}')").count():
                opened.open_facet(facet)
        page.click("#details .ties .proof >> nth=0")
        page.click("#language")
        page.click("#details .proof >> nth=0") if page.locator("#details .proof").count() else None
        opened.find("constructor")
        assert "__proto__" in opened.details()
        page.set_viewport_size({"width": 320, "height": 640})
        wide = "[...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > 321).map(node => node.outerHTML.slice(0, 90))"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(wide)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.querySelectorAll('img, iframe, object').length") == 0


def test_a_graph_without_direction_has_one_list_of_links(opening: Opener) -> None:
    graph = fingraph.to_networkx(projection="technology-technology", shared="trend")
    with opening(render_html(graph, details=fingraph.read_details())) as opened:
        opened.find("large model")
        headings = opened.page.eval_on_selector_all("#details h3", "headings => headings.map(h => h.textContent)")
        assert f"Links ({graph.degree(TECHNOLOGY)})" in headings
        opened.page.click("#details .ties .proof >> nth=0")
        for word in ("What both share\n", "shares trend"):
            assert word in opened.details()


def test_what_a_query_found_is_named(opening: Opener) -> None:
    found = [TECHNOLOGY, "actor:financial-institution"]
    highlight = Highlight(found, ("what is asked", "所问"))
    with opening(render_html(fingraph.to_networkx(), highlight=highlight)) as opened:
        assert "Highlighted: what is asked" in opened.page.inner_text("#chips")


def test_a_large_graph_opens_on_its_communities(opening: Opener) -> None:
    graph: nx.Graph[Any] = nx.relabel_nodes(nx.caveman_graph(200, 17), lambda node: f"tech:n{node}")
    nx.set_node_attributes(
        graph,
        {
            node: {"item_class": "Technology", "label_en": f"item {node[6:]}", "label_zh": f"条目{node[6:]}"}
            for node in graph
        },
    )
    with opening(render_html(graph)) as opened:
        page = opened.page
        assert page.inner_text("#count") == "3,400 items, 27,200 links in 200 communities"
        page.focus("#graph")
        opened.press("Enter", "Enter")
        page.wait_for_selector("#live:has-text('17 items, 136 links')", state="attached")
        assert page.inner_text("#count") == "17 items, 136 links"
        page.click("#chips button:has-text('All communities')")
        page.wait_for_selector("#count:has-text('communities')")
        page.fill("#search", "条目2711")
        page.wait_for_selector("[role=option]")
        opened.press("Enter")
        page.wait_for_selector("#details h2:has-text('item 2711')")
        assert page.inner_text("#count") == "17 items, 136 links", "the community of what was searched for is open"
        address = opened.address()
        page.reload()
        page.wait_for_selector("#details h2:has-text('item 2711')")
        assert opened.address() == address
        opened.requests.clear()
        opened.requests.append(opened.own)


def test_an_empty_graph_is_a_page_too(opening: Opener) -> None:
    with opening(render_html(nx.MultiDiGraph())) as opened:
        assert "0 items" in opened.page.inner_text("header")
        assert "nothing in it" in opened.page.inner_text("#stage")
        for view in ("table", "matrix", "layers"):
            opened.page.click(f"#views [data-view={view}]")


def test_without_javascript_the_title_the_counts_and_a_note_are_there(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.inner_text("h1") == "Ten trends"
    assert "items" in page.inner_text("#count")
    assert "need JavaScript" in page.inner_text("noscript")
    assert not page.is_visible("#search"), "no button that would do nothing"
    context.close()


def test_a_browser_that_cannot_read_the_data_says_so_beside_the_picture(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(file.as_uri())
    page.wait_for_selector("#failure")
    assert "浏览器版本过旧" in page.inner_text("#failure")
    assert page.is_visible("#snapshot svg")
    page.close()


def test_it_works_in_the_frame_of_a_notebook(browser: Browser, file: Path) -> None:
    complaints: list[str] = []
    page = browser.new_page(locale="en-GB")
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content("<iframe sandbox='allow-scripts' width=900 height=600></iframe>")
    page.evaluate("html => { document.querySelector('iframe').srcdoc = html }", file.read_text(encoding="utf-8"))
    frame = page.frame_locator("iframe")
    frame.locator("#search").fill("large model")
    frame.locator("#search").press("Enter")
    assert "大模型" in frame.locator("#details").inner_text()
    page.wait_for_timeout(500)
    frame.locator("#share").click()
    assert "node=tech%3Alarge-model" in frame.locator("textarea.byhand").input_value()
    assert complaints == []
    page.close()


def test_every_class_has_a_look_of_its_own() -> None:
    assert set(CLASS_OF_PREFIX.values()) <= set(CLASS_STYLES)
    looks = [(style.shape, style.filled) for name, style in CLASS_STYLES.items() if name != "Item"]
    assert len(looks) == len(set(looks)), "told apart without colour"


# --- Coverage ---------------------------------------------------------------------------------------------------------------


def test_coverage_is_a_closed_dialog_that_leads_to_items(opening: Opener) -> None:
    coverage = page_records(read(data_dir(), resource_dir("ontology")))
    with opening(render_html(fingraph.to_networkx(), coverage=coverage)) as opened:
        page = opened.page
        assert not page.is_visible("#coverage")
        page.focus("#covered")
        opened.press("Enter")
        assert page.evaluate("document.activeElement.id") == "coverage-title"
        numbers = page.locator("#coverage tbody tr:first-child td").all_inner_texts()
        assert [int(number) for number in numbers[:2]] == [4, 0]
        assert int(numbers[2]) == sum(map(int, numbers[3:]))
        opened.press("Escape")
        assert page.evaluate("document.activeElement.id") == "covered"
        page.click("#covered")
        page.click("#coverage summary:has-text('mentions without links')")
        first = page.locator("#coverage details[open] li .link").first
        name = first.inner_text()
        first.click()
        assert not page.is_visible("#coverage")
        assert opened.page.inner_text("#details h2") == name


def test_coverage_is_in_the_language_of_the_page(opening: Opener) -> None:
    coverage = page_records(read(data_dir(), resource_dir("ontology")))
    with opening(
        render_html(fingraph.to_networkx(), details=fingraph.read_details(), coverage=coverage, language="zh")
    ) as opened:
        opened.page.click("#covered")
        text = opened.page.inner_text("#coverage")
        for word in ("已标注的内容与遗漏", "标题与句子", "预判", "数字金融政策协同发力", "无关联的提及"):
            assert word in text


def test_a_page_without_coverage_has_no_button_for_it(opening: Opener) -> None:
    with opening() as opened:
        assert not opened.page.is_visible("#covered")
