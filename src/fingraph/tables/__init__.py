"""The tables that people edit: CSV rows to domain objects, with every problem reported at its file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from fingraph.errors import Problem
from fingraph.model import (
    CLASS_OF_PREFIX,
    FACT_RELATIONS,
    ITEM_TABLES,
    Fact,
    Item,
    ItemTable,
    Report,
    Tables,
)
from fingraph.namespaces import LOCAL_NAME
from fingraph.tables.joining import joined_items, joined_tables
from fingraph.tables.reader import Reader, shown
from fingraph.tables.reports import (
    LINK_COLUMNS,
    LINK_STATE,
    MAX_LABEL,
    MENTION_COLUMNS,
    REPORT_KEYS,
    SENTENCE_COLUMNS,
    TREND_COLUMNS,
    is_date,
    read_report,
)
from fingraph.tables.writer import table_content, write_table

__all__ = [
    "FACT_COLUMNS",
    "ITEM_COLUMNS",
    "LINK_COLUMNS",
    "LINK_STATE",
    "MENTION_COLUMNS",
    "PAIR_COLUMNS",
    "REPORT_KEYS",
    "SENTENCE_COLUMNS",
    "TREND_COLUMNS",
    "WITHDRAWN_COLUMNS",
    "RelationPair",
    "item_columns",
    "read_one_report",
    "read_relation_pairs",
    "read_tables",
    "report_folders",
    "table_content",
    "write_table",
]

ITEM_COLUMNS = ("id", "label_en", "label_zh", "alt_en", "alt_zh", "broader", "definition_en", "definition_zh")
WITHDRAWN_COLUMNS = ("id", "replaced_by")
FACT_COLUMNS = ("item", "relation", "value", "source", "retrieved")
PAIR_COLUMNS = ("relation", "subject_class", "object_class", "layer")

SOURCE = re.compile(r"https?://[\w.-]+(?::[0-9]+)?(?:[/?#](?:[^\s<>\"{}|\\^`%\[\]]|%[0-9A-Fa-f]{2})*)?")


@dataclass(frozen=True, slots=True)
class RelationPair:
    """Classes that a relation may join: local names of the relation and the classes, and the layer where it may stand."""

    relation: str
    subject_class: str
    object_class: str
    layer: str


def read_relation_pairs(ontology: Path) -> tuple[RelationPair, ...]:
    """Read ``relation-pairs.csv``, the one place that says which classes a relation may join.

    Parameters
    ----------
    ontology
        Folder of the file.

    Returns
    -------
    tuple of RelationPair
        In the order of the file.

    Raises
    ------
    TableError
        If the file is not a table of that form.
    """
    reader = Reader(ontology)
    rows = reader.rows(ontology / "relation-pairs.csv", PAIR_COLUMNS)
    pairs = tuple(RelationPair(**row.cells) for row in rows)
    reader.finish()
    return pairs


def read_tables(data: Path, relations: Collection[str], base: Tables | None = None, *, reports: bool = True) -> Tables:
    """Read every table below a data folder and check the rows against each other.

    Parameters
    ----------
    data
        Folder with ``concepts/``, ``reports/`` and, if there are outside facts, ``facts/``.
    relations
        CURIEs of the relations that links may use.
    base
        Tables on which these build: a row may add to one of their items, and links may name them. Tables of concepts may
        then be missing.
    reports
        Whether to read the tables of reports, too.

    Returns
    -------
    Tables
        All rows.

    Raises
    ------
    TableError
        With every problem of every table.
    """
    reader = Reader(data)
    items = [item for table in ITEM_TABLES for item in _read_items(reader, table, base)]
    if base:
        items = joined_items(reader, base, items)
    known = {item.id for item in items}
    _check_broader(reader, items)
    withdrawn = _read_withdrawn(reader, data / "concepts" / "withdrawn.csv", known)
    reader.withdrawn = (base.withdrawn if base else {}) | withdrawn
    folders = _checked_folders(reader, base)
    found = [read_report(reader, folder, known, relations) for folder in (folders if reports else ())]
    facts = [fact for path in sorted((data / "facts").glob("*.csv")) for fact in _read_facts(reader, path, known)]
    reader.finish()
    tables = Tables(tuple(items), tuple(filter(None, found)), reader.places, tuple(facts), withdrawn)
    return joined_tables(base, tables) if base else tables


def report_folders(data: Path) -> list[Path]:
    """Return the folders of the reports below a data folder, in order."""
    folder = data / "reports"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def read_one_report(
    folder: Path, items: Collection[str], relations: Collection[str]
) -> tuple[Report, dict[str, tuple[str, int]]]:
    """Read the tables of one report.

    Parameters
    ----------
    folder
        One of :func:`report_folders`.
    items
        CURIEs of the items.
    relations
        CURIEs of the relations that links may use.

    Returns
    -------
    tuple of Report and dict
        The report, and CURIE of a trend or link → file and line.

    Raises
    ------
    TableError
        With every problem of these tables.
    """
    reader = Reader(folder.parents[1])
    report = read_report(reader, folder, items, relations)
    reader.finish()
    assert report is not None, "a folder with no name for a report is a problem"  # noqa: S101
    return report, reader.places


def _checked_folders(reader: Reader, base: Tables | None) -> list[Path]:
    folders = report_folders(reader.folder)
    if not folders and not base:
        reader.problem(reader.folder / "reports", 0, "no report; add one with fingraph report add")
    taken = {report.id for report in base.reports} if base else set()
    for folder in folders:
        if folder.name in taken:
            reader.problem(folder, 0, f"report {folder.name!r} is one of the built-in reports; choose another id")
    return folders


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def item_columns(table: ItemTable) -> tuple[str, ...]:
    """Return the columns of a table of concepts."""
    return ITEM_COLUMNS if "" in table.kinds else (ITEM_COLUMNS[0], "kind", *ITEM_COLUMNS[1:])


def _read_items(reader: Reader, table: ItemTable, base: Tables | None) -> Iterator[Item]:
    path = reader.folder / "concepts" / f"{table.stem}.csv"
    adds_to = {item.id for item in base.items} if base else set()
    for row in reader.rows(path, item_columns(table)) if path.exists() or not base else ():
        cells = row.cells
        prefix, _, local = cells["id"].partition(":")
        if prefix != table.prefix or not LOCAL_NAME.fullmatch(local):
            reader.refuse(row, "id", f"use {table.prefix}: and a lower-case ASCII name in kebab case")
        elif not reader.place(cells["id"], row):
            continue
        kind = cells.get("kind", "")
        added = cells["id"] in adds_to
        if kind not in table.kinds and not (added and not kind):
            reader.refuse(row, "kind", f"use one of {', '.join(table.kinds)}")
        for column in ("label_en", "label_zh"):
            if not (0 if added else 1) <= len(cells[column]) <= MAX_LABEL:
                reader.refuse(row, column, f"use 1 to {MAX_LABEL} characters")
        yield Item(
            id=cells["id"],
            item_class=table.kinds.get(kind, ""),
            scheme=table.scheme,
            label_en=cells["label_en"],
            label_zh=cells["label_zh"],
            alt_en=_list(cells["alt_en"]),
            alt_zh=_list(cells["alt_zh"]),
            broader=cells["broader"],
            definition_en=cells["definition_en"],
            definition_zh=cells["definition_zh"],
        )


def _check_broader(reader: Reader, items: list[Item]) -> None:
    class_of = {item.id: item.item_class for item in items}
    for item in items:
        if not item.broader or item.id not in reader.places:
            continue
        file, line = reader.places[item.id]
        if class_of.get(item.broader) != item.item_class or not item.scheme:
            fit = [other.id for other in items if other.scheme and other.item_class == item.item_class]
            near = get_close_matches(item.broader, fit, 1)
            hint = f"did you mean {near[0]!r}?" if near else "name a topic of the same table"
            reader.problems.append(Problem(file, line, f"broader: {shown(item.broader)} is not allowed; {hint}"))


def _read_withdrawn(reader: Reader, path: Path, items: Collection[str]) -> dict[str, str]:
    """Return withdrawn ids with their successors; an id in use may not be among them, since ids are never reused."""
    withdrawn: dict[str, str] = {}
    for row in reader.rows(path, WITHDRAWN_COLUMNS) if path.exists() else ():
        prefix, _, local = row.cells["id"].partition(":")
        if prefix not in CLASS_OF_PREFIX or not LOCAL_NAME.fullmatch(local):
            reader.refuse(row, "id", "use the id that the item had")
        elif reader.place(row.cells["id"], row):
            withdrawn[row.cells["id"]] = row.cells["replaced_by"]
        if row.cells["replaced_by"]:
            reader.reference(row, "replaced_by", items)
    return withdrawn


def _read_facts(reader: Reader, path: Path, items: Collection[str]) -> Iterator[Fact]:
    seen: set[tuple[str, ...]] = set()
    for row in reader.rows(path, FACT_COLUMNS):
        cells = row.cells
        reader.reference(row, "item", items)
        reader.choice(row, "relation", FACT_RELATIONS)
        kind = FACT_RELATIONS.get(cells["relation"])
        if kind == "item":
            reader.reference(row, "value", items)
        elif not cells["value"] or (kind == "date" and not is_date(cells["value"])):
            reader.refuse(row, "value", "use a date such as 2024-12-27" if kind == "date" else "use a text")
        if not SOURCE.fullmatch(cells["source"]):
            reader.refuse(row, "source", "a fact without a source stays out; use an http or https address")
        if not is_date(cells["retrieved"]):
            reader.refuse(row, "retrieved", "use a date such as 2026-11-24")
        key = tuple(cells.values())
        if key in seen:
            reader.refuse(row, "item", "the row stands already above; remove one")
        seen.add(key)
        yield Fact(**cells)
