"""Whole graphs from here to there: files into a store on disk or an endpoint, either into a file.

Nothing is lost on the way. A store on disk is made beside the former one; a graph of an endpoint is uploaded under another
name, counted and compared, then moved. What stops in between can be run again.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fingraph.endpoint import Endpoint
from fingraph.errors import LocationError, OutputError, SourceError
from fingraph.location import MEMORY, open_store
from fingraph.namespaces import compress
from fingraph.output import replaced_file
from fingraph.store import AnyStore, FrozenStore, Store, graph_names
from fingraph.store.bulk import DUMP_FORMATS, bulk_copy, bulk_load, graph_named_after, write_quads
from fingraph.store.folder import is_free, replaced
from fingraph.store.frozen import has_several_reports, share_triples
from fingraph.store.merging import merge as merge_layers
from fingraph.store.merging import merge_files
from fingraph.store.upload import upload

BUILT = "fingraph.trig"
"""What ``fingraph build`` writes everything into."""

DUMP_SUFFIXES = {".nq": "nquads", ".trig": "trig"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Parameters
    ----------
    triples
        Their number.
    graphs
        CURIEs of the graphs that hold them.
    kept
        CURIEs of those that an endpoint had already, to the triple.
    """

    triples: int
    graphs: tuple[str, ...]
    kept: tuple[str, ...] = ()


def load(
    sources: Sequence[Path],
    target: str | Path | AnyStore,
    *,
    force: bool = False,
    merge: bool = True,
    batch: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Write graphs into a store on disk, which then holds them alone, or into an endpoint, each in place of its former one.

    Parameters
    ----------
    sources
        RDF files, or folders that ``fingraph build`` wrote; none for the graph of the tables at hand. Triples outside any
        graph go to ``graph:NAME``, after the file.
    target
        Folder, or endpoint, or its address.
    force
        Whether a store in the folder may be replaced.
    merge
        Whether a store on disk with several reports also gets its layers merged, each as one set of triples: takes up to
        twice as long, and without it questions are put to one graph after another, slow with many reports.
    batch
        Triples in a request to an endpoint; by default as its profile says.
    progress
        Called with the number of triples sent to an endpoint, or merged, since the last call, and that of all.

    Returns
    -------
    Loaded
        What is there now.

    Raises
    ------
    SourceError
        If a file cannot be read, is not RDF, or changes meanwhile.
    OutputError
        If the folder cannot be written; the store in it is the former one.
    LocationError
        If the endpoint cannot be reached, refuses, fails, or changes what it is sent.
    """
    place = _place(target)
    if isinstance(place, Endpoint):
        return _uploaded(sources, place, batch=batch, progress=progress)
    return _replaced(sources, place, force=force, merge=merge, progress=progress)


def _replaced(
    sources: Sequence[Path], folder: Path, *, force: bool, merge: bool, progress: Callable[[int, int], None] | None
) -> Loaded:
    if not is_free(folder) and not force:
        raise OutputError(f"{str(folder)!r} holds a store; replace it with --force, or name another folder")
    files = _files(sources)

    def fill(store: Store) -> Loaded:
        states = list(map(_state, files))
        _fill(store, files)
        names = graph_names(store)
        loaded = Loaded(len(store), tuple(map(compress, names)))
        if merge and (has_several_reports(frozenset(names)) or share_triples(store, names)):
            _merge(store, files, states, progress)
        return loaded

    return replaced(folder, fill, force=force)


def _merge(
    store: Store,
    files: Sequence[Path],
    states: Sequence[tuple[int, ...]],
    progress: Callable[[int, int], None] | None,
) -> None:
    """Merge the layers of a store; its files, if there are any, must be as they were when they were loaded."""
    if not files:
        merge_layers(store, store, progress=progress)
        return
    try:
        merge_files(store, [(file, graph_named_after(file)) for file in files], progress)
    finally:
        for file, state in zip(files, states, strict=True):
            if _state(file) != state:
                raise SourceError(f"{str(file)!r} changed while it was read; load it again")


def _state(file: Path) -> tuple[int, ...]:
    """Return what tells a file from what was there before."""
    try:
        state = file.stat()
    except OSError:
        return ()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _place(target: str | Path | AnyStore) -> Path | Endpoint:
    if isinstance(target, Endpoint):
        return target
    if isinstance(target, Store | FrozenStore) or os.fspath(target) == MEMORY:
        raise LocationError("a graph in memory cannot be loaded into; name a folder or an endpoint with --location")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", os.fspath(target)):
        return _place(open_store(target))
    return Path(target)


def _files(sources: Sequence[Path]) -> list[Path]:
    """Return the RDF files of the sources; each folder stands for the build in it."""
    files = []
    for source in sources:
        if source.is_dir() and not (source / BUILT).is_file():
            raise SourceError(
                f"{str(source)!r} holds no {BUILT}; name files, a folder that fingraph build wrote, or tables with --data"
            )
        files.append(source / BUILT if source.is_dir() else source)
    return files


def _fill(store: Store, files: Sequence[Path]) -> None:
    for file in files:
        bulk_load(store, file, graph_named_after(file))
    if not files:
        bulk_copy(open_store(MEMORY), store)


@contextmanager
def _staged(sources: Sequence[Path]) -> Iterator[FrozenStore]:
    """Yield a store with what the sources hold, each triple once; on disk, since it may be large."""
    if not sources:
        yield open_store(MEMORY)
        return
    files = _files(sources)
    with tempfile.TemporaryDirectory(prefix="fingraph-", ignore_cleanup_errors=True) as folder:
        try:
            store = Store(folder)
            _fill(store, files)
        except OSError as error:
            raise OutputError(f"cannot write below {folder!r}: {error}; name a larger folder with TMPDIR") from error
        yield FrozenStore(store)


def _uploaded(
    sources: Sequence[Path], endpoint: Endpoint, *, batch: int | None, progress: Callable[[int, int], None] | None
) -> Loaded:
    with _staged(sources) as source:
        whole, graphs = len(source), graph_names(source)
        report = (lambda number: progress(number, whole)) if progress else None
        sent = [upload(source, graph, endpoint, batch=batch, progress=report) for graph in graphs]
    return Loaded(
        sum(graph.triples for graph in sent),
        tuple(compress(graph.graph) for graph in sent),
        tuple(compress(graph.graph) for graph in sent if graph.kept),
    )


def dump(store: AnyStore, output: Path | BinaryIO, *, form: str | None = None) -> None:
    """Write all graphs of a store into a file, as they come, so that any size can be written.

    Parameters
    ----------
    store
        What is written.
    output
        A file, written beside and renamed; or something open for bytes.
    form
        One of :data:`fingraph.store.bulk.DUMP_FORMATS`; by default as the file's extension tells, else ``nquads``.

    Raises
    ------
    OutputError
        If the file cannot be written, or its extension tells no format; what stood there before is untouched.
    LocationError
        If an endpoint does not send all.
    """
    if not isinstance(output, Path):
        write_quads(store, output, form or "nquads")
        return
    form = form or DUMP_SUFFIXES.get(output.suffix.lower())
    if form not in DUMP_FORMATS:
        raise OutputError(
            f"cannot tell the format of {str(output)!r}; use {' or '.join(DUMP_SUFFIXES)}, or name it with -f"
        )
    try:
        with replaced_file(output) as file:
            write_quads(store, file, form)
    except OSError as error:
        raise OutputError(f"cannot write {str(output)!r}: {error.strerror or error}") from error
