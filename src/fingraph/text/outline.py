"""The outline of a report: its trends, the sentences of each, and the frame around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fingraph.model import Excluded
from fingraph.text.frame import (
    CONTACT,
    SELF_DESCRIPTION,
    TERMINAL,
    about_itself,
    declared_count,
    line_reason,
    tail_reason,
    width,
)
from fingraph.text.marks import read_mark
from fingraph.text.sentences import sentence_spans
from fingraph.text.series import Heading, Line, Series, as_heading, choose, encloses
from fingraph.text.surroundings import by_surroundings, of_notes

LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")
OUTSIDE = re.compile(r"^[\s\ufeff\u200b]+|[\s\u200b]+$")
WIDEST = 140
"""Columns; lines that are longer are paragraphs."""
GOES_ON = re.compile(r"[a-z，。；：、！？）》”’]")
"""What begins no sentence, nor any paragraph."""
LONGEST_NAME = 60
"""Columns of the name of a section."""
HEAD = 1500
"""Code points in which a report says what it is."""


@dataclass(frozen=True, slots=True)
class Section:
    """A trend: the span of its heading, and those of its sentences."""

    number: int
    heading: tuple[int, int]
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text consists of.

    Parameters
    ----------
    sections
        The trends, in order.
    excluded
        Spans that hold no statement of a trend, in order.
    """

    sections: tuple[Section, ...]
    excluded: tuple[Excluded, ...]


def outline(text: str) -> Outline:
    """Find trends, sentences and frame of a report, from its text alone.

    Parameters
    ----------
    text
        A rendition; form feeds part its pages, ``#`` marks headings where it comes from Markdown, HTML or PDF.

    Returns
    -------
    Outline
        Without sections if no line is a heading.

    Examples
    --------
    >>> text = "两大趋势\\n导语。\\n一、云\\n云在增长。成本下降。\\n二、链\\n链在扩展。\\n免责声明：仅供参考。"
    >>> found = outline(text)
    >>> [(section.number, text[slice(*section.heading)], len(section.sentences)) for section in found.sections]
    [(1, '云', 2), (2, '链', 1)]
    >>> [span.reason for span in found.excluded]
    ['title', 'introduction', 'disclaimer']
    """
    lines = of_notes(_lines(text))
    headings = [heading for index in range(len(lines)) if (heading := as_heading(lines, index))]
    head = text[:HEAD]
    chosen = choose(lines, headings, declared_count(head))
    if chosen is None:
        return Outline((), ())
    own, candidates = {heading.line for heading in chosen.headings}, {heading.line for heading in headings}
    return _Division(text, by_surroundings(lines, own, candidates), headings, chosen).outline()


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    breaks = [match.start() for match in re.finditer("\f", text)]
    end, page = -1, 0
    for match in LINE.finditer(text):
        span = OUTSIDE.sub("", match[0])
        if not span:
            continue
        start = match.start() + match[0].find(span)
        turned = bool(breaks) and page < len(breaks) and breaks[page] < start
        while page < len(breaks) and breaks[page] < start:
            page += 1
        edge = bool(breaks) and (turned or not lines)
        if turned and lines:
            lines[-1] = replace(lines[-1], edge=True)
        alone = not lines or len(re.findall(r"\n|\r(?!\n)|\f", text[end:start])) > 1
        turned_inside = turned and not re.search(r"[\r\n]", text[end:start]) and bool(lines)
        lines.append(
            Line(
                start,
                start + len(span),
                span,
                read_mark(span),
                alone and not turned_inside,
                edge,
                line_reason(span),
                turned_inside,
            )
        )
        end = start + len(span)
    return lines


