"""Text in figures: in which language, in fonts that have every character, and safe whatever a label holds."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from fingraph.errors import FigureError
from fingraph.terminal import printable, width

Language = Literal["en", "zh", "both"]

FONT_VARIABLE = "FINGRAPH_FONT"
"""Environment variable: the family of the font for Chinese, instead of the first of :data:`CHINESE_FAMILIES` installed."""

CHINESE_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Sarasa Gothic SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    # Before 3.11 matplotlib sees the first face of a collection only; it has the same characters.
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Noto Serif CJK JP",
    "SimSun",
    "Songti SC",
    "Arial Unicode MS",
)
LATIN_FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that English figures look the same everywhere."""

PROBE = "政策技术领域数据趋势"
"""Simplified characters, some of which a Japanese or traditional font does not have."""

OPENING, CLOSING = "（《“‘(", " ，。；：、）》”’),.;:…"
"""After and before which no line ends."""


class Words(NamedTuple):
    """One thing said in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Lettering:
    """How a figure writes.

    Parameters
    ----------
    language
        The one that can be shown: ``en`` where no font has Chinese characters.
    families
        Names of fonts, in the order in which they are tried for each character.
    drawable
        Code points that one of them has.
    """

    language: Language
    families: tuple[str, ...]
    drawable: frozenset[int]

    def say(self, words: Words, *, between: str = "\n") -> str:
        """Write words of ours in the language of the figure.

        Parameters
        ----------
        words
            In both languages; may hold labels.
        between
            What stands between English and Chinese when both are wanted.

        Returns
        -------
        str
            What can be shown of it.
        """
        wanted = {"en": [words.en], "zh": [words.zh], "both": [words.en, words.zh]}[self.language]
        return between.join(self.safe(text) for text in wanted)

    def label(self, attributes: Mapping[str, Any], name: object, *, columns: int = 36, between: str = " / ") -> str:
        """Write the label of a node.

        Parameters
        ----------
        attributes
            ``label_en`` and ``label_zh``; where one is missing, the other, or the name.
        name
            The node.
        columns
            Room for each language, where a Chinese character takes two.
        between
            What stands between English and Chinese.

        Returns
        -------
        str
            Shortened with "…" to fit.
        """
        given = [str(attributes.get(label) or "").strip() for label in ("label_en", "label_zh")]
        en, zh = given[0] or given[1] or name, given[1] or given[0] or name
        wanted = {"en": [en], "zh": [zh], "both": [en, zh] if en != zh else [en]}[self.language]
        return between.join(shortened(self.safe(text), columns) for text in wanted)

    def safe(self, text: object) -> str:
        """Write on one line, with control characters, and characters that no font has, as their codes.

        Parameters
        ----------
        text
            Anything.

        Returns
        -------
        str
            Drawable to the last character.
        """
        line = printable(" ".join(str(text).split()))
        return "".join(char if ord(char) in self.drawable else char.encode("unicode_escape").decode() for char in line)

    def style(self, size: float, *, bold: bool = False) -> dict[str, Any]:
        """Return the properties of a ``matplotlib.text.Text``.

        Parameters
        ----------
        size
            In points.
        bold
            Whether it is a heading.

        Returns
        -------
        dict
            Font and size; a dollar sign is a dollar sign, not mathematics.
        """
        from matplotlib.font_manager import FontProperties

        font = FontProperties(family=list(self.families), size=size, weight="bold" if bold else "normal")
        return {"fontproperties": font, "parse_math": False, "usetex": False}


def lettering(language: Language) -> Lettering:
    """Return how a figure in this language writes.

    Parameters
    ----------
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    Lettering
        In English, with one warning that says what to install, where no font has Chinese characters and they are wanted.

    Raises
    ------
    FigureError
        If there is no such language, or matplotlib is not installed.
    """
    if language not in get_args(Language):
        raise FigureError(f"unknown language {language!r}; use one of {', '.join(get_args(Language))}")
    try:
        import matplotlib.font_manager  # noqa: F401 - asked for here, so that every figure gives the same message
    except ModuleNotFoundError as error:
        raise FigureError(f"no module {error.name!r}; pip install 'fingraph-kg[figures]'") from error
    chinese = _chinese_family()
    if language != "en" and chinese is None:
        _warn()
        language = "en"
    families = tuple(filter(None, (LATIN_FAMILY, chinese) if language == "en" else (chinese, LATIN_FAMILY)))
    return Lettering(language, families, frozenset().union(*map(_characters, families)))


def _chinese_family() -> str | None:
    wanted = os.environ.get(FONT_VARIABLE)
    candidates = (wanted,) if wanted else CHINESE_FAMILIES
    return next((family for family in candidates if {ord(char) for char in PROBE} <= _characters(family)), None)


def _characters(family: str) -> frozenset[int]:
    """Return the code points that a family has; none if it is not installed."""
    from matplotlib.font_manager import FontProperties, fontManager

    if family not in fontManager.get_font_names():
        return frozenset()
    return _charmap(fontManager.findfont(FontProperties(family=[family]), fallback_to_default=False))


@cache
def _charmap(font: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())


def _warn() -> None:
    from matplotlib import get_cachedir

    named = os.environ.get(FONT_VARIABLE)
    found = (
        f"the font {named!r} of {FONT_VARIABLE} has no Chinese characters"
        if named
        else "no font with Chinese characters"
    )
    warnings.warn(
        f"{found}, so labels are in English; install one (Debian, Ubuntu: fonts-noto-cjk; else Noto Sans CJK SC), remove "
        f"matplotlib's list of fonts in {get_cachedir()}, or name its family in {FONT_VARIABLE}",
        UserWarning,
        stacklevel=4,
    )


def shortened(text: str, columns: int) -> str:
    """Cut a text to fit.

    Parameters
    ----------
    text
        One line.
    columns
        From 1; a Chinese character takes two.

    Returns
    -------
    str
        With "…" at the end if something was left out.

    Examples
    --------
    >>> shortened("large model", 6), shortened("大模型", 6), shortened("金融大模型", 6)
    ('large…', '大模型', '金融…')
    """
    if width(text) <= columns:
        return text
    kept = text
    while width(kept) > columns - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, columns: int) -> str:
    """Break a text into lines: at spaces, and between Chinese characters.

    Parameters
    ----------
    text
        Lines.
    columns
        Room in each; a Chinese character takes two.

    Returns
    -------
    str
        Lines; only a word longer than the room is broken.

    Examples
    --------
    >>> wrapped("large model", 8), wrapped("金融大模型", 6)
    ('large\\nmodel', '金融大\\n模型')
    """
    return "\n".join(line for paragraph in text.split("\n") for line in _lines(paragraph, columns))


def _lines(paragraph: str, columns: int) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(paragraph, columns):
        if line and width((line + piece).rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str, columns: int) -> list[str]:
    """Return what must stay together."""
    pieces: list[str] = []
    for char in text:
        if pieces and not _may_break(pieces[-1][-1], char) and width(pieces[-1]) < columns:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if before in OPENING or after in CLOSING:
        return False
    return before == " " or width(before) == 2 or width(after) == 2
