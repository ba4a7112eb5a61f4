"""What would be affected downstream of a policy."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fingraph.projection import class_named
from fingraph.query import Rows
from fingraph.questions.links import (
    Counted,
    GraphItem,
    GraphLink,
    Step,
    arrow,
    check_whole,
    counted,
    evidence,
    graph_item,
    graph_links,
    modality_pair,
    resolve,
    steps,
)

if TYPE_CHECKING:
    from fingraph.questions.links import Graph

EFFECTS = {
    "fg:drives": "along",
    "fg:promotes": "along",
    "fg:regulates": "along",  # binding rules change what they bind, though they may hold it back
    "fg:requires": "along",
    "fg:guides": "along",
    "fg:enables": "along",
    "fg:provides": "along",
    "fg:appliedIn": "along",
    "fg:scenarioOf": "along",  # what changes a scenario changes the sector inside which it occurs
    "fg:partOf": "along",
    "fg:serves": "along",
    "fg:contributesTo": "along",
    "fg:mitigates": "along",  # the challenge becomes less; reach says that something changes, not whether it grows
    "fg:protects": "along",
    "fg:hasFocus": "along",
    "fg:reaches": "along",
    "fg:helpsAgainst": "along",
    "fg:implements": "against",  # a policy changes those who put it into effect, not the other way round
    "fg:adopts": "against",  # what is adopted changes who adopts it
    "fg:uses": "against",  # what is used changes what works with it
    "fg:dependsOn": "against",  # what is needed changes what rests on it
    "fg:faces": "against",  # a challenge bears on whoever faces it
    "fg:concerns": "",  # aboutness: no effect is stated
    "fg:carriesOut": "against",  # like implements
    "fg:issuedBy": "",  # a policy does not change who issued it
    "fg:alignedTechnology": "",  # policy and technology meet in a sector; neither is said to change the other
}
"""Relation → which way an effect runs: ``along`` from subject to object, ``against`` from object to subject, or neither.

It is a reading of the relations' definitions, not a statement of a report.
"""

END_HERE = ("Sector", "ActorType")
"""Classes at which a path ends: through a whole sector, or through all financial institutions, everything reaches everything."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An item that is reached, by the shortest path; of several, by the one whose weakest step is strongest.

    Parameters
    ----------
    item
        What is reached.
    path
        The steps to it, at least one, all of one report.
    """

    item: GraphItem
    path: tuple[Step, ...]

    @property
    def distance(self) -> int:
        """Number of steps, from 1."""
        return len(self.path)

    @property
    def weakest(self) -> Step:
        """The step on which the path rests least firmly: inferred, else least support, else weakest modality."""
        return max(self.path, key=lambda step: step.weakness)

    @property
    def layer(self) -> str:
        """``stated`` if every step is."""
        return "inferred" if any(step.layer == "inferred" for step in self.path) else "stated"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached from one item.

    Parameters
    ----------
    start
        Where the paths begin.
    reached
        By distance, class and id.
    counted
        What was read.
    """

    start: GraphItem
    reached: tuple[Reached, ...]
    counted: Counted

    def by_class(self) -> dict[str, tuple[Reached, ...]]:
        """Return what is reached by class, nearest first."""
        found: dict[str, list[Reached]] = defaultdict(list)
        for one in self.reached:
            found[one.item.item_class].append(one)
        return {name: tuple(several) for name, several in sorted(found.items())}

    def to_rows(self) -> Rows:
        """Return one row for each item reached, for data frames and files."""
        columns = ("distance", "item_class", "item", "label_en", "label_zh", "path")
        weakest = ("weakest_support", "weakest_modality", "layer", "sentences")
        return Rows(
            (*columns, *weakest),
            tuple(
                (
                    one.distance, one.item.item_class, one.item.id, one.item.label_en, one.item.label_zh, _in_ids(one),
                    one.weakest.support, one.weakest.modality, one.layer, evidence(one.path),
                )
                for one in self.reached
            ),
            self.counted.layers,
        )  # fmt: skip

    def to_text_rows(self) -> Rows:
        """Return one row for each item reached, for people: labels in both languages."""
        columns = (
            "links · 关联数",
            "class · 类别",
            "path · 路径",
            "to · 至",
            "weakest support · 最弱支持",
            "and modality · 情态",
            "layer · 层",
            "sentences · 句子",
        )
        return Rows(
            columns,
            tuple(
                (
                    one.distance, one.item.class_pair, _in_words(one), one.item.pair, one.weakest.support,
                    modality_pair(one.weakest.modality), one.layer, evidence(one.path),
                )
                for one in self.reached
            ),
            self.counted.layers,
        )  # fmt: skip


