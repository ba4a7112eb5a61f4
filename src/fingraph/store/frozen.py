"""Graphs that change no more, and each layer of them merged: one set of triples, as RDF means it.

Asked for a list of graphs, Oxigraph looks into each of them at each step, and finds a triple once for each graph that has
it: slow with many reports, and wrong where rows are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from fingraph.namespaces import expand, layer_of
from fingraph.sparql import reads_from, reads_graphs, undeclared
from fingraph.store.files import Store

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

MERGED = "https://w3id.org/fingraph/merged/"
"""Namespace of graphs that hold a layer each; what is stated is merged in the default graph, which is read fastest."""
SHARED = {expand("graph:concepts"), expand("graph:catalog")}
"""Graphs of no report. They share no triple with another, so beside a single report nothing has to be merged."""

Merging = Literal["inside", "on demand", "never"]


class FrozenStore:
    """Named graphs that change no more, and their merged layers.

    Parameters
    ----------
    store
        Where they are.
    merging
        ``inside``: :func:`merge` has put the merged layers into the same store; ``on demand``: they are made in memory when
        several reports are first asked together; ``never``: a query reads one graph after another.
    """

    def __init__(self, store: Store, merging: Merging = "on demand") -> None:
        self._store = store
        self._merging = merging

    def __iter__(self) -> Iterator[ox.Quad]:
        """Iterate over the quads of the named graphs."""
        if self._merging != "inside":
            return iter(self._store)
        return (quad for quad in self._store if not _is_merged(quad.graph_name))

    def __len__(self) -> int:
        """Return the number of quads of the named graphs."""
        return len(self._store) if self._merging != "inside" else sum(1 for _ in self)

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Return the quads of a named graph."""
        return self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """IRIs of the named graphs, sorted."""
        return tuple(sorted(_names(self._store)))

    def query(
        self, text: str, default_graphs: Sequence[str] | None = None, named_graphs: Sequence[str] | None = None
    ) -> Result:
        """Run a query over the merge of its default graphs, unless nothing of this store may be merged.

        Parameters
        ----------
        text
            SPARQL 1.1; the project's prefixes need no declaration.
        default_graphs
            IRIs of the graphs read where the query has no GRAPH; None leaves that to its FROM, if it has any.
        named_graphs
            IRIs of the graphs that GRAPH may read; None is all of them.

        Returns
        -------
        pyoxigraph.QuerySolutions, QueryBoolean or QueryTriples
            What it finds, as it is found.

        Raises
        ------
        SyntaxError
            If it is malformed.
        OSError, RuntimeError
            If it fails.
        """
        if default_graphs is None and named_graphs is None and reads_from(text):
            return self._store.query(text, prefixes=undeclared(text))
        # All by name, so that those of merged layers are none of them.
        named = (self.names if named_graphs is None else named_graphs) if reads_graphs(text) else ()
        store, default = self._merge_of(default_graphs or (), named)
        return store.query(
            text, prefixes=undeclared(text), default_graph=default, named_graphs=list(map(ox.NamedNode, named))
        )

    def _merge_of(self, graphs: Sequence[str], named: Sequence[str]) -> tuple[Store, list[GraphName]]:
        """Return a store with the merge of some graphs, and named ones, and the graphs that are that merge."""
        wanted = set(graphs)
        layers = [layer for layer, names in self._layers.items() if names <= wanted]
        whole = sum(len(self._layers[layer]) for layer in layers) == len(wanted)
        if whole and self._merging == "inside":
            return self._store, list(map(_merged_graph, layers))
        if self._merging == "never" or not has_several_reports(wanted):
            return self._store, list(map(ox.NamedNode, graphs))
        if whole:
            return (self._both if named else self._merged), list(map(_merged_graph, layers))
        return self._some(graphs, named), [ox.DefaultGraph()]

    def _some(self, graphs: Sequence[str], named: Sequence[str]) -> Store:
        """Return some graphs, merged, and some as they are: a few of many reports."""
        some = Store()
        for name in named:
            some.bulk_extend(self.quads(name))
        for name in graphs:
            some.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, ox.DefaultGraph()) for q in self.quads(name))
        return some

    @cached_property
    def _layers(self) -> dict[str, frozenset[str]]:
        return _layers(self.names)

    @cached_property
    def _merged(self) -> Store:
        merged, form = Store(), ox.RdfFormat.N_TRIPLES
        # Read from text, terms lie in memory as they are used together: a fifth faster than what merge() makes.
        for layer, graphs in self._layers.items():
            parts = (self._store.dump(format=form, from_graph=ox.NamedNode(name)) for name in sorted(graphs))
            merged.load(b"".join(part or b"" for part in parts), format=form, to_graph=_merged_graph(layer))
        return merged

    @cached_property
    def _both(self) -> Store:
        # Apart from the merged layers alone, since beside others they are read by a third more slowly.
        both = Store()
        both.bulk_extend(quad for quad in self._store if not _is_merged(quad.graph_name))
        merge(self._store, both)
        return both


def has_several_reports(graphs: Iterable[str]) -> bool:
    """Return whether graphs are of several reports, so that one triple may be in two of them."""
    return sum(layer_of(name) == "stated" for name in graphs if name not in SHARED) > 1


def merge(source: Store, target: Store, progress: Callable[[int, int], None] | None = None) -> None:
    """Merge each layer of a store.

    Parameters
    ----------
    source
        With named graphs.
    target
        Gets a graph for each layer; may be the same.
    progress
        Called with 1 after each named graph, and their number.
    """
    names = sorted(_names(source))

    def quads_in(merged: GraphName, graphs: Iterable[str]) -> Iterator[ox.Quad]:
        for name in sorted(graphs):
            for quad in source.quads_for_pattern(None, None, None, ox.NamedNode(name)):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, merged)
            if progress:
                progress(1, len(names))

    for layer, graphs in _layers(names).items():
        target.bulk_extend(quads_in(_merged_graph(layer), graphs))


def _names(store: Store) -> Iterator[str]:
    for graph in store.named_graphs():
        if isinstance(graph, ox.NamedNode) and not _is_merged(graph):
            yield graph.value


def _layers(names: Iterable[str]) -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for name in names:
        found[layer_of(name)].add(name)
    return {layer: frozenset(graphs) for layer, graphs in found.items()}


def _merged_graph(layer: str) -> GraphName:
    return ox.DefaultGraph() if layer == "stated" else ox.NamedNode(MERGED + layer)


def _is_merged(graph: GraphName) -> bool:
    return graph == ox.DefaultGraph() or (isinstance(graph, ox.NamedNode) and graph.value.startswith(MERGED))
