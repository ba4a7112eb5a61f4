"""Where quads live: Oxigraph, by its own interface for speed and behind ``rdflib.Dataset`` for users.

The store is a cache, rebuilt from ``ontology/`` and ``data/``; it is never the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from fingraph.errors import QueryError
from fingraph.namespaces import compress, prefixes

if TYPE_CHECKING:
    import rdflib

Value = str | int | float | bool | None
"""A cell of an answer: an IRI as CURIE, a literal as its Python value, None where a variable is unbound."""

Store = ox.Store
Term = ox.NamedNode | ox.Literal

SELECT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {"turtle": ox.RdfFormat.TURTLE, "nquads": ox.RdfFormat.N_QUADS}
FILE_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}

_PLAIN = {"integer": int, "decimal": float, "double": float, "float": float}
_XSD = "http://www.w3.org/2001/XMLSchema#"


def load(content: bytes, suffix: str) -> Store:
    """Load one serialisation into memory.

    Parameters
    ----------
    content
        The bytes of the file.
    suffix
        File name extension that tells the format, one of :data:`FILE_FORMATS`.

    Returns
    -------
    Store
        With the quads of the file.

    Raises
    ------
    ValueError
        If the extension is unknown or the content is not of that format.
    """
    if suffix not in FILE_FORMATS:
        raise ValueError(f"unknown extension {suffix!r}; use one of {', '.join(FILE_FORMATS)}")
    store = Store()
    try:
        store.load(content, FILE_FORMATS[suffix])
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    return store


def as_dataset(store: Store | None = None) -> rdflib.Dataset:
    """Return an ``rdflib.Dataset`` over a store, by default over a new empty one, with the project's prefixes bound."""
    import oxrdflib
    import rdflib

    dataset = rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store or Store()), default_union=True)
    for prefix, namespace in prefixes().items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def as_store(dataset: rdflib.Dataset) -> Store:
    """Return the store below a dataset; a dataset of another kind is copied into a new store."""
    import oxrdflib

    if isinstance(dataset.store, oxrdflib.OxigraphStore):
        return dataset.store._inner
    return load(dataset.serialize(format="nquads", encoding="utf-8"), ".nq")


def graph_names(store: Store) -> list[str]:
    """Return the IRIs of the named graphs, sorted."""
    return sorted(graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))


def count(store: Store, graph: str) -> int:
    """Return the number of triples in one named graph."""
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))


def canonical(store: Store, graphs: Iterable[str] | None = None) -> list[ox.Quad]:
    """Put quads into an order, with blank node labels, that depends on their content alone (RDFC-1.0).

    Parameters
    ----------
    store
        Where the quads are.
    graphs
        IRIs of the graphs wanted; by default all.

    Returns
    -------
    list of pyoxigraph.Quad
        By graph, subject, predicate (types first) and object.
    """
    names = None if graphs is None else {ox.NamedNode(name) for name in graphs}
    dataset = ox.Dataset(quad for quad in store if names is None or quad.graph_name in names)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=_order)


def _order(quad: ox.Quad) -> tuple[str, ...]:
    is_type = quad.predicate.value == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    predicate = "" if is_type else quad.predicate.value
    return (str(quad.graph_name), str(quad.subject), predicate, str(quad.object))