def reach(graph: Graph, policy: str, *, item_class: str = "", max_length: int | None = None) -> Reach:
    """Return what would be affected downstream of a policy, or of any other item, by what the reports state.

    Links are followed the way an effect runs (:data:`EFFECTS`). A path stays within one report, since two reports need not
    mean the same by a name, and it ends at a sector or a type of actors (:data:`END_HERE`), unless it begins there.
    A path is a chain of statements, no proof of an effect.

    Parameters
    ----------
    graph
        From :func:`fingraph.to_networkx`, projection ``links`` or ``full``.
    policy
        CURIE, label or synonym, in either language.
    item_class
        The only class wanted, by its name or label (``Sector``, ``sector``, ``领域``); paths lead through the others all the
        same.
    max_length
        The greatest number of steps, from 1; by default any.

    Returns
    -------
    Reach
        By distance, class and id; empty if no effect starts there.

    Raises
    ------
    ItemNotFound
        If no item is called so.
    AnalysisError
        If the item stands in no link, the class is unknown, or ``max_length`` is below 1.

    Examples
    --------
    >>> from fingraph import to_networkx
    >>> answer = reach(to_networkx(), "多项政策")
    >>> [(one.item.id, one.distance) for one in answer.reached][:1]
    [('tech:cross-border-finance-digital-platform', 1)]
    """
    wanted = class_named(graph, item_class) if item_class else ""
    if max_length is not None:
        check_whole("max_length", max_length)
    start = resolve(graph, policy)
    best: dict[str, Reached] = {}
    for of_report in steps(graph, graph_links(graph), effect).values():
        for one in _search(start, of_report, max_length):
            if one.item.id not in best or _key(one) < _key(best[one.item.id]):
                best[one.item.id] = one
    found = sorted(best.values(), key=lambda one: (one.distance, one.item.item_class, one.item.id))
    return Reach(
        graph_item(graph, start),
        tuple(one for one in found if wanted in ("", one.item.item_class)),
        counted(graph),
    )


def effect(link: GraphLink) -> Iterator[tuple[str, str]]:
    """Yield the ends that an effect runs from and to, if the relation carries one."""
    way = EFFECTS.get(link.relation, "")
    if way == "along":
        yield link.subject, link.object
    elif way == "against":
        yield link.object, link.subject


def _key(one: Reached) -> tuple[int, tuple[bool, float, int], tuple[str, ...]]:
    return one.distance, one.weakest.weakness, tuple(step.target.id for step in one.path)


def _search(start: str, of_report: dict[tuple[str, str], Step], max_length: int | None) -> Iterator[Reached]:
    """Yield everything reached in one report, nearest first (Dijkstra's order on :func:`_key`)."""
    onward: dict[str, list[Step]] = defaultdict(list)
    for (source, _), step in of_report.items():
        onward[source].append(step)
    seen = {start}
    ahead = [(_key(one), one) for one in (Reached(step.target, (step,)) for step in onward[start])]
    heapq.heapify(ahead)
    while ahead:
        _, one = heapq.heappop(ahead)
        if one.item.id in seen:
            continue
        seen.add(one.item.id)
        yield one
        if one.item.item_class in END_HERE or one.distance == max_length:
            continue
        for step in onward[one.item.id]:
            if step.target.id not in seen:
                longer = Reached(step.target, (*one.path, step))
                heapq.heappush(ahead, (_key(longer), longer))


def _in_ids(one: Reached) -> str:
    parts = [one.path[0].source.id]
    for step in one.path:
        parts += ["/".join(arrow(link, step.source.id, link.relation) for link in step.links), step.target.id]
    return " ".join(parts)


def _in_words(one: Reached) -> str:
    """Write the path without its two ends: the links, and the items between them."""
    parts: list[str] = []
    for step in one.path:
        parts.append("/".join(arrow(link, step.source.id, f"{link.label_en}·{link.label_zh}") for link in step.links))
        if step.target != one.item:
            parts.append(step.target.pair)
    return " ".join(parts)
