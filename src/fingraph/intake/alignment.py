"""Which sentence of a former text is which of a new one: by digest, then by likeness."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fingraph.text import fold

if TYPE_CHECKING:
    from fingraph.model import Sentence

LEAST = 0.6
"""Likeness from which a sentence is taken for a changed one."""
NEIGHBOURS = 5
"""New sentences with which a former one is compared: those that share most pairs of characters."""
FREQUENT = 50
"""Sentences; a pair of characters in more of them says little about any."""


@dataclass(frozen=True, slots=True)
class Match:
    """A former sentence, and what became of it.

    Parameters
    ----------
    former
        As it was.
    now
        As it is; None if it vanished.
    likeness
        1 if its words are the same, else the Dice coefficient of the pairs of characters, 0 to 1.
    """

    former: Sentence
    now: Sentence | None
    likeness: float

    @property
    def kind(self) -> str:
        """``"same"``, ``"moved"``, ``"changed"`` or ``"vanished"``."""
        if self.now is None:
            return "vanished"
        if self.likeness < 1:
            return "changed"
        stays = (self.former.id, self.former.start, self.former.end) == (self.now.id, self.now.start, self.now.end)
        return "same" if stays else "moved"


def align(former: Sequence[Sentence], old_text: str | None, now: Sequence[Sentence], new_text: str) -> list[Match]:
    """Find each former sentence in a new text; no two in one place.

    Sentences of one digest are matched in their order, those that keep their id first; then those equal but for white space
    and width; then the most alike. Likeness is the Dice coefficient of pairs of neighbouring characters, twice the common
    ones over all: it needs no words, so it serves Chinese and English, and no library.

    Parameters
    ----------
    former
        Sentences and text as they were; without the text, sentences are found by digest alone.
    old_text
        Sentences and text as they were; without the text, sentences are found by digest alone.
    now
        As they are.
    new_text
        As they are.

    Returns
    -------
    list of Match
        One for each former sentence, in order.

    References
    ----------
    Dice, L. R. (1945). Measures of the amount of ecologic association between species. Ecology 26(3), 297-302.
    https://doi.org/10.2307/1932409
    """
    found: dict[str, tuple[Sentence, float]] = {}
    taken: set[str] = set()
    for key in ("sha256", "folded_sha256"):
        _by_digest(key, former, now, found, taken)
    if old_text is not None:
        _by_likeness(
            [(one, fold(old_text[one.start : one.end])) for one in former if one.id not in found],
            [(one, fold(new_text[one.start : one.end])) for one in now if one.id not in taken],
            found,
        )
    return [Match(one, *found.get(one.id, (None, 0.0))) for one in former]


def _by_digest(
    key: str,
    former: Sequence[Sentence],
    now: Sequence[Sentence],
    found: dict[str, tuple[Sentence, float]],
    taken: set[str],
) -> None:
    places: dict[str, list[Sentence]] = defaultdict(list)
    for one in now:
        if one.id not in taken:
            places[getattr(one, key)].append(one)
    open_ones = [one for one in former if one.id not in found]
    # The one with the same id first, that of two equal sentences each keeps its own.
    for same_id in (True, False):
        for one in open_ones:
            if one.id in found:
                continue
            others = places[getattr(one, key)]
            fits = next((other for other in others if not same_id or other.id == one.id), None)
            if fits:
                others.remove(fits)
                found[one.id] = (fits, 1.0)
                taken.add(fits.id)


def _by_likeness(
    former: list[tuple[Sentence, str]], now: list[tuple[Sentence, str]], found: dict[str, tuple[Sentence, float]]
) -> None:
    pairs_of_now = [Counter(map("".join, itertools.pairwise(words))) for _, words in now]
    where: dict[str, list[int]] = defaultdict(list)
    for place, pairs in enumerate(pairs_of_now):
        for pair in pairs:
            where[pair].append(place)
    scored = []
    for order, (_, words) in enumerate(former):
        pairs = Counter(map("".join, itertools.pairwise(words)))
        shared = Counter(
            place for pair in pairs if len(where.get(pair, ())) <= FREQUENT for place in where.get(pair, ())
        )
        for place, _ in shared.most_common(NEIGHBOURS):
            likeness = dice(pairs, pairs_of_now[place])
            if likeness >= LEAST:
                scored.append((-likeness, order, place))
    used: set[int] = set()
    for score, order, place in sorted(scored):
        name = former[order][0].id
        if name not in found and place not in used:
            used.add(place)
            # Words that differ are never the same sentence, however alike.
            found[name] = (now[place][0], min(-score, 0.999))


def dice(one: Counter[str], other: Counter[str]) -> float:
    """Return twice the common members over all, 0 to 1.

    Parameters
    ----------
    one
        Multisets.
    other
        Multisets.

    Returns
    -------
    float
        0 if both are empty.

    Examples
    --------
    >>> dice(Counter("abb"), Counter("bbc"))
    0.6666666666666666
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def new_place(start: int, end: int, match: Match, old_text: str, new_text: str) -> tuple[int, int] | None:
    """Return where a name of a former sentence stands in the new one.

    Parameters
    ----------
    start
        Of the name in the former text.
    end
        Of the name in the former text.
    match
        Of its sentence.
    old_text
        The texts.
    new_text
        The texts.

    Returns
    -------
    tuple of int or None
        The occurrence of the name nearest to where it stood in its sentence; None if it is not there any more.
    """
    if match.now is None:
        return None
    name = old_text[start:end].strip()
    sentence = new_text[match.now.start : match.now.end]
    # A name may be wrapped, or have lost a blank.
    pattern = r"\s*".join(map(re.escape, "".join(name.split())))
    places = [found.span() for found in re.finditer(pattern, sentence)] if name else []
    if not places:
        return None
    begin, stop = min(places, key=lambda place: abs(place[0] - (start - match.former.start)))
    return match.now.start + begin, match.now.start + stop
