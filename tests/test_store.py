"""The store: loading, terms, queries and serialisations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from fingraph.errors import QueryError
from fingraph.namespaces import expand
from fingraph.store import (
    FILE_FORMATS,
    Request,
    Store,
    as_dataset,
    as_graph,
    as_store,
    canonical,
    count,
    evaluate,
    evaluate_as,
    graph_names,
    load,
    materialize,
    term,
    to_trig,
    to_turtle,
)

if TYPE_CHECKING:
    from fingraph.store import Answer

TRIG = b"""@prefix fg: <https://w3id.org/fingraph/ontology#> . @prefix tech: <https://w3id.org/fingraph/tech/> .
<https://example.org/g> { tech:a fg:uses tech:b , "n"@EN , 7 , 1.5 , true . }
<https://example.org/h> { tech:a fg:uses tech:b . }"""


@pytest.fixture
def store() -> Store:
    return load(TRIG, ".trig")


def ask(store: Store, text: str) -> Answer:
    return evaluate(store, Request(text))


def test_a_file_is_loaded_by_its_extension(store: Store) -> None:
    assert graph_names(store) == ["https://example.org/g", "https://example.org/h"]
    assert count(store, "https://example.org/g") == 5
    assert count(store, "https://example.org/none") == 0
    assert sum(1 for _ in load(b"<a:a> <a:b> <a:c> .", ".ttl")) == 1


@pytest.mark.parametrize("suffix", [".txt", "", ".TTL", "ttl"])
def test_an_unknown_extension_is_refused_with_the_known_ones(suffix: str) -> None:
    with pytest.raises(ValueError, match=r"unknown extension .*; use one of \.ttl, \.trig"):
        load(b"", suffix)


@pytest.mark.parametrize("suffix", FILE_FORMATS)
@pytest.mark.parametrize("content", [b"\xff\xfe", b"<a", b"{", b"\0"])
def test_what_is_not_of_the_format_is_a_value_error(suffix: str, content: bytes) -> None:
    try:
        assert sum(1 for _ in load(content, suffix)) == 0
    except ValueError:
        return  # Any other exception fails the test.


def test_a_dataset_has_the_prefixes_and_its_store() -> None:
    dataset = as_dataset()
    assert dict(dataset.namespaces())["tech"] == rdflib.URIRef(expand("tech:"))
    dataset.get_context(rdflib.URIRef("https://example.org/g")).add(3 * (rdflib.URIRef("https://example.org/x"),))
    assert graph_names(as_store(dataset)) == ["https://example.org/g"]


@pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning")  # by rdflib's own serialiser
def test_a_dataset_in_memory_is_copied() -> None:
    plain = rdflib.Dataset()
    node = rdflib.URIRef("https://example.org/x")
    plain.graph(rdflib.URIRef("https://example.org/g")).add((node, node, rdflib.Literal("港", lang="zh-hans")))
    copy = as_store(plain)
    assert count(copy, "https://example.org/g") == 1


def test_canonical_quads_of_some_graphs_and_each_triple_once(store: Store) -> None:
    assert len(canonical(store)) == 6
    assert len(canonical(store, ["https://example.org/h"])) == 1
    assert canonical(store, []) == []
    assert to_turtle(canonical(store)).count(b"tech:b") == 1
    assert to_trig(canonical(store)).count(b"tech:b") == 2


# --- Terms --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("tech:large-model", f"<{expand('tech:large-model')}>"),
        ("<https://example.org/x>", "<https://example.org/x>"),
        ("<urn:x>", "<urn:x>"),
        ('"港"@zh-hans', '"港"@zh-hans'),
        ('"港"@zh-Hans', '"港"@zh-hans'),
        ('"7"^^xsd:integer', '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ('"7"', '"7"'),
        ("7", '"7"'),
        ("大模型", '"大模型"'),
        ("unknown:x", '"unknown:x"'),
        ("tech:a b", '"tech:a b"'),
        ("tech:", '"tech:"'),
        ("", '""'),
        ('a"b', '"a\\"b"'),
        ("a\nb", '"a\\nb"'),
        ("x> } DELETE", '"x> } DELETE"'),
        ("<x> } DELETE { <y>", '"<x> } DELETE { <y>"'),
        ('" } # ', '"\\" } # "'),
        ('"a" } INSERT "b"', '"a\\" } INSERT \\"b"'),
    ],
)
def test_the_term_of_a_text(text: str, written: str) -> None:
    assert str(term(text)) == written


@pytest.mark.parametrize("text", ["<>", "<a b>", "<relative>", '"7"^^nowhere:x', '"7"^^integer', '"x"@-', "<a:\n>"])
def test_a_malformed_iri_or_literal_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QueryError, match="cannot read the value") as raised:
        term(text)
    assert len(str(raised.value).splitlines()) == 1


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_a_term_or_refused_and_comes_back_out_of_a_query(text: str) -> None:
    try:
        value = term(text)
    except QueryError:
        return
    (row,) = ask(Store(), f"SELECT ?x {{ BIND({value} AS ?x) }}").rows
    assert row == (value,)


