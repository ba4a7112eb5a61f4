"""The parts of the site, in this process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from multiprocessing import Pipe
from typing import TYPE_CHECKING, TypeVar

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingraph.errors import LocationError, QueryError
from fingraph.server.jobs import JOBS, Job, answer
from fingraph.server.limits import Limits
from fingraph.server.listening import listen
from fingraph.server.negotiation import GRAPH_TYPES, ROW_TYPES, chosen
from fingraph.server.protocol import FORM, Question, question
from fingraph.server.refusals import Refused
from fingraph.server.workers import Worker, Workers, do_jobs
from fingraph.store import Request, Store
from fingraph.store.responses import RESPONSE_FORMATS, TooLarge, respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TERMS = (
    'SELECT * { VALUES (?a ?b) { ("x\\n\\"<" 1) ("é"@fr true) (<urn:x> UNDEF) ("1"^^<urn:t> "") } BIND(BNODE() AS ?c) }'
)


T = TypeVar("T")


def outcome(act: Callable[[], T]) -> tuple[T | None, Refused | None]:
    try:
        return act(), None
    except Refused as refused:
        return None, refused


class TestNegotiation:
    @pytest.mark.parametrize(
        ("accept", "media"),
        [
            ("", "application/sparql-results+json"),
            ("*/*", "application/sparql-results+json"),
            ("text/csv", "text/csv"),
            ("TEXT/CSV; header=present", "text/csv"),
            ("application/*;q=0.1, text/*;q=0.9", "text/csv"),
            ("text/csv;q=0, text/*", "text/tab-separated-values"),
            ("text/csv;q=x, application/xml;q=0.001", "application/xml"),
            ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ],
    )
    def test_known_choices(self, accept: str, media: str) -> None:
        assert chosen(accept, ROW_TYPES) == media

    @given(accept=st.text(max_size=40) | st.lists(st.sampled_from([*GRAPH_TYPES, "*/*", ";q=0", ","])).map("".join))
    def test_it_chooses_what_is_offered_or_says_what_is(self, accept: str) -> None:
        found, refused = outcome(lambda: chosen(accept, GRAPH_TYPES))
        assert found in GRAPH_TYPES or (refused and refused.status == 406 and "text/turtle" in refused.line)


class TestProtocol:
    @given(
        method=st.sampled_from(["GET", "POST", "HEAD"]),
        parameters=st.binary(max_size=40)
        | st.sampled_from([b"query=ASK{}", b"default-graph-uri=urn:x&query=", b"update=x"]),
        kind=st.sampled_from(
            [FORM, "application/sparql-query", "application/sparql-update", "x", f"{FORM}; charset=q"]
        ),
        encoding=st.sampled_from(["identity", "gzip"]),
        body=st.binary(max_size=40),
    )
    def test_a_request_is_a_question_or_refused(
        self, method: str, parameters: bytes, kind: str, encoding: str, body: bytes
    ) -> None:
        headers = {"content-type": kind, "content-encoding": encoding}
        found, refused = outcome(lambda: question(method, parameters, headers, body))
        assert refused is None or (refused.status in (400, 415) and "\n" not in refused.text().rstrip("\n"))
        assert found is None or (found.default_graphs is None) == (found.named_graphs is None)

    def test_too_many_fields(self) -> None:
        with pytest.raises(Refused, match="send fewer"):
            question("GET", b"a=1&" * 1001, {}, b"")


class TestResponses:
    @pytest.mark.parametrize("form", ["json", "xml", "tsv"])
    def test_terms_survive(self, form: str) -> None:
        found = ox.parse_query_results(
            respond(Store(), Request(TERMS), form, rows=10, size=10_000).content,
            format={
                "json": ox.QueryResultsFormat.JSON,
                "xml": ox.QueryResultsFormat.XML,
                "tsv": ox.QueryResultsFormat.TSV,
            }[form],
        )
        assert isinstance(found, ox.QuerySolutions)
        wanted = Store().query(TERMS)
        assert isinstance(wanted, ox.QuerySolutions)
        assert [(row["a"], row["b"]) for row in found] == [(row["a"], row["b"]) for row in wanted]

    @pytest.mark.parametrize("form", RESPONSE_FORMATS)
    def test_graphs_are_cut_as_rows_are(self, form: str) -> None:
        store = Store()
        store.extend(ox.Quad(ox.NamedNode(f"urn:{n}"), ox.NamedNode("urn:p"), ox.Literal(n)) for n in range(5))
        request = Request("CONSTRUCT WHERE { ?s ?p ?o }")
        whole, cut = (respond(store, request, form, rows=rows, size=10_000) for rows in (5, 3))
        assert (whole.cut, cut.cut) == (False, True)
        assert len(list(ox.parse(cut.content, format=RESPONSE_FORMATS[form]))) == 3

    def test_triples_as_terms(self) -> None:
        query = "SELECT ?t { BIND(<<( <urn:s> <urn:p> 1 )>> AS ?t) }"
        assert b'"type":"triple"' in respond(Store(), Request(query), "json", rows=1, size=1000).content

    @pytest.mark.parametrize("query", [TERMS, "CONSTRUCT { <urn:s> <urn:p> ?x } { VALUES ?x { 1 2 3 4 5 6 } }"])
    def test_a_large_answer_is_refused(self, query: str) -> None:
        form = "json" if query == TERMS else "ntriples"
        with pytest.raises(TooLarge, match="more than 50 bytes"):
            respond(Store(), Request(query), form, rows=10, size=50)

    def test_graphs_have_absolute_iris(self) -> None:
        with pytest.raises(QueryError, match="no IRI of a graph"):
            respond(Store(), Request("ASK {}", ("a b",), ()), "json", rows=1, size=100)


class TestJobs:
    def test_a_worker_says_what_came_of_each_job(self) -> None:
        ours, theirs = Pipe()
        limits = Limits(rows=2)
        thread = threading.Thread(target=do_jobs, args=(theirs, limits))
        thread.start()
        assert ours.recv() is True
        replies = []
        for job in (
            Job("answer", (Question("SELECT * { ?s ?p ?o }"), "json")),
            Job("answer", (Question("SELECT"), "json")),
            Job("none"),
        ):
            ours.send((job, 30.0))
            replies.append(ours.recv())
        ours.close()
        thread.join(10)
        assert not thread.is_alive()
        assert [status for status, _ in replies] == [200, 400, 500]
        assert replies[0][1][1]

    def test_named_graphs_alone_leave_the_default_graph_empty(self) -> None:
        asked = Question("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", (), ("https://w3id.org/fingraph/graph/facts",))
        assert answer(Limits(), asked, "csv") == (b"n\r\n0\r\n", False)

    def test_the_page_to_explore(self) -> None:
        assert b"<title>fingraph</title>" in JOBS["explorer"](Limits())


class TestWorkers:
    def test_one_whose_time_is_over_is_ended(self) -> None:
        worker = Worker(Limits())
        with pytest.raises(Refused, match="longer than"):
            worker.ask(Job("answer", (Question(ENDLESS), "json")), 0.2)
        assert not worker.alive
        with pytest.raises(Refused, match="ended its process"):
            worker.ask(Job("none"), 1)

    @pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
    def test_one_that_takes_too_much_memory_ends_alone(self) -> None:
        worker = Worker(Limits(memory_bytes=300_000_000))
        query = "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
        with pytest.raises(Refused, match="memory") as refused:
            worker.ask(Job("answer", (Question(query), "json")), 60)
        worker.kill()
        assert refused.value.status == 503

    @pytest.mark.parametrize(
        ("limits", "status"),
        [
            (Limits(workers=0, waiting=0), 503),
            (Limits(workers=0, waiting_per_client=0), 429),
            (Limits(workers=0, patience=0.01), 503),
        ],
    )
    def test_who_cannot_be_served_is_told_when_to_come_again(self, limits: Limits, status: int) -> None:
        workers = Workers(limits)
        with pytest.raises(Refused, match="try again") as refused:
            asyncio.run(workers.run(Job("none"), "::1"))
        assert (refused.value.status, refused.value.headers["Retry-After"]) == (status, "5")
        assert not workers.waiting.total()
        workers.stop()


def test_only_this_machine_is_let_in() -> None:
    with pytest.raises(LocationError, match="--allow-others"):
        listen("0.0.0.0:0")
    for wrong in ("nowhere:1", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000"):
        with pytest.raises(LocationError, match="use one such as"):
            listen(wrong)
    with listen("localhost:0") as opened, pytest.raises(LocationError, match="choose another"):
        listen(f"127.0.0.1:{opened.getsockname()[1]}")


def test_the_command_serves_until_it_is_told_to_stop(fingraph_command: Callable[..., Result]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    statuses: dict[str, int] = {}

    def ask() -> None:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as web:
                for _ in range(200):
                    try:
                        statuses["/healthz"] = web.get("/healthz").status_code
                        break
                    except httpx.TransportError:
                        threading.Event().wait(0.05)
                for path in ("/", "/query?lang=zh", "/sparql", "/sparql?query=ASK{}", "/tech/large-model", "/ontology",
                             "/tech/large-model.ttl", "/tech/none", "/sparql?query=ASK"):  # fmt: skip
                    statuses[path] = web.get(path).status_code
                tag = web.get("/").headers["ETag"]
                statuses["unchanged"] = web.get("/", headers={"If-None-Match": tag}).status_code
                statuses["endless"] = web.get("/sparql", params={"query": ENDLESS}).status_code
                with suppress(httpx.ReadTimeout):
                    web.get("/sparql", params={"query": ENDLESS}, timeout=0.3)
                statuses["host"] = web.get("/healthz", headers={"Host": "evil.example"}).status_code
                statuses["origin"] = web.get("/healthz", headers={"Origin": "http://evil.example"}).status_code
                statuses["post"] = web.post("/sparql", data={"query": "ASK {}"}).status_code
                statuses["large"] = web.post("/sparql", content=b"x" * 2_000_000).status_code
                statuses["larger"] = web.post("/sparql", content=iter([b"x" * 600_000] * 2)).status_code
                statuses["long"] = web.get("/sparql", params={"query": "A" * 60_001}).status_code
                statuses["elsewhere"] = web.get(
                    "/sparql?query=ASK{}", headers={"Sec-Fetch-Site": "cross-site"}
                ).status_code
                statuses["page"] = web.get("/sparql", headers={"Accept": "text/html"}).status_code
                statuses["turtle"] = web.get("/sparql?query=ASK{}", headers={"Accept": "text/turtle"}).status_code
                csv = {"query": "SELECT * { ?s ?p ?o }"}
                rows = web.get("/sparql", params=csv, headers={"Accept": "text/csv"})
                statuses["rows"] = int(rows.headers["X-SPARQL-MaxRows"])
                statuses["put"] = web.put("/sparql").status_code
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=ask)
    thread.start()
    result = fingraph_command("serve", "--bind", f"127.0.0.1:{port}", "--timeout", "3", "--rows", "9", "-l", "memory:")
    thread.join()
    assert result.exit_code == 0, result.output
    assert f"http://127.0.0.1:{port}/sparql" in result.output
    assert statuses == {
        "/healthz": 200, "/": 200, "/query?lang=zh": 200, "/sparql": 200, "/sparql?query=ASK{}": 200,
        "/tech/large-model": 200, "/ontology": 200, "/tech/large-model.ttl": 200, "/tech/none": 404,
        "/sparql?query=ASK": 400, "unchanged": 304, "endless": 503, "host": 421, "origin": 403, "post": 200, "large": 413,
        "put": 405, "larger": 413, "long": 414, "elsewhere": 403, "page": 303, "turtle": 406, "rows": 9,
    }  # fmt: skip


def test_without_the_extra_the_command_says_what_to_install(
    fingraph_command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = fingraph_command("serve")
    assert result.exit_code == 1
    assert "pip install 'fingraph-kg[server]'" in result.output
