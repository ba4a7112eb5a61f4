"""How often annotated reports link two kinds of names, by class, relation and how the names stand to each other."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import TYPE_CHECKING

from fingraph.model import CLASS_OF_PREFIX, Report

if TYPE_CHECKING:
    from fingraph.tables import RelationPair

TOPICS = frozenset(CLASS_OF_PREFIX.values()) - {"Policy", "Organisation", "Trend"}
PLACES = ("subject inside", "object inside", "subject first", "object first", "apart")
"""How two names stand: one is inside the other, the one right before the other, or neither."""
TOUCHING = 1
"""Code points between two names that stand right beside each other, at most."""
PRIOR_PAIRS = 6.0
"""Pairs as many as which the rate of a relation over all classes counts."""

Span = tuple[int, int]


def place(subject: Span, obj: Span) -> str:
    """Return how two names stand to each other, one of :data:`PLACES`."""
    if obj[0] <= subject[0] and subject[1] <= obj[1]:
        return "subject inside"
    if subject[0] <= obj[0] and obj[1] <= subject[1]:
        return "object inside"
    if 0 <= obj[0] - subject[1] <= TOUCHING:
        return "subject first"
    if 0 <= subject[0] - obj[1] <= TOUCHING:
        return "object first"
    return "apart"


def class_of(item: str) -> str:
    """Return the class by which people count an item."""
    return CLASS_OF_PREFIX[item.partition(":")[0]]


class Rates:
    """What share of the pairs of names of two classes in one sentence is linked, by relation; nothing is 0 or 1.

    Parameters
    ----------
    reports
        With their accepted mentions and links; no text is needed.
    pairs
        Which classes a relation may join.
    """

    def __init__(self, reports: Iterable[Report], pairs: Iterable[RelationPair]) -> None:
        self._allowed = _allowed(pairs)
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._linked: Counter[tuple[str, str, str, str]] = Counter()
        self._of_place: Counter[tuple[str, str]] = Counter()
        self._all: Counter[str] = Counter()
        for report in reports:
            self._count(report)

    def relations(self, subject: str, obj: str) -> frozenset[str]:
        """Return the relations that may lead from one class to another."""
        return self._allowed.get((subject, obj), frozenset())

    def log_odds(self, where: str, subject: str, relation: str, obj: str) -> float:
        """Return the logarithm of the odds that two names of two classes that stand so are linked by a relation."""
        base = (self._of_place[where, relation] + 0.5) / (self._all[where] + 40)
        linked = self._linked[where, subject, relation, obj] + PRIOR_PAIRS * base
        share = linked / (self._seen[where, subject, obj] + PRIOR_PAIRS)
        return math.log(share / (1 - share))

    def _count(self, report: Report) -> None:
        spans: Mapping[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for mention in report.mentions:
            if mention.start is not None and mention.end is not None:
                spans[mention.sentence][mention.item].append((mention.start, mention.end))
        relations: Mapping[tuple[str, str, str], set[str]] = defaultdict(set)
        for link in report.links:
            relations[link.sentence, link.subject, link.object].add(link.relation.partition(":")[2])
        for sentence, named in spans.items():
            for subject, obj in permutations(named, 2):
                where = min((place(a, b) for a in named[subject] for b in named[obj]), key=PLACES.index)
                classes = class_of(subject), class_of(obj)
                self._seen[where, *classes] += 1
                self._all[where] += 1
                for relation in relations[sentence, subject, obj]:
                    self._linked[where, classes[0], relation, classes[1]] += 1
                    self._of_place[where, relation] += 1


def _allowed(pairs: Iterable[RelationPair]) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.layer != "stated":
            continue
        for subject in _members(pair.subject_class):
            for obj in _members(pair.object_class):
                found[subject, obj].add(pair.relation)
    return {classes: frozenset(relations) for classes, relations in found.items()}


def _members(name: str) -> Iterable[str]:
    if name == "Item":
        return sorted(set(CLASS_OF_PREFIX.values()))
    return sorted(TOPICS) if name == "Topic" else (name,)
