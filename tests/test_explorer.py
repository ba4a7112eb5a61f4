"""The page without a browser: its data, its picture, that it is inert, the same each time, and written whole."""

from __future__ import annotations

import _pyio  # type: ignore[import-not-found]
import base64
import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from click.testing import Result
from pyvis.network import Network

import fingraph
from fingraph import explorer
from fingraph.errors import OutputError
from fingraph.explorer import GraphPage, Highlight, from_pyvis, read_places, render_html, write_html
from fingraph.explorer.bundle import bundled, engine, page_style, script_of
from fingraph.explorer.chunks import unpacked
from fingraph.explorer.foreign import colour_of
from fingraph.explorer.overview import LARGEST
from fingraph.explorer.payload import Content, payload
from fingraph.layout import laid_out
from fingraph.projection.details import Details, read_details
from fingraph.resources import source_path
from fingraph.verification import Quotation

HOSTILE = '</script><img src=x onerror="hacked()"><!--\u2028\u202e\u200b\ud800\x00\x1b[2J'
ASSETS = Path(explorer.__file__).parent / "assets"


def two_items() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(summary="all", projection="links")
    graph.add_node(
        "tech:a", item_class="Technology", class_en="technology", class_zh="技术", label_en="alpha", label_zh="甲"
    )
    graph.add_node("sector:b", item_class="Sector", class_en="sector", class_zh="领域", label_en="beta", label_zh="乙")
    graph.add_edge(
        "tech:a", "sector:b", "k", relation="fg:appliedIn", label_en="is applied in", label_zh="应用于", report="r", layer="stated",
        support=2, modality="asserted|forecast", basis="explicit", evidence="r.T01.S01|r.T02.S01",
    )  # fmt: skip
    return graph


def chunks(html: str) -> dict[str, Any]:
    """Return what the page carries."""
    found = re.findall(r'<script type="text/plain" id="chunk-([^"]+)">([A-Za-z0-9+/=]*)</script>', html)
    return {name: unpacked(text) for name, text in found}


def data(graph: nx.Graph[Any], **options: Any) -> Any:  # noqa: ANN401 - JSON
    return chunks(render_html(graph, **options))["data"]


# --- Data -------------------------------------------------------------------------------------------------------------------


def test_the_data_of_a_small_graph_are_these() -> None:
    found = data(two_items(), title="two", language="zh")
    for node in found["nodes"]:
        assert (type(node.pop("x")), type(node.pop("y"))) == (int, int)
    rest: dict[str, Any] = {"synonyms": [], "definition": None, "trends": [], "community": "1", "report": "", "size": 10, "ranks": {}, "facts": [], "attributes": {}, "highlighted": False}  # fmt: skip
    assert found["nodes"] == [
        {"id": "sector:b", "class": "Sector", "label": {"en": "beta", "zh": "乙"}, **rest},
        {"id": "tech:a", "class": "Technology", "label": {"en": "alpha", "zh": "甲"}, **rest},
    ]
    (edge,) = found["edges"]
    evidence = edge.pop("evidence")
    assert re.fullmatch(r"[0-9a-f]{10}", edge.pop("id"))
    assert edge == {
        "source": "tech:a", "target": "sector:b", "relation": "fg:appliedIn", "label": {"en": "is applied in", "zh": "应用于"},
        "layer": "stated", "report": "r", "modalities": ["asserted", "forecast"], "bases": ["explicit"], "support": 2, "via": "",
        "rule": "", "premises": [], "shared": [], "highlighted": False,
    }  # fmt: skip
    assert [record["sentence"] for record in evidence] == ["r.T01.S01", "r.T02.S01"]
    assert evidence[0]["trend"] == "r.T01"
    assert evidence[0]["gist"] == {"en": "alpha is applied in beta", "zh": "甲应用于乙"}
    assert [(found["title"], found["language"], found["directed"], found["overview"])] == [("two", "zh", True, None)]
    assert [c["id"] for c in found["classes"]] == ["Technology", "Sector"]
    assert found["relations"] == [{"id": "fg:appliedIn", "en": "is applied in", "zh": "应用于"}]
    assert found["communities"] == [{"id": "1", "en": "beta, alpha", "zh": "乙、甲"}]
    assert [t["id"] for t in found["trends"]] == ["r.T01", "r.T02"]


