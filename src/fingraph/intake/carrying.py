"""Annotations of a former text carried over to a new one: nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fingraph.errors import SourceError
from fingraph.intake.alignment import Match, align, new_place
from fingraph.model import Sentence
from fingraph.tables import LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS, SENTENCE_COLUMNS, TREND_COLUMNS
from fingraph.tables.reader import Reader
from fingraph.text import read_text

Cells = dict[str, str]

ORPHAN_COLUMNS = tuple(
    dict.fromkeys(("table", "reason", *LINK_COLUMNS, *LINK_STATE, *MENTION_COLUMNS, *TREND_COLUMNS, "sha256"))
)
"""Of rows that fit nowhere any more: their table, why, their cells, and the digest of the sentence they were about."""


@dataclass(frozen=True, slots=True)
class Former:
    """A report as it stands in a workspace: rows as cells, whatever they say."""

    sentences: tuple[Sentence, ...]
    trends: tuple[Cells, ...]
    mentions: tuple[Cells, ...]
    links: tuple[Cells, ...]
    orphans: tuple[Cells, ...]
    text: str | None


@dataclass(slots=True)
class Carried:
    """Rows for the new text.

    Parameters
    ----------
    trends
        Rows of trends whose heading is found.
    mentions, links
        Rows whose sentence is found; ``status`` is ``review`` where the sentence changed.
    orphans
        Former orphans, and rows that fit nowhere.
    matches
        What became of each former sentence.
    """

    trends: list[Cells] = field(default_factory=list)
    mentions: list[Cells] = field(default_factory=list)
    links: list[Cells] = field(default_factory=list)
    orphans: list[Cells] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)


def read_former(folder: Path, source: Path, digest: str) -> Former:
    """Read the rows of a report.

    Parameters
    ----------
    folder
        Of the report's tables.
    source
        File of its text; it may be missing.
    digest
        Of the text that was annotated; another one is no help.

    Returns
    -------
    Former
        Every row.

    Raises
    ------
    TableError
        If a table is no table of its form: what cannot be read cannot be carried over.
    """
    reader = Reader(folder.parent.parent)
    sentences = [
        Sentence(
            row.cells["id"],
            reader.number(row, "start"),
            reader.number(row, "end"),
            row.cells["sha256"],
            row.cells["folded_sha256"],
        )
        for row in reader.rows(folder / "sentences.csv", SENTENCE_COLUMNS, ("page",))
    ]
    trends, mentions, links, orphans = (
        tuple(row.cells for row in reader.rows(folder / name, columns, more)) if (folder / name).exists() else ()
        for name, columns, more in (
            ("trends.csv", TREND_COLUMNS, ()),
            ("mentions.csv", MENTION_COLUMNS, ("status",)),
            ("links.csv", LINK_COLUMNS, LINK_STATE),
            ("orphans.csv", ORPHAN_COLUMNS, ()),
        )
    )
    reader.finish()
    try:
        text, found = read_text(source)
    except SourceError:
        text, found = "", ""
    return Former(tuple(sentences), trends, mentions, links, orphans, text if found == digest else None)


def carry_over(former: Former, report: str, sentences: Iterable[Sentence], text: str) -> Carried:
    """Carry rows over to a new text: by the digest of their sentence, else by its likeness, then marked for review.

    Parameters
    ----------
    former
        Rows and text as they were.
    report
        Report id.
    sentences
        As they are.
    text
        As they are.

    Returns
    -------
    Carried
        Each former row once: among trends, mentions or links, or among the orphans.
    """
    now = list(sentences)
    result = Carried(orphans=list(former.orphans))
    result.matches = align(former.sentences, former.text, now, text)
    return _Carrier(former, report, text, result).carried()


class _Carrier:
    """Carries the rows of one report."""

    def __init__(self, former: Former, report: str, text: str, result: Carried) -> None:
        self.former, self.report, self.text, self.result = former, report, text, result
        self.match_of = {match.former.id: match for match in result.matches}

    def carried(self) -> Carried:
        """Return every row, carried or orphaned."""
        for table, rows, carry, kept in (
            ("trends", self.former.trends, self._trend, self.result.trends),
            ("mentions", self.former.mentions, self._mention, self.result.mentions),
            ("links", self.former.links, self._link, self.result.links),
        ):
            self._carry_table(table, rows, carry, kept)
        return self.result

    def _carry_table(
        self, table: str, rows: Iterable[Cells], carry: Callable[[Cells], Cells | str], kept: list[Cells]
    ) -> None:
        identity = {"trends": TREND_COLUMNS[:1], "mentions": MENTION_COLUMNS, "links": LINK_COLUMNS[:4]}[table]
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            found = carry(row)
            if isinstance(found, dict) and tuple(found[column] for column in identity) in seen:
                found = "another row has come to say the same"
            if isinstance(found, dict):
                seen.add(tuple(found[column] for column in identity))
                kept.append(found)
            else:
                match = self.match_of.get(row["sentence"])
                digest = match.former.sha256 if match else ""
                self.result.orphans.append({"table": table, "reason": found} | row | {"sha256": digest})

    def _now(self, row: Cells) -> tuple[Match, Sentence] | str:
        match = self.match_of.get(row["sentence"])
        if match is None:
            return "its sentence stood in no table"
        return (match, match.now) if match.now else "its sentence is not in the new text"

    def _trend(self, row: Cells) -> Cells | str:
        found = self._now(row)
        if isinstance(found, str):
            return found
        name = found[1].id
        if not name.endswith(".H"):
            return "its heading is no heading in the new text"
        return row | {"ordinal": str(int(name[1:3])), "sentence": name}

    def _mention(self, row: Cells) -> Cells | str:
        found = self._now(row)
        if isinstance(found, str):
            return found
        match, sentence = found
        moved = {"sentence": sentence.id, "status": _status(row, match)}
        if row["kind"] != "name":
            return row | moved
        place = self._place(row, match, sentence)
        return row | moved | place if place else "its name is not in the changed sentence"

    def _place(self, row: Cells, match: Match, sentence: Sentence) -> Cells | None:
        """Return the offsets of a name in its new sentence; None if it is not there."""
        if not (re.fullmatch("[0-9]{1,9}", row["start"]) and re.fullmatch("[0-9]{1,9}", row["end"])):
            return None
        start, end = int(row["start"]), int(row["end"])
        if match.former.sha256 == sentence.sha256:
            shift = sentence.start - match.former.start
            return {"start": str(start + shift), "end": str(end + shift)}
        place = new_place(start, end, match, self.former.text, self.text) if self.former.text else None
        return {"start": str(place[0]), "end": str(place[1])} if place else None

    def _link(self, row: Cells) -> Cells | str:
        found = self._now(row)
        if isinstance(found, str):
            return found
        match, sentence = found
        ends = {}
        for column in ("subject", "object", "in_sector", "in_scenario", "by_actor"):
            end = self._trend_now(row[column])
            if end is None:
                return f"its {column} is a trend that is not in the new text"
            ends[column] = end
        return row | ends | {"sentence": sentence.id, "status": _status(row, match)}

    def _trend_now(self, curie: str) -> str | None:
        """Return a trend's new CURIE, any other as it is, and None for a trend that is no more."""
        prefix = f"trend:{self.report}."
        if not curie.startswith(prefix):
            return curie
        match = self.match_of.get(f"{curie.removeprefix(prefix)}.H")
        if match is None or match.now is None or not match.now.id.endswith(".H"):
            return None
        return prefix + match.now.id[:3]


def _status(row: Cells, match: Match) -> str:
    """Return a row's status: what was accepted is to be reviewed if its sentence changed."""
    former = row.get("status", "")
    return "review" if match.likeness < 1 and former in ("", "accepted") else former
