"""Graphs that change no more, and each layer of them merged: one set of triples, as RDF means it.

Asked for a list of graphs, Oxigraph looks into each of them at each step, and finds a triple once for each graph that has
it: slow with many reports, and wrong where rows are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Literal

import pyoxigraph as ox

from fingraph.namespaces import expand, layer_of
from fingraph.sparql import dataset_clause, reads_from, reads_graphs, undeclared
from fingraph.store.files import Store
from fingraph.store.merging import (
    GraphName,
    drop_what_is_stated,
    ending,
    is_merged,
    layers_of,
    merged_graph,
    names_in,
    reading,
)

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

OF_ALL = {expand("graph:concepts"), expand("graph:catalog")}
"""Graphs of no report."""

Merging = Literal["inside", "on demand", "never"]


class FrozenStore:
    """Named graphs that change no more, and their merged layers.

    Parameters
    ----------
    store
        Where they are.
    merging
        ``inside``: the merged layers are in the same store; ``on demand``: they are made in memory when graphs that may share
        a triple are first asked together; ``never``: a query reads one graph after another.
    apart
        Whether it is known that only graphs of different reports share triples, as in what the project assembles.
    """

    def __init__(self, store: Store, merging: Merging = "on demand", *, apart: bool = False) -> None:
        self._store = store
        self._merging = merging
        self._apart: dict[frozenset[str], bool] | None = None if apart else {}

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
        named = self._known(self.names if named_graphs is None else named_graphs) if reads_graphs(text) else []
        store, default = self._merge_of(self._known(default_graphs or ()), named)
        return store.query(
            text, prefixes=undeclared(text), default_graph=default, named_graphs=list(map(ox.NamedNode, named))
        )

    def _known(self, graphs: Iterable[str]) -> list[str]:
        return [name for name in graphs if name in self._names]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.names)

    def _merge_of(self, graphs: Sequence[str], named: Sequence[str]) -> tuple[Store, list[GraphName]]:
        """Return a store with the merge of some graphs, and named ones, and the graphs that are that merge."""
        wanted = frozenset(graphs)
        layers = [layer for layer, names in self._layers.items() if names <= wanted]
        whole = "stated" in layers and sum(len(self._layers[layer]) for layer in layers) == len(wanted)
        if whole and self._merging == "inside":
            return self._store, list(map(merged_graph, layers))
        if self._merging == "never" or not self._share(wanted):
            return self._store, list(map(ox.NamedNode, graphs))
        if whole:
            return (self._both if named else self._merged), list(map(merged_graph, layers))
        return self._some(graphs, named), [ox.DefaultGraph()]

    def _share(self, graphs: frozenset[str]) -> bool:
        """Return whether a triple may be in two of some graphs."""
        if self._apart is None or has_several_reports(graphs):
            return has_several_reports(graphs)
        if graphs not in self._apart:
            self._apart[graphs] = not share_triples(self._store, graphs)
        return not self._apart[graphs]

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
        return self._copied(named=False)

    @cached_property
    def _both(self) -> Store:
        # Apart from the merged layers alone, since beside others they are read by a third more slowly.
        return self._copied(named=True)

    def _copied(self, *, named: bool) -> Store:
        """Return a new store with the merged layers, and with the named graphs if they are wanted.

        Read from text, terms lie in memory as they are used together: a fifth faster than what merge() makes. It is one text,
        so that a blank node is the same one wherever it stands.
        """

        def parts() -> Iterator[bytes]:
            for layer, graphs in self._layers.items():
                for name in sorted(graphs):
                    triples = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name)) or b""
                    for graph in (ox.NamedNode(name), merged_graph(layer)) if named else (merged_graph(layer),):
                        yield triples.replace(b" .\n", ending(graph) + b"\n")

        copied = Store()
        copied.load(reading(parts()), format=ox.RdfFormat.N_QUADS, lenient=True)
        drop_what_is_stated(copied, self._layers)
        return copied


@lru_cache(maxsize=64)
def has_several_reports(graphs: frozenset[str]) -> bool:
    """Return whether graphs are of several reports, so that one triple may be in two of them."""
    return sum(map(_is_of_a_report, graphs)) > 1


def share_triples(store: Store, graphs: Iterable[str]) -> bool:
    """Return whether a triple is in two of some graphs, of which one at most is a report's, since that is not looked through."""
    names = [ox.NamedNode(name) for name in graphs]
    return any(
        ox.Quad(quad.subject, quad.predicate, quad.object, other) in store
        for name in names
        if not _is_of_a_report(name.value)
        for quad in store.quads_for_pattern(None, None, None, name)
        for other in names
        if other != name
    )


def _is_of_a_report(graph: str) -> bool:
    return layer_of(graph) == "stated" and graph not in OF_ALL
