"""One graph in four places: the same answers in memory, on disk, from the Oxigraph server and from Virtuoso."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import Result
from server_support import ROWS, Server, credentials

import fingraph
from fingraph.assemble import assemble, read
from fingraph.comparison import stored_tables
from fingraph.endpoint import Endpoint
from fingraph.errors import LocationError, OutputError
from fingraph.location import open_store
from fingraph.model import Mention, Tables
from fingraph.namespaces import expand
from fingraph.projection import read_details
from fingraph.query import named_queries, select
from fingraph.resources import LOCATION_VARIABLE, data_dir, resource_dir
from fingraph.store import (
    Request,
    as_dataset,
    as_store,
    canonical,
    count,
    evaluate,
    evaluate_as,
    graph_names,
    load,
    to_python,
    to_trig,
)
from fingraph.store.folder import open_version, version
from fingraph.transfer import load as load_graphs

Run = Callable[..., Result]

GOLDEN = Path(__file__).parent / "competency"
PLACES = ("memory", "folder", "oxigraph", "virtuoso")
ELSEWHERE = PLACES[1:]

pytestmark = pytest.mark.usefixtures("dba")


@pytest.fixture(scope="module")
def dba() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in credentials().items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def locations() -> dict[str, str]:
    """Return what is known already: each place is filled when it is first asked for."""
    return {"memory": "memory:"}


@pytest.fixture
def location(
    request: pytest.FixtureRequest, locations: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Return the location of the built-in graph at a place."""
    place: str = request.param
    if place not in locations:
        server: Server | None = None if place == "folder" else request.getfixturevalue(place)
        locations[place] = server.address if server else str(tmp_path_factory.mktemp("folder") / "store")
        load_graphs((), locations[place])
    return locations[place]


at_each_place = pytest.mark.parametrize("location", PLACES, indirect=True)
elsewhere = pytest.mark.parametrize("location", ELSEWHERE, indirect=True)
on_endpoints = pytest.mark.parametrize("location", ["oxigraph", "virtuoso"], indirect=True)


@elsewhere
@pytest.mark.parametrize("name", tuple(named_queries()))
def test_questions_have_the_same_answers_everywhere(name: str, location: str) -> None:
    rows = select(name, dataset=open_store(location))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([rows.columns, *rows])
    assert text.getvalue() == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")


@elsewhere
def test_graphs_and_their_sizes_are_the_same_everywhere(location: str) -> None:
    here, there = open_store(), open_store(location)
    assert graph_names(there) == graph_names(here)
    assert [count(there, name) for name in graph_names(here)] == [count(here, name) for name in graph_names(here)]


@elsewhere
@pytest.mark.parametrize("projection", ["full", "policy-technology-sector", "technology-technology"])
def test_projections_are_the_same_everywhere(location: str, projection: str) -> None:
    here = fingraph.to_networkx(projection=projection)
    there = fingraph.to_networkx(open_store(location), projection=projection)
    assert nx.utils.graphs_equal(here, there)
    assert here.graph == there.graph


@elsewhere
def test_details_are_the_same_everywhere(location: str) -> None:
    assert read_details(open_store(location)) == read_details()


COMMANDS = (
    "describe 大模型",
    "rank pagerank --top 5 --samples 20",
    "paths policy:several-policies tech:large-model",
    "reach policy:several-policies",
    "gaps",
    "bridges",
    "query cq03 -f json",
    "query cq05 -f csv -p policy policy:several-policies",
    "query -f nquads -q CONSTRUCT{?s|skos:broader|?o}WHERE{?s|skos:broader|?o}",
    "query -q ASK{?s|fg:relation|fg:concerns}",
    "query -q ASK{?s|fg:relation|fg:nothing}",
    "validate",
)


@elsewhere
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_say_the_same_everywhere(fingraph_command: Run, location: str, command: str) -> None:
    arguments = [argument.replace("|", " ") for argument in command.split()]
    here = fingraph_command(*arguments)
    there = fingraph_command(*arguments, "-l", location)
    assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
    assert here.exit_code == 0


