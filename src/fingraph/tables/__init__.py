"""The tables that people edit: CSV rows to domain objects, with every problem reported at its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from fingraph.errors import Problem
from fingraph.model import (
    BASES,
    CLASS_OF_PREFIX,
    DIGEST,
    FACT_RELATIONS,
    ITEM_TABLES,
    MENTION_KINDS,
    MODALITIES,
    REPORT_ID,
    SENTENCE_ID,
    Excluded,
    Fact,
    Item,
    ItemTable,
    Link,
    Mention,
    Report,
    Sentence,
    Tables,
    Trend,
)
from fingraph.namespaces import LOCAL_NAME
from fingraph.tables.reader import CONTROL, Reader, shown

ITEM_COLUMNS = ("id", "label_en", "label_zh", "alt_en", "alt_zh", "broader", "definition_en", "definition_zh")
SENTENCE_COLUMNS = ("id", "start", "end", "sha256", "folded_sha256")
TREND_COLUMNS = ("ordinal", "label_en", "label_zh", "sentence")
MENTION_COLUMNS = ("sentence", "item", "kind", "start", "end")
LINK_COLUMNS = (
    "subject", "relation", "object", "sentence", "modality", "basis", "in_sector", "in_scenario", "by_actor", "note",
)  # fmt: skip
WITHDRAWN_COLUMNS = ("id", "replaced_by")
FACT_COLUMNS = ("item", "relation", "value", "source", "retrieved")
PAIR_COLUMNS = ("relation", "subject_class", "object_class", "layer")
REPORT_KEYS = ("title_en", "title_zh", "creator", "publisher", "language", "rights")

RESERVED_REPORT_IDS = ("ontology", "concepts", "catalog", "facts", "mappings")
MAX_LABEL = 200
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


def read_tables(data: Path, relations: Collection[str]) -> Tables:
    """Read every table below a data folder and check the rows against each other.

    Parameters
    ----------
    data
        Folder with ``concepts/``, ``reports/`` and, if there are outside facts, ``facts/``.
    relations
        CURIEs of the relations that links may use.

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
    items = [item for table in ITEM_TABLES for item in _read_items(reader, table)]
    known = {item.id for item in items}
    _check_broader(reader, items)
    folders = (
        sorted(path for path in (data / "reports").iterdir() if path.is_dir()) if (data / "reports").is_dir() else []
    )
    if not folders:
        reader.problem(data / "reports", 0, "no report; make a folder reports/<id> with a report.toml")
    reports = [_read_report(reader, folder, known, relations) for folder in folders]
    withdrawn = _read_withdrawn(reader, data / "concepts" / "withdrawn.csv", known)
    facts = [fact for path in sorted((data / "facts").glob("*.csv")) for fact in _read_facts(reader, path, known)]
    reader.finish()
    return Tables(tuple(items), tuple(report for report in reports if report), reader.places, tuple(facts), withdrawn)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _read_items(reader: Reader, table: ItemTable) -> Iterator[Item]:
    columns = ITEM_COLUMNS if "" in table.kinds else (ITEM_COLUMNS[0], "kind", *ITEM_COLUMNS[1:])
    for row in reader.rows(reader.folder / "concepts" / f"{table.stem}.csv", columns):
        cells = row.cells
        prefix, _, local = cells["id"].partition(":")
        if prefix != table.prefix or not LOCAL_NAME.fullmatch(local):
            reader.refuse(row, "id", f"use {table.prefix}: and a lower-case ASCII name in kebab case")
        elif not reader.place(cells["id"], row):
            continue
        kind = cells.get("kind", "")
        if kind not in table.kinds:
            reader.refuse(row, "kind", f"use one of {', '.join(table.kinds)}")
        for column in ("label_en", "label_zh"):
            if not 0 < len(cells[column]) <= MAX_LABEL:
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


def _read_report(reader: Reader, folder: Path, items: set[str], relations: Collection[str]) -> Report | None:
    name = folder.name
    if not REPORT_ID.fullmatch(name) or name in RESERVED_REPORT_IDS or name.endswith("-inferred"):
        reader.problem(
            folder, 0, f"report id {name!r} is not allowed; use lower-case kebab case, not ending in -inferred"
        )
        return None
    metadata = _read_metadata(reader, folder / "report.toml")
    sentences = tuple(_read_sentences(reader, folder / "sentences.csv", metadata.get("length", 0)))
    known_sentences = {sentence.id: sentence for sentence in sentences}
    trends = tuple(_read_trends(reader, folder / "trends.csv", name, known_sentences))
    ends = items | {trend.curie(name) for trend in trends}
    return Report(
        id=name,
        **metadata,
        sentences=sentences,
        trends=trends,
        mentions=tuple(_read_mentions(reader, folder / "mentions.csv", known_sentences, items)),
        links=tuple(_read_links(reader, folder / "links.csv", name, set(known_sentences), ends, relations)),
    )


def _read_metadata(reader: Reader, path: Path) -> dict[str, Any]:
    table = _toml(reader, path)
    found: dict[str, Any] = {}
    for key in REPORT_KEYS:
        found[key] = table.get(key)
        if not isinstance(found[key], str) or not found[key] or CONTROL.search(found[key]):
            reader.problem(path, 0, f"{key}: {shown(found[key])} is not allowed; use a text of one line")
    rendition = table.get("rendition")
    rendition = rendition if isinstance(rendition, dict) else {}
    digest, length = rendition.get("sha256"), rendition.get("length")
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        reader.problem(
            path, 0, f"rendition.sha256: {shown(digest)} is not allowed; use 64 lower-case hexadecimal digits"
        )
    if type(length) is not int or length < 1:
        reader.problem(path, 0, f"rendition.length: {shown(length)} is not allowed; use the number of code points")
        length = 0
    spans = table.get("excluded", [])
    if not isinstance(spans, list):
        reader.problem(path, 0, f"excluded: {shown(spans)} is not allowed; use [[excluded]] tables")
        spans = []
    excluded = tuple(_excluded(reader, path, entry, length) for entry in spans)
    return found | {"digest": digest or "", "length": length, "excluded": excluded}


