"""Where the ontology, the data, the report texts and the cache lie."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

SOURCES_VARIABLE = "FINGRAPH_SOURCES"
"""Environment variable that names the folder of report texts, ``<report id>.txt``."""

CACHE_VARIABLE = "FINGRAPH_CACHE"
"""Environment variable that names the folder for cached graphs, instead of the platform's own."""


def resource_dir(name: str) -> Path:
    """Return the folder ``ontology`` or ``data``, from the wheel or from the checkout.

    A wheel carries both folders inside the package; an editable install has them only at the top of the checkout.

    Parameters
    ----------
    name
        ``"ontology"`` or ``"data"``.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    FileNotFoundError
        If the installation has no such folder.

    Examples
    --------
    >>> (resource_dir("ontology") / "fingraph.ttl").is_file()
    True
    """
    for parent in (PACKAGE, PACKAGE.parents[1]):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no folder {name!r} beside {PACKAGE}; install fingraph again")


def source_path(report: str) -> Path | None:
    """Find the text of a report if the user has it.

    Looked for in the folder that ``FINGRAPH_SOURCES`` names, else in ``../shared/source`` beside the checkout.

    Parameters
    ----------
    report
        Report id, such as ``caict-2025``.

    Returns
    -------
    Path or None
        An existing file.
    """
    named = os.environ.get(SOURCES_VARIABLE)
    folder = Path(named) if named else PACKAGE.parents[2] / "shared" / "source"
    path = folder / f"{report}.txt"
    return path if path.is_file() else None


def cache_dir() -> Path:
    """Return the folder for cached graphs; it need not exist."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("fingraph", appauthor=False)


@cache
def build_key() -> str:
    """Return a digest of everything the built-in graph is made from: ontology, data and the code that joins them.

    Returns
    -------
    str
        32 hexadecimal digits, the same on every machine for the same files.
    """
    digest = hashlib.sha256()
    folders = [(PACKAGE, "**/*.py"), (resource_dir("ontology"), "**/*"), (resource_dir("data"), "**/*")]
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:32]
