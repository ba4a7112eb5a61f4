"""Writing the tables that people edit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from fingraph.errors import OutputError
from fingraph.output import replaced_file
from fingraph.terminal import spreadsheet


def table_content(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    r"""Return a table as a file that the tables' reader reads back as it was.

    Parameters
    ----------
    columns
        The header.
    rows
        Column → cell; what is missing or None is empty, a text that a spreadsheet would run stands after an apostrophe.

    Returns
    -------
    bytes
        CSV in UTF-8, with line feeds.

    Examples
    --------
    >>> table_content(["id", "note"], [{"id": "tech:ai", "note": "=1+1"}])
    b"id,note\ntech:ai,'=1+1\n"
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([spreadsheet(row.get(column)) for column in columns] for row in rows)
    return file.getvalue().encode("utf-8")


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table whole, or leave the former one as it was.

    Parameters
    ----------
    path
        File in a folder that exists.
    columns
        The header.
    rows
        As for :func:`table_content`.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    content = table_content(columns, rows)
    try:
        with replaced_file(path) as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}; the former file is whole") from error
