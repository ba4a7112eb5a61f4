"""The SPARQL 1.1 Protocol: W3C's tests of it, by their names; updates are refused whatever they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from site_support import Site, Started

from fingraph.server.negotiation import GRAPH_TYPES, ROW_TYPES, TRUTH_TYPES
from fingraph.transfer import load

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
DATA = "https://example.org/data"
"""How the names of four graphs begin, each of which says something of itself alone."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("protocol")
    quads = [
        ox.Quad(
            ox.NamedNode(f"{DATA}{n}"), ox.NamedNode("urn:type"), ox.NamedNode("urn:Data"), ox.NamedNode(f"{DATA}{n}")
        )
        for n in range(4)
    ]
    ox.serialize(quads, output=str(folder / "data.nq"), format=ox.RdfFormat.N_QUADS)
    load([folder / "data.nq"], folder / "store")
    with Started(folder, "-l", str(folder / "store")) as running:
        yield running


def sent(site: Site, way: str, query: str, *fields: tuple[str, str], accept: str = "*/*") -> httpx.Response:
    """Send a query in one of the three ways, graphs as fields of the address or of the form."""
    headers = {"Accept": accept}
    if way == "get":
        return site.get("sparql", params=[("query", query), *fields], headers=headers)
    if way == "form":
        content = str(httpx.QueryParams([("query", query), *fields])).encode()
        return site.send("POST", "sparql", content=content, headers={**headers, "Content-Type": FORM})
    return site.send("POST", "sparql", params=list(fields), content=query, headers={**headers, "Content-Type": DIRECT})


def truth(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    answer: bool = json.loads(response.text)["boolean"]
    return answer


ways = pytest.mark.parametrize("way", ["get", "form", "direct"])


@ways
def test_query(site: Site, way: str) -> None:
    """query_get, query_post_form, query_post_direct."""
    assert truth(sent(site, way, "ASK {}"))


def default(*numbers: int) -> list[tuple[str, str]]:
    return [("default-graph-uri", f"{DATA}{n}") for n in numbers]


def named(*numbers: int) -> list[tuple[str, str]]:
    return [("named-graph-uri", f"{DATA}{n}") for n in numbers]


TWO = f"{{ <{DATA}1> ?p ?o . <{DATA}2> ?p ?o }}"
NAMED = f"GRAPH ?g1 {{ <{DATA}1> <urn:type> ?x }} GRAPH ?g2 {{ <{DATA}2> <urn:type> ?y }}"


@ways
@pytest.mark.parametrize(
    ("query", "graphs", "expected"),
    [
        (f"ASK {{ <{DATA}1> ?p ?o }}", default(1), True),  # query_dataset_default_graph
        (f"ASK {{ <{DATA}2> ?p ?o }}", default(1), False),
        (f"ASK {TWO}", default(1, 2), True),  # query_dataset_default_graphs
        (f"ASK {TWO}", default(1), False),
        (f"ASK {{ {NAMED} }}", named(1, 2), True),  # query_dataset_named_graphs
        (f"ASK {{ {NAMED} }}", named(1), False),
        ("ASK { ?s ?p ?o }", named(1, 2), False),
        (f"ASK {{ {NAMED} <{DATA}3> ?p ?o }}", [*default(3), *named(1, 2)], True),  # query_dataset_full
        (f"ASK {{ {NAMED} <{DATA}1> ?p ?o }}", [*default(3), *named(1, 2)], False),
        (f"ASK {{ GRAPH ?g {{ <{DATA}3> ?p ?o }} }}", [*default(3), *named(1, 2)], False),
        (f"ASK FROM <{DATA}1> {{ <{DATA}1> ?p ?o }}", default(2), False),  # query_multiple_dataset
        (f"ASK FROM <{DATA}1> {{ <{DATA}2> ?p ?o }}", default(2), True),
        (f"ASK FROM NAMED <{DATA}1> {{ GRAPH ?g {{ <{DATA}2> ?p ?o }} }}", named(2), True),
        (f"ASK FROM <{DATA}1> {{ <{DATA}1> ?p ?o }}", [], True),
        (f"ASK FROM <{DATA}1> {{ <{DATA}2> ?p ?o }}", [], False),
    ],
)  # fmt: skip
def test_query_dataset(site: Site, way: str, query: str, graphs: list[tuple[str, str]], expected: bool) -> None:
    assert truth(sent(site, way, query, *graphs)) is expected


@ways
@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("SELECT (1 AS ?value) {}", ROW_TYPES),  # query_content_type_select
        ("ASK {}", TRUTH_TYPES),  # query_content_type_ask
        (f"DESCRIBE <{DATA}1>", GRAPH_TYPES),  # query_content_type_describe
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPH_TYPES),  # query_content_type_construct
    ],
)
def test_query_content_type(site: Site, way: str, query: str, types: dict[str, str]) -> None:
    for accept in ("*/*", *types):
        response = sent(site, way, query, accept=accept)
        assert response.status_code == 200, response.text
        media = response.headers["Content-Type"].partition(";")[0]
        assert media == (accept if accept != "*/*" else next(iter(types)))
        if types is GRAPH_TYPES:
            form = ox.RdfFormat.from_media_type(
                {
                    "application/json": "application/ld+json",
                    "application/xml": "application/rdf+xml",
                    "text/plain": "text/turtle",
                }.get(media, media)
            )
            assert form
            assert len(list(ox.parse(response.content, format=form))) == 1


