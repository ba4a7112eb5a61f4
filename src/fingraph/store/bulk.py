"""Many quads at once: files into a store, stores into files, and digests by which graphs are compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from fingraph.endpoint import UPLOAD, Endpoint
from fingraph.errors import SourceError
from fingraph.namespaces import expand, prefixes
from fingraph.store.answers import AnyStore, graph_names
from fingraph.store.files import FILE_FORMATS, PACKED, Store, cause_of, refuse_traps
from fingraph.store.frozen import FrozenStore
from fingraph.store.merging import is_merged
from fingraph.store.remote import remote_triples
from fingraph.store.terms import INTEGERS, XSD, is_well_typed

DUMP_FORMATS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG}

_TRUTHS = {"1": "true", "0": "false"}


def bulk_load(store: Store, path: Path, graph: str) -> None:
    """Read a file into a store; on disk that is the fastest way by far.

    Parameters
    ----------
    store
        What is written into.
    path
        Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, told by the extension.
    graph
        IRI of the graph for triples that stand in none.

    Raises
    ------
    SourceError
        If the file cannot be read or is not of that format; then nothing of it is in the store. If it has a graph that nobody
        could ask for, since a blank node names it or the name is one of those kept for merged layers.
    """
    suffix = path.suffix.lower()
    if suffix not in FILE_FORMATS:
        packed = "; unpack it first" if suffix in PACKED else f"; use one of {', '.join(FILE_FORMATS)}"
        raise SourceError(f"{str(path)!r} has no extension of an RDF file{packed}")
    form, name = FILE_FORMATS[suffix], ox.NamedNode(graph)
    _parse_into(store, path, form, name)
    _refuse_odd_names(store, path)
    if next(iter(store.quads_for_pattern(None, None, None, ox.DefaultGraph())), None) is not None:
        store.update(
            f"MOVE DEFAULT TO GRAPH <{graph}>"
            if not _has(store, name)
            else f"ADD DEFAULT TO GRAPH <{graph}>; CLEAR DEFAULT"
        )


def _parse_into(store: Store, path: Path, form: ox.RdfFormat, graph: ox.NamedNode) -> None:
    base = path.resolve().as_uri()
    start = b""
    try:
        if path.exists() and not path.is_file():
            raise SourceError(f"{str(path)!r} is no regular file, and is read more than once; write it to a file first")
        with path.open("rb") as file:
            start = file.read(3)
            if start and form in (ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML):
                with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
                    refuse_traps(content, form)
    except OSError as error:
        raise SourceError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValueError as error:
        raise SourceError(f"{str(path)!r} cannot be read: {error}") from error
    try:
        if form.supports_datasets:
            store.bulk_load(path=path, format=form, base_iri=base)
        else:
            store.bulk_load(path=path, format=form, base_iri=base, to_graph=graph)
    except (SyntaxError, MemoryError) as error:
        raise SourceError(f"{str(path)!r} is not RDF: {cause_of(error, start)}") from error


def _refuse_odd_names(store: Store, path: Path) -> None:
    for graph in store.named_graphs():
        if isinstance(graph, ox.BlankNode):
            raise SourceError(f"{str(path)!r} has a graph that a blank node names; name it by an IRI")
        if is_merged(graph) or graph.value.startswith(UPLOAD):
            raise SourceError(
                f"{str(path)!r} has a graph {graph.value!r}, a name kept for {'merged layers' if is_merged(graph) else 'uploads'}; "
                "rename it"
            )


def graph_named_after(file: Path) -> str:
    """Return the IRI of the graph for triples of a file that stand in none."""
    name = re.sub(r"[^\w.-]+", "-", file.stem).strip("-.") or "unnamed"
    return expand(f"graph:{name}")


def _has(store: Store, graph: ox.NamedNode) -> bool:
    return next(iter(store.quads_for_pattern(None, None, None, graph)), None) is not None


def bulk_copy(source: AnyStore, target: Store) -> None:
    """Write all named graphs of a store into another one."""
    target.bulk_extend(all_quads(source))


def all_quads(store: AnyStore) -> Iterator[ox.Quad]:
    """Yield the quads of all named graphs; those of an endpoint as they come, each graph compared with a count."""
    if not isinstance(store, Endpoint):
        yield from (quad for quad in store if quad.graph_name != ox.DefaultGraph())
        return
    for name in graph_names(store):
        graph = ox.NamedNode(name)
        for triple in triples_of(store, name):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def triples_of(store: AnyStore, graph: str) -> Iterator[ox.Triple]:
    """Yield the triples of a named graph."""
    if isinstance(store, Endpoint):
        return remote_triples(store, graph)
    frozen = store if isinstance(store, FrozenStore) else FrozenStore(store)
    return (quad.triple for quad in frozen.quads(graph))


def write_quads(store: AnyStore, file: BinaryIO, form: str) -> None:
    """Write all quads of a store, as they come.

    Parameters
    ----------
    store
        What is written.
    file
        Open for bytes.
    form
        One of :data:`DUMP_FORMATS`.

    Raises
    ------
    LocationError
        If an endpoint does not send all.
    """
    ox.serialize(all_quads(store), output=file, format=DUMP_FORMATS[form], prefixes=prefixes())


@dataclass(frozen=True, slots=True)
class Digest:
    """By what two graphs are compared, whatever the order of their triples.

    Parameters
    ----------
    triples
        Their number.
    total
        The sum of the SHA-256 of each triple's N-Triples, modulo 2 to the 256. Literals count by their value, as servers
        write some in their own way.
    """

    triples: int
    total: int

    def __str__(self) -> str:
        """Return 64 hexadecimal digits."""
        return f"{self.total:064x}"


def digest_of(triples: Iterable[ox.Triple]) -> Digest:
    """Return the digest of triples, each of which must come once.

    Parameters
    ----------
    triples
        Without blank nodes, whose labels are chance.

    Returns
    -------
    Digest
        In constant memory.

    Examples
    --------
    >>> digest_of([]).triples
    0
    """
    number = total = 0
    for triple in triples:
        number += 1
        total += int.from_bytes(hashlib.sha256(normal(triple).encode()).digest(), "big")
    return Digest(number, total % 2**256)


def normal(triple: ox.Triple) -> str:
    """Return the N-Triples of a triple, its literal in the one form that servers agree on."""
    value = triple.object
    if isinstance(value, ox.Literal):
        if value.language:
            tag = f"{value.language.lower()}--{value.direction}" if value.direction else value.language.lower()
            return f"{triple.subject} {triple.predicate} {ox.Literal(value.value)}@{tag}"
        return f"{triple.subject} {triple.predicate} {_plain(value.value, value.datatype.value)}"
    return f"{triple.subject} {triple.predicate} {value}"


def _plain(text: str, datatype: str) -> str:
    if not is_well_typed(text, datatype):
        return f"{text!r}^^{datatype}"
    if datatype in (f"{XSD}double", f"{XSD}float"):
        return f"{float(text)!r}^^{datatype}"
    if datatype == f"{XSD}boolean":
        return f"{_TRUTHS.get(text, text)}^^{datatype}"
    digits, _, fraction = f"{Decimal(text) or Decimal(0):f}".partition(".")
    fraction = fraction.rstrip("0")
    kind = f"{XSD}integer" if datatype in INTEGERS else datatype
    return f"{digits}.{fraction}^^{kind}"
