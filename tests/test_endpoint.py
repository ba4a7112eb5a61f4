"""What goes wrong between here and an endpoint: one clear line each, nothing sent twice that must not be, no secret shown."""

from __future__ import annotations

import base64
import gc
import json
import logging
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox
import pytest
from click.testing import Result
from server_support import free_port

from fingraph.endpoint import PROFILES, Endpoint, TruncatedResult, transport
from fingraph.errors import FingraphError, LocationError, QueryError
from fingraph.location import open_store
from fingraph.sparql import form_of, number_of_rows, page, with_prefixes
from fingraph.store import Request, count, evaluate, graph_names

Run = Callable[..., Result]

SELECT = "SELECT ?s { ?s ?p ?o }"
JSON = "application/sparql-results+json"


def rows(*values: str) -> bytes:
    bindings = [{"s": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": bindings}}).encode()


@dataclass
class Reply:
    """What the server below answers.

    Parameters
    ----------
    body
        Bytes that are sent.
    status
        Of the answer.
    kind
        Its media type.
    headers
        Further ones.
    length
        What Content-Length says, if not the truth.
    pause
        Seconds before the answer.
    server
        What the server calls itself.
    """

    body: bytes = rows("a")
    status: int = 200
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pause: float = 0
    server: str = "nobody"


class Scripted(ThreadingHTTPServer):
    """A server that answers as a test says, the last reply again and again, and remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = [Reply()]
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def handle_error(self, *_: object) -> None:
        """Pass over clients that hang up, as they do where an answer is refused."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sparql"

    def forms(self) -> list[dict[str, list[str]]]:
        return [parse_qs(body.decode()) for _, _, _, body in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        time.sleep(reply.pause)
        self.send_response_only(reply.status)
        for name, value in {
            "Server": reply.server,
            "Content-Type": reply.kind,
            "Content-Length": str(len(reply.body) if reply.length is None else reply.length),
            **reply.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        if reply.length is not None:
            self.wfile.flush()
            self.close_connection = True

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out who the user is, and long pauses."""
    monkeypatch.setattr(transport, "PAUSE", 0.01)
    for name in ("FINGRAPH_USER", "FINGRAPH_PASSWORD", "FINGRAPH_TOKEN", "FINGRAPH_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", "/nonexistent")


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()
    # What an error's frames hold of Oxigraph must be dropped in the thread that made it, not in the next server's.
    gc.collect()


def asked(server: Scripted, **options: float) -> Sequence[tuple[object, ...]]:
    return evaluate(Endpoint(server.address, **options), Request(SELECT)).values()  # type: ignore[arg-type]


FAULTS = {
    "name wanted": (Reply(status=401), "wants a name and a password; set FINGRAPH_USER and FINGRAPH_PASSWORD"),
    "forbidden": (Reply(status=403), "does not allow that to this user"),
    "nothing there": (Reply(status=404), "has nothing at this address; name the address of its SPARQL query service"),
    "moved": (Reply(status=301, headers={"Location": "https://example.org/x"}), "has moved to 'https://example.org/x'"),
    "too large": (Reply(status=413), "finds the request too large; send less at once with --batch"),
    "too often": (Reply(status=429), "has had too many requests; wait"),
    "away": (Reply(status=503), "is not available now; try again later"),
    "gateway": (Reply(status=504), "gets no answer from it in time"),
    "full": (Reply(status=507), "has no room left"),
    "failed": (
        Reply(b"<html>\n<b>Virtuoso S1T00</b>\nmore", status=500, kind="text/html"),
        r"failed \(500\): Virtuoso S1T00$",
    ),
    "page": (Reply(b"<html>", kind="text/html; charset=utf-8"), "answers with 'text/html', not with"),
    "no type": (Reply(kind=""), "answers with 'no media type', not with"),
    "half": (Reply(rows("a", "b")[:60], length=len(rows("a", "b"))), "broke off in the middle"),
    "cut": (Reply(rows("a", "b")[:60]), "ends in the middle or is malformed"),
    "no json": (Reply(b"!"), "ends in the middle or is malformed"),
    "empty": (Reply(b""), "ends in the middle or is malformed"),
    "binary": (Reply(b"\xff\xfe\x00"), "ends in the middle or is malformed"),
    "truth": (Reply(b'{"head": {}, "boolean": true}'), "sent a truth where the query asks for rows; try again"),
    "no head": (Reply(b'{"results": {"bindings": []}}'), "ends in the middle or is malformed"),
    "no term": (Reply(b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": 1}]}}'), "or is malformed"),
    "list": (Reply(b"[1]"), "ends in the middle or is malformed"),
    "deep": (Reply(b"[" * 100_000), "ends in the middle or is malformed"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_and_no_traceback(server: Scripted, name: str, fingraph_command: Run) -> None:
    reply, message = FAULTS[name]
    server.replies = [reply]
    with pytest.raises(LocationError, match=message) as caught:
        asked(server)
    assert "\n" not in str(caught.value)
    result = fingraph_command("query", "-q", SELECT, "-l", server.address)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("fingraph: http://127.0.0.1:")


def test_a_wrong_query_is_an_error_of_the_query(server: Scripted) -> None:
    server.replies = [Reply(b"Virtuoso 37000 Error SP030: syntax error\n\nSPARQL query: \x1b[31m", status=400)]
    with pytest.raises(QueryError, match=r"refuses the query: Virtuoso 37000 Error SP030: syntax error$"):
        asked(server)


def test_nobody_there_is_one_line() -> None:
    with pytest.raises(LocationError, match=r"cannot reach http://127.0.0.1:.*check the address"):
        evaluate(Endpoint(f"http://127.0.0.1:{free_port()}/sparql"), Request(SELECT))


def test_an_unknown_host_is_one_line() -> None:
    with pytest.raises(LocationError, match=r"cannot reach http://nowhere.invalid/"):
        evaluate(Endpoint("http://nowhere.invalid/sparql"), Request(SELECT))


def test_plain_http_behind_https_is_one_line(server: Scripted) -> None:
    with pytest.raises(LocationError, match="cannot prove who it is"):
        evaluate(Endpoint(server.address.replace("http:", "https:")), Request(SELECT))


def test_a_certificate_of_nobody_is_refused(server: Scripted, tmp_path: Path, require: Callable[[str], str]) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-days",
        "2",
    ]
    subprocess.run([require("openssl"), *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with pytest.raises(
        LocationError, match=r"cannot prove who it is .*; name its authority's certificate with SSL_CERT_FILE"
    ):
        evaluate(Endpoint(server.address.replace("http:", "https:")), Request(SELECT))


def test_a_silent_server_is_given_up(server: Scripted) -> None:
    server.replies = [Reply(pause=1.5)]
    with pytest.raises(LocationError, match=r"gave no answer for 0.2 s; narrow the query"):
        asked(server, seconds=0.2)
    assert len(server.asked) == 1, "a query that takes long is not asked again"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_question_is_asked_again(server: Scripted, status: int) -> None:
    server.replies = [Reply(status=status, headers={"Retry-After": "0"}), Reply(status=status), Reply()]
    assert asked(server) == [("a",)]
    assert len(server.asked) == 3


def test_what_the_server_wants_to_wait_is_waited(server: Scripted) -> None:
    server.replies = [Reply(status=429, headers={"Retry-After": "1"}), Reply()]
    start = time.monotonic()
    asked(server)
    assert time.monotonic() - start >= 1


def test_a_question_is_not_asked_for_ever(server: Scripted) -> None:
    server.replies = [Reply(status=503)]
    with pytest.raises(LocationError, match="not available"):
        asked(server)
    assert len(server.asked) == transport.TRIES


def test_a_change_goes_out_once(server: Scripted) -> None:
    server.replies = [Reply(status=503)]
    endpoint = Endpoint(server.address, update=server.address, graph_store=f"{server.address}/graphs")
    with pytest.raises(LocationError, match="not available"):
        endpoint.update("DROP SILENT GRAPH <urn:x>")
    with pytest.raises(LocationError, match="not available"):
        endpoint.add("urn:x y", b"<urn:a> <urn:b> <urn:c> .\n")
    assert [path for _, path, _, _ in server.asked] == ["/sparql", "/sparql/graphs?graph=urn%3Ax%20y"]


def test_a_server_without_graph_store_gets_updates(server: Scripted) -> None:
    Endpoint(server.address).add("urn:x", b"<urn:a> <urn:b> <urn:c> .\n")
    posted = [(headers["Content-Type"], body) for method, _, headers, body in server.asked if method == "POST"]
    assert posted == [("application/sparql-update", b"INSERT DATA { GRAPH <urn:x> {\n<urn:a> <urn:b> <urn:c> .\n} }")]


# --- Rows that do not all come ----------------------------------------------------------------------------------------


def test_pages_are_fetched_and_counted(server: Scripted) -> None:
    limit = {"X-SPARQL-MaxRows": "2"}
    counted = json.dumps(
        {"head": {"vars": ["rows"]}, "results": {"bindings": [{"rows": {"type": "literal", "value": "3"}}]}}
    ).encode()
    server.replies = [
        Reply(rows("a", "b"), headers=limit), Reply(rows("a", "b"), headers=limit), Reply(rows("c")), Reply(counted)
    ]  # fmt: skip
    assert asked(server) == [("a",), ("b",), ("c",)]
    assert [form["query"][0][-16:] for form in server.forms()[1:3]] == ["LIMIT 2 OFFSET 0", "LIMIT 2 OFFSET 2"]
    server.replies = [
        Reply(rows("a", "b"), headers=limit),
        Reply(rows("a", "b")),
        Reply(rows("c")),
        Reply(counted.replace(b"3", b"4")),
    ]
    with pytest.raises(TruncatedResult, match="sent 3 of 4 rows"):
        asked(server)


def test_fewer_rows_than_the_limit_are_all(server: Scripted) -> None:
    server.replies = [Reply(rows("a"), headers={"X-SPARQL-MaxRows": "2"})]
    assert asked(server) == [("a",)]
    assert len(server.asked) == 1


def test_an_ask_is_read_either_way(server: Scripted) -> None:
    ask = Request("ASK { ?s ?p ?o }")
    for body, expected in {
        b'{"head":{},"boolean":true}': True,
        b'{"head":{},"boolean":false}': False,
        rows("1"): True,
        rows("0"): False,
        rows(): False,
    }.items():
        server.replies = [Reply(body)]
        assert evaluate(Endpoint(server.address), ask).truth is expected


def test_a_server_that_does_not_count_is_told_so(server: Scripted) -> None:
    with pytest.raises(LocationError, match="does not count the triples of urn:x"):
        count(Endpoint(server.address), "urn:x")


def test_what_is_read_goes_out_with_the_query(server: Scripted) -> None:
    evaluate(Endpoint(server.address), Request(SELECT, default_graphs=("urn:a", "urn:b"), named_graphs=("urn:c",)))
    (form,) = server.forms()
    assert form == {"query": [SELECT], "default-graph-uri": ["urn:a", "urn:b"], "named-graph-uri": ["urn:c"]}
    assert "timeout" not in form


# --- Who one is -------------------------------------------------------------------------------------------------------

SECRET = "s3cret-大"  # noqa: S105 - of a server that is a test


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGRAPH_USER", "ada")
    monkeypatch.setenv("FINGRAPH_PASSWORD", SECRET)


@pytest.mark.usefixtures("named")
def test_name_and_password_go_only_where_they_are_asked_for(server: Scripted) -> None:
    server.replies = [Reply()]
    asked(server)
    assert "Authorization" not in server.asked[0][2]
    server.replies = [Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}), Reply()]
    endpoint = Endpoint(server.address)
    evaluate(endpoint, Request(SELECT))
    evaluate(endpoint, Request(SELECT))
    expected = "Basic " + base64.b64encode(f"ada:{SECRET}".encode()).decode()
    assert [headers.get("Authorization") for _, _, headers, _ in server.asked[1:]] == [None, expected, expected]


@pytest.mark.usefixtures("named")
def test_digest_is_used_where_it_is_wanted(server: Scripted) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", qop="auth", nonce="n", opaque="o", algorithm=MD5'}
    server.replies = [Reply(status=401, headers=challenge), Reply(status=401, headers=challenge), Reply()]
    asked(server)
    assert server.asked[-1][2]["Authorization"].startswith('Digest username="ada", realm="SPARQL", nonce="n"')


@pytest.mark.usefixtures("named")
def test_a_wrong_password_is_said_without_it(
    server: Scripted, caplog: pytest.LogCaptureFixture, fingraph_command: Run
) -> None:
    caplog.set_level(logging.DEBUG)
    server.replies = [Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})]
    result = fingraph_command("query", "-q", SELECT, "-l", server.address)
    assert "does not accept this name and password (401)" in result.stderr
    for text in (result.output, caplog.text):
        assert SECRET not in text
        assert base64.b64encode(f"ada:{SECRET}".encode()).decode() not in text


def test_netrc_is_read(server: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login bob password pw\n", encoding="ascii")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    server.replies = [Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'}), Reply()]
    asked(server)
    assert server.asked[-1][2]["Authorization"] == "Basic " + base64.b64encode(b"bob:pw").decode()
    file.write_text("nonsense\n", encoding="ascii")
    with pytest.raises(LocationError, match=r"cannot read .*netrc"):
        asked(server)


def test_a_token_is_shown_at_once(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGRAPH_TOKEN", "abc")
    asked(server)
    assert server.asked[0][2]["Authorization"] == "Bearer abc"


def test_a_token_with_a_control_character_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, server: Scripted
) -> None:
    monkeypatch.setenv("FINGRAPH_TOKEN", "s3c\rr3t")
    with pytest.raises(LocationError, match=r"^FINGRAPH_TOKEN holds a character that no token has; set it again$"):
        asked(server)
    monkeypatch.setenv("FINGRAPH_TOKEN", "abc\r\n")
    asked(server)
    assert server.asked[0][2]["Authorization"] == "Bearer abc"


def test_a_token_does_not_go_over_an_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGRAPH_TOKEN", "abc")
    with pytest.raises(LocationError, match="a token would cross the network as plain text; use an https address"):
        evaluate(Endpoint("http://nowhere.invalid/sparql"), Request(SELECT))


def test_a_token_does_not_go_over_an_open_line_to_the_service_for_updates(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINGRAPH_TOKEN", "abc")
    endpoint = Endpoint(server.address, update="http://nowhere.invalid/update", profile="generic")
    with pytest.raises(LocationError, match="a token would cross the network as plain text; use an https address"):
        endpoint.update("CLEAR ALL")


def test_a_password_that_went_over_a_safe_line_does_not_go_over_an_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINGRAPH_USER", "bob")
    monkeypatch.setenv("FINGRAPH_PASSWORD", "pw")
    credentials = transport.Credentials()
    wanted = httpx.Response(401, headers={"WWW-Authenticate": "Basic"})
    safe = credentials.auth_flow(httpx.Request("GET", "https://nowhere.invalid/"))
    next(safe)
    assert "Authorization" in safe.send(wanted).headers
    unsafe = credentials.auth_flow(httpx.Request("GET", "http://nowhere.invalid/"))
    assert "Authorization" not in next(unsafe).headers
    with pytest.raises(LocationError, match="a password would cross the network as plain text"):
        unsafe.send(wanted)


# --- Profiles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_addresses_follow_from_the_profile(name: str) -> None:
    profile = PROFILES[name]
    endpoint = Endpoint(f"https://example.org/base{profile.query}", profile=name)
    assert endpoint.query_address == f"https://example.org/base{profile.query}"
    assert endpoint.update_address == f"https://example.org/base{profile.update}"
    store = "" if profile.graph_store is None else f"https://example.org/base{profile.graph_store}"
    assert endpoint.graph_store_address == store
    bare = Endpoint("https://example.org/", profile=name)
    assert bare.query_address == f"https://example.org{profile.query}"


def test_addresses_can_be_given(server: Scripted) -> None:
    endpoint = open_store(server.address, update="https://example.org/u", graph_store="https://example.org/g")
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.update_address, endpoint.graph_store_address) == ("https://example.org/u", "https://example.org/g")


def test_the_server_tells_its_profile(server: Scripted) -> None:
    server.replies = [Reply(status=404, server="Virtuoso/07.20.3229 (Linux)")]
    bare = Endpoint(server.address.removesuffix("/sparql"))
    assert bare.profile.name == "virtuoso"
    assert bare.query_address == server.address
    assert bare.update_address == f"{server.address}-auth"


def test_who_hides_what_it_is_can_be_told_for_every_command(
    server: Scripted, fingraph_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Virtuoso behind a proxy: no header tells that some graphs are its own."""
    own = json.dumps(
        {
            "head": {"vars": ["g"]},
            "results": {"bindings": [{"g": {"type": "uri", "value": "http://www.openlinksw.com/schemas/virtrdf#"}}]},
        }
    ).encode()
    server.replies = [Reply(own)]
    assert graph_names(Endpoint(server.address)) == ["http://www.openlinksw.com/schemas/virtrdf#"]
    monkeypatch.setenv("FINGRAPH_PROFILE", "virtuoso")
    assert graph_names(Endpoint(server.address)) == []
    assert Endpoint(server.address.removesuffix("/sparql")).query_address == server.address
    assert Endpoint(server.address, profile="generic").profile.name == "generic"
    monkeypatch.setenv("FINGRAPH_PROFILE", "oracle")
    done = fingraph_command("describe", "大模型", "-l", f"{server.address}/x")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "unknown profile 'oracle'; use one of oxigraph, virtuoso" in done.stderr


def test_graphs_of_the_server_itself_are_left_out(server: Scripted) -> None:
    names = [
        "http://www.openlinksw.com/schemas/virtrdf#",
        "https://example.org/g",
        "urn:fingraph:upload:0:https%3A%2F%2Fx",
    ]
    bindings = [{"g": {"type": "uri", "value": name}} for name in names]
    server.replies = [Reply(json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": bindings}}).encode())]
    endpoint = Endpoint(server.address, profile="virtuoso")
    with pytest.warns(UserWarning, match="holds an unfinished upload of https://x, which is not read"):
        assert graph_names(endpoint) == ["https://example.org/g"]


# --- SPARQL as text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX select: <urn:ask> CONSTRUCT WHERE { ?s ?p ?o }", "graph"),
        ("# ask\nselect * {}", "select"),
        ("BASE <urn:SELECT> ASK{}", "ask"),
        ("DESCRIBE <urn:ask>", "graph"),
    ],
)
def test_the_form_of_a_query_is_told(text: str, form: str) -> None:
    assert form_of(text) == form


def test_what_is_no_query_has_no_form() -> None:
    with pytest.raises(FingraphError, match="it has none of SELECT, ASK, CONSTRUCT and DESCRIBE"):
        form_of("hello")


def test_only_prefixes_that_are_used_and_not_declared_are_added() -> None:
    text = "PREFIX fg: <urn:own> SELECT * { ?s fg:a skos:b ; <urn:oa:x> 'owl:c' } # void:d"
    assert with_prefixes(text) == f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {text}"


PAIRS = "VALUES (?x ?k) { (6 1) (5 0) (4 1) (3 0) (2 1) (1 0) }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"SELECT * {{ {PAIRS} }} # none", [1, 3, 5, 2, 4, 6]),
        (f"SELECT ?k ?x {{ {PAIRS} }} ORDER BY ?k # ties", [1, 3, 5, 2, 4, 6]),
        (f"SELECT ?k ?x {{ {PAIRS} }} ORDER BY DESC(?k) OFFSET 1 # ties", [4, 6, 1, 3, 5]),
        (f"SELECT ?k ?x {{ {PAIRS} }} ORDER BY DESC(?k) LIMIT 4", [2, 4, 6, 1]),
        ("SELECT ?k ?x { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } } ORDER BY ?k VALUES ?k { 0 1 }", [1, 2, 1, 2]),
    ],
)
def test_pages_hold_each_row_once_in_the_order_of_the_query(text: str, expected: list[int]) -> None:
    variables = ["k", "x"]
    found = []
    for offset in range(0, len(expected) + 1, 2):
        rows = ox.Store().query(page(text, variables, size=2, offset=offset))
        assert isinstance(rows, ox.QuerySolutions)
        found += [int(row["x"].value) for row in rows]
    assert found == expected
    total = ox.Store().query(number_of_rows(text))
    assert isinstance(total, ox.QuerySolutions)
    assert int(next(total)["rows"].value) == len(expected)
