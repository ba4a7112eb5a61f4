"""Asking: what a query may do and read, its parameters, and items by any of their names."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import fingraph
from fingraph.errors import ItemNotFound, QueryError
from fingraph.namespaces import LAYERS, compress, expand
from fingraph.query import ask, construct, find_item, named_queries, open_dataset, read_layers, request, select
from fingraph.sparql import TOKEN, resolved, tokens_of
from fingraph.store import Request, Store, as_dataset, as_store, evaluate, graph_names, term
from fingraph.validation import validate_dataset

if TYPE_CHECKING:
    from tables_support import TablesFolder

STATED = ("graph:catalog", "graph:concepts", "graph:demo")
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
TECHNOLOGIES = "SELECT ?item { ?item a fg:Technology } ORDER BY ?item"


# --- Layers -------------------------------------------------------------------------------------------------------------


def test_what_reports_state_is_read_by_default(small: rdflib.Dataset) -> None:
    rows = select(GRAPHS, dataset=small)
    assert rows.layers == ("stated",)
    assert [graph for (graph,) in rows] == list(STATED)
    assert not ask("ASK { ?link a fg:InferredLink }", dataset=small)
    assert not ask("ASK { ?policy fg:documentNumber ?number }", dataset=small)
    assert not ask("ASK { fg:Policy rdfs:label ?label }", dataset=small)


@pytest.mark.parametrize(
    ("layer", "pattern"),
    [
        ("inferred", "?link a fg:InferredLink"),
        ("facts", "?policy fg:documentNumber ?number"),
        ("ontology", "fg:Policy rdfs:label ?label"),
    ],
)
def test_a_layer_is_read_when_asked_for(small: rdflib.Dataset, layer: str, pattern: str) -> None:
    assert ask(f"ASK {{ {pattern} }}", layers=(layer,), dataset=small)
    rows = select(GRAPHS, layers=(layer,), dataset=small)
    assert rows.layers == ("stated", layer)
    assert len(rows) == len(STATED) + 1


def test_all_layers_are_all_graphs_in_a_fixed_order(small: rdflib.Dataset) -> None:
    rows = select(GRAPHS, layers=tuple(reversed(LAYERS)), dataset=small)
    assert {graph for (graph,) in rows} == {compress(name) for name in graph_names(as_store(small))}
    assert rows.layers == ("stated", *LAYERS) == read_layers(LAYERS)


def test_an_unknown_layer_is_refused(small: rdflib.Dataset) -> None:
    with pytest.raises(QueryError, match="unknown layer 'guessed'; use one of inferred, facts, mappings, ontology"):
        select(GRAPHS, layers=("guessed",), dataset=small)


@pytest.mark.parametrize("name", ["graph:facts", f"<{expand('graph:facts')}>", f"<{expand('graph:facts')}>\n"])
@pytest.mark.parametrize("word", ["GRAPH", "graph", "Graph\n\t"])
def test_a_graph_named_in_the_query_is_read(small: rdflib.Dataset, word: str, name: str) -> None:
    assert ask(f"ASK {{ {word} {name} {{ ?policy fg:documentNumber ?number }} }}", dataset=small)
    assert not ask(f"ASK {{ {word} {name} {{ ?s ?p ?o }} ?policy fg:documentNumber ?number }}", dataset=small)


def test_a_graph_named_by_a_prefix_of_the_query_is_read(small: rdflib.Dataset) -> None:
    own = f"PREFIX g: <{expand('graph:')}> ASK {{ GRAPH g:facts {{ ?policy fg:documentNumber ?number }} }}"
    assert ask(own, dataset=small)


def test_the_answer_names_every_layer_that_was_read(small: rdflib.Dataset) -> None:
    named = select("SELECT * { GRAPH graph:facts { ?policy fg:documentNumber ?number } }", dataset=small)
    assert "facts" in named.layers
    from_facts = select("SELECT * FROM graph:facts { ?policy fg:documentNumber ?number }", dataset=small)
    assert from_facts.layers == ("facts",)
    assert select("SELECT * FROM graph:facts FROM NAMED graph:concepts { ?s ?p ?o }", dataset=small).layers == (
        "stated",
        "facts",
    )


def test_a_comment_names_no_graph(small: rdflib.Dataset) -> None:
    assert [g for (g,) in select(f"# GRAPH graph:facts {{\n{GRAPHS}", dataset=small)] == list(STATED)


def test_from_reads_what_it_says_and_nothing_else(small: rdflib.Dataset) -> None:
    assert ask("ASK FROM graph:facts { ?policy fg:documentNumber ?number }", dataset=small)
    assert not ask("ASK FROM graph:facts { ?item a fg:Technology }", dataset=small)
    assert ask("ASK from named graph:facts { GRAPH ?g { ?policy fg:documentNumber ?number } }", dataset=small)


def test_from_and_layers_are_not_asked_for_together(small: rdflib.Dataset) -> None:
    with pytest.raises(QueryError, match="says with FROM what it reads; leave the layers and graphs out"):
        ask("ASK FROM graph:facts { ?policy fg:documentNumber ?number }", layers=["inferred"], dataset=small)


def test_a_variable_or_label_called_from_is_no_from(small: rdflib.Dataset) -> None:
    assert len(select("SELECT ?from { ?from a fg:Technology FILTER(STR(?from) != 'FROM') }", dataset=small)) == 3


# --- Refusals -----------------------------------------------------------------------------------------------------------


class Endpoint(threading.Thread):
    """An endpoint that hangs up on whoever calls, and counts the calls."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.calls = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/"

    def run(self) -> None:
        while True:
            connection, _ = self.server.accept()
            with connection:
                if connection.recv(1) != b"x":
                    self.calls += 1
                    continue
                return

    def stop(self) -> None:
        with socket.create_connection(self.server.getsockname()) as last:
            last.sendall(b"x")
        self.join()
        self.server.close()


