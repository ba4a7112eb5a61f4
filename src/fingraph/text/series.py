"""Which numbered lines are the headings of the trends."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fingraph.text.frame import START_SECTION, TERMINAL, TRENDS_NAMED, tail_reason, width
from fingraph.text.marks import RUN_IN, Mark

LONGEST_HEADING = 150
"""Columns."""
SENTENCE_INSIDE = re.compile(r"[。；！？]|(?<![0-9A-Z])[.](?=\s+[A-Z“\"])")
NUMBERS_ALONE = {("padded", "page number"), ("bare", "page number")}
NO_SERIES = frozenset({"bullet", "decimal"})
MOST = 99
"""Trends that ids have room for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a rendition that is not blank.

    Parameters
    ----------
    start, end
        Offsets in code points, without the white space around it.
    text
        What stands there.
    mark
        The number or mark it starts with.
    alone
        Whether a blank line, or the text's end, stands before it.
    edge
        Whether it is the first or last line of one of several pages.
    reason
        Why it is no statement, or empty.
    flows
        Whether a page turns before it inside a paragraph: nothing but a form feed parts it from the line before.
    """

    start: int
    end: int
    text: str
    mark: Mark | None
    alone: bool
    edge: bool
    reason: str
    flows: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may be a heading.

    Parameters
    ----------
    line
        Index of the line.
    mark
        Its number.
    start, end
        Offsets of its words.
    run_in
        Whether text follows in the same line.
    """

    line: int
    mark: Mark
    start: int
    end: int
    run_in: bool

    @property
    def number(self) -> int:
        """Its number."""
        return self.mark.number


@dataclass(frozen=True, slots=True)
class Series:
    """Headings numbered 1, 2, 3, … in one style, and how much they look like headings."""

    headings: tuple[Heading, ...]
    score: float

    @property
    def rank(self) -> float:
        """How high the style stands in an outline by custom."""
        return self.headings[0].mark.rank

    @property
    def run_in(self) -> bool:
        """Whether most share their lines with text."""
        return 2 * sum(heading.run_in for heading in self.headings) > len(self.headings)


def as_heading(lines: Sequence[Line], index: int) -> Heading | None:
    """Return a line as a heading, if it can be one.

    Parameters
    ----------
    lines
        Of the text.
    index
        Of the line.

    Returns
    -------
    Heading or None
        None for a line without number, and for one whose words are too many.
    """
    line = lines[index]
    mark = line.mark
    if mark is None or mark.style in NO_SERIES or (line.reason and (mark.style, line.reason) not in NUMBERS_ALONE):
        return None
    start = line.start + mark.length
    if start >= line.end:
        return _number_alone(lines, index, mark)
    words = line.text[mark.length :]
    inside = SENTENCE_INSIDE.search(words)
    if inside and inside.end() < len(words) and (mark.style in RUN_IN or mark.named) and not mark.level:
        title = words[: inside.start()]
        closed = width(title) <= LONGEST_HEADING and any(map(str.isalnum, title))
        return Heading(index, mark, start, start + inside.start(), run_in=True) if closed else None
    if width(words) > LONGEST_HEADING or words.endswith(("；", ";", "，", ",")):
        return None
    return Heading(index, mark, start, start + len(words.rstrip("。.．#").rstrip() or words), run_in=False)


def _number_alone(lines: Sequence[Line], index: int, mark: Mark) -> Heading | None:
    """Return a heading whose number stands on a line of its own, before that of the words."""
    if index + 1 >= len(lines) or lines[index + 1].reason:
        return None
    words = lines[index + 1]
    begin = words.mark.length if words.mark and words.mark.level else 0
    ends = TERMINAL.search(words.text) and not words.text.endswith(("?", "？", "!", "！"))
    if (words.mark and words.mark.number) or ends or width(words.text) > LONGEST_HEADING:
        return None
    return Heading(index, mark, words.start + begin, words.end, run_in=False)