# --- Answers ------------------------------------------------------------------------------------------------------------


def test_values_are_python_values(store: Store) -> None:
    answer = ask(store, "SELECT ?o WHERE { GRAPH <https://example.org/g> { ?s fg:uses ?o } }")
    assert {(type(value), value) for (value,) in answer.values()} == {
        (str, "tech:b"), (str, "n"), (int, 7), (float, 1.5), (bool, True),
    }  # fmt: skip
    (row,) = ask(store, "SELECT ?x ?y ?z { BIND(BNODE() AS ?x) BIND(1/0 AS ?y) BIND(1e0 AS ?z) }").values()
    assert str(row[0]).startswith("_:")
    assert row[1:] == (None, 1.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INF", "double"), ("NaN", "float"), ("abc", "boolean"), ("abc", "date"),
        ("abc", "integer"), ("", "decimal"), ("abc", "double"), ("1" * 5000, "integer"),
    ],
)  # fmt: skip
def test_a_literal_that_is_none_of_its_type_is_shown_not_fatal(kind: str, text: str) -> None:
    (row,) = ask(Store(), f'SELECT ("{text}"^^xsd:{kind} AS ?x) {{}}').values()
    assert len(row) == 1


def test_each_form_of_query_has_its_answer(store: Store) -> None:
    assert ask(store, "ASK { GRAPH ?g { ?s ?p ?o } }").truth
    assert not ask(store, "ASK { ?s ?p ?o }").truth
    graph = as_graph(ask(store, "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"))
    assert len(graph) == 5
    assert ("tech", rdflib.URIRef(expand("tech:"))) in set(graph.namespaces())
    assert ask(store, "DESCRIBE tech:a FROM <https://example.org/g>").form == "graph"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_in_every_standard_format(store: Store, form: str) -> None:
    content = evaluate_as(store, Request('SELECT ("港" AS ?x) {}'), form).decode()
    assert "港" in content
    assert "x" in content


def test_truth_and_triples_in_standard_formats(store: Store) -> None:
    assert json.loads(evaluate_as(store, Request("ASK {}"), "json"))["boolean"] is True
    assert b"true" in evaluate_as(store, Request("ASK {}"), "xml")
    both = "CONSTRUCT { tech:b fg:uses tech:a . tech:a fg:uses tech:b } WHERE {}"
    assert evaluate_as(store, Request(both), "nquads").count(b"\n") == 2
    assert b"tech:a fg:uses tech:b" in evaluate_as(store, Request(both), "turtle")


@pytest.mark.parametrize(
    ("query", "form"),
    [("SELECT * {}", "turtle"), ("ASK {}", "csv"), ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "json")],
)
def test_a_format_that_does_not_fit_the_answer_is_refused(query: str, form: str) -> None:
    with pytest.raises(QueryError, match=f"this answer cannot be written as '{form}'; SELECT has table, csv"):
        evaluate_as(Store(), Request(query), form)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s ?p }", r"not a SPARQL 1\.1 query, line 1, column 19: "),
        ("SELECT *\n{ ?s nope:x ?o }", r"line 2, column 6: unknown prefix 'nope:'; declare it with PREFIX"),
        (" \n", r"^the query is empty$"),
        ("INSERT DATA { tech:a fg:uses tech:b }", r"not a SPARQL 1\.1 query, line 1, column 10: "),
    ],
)
def test_a_syntax_error_has_line_and_column_on_one_line(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as raised:
        ask(Store(), query)
    assert len(str(raised.value).splitlines()) == 1
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b", "\ufffe"])
def test_no_xml_that_cannot_be_read_is_written(character: str) -> None:
    store = Store()
    store.add(
        ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(f"a{character}b"), ox.NamedNode("urn:g"))
    )
    asked = Request("SELECT ?o { ?s ?p ?o }", ("urn:g",))
    with pytest.raises(QueryError, match=r"which XML cannot have; ask for another format$"):
        evaluate_as(store, asked, "xml")
    assert evaluate_as(store, asked, "json")


def test_a_rule_adds_what_it_constructs(store: Store) -> None:
    rule = Request("CONSTRUCT { ?o fg:uses ?s } WHERE { ?s fg:uses ?o FILTER(isIRI(?o)) }", ("https://example.org/h",))
    materialize(store, rule, "https://example.org/new")
    assert count(store, "https://example.org/new") == 1
    with pytest.raises(QueryError, match="a rule is a CONSTRUCT query"):
        materialize(store, Request("SELECT * {}"), "https://example.org/new")
