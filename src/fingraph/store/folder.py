"""A store on disk: a folder that names the Oxigraph store in it that holds, so that a load replaces all of it or nothing.

Beside the file ``fingraph-store`` lie ``store-…``, the store it names, and perhaps one that was never finished. The folder is
locked as long as a store in it is filled. One that Oxigraph made itself can be read, too.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from fingraph.errors import LocationError, OutputError
from fingraph.store.files import FILE_FORMATS, PACKED, Store
from fingraph.store.frozen import FrozenStore

try:
    import fcntl
except ImportError:  # on Windows nobody can remove a file that another has open
    fcntl = None  # type: ignore[assignment]

T = TypeVar("T")

POINTER = "fingraph-store"
PART = re.compile(r"store-[0-9a-f]{8}")
OWN_MARK = "CURRENT"
"""A file of every store that Oxigraph makes."""


def version(folder: Path) -> Path:
    """Return the folder of the store that holds.

    Parameters
    ----------
    folder
        What ``fingraph load`` or Oxigraph wrote.

    Returns
    -------
    Path
        Another one after each load.

    Raises
    ------
    LocationError
        If there is no store.
    """
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        if (folder / OWN_MARK).is_file():
            return folder
        raise _no_store(folder) from None
    if not PART.fullmatch(name):
        raise LocationError(f"{str(folder / POINTER)!r} names no store; load it anew")
    return folder / name


def _no_store(folder: Path) -> LocationError:
    if folder.suffix.lower() in (*FILE_FORMATS, *PACKED) and not folder.exists():
        return LocationError(f"there is no file {str(folder)!r}; name another with --location")
    inside = sorted(folder.iterdir()) if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK) else []
    file = next((path for end in (".trig", *FILE_FORMATS) for path in inside if path.suffix.lower() == end), None)
    if file is not None:
        return LocationError(f"no store in {str(folder)!r}; name its file {str(file)!r} with --location")
    make = (
        "name another with --location"
        if inside
        else f"make one with fingraph load FILES -l {folder}, or name another with --location"
    )
    return LocationError(f"no store in {str(folder)!r}; {make}")


def open_version(path: Path) -> FrozenStore:
    """Open a store read-only, beside any number of other readers.

    Parameters
    ----------
    path
        What :func:`version` returned.

    Returns
    -------
    FrozenStore
        Read-only.

    Raises
    ------
    LocationError
        If it is damaged, or made by others with triples in no graph.
    """
    try:
        held = _hold(path, shared=True)
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        store = Store.read_only(str(path))
        bare = any(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    except (OSError, RuntimeError) as error:
        os.close(held)
        raise _unreadable(path, error) from error
    own = PART.fullmatch(path.name)
    if bare and not own:
        os.close(held)
        raise LocationError(
            f"the store in {str(path)!r} has triples in no graph, which no question would find; "
            'give them one by its owner\'s SPARQL Update "MOVE DEFAULT TO GRAPH <IRI>"'
        )
    frozen = FrozenStore(store, "inside" if bare else "never")
    weakref.finalize(frozen, os.close, held)
    return frozen


def _unreadable(path: Path, error: Exception) -> LocationError:
    return LocationError(f"the store in {str(path)!r} cannot be read ({_reason(error)}); load it anew")


def _hold(path: Path, *, shared: bool) -> int:
    """Open a file by which a reader keeps others from removing a store, and who removes one keeps readers off."""
    held = os.open(path / OWN_MARK, os.O_RDONLY)
    if not _lock(held, shared=shared):
        os.close(held)
        raise BlockingIOError("it is being removed, or read")
    return held


def is_free(folder: Path) -> bool:
    """Return whether a store can be made in a folder without replacing one.

    Parameters
    ----------
    folder
        That may not exist.

    Returns
    -------
    bool
        False if it holds a store that :func:`replaced` made.

    Raises
    ------
    OutputError
        If it holds anything else.
    """
    try:
        names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise OutputError(f"cannot read {str(folder)!r}: {error.strerror}; name another folder") from error
    others = sorted(name for name in names if name != POINTER and not PART.fullmatch(name.removesuffix(".part")))
    if others:
        raise OutputError(f"{str(folder)!r} holds {others[0]!r}, which is no part of a store; name a new folder")
    return POINTER not in names


def replaced(folder: Path, fill: Callable[[Store], T], *, force: bool = True) -> T:
    """Make a store beside the one that holds, then let it hold: whenever that stops, the former one still does.

    Parameters
    ----------
    folder
        New, empty, or with a store.
    fill
        Writes into the new store.
    force
        Whether to replace a store that holds by the time the new one is made.

    Returns
    -------
    T
        What ``fill`` returned.

    Raises
    ------
    OutputError
        If it cannot be written, or may not hold; the former one does.
    """
    path, is_new = folder / f"store-{secrets.token_hex(4)}", not folder.exists()
    with _write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _filling(folder) as is_alone:
        try:
            with _write_errors(folder):
                store = Store(str(path))
                result = fill(store)
                store.flush()
                del store  # closes it
                _point(folder, path.name, force=force)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            if is_new and is_alone():
                with suppress(OSError):
                    folder.rmdir()
            raise
        if is_alone():
            _drop_others(folder, path.name)
    return result


@contextmanager
def _filling(folder: Path) -> Iterator[Callable[[], bool]]:
    """Lock a folder in which a store is filled, and yield what tells whether no other process fills one there."""
    if os.name == "nt":  # which opens no folder, and removes no file that another process has open
        yield lambda: True
        return
    with _write_errors(folder):
        held = os.open(folder, os.O_RDONLY)
    try:
        _lock(held, shared=True, wait=True)
        yield lambda: _lock(held, shared=False)
    finally:
        os.close(held)


def _lock(file: int, *, shared: bool, wait: bool = False) -> bool:
    """Lock a file, in place of a lock on it that is held; return False if another process has it locked."""
    try:
        if fcntl is not None:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # some file systems have no locks
        pass
    return True


def _point(folder: Path, name: str, *, force: bool) -> None:
    beside = folder / f"{name}.part"
    with beside.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    if not force:
        try:
            os.link(beside, folder / POINTER)
            beside.unlink()
        except FileExistsError:
            beside.unlink()
            raise OutputError(f"{str(folder)!r} holds a store by now; replace it with --force") from None
        except OSError:  # a file system without hard links
            beside.replace(folder / POINTER)
        return
    beside.replace(folder / POINTER)


def _drop_others(folder: Path, name: str) -> None:
    """Remove former and unfinished stores, but those that are read; a later load does."""
    for other in folder.iterdir():
        if other.name in (POINTER, name):
            continue
        if other.is_dir():
            _drop(other)
        else:
            with suppress(OSError):
                other.unlink()


def _drop(path: Path) -> None:
    held = None
    try:
        with suppress(FileNotFoundError):  # hardly begun
            held = _hold(path, shared=False)
    except OSError:
        return
    try:
        shutil.rmtree(path, ignore_errors=True)
    finally:
        if held is not None:
            os.close(held)


@contextmanager
def _write_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except SyntaxError:
        raise
    except (OSError, RuntimeError) as error:
        raise OutputError(
            f"cannot write the store in {str(folder)!r}: {_reason(error)}; what was there still is"
        ) from error


def _reason(error: Exception) -> str:
    return " ".join((getattr(error, "strerror", None) or str(error)).split())
