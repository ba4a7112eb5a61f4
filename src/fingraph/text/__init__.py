"""Texts of reports: segmentation into headings and sentences, pages, offsets and digests.

Offsets are Unicode code points of the text as decoded from UTF-8, without any normalisation, from 0, the end exclusive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from fingraph.errors import SourceError
from fingraph.model import Sentence
from fingraph.text.outline import Outline, outline

__all__ = ["Outline", "digest", "fold", "outline", "read_text", "segment", "sentences_of"]


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_text(path: Path) -> tuple[str, str]:
    """Read a rendition.

    Parameters
    ----------
    path
        A file in UTF-8.

    Returns
    -------
    tuple of str
        The decoded text with its line ends untouched, and the SHA-256 of the file's bytes.

    Raises
    ------
    SourceError
        If the file cannot be read or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot read {str(path)!r}: {error.strerror}") from error
    try:
        return content.decode("utf-8"), hashlib.sha256(content).hexdigest()
    except UnicodeDecodeError as error:
        raise SourceError(f"{str(path)!r} is not UTF-8 at byte {error.start}; convert it first") from error


def segment(text: str) -> Iterator[Sentence]:
    """Yield the headings of the trends and the sentences below them.

    Headings are the lines that :func:`fingraph.text.series.choose` takes for those of the trends; their spans leave out
    number and mark. Sentences are those of :func:`fingraph.text.sentences.sentence_spans`. Title, introduction, contents,
    page headers, captions, disclaimers and what else frames a report is no sentence of a trend. Nothing but the text
    decides: not its language, nor the file it was read from.

    Parameters
    ----------
    text
        A rendition.

    Yields
    ------
    Sentence
        In the order of the text; with a page if form feeds part it into pages.

    Examples
    --------
    >>> [(s.id, s.start, s.end) for s in segment("序\\n1、甲\\n乙。丙。\\n")]
    [('T01.H', 4, 5), ('T01.S01', 6, 8), ('T01.S02', 8, 10)]
    """
    yield from sentences_of(outline(text), text)


def sentences_of(found: Outline, text: str) -> Iterator[Sentence]:
    """Yield the headings and sentences of an outline.

    Parameters
    ----------
    found
        Of the text.
    text
        A rendition.

    Yields
    ------
    Sentence
        In the order of the text.
    """
    breaks = [match.start() for match in re.finditer("\f", text)]
    for section in found.sections:
        spans = [("H", section.heading), *((f"S{n:02d}", span) for n, span in enumerate(section.sentences, 1))]
        for name, (start, end) in spans:
            page = bisect_left(breaks, start) + 1 if breaks else None
            span = text[start:end]
            yield Sentence(f"T{section.number:02d}.{name}", start, end, digest(span), digest(fold(span)), page)


def fold(text: str) -> str:
    """Drop white space and width differences (NFKC), for comparing renditions.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Equal for texts that differ in these alone.

    Examples
    --------
    >>> fold("生成式 ＡＩ，") == fold("生成式AI,")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())
