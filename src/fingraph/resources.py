"""Where the ontology, the data, the report texts and the cache lie."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from fingraph.errors import SourceError

PACKAGE = Path(__file__).resolve().parent

SOURCES_VARIABLE = "FINGRAPH_SOURCES"
"""Environment variable that names the folder of report texts, ``<report id>.txt``."""

DATA_VARIABLE = "FINGRAPH_DATA"
"""Environment variable that names a workspace, the folder of somebody's own tables."""

LOCATION_VARIABLE = "FINGRAPH_LOCATION"
"""Environment variable that says where the graph is: ``memory:``, a folder, or the address of an endpoint."""

PROFILE_VARIABLE = "FINGRAPH_PROFILE"
"""Environment variable that names the kind of an endpoint that does not tell it itself."""

USER_VARIABLE = "FINGRAPH_USER"
PASSWORD_VARIABLE = "FINGRAPH_PASSWORD"  # noqa: S105 - a name
TOKEN_VARIABLE = "FINGRAPH_TOKEN"  # noqa: S105 - a name
"""Environment variables with what an endpoint asks for: name and password, or a bearer token."""

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


def data_dir() -> Path:
    """Return the folder of the tables: the workspace that ``FINGRAPH_DATA`` names, else the built-in one.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    SourceError
        If there is no such workspace.
    """
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        return resource_dir("data")
    if not Path(named).is_dir():
        raise SourceError(f"no folder {named!r}; make it with fingraph init, or name another with --data")
    return Path(named)


def source_path(report: str) -> Path | None:
    """Find the text of a report if the user has it.

    Looked for in ``sources`` of the workspace and of the built-in tables, then in the folder that ``FINGRAPH_SOURCES`` names,
    else in ``../shared/source`` beside the checkout.

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
    texts = Path(named) if named else PACKAGE.parents[2] / "shared" / "source"
    folders = (data_dir() / "sources", resource_dir("data") / "sources", texts)
    return next((path for folder in folders if (path := folder / f"{report}.txt").is_file()), None)


def cache_dir() -> Path:
    """Return the folder for cached graphs; it need not exist."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("fingraph", appauthor=False)


def build_key() -> str:
    """Return a digest of everything the graph at hand is made from: ontology, data and the code that joins them.

    Returns
    -------
    str
        32 hexadecimal digits, the same on every machine for the same files.
    """
    own = data_dir()
    if own == resource_dir("data"):
        return _builtin_key()
    # A workspace changes while a notebook is open.
    return _digest([(own, pattern) for pattern in ("*.toml", "*/**/*.csv", "*/**/*.toml")], _builtin_key())


@cache
def _builtin_key() -> str:
    return _digest([(PACKAGE, "**/*.py"), (resource_dir("ontology"), "**/*"), (resource_dir("data"), "**/*")])


def _digest(folders: list[tuple[Path, str]], start: str = "") -> str:
    digest = hashlib.sha256(start.encode())
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:32]
