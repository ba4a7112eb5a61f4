"""What outside facts say, after report A, of the policies that its forecasts are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fingraph.comparison.editions import Edition, Stated, Triple, strength
from fingraph.model import FACT_RELATIONS, MODALITIES, Fact

CARRIES_OUT = "fg:carriesOut"
FORECAST = MODALITIES.index("forecast")


@dataclass(frozen=True, slots=True)
class LaterFact:
    """A forecast of A about a policy, and an outside fact of that policy that is dated after A.

    The fact says that the policy came out or into force, or that another one which carries it out did. It does not say that
    what was forecast came true: that is for the reader of the sentences and of the source to judge.

    Parameters
    ----------
    link
        What A states as a forecast only.
    policy
        The end of the link that the fact is about.
    by
        The policy that carries it out; empty if the date is of the policy itself.
    relation
        What is dated: ``dcterms:issued``, ``dcterms:available`` or ``dcterms:valid``.
    since
        The first such date after A, ISO 8601.
    source
        Address of the source of the date.
    a, b
        The sentences of each report that state the link.
    """

    link: Triple
    policy: str
    by: str
    relation: str
    since: str
    source: str
    a: tuple[Stated, ...]
    b: tuple[Stated, ...]


def later_facts(a: Edition, b: Edition, facts: Iterable[Fact]) -> tuple[LaterFact, ...]:
    """Find forecasts of A about policies of which an outside fact is dated after A.

    Parameters
    ----------
    a
        The former report; one without a date has none.
    b
        The later one.
    facts
        From outside the reports.

    Returns
    -------
    tuple of LaterFact
        By date and link.
    """
    dated, carried = _dated(facts, a.report.date), _carried(facts)
    found = []
    for triple, stated in a.links.items():
        for policy in (triple.subject, triple.object) if strength(stated) == FORECAST else ():
            for by in ("", *carried[policy]):
                if first := dated.get(by or policy):
                    evidence = (stated, b.links.get(triple, ()))
                    found.append(LaterFact(triple, policy, by, first.relation, first.value, first.source, *evidence))
    return tuple(sorted(found, key=lambda row: (row.since, row.link, row.policy, row.by)))


def _dated(facts: Iterable[Fact], date: str) -> dict[str, Fact]:
    """Return the first fact of each item that is dated after a report, however exactly that is dated."""
    first: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.value, list(FACT_RELATIONS).index(fact.relation), fact.source)):
        if date and FACT_RELATIONS[fact.relation] == "date" and fact.value[: len(date)] > date:
            first.setdefault(fact.item, fact)
    return first


def _carried(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """Return the policies that carry out another, by that other."""
    carried: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.relation == CARRIES_OUT:
            carried[fact.value].add(fact.item)
    return defaultdict(list, {policy: sorted(by) for policy, by in carried.items()})
