"""The graph of the tables at hand, built-in or a workspace's: from the cache, or assembled on first use."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path

from fingraph.resources import build_key, cache_dir, data_dir, resource_dir
from fingraph.store import Store, load


def builtin_store() -> Store:
    """Return the store of the built-in graph, or that of the workspace which ``FINGRAPH_DATA`` names; one for the process.

    It is kept under the user's cache folder by a digest of all it is made from, so a change of tables, ontology or code
    makes a new one. A cache that cannot be read or written costs time, never the answer.

    Returns
    -------
    Store
        In memory, with every layer.

    Raises
    ------
    TableError
        If the tables are not well-formed.
    """
    return _store(data_dir().resolve(), build_key())


@lru_cache(maxsize=2)
def _store(data: Path, key: str) -> Store:
    path = _place(data, key)
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
        if seal == _seal(content):
            return load(content, ".trig")
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


def _assembled(data: Path, path: Path) -> Store:
    from fingraph.assemble import assemble, read
    from fingraph.store import as_store, canonical, to_trig

    ontology = resource_dir("ontology")
    store = as_store(assemble(read(data, ontology), ontology))
    try:
        content = to_trig(canonical(store))
        _write(path, _seal(content) + b"\n" + content)
    except OSError as error:
        warnings.warn(f"cannot cache the graph in {str(path.parent)!r}: {error.strerror}", stacklevel=2)
    return store


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; drop the graphs of former versions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
    for former in path.parent.glob("*.trig"):
        if former != path and re.fullmatch(r"[0-9a-f]{32}", former.stem):
            former.unlink(missing_ok=True)