@pytest.fixture
def endpoint() -> Iterator[str]:
    """Yield the address of an endpoint that must never be asked."""
    thread = Endpoint()
    thread.start()
    yield thread.address
    thread.stop()
    assert thread.calls == 0, "the endpoint was asked"


SERVICES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <URL> { ?s ?p ?o } }",
    "mixed case, silent": "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "no blank": "SELECT * {SERVICE<URL>{?s ?p ?o}}",
    "a variable": "SELECT * { BIND(<URL> AS ?x) SERVICE?x { ?s ?p ?o } }",
    "after a comment": "SELECT * { # SELECT \n SERVICE <URL> { ?s ?p ?o } }",
    "a comment between": "SELECT * { SERVICE # here\n <URL> { ?s ?p ?o } }",
    "after a string": "SELECT * { BIND('it''s' AS ?x) BIND(\"#\" AS ?y) SERVICE <URL> { ?s ?p ?o } }".replace(
        "''", "\\'"
    ),
    "after a long string": 'SELECT * { BIND("""a " # \n""" AS ?x) SERVICE <URL> { ?s ?p ?o } }',
    "after an IRI with #": "SELECT * { BIND(<https://example.org/#a> AS ?x) SERVICE <URL> { ?s ?p ?o } }",
    "after less than": "SELECT * { FILTER(1 <2) SERVICE <URL> { ?s ?p ?o } }",
    "after a number": "SELECT * { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
    "after a carriage return": "SELECT * { # a\rSERVICE <URL> { ?s ?p ?o }\n}",
    "like a prefixed name": "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "like a prefixed name, lower case": "PREFIX : <URL> SELECT * { service:x { ?s ?p ?o } }",
    "behind a full stop": "PREFIX : <URL> SELECT * { ?s ?p ?o.SERVICE:x { ?a ?b ?c } }",
    "behind true": "SELECT * { ?s ?p trueSERVICE <URL> { ?a ?b ?c } }",
    "behind false": "SELECT * { ?s ?p falseSERVICE <URL> { ?a ?b ?c } }",
    "behind an escape in an IRI": "SELECT * { SERVICE <URL\\u0061> { ?s ?p ?o } }",
    "behind an IRI with a wide blank": "SELECT * { SERVICE <URL\u3000> { ?s ?p ?o } }",
    "behind an escape in a name": "PREFIX x: <URL> SELECT * { SERVICE x:a\\-b { ?s ?p ?o } }",
    "behind an apostrophe in a name": "PREFIX x: <urn:x> SELECT * { ?a x:it\\'s ?b SERVICE <URL> { ?s ?p ?o } BIND('x' AS ?q) }",
    "behind # in a name": "PREFIX x: <urn:x> SELECT * { ?a x:it\\#s ?b . SERVICE <URL> { ?s ?p ?o } }",
    "behind # in an IRI with an escape": "SELECT * { ?a <urn:a\\u0061#b> ?b . SERVICE <URL> { ?s ?p ?o } }",
    "behind # in an IRI with a wide blank": "SELECT * { ?a <urn:a\u3000#b> ?b . SERVICE <URL> { ?s ?p ?o } }",
    "by a prefix with an accent": "PREFIX e\u0301: <URL> SELECT * { SERVICE e\u0301: { ?s ?p ?o } }",
    "by a name with an accent": "PREFIX x: <URL> SELECT * { SERVICE x:a\u0301 { ?s ?p ?o } }",
    "by a variable with a dot": "SELECT * { VALUES ?a\u00b7 { <URL> } SERVICE ?a\u00b7 { ?s ?p ?o } }",
    "written together with a prefix": "PREFIX x: <URL> SELECT * { SERVICEx:a { ?s ?p ?o } }",
    "in a sub-select": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in EXISTS": "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
}