def test_relative_iris_are_those_of_the_project(site: Site) -> None:
    """SPARQL 1.1, 4.1.1.2: without BASE, the service says what they are relative to."""
    text = sent(site, "get", "CONSTRUCT { <s> <p#q> <> } WHERE {}", accept="application/n-triples").text
    base = "https://w3id.org/fingraph/"
    assert text == f"<{base}s> <{base}p#q> <{base}> .\n"
    own = sent(site, "get", f"BASE <{DATA}1> ASK {{ GRAPH <data1> {{ <> ?p ?o }} }}")
    assert truth(own)


BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "query_method": ("PUT", {"params": {"query": "ASK {}"}}),
    "multiple_queries": ("GET", {"params": [("query", "ASK {}"), ("query", "SELECT * {}")]}),
    "multiple_queries_form": ("POST", {"content": b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", "headers": {"Content-Type": FORM}}),
    "query_wrong_media_type": ("POST", {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}),
    "query_missing_form_type": ("POST", {"content": b"query=ASK%20%7B%7D"}),
    "query_missing_direct_type": ("POST", {"content": b"ASK {}"}),
    "query_non_utf8": ("POST", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": f"{DIRECT}; charset=UTF-16"}}),
    "query_non_utf8_unsaid": ("POST", {"content": "ASK {}".encode("utf-16"), "headers": {"Content-Type": DIRECT}}),
    "query_syntax": ("GET", {"params": {"query": "ASK {"}}),
    "update_get": ("GET", {"params": {"update": "CLEAR ALL"}}),
    "multiple_updates": ("POST", {"content": b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", "headers": {"Content-Type": FORM}}),
    "update_wrong_media_type": ("POST", {"content": b"CLEAR NAMED", "headers": {"Content-Type": "text/plain"}}),
    "update_missing_form_type": ("POST", {"content": b"update=CLEAR%20NAMED"}),
    "update_non_utf8": ("POST", {"content": "CLEAR NAMED".encode("utf-16"), "headers": {"Content-Type": f"{UPDATE}; charset=UTF-16"}}),
    "update_syntax": ("POST", {"content": b"update=CLEAR%20XYZ", "headers": {"Content-Type": FORM}}),
    # Well-formed, but this endpoint is read-only.
    "update_post_form": ("POST", {"content": b"update=CLEAR%20ALL", "headers": {"Content-Type": FORM}}),
    "update_post_direct": ("POST", {"content": b"CLEAR ALL", "headers": {"Content-Type": UPDATE}}),
    "update_dataset_full": (
        "POST",
        {
            "params": {"using-graph-uri": f"{DATA}1", "using-named-graph-uri": f"{DATA}2"},
            "content": b"DELETE WHERE { ?s ?p ?o }",
            "headers": {"Content-Type": UPDATE},
        },
    ),
    "update_as_query": ("POST", {"content": b"DELETE WHERE { ?s ?p ?o }", "headers": {"Content-Type": DIRECT}}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad(site: Site, name: str) -> None:
    method, options = BAD[name]
    response = site.send(method, "sparql", **options)
    assert 400 <= response.status_code < 500, (response.status_code, response.text)
    assert response.text.count("\n") == 1
    if method == "PUT":
        assert {"GET", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))
    assert all(truth(sent(site, "get", f"ASK {{ GRAPH <{DATA}{n}> {{ ?s ?p ?o }} }}")) for n in range(4))
