"""The words of a PDF in reading order, one paragraph a line; each page ends with a form feed.

Read with pypdfium2 (BSD-3-Clause or Apache-2.0), the bindings of PDFium, which is C++: 200 pages take some seconds. pypdf and
pdfminer.six are permissive too, but pure Python, and pypdf has no order of columns. The order of columns, the paragraphs and
the page headers are found here, from where the characters stand.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from fingraph.errors import SourceError
from fingraph.intake.columns import LONGEST_MARK, PageLine, Piece, gutter, joined_pieces, reading_order
from fingraph.intake.files import Extract
from fingraph.text.frame import TERMINAL, line_reason, width
from fingraph.text.marks import is_mark, read_mark

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

EDGE_LINES = 3
"""Lines at the top and at the bottom of a page among which its header and footer are sought."""
LARGER, SMALLER = 1.15, 0.87
"""Of the size of most of the text: what is a heading, and what a note."""
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef“”‘’—…]")
SOFT_HYPHEN = "\u00ad"
HYPHENS = (SOFT_HYPHEN, "\x02", "\ufffe")
FIRST_OF_COMPOUNDS = frozenset(
    "cross self high low long short well real peer third day year large small end risk data".split()
)
NOTE = re.compile(r"\[?[0-9]{1,3}\]?\s*\S|[*†‡¹²³]")

Step = Callable[[int], None]


def pdf_text(content: bytes, path: Path, step: Step) -> Extract:
    """Return the words of a PDF.

    Parameters
    ----------
    content
        Of the file.
    path
        Of the file.
    step
        Called with the percentage of the work that is newly done.

    Returns
    -------
    Extract
        Headings that are larger than the text are marked with ``#``, notes in small type with ``[^]:``.

    Raises
    ------
    SourceError
        If the file is damaged, locked or holds pictures only, or pypdfium2 is not installed.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise SourceError("PDF needs pypdfium2; install it with: pip install 'fingraph-kg[pdf]'") from error
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        why = "is locked with a password; save it without one" if "password" in str(error).lower() else ""
        raise SourceError(f"{str(path)!r} {why or 'is a damaged PDF; print it to a PDF again'}") from error
    try:
        pages = list(_pages(document, step))
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"{str(path)!r} is a damaged PDF; print it to a PDF again") from error
    finally:
        document.close()
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < 20 * len(pages) or not letters:
        raise SourceError(
            f"{str(path)!r} has {len(pages)} pages and {letters} characters of text, so its pages are pictures;"
            " run optical character recognition on it first, such as ocrmypdf"
        )
    furniture = _furniture(pages)
    kept = [[line for line in page if _key(line) not in furniture] for page in pages]
    dropped = sum(map(len, pages)) - sum(map(len, kept))
    left_out = (f"page headers, footers and numbers: {dropped} lines",) if dropped else ()
    return Extract(_Layout(kept).text(), "", "pdf", left_out)


def _pages(document: PdfDocument, step: Step) -> Iterator[list[PageLine]]:
    done, middle = 0, None
    for number in range(len(document)):
        page = document[number]
        pieces = joined_pieces(list(_pieces(page)))
        middle = gutter(pieces, middle)
        yield reading_order(pieces, middle)
        page.close()
        percentage = 100 * (number + 1) // len(document)
        step(percentage - done)
        done = percentage


@dataclass(slots=True)
class _Char:
    """A character: where it begins and ends on its line, and how large it is, in points."""

    text: str
    left: float
    right: float
    line: float
    size: float


def _pieces(page: PdfPage) -> Iterator[Piece]:
    """Yield what stands together in a line: characters of one size, no farther apart than words."""
    held: list[str] = []
    first = last = None
    blank = False
    for char in _chars(page):
        if char is None:
            blank = True
            continue
        if first is None or last is None or not _beside(last, char, blank=blank):
            if first and last:
                yield _piece(held, first, last)
            first, held, blank = char, [], False
        gap = (
            blank
            and last is not None
            and (not _set_solid(last, char) or is_mark("".join(held if len(held) <= LONGEST_MARK else ())))
        )
        held.append(f" {char.text}" if gap else char.text)
        last, blank = char, False
    if first and last:
        yield _piece(held, first, last)


