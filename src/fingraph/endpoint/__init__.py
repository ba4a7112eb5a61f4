"""A store that another machine keeps, by the SPARQL 1.1 Protocol: asked, added to, and its graphs moved.

It knows bytes and addresses, no RDF; :mod:`fingraph.store` reads the answers. httpx is imported when something is sent.
"""

from __future__ import annotations

import io
import json
import os
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import quote, unquote, urlsplit

from fingraph.endpoint.profiles import PROFILES, Profile, profile_of
from fingraph.errors import LocationError
from fingraph.resources import PASSWORD_VARIABLE, PROFILE_VARIABLE, USER_VARIABLE
from fingraph.sparql import Form, form_of, number_of_rows, page, reads_from, with_prefixes

if TYPE_CHECKING:
    import httpx

    from fingraph.endpoint.transport import Transport

__all__ = ["PROFILES", "UPLOAD", "Endpoint", "Profile", "TruncatedResult", "profile_of"]

UPLOAD = "urn:fingraph:upload:"
"""How the name begins of a graph that an upload has not finished."""

FRESH_SECONDS = 60.0
"""How long the list of graphs is believed: every question needs it."""

Fields = dict[str, str | list[str]]

MEDIA_TYPES: dict[Form, tuple[str, ...]] = {
    "select": ("application/sparql-results+json", "application/json"),
    "ask": ("application/sparql-results+json", "application/json"),
    "graph": ("application/n-triples", "text/plain", "text/ntriples"),
}
# With DISTINCT in place of GROUP BY, Virtuoso 7 takes a thousand times as long.
GRAPHS = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class TruncatedResult(LocationError):  # noqa: N818 - what the answer is
    """Raised when a server did not send all of an answer, whatever its status said."""