def _toml(reader: Reader, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(reader.text(path) or "")
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and numbers or nesting beyond Python's limits
        reader.problem(path, 0, f"not TOML: {error}")
        return {}


def _excluded(reader: Reader, path: Path, entry: object, length: int) -> Excluded:
    fields = entry if isinstance(entry, dict) else {}
    start, end, reason = fields.get("start"), fields.get("end"), fields.get("reason")
    if type(start) is not int or type(end) is not int or not isinstance(reason, str) or not 0 <= start < end <= length:
        reader.problem(
            path, 0, f"excluded: {shown(entry)} is not allowed; use start < end within the rendition, and a reason"
        )
        return Excluded(0, 0, "")
    return Excluded(start, end, reason)


def _read_sentences(reader: Reader, path: Path, length: int) -> Iterator[Sentence]:
    seen: set[str] = set()
    position = 0
    for row in reader.rows(path, SENTENCE_COLUMNS):
        name = row.cells["id"]
        start, end = reader.number(row, "start"), reader.number(row, "end")
        if not SENTENCE_ID.fullmatch(name) or name in seen:
            reader.refuse(row, "id", "use T07.H or T07.S05, each once")
        digests = [row.cells[column] for column in ("sha256", "folded_sha256")]
        if not all(map(DIGEST.fullmatch, digests)):
            reader.refuse(row, "sha256", "use 64 lower-case hexadecimal digits in both digests")
        if not position <= start < end <= length:
            reader.refuse(row, "end", f"offsets must rise and stay within {length} code points (here {start} to {end})")
        seen.add(name)
        position = end
        yield Sentence(name, start, end, *digests)


def _read_trends(reader: Reader, path: Path, report: str, sentences: dict[str, Sentence]) -> Iterator[Trend]:
    for row in reader.rows(path, TREND_COLUMNS):
        cells = row.cells
        reader.reference(row, "sentence", sentences)
        trend = Trend(reader.number(row, "ordinal"), cells["label_en"], cells["label_zh"], cells["sentence"])
        if cells["sentence"] != f"T{trend.ordinal:02d}.H":
            reader.refuse(row, "sentence", f"the heading of trend {trend.ordinal} is T{trend.ordinal:02d}.H")
        for column in ("label_en", "label_zh"):
            if not 0 < len(cells[column]) <= MAX_LABEL:
                reader.refuse(row, column, f"use 1 to {MAX_LABEL} characters")
        if reader.place(trend.curie(report), row):
            yield trend


def _read_mentions(
    reader: Reader, path: Path, sentences: dict[str, Sentence], items: Collection[str]
) -> Iterator[Mention]:
    seen: set[tuple[str, ...]] = set()
    for row in reader.rows(path, MENTION_COLUMNS):
        cells = row.cells
        reader.reference(row, "sentence", sentences)
        reader.reference(row, "item", items)
        reader.choice(row, "kind", MENTION_KINDS)
        key = tuple(cells.values())
        if key in seen:
            reader.refuse(row, "item", "the row stands already above; remove one")
        seen.add(key)
        if cells["kind"] != "name":
            if cells["start"] or cells["end"]:
                reader.refuse(row, "start", "only a name has offsets; leave start and end empty")
            yield Mention(cells["sentence"], cells["item"], cells["kind"])
            continue
        start, end = reader.number(row, "start"), reader.number(row, "end")
        sentence = sentences.get(cells["sentence"])
        if sentence and not sentence.start <= start < end <= sentence.end:
            reader.refuse(row, "end", f"a name must lie within its sentence, {sentence.start} to {sentence.end}")
        yield Mention(cells["sentence"], cells["item"], "name", start, end)


def _read_links(
    reader: Reader, path: Path, report: str, sentences: set[str], ends: set[str], relations: Collection[str]
) -> Iterator[Link]:
    for row in reader.rows(path, LINK_COLUMNS):
        reader.reference(row, "subject", ends)
        reader.reference(row, "relation", relations)
        reader.reference(row, "object", ends)
        reader.reference(row, "sentence", sentences)
        reader.choice(row, "modality", MODALITIES)
        reader.choice(row, "basis", BASES)
        for column in ("in_sector", "in_scenario", "by_actor"):
            if row.cells[column]:
                reader.reference(row, column, ends)
        link = Link(**row.cells)
        if reader.place(link.curie(report), row):
            yield link


def _is_date(text: str) -> bool:
    try:
        return text == date.fromisoformat(text).isoformat()
    except ValueError:
        return False


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
        elif not cells["value"] or (kind == "date" and not _is_date(cells["value"])):
            reader.refuse(row, "value", "use a date such as 2024-12-27" if kind == "date" else "use a text")
        if not SOURCE.fullmatch(cells["source"]):
            reader.refuse(row, "source", "a fact without a source stays out; use an http or https address")
        if not _is_date(cells["retrieved"]):
            reader.refuse(row, "retrieved", "use a date such as 2026-11-24")
        key = tuple(cells.values())
        if key in seen:
            reader.refuse(row, "item", "the row stands already above; remove one")
        seen.add(key)
        yield Fact(**cells)