@pytest.mark.parametrize("name", SERVICES)
def test_no_query_is_sent_to_another_machine(small: rdflib.Dataset, endpoint: str, name: str) -> None:
    with pytest.raises(QueryError, match=r"^SERVICE is refused, since it sends the query to another machine; "):
        select(SERVICES[name].replace("URL", endpoint), dataset=small)


@pytest.mark.parametrize(
    "query", ["\\u0053ERVICE <URL> { ?s ?p ?o }", "?a ?b '\\u0027 . SERVICE <URL> { ?s ?p ?o } #'"]
)
def test_no_escape_hides_a_service(small: rdflib.Dataset, endpoint: str, query: str) -> None:
    try:
        select(f"SELECT * {{ {query.replace('URL', endpoint)}\n }}", dataset=small)
    except QueryError:
        return  # What counts is that the endpoint was not asked.


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a fg:Technology }",
        "SELECT $SERVICE { $SERVICE a fg:Technology }",
        "PREFIX service: <https://example.org/> SELECT * { ?s service:service ?o }",
        "SELECT * { ?s ?p 'SERVICE <https://example.org/>' } # SERVICE <https://example.org/>",
        "SELECT * { ?s ?p <https://example.org/SERVICE> }",
        "SELECT * { ?s ?p \"\"\" SERVICE \"\"\" , ''' SERVICE ''' }",
    ],
)
def test_what_is_only_called_service_is_fine(small: rdflib.Dataset, query: str) -> None:
    select(query, dataset=small)


