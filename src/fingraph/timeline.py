"""What outside sources say happened to policies, and when: the layer of facts, never what a report states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fingraph.query import Rows, select

if TYPE_CHECKING:
    import rdflib

    from fingraph.store import AnyStore

QUESTION = "cq31-policy-timeline"

EVENTS = {
    "dcterms:issued": ("signed", "签发"),
    "dcterms:available": ("published", "公布"),
    "dcterms:valid": ("in force", "施行"),
    "fg:carriesOut": ("carries out", "贯彻"),
    "dcterms:replaces": ("replaces", "取代"),
}
"""What is dated, and what joins a policy to a former one → what people read."""

HEADINGS = ("date · 日期", "event · 事件", "policy · 政策", "former policy · 在先政策", "source · 来源", "layer · 层")


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated fact about a policy.

    Parameters
    ----------
    date
        ISO 8601.
    event
        CURIE of what is dated: ``dcterms:issued``, ``dcterms:available`` or ``dcterms:valid``.
    policy, policy_en, policy_zh
        CURIE and labels.
    source
        Address of the source of the date.
    follows
        ``fg:carriesOut`` or ``dcterms:replaces``; empty if no source names a former policy.
    former, former_en, former_zh
        The policy that it carries out or replaces, or empty.
    follows_source
        Address of the source that says so, or empty.
    """

    date: str
    event: str
    policy: str
    policy_en: str
    policy_zh: str
    source: str
    follows: str = ""
    former: str = ""
    former_en: str = ""
    former_zh: str = ""
    follows_source: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated facts about policies, earliest first; a policy with several former ones has a row for each.

    Parameters
    ----------
    events
        By date, then by policy.
    """

    events: tuple[Dated, ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.events)

    def to_rows(self) -> Rows:
        """Return a row for each fact, for programs; the last column names the layer."""
        columns = (*Dated.__slots__, "layer")
        cells = (tuple(getattr(event, name) for name in Dated.__slots__) for event in self.events)
        return Rows(columns, tuple((*row, "facts") for row in cells), ("facts",))

    def to_text_rows(self) -> Rows:
        """Return the same for people, in both languages."""
        return Rows(HEADINGS, tuple(map(_for_people, self.events)), ("facts",))

    def _repr_html_(self) -> str:
        return self.to_text_rows()._repr_html_()


def timeline(dataset: rdflib.Dataset | AnyStore | None = None) -> Timeline:
    """Return what outside sources say happened to policies, in order.

    Parameters
    ----------
    dataset
        What is asked; the graph at hand by default.

    Returns
    -------
    Timeline
        Nothing but the layer of facts: no report is evidence of it, and it is evidence of no link.

    Examples
    --------
    >>> events = timeline().events
    >>> [event.date for event in events] == sorted(event.date for event in events)
    True
    """
    names = Dated.__slots__
    rows = select(QUESTION, dataset=dataset).to_dicts()
    return Timeline(tuple(Dated(**{name: str(row[name] or "") for name in names}) for row in rows))


def _for_people(event: Dated) -> tuple[str, ...]:
    former = f"{_said(event.follows)}: {_both(event.former_en, event.former_zh)}" if event.former else ""
    sources = " ".join(dict.fromkeys(filter(None, (event.source, event.follows_source))))
    policy = _both(event.policy_en, event.policy_zh)
    return event.date, _said(event.event), policy, former, sources, "facts · 外部事实"


def _said(name: str) -> str:
    return _both(*EVENTS.get(name, (name, name)))


def _both(en: str, zh: str) -> str:
    return " · ".join(dict.fromkeys(filter(None, (en, zh))))
