"""Texts of reports: segmentation into headings and sentences, offsets and digests.

Offsets are Unicode code points of the text as decoded from UTF-8, without any normalisation, from 0, the end exclusive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from fingraph.errors import SourceError
from fingraph.model import Sentence

HEADING = re.compile(r"^[ \t\u3000]*([0-9]{1,2})(?:、|[.．](?![0-9]))\s*(?P<title>\S.*?)[ \t\r\u3000]*$", re.MULTILINE)
PARAGRAPH = re.compile(r"\S[^\r\n]*")
SENTENCE = re.compile(r"[^\s。][^。\r\n]*。?")


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
    """Yield the numbered headings and the body sentences below them.

    A heading is a line that starts with the next number and 、; its span leaves out number and mark. The paragraph after it
    is split at 。, each sentence with its 。. What stands before the first heading and after a trend's paragraph is no
    sentence of a trend.

    Parameters
    ----------
    text
        A rendition.

    Yields
    ------
    Sentence
        In the order of the text.

    Examples
    --------
    >>> [(s.id, s.start, s.end) for s in segment("序\\n1、甲\\n乙。丙。\\n")]
    [('T01.H', 4, 5), ('T01.S01', 6, 8), ('T01.S02', 8, 10)]
    """
    expected = 1
    for heading in HEADING.finditer(text):
        if int(heading[1]) != expected:
            continue
        yield _sentence(f"T{expected:02d}.H", text, heading.start("title"), heading.end("title"))
        paragraph = PARAGRAPH.search(text, heading.end())
        if paragraph and not HEADING.match(paragraph[0]):
            spans = SENTENCE.finditer(text, paragraph.start(), paragraph.end())
            for number, span in enumerate(spans, 1):
                yield _sentence(
                    f"T{expected:02d}.S{number:02d}", text, span.start(), span.start() + len(span[0].rstrip())
                )
        expected += 1


def _sentence(name: str, text: str, start: int, end: int) -> Sentence:
    span = text[start:end]
    return Sentence(name, start, end, digest(span), digest(fold(span)))


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