def test_service_is_sent_only_with_permission(small: rdflib.Dataset) -> None:
    store = as_store(small)
    with pytest.raises(QueryError, match=r"^the query failed: "):
        evaluate(store, request(store, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", allow_service=True))


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { tech:a fg:uses tech:b }",
        "delete where { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH graph:demo",
        "LOAD <file:///etc/hosts>",
        "# SELECT\nDELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
        "PREFIX x: <https://example.org/> CREATE GRAPH x:g",
        "WITH graph:demo DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(small: rdflib.Dataset, query: str) -> None:
    before = len(small)
    with pytest.raises(QueryError, match=r"^updates are refused; edit the tables and build again$"):
        select(query, dataset=small)
    assert len(small) == before


@pytest.mark.parametrize(
    "query", ["SELECT * { } ; DELETE WHERE { ?s ?p ?o }", "ASK { INSERT DATA { tech:a fg:uses tech:b } }"]
)
def test_an_update_inside_a_query_is_a_syntax_error(small: rdflib.Dataset, query: str) -> None:
    with pytest.raises(QueryError, match=r"not a SPARQL 1\.1 query"):
        ask(query, dataset=small)


def test_words_of_updates_are_fine_in_queries(small: rdflib.Dataset) -> None:
    assert ask("ASK { BIND('DELETE' AS ?insert) # DROP\n }", dataset=small)


def test_a_nul_is_refused(small: rdflib.Dataset) -> None:
    for character in ("\0", "\ud800"):
        with pytest.raises(QueryError, match=r"^the query holds a NUL character or half a character; remove it$"):
            ask(f"ASK {{ {character} }}", dataset=small)


@pytest.mark.parametrize(
    ("function", "query", "message"),
    [
        (select, "ASK {}", "no SELECT; use ask"),
        (ask, "SELECT * {}", "no ASK; use select"),
        (construct, "ASK {}", "no CONSTRUCT; use select"),
    ],
)
def test_each_function_has_its_form(small: rdflib.Dataset, function: object, query: str, message: str) -> None:
    assert callable(function)
    with pytest.raises(QueryError, match=message):
        function(query, dataset=small)


def test_construct_gives_a_graph(small: rdflib.Dataset) -> None:
    graph = construct("CONSTRUCT { ?o fg:uses ?s } WHERE { ?s fg:mitigates ?o }", dataset=small)
    assert len(graph) == 1


@given(st.text(st.sampled_from("SERVICE<>#'\"\\\n\r {}:?.fromGRAPH ")))
def test_tokens_cover_any_text_without_failing(text: str) -> None:
    assert sum(len(match[0]) for match in TOKEN.finditer(text)) <= len(text)


# --- Parameters ---------------------------------------------------------------------------------------------------------

LABELS = "SELECT ?item ?label { ?item skos:prefLabel ?label } ORDER BY ?item ?label"


@pytest.mark.parametrize(
    ("query", "params", "rows"),
    [
        (LABELS, {"item": "tech:robot"}, [("tech:robot", "robot"), ("tech:robot", "机器人")]),
        (LABELS, {"item": f"<{expand('tech:robot')}>", "label": '"robot"@en'}, [("tech:robot", "robot")]),
        (LABELS, {"label": '"机器人"@zh-Hans'}, [("tech:robot", "机器人")]),
        (LABELS, {"label": "robot"}, []),
        ("SELECT ?n { ?x fg:ordinal ?n }", {"n": '"2"^^xsd:integer'}, [(2,)]),
        ("SELECT ?n { ?x fg:ordinal ?n }", {"n": "2"}, []),
        ("SELECT ?t { ?x fg:sentenceId ?id ; fg:mentions ?t }", {"id": "T02.S01"}, [("sector:shipping",)]),
        ("SELECT ?o { ?s fg:promotes ?o }", {"s": "policy:plan"}, [("tech:robot",)]),
        ("SELECT ?o { ?s fg:promotes ?o }", {"s": "policy:norm"}, []),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?s fg:mitigates ?o }", {"o": "challenge:delay"}, [(1,)]),
        ("SELECT ?o { ?s fg:promotes ?o OPTIONAL { ?o skos:broader ?b } }", {"b": "tech:machine"}, [("tech:robot",)]),
        ("SELECT ?o { { ?s fg:promotes ?o } UNION { ?s fg:requires ?o } }", {"s": "policy:norm"}, [("practice:audit",)]),
        ("SELECT $o { $s fg:promotes $o }", {"s": "policy:plan"}, [("tech:robot",)]),
        ("# { ?s }\nSELECT ?o { ?s fg:promotes ?o }", {"s": "policy:plan"}, [("tech:robot",)]),
    ],
)  # fmt: skip
def test_parameters_keep_the_rows_that_have_their_value(
    small: rdflib.Dataset, query: str, params: dict[str, str], rows: list[tuple[object, ...]]
) -> None:
    assert list(select(query, params=params, dataset=small)) == rows


@pytest.mark.parametrize(
    "value",
    [
        "x> } DELETE",
        '" } # ',
        "'; DROP",
        "tech:robot> . ?s ?p ?o",
        '"a" } UNION { ?item ?x ?label',
        "\n}",
        "\\",
        '\\"',
        "\0",
    ],
)
def test_a_value_stays_a_value(small: rdflib.Dataset, value: str) -> None:
    assert list(select(LABELS, params={"item": value}, dataset=small)) == []


@given(value=st.text(st.characters(codec="utf-8")))
def test_any_value_finds_itself_or_nothing(value: str) -> None:
    dataset = _dataset_with(value)
    assert list(select("SELECT ?o { ?s <urn:p> ?o }", params={"o": f'"{value}"'}, dataset=dataset)) == [(value,)]


def _dataset_with(value: str) -> rdflib.Dataset:
    dataset = as_dataset()
    context = dataset.get_context(rdflib.URIRef(expand("graph:demo")))
    context.add((rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), rdflib.Literal(value)))
    return dataset


