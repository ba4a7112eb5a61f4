"""Files written whole: a failure leaves what stood there before."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # on Windows files that a process left stay until somebody removes them
    fcntl = None  # type: ignore[assignment]

PART = ".part"
HERE, EXCHANGE = -100, 2
"""Of renameat2(2): paths from the current folder on, and that both names are to stay."""


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file beside another one, whose place it takes at the end: whenever that stops, one of both is there.

    Parameters
    ----------
    path
        In a folder that exists. A link to a file stays one; a pipe or a device is written into.

    Yields
    ------
    BinaryIO
        Empty, open for bytes.

    Raises
    ------
    OSError
        If it cannot be written; then the former file is whole.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    path = path.resolve()
    start = f".{path.name[:40]}-"
    _drop_left_over(path.parent, start)
    file = _new_file(path.parent, start)
    new = Path(file.name)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":
                file.close()  # Windows renames no open file; elsewhere it stays locked until it has its name
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _new_file(folder: Path, start: str) -> BinaryIO:
    """Make a file that is locked as long as it is open, where that can be done."""
    while True:
        new = folder / f"{start}{secrets.token_hex(4)}{PART}"
        file = new.open("xb")
        _lock(file, wait=True)
        if new.exists():
            return file
        file.close()  # it was taken for one that was left before it was locked


def _lock(file: BinaryIO, *, wait: bool = False) -> bool:
    """Lock a file until it is closed; return False if another process has it locked, or nobody can."""
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return fcntl is not None


def _drop_left_over(folder: Path, start: str) -> None:
    """Remove what a process that was killed left of a file with this start of its name."""
    own = re.compile(f"{re.escape(start)}[0-9a-f]{{8}}{re.escape(PART)}")
    for path in folder.iterdir():
        if own.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with suppress(OSError), path.open("rb+") as file:
                if _lock(file):
                    path.unlink()


def write_together(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files beside, then put them in place, all or none.

    Parameters
    ----------
    folder
        Where they go; it must exist.
    contents
        File name, or path below the folder with ``/``, → content.

    Raises
    ------
    OSError
        If a file cannot be written; then the former ones are whole.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fingraph-") as beside:
        new, former = Path(beside, "new"), Path(beside, "former")
        new.mkdir()
        former.mkdir()
        for name, content in contents.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
            if (folder / name).exists():
                (former / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / name, former / name)
        _put_in_place(folder, new, former, list(contents))


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside another one, whose place it takes at the end: whenever that stops, one of both is there.

    Parameters
    ----------
    folder
        That may not exist; folders above it are made.

    Yields
    ------
    pathlib.Path
        Empty.

    Raises
    ------
    OSError
        If it cannot be made or put in place; then the former one is whole.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as work:
        new, former = Path(work, "new"), Path(work, "former")
        new.mkdir()
        yield new
        if folder.exists():
            if _exchanged(new, folder):
                return
            folder.replace(former)  # from here to the next line there is none
        new.replace(folder)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders at once; return False where the system or the file system cannot."""
    import ctypes

    call = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return call is not None and call(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0


def _put_in_place(folder: Path, new: Path, former: Path, names: list[str]) -> None:
    """Put the new files in place; if that stops half-way, put all former ones back."""
    try:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(folder / name)
    except BaseException:
        for name in names:
            if (former / name).exists():
                (former / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise
