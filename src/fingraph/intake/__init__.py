"""A report's file → text, sentences and tables in a workspace; a changed text keeps what was annotated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingraph.errors import OutputError, SourceError
from fingraph.intake.carrying import ORPHAN_COLUMNS, Carried, Cells, carry_over, read_former
from fingraph.intake.files import Extract, Step, read_file
from fingraph.intake.metadata import Details, read_metadata, report_toml, updated
from fingraph.model import REPORT_ID, Excluded, Sentence
from fingraph.output import write_together
from fingraph.tables import LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS, SENTENCE_COLUMNS, TREND_COLUMNS, table_content
from fingraph.tables.reports import RESERVED_REPORT_IDS
from fingraph.text import Outline, outline, sentences_of

if TYPE_CHECKING:
    from fingraph.intake.alignment import Match

__all__ = ["Added", "Details", "add_report", "check_id"]

LONGEST_ID = 60
DEVICES = ("con", "prn", "aux", "nul")
"""Names that Windows allows no file to have."""
MOST_SENTENCES = 9999
"""Of a trend, by what ids have room for."""
FEWEST_KEPT = 0.2
"""Share of the former sentences that a text must have to be taken for the same report."""
SHORT_EN, SHORT_ZH = 8, 16
"""Words and characters of a proposed label, as the guideline has it."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was made of a file.

    Parameters
    ----------
    extract
        The text, and what of the file is not in it.
    sentences
        Headings and body sentences.
    excluded
        Spans of the text that are no statement of a trend.
    trends
        Rows of ``trends.csv``.
    matches
        What became of each sentence of the former text; empty for a new report.
    fresh
        Ids of the sentences that the former text did not have.
    orphaned
        Rows that now stand in ``orphans.csv`` and did not before.
    review
        Rows of mentions and links that are to be reviewed.
    files
        Written, or to be written.
    """

    extract: Extract
    sentences: tuple[Sentence, ...]
    excluded: tuple[Excluded, ...]
    trends: tuple[Cells, ...]
    matches: tuple[Match, ...]
    fresh: tuple[str, ...]
    orphaned: int
    review: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with a file besides reading it.

    Parameters
    ----------
    write
        Whether to write; else only say what would be written.
    force
        Whether to replace a report by a text that has next to nothing of it.
    """

    write: bool = True
    force: bool = False


