"""What the annotation of the reports covers and what it leaves out, as Markdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from fingraph.model import CLASS_OF_PREFIX, Item, Report, Tables


def coverage(tables: Tables, *reports: Report) -> str:
    r"""Say what reports' annotations cover and leave out.

    Parameters
    ----------
    tables
        All tables.
    *reports
        The reports wanted; by default all.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> coverage(Tables(items=(), reports=(), places={}))
    '# Coverage\n'
    """
    return "\n".join(
        ["# Coverage", *(line for report in reports or tables.reports for line in _report(report, tables.items)), ""]
    )


def _report(report: Report, items: Sequence[Item]) -> list[str]:
    linked = {end for link in report.links for end in (link.subject, link.object)}
    with_links = {link.sentence for link in report.links}
    silent = [sentence.id for sentence in report.sentences if sentence.id not in with_links]
    mentioned = {mention.item for mention in report.mentions}
    unlinked = [item.id for item in items if item.id in mentioned - linked]
    lines = [
        "",
        f"## {report.id}",
        "",
        (
            f"{len(report.links)} links in {len(with_links)} of {len(report.sentences)} headings and sentences; "
            f"{len(linked & {item.id for item in items})} of {len(items)} items are linked; "
            f"{len(report.mentions)} mentions."
        ),
        "",
        f"- Without links: {', '.join(silent) or 'none'}",
        f"- Items without a link: {', '.join(unlinked) or 'none'}",
        f"- Technologies that no policy touches: {', '.join(_untouched(report, 'Technology', 'Policy')) or 'none'}",
        f"- Sectors without a technology: {', '.join(_untouched(report, 'Sector', 'Technology')) or 'none'}",
        "",
    ]
    titles = {trend.sentence[:3]: f"{trend.sentence[:3]} {trend.label_en} {trend.label_zh}" for trend in report.trends}
    counts = Counter(titles[link.sentence[:3]] for link in report.links)
    lines += _table("trend", titles.values(), counts)
    for name, values in (
        ("relation", [link.relation for link in report.links]),
        ("modality", [link.modality for link in report.links]),
        ("basis", [link.basis for link in report.links]),
        ("classes joined", [f"{_class(link.subject)} → {_class(link.object)}" for link in report.links]),
    ):
        counts = Counter(values)
        lines += _table(name, sorted(counts, key=lambda value: (-counts[value], value)), counts)
    return lines


def _untouched(report: Report, wanted: str, by: str) -> list[str]:
    """Return linked items of one class that share no link with an item of another, its qualifiers included."""
    touched: dict[str, bool] = defaultdict(bool)
    for link in report.links:
        ends = {end for end in (link.subject, link.object, link.in_sector) if end}
        meets = by in map(_class, ends)
        for end in ends:
            if _class(end) == wanted:
                touched[end] |= meets
    return sorted(item for item, meets in touched.items() if not meets)


def _class(curie: str) -> str:
    return CLASS_OF_PREFIX[curie.partition(":")[0]]


def _table(name: str, order: Iterable[str], counts: Counter[str]) -> list[str]:
    rows = [f"| {value.replace('|', chr(92) + '|')} | {counts[value]} |" for value in order]
    return [f"| {name} | links |", "|---|---:|", *rows, ""]