class _Division:
    """A text divided into trends and frame."""

    def __init__(self, text: str, lines: list[Line], headings: list[Heading], chosen: Series) -> None:
        self.text, self.lines, self.chosen = text, lines, chosen
        keys = {heading.mark.key for heading in headings}
        above = {key for key in keys if encloses(key, chosen, headings, lines)}
        self.above = {heading.line for heading in headings if heading.mark.key in above}
        self.wrap = _wrapped_at(lines)
        self.excluded: list[Excluded] = []
        own, starts = chosen.headings[0].mark, {heading.line for heading in chosen.headings}
        self.beside = {
            index
            for index, line in enumerate(lines)
            if own.level and line.mark and 0 < line.mark.level <= own.level and index not in starts
        }
        begin = chosen.headings[0].start
        # Where a house names itself: right before the trends, and at the beginning.
        self.house = text[max(0, begin - HEAD) : begin] + text[: HEAD // 3]
        first, last = chosen.headings[0].line, chosen.headings[-1].line
        self.named = any(self._is_name(index) for index in range(first + 1, last) if index not in starts)

    def outline(self) -> Outline:
        """Return sections and frame."""
        first, *_ = bounds = [heading.line for heading in self.chosen.headings]
        self._head(first)
        ends = [*bounds[1:], len(self.lines)]
        numbered = enumerate(zip(self.chosen.headings, ends, strict=True), 1)
        found = [self._section(number, heading, end) for number, (heading, end) in numbered]
        return Outline(tuple(found), tuple(_merged(self.excluded, self.text)))

    def _head(self, first: int) -> None:
        """Leave out what stands before the first trend."""
        for index, line in enumerate(self.lines[:first]):
            titled = index == 0 and not TERMINAL.search(line.text) and width(line.text) <= WIDEST
            self._leave_out(index, line.reason or ("title" if titled else "introduction"))

    def _section(self, number: int, heading: Heading, end: int) -> Section:
        begin, stop = self._words(heading, end)
        spans: list[tuple[int, int]] = []
        if heading.run_in:
            line = self.lines[heading.line]
            spans += sentence_spans(self.text, self._after_mark(stop, line.end), line.end)
        index = begin
        last = end == len(self.lines)
        reason = ""
        while index < end:
            line = self.lines[index]
            reason = reason or self._closing(index, last=last)
            if reason or line.reason:
                reason = self._other(index, reason)
                self._leave_out(index, line.reason if line.reason and not reason else reason)
                index += 1
                continue
            following = self._paragraph_end(index, end)
            start = line.start + (line.mark.length if line.mark and not line.mark.spoken else 0)
            spans += sentence_spans(self.text, start, self.lines[following - 1].end)
            index = following
        return Section(number, (heading.start, stop), tuple(spans))

    def _words(self, heading: Heading, end: int) -> tuple[int, int]:
        """Return the line after a heading's, and where its words end: a heading may go on in the next line."""
        index = heading.line + (0 if heading.run_in or heading.end <= self.lines[heading.line].end else 1)
        if heading.run_in or index + 2 >= end or not self._goes_on(index):
            return index + 1, heading.end
        after = self.lines[index + 1], self.lines[index + 2]
        if after[1].alone and not TERMINAL.search(after[0].text) and not after[0].mark:
            return index + 2, after[0].end
        return index + 1, heading.end

    def _after_mark(self, start: int, end: int) -> int:
        """Return where text begins after a heading in the same line, its full stop left out."""
        while start < end and (self.text[start] in "。；！？." or self.text[start].isspace()):
            start += 1
        return start

    def _closing(self, index: int, *, last: bool) -> str:
        """Return why a line ends the trend it stands under, or an empty text."""
        line = self.lines[index]
        if (index in self.above or index in self.beside) and not line.reason:
            return "section after the trends" if last and index in self.beside else "chapter heading and introduction"
        if not last:
            return ""
        words = line.text[line.mark.length :] if line.mark else line.text
        reason = tail_reason(words)
        if not reason and (about_itself(words, self.house) or self._beyond(index)):
            reason = "the house about itself"
        if not reason and not self.named and len(self.chosen.headings) > 2 and self._is_name(index):
            reason = "section after the trends"
        return reason

    def _is_name(self, index: int) -> bool:
        """Return whether a line by itself names a section: short, without number, between paragraphs that end in sentences."""
        line, before = self.lines[index], self.lines[index - 1]
        if line.mark or line.reason or not line.alone or TERMINAL.search(line.text) or width(line.text) > LONGEST_NAME:
            return False
        after = self.lines[index + 1 : index + 2]
        return bool(after and TERMINAL.search(before.text) and not after[0].mark and not after[0].reason)

    def _other(self, index: int, reason: str) -> str:
        """Return the reason of a line in the end of a report, which may begin another part of it."""
        line = self.lines[index]
        words = line.text[line.mark.length :] if line.mark else line.text
        return (tail_reason(words) or reason) if reason else ""

    def _beyond(self, index: int) -> bool:
        """Return whether a paragraph is one more than any trend has, in a report of evenly built trends, and speaks of its house."""
        own = self.chosen.headings
        if len(own) < 5:
            return False
        sizes = {after.line - before.line for before, after in itertools.pairwise(own)}
        line = self.lines[index]
        speaks = CONTACT.search(line.text) or SELF_DESCRIPTION.search(line.text) or not TERMINAL.search(line.text)
        return len(sizes) == 1 and index - own[-1].line >= sizes.pop() and bool(speaks)

    def _paragraph_end(self, index: int, end: int) -> int:
        """Return the line after a paragraph, which may be wrapped over several."""
        following = index + 1
        while following < end and self._goes_on(following - 1) and not self.lines[following].mark:
            if self.lines[following].reason or following in self.above:
                break
            following += 1
        return following

    def _goes_on(self, index: int) -> bool:
        """Return whether the next line continues one, which then was wrapped: the next word did not fit."""
        if index + 1 >= len(self.lines):
            return False
        line, following = self.lines[index], self.lines[index + 1]
        if following.flows or (not following.alone and GOES_ON.match(following.text)):
            return True
        # After a full stop the sentences are parted anyway, but for an abbreviation at the end of a line.
        closed = TERMINAL.search(line.text) and not line.text.endswith(".")
        if not self.wrap or following.alone or closed:
            return False
        word = following.text.split(maxsplit=1)[0][:20] if following.text.isascii() else following.text[:1]
        return width(line.text) + width(word) + 1 > 0.85 * self.wrap

    def _leave_out(self, index: int, reason: str) -> None:
        self.excluded.append(Excluded(self.lines[index].start, self.lines[index].end, reason))


def _wrapped_at(lines: Sequence[Line]) -> int:
    """Return the columns at which lines were wrapped; 0 if paragraphs stand in one line each.

    All lines are looked at, then only those that another follows without a blank line, as in a text of many short paragraphs.
    """
    within = [
        line
        for line, following in itertools.pairwise(lines)
        if not (following.alone or following.mark or following.reason or line.reason)
    ]
    return _common_width(lines) or _common_width(within)


def _common_width(lines: Sequence[Line]) -> int:
    widths = sorted(width(line.text[: WIDEST + 1]) for line in lines)
    if len(widths) < 5:
        return 0
    widest = widths[int(len(widths) * 0.95)]
    full = sum(0.85 * widest <= one <= 1.1 * widest for one in widths)
    return widest if widest <= WIDEST and full * 4 >= len(widths) else 0


def _merged(spans: list[Excluded], text: str) -> Iterator[Excluded]:
    """Yield the spans, those of one reason with nothing but white space between them as one."""
    held: Excluded | None = None
    for span in sorted(spans, key=lambda span: span.start):
        if held and held.reason == span.reason and not text[held.end : span.start].strip():
            held = Excluded(held.start, span.end, held.reason)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held