def test_ask_and_construct_take_parameters(small: rdflib.Dataset) -> None:
    assert ask("ASK { ?s fg:promotes ?o }", params={"s": "policy:plan"}, dataset=small)
    assert not ask("ASK { ?s fg:promotes ?o }", params={"s": "policy:norm"}, dataset=small)
    query = "CONSTRUCT { ?s fg:promotes ?o } WHERE { ?s fg:promotes ?o }"
    assert len(construct(query, params={"s": "policy:norm"}, dataset=small)) == 0


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("SELECT ?a { ?a ?b ?c }", "x", r"the query has no variable \?x; it has a, b, c"),
        ("SELECT ?a { ?a ?b ?c }", "?a", r"the query has no variable \?\?a"),
        ("SELECT ?a { ?a ?b ?c }", "a } DELETE", r"the query has no variable \?a \} DELETE"),
        ("ASK {}", "x", r"the query has no variable \?x; it has none"),
        ("DESCRIBE tech:robot", "x", "the query has no pattern in braces to bind a parameter in"),
        ("SELECT (COUNT(?a) AS ?n) { ?a ?b ?c }", "n", r"\?n is computed by the query and cannot be bound"),
        ("SELECT * { SELECT ?a { ?a ?b ?c } }", "a", "the pattern is a sub-select; give it braces of its own"),
        ("SELECT * { { SELECT ?a (MAX(?d) AS ?c) { ?a ?b ?d } GROUP BY ?a } }", "d", "sub-select.*; use one of a, c"),
        (
            "SELECT * { { SELECT * { { SELECT ?a { ?a ?b ?c } } } } }",
            "b",
            "sub-select, EXISTS or MINUS.*; use one of a",
        ),
        (
            "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?c } }",
            "d",
            "sub-select, EXISTS or MINUS.*; use one of a, b, c",
        ),
        ("SELECT * { ?a ?b ?c MINUS { ?d ?e ?c } }", "e", "sub-select, EXISTS or MINUS.*; use one of a, b, c"),
        ("SELECT * { ?a ?b ?c FILTER(STR(?c) = ?d) }", "d", "the query only reads it, .*; use one of a, b, c$"),
        ("SELECT * { ?a ?b ?c BIND(?c + ?d AS ?e) }", "d", "the query only reads it, .*; use one of a, b, c, e$"),
        ("SELECT * { ?a ?b ?c OPTIONAL { ?a ?e ?f FILTER(?f = ?d) } }", "d", "; use one of a, b, c, e, f$"),
        ("SELECT ?a { ?a ?b ?c } ORDER BY ?d", "d", "the query only reads it"),
        ("SELECT ?b { ?a ?b ?c } GROUP BY ?b HAVING (COUNT(?a) > ?d)", "d", "the query only reads it"),
        ("SELECT ?a { ?a ?b ?c } VALUES ?d { 1 2 }", "d", "; use one of a, b, c$"),
        ("SELECT ?d { ?a ?b ?c } GROUP BY (LANG(?c) AS ?d)", "d", r"\?d is computed by the query"),
        ("CONSTRUCT WHERE { ?a ?b ?c }", "a", r"CONSTRUCT WHERE cannot bind a parameter; write CONSTRUCT \{"),
    ],
)
def test_a_parameter_that_cannot_be_bound_is_refused(
    small: rdflib.Dataset, query: str, name: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        select(query, params={name: "tech:robot"}, dataset=small)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s fg:promotes ?o } GROUP BY ?s } }",
        "SELECT * { { { SELECT * { ?s fg:promotes ?o } } } }",
        "SELECT ?s { { SELECT DISTINCT ?s WHERE { ?s fg:promotes ?o } ORDER BY ?s } FILTER EXISTS { ?s ?p ?o } }",
        "SELECT ?s { OPTIONAL { ?s fg:promotes ?o } }",
        "SELECT * { { SELECT * { SELECT ?s { ?s fg:promotes ?o } } } }",
    ],
)
def test_what_a_sub_select_hands_on_can_be_bound(small: rdflib.Dataset, query: str) -> None:
    rows = select(query, params={"s": "policy:plan"}, dataset=small)
    assert {cell for row in rows for cell in row if str(cell).startswith("policy:")} == {"policy:plan"}


@pytest.mark.parametrize(
    "query", ["ASK { ?s {", "ASK { ?s { SELECT", "ASK { ?s { SELECT ?s", "ASK { ?s MINUS {", "ASK { ?s } }"]
)
def test_a_malformed_query_with_a_parameter_is_one_error(small: rdflib.Dataset, query: str) -> None:
    with pytest.raises(QueryError, match="not a SPARQL"):
        ask(query, params={"s": "policy:plan"}, dataset=small)


@pytest.mark.parametrize("value", ["<a b>", "\udcff"])
def test_a_malformed_value_is_refused(small: rdflib.Dataset, value: str) -> None:
    with pytest.raises(QueryError, match="cannot read the value "):
        select(LABELS, params={"item": value}, dataset=small)


