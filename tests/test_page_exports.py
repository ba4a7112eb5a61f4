"""What the page exports, against the graph it shows: Turtle and SPARQL, made by the page's own modules in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

import fingraph
from fingraph.explorer.payload import Content, payload
from fingraph.layout import laid_out
from fingraph.model import CLASS_OF_PREFIX
from fingraph.projection.details import read_details
from fingraph.query import open_dataset, select

EXPORT = Path(__file__).with_name("js") / "export.mjs"

Exported = Callable[..., Any]
Triple = tuple[rdflib.term.Node, ...]


def data(**options: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
    graph = fingraph.to_networkx(**options)
    return payload(graph, laid_out(graph), Content(details=read_details()))


@pytest.fixture
def exported(require: Callable[[str], str], tmp_path: Path) -> Exported:
    """Return a function that gives an export of a page with this state, and what is visible on it."""
    node = require("node")

    def run(page: dict[str, Any], export: str, **state: Any) -> tuple[str, list[dict[str, Any]]]:  # noqa: ANN401
        file = tmp_path / "payload.json"
        file.write_text(json.dumps(page), encoding="utf-8")
        done = subprocess.run(
            [node, EXPORT, file, export, json.dumps(state)], check=True, capture_output=True, encoding="utf-8"
        )
        answer = json.loads(done.stdout)
        return answer["text"], answer["edges"]

    return run


LINKS = {"projection": "links"}
STATES: dict[str, dict[str, Any]] = {
    "all": {},
    "classes": {"hidden": {"class": ["Outcome", "ActorType"]}},
    "relations": {"hidden": {"relation": ["fg:contributesTo", "fg:enables"]}},
    "trends": {"hidden": {"trend": [f"caict-2025.T{number:02d}" for number in range(1, 8)]}},
    "modalities": {"hidden": {"modality": ["asserted"]}},
    "support": {"minSupport": 2},
    "several": {
        "hidden": {"modality": ["forecast"], "class": ["Challenge"], "trend": ["caict-2025.T01"]},
        "minSupport": 1,
    },
    "focus": {"focus": {"id": "tech:large-model", "hops": 2}},
    "nothing": {"hidden": {"report": ["caict-2025"]}},
}
PROJECTIONS: dict[str, dict[str, Any]] = {
    "links": LINKS,
    "full": {"projection": "full"},
    "inferred": {"projection": "full", "inferred": True},
    "paths": {"projection": "policy-technology-sector"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("projection", PROJECTIONS)
def test_sparql_asks_for_what_is_visible(exported: Exported, projection: str, state: str) -> None:
    text, edges = exported(data(**PROJECTIONS[projection]), "sparql", **STATES[state])
    rows = select(text, layers=["inferred"] if "--layer inferred" in text else []).to_dicts()
    found = {
        (row["source"], row.get("via"), row["target"], row["relation"] if not row.get("via") else None) for row in rows
    }
    shown = {(edge["source"], edge["via"] or None, edge["target"], edge["relation"] or None) for edge in edges}
    assert found == shown
    if projection != "paths":
        sentences = {(row["source"], row["relation"], row["target"], row.get("rule")): row["sentences"] for row in rows}
        for edge in edges:
            key = (edge["source"], edge["relation"], edge["target"], f"code:{edge['rule']}" if edge["rule"] else None)
            assert sentences[key] == len({record["sentence"] for record in edge["evidence"]})
    assert ("nothing is shown" in text) == (not edges)


def test_sparql_of_what_is_shared_asks_for_its_sentences(exported: Exported) -> None:
    text, edges = exported(data(projection="technology-technology"), "sparql")
    found = {(row["source"], row["target"], row["sentences"]) for row in select(text).to_dicts()}
    assert found == {
        (edge["source"], edge["target"], len({record["sentence"] for record in edge["evidence"]})) for edge in edges
    }


@pytest.fixture(scope="module")
def triples() -> set[Triple]:
    return set(map(plain, (quad[:3] for quad in open_dataset().quads())))


def plain(triple: Triple) -> Triple:
    """Return a triple in which strings have no datatype: rdflib tells the two forms of one literal apart."""
    *start, end = triple
    is_text = isinstance(end, rdflib.Literal) and end.datatype == rdflib.XSD.string
    return (*start, rdflib.Literal(str(end)) if is_text else end)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_turtle_states_nothing_that_the_graph_does_not(
    exported: Exported, triples: set[Triple], projection: str
) -> None:
    text, edges = exported(data(**PROJECTIONS[projection]), "turtle")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert set(map(plain, graph)) <= triples
    direct = {(edge["source"], edge["relation"], edge["target"]) for edge in edges if not edge["via"]}
    names = graph.namespace_manager
    assert direct <= {(s.n3(names), p.n3(names), o.n3(names)) for s, p, o in graph}


def test_turtle_of_a_link_has_its_sentences_and_nothing_else(exported: Exported) -> None:
    page = data()
    edge = next(edge for edge in page["edges"] if edge["support"] > 1)
    text, _ = exported(page, "turtle", selection={"kind": "edge", "id": edge["id"]})
    graph = rdflib.Graph().parse(data=text, format="turtle")
    fg = rdflib.Namespace(page["prefixes"]["fg"])
    assert len(set(graph.objects(None, fg.sentenceId))) == edge["support"]
    assert {
        str(item).rpartition("/")[2] for item in graph.subjects(rdflib.SKOS.prefLabel) if "/trend/" not in str(item)
    } == {name.partition(":")[2] for name in (edge["source"], edge["target"])}


def test_exports_of_a_graph_of_ones_own_are_well_formed(exported: Exported) -> None:
    graph = nx.Graph([("a b", '"> <x'), (1, "é\n")])
    page = payload(graph, laid_out(graph), Content(title="a\n<x> <y> <z> ."))
    assert len(rdflib.Graph().parse(data=exported(page, "turtle")[0], format="turtle")) == 0
    assert len(select(exported(page, "sparql")[0])) == 0


def test_classes_of_the_ontology_are_those_of_the_exports() -> None:
    text = (Path(fingraph.__file__).parent / "explorer" / "assets" / "turtle.js").read_text(encoding="utf-8")
    listed = text.partition("ONTOLOGY_CLASSES = new Set([")[2].partition("]")[0]
    assert set(json.loads(f"[{listed.strip().rstrip(',')}]")) == set(CLASS_OF_PREFIX.values())
