"""Figures: what they show is what the data say, in both languages, and the same each time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib import rcParams
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.text import Text

import fingraph
from fingraph import figures
from fingraph.errors import FigureError, OutputError
from fingraph.figures.canvas import CLASS_NAMES, MARKERS
from fingraph.figures.columns import Band, crossings, heights, ordered, steps
from fingraph.figures.lettering import CHINESE_FAMILIES, FONT_VARIABLE, Language, lettering, shortened, wrapped
from fingraph.palette import CLASS_STYLES
from fingraph.projection import to_networkx
from fingraph.ranking import RankedItem, Ranking
from fingraph.terminal import width

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

PTS = "policy-technology-sector"
LANGUAGES: tuple[Language, ...] = ("en", "zh", "both")
HOSTILE = ["$x^2$", r"$\frac", "two\nlines", "w" * 300, "算" * 300, "a\u202eb\x1b[2J", "\U0001f9ec", "\ud800", "", " "]


def ranked_item(
    names: tuple[str, str, str, str],
    rank: int,
    values: tuple[float, ...],
    ranks: tuple[float, ...],
    **marks: Any,  # noqa: ANN401
) -> RankedItem:
    item, label_en, label_zh, item_class = names
    columns = ("value", "value_low", "value_median", "value_high"), ("rank_low", "rank_median", "rank_high")
    numbers = dict(zip([*columns[0], *columns[1]], [*values, *ranks], strict=True))
    named: dict[str, Any] = {"rank_worst_without": "", "sentences": ("r.S1",), **numbers, **marks}
    return RankedItem(rank=rank, item=item, label_en=label_en, label_zh=label_zh, item_class=item_class, **named)


def ranking_of(items: tuple[RankedItem, ...], **others: Any) -> Ranking:  # noqa: ANN401
    """Return a ranking with chosen rows; all else is that of a small graph."""
    small = fingraph.rank(nx.DiGraph([("a", "b")]), samples=5)
    shown: dict[str, Any] = {
        "projection": "links",
        "top": 2,
        "samples": 500,
        "seed": 7,
        "nodes": 30,
        "links": 40,
        "sentences": 20,
    }
    return replace(small, items=items, **(shown | others))


ITEMS = (
    ranked_item(("tech:a", "ledger", "账本", "Technology"), 1, (0.5, 0.4, 0.45, 0.6), (1, 1, 2), rank_worst=3,
                top_probability=0.9, unstable=False, single_sentence=False),
    ranked_item(("actor:b", "bank", "银行", "ActorType"), 2, (0.3, 0.1, 0.2, 0.5), (1, 3, 9), rank_worst=12,
                top_probability=0.5, unstable=True, single_sentence=True),
    ranked_item(("data:c", "data", "数据", "DataResource"), 3, (0.2, 0.2, 0.2, 0.2), (2, 3, 4), rank_worst=None,
                top_probability=0.1, unstable=False, single_sentence=True),
)  # fmt: skip
RANKING = ranking_of(ITEMS)


def groups_of(graph: nx.MultiDiGraph[str]) -> list[set[str]]:
    """Return groups that need no algorithm: nodes by class."""
    groups: dict[str, set[str]] = defaultdict(set)
    for node, data in graph.nodes(data=True):
        groups[data.get("item_class", "Item")].add(node)
    return [groups[name] for name in sorted(groups)]


def by_class(graph: nx.MultiDiGraph[str], *, language: Language = "en") -> Figure:
    return figures.community_map(graph, groups_of(graph), language=language)


Draw = Callable[..., "Figure"]
OF_GRAPHS: list[tuple[Draw, str]] = [
    (figures.trend_technology_map, "full"), (figures.layers, PTS), (by_class, "links"),
]  # fmt: skip
OF_RANKINGS: list[Draw] = [figures.ranking_plot, figures.rank_stability]


def every_figure(language: Language) -> list[Figure]:
    drawn = [draw(to_networkx(projection=projection), language=language) for draw, projection in OF_GRAPHS]
    return drawn + [draw(RANKING, language=language) for draw in OF_RANKINGS]


def texts(figure: Figure) -> list[str]:
    figure.draw_without_rendering()
    found: list[Any] = figure.findobj(Text)
    return [text.get_text() for text in found if text.get_text()]


# --- Rankings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "names"),
    [
        (figures.ranking_plot, ("value_low", "value_high", "value_median", "value")),
        (figures.rank_stability, ("rank_low", "rank_high", "rank_median", "rank")),
    ],
)
def test_whisker_median_and_dot_stand_where_the_numbers_are(draw: Draw, names: tuple[str, ...]) -> None:
    axes = draw(RANKING).axes[0]
    low, high, median, value = names
    drawn: list[Any] = [line for line in axes.lines if line.get_linestyle() != ":"]
    for number, item in enumerate(ITEMS):
        whisker, tick, dot = drawn[3 * number : 3 * number + 3]
        assert list(whisker.get_xdata()) == [getattr(item, low), getattr(item, high)]
        assert list(tick.get_xdata()) == [getattr(item, median)]
        assert list(dot.get_xdata()) == [getattr(item, value)]
        assert {*whisker.get_ydata(), *tick.get_ydata(), *dot.get_ydata()} == {number}
        assert dot.get_marker() == MARKERS[CLASS_STYLES[item.item_class].shape]
        assert dot.get_markeredgecolor() == CLASS_STYLES[item.item_class].colour
        assert (to_hex(dot.get_markerfacecolor()) == "#ffffff") == item.unstable, "hollow if it is not stable"
        assert whisker.is_dashed() == item.unstable
    crosses = drawn[3 * len(ITEMS) :]
    worst = [(item.rank_worst, number) for number, item in enumerate(ITEMS) if item.rank_worst is not None]
    assert [list(zip(*line.get_data(), strict=True)) for line in crosses] == (
        [worst] if draw is figures.rank_stability else []
    )
    assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first at the top"


def test_labels_tell_rank_and_signs_and_the_legend_explains_them() -> None:
    figure = figures.ranking_plot(RANKING)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [
        "ledger   1", "bank †¹   2", "data ¹   3",
    ]  # fmt: skip
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "technology", "actor type", "data resource", "median of the replicates", "† rank not stable", "¹ rests on one sentence",
    ]  # fmt: skip
    calm = figures.ranking_plot(ranking_of(ITEMS[:1]))
    assert [text.get_text() for text in calm.legends[0].get_texts()] == ["technology", "median of the replicates"]


def test_the_sheet_says_what_was_counted_and_what_the_whiskers_are() -> None:
    title, basis, foot = (text.get_text() for text in figures.ranking_plot(RANKING, top=2).texts)
    assert title == "Items by pagerank"
    assert basis == "Projection links: 30 nodes, 40 links, 20 sentences; first 2 items; 500 replicates, seed 7"
    assert "robustness intervals" in foot
    assert "not sampling error" in foot.replace("\n", " ")


def test_chances_are_bars_of_their_length() -> None:
    ranks, chances = figures.rank_stability(RANKING).axes
    assert [bar.get_width() for bar in chances.patches if isinstance(bar, Rectangle)] == [0.9, 0.5, 0.1]
    assert [text.get_text() for text in chances.texts] == ["90%", "50%", "10%"]
    assert chances.get_xlabel() == "among the first 2"
    assert ranks.get_xscale() == "log"


def test_only_the_first_are_drawn() -> None:
    assert len(figures.ranking_plot(RANKING, top=2).axes[0].get_yticklabels()) == 2


# --- Trends and technologies ----------------------------------------------------------------------------------------------


def _stands(graph: nx.MultiDiGraph[str]) -> Counter[tuple[str, str]]:
    """Count sentences of technologies by trend, in another way than the figure does."""
    found = {
        (node, sentence.split(".")[0], sentence)
        for *ends, edge in graph.edges(data=True)
        for node in ends
        if node.startswith("tech:")
        for sentence in edge["sentences"].split("|")
    }
    return Counter((node, trend) for node, trend, _ in found)


@pytest.mark.parametrize("projection", ["links", "full"])
def test_the_map_has_the_number_of_sentences(projection: str) -> None:
    links = to_networkx()
    graph = to_networkx(projection=projection)
    axes = figures.trend_technology_map(graph, top=1000).axes[0]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    columns = [label.get_text().split()[0] for label in axes.get_xticklabels()]
    seen = {
        (rows[round(t.get_position()[1])], columns[round(t.get_position()[0])]): int(t.get_text()) for t in axes.texts
    }
    expected = {
        (shortened(links.nodes[node]["label_en"], 36), trend): number
        for (node, trend), number in _stands(links).items()
    }
    assert seen == expected
    assert columns == sorted(columns)
    assert "T01" in columns, "a trend without a technology is shown too"


def test_only_full_has_the_titles_of_the_trends() -> None:
    titles = [
        t.get_text() for t in figures.trend_technology_map(to_networkx(projection="full")).axes[0].get_xticklabels()
    ]
    assert "T05 AI in finance" in titles
    assert "T05" in [t.get_text() for t in figures.trend_technology_map(to_networkx()).axes[0].get_xticklabels()]


def test_technologies_stand_by_leading_trend_then_total() -> None:
    axes = figures.trend_technology_map(to_networkx(), top=1000).axes[0]
    cells: dict[int, dict[int, int]] = defaultdict(dict)
    for text in axes.texts:
        cells[round(text.get_position()[1])][round(text.get_position()[0])] = int(text.get_text())
    keys = [(min(row, key=lambda c: (-row[c], c)), -sum(row.values())) for _, row in sorted(cells.items())]
    assert keys == sorted(keys)


def test_a_map_says_how_many_technologies_it_leaves_out() -> None:
    figure = figures.trend_technology_map(to_networkx(), top=5)
    assert len(figure.axes[0].get_yticklabels()) == 5
    left = len({node for node, _ in _stands(to_networkx())}) - 5
    assert f"{left} technologies with fewer sentences are left out." in texts(figure)


def test_numbers_can_be_read_on_their_colour() -> None:
    figure = figures.trend_technology_map(to_networkx())
    (mesh,) = figure.axes[0].collections
    figure.draw_without_rendering()
    columns = len(figure.axes[0].get_xticklabels())
    for text in figure.axes[0].texts:
        column, row = (round(place) for place in text.get_position())
        fill: Any = np.asarray(mesh.get_facecolor())[row * columns + column]
        assert _contrast(to_hex(fill), str(text.get_color())) > 4.5


def _contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


# --- Policies, technologies, sectors --------------------------------------------------------------------------------------


def _bands(graph: nx.MultiGraph[str]) -> set[tuple[str, str, bool]]:
    of_class = nx.get_node_attributes(graph, "item_class")
    return {(s, t, bool(d["via"])) for s, t, d in graph.edges(data=True) if of_class[s] != of_class[t]}


def test_each_pair_of_columns_that_is_linked_has_a_band() -> None:
    graph = to_networkx(projection=PTS)
    axes = figures.layers(graph, top=1000).axes[0]
    bands = _bands(graph)
    drawn = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    assert len(drawn) == len(bands)
    assert Counter(patch.get_linestyle() == "solid" for patch in drawn) == Counter(not path for *_, path in bands)
    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(boxes) == len({end for band in bands for end in band[:2]})


def test_boxes_do_not_overlap_and_hold_their_names() -> None:
    for language in LANGUAGES:
        figure = figures.layers(to_networkx(projection=PTS), language=language)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        boxes = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, Rectangle)]
        names = [text.get_window_extent() for text in axes.texts[: len(boxes)]]
        assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])
        for box, name in zip(boxes, names, strict=True):
            assert box.x0 < name.x0
            assert name.x1 < box.x1
            assert box.y0 < name.y0
            assert name.y1 < box.y1


def test_breadth_is_support_and_the_weakest_are_left_out_with_a_word() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("p", item_class="Policy")
    graph.add_nodes_from(["t", "u"], item_class="Technology")
    graph.add_node("s", item_class="Sector")
    graph.add_node("o", item_class="Outcome")
    graph.add_edge("p", "t", support=2)
    graph.add_edge("p", "t", support=1)
    graph.add_edge("t", "s", support=1)
    graph.add_edge("s", "u", support=1, via="o")
    graph.add_edge("t", "u", support=9)
    graph.add_edge("t", "o", support=9)
    axes = figures.layers(graph).axes[0]
    breadths = []
    for patch in axes.patches:
        if isinstance(patch, PathPatch):
            heights_of_corners = np.asarray(patch.get_path().vertices)[:, 1]
            breadths.append(abs(heights_of_corners[-2] - heights_of_corners[0]))
    assert sorted(round(breadth / min(breadths), 6) for breadth in breadths) == [1, 1, 3]
    shown = texts(figures.layers(graph, top=1))
    assert "2 weaker bands are left out." in "\n".join(shown)
    assert "1 links and paths between items of one column are not drawn." in "\n".join(shown)
    assert "u" not in shown


def test_a_tip_points_where_the_link_does() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("t", item_class="Technology")
    graph.add_nodes_from(["s", "r"], item_class="Sector")
    graph.add_edge("t", "s")
    graph.add_edge("r", "t")
    tips = {line.get_marker() for line in figures.layers(graph).axes[0].lines} & {"<", ">"}
    assert tips == {"<", ">"}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(5, 9), st.integers(1, 3)), min_size=1, max_size=12), st.randoms()
)
# Where thirds of weights were summed in the order given, two boxes of one place changed theirs.
@example([(0, 5, 1), (0, 5, 1), (1, 6, 1), (2, 5, 2), (3, 5, 2), (2, 5, 1), (2, 7, 1), (3, 8, 1)], random.Random(1))  # noqa: S311
def test_ordering_never_makes_more_crossings(links: list[tuple[int, int, int]], chance: random.Random) -> None:
    column = {str(number): number // 5 for number in range(10)}
    bands = [Band(str(left), str(right), False, float(weight)) for left, right, weight in links]
    parts = steps(bands, column)
    found = ordered(parts, column, 2)
    shuffled = [chance.sample(boxes, len(boxes)) for boxes in found]
    alphabetic = [sorted(boxes, key=str) for boxes in found]
    assert crossings(parts, found) <= crossings(parts, alphabetic)
    assert sorted(map(str, found[0])) == sorted(map(str, shuffled[0]))
    assert ordered(chance.sample(parts, len(parts)), column, 2) == found


def test_a_known_tangle_is_undone() -> None:
    column = dict.fromkeys("abc", 0) | dict.fromkeys("xyz", 1)
    parts = steps([Band("a", "z", False, 1), Band("b", "y", False, 1), Band("c", "x", False, 1)], column)
    assert crossings(parts, [["a", "b", "c"], ["x", "y", "z"]]) == 3
    assert crossings(parts, ordered(parts, column, 2)) == 0


def test_a_band_over_two_steps_has_a_slot_of_its_own() -> None:
    column = {"p": 0, "t": 1, "s": 2}
    parts = steps([Band("p", "t", False, 1), Band("s", "p", False, 2)], column)
    order = ordered(parts, column, 3)
    assert {("p", "t"), ("p", (1, 1)), ((1, 1), "s")} == {(part.left, part.right) for part in parts}
    tops, height = heights(order, {"p": 1.0, "t": 1.0, "s": 1.0, (1, 1): 0.5}, 0.25)
    assert height == 1.75
    assert abs(tops["t"] - tops[1, 1]) >= 0.75


# --- Communities ----------------------------------------------------------------------------------------------------------


def test_every_node_is_drawn_with_the_marker_of_its_class_in_the_colour_of_its_group() -> None:
    graph = to_networkx()
    groups = groups_of(graph)
    axes = figures.community_map(graph, groups).axes[0]
    shapes = set(MARKERS.values())
    drawn = Counter(
        (line.get_marker(), line.get_markeredgecolor())
        for line in axes.lines
        if line.get_marker() in shapes and line.get_markersize() != 13
    )
    assert sum(drawn.values()) == len(graph)
    by_shape = Counter(MARKERS[CLASS_STYLES[data["item_class"]].shape] for _, data in graph.nodes(data=True))
    assert Counter({m: sum(n for (marker, _), n in drawn.items() if marker == m) for m in by_shape}) == by_shape
    discs = [patch for patch in axes.patches if isinstance(patch, Circle)]
    assert len(discs) == len(groups)
    assert {str(number + 1) for number in range(len(groups))} <= set(texts(axes.get_figure(root=True)))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_overlap_neither_each_other_nor_the_edge(language: Language) -> None:
    figure = figures.community_map(to_networkx(), groups_of(to_networkx()), language=language)
    figure.draw_without_rendering()
    frames = [text.get_window_extent() for text in figure.axes[0].texts]
    names = [frame for frame, text in zip(frames, figure.axes[0].texts, strict=True) if not text.get_text().isdigit()]
    assert len(names) > 10
    assert not any(a.padded(-1).overlaps(b.padded(-1)) for place, a in enumerate(names) for b in names[:place])
    assert all(frame.x0 >= 0 and frame.x1 <= figure.bbox.width and frame.y0 >= 0 for frame in frames)


def test_each_group_has_its_strongest_named_first() -> None:
    graph: nx.Graph[str] = nx.Graph()
    nx.add_star(graph, "abcdef")
    nx.add_star(graph, "uvw")
    assert [t for t in texts(figures.community_map(graph, ["abcdef", "uvw"], top=2)) if len(t) == 1] == [
        "1",
        "2",
        "a",
        "u",
    ]


def test_nodes_without_group_are_grey() -> None:
    graph: nx.Graph[str] = nx.path_graph(["a", "b", "c"])
    figure = figures.community_map(graph, [{"a", "b"}])
    assert "Grey: 1 items without community." in " ".join(texts(figure))
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]) == 2


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ([{"a"}, {"nobody"}], "group 2 has 'nobody', which is not in the graph; use groups of this graph"),
        ([{"a"}, {"a", "b"}], "'a' is in groups 1 and 2; use groups without overlap"),
    ],
)
def test_groups_that_do_not_fit_are_refused(groups: Sequence[set[str]], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        figures.community_map(nx.path_graph(["a", "b"]), groups)


# --- All figures ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("language", "suffix"), [("en", "png"), ("zh", "png"), ("both", "svg")])
def test_every_character_has_a_glyph_and_nothing_is_cut_off(language: Language, suffix: str, tmp_path: Path) -> None:
    # Warnings are errors here, "Glyph missing from font" among them.
    for figure in every_figure(language):
        figures.save(figure, tmp_path / f"figure.{suffix}")
        figure.draw_without_rendering()
        drawn = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
        for axes in figure.axes:
            drawn += [*axes.texts, *(axes.get_yticklabels() if axes.axison else ())]
        for text in drawn:
            frame = text.get_window_extent()
            assert frame.x0 >= -1, text
            assert frame.y0 >= -1, text
            assert frame.x1 <= figure.bbox.width + 1, text
            assert frame.y1 <= figure.bbox.height + 1, text


def test_a_notebook_which_crops_figures_to_their_content_keeps_title_legend_and_notes() -> None:
    for figure in every_figure("en"):
        figure.draw_without_rendering()
        kept = figure.get_tightbbox()
        assert figure.texts
        for part in (*figure.texts, *figure.legends):
            frame = part.get_window_extent()
            assert kept.x0 * figure.dpi <= frame.x0 + 1, part
            assert kept.y0 * figure.dpi <= frame.y0 + 1, part
            assert kept.x1 * figure.dpi >= frame.x1 - 1, part
            assert kept.y1 * figure.dpi >= frame.y1 - 1, part


@pytest.mark.usefixtures("chinese")
def test_chinese_can_be_saved_as_pdf(tmp_path: Path) -> None:
    figures.save(figures.ranking_plot(RANKING, language="zh"), tmp_path / "figure.pdf")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("chinese")
def test_labels_come_in_the_language_asked_for() -> None:
    labels = {
        language: [
            t.get_text().split("  ")[0]
            for t in figures.ranking_plot(RANKING, language=language).axes[0].get_yticklabels()
        ]
        for language in LANGUAGES
    }
    assert labels["en"][0] == "ledger"
    assert labels["zh"][0] == "账本"
    assert labels["both"][0] == "ledger / 账本"
    assert any(family in CHINESE_FAMILIES for family in lettering("zh").families)
    assert "DejaVu Sans" in lettering("zh").families, "for what the Chinese font does not have"


@pytest.mark.parametrize("language", ["zh", "both"])
def test_without_a_chinese_font_labels_are_english_with_one_warning(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONT_VARIABLE, "DejaVu Sans")
    with pytest.warns(
        UserWarning, match="'DejaVu Sans' of FINGRAPH_FONT has no Chinese characters.*fonts-noto-cjk"
    ) as caught:
        figure = figures.ranking_plot(RANKING, language=language)
    assert len(caught) == 1
    assert texts(figure) == texts(figures.ranking_plot(RANKING, language="en"))
    monkeypatch.setenv(FONT_VARIABLE, "No Such Family")
    with pytest.warns(UserWarning, match="No Such Family"):
        figures.ranking_plot(RANKING, language=language)


def test_english_needs_no_chinese_font_and_gives_no_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FONT_VARIABLE, "DejaVu Sans")
    for figure in every_figure("en"):
        figures.save(figure, tmp_path / "figure.png")
    graph: nx.Graph[str] = nx.path_graph(["金融", "b"])
    shown = texts(figures.community_map(graph, [{"金融", "b"}]))
    assert r"\u91d1\u878d" in [text.replace("\n", "") for text in shown], "its code, not an empty box"


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_labels_are_drawn_as_they_are_written(language: Language, tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, label in enumerate(HOSTILE):
        item_class = ("Policy", "Technology", "Sector", "$unknown$")[number % 4]
        graph.add_node(f"n{number}", item_class=item_class, label_en=label, label_zh=label)
        for other in range(number):
            graph.add_edge(
                f"n{other}", f"n{number}", report="$r$", sentences="$T01$.S01|\n.S", relation="x", via="$" * (other % 2)
            )
    items = tuple(replace(ITEMS[0], label_en=label, label_zh=label, item_class="$odd$") for label in HOSTILE)
    ranking = ranking_of(items, measure="$\\bad_measure$", projection="a\u202eb")
    drawn = [draw(graph, language=language) for draw, _ in OF_GRAPHS]
    drawn += [draw(ranking, language=language) for draw in OF_RANKINGS]
    for figure in drawn:
        figures.save(figure, tmp_path / "figure.svg")
        figures.save(figure, tmp_path / "figure.png")
        assert figure.get_figwidth() < 20
        assert not any(char in text for text in texts(figure) for char in "\u202e\x1b\U0001f9ec\ud800")
    assert any("$x^2$" in text for text in texts(drawn[-1]))


@pytest.mark.parametrize(("draw", "projection"), OF_GRAPHS)
def test_the_same_graph_gives_the_same_bytes_in_any_order(draw: Draw, projection: str, tmp_path: Path) -> None:
    graph = to_networkx(projection=projection)
    chance = random.Random(3)  # noqa: S311 - an order, not a secret
    mixed: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    mixed.add_nodes_from(chance.sample(list(graph.nodes(data=True)), len(graph)))
    for source, target, key, data in chance.sample(list(graph.edges(keys=True, data=True)), graph.number_of_edges()):
        mixed.add_edge(source, target, key, **data)
    figures.save(draw(graph), tmp_path / "one.svg")
    figures.save(draw(mixed), tmp_path / "other.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_saving_twice_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    figure = figures.rank_stability(RANKING)
    figures.save(figure, tmp_path / f"one.{suffix}")
    figures.save(figure, str(tmp_path / f"other.{suffix.upper()}"))
    first = (tmp_path / f"one.{suffix}").read_bytes()
    assert first == (tmp_path / f"other.{suffix.upper()}").read_bytes()
    assert b"<dc:date>" not in first
    assert b"CreationDate" not in first


SCRIPT = """
import fingraph, hashlib, sys
from fingraph import figures
graph = fingraph.to_networkx()
groups = [set(list(graph)[start:start + 40]) for start in range(0, len(graph), 40)]
for figure in (figures.community_map(graph, groups), figures.layers(fingraph.to_networkx(projection="policy-technology-sector"))):
    figures.save(figure, sys.argv[1])
    print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())
