"""Numbers and marks at the start of a line: 一、 （一） 1. 第一， 趋势一： Trend 1: #1 ## and bullets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HAN_DIGITS = "一二三四五六七八九"
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
ENGLISH_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
ENGLISH_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
LETTERS = "abcdefgh"
_HAN = "(?:[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾])"
_ARABIC = "[0-9０-９]{1,2}(?![0-9０-９])"
_ANY = f"(?P<n>{_HAN}|{_ARABIC})"
_ENGLISH = f"(?P<n>{_ARABIC}|{'|'.join(ENGLISH_NUMBERS)})"
_AFTER = r"(?:\s*[:：、，,.．|｜丨·/—–-]+\s*|\s+|$)"
_ORDINAL = f"(?P<n>{'|'.join(ENGLISH_ORDINALS)})"
_ZH_NOUN = "(?:趋势|预测|关键词)"
_EN_NOUN = "(?:mega)?(?:trend|theme|prediction|force|shift)"

RUN_IN = frozenset({"trend", "spelled", "ordinal", "han", "han-paren", "digit", "hash"})
"""Styles whose heading may share its line with the text below it: ``趋势一：标题。正文。``"""
PART_OF_SENTENCE = frozenset({"ordinal", "ordinal-be", "spelled"})
"""Styles whose number belongs to the sentence, as 第一， and 一是 do."""

STYLES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (style, rank, re.compile(pattern, re.IGNORECASE))
    for style, rank, pattern in (
        (
            "trend",
            9,
            rf"(?:第{_ANY}(?:大|个)?(?:趋势|预测)|{_ZH_NOUN}(?:之)?\s*{_ANY.replace('<n>', '<m>')}){_AFTER}",
        ),
        ("trend", 9, rf"[【「『〔（(\[]\s*(?:{_ZH_NOUN}|{_EN_NOUN}\s)\s*{_ANY}\s*[】」』〕）)\]]\s*[:：、]?\s*"),
        ("trend", 9, rf"{_EN_NOUN}(?:\s+|(?=#))(?:no\.?\s*|number\s+)?#?\s*{_ENGLISH}{_AFTER}"),
        ("trend", 9, rf"(?:the\s+)?{_ORDINAL}\s+{_EN_NOUN}\s*[:：|—–-]\s*"),
        ("spelled", 3, rf"{_ORDINAL}\s*[:：|—–]\s+(?=\S)"),
        ("bracketed", 3, rf"[【「『〔]\s*{_ANY}\s*[】」』〕]\s*"),
        ("keycap", 3, r"(?P<n>[0-9])\ufe0f?\u20e3\s*"),
        ("slash", 3, rf"(?P<n>{_ARABIC})\s*(?:[/／:：]|[–—-](?=\s))\s*(?=[^\W\d]|[“\"])"),
        ("letter", 3.2, rf"(?-i:(?P<n>[A-{LETTERS[-1].upper()}]))[.．、)]\s+(?=[^\W\d])"),
        ("roman-sign", 1, r"(?P<n>[Ⅰ-Ⅻ])\s*[.．、:：]?\s*"),
        ("han-spaced", 3.5, rf"(?P<n>{_HAN})(?:[ \u3000]+(?=[\u4e00-\u9fff“])|\s*[|｜丨/·]\s*)"),
        ("spelled", 3, rf"(?P<n>{'|'.join(ENGLISH_NUMBERS)})\s*[:：.|—–]\s+(?=\S)"),
        ("chapter", 0, rf"第\s*{_ANY}\s*(?:章|篇|部分){_AFTER}"),
        ("chapter", 0, rf"(?:chapter|part)\s*[.．]?\s*(?P<n>{_ARABIC}|[ivx]+|{'|'.join(ENGLISH_NUMBERS)}){_AFTER}"),
        ("section", 0.5, rf"第\s*{_ANY}\s*节{_AFTER}"),
        ("roman", 1, r"(?-i:(?P<n>[IVX]{1,5}))(?:[.．、:：|]\s+|\s+[–—|-]\s+|\s{2,}(?=[A-Z]))"),
        ("han", 1, rf"(?P<n>{_HAN})\s*[、.．]\s*"),
        ("han-paren", 2, rf"[（(]\s*(?P<n>{_HAN})\s*[）)]\s*[、.．]?\s*"),
        ("ordinal", 8, rf"第(?P<n>{_HAN})[，,、：:]"),
        ("ordinal-be", 8, rf"(?P<n>{_HAN})是"),
        ("decimal", 4, r"[0-9]{1,2}(?:\.[0-9]{1,2})+[.．、]?\s+"),
        ("digit", 3, rf"(?P<n>{_ARABIC})(?:、|[.．](?![0-9]))\s*"),
        ("hash", 3, rf"(?:[#§]\s*|No\.?\s*|Top\s*\.?)(?P<n>{_ARABIC}){_AFTER}"),
        ("digit-paren", 5, rf"[（(]?\s*(?P<n>{_ARABIC})\s*[）)]\s*"),
        ("circled", 6, "(?P<n>[①-⑳])"),
        ("padded", 3, rf"(?P<n>0[1-9]|[1-9][0-9](?=\s*$)|[1-9][0-9]?(?=\s*[|｜])){_AFTER}"),
        ("named", 3.4, rf"(?P<noun>[\u4e00-\u9fff]{{2,4}}?)(?:之)?\s*{_ANY}(?:\s*[:：、|｜丨·—–-]+\s*|\s+|$)"),
        ("named", 3.4, rf"(?P<noun>[A-Z][a-z]{{2,14}})\s+(?:no\.?\s*)?#?\s*{_ENGLISH}(?:\s*[:.|—–-]+\s+|$)"),
        ("bare", 4.5, r"(?P<n>[1-9])(?=\s*$)"),
        ("spaced", 3.5, r"(?P<n>[1-9][0-9]?)[ \t\u3000]+(?-i:(?=[A-Z\u4e00-\u9fff“\"]))"),
    )
)
"""Style, how high it stands in an outline by custom (0 is highest; 8 and above say nothing), and what it looks like."""

SYMBOLS = re.compile(r"(?:[\U0001f000-\U0001faff\u25a0-\u25ff\u2600-\u26ff\u2700-\u2775\u2794-\u27bf\ufe0f]\s*)+")
"""Pictures before a number."""
MARKDOWN = re.compile(r"(#{1,6})[ \t]+(?=\S)")
BULLET = re.compile(r"(?:[-*+•·●▪■◆◇○‣–—➢❖✓]|o(?=\s))[ \t\u3000]+(?=\S)|[•●▪■◆◇➢❖✓](?=\S)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before the words of a line.

    Parameters
    ----------
    style
        One of the names in :data:`STYLES`, with the noun of a named one, ``"bullet"``, or empty for a heading of Markdown without a number.
    rank
        How high the style stands in an outline by custom.
    number
        From 1; 0 if there is none.
    level
        Of a heading of Markdown, 1 to 6; 0 if it is none.
    length
        Characters that are mark, not words.
    """

    style: str
    rank: float
    number: int
    level: int
    length: int

    @property
    def key(self) -> tuple[int, str]:
        """What the marks of one series have in common."""
        return self.level, self.style

    @property
    def named(self) -> bool:
        """Whether it is a noun and a number, as of 转变一： or Shift 1:, which is a heading only in a series."""
        return self.style.startswith("named ")

    @property
    def spoken(self) -> bool:
        """Whether it belongs to the sentence if its line is no heading."""
        return self.named or self.style in PART_OF_SENTENCE


