"""The graph by communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any, NamedTuple

from fingraph.errors import FigureError
from fingraph.figures.canvas import (
    INK,
    PAPER,
    blank,
    class_handles,
    extent,
    marker,
    open_axes,
    pale,
    sheet,
    support,
    top_of,
)
from fingraph.figures.lettering import Language, Lettering, Words, lettering, wrapped
from fingraph.layout.discs import Disc, packed
from fingraph.layout.inside import arranged, radius_for

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#b0558a", "#b57600", "#2a8fc7", "#6a4c93")
"""Of communities, over and over: told apart by the colour-blind, and the number tells apart the rest."""
REST = "#8a8a8a"
"""Of nodes without community."""

APART = 0.3
"""Inches, the least distance of two nodes in a disc."""
AROUND = 0.18
"""Inches between the outermost node and the edge of its disc."""
BETWEEN = 0.12
"""Inches, the least distance of two discs."""
SMALLEST, LARGEST = 6.0, 12.0
"""Inches of the figure's width; a larger graph is drawn smaller."""
ROOM = 0.9
"""Inches round the discs, for names."""
POINTS = 7.5
"""Of names."""
DISTANCES = (0.03, 0.12, 0.24, 0.36, 0.5)
"""Inches between a marker and its name; from more than :data:`NEAR` on, a line joins them."""
NEAR = 0.1

TITLE = Words("Communities of items", "条目社群")
NOTHING = Words("nothing to draw: the graph has no nodes", "无可绘内容：图中没有节点")


Place = tuple[float, float]


class Frame(NamedTuple):
    """A rectangle: left, right, upper and lower side."""

    left: float
    right: float
    upper: float
    lower: float

    def meets(self, other: Frame) -> bool:
        """Return whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.upper < other.lower
            and other.upper < self.lower
        )


def community_map(
    graph: nx.Graph[Any], groups: Sequence[Collection[Any]], *, top: int = 40, language: Language = "en"
) -> Figure:
    """Draw the graph with each community in a disc.

    Parameters
    ----------
    graph
        Nodes with ``item_class`` and labels, edges with ``support``; all may be missing.
    groups
        Nodes of each community, numbered in this order from 1. Nodes in none stand in grey discs of their own.
    top
        How many names to write at most, from 1: those of the items with the greatest support; a name that finds no room is
        left out.
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    matplotlib.figure.Figure
        Colour and number tell the community, the marker's shape the class, its size the number of links. The places do not hang
        on the order of nodes. Without nodes, a figure that says so.

    Raises
    ------
    FigureError
        If a group names a node that is not in the graph, or two groups the same; if ``top`` is below 1, there is no such
        language, or matplotlib is not installed.

    Examples
    --------
    >>> import networkx as nx
    >>> figure = community_map(nx.Graph([("a", "b"), ("b", "c")]), [{"a", "b"}, {"c"}])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['1', '2', 'b', 'c', 'a']
    """
    letters = lettering(language)
    group = _membership(graph, groups)
    if not group:
        return blank(letters, TITLE, NOTHING)
    simple = _simple(graph)
    plan = _plan(simple, group, len(groups))
    classes = {node: str(data.get("item_class", "Item")) for node, data in graph.nodes(data=True)}
    handles = class_handles(letters, classes.values(), colour="#555555")
    strongest = _strongest(simple, group)[: top_of(top)]
    notes = _notes(simple, groups, group)
    figure = sheet(letters, plan.size, title=TITLE, notes=notes, handles=handles)
    axes = open_axes(figure)
    _draw_discs(axes, letters, plan.discs, len(groups))
    _draw_links(axes, simple, group, plan)
    for node, (x, y) in plan.spots.items():
        style = marker(classes[node], colour=_colour(group[node], len(groups)))
        axes.plot([x], [y], markersize=plan.points[node], linestyle="none", zorder=3, **style)
    labels = {node: wrapped(letters.label(graph.nodes[node], node, columns=40, between="\n"), 18) for node in strongest}
    _write_names(figure, letters, labels, plan)
    return figure


class Plan(NamedTuple):
    """Where everything stands, in inches from the top left."""

    size: tuple[float, float]
    discs: list[Disc]
    spots: dict[Any, Place]
    points: dict[Any, float]
    """Diameter of each node's marker."""


def _membership(graph: nx.Graph[Any], groups: Sequence[Collection[Any]]) -> dict[Any, int]:
    """Return the number of each node's group, from 0; that of nodes in none is the number of groups."""
    group: dict[Any, int] = {}
    for number, nodes in enumerate(groups):
        for node in nodes:
            if node not in graph:
                raise FigureError(
                    f"group {number + 1} has {node!r}, which is not in the graph; use groups of this graph"
                )
            if node in group:
                raise FigureError(
                    f"{node!r} is in groups {group[node] + 1} and {number + 1}; use groups without overlap"
                )
            group[node] = number
    return {node: group.get(node, len(groups)) for node in sorted(graph, key=str)}


