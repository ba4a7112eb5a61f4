"""Words of a Chinese or English sentence, each with the part that it can have in a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rjieba import Jieba

NOUN, VERB, ADJECTIVE, OF, OTHER, BREAK = "noun", "verb", "adjective", "of", "other", "break"
"""What a word can be in a name: its head, a part, an attribute, 的 or *of*; OTHER and BREAK end a name."""

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-+&./'’][A-Za-z0-9]+)*")
ENGLISH = re.compile(r"[A-Za-z0-9][A-Za-z0-9]*(?:[-+&./][A-Za-z0-9]+)*|[^\sA-Za-z0-9]")
KINDS = {
    "n": NOUN, "vn": NOUN, "an": NOUN, "eng": NOUN, "j": NOUN, "l": NOUN, "i": NOUN, "s": NOUN, "x": BREAK,
    "v": VERB, "vd": VERB, "vi": VERB, "a": ADJECTIVE, "ad": ADJECTIVE, "b": ADJECTIVE, "z": ADJECTIVE,
    "ag": ADJECTIVE, "vg": VERB, "g": NOUN, "h": ADJECTIVE, "k": NOUN,
}  # fmt: skip
DEGREE = frozenset("进一步 更加 广泛 不断 海量 各类 大量 持续 逐步 逐渐 显著 全面 深入 积极 日益 较 最 更".split())
"""Words of degree and number, which stay outside a name."""
FUNCTION = frozenset(
    """a about above after again against all also although among an and any are as at be because been before being below between
    both but by can could did do does doing down during each either even every few first for from further had has have having he
    her here his how however if in into is it its itself just last least less like many may might more most much must near new no
    nor not now of off on once one only or other others our out over own per rather same second several shall she should since so
    some still such than that the their them then there these they third this those three through thus to too toward towards two
    under until up upon us very was we well were what when where whether which while who whom whose why will with within without
    would year years yet you your meanwhile moreover therefore according across already always around become becomes became
    another""".split()
)  # fmt: skip
OF_WORDS = frozenset({"of", "的", "之"})


class Word(NamedTuple):
    """A word: its text, code points from ``start`` to ``end``, and one of the parts above."""

    text: str
    start: int
    end: int
    kind: str


def words(text: str, names: Sequence[tuple[int, int]] = ()) -> list[Word]:
    """Take a sentence apart into words and marks.

    Parameters
    ----------
    text
        A sentence; one with Chinese characters is read as Chinese.
    names
        Where known names stand, none inside another and in the order of the text; each is one word.

    Returns
    -------
    list of Word
        In the order of the text, without white space.

    Examples
    --------
    >>> [(word.text, word.kind) for word in words("Use of large models.", [(7, 19)])]
    [('Use', 'noun'), ('of', 'of'), ('large models', 'noun'), ('.', 'break')]
    """
    split = _chinese if CHINESE.search(text) else _english
    found: list[Word] = []
    at = 0
    for start, end in (*names, (len(text), len(text))):
        found += (word._replace(start=word.start + at, end=word.end + at) for word in split(text[at:start]))
        if end > start:
            found.append(Word(text[start:end], start, end, NOUN))
        at = end
    return found


def _english(text: str) -> Iterator[Word]:
    for found in ENGLISH.finditer(text):
        word = found[0]
        if not word[0].isalnum():
            kind = BREAK
        elif word.lower() in OF_WORDS:
            kind = OF
        elif word.lower() in FUNCTION or word[0].isdigit():
            kind = OTHER
        else:
            kind = NOUN
        yield Word(word, found.start(), found.end(), kind)


def _chinese(text: str) -> Iterator[Word]:
    at, latin = 0, {found.start(): found.end() for found in LATIN.finditer(text)}
    reached = 0
    for token, tag in _segmenter().tag(text):
        start, at = at, at + len(token)
        if start < reached or token.isspace():
            continue
        if start in latin and latin[start] > at:
            reached = latin[start]
            yield Word(text[start:reached], start, reached, NOUN)
        else:
            yield Word(token, start, at, _kind(token, tag))


def _kind(token: str, tag: str) -> str:
    if token in OF_WORDS:
        return OF
    if token in DEGREE:
        return OTHER
    if tag == "x" or tag.startswith("w"):
        return BREAK
    return KINDS.get(tag) or (NOUN if tag.startswith("n") else OTHER)


@cache
def _segmenter() -> Jieba:
    from rjieba import Jieba

    return Jieba()
