"""What the annotation of a report covers and what it leaves out."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from fingraph.errors import OutputError
from fingraph.model import CLASS_OF_PREFIX, MODALITIES, Item, Link, Report, Sentence, Tables, Trend
from fingraph.terminal import markdown, table

FORMS = ("table", "markdown", "json")
MISSED = 20
"""Names found but not annotated that are listed, most frequent first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of what is left out.

    Parameters
    ----------
    en, zh
        What is missing.
    entries
        Sentence id and item of each place; one of them is empty where it is about the other alone.
    """

    en: str
    zh: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrendCoverage:
    """The links of a trend.

    Parameters
    ----------
    ordinal, label_en, label_zh
        Of the trend.
    sentences
        Its heading and sentences.
    silent
        Those without links.
    links
        Modality → links, strongest modality first.
    """

    ordinal: int
    label_en: str
    label_zh: str
    sentences: int
    silent: int
    links: dict[str, int]


@dataclass(frozen=True, slots=True)
class Terms:
    """Names of items that stand in the sentences, the longest at each place.

    Parameters
    ----------
    found
        Places.
    annotated
        Those at or inside an annotated name.
    missed
        Names at the other places with their number, most frequent first.
    """

    found: int
    annotated: int
    missed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the annotation of a report covers and leaves out.

    Parameters
    ----------
    report, title_en, title_zh
        Id and titles of the report.
    counts
        English and Chinese name of what is counted, separated by ``" · "`` → number.
    gaps
        What is left out, kind by kind.
    trends
        In their order.
    tallies
        Name → value → links, most frequent first.
    terms
        None if the text is not at hand.
    """

    report: str
    title_en: str
    title_zh: str
    counts: dict[str, int]
    gaps: tuple[Gap, ...]
    trends: tuple[TrendCoverage, ...]
    tallies: dict[str, dict[str, int]]
    terms: Terms | None = None


