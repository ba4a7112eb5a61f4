"""Which technology stands in which trend."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fingraph.figures.canvas import INK, blank, sheet, top_of
from fingraph.figures.lettering import Language, Lettering, Words, lettering

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.figure import Figure

ROW, COLUMN = 0.24, 0.5
"""Inches of a cell."""

Counts = dict[str, dict[str, int]]
"""Technology → trend → sentences."""

TITLE = Words("Technologies in the trends", "各趋势中的技术")
NOTHING = Words(
    "nothing to draw: no link of a technology names its sentences", "无可绘内容：没有技术的关系注明所据句子"
)


def trend_technology_map(graph: nx.Graph[Any], *, top: int = 50, language: Language = "en") -> Figure:
    """Draw in how many sentences each technology stands in each trend.

    Parameters
    ----------
    graph
        As :func:`fingraph.projection.to_networkx` gives it. ``links`` and ``full`` give the same numbers, since aboutness
        (``fg:concerns``) is not counted; only ``full`` has the titles of the trends.
    top
        How many technologies, those with most sentences, from 1.
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    matplotlib.figure.Figure
        A heat map with its numbers: distinct sentences that state a link of the technology. Technologies stand in the order of
        their leading trend, then by their total. Without such a link, a figure that says so.

    Raises
    ------
    FigureError
        If ``top`` is below 1, there is no such language, or matplotlib is not installed.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_node("a ledger", item_class="Technology")
    >>> graph.add_edge("a ledger", "trade", report="demo", sentences="T01.S01|T01.S02|T02.S01")
    >>> [text.get_text() for text in trend_technology_map(graph).axes[0].texts]
    ['2', '1']
    """
    letters = lettering(language)
    counts, trends = _counts(graph)
    if not counts:
        return blank(letters, TITLE, NOTHING)
    strongest = sorted(counts, key=lambda name: (-sum(counts[name].values()), name))[: top_of(top)]
    rows = sorted(strongest, key=lambda name: _place(counts[name], name))
    names = {str(node): data for node, data in graph.nodes(data=True)}
    labels = [letters.label(names[row], row) for row in rows]
    titles = [_title(letters, names, trend, trends) for trend in trends]
    room = 2.6 if letters.language == "en" else 1.9
    longest = 0.075 * max(map(len, labels)) if letters.language != "zh" else 2.2
    size = (longest + COLUMN * len(trends) + 1.6, room + ROW * len(rows))
    figure = sheet(letters, (max(size[0], 6.0), size[1]), title=TITLE, notes=_notes(counts, len(rows)))
    axes = figure.add_subplot()
    cells = [[counts[row].get(trend, 0) for trend in trends] for row in rows]
    _heat(figure, letters, cells)
    axes.set_yticks(range(len(rows)), labels, color=INK, **letters.style(8.5))
    axes.set_xticks(
        range(len(trends)), titles, color=INK, rotation=50, ha="left", rotation_mode="anchor", **letters.style(8.5)
    )
    axes.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axes.tick_params(axis="y", length=0)
    return figure


def _counts(graph: nx.Graph[Any]) -> tuple[Counts, list[str]]:
    """Return the numbers, and all trends, those in which no technology stands included."""
    sentences: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    trends = set()
    for source, target, edge in graph.edges(data=True):
        ends = [str(node) for node in (source, target) if graph.nodes[node].get("item_class") == "Technology"]
        for sentence in filter(None, str(edge.get("sentences", "")).split("|")):
            trend = f"{edge.get('report', '')}.{sentence.partition('.')[0]}"
            trends.add(trend)
            for end in ends if edge.get("relation") != "fg:concerns" else ():
                sentences[end][trend].add(sentence)
    counts = {name: {trend: len(found) for trend, found in stands.items()} for name, stands in sentences.items()}
    return counts, sorted(trends)


def _place(counts: dict[str, int], name: str) -> tuple[str, int, str]:
    leading = min(counts, key=lambda trend: (-counts[trend], trend))
    return (leading, -sum(counts.values()), name)


def _title(letters: Lettering, names: dict[str, dict[str, Any]], trend: str, trends: list[str]) -> str:
    """Return a trend's number and title, with its report where there are several."""
    several = len({other.rpartition(".")[0] for other in trends}) > 1
    head = letters.safe(trend if several else trend.rpartition(".")[2])
    attributes = names.get(f"trend:{trend}")
    if attributes is None:
        return head
    return f"{head} " + letters.label(attributes, "", columns=48, between="\n").replace("\n", "\n" + " " * 5)


def _notes(counts: Counts, shown: int) -> list[Words]:
    left = len(counts) - shown
    notes = [
        Words(
            "Distinct sentences that state a link of the technology; technologies by leading trend, then by total",
            "陈述该技术某一关系的不同句子数；技术按主要趋势、再按总数排列",
        )
    ]
    if left:
        notes.append(
            Words(f"{left} technologies with fewer sentences are left out.", f"另有 {left} 项句子较少的技术未列出。")
        )
    return notes


def _heat(figure: Figure, letters: Lettering, cells: list[list[int]]) -> None:
    """Colour the cells, write their numbers, and leave those without a sentence empty."""
    from matplotlib import colormaps

    (axes,) = figure.axes
    colours = colormaps["cividis_r"].with_extremes(under="#f3f3f3")
    # Where no cell is strong, none looks so.
    most = max(4, *map(max, cells))
    axes.pcolormesh(
        [column - 0.5 for column in range(len(cells[0]) + 1)],
        [row - 0.5 for row in range(len(cells) + 1)],
        cells,
        cmap=colours,
        vmin=0.5,
        vmax=most,
        edgecolors="#ffffff",
        linewidth=1.5,
    )
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    for row, line in enumerate(cells):
        for column, number in enumerate(line):
            if number:
                ink = "#000000" if number <= 0.5 + (most - 0.5) / 2 else "#ffffff"
                axes.text(column, row, str(number), ha="center", va="center", color=ink, **letters.style(8))
