"""The graph of items: declared relations only, counted by sentence, the same in every file format and order."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
import rdflib
from rdflib import SKOS

import fingraph
from fingraph.cli.options import PROJECTION_NAMES, SHARED_NAMES
from fingraph.errors import QueryError
from fingraph.model import CLASS_OF_PREFIX
from fingraph.namespaces import expand
from fingraph.projection import PROJECTIONS, SHARED, to_networkx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tables_support import TablesFolder

CHOICES: list[dict[str, Any]] = [
    {"projection": "links"},
    {"projection": "full"},
    {"projection": "full", "inferred": True},
    {"projection": "policy-technology-sector"},
    *(
        {"projection": name, "shared": shared}
        for name in ("technology-technology", "sector-sector")
        for shared in SHARED
    ),
    {"projection": "trend-trend"},
]
"""Every graph there can be."""

ATTRIBUTES = {"item_class", "class_en", "class_zh", "label_en", "label_zh", "trends"}


def projected(choice: Mapping[str, Any]) -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = fingraph.to_networkx(**choice)
    return graph


def unit_weight(evidence: str) -> float:
    """Return what the evidence of an edge comes to when every sentence weighs 1."""
    total = 0.0
    for term in evidence.split(" + "):
        legs = []
        for leg in term.split(" & "):
            factor, _, sentences = leg.rpartition("*")
            assert all(re.fullmatch(r"[a-z0-9-]+\.T\d\d\.(H|S\d\d)", sentence) for sentence in sentences.split("|"))
            legs.append(float(factor or 1) * len(sentences.split("|")))
        total += min(legs)
    return total


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values())))
def test_evidence_gives_the_support_of_every_edge(choice: Mapping[str, Any]) -> None:
    graph = projected(choice)
    for *_, edge in graph.edges(data=True):
        assert unit_weight(edge["evidence"]) == pytest.approx(edge["support"], rel=1e-12)
        full = {
            sentence.rpartition(".")[0].partition(".")[0]
            for sentence in re.findall(r"[a-z][\w-]*\.T\d\d\.\w+", edge["evidence"])
        }
        assert full == set(edge["report"].split("|"))
        named = {sentence.partition(".")[2] for sentence in re.findall(r"[a-z][\w-]*\.T\d\d\.\w+", edge["evidence"])}
        assert named == set(edge["sentences"].split("|"))
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys))
    assert list(graph) == sorted(graph)
    assert graph.is_directed() == PROJECTIONS[choice["projection"]].directed
    assert graph.graph["summary"].startswith(str(PROJECTIONS[choice["projection"]]))


def test_the_command_line_offers_what_there_is() -> None:
    assert tuple(PROJECTIONS) == PROJECTION_NAMES
    assert SHARED == SHARED_NAMES


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
    assert (graph.graph["projection"], graph.graph["shared"], graph.graph["inferred"]) == ("links", "", False)


def test_several_relations_between_two_items_stay_several(small: rdflib.Dataset) -> None:
    edges = to_networkx(small)["tech:ledger"]["sector:shipping"]
    assert {edge["relation"] for edge in edges.values()} == {"fg:appliedIn", "fg:serves"}


def test_sentences_modalities_and_bases_of_one_statement_are_joined(small: rdflib.Dataset) -> None:
    (edge,) = to_networkx(small)["tech:robot"]["challenge:delay"].values()
    assert edge == {
        "relation": "fg:mitigates", "label_en": "mitigates", "label_zh": "缓解", "report": "demo", "layer": "stated",
        "support": 2, "sentences": "T01.S02|T02.S01", "modality": "asserted|forecast", "basis": "explicit",
        "via": "", "evidence": "demo.T01.S02|demo.T02.S01",
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


def _direct(graph: nx.MultiGraph[str]) -> list[dict[str, Any]]:
    return [edge for _, _, edge in graph.edges(data=True) if not edge.get("via")]


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_no_node_keeps_the_books(projection: str) -> None:
    graph = fingraph.to_networkx(projection=projection)
    assert {node.partition(":")[0] for node in graph} <= set(CLASS_OF_PREFIX)
    assert all(set(data) == ATTRIBUTES and all(data.values()) for _, data in graph.nodes(data=True))
    assert {edge["layer"] for _, _, edge in graph.edges(data=True)} <= {"stated", "co-occurrence"}
    if graph.is_directed():
        assert all(edge["support"] == edge["sentences"].count("|") + 1 for edge in _direct(graph))


def test_an_unknown_projection_is_refused() -> None:
    with pytest.raises(
        QueryError, match="unknown projection 'all'; use one of links, full, policy-technology-sector, tech"
    ):
        to_networkx(projection="all")
    with pytest.raises(QueryError, match="unknown shared 'page'; use one of sentence, scenario, trend"):
        to_networkx(projection="sector-sector", shared="page")
    with pytest.raises(
        QueryError, match="'links' has nothing shared by 'trend'; use one of technology-technology, sector"
    ):
        to_networkx(shared="trend")
    with pytest.raises(QueryError, match="'links' has no inferred links; use 'full', or leave them out"):
        to_networkx(inferred=True)


def test_two_reports_have_edges_of_their_own(folder: TablesFolder) -> None:
    for file in ("report.toml", "sentences.csv", "trends.csv", "mentions.csv", "links.csv"):
        folder.write(f"reports/second/{file}", folder.text(f"reports/demo/{file}").replace("demo", "second"))
    graph = to_networkx(folder.dataset())
    assert {edge["report"] for edge in graph["policy:plan"]["tech:robot"].values()} == {"demo", "second"}
    assert graph.nodes["policy:plan"]["trends"] == "demo.T01|second.T01"


def test_hostile_labels_are_labels(folder: TablesFolder) -> None:
    dataset = folder.dataset()
    label = 'a "b" \\\\ \t\r\n \x0b\x85\u2028 @en'
    item = rdflib.URIRef(expand("tech:robot"))
    concepts = dataset.get_context(rdflib.URIRef(expand("graph:concepts")))
    concepts.set((item, SKOS.prefLabel, rdflib.Literal(label, lang="zh-hans")))
    concepts.add((item, SKOS.prefLabel, rdflib.Literal("5")))
    assert to_networkx(dataset).nodes["tech:robot"]["label_zh"] == label


@pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning")  # by rdflib's own serialiser
def test_a_dataset_in_rdflibs_memory_gives_the_same(small: rdflib.Dataset) -> None:
    memory = rdflib.Dataset()
    for subject, predicate, obj, name in small.quads():
        memory.get_context(name).add((subject, predicate, obj))
    expected, graph = to_networkx(small), to_networkx(memory)
    assert list(graph.nodes(data=True)) == list(expected.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(expected.edges(keys=True, data=True))


def test_a_link_in_the_layer_of_inferences_is_not_stated(folder: TablesFolder) -> None:
    dataset = folder.dataset()
    before = to_networkx(dataset).number_of_edges()
    report = dataset.get_context(rdflib.URIRef(expand("graph:demo")))
    inferred = dataset.get_context(rdflib.URIRef(expand("graph:demo-inferred")))
    for triple in list(report):
        inferred.add(triple)
    assert to_networkx(dataset).number_of_edges() == before


def test_the_order_of_rows_changes_nothing(folder: TablesFolder) -> None:
    before = to_networkx(folder.dataset())
    header, *rows = folder.text("reports/demo/links.csv").splitlines()
    folder.write("reports/demo/links.csv", "\n".join([header, *reversed(rows)]) + "\n")
    after = to_networkx(folder.dataset())
    assert list(after.nodes(data=True)) == list(before.nodes(data=True))
    assert list(after.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))


def test_the_hash_seed_changes_nothing() -> None:
    script = "from test_projection import CHOICES, projected; print([list(projected(c).edges(keys=True, data=True)) for c in CHOICES])"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


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
    assert path["evidence"] == "demo.T01.S02 & demo.T02.S02"
    assert (graph.graph["direct"], graph.graph["paths"]) == (3, 1)
    assert graph.graph["summary"].endswith("here: 3 direct links and 1 paths")
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


# --- What rules infer ----------------------------------------------------------------------------------------------------

ROLL_UP = "scenario:handling,fg:scenarioOf,sector:shipping,T02.S02,required,explicit,,,,"


def test_inferred_links_rest_on_the_sentences_of_their_premises(folder: TablesFolder) -> None:
    folder.append("reports/demo/links.csv", ROLL_UP)
    folder.append("reports/demo/links.csv", ROLL_UP.replace("T02.S02", "T02.S01"))
    before = to_networkx(folder.dataset(), projection="full")
    graph = to_networkx(folder.dataset(), projection="full", inferred=True)
    inferred = [data for *_, data in graph.edges(data=True) if data["layer"] == "inferred"]
    (edge,) = [data for data in inferred if data["rule"] == "roll-up"]
    assert edge == {
        "relation": "fg:appliedIn", "label_en": "is applied in", "label_zh": "应用于", "report": "demo", "layer": "inferred",
        "support": 1, "sentences": "T01.S02|T02.S01|T02.S02", "modality": "", "basis": "", "via": "",
        "evidence": "demo.T02.S01|demo.T02.S02 & demo.T01.S02", "rule": "roll-up",
    }  # fmt: skip
    assert graph.number_of_edges() == before.number_of_edges() + len(inferred)
    assert set(graph) == set(before)


def test_a_premise_that_is_inferred_is_replaced_by_its_own(folder: TablesFolder) -> None:
    """A policy promotes a robot, which by a roll-up is applied in shipping."""
    folder.append("reports/demo/links.csv", ROLL_UP)
    graph = to_networkx(folder.dataset(), projection="full", inferred=True)
    reached = [data for s, t, data in graph.edges(data=True) if (s, t) == ("policy:plan", "sector:shipping")]
    assert [(edge["relation"], edge["rule"]) for edge in reached] == [("fg:reaches", "reach")]
    assert reached[0]["support"] == 1
    assert set(reached[0]["evidence"].split(" & ")) == {"demo.T01.S01", "demo.T01.S02", "demo.T02.S02"}


def test_several_instances_of_a_rule_are_one_edge_of_several_terms(folder: TablesFolder) -> None:
    folder.append("concepts/scenarios.csv", "scenario:loading,loading,装载,,,,,")
    folder.append("reports/demo/links.csv", ROLL_UP)
    folder.append("reports/demo/links.csv", "tech:robot,fg:appliedIn,scenario:loading,T02.S01,asserted,explicit,,,,")
    folder.append("reports/demo/links.csv", ROLL_UP.replace("handling", "loading"))
    graph = to_networkx(folder.dataset(), projection="full", inferred=True)
    (edge,) = [data for *_, data in graph.edges(data=True) if data["layer"] == "inferred" and data["rule"] == "roll-up"]
    assert edge["support"] == 2
    assert edge["evidence"] == "demo.T02.S02 & demo.T01.S02 + demo.T02.S02 & demo.T02.S01"


# --- One class of items --------------------------------------------------------------------------------------------------


def _pairs(graph: nx.MultiGraph[str]) -> dict[tuple[str, str], tuple[float, str, str]]:
    return {(s, t): (d["support"], d["shared"], d["evidence"]) for s, t, d in graph.edges(data=True)}


@pytest.fixture
def three(folder: TablesFolder) -> TablesFolder:
    """Return tables in which robot, ledger and machine meet, robot and ledger twice."""
    for row in (
        "tech:ledger,fg:appliedIn,scenario:handling,T01.S02,asserted,explicit,,,,",
        "tech:machine,fg:appliedIn,scenario:handling,T02.S01,asserted,explicit,,,,",
        "tech:machine,fg:appliedIn,scenario:handling,T02.S02,asserted,explicit,,,,",
    ):
        folder.append("reports/demo/links.csv", row)
    return folder


def test_a_shared_sentence_of_n_technologies_weighs_one_over_n_minus_one(three: TablesFolder) -> None:
    graph = to_networkx(three.dataset(), projection="technology-technology")
    assert _pairs(graph) == {
        ("tech:ledger", "tech:robot"): (
            1.5, "demo.T01.S02|demo.T02.S01", "1*demo.T01.S02 + 0.5*demo.T02.S01",
        ),
        ("tech:ledger", "tech:machine"): (0.5, "demo.T02.S01", "0.5*demo.T02.S01"),
        ("tech:machine", "tech:robot"): (0.5, "demo.T02.S01", "0.5*demo.T02.S01"),
    }  # fmt: skip
    assert isinstance(graph, nx.MultiGraph)
    assert not graph.is_directed()
    (edge,) = graph["tech:ledger"]["tech:robot"].values()
    assert (edge["relation"], edge["label_zh"], edge["layer"]) == ("shares sentence", "同句", "co-occurrence")


def test_a_shared_scenario_or_trend_is_weighed_by_the_sentences_of_both(three: TablesFolder) -> None:
    shared = to_networkx(three.dataset(), projection="technology-technology", shared="scenario")
    assert _pairs(shared) == {
        ("tech:ledger", "tech:machine"): (
            0.5, "scenario:handling", "0.5*demo.T01.S02 & 0.25*demo.T02.S01|demo.T02.S02",
        ),
        ("tech:ledger", "tech:robot"): (0.5, "scenario:handling", "0.5*demo.T01.S02"),
        ("tech:machine", "tech:robot"): (
            0.5, "scenario:handling", "0.25*demo.T02.S01|demo.T02.S02 & 0.5*demo.T01.S02",
        ),
    }  # fmt: skip
    trends = to_networkx(three.dataset(), projection="technology-technology", shared="trend")
    assert _pairs(trends)["tech:ledger", "tech:robot"] == (
        1.5,
        "trend:demo.T01|trend:demo.T02",
        "1*demo.T01.S02 & 0.5*demo.T01.S01|demo.T01.S02 + 0.5*demo.T02.S01",
    )


def test_trends_are_joined_by_the_items_of_both(three: TablesFolder) -> None:
    graph = to_networkx(three.dataset(), projection="trend-trend")
    (edge,) = [data for *_, data in graph.edges(data=True)]
    assert edge["shared"] == "challenge:delay|scenario:handling|tech:ledger|tech:robot"
    assert edge["support"] == 4
    assert graph.nodes["trend:demo.T01"] == {
        "item_class": "Trend", "class_en": "trend", "class_zh": "趋势",
        "label_en": "Robots in ports", "label_zh": "港口机器人", "trends": "demo.T01",
    }  # fmt: skip


def test_technologies_that_share_nothing_stay(small: rdflib.Dataset) -> None:
    graph = to_networkx(small, projection="technology-technology", shared="scenario")
    assert set(graph) == {"tech:ledger", "tech:robot"}
    assert graph.number_of_edges() == 0


def test_a_scenario_is_not_shared_across_reports(three: TablesFolder) -> None:
    first = _pairs(to_networkx(three.dataset(), projection="technology-technology", shared="scenario"))
    for file in ("report.toml", "sentences.csv", "trends.csv", "mentions.csv", "links.csv"):
        three.write(f"reports/second/{file}", three.text(f"reports/demo/{file}").replace("demo", "second"))
    graph = to_networkx(three.dataset(), projection="technology-technology", shared="scenario")
    assert {pair: weight for pair, (weight, _, _) in _pairs(graph).items()} == {
        pair: 2 * weight for pair, (weight, _, _) in first.items()
    }
    assert {data["report"] for *_, data in graph.edges(data=True)} == {"demo|second"}
    assert {data["shared"] for *_, data in graph.edges(data=True)} == {"scenario:handling"}


def test_the_page_shows_graphs_without_direction() -> None:
    page = fingraph.render_html(fingraph.to_networkx(projection="technology-technology"))
    carried = re.search(r'id="chunk-data">([^<]+)<', page)
    assert carried
    assert json.loads(gzip.decompress(base64.b64decode(carried[1])))["directed"] is False