def _simple(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """Return the graph without directions and loops, nodes and edges in order, supports summed."""
    import networkx as nx

    weights: dict[tuple[Any, Any], float] = defaultdict(float)
    for source, target, edge in graph.edges(data=True):
        if source != target:
            one, other = sorted((source, target), key=str)
            weights[one, other] += support(edge)
    simple: nx.Graph[Any] = nx.Graph()
    simple.add_nodes_from(sorted(graph, key=str))
    for (one, other), weight in sorted(weights.items(), key=lambda item: (str(item[0][0]), str(item[0][1]))):
        simple.add_edge(one, other, support=weight)
    return simple


def _plan(simple: nx.Graph[Any], group: Mapping[Any, int], count: int) -> Plan:
    members: dict[int, list[Any]] = defaultdict(list)
    for node, number in group.items():
        members[number].append(node)
    numbers = [number for number in range(count + 1) if members[number] or number < count]
    ties: dict[tuple[int, int], float] = defaultdict(float)
    for one, other, edge in simple.edges(data=True):
        if group[one] != group[other]:
            low, high = sorted((group[one], group[other]))
            ties[low, high] += edge["support"]
    discs = packed([AROUND + APART * radius_for(len(members[number])) for number in numbers], ties, BETWEEN)
    left, upper = (min(disc[axis] - disc.radius for disc in discs) for axis in (0, 1))
    right, lower = (max(disc[axis] + disc.radius for disc in discs) for axis in (0, 1))
    scale = min(1.0, LARGEST / (right - left))
    size = (max(scale * (right - left) + 2 * ROOM, SMALLEST), scale * (lower - upper) + ROOM / 2)
    moved = ((size[0] - scale * (right + left)) / 2, (size[1] - scale * (lower + upper)) / 2)
    spots = {}
    for number in numbers:
        for node, (x, y) in _inside(simple, members[number]).items():
            spots[node] = (scale * (discs[number].x + x) + moved[0], scale * (discs[number].y + y) + moved[1])
    return Plan(
        size,
        [Disc(scale * disc.x + moved[0], scale * disc.y + moved[1], scale * disc.radius) for disc in discs],
        spots,
        {node: (4.0 + 0.6 * min(simple.degree(node), 12)) * scale for node in simple},
    )


def _inside(simple: nx.Graph[Any], nodes: list[Any]) -> dict[Any, Place]:
    """Place a group round the middle of its disc."""
    import networkx as nx

    if not nodes:
        return {}
    links = nx.to_scipy_sparse_array(simple.subgraph(nodes), nodelist=nodes, format="csr")
    return {node: (APART * x, APART * y) for node, (x, y) in zip(nodes, arranged(links).tolist(), strict=True)}


def _strongest(simple: nx.Graph[Any], group: Mapping[Any, int]) -> list[Any]:
    """Return the nodes by support, but first the strongest of each group."""
    nodes = sorted(simple, key=lambda node: (-simple.degree(node, weight="support"), str(node)))
    first = {group[node]: node for node in reversed(nodes)}
    return sorted(nodes, key=lambda node: first[group[node]] != node)


def _colour(number: int, count: int) -> str:
    return COLOURS[number % len(COLOURS)] if number < count else REST


def _draw_discs(axes: Axes, letters: Lettering, discs: Sequence[Disc], count: int) -> None:
    from matplotlib.patches import Circle

    for number, disc in enumerate(discs):
        colour = _colour(number, count)
        look = {"facecolor": pale(colour, 0.1), "edgecolor": pale(colour, 0.5), "linewidth": 0.8, "clip_on": False}
        axes.add_patch(Circle((disc.x, disc.y), disc.radius, zorder=0, **look))
        if number < count:
            x, y = _badge(disc)
            axes.plot([x], [y], marker="o", markersize=13, markerfacecolor=PAPER, markeredgecolor=colour, zorder=5)
            place: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": INK, "zorder": 6}
            axes.text(x, y, str(number + 1), **place, **letters.style(7.5, bold=True))


def _badge(disc: Disc) -> Place:
    """Return where the number of a group stands: at the upper left of its disc."""
    return disc.x - 0.7071 * disc.radius, disc.y - 0.7071 * disc.radius


def _draw_links(axes: Axes, simple: nx.Graph[Any], group: Mapping[Any, int], plan: Plan) -> None:
    from matplotlib.collections import LineCollection

    inner = [(one, other) for one, other in simple.edges() if group[one] == group[other]]
    outer = [(one, other) for one, other in simple.edges() if group[one] != group[other]]
    for pairs, colour, breadth in ((outer, "#bdbdbd", 0.6), (inner, "#777777", 0.8)):
        lines = [[plan.spots[one], plan.spots[other]] for one, other in pairs]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=breadth, zorder=1), autolim=False)


