"""The graph of items: declared relations only, counted by sentence, the same in every file format and order."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

import fingraph
from fingraph.errors import QueryError
from fingraph.model import CLASS_OF_PREFIX
from fingraph.projection import PROJECTIONS, to_networkx

if TYPE_CHECKING:
    import rdflib
    from tables_support import TablesFolder

ATTRIBUTES = {"item_class", "class_en", "class_zh", "label_en", "label_zh", "trends"}


def test_links_are_edges_and_items_are_nodes(small: rdflib.Dataset) -> None:
    graph = to_networkx(small)
    assert [(s, t, d["relation"]) for s, t, d in graph.edges(data=True)] == [
        ("policy:norm", "practice:audit", "fg:requires"),
        ("policy:plan", "tech:robot", "fg:promotes"),
        ("tech:ledger", "sector:shipping", "fg:appliedIn"),
        ("tech:ledger", "sector:shipping", "fg:serves"),
        ("tech:robot", "scenario:handling", "fg:appliedIn"),
        ("tech:robot", "challenge:delay", "fg:mitigates"),
    ]
    assert list(graph) == sorted(graph), "in a fixed order"
    assert graph.graph == {"projection": "links"}


def test_several_relations_between_two_items_stay_several(small: rdflib.Dataset) -> None:
    edges = to_networkx(small)["tech:ledger"]["sector:shipping"]
    assert {edge["relation"] for edge in edges.values()} == {"fg:appliedIn", "fg:serves"}


def test_sentences_modalities_and_bases_of_one_statement_are_joined(small: rdflib.Dataset) -> None:
    (edge,) = to_networkx(small)["tech:robot"]["challenge:delay"].values()
    assert edge == {
        "relation": "fg:mitigates", "label_en": "mitigates", "label_zh": "缓解", "report": "demo", "layer": "stated",
        "support": 2, "sentences": "T01.S02|T02.S01", "modality": "forecast|asserted", "basis": "explicit",
    }  # fmt: skip


def test_nodes_have_class_labels_and_trends(small: rdflib.Dataset) -> None:
    assert to_networkx(small).nodes["tech:robot"] == {
        "item_class": "Technology", "class_en": "technology", "class_zh": "技术",
        "label_en": "robot", "label_zh": "机器人", "trends": "demo.T01|demo.T02",
    }  # fmt: skip


def test_only_the_full_projection_has_what_is_concerned(small: rdflib.Dataset) -> None:
    full = to_networkx(small, projection="full")
    assert full.number_of_edges() == to_networkx(small).number_of_edges() + 2
    assert full.nodes["trend:demo.T01"]["item_class"] == "Trend"
    assert full.has_edge("trend:demo.T01", "tech:robot")
    assert not any(node.startswith("trend:") for node in to_networkx(small))


def _direct(graph: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    return [edge for _, _, edge in graph.edges(data=True) if not edge.get("via")]


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_no_node_keeps_the_books(projection: str) -> None:
    graph = fingraph.to_networkx(projection=projection)
    assert {node.partition(":")[0] for node in graph} <= set(CLASS_OF_PREFIX)
    assert all(set(data) == ATTRIBUTES and all(data.values()) for _, data in graph.nodes(data=True))
    assert all(edge["support"] == edge["sentences"].count("|") + 1 for edge in _direct(graph))
    assert all(edge["layer"] == "stated" for _, _, edge in graph.edges(data=True))


def test_an_unknown_projection_is_refused() -> None:
    with pytest.raises(QueryError, match="unknown projection 'all'; use one of links, full, policy-technology-sector"):
        to_networkx(projection="all")


def test_two_reports_have_edges_of_their_own(folder: TablesFolder) -> None:
    for file in ("report.toml", "sentences.csv", "trends.csv", "mentions.csv", "links.csv"):
        folder.write(f"reports/second/{file}", folder.text(f"reports/demo/{file}").replace("demo", "second"))
    graph = to_networkx(folder.dataset())
    assert {edge["report"] for edge in graph["policy:plan"]["tech:robot"].values()} == {"demo", "second"}
    assert graph.nodes["policy:plan"]["trends"] == "demo.T01|second.T01"


def test_the_order_of_rows_changes_nothing(folder: TablesFolder) -> None:
    before = to_networkx(folder.dataset())
    header, *rows = folder.text("reports/demo/links.csv").splitlines()
    folder.write("reports/demo/links.csv", "\n".join([header, *reversed(rows)]) + "\n")
    after = to_networkx(folder.dataset())
    assert list(after.nodes(data=True)) == list(before.nodes(data=True))
    assert list(after.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_graphml_holds_all_of_it(small: rdflib.Dataset, projection: str) -> None:
    graph = to_networkx(small, projection=projection)
    stream = BytesIO()
    nx.write_graphml(graph, stream)
    stream.seek(0)
    read = nx.read_graphml(stream, force_multigraph=True)
    assert list(read.nodes(data=True)) == list(graph.nodes(data=True))
    assert _edges(read) == _edges(graph)
    assert read.graph["projection"] == projection


def _edges(graph: nx.Graph[str]) -> list[tuple[str, str, list[tuple[str, object]]]]:
    return sorted((s, t, sorted(data.items())) for s, t, data in graph.edges(data=True))


def test_each_edge_of_a_graph_file_has_an_id_of_its_own() -> None:
    text = "\n".join(nx.generate_graphml(fingraph.to_networkx()))
    ids = re.findall(r'<edge [^>]*\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids)), "readers drop an edge whose id they have seen"


# --- Policies, technologies and sectors ---------------------------------------------------------------------------------

PTS = "policy-technology-sector"


def test_direct_links_and_paths_between_policies_technologies_and_sectors(folder: TablesFolder) -> None:
    folder.append(
        "reports/demo/links.csv", "scenario:handling,fg:scenarioOf,sector:shipping,T02.S02,required,explicit,,,,"
    )
    graph = to_networkx(folder.dataset(), projection=PTS)
    found = {(s, t, d["via"]) for s, t, d in graph.edges(data=True)}
    assert found == {
        ("policy:plan", "tech:robot", ""),
        ("tech:ledger", "sector:shipping", ""),
        ("tech:robot", "sector:shipping", "scenario:handling"),
    }
    (path,) = [data for *_, data in graph.edges(data=True) if data["via"]]
    assert path["relation"] == "fg:appliedIn fg:scenarioOf"
    assert path["label_zh"] == "应用于 → 属于领域"
    assert path["sentences"].split("|")[-1] == "T02.S02"
    assert path["modality"].split("|")[-1] == "required"
    assert graph.graph == {"projection": PTS, "direct": 3, "paths": 1}
    assert {data["item_class"] for _, data in graph.nodes(data=True)} <= {"Policy", "Technology", "Sector"}
    direct = to_networkx(folder.dataset(), projection=PTS, via=False)
    assert direct.number_of_edges() == 3
    assert direct.graph["paths"] == 0


def test_a_path_does_not_join_two_reports(folder: TablesFolder) -> None:
    for file in ("report.toml", "sentences.csv", "trends.csv", "mentions.csv", "links.csv"):
        folder.write(f"reports/second/{file}", folder.text(f"reports/demo/{file}").replace("demo", "second"))
    folder.append(
        "reports/second/links.csv", "scenario:handling,fg:scenarioOf,sector:shipping,T02.S02,required,explicit,,,,"
    )
    graph = to_networkx(folder.dataset(), projection=PTS)
    assert [data["report"] for *_, data in graph.edges(data=True) if data["via"]] == ["second"]


def test_the_page_shows_it_too() -> None:
    graph = fingraph.to_networkx(projection=PTS)
    assert graph.graph["paths"] > 0
    assert fingraph.render_html(graph).count("via") > 0
