"""Stores behind ``rdflib.Dataset``, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

from fingraph.endpoint import Endpoint
from fingraph.namespaces import expand, prefixes
from fingraph.store.files import Store, load
from fingraph.store.frozen import FrozenStore
from fingraph.store.remote import remote_triples

if TYPE_CHECKING:
    import rdflib

    from fingraph.store.answers import AnyStore


def as_dataset(store: AnyStore | None = None) -> rdflib.Dataset:
    """Return an ``rdflib.Dataset`` over a store, by default over a new empty one, with the project's prefixes bound.

    The graphs of an endpoint, and of a store that does not change, are copied into memory.
    """
    import oxrdflib
    import rdflib

    if isinstance(store, Endpoint | FrozenStore):
        store = _copied(store)
    dataset = rdflib.Dataset(
        store=oxrdflib.OxigraphStore(store=Store() if store is None else store), default_union=True
    )
    for prefix, namespace in prefixes().items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


@overload
def as_store(dataset: rdflib.Dataset) -> Store: ...


@overload
def as_store(dataset: rdflib.Dataset | AnyStore) -> AnyStore: ...


def as_store(dataset: rdflib.Dataset | AnyStore) -> AnyStore:
    """Return the store below a dataset, or what is one already; a dataset of another kind is copied into a new store."""
    if isinstance(dataset, Store | FrozenStore | Endpoint):
        return dataset
    import oxrdflib

    if isinstance(dataset.store, oxrdflib.OxigraphStore):
        return dataset.store._inner
    return load(dataset.serialize(format="nquads", encoding="utf-8"), ".nq")


def with_names(store: Store) -> Store:
    """Return a store, or a copy of it in which triples that stand in no graph stand in ``graph:unnamed``, so that they are read."""
    if not any(store.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        return store
    unnamed, copy = ox.NamedNode(expand("graph:unnamed")), Store()
    copy.bulk_extend(
        ox.Quad(q.subject, q.predicate, q.object, unnamed if q.graph_name == ox.DefaultGraph() else q.graph_name)
        for q in store
    )
    return copy


def _copied(source: Endpoint | FrozenStore) -> Store:
    store = Store()
    if isinstance(source, FrozenStore):
        store.bulk_extend(source)
        return store
    for name in source.graph_names():
        graph = ox.NamedNode(name)
        store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in remote_triples(source, name))
    return store
