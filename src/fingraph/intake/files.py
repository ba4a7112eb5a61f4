"""What a file holds: its text as it stands, or the text of a page, a Markdown file or a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fingraph.errors import SourceError

MOST_TEXT = 20_000_000
"""Bytes of a text; a report of 200 pages has about half a million."""
MOST_PDF = 300_000_000
"""Bytes of a PDF, which holds its pictures too."""

ZIP_LIKE = {
    b"PK\x03\x04": "a Word, Excel or EPUB file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF file",
}
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
HTML_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
SURE_UTF8 = 12
"""Bytes beyond ASCII in a line; so many that are UTF-8 by chance are next to impossible in GB18030."""

SAMPLE = 20_000
"""Bytes by which an encoding is recognised."""
UNUSUAL = re.compile(r"[^\t\r\n -~\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file.

    Parameters
    ----------
    text
        As decoded from a text file; as extracted from any other. Form feeds end the pages of a PDF.
    encoding
        Of a text, Markdown or HTML file; empty for PDF.
    kind
        ``"text"``, ``"markdown"``, ``"html"`` or ``"pdf"``.
    left_out
        What of the file is not in the text, for the user to know.
    """

    text: str
    encoding: str
    kind: str
    left_out: tuple[str, ...] = field(default=())


def read_file(path: Path, step: Step) -> Extract:
    """Read a report from a file.

    Parameters
    ----------
    path
        A text in UTF-8, GB18030 or UTF-16, a Markdown or HTML file, or a PDF.
    step
        Called with the percentage of the work that is newly done.

    Returns
    -------
    Extract
        With a text that has at least one letter.

    Raises
    ------
    SourceError
        If the file cannot be read, is of no such kind, is too large or holds no text.
    """
    content = _content(path)
    if b"%PDF-" in content[:1024]:
        from fingraph.intake.pdf import pdf_text

        extract = pdf_text(content, path, step)
    else:
        extract = _textual(content, path)
    if not any(map(str.isalpha, extract.text)):
        raise SourceError(f"{str(path)!r} holds no text; use a file with the report's words")
    return extract


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{str(path)!r} is a folder; name the file of one report")
        size = path.stat().st_size
        with path.open("rb") as file:
            is_pdf = b"%PDF-" in file.read(1024)
            most = MOST_PDF if is_pdf else MOST_TEXT
            if size > most:
                raise SourceError(
                    f"{str(path)!r} has {size / 1e6:.0f} MB, more than the {most / 1e6:.0f} MB a report may have;"
                    " save the chapters with the trends as a file of their own"
                )
            file.seek(0)
            return file.read(most)
    except OSError as error:
        raise SourceError(f"cannot read {str(path)!r}: {error.strerror or error}") from error


def _textual(content: bytes, path: Path) -> Extract:
    for start, name in ZIP_LIKE.items():
        if content.startswith(start):
            raise SourceError(f"{str(path)!r} is {name}; save it as PDF or as text (UTF-8)")
    is_html = path.suffix.lower() in HTML_SUFFIXES or bool(HTML_START.match(content[:4096]))
    named = META_CHARSET.search(content[:4096]) if is_html else None
    text, encoding = decode(content, str(path), named[1].decode() if named else "")
    if is_html:
        from fingraph.intake.html import html_text

        return Extract(*_with_encoding(html_text(text), encoding, "html"))
    if path.suffix.lower() in MARKDOWN_SUFFIXES:
        from fingraph.intake.markdown import markdown_text

        return Extract(*_with_encoding(markdown_text(text), encoding, "markdown"))
    return Extract(text, encoding, "text")


def _with_encoding(
    found: tuple[str, tuple[str, ...]], encoding: str, kind: str
) -> tuple[str, str, str, tuple[str, ...]]:
    return found[0], encoding, kind, found[1]


def decode(content: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """Decode a text that is UTF-8, UTF-16 or GB18030.

    Parameters
    ----------
    content
        Of a file.
    name
        Of the file, for messages.
    declared
        Encoding that a page declares, tried after UTF-8.

    Returns
    -------
    tuple of str
        The text with everything it holds, a byte order mark of UTF-8 included, and the name of the encoding.

    Raises
    ------
    SourceError
        If it is none of these, holds two of them, or is no text.

    Examples
    --------
    >>> decode("金融科技趋势".encode("gb18030"), "a.txt")
    ('金融科技趋势', 'gb18030')
    """
    wide = _utf16(content)
    if wide:
        try:
            return _text_only(content.decode(wide), name), wide
        except UnicodeDecodeError as error:
            raise SourceError(f"{name!r} is not UTF-16 at byte {error.start}; save it as UTF-8") from error
    if b"\x00" in content:
        raise SourceError(f"{name!r} is a binary file; use a text, Markdown, HTML or PDF file")
    try:
        return _text_only(content.decode("utf-8"), name), "utf-8"
    except UnicodeDecodeError:
        _refuse_mixed(content, name)
    for encoding in dict.fromkeys(("gb18030", declared.lower() or "gb18030")):
        try:
            text = content.decode("gb18030" if encoding in ("gb2312", "gbk") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != "gb18030" or _plausible_chinese(text):
            return _text_only(text, name), encoding
    raise SourceError(f"{name!r} is neither UTF-8, GB18030 nor UTF-16; save it as UTF-8")


def _utf16(content: bytes) -> str:
    """Return the encoding of a text in UTF-16: by its byte order mark, or as what makes it Chinese or English."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = content[:SAMPLE]
    if len(content) % 2 or 0 not in start:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start.decode(encoding, errors="replace")
        if 20 * len(UNUSUAL.findall(text)) <= len(text):
            return encoding
    return ""


def _text_only(text: str, name: str) -> str:
    controls = sum(text.count(chr(code)) for code in (*range(8), *range(14, 27)))
    if controls * 200 > len(text):
        raise SourceError(f"{name!r} is a binary file; use a text, Markdown, HTML or PDF file")
    return text


def _refuse_mixed(content: bytes, name: str) -> None:
    """Refuse a text of which some lines are UTF-8 beyond doubt, and others are not."""
    wrong, sure = 0, 0
    for number, line in enumerate(content.split(b"\n"), 1):
        beyond = sum(byte > 127 for byte in line)
        if not beyond:
            continue
        try:
            line.decode("utf-8")
            sure = sure or (number if beyond >= SURE_UTF8 else 0)
        except UnicodeDecodeError:
            wrong = wrong or number
    if sure:
        raise SourceError(
            f"{name!r} mixes encodings: line {sure} is UTF-8, line {wrong} is not; save it as UTF-8 throughout"
        )


def _plausible_chinese(text: str) -> bool:
    """Return whether what lies beyond ASCII are mostly common Chinese characters, as by chance it would not be."""
    beyond = [char for char in text[:100_000] if ord(char) > 127]
    common = sum(_in_gb2312(char) for char in beyond)
    return common >= 0.9 * len(beyond)


def _in_gb2312(char: str) -> bool:
    try:
        return char.encode("gb2312") < b"\xd8"
    except UnicodeEncodeError:
        return char in "—·…"
