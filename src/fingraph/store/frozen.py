"""Graphs that change no more, and each layer of them merged: one set of triples, as RDF means it.

Asked for a list of graphs, Oxigraph looks into each of them at each step, and finds a triple once for each graph that has
it: slow with many reports, and wrong where rows are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from fingraph.namespaces import expand, layer_of
from fingraph.sparql import dataset_clause, reads_from, reads_graphs, undeclared
from fingraph.store.files import Store
from fingraph.store.merging import GraphName, ending, is_merged, layers_of, merged_graph, names_in, reading

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

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
        ``inside``: the merged layers are in the same store; ``on demand``: they are made in memory when several reports are
        first asked together; ``never``: a query reads one graph after another.
    """

    def __init__(self, store: Store, merging: Merging = "on demand") -> None:
        self._store = store
        self._merging = merging

    def __iter__(self) -> Iterator[ox.Quad]:
        """Iterate over the quads of the named graphs."""
        if self._merging != "inside":
            return iter(self._store)
        return (quad for quad in self._store if not is_merged(quad.graph_name))

    def __len__(self) -> int:
        """Return the number of quads of the named graphs."""
        return len(self._store) if self._merging != "inside" else sum(1 for _ in self)

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Return the quads of a named graph."""
        return self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """IRIs of the named graphs, sorted."""
        return tuple(sorted(names_in(self._store)))

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
            default_graphs, named_graphs = dataset_clause(text)
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
            return self._store, list(map(merged_graph, layers))
        if self._merging == "never" or not has_several_reports(wanted):
            return self._store, list(map(ox.NamedNode, graphs))
        if whole:
            return (self._both if named else self._merged), list(map(merged_graph, layers))
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
        return layers_of(self.names)

    @cached_property
    def _merged(self) -> Store:
        merged, form = Store(), ox.RdfFormat.N_TRIPLES
        # Read from text, terms lie in memory as they are used together: a fifth faster than what merge() makes.
        for layer, graphs in self._layers.items():
            parts = (self._store.dump(format=form, from_graph=ox.NamedNode(name)) for name in sorted(graphs))
            merged.load(b"".join(part or b"" for part in parts), format=form, to_graph=merged_graph(layer))
        return merged

    @cached_property
    def _both(self) -> Store:
        # Apart from the merged layers alone, since beside others they are read by a third more slowly.
        both = Store()
        # As one text, so that a blank node of a named graph is the same one in the merged layer.
        both.load(reading(self._copied()), format=ox.RdfFormat.N_QUADS, lenient=True)
        return both

    def _copied(self) -> Iterator[bytes]:
        for layer, graphs in self._layers.items():
            for name in sorted(graphs):
                triples = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name)) or b""
                for graph in (ox.NamedNode(name), merged_graph(layer)):
                    yield triples.replace(b" .\n", ending(graph) + b"\n")


def has_several_reports(graphs: Iterable[str]) -> bool:
    """Return whether graphs are of several reports, so that one triple may be in two of them."""
    return sum(layer_of(name) == "stated" for name in graphs if name not in SHARED) > 1
