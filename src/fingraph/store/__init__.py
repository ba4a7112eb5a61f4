"""Where quads live: Oxigraph in memory or on disk, or an endpoint, all asked the same way.

Oxigraph is used by its own interface, for speed, and behind ``rdflib.Dataset`` for users.
A store is a cache, rebuilt from ``ontology/`` and ``data/``; it is never the source.
"""

from __future__ import annotations

from fingraph.store.adapters import as_dataset, as_store, with_names
from fingraph.store.answers import (
    GRAPH_FORMATS,
    SELECT_FORMATS,
    Answer,
    AnyStore,
    Request,
    as_graph,
    count,
    evaluate,
    evaluate_as,
    graph_names,
    materialize,
)
from fingraph.store.files import FILE_FORMATS, Store, canonical, load, to_trig, to_turtle
from fingraph.store.frozen import FrozenStore
from fingraph.store.terms import Term, Value, is_literal, term, to_python

__all__ = [
    "FILE_FORMATS",
    "GRAPH_FORMATS",
    "SELECT_FORMATS",
    "Answer",
    "AnyStore",
    "FrozenStore",
    "Request",
    "Store",
    "Term",
    "Value",
    "as_dataset",
    "as_graph",
    "as_store",
    "canonical",
    "count",
    "evaluate",
    "evaluate_as",
    "graph_names",
    "is_literal",
    "load",
    "materialize",
    "term",
    "to_python",
    "to_trig",
    "to_turtle",
    "with_names",
]