def test_what_bind_computes_and_a_construct_without_where_can_be_bound(small: rdflib.Dataset) -> None:
    text = "SELECT ?a { ?a fg:promotes ?c BIND(STR(?a) AS ?d) FILTER(?d != '') }"
    assert {row[0] for row in select(text, params={"d": expand("policy:plan")}, dataset=small)} == {"policy:plan"}
    text = "CONSTRUCT { ?a fg:promotes ?c } { ?a fg:promotes ?c }"
    assert len(construct(text, params={"a": "policy:plan"}, dataset=small)) == len(construct(text, dataset=small)) > 0
    assert len(construct(text, params={"a": "tech:lamp"}, dataset=small)) == 0


ALL, FROM, GRAPH = (f"SELECT ?s {part}" for part in ("{ ?s ?p ?o }", "FROM graph:demo { ?s ?p ?o }", "{ GRAPH graph:demo { ?s ?p ?o } }"))  # fmt: skip


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        (r"PREFIX x: <https://w3id.org/fingraph/> SELECT ?s { GRAPH x:graph\/demo { ?s ?p ?o } }", GRAPH),
        (r"SELECT ?s { GRAPH <https://w3id.org/fingraph/graph/dem\u006f> { ?s ?p ?o } }", GRAPH),
        (r"PREFIX x: <https://w3id.org/fingraph/> SELECT ?s FROM x:graph\/demo { ?s ?p ?o }", FROM),
        (r"SELECT ?s FROM <https://w3id.org/fingraph/graph/dem\U0000006F> { ?s ?p ?o }", FROM),
        (r"SELECT ?s { ?s ?p ?o FILTER(?s != tech:x\-from) }", ALL),
        ("SELECT ?s { ?s ?p ?o FILTER(?s != <urn:a\u00a0#b>) }", ALL),
        ("SELECT ?s { ?s ?p ?o FILTER('x'@from != 'y') }", ALL),
        ("SELECT ?s { ?s ?p ?o.tech:robot a ?a }", "SELECT ?s { ?s ?p ?o . tech:robot a ?a }"),
    ],
)
def test_names_and_graphs_are_read_as_the_engine_reads_them(small: rdflib.Dataset, query: str, plain: str) -> None:
    expected = sorted(map(str, select(plain, dataset=small)))
    assert expected
    assert sorted(map(str, select(query, dataset=small))) == expected


def test_a_comparison_without_blanks_is_no_iri(small: rdflib.Dataset) -> None:
    text = "ASK { BIND(2 AS ?n) FILTER(?n<=2&&?n>=1) FILTER(IF(?n<3,?n>1,false)) }"
    assert ask(text, dataset=small)
    assert ask(f"BASE <urn:x> {text}", dataset=small)


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ VALUES ?s {{ {' '.join(f'<urn:x:{number}>' for number in range(2_000))} }} ?s ?p ?o }}",
        f"ASK {{ ?s {'/'.join(f'<urn:x:{number}>' for number in range(100))} ?o }}",
        f"ASK {{ VALUES ?s {{ {' '.join(f'tech:a-b-c-{number}' for number in range(2_000))} }} }}",
    ],
)
def test_long_lists_and_paths_are_no_deep_ones(small: rdflib.Dataset, query: str) -> None:
    ask(query, dataset=small)


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ BIND({'+'.join('1' * 5_000)} AS ?n) }}",
        f"ASK {{ ?s ?p ?o {'MINUS { ?s ?p 1 }' * 3_000} }}",
        f"ASK {{ {' '.join(f'BIND({n} AS ?b{n})' for n in range(3_000))} }}",
    ],
)
def test_so_many_operators_or_parts_that_the_stack_overflows_are_refused(small: rdflib.Dataset, query: str) -> None:
    with pytest.raises(QueryError, match=r"has more than 1,000 operators or parts; write it flatter, or as several$"):
        ask(query, dataset=small)