@elsewhere
def test_the_page_is_the_same_everywhere(fingraph_command: Run, location: str, tmp_path: Path) -> None:
    graph = fingraph.to_networkx(open_store(location))
    assert fingraph.render_html(graph) == fingraph.render_html(fingraph.to_networkx())
    output = tmp_path / "page.html"
    assert fingraph_command("html", "-o", output, "--focus", "大模型", "--depth", "1", "-l", location).exit_code == 0
    assert "大模型" in output.read_text(encoding="utf-8")


def data_of(page: Path) -> dict[str, object]:
    """Return the data of a page but for the coverage of tables, which no graph tells."""
    found = re.search(r'id="chunk-data">([^<]+)<', page.read_text(encoding="utf-8"))
    assert found
    data: dict[str, object] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return {**data, "coverage": []}


@elsewhere
def test_the_command_writes_the_same_page_everywhere(fingraph_command: Run, location: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here.html", tmp_path / "there.html"
    more = ("--query", "cq05-policy-technology-links", "--highlight", "--title", "x")
    assert fingraph_command("html", "-o", here, *more).exit_code == 0
    assert fingraph_command("html", "-o", there, *more, "-l", location).exit_code == 0
    assert data_of(there) == data_of(here)


@pytest.fixture(scope="module")
def two_reports() -> Tables:
    """Return the tables with both reports, as far as a graph tells them: of a mention, that there is one."""
    tables = read(data_dir(), resource_dir("ontology"), examples=True)
    return replace(
        tables,
        reports=tuple(
            replace(
                report,
                example=False,
                mentions=tuple(
                    Mention(sentence, item, "") for sentence, item in {(m.sentence, m.item) for m in report.mentions}
                ),
            )
            for report in tables.reports
        ),
    )


PAIR = ("example-2024", "caict-2025")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_reports_are_compared_the_same_everywhere(
    request: pytest.FixtureRequest, fingraph_command: Run, tmp_path: Path, two_reports: Tables, place: str
) -> None:
    """Into a server that other tests share, the example goes beside the built-in graph, and out again."""
    whole = as_store(assemble(two_reports, resource_dir("ontology")))
    location, graphs = str(tmp_path / "store"), graph_names(whole)
    if place != "folder":
        location = request.getfixturevalue(place).address
        load_graphs((), location)
        graphs = [expand("graph:example-2024"), expand("graph:example-2024-inferred")]
    (tmp_path / "graphs.trig").write_bytes(to_trig(canonical(whole, graphs)))
    load_graphs([tmp_path / "graphs.trig"], location)
    try:
        expected = fingraph.compare(*PAIR, tables=two_reports, samples=20)
        for form in ("csv", "table"):
            done = fingraph_command("compare", *PAIR, "--samples", "20", "-f", form, "-l", location)
            assert (done.exit_code, done.stdout_bytes) == (0, expected.to_text(form).encode())
        here, there = tmp_path / "here.html", tmp_path / "there.html"
        assert fingraph_command("compare", *PAIR, "--samples", "20", "--html", here).exit_code == 0
        assert fingraph_command("compare", *PAIR, "--samples", "20", "--html", there, "-l", location).exit_code == 0
        assert there.read_bytes() == here.read_bytes()
        done = fingraph_command("compare", PAIR[0], "nobody", "-l", location)
        assert (done.exit_code, done.stderr) == (
            1, "fingraph: unknown report 'nobody'; use two of caict-2025, example-2024\n"
        )  # fmt: skip
    finally:
        if place != "folder":
            endpoint = open_store(location)
            assert isinstance(endpoint, Endpoint)
            for graph in graphs:
                endpoint.update(f"DROP SILENT GRAPH <{graph}>")


def test_tables_read_back_from_a_graph_make_the_same_graph() -> None:
    ontology = resource_dir("ontology")
    tables = read(data_dir(), ontology, examples=True)
    tables = replace(tables, withdrawn={"tech:old": "tech:large-model", "tech:older": ""})
    store = as_store(assemble(tables, ontology))
    back = stored_tables(store, *(report.id for report in tables.reports))
    assert back.withdrawn == tables.withdrawn
    assert canonical(as_store(assemble(back, ontology))) == canonical(store)


@elsewhere
@pytest.mark.parametrize("suffix", [".nq", ".trig"])
def test_a_dump_holds_every_triple(fingraph_command: Run, location: str, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"all{suffix}"
    assert fingraph_command("dump", "-l", location, "-o", output).exit_code == 0
    dumped, here = load(output.read_bytes(), suffix), open_store()
    named = [name for name in graph_names(here) if name != expand("graph:ontology")]
    assert canonical(dumped, named) == canonical(here, named)
    # The ontology has blank nodes, which endpoints are given as IRIs.
    assert count(dumped, expand("graph:ontology")) == count(here, expand("graph:ontology"))
    assert fingraph_command("dump", "-l", location, "-o", output).exit_code == 1


def test_a_dump_to_standard_output_is_nquads(fingraph_command: Run) -> None:
    result = fingraph_command("dump")
    assert canonical(load(result.stdout_bytes, ".nq")) == canonical(open_store())
    assert "prefix" in fingraph_command("dump", "-f", "trig").stdout.lower()


@elsewhere
def test_a_dataset_of_rdflib_can_be_had_everywhere(location: str) -> None:
    dataset = as_dataset(open_store(location))
    assert len(dataset.get_context(expand("graph:concepts"))) == count(open_store(), expand("graph:concepts"))


@on_endpoints
def test_loading_again_changes_nothing(location: str) -> None:
    loaded = load_graphs((), location)
    assert loaded.kept == loaded.graphs


@on_endpoints
def test_service_needs_permission_on_endpoints_too(fingraph_command: Run, location: str) -> None:
    text = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert "SERVICE is refused" in fingraph_command("query", "-q", text, "-l", location).stderr


# --- Virtuoso's ways --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("location", ["virtuoso"], indirect=True)
@pytest.mark.parametrize("order", ["", "ORDER BY DESC(?o) ?p ?s"])
def test_rows_beyond_the_servers_limit_come_in_pages(location: str, order: str) -> None:
    graph = expand("graph:caict-2025")
    text = f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER(isIRI(?o)) }} {order}"
    here, there = (evaluate(place, Request(text)).rows for place in (open_store(), open_store(location)))
    assert len(there) > ROWS
    assert len(there) == len(set(there))
    assert set(there) == set(here)
    if order:
        assert there == here
    assert evaluate_as(open_store(location), Request(text), "csv").count(b"\n") == len(there) + 1


