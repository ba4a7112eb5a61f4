"""Answers in every standard format, cut at a number of rows and refused beyond a size: what a server sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from json.encoder import encode_basestring as quoted

import pyoxigraph as ox

from fingraph.errors import QueryError
from fingraph.namespaces import prefixes
from fingraph.store.answers import SELECT_FORMATS, AnyStore, Request, answered, refuse_odd_xml

RESPONSE_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
XML_NAME = re.compile(r"[^\W\d][\w.-]*$")
"""The end of an IRI that can be the name of an element."""
STRING = "http://www.w3.org/2001/XMLSchema#string"


class TooLarge(QueryError):  # noqa: N818 - what the answer is
    """Raised when an answer takes more bytes than are allowed."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it is sent.

    Parameters
    ----------
    content
        In the format asked for.
    cut
        Whether there were more rows, or triples, than were allowed.
    """

    content: bytes
    cut: bool


def respond(store: AnyStore, request: Request, form: str, *, rows: int, size: int) -> Response:
    """Run a query for its answer in a standard format.

    Parameters
    ----------
    store
        What is asked.
    request
        The query.
    form
        One of :data:`fingraph.store.SELECT_FORMATS` for SELECT and ASK, of :data:`RESPONSE_FORMATS` for graphs.
    rows
        Rows, or triples, at most; the rest is cut off.
    size
        Bytes at most.

    Returns
    -------
    Response
        UTF-8.

    Raises
    ------
    QueryError
        If the query is malformed or fails.
    TooLarge
        If the answer would take more bytes.

    Examples
    --------
    >>> from fingraph.store import Store
    >>> respond(Store(), Request("SELECT ?x { VALUES ?x { 1 2 } }"), "csv", rows=1, size=100)
    Response(content=b'x\\r\\n1\\r\\n', cut=True)
    """
    _check_graphs(request)
    with answered(store, request) as result:
        if isinstance(result, ox.QueryBoolean):
            return Response(result.serialize(format=SELECT_FORMATS[form]) or b"", cut=False)
        if isinstance(result, ox.QuerySolutions):
            names = [variable.value for variable in result.variables]
            content, cut = _in_json(names, result, rows, size)
            if form != "json":
                content = _converted(content, form)
        else:
            triples = list(islice(result, rows + 1))
            if form == "rdfxml":
                _check_properties(triples)
            cut = len(triples) > rows
            content = ox.serialize(triples[:rows], format=RESPONSE_FORMATS[form], prefixes=prefixes()) or b""
    _check_size(len(content), size)
    return Response(refuse_odd_xml(content, form), cut)


def _check_graphs(request: Request) -> None:
    for name in (*(request.default_graphs or ()), *(request.named_graphs or ())):
        try:
            ox.NamedNode(name)
        except ValueError as error:
            raise QueryError(f"{name!r} is no IRI of a graph; give an absolute one") from error


def _check_properties(triples: Iterable[ox.Triple]) -> None:
    """Refuse properties that RDF/XML cannot name: Oxigraph would write what no parser reads."""
    for triple in triples:
        if not XML_NAME.search(triple.predicate.value):
            raise QueryError(f"RDF/XML has no name for the property {triple.predicate}; ask for another format")


def _check_size(size: int, allowed: int) -> None:
    if size > allowed:
        raise TooLarge(f"the answer takes more than {allowed:,} bytes; narrow the query, or add LIMIT")


def _in_json(names: list[str], solutions: Iterable[ox.QuerySolution], rows: int, size: int) -> tuple[bytes, bool]:
    """Return SPARQL Results JSON, and whether it was cut; Oxigraph itself writes all or nothing."""
    keys = [quoted(name) for name in names]
    parts: list[str] = []
    length = 0
    for number, solution in enumerate(solutions):
        if number == rows:
            return _joined(names, parts), True
        cells = [f"{name}:{_cell(term)}" for name, term in zip(keys, solution, strict=True) if term is not None]
        parts.append(f"{{{','.join(cells)}}}")
        length += len(parts[-1])
        _check_size(length, size)
    return _joined(names, parts), False


def _joined(names: list[str], rows: list[str]) -> bytes:
    head = ",".join(map(quoted, names))
    return f'{{"head":{{"vars":[{head}]}},"results":{{"bindings":[{",".join(rows)}]}}}}'.encode()


def _cell(term: object) -> str:
    """Return a term in SPARQL Results JSON; written by hand, since it is most of what an answer costs."""
    if isinstance(term, ox.NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{quoted(term.value)}}}'
    if isinstance(term, ox.Literal):
        cell = f'{{"type":"literal","value":{quoted(term.value)}'
        if term.language:
            direction = f',"its:dir":{quoted(str(term.direction))}' if term.direction else ""
            return f'{cell},"xml:lang":{quoted(term.language)}{direction}}}'
        kind = term.datatype.value
        return f"{cell}}}" if kind == STRING else f'{cell},"datatype":{quoted(kind)}}}'
    if not isinstance(term, ox.Triple):
        raise TypeError(f"no RDF term: {term!r}")
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    value = ",".join(f'"{name}":{_cell(part)}' for name, part in parts.items())
    return f'{{"type":"triple","value":{{{value}}}}}'


def _converted(content: bytes, form: str) -> bytes:
    solutions = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    return solutions.serialize(format=SELECT_FORMATS[form]) or b""