class Endpoint:
    """A SPARQL 1.1 Protocol endpoint.

    Nothing is sent before the first question. Credentials come from the environment variables ``FINGRAPH_USER`` and
    ``FINGRAPH_PASSWORD``, or ``FINGRAPH_TOKEN``, or a netrc file.

    Parameters
    ----------
    address
        Of the query service; or of a server that tells, by its ``Server`` header, where that is.
    update
        Address for SPARQL Update, where it cannot be told from the profile.
    graph_store
        Address for the Graph Store Protocol, likewise.
    profile
        One of :data:`fingraph.endpoint.profiles.PROFILES`; by default as ``FINGRAPH_PROFILE`` says, else the server's header.
        For reading it tells which graphs are the server's own, and the path of the query service below a bare address; a
        limit of rows is learnt from the answers that tell it, whatever the profile.
    seconds
        How long the server may be silent.

    Raises
    ------
    LocationError
        If the address holds a password, or there is no such profile.
    """

    def __init__(
        self,
        address: str,
        *,
        update: str | None = None,
        graph_store: str | None = None,
        profile: str | None = None,
        seconds: float = 60.0,
    ) -> None:
        for url in filter(None, (address, update, graph_store)):
            _check(url)
        profile = profile or os.environ.get(PROFILE_VARIABLE) or None
        if profile is not None and profile not in PROFILES:
            raise LocationError(f"unknown profile {profile!r}; use one of {', '.join(PROFILES)}")
        self.address = address.rstrip("/")
        self._update, self._graph_store = update, graph_store
        self._named = PROFILES[profile] if profile else None
        self._server: str | None = None
        self._seconds = seconds
        self._graphs: tuple[float, list[str]] | None = None
        self.graph_limit: int | None = None
        """How many triples of a graph come at once, once that was tried."""

    def __repr__(self) -> str:
        return f"Endpoint({self.address!r})"

    @cached_property
    def _transport(self) -> Transport:
        from fingraph.endpoint.transport import Transport

        return Transport(self.address, self._seconds)

    @property
    def profile(self) -> Profile:
        """The kind of server; it is asked for its header if nothing has been asked yet."""
        if self._named:
            return self._named
        if self._server is None:
            self._server = self._transport.server()
        return profile_of(self._server or "")

    def _service(self, path: str | None) -> str:
        """Return the address of a service by its path in the profile; empty if it cannot be told."""
        query = self.profile.query
        if path is None:
            return ""
        if _has_no_path(self.address):
            return self.address + path
        return self.address.removesuffix(query) + path if self.address.endswith(query) else ""

    @cached_property
    def query_address(self) -> str:
        """The address of the query service."""
        return self._service(self.profile.query) if _has_no_path(self.address) else self.address

    @cached_property
    def update_address(self) -> str:
        """The address for SPARQL Update."""
        return self._update or self._service(self.profile.update) or self.address

    @cached_property
    def graph_store_address(self) -> str:
        """The address for the Graph Store Protocol, or empty."""
        return self._graph_store or self._service(self.profile.graph_store)

    @contextmanager
    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Iterator[BinaryIO]:
        """Send a query and yield its answer as it comes.

        Parameters
        ----------
        text
            SPARQL 1.1; the project's prefixes need no declaration.
        default_graphs
            IRIs of the graphs to read where the query has no GRAPH; None leaves them to the query or the server.
        named_graphs
            IRIs of the graphs that GRAPH may read; None, likewise.

        Yields
        ------
        BinaryIO
            SPARQL Results JSON, or N-Triples from CONSTRUCT and DESCRIBE. Rows beyond the server's limit are fetched in
            pages.

        Raises
        ------
        LocationError
            If the server cannot be reached, refuses, fails, or answers with something else.
        QueryError
            If it calls the query wrong.
        TruncatedResult
            If it sends less than there is.
        """
        form = form_of(text)
        # An empty list would stand for the server's own default graph.
        default = [f"{UPLOAD}none"] if default_graphs is not None and not default_graphs else default_graphs
        fields: Fields = {"query": with_prefixes(text)}
        fields |= {"default-graph-uri": list(default)} if default is not None else {}
        fields |= {"named-graph-uri": list(named_graphs)} if named_graphs else {}
        with self._answer(fields, form) as response:
            body, limit = self._body(response), response.headers.get("X-SPARQL-MaxRows", "")
            if form == "ask":
                body = self._truth(body)
            elif form == "select" and limit.isdecimal():
                body = self._complete(text, fields, body, int(limit))
            yield body

    def _truth(self, body: BinaryIO) -> BinaryIO:
        """Return the answer of an ASK; Virtuoso gives it as a row with a number, or as none."""
        answer = _json(body, self.query_address, truth=True)
        if "boolean" not in answer:
            cells = [cell for row in answer["results"]["bindings"] for cell in row.values()]
            answer = {"head": {}, "boolean": any(cell["value"] not in ("0", "false") for cell in cells)}
        return _file(answer)

    def _complete(self, text: str, fields: Fields, body: BinaryIO, size: int) -> BinaryIO:
        """Return all rows of a SELECT from a server that sends no more than some at once."""
        first = _json(body, self.query_address)
        if len(first["results"]["bindings"]) < size:
            return _file(first)
        server = self.query_address
        if reads_from(text):
            raise TruncatedResult(
                f"{server} sends {size:,} rows at most; narrow the query, or leave FROM out for pages"
            )
        variables: list[str] = first["head"]["vars"]
        rows: list[Any] = []
        full = with_prefixes(text)
        while True:
            part = self._rows(fields | {"query": page(full, variables, size=size, offset=len(rows))})
            rows += part
            if len(part) < size:
                break
        counted = self._rows(fields | {"query": number_of_rows(full)})
        wanted = counted[0].get("rows", {}).get("value", "") if counted else ""
        if not wanted.isdecimal() or int(wanted) != len(rows):
            raise TruncatedResult(
                f"{server} sent {len(rows):,} of {wanted or 'an unknown number of'} rows; narrow the query"
            )
        return _file({"head": first["head"], "results": {"bindings": rows}})

    def _rows(self, fields: Fields) -> list[Any]:
        with self._answer(fields, "select") as response:
            return list(_json(self._body(response), self.query_address)["results"]["bindings"])

    def graph_names(self) -> list[str]:
        """Return the IRIs of the named graphs but the server's own and unfinished ones, sorted; believed for a minute."""
        for meant in self.unfinished().values():
            message = (
                f"{self.address} holds an unfinished upload of {meant}, which is not read; run fingraph load again"
            )
            warnings.warn(message, stacklevel=2)
        return [name for name in self._listed() if not name.startswith(UPLOAD)]

    def unfinished(self) -> dict[str, str]:
        """Return the graphs that uploads have not finished: their own IRI → that of the graph they are for."""
        return {name: unquote(name.rpartition(":")[2]) for name in self._listed() if name.startswith(UPLOAD)}

    def _listed(self) -> list[str]:
        now = time.monotonic()
        if self._graphs is None or now - self._graphs[0] > FRESH_SECONDS:
            with self.query(GRAPHS) as body:
                rows = _json(body, self.query_address)["results"]["bindings"]
            found = {row["g"]["value"] for row in rows if row.get("g", {}).get("type") == "uri"}
            self._graphs = (now, sorted(name for name in found if not name.startswith(self.profile.own_graphs)))
        return self._graphs[1]

    def update(self, text: str) -> None:
        """Send a SPARQL Update; it is never sent twice.

        Parameters
        ----------
        text
            SPARQL 1.1 Update, with full IRIs.

        Raises
        ------
        LocationError
            If the server cannot be reached, refuses or fails.
        """
        self._graphs = None
        self._send(self.update_address, text.encode(), "application/sparql-update")

    def add(self, graph: str, triples: bytes) -> None:
        """Add triples to a named graph, by the Graph Store Protocol where there is one, else by SPARQL Update.

        Parameters
        ----------
        graph
            IRI of the graph.
        triples
            N-Triples without blank nodes, few enough for one request.

        Raises
        ------
        LocationError
            If the server cannot be reached, refuses or fails.
        """
        self._graphs = None
        if self.graph_store_address:
            joint = "&" if "?" in self.graph_store_address else "?"
            self._send(
                f"{self.graph_store_address}{joint}graph={quote(graph, safe='')}", triples, "application/n-triples"
            )
        else:
            self.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}")

    def _send(self, url: str, content: bytes, kind: str) -> None:
        with self._transport.open(url, content=content, headers={"Content-Type": kind}) as response:
            self._server = response.headers.get("Server", "")
            response.read()

    @contextmanager
    def _answer(self, fields: Fields, form: Form) -> Iterator[httpx.Response]:
        url, kinds = self.query_address, MEDIA_TYPES[form]
        with self._transport.open(url, fields=fields, headers={"Accept": kinds[0]}) as response:
            self._server = response.headers.get("Server", "")
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind not in kinds:
                raise LocationError(
                    f"{url} answers with {kind or 'no media type'!r}, not with {kinds[0]}; "
                    "name the address of its SPARQL query service"
                )
            yield response

    def _body(self, response: httpx.Response) -> BinaryIO:
        from fingraph.endpoint.transport import Body

        return cast("BinaryIO", Body(response, self.query_address, self._seconds))


