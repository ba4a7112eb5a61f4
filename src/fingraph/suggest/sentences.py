"""A sentence taken apart: the names in it, its clauses, its cues, and how strongly each clause speaks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from fingraph.suggest.cues import BOUNDARY, Cue, CueFinder

if TYPE_CHECKING:
    from fingraph.suggest.matching import Match, Matcher

JOINT = re.compile(r"\s*[、,/]?\s*(?:和|与|及|以及|或|并|、|and|or|as well as|&)?\s*")
"""Between two names that are coordinated."""
OF = re.compile(r"\s*(?:的|之|'s|’s)?\s*")
"""Between a name and the head that it modifies."""
HEAD_FIRST = re.compile(r"\s+(?:of|for) (?:the |an? |its |their )?")
"""Between an English head and the name that modifies it."""
FRESH = re.compile(
    r"一方面|同时|其中|此外|例如|\b(?:meanwhile|moreover|however|in addition|at the same time)\b", re.IGNORECASE
)
"""What begins anew: a forecast no longer holds, nor does the subject."""
ACCOMPANYING = re.compile(
    r"随着|伴随|在[^，,。；]*(?:背景|形势)下|^(?:as|with|against the background of)\b(?=[^.;]*,)", re.IGNORECASE
)
"""What is in a clause that only accompanies what is said."""
PREPOSITIONS = (
    *"在对为随从向以与于将把给按",
    "通过",
    "随着",
    "基于",
    "结合",
    "对于",
    "围绕",
    "针对",
    "借助",
    "凭借",
    "利用",
)
"""Before a name that is no grammatical subject."""
NEGATION = re.compile(
    r"(?:不|不会|不能|未|未能|尚未|没有|没|无法|难以|\b(?:not|never|cannot|without|no longer)|n['’]t)\s*$",
    re.IGNORECASE,
)
"""Right before a cue that then states nothing: what is denied is no link."""
MEANS = frozenset({"uses", "adopts", "dependsOn"})
NEAR = 6
"""Code points from a cue of use to what it says is used, at most."""
STRONGEST_FIRST = ("required", "encouraged", "forecast")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is no part of a longer one, in code points of its sentence, and what it belongs to there.

    Parameters
    ----------
    match
        Place and items.
    nested
        The names inside it.
    clause
        Number of the clause, from 0.
    group
        Number of the coordination, from 0; coordinated names share it.
    modifies
        Whether it only modifies another name beside it.
    marked
        Whether a preposition stands before it, so that it is no grammatical subject.
    verbs
        The cue with which the name itself begins, as in 降低交易成本, taken to stand before all of it.
    """

    match: Match
    nested: tuple[Match, ...]
    clause: int
    group: int
    modifies: bool
    marked: bool
    verbs: tuple[Cue, ...]