def coverage(
    tables: Tables, *reports: Report, form: str = "markdown", texts: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    r"""Say what reports' annotations cover and leave out.

    Parameters
    ----------
    tables
        All tables.
    *reports
        The reports wanted; by default all.
    form
        One of :data:`FORMS`; ``table`` is for a terminal.
    texts
        Report id → its annotated rendition, if it is at hand.

    Returns
    -------
    str
        With a line end after the last line.

    Raises
    ------
    OutputError
        If there is no such form.

    Examples
    --------
    >>> coverage(Tables(items=(), reports=(), places={}))
    '# Coverage\n'
    """
    if form not in FORMS:
        raise OutputError(f"coverage cannot be written as {form!r}; use one of {', '.join(FORMS)}")
    found = [report_coverage(tables, report, (texts or {}).get(report.id)) for report in reports or tables.reports]
    if form == "json":
        return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"
    parts = [part for one in found for part in _parts(one, marked=form == "markdown")]
    return "\n\n".join(["# Coverage", *parts] if form == "markdown" else parts) + "\n"


def report_coverage(tables: Tables, report: Report, text: str | None = None) -> Coverage:
    """Count what a report's annotation covers, and find what it leaves out.

    Parameters
    ----------
    tables
        All tables.
    report
        One of their reports.
    text
        Its annotated rendition; None if it is not at hand.

    Returns
    -------
    Coverage
        The same whatever the order of rows.
    """
    links, known = report.links, {item.id for item in tables.items}
    linked = {end for link in links for end in (link.subject, link.object)}
    with_links = {link.sentence for link in links}
    used = {(link.sentence, item) for link in links for item in _named_by(link)}
    mentioned = {(mention.sentence, mention.item) for mention in report.mentions}
    waiting = {item for link in report.waiting_links for item in _named_by(link)}
    waiting |= {mention.item for mention in report.waiting_mentions}
    accepted = linked | {item for _, item in mentioned | used}
    gaps = (
        Gap(
            "sentences without links", "无关联的句子", _alone(s.id for s in report.sentences if s.id not in with_links)
        ),
        Gap("mentions without links", "无关联的提及", tuple(sorted(mentioned - used))),
        Gap("items without links", "无关联的条目", _of({item for _, item in mentioned} - linked)),
        Gap("items only suggested", "仅被建议的条目", _of((waiting & known) - accepted)),
        Gap("technologies without a policy", "无政策触及的技术", _of(_untouched(report, "Technology", "Policy"))),
        Gap("sectors without a technology", "无技术的领域", _of(_untouched(report, "Sector", "Technology"))),
    )
    return Coverage(
        report.id,
        report.title_en,
        report.title_zh,
        {
            "headings and sentences · 标题与句子": len(report.sentences),
            "with links · 有关联": len(with_links),
            "links · 关联": len(links),
            "mentions · 提及": len(report.mentions),
            "items in the tables · 表中条目": len(known),
            "items with links · 有关联的条目": len(linked & known),
            "rows that wait · 待审行": len(report.waiting_links) + len(report.waiting_mentions),
        },
        gaps,
        tuple(_trend(trend, report) for trend in report.trends),
        {
            "relation · 关系": _tally(link.relation for link in links),
            "modality · 情态": _tally(link.modality for link in links),
            "basis · 依据": _tally(link.basis for link in links),
            "classes joined · 所连类别": _tally(f"{_class(link.subject)} → {_class(link.object)}" for link in links),
        },
        None if text is None else _terms(tables.items, report, text),
    )


def page_records(tables: Tables, *reports: Report) -> list[dict[str, Any]]:
    """Return the coverage of reports as the page takes it; the file ``explorer/assets/types.d.ts`` says what each member is.

    Parameters
    ----------
    tables
        All tables.
    *reports
        The reports wanted; by default all.

    Returns
    -------
    list of dict
        Ready for JSON, with labels beside ids.
    """
    labels = {item.id: {"en": item.label_en, "zh": item.label_zh} for item in tables.items}
    return [_page_record(report_coverage(tables, report), labels) for report in reports or tables.reports]


def _page_record(found: Coverage, labels: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    counts = [(*name.split(" · "), number) for name, number in found.counts.items()]
    return {
        "report": found.report,
        "title": {"en": found.title_en, "zh": found.title_zh},
        "counts": [{"en": en, "zh": zh, "number": number} for en, zh, number in counts],
        "trends": [
            {
                "label": {"en": f"{trend.ordinal} {trend.label_en}", "zh": f"{trend.ordinal} {trend.label_zh}"},
                "sentences": trend.sentences,
                "silent": trend.silent,
                "links": trend.links,
            }
            for trend in found.trends
        ],
        "gaps": [
            {
                "en": gap.en,
                "zh": gap.zh,
                "entries": [
                    {"sentence": sentence, "item": item, "label": labels.get(item)} for sentence, item in gap.entries
                ],
            }
            for gap in found.gaps
        ],
    }


def _named_by(link: Link) -> Iterator[str]:
    named = (link.subject, link.object, link.in_sector, link.in_scenario, link.by_actor)
    return (item for item in named if item and not item.startswith("trend:"))


def _alone(sentences: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((sentence, "") for sentence in sentences)


def _of(items: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple(("", item) for item in sorted(items))


def _untouched(report: Report, wanted: str, by: str) -> list[str]:
    """Return linked items of one class that share no link with an item of another, its qualifiers included."""
    touched: dict[str, bool] = defaultdict(bool)
    for link in report.links:
        ends = {end for end in (link.subject, link.object, link.in_sector) if end}
        meets = by in map(_class, ends)
        for end in ends:
            if _class(end) == wanted:
                touched[end] |= meets
    return [item for item, meets in touched.items() if not meets]


def _class(curie: str) -> str:
    return CLASS_OF_PREFIX[curie.partition(":")[0]]


def _trend(trend: Trend, report: Report) -> TrendCoverage:
    sentences = {sentence.id for sentence in report.sentences if sentence.trend == trend.ordinal}
    links = [link for link in report.links if link.sentence in sentences]
    counts = Counter(link.modality for link in links)
    silent = len(sentences - {link.sentence for link in links})
    modalities = {modality: counts[modality] for modality in MODALITIES}
    return TrendCoverage(trend.ordinal, trend.label_en, trend.label_zh, len(sentences), silent, modalities)


def _tally(values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {value: counts[value] for value in sorted(counts, key=lambda value: (-counts[value], value))}


def _terms(items: Sequence[Item], report: Report, text: str) -> Terms:
    names = _Names(name for item in items for name in item.names)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mention in report.mentions:
        if mention.start is not None and mention.end is not None:
            spans[mention.sentence].append((mention.start, mention.end))
    found, missed = 0, Counter[str]()
    for sentence in report.sentences:
        for start, end in names.found_in(text, sentence):
            found += 1
            if not any(first <= start and end <= last for first, last in spans[sentence.id]):
                missed[text[start:end]] += 1
    return Terms(found, found - missed.total(), tuple(_tally(missed.elements()).items()))


class _Names:
    """Names to be looked for: the longest at each place, words of Latin letters whole and in either case."""

    def __init__(self, names: Iterable[str]) -> None:
        self.of_first: dict[str, list[str]] = defaultdict(list)
        for name in sorted({_lower(name) for name in names if name}, key=lambda name: (-len(name), name)):
            self.of_first[name[0]].append(name)

    def found_in(self, text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
        lower, at = _lower(text[sentence.start : sentence.end]), 0
        while at < len(lower):
            name = next((name for name in self.of_first.get(lower[at], ()) if _stands(name, lower, at)), "")
            if name:
                yield sentence.start + at, sentence.start + at + len(name)
            at += len(name) or 1


def _lower(text: str) -> str:
    """Return a text in small letters without changing its length."""
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _stands(name: str, text: str, at: int) -> bool:
    end = at + len(name)
    if not text.startswith(name, at):
        return False
    return not (_latin(name[0]) and _latin(text[at - 1 : at])) and not (
        _latin(name[-1]) and _latin(text[end : end + 1])
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _parts(found: Coverage, *, marked: bool) -> Iterator[str]:
    lay_out = markdown if marked else table
    yield f"{'## ' if marked else ''}{found.report}"
    counts = dict(found.counts)
    if found.terms:
        counts["names found · 找到的名称"] = found.terms.found
        counts["names annotated · 已标注的名称"] = found.terms.annotated
    yield lay_out(["what · 项目", "number · 数量"], list(counts.items()))
    yield "\n".join(f"- {gap.en} · {gap.zh} ({len(gap.entries)}): {_listed(gap.entries)}" for gap in found.gaps)
    if found.terms and found.terms.missed:
        yield lay_out(["name not annotated · 未标注的名称", "times · 次数"], found.terms.missed[:MISSED])
    yield lay_out(
        ["trend · 趋势", "sentences · 句子", "without links · 无关联", "links · 关联", *MODALITIES],
        [
            (f"T{trend.ordinal:02d} {trend.label_en} {trend.label_zh}", trend.sentences, trend.silent,
             sum(trend.links.values()), *trend.links.values())
            for trend in found.trends
        ],
    )  # fmt: skip
    for name, counted in found.tallies.items():
        yield lay_out([name, "links · 关联"], list(counted.items()))


def _listed(entries: Sequence[tuple[str, str]]) -> str:
    """Return sentences, items, or the items of each sentence, in one line."""
    by_sentence = [
        (sentence, [item for _, item in group]) for sentence, group in groupby(entries, lambda entry: entry[0])
    ]
    if any(sentence and items != [""] for sentence, items in by_sentence):
        return "; ".join(f"{sentence} {', '.join(items)}" for sentence, items in by_sentence)
    return ", ".join(sentence or item for sentence, item in entries) or "none · 无"
