"""A still picture of the graph as SVG: what shows before any script runs, without scripts, and in print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import cos, pi, sin
from typing import Any, NamedTuple

from fingraph.palette import CLASS_STYLES
from fingraph.terminal import printable, width

MARGIN = 0.04
"""Of the longer side, round the picture."""
LETTERS = 88
"""Heights of a letter in the width of the picture."""
ROOM = 26
"""Columns of a label before it is cut; a Chinese character takes two."""
COLUMN = 0.56
"""Width of a column, in heights of a letter."""
COVERED = 3
"""Marks that the label of the strongest of a community may cover."""
MOST = 90
"""Labels at most."""
TRIED = 4
"""Nodes for each of these labels that are tried at most: the later ones hardly find room."""
NAMED = 400
"""Marks up to which each has its name, which is shown when the pointer rests on it."""
INK, EDGE, PAPER = "#1c2126", "#9a9c9a", "#ffffff"
"""Where no style sheet gives other colours."""


class Box(NamedTuple):
    """A rectangle: left, upper, right and lower side."""

    left: float
    upper: float
    right: float
    lower: float

    def meets(self, other: Box) -> bool:
        """Return whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.upper < other.lower
            and other.upper < self.lower
        )

    def holds(self, other: Box) -> bool:
        """Return whether another lies within."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.upper <= other.upper
            and other.lower <= self.lower
        )


def snapshot(nodes: Sequence[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]], title: str) -> str:
    """Draw nodes as the marks of their class, edges as lines, and the labels that find room.

    Parameters
    ----------
    nodes
        With ``id``, ``label``, ``x``, ``y`` and ``size``; perhaps with ``class``, ``community`` and ``colours`` of its class.
    edges
        With ``source`` and ``target``, and perhaps ``layer``, or ``line`` with ``colour`` and ``dashes``.
    title
        Of the picture, for those who cannot see it.

    Returns
    -------
    str
        An ``svg`` element; empty without nodes. Everything that comes from data is escaped.

    Examples
    --------
    >>> node = {"id": "a", "label": {"en": "<a>", "zh": "甲"}, "x": 0, "y": 0, "size": 9}
    >>> "&lt;a&gt;" in snapshot([node], [], "one node")
    True
    """
    if not nodes:
        return ""
    frame = _frame(nodes)
    letter = round((frame.right - frame.left) / LETTERS, 1)
    view = " ".join(map(_n, (frame.left, frame.upper, frame.right - frame.left, frame.lower - frame.upper)))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_safe(title)}" viewBox="{view}">',
        *_edges(nodes, edges),
        *_marks(nodes),
        f'<g class="snapshot-label" fill="{INK}" font-size="{_n(letter)}" text-anchor="middle">',
        *(_text(node, box, letter) for node, box in _labels(nodes, frame, letter)),
        "</g></svg>",
    ]
    return "\n".join(lines)


def _frame(nodes: Sequence[Mapping[str, Any]]) -> Box:
    left = min(node["x"] - node["size"] for node in nodes)
    upper = min(node["y"] - node["size"] for node in nodes)
    right = max(node["x"] + node["size"] for node in nodes)
    lower = max(node["y"] + node["size"] for node in nodes)
    # A label below the lowest mark needs room as well, and a single node a picture that is not all mark.
    margin = max(MARGIN * max(right - left, lower - upper), 80)
    return Box(left - margin, upper - margin, right + margin, lower + margin)


def _edges(nodes: Sequence[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    place = {node["id"]: (node["x"], node["y"]) for node in nodes}
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for edge in edges:
        (x, y), (u, v) = sorted((place[edge["source"]], place[edge["target"]]))
        if (x, y) != (u, v):
            lines.setdefault(_line(edge), {})[f"M{x} {y}l{u - x} {v - y}"] = None
    for (colour, dashes), paths in sorted(lines.items()):
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        # A style sheet colours by the theme what has no colour of its own.
        plain = ' class="snapshot-edge"' if colour == EDGE else ""
        yield f'<path{plain} fill="none" stroke="{colour}" stroke-width="1.5"{dashed} d="{"".join(paths)}"/>'


def _line(edge: Mapping[str, Any]) -> tuple[str, str]:
    """Return colour and dashes of an edge."""
    if look := edge.get("line"):
        return look["colour"], " ".join(map(str, look["dashes"]))
    return EDGE, "8 6" if edge.get("layer") == "inferred" else ""


def _marks(nodes: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    by_class: dict[str, list[Mapping[str, Any]]] = {}
    for node in nodes:
        by_class.setdefault(node.get("class", ""), []).append(node)
    for name, members in sorted(by_class.items()):
        look = members[0].get("look") or _look(name)
        fill = f'fill="{look["colour"]}"' if look["filled"] else f'class="snapshot-hollow" fill="{PAPER}"'
        yield f'<g {fill} stroke="{look["colour"]}" stroke-width="2">'
        for node in members:
            outline = _outline(look["shape"], node["x"], node["y"], node["size"])
            named = f"<title>{_safe(_both(node['label']))}</title>" if len(nodes) <= NAMED else ""
            yield f'<path d="{outline}">{named}</path>' if named else f'<path d="{outline}"/>'
        yield "</g>"


def _look(name: str) -> dict[str, Any]:
    style = CLASS_STYLES.get(name, CLASS_STYLES["Technology"])
    return {"colour": style.colour, "shape": style.shape, "filled": style.filled}


CORNERS = {
    "square": (4, pi / 4, 1.15),
    "diamond": (4, 0.0, 1.1),
    "triangle": (3, -pi / 2, 1.2),
    "triangleDown": (3, pi / 2, 1.2),
}
"""Shape → number of corners, angle of the first, and how far from the middle they are, in radii."""


def _outline(shape: str, x: float, y: float, radius: float) -> str:
    """Return a path round a mark, as vis-network draws it."""
    if shape == "star":
        corners = [(radius * (1.25 if i % 2 == 0 else 0.55), -pi / 2 + i * pi / 5) for i in range(10)]
    elif shape in (*CORNERS, "hexagon"):
        number, first, far = CORNERS.get(shape, (6, 0.0, 1.05))
        corners = [(radius * far, first + i * 2 * pi / number) for i in range(number)]
    else:
        return f"M{_n(x - radius)} {_n(y)}a{_n(radius)} {_n(radius)} 0 1 0 {_n(2 * radius)} 0a{_n(radius)} {_n(radius)} 0 1 0 {_n(-2 * radius)} 0z"
    points = [(round(x + far * cos(angle), 1), round(y + far * sin(angle), 1)) for far, angle in corners]
    steps = [f"{_n(u - x)} {_n(v - y)}" for (x, y), (u, v) in pairwise(points)]
    return f"M{_n(points[0][0])} {_n(points[0][1])}l{' '.join(steps)}z"


def _labels(nodes: Sequence[Mapping[str, Any]], frame: Box, letter: float) -> list[tuple[Mapping[str, Any], Box]]:
    """Return the nodes whose labels find room, and where: the strongest of each community first, then by strength.

    No label covers another, and none but the first of a community covers a mark.
    """
    order = sorted(nodes, key=lambda node: (-node["size"], node["id"]))
    first = {node.get("community", ""): node["id"] for node in reversed(order)}
    order.sort(key=lambda node: first[node.get("community", "")] != node["id"])
    marks, labels = _Taken(3 * letter), _Taken(3 * letter)
    for node in nodes:
        x, y, size = node["x"], node["y"], node["size"]
        marks.add(Box(x - size, y - size, x + size, y + size))
    found: list[tuple[Mapping[str, Any], Box]] = []
    for node in order[: TRIED * MOST]:
        allowed = COVERED if first[node.get("community", "")] == node["id"] else 0
        free = [box for box in _beside(node, letter) if frame.holds(box) and not labels.over(box)]
        best = min(free, key=marks.over, default=None)
        if best is not None and marks.over(best) <= allowed and len(found) < MOST:
            labels.add(best)
            found.append((node, best))
    return found


class _Taken:
    """Rectangles, found by the cells of a grid that they touch."""

    def __init__(self, cell: float) -> None:
        self.cell = cell
        self.boxes: dict[tuple[int, int], list[Box]] = {}

    def _cells(self, box: Box) -> Iterable[tuple[int, int]]:
        for across in range(int(box.left // self.cell), int(box.right // self.cell) + 1):
            for down in range(int(box.upper // self.cell), int(box.lower // self.cell) + 1):
                yield across, down

    def add(self, box: Box) -> None:
        for cell in self._cells(box):
            self.boxes.setdefault(cell, []).append(box)

    def over(self, box: Box) -> int:
        """Return how many of them a rectangle overlaps."""
        return len({other for cell in self._cells(box) for other in self.boxes.get(cell, ()) if box.meets(other)})


def _beside(node: Mapping[str, Any], letter: float) -> Iterable[Box]:
    """Yield places for a label: all round its mark, below first."""
    lines = _lines(node["label"])
    breadth = max(map(width, lines)) * COLUMN * letter
    height = 1.15 * letter * len(lines)
    x, y, away = node["x"], node["y"], node["size"] * 1.2 + letter * 0.15
    for across, down in ((0, 1), (0, -1), (1, 0), (-1, 0), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)):
        u, v = x + across * (away + breadth / 2), y + down * (away + height / 2)
        yield Box(u - breadth / 2, v - height / 2, u + breadth / 2, v + height / 2)


def _lines(label: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(_cut(printable(label[language])) for language in ("zh", "en"))) or [""]


def _cut(label: str) -> str:
    if width(label) <= ROOM:
        return label
    kept = label[:ROOM]
    while width(kept) > ROOM - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _text(node: Mapping[str, Any], box: Box, letter: float) -> str:
    middle = _n((box.left + box.right) / 2)
    lines = [
        f'<tspan x="{middle}" y="{_n(box.upper + letter * (0.9 + 1.15 * number))}">{escape(line)}</tspan>'
        for number, line in enumerate(_lines(node["label"]))
    ]
    return f"<text>{''.join(lines)}</text>"


def _both(label: Mapping[str, str]) -> str:
    return " · ".join(dict.fromkeys((label["zh"], label["en"])))


def _safe(text: str) -> str:
    return escape(printable(text[:200]), quote=True)


def _n(value: float) -> str:
    """Write a number with at most one decimal."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )
