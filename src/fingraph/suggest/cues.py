"""Words that state a relation or a modality, from ``ontology/cues.csv``, and where they stand in a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fingraph.model import MODALITIES
from fingraph.suggest.matching import fold, stands_alone
from fingraph.tables.reader import Reader

CUE_COLUMNS = ("relation", "language", "cue", "modality", "direction")
DIRECTIONS = ("forward", "backward", "subject inside", "object inside", "subject after")
"""Where the ends of a relation stand: subject, cue, object; object, cue, subject; or one of them between the parts of the cue."""
LANGUAGES = ("en", "zh")
PARTS = "…"
"""What stands in a cue for the phrase between its parts."""
REACH = 40
"""Code points between the parts of a cue, at most."""
VOWELS = "aeiou"
EFFECT = "contributesTo"
LONGEST_VERB = 16


class Sense(NamedTuple):
    """What a cue may state: local name of a relation, or empty for a mark of modality alone, and one of the directions."""

    relation: str
    modality: str
    direction: str


class Cue(NamedTuple):
    """A cue in a text: ``start`` to ``end`` with all its parts; what is inside lies from ``inner_start`` to ``inner_end``."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    senses: tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    cue: str
    language: str
    sense: Sense


class CueFinder:
    """Finds the cues of a table in sentences.

    Parameters
    ----------
    ontology
        Folder of ``cues.csv``.

    Raises
    ------
    TableError
        If the table is not of that form.
    """

    def __init__(self, ontology: Path) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        self._whole: dict[str, set[Sense]] = defaultdict(set)
        self._parted: dict[str, dict[str, set[Sense]]] = defaultdict(lambda: defaultdict(set))
        for row in _read(ontology):
            for form, sense in _forms(row):
                first, parted, last = form.partition(PARTS)
                if parted:
                    self._parted[first][last].add(sense)
                else:
                    self._whole[form].add(sense)
        self.verbs = frozenset(self._whole)
        """Every form of every cue that is in one piece."""
        self._forms = sorted({*self._whole, *self._parted})
        self._automaton = AhoCorasick(
            self._forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def cues(self, text: str, names: Sequence[tuple[int, int]] = ()) -> list[Cue]:
        """Find the cues in a sentence.

        Parameters
        ----------
        text
            The sentence.
        names
            Places of names, in which no cue counts.

        Returns
        -------
        list of Cue
            In the order of the text.
        """
        folded = fold(text)
        taken = bytearray(len(text) + 1)
        for start, end in names:
            taken[start:end] = b"\1" * (end - start)
        found: list[Cue] = []
        for number, start, end in self._automaton.find_matches_as_indexes(folded):
            if any(taken[start:end]) or not stands_alone(folded, start, end):
                continue
            form = self._forms[number]
            if form in self._whole:
                found.append(Cue(start, end, end, end, tuple(sorted(self._whole[form]))))
            if form in self._parted:
                found += self._second_parts(folded, form, start, end)
        return found

    def opening(self, text: str, start: int, end: int) -> tuple[Cue, ...]:
        """Return the verb with which a name begins, as a cue that stands before the whole name; none if it is all of it."""
        for last in range(min(end - 1, start + LONGEST_VERB), start + 1, -1):
            senses = self._whole.get(fold(text[start:last]))
            if senses and stands_alone(text, start, last):
                effects = tuple(
                    sorted(sense for sense in senses if sense.relation == EFFECT and sense.direction == "forward")
                )
                return (Cue(start, start, start, start, effects),) if effects else ()
        return ()

    def _second_parts(self, folded: str, form: str, start: int, end: int) -> Iterator[Cue]:
        clause = BOUNDARY.search(folded, end)
        reach = min(clause.start() if clause else len(folded), end + REACH)
        for last, senses in self._parted[form].items():
            at = folded.find(last, end, reach) if last else reach
            if at > end and stands_alone(folded, at, at + len(last)):
                yield Cue(start, at + len(last), end, at, tuple(sorted(senses)))


BOUNDARY = re.compile(r"[，；：。！？;!?…]|[,:](?![0-9])|\.(?=\s|$)")
"""What ends a clause."""


def _read(ontology: Path) -> Iterator[_Row]:
    reader = Reader(ontology)
    rows = []
    for row in reader.rows(ontology / "cues.csv", CUE_COLUMNS):
        cells = row.cells
        reader.choice(row, "language", LANGUAGES)
        reader.choice(row, "modality", ("", *MODALITIES))
        reader.choice(row, "direction", ("", *DIRECTIONS))
        if not cells["cue"].strip(PARTS) or bool(cells["relation"]) != bool(cells["direction"]):
            reader.refuse(row, "cue", "a cue is a word; one of a relation has a direction")
        rows.append(
            _Row(
                fold(cells["cue"]), cells["language"], Sense(*(cells[c] for c in ("relation", "modality", "direction")))
            )
        )
    reader.finish()
    yield from rows


def _forms(row: _Row) -> Iterator[tuple[str, Sense]]:
    """Yield a cue and, if it is an English verb, its other forms; its participle before *by* is the passive."""
    yield row.cue, row.sense
    verb, space, rest = row.cue.partition(" ")
    if row.language == "zh" or row.sense.direction != "forward" or PARTS in row.cue or verb.endswith(("ed", "ing")):
        return
    past = _past(verb)
    for form in (_third(verb), past, _progressive(verb)):
        yield f"{form}{space}{rest}", row.sense
    if not rest:
        yield f"{past} by", row.sense._replace(direction="backward")


IRREGULAR = {
    "drive": "driven",
    "build": "built",
    "lead": "led",
    "set": "set",
    "bring": "brought",
    "meet": "met",
    "cut": "cut",
}


def _past(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in VOWELS else f"{verb}ed"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}{'es' if verb.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def _progressive(verb: str) -> str:
    return f"{verb[:-1]}ing" if verb.endswith("e") else f"{verb}ing"