@pytest.mark.parametrize("location", ["virtuoso"], indirect=True)
def test_rows_beyond_the_limit_with_from_are_an_error_not_a_part(location: str) -> None:
    text = "SELECT ?s ?p ?o FROM graph:caict-2025 { ?s ?p ?o }"
    with pytest.raises(LocationError, match="2,000 rows at most"):
        evaluate(open_store(location), Request(text))


LITERALS = {
    "plain": ox.Literal('a\t"b"\\ 大模型 😀\n'),
    "tagged": ox.Literal("模型", language="zh-hans"),
    "integer": ox.Literal(42),
    "big": ox.Literal(
        "123456789012345678901234567890", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    ),
    "true": ox.Literal(True),
    "decimal": ox.Literal("0.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    "digits": ox.Literal("0.12345678901234567", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    "date": ox.Literal("2025-01-02", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    "moment": ox.Literal("2025-01-02T03:04:05Z", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")),
    "custom": ox.Literal("x", datatype=ox.NamedNode("https://example.org/type")),
    "long": ox.Literal("长" * 5000),
}
LOST_BY_VIRTUOSO = {"big", "digits"}
"""What Virtuoso 7.2.5 does not keep; should it learn to, this is to be changed."""


@pytest.mark.parametrize("place", ["oxigraph", "virtuoso"])
@pytest.mark.parametrize("name", LITERALS)
def test_literals_are_kept_or_the_upload_fails(
    request: pytest.FixtureRequest, tmp_path: Path, place: str, name: str
) -> None:
    server: Server = request.getfixturevalue(place)
    graph = f"https://example.org/literals/{name}"
    quad = ox.Quad(
        ox.NamedNode("https://example.org/s"),
        ox.NamedNode("https://example.org/p"),
        LITERALS[name],
        ox.NamedNode(graph),
    )
    file = tmp_path / "one.nq"
    file.write_bytes(ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"")
    endpoint = Endpoint(server.address)
    try:
        if place == "virtuoso" and name in LOST_BY_VIRTUOSO:
            with pytest.raises(LocationError, match="it does not keep"):
                load_graphs([file], endpoint)
            assert graph not in endpoint.graph_names()
        else:
            load_graphs([file], endpoint)
            (row,) = evaluate(endpoint, Request("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", named_graphs=(graph,))).values()
            assert row == (to_python(LITERALS[name]),)
    finally:
        endpoint.update(f"DROP SILENT GRAPH <{graph}>")


