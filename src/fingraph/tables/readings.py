"""One reader's annotation of a report, as a table of links or a folder of tables, read without the tables of concepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fingraph.model import CLASS_OF_PREFIX, MENTION_KINDS, MODALITIES, SENTENCE_ID, STATUSES, Link, Mention
from fingraph.tables.reader import Reader, Row
from fingraph.tables.reports import ACCEPTED, LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS, SENTENCE_COLUMNS

READINGS = "readings"
"""Folder below a report's own with what single readers wrote, a folder each; no part of any graph."""

CURIE = re.compile(rf"(?:{'|'.join(CLASS_OF_PREFIX)}):[A-Za-z0-9.-]+")
RELATION = re.compile(r"fg:[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader annotated in a report.

    Parameters
    ----------
    path
        Folder or table of links that was read.
    links
        Those accepted.
    mentions
        Those accepted; None if there is no table of them.
    spans
        Sentence id → its first code point and the one after its last; empty if no table says it.
    """

    path: Path
    links: tuple[Link, ...]
    mentions: tuple[Mention, ...] | None = None
    spans: tuple[tuple[str, int, int], ...] = ()


def read_reading(path: Path) -> Reading:
    """Read a reader's table of links, with ``mentions.csv`` and ``sentences.csv`` beside it if they are there.

    Below ``readings/`` the sentences are those of the report. Ends of links may be items that no table of concepts has.

    Parameters
    ----------
    path
        A folder with ``links.csv``, or such a table by any name.

    Returns
    -------
    Reading
        What is accepted; rows that wait are no reading of anybody.

    Raises
    ------
    TableError
        With every problem of every row.
    """
    folder, table = (path, path / "links.csv") if path.is_dir() else (path.parent, path)
    reader = Reader(folder)
    links = tuple(_links(reader, table))
    named = folder / "mentions.csv"
    mentions = tuple(_mentions(reader, named)) if named.is_file() else None
    reader.finish()
    return Reading(path, links, mentions, _spans(folder))


def _spans(folder: Path) -> tuple[tuple[str, int, int], ...]:
    folders = [folder] + ([folder.parent.parent] if folder.parent.name == READINGS else [])
    table = next((file for place in folders if (file := place / "sentences.csv").is_file()), None)
    if table is None:
        return ()
    reader = Reader(table.parent)
    rows = reader.rows(table, SENTENCE_COLUMNS, ("page",))
    spans = tuple((row.cells["id"], reader.number(row, "start"), reader.number(row, "end")) for row in rows)
    reader.finish()
    return spans


def _links(reader: Reader, table: Path) -> Iterator[Link]:
    for row in reader.rows(table, LINK_COLUMNS, LINK_STATE):
        _fits(reader, row, "sentence", SENTENCE_ID.fullmatch)
        _fits(reader, row, "subject", CURIE.fullmatch)
        _fits(reader, row, "relation", RELATION.fullmatch)
        _fits(reader, row, "object", CURIE.fullmatch)
        reader.choice(row, "modality", MODALITIES)
        link = Link(**row.cells | {"status": _status(reader, row)})
        if reader.place(link.curie("reading"), row) and link.status == ACCEPTED:
            yield link


def _mentions(reader: Reader, table: Path) -> Iterator[Mention]:
    for row in reader.rows(table, MENTION_COLUMNS, ("status",)):
        cells = row.cells
        _fits(reader, row, "sentence", SENTENCE_ID.fullmatch)
        _fits(reader, row, "item", CURIE.fullmatch)
        reader.choice(row, "kind", MENTION_KINDS)
        named = cells["kind"] == "name"
        start, end = (reader.number(row, "start"), reader.number(row, "end")) if named else (None, None)
        if _status(reader, row) == ACCEPTED:
            yield Mention(cells["sentence"], cells["item"], cells["kind"], start, end)


def _fits(reader: Reader, row: Row, column: str, fits: Callable[[str], object]) -> None:
    if not fits(row.cells[column]):
        example = {"sentence": "T07.H or T07.S05", "relation": "fg:promotes"}.get(column, "tech:large-model")
        reader.refuse(row, column, f"write it as in {example}")


def _status(reader: Reader, row: Row) -> str:
    status = row.cells["status"] or ACCEPTED
    if status not in STATUSES:
        reader.refuse(row, "status", f"use one of {', '.join(STATUSES)}; empty is accepted")
    return status