def test_types_of_the_contract_are_those_of_the_data() -> None:
    """Every member that types.d.ts names is there, and no other."""
    text = (ASSETS / "types.d.ts").read_text(encoding="utf-8")
    graph = fingraph.to_networkx(projection="full", inferred=True)
    found = payload(graph, laid_out(graph), Content(details=read_details()))
    records = {
        "Payload": found,
        "NodeData": found["nodes"][0],
        "EdgeData": found["edges"][0],
        "EvidenceData": found["edges"][0]["evidence"][0],
    }
    for name, record in records.items():
        body = re.search(rf"export interface {name} {{\n(.*?)\n}}", text, re.DOTALL)
        assert body
        bare = re.sub(r"//.*", "", body[1])
        bare = re.sub(r"{[^{}]*}", "", bare)
        assert set(re.findall(r"(\w+)\??:", bare)) == set(record), name


def test_evidence_of_the_built_in_graph_is_what_the_statements_say() -> None:
    details = read_details()
    graph = fingraph.to_networkx(projection="full", inferred=True)
    found = data(graph, details=details)
    stated = {
        (s.subject, s.relation, s.object, s.sentence, s.modality, s.basis)
        for kept in details.statements.values()
        for s in kept
    }
    shown = {
        (e["source"], e["relation"], e["target"], r["sentence"], r["modality"], r["basis"])
        for e in found["edges"] if e["layer"] == "stated" for r in e["evidence"]
    }  # fmt: skip
    assert shown == stated
    for edge in found["edges"]:
        assert edge["evidence"]
        assert all(0 <= record["start"] < record["end"] for record in edge["evidence"])
        if edge["layer"] == "inferred":
            assert edge["rule"] in {rule["id"] for rule in found["rules"]}
            assert edge["premises"] == sorted({record["sentence"] for record in edge["evidence"]})
        else:
            assert edge["support"] == len({record["sentence"] for record in edge["evidence"]})
    qualified = [record for edge in found["edges"] for record in edge["evidence"] if record["qualifiers"]]
    assert qualified
    assert {q["name"]["en"] for record in qualified for q in record["qualifiers"]} == {
        "in sector",
        "in scenario",
        "by actor",
    }


def test_gists_are_those_of_describe() -> None:
    found = data(fingraph.to_networkx(projection="full"), details=read_details())
    item = "tech:large-model"
    shown = {
        (r["gist"]["en"], r["gist"]["zh"])
        for e in found["edges"]
        if item in (e["source"], e["target"])
        for r in e["evidence"]
    }
    assert shown == {edge.gist for edge in fingraph.describe(item).edges}


@pytest.mark.parametrize(
    ("options", "layer"),
    [
        ({"projection": "policy-technology-sector"}, "stated"),
        ({"projection": "technology-technology", "shared": "trend"}, "co-occurrence"),
        ({"projection": "sector-sector", "shared": "scenario"}, "co-occurrence"),
        ({"projection": "trend-trend"}, "co-occurrence"),
    ],
)
def test_every_projection_has_evidence(options: dict[str, Any], layer: str) -> None:
    graph = fingraph.to_networkx(**options)
    found = data(graph, details=read_details())
    assert len(found["nodes"]) == len(graph)
    assert len({edge["id"] for edge in found["edges"]}) == graph.number_of_edges()
    assert all(edge["layer"] == layer and edge["evidence"] for edge in found["edges"])
    assert all(record["gist"]["zh"] for edge in found["edges"] for record in edge["evidence"])
    paths = [edge for edge in found["edges"] if edge["via"]]
    assert bool(paths) == (options["projection"] == "policy-technology-sector")
    assert all(edge["relation"] == "" for edge in paths)