def _write_names(figure: Figure, letters: Lettering, labels: Mapping[Any, str], plan: Plan) -> None:
    """Write names beside their nodes, the first first; never over a name, a node or a number."""
    from matplotlib.patheffects import withStroke

    taken = [Frame(x - 0.1, x + 0.1, y - 0.1, y + 0.1) for x, y in map(_badge, plan.discs)]
    taken += [_frame(x, y, plan.points[node] / 72) for node, (x, y) in plan.spots.items()]
    (axes,) = figure.axes
    halo = [withStroke(linewidth=2, foreground=PAPER, alpha=0.85)]
    for node, label in labels.items():
        place: dict[str, Any] = {"ha": "center", "va": "center", "multialignment": "center", "linespacing": 1.05}
        text = axes.text(0, 0, label, color=INK, zorder=4, path_effects=halo, **place, **letters.style(POINTS))
        choices = [
            (_cost(frame, away, plan.spots[node], plan.discs), frame)
            for away, frame in _beside(plan.spots[node], plan.points[node] / 144, extent(figure, text))
            if frame.left > 0 and frame.right < plan.size[0] and frame.upper > 0 and frame.lower < plan.size[1]
            if not any(frame.meets(other) for other in taken)
        ]
        if not choices:
            text.remove()
            continue
        frame = min(choices)[1]
        taken.append(frame)
        x, y = (frame.left + frame.right) / 2, (frame.upper + frame.lower) / 2
        text.set_position((x, y))
        spot = plan.spots[node]
        near = (min(max(spot[0], frame.left), frame.right), min(max(spot[1], frame.upper), frame.lower))
        if hypot(near[0] - spot[0], near[1] - spot[1]) > plan.points[node] / 144 + NEAR:
            axes.plot([spot[0], near[0]], [spot[1], near[1]], color=INK, linewidth=0.6, zorder=2)


def _frame(x: float, y: float, side: float) -> Frame:
    return Frame(x - side / 2, x + side / 2, y - side / 2, y + side / 2)


def _beside(spot: Place, radius: float, size: tuple[float, float]) -> list[tuple[float, Frame]]:
    """Return places for a name round a node, near and far: the distance from its marker, and what it covers."""
    breadth, height = size
    places = []
    for away in DISTANCES:
        for step in range(16):
            across, down = cos(step * pi / 8), sin(step * pi / 8)
            # The name's nearest side or corner is what keeps the distance.
            x = spot[0] + (radius + away) * across + breadth / 2 * max(-1.0, min(1.0, 1.5 * across))
            y = spot[1] + (radius + away) * down + height / 2 * max(-1.0, min(1.0, 1.5 * down))
            places.append((away, Frame(x - breadth / 2, x + breadth / 2, y - height / 2, y + height / 2)))
    return places


def _cost(frame: Frame, away: float, spot: Place, discs: Sequence[Disc]) -> float:
    """Return how bad a place for a name is: far from its node, or over the discs of others."""
    corners = [(x, y) for x in (frame.left, frame.right) for y in (frame.upper, frame.lower)]
    strange = sum(
        hypot(x - disc.x, y - disc.y) < disc.radius
        for disc in discs
        if hypot(spot[0] - disc.x, spot[1] - disc.y) > disc.radius
        for x, y in corners
    )
    return round(away + 0.3 * strange, 6)


def _notes(simple: nx.Graph[Any], groups: Sequence[Collection[Any]], group: Mapping[Any, int]) -> list[Words]:
    nodes, pairs, count = simple.number_of_nodes(), simple.number_of_edges(), len(groups)
    between = sum(group[one] != group[other] for one, other in simple.edges())
    notes = [
        Words(
            f"{nodes} items in {count} communities; {pairs} linked pairs, {between} of them between communities",
            f"{nodes} 个条目，{count} 个社群；{pairs} 对相连条目，其中 {between} 对跨社群",
        ),
        Words(
            "Names: the items with the greatest support, where there is room. Distance between discs has no exact meaning.",
            "名称：支持度最大的条目，在空间允许处标出。圆盘间距离没有精确含义。",
        ),
    ]
    if rest := sum(number == count for number in group.values()):
        notes.append(Words(f"Grey: {rest} items without community.", f"灰色：{rest} 个条目不属于任何社群。"))
    return notes