def _beside(before: _Char, char: _Char, *, blank: bool) -> bool:
    """Return whether a character continues the one before it."""
    level = abs(before.line - char.line) < 0.25 * char.size
    near = -0.5 * char.size < char.left - before.right < (1.0 if blank else 0.8) * char.size
    return level and near and 0.8 < char.size / before.size < 1.25


def _set_solid(before: _Char, char: _Char) -> bool:
    """Return whether a blank between Chinese characters is one of the printer, not of the author."""
    chinese = CHINESE.match(before.text) and CHINESE.match(char.text)
    return bool(chinese) and char.left - before.right < 0.3 * char.size


def _piece(held: list[str], first: _Char, last: _Char) -> Piece:
    return Piece("".join(held), first.left, last.right, first.line - 0.2 * first.size, first.line + 0.8 * first.size)


def _chars(page: PdfPage) -> Iterator[_Char | None]:
    """Yield the upright characters in the order of the file; None for white space. What is set aslant is a watermark."""
    from ctypes import c_double

    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    handle = textpage.raw
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), c_double(), c_double()
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        text = "" if 0xD800 <= code < 0xE000 or not 0 < code <= 0x10FFFF else chr(code)
        if not text or text.isspace():
            yield None
            continue
        pdfium.FPDFText_GetMatrix(handle, index, matrix)
        if abs(matrix.b) > 0.1 * abs(matrix.a):
            continue
        pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(handle, index, box)
        # The box of a character is as high as its font pleases; the size of the type is the same for all.
        size = max(pdfium.FPDFText_GetFontSize(handle, index) * hypot(matrix.c, matrix.d), 0.1)
        yield _Char(SOFT_HYPHEN if text in HYPHENS else text, x.value, max(box.right, x.value), y.value, size)
    textpage.close()


def _key(line: PageLine) -> tuple[str, int]:
    """Return what page headers have in common: the place, and the words but for numbers."""
    return re.sub(r"[0-9０-９ivxIVX\s]+", "#", line.text), round((line.top + line.bottom) / 8)


def _furniture(pages: list[list[PageLine]]) -> set[tuple[str, int]]:
    """Return the keys of page headers, footers and numbers: lines at a page's edge that stand so on several pages."""
    counts: Counter[tuple[str, int]] = Counter()
    numbers: set[tuple[str, int]] = set()
    for page in pages:
        top, bottom = sorted(page, key=lambda line: -line.top), sorted(page, key=lambda line: line.bottom)
        edge = {_key(line): line for order in (top, bottom) for line in _set_apart(order)}
        counts.update(edge.keys())
        numbers |= {key for key, line in edge.items() if line_reason(line.text) == "page number"}
    least = 2 if len(pages) < 8 else 3
    return numbers | {key for key, count in counts.items() if count >= least}


def _set_apart(lines: list[PageLine]) -> list[PageLine]:
    """Return the first lines from a page's edge inwards that white parts from the rest, if any does."""
    for index in range(min(EDGE_LINES, len(lines) - 1)):
        one, other = lines[index], lines[index + 1]
        white = max(one.bottom - other.top, other.bottom - one.top)
        if white > 0.8 * max(one.size, 0.5 * other.size):
            return lines[: index + 1]
    return lines if len(lines) == 1 else []