def test_items_have_facts_with_their_sources_synonyms_and_definitions() -> None:
    found = {
        node["id"]: node for node in data(fingraph.to_networkx(projection="full"), details=read_details())["nodes"]
    }
    facts = found["policy:digital-finance-action-plan"]["facts"]
    assert {fact["relation"]["zh"] for fact in facts} >= {"发布机构"}
    assert all(fact["source"].startswith("http") for fact in facts)
    assert "LLM" in found["tech:large-model"]["synonyms"]
    details = Details(definitions={"tech:a": ("a plan", "")})
    assert data(two_items(), details=details)["nodes"][1]["definition"] == {"en": "a plan", "zh": "a plan"}


def test_ranks_have_their_intervals() -> None:
    graph = fingraph.to_networkx()
    ranking = fingraph.rank(graph, "degree", samples=50)
    found = data(graph, rankings={"degree": ranking})
    assert [(m["id"], m["zh"]) for m in found["measures"]] == [("degree", "度")]
    for node in found["nodes"]:
        item, interval = ranking.item(node["id"]), node["ranks"]["degree"]
        assert (interval["value"], interval["rank"], interval["rankWorst"]) == (item.value, item.rank, item.rank_worst)
        assert interval["low"] <= interval["value"]
        assert 0 <= interval["top"] <= 1


def test_quotations_are_marked_in_the_units_of_javascript() -> None:
    details = read_details(quotations={"r.T01.S01": Quotation("\U00020000甲乙", ((1, 2), (2, 3)))})
    (edge,) = data(two_items(), details=details)["edges"]
    first, second = edge["evidence"]
    assert first["quotation"] == {"text": "\U00020000甲乙", "marks": [[2, 3], [3, 4]]}
    assert second["quotation"] is None


def test_highlighted_are_the_nodes_and_the_links_between_them() -> None:
    found = data(two_items(), highlight=Highlight(["tech:a", "sector:b"], ("why?", "为何？")))
    assert found["highlight"] == {"en": "why?", "zh": "为何？"}
    assert all(record["highlighted"] for record in [*found["nodes"], *found["edges"]])


# --- Graphs of one's own ----------------------------------------------------------------------------------------------------


def test_any_graph_will_do() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node(
        1, label="one", score=np.float64(0.5), odd=float("nan"), many=[1, {2}], none=None, flag=True, big=10**30
    )
    graph.add_node((2, "b"), item_class="Thing")
    graph.add_edge(1, (2, "b"), weight=np.int64(3))
    graph.add_edge(1, 1)
    found = data(graph)
    one, two = found["nodes"]
    assert (two["id"], two["label"]["zh"], two["class"]) == ("1", "one", "Item") or one["id"] == "(2, 'b')"
    node = {n["id"]: n for n in found["nodes"]}["1"]
    assert node["attributes"] == {"big": 1e30, "flag": "True", "many": "[1, {2}]", "none": "", "odd": "", "score": 0.5}
    assert {c["id"] for c in found["classes"]} == {"Item", "Thing"}
    assert sorted(edge["support"] for edge in found["edges"]) == [1, 3]
    assert {edge["label"]["zh"] for edge in found["edges"]} == {"关联"}
    assert not found["directed"]


def test_two_nodes_of_the_same_text_are_refused() -> None:
    with pytest.raises(OutputError, match=r"nodes (1|'1') and (1|'1') have the same text; rename"):
        render_html(nx.Graph([(1, "1")]))


def test_parallel_edges_all_have_an_id_of_their_own() -> None:
    graph: nx.MultiGraph[str] = nx.MultiGraph([("a", "b"), ("b", "a"), ("a", "b", {"label": "x"})])
    assert len({edge["id"] for edge in data(graph)["edges"]}) == 3


def test_classes_of_ones_own_are_told_apart_by_shape_too() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    for number in range(8):
        graph.add_node(number, item_class=f"class {number}")
    looks = data(graph)["classes"]
    assert len({(look["shape"], look["filled"]) for look in looks}) == 8