@pytest.mark.parametrize("part", ["1", "a.", "é", "\\'''", "a-", "'''a\n", "<a", "a:.", "a", "'\\"])
def test_no_text_takes_long_to_read(part: str, cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    """In linear time, since the server reads a query before a worker does, whose time has a limit."""
    assert cpu_seconds(lambda: tokens_of(part * (60_000 // len(part)))) < 2


def test_parameters_go_into_the_pattern_whatever_stands_before_it(small: rdflib.Dataset) -> None:
    query = "SELECT (EXISTS { ?x skos:broader ?y } AS ?has) ?o { ?s fg:promotes ?o }"
    assert list(select(query, params={"s": "policy:norm"}, dataset=small)) == []


def test_a_bound_query_is_the_query_with_a_filter(small: rdflib.Dataset) -> None:
    store = as_store(small)
    text = request(store, "SELECT ?o { ?s fg:uses ?o }", parameters={"s": term("tech:robot")}).text
    assert text == f"SELECT ?o {{ FILTER(?s = <{expand('tech:robot')}>) ?s fg:uses ?o }}"
    text = request(store, "SELECT ?s { ?s fg:uses ?o }", parameters={"o": term('"1"^^xsd:integer')}).text
    literal = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert text == f"SELECT ?s {{ FILTER(sameTerm(?o, {literal})) ?s fg:uses ?o }}"


# --- Rows, competency questions, the built-in graph -----------------------------------------------------------------------


def test_rows_are_a_sequence_with_other_forms(small: rdflib.Dataset) -> None:
    rows = select(TECHNOLOGIES, dataset=small)
    assert len(rows) == 3
    assert list(rows) == [("tech:ledger",), ("tech:machine",), ("tech:robot",)]
    assert rows.to_dicts()[0] == {"item": "tech:ledger"}
    assert rows.to_pandas()["item"].tolist() == rows.to_polars()["item"].to_list()
    assert list(select("SELECT ?x { FILTER(false) }", dataset=small).to_pandas().columns) == ["x"]


def test_rows_in_a_notebook_are_escaped(small: rdflib.Dataset) -> None:
    html = select("SELECT ('<script>' AS ?a) ?b {}", dataset=small)._repr_html_()
    assert html == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>&lt;script&gt;</td><td></td></tr></tbody></table>"
    )


def test_questions_are_asked_by_name_with_their_layers(small: rdflib.Dataset) -> None:
    assert list(named_queries()) == sorted(named_queries())
    for name, query in named_queries().items():
        assert select(name, dataset=small).layers == read_layers(query.layers)
    assert "facts" in select("cq03-policies-by-kind", layers=("facts",), dataset=small).layers


def test_changes_to_an_open_dataset_are_seen_by_queries_of_it() -> None:
    dataset = open_dataset()
    assert len(dataset) > 0
    assert select("SELECT ?x { tech:large-model skos:prefLabel ?x }").columns == ("x",)


def test_an_item_without_preferred_label_is_described_by_its_id() -> None:
    dataset = _dataset_with("x")
    context = dataset.get_context(rdflib.URIRef(expand("graph:demo")))
    context.add((rdflib.URIRef(expand("tech:x")), rdflib.SKOS.altLabel, rdflib.Literal("the x", lang="en")))
    described = fingraph.describe("the x", dataset)
    assert (described.id, described.label_en, described.synonyms) == ("tech:x", "tech:x", ("the x",))


def test_a_function_of_the_package_stays_one_after_its_first_use() -> None:
    assert fingraph.describe("tech:large-model").id == "tech:large-model"
    assert fingraph.describe("tech:large-model").id == "tech:large-model"


# --- Items by name ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "tech:robot", expand("tech:robot"), f"<{expand('tech:robot')}>", "robot", "机器人", "ROBOT-X", "自动机",
        "Robot", "ＲＯＢＯＴ", " robot ", "robot-x", "ｒｏｂｏｔ－ｘ",
    ],
)  # fmt: skip
def test_an_item_has_many_names(small: rdflib.Dataset, name: str) -> None:
    assert find_item(name, small) == "tech:robot"


def test_trends_and_policies_have_names_too(small: rdflib.Dataset) -> None:
    assert find_item("港口机器人", small) == "trend:demo.T01"
    assert find_item("方案", small) == "policy:plan"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("robbot", "no item is called 'robbot'; did you mean 'robot'"),
        ("tech:robo", "did you mean 'tech:robot'"),
        ("账木本", "did you mean '账本'"),
        ("", "no item is called ''; fingraph query cq19-label-lookup lists all names"),
        ("ħ" * 3000, "lists all names"),
        ("asserted", "no item is called 'asserted'"),
        ("a\nb", r"no item is called 'a\\nb'"),
    ],
)
def test_an_unknown_name_has_suggestions(small: rdflib.Dataset, name: str, message: str) -> None:
    with pytest.raises(ItemNotFound, match=message) as raised:
        find_item(name, small)
    assert len(str(raised.value).splitlines()) == 1


