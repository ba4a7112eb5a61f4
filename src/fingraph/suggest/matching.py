"""Names of items found in a text: the longest at each place, and those nested in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fingraph.model import Item

IS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＋－＆／．]")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if IS_WIDE.match(chr(code))}
"""Letters, digits and the marks within names of full width → the ordinary ones; other marks stand in no name."""
GAP = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000\r\n]+(?=[\u3400-\u9fff])")
"""White space between two Chinese characters, as a crawl or the end of a line leaves it: it parts no words."""
SECTOR, ACTOR = "sector:", "actor:"
ACRONYM = 5
"""Capital letters up to which a name is taken for an acronym, which stands only as it is written: IT is not it."""


class Match(NamedTuple):
    """A name in a text: code points ``start`` to ``end``, the items so named, and whether it lies inside a longer name."""

    start: int
    end: int
    items: tuple[str, ...]
    nested: bool


class Matcher:
    """Finds the names of items by one pass over a text, however many they are.

    Chinese names are found wherever they stand; names in Latin letters as whole words, in the singular or plural and in either
    case, acronyms only in capitals. Of names that overlap the leftmost longest counts, and every name inside it is nested, as
    the annotation guideline has it.

    Parameters
    ----------
    items
        Whose labels and synonyms are looked for.

    References
    ----------
    Aho & Corasick (1975), Efficient string matching, https://doi.org/10.1145/360825.360855

    Examples
    --------
    >>> from fingraph.model import Item
    >>> item = Item("tech:large-model", "Technology", "technology", "large model", "大模型")
    >>> [(match.start, match.end) for match in Matcher([item]).matches("Large models, 大 模型")]
    [(0, 12), (14, 18)]
    """

    def __init__(self, items: Iterable[Item]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        owners: dict[str, set[str]] = defaultdict(set)
        free: set[str] = set()
        for item in items:
            for name in filter(None, item.names):
                for form in _forms(name):
                    owners[fold(form)].add(item.id)
                    if not _is_acronym(name):
                        free.add(fold(form))
        self.names = sorted(owners)
        self.items = [tuple(sorted(owners[name])) for name in self.names]
        self._capital = [name not in free for name in self.names]
        # A name that begins or ends with a Latin letter must begin or end where the word does.
        self._bounded = [_is_latin(name[0]) or _is_latin(name[-1]) for name in self.names]
        self._longest = max(map(len, self.names), default=0)
        self._automaton = AhoCorasick(
            self.names, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )
        self._inside = [self._mentioned_in(number) for number in range(len(self.names))]

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Find the longest names.

        Parameters
        ----------
        text
            Of any length.

        Returns
        -------
        list of tuple of int
            Number of the name in ``names``, start and end in code points, in the order of the text.
        """
        folded = fold(text)
        if not GAP.search(folded):
            return self._found(folded, text)
        gaps = [gap.span() for gap in GAP.finditer(folded)]
        closed, kept = (_closed(whole, gaps) for whole in (folded, text))
        lengths = list(accumulate(end - start for start, end in gaps))
        # Where each gap was, in the text without gaps.
        cuts = [start - before for (start, _), before in zip(gaps, (0, *lengths), strict=False)]
        lengths.insert(0, 0)
        return [
            (name, start + lengths[bisect_right(cuts, start)], end + lengths[bisect_left(cuts, end)])
            for name, start, end in self._found(closed, kept)
        ]

    def matches(self, text: str) -> list[Match]:
        """Find the longest names, each followed by the names nested in it.

        Parameters
        ----------
        text
            Of any length.

        Returns
        -------
        list of Match
            In the order of the text.
        """
        found: list[Match] = []
        for name, start, end in self.spans(text):
            found.append(Match(start, end, self.items[name], False))
            if not self._inside[name]:
                continue
            at = range(start, end) if end - start == len(self.names[name]) else _without_gaps(text, start, end)
            for inner, first, last in self._inside[name]:
                if not self._capital[inner] or _is_capital(text[at[first] : at[last - 1] + 1]):
                    found.append(Match(at[first], at[last - 1] + 1, self.items[inner], True))
        return found

    def _found(self, folded: str, text: str) -> list[tuple[int, int, int]]:
        found = self._automaton.find_matches_as_indexes(folded)
        if any(self._bounded):
            return list(self._whole_words(found, folded, text))
        return found

    def _whole_words(
        self, found: Sequence[tuple[int, int, int]], folded: str, text: str
    ) -> Iterator[tuple[int, int, int]]:
        """Yield the matches that stand as words; of one that does not, what stands as a word within it."""
        bounded, reached = self._bounded, 0
        for match in found:
            name, start, _end = match
            if start < reached:
                continue
            if not bounded[name] or self._stands(match, folded, text):
                yield match
            elif " " in self.names[name] or not self.names[name].isascii():
                for inner in self._after(match, folded, text):
                    yield inner
                    reached = inner[2]

    def _after(self, match: tuple[int, int, int], folded: str, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield the names that begin within a match that is no word itself."""
        _, start, end = match
        start += 1
        for name, first, last in self._automaton.find_matches_as_indexes(folded[start : end + self._longest]):
            inner = name, start + first, start + last
            if inner[1] < end and (not self._bounded[name] or self._stands(inner, folded, text)):
                yield inner

    def _stands(self, match: tuple[int, int, int], folded: str, text: str) -> bool:
        name, start, end = match
        return stands_alone(folded, start, end) and (not self._capital[name] or _is_capital(text[start:end]))

    def _mentioned_in(self, number: int) -> tuple[tuple[int, int, int], ...]:
        """Return the names inside a name that mention something.

        A sector in the name of a sector or of a kind of actor only makes that word: 金融 in 数字金融 and 金融机构.
        """
        found = list(self._names_in(self.names[number]))
        mentioned = []
        for inner, start, end in found:
            around = [
                other for other in found if other[1] <= start and end <= other[2] and other[2] - other[1] > end - start
            ]
            holder = min(around, key=lambda other: other[2] - other[1])[0] if around else number
            if not (self._is_only(inner, SECTOR) and self._is_only(holder, (SECTOR, ACTOR))):
                mentioned.append((inner, start, end))
        return tuple(mentioned)

    def _is_only(self, number: int, prefixes: str | tuple[str, ...]) -> bool:
        return all(item.startswith(prefixes) for item in self.items[number])

    def _names_in(self, name: str) -> Iterator[tuple[int, int, int]]:
        """Yield every name inside a name, with its place; of two that overlap in part, the first."""
        reached: list[tuple[int, int]] = []
        found = [
            (self._number(name[start:end]), start, end)
            for start in range(len(name))
            for end in range(len(name), start, -1)
            if end - start < len(name)
        ]
        for inner, start, end in found:
            match = inner, start, end
            if inner < 0 or (self._bounded[inner] and not self._stands(match, name, name.upper())):
                continue
            if not any(first < start < last < end for first, last in reached):
                reached.append((start, end))
                yield match

    def _number(self, name: str) -> int:
        number = bisect_left(self.names, name)
        return number if number < len(self.names) and self.names[number] == name else -1


def fold(text: str) -> str:
    """Return a text in small letters of ordinary width with spaces for hyphens and tabs, each character at its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    if IS_WIDE.search(lower):
        lower = lower.translate(WIDE).lower()
    for mark in "-\t\xa0‐‑":
        lower = lower.replace(mark, " ")
    return lower


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether no word of Latin letters goes on before ``start`` or after ``end``."""
    if start and _is_latin(text[start - 1]) and _is_latin(text[start]):
        return False
    return not (end < len(text) and _is_latin(text[end]) and _is_latin(text[end - 1]))


def _closed(text: str, gaps: Sequence[tuple[int, int]]) -> str:
    """Return a text without its gaps."""
    starts = (0, *(end for _, end in gaps))
    ends = (*(start for start, _ in gaps), len(text))
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _without_gaps(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Return the places of a text's characters without the white space between Chinese characters."""
    end = len(text) if end is None else end
    places: list[int] = []
    for gap in GAP.finditer(text, start, end):
        places += range(start, gap.start())
        start = gap.end()
    return [*places, *range(start, end)]


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_capital(text: str) -> bool:
    """Return whether an acronym stands in capitals, but for the s of its plural."""
    return text.removesuffix("s").isupper()


def _is_acronym(name: str) -> bool:
    return name.isascii() and name.isupper() and len(name) <= ACRONYM


def _forms(name: str) -> Iterator[str]:
    """Yield a name and, if its last word is English, its other number."""
    yield name
    if len(name) < 3 or not name[-1].isascii() or not name[-1].isalpha():
        return
    if _is_acronym(name):
        yield f"{name}s"
    elif name.endswith("ies"):
        yield f"{name[:-3]}y"
    elif name.endswith("s"):
        yield from (f"{name}es",) if name.endswith("ss") else (name[:-1],)
    elif name.endswith("y") and name[-2] not in "aeiou":
        yield f"{name[:-1]}ies"
    else:
        yield f"{name}{'es' if name.endswith(('x', 'ch', 'sh', 'z')) else 's'}"