def add_report(
    file: Path, report: str, data: Path, *, details: Details, plan: Plan | None = None, step: Step | None = None
) -> Added:
    """Read a report into a workspace, or read it again and keep what was annotated.

    Parameters
    ----------
    file
        A text, Markdown, HTML or PDF file.
    report
        Id of the report, lower-case kebab.
    data
        Folder of the tables.
    details
        What is said of the report; a new one needs a title.
    plan
        By default, write, and replace no other report.
    step
        Called with the percentage of the work that is newly done.

    Returns
    -------
    Added
        After all files were written, or none.

    Raises
    ------
    SourceError
        If the id is not allowed or taken, or the file cannot be used.
    TableError
        If the tables of the report so far cannot be read.
    OutputError
        If the files cannot be written.
    """
    plan, step = plan or Plan(), step or (lambda _: None)
    check_id(report)
    details.check()
    folder, source = data / "reports" / report, data / "sources" / f"{report}.txt"
    metadata = read_metadata(folder / "report.toml") if folder.exists() else {}
    if not details.title and not metadata:
        raise SourceError(f"report {report!r} is new and needs a title; add --title")
    extract = read_file(file, step)
    text = extract.text
    found = outline(text)
    _check_outline(found, file)
    sentences = tuple(sentences_of(found, text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    carried, before = Carried(), 0
    if metadata:
        annotated = str(dict(metadata.get("rendition") or {}).get("sha256", ""))
        _check_in_place(file, source, annotated == digest or plan.force)
        former = read_former(folder, source, annotated)
        before = len(former.orphans)
        carried = carry_over(former, report, sentences, text)
        _check_same_report(carried.matches, report, file, force=plan.force)
    trends = tuple(_trends(sentences, text, carried.trends))
    metadata = updated(metadata, details, text)
    contents = {f"reports/{report}/{name}": content for name, content in _tables(sentences, trends, carried).items()}
    contents[f"reports/{report}/report.toml"] = report_toml(metadata, digest, len(text), found.excluded)
    contents[f"sources/{report}.txt"] = text.encode()
    if plan.write:
        _write(data, contents)
    old = {match.now.id for match in carried.matches if match.now}
    return Added(
        extract=extract,
        sentences=sentences,
        excluded=found.excluded,
        trends=trends,
        matches=tuple(carried.matches),
        fresh=tuple(one.id for one in sentences if one.id not in old),
        orphaned=len(carried.orphans) - before,
        review=sum(row.get("status") == "review" for row in (*carried.mentions, *carried.links)),
        files=tuple(data / name for name in contents),
    )


def check_id(report: str) -> None:
    """Raise a SourceError unless a report may have this id."""
    taken = report in (*RESERVED_REPORT_IDS, *DEVICES) or report.endswith("-inferred")
    if not REPORT_ID.fullmatch(report) or taken or len(report) > LONGEST_ID:
        raise SourceError(
            f"report id {report!r} is not allowed; use up to {LONGEST_ID} lower-case letters and digits, parted by hyphens,"
            f" such as kpmg-2025, none of {', '.join((*RESERVED_REPORT_IDS, *DEVICES))}, and not ending in -inferred"
        )


def _check_outline(found: Outline, file: Path) -> None:
    if not found.sections:
        raise SourceError(
            f"{str(file)!r} has no heading that starts a trend, such as 一、 1. 趋势一： or Trend 1:;"
            " number the headings in a copy, or put # before each, and add that"
        )
    long = [section.number for section in found.sections if len(section.sentences) > MOST_SENTENCES]
    if long:
        raise SourceError(
            f"{str(file)!r}: trend {long[0]} has more than {MOST_SENTENCES} sentences; add the chapters one by one"
        )


def _check_in_place(file: Path, source: Path, allowed: bool) -> None:
    if not allowed and source.exists() and file.resolve() == source.resolve():
        raise SourceError(
            f"{str(file)!r} is the stored text and was changed in place, so what it was is gone; add the former text first,"
            " then a changed copy of it, or go on with --force, by the digests alone"
        )


def _check_same_report(matches: Sequence[Match], report: str, file: Path, *, force: bool) -> None:
    kept = sum(match.now is not None for match in matches)
    if matches and kept < FEWEST_KEPT * len(matches) and not force:
        raise SourceError(
            f"report {report!r} exists, and {str(file)!r} has {kept} of its {len(matches)} sentences; choose another --id,"
            " or replace its text with --force, which keeps every row in orphans.csv"
        )


def _trends(sentences: Iterable[Sentence], text: str, carried: Iterable[Cells]) -> Iterable[Cells]:
    former = {row["sentence"]: row for row in carried}
    for sentence in sentences:
        if sentence.id.endswith(".H"):
            label = short_label(text[sentence.start : sentence.end])
            proposed = {"ordinal": str(sentence.trend), "label_en": label, "label_zh": label, "sentence": sentence.id}
            yield former.get(sentence.id, proposed)


def short_label(heading: str) -> str:
    """Return a label proposed for a trend: its heading, shortened.

    Parameters
    ----------
    heading
        In Chinese or English.

    Returns
    -------
    str
        The first clause of a Chinese heading, up to 16 characters, or the first 8 words of another.

    Examples
    --------
    >>> (
    ...     short_label("算力需求呈现新态势，基础设施能力提升"),
    ...     short_label("AI moves from the lab into the daily work of banks"),
    ... )
    ('算力需求呈现新态势', 'AI moves from the lab into the daily…')
    """
    words = "".join(char if char.isprintable() else " " for char in heading).split()
    if sum("\u3400" <= char <= "\u9fff" for char in heading) * 3 < len(heading):
        short = " ".join(words[:SHORT_EN])
        return short[:150] + ("…" if len(words) > SHORT_EN or len(short) > 150 else "")
    clause = " ".join(words).split("，")[0].split("：")[0]
    return clause if len(clause) <= SHORT_ZH else clause[: SHORT_ZH - 1] + "…"


def _tables(sentences: Iterable[Sentence], trends: Iterable[Cells], carried: Carried) -> dict[str, bytes]:
    rows: list[dict[str, Any]] = [
        {"id": one.id, "start": one.start, "end": one.end, "sha256": one.sha256, "folded_sha256": one.folded_sha256}
        | ({"page": one.page} if one.page else {})
        for one in sentences
    ]
    files = {
        "sentences.csv": _table(SENTENCE_COLUMNS, ("page",), rows),
        "trends.csv": _table(TREND_COLUMNS, (), trends),
        "mentions.csv": _table(MENTION_COLUMNS, ("status",), carried.mentions),
        "links.csv": _table(LINK_COLUMNS, LINK_STATE, carried.links),
    }
    if carried.orphans:
        files["orphans.csv"] = table_content(ORPHAN_COLUMNS, carried.orphans)
    return files


def _table(columns: tuple[str, ...], optional: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> bytes:
    rows = list(rows)
    used = tuple(column for column in optional if any(row.get(column) for row in rows))
    return table_content((*columns, *used), rows)


def _write(data: Path, contents: dict[str, bytes]) -> None:
    try:
        write_together(data, contents)
    except OSError as error:
        raise OutputError(f"cannot write to {str(data)!r}: {error.strerror or error}; nothing was changed") from error
