"""The reading order of a page: columns one after the other, what runs across them between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fingraph.text.marks import is_mark

FEWEST = 3
"""Lines that each of two columns has at least."""
NARROWEST = 6.0
"""Points of white between two columns."""
LONGEST_MARK = 8
"""Characters, as of 第十二大趋势；."""
TOUCHING = 0.15
"""Of the height of a line; pieces that are closer belong to one word."""
NOTE_WIDTH = 0.8
"""The same: pieces that are closer stand in one line of one column; between them the number of a note may have stood."""
CLOSE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
NOTE_NUMBER = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{1,3})*|[*†‡]{1,3}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand together, and the box around them in points, from the page's lower left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """Height of its characters in points."""
        return self.top - self.bottom

    @property
    def baseline(self) -> float:
        """Height of the line its characters stand on, a fifth of their size above their lowest."""
        return self.bottom + 0.2 * self.size


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a column, and where it and its column stand.

    Parameters
    ----------
    text
        With a space where pieces stand apart.
    left, right, bottom, top
        Of the line, in points.
    column
        Number of the column or band on its page.
    column_right
        Where the longest line of the column ends.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    column: int
    column_right: float

    @property
    def size(self) -> float:
        """Height of its characters in points."""
        return self.top - self.bottom


def reading_order(pieces: list[Piece], middle: float | None = None) -> list[PageLine]:
    """Return the lines of a page as they are read.

    Parameters
    ----------
    pieces
        In any order.
    middle
        Of the white between the columns of the page, if it is known.

    Returns
    -------
    list of PageLine
        Column by column; what crosses the white between columns stands before what is below it.

    Examples
    --------
    >>> left = [Piece(f"a{n}", 0, 90, 100 - 10 * n, 108 - 10 * n) for n in range(3)]
    >>> right = [Piece(f"b{n}", 110, 200, 100 - 10 * n, 108 - 10 * n) for n in range(3)]
    >>> page = [Piece("title", 0, 200, 130, 140), *left, *right]
    >>> [line.text for line in reading_order(page, gutter(page))]
    ['title', 'a0', 'a1', 'a2', 'b0', 'b1', 'b2']
    """
    lines: list[PageLine] = []
    for number, group in enumerate(_columns(pieces, middle)):
        rows = list(_rows(group))
        edge = max((piece.right for piece in group), default=0.0)
        lines += [_line(row, number, edge) for row in rows]
    return lines


def _line(row: list[Piece], column: int, edge: float) -> PageLine:
    main = _main(row)
    words = " ".join(piece.text for piece in row)
    return PageLine(words, row[0].left, row[-1].right, main.bottom, main.top, column, edge)


def joined_pieces(pieces: list[Piece]) -> list[Piece]:
    """Join what touches in one line, and leave out the small raised numbers that refer to notes.

    Parameters
    ----------
    pieces
        Of a page, in any order.

    Returns
    -------
    list of Piece
        Parted by white as wide as a word at least, as columns and cells are.
    """
    words = [piece for piece in pieces if not _is_note_number(piece, pieces)]
    return [piece for row in _on_one_baseline(words) for piece in _joined(row)]


def _on_one_baseline(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces whose type stands on one line, be it of one column or of several, from left to right."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.baseline, piece.left)):
        if row and row[-1].baseline - piece.baseline > 0.1 * piece.size:
            yield _spread(row)
            row = []
        row.append(piece)
    if row:
        yield _spread(row)


def _joined(row: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for piece in row:
        if held and piece.left - held.right < NOTE_WIDTH * max(held.size, piece.size) and _beside(held, piece):
            narrow = CLOSE.search(held.text[-1]) or CLOSE.match(piece.text) or piece.text[0] in ",.;:!?)"
            narrow = narrow and not (len(held.text) <= LONGEST_MARK and is_mark(held.text))
            blank = "" if narrow or piece.left - held.right < TOUCHING * held.size else " "
            main = _main([held, piece])
            held = Piece(held.text + blank + piece.text, held.left, piece.right, main.bottom, main.top)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _main(row: list[Piece]) -> Piece:
    """Return the piece that tells the height of a line."""
    return max(row, key=lambda piece: len(piece.text))


def _is_note_number(piece: Piece, pieces: list[Piece]) -> bool:
    return bool(NOTE_NUMBER.fullmatch(piece.text)) and any(_raised(piece, other) for other in pieces)


def _raised(piece: Piece, other: Piece) -> bool:
    near = max(piece.left - other.right, other.left - piece.right) < 0.5 * NOTE_WIDTH * other.size
    return near and piece.size < 0.85 * other.size and piece.bottom > other.bottom and _beside(piece, other)


def _columns(pieces: list[Piece], middle: float | None) -> Iterator[list[Piece]]:
    """Yield the pieces of each column, in reading order."""
    if middle is None:
        if pieces:
            yield pieces
        return
    crossing = sorted((piece for piece in pieces if piece.left < middle < piece.right), key=lambda piece: -piece.top)
    rest = [piece for piece in pieces if not piece.left < middle < piece.right]
    upper = float("inf")
    for group in _stacked(crossing):
        lower = group[0].top
        yield from _sides([piece for piece in rest if lower <= _middle(piece) < upper], middle)
        yield group
        upper = lower
    yield from _sides([piece for piece in rest if _middle(piece) < upper], middle)


def _stacked(crossing: list[Piece]) -> Iterator[list[Piece]]:
    """Yield what runs across the columns; lines close below each other together."""
    group: list[Piece] = []
    for piece in crossing:
        if group and group[-1].bottom - piece.top > piece.top - piece.bottom:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _sides(pieces: list[Piece], middle: float) -> Iterator[list[Piece]]:
    for side in ([p for p in pieces if p.right <= middle], [p for p in pieces if p.left >= middle]):
        yield from _columns(side, gutter(side))


def gutter(pieces: list[Piece], usual: float | None = None) -> float | None:
    """Find the white between two columns.

    Parameters
    ----------
    pieces
        Of a page.
    usual
        Middle of the white on the page before, where it is looked for if this page has next to nothing in one column.

    Returns
    -------
    float or None
        Middle of the white that few lines cross, with lines on both sides of it, side by side; None if there is none.
    """
    found = _gutter(pieces)
    if found is None and usual is not None:
        crossing = sum(piece.left < usual < piece.right for piece in pieces)
        return usual if 4 * crossing <= len(pieces) else None
    return found


def _gutter(pieces: list[Piece]) -> float | None:
    if len(pieces) < 2 * FEWEST:
        return None
    edge, far = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    best: tuple[int, float] | None = None
    for middle in sorted({(a + b) / 2 for a, b in _whites(pieces) if b - a >= NARROWEST}):
        if not edge + 0.15 * (far - edge) < middle < far - 0.15 * (far - edge):
            continue
        left = [piece for piece in pieces if piece.right <= middle]
        right = [piece for piece in pieces if piece.left >= middle]
        crossing = len(pieces) - len(left) - len(right)
        if min(len(left), len(right)) < FEWEST or crossing > 0.5 * min(len(left), len(right)):
            continue
        beside = sum(any(abs(_middle(one) - _middle(other)) < 20 for other in right) for one in left)
        if beside >= FEWEST and (best is None or crossing < best[0]):
            best = (crossing, middle)
    return best[1] if best else None


def _whites(pieces: list[Piece]) -> Iterator[tuple[float, float]]:
    """Yield the horizontal stretches in which few pieces stand."""
    rights = sorted({round(piece.right) for piece in pieces})
    lefts = sorted({round(piece.left) for piece in pieces})
    for right in rights:
        following = next((left for left in lefts if left >= right), None)
        if following is not None:
            yield right, following


def _rows(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line, from left to right; a raised number belongs to its line."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-_middle(piece), piece.left)):
        if row and not _beside(max(row, key=lambda one: one.size), piece):
            yield _spread(row)
            row = []
        row.append(piece)
    if row:
        yield _spread(row)


def _beside(one: Piece, other: Piece) -> bool:
    """Return whether two pieces stand in one line: half the lower one is beside the other."""
    common = min(one.top, other.top) - max(one.bottom, other.bottom)
    return common > 0.5 * min(one.size, other.size)


def _spread(row: list[Piece]) -> list[Piece]:
    row.sort(key=lambda piece: piece.left)
    return row


def _middle(piece: Piece) -> float:
    return (piece.bottom + piece.top) / 2
