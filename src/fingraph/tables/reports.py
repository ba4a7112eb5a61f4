"""The tables of one report: metadata, sentences, trends, mentions, links."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from fingraph.model import (
    BASES,
    DIGEST,
    MENTION_KINDS,
    MODALITIES,
    REPORT_ID,
    SENTENCE_ID,
    STATUSES,
    Excluded,
    Link,
    Mention,
    Report,
    Sentence,
    Trend,
)
from fingraph.tables.reader import CONTROL, Reader, Row, shown

SENTENCE_COLUMNS = ("id", "start", "end", "sha256", "folded_sha256")
TREND_COLUMNS = ("ordinal", "label_en", "label_zh", "sentence")
MENTION_COLUMNS = ("sentence", "item", "kind", "start", "end")
LINK_COLUMNS = (
    "subject", "relation", "object", "sentence", "modality", "basis", "in_sector", "in_scenario", "by_actor", "note",
)  # fmt: skip
LINK_STATE = ("status", "score")
"""Columns that a table of links may have besides."""
ACCEPTED = STATUSES[0]
REPORT_KEYS = ("title_en", "title_zh", "creator", "publisher", "language", "rights")

RESERVED_REPORT_IDS = ("ontology", "concepts", "catalog", "facts", "mappings")
DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
SCORE = re.compile(r"(?:0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?)?")
MAX_LABEL = 200


def read_report(reader: Reader, folder: Path, items: Collection[str], relations: Collection[str]) -> Report | None:
    """Read the tables of a report.

    Parameters
    ----------
    reader
        Takes what is wrong.
    folder
        Named as the report's id.
    items
        CURIEs of the items.
    relations
        CURIEs of the relations that links may use.

    Returns
    -------
    Report or None
        None if the folder has no name for a report.
    """
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
    ends = {*items, *(trend.curie(name) for trend in trends)}
    mentions = tuple(_read_mentions(reader, folder / "mentions.csv", known_sentences, items))
    links = tuple(_read_links(reader, folder / "links.csv", name, set(known_sentences), ends, relations))
    return Report(
        id=name,
        **metadata,
        sentences=sentences,
        trends=trends,
        mentions=tuple(mention for mention in mentions if mention.status == ACCEPTED),
        links=tuple(link for link in links if link.status == ACCEPTED),
        waiting_mentions=tuple(mention for mention in mentions if mention.status != ACCEPTED),
        waiting_links=tuple(link for link in links if link.status != ACCEPTED),
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
    day, example = table.get("date", ""), table.get("example", False)
    if not isinstance(day, str) or (day and not _is_date_or_part(day)):
        reader.problem(path, 0, f"date: {shown(day)} is not allowed; use a text such as 2025, 2025-01 or 2025-01-15")
        day = ""
    if type(example) is not bool:
        reader.problem(path, 0, f"example: {shown(example)} is not allowed; use true or false")
    spans = table.get("excluded", [])
    if not isinstance(spans, list):
        reader.problem(path, 0, f"excluded: {shown(spans)} is not allowed; use [[excluded]] tables")
        spans = []
    excluded = tuple(_excluded(reader, path, entry, length) for entry in spans)
    return found | {
        "digest": digest or "",
        "length": length,
        "date": day,
        "example": example is True,
        "excluded": excluded,
    }


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
    for row in reader.rows(path, SENTENCE_COLUMNS, ("page",)):
        name = row.cells["id"]
        start, end = reader.number(row, "start"), reader.number(row, "end")
        if not SENTENCE_ID.fullmatch(name) or name in seen:
            reader.refuse(row, "id", "use T07.H or T07.S05, each once")
        digests = row.cells["sha256"], row.cells["folded_sha256"]
        if not all(map(DIGEST.fullmatch, digests)):
            reader.refuse(row, "sha256", "use 64 lower-case hexadecimal digits in both digests")
        if not position <= start < end <= length:
            reader.refuse(row, "end", f"offsets must rise and stay within {length} code points (here {start} to {end})")
        seen.add(name)
        position = end
        page = reader.number(row, "page") if row.cells["page"] else None
        if page == 0:
            reader.refuse(row, "page", "pages are counted from 1")
        yield Sentence(name, start, end, *digests, page or None)


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
    for row in reader.rows(path, MENTION_COLUMNS, ("status",)):
        cells = row.cells
        status = _status(reader, row)
        reader.reference(row, "sentence", sentences)
        reader.reference(row, "item", items)
        reader.choice(row, "kind", MENTION_KINDS)
        key = tuple(cells[column] for column in MENTION_COLUMNS)
        if key in seen:
            reader.refuse(row, "item", "the row stands already above; remove one")
        seen.add(key)
        if cells["kind"] != "name":
            if cells["start"] or cells["end"]:
                reader.refuse(row, "start", "only a name has offsets; leave start and end empty")
            yield Mention(cells["sentence"], cells["item"], cells["kind"], status=status)
            continue
        start, end = reader.number(row, "start"), reader.number(row, "end")
        sentence = sentences.get(cells["sentence"])
        if sentence and not sentence.start <= start < end <= sentence.end:
            reader.refuse(row, "end", f"a name must lie within its sentence, {sentence.start} to {sentence.end}")
        yield Mention(cells["sentence"], cells["item"], "name", start, end, status)


def _read_links(
    reader: Reader, path: Path, report: str, sentences: set[str], ends: set[str], relations: Collection[str]
) -> Iterator[Link]:
    for row in reader.rows(path, LINK_COLUMNS, LINK_STATE):
        reader.reference(row, "subject", ends)
        reader.reference(row, "relation", relations)
        reader.reference(row, "object", ends)
        reader.reference(row, "sentence", sentences)
        reader.choice(row, "modality", MODALITIES)
        reader.choice(row, "basis", BASES)
        for column in ("in_sector", "in_scenario", "by_actor"):
            if row.cells[column]:
                reader.reference(row, column, ends)
        if not SCORE.fullmatch(row.cells["score"]):
            reader.refuse(row, "score", "use a number from 0 to 1, or leave it empty")
        link = Link(**row.cells | {"status": _status(reader, row)})
        if reader.place(link.curie(report), row):
            yield link


def _status(reader: Reader, row: Row) -> str:
    """Return the status of a row; one without is accepted."""
    status = row.cells["status"] or ACCEPTED
    if status not in STATUSES:
        reader.refuse(row, "status", f"use one of {', '.join(STATUSES)}; empty is accepted")
    return status


def _is_date_or_part(text: str) -> bool:
    return bool(DATE.fullmatch(text)) and (len(text) < 10 or is_date(text))


def is_date(text: str) -> bool:
    """Return whether a text is an ISO 8601 day."""
    try:
        return text == date.fromisoformat(text).isoformat()
    except ValueError:
        return False
