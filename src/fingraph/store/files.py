"""Serialisations: files read into memory, quads put in order and written."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

import pyoxigraph as ox

from fingraph.namespaces import prefixes

Store = ox.Store

FILE_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


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
    except (SyntaxError, MemoryError) as error:
        raise ValueError(cause_of(error, content)) from error
    return store


def cause_of(error: SyntaxError | MemoryError, content: bytes) -> str:
    """Return in one line why Oxigraph cannot read content, of which the start is enough."""
    if isinstance(error, MemoryError):  # of the parser's buffer, long before that of the machine
        return "it holds a term of more than 16 MB; shorten it"
    if content.startswith(codecs.BOM_UTF8):
        return "it starts with a byte order mark; save it without one"
    return " ".join(str(error).split())


def canonical(store: Iterable[ox.Quad], graphs: Iterable[str] | None = None) -> list[ox.Quad]:
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