def test_a_name_of_several_items_is_refused_with_all_of_them(folder: TablesFolder) -> None:
    folder.cell("concepts/sectors.csv", 2, "alt_en", "Robot|BOT")
    folder.cell("concepts/actors.csv", 2, "alt_en", "bot|ROBOT-X")
    dataset = folder.dataset()
    assert find_item("robot", dataset) == "tech:robot", "as it stands comes first"
    assert find_item("BOT", dataset) == "sector:shipping"
    with pytest.raises(ItemNotFound, match="'ROBOT-X' stands for several items: actor:port, tech:robot; use one"):
        find_item("ROBOT-X", dataset)
    with pytest.raises(ItemNotFound, match="'Bot' stands for several items: actor:port, sector:shipping"):
        find_item("Bot", dataset)


def test_a_withdrawn_id_points_to_its_successor(folder: TablesFolder) -> None:
    folder.write("concepts/withdrawn.csv", "id,replaced_by\ntech:automaton,tech:robot\nsector:whaling,\n")
    dataset = folder.dataset()
    for name in ("tech:automaton", expand("tech:automaton")):
        with pytest.raises(ItemNotFound, match=r"^tech:automaton was withdrawn; use tech:robot instead$"):
            find_item(name, dataset)
    with pytest.raises(ItemNotFound, match=r"^sector:whaling was withdrawn; it has no successor$"):
        find_item("sector:whaling", dataset)
    assert find_item("automaton", dataset) == "tech:robot", "a name is not an id"
    assert not validate_dataset(dataset)


def test_the_label_lookup_that_messages_point_to_exists() -> None:
    assert "cq19-label-lookup" in named_queries()


# --- Only some graphs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["demo", "graph:demo", expand("graph:demo")])
def test_one_graph_alone_is_read_with_concepts_and_catalog(small: rdflib.Dataset, name: str) -> None:
    store = as_store(small)
    wanted = request(store, "ASK { ?s ?p ?o }", graphs=(name,))
    assert {compress(graph) for graph in wanted.default_graphs or ()} == {
        "graph:demo",
        "graph:concepts",
        "graph:catalog",
    }
    assert wanted.layers == ("stated",)
    assert request(store, "ASK {}", graphs=("demo-inferred",)).layers == ("stated", "inferred")


def test_an_unknown_graph_is_refused_with_those_there_are(small: rdflib.Dataset) -> None:
    with pytest.raises(QueryError, match=r"^unknown graph 'nope'; use one of graph:catalog, graph:concepts, "):
        request(as_store(small), "ASK {}", graphs=("nope",))


def test_of_many_graphs_the_message_names_some() -> None:
    store, item = Store(), ox.NamedNode("urn:item")
    for number in range(2_000):
        store.add(ox.Quad(item, item, item, ox.NamedNode(expand(f"graph:r{number:04}"))))
    with pytest.raises(QueryError, match=r"use one of graph:r0000, .* graph:r0019, and 1,980 others$"):
        request(store, "ASK {}", graphs=("nope",))


@pytest.mark.parametrize(
    ("start", "reference"),
    [
        ("urn:x/", "a"),
        ("urn:x:y", "#f"),
        ("urn:x:y", ""),
        ("tag:a,b:c/d/", "e?x#y"),
        ("http://a/b/c", "../d"),
        ("http://a/b?c", "?d"),
        ("http://a/b", "//e/f"),
        ("https://a", "b"),
    ],
)
def test_relative_iris_are_resolved_as_the_engine_does(start: str, reference: str) -> None:
    text = f"BASE <{start}> CONSTRUCT {{ <{reference}> <urn:p> '<{reference}>' }} WHERE {{}}"
    assert resolved(text).count(f"<{reference}>") == 1, "texts stay as they are"
    ours, theirs = (evaluate(Store(), Request(query)).rows for query in (resolved(text), text))
    assert ours == theirs


def test_graphs_may_be_named_relative_to_a_base() -> None:
    text = "BASE <https://w3id.org/fingraph/graph/> ASK { GRAPH <facts> { ?s ?p ?o } }"
    assert ask(text)
    assert not ask("BASE <urn:x> ASK { GRAPH <facts> { ?s ?p ?o } }")
    assert ask("ASK { GRAPH <graph/facts> { ?s ?p ?o } }")
