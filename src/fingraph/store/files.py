"""Serialisations: files read into memory, quads put in order and written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fingraph.namespaces import prefixes

if TYPE_CHECKING:
    from mmap import mmap

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
PACKED = {".gz", ".bz2", ".xz", ".zip", ".zst", ".7z"}
"""Extensions of files that have to be unpacked."""

JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)
DEEPEST_JSON = 1_000
"""Oxigraph reads JSON-LD by recursion, and a stack that overflows, at some 4,000, ends the process."""
ENTITY = re.compile(rb"""<!ENTITY\s+(?:%\s+)?([^\s"'>]+)\s+("[^"]*+"|'[^']*+')""")
MADE_OF_OTHERS = re.compile(rb"[&%](?!(?:amp|lt|gt|quot|apos);)[^#\s;]+;")
LONGEST_ENTITY = 200
"""Bytes: enough for a namespace. Long ones, named often, and those made of others make gigabytes of a small file."""


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
        packed = "unpack it first" if suffix in PACKED else f"use one of {', '.join(FILE_FORMATS)}"
        raise ValueError(f"unknown extension {suffix!r}; {packed}")
    refuse_traps(content, FILE_FORMATS[suffix])
    store = Store()
    try:
        store.load(content, FILE_FORMATS[suffix])
    except (SyntaxError, MemoryError) as error:
        raise ValueError(cause_of(error, content)) from error
    return store


def refuse_traps(content: bytes | mmap, form: ox.RdfFormat) -> None:
    """Refuse content on which Oxigraph would end the process, or that grows out of all measure.

    Parameters
    ----------
    content
        The bytes of a file.
    form
        Their format.

    Raises
    ------
    ValueError
        If JSON is nested too deep, or an entity of XML is long or made of others.
    """
    if form == ox.RdfFormat.JSON_LD:
        depth = 0
        for token in JSON_TOKEN.finditer(content):
            depth += (token[0] in (b"{", b"[")) - (token[0] in (b"}", b"]"))
            if depth > DEEPEST_JSON:
                raise ValueError(f"it is nested deeper than {DEEPEST_JSON:,} brackets; write it flatter")
    if form == ox.RdfFormat.RDF_XML:
        for entity in ENTITY.finditer(content):
            if len(entity[2]) > LONGEST_ENTITY or MADE_OF_OTHERS.search(entity[2]):
                name = entity[1].decode("utf-8", "replace")
                raise ValueError(f"its entity {name!r} is long or made of other entities; write it out")


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