def to_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Serialise quads as TriG, in the order given."""
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes()) or b""


def to_turtle(quads: Iterable[ox.Quad]) -> bytes:
    """Serialise the triples of quads as Turtle, in the order given, each triple once."""
    triples = dict.fromkeys(quad.triple for quad in quads)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes()) or b""


def term(text: str) -> Term:
    """Return the RDF term that a parameter's text stands for.

    A CURIE with one of the project's prefixes or ``<IRI>``; ``"text"``, ``"text"@zh`` or ``"text"^^xsd:date``; anything
    else is a plain string. The text is parsed, never pasted into a query.

    Parameters
    ----------
    text
        What the user gave.

    Returns
    -------
    Term
        A named node or a literal.

    Raises
    ------
    QueryError
        If an IRI or a literal in that notation is malformed.
    """
    from fingraph.namespaces import expand

    try:
        if match := re.fullmatch(r"<([^<>]*)>", text):
            return ox.NamedNode(match[1])
        if match := re.fullmatch(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^(\S+))?', text, re.DOTALL):
            value, language, datatype = match.groups()
            if datatype:
                return ox.Literal(value, datatype=ox.NamedNode(expand(datatype)))
            return ox.Literal(value, language=language) if language else ox.Literal(value)
        prefix, colon, local = text.partition(":")
        if colon and prefix in prefixes() and re.fullmatch(r"[\w.-]+", local):
            return ox.NamedNode(expand(text))
    except ValueError as error:
        raise QueryError(f"cannot read the value {text!r}: {' '.join(str(error).split())}") from error
    return ox.Literal(text)


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
def _query_errors() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise QueryError(_syntax_message(str(error))) from error
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from error


def _run(store: Store, request: Request) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    default, named = request.default_graphs, request.named_graphs
    return store.query(
        request.text,
        prefixes=prefixes(),
        default_graph=None if default is None else [ox.NamedNode(name) for name in default],
        named_graphs=None if named is None else [ox.NamedNode(name) for name in named],
    )


def evaluate(store: Store, request: Request) -> Answer:
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
    with _query_errors():
        result = _run(store, request)
        if isinstance(result, ox.QueryBoolean):
            return Answer("ask", truth=bool(result))
        if isinstance(result, ox.QuerySolutions):
            return Answer("select", tuple(v.value for v in result.variables), tuple(tuple(row) for row in result))
        return Answer("graph", rows=tuple((triple.subject, triple.predicate, triple.object) for triple in result))


def evaluate_as(store: Store, request: Request, form: str) -> bytes:
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
    with _query_errors():
        result = _run(store, request)
        if isinstance(result, ox.QueryTriples) and form in GRAPH_FORMATS:
            triples = sorted(set(result), key=str)
            return ox.serialize(triples, format=GRAPH_FORMATS[form], prefixes=prefixes()) or b""
        if isinstance(result, ox.QuerySolutions) and form in SELECT_FORMATS:
            return result.serialize(format=SELECT_FORMATS[form]) or b""
        if isinstance(result, ox.QueryBoolean) and form in ("json", "xml"):
            return result.serialize(format=SELECT_FORMATS[form]) or b""
    raise QueryError(
        f"this answer cannot be written as {form!r}; SELECT has table, {', '.join(SELECT_FORMATS)}, "
        f"ASK has table, json, xml, CONSTRUCT and DESCRIBE have {', '.join(GRAPH_FORMATS)}"
    )


def as_graph(answer: Answer) -> rdflib.Graph:
    """Return the triples of a graph answer as an ``rdflib.Graph`` in memory, with the project's prefixes bound."""
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in prefixes().items():
        graph.bind(prefix, namespace, replace=True)
    triples = [ox.Triple(*row) for row in answer.rows]  # type: ignore[arg-type]
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
    with _query_errors():
        result = _run(store, request)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("a rule is a CONSTRUCT query")
        store.extend([ox.Quad(t.subject, t.predicate, t.object, name) for t in result])


def to_python(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    """Return a term as a Python value: an IRI as CURIE, a number as number, else its text."""
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return compress(value.value)
    if isinstance(value, ox.Literal):
        kind = value.datatype.value.removeprefix(_XSD)
        if kind == "boolean":
            return value.value == "true"
        try:
            return _PLAIN[kind](value.value) if kind in _PLAIN else value.value
        except ValueError:  # an ill-typed literal is its text
            return value.value
    return str(value)


def _syntax_message(message: str) -> str:
    match = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not match:
        return f"not a SPARQL 1.1 query: {message}"
    line, column, cause = match.groups()
    if "Prefix not found" in cause:
        cause = "unknown prefix; declare it with PREFIX"
    cause = " ".join(cause.split())
    return f"not a SPARQL 1.1 query, line {line}, column {column}: {cause if len(cause) <= 160 else cause[:159] + '…'}"
