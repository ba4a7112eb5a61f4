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

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its file, its line from 1, and its cells by column."""

    path: Path
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Reader:
    """Reads files below a folder and collects what is wrong with them."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

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

    def rows(self, path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
        """Yield the rows of a table that have exactly these columns."""
        text = self.text(path)
        if text is None:
            return
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            header = tuple(next(lines, ()))
            if header != columns:
                self.problem(path, 1, f"header is {shown(','.join(header), 160)}; it must be {','.join(columns)!r}")
                return
            line = lines.line_num + 1
            for cells in lines:
                if row := self._row(path, line, columns, cells):
                    yield row
                line = lines.line_num + 1
        except csv.Error as error:
            self.problem(path, line, f"not a CSV row: {error}; quote cells that hold commas, quotes or line breaks")

    def _row(self, path: Path, line: int, columns: tuple[str, ...], cells: list[str]) -> Row | None:
        if not cells:
            return None
        if len(cells) != len(columns):
            self.problem(path, line, f"{len(cells)} cells; the header has {len(columns)}")
            return None
        for column, cell in zip(columns, cells, strict=True):
            if CONTROL.search(cell) or "\n" in cell:
                self.problem(path, line, f"{column}: {shown(cell)} holds a control character; remove it")
                return None
        return Row(path, line, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))

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
        """Refuse a cell that names nothing known, with the nearest known name."""
        value = row.cells[column]
        if value not in known:
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


def shown(value: object, longest: int = 60) -> str:
    """Return a value fit for one line of a message."""
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return repr(text) if isinstance(value, str) else text