print("matplotlib.pyplot" in sys.modules)
"""


def test_the_hash_seed_changes_nothing_and_pyplot_is_not_loaded(tmp_path: Path) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "figure.svg")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    (output,) = outputs
    assert output.endswith("False\n")


def test_neither_settings_nor_graphs_are_changed(tmp_path: Path) -> None:
    settings = dict(rcParams)
    graphs = [to_networkx(projection=projection) for _, projection in OF_GRAPHS]
    before = [
        (list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), dict(graph.graph)) for graph in graphs
    ]
    for (draw, _), graph in zip(OF_GRAPHS, graphs, strict=True):
        figures.save(draw(graph), tmp_path / "figure.svg")
    assert dict(rcParams) == settings
    assert [(list(g.nodes(data=True)), list(g.edges(keys=True, data=True)), dict(g.graph)) for g in graphs] == before


def _small_graphs() -> list[nx.Graph[Any]]:
    lonely: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    lonely.add_node("a", item_class="Technology")
    unlinked: nx.Graph[int] = nx.empty_graph(3)
    return [nx.MultiDiGraph(), lonely, unlinked]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_has_nothing_to_show_says_so(language: Language, tmp_path: Path) -> None:
    word = {"en": "nothing to draw", "zh": "无可绘内容"}[lettering(language).language]
    for graph in _small_graphs():
        for draw in (figures.trend_technology_map, figures.layers):
            assert any(word in text for text in texts(draw(graph, language=language)))
        figures.save(
            figures.community_map(graph, [[node] for node in graph], language=language), tmp_path / "figure.png"
        )
    assert any(word in text for text in texts(figures.community_map(nx.Graph(), [], language=language)))
    for drawn in OF_RANKINGS:
        assert any(word in text for text in texts(drawn(ranking_of(()), language=language)))


def test_a_graph_of_ones_own_is_drawn_by_its_names() -> None:
    graph: nx.Graph[int] = nx.path_graph(4)
    shown = texts(figures.community_map(graph, [[0, 1], [2, 3]]))
    assert {"0", "1", "2", "3", "item"} <= set(shown)
    graph.add_node(0, label_en=" ", label_zh="")
    graph.add_node(1, label_en="", label_zh="one")
    assert {"0", "one"} <= set(texts(figures.community_map(graph, [[0, 1], [2, 3]])))


@pytest.mark.parametrize("support", ["many", -1, float("nan"), float("inf"), None])
def test_a_support_that_is_no_number_is_refused(support: object) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", item_class="Policy")
    graph.add_node("b", item_class="Sector")
    graph.add_edge("a", "b", support=support)
    for draw in (figures.layers, by_class):
        with pytest.raises(FigureError, match=r"an edge has the support .*; use a number from 0"):
            draw(graph)


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(FigureError, match="unknown language 'fr'; use one of en, zh, both"):
        figures.layers(nx.DiGraph(), language="fr")  # type: ignore[arg-type]
    with pytest.raises(FigureError, match="cannot draw the first 0; use a number from 1"):
        figures.ranking_plot(RANKING, top=0)


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(FigureError, match=r"pip install 'fingraph-kg\[figures\]'"):
        figures.ranking_plot(RANKING)


def test_a_file_that_cannot_be_written_leaves_the_former(tmp_path: Path) -> None:
    figure = figures.ranking_plot(RANKING)
    with pytest.raises(OutputError, match=r"cannot save a figure as 'a.gif'; use one of .svg, .png, .pdf"):
        figures.save(figure, tmp_path / "a.gif")
    with pytest.raises(OutputError, match="cannot write"):
        figures.save(figure, tmp_path / "missing" / "a.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        figures.save(figure, tmp_path / "folder.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.svg"]


# --- Words ------------------------------------------------------------------------------------------------------------------


def test_names_of_classes_are_the_ontologys() -> None:
    for _, data in fingraph.to_networkx(projection="full").nodes(data=True):
        assert CLASS_NAMES[data["item_class"]] == (data["class_en"], data["class_zh"])
    assert list(CLASS_NAMES) == list(CLASS_STYLES)
    assert {style.shape for style in CLASS_STYLES.values()} == set(MARKERS)


@settings(deadline=None)
@given(st.text(), st.integers(1, 30))
def test_what_is_shortened_fits(text: str, columns: int) -> None:
    short = shortened(text, columns)
    assert width(short) <= columns
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@settings(deadline=None)
@given(st.text(alphabet="ab 金，（）"), st.integers(2, 12))
def test_lines_lose_nothing_but_spaces(text: str, columns: int) -> None:
    assert wrapped(text, columns).replace("\n", "").replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(st.text())
def test_every_text_can_be_drawn(text: str) -> None:
    letters = lettering("en")
    assert {ord(char) for char in letters.safe(text)} <= letters.drawable | {ord(" ")}
