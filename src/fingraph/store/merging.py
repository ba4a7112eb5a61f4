"""Layers of named graphs merged: each triple of a layer once, in a graph of its own, however many named graphs have it.

Those of a store on disk are made from the files it was loaded from. To read text again costs a third of reading the store,
which has to look up each term of each triple.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fingraph.namespaces import layer_of
from fingraph.store.files import FILE_FORMATS, Store

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Progress = Callable[[int, int], None]

MERGED = "https://w3id.org/fingraph/merged/"
"""Namespace of graphs that hold a layer each; what is stated is merged in the default graph, which is read fastest. As other
layers are only read beside it, they lack what is stated, too."""

_IRI = rb"<[^>]*>"
_LITERAL = rb'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"(?:@[A-Za-z0-9-]+|\^\^' + _IRI + rb")?"
_LINE = re.compile(
    rb"^(%(iri)s[ \t]*%(iri)s[ \t]*(?:%(iri)s|%(literal)s))[ \t]*<([^>]*)>[ \t]*\.[ \t\r]*$|^.+$"
    % {b"iri": _IRI, b"literal": _LITERAL},
    re.MULTILINE,
)
"""A statement in a named graph, without blank nodes: its triple and its graph; or any other line. Only of N-Quads that a parser
has taken, in which an IRI ends at the first sign that ends one: a pattern that looks for more takes three times as long."""

_BYTES = 2**20
_QUADS = 10_000
"""Of what is read at once."""


def merge(source: Store, target: Store, *, progress: Progress | None = None) -> None:
    """Merge each layer of a store.

    Parameters
    ----------
    source
        With named graphs.
    target
        Gets a graph for each layer; may be the same.
    progress
        Called with the number of triples of each named graph, and that of all.
    """
    layers = layers_of(names_in(source))
    _add_layers(source, target, layers, progress)
    drop_what_is_stated(target, layers)


def _add_layers(
    source: Store, target: Store, layers: Mapping[str, Iterable[str]], progress: Progress | None = None
) -> None:
    whole = len(source) if progress else 0

    def quads_in(merged: GraphName, names: Iterable[str]) -> Iterator[ox.Quad]:
        for name in sorted(names):
            triples = 0
            for quad in source.quads_for_pattern(None, None, None, ox.NamedNode(name)):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, merged)
                triples += 1
            if progress:
                progress(triples, whole)

    for layer, names in layers.items():
        target.bulk_extend(quads_in(merged_graph(layer), names))


def drop_what_is_stated(store: Store, layers: Iterable[str]) -> None:
    """Remove from merged layers what is stated, too, so that no triple is found twice where both are read."""
    for layer in layers:
        graph = merged_graph(layer)
        if graph != ox.DefaultGraph():
            twice = [
                quad
                for quad in store.quads_for_pattern(None, None, None, graph)
                if ox.Quad(quad.subject, quad.predicate, quad.object) in store
            ]
            for quad in twice:
                store.remove(quad)


def merge_files(store: Store, files: Sequence[tuple[Path, str]], progress: Progress | None = None) -> None:
    """Merge each layer of a store that has just been loaded from files, at a fraction of what :func:`merge` costs.

    Parameters
    ----------
    store
        Gets a graph for each layer.
    files
        All that is in the store, each with the IRI of the graph for triples that stand in none.
    progress
        Called with the number of triples read since the last call, and that of all in the store.

    Raises
    ------
    OSError, SyntaxError
        If a file cannot be read any more.
    """
    names, whole = set(names_in(store)), len(store) if progress else 0
    ends = {name.encode(): ending(merged_graph(layer)) for layer, graphs in layers_of(names).items() for name in graphs}
    left: set[str] = set()

    def merged() -> Iterator[bytes]:
        for file, graph in files:
            for text in _text(file):
                others: list[bytes] = []
                yield _LINE.sub(lambda found: _placed(found, ends, others), text)  # noqa: B023
                left.update(_graphs(others, graph))
                if progress:
                    progress(text.count(b"\n"), whole)

    # What the store took has no malformed IRI.
    store.bulk_load(input=reading(merged()), format=ox.RdfFormat.N_QUADS, lenient=True)
    # A blank node is another one each time it is read, so that its graph is taken out of the store.
    _add_layers(store, store, layers_of(left & names))
    drop_what_is_stated(store, layers_of(names))


def _text(file: Path) -> Iterator[bytes]:
    """Yield the quads of a file as whole lines of N-Quads."""
    form = FILE_FORMATS[file.suffix.lower()]
    if form == ox.RdfFormat.N_QUADS:
        with file.open("rb") as lines:
            while text := lines.read(_BYTES):
                yield text + lines.readline()
        return
    quads = ox.parse(path=file, format=form, base_iri=file.resolve().as_uri(), lenient=True)
    while some := list(islice(quads, _QUADS)):
        yield ox.serialize(some, format=ox.RdfFormat.N_QUADS) or b""


def _placed(found: re.Match[bytes], ends: dict[bytes, bytes], others: list[bytes]) -> bytes:
    """Return a statement as it is in the merged layer of its graph; of lines that cannot be placed so, nothing."""
    end = ends.get(found[2])
    if end is None:
        others.append(found[0])
        return b""
    return found[1] + end


def _graphs(lines: list[bytes], default: str) -> Iterator[str]:
    for quad in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS, lenient=True) if lines else ():
        yield quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else default


def reading(parts: Iterator[bytes]) -> io.BufferedReader:
    """Return a file from which parts are read as they come."""
    return io.BufferedReader(_Stream(parts))


class _Stream(io.RawIOBase):
    """Bytes, as they come, that are read like a file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest = parts, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._rest:
            self._rest = memoryview(next(filter(None, self._parts), b""))
        view = memoryview(buffer).cast("B")
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)


def names_in(store: Store) -> Iterator[str]:
    """Yield the IRIs of the named graphs that are not merged layers."""
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode) and not is_merged(graph):
            yield graph.value


def layers_of(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the graphs of each layer."""
    found = defaultdict(set)
    for name in names:
        found[layer_of(name)].add(name)
    return {layer: frozenset(graphs) for layer, graphs in found.items()}


def merged_graph(layer: str) -> GraphName:
    """Return the graph that holds a layer."""
    return ox.DefaultGraph() if layer == "stated" else ox.NamedNode(MERGED + layer)


def is_merged(graph: GraphName) -> bool:
    """Return whether a graph holds a layer."""
    return graph == ox.DefaultGraph() or (isinstance(graph, ox.NamedNode) and graph.value.startswith(MERGED))


def ending(graph: GraphName) -> bytes:
    """Return how a line of N-Quads ends whose triple is in a graph."""
    return b" ." if isinstance(graph, ox.DefaultGraph) else f" {graph} .".encode()
