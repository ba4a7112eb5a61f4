"""What several reports state is one set of triples, wherever it is; no query sees how that is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rdflib
from corpus import Corpus, quads
from server_support import OxigraphServer

import fingraph
from fingraph.errors import SourceError
from fingraph.location import open_store, store_of
from fingraph.namespaces import expand
from fingraph.query import named_queries, request
from fingraph.store import AnyStore, Value, as_dataset, canonical, evaluate, graph_names, load
from fingraph.transfer import dump
from fingraph.transfer import load as load_graphs
from fingraph.triples import nquads

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning")  # by rdflib itself

GRAPHS = {
    "one": ["tech:a fg:uses tech:b", "tech:a fg:inTrend trend:x"],
    "two": ["tech:a fg:uses tech:b"],
    "one-inferred": ["tech:a fg:uses tech:c"],
    "two-inferred": ["tech:a fg:uses tech:c"],
    "concepts": ["tech:b fg:uses tech:d"],
}
USED = "SELECT ?used WHERE { tech:a fg:uses ?used } ORDER BY ?used"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two reports that state the same."""
    path = tmp_path_factory.mktemp("frozen") / "two.nq"
    lines = {
        name: [" ".join(f"<{expand(term)}>" for term in triple.split()) for triple in triples]
        for name, triples in GRAPHS.items()
    }
    path.write_bytes(b"".join(nquads(name, triples) for name, triples in lines.items()))
    return path


@pytest.fixture(params=["file", "folder", "dataset", "rdflib"])
def place(request: pytest.FixtureRequest, file: Path, tmp_path: Path) -> AnyStore | rdflib.Dataset:
    """Return them in each of the places where they can be asked."""
    if request.param == "file":
        return open_store(file)
    if request.param == "folder":
        load_graphs([file], tmp_path / "store")
        return open_store(tmp_path / "store")
    if request.param == "dataset":
        return as_dataset(load(file.read_bytes(), ".nq"))
    return rdflib.Dataset().parse(data=file.read_bytes(), format="nquads")


def rows(query: str, place: AnyStore | rdflib.Dataset, *layers: str) -> list[tuple[object, ...]]:
    return list(fingraph.select(query, dataset=place, layers=layers))


def test_what_two_reports_state_is_one_triple(place: AnyStore | rdflib.Dataset) -> None:
    assert rows(USED, place) == [("tech:b",)]
    assert rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", place) == [(3,)]


def test_what_rules_infer_from_two_reports_is_one_triple(place: AnyStore | rdflib.Dataset) -> None:
    assert rows(USED, place, "inferred") == [("tech:b",), ("tech:c",)]


def test_graph_finds_the_reports_and_nothing_else(place: AnyStore | rdflib.Dataset) -> None:
    query = "SELECT ?graph WHERE { GRAPH ?graph { tech:a fg:uses ?used } } ORDER BY ?graph"
    assert rows(query, place) == [("graph:one",), ("graph:two",)]
    assert [graph for (graph,) in rows(query, place, "inferred")] == [
        "graph:one", "graph:one-inferred", "graph:two", "graph:two-inferred",
    ]  # fmt: skip


def test_a_query_can_join_a_report_with_all_of_them(place: AnyStore | rdflib.Dataset) -> None:
    query = "SELECT ?graph ?far WHERE { GRAPH ?graph { tech:a fg:uses ?used } ?used fg:uses ?far } ORDER BY ?graph"
    assert rows(query, place) == [("graph:one", "tech:d"), ("graph:two", "tech:d")]


def test_some_of_the_reports_are_one_set_of_triples_too(place: AnyStore | rdflib.Dataset) -> None:
    store = store_of(place)
    asked = request(store, USED, graphs=["one", "two", "one-inferred"])
    assert evaluate(store, asked).values() == [("tech:b",), ("tech:c",)]
    joined = request(
        store, "SELECT ?g ?far { GRAPH ?g { ?s fg:inTrend ?t } ?s fg:uses/fg:uses ?far }", graphs=["one", "two"]
    )
    assert evaluate(store, joined).values() == [("graph:one", "tech:d")]


def test_triples_outside_any_graph_of_a_dataset_are_stated(file: Path) -> None:
    store = load(file.read_bytes() + b"<urn:a> <urn:b> <urn:c> .\n", ".nq")
    assert rows("SELECT ?p { <urn:a> ?p ?o }", as_dataset(store)) == [("urn:b",)]
    assert rows("SELECT ?g { <urn:a> ?p ?o GRAPH ?g { <urn:a> ?p ?o } }", as_dataset(store)) == [("graph:unnamed",)]
    assert expand("graph:unnamed") not in graph_names(store), "the store itself is as it was"


