"""How far two readers of a report agree, and where they do not.

What is compared with what:

- *Trends*: those in which both readers have a row. A trend that only one of them read says nothing about agreement.
- *Items, mentions, pairs, links*: sets, compared by Dice's coefficient. A mention is an item in a sentence, a pair is a
  subject and an object in a sentence, a link is a pair with its relation.
- *Relation* and *modality*: Cohen's kappa. A unit is a pair that both have; its category is the relation, or the modality,
  that a reader gives to it. One with several relations has them all together as one category.
- *Spans*: Krippendorff's alpha for nominal data. A unit is a code point of a sentence compared. Its category is whether it
  stands in a name (``spans``), or which items the names around it name (``named items``): where names are nested, all of
  them together are one category, so that one missing name makes the whole category another.

Kappa and alpha are corrected for chance, and so have no value where chance alone would agree always: where there is no unit,
or one category for all. Code points are no independent observations, so alpha has no error that could be computed from them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fingraph.agreement.coefficients import ALPHA, DICE, KAPPA, cohen_kappa, dice, krippendorff_alpha
from fingraph.errors import AnalysisError
from fingraph.query import Rows

if TYPE_CHECKING:
    from fingraph.model import Link, Mention
    from fingraph.tables.readings import Reading

__all__ = ["Agreement", "Difference", "Measure", "agreement", "cohen_kappa", "dice", "krippendorff_alpha"]

CHINESE = {
    "items": "条目", "mentions": "提及", "pairs": "条目对", "links": "关联", "relation": "关系", "modality": "情态",
    "spans": "名称位置", "named items": "所指条目", "link only in A": "仅A有的关联", "link only in B": "仅B有的关联",
    "mention only in A": "仅A有的提及", "mention only in B": "仅B有的提及", "other span": "位置不同", "other relation": "关系不同",
    "other modality": "情态不同", "other basis": "依据不同", "other in_sector": "所属领域不同", "other in_scenario": "所属场景不同",
    "other by_actor": "行为主体不同",
}  # fmt: skip

COMPARED = ("relation", "modality", "basis", "in_sector", "in_scenario", "by_actor")
"""Columns of a pair that both readers have."""

Pair = tuple[str, str, str]
Name = tuple[int, int, str]
"""First code point, the one after the last, item."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How far the readers agree in one respect.

    Parameters
    ----------
    name
        The respect.
    coefficient
        Name of the coefficient.
    value
        At most 1; None if it is not defined.
    same, units
        In how many units the readers agree, of how many; for sets, of how many that either has.
    reference
        Address of the publication that defines the coefficient.
    """

    name: str
    coefficient: str
    value: float | None
    same: int
    units: int
    reference: str


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One thing in which the readers differ.

    Parameters
    ----------
    sentence
        Id of the sentence.
    kind
        ``link only in A``, ``link only in B``, ``other relation`` (or another column of :data:`COMPARED`), ``mention only in
        A``, ``mention only in B`` or ``other span``.
    what
        The two ends of a pair, or an item.
    a, b
        What each has, or empty.
    """

    sentence: str
    kind: str
    what: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree.

    Parameters
    ----------
    trends
        Ordinals of the trends compared.
    left_out
        Ordinals of the trends that only one of them read.
    measures
        In the order of the module's text.
    differences
        By sentence.
    """

    trends: tuple[int, ...]
    left_out: tuple[int, ...]
    measures: tuple[Measure, ...]
    differences: tuple[Difference, ...]

    def to_rows(self) -> Rows:
        """Return a row for each measure; a value that is not defined is None."""
        columns = ("measure", "coefficient", "value", "same", "units", "reference")
        rows = (
            (m.name, m.coefficient, None if m.value is None else round(m.value, 4), m.same, m.units, m.reference)
            for m in self.measures
        )
        return Rows(columns, tuple(rows), ())

    def to_difference_rows(self) -> Rows:
        """Return a row for each difference."""
        columns = ("sentence", "difference", "what", "A", "B")
        return Rows(columns, tuple((d.sentence, d.kind, d.what, d.a, d.b) for d in self.differences), ())

    def to_text_rows(self) -> Rows:
        """Return the rows of :meth:`to_rows` for people, in both languages."""
        columns = (
            "measure · 指标",
            "coefficient · 系数",
            "value · 值",
            "same · 一致",
            "units · 单元",
            "reference · 出处",
        )
        return Rows(columns, tuple((_both(str(name)), *rest) for name, *rest in self.to_rows()), ())

    def to_difference_text_rows(self) -> Rows:
        """Return the rows of :meth:`to_difference_rows` for people, in both languages."""
        columns = ("sentence · 句子", "difference · 差异", "what · 对象", "A", "B")
        rows = self.to_difference_rows()
        return Rows(columns, tuple((sentence, _both(str(kind)), *rest) for sentence, kind, *rest in rows), ())


def agreement(first: Reading, second: Reading) -> Agreement:
    """Compare what two readers annotated in the same report.

    Parameters
    ----------
    first
        Called A in the result.
    second
        Called B.

    Returns
    -------
    Agreement
        The same values whichever comes first, and whatever the order of the rows.

    Raises
    ------
    AnalysisError
        If they have no trend in common, or are readings of different texts.
    """
    if first.spans and second.spans and set(first.spans) != set(second.spans):
        raise AnalysisError(
            f"{str(first.path)!r} and {str(second.path)!r} have other sentences; compare two readings of one text"
        )
    read_first, read_second = _trends(first), _trends(second)
    trends = read_first & read_second
    if not trends:
        raise AnalysisError(
            f"no trend is annotated in {str(first.path)!r} and in {str(second.path)!r}; compare two readings of the same trends"
        )
    a, b = _Compared(first, trends), _Compared(second, trends)
    spans = tuple(span for span in first.spans or second.spans if _trend(span[0]) in trends)
    return Agreement(
        tuple(sorted(trends)),
        tuple(sorted(read_first ^ read_second)),
        (*_set_measures(a, b), *_pair_measures(a, b), *_span_measures(a, b, spans)),
        tuple(sorted([*_link_differences(a, b), *_mention_differences(a, b)])),
    )


def _both(name: str) -> str:
    return f"{name} · {CHINESE[name]}"


class _Compared:
    """What a reader has in the trends compared."""

    def __init__(self, reading: Reading, trends: AbstractSet[int]) -> None:
        self.rows: dict[Pair, list[Link]] = defaultdict(list)
        self.mentions: dict[tuple[str, str], list[Mention]] | None = None
        for link in reading.links:
            if _trend(link.sentence) in trends:
                self.rows[link.subject, link.object, link.sentence].append(link)
        if reading.mentions is not None:
            self.mentions = defaultdict(list)
            for mention in reading.mentions:
                if _trend(mention.sentence) in trends:
                    self.mentions[mention.sentence, mention.item].append(mention)

    @property
    def links(self) -> set[tuple[str, ...]]:
        return {(*pair, link.relation) for pair, links in self.rows.items() for link in links}

    @property
    def items(self) -> set[str]:
        ends = {end for subject, obj, _ in self.rows for end in (subject, obj) if not end.startswith("trend:")}
        return ends | {item for _, item in self.mentions or ()}

    def value(self, pair: Pair, column: str) -> str:
        return " & ".join(sorted({getattr(link, column) for link in self.rows[pair]}))


def _trend(sentence: str) -> int:
    return int(sentence[1:3])


def _trends(reading: Reading) -> set[int]:
    sentences = {link.sentence for link in reading.links} | {mention.sentence for mention in reading.mentions or ()}
    return set(map(_trend, sentences))


def _set_measures(a: _Compared, b: _Compared) -> Iterator[Measure]:
    sets: list[tuple[str, AbstractSet[Hashable], AbstractSet[Hashable]]] = [("items", a.items, b.items)]
    if a.mentions is not None and b.mentions is not None:
        sets.append(("mentions", a.mentions.keys(), b.mentions.keys()))
    sets += [("pairs", a.rows.keys(), b.rows.keys()), ("links", a.links, b.links)]
    for name, first, second in sets:
        yield Measure(name, "Dice", dice(first, second), len(first & second), len(first | second), DICE)


def _pair_measures(a: _Compared, b: _Compared) -> Iterator[Measure]:
    common = a.rows.keys() & b.rows.keys()
    for column in ("relation", "modality"):
        values = Counter((a.value(pair, column), b.value(pair, column)) for pair in common)
        yield Measure(column, "Cohen's kappa", cohen_kappa(values), *_same_of(values), KAPPA)


def _span_measures(a: _Compared, b: _Compared, spans: Iterable[tuple[str, int, int]]) -> Iterator[Measure]:
    if a.mentions is None or b.mentions is None:
        return
    first, second = _names(a.mentions), _names(b.mentions)
    items: Counter[tuple[frozenset[str], frozenset[str]]] = Counter()
    for sentence, start, end in spans:
        items.update(_categories(first[sentence], second[sentence], start, end))
    in_names: Counter[tuple[bool, bool]] = Counter()
    for (one, other), points in items.items():
        in_names[bool(one), bool(other)] += points
    for name, values in (("spans", in_names), ("named items", items)):
        yield Measure(name, "Krippendorff's alpha", krippendorff_alpha(values), *_same_of(values), ALPHA)


def _same_of(values: Mapping[Any, int]) -> tuple[int, int]:
    return sum(count for (one, other), count in values.items() if one == other), sum(values.values())


def _names(mentions: dict[tuple[str, str], list[Mention]]) -> dict[str, list[Name]]:
    """Return the names in each sentence."""
    names: dict[str, list[Name]] = defaultdict(list)
    for (sentence, item), several in mentions.items():
        names[sentence] += [(m.start, m.end, item) for m in several if m.start is not None and m.end is not None]
    return names


def _categories(
    first: list[Name], second: list[Name], start: int, end: int
) -> Counter[tuple[frozenset[str], frozenset[str]]]:  # fmt: skip
    """Count the code points of a sentence by the items that each reader has named there."""
    cuts = sorted({min(max(point, start), end) for name in (*first, *second) for point in name[:2]} | {start, end})
    counts: Counter[tuple[frozenset[str], frozenset[str]]] = Counter()
    # Between two cuts nothing changes, so they are counted at once.
    for here, there in pairwise(cuts):
        counts[_named_at(first, here), _named_at(second, here)] += there - here
    return counts


def _named_at(names: list[Name], point: int) -> frozenset[str]:
    return frozenset(item for start, end, item in names if start <= point < end)


def _link_differences(a: _Compared, b: _Compared) -> Iterator[Difference]:
    for pair in a.rows.keys() | b.rows.keys():
        subject, obj, sentence = pair
        what = f"{subject} → {obj}"
        if pair not in b.rows:
            yield Difference(sentence, "link only in A", what, a.value(pair, "relation"), "")
        elif pair not in a.rows:
            yield Difference(sentence, "link only in B", what, "", b.value(pair, "relation"))
        else:
            for column in COMPARED:
                first, second = a.value(pair, column), b.value(pair, column)
                if first != second:
                    yield Difference(sentence, f"other {column}", what, first, second)


def _mention_differences(a: _Compared, b: _Compared) -> Iterator[Difference]:
    if a.mentions is None or b.mentions is None:
        return
    for key in a.mentions.keys() | b.mentions.keys():
        sentence, item = key
        first, second = _places(a.mentions.get(key, [])), _places(b.mentions.get(key, []))
        if first != second:
            kind = "other span" if first and second else "mention only in A" if first else "mention only in B"
            yield Difference(sentence, kind, item, first, second)


def _places(mentions: list[Mention]) -> str:
    spans = sorted((m.start, m.end) for m in mentions if m.start is not None and m.end is not None)
    kinds = sorted(mention.kind for mention in mentions if mention.start is None)
    return ", ".join([*(f"{start} to {end}" for start, end in spans), *kinds])
