"""A workspace: a folder of somebody's own concepts and reports, laid out as the built-in ``data``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fingraph.errors import OutputError, Problem, TableError
from fingraph.model import ITEM_TABLES
from fingraph.output import write_together
from fingraph.tables import FACT_COLUMNS, item_columns, table_content

SETTINGS = "fingraph.toml"
ABOUT = """# {name}

A workspace of fingraph: own concepts and reports, checked and joined like the built-in ones.
fingraph 的工作区：自有的概念与报告，与内置数据一样校验并合并。

- `concepts/`: a row with the id of a built-in item adds to it (synonyms, what its row leaves empty); any other row is new.
  与内置条目同 id 的行补充该条目（同义词、空缺的单元格），其他行为新条目。
- `reports/<id>/`: `fingraph report add FILE --id ID` makes one. 由 `fingraph report add` 生成。
- `facts/`: what other sources say, each with its address. 外部事实，各附来源。
- `sources/`: texts of the reports; they belong to their authors, and git leaves them out. 报告原文，版权归作者，不入版本库。

`fingraph build --data .`, or any other command, reads it. 各命令均可加 `--data`。
"""


def builds_on_builtin(folder: Path) -> bool:
    """Return whether a folder is a workspace that builds on the built-in tables.

    Parameters
    ----------
    folder
        A folder of tables; one without ``fingraph.toml`` stands alone.

    Returns
    -------
    bool
        What ``builtin`` says there; true if it says nothing.

    Raises
    ------
    TableError
        If ``fingraph.toml`` cannot be read.
    """
    path = folder / SETTINGS
    if not path.exists():
        return False
    try:
        builtin = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("builtin", True)
    except (OSError, ValueError, RecursionError) as error:
        raise TableError([Problem(str(path), 0, f"not TOML: {error}")]) from error
    if type(builtin) is not bool:
        raise TableError([Problem(str(path), 0, f"builtin: {builtin!r} is not allowed; use true or false")])
    return builtin


def create_workspace(folder: Path, *, builtin: bool = True) -> tuple[Path, ...]:
    """Make a workspace with empty tables.

    Parameters
    ----------
    folder
        A new or empty folder.
    builtin
        Whether the built-in concepts and reports can be read beside the own ones.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    OutputError
        If the folder has anything in it, or cannot be written.
    """
    contents = {f"concepts/{table.stem}.csv": table_content(item_columns(table), ()) for table in ITEM_TABLES}
    contents["facts/policies.csv"] = table_content(FACT_COLUMNS, ())
    contents["fingraph.toml"] = _settings(builtin)
    contents[".gitignore"] = b"/sources/\n"
    contents["README.md"] = ABOUT.format(name=folder.resolve().name).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise OutputError(f"cannot make {str(folder)!r}: {error.strerror}; name another folder") from error
    if taken:
        raise OutputError(f"{str(folder)!r} is not empty; name a new folder")
    try:
        write_together(folder, contents)
        for name in ("reports", "sources"):
            (folder / name).mkdir()
    except OSError as error:
        raise OutputError(f"cannot write to {str(folder)!r}: {error.strerror or error}; name another folder") from error
    return tuple(folder / name for name in contents)


def _settings(builtin: bool) -> bytes:
    asked = "true" if builtin else "false"
    return f"# Whether the built-in concepts and reports can be read beside those here.\nbuiltin = {asked}\n".encode()
