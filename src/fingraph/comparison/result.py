"""A comparison with all that has to be said beside it, as rows, text and data frames."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from fingraph.comparison.changes import ALIGNED, ItemChange, LinkChange, TrendChange
from fingraph.comparison.later import LaterFact
from fingraph.comparison.movement import CHANCE, Move
from fingraph.comparison.rows import NOTHING, SINCE, Found, Labels, few, record, summary
from fingraph.errors import QueryError
from fingraph.model import MODALITIES, Report
from fingraph.query import ROW_FORMATS, Rows
from fingraph.terminal import markdown, table

if TYPE_CHECKING:
    import pandas as pd

    from fingraph.comparison.editions import Stated

PARTS = {
    "links": "links · 关联",
    "items": "items · 条目",
    "trends": "trends · 趋势",
    "ranks": "ranks · 名次",
    "facts": "forecast in A, outside fact since (layer: facts) · A所预测、其后已有外部事实（外部事实层）",
}
"""Part of a comparison → its heading."""

CHANGES = {
    "new": "new · 新增",
    "gone": "gone · 消失",
    "strengthened": "strengthened · 增强",
    "weakened": "weakened · 减弱",
    "relation": "other relation · 关系改变",
    "kept": "kept · 保留",
    "risen": "risen · 上升",
    "fallen": "fallen · 下降",
    "within noise": "within noise · 波动之内",
}
"""Change → what people read."""

HEADINGS = ("change · 变化", "what · 内容", "A", "B", "sentences A · 句子A", "sentences B · 句子B")
COLUMNS = ("part", "change", "what", "label", "a", "b", "sentences_a", "sentences_b", "layer")
"""Of the CSV of all parts."""


@dataclass(frozen=True)
class ReportComparison:
    """What report B states otherwise than report A, each with the evidence of both sides.

    Parameters
    ----------
    a, b
        The reports, every withdrawn id replaced by its successor.
    links, items, trends
        What is new, gone, kept or changed.
    ranks
        Which policies and technologies rose or fell.
    facts
        Forecasts of A about policies of which an outside fact is dated after A. Always of the facts layer: no report states
        them.
    measure, samples, seed
        By what ``ranks`` are ranked, and the replicates behind their intervals.
    labels
        CURIE of an item, trend or relation → labels.
    """

    a: Report
    b: Report
    links: tuple[LinkChange, ...]
    items: tuple[ItemChange, ...]
    trends: tuple[TrendChange, ...]
    ranks: tuple[Move, ...]
    facts: tuple[LaterFact, ...]
    measure: str
    samples: int
    seed: int
    labels: Labels = field(repr=False)

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many rows of each change each part has."""
        return {part: Counter(_change(row) for row in self._rows(part)) for part in PARTS}

    def header(self) -> list[str]:
        """Return what has to be said beside the rows, in lines."""
        sides = [
            f"{side}: {report.id}, {report.title_en} · {report.title_zh}{' (an example · 示例)' if report.example else ''}"
            for side, report in (("A", self.a), ("B", self.b))
        ]
        links = (
            "links: compared by the ids of items, whatever their labels; each counts in the strongest modality in which a "
            f"report states it ({', '.join(MODALITIES)}); links of trends count with the trends"
        )
        trends = f"trends: aligned by the items of their links (weighted Jaccard), none below {ALIGNED:g}"
        ranks = (
            f"ranks: by {self.measure}, among the items of a class that both reports link; risen or fallen only if the interval "
            f"of the shift (95 %, {self.samples} replicates of each report, seed {self.seed}) leaves out 0, and some item of the "
            f"class moves as far in at most {CHANCE:.0%} of {self.samples} random deals of the sentences of both (P)"
        )
        facts = (
            "facts: what A states as a forecast only, about a policy of which an outside fact (layer: facts) is dated after A"
            f"{'' if self.a.date else '; A has no date, so none is looked for'}; no proof that the forecast came true"
        )
        return [*sides, links, trends, ranks, facts]

    def to_rows(self, part: str) -> Rows:
        """Return one row for each finding of a part, for data frames and files.

        Parameters
        ----------
        part
            One of :data:`PARTS`.

        Returns
        -------
        Rows
            Ids, labels and the evidence of both sides: sentences, modalities and bases, separated by ``|``.

        Raises
        ------
        QueryError
            If there is no such part.
        """
        _check("part", part, PARTS)
        columns = tuple(record(NOTHING[part], {}))
        rows = tuple(tuple(record(row, self.labels).values()) for row in self._rows(part))
        return Rows(columns, rows, ("stated", "facts") if part == "facts" else ("stated",))

    def to_pandas(self, part: str) -> pd.DataFrame:
        """Return the rows of a part as a pandas data frame, what was compared in its ``attrs``; needs pandas."""
        frame = self.to_rows(part).to_pandas()
        frame.attrs["fingraph"] = self.header()
        return frame

    def to_text(self, form: str = "table", *, parts: Sequence[str] = (), changes: Sequence[str] = ()) -> str:
        """Return the comparison as text.

        Parameters
        ----------
        form
            ``table`` or ``markdown``, for people; ``csv``, one table for all parts; ``json``, an object with a list for each.
        parts
            Some of :data:`PARTS`; by default all.
        changes
            Only rows of some of :data:`CHANGES`; by default all.

        Returns
        -------
        str
            With a line end after the last line.

        Raises
        ------
        QueryError
            If there is no such format, part or change.
        """
        for name, given, allowed in (
            ("format", (form,), ROW_FORMATS),
            ("part", parts, PARTS),
            ("change", changes, CHANGES),
        ):
            for value in given:
                _check(name, value, allowed)
        chosen = {
            part: [row for row in self._rows(part) if not changes or _change(row) in changes] for part in parts or PARTS
        }
        return {"json": self._json, "csv": self._csv}.get(form, self._sections)(chosen, form)

    def _json(self, chosen: dict[str, list[Found]], _: str) -> str:
        found: dict[str, Any] = {"a": self.a.id, "b": self.b.id, "notes": self.header()}
        found |= {part: [record(row, self.labels) for row in rows] for part, rows in chosen.items()}
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"

    def _csv(self, chosen: dict[str, list[Found]], _: str) -> str:
        rows = [
            (part, *summary(row, self.labels), *("|".join(_sentences(side)) for side in (row.a, row.b)), _layer(part))
            for part, found in chosen.items()
            for row in found
        ]
        return Rows(COLUMNS, tuple(rows), ()).to_text("csv")

    def _sections(self, chosen: dict[str, list[Found]], form: str) -> str:
        lay, mark = (table, "") if form == "table" else (markdown, "## ")
        sections = [
            f"{mark}{PARTS[part]}\n\n{lay(HEADINGS, map(self._for_people, rows))}\n"
            for part, rows in chosen.items()
            if rows
        ]
        return "\n".join([*sections, *(f"- {line}" for line in self.header())]) + "\n"

    def _for_people(self, row: Found) -> list[str]:
        change, _, label, said_a, said_b = summary(row, self.labels)
        return [
            CHANGES.get(change, "since · 其后"),
            label,
            said_a,
            said_b,
            *(", ".join(few(_sentences(side))) for side in (row.a, row.b)),
        ]

    def _rows(self, part: str) -> Sequence[Found]:
        found: Sequence[Found] = getattr(self, part)
        return found

    def _repr_html_(self) -> str:
        columns = ("part", "change", "number")
        cells = [(part, change, number) for part, found in self.counts().items() for change, number in found.items()]
        rows = Rows(columns, tuple(cells), ("stated",))._repr_html_()
        return f"<p>{'<br>'.join(map(escape, self.header()))}</p>{rows}"


def _change(row: Found) -> str:
    return SINCE if isinstance(row, LaterFact) else row.change


def _check(name: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise QueryError(f"a comparison has no {name} {value!r}; use one of {', '.join(allowed)}")


def _sentences(stated: Sequence[Stated]) -> list[str]:
    return sorted({one.sentence for one in stated})


def _layer(part: str) -> str:
    return "facts" if part == "facts" else "stated"