def test_an_empty_graph_is_a_page_too() -> None:
    found = data(nx.DiGraph())
    assert (found["nodes"], found["edges"]) == ([], [])
    assert "0 items, 0 links" in render_html(nx.DiGraph())


# --- The page ---------------------------------------------------------------------------------------------------------------


def test_the_same_graph_gives_the_same_page_whatever_the_order_of_insertion() -> None:
    graph = fingraph.to_networkx()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes.items())))
    for source, target, key in reversed(list(graph.edges(keys=True))):
        turned.add_edge(source, target, key, **graph.edges[source, target, key])
    assert render_html(turned, details=read_details()) == render_html(graph, details=read_details())


def test_the_page_does_not_hang_on_the_hash_seed() -> None:
    code = "import fingraph, hashlib; print(hashlib.sha256(fingraph.render_html(fingraph.to_networkx(), details=fingraph.read_details()).encode()).hexdigest())"
    runs = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


class Outline(HTMLParser):
    """The elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.at = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.at = tag
        if tag in self.inside:
            self.inside[tag].append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self.at = ""

    def handle_data(self, data: str) -> None:
        if self.at in self.inside:
            self.inside[self.at][-1] += data


def test_hashes_of_the_policy_are_those_of_the_elements_and_nothing_else_is_allowed() -> None:
    outline = Outline(render_html(two_items()))
    meta = next(attributes for tag, attributes in outline.elements if tag == "meta" and "http-equiv" in attributes)
    policy = dict(rule.partition(" ")[::2] for rule in str(meta["content"]).split("; "))
    kinds = [attributes.get("type") for tag, attributes in outline.elements if tag == "script"]
    run = [text for kind, text in zip(kinds, outline.inside["script"], strict=True) if kind is None]

    def hashes(texts: list[str]) -> str:
        return " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts
        )

    assert policy == {
        "default-src": "'none'", "script-src": hashes(run), "style-src": hashes(outline.inside["style"]), "img-src": "data: blob:",
        "base-uri": "'none'", "form-action": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "'none'",
    }  # fmt: skip
    assert not any(
        name.startswith("on") or name == "style" for _, attributes in outline.elements for name in attributes
    )
    assert not any("src" in attributes or tag in ("link", "base", "iframe") for tag, attributes in outline.elements)


def test_hostile_text_in_every_field_is_inert() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(summary=HOSTILE, projection=HOSTILE)
    fields = dict.fromkeys(("label_en", "label_zh", "class_en", "class_zh", "trends", HOSTILE), HOSTILE)
    graph.add_node(HOSTILE, item_class=HOSTILE, **fields)
    graph.add_node("b", item_class="__proto__", **fields | {"label_en": "x" * 10_000})
    names = (
        "relation",
        "label_en",
        "label_zh",
        "report",
        "layer",
        "modality",
        "basis",
        "evidence",
        "via",
        "rule",
        "shared",
    )
    for layer in (HOSTILE, "inferred", "co-occurrence", "stated"):
        graph.add_edge(HOSTILE, "b", **dict.fromkeys(names, HOSTILE) | {"layer": layer})
    html = render_html(graph, title=HOSTILE, highlight=Highlight([HOSTILE], (HOSTILE, HOSTILE)))
    html.encode()
    plain = Outline(render_html(two_items()))
    outline = Outline(html)
    assert {tag for tag, _ in outline.elements} <= {tag for tag, _ in plain.elements}
    assert outline.inside["script"].count("") == 0
    assert len(outline.inside["script"]) == len(plain.inside["script"])
    shown = html.replace(engine(), "").replace(script_of("fingraph.explorer"), "")
    assert not set("\x00\x1b\u202e\u200b\u2028") & set(shown), "control characters are shown as their codes"
    kept = chunks(html)["data"]
    assert kept["title"].startswith("</script><img"), "shown as text"
    assert len(html) < 1_000_000 + len(engine())


def test_the_picture_is_well_formed_has_every_node_and_labels_in_both_languages() -> None:
    graph = fingraph.to_networkx()
    html = render_html(graph, details=read_details())
    svg = re.search(r"<svg xmlns.*?</svg>", html, re.DOTALL)
    assert svg
    assert len(svg[0].encode()) < 120_000
    root = ET.fromstring(svg[0])  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    titles = [title.text for title in root.iter(f"{space}title")]
    assert len(titles) == len(graph)
    assert "大模型 · large model" in titles
    assert root.get("role") == "img"
    assert f"{len(graph)} items" in str(root.get("aria-label"))
    labels = [[line.text for line in text] for text in root.iter(f"{space}text")]
    assert 30 < len(labels) <= 90
    assert ["数字技术", "digital technology"] in labels
    assert not re.search(r"\d\.\d\d", svg[0]), "one decimal"
    assert "style=" not in svg[0]


def test_the_built_in_page_is_not_larger_than_900_kb() -> None:
    graph = fingraph.to_networkx(projection="full", inferred=True)
    rankings = {name: fingraph.rank(graph, name, samples=20) for name in ("pagerank", "degree")}
    assert len(render_html(graph, details=read_details(), rankings=rankings).encode()) < 900_000


def test_a_page_is_pyvis_network_too() -> None:
    page = GraphPage(title="mine", language="zh")
    page.add_node("a", label="plan")
    page.add_node("b", label="law")
    page.add_edge("a", "b", title="because")
    assert isinstance(page, Network)
    assert [node["label"]["en"] for node in chunks(page.generate_html())["data"]["nodes"]] == ["plan", "law"]
    both = GraphPage(two_items())
    both.add_node("c", label="more")
    assert len(chunks(both.generate_html())["data"]["nodes"]) == 3
    with pytest.raises(OutputError, match="unknown language 'fr'; use en, zh"):
        GraphPage(language="fr")


def test_a_file_has_no_link_to_a_page_to_ask() -> None:
    assert 'id="asking"' not in render_html(two_items())
    assert '<a id="asking" href="/query"' in render_html(two_items(), asking="/query")


def test_a_notebook_gets_a_frame_that_stands_alone() -> None:
    page = GraphPage(two_items(), title='a "b" <c>')
    outline = Outline(page._repr_html_())
    ((tag, attributes),) = outline.elements
    assert tag == "iframe"
    assert attributes["sandbox"] == "allow-scripts allow-downloads"
    assert attributes["srcdoc"] == page.generate_html()


# --- pyvis ------------------------------------------------------------------------------------------------------------------


def test_a_network_of_pyvis_gets_this_page() -> None:
    net = Network(directed=True, heading="Old")
    net.add_node(1, label="one", title="<b>bold</b><script>hacked()</script>", color="#F00")
    net.add_node(2, label="two", color="#f00", group="mine")
    net.add_node("x", shape="star", x=5, y=7)
    net.add_edge(1, 2, label="leads to", value=4, title=HOSTILE)
    net.add_edge(2, "x")
    page = from_pyvis(net)
    found = chunks(page.generate_html())["data"]
    nodes = {node["id"]: node for node in found["nodes"]}
    assert found["title"] == "Old"
    assert nodes["1"]["attributes"] == {"title": "<b>bold</b><script>hacked()</script>"}
    assert {c["id"]: c["colour"] == "#ff0000" for c in found["classes"]} == {
        "#ff0000": True,
        "mine": False,
        "Item": False,
    }
    assert nodes["x"]["class"] == "Item"
    assert {(e["label"]["en"], e["support"]) for e in found["edges"]} == {("leads to", 4), ("link", 1)}
    assert "hacked()</script>" not in page.generate_html()
    with pytest.raises(OutputError, match="'dict' is no pyvis network"):
        from_pyvis({})


def test_colours_are_read_as_data_alone() -> None:
    assert colour_of("rgba(1,2,3,0.5)") == "#010203"
    odd: object
    for odd in ("#97c2fc", "url(javascript:x)", None, 7, {}, "rgb(1,2)", "transparent"):
        assert colour_of(odd) is None


def test_another_vis_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.cache_clear()
    monkeypatch.setattr("fingraph.explorer.bundle.VIS_DIGEST", "0" * 64)
    with pytest.raises(OutputError, match=r"pyvis '0\.3\.2' brings another vis-network .* pip install pyvis==0\.3\.2"):
        render_html(nx.Graph())
    engine.cache_clear()


# --- Writing ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "gbk"])
def test_files_are_utf_8_whatever_the_platform_prefers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    # What open() takes where nobody says which: on Windows the code page.
    monkeypatch.setattr("io.text_encoding", lambda given, *_: given or encoding)
    monkeypatch.setattr("_pyio.text_encoding", lambda given, *_: given or encoding)
    monkeypatch.setattr("builtins.open", _pyio.open)
    write_html(two_items(), tmp_path / "页.html", title="é 甲")
    content = (tmp_path / "页.html").read_bytes()
    assert content.decode("utf-8") == render_html(two_items(), title="é 甲")
    assert b"\r" not in content


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "graph.html"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(OutputError, match="have the same text"):
        write_html(nx.Graph([(1, "1")]), target)
    assert target.read_text(encoding="utf-8") == "before"
    with pytest.raises(OutputError, match=r"cannot write .*missing.*; choose another file"):
        write_html(two_items(), tmp_path / "missing" / "graph.html")
    write_html(two_items(), target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.html"]


def test_show_opens_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    GraphPage(two_items()).show()
    GraphPage(two_items()).show(tmp_path / "named.html")
    assert [address.rpartition("/")[2] for address in opened] == ["graph.html", "named.html"]
    assert all(address.startswith("file:///") for address in opened)


def test_a_later_page_keeps_the_places_of_a_former(tmp_path: Path) -> None:
    graph = fingraph.to_networkx()
    write_html(graph, tmp_path / "graph.html")
    places = read_places(tmp_path / "graph.html")
    assert places == laid_out(graph).places
    graph.add_edge("tech:large-model", "tech:new")
    later = {node["id"]: (node["x"], node["y"]) for node in data(graph, previous=places)["nodes"]}
    assert sum(later[node] == place for node, place in places.items()) == len(places)
    (tmp_path / "other.html").write_text("<p>", encoding="utf-8")
    for name, message in (("other.html", "is no page of fingraph"), ("none.html", "cannot read")):
        with pytest.raises(OutputError, match=message):
            read_places(tmp_path / name)


# --- Large graphs -----------------------------------------------------------------------------------------------------------


def test_a_large_graph_opens_on_its_communities() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(
        (f"hub{k}/{i}", {"label_en": f"n{i}", "label_zh": f"节点{i}"}) for k in range(3) for i in range(1100)
    )
    graph.add_edges_from((f"hub{k}/0", f"hub{k}/{i}") for k in range(3) for i in range(1, 1100))
    graph.add_edges_from([("hub0/0", "hub1/0"), ("hub1/0", "hub2/0"), ("hub1/1", "hub2/0")])
    html = render_html(graph)
    found = chunks(html)
    page = found.pop("data")
    assert (page["nodes"], page["edges"]) == ([], [])
    shown = page["overview"]
    assert shown["total"] == {"nodes": 3300, "edges": graph.number_of_edges()}
    assert "3300 items" in html
    search = found.pop(shown["search"])
    assert {row[0] for row in search} == set(graph)
    assert {node["id"] for node in shown["nodes"]} == set(found) == {row[4] for row in search}
    assert sum(node["members"] for node in shown["nodes"]) == len(graph)
    between = {(edge["source"], edge["target"]): edge["links"] for edge in shown["edges"]}
    assert sorted(between.values()) == [1, 2]
    inside = sum(len(chunk["edges"]) for chunk in found.values())
    assert inside + sum(between.values()) == graph.number_of_edges()
    for name, chunk in found.items():
        assert len(chunk["nodes"]) <= LARGEST
        assert {node["community"] for node in chunk["nodes"]} == {name}
        members = {node["id"] for node in chunk["nodes"]}
        assert all(edge["source"] in members and edge["target"] in members for edge in chunk["edges"])


def test_communities_and_lone_nodes_that_are_too_many_are_cut() -> None:
    graph: nx.Graph[int] = nx.star_graph(LARGEST + 10)
    graph.add_nodes_from(range(10_000, 10_000 + LARGEST + 5))
    found = chunks(render_html(graph))
    sizes = [len(chunk["nodes"]) for name, chunk in found.items() if name not in ("data", "search")]
    assert len(sizes) == 4
    assert max(sizes) <= LARGEST


# --- The script -------------------------------------------------------------------------------------------------------------


def test_the_script_of_the_page_is_bundled_without_imports_and_comments() -> None:
    script = script_of("fingraph.explorer")
    assert not re.search(r"^(import|export) |^\s*/\*\*", script, re.MULTILINE)
    assert script.startswith('"use strict";(()=>{\n')
    for text in (script, page_style(), engine()):
        assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)
        assert "\r" not in text
    assert not re.search(r"\beval\(|innerHTML|insertAdjacentHTML|document\.write", script)


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"main": 'import { a } from "./gone.js";\n'}, r"main imports gone\.js, which is missing"),
        (
            {"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\n'},
            "import each other: main → a → main",
        ),
        (
            {"main": 'import { a } from "./a.js";\nconst x = 1;\n', "a": "export function x() {}\n"},
            r"'x' is a top-level name of a\.js and main\.js",
        ),
        ({"main": 'const x = "</SCRIPT>";\n'}, r"main\.js would end the script element"),
        ({}, r"the page imports main\.js, which is missing"),
    ],
)
def test_modules_that_cannot_be_bundled_are_refused(modules: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bundled(modules)


def test_modules_come_after_what_they_need() -> None:
    modules = {
        "main": 'import { b } from "./b.js";\nimport { a } from "./a.js";\nrun(a, b);\n',
        "a": "/** A note\n * @type {number} */\nexport const a = 1; // one\n\n",
        "b": 'import { a } from "./a.js";\n  // aside\nexport async function b() {}\n',
        "unused": "const never = 1;\n",
    }
    assert bundled(modules) == '"use strict";(()=>{\nconst a = 1; // one\nasync function b() {}\nrun(a, b);\n})();'


# --- Command line -----------------------------------------------------------------------------------------------------------


Run = Callable[..., Result]


@pytest.fixture
def html(fingraph_command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: fingraph_command("html", *arguments)


def test_a_question_is_shown_as_a_graph_or_marked_in_the_whole(html: Run, tmp_path: Path) -> None:
    whole = fingraph.to_networkx()
    assert html("-o", "a.html", "--query", "cq05", "--title", "甲").exit_code == 0
    part = chunks((tmp_path / "a.html").read_text(encoding="utf-8"))["data"]
    nodes = {node["id"] for node in part["nodes"]}
    assert nodes
    assert nodes == {cell for row in fingraph.select("cq05-policy-technology-links") for cell in row if cell in whole}
    assert len(part["edges"]) == whole.subgraph(nodes).number_of_edges()
    assert (part["title"], part["highlight"]) == ("甲", None)
    assert html("-o", "b.html", "--query", "cq05", "--highlight").exit_code == 0
    marked = chunks((tmp_path / "b.html").read_text(encoding="utf-8"))["data"]
    assert len(marked["nodes"]) == len(whole)
    assert {node["id"] for node in marked["nodes"] if node["highlighted"]} == nodes
    assert marked["highlight"]["zh"].startswith("哪些技术")
    (tmp_path / "mine.rq").write_text("CONSTRUCT WHERE { ?a fg:promotes ?b }", encoding="utf-8")
    assert html("-o", "c.html", "--query", "mine.rq").exit_code == 0
    found = {node["id"] for node in chunks((tmp_path / "c.html").read_text(encoding="utf-8"))["data"]["nodes"]}
    assert found == {
        end for s, t, edge in whole.edges(data=True) if edge["relation"] == "fg:promotes" for end in (s, t)
    }


def test_focus_and_the_strongest(html: Run, tmp_path: Path) -> None:
    whole = fingraph.to_networkx()
    done = html("-o", "a.html", "--focus", "大模型", "--depth", "2", "--lang", "zh", "--max-nodes", "10")
    assert done.exit_code == 0
    near = nx.ego_graph(whole, "tech:large-model", radius=2, undirected=True)
    assert f"{len(near) - 10} of {len(near)} items left out" in done.stderr
    found = chunks((tmp_path / "a.html").read_text(encoding="utf-8"))["data"]
    assert {node["id"] for node in found["nodes"]} < set(near)
    assert (len(found["nodes"]), found["language"]) == (10, "zh")
    assert all(node["ranks"] for node in found["nodes"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--focus", "nothing at all"), "no item is called 'nothing at all'"),
        (("--focus", "agent:pboc"), "'agent:pboc' (agent:pboc) has no link in this graph; try --projection full"),
        (("--query", "cq99"), "no question is called 'cq99'"),
        (("--query", "gone.rq"), "cannot read 'gone.rq'"),
        (("--query", "ask.rq"), "is an ASK, which finds no items"),
        (("--query", "empty.rq"), "'empty.rq' finds no item of 'links'"),
        (("--query", "broken.rq"), "not a SPARQL 1.1 query"),
        (("--query", "cq05", "--highlight", "--max-nodes", "1"), "nothing that 'cq05' finds is left to mark"),
        (("--highlight",), "--highlight marks what --query finds"),
        (("--source", "gone.txt"), "cannot read 'gone.txt'"),
        (("--like", "gone.html"), "cannot read 'gone.html'"),
        (("-o", "missing/graph.html"), "cannot write 'missing/graph.html'"),
        (("-o", "there.html"), "'there.html' exists; choose another file with -o, or replace it with --force"),
        (("--lang", "fr"), "'fr' is not one of 'en', 'zh'"),
    ],
)
def test_errors_are_one_clear_line(html: Run, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    for name, text in (("ask", "ASK { ?a ?b ?c }"), ("empty", "SELECT ?a { ?a fg:none ?b }"), ("broken", "SELECT")):
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
    (tmp_path / "there.html").write_text("", encoding="utf-8")
    done = html(*arguments)
    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "graph.html").exists()


def test_a_measure_that_would_take_long_is_left_out_and_named(
    html: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fingraph.ranking import overview

    monkeypatch.setattr(overview, "BUDGET", overview.FEWEST * 100 * fingraph.to_networkx().number_of_edges())
    done = html("-o", "a.html")
    assert done.exit_code == 0
    assert done.stderr.startswith("without betweenness, which would take long for so many links: fingraph rank betw")
    page = chunks((tmp_path / "a.html").read_text(encoding="utf-8"))["data"]
    assert [set(node["ranks"]) for node in page["nodes"]] == [{"pagerank", "degree"}] * len(page["nodes"])


def test_the_text_goes_into_a_page_only_when_it_is_given(html: Run, tmp_path: Path) -> None:
    source = source_path("caict-2025")
    if source is None:
        pytest.skip("the text of caict-2025 is not at hand")
    assert html("-o", "a.html", "--source", str(source)).exit_code == 0
    found = chunks((tmp_path / "a.html").read_text(encoding="utf-8"))["data"]
    records = [record for edge in found["edges"] for record in edge["evidence"]]
    text = source.read_text(encoding="utf-8")
    for record in records:
        quoted = record["quotation"]
        assert quoted["text"] == text[record["start"] : record["end"]]
        assert all(0 <= start < end <= len(quoted["text"]) for start, end in quoted["marks"])
    assert any(record["quotation"]["marks"] for record in records)
    assert html("-o", "b.html").exit_code == 0
    plain = chunks((tmp_path / "b.html").read_text(encoding="utf-8"))["data"]
    assert all(record["quotation"] is None for edge in plain["edges"] for record in edge["evidence"])