def all_series(lines: Sequence[Line], headings: Iterable[Heading]) -> list[Series]:
    """Return the best series of each style.

    Parameters
    ----------
    lines
        Of the text.
    headings
        In the order of the text.

    Returns
    -------
    list of Series
        By rank; in Markdown and HTML also headings of one level without numbers.
    """
    styles: dict[tuple[int, str], list[Heading]] = {}
    for heading in headings:
        styles.setdefault(heading.mark.key, []).append(heading)
    found = [_numbered(lines, members) if key[1] else _unnumbered(lines, members) for key, members in styles.items()]
    return sorted((series for series in found if series.headings), key=lambda series: series.rank)


def _unnumbered(lines: Sequence[Line], members: list[Heading]) -> Series:
    kept = [heading for heading in members if not _frames(lines, heading)][:MOST]
    return Series(tuple(kept), 3.0 * len(kept))


def _frames(lines: Sequence[Line], heading: Heading) -> bool:
    words = lines[heading.line].text[heading.mark.length :]
    return bool(START_SECTION.match(words) or tail_reason(words))


def _numbered(lines: Sequence[Line], members: list[Heading]) -> Series:
    """Return the best chain, also of headings that are counted down to 1."""
    forward = _best_chain(lines, members)
    most = max(heading.number for heading in members)
    if most <= 2 or members[0].number != most or len(forward.headings) >= most:
        return forward
    down = [replace(heading, mark=replace(heading.mark, number=most + 1 - heading.number)) for heading in members]
    backward = _best_chain(lines, down)
    return backward if len(backward.headings) == most else forward


def _best_chain(lines: Sequence[Line], members: list[Heading]) -> Series:
    """Return the chain 1, 2, 3, … whose members look most like headings.

    A line of a table of contents has no text below it, a page header stands at a page's edge, an item of a list runs into its
    sentence, and where numbers begin anew, another chapter begins: each counts less than the heading itself, and of equals the
    first is taken.
    """
    best_of: dict[int, int] = {}
    back: list[tuple[float, int]] = []
    begun = -1
    for place, heading in enumerate(members):
        score = _likeness(lines, members, place)
        number = heading.number
        if number == 1:
            back.append((score, -1))
            begun = place if score > 4 else begun
        elif number - 1 in best_of:
            before = best_of[number - 1]
            back.append((back[before][0] + score - 3.0 * (before < begun), before))
        else:
            back.append((0.0, -2))
            continue
        if number not in best_of or back[place][0] > back[best_of[number]][0]:
            best_of[number] = place
    ends = [place for place, (_, before) in enumerate(back) if before != -2]
    if not ends:
        return Series((), 0.0)
    place = max(ends, key=lambda end: (back[end][0], -end))
    score, chain = back[place][0], []
    while place >= 0:
        chain.append(members[place])
        place = back[place][1]
    chain.reverse()
    while len(chain) > 1 and not chain[-1].run_in and tail_reason(lines[chain[-1].line].text[chain[-1].mark.length :]):
        chain.pop()
    return Series(tuple(chain[:MOST]), score)


def _likeness(lines: Sequence[Line], members: list[Heading], place: int) -> float:
    heading = members[place]
    line = lines[heading.line]
    following = members[place + 1].line if place + 1 < len(members) else len(lines)
    words_at = heading.line if lines[heading.line].end >= heading.end else heading.line + 1
    below = heading.run_in or any(
        not lines[index].reason for index in range(words_at + 1, min(following, words_at + 30))
    )
    score = 4.0 if below else 0.2
    score += 0.0 if heading.run_in else 2.0
    score += 0.5 * line.alone - 0.5 * line.edge
    return score - 1.0 * bool(heading.mark.style == "digit" and TERMINAL.search(line.text) and not heading.run_in)