class Parsed:
    """A sentence with its names and cues.

    Parameters
    ----------
    text
        The sentence.
    matcher
        Finds the names.
    finder
        Finds the cues outside them.
    """

    def __init__(self, text: str, matcher: Matcher, finder: CueFinder) -> None:
        self.text = text
        matches = matcher.matches(text)
        tops = [match for match in matches if not match.nested]
        self._cues = finder.cues(text, [(match.start, match.end) for match in tops])
        self.cues = [
            cue
            for cue in self._cues
            if any(sense.relation for sense in cue.senses)
            and not NEGATION.search(text, max(cue.start - 12, 0), cue.start)
        ]
        self._starts = [cue.start for cue in self.cues]
        self._bounds = _bounds(text, tops)
        self.names = self._names(tops, [match for match in matches if match.nested], finder)

    def clause(self, at: int) -> int:
        """Return the number of the clause that holds a place."""
        return bisect_right(self._bounds, at)

    def _names(self, tops: Sequence[Match], nested: Sequence[Match], finder: CueFinder) -> list[Name]:
        group, groups, of = 0, [], set()
        for before, match in pairwise((None, *tops)):
            if before and match:
                same = self.clause(before.start) == self.clause(match.start)
                joined = before.end < match.start and same and JOINT.fullmatch(self.text, before.end, match.start)
                group += not joined
                if same and not joined:
                    of |= _modifying(self.text, before, match, group)
            groups.append(group)
        self._of = of
        modifiers = {modifier for modifier, _ in of}
        return [
            Name(
                match,
                tuple(inner for inner in nested if match.start <= inner.start and inner.end <= match.end),
                self.clause(match.start),
                number,
                number in modifiers,
                self.text[: match.start].endswith(PREPOSITIONS),
                finder.opening(self.text, match.start, match.end),
            )
            for match, number in zip(tops, groups, strict=True)
        ]

    def leads_to(self, modifier: int, head: int) -> bool:
        """Return whether one coordination modifies another beside it."""
        return (modifier, head) in self._of

    def between(self, start: int, end: int, *, skip: int, heads: bool = False) -> tuple[int, int]:
        """Return how many coordinations and cues lie between two places, one coordination and modifiers left out."""
        groups = {
            name.group
            for name in self.names
            if start <= name.match.start and name.match.end <= end and not (heads and name.modifies)
        }
        return len(groups - {skip}), max(bisect_left(self._starts, end) - bisect_left(self._starts, start), 0)

    @cached_property
    def subjects(self) -> list[int | None]:
        """The coordination that is the grammatical subject of each clause; None where the clause leaves it out."""
        first = [len(self.text)] * (len(self._bounds) + 1)
        for cue in reversed(self.cues):
            first[self.clause(cue.start)] = cue.start
        found: list[int | None] = [None] * len(first)
        for name in reversed(self.names):
            if not name.modifies and not name.marked and name.match.end <= first[name.clause]:
                found[name.clause] = name.group
        return found

    @cached_property
    def _topics(self) -> list[int | None]:
        def latest(former: int | None, own: int | None) -> int | None:
            return former if own is None else own

        return list(accumulate(self.subjects, latest))

    def topic(self, clause: int) -> int | None:
        """Return the coordination that a clause speaks of: its subject, or the last one before it."""
        return self._topics[clause]

    def acts(self, name: Name) -> bool:
        """Return whether a verb follows a name in its clause."""
        return any(cue.start >= name.match.end and self.clause(cue.start) == name.clause for cue in self.cues)

    @cached_property
    def means(self) -> frozenset[int]:
        """The coordinations right after a cue of use."""
        ends = [cue.end for cue in self.cues if any(sense.relation in MEANS for sense in cue.senses)]
        return frozenset(
            name.group
            for name in self.names
            if any(end <= name.match.start <= end + NEAR and self.clause(end - 1) == name.clause for end in ends)
        )

    @cached_property
    def controls(self) -> list[int]:
        """Where cues stand that demand or encourage what another verb then says."""
        return [c.start for c in self.cues if any(s.modality in {"required", "encouraged"} for s in c.senses)]

    @cached_property
    def fresh(self) -> list[int]:
        """Where the sentence begins anew."""
        return [found.start() for found in FRESH.finditer(self.text)]

    @cached_property
    def accompanying(self) -> frozenset[int]:
        """Numbers of the clauses that only accompany what is said."""
        return frozenset(self.clause(found.end() - 1) for found in ACCOMPANYING.finditer(self.text))

    def modality(self, cue: Cue | None) -> str:
        """Return how strongly the clause of a cue speaks: by the strongest of the marks that govern it.

        A demand or an encouragement governs what follows it in its clause, a forecast also the clauses after it up to the next
        subject or fresh start.

        Parameters
        ----------
        cue
            By which a link is stated; None if there is none.

        Returns
        -------
        str
            One of :data:`fingraph.model.MODALITIES`.
        """
        found = {sense.modality for sense in cue.senses} if cue else set()
        for mark in self._cues if cue else ():
            for sense in mark.senses:
                if sense.modality and not sense.relation and cue and self._governs(mark, cue, sense.modality):
                    found.add(sense.modality)
        return next((modality for modality in STRONGEST_FIRST if modality in found), "asserted")

    def _governs(self, mark: Cue, cue: Cue, modality: str) -> bool:
        clauses = range(self.clause(mark.start) + 1, self.clause(cue.start) + 1)
        if mark.start > cue.start or (clauses and modality != "forecast"):
            return False
        anew = any(mark.start < at < cue.start for at in self.fresh) and bool(clauses)
        return not anew and all(self.subjects[clause] is None for clause in clauses)


def _bounds(text: str, tops: Sequence[Match]) -> list[int]:
    """Return where clauses end; a comma between the names of an English list ends none."""
    ends, starts = [match.end for match in tops], [match.start for match in tops]
    bounds = []
    for found in BOUNDARY.finditer(text):
        before, after = bisect_right(ends, found.start()) - 1, bisect_left(starts, found.end())
        within = before + 1 < after
        lists = found[0] == "," and text.isascii() and before >= 0 and after < len(tops)
        if not within and not (lists and JOINT.fullmatch(text, ends[before], starts[after])):
            bounds.append(found.end())
    return bounds


def _modifying(text: str, before: Match, match: Match, group: int) -> set[tuple[int, int]]:
    """Return which of two coordinations that stand beside each other modifies the other; the second has the number given."""
    if OF.fullmatch(text, before.end, match.start):
        return {(group - 1, group)}
    return {(group, group - 1)} if HEAD_FIRST.fullmatch(text, before.end, match.start) else set()
