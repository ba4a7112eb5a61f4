"""Text tables whose columns line up in Chinese and English, and cells that are safe to show.

By the standard library alone: the libraries for this load tables of their own for longer than a whole query takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import category, combining, east_asian_width

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def width(text: str) -> int:
    """Measure the terminal columns a text takes: two for a wide character, none for a combining one.

    Parameters
    ----------
    text
        One line.

    Returns
    -------
    int
        Columns, from 0.

    Examples
    --------
    >>> width("AI"), width("大模型")
    (2, 6)
    """
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def printable(value: object) -> str:
    r"""Write a value as text on one line, with control and format characters as their codes.

    A label from somebody's file must not move the cursor or turn the reading direction.

    Parameters
    ----------
    value
        Anything; None is empty.

    Returns
    -------
    str
        Safe to print.

    Examples
    --------
    >>> printable("a\x1b[2J"), printable(None)
    ('a\\x1b[2J', '')
    """
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode() if category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text
    )


def spreadsheet(value: object) -> object:
    """Return a value as a cell of CSV: a text that a spreadsheet would run as a formula stands after an apostrophe.

    Parameters
    ----------
    value
        Anything; what is no text stays as it is.

    Returns
    -------
    object
        The cell.

    Examples
    --------
    >>> spreadsheet("=1+1"), spreadsheet(-1)
    ("'=1+1", -1)
    """
    # One that begins so already gets a second, so that what is written can be read back.
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table with a heading, one line a row.

    Parameters
    ----------
    columns
        Headings.
    rows
        As many cells each as there are columns.

    Returns
    -------
    str
        Lines without a final line end.

    Examples
    --------
    >>> print(table(["zh", "en"], [["大模型", "large model"], ["算力", "computing power"]]))
    zh      en
    ------  ---------------
    大模型  large model
    算力    computing power
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(columns, *cells, strict=True)]
    lines = [columns, ["-" * size for size in widths], *cells]
    return "\n".join(
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table in Markdown; what a cell holds is shown as it stands, never taken for marks or HTML.

    Parameters
    ----------
    columns
        Headings.
    rows
        As many cells each as there are columns.

    Returns
    -------
    str
        Lines without a final line end.

    Examples
    --------
    >>> print(markdown(["zh", "en"], [["大模型", "a|b"]]))
    | zh | en |
    |---|---|
    | 大模型 | a\\|b |
    """
    heading, *others = [f"| {' | '.join(map(_in_markdown, line))} |" for line in [columns, *rows]]
    return "\n".join([heading, "|" + "---|" * len(columns), *others])


def _in_markdown(value: object) -> str:
    marked = re.sub(r"([\\`*_\[\]|])", r"\\\1", printable(value))
    return re.sub(r"<|>|&(?=[#\w])", lambda match: escape(match[0]), marked)
