"""Rankings: values and ranks with what they would be if single sentences weighed more or less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fingraph.figures.canvas import CLASS_NAMES, FAINT, INK, blank, class_handles, key, look, marker, sheet, top_of
from fingraph.figures.lettering import Language, Lettering, Words, lettering

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from fingraph.ranking import RankedItem, Ranking

ROW = 0.27
"""Inches of a line."""

WIDTHS: dict[Language, float] = {"en": 9.0, "zh": 8.0, "both": 10.5}
"""Inches of the figure."""

UNSTABLE, SINGLE = "†", "¹"
"""Signs after a label."""

ROBUSTNESS = Words(
    "Whiskers are robustness intervals: how far a value moves when single sentences weigh more or less or drop out. They are "
    "not sampling error: the sentences are all there are, not a sample.",
    "横线为稳健区间：当个别句子的权重改变或缺失时，数值会变动多少。它不是抽样误差：所用句子是全部，而非样本。",
)
WORST = Words("rank without the one sentence whose loss hurts most", "去掉影响最大的一个句子后的名次")
NOTHING = Words("nothing to draw: the ranking has no items", "无可绘内容：排名中没有条目")


def ranking_plot(ranking: Ranking, *, top: int = 20, language: Language = "en") -> Figure:
    """Draw the value of each item with its robustness interval.

    Parameters
    ----------
    ranking
        Items from the first rank on.
    top
        How many of them, from 1.
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    matplotlib.figure.Figure
        A dot and a whisker a line, with a tick at the median of the replicates. Items whose rank is not stable are hollow,
        with a dashed whisker and a dagger; those that rest on a single sentence have a ¹. Without items, a figure that says so.

    Raises
    ------
    FigureError
        If ``top`` is below 1, there is no such language, or matplotlib is not installed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> figure = ranking_plot(SimpleNamespace(items=(), measure="pagerank", item_class=""))
    >>> [text.get_text() for text in figure.texts]
    ['Items by pagerank', 'nothing to draw: the ranking has no items']
    """
    letters = lettering(language)
    items = ranking.items[: top_of(top)]
    measure = _measure(ranking)
    title = Words(f"{_whom(ranking).en} by {measure.en}", f"{_whom(ranking).zh}排名：{measure.zh}")
    if not items:
        return blank(letters, title, NOTHING)
    median = key(letters, Words("median of the replicates", "重复计算的中位数"), **_tick(INK))
    handles = [*class_handles(letters, (item.item_class for item in items)), median, *_signs(letters, items)]
    notes = [_basis(ranking, len(items)), ROBUSTNESS]
    size = (WIDTHS[letters.language], 0.75 + ROW * len(items))
    figure = sheet(letters, size, title=title, notes=notes, handles=handles)
    axes = figure.add_subplot()
    _lines(axes, letters, items)
    for line, item in enumerate(items):
        _dot(axes, line, item, (item.value_low, item.value_median, item.value_high, item.value))
    axes.set_xlabel(letters.say(measure, between=" "), **letters.style(9))
    return figure


def rank_stability(ranking: Ranking, *, top: int = 20, language: Language = "en") -> Figure:
    """Draw the rank of each item with its robustness interval, and how probably it is among the first.

    Parameters
    ----------
    ranking
        Items from the first rank on.
    top
        How many of them, from 1.
    language
        ``en``, ``zh`` or ``both``.

    Returns
    -------
    matplotlib.figure.Figure
        Left the ranks, on a logarithmic axis, since the first places matter most; right the share of the replicates in which
        the item is among the first ``ranking.top``. A cross is the rank without the one sentence whose loss hurts most. Signs as in :func:`ranking_plot`.

    Raises
    ------
    FigureError
        If ``top`` is below 1, there is no such language, or matplotlib is not installed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> figure = rank_stability(SimpleNamespace(items=(), measure="pagerank", item_class=""))
    >>> [text.get_text() for text in figure.texts]
    ['How stable the ranks are: items by pagerank', 'nothing to draw: the ranking has no items']
    """
    from matplotlib.ticker import PercentFormatter, ScalarFormatter

    letters = lettering(language)
    items = ranking.items[: top_of(top)]
    measure = _measure(ranking)
    title = Words(
        f"How stable the ranks are: {_whom(ranking).en.lower()} by {measure.en}",
        f"名次是否稳定：{_whom(ranking).zh}，{measure.zh}",
    )
    if not items:
        return blank(letters, title, NOTHING)
    median = key(letters, Words("median of the replicates", "重复计算的中位数"), **_tick(INK))
    handles = [*class_handles(letters, (item.item_class for item in items)), median, *_signs(letters, items)]
    if any(item.rank_worst is not None for item in items):
        handles.append(key(letters, WORST, **_cross()))
    notes = [_basis(ranking, len(items)), ROBUSTNESS]
    size = (WIDTHS[letters.language], 0.75 + ROW * len(items))
    figure = sheet(letters, size, title=title, notes=notes, handles=handles)
    ranks, chances = figure.subplots(1, 2, sharey=True, width_ratios=(3, 1))
    _lines(ranks, letters, items)
    for line, item in enumerate(items):
        _dot(ranks, line, item, (item.rank_low, item.rank_median, item.rank_high, item.rank))
    ranks.set_xscale("log")
    worst = [(line, item.rank_worst) for line, item in enumerate(items) if item.rank_worst is not None]
    ranks.plot([rank for _, rank in worst], [line for line, _ in worst], **_cross())
    last = max(max(item.rank_high, item.rank, item.rank_worst or 0) for item in items)
    ranks.set_xlim(0.85, last * 1.2)
    ranks.set_xticks([tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if tick <= ranks.get_xlim()[1]])
    ranks.xaxis.set_major_formatter(ScalarFormatter())
    ranks.minorticks_off()
    ranks.axvline(ranking.top + 0.5, color=FAINT, linewidth=0.8, linestyle=":")
    ranks.set_xlabel(letters.say(Words("rank", "名次"), between=" "), **letters.style(9))
    for line, item in enumerate(items):
        chances.barh(line, item.top_probability, height=0.6, color=look(item.item_class).colour, alpha=0.75)
        chances.text(
            item.top_probability + 0.03, line, f"{item.top_probability:.0%}", va="center", color=INK, **letters.style(8)
        )
    chances.set_xlim(0, 1.3)
    chances.set_xticks([0, 1])
    chances.xaxis.set_major_formatter(PercentFormatter(1))
    chances.tick_params(axis="x", labelsize=8, colors=FAINT)
    chances.tick_params(axis="y", length=0, labelleft=False)
    chances.spines[["top", "right", "left"]].set_visible(False)
    among = Words(f"among the first {ranking.top}", f"位列前 {ranking.top} 的概率")
    chances.set_xlabel(letters.say(among), **letters.style(9))
    return figure


def _measure(ranking: Ranking) -> Words:
    from fingraph.analysis import MEASURES

    known = MEASURES.get(ranking.measure)
    return Words(ranking.measure.replace("_", " "), known.label_zh if known else ranking.measure)


def _whom(ranking: Ranking) -> Words:
    """Return who is ranked: a class, or all."""
    name = CLASS_NAMES.get(ranking.item_class)
    return Words(f"Items of class {name.en}", f"{name.zh}条目") if name else Words("Items", "条目")


def _basis(ranking: Ranking, shown: int) -> Words:
    return Words(
        f"Projection {ranking.projection}: {ranking.nodes} nodes, {ranking.links} links, {ranking.sentences} sentences; "
        f"first {shown} items; {ranking.samples} replicates, seed {ranking.seed}",
        f"投影 {ranking.projection}：{ranking.nodes} 个节点、{ranking.links} 条关系、{ranking.sentences} 个句子；"
        f"前 {shown} 项；重复计算 {ranking.samples} 次，随机种子 {ranking.seed}",
    )


def _signs(letters: Lettering, items: Sequence[RankedItem]) -> list[Artist]:
    """Return the keys of those signs that are used."""
    keys = []
    if any(item.unstable for item in items):
        words = Words(f"{UNSTABLE} rank not stable", f"{UNSTABLE} 名次不稳定")
        hollow = {"marker": "o", "markerfacecolor": "#ffffff", "markeredgecolor": INK, "markersize": 7}
        keys.append(key(letters, words, color=INK, linestyle=(0, (2, 2)), linewidth=1.2, **hollow))
    if any(item.single_sentence for item in items):
        keys.append(
            key(letters, Words(f"{SINGLE} rests on one sentence", f"{SINGLE} 仅依据一个句子"), linestyle="none")
        )
    return keys


def _tick(colour: str) -> dict[str, Any]:
    return {"marker": "|", "markersize": 12, "markeredgecolor": colour, "markeredgewidth": 1.6, "linestyle": "none"}


def _cross() -> dict[str, Any]:
    return {"marker": "x", "markersize": 5.5, "markeredgecolor": FAINT, "markeredgewidth": 1.4, "linestyle": "none"}


def _dot(axes: Axes, line: int, item: RankedItem, values: tuple[float, float, float, float]) -> None:
    """Draw one line: whisker, median of the replicates, value."""
    low, median, high, value = values
    colour = look(item.item_class).colour
    axes.plot([low, high], [line, line], color=colour, linewidth=1.4, linestyle=(0, (2, 2)) if item.unstable else "-")
    axes.plot([median], [line], color=colour, **_tick(INK))
    axes.plot([value], [line], markersize=7.5, linestyle="none", **marker(item.item_class, hollow=item.unstable))


def _lines(axes: Axes, letters: Lettering, items: Sequence[RankedItem]) -> None:
    """Label the lines, the first at the top."""
    labels = [
        f"{letters.label({'label_en': item.label_en, 'label_zh': item.label_zh}, item.item)}"
        f" {UNSTABLE * item.unstable}{SINGLE * item.single_sentence}".rstrip()
        + f"  {item.rank:>2}"
        for item in items
    ]
    axes.set_yticks(range(len(items)), labels, color=INK, **letters.style(9))
    axes.set_ylim(len(items) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8, colors=FAINT)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
