"""Reading CSV rows: every problem is collected with its file and line, and none stops the reading."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from fingraph.errors import Problem, TableError
from fingraph.terminal import FORMULA

SEPARATORS = ",;\t"
"""Between cells: the comma, and what spreadsheets of other countries write in its place."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its file, its line from 1, and its cells by column."""

    path: Path
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Reader:
    """Reads files below a folder and collects what is wrong with them.

    Parameters
    ----------
    folder
        Of the files.
    withdrawn
        Ids that are no more → their successors, or empty; known once that table has been read.
    """

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    withdrawn: dict[str, str] = field(default_factory=dict)

    def name(self, path: Path) -> str:
        """Return a path as a user would name it."""
        return path.relative_to(self.folder.parent).as_posix()

    def problem(self, path: Path, line: int, message: str) -> None:
        """Remember that something is wrong at a line of a file; line 0 is the file as a whole."""
        self.problems.append(Problem(self.name(path), line, message))

    def refuse(self, row: Row, column: str, allowed: str) -> None:
        """Remember that a cell holds what is not allowed, and what is."""
        self.problem(row.path, row.line, f"{column}: {shown(row.cells[column])} is not allowed; {allowed}")

    def finish(self) -> None:
        """Raise TableError with everything that was found wrong."""
        if self.problems:
            raise TableError(self.problems)

    def text(self, path: Path) -> str | None:
        """Return the text of a file, or None if there is none."""
        try:
            return path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self.problem(path, 0, "file is missing; a table without rows has its header line only")
        except UnicodeDecodeError as error:
            self.problem(path, 0, f"not UTF-8 at byte {error.start}; save the file as UTF-8")
        except OSError as error:
            self.problem(path, 0, f"cannot be read: {error.strerror}")
        return None

    def rows(self, path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[Row]:
        """Yield the rows of a table that has these columns, and some of the optional ones after them.

        A file that a spreadsheet has saved is read as what it means: with a byte order mark, other line ends, semicolons or
        tabs between cells, empty rows and columns at the end, and an apostrophe before what looks like a formula.
        """
        text = self.text(path)
        if text is None:
            return
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, columns), strict=True)
        line = 1
        try:
            header = _without_empty_end(next(lines, []))
            if not _fits(header, columns, optional):
                self.problem(path, 1, f"header is {shown(','.join(header), 160)}; it must be {','.join(columns)!r}")
                return
            line = lines.line_num + 1
            for cells in lines:
                if row := self._row(path, line, header, cells):
                    yield Row(path, line, dict.fromkeys(optional, "") | row)
                line = lines.line_num + 1
        except csv.Error as error:
            self.problem(path, line, f"not a CSV row: {error}; quote cells that hold commas, quotes or line breaks")

    def _row(self, path: Path, line: int, header: tuple[str, ...], cells: list[str]) -> dict[str, str] | None:
        if not any(map(str.strip, cells)):
            return None
        extra = cells[len(header) :]
        if len(cells) < len(header) or any(map(str.strip, extra)):
            self.problem(path, line, f"{len(cells)} cells; the header has {len(header)}")
            return None
        row = dict(zip(header, map(_plain, cells), strict=False))
        for column, cell in row.items():
            if CONTROL.search(cell) or "\n" in cell:
                self.problem(path, line, f"{column}: {shown(cell)} holds a control character; remove it")
                return None
        return row

    def place(self, curie: str, row: Row) -> bool:
        """Remember where a thing stands; refuse it if it stands somewhere already."""
        if first := self.places.get(curie):
            self.problem(row.path, row.line, f"{curie!r} stands already at {first[0]}:{first[1]}; remove one row")
            return False
        self.places[curie] = (self.name(row.path), row.line)
        return True

    def choice(self, row: Row, column: str, allowed: Collection[str]) -> None:
        """Refuse a cell that is none of the values allowed."""
        if row.cells[column] not in allowed:
            self.refuse(row, column, f"use one of {', '.join(allowed)}")

    def reference(self, row: Row, column: str, known: Collection[str]) -> None:
        """Refuse a cell that names nothing known, with the successor of a withdrawn id, else with the nearest known name."""
        value = row.cells[column]
        if value in self.withdrawn and value not in known:
            successor = self.withdrawn[value]
            hint = f"use {successor!r} instead" if successor else "it has no successor"
            self.problem(row.path, row.line, f"{column}: {shown(value)} was withdrawn; {hint}")
        elif value not in known:
            near = get_close_matches(value, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else "add it to its table first"
            self.problem(row.path, row.line, f"{column}: unknown {shown(value)}; {hint}")

    def number(self, row: Row, column: str) -> int:
        """Return a cell as a whole number from 0; refuse anything else."""
        value = row.cells[column]
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.refuse(row, column, "use a whole number from 0")
            return 0
        return int(value)


def _separator(text: str, columns: tuple[str, ...]) -> str:
    """Return what stands between the cells of the header; the comma, if that is not clear."""
    first = text.partition("\n")[0]
    return next((mark for mark in SEPARATORS if len(first.split(mark)) >= len(columns) > 1), ",")


def _without_empty_end(cells: list[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _fits(header: tuple[str, ...], columns: tuple[str, ...], optional: tuple[str, ...]) -> bool:
    more = header[len(columns) :]
    return header[: len(columns)] == columns and more == tuple(name for name in optional if name in more)


def _plain(cell: str) -> str:
    """Return a cell without white space around it, and without the apostrophe that keeps it from being a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def shown(value: object, longest: int = 60) -> str:
    """Return a value fit for one line of a message."""
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return repr(text) if isinstance(value, str) else text
