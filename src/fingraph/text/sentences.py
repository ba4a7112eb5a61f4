"""Sentences of a paragraph, in Chinese and English.

A sentence ends at 。！？； and at the English . ! ? with the closing quotes and brackets after them. Nothing between quotes
or brackets is cut. A full stop ends none in a decimal number, after an abbreviation or an initial, or before a small letter;
an ellipsis ends one only before a capital letter. An English semicolon joins clauses and ends nothing; between Chinese
characters it stands for ；.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PAIRS = {
    "“": "”",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "[": "]",
    "〔": "〕",
    "‘": "’",
}
CLOSERS = frozenset({*PAIRS.values(), '"', "’", "'"})
MIXED = {"（": ")", "(": "）"}
"""Brackets that texts close with the other width."""

NEVER_LAST = frozenset(
    "e.g i.e cf vs viz dr mr mrs ms prof st rev gen sen rep gov hon capt approx ca resp incl excl".split()
)
"""Abbreviations after which the sentence goes on."""
BEFORE_NUMBERS = frozenset(
    "no nos fig figs eq eqs vol p pp ch sec art para ed jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Abbreviations after which it goes on with a number."""
MAYBE_LAST = frozenset(["etc", "al", "inc", "ltd", "co", "corp", "plc", "jr", "sr", "dept", "est", "a.m", "p.m"])
"""Abbreviations that may stand last: the sentence ends if the next word is one that begins sentences."""
BEGINNERS = frozenset(
    "the this these those that it its in on at a an we our they their he she but and however for from as by to with while"
    " when if there some many most more all both such since after before banks".split()
)

END = re.compile(r"[。！？；!?;…]|\.")
GOES_ON = frozenset("的等之这那一、，,；;：:。）)")
"""What may follow a quoted sentence inside the sentence that quotes it."""
SAID = re.compile(
    r"[^。！？；“”]{1,25}?(?:说|表示|告诉|指出|认为|坦言|直言|强调|介绍|解释|透露|感叹|称)[^。！？；“”]{0,6}[。！？]"
)
"""Who said what stands in quotes before it."""
NOTE = re.compile(r"(?<=[a-z)\]”%])\.[0-9]{1,3}(?=\s+[A-Z“])|[.。！？!?]\s?(?:\[[0-9]{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)+")
"""A full stop with the number of a footnote."""
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]")
WORD_BEFORE = re.compile(r"[A-Za-z](?:[A-Za-z.]*[A-Za-z])?$")
NEXT_WORD = re.compile(r"[\s“\"(\[]*([A-Za-z]+)")
LONGEST_QUOTE = 1000
"""Code points; an opening mark whose end is farther away is taken for a slip."""
DEEPEST = 20
"""Quotes and brackets inside each other."""


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a paragraph, without the white space around them.

    Parameters
    ----------
    text
        A rendition.
    start
        Of the paragraph, in code points.
    end
        Of the paragraph, in code points.

    Yields
    ------
    tuple of int
        Start and end of a sentence that has a letter or a digit.

    Examples
    --------
    >>> text = "增长3.5%。他说：“好。”又说 (e.g. No. 5) 如此；完 The U.S. grew. So did we."
    >>> [text[start:end] for start, end in sentence_spans(text, 0, len(text))]
    ['增长3.5%。', '他说：“好。”', '又说 (e.g. No. 5) 如此；', '完 The U.S. grew.', 'So did we.']
    """
    begin = start
    for cut in _cuts(text, start, end):
        yield from _stripped(text, begin, cut)
        begin = cut
    yield from _stripped(text, begin, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    span = text[start:end]
    begin = start + len(span) - len(span.lstrip())
    if any(map(str.isalnum, span)):
        yield begin, start + len(span.rstrip())


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    quoted = _quoted(text, start, end)
    position = start
    while match := END.search(text, position, end):
        mark = match.start()
        last = mark + 1
        while last < end and text[last] in "。！？!?….":
            last += 1
        position = last
        if note := NOTE.match(text, mark, end):
            last = note.end()
        while last < end and text[last] in CLOSERS and (last in quoted or text[last] in "'’"):
            last += 1
        begin, close = quoted.get(mark, (mark, mark))
        inside = begin < mark < close and close >= last
        if not inside and _ends(text, mark, position, last, end):
            position = last
            yield last


def _quoted(text: str, start: int, end: int) -> dict[int, tuple[int, int]]:
    """Return, for each position in quotes or brackets, the outermost pair around it, its closing mark included."""
    pairs: list[tuple[int, int]] = []
    open_marks: list[int] = []
    straight: int | None = None
    for position in range(start, end):
        char = text[position]
        if char in PAIRS:
            open_marks.append(position)
            del open_marks[:-DEEPEST]
        elif char == '"':
            if straight is not None:
                pairs.append((straight, position))
            straight = position if straight is None else None
        elif char != "’" or not text[position + 1 : position + 2].isalnum():  # no apostrophe inside a word
            _close(text, char, position, open_marks, pairs)
    inside: dict[int, tuple[int, int]] = {}
    for begin, close in sorted(pairs):
        if close - begin <= LONGEST_QUOTE and begin not in inside:
            inside.update(dict.fromkeys(range(begin, close + 1), (begin, close)))
    return inside


def _close(text: str, char: str, position: int, open_marks: list[int], pairs: list[tuple[int, int]]) -> None:
    """Pair a closing mark with the last mark that it may close; what opened after that was a slip."""
    for index in range(len(open_marks) - 1, -1, -1):
        opener = text[open_marks[index]]
        if char in (PAIRS[opener], MIXED.get(opener)):
            pairs.append((open_marks[index], position))
            del open_marks[index:]
            return


def _ends(text: str, mark: int, after: int, last: int, end: int) -> bool:
    """Return whether the marks from ``mark`` to ``after``, with closing ones up to ``last``, end a sentence."""
    if last >= end:
        return True
    marks, following = text[mark:after], text[last]
    if "。" in marks:
        return last == after or not (following in GOES_ON or SAID.match(text, last, end))
    if marks[0] == "；":
        return True
    if marks[0] == ";":
        return bool(CHINESE.match(text, mark - 1)) if mark else False
    if re.search("[！？]", marks):
        return last == after or following.isspace()
    return _english_end(text, mark, marks, last, end)


def _english_end(text: str, mark: int, marks: str, last: int, end: int) -> bool:
    if not text[last].isspace():
        return marks[-1] in "!?" and bool(CHINESE.match(text, mark - 1)) and mark > 0
    following = text[last:end].lstrip()[:1]
    if not following or following.islower():
        return not following
    if marks in ("…", "……"):
        return not CHINESE.match(following)
    return marks != "." or not _abbreviated(text, mark, last)


def _abbreviated(text: str, mark: int, last: int) -> bool:
    """Return whether the full stop belongs to an abbreviation, and the sentence goes on after it."""
    before = WORD_BEFORE.search(text, max(0, mark - 20), mark)
    if not before:
        return False
    word = before[0].lower()
    if word in NEVER_LAST or (word in BEFORE_NUMBERS and re.match(r"\s*[0-9]", text[last : last + 9])):
        return True
    initial = len(word) == 1 and before[0].isupper()
    letters = bool(re.fullmatch(r"[A-Za-z](?:\.[A-Za-z])+", word))
    if not (initial or letters or word in MAYBE_LAST):
        return False
    following = NEXT_WORD.match(text, last)
    return not following or following[1].lower() not in BEGINNERS
