"""Where the graph is: in memory, made from the tables at hand; in a folder, on disk; or behind an address."""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from fingraph.endpoint import Endpoint
from fingraph.errors import LocationError
from fingraph.output import replaced_file
from fingraph.resources import LOCATION_VARIABLE, build_key, cache_dir, data_dir, resource_dir
from fingraph.store import AnyStore, FrozenStore, Store, as_store, load, with_names
from fingraph.store.bulk import bulk_load, graph_named_after
from fingraph.store.folder import open_version, version

if TYPE_CHECKING:
    import rdflib

MEMORY: Literal["memory:"] = "memory:"


@overload
def open_store(location: Literal["memory:"] = ...) -> FrozenStore: ...


@overload
def open_store(
    location: str | Path, *, update: str | None = None, graph_store: str | None = None, profile: str | None = None
) -> FrozenStore | Endpoint: ...


def open_store(
    location: str | Path = MEMORY,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    profile: str | None = None,
) -> FrozenStore | Endpoint:
    """Open the graph at a location, for every function that takes ``dataset``.

    Parameters
    ----------
    location
        ``memory:`` is the graph of the tables at hand, built-in or of the workspace that ``FINGRAPH_DATA`` names; a folder
        is a store that ``fingraph load`` or Oxigraph wrote, opened read-only, so that several processes can; an RDF file is
        read into memory; ``http:`` or ``https:`` is the address of a SPARQL 1.1 Protocol endpoint.
    update
        Address for SPARQL Update, where an endpoint has another one than its kind has.
    graph_store
        Address for the Graph Store Protocol, likewise.
    profile
        Kind of the endpoint, one of :data:`fingraph.endpoint.PROFILES`; by default as ``FINGRAPH_PROFILE`` says, else as its
        ``Server`` header tells.

    Returns
    -------
    FrozenStore or Endpoint
        An endpoint is asked nothing yet.

    Raises
    ------
    LocationError
        If there is no such store, or it is damaged, or the address cannot be one.
    SourceError
        If the file is not RDF.
    TableError
        If the tables at hand are not well-formed.

    Examples
    --------
    >>> from fingraph import find_item
    >>> find_item("大模型", dataset=open_store("memory:"))
    'tech:large-model'
    """
    text = os.fspath(location)
    if text == MEMORY:
        return _store(data_dir().resolve(), build_key())
    if text.lower().startswith(("http://", "https://")):
        return _endpoint(text, update, graph_store, profile)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", text):
        raise LocationError(
            f"unknown location {text!r}; use {MEMORY}, a folder, a file, or an address with http:// or https://"
        )
    path = Path(text).resolve()
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else _opened(path)


def store_of(dataset: rdflib.Dataset | AnyStore | None) -> FrozenStore | Endpoint:
    """Return what a function asks that is given a dataset.

    Parameters
    ----------
    dataset
        None stands for :func:`store_at_hand`. What can change is taken as it is now; with several reports, that is merged
        anew each time, so many questions are better put to what :func:`open_store` gives.

    Returns
    -------
    FrozenStore or Endpoint
        Not to be kept.
    """
    store = store_at_hand() if dataset is None else as_store(dataset)
    return FrozenStore(with_names(store)) if isinstance(store, Store) else store


def store_at_hand() -> FrozenStore | Endpoint:
    """Return the store at the location that ``FINGRAPH_LOCATION`` names, else that of the tables at hand.

    The graph of the tables is kept under the user's cache folder by a digest of all it is made from, so a change of tables,
    ontology or code makes a new one. A cache that cannot be read or written costs time, never the answer.

    Returns
    -------
    FrozenStore or Endpoint
        With every layer; one for the process.

    Raises
    ------
    LocationError
        If there is none at that location.
    TableError
        If the tables are not well-formed.
    """
    return open_store(os.environ.get(LOCATION_VARIABLE) or MEMORY)


def is_elsewhere() -> bool:
    """Return whether ``FINGRAPH_LOCATION`` names another graph than that of the tables at hand."""
    return os.environ.get(LOCATION_VARIABLE, "") not in ("", MEMORY)


def _opened(folder: Path) -> FrozenStore:
    path = version(folder)
    try:
        return _on_disk(path)
    except LocationError:
        if version(folder) == path:
            raise
        return _opened(folder)  # a load has replaced it just now


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> FrozenStore:
    store = Store()
    bulk_load(store, file, graph_named_after(file))
    return FrozenStore(store)


@lru_cache(maxsize=2)
def _on_disk(path: Path) -> FrozenStore:
    return open_version(path)


@lru_cache(maxsize=4)
def _endpoint(address: str, update: str | None, graph_store: str | None, profile: str | None) -> Endpoint:
    return Endpoint(address, update=update, graph_store=graph_store, profile=profile)


@lru_cache(maxsize=2)
def _store(data: Path, key: str) -> FrozenStore:
    path = _place(data, key)
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
        if seal == _seal(content):
            return FrozenStore(load(content, ".trig"), apart=True)
    except (OSError, ValueError):
        pass
    return _assembled(data, path)


def _place(data: Path, key: str) -> Path:
    """Return where a graph is kept; each workspace has a folder, so that none drives out another's graph."""
    folder = cache_dir()
    if data != resource_dir("data"):
        folder /= f"workspace-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"
    return folder / f"{key}.trig"


def _seal(content: bytes) -> bytes:
    """Return the first line of a cached graph, by which damage is told."""
    return b"# sha256:" + hashlib.sha256(content).hexdigest().encode()


def _assembled(data: Path, path: Path) -> FrozenStore:
    from fingraph.assemble import assemble, read
    from fingraph.store import canonical, to_trig

    ontology = resource_dir("ontology")
    store = as_store(assemble(read(data, ontology), ontology))
    try:
        content = to_trig(canonical(store))
        _write(path, _seal(content) + b"\n" + content)
    except OSError as error:
        warnings.warn(f"cannot cache the graph in {str(path.parent)!r}: {error.strerror}", stacklevel=2)
    return FrozenStore(store, apart=True)


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; drop the graphs of former versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced_file(path) as file:
        file.write(content)
    for former in path.parent.glob("*.trig"):
        if former != path and re.fullmatch(r"[0-9a-f]{32}", former.stem):
            former.unlink(missing_ok=True)
