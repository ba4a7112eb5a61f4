"""A ranking with all that has to be said beside it."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from fingraph.errors import AnalysisError
from fingraph.terminal import printable, spreadsheet

if TYPE_CHECKING:
    import pandas as pd

    from fingraph.analysis.network import Vector
    from fingraph.ranking.study import Study

EVIDENCE = {"sentence": "句", "edge": "边"}
ORDERED = 0.95
"""Least probability at which one item is called ahead of another."""


@dataclass(frozen=True)
class RankedItem:
    """A row of a ranking.

    Parameters
    ----------
    rank
        From 1; equal values have equal ranks, and the next one counts them all.
    item
        The node, as a CURIE in graphs of :func:`fingraph.to_networkx`.
    label_en, label_zh
        Its names, or the node itself.
    item_class
        Its class, or ``Item``.
    value
        The measure with every sentence weighing 1; nan where it is not defined.
    value_low, value_median, value_high
        Robustness interval of the value: 2.5, 50 and 97.5 percent of the replicates.
    rank_low, rank_median, rank_high
        The same of the rank.
    rank_worst
        The worst rank it has when a single sentence is left out, whichever hurts most; None where there are more sentences
        than replicates, so that it would take longer than they do.
    rank_worst_without
        That sentence; empty if none makes it worse.
    top_probability
        Share of replicates in which it is among the first ``top``.
    sentences
        Those on which the links of the item rest.
    unstable
        Whether the value is outside its own interval: no replicate looks like what is ranked.
    single_sentence
        Whether all links of the item rest on one sentence.
    z
        How far the value is from that of graphs with the same degrees, in standard deviations; None where that fixes it, or
        was not asked for.
    rank_equal
        Its rank with all modalities weighing alike; None where they do anyway.
    """

    rank: int
    item: str
    label_en: str
    label_zh: str
    item_class: str
    value: float
    value_low: float
    value_median: float
    value_high: float
    rank_low: float
    rank_median: float
    rank_high: float
    rank_worst: int | None
    rank_worst_without: str
    top_probability: float
    sentences: tuple[str, ...]
    unstable: bool
    single_sentence: bool
    z: float | None = None
    rank_equal: int | None = None

    @property
    def name(self) -> str:
        """Both labels, or the one there is."""
        return self.label_en if self.label_en == self.label_zh else f"{self.label_en} · {self.label_zh}"


@dataclass(frozen=True)
class Comparison:
    """Whether one item is ahead of another.

    Parameters
    ----------
    first, second
        The two rows, the one that is ahead more often first.
    probability
        Share of replicates in which the first has the lower rank, from 0 to 1.
    """

    first: RankedItem
    second: RankedItem
    probability: float

    @property
    def ordered(self) -> bool:
        """Whether the first may be called ahead: in 95 of 100 replicates or more."""
        return self.probability >= ORDERED

    def __str__(self) -> str:
        """Return the answer as a sentence."""
        verdict = "ordered" if self.ordered else f"not ordered, which takes {ORDERED:.0%}"
        return (
            f"{self.first.name} is ahead of {self.second.name} in {self.probability:.1%} of the replicates: {verdict}"
        )


@dataclass(frozen=True)
class Ranking:
    """Items in the order of a measure, with what was counted and how sure the order is.

    The intervals are robustness intervals: they say how much a value or rank hangs on single sentences. They are no sampling
    error, since the report is not a sample of anything.

    Parameters
    ----------
    items
        Best first; of equal rank by name.
    measure, unit, direction, doi
        What was measured.
    projection
        Name of the graph.
    summary
        What counts in it.
    nodes, links, sentences
        How many nodes, edges and pieces of evidence there are.
    evidence
        What a piece of evidence is: ``sentence``, or ``edge`` where a graph names none.
    weights
        How modalities count.
    method
        How the intervals were made.
    item_class
        The class that was ranked, or empty for all.
    top
        How many count as the top.
    samples, seed
        Replicates and their seed.
    null_graphs
        Rewired graphs behind ``z``; 0 where there is none.
    """

    items: tuple[RankedItem, ...]
    measure: str
    unit: str
    direction: str
    doi: str
    projection: str
    summary: str
    nodes: int
    links: int
    sentences: int
    evidence: str
    weights: str
    method: str
    item_class: str
    top: int
    samples: int
    seed: int
    null_graphs: int
    study: Study = field(repr=False, compare=False)
    columns: tuple[int, ...] = field(repr=False, compare=False)
    draws: Vector = field(repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.items)

    def header(self) -> list[str]:
        """Return what has to be said beside the rows, in lines."""
        whom = f"{len(self)} of class {self.item_class}" if self.item_class else f"all {len(self)} nodes"
        lines = [
            f"measure: {self.measure} (unit: {self.unit}; {self.direction}; https://doi.org/{self.doi})",
            f"projection: {self.summary or self.projection}",
            f"counted: {self.nodes} nodes, {self.links} links, {self.sentences} {self.evidence}s; ranked: {whom}",
            f"weights: {self.weights}",
            (
                f"robustness intervals (95 %): {self.method}, {self.samples} replicates, seed {self.seed}; they say how much a "
                f"value hangs on single {self.evidence}s, and are no sampling error"
            ),
        ]
        if self.null_graphs:
            lines.append(f"z: against {self.null_graphs} graphs with the same degrees and classes, seed {self.seed}")
        return lines

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, for data frames and JSON: sentences as their number, nan as None."""
        left_out = set() if self.null_graphs else {"z"}
        left_out |= {"rank_equal"} if all(item.rank_equal is None for item in self.items) else set()
        names = [field.name for field in fields(RankedItem) if field.name not in left_out]
        rows = []
        for item in self.items:
            row = {name: getattr(item, name) for name in names} | {"sentences": len(item.sentences)}
            rows.append({key: None if value != value else value for key, value in row.items()})  # noqa: PLR0124 - nan
        return rows

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame, what was counted in its ``attrs``; needs pandas."""
        import pandas as pd

        records = self.records()
        columns = list(records[0]) if records else [column.name for column in fields(RankedItem)]
        frame = pd.DataFrame(records, columns=columns)
        frame.attrs["fingraph"] = self.header()
        return frame

    def to_csv(self) -> str:
        """Return the rows as CSV after comment lines that begin with ``#``."""
        text = io.StringIO()
        text.writelines(f"# {printable(line)}\n" for line in self.header())
        records = self.records()
        columns = list(records[0]) if records else [column.name for column in fields(RankedItem)]
        # Quoted, a # in a name is no comment to those who skip comments.
        writer = csv.DictWriter(text, columns, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows({key: spreadsheet(value) for key, value in row.items()} for row in records)
        return text.getvalue()

    def compare(self, first: str, second: str) -> Comparison:
        """Say whether one item is ahead of another.

        Parameters
        ----------
        first
            An item of the ranking.
        second
            Another.

        Returns
        -------
        Comparison
            The one that is ahead more often first.

        Raises
        ------
        AnalysisError
            If one is not in the ranking, or they are the same.
        """
        if first == second:
            raise AnalysisError(f"{first!r} cannot be compared with itself; name two items")
        places = [self._place(item) for item in (first, second)]
        one, other = (self.draws[:, place] for place in places)
        ahead, behind = float((one < other).mean()), float((other < one).mean())
        rows = self.items[places[0]], self.items[places[1]]
        return Comparison(*rows, ahead) if ahead >= behind else Comparison(*rows[::-1], behind)

    def item(self, name: str) -> RankedItem:
        """Return the row of an item; an error names it if it is not in the ranking."""
        return self.items[self._place(name)]

    def readable(self, rows: int | None = None) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return columns and cells for people: both names, four digits, remarks in words.

        Parameters
        ----------
        rows
            How many rows at most; by default all.

        Returns
        -------
        tuple
            Headings, and the cells of each row.
        """
        columns = ["rank · 名次", "item · 条目", "value · 值", "interval · 区间", "median · 中位数", "ranks · 名次区间"]
        columns += ["worst · 最差", f"P(top {self.top}) · 居前概率", f"{self.evidence}s · {EVIDENCE[self.evidence]}"]
        columns += ["z"] * bool(self.null_graphs) + ["rank if equal · 等权名次"] * any(i.rank_equal for i in self.items)
        columns.append("remarks · 备注")
        return tuple(columns), [self._cells(item) for item in self.items[:rows]]

    def _cells(self, item: RankedItem) -> tuple[str, ...]:
        cells = [
            str(item.rank),
            item.name if self.item_class else f"{item.name} ({item.item_class})",
            _digits(item.value),
            f"{_digits(item.value_low)} … {_digits(item.value_high)}",
            _digits(item.value_median),
            f"{item.rank_low:.0f} … {item.rank_high:.0f}",
            "" if item.rank_worst is None else str(item.rank_worst),
            f"{item.top_probability:.0%}",
            str(len(item.sentences)),
        ]
        if self.null_graphs:
            cells.append("n/a" if item.z is None else f"{item.z:+.1f}")
        if item.rank_equal is not None:
            cells.append(str(item.rank_equal))
        remarks = ["unstable · 不稳定"] * item.unstable
        remarks += [f"one {self.evidence} · 仅一{EVIDENCE[self.evidence]}"] * item.single_sentence
        return (*cells, ", ".join(remarks))

    def _place(self, name: str) -> int:
        for place, item in enumerate(self.items):
            if item.item == str(name):
                return place
        raise AnalysisError(f"{name!r} is not ranked; use one of the {len(self)} items of the ranking")

    def _repr_html_(self) -> str:
        records = self.records()
        head = "".join(f"<th>{escape(column)}</th>" for column in (records[0] if records else ()))
        rows = "".join(f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row.values())}</tr>" for row in records)
        notes = "<br>".join(map(escape, self.header()))
        return f"<p>{notes}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def ranks(values: Vector, *, ascending: bool) -> Vector:
    """Return the rank of each value in its row, from 1; equal ones are alike, undefined ones last.

    Parameters
    ----------
    values
        One row or several.
    ascending
        Whether the least is the first.

    Returns
    -------
    numpy.ndarray
        As many ranks.

    Examples
    --------
    >>> ranks(np.array([3.0, 5.0, 3.0, 1.0]), ascending=False).tolist()
    [2.0, 1.0, 2.0, 4.0]
    """
    from scipy.stats import rankdata

    # Sums of the same weights in another order differ in the last digits.
    scale = np.nanmax(np.abs(values), initial=0.0) or 1.0
    rounded = np.round(np.where(np.isnan(values), -np.inf, values * (-1 if ascending else 1)) / scale, 12)
    return np.asarray(rankdata(-rounded, method="min", axis=-1), dtype=float)


def _digits(value: float) -> str:
    return "n/a" if math.isnan(value) else f"{value:.4g}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))