class _Layout:
    """Lines of pages in reading order, joined to paragraphs."""

    def __init__(self, pages: list[list[PageLine]]) -> None:
        self.pages = pages
        lines = [line for page in pages for line in page]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted({self._rounded(line) for line in lines if self._is_heading(line)}, reverse=True)
        self.levels = {size: min(level, 6) for level, size in enumerate(larger, 1)}
        styles: dict[str, list[int]] = {}
        for line in lines:
            mark = read_mark(line.text)
            if mark and self._is_heading(line):
                styles.setdefault(mark.style, []).append(self.levels[self._rounded(line)])
        # Headings of one numbering are of one level, also if one of them is set in another size.
        self.level_of = {style: Counter(levels).most_common(1)[0][0] for style, levels in styles.items()}
        gaps = [
            before.bottom - after.bottom
            for page in pages
            for before, after in itertools.pairwise(page)
            if 0.9 * self.body < before.bottom - after.bottom < 3 * self.body
        ]
        # Lines of paragraphs stand closer than paragraphs, of which a list or a page of short ones has more.
        self.leading = quantiles(gaps)[0] if len(gaps) > 1 else 1.2 * self.body
        self.compounds = {word.lower() for line in lines for word in re.findall(r"[A-Za-z]+-[a-z]+", line.text)}
        self.words = {word.lower() for line in lines for word in re.findall(r"[A-Za-z]{3,}", line.text)}

    def text(self) -> str:
        """Return paragraphs, each page ended by a form feed, which may stand inside a paragraph."""
        parts: list[str] = []
        before: PageLine | None = None
        for page in self.pages:
            notes = [line for line in page if self._is_note(line, page)]
            for line in page:
                if line not in notes:
                    parts += [self._between(before, line), line.text]
                    before = line
            parts += [f"\n\n[^]: {line.text}" if NOTE.match(line.text) else f" {line.text}" for line in notes]
            before = None if notes else before
            parts.append("\f")
        return self._hyphens("".join(parts))

    def _between(self, before: PageLine | None, line: PageLine) -> str:
        """Return what stands between two lines: nothing or a space in a paragraph, else a blank line and the heading's mark."""
        if before is None or not self._continues(before, line):
            return "\n\n" + self._mark(line)
        if is_mark(before.text):
            return " "
        return "" if CHINESE.match(before.text[-1]) or CHINESE.match(line.text[0]) else self._space(before.text)

    def _space(self, text: str) -> str:
        return "" if text.endswith("\u00ad") else " "

    def _continues(self, before: PageLine, line: PageLine) -> bool:
        same_size = abs(before.size - line.size) < 0.08 * self.body
        if not same_size or read_mark(line.text):
            return False
        if not self._is_heading(line) and (line_reason(before.text) or line_reason(line.text)):
            return self._rest_of_note(before, line)
        drop = before.bottom - line.bottom
        if drop > 1.5 * max(self.leading, line.size) and before.column == line.column:
            return False
        if before.column != line.column or drop < 0:
            return not TERMINAL.search(before.text) and not self._is_heading(line)
        short = before.right < before.column_right - 2.5 * line.size
        indented = line.left > before.left + 0.8 * line.size
        if self._is_heading(line):
            return drop > 0
        return not (short and (TERMINAL.search(before.text) or indented or width(before.text) < 40)) and not (
            indented and bool(TERMINAL.search(before.text))
        )

    def _rest_of_note(self, before: PageLine, line: PageLine) -> bool:
        """Return whether a caption or note fills its line and goes on in the next."""
        wrapped = line_reason(before.text) in ("caption", "note or source", "disclaimer") and not line_reason(line.text)
        full = before.right > before.column_right - 5 * line.size and not TERMINAL.search(before.text)
        near = 0 < before.bottom - line.bottom <= 1.2 * max(self.leading, line.size)
        return wrapped and full and near and before.column == line.column

    def _is_heading(self, line: PageLine) -> bool:
        return line.size >= LARGER * self.body and width(line.text) <= 150

    def _rounded(self, line: PageLine) -> float:
        return round(line.size * 2) / 2

    def _mark(self, line: PageLine) -> str:
        if not self._is_heading(line):
            return ""
        mark = read_mark(line.text)
        level = self.level_of[mark.style] if mark else self.levels[self._rounded(line)]
        return "#" * level + " "

    def _is_note(self, line: PageLine, page: list[PageLine]) -> bool:
        """Return whether a line is of a note: smaller than the text, below all of it in its column."""
        if line.size > SMALLER * self.body:
            return False
        body = [other.bottom for other in page if other.size > SMALLER * self.body and other.column == line.column]
        lowest = min(body, default=line.top)
        return line.top <= lowest + 0.5 * line.size

    def _hyphens(self, text: str) -> str:
        """Join words parted at line ends; the hyphen stays where the text nowhere has the word without it, or it joins two words."""

        def joined(match: re.Match[str]) -> str:
            first, second = match[1], match[2]
            known = (first + second).lower() in self.words
            compound = f"{first}-{second}".lower() in self.compounds or first.lower() in FIRST_OF_COMPOUNDS
            compound = compound or {first.lower(), second.lower()} <= self.words
            soft = "\u00ad" in match[0] and not compound
            return first + second if known or soft else f"{first}-{second}"

        return re.sub(r"([A-Za-z]+)(?:- |\u00ad ?)([a-z]+)", joined, text).replace("\u00ad", "")
