"""The site, as clients meet it: a real server on a free port of this machine, ended by its own process id."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_support import Site, Started

from fingraph.endpoint import Endpoint
from fingraph.query import named_queries, select
from fingraph.transfer import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LABELS = "SELECT ?l WHERE { tech:large-model skos:prefLabel ?l } ORDER BY ?l"
GRAPH = "CONSTRUCT { tech:large-model skos:prefLabel ?l } WHERE { tech:large-model skos:prefLabel ?l }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FORM = "application/x-www-form-urlencoded"
PROJECT = "https://w3id.org/fingraph/"
SECONDS = 2.0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    started = Started(tmp_path_factory.mktemp("site"), "--timeout", str(SECONDS), "--rows", "500")
    with started as running:
        yield running
    assert started.process.returncode == 0
    assert "Traceback" not in started.log.read_text()


def is_running(process: str) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def values(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    rows = json.loads(response.text)["results"]["bindings"]
    return [cell["value"] for row in rows for cell in row.values()]


class TestProtocol:
    @pytest.mark.parametrize("way", ["get", "form", "direct"])
    def test_a_query_comes_in_three_ways(self, site: Site, way: str) -> None:
        response = {
            "get": lambda: site.ask(LABELS),
            "form": lambda: site.send("POST", "sparql", data={"query": LABELS}),
            "direct": lambda: site.send(
                "POST", "sparql", content=LABELS, headers={"Content-Type": "application/sparql-query; charset=UTF-8"}
            ),
        }[way]()
        assert sorted(values(response)) == ["large model", "大模型"]
        assert response.headers["Content-Type"] == "application/sparql-results+json"

    @pytest.mark.parametrize(
        ("media", "form"),
        [
            ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
            ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
            ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
        ],
    )
    def test_rows_in_every_format(self, site: Site, media: str, form: ox.QueryResultsFormat) -> None:
        response = site.ask(LABELS, media)
        assert response.headers["Content-Type"].startswith(media)
        found = ox.parse_query_results(response.content, format=form)
        assert isinstance(found, ox.QuerySolutions)
        assert {str(row["l"]) for row in found} == {'"large model"@en', '"大模型"@zh-hans'}

    def test_rows_as_csv(self, site: Site) -> None:
        assert set(site.ask(LABELS, "text/csv").text.split("\r\n")) == {"l", "large model", "大模型", ""}

    @pytest.mark.parametrize("media", ["application/sparql-results+json", "application/sparql-results+xml"])
    def test_a_truth(self, site: Site, media: str) -> None:
        assert "true" in site.ask("ASK {}", media).text

    @pytest.mark.parametrize(
        "media",
        ["text/turtle", "application/n-triples", "application/n-quads", "application/trig", "application/ld+json",
         "application/rdf+xml"],
    )  # fmt: skip
    def test_graphs_in_every_format(self, site: Site, media: str) -> None:
        response = site.ask(GRAPH, media)
        form = ox.RdfFormat.from_media_type(media)
        assert form
        assert len({quad.object for quad in ox.parse(response.content, format=form)}) == 2

    def test_a_property_that_xml_cannot_name_is_refused(self, site: Site) -> None:
        query = "CONSTRUCT { <urn:a> <http://example.org/1> 2 } {}"
        response = site.ask(query, "application/rdf+xml")
        assert response.status_code == 400
        assert "RDF/XML has no name for the property <http://example.org/1>; ask for another format" in response.text
        assert site.ask(query, "text/turtle").status_code == 200

    def test_every_kind_of_term_arrives(self, site: Site) -> None:
        query = 'SELECT * { VALUES (?a ?b) { ("x\\n\\"" 1.50) ("é"@fr true) (<urn:x> UNDEF) } BIND(BNODE() AS ?c) }'
        found = ox.parse_query_results(site.ask(query).content, format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        assert [row["a"] for row in found] == [
            ox.Literal('x\n"'),
            ox.Literal("é", language="fr"),
            ox.NamedNode("urn:x"),
        ]

    @pytest.mark.parametrize(
        ("status", "method", "options"),
        [
            (400, "GET", {"params": {"query": "SELECT"}}),
            (400, "GET", {"params": {"query": "SELECT ?l WHERE { ?l a }"}}),
            (400, "GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}),
            (400, "GET", {"params": {"update": "DROP ALL"}}),
            (400, "GET", {"params": {"query": "DROP ALL"}}),
            (400, "GET", {"params": {"query": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}),
            (400, "GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}),
            (400, "GET", {"params": {"query": "ASK {}", "layer": "none"}}),
            (400, "GET", {"params": b"query=%ff"}),
            (400, "POST", {"data": {"nothing": "1"}}),
            (400, "POST", {"content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}),
            (405, "PUT", {"content": b"x"}),
            (405, "DELETE", {}),
            (406, "GET", {"params": {"query": "ASK {}"}, "headers": {"Accept": "text/csv"}}),
            (406, "GET", {"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png, */*;q=0"}}),
            (413, "POST", {"content": b"x" * 1_000_001, "headers": {"Content-Type": "application/sparql-query"}}),
            (414, "GET", {"params": {"query": "A" * 60_001}}),
            (415, "POST", {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}),
            (415, "POST", {"content": b"DROP ALL", "headers": {"Content-Type": "application/sparql-update"}}),
            (415, "POST", {"content": b"ASK {}", "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}}),
        ],
    )  # fmt: skip
    def test_what_is_refused_gets_a_status_and_one_line(
        self, site: Site, status: int, method: str, options: dict[str, object]
    ) -> None:
        response = site.send(method, "sparql", **options)
        assert response.status_code == status, response.text
        assert response.text.count("\n") == 1
        assert len(response.text) > 20
        assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-Id"])

    def test_a_malformed_query_gets_line_and_column(self, site: Site) -> None:
        assert "line 2, column" in site.ask("SELECT ?l\nWHERE { ?l a").text

    def test_graphs_that_the_request_names_are_the_dataset(self, site: Site) -> None:
        everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        facts = f"{PROJECT}graph/facts"
        [alone] = values(site.ask(everything, **{"default-graph-uri": facts}))
        [named] = values(site.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{facts}> {{ ?s ?p ?o }} }}"))
        assert int(alone) == int(named) > 0
        assert values(site.ask(everything, **{"named-graph-uri": facts})) == ["0"]
        query = "SELECT (COUNT(*) AS ?n) FROM graph:concepts { ?s ?p ?o }"
        assert values(site.ask(query, **{"default-graph-uri": facts})) == [alone]
        assert values(site.ask(everything, **{"default-graph-uri": "urn:none"})) == ["0"]

    def test_layers_are_read_when_asked_for(self, site: Site) -> None:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        assert int(values(site.ask(query, layer="ontology"))[0]) > int(values(site.ask(query))[0])

    def test_the_service_describes_itself(self, site: Site) -> None:
        for media in ("text/turtle", "application/rdf+xml"):
            response = site.get("sparql", headers={"Accept": media})
            form = ox.RdfFormat.from_media_type(media)
            assert form
            found = {
                (quad.predicate.value.rpartition("#")[2], str(quad.object)) for quad in ox.parse(response.content, form)
            }
            assert ("endpoint", f"<{site.address}sparql>") in found
            assert ("supportedLanguage", "<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>") in found

    def test_browsers_are_led_to_the_page(self, site: Site) -> None:
        response = site.get("sparql", headers={"Accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, response.headers["Location"]) == (303, "/query")

    def test_rows_beyond_the_limit_are_cut_and_it_is_said(self, site: Site) -> None:
        response = site.ask("SELECT ?s { ?s ?p ?o }")
        assert len(values(response)) == 500
        assert response.headers["X-SPARQL-MaxRows"] == "500"
        assert "X-SPARQL-MaxRows" not in site.ask("SELECT ?s { ?s ?p ?o } LIMIT 500").headers

    def test_our_own_client_gets_the_same_answers(self, site: Site) -> None:
        endpoint = Endpoint(f"{site.address}sparql")
        for name in ("cq01-technologies-per-trend", "cq27-policy-facts", "cq28-vocabulary"):
            assert sorted(map(str, select(name, dataset=endpoint))) == sorted(map(str, select(name)))

    def test_a_query_without_end_is_ended_and_hurts_nobody(self, site: Site) -> None:
        statuses: list[tuple[int, float]] = []

        def ask() -> None:
            start = time.monotonic()
            statuses.append((site.ask(ENDLESS).status_code, time.monotonic() - start))

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.3)
        for _ in range(5):
            assert len(values(site.ask(LABELS))) == 2
        thread.join()
        [(status, seconds)] = statuses
        assert status == 503
        assert SECONDS <= seconds < SECONDS + 5

    def test_a_client_that_leaves_frees_its_worker(self, site: Site) -> None:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{site.address}sparql", params={"query": ENDLESS}, timeout=0.5, trust_env=False)
        deadline = time.monotonic() + SECONDS / 2
        while site.get("healthz").json()["waiting"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def test_a_worker_that_ended_with_nothing_to_do_is_replaced(self, tmp_path: Path) -> None:
        with Started(tmp_path, "--workers", "1") as site:
            assert site.ask("ASK {}").status_code == 200
            task = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
            workers = [
                child
                for child in task.read_text().split()
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
            ]
            assert workers
            for worker in workers:
                os.kill(int(worker), signal.SIGKILL)
            assert site.ask("ASK {}").status_code == 200


class TestGuard:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:7878", "localhost.evil.example", "a b", ""])
    def test_other_names_are_refused(self, site: Site, host: str) -> None:
        assert site.get("healthz", headers={"Host": host}).status_code in (400, 421)

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]"])
    def test_own_names_are_known(self, site: Site, host: str) -> None:
        assert site.get("healthz", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://["},
                                         {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}])  # fmt: skip
    def test_pages_of_other_sites_are_refused(self, site: Site, headers: dict[str, str]) -> None:
        assert site.send("POST", "sparql", data={"query": "ASK {}"}, headers=headers).status_code == 403

    @pytest.mark.parametrize(
        ("path", "destination", "status"),
        [
            ("tech/large-model", "document", 200),
            ("sparql", "document", 303),
            ("sparql?query=ASK{}", "document", 403),
            ("sparql?query=ASK{}", "iframe", 403),
            ("tech/large-model", "iframe", 403),
            ("tech/large-model", "object", 403),
        ],
    )
    def test_a_reader_may_come_from_elsewhere_but_no_frame_and_no_query(
        self, site: Site, path: str, destination: str, status: int
    ) -> None:
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": destination}
        assert site.get(path, headers={**headers, "Accept": "text/html"}).status_code == status

    def test_own_pages_may_ask(self, site: Site) -> None:
        headers = {"Origin": site.address.rstrip("/")}
        assert site.send("POST", "sparql", data={"query": "ASK {}"}, headers=headers).status_code == 200

    @pytest.mark.parametrize("path", ["", "query", "healthz", "sparql?query=ASK{}", "tech/large-model", "nothing"])
    def test_every_response_is_numbered_and_closed_to_others(self, site: Site, path: str) -> None:
        headers = site.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        # The line is written when the answer has been sent, which the client may see first.
        limit = time.monotonic() + 10
        while headers["X-Request-Id"] not in site.log.read_text():
            assert time.monotonic() < limit, "no line in the log"
            time.sleep(0.05)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "PATCH"]),
        path=st.sampled_from(["sparql", "sparql?query=", "query", "tech/", "graph/../../x", "ontology", ""])
        | st.text('abc/.%:?&="<>#+', max_size=12),
        query=st.text(max_size=60) | st.sampled_from([LABELS, GRAPH, "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3"]),
        accept=st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=30),
        kind=st.sampled_from([FORM, "application/sparql-query", "application/sparql-query;charset=x", "", "a/b"]),
        body=st.binary(max_size=60),
    )
    def test_whatever_is_sent_the_server_does_not_fail(  # noqa: PLR0913, PLR0917
        self, site: Site, method: str, path: str, query: str, accept: str, kind: str, body: bytes
    ) -> None:
        parameters = {"params": {"query": query.encode("utf-8", "replace")}} if "?" not in path else {}
        headers = {"Accept": accept.strip(), "Content-Type": kind}
        content = (
            (query.encode("utf-8", "replace") if kind == "application/sparql-query" else body)
            if method != "GET"
            else None
        )
        try:
            response = site.send(method, path, headers=headers, content=content, **parameters)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return
        assert response.status_code < 500, (response.status_code, response.text)
        assert "Traceback" not in response.text


class TestPages:
    def test_a_page_is_compressed_only_for_those_who_take_it(self, site: Site) -> None:
        plain, packed = (
            site.get("query", headers={"Accept-Encoding": wanted}) for wanted in ("gzip;q=0, br", "gzip;q=0.5")
        )
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert plain.headers["ETag"] != packed.headers["ETag"]

    def test_the_page_to_explore_is_made_once(self, site: Site) -> None:
        first = site.get("")
        assert "<title>fingraph</title>" in first.text
        again = site.get("", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_the_page_to_ask_is_in_both_languages(self, site: Site) -> None:
        english, chinese = (site.get("query", headers={"Accept-Language": tag}).text for tag in ("en", "zh-CN"))
        named = next(iter(named_queries().values()))
        assert named.title_en in english
        assert f">{named.title_zh}<" in chinese

    @pytest.mark.parametrize("path", ["query", "tech/large-model"])
    def test_scripts_are_allowed_by_their_digests_alone(self, site: Site, path: str) -> None:
        policy = site.get(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy

    @pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/n-triples"])
    def test_an_item_is_described_in_rdf(self, site: Site, media: str) -> None:
        response = site.get("tech/large-model", headers={"Accept": media})
        form = ox.RdfFormat.from_media_type(media)
        assert form
        item = ox.NamedNode(f"{PROJECT}tech/large-model")
        quads = list(ox.parse(response.content, form))
        assert any(quad.subject == item for quad in quads)
        assert all(item in (quad.subject, quad.object) for quad in quads)

    def test_what_is_only_inferred_of_an_item_is_not_in_its_rdf(self, site: Site) -> None:
        query = "SELECT ?o { tech:large-model fg:appliedIn ?o }"
        stated, all_layers = (set(values(site.ask(query, **more))) for more in ({}, {"layer": "inferred"}))
        assert stated < all_layers
        found = ox.parse(site.get("tech/large-model.nt").content, ox.RdfFormat.N_TRIPLES)
        applied = {
            quad.object.value
            for quad in found
            if quad.predicate.value == f"{PROJECT}ontology#appliedIn"
            and isinstance(quad.object, ox.NamedNode)
            and quad.subject == ox.NamedNode(f"{PROJECT}tech/large-model")
        }
        assert applied == stated

    def test_what_no_report_states_has_rdf_too(self, site: Site) -> None:
        (link,) = values(site.ask("SELECT ?l { ?l a fg:InferredLink } ORDER BY ?l LIMIT 1", layer="inferred"))
        for iri in (link, f"{PROJECT}ontology"):
            response = site.get(iri.removeprefix(PROJECT), headers={"Accept": "application/n-triples"})
            assert any(ox.parse(response.content, ox.RdfFormat.N_TRIPLES))

    def test_an_item_has_a_page_in_both_languages(self, site: Site) -> None:
        english, chinese = (site.get(f"tech/large-model?lang={tag}").text for tag in ("en", "zh"))
        assert "<h1><bdi>large model</bdi></h1>" in english
        assert "<h1><bdi>大模型</bdi></h1>" in chinese
        assert 'href="/tech/computing-power?lang=en"' in english
        assert 'href="/tech/computing-power?lang=zh"' in chinese

    def test_no_link_of_an_item_leaves_the_site_unsaid(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.nt"
        others = ["/evil.example/x", "tech/x?y=1", "query", "tech/y"]
        file.write_text(
            "".join(f"<{PROJECT}tech/x> <urn:p> <{PROJECT}{path}> .\n" for path in others), encoding="utf-8"
        )
        with Started(tmp_path, "-l", str(file)) as site:
            found = re.findall(r'href="([^"]*)"', site.get("tech/x?lang=en").text)
        assert {f"{PROJECT}/evil.example/x", f"{PROJECT}tech/x?y=1", f"{PROJECT}query", "/tech/y?lang=en"} <= set(found)
        assert not any(href.startswith("//") for href in found)

    def test_terms_of_the_ontology_are_anchors_of_its_page(self, site: Site) -> None:
        text = site.get("ontology?lang=zh").text
        assert text.count('id="appliedIn"') == 1
        assert 'href="/ontology?lang=zh#appliedIn"' in text

    def test_endings_choose_the_format(self, site: Site) -> None:
        assert site.get("tech/large-model.ttl").headers["Content-Type"] == "text/turtle; charset=utf-8"

    def test_every_iri_of_the_project_has_a_page(self, site: Site) -> None:
        found = values(
            site.ask("SELECT (SAMPLE(?s) AS ?one) { GRAPH ?g { ?s ?p ?o FILTER(ISIRI(?s)) } } "
                     "GROUP BY (REPLACE(STR(?s), '[^/#]*$', '') AS ?space)")
        )  # fmt: skip
        assert len(found) > 10
        for iri in found:
            if iri.startswith(PROJECT):
                path = iri.removeprefix(PROJECT).partition("#")[0]
                assert site.get(path, headers={"Accept": "text/html"}).status_code == 200, iri

    @pytest.mark.parametrize("path", ["tech/none", "tech/%22%3E%3Cscript%3E", "tech/%00", "tech//", "%E5%A4%A7", "a>b"])
    def test_what_the_graph_does_not_know_is_not_found(self, site: Site, path: str) -> None:
        response = site.get(path)
        assert (response.status_code, response.text.count("\n")) == (404, 1)
        assert "<script>" not in response.text or response.headers["Content-Type"].startswith("text/plain")

    def test_in_a_browser(self, site: Site, browser: Browser) -> None:
        page = browser.new_page()
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"{site.address}query?lang=en")
        page.select_option("#question", "cq17-modality-per-trend")
        page.click("#run")
        page.wait_for_selector("#view table tbody tr")
        page.click("[data-view=chart]")
        page.wait_for_selector("#view svg .bar")
        with page.expect_download() as download:
            page.click("#download")
        assert json.loads(Path(download.value.path()).read_text("utf-8"))["head"]["vars"]
        page.fill("#text", "CONSTRUCT { ?s fg:promotes ?o } WHERE { ?s fg:promotes ?o }")
        page.click("#run")
        page.wait_for_selector("#status:has-text('triples')")
        page.click("[data-view=graph]")
        page.wait_for_selector("#view svg circle")
        page.click("[data-view=table]")
        page.click("#view table a >> nth=0")
        page.wait_for_selector("h1")
        page.goto(f"{site.address}query?lang=zh")
        page.fill("#text", "SELECT")
        page.click("#run")
        page.wait_for_selector("#status:has-text('Bad Request')")
        page.close()
        assert [text for text in messages if "400" not in text] == []

    @pytest.mark.parametrize(("language", "ask", "explore"), [("en", "Query", "Explore"), ("zh", "查询", "浏览")])
    def test_the_pages_lead_to_each_other(
        self, site: Site, browser: Browser, language: str, ask: str, explore: str
    ) -> None:
        page = browser.new_page()
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"{site.address}tech/large-model?lang={language}")
        page.click(f"nav >> text={explore}")
        page.wait_for_selector("html[data-ready]")
        assert page.inner_text("#asking") == ask
        page.click("#asking")
        page.wait_for_selector("#text")
        assert page.url == f"{site.address}query?lang={language}"
        page.click(f"nav >> text={explore}")
        page.wait_for_selector("html[data-ready]")
        page.click("#language")  # the link follows the page's language
        other = {"en": "zh", "zh": "en"}[language]
        assert str(page.get_attribute("#asking", "href")).endswith(f"/query?lang={other}")
        page.goto(f"{site.address}query?lang={language}")
        page.click("#run")
        page.click("#view table a >> nth=0")
        page.wait_for_selector(f"nav >> text={ask}")
        page.close()
        assert messages == []

    def test_the_link_to_the_page_to_ask_needs_no_script(self, site: Site) -> None:
        assert '<a id="asking" href="/query"' in site.get("").text


class TestLife:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_it_stops_when_asked_and_so_do_its_workers(self, tmp_path: Path, number: signal.Signals) -> None:
        started = Started(tmp_path, "-l", "memory:")
        with started as site:
            assert site.get("healthz").json()["status"] == "ok"
            assert len(values(site.ask(LABELS))) == 2
            children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
            site.process.send_signal(number)
            assert site.process.wait(30) == 0
        deadline = time.monotonic() + 10
        while any(map(is_running, children)):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def test_it_stops_in_the_middle_of_a_query(self, tmp_path: Path) -> None:
        started = Started(tmp_path, "-l", "memory:")
        with started as site, ThreadPoolExecutor() as pool:
            heavy = pool.submit(site.ask, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }")
            time.sleep(1)
            site.process.send_signal(signal.SIGINT)
            assert site.process.wait(30) == 0
            with suppress(httpx.HTTPError):
                assert heavy.result().status_code == 503
        assert "Traceback" not in started.log.read_text(encoding="utf-8")

    @pytest.mark.parametrize("kind", ["folder", "endpoint"])
    def test_any_location_is_served(self, site: Site, tmp_path: Path, kind: str) -> None:
        location = f"{site.address}sparql" if kind == "endpoint" else str(tmp_path / "store")
        if kind == "folder":
            load([], location)
        with Started(tmp_path, "-l", location) as other:
            assert sorted(values(other.ask(LABELS))) == ["large model", "大模型"]
            assert other.get("tech/large-model.ttl").status_code == 200
            assert other.ask("SELECT").status_code == 400
            assert "<title>fingraph</title>" in other.get("").text

    def test_an_endpoint_that_is_gone_is_a_bad_gateway(self, tmp_path: Path) -> None:
        (tmp_path / "first").mkdir()
        first = Started(tmp_path / "first")
        address = first.__enter__().address
        with Started(tmp_path, "-l", f"{address}sparql") as other:
            first.__exit__()
            response = other.ask("ASK {}")
            assert (response.status_code, response.text.count("\n")) == (502, 1)

    def test_a_place_without_a_store_is_one_line(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "fingraph", "serve", "-l", str(tmp_path / "none"), "--bind", "127.0.0.1:0"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("fingraph: no store in")
