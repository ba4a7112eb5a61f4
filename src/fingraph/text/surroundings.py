"""What a line is by what stands around it: repeated, part of a caption or advertisement, a note, or a quote set apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fingraph.text.frame import NOTES_NAMED, READING_NAMED, TERMINAL, width

if TYPE_CHECKING:
    from fingraph.text.series import Line

REPEATED = 3
"""A short line that stands so often is no statement."""
LONGEST_REPEATED = 80
LONGEST_CELL = 60
"""Columns of a line that may go on a caption or table."""
CAPTION, TABLE, ADVERTISEMENT, NOTE, QUOTE = "caption", "table", "advertisement", "note or source", "quote set apart"
REPEATS = "line repeated, as a page header"
LONGEST_QUOTE = 12
"""Lines."""
BARE_LABEL = re.compile(
    r"(?:figure|fig\.|table|chart|exhibit|graph|box|[图表]|图表|专栏)\s*[A-Z]?[0-9一二三四五六七八九十]{1,3}$",
    re.IGNORECASE,
)
OF_TABLE = re.compile(r"(?:table|表|附表)\s*[A-Z]?[0-9一二三四五六七八九十]", re.IGNORECASE)
OF_BOX = re.compile(r"(?:box|专栏)\s*[A-Z]?[0-9一二三四五六七八九十]", re.IGNORECASE)
PAGE_AFTER = re.compile(
    r"\s(?:page|p\.|第|[-–—·])?\s*[0-9]{1,3}(?:\s*(?:of|/)\s*[0-9]{1,3})?\s*[页–—·-]?$", re.IGNORECASE
)
UNITS = re.compile(r"[(（].*[)）]$")
ATTRIBUTION = re.compile(r"(?:[—–―]+|--+)\s*\S")
QUOTED = re.compile(r"[“\"「『].*[”\"」』]$", re.DOTALL)
BETWEEN_NAMES = re.compile(r"\s{2,}|\s*[|｜·•]\s*")
CALLED = re.compile(r"[a-z)）”\"'’][.,;](?P<plain>[0-9]{1,2})(?=\s|$)|(?<!^)(?P<circled>[①-⑳])", re.MULTILINE)
CITES = re.compile(r"\b(?:19|20)[0-9]{2}\b|https?://|\b(?:see|cf\.?|ibid)\b|\bpp?\.?\s*[0-9]", re.IGNORECASE)


def of_notes(lines: Sequence[Line]) -> list[Line]:
    """Mark the numbered notes below a line such as References, and the titles below one such as Further reading.

    Parameters
    ----------
    lines
        Of the text.

    Returns
    -------
    list of Line
        As many, some with a reason.
    """
    below, marked = "", []
    for line in lines:
        words = line.text[line.mark.length :] if line.mark else line.text
        numbered = bool(line.mark and line.mark.number and not line.mark.level)
        if NOTES_NAMED.match(words) or READING_NAMED.match(words):
            below = "titles" if READING_NAMED.match(words) else "notes"
        elif numbered and (below == "titles" or (below and CITES.search(words))):
            marked.append(replace(line, reason=line.reason or NOTE))
            continue
        elif line.alone:
            below = ""
        marked.append(line)
    return marked


def by_surroundings(lines: Sequence[Line], own: set[int], candidates: set[int]) -> list[Line]:
    """Mark what a line by itself does not show to be no statement.

    Parameters
    ----------
    lines
        Of the text.
    own
        Indices of the headings of trends.
    candidates
        Indices of lines that could be headings.

    Returns
    -------
    list of Line
        As many, some with a reason, those of ``own`` with none.
    """
    marked = _without_repeats(lines, own, candidates)
    first = min(own)
    for find in (_names_at_edges, _called_notes, _parts_of_captions, _quotes):
        for index, reason in find(marked, first).items():
            if index not in own and not marked[index].reason:
                marked[index] = replace(marked[index], reason=reason)
    return marked


def _without_repeats(lines: Sequence[Line], own: set[int], candidates: set[int]) -> list[Line]:
    """Mark the lines that only repeat: headings in a table of contents or a page header, and names of a house or report."""
    keys = [_same(line.text) for line in lines]
    titles = {keys[index] for index in own}
    counts = Counter(key for key, line in zip(keys, lines, strict=True) if len(line.text) <= LONGEST_REPEATED)
    marked = []
    for index, (key, line) in enumerate(zip(keys, lines, strict=True)):
        if index in own or line.reason:
            marked.append(replace(line, reason="") if index in own else line)
        elif index in candidates and key in titles:
            marked.append(replace(line, reason="heading repeated, as in a table of contents or page header"))
        elif counts[key] >= REPEATED and not TERMINAL.search(line.text) and any(map(str.isalpha, key)):
            marked.append(replace(line, reason=REPEATS))
        else:
            marked.append(line)
    return marked


def _words(line: Line) -> str:
    return line.text[line.mark.length :] if line.mark and line.mark.level else line.text


def _same(text: str) -> str:
    return "".join(text.split()).casefold()


def _names_at_edges(lines: Sequence[Line], first: int) -> dict[int, str]:
    """Find lines below the first trend that only name the report or its house, or join short names by bars."""
    title = {_same(_words(line)) for line in lines[: min(first, 3)]}
    names = title | {_same(line.text) for line in lines[:first] if not TERMINAL.search(line.text) and not line.reason}
    found = {}
    for index, line in enumerate(lines[first:], first):
        if line.mark or len(line.text) > LONGEST_REPEATED or TERMINAL.search(line.text):
            continue
        whole = _same(line.text)
        parts = [_same(PAGE_AFTER.sub("", f" {part}")) for part in BETWEEN_NAMES.split(line.text)]
        words = [part for part in parts if part]
        numbered = len(parts) > 1 or words[:1] != [whole]
        barred = re.search(r"\S\s*[|｜]\s*\S", line.text)
        named = words and (names if numbered else title).issuperset(words)
        if barred or named or whole in title:
            found[index] = REPEATS
    return found


def _called_notes(lines: Sequence[Line], first: int) -> dict[int, str]:
    """Find notes whose number stands at the end of a sentence, or whose circled one stands inside a line, before them."""
    called: set[str] = set()
    found = {}
    for index, line in enumerate(lines[first:], first):
        number = str(line.mark.number) if line.mark else ""
        circled = line.text[0] in called and not line.text[0].isdecimal()
        if circled or (number in called and TERMINAL.search(line.text) and CITES.search(line.text)):
            found[index] = NOTE
        else:
            called |= {match["plain"] or match["circled"] for match in CALLED.finditer(line.text)}
    return found


def _parts_of_captions(lines: Sequence[Line], first: int) -> dict[int, str]:
    """Find what goes on a caption, table or advertisement: short lines that end no sentence; items of a box."""
    found: dict[int, str] = {}
    going = ""
    for index, line in enumerate(lines[first:], first):
        above = lines[index - 1].text if index else ""
        if line.reason in (CAPTION, TABLE, ADVERTISEMENT):
            going = line.reason
        elif going and not line.reason and _goes_on(line, above, going, index - 1 in found):
            found[index] = going
            going = "" if going == ADVERTISEMENT and index + 1 < len(lines) and lines[index + 1].alone else going
        else:
            going = ""
    return found


def _goes_on(line: Line, above: str, going: str, further: bool) -> bool:
    if going == ADVERTISEMENT:
        return not line.mark
    if line.mark and line.mark.number:
        return bool(OF_BOX.match(above)) or (going == CAPTION and further and line.mark.style == "digit")
    if TERMINAL.search(line.text) or width(line.text) > LONGEST_CELL or line.mark:
        return False
    return not line.alone or further or bool(UNITS.match(line.text) or BARE_LABEL.match(above) or OF_TABLE.match(above))


def _quotes(lines: Sequence[Line], first: int) -> dict[int, str]:
    """Find quotes that stand apart with the name of who is quoted below them."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines[first + 1 :], first + 1):
        if ATTRIBUTION.match(line.text) and not TERMINAL.search(line.text) and width(line.text) <= LONGEST_REPEATED:
            begin = index - 1
            while index - LONGEST_QUOTE < begin > first and not lines[begin].alone:
                begin -= 1
            if QUOTED.match("\n".join(_texts(lines[begin:index]))):
                found.update(dict.fromkeys(range(begin, index + 1), QUOTE))
    return found


def _texts(lines: Iterable[Line]) -> Iterable[str]:
    return (line.text for line in lines)
