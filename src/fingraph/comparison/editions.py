"""A report as it is compared: links and items by identity, whatever they are called today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from fingraph.model import MODALITIES, Link, Report
from fingraph.projection.evidence import leg

if TYPE_CHECKING:
    import networkx as nx

TREND = "trend:"
CONCERNS = "fg:concerns"

_Key = TypeVar("_Key", str, "Triple")


class Stated(NamedTuple):
    """How one sentence states a link, or names an item.

    Parameters
    ----------
    sentence
        Full id, ``caict-2025.T07.S05``.
    relation
        CURIE; empty where an item is only named.
    modality
        One of :data:`fingraph.model.MODALITIES`; empty where an item is only named.
    basis
        One of :data:`fingraph.model.BASES`; where an item is only named, the kind of the mention.
    """

    sentence: str
    relation: str
    modality: str
    basis: str


class Triple(NamedTuple):
    """CURIEs of what a link says, wherever it is said."""

    subject: str
    relation: str
    object: str

    @property
    def counts(self) -> bool:
        """Whether a ranking counts it, as projection ``links`` does."""
        return self.relation != CONCERNS


@dataclass(frozen=True)
class Edition:
    """What a report states.

    Parameters
    ----------
    report
        With each withdrawn id replaced by its successor.
    links
        Links between items → the sentences that state them; a link of a trend belongs to the trend.
    items
        Items at an end of a link, in a qualifier or in a mention → how.
    trends
        CURIE of a trend → what its heading and sentences say, item by item.
    """

    report: Report
    links: Mapping[Triple, tuple[Stated, ...]]
    items: Mapping[str, tuple[Stated, ...]]
    trends: Mapping[str, Mapping[str, tuple[Stated, ...]]]


def with_successors(report: Report, withdrawn: Mapping[str, str]) -> Report:
    """Return a report in which every withdrawn id that has a successor stands as that.

    Parameters
    ----------
    report
        As it was annotated.
    withdrawn
        CURIE → that of its successor, which may be withdrawn as well, or empty.

    Returns
    -------
    Report
        The same sentences and trends.
    """

    def now(item: str) -> str:
        seen = {item}
        while (following := withdrawn.get(item, "")) and following not in seen:
            item = following
            seen.add(item)
        return item

    def link(old: Link) -> Link:
        return replace(
            old,
            subject=now(old.subject),
            object=now(old.object),
            in_sector=now(old.in_sector),
            in_scenario=now(old.in_scenario),
            by_actor=now(old.by_actor),
        )

    return replace(
        report,
        links=tuple(map(link, report.links)),
        mentions=tuple(replace(mention, item=now(mention.item)) for mention in report.mentions),
    )


def edition(report: Report) -> Edition:
    """Return what a report states, by what is stated.

    Parameters
    ----------
    report
        With successors.

    Returns
    -------
    Edition
        Everything in the order of ids.
    """
    links: dict[Triple, set[Stated]] = defaultdict(set)
    items: dict[str, set[Stated]] = defaultdict(set)
    trends: dict[str, dict[str, set[Stated]]] = {trend.curie(report.id): defaultdict(set) for trend in report.trends}
    for link in report.links:
        stated = Stated(f"{report.id}.{link.sentence}", link.relation, link.modality, link.basis)
        ends = [end for end in (link.subject, link.object) if not end.startswith(TREND)]
        if len(ends) == 2:
            links[Triple(link.subject, link.relation, link.object)].add(stated)
        for item in ends:
            trends[f"{TREND}{report.id}.{link.sentence[:3]}"][item].add(stated)
        for item in filter(None, (*ends, link.in_sector, link.in_scenario, link.by_actor)):
            items[item].add(stated)
    named: dict[str, set[Stated]] = defaultdict(set)
    for mention in report.mentions:
        named[mention.item].add(Stated(f"{report.id}.{mention.sentence}", "", "", mention.kind))
    return Edition(
        report,
        _sorted(links),
        _sorted(named | items),
        {trend: _sorted(found) for trend, found in sorted(trends.items())},
    )


def _sorted(found: Mapping[_Key, set[Stated]]) -> dict[_Key, tuple[Stated, ...]]:
    return {key: tuple(sorted(found[key])) for key in sorted(found)}


def strength(stated: Iterable[Stated]) -> int:
    """Return the place of the strongest modality, from 0 for ``required``: what is stated twice counts as the stronger."""
    return min(MODALITIES.index(one.modality) for one in stated)


def graph_of(*editions: Edition) -> nx.MultiDiGraph[str]:
    """Return the links without ``fg:concerns`` as a graph to rank: what projection ``links`` gives of these reports.

    Parameters
    ----------
    *editions
        Of one report, or of several.

    Returns
    -------
    networkx.MultiDiGraph
        Edges with ``evidence``, one for each report that states the link.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for edition in editions:
        for triple, stated in edition.links.items():
            if triple.counts:
                key = f"{triple.relation} {edition.report.id}"
                evidence = leg(one.sentence for one in stated)
                graph.add_edge(triple.subject, triple.object, key, evidence=evidence)
    return graph