def test_a_query_with_from_reads_what_it_says(place: AnyStore | rdflib.Dataset) -> None:
    assert rows(USED.replace("WHERE", "FROM graph:one-inferred WHERE"), place) == [("tech:c",)]
    assert rows("SELECT * FROM NAMED graph:two { GRAPH ?graph { ?s fg:inTrend ?o } }", place) == []
    assert rows("SELECT * FROM graph:one { GRAPH ?graph { ?s fg:inTrend ?o } }", place) == []
    assert rows("SELECT ?t FROM NAMED graph:one { ?s fg:inTrend ?t }", place) == []


def test_from_merges_the_graphs_it_names(place: AnyStore | rdflib.Dataset) -> None:
    clause = f"FROM <{expand('graph:one')}> FROM g:two FROM NAMED graph:one-inferred WHERE"
    query = "PREFIX g: <https://w3id.org/fingraph/graph/> " + USED.replace("WHERE", clause)
    assert rows(query, place) == [("tech:b",)]
    joined = query.replace(
        "tech:a fg:uses ?used", "GRAPH ?g { tech:a fg:uses ?used } FILTER EXISTS { tech:a ?p tech:b }"
    )
    assert rows(joined, place) == [("tech:c",)]


def test_the_names_are_those_of_the_file(file: Path, tmp_path: Path) -> None:
    load_graphs([file], tmp_path / "store")
    store = open_store(tmp_path / "store")
    names = sorted(expand(f"graph:{name}") for name in GRAPHS)
    assert graph_names(store) == graph_names(open_store(file)) == names
    dump(store, tmp_path / "all.nq")
    assert canonical(load((tmp_path / "all.nq").read_bytes(), ".nq")) == canonical(load(file.read_bytes(), ".nq"))
    assert {str(graph.identifier) for graph in as_dataset(store).graphs() if len(graph)} == set(names)


def test_a_dataset_that_changes_is_asked_as_it_is() -> None:
    dataset = fingraph.open_dataset()
    graphs = [dataset.graph(rdflib.URIRef(expand(f"graph:{name}"))) for name in ("one", "two")]
    subject, predicate, obj = (rdflib.URIRef(expand(curie)) for curie in ("tech:a", "fg:uses", "tech:b"))
    for graph in graphs:
        graph.add((subject, predicate, obj))
    assert rows(USED, dataset) == [("tech:b",)]
    for graph in graphs:
        graph.remove((subject, None, None))
    assert rows(USED, dataset) == []
    assert rows(USED, open_store()) == []


def test_without_merging_a_store_is_smaller_and_read_graph_by_graph(file: Path, tmp_path: Path) -> None:
    load_graphs([file], tmp_path / "store", merge=False)
    assert rows(USED, open_store(tmp_path / "store")) == [("tech:b",), ("tech:b",)]


# --- On made-up reports -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a file with three reports, and a folder with the same."""
    folder = tmp_path_factory.mktemp("reports")
    file = folder / "reports.nq"
    file.write_bytes(b"".join(quads(Corpus(3, trends=2))))
    load_graphs([file], folder / "store")
    return file, folder / "store"


def answers(location: Path | str) -> Iterator[tuple[str, list[str]]]:
    store = open_store(location)
    for name in named_queries():
        found = fingraph.select(name, dataset=store)
        text = io.StringIO()
        csv.writer(text).writerows(found)
        yield name, sorted(text.getvalue().splitlines())


def test_questions_on_several_reports_have_the_same_answers_everywhere(
    reports: tuple[Path, Path], tmp_path: Path, require: Callable[..., str]
) -> None:
    file, folder = map(dict, map(answers, reports))
    with OxigraphServer(require("oxigraph"), tmp_path) as server:
        load_graphs([reports[0]], server.address)
        endpoint = dict(answers(server.address))
    assert file == folder == endpoint
    assert sum(map(len, file.values())) > 1_000


def test_questions_on_several_reports_have_the_answers_that_rdflib_gives(reports: tuple[Path, Path]) -> None:
    """On a graph that has each stated triple once."""
    union = rdflib.Graph()
    for quad in load(reports[0].read_bytes(), ".nq"):
        if fingraph.namespaces.layer_of(quad.graph_name.value) == "stated":
            union.parse(data=f"{quad.triple} .", format="nt")
    for name, question in named_queries().items():
        if not question.layers and "GRAPH" not in question.text:
            assert len(fingraph.select(name, dataset=open_store(reports[0]))) == len(union.query(question.text)), name


