"""Questions put to a store, here or on another machine, and their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from fingraph.endpoint import Endpoint
from fingraph.errors import QueryError
from fingraph.namespaces import prefixes
from fingraph.sparql import declared, form_of, tokens_of
from fingraph.store.files import Store
from fingraph.store.frozen import FrozenStore
from fingraph.store.remote import COUNT, received, received_graph, remote_count
from fingraph.store.terms import Value, is_rdf_11, to_python

if TYPE_CHECKING:
    import rdflib

Result = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]

AnyStore = Store | FrozenStore | Endpoint
"""What can be asked: a store, in memory or on disk, that changes or does not, or an endpoint."""

SELECT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "nquads": ox.RdfFormat.N_QUADS}
XML_FORMS = {"xml", "rdfxml"}
NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returned.

    Parameters
    ----------
    form
        ``"select"``, ``"ask"`` or ``"graph"`` (CONSTRUCT and DESCRIBE).
    variables
        Names of the columns of a SELECT; else empty.
    rows
        Rows of a SELECT as terms, or the triples of a graph.
    truth
        The answer of an ASK.
    """

    form: Literal["select", "ask", "graph"]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...], ...] = ()
    truth: bool = False

    def values(self) -> list[tuple[Value, ...]]:
        """Return the rows as Python values."""
        return [tuple(map(to_python, row)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Request:
    """A SPARQL 1.1 query and what it may read.

    Parameters
    ----------
    text
        The query; the project's prefixes need no declaration.
    default_graphs
        IRIs of the graphs read where the query has no GRAPH; None leaves that to the query's own FROM.
    named_graphs
        IRIs of the graphs that GRAPH may read; None is all of them.
    layers
        Names of the layers that are read, for people.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    layers: tuple[str, ...] = ("stated",)


@contextmanager
def _query_errors(text: str) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise QueryError(_syntax_message(str(error), text)) from error
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from error


@contextmanager
def answered(store: AnyStore, request: Request) -> Iterator[Result]:
    """Run a query and yield what it finds as it is found; a malformed or failing one is a QueryError."""
    default, named = request.default_graphs, request.named_graphs
    if isinstance(store, Endpoint):
        ask = received_graph if form_of(request.text) == "graph" else received
        with ask(store, request.text, (default, named)) as result:
            yield result
        return
    with _query_errors(request.text):
        if isinstance(store, FrozenStore):
            yield store.query(request.text, default, named)
            return
        yield store.query(
            request.text,
            prefixes=prefixes(),
            default_graph=None if default is None else [ox.NamedNode(name) for name in default],
            named_graphs=None if named is None else [ox.NamedNode(name) for name in named],
        )


def graph_names(store: AnyStore) -> list[str]:
    """Return the IRIs of the named graphs, sorted; of an endpoint, those that are its own or unfinished are left out."""
    if isinstance(store, Endpoint):
        return store.graph_names()
    if isinstance(store, FrozenStore):
        return list(store.names)
    return sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))


def count(store: AnyStore, graph: str) -> int:
    """Return the number of triples in one named graph."""
    if isinstance(store, Endpoint):
        return remote_count(store, graph)
    return int(str(evaluate(store, Request(COUNT.format(graph=graph))).values()[0][0]))


def evaluate(store: AnyStore, request: Request) -> Answer:
    """Run a query.

    Parameters
    ----------
    store
        What is asked.
    request
        The query.

    Returns
    -------
    Answer
        All of it, in memory.

    Raises
    ------
    QueryError
        If the query is malformed or fails; the message gives line and column.
    """
    with answered(store, request) as result:
        if isinstance(result, ox.QueryBoolean):
            return Answer("ask", truth=bool(result))
        if isinstance(result, ox.QuerySolutions):
            return Answer("select", tuple(v.value for v in result.variables), tuple(map(tuple, result)))
        return Answer("graph", rows=tuple((triple.subject, triple.predicate, triple.object) for triple in result))


def evaluate_as(store: AnyStore, request: Request, form: str) -> bytes:
    """Run a query for its answer in a standard serialisation.

    Parameters
    ----------
    store
        What is asked.
    request
        The query.
    form
        For SELECT one of :data:`SELECT_FORMATS`, for ASK ``json`` or ``xml``, for graphs one of :data:`GRAPH_FORMATS`.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    QueryError
        If the query is malformed or fails, or its answer has no such serialisation.
    """
    with answered(store, request) as result:
        if isinstance(result, ox.QuerySolutions):
            if form in SELECT_FORMATS:
                return refuse_odd_xml(result.serialize(format=SELECT_FORMATS[form]) or b"", form)
        elif isinstance(result, ox.QueryBoolean):
            if form in ("json", "xml"):
                return result.serialize(format=SELECT_FORMATS[form]) or b""
        elif form in GRAPH_FORMATS:
            triples = sorted(set(result), key=str)
            return ox.serialize(triples, format=GRAPH_FORMATS[form], prefixes=prefixes()) or b""
    raise QueryError(
        f"this answer cannot be written as {form!r}; SELECT has table, {', '.join(SELECT_FORMATS)}, "
        f"ASK has table, json, xml, CONSTRUCT and DESCRIBE have {', '.join(GRAPH_FORMATS)}"
    )


def refuse_odd_xml(content: bytes, form: str) -> bytes:
    """Return what was written in a format, unless that is XML and a value has a character that XML cannot have."""
    if form in XML_FORMS and NOT_XML.search(content):
        raise QueryError("a value holds a control character, which XML cannot have; ask for another format")
    return content


def as_graph(answer: Answer) -> rdflib.Graph:
    """Return the triples of a graph answer as an ``rdflib.Graph`` in memory, with the project's prefixes bound.

    Parameters
    ----------
    answer
        Of a CONSTRUCT or a DESCRIBE.

    Returns
    -------
    rdflib.Graph
        A copy.

    Raises
    ------
    QueryError
        If a triple has a triple term or text with a direction, which rdflib does not know.
    """
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace, replace=True)
    triples = [ox.Triple(*row) for row in answer.rows]  # type: ignore[arg-type]
    if odd := next((triple for triple in triples if not is_rdf_11(triple)), None):
        raise QueryError(f"rdflib has no RDF 1.2, as of {odd}; leave it out, or write the answer to a file")
    return graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def materialize(store: Store, request: Request, graph: str) -> None:
    """Add the triples of a CONSTRUCT query to a named graph.

    Parameters
    ----------
    store
        What is asked.
    request
        The query.
    graph
        IRI of the graph they are added to.

    Raises
    ------
    QueryError
        If the query is malformed or fails.
    """
    name = ox.NamedNode(graph)
    if form_of(request.text) != "graph":
        raise QueryError("a rule is a CONSTRUCT query")
    with answered(store, request) as triples:
        store.extend([ox.Quad(t.subject, t.predicate, t.object, name) for t in triples])  # type: ignore[union-attr]


def _syntax_message(message: str, text: str) -> str:
    if not text.strip():
        return "the query is empty"
    match = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not match:
        return f"not a SPARQL 1.1 query: {message}"
    line, column, cause = match.groups()
    if "Prefix not found" in cause:
        known = {**prefixes(), **declared(tokens_of(text))}
        for token in tokens_of(text):
            prefix, colon, _ = token[0].partition(":")
            if token.lastgroup == "name" and prefix not in known:
                before = text[: token.start()]
                line, column = 1 + before.count("\n"), token.start() - before.rfind("\n")
                cause = f"unknown prefix {prefix + colon!r}; declare it with PREFIX"
                break
    cause = " ".join(cause.split())
    return f"not a SPARQL 1.1 query, line {line}, column {column}: {cause if len(cause) <= 160 else cause[:159] + '…'}"
