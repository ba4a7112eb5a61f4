"""Policies, technologies and sectors side by side, with the links between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from fingraph.figures.canvas import CLASS_NAMES, INK, blank, key, look, marker, open_axes, pale, sheet, support, top_of
from fingraph.figures.columns import Band, Box, Step, heights, ordered, steps
from fingraph.figures.lettering import Language, Lettering, Words, lettering, wrapped

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CLASSES = ("Policy", "Technology", "Sector")
"""From left to right."""

WIDTHS: dict[Language, float] = {"en": 2.5, "zh": 1.8, "both": 2.5}
"""Inches of a box."""
ALLEY = 1.7
"""Inches between two columns."""
UNIT = 0.075
"""Inches of a band's breadth for one sentence; less where the strongest box would be higher than :data:`HIGHEST`."""
HIGHEST = 1.5
LINE = 0.155
"""Inches of a line of text in a box."""
GAP = 0.085
HEAD = 0.4
"""Inches over the boxes, for the name of the column."""
DASHES = (0, (3, 2))

TITLE = Words("From policies over technologies to sectors", "从政策、技术到领域")
NOTHING = Words(
    "nothing to draw: no link joins a policy, a technology and a sector", "无可绘内容：政策、技术与领域之间没有关系"
)


class Geometry(NamedTuple):
    """Where boxes stand and how high they are, in inches; and a band's breadth for a weight of 1."""

    tops: dict[Box, float]
    sizes: dict[Box, float]
    column: dict[str, int]
    breadth: float
    unit: float

    def left(self, box: Box) -> float:
        """Return the left side of a box."""
        place = self.column[box] if isinstance(box, str) else box[1]
        return place * (self.breadth + ALLEY)


def layers(graph: nx.Graph[Any], *, top: int = 40, language: Language = "en") -> Figure:
    """Draw policies, technologies and sectors in three columns, with bands for the links between them.

    Parameters
    ----------
    graph
        Directed; best the projection ``policy-technology-sector`` of :func:`fingraph.projection.to_networkx`. An edge with a
        ``via`` is a path through that item.
    top
        How many bands, the strongest, from 1.
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    matplotlib.figure.Figure
        A band's breadth is the support of its links, summed; direct links are solid, paths pale with a dashed outline; a tip
        shows the direction. Notes say how many are left out, and how many links inside a column are not drawn. Without a band,
        a figure that says so.

    Raises
    ------
    FigureError
        If ``top`` is below 1, there is no such language, or matplotlib is not installed.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_nodes_from([("a plan", {"item_class": "Policy"}), ("a robot", {"item_class": "Technology"})])
    >>> graph.add_edge("a plan", "a robot", support=2)
    >>> [text.get_text() for text in layers(graph).axes[0].texts]
    ['a plan', 'a robot', 'policy', 'technology', 'sector']
    """
    letters = lettering(language)
    names = {str(node): data for node, data in graph.nodes(data=True)}
    column = {
        name: CLASSES.index(data["item_class"]) for name, data in names.items() if data.get("item_class") in CLASSES
    }
    bands, inside = _bands(graph, column)
    shown = sorted(sorted(bands, key=lambda band: (-band.weight, band))[: top_of(top)])
    if not shown:
        return blank(letters, TITLE, NOTHING)
    parts = steps(shown, column)
    labels = {
        box: _label(letters, box, names[box])
        for part in parts
        for box in (part.left, part.right)
        if isinstance(box, str)
    }
    geometry, height = _geometry(parts, column, labels, WIDTHS[letters.language])
    size = (3 * geometry.breadth + 2 * ALLEY + 0.3, height + HEAD + 0.1)
    notes = _notes(shown, len(bands) - len(shown), inside)
    figure = sheet(letters, size, title=TITLE, notes=notes, handles=_handles(letters, shown))
    axes = open_axes(figure)
    _draw_bands(axes, shown, parts, geometry)
    for box, label in labels.items():
        _draw_box(axes, letters, geometry, box, label)
    for place, name in enumerate(CLASSES):
        x = place * (geometry.breadth + ALLEY)
        axes.plot([x + 0.08], [0.15], markersize=8, **marker(name))
        axes.text(
            x + 0.22,
            0.15,
            letters.say(CLASS_NAMES[name], between=" "),
            va="center",
            color=INK,
            **letters.style(10, bold=True),
        )
    return figure


def _bands(graph: nx.Graph[Any], column: dict[str, int]) -> tuple[list[Band], int]:
    """Return what joins two columns, and the number of links inside a column."""
    weights: dict[tuple[str, str, bool], float] = defaultdict(float)
    inside = 0
    for source, target, edge in graph.edges(data=True):
        ends = (str(source), str(target))
        if not all(end in column for end in ends):
            continue
        if column[ends[0]] == column[ends[1]]:
            inside += 1
        else:
            weights[*ends, bool(edge.get("via"))] += support(edge)
    return [Band(*joined, weight) for joined, weight in weights.items() if weight > 0], inside


def _label(letters: Lettering, box: str, attributes: dict[str, Any]) -> str:
    """Return what stands in a box: a long name on two lines."""
    columns = int(WIDTHS[letters.language] * 72 / (8 * 0.57))
    return wrapped(letters.label(attributes, box, columns=2 * columns - 6, between="\n"), columns)