def choose(lines: Sequence[Line], headings: list[Heading], declared: int) -> Series | None:
    """Return the series of the trends.

    In this order: what calls its members trends (趋势一, Trend 1); the sections of the one chapter that is named after trends;
    a series as long as the title or introduction says; the highest series of two or more, with numbers before without, and
    lines that are marked as headings before others; one heading.

    Parameters
    ----------
    lines
        Of the text.
    headings
        Of the text.
    declared
        How many trends the head of the text says there are; 0 if it does not.

    Returns
    -------
    Series or None
        None if no line is a heading.
    """
    series = all_series(lines, headings)
    several = [one for one in series if len(one.headings) > 1]
    called = [one for one in several if one.headings[0].mark.style == "trend"]
    if called:
        return max(called, key=lambda one: len(one.headings))
    apart = [one for one in several if not one.run_in and one.headings[0].mark.style != "ordinal-be"]
    for one in apart:
        inner = _inside_named_chapter(lines, headings, one, declared)
        if inner:
            return inner
    exact = [one for one in several if len(one.headings) == declared]
    if exact:
        return exact[0]
    apart = [one for one in apart if not any(_within(one, other) for other in apart)]
    once = [one for one in apart if one.headings[0].mark.style and _begins_once(lines, headings, one)]
    marked = [one for one in once if one.headings[0].mark.level] or [one for one in apart if one.headings[0].mark.level]
    ranked = marked or once or apart or several or [one for one in series if not one.headings[0].mark.named]
    return ranked[0] if ranked else None


def _within(inner: Series, outer: Series) -> bool:
    """Return whether a series is a list inside one section of another whose members have text below them."""
    first, last = inner.headings[0].line, inner.headings[-1].line
    lines = [heading.line for heading in outer.headings]
    numbered = bool(inner.headings[0].mark.style and outer.headings[0].mark.style)
    if not numbered or outer.score < 5 * len(lines) or first < lines[0]:
        return False
    between = any(begin < first and last < end for begin, end in itertools.pairwise(lines))
    return between or (first > lines[-1] and len(inner.headings) < len(lines))


def _begins_once(lines: Sequence[Line], headings: list[Heading], series: Series) -> bool:
    """Return whether the numbers of a series never begin anew, as those of sections inside chapters do."""
    key = series.headings[0].mark.key
    firsts = {lines[heading.line].text for heading in headings if heading.mark.key == key and heading.number == 1}
    return len(firsts) == 1


def _inside_named_chapter(
    lines: Sequence[Line], headings: list[Heading], chapters: Series, declared: int
) -> Series | None:
    """Return the sections of the one chapter whose name says trends, if the other chapters' names do not."""
    named = [
        place
        for place, heading in enumerate(chapters.headings)
        if TRENDS_NAMED.search(lines[heading.line].text[heading.mark.length :])
    ]
    if len(named) != 1:
        return None
    bounds = [heading.line for heading in chapters.headings] + [len(lines)]
    begin, end = bounds[named[0]], bounds[named[0] + 1]
    inner = [
        heading
        for heading in headings
        if begin < heading.line < end and heading.mark.key != chapters.headings[0].mark.key
    ]
    several = [one for one in all_series(lines, inner) if len(one.headings) > 1 and not one.run_in]
    exact = [one for one in several if len(one.headings) == declared]
    best = exact or several
    return best[0] if best else None


def encloses(key: tuple[int, str], chosen: Series, headings: Iterable[Heading], lines: Sequence[Line]) -> bool:
    """Return whether marks of one kind stand above those of the trends in the outline.

    Parameters
    ----------
    key
        Kind of mark.
    chosen
        Series of the trends.
    headings
        Of the text.
    lines
        Of the text.

    Returns
    -------
    bool
        By level in Markdown; else by the custom of numbering; where custom says nothing, by standing before the first trend
        and never beginning anew.
    """
    members = [heading for heading in headings if heading.mark.key == key and not heading.run_in]
    own = chosen.headings[0].mark
    if own.key == key or not members:
        return False
    if own.level or key[0]:
        return bool(key[0]) and (not own.level or key[0] < own.level)
    first = chosen.headings[0].line
    before = any(heading.line < first and not lines[heading.line].reason for heading in members)
    numbers = Counter(heading.number for heading in members)
    if own.rank >= 8:
        return before and numbers[1] == 1 and members[0].mark.rank < 8
    return members[0].mark.rank < own.rank and before