@lru_cache(maxsize=10_000)
def read_mark(line: str) -> Mark | None:
    """Read the number or mark at the start of a line.

    Parameters
    ----------
    line
        A line without white space before it.

    Returns
    -------
    Mark or None
        None if it starts with words.

    Examples
    --------
    >>> read_mark("（三）开放银行")
    Mark(style='han-paren', rank=2, number=3, level=0, length=3)
    >>> read_mark("## Trend 12: Cloud").number
    12
    >>> read_mark("3.5 percent") is None
    True
    """
    heading = MARKDOWN.match(line)
    level, begin = (len(heading[1]), heading.end()) if heading else (0, 0)
    pictures = SYMBOLS.match(line, begin)
    begin = pictures.end() if pictures else begin
    for style, rank, pattern in STYLES:
        if match := pattern.match(line, begin):
            if style == "decimal" and not level and not re.match(r"[^\W\d_]", line[match.end() :]):
                continue
            if style == "decimal" and line[match.end() : match.end() + 1].islower():
                continue
            groups = match.groupdict()
            number = number_of(groups.get("n") or groups.get("m") or "")
            noun = groups.get("noun") or ""
            return Mark(f"{style} {noun.lower()}".strip(), level or rank, number, level, match.end())
    if heading:
        return Mark("", level, 0, level, heading.end())
    bullet = BULLET.match(line)
    return Mark("bullet", 9, 0, 0, bullet.end()) if bullet else None


def is_mark(text: str) -> bool:
    """Return whether a text is a number or mark and nothing else, such as ``第一大趋势``."""
    mark = read_mark(text)
    return bool(mark and mark.number and mark.length == len(text))


def number_of(numeral: str) -> int:
    """Return the value of a numeral in figures, Chinese, Roman or English; 0 if it is none.

    Parameters
    ----------
    numeral
        Such as ``"十二"``, ``"07"``, ``"IV"`` or ``"Ten"``.

    Returns
    -------
    int
        From 0 to 99.

    Examples
    --------
    >>> [number_of(numeral) for numeral in ("十", "二十一", "０７", "IV", "Ten", "⑫", "大")]
    [10, 21, 7, 4, 10, 12, 0]
    """
    lower = numeral.lower().translate(FORMAL)
    for series in (ENGLISH_NUMBERS, ENGLISH_ORDINALS, tuple(LETTERS)):
        if lower in series:
            return series.index(lower) + 1
    if lower.isdecimal():
        return int(lower)
    if len(lower) == 1 and "①" <= lower <= "⑳":
        return ord(lower) - ord("①") + 1
    if han := re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", lower):
        tens, ten, ones = han.groups()
        if ten:
            return 10 * (HAN_DIGITS.find(tens) + 1 if tens else 1) + HAN_DIGITS.find(ones or "零") + 1
        return HAN_DIGITS.find(tens) + 1 if not ones and tens else 0
    return _roman(unicodedata.normalize("NFKC", lower))


def _roman(lower: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}.get(letter, 0) for letter in lower]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs) if all(values) else 0