def _json(body: BinaryIO, server: str, *, truth: bool = False) -> dict[str, Any]:
    """Return an answer in SPARQL Results JSON: a table, or, where that may be, a truth."""
    try:
        answer = json.load(body)
        if (truth and isinstance(answer.get("boolean"), bool)) or _is_table(answer):
            return dict(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise LocationError(f"{server} sent an answer that ends in the middle or is malformed; try again")


def _is_table(answer: dict[str, Any]) -> bool:
    """Return whether JSON is a table of terms; an error of JSON's own types if it is something quite different."""
    names = set(answer["head"]["vars"])
    return all(
        names.issuperset(row) and isinstance(cell["value"], str | dict) and isinstance(cell["type"], str)
        for row in answer["results"]["bindings"]
        for cell in row.values()
    )


def _file(answer: dict[str, Any]) -> BinaryIO:
    return io.BytesIO(json.dumps(answer).encode())


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        named = parts.username is not None or parts.password is not None
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        named, known = False, None
    if named:
        raise LocationError(
            f"an address with a name or password in it is refused, since others can see it; set {USER_VARIABLE} and "
            f"{PASSWORD_VARIABLE}, or add the host to ~/.netrc"
        )
    if not known:
        raise LocationError(f"{url!r} is no address; use http://HOST/PATH or https://HOST/PATH")


def _has_no_path(address: str) -> bool:
    return urlsplit(address).path in ("", "/")