def _geometry(
    parts: Sequence[Step], column: dict[str, int], labels: dict[str, str], breadth: float
) -> tuple[Geometry, float]:
    loads: dict[tuple[Box, bool], float] = defaultdict(float)
    for part in parts:
        loads[part.left, True] += part.weight
        loads[part.right, False] += part.weight
    unit = min(UNIT, HIGHEST / max(loads.values()))
    sizes: dict[Box, float] = {box: LINE * (label.count("\n") + 1) + 0.08 for box, label in labels.items()}
    for (box, _), load in loads.items():
        sizes[box] = max(sizes.get(box, 0.0), load * unit + 0.04 * isinstance(box, str))
    tops, height = heights(ordered(parts, column, len(CLASSES)), sizes, GAP)
    tops = {box: top + HEAD for box, top in tops.items()}
    return Geometry(tops, sizes, column, breadth, unit), height


def _ports(parts: Sequence[Step], geometry: Geometry) -> dict[tuple[Box, int], float]:
    """Return at which height each band meets each box: in the order of the other ends, so that none cross at a box."""
    middle = {box: top + geometry.sizes[box] / 2 for box, top in geometry.tops.items()}
    sides: dict[tuple[Box, bool], list[tuple[float, int, float]]] = defaultdict(list)
    for part in parts:
        sides[part.left, True].append((middle[part.right], part.band, part.weight))
        sides[part.right, False].append((middle[part.left], part.band, part.weight))
    ports = {}
    for (box, leaving), ends in sides.items():
        place = middle[box] - sum(weight for *_, weight in ends) * geometry.unit / 2
        for _, band, weight in sorted(ends):
            ports[box, 2 * band + leaving] = place + weight * geometry.unit / 2
            place += weight * geometry.unit
    return ports


def _draw_bands(axes: Axes, bands: Sequence[Band], parts: Sequence[Step], geometry: Geometry) -> None:
    ports = _ports(parts, geometry)
    courses: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for part in parts:
        courses[part.band] += [
            (geometry.left(part.left) + geometry.breadth, ports[part.left, 2 * part.band + 1]),
            (geometry.left(part.right), ports[part.right, 2 * part.band]),
        ]
    for number, course in sorted(courses.items()):
        _draw_band(axes, bands[number], course, geometry)


def _draw_band(axes: Axes, band: Band, course: list[tuple[float, float]], geometry: Geometry) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    half = band.weight * geometry.unit / 2
    there = [(x, y - half) for x, y in course]
    back = [(x, y + half) for x, y in reversed(course)]
    points, codes = [there[0]], [Path.MOVETO]
    for way in (there, back):
        if way is back:
            points.append(way[0])
            codes.append(Path.LINETO)
        for number, ((x, y), (other, end)) in enumerate(pairwise(way)):
            curved = number % 2 == 0
            points += [((x + other) / 2, y), ((x + other) / 2, end), (other, end)] if curved else [(other, end)]
            codes += [Path.CURVE4] * 3 if curved else [Path.LINETO]
    points.append(there[0])
    codes.append(Path.CLOSEPOLY)
    colour = look(CLASSES[geometry.column[band.source]]).colour
    axes.add_patch(PathPatch(Path(points, codes), zorder=1, **_band_style(colour, path=band.path)))
    forwards = geometry.column[band.source] < geometry.column[band.target]
    x, y = course[-1] if forwards else course[0]
    tip = ">" if forwards else "<"
    axes.plot(
        [x - 0.05 if forwards else x + 0.05], [y], marker=tip, color=colour, markersize=4.5, linestyle="none", zorder=2
    )


def _band_style(colour: str, *, path: bool) -> dict[str, Any]:
    if path:
        return {"facecolor": (colour, 0.1), "edgecolor": (colour, 0.75), "linestyle": DASHES, "linewidth": 0.8}
    return {"facecolor": (colour, 0.38), "edgecolor": "none", "linewidth": 0.0}


def _draw_box(axes: Axes, letters: Lettering, geometry: Geometry, box: str, label: str) -> None:
    from matplotlib.patches import Rectangle

    colour = look(CLASSES[geometry.column[box]]).colour
    left, top, size = geometry.left(box), geometry.tops[box], geometry.sizes[box]
    frame: dict[str, Any] = {
        "facecolor": pale(colour, 0.1),
        "edgecolor": colour,
        "linewidth": 0.9,
        "clip_on": False,
        "zorder": 3,
    }
    axes.add_patch(Rectangle((left, top), geometry.breadth, size, **frame))
    place: dict[str, Any] = {"ha": "center", "va": "center", "color": INK, "zorder": 4}
    axes.text(left + geometry.breadth / 2, top + size / 2, label, **place, **letters.style(8))


def _handles(letters: Lettering, bands: Sequence[Band]) -> list[Any]:
    from matplotlib.patches import Patch

    kinds = {
        False: Words("direct links; breadth: sentences", "直接关系；宽度：句子数"),
        True: Words("paths through a third item", "经由第三个条目的路径"),
    }
    drawn = [
        Patch(label=letters.say(kinds[path], between=" "), **_band_style("#444444", path=path))
        for path in sorted({band.path for band in bands})
    ]
    tip = key(letters, Words("direction", "方向"), marker=">", color="#444444", markersize=5, linestyle="none")
    return [*drawn, tip]


def _notes(shown: Sequence[Band], left: int, inside: int) -> list[Words]:
    direct = sum(not band.path for band in shown)
    notes = [
        Words(
            f"{direct} pairs joined by direct links, {len(shown) - direct} by paths; colour is that of the class a band starts from",
            f"{direct} 对由直接关系相连，{len(shown) - direct} 对由路径相连；颜色为起点的类别",
        )
    ]
    if left:
        notes.append(Words(f"{left} weaker bands are left out.", f"另有 {left} 条较弱的连线未绘出。"))
    if inside:
        notes.append(
            Words(
                f"{inside} links and paths between items of one column are not drawn.",
                f"同一列条目之间的 {inside} 条关系和路径未绘出。",
            )
        )
    return notes