# --- The option and the variable ----------------------------------------------------------------------------------------


def test_the_variable_is_as_good_as_the_option(
    fingraph_command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    file = tmp_path / "mine.ttl"
    file.write_text("<https://example.org/a> <https://example.org/b> 1 .", encoding="utf-8")
    assert fingraph_command("load", file, "-l", store).exit_code == 0
    text = "SELECT ?s ?o { ?s <https://example.org/b> ?o }"
    by_option = fingraph_command("query", "-q", text, "-l", store, "-f", "csv").stdout
    assert by_option == "s,o\nhttps://example.org/a,1\n"
    assert fingraph_command("query", "-q", text, "-f", "csv").stdout == "s,o\n"
    monkeypatch.setenv(LOCATION_VARIABLE, str(store))
    assert fingraph_command("query", "-q", text, "-f", "csv").stdout == by_option
    assert fingraph_command("query", "-q", text, "-f", "csv", "-l", "memory:").stdout == "s,o\n"
    assert graph_names(open_store(store)) == [expand("graph:mine")]


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("nowhere", "no store in .*nowhere.*; make one with fingraph load"),
        ("ftp://example.org/", "unknown location 'ftp://example.org/'; use memory:, a folder"),
        ("http://", "is no address"),
        ("http://name:secret@example.org/sparql", "an address with a name or password in it is refused"),
    ],
)
def test_a_wrong_location_is_one_line(fingraph_command: Run, location: str, message: str) -> None:
    with pytest.raises(LocationError, match=message):
        open_store(location)
    result = fingraph_command("describe", "大模型", "-l", location)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr


def test_an_unknown_profile_is_named_with_those_there_are() -> None:
    with pytest.raises(LocationError, match="unknown profile 'x'; use one of oxigraph, virtuoso"):
        open_store("http://127.0.0.1:1/", profile="x")


def test_memory_cannot_be_loaded_into(fingraph_command: Run) -> None:
    assert "nowhere to load to" in fingraph_command("load").stderr
    assert "cannot be loaded into" in fingraph_command("load", "-l", "memory:").stderr


def test_a_damaged_store_is_one_line(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load_graphs((), store)
    for file in next(store.glob("store-*")).glob("MANIFEST*"):
        file.write_bytes(b"damage")
    with pytest.raises(LocationError, match=r"cannot be read .*; load it anew"):
        open_store(store)
    (store / "fingraph-store").write_text("../../etc", encoding="utf-8")
    with pytest.raises(LocationError, match="names no store"):
        open_store(store)


def test_a_store_that_oxigraph_made_can_be_read_but_not_replaced(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "own"))
    store.extend(open_store())
    store.flush()
    del store
    assert list(select("cq01-technologies-per-trend", dataset=open_store(tmp_path / "own"))) == list(
        select("cq01-technologies-per-trend")
    )
    with pytest.raises(OutputError, match="which is no part of a store; name a new folder"):
        load_graphs((), tmp_path / "own", force=True)


def test_several_processes_read_one_store_while_it_is_replaced(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load_graphs((), store)
    command = [sys.executable, "-m", "fingraph", "query", "cq02", "-f", "csv", "-l", str(store)]
    former = open_version(version(store))
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    load_graphs((), store, force=True)
    expected = (GOLDEN / "cq02-technologies-in-several-trends.csv").read_bytes().replace(b"\n", b"\r\n")
    outputs = [reader.communicate()[0].replace(b"\r\n", b"\n") for reader in readers]
    assert len(set(outputs)) == 1
    assert outputs[0].count(b"\n") == expected.count(b"\r\n")
    assert evaluate(former, Request("SELECT * { GRAPH ?g { ?s ?p ?o } }")).rows
    assert len(list(store.glob("store-*"))) == 2
    del former
    load_graphs((), store, force=True)
    assert len(list(store.glob("store-*"))) == 1