# --- What only data of others has ------------------------------------------------------------------------------------------


def asked(
    text: str, query: str, tmp_path: Path, *layers: str, graphs: tuple[str, ...] = ()
) -> list[list[tuple[Value, ...]]]:
    """Return the answers from a file and from a folder."""
    file = tmp_path / "others.trig"
    file.write_text(f"@prefix : <urn:x:> . @prefix g: <{expand('graph:')}> . {text}", encoding="utf-8")
    load_graphs([file], tmp_path / "store", force=True)
    stores = (open_store(file), open_store(tmp_path / "store"))
    return [
        sorted(map(tuple, evaluate(store, request(store, query, layers=layers, graphs=graphs)).values()))
        for store in stores
    ]


COUNTED = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "layers", "graphs", "number"),
    [
        ("g:a { :s :p 1 } g:a-inferred { :s :p 1 , 2 } g:b { :s :p 1 }", ("inferred",), (), 2),
        ("g:a { :s :p 1 } g:a-inferred { :s :p 1 , 2 } g:b { :s :p 1 }", (), (), 1),
        ("g:a { :s :p 1 } g:concepts { :s :p 1 , 2 }", (), (), 2),
        ("g:a { :s :p 1 } g:a-inferred { :s :p 1 }", ("inferred",), (), 1),
        ("g:a { :s :p 1 } g:b { :s :p 2 } g:concepts { :s :p 1 }", (), ("a",), 1),
    ],
)
def test_a_triple_counts_once_whichever_graphs_have_it(
    tmp_path: Path, text: str, layers: tuple[str, ...], graphs: tuple[str, ...], number: int
) -> None:
    assert asked(text, COUNTED, tmp_path, *layers, graphs=graphs) == [[(number,)]] * 2


def test_inferences_alone_are_all_there(tmp_path: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM graph:a-inferred FROM graph:b-inferred { ?s ?p ?o }"
    text = "g:a { :s :p 1 } g:b { :s :p 3 } g:a-inferred { :s :p 1 , 2 } g:b-inferred { :s :p 2 }"
    assert asked(text, query, tmp_path) == [[(2,)]] * 2


def test_a_blank_node_is_the_same_one_in_each_layer(tmp_path: Path) -> None:
    text = 'g:a { :s :p _:x } g:b { :s :p :o } g:a-inferred { _:x :q "found" }'
    assert asked(text, "SELECT ?v { <urn:x:s> <urn:x:p>/<urn:x:q> ?v }", tmp_path, "inferred") == [[("found",)]] * 2


def test_merged_layers_have_no_names(tmp_path: Path) -> None:
    text = "g:a { :s :p 1 } g:b { :s :p 1 } g:a-inferred { :s :p 2 }"
    for clause in ("FROM <{}>", "FROM NAMED <{}>", ""):
        for name in ("https://w3id.org/fingraph/merged/inferred", "urn:x:none"):
            query = f"SELECT ?s {clause.format(name)} {{ {'' if clause == 'FROM <{}>' else f'GRAPH <{name}>'} {{ ?s ?p ?o }} }}"
            assert asked(text, query, tmp_path) == [[], []]


@pytest.mark.parametrize("graph", ["_:g", "<https://w3id.org/fingraph/merged/inferred>"])
def test_a_graph_that_nobody_could_ask_for_is_refused(tmp_path: Path, graph: str) -> None:
    file = tmp_path / "odd.nq"
    file.write_text(f"<urn:s> <urn:p> <urn:o> {graph} .\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"has a graph (that a blank node names; name it|'https.*'.*; rename it)"):
        load_graphs([file], tmp_path / "store")
    with pytest.raises(SourceError, match="has a graph"):
        open_store(file)


def test_triples_of_no_graph_in_a_dataset_are_read() -> None:
    triple = rdflib.URIRef("urn:a"), rdflib.URIRef("urn:p"), rdflib.Literal("x")
    dataset = rdflib.Dataset()
    dataset.add(triple)
    assert rows("SELECT ?o { ?s ?p ?o }", dataset) == [("x",)]
    dataset.graph(rdflib.URIRef("urn:g")).add(triple)
    assert rows(COUNTED, dataset) == [(1,)]
