"""What all figures share: the sheet with its title and notes, markers and legend, and saving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingraph.errors import FigureError, OutputError
from fingraph.figures.lettering import Lettering, Words, wrapped
from fingraph.output import replaced_file
from fingraph.palette import CLASS_STYLES, ClassStyle

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

CLASS_NAMES = {
    "Policy": Words("policy", "政策"),
    "Technology": Words("technology", "技术"),
    "Sector": Words("sector", "领域"),
    "Scenario": Words("scenario", "场景"),
    "Practice": Words("practice", "实践"),
    "Challenge": Words("challenge", "挑战"),
    "Outcome": Words("outcome", "成效"),
    "ActorType": Words("actor type", "主体类型"),
    "DataResource": Words("data resource", "数据资源"),
    "Organisation": Words("organisation", "机构"),
    "Trend": Words("trend", "趋势"),
    "Item": Words("item", "条目"),
}
"""The ontology's labels of the classes."""

MARKERS = {
    "dot": "o", "square": "s", "diamond": "D", "star": "*", "triangle": "^", "triangleDown": "v", "hexagon": "h",
}  # fmt: skip
"""vis-network's shapes as matplotlib's."""

INK = "#222222"
FAINT = "#666666"
PAPER = "#ffffff"
TITLE_POINTS = 13.0
SMALL_POINTS = 8.5
LEADING = 1.45
"""Height of a line over that of its letters, generous for Chinese."""
MARGIN = 0.15
"""Inches around everything."""

FORMATS: dict[str, dict[str, None]] = {
    ".svg": {"Date": None, "Creator": None},
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Suffix → metadata left out, since they tell versions and times apart, not pictures."""


def sheet(
    letters: Lettering,
    size: tuple[float, float],
    *,
    title: Words,
    notes: Sequence[Words],
    handles: Sequence[Artist] = (),
) -> Figure:
    """Return an empty figure with its heading above, its legend and its notes below.

    Parameters
    ----------
    letters
        How it writes.
    size
        Width of the figure, and height of what is drawn between heading and legend, in inches.
    title
        What the figure shows.
    notes
        The first stands under the title, the others at the foot.
    handles
        What the legend explains.

    Returns
    -------
    matplotlib.figure.Figure
        Its layout leaves room for all of it. It belongs to no window and to no pyplot.
    """
    from matplotlib.figure import Figure

    breadth, depth = size
    heading = wrapped(letters.say(title), _columns(breadth, TITLE_POINTS * 1.1))
    below, *feet = [wrapped(letters.say(note), _columns(breadth, SMALL_POINTS)) for note in notes]
    foot = "\n".join(feet)
    top = MARGIN + _height(heading, TITLE_POINTS) + _height(below, SMALL_POINTS) + MARGIN / 2
    bottom = MARGIN + _height(foot, SMALL_POINTS)
    figure = Figure(figsize=(breadth, depth), facecolor=PAPER)
    explained, legend_height = _legend(figure, letters, handles)
    height = top + depth + legend_height + bottom
    figure.set_size_inches(breadth, height)
    left = MARGIN / breadth
    figure.set_layout_engine(
        "constrained", rect=(left, (bottom + legend_height) / height, 1 - 2 * left, depth / height)
    )
    if explained is not None:
        explained.set_bbox_to_anchor((0.0, bottom / height, 1.0, legend_height / height), figure.transFigure)
    for y, text, points, colour in (
        (height - MARGIN, heading, TITLE_POINTS, INK),
        (height - MARGIN - _height(heading, TITLE_POINTS), below, SMALL_POINTS, FAINT),
        (bottom, foot, SMALL_POINTS, FAINT),
    ):
        if not text:
            continue
        style = letters.style(points, bold=points == TITLE_POINTS)
        figure.text(left, y / height, text, va="top", linespacing=LEADING / 1.2, color=colour, **style)
    return figure


def _columns(breadth: float, points: float) -> int:
    """Return how many letters stand side by side, by the average of DejaVu Sans, the widest of the fonts."""
    return int((breadth - 2 * MARGIN) * 72 / (points * 0.57))


def _legend(figure: Figure, letters: Lettering, handles: Sequence[Artist]) -> tuple[Legend | None, float]:
    """Add a legend in as many columns as fit; return it with its height in inches."""
    if not handles:
        return None, 0.0
    font = letters.style(SMALL_POINTS)["fontproperties"]
    for columns in range(len(handles), 0, -1):
        made = figure.legend(
            handles=list(handles), loc="center", ncols=columns, prop=font, frameon=False, borderpad=0.6
        )
        for text in made.get_texts():
            text.set_parse_math(False)
            text.set_color(INK)
        breadth, height = extent(figure, made)
        if columns == 1 or breadth <= figure.get_figwidth() * 0.98:
            break
        made.remove()
    return made, height


def _height(text: str, points: float) -> float:
    return (text.count("\n") + 1) * points * LEADING / 72 if text else 0.0


def extent(figure: Figure, artist: Artist) -> tuple[float, float]:
    """Measure something drawn.

    Parameters
    ----------
    figure
        In which it is.
    artist
        A text or a legend.

    Returns
    -------
    tuple
        Width and height in inches.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    # One canvas for all measuring: each makes a picture of its own.
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    box = artist.get_window_extent(canvas.get_renderer())  # type: ignore[no-untyped-call]
    return box.width / figure.dpi, box.height / figure.dpi


def blank(letters: Lettering, title: Words, reason: Words) -> Figure:
    """Return a figure that says that there is nothing to draw.

    Parameters
    ----------
    letters
        How it writes.
    title
        What it would show.
    reason
        Why there is nothing.

    Returns
    -------
    matplotlib.figure.Figure
        Title and reason, without axes.
    """
    figure = sheet(letters, (7.0, 0.3), title=title, notes=[reason])
    figure.set_layout_engine("none")
    return figure


def open_axes(figure: Figure) -> Axes:
    """Add axes without frame to a sheet, over all its room, with inches as units and the origin at the top left.

    Parameters
    ----------
    figure
        From :func:`sheet`.

    Returns
    -------
    matplotlib.axes.Axes
        The only ones.
    """
    engine = figure.get_layout_engine()
    left, bottom, breadth, height = engine.get()["rect"] if engine else (0.0, 0.0, 1.0, 1.0)
    figure.set_layout_engine("none")
    axes = figure.add_axes((left, bottom, breadth, height))
    axes.set_axis_off()
    axes.set_xlim(0, breadth * figure.get_figwidth())
    axes.set_ylim(height * figure.get_figheight(), 0)
    return axes


def look(item_class: str) -> ClassStyle:
    """Return how a class looks; one that we do not know looks like any item."""
    return CLASS_STYLES.get(item_class, CLASS_STYLES["Item"])


def marker(item_class: str, *, colour: str = "", hollow: bool = False) -> dict[str, Any]:
    """Return the properties of a class's marker.

    Parameters
    ----------
    item_class
        Local name.
    colour
        Instead of that of the class.
    hollow
        Whether it is drawn empty. A class that is hollow on the page is pale then, so that both can be told apart.

    Returns
    -------
    dict
        For ``Axes.plot``.
    """
    style = look(item_class)
    edge = colour or style.colour
    face = PAPER if hollow else edge if style.filled else pale(edge, 0.35)
    return {"marker": MARKERS[style.shape], "markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": 1.3}


def pale(colour: str, share: float) -> str:
    """Mix a colour with white.

    Parameters
    ----------
    colour
        ``#rrggbb``.
    share
        Of the colour, 0 to 1.

    Returns
    -------
    str
        ``#rrggbb``, opaque: what overlaps does not add up to another colour.

    Examples
    --------
    >>> pale("#0072b2", 0.0), pale("#0072b2", 1.0)
    ('#ffffff', '#0072b2')
    """
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def class_handles(letters: Lettering, classes: Iterable[str], *, colour: str = "") -> list[Artist]:
    """Return what a legend shows for classes, in the order of the palette.

    Parameters
    ----------
    letters
        How it writes.
    classes
        Those in the figure.
    colour
        As for :func:`marker`.

    Returns
    -------
    list of matplotlib.artist.Artist
        One a class, with its name.
    """
    present = {name if name in CLASS_STYLES else "Item" for name in classes}
    return [
        key(letters, CLASS_NAMES[name], markersize=8, linestyle="none", **marker(name, colour=colour))
        for name in CLASS_STYLES
        if name in present
    ]


def key(letters: Lettering, words: Words, **properties: Any) -> Artist:  # noqa: ANN401 - matplotlib's
    """Return a line or marker for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=letters.say(words, between=" "), **properties)


def top_of(top: int) -> int:
    """Return a number of things to draw; refuse one below 1."""
    if top < 1:
        raise FigureError(f"cannot draw the first {top!r}; use a number from 1")
    return top


def support(edge: Mapping[str, Any]) -> float:
    """Return the support of an edge, 1 if it has none; refuse what is no number from 0."""
    value = edge.get("support", 1)
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = nan
    if not 0 <= number < inf:
        raise FigureError(f"an edge has the support {value!r}; use a number from 0")
    return number


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure to a file: the same bytes for the same figure, whole or not at all.

    Parameters
    ----------
    figure
        Any; global settings stay as they are.
    path
        Ends in ``.svg``, ``.png`` (200 dots an inch) or ``.pdf``.

    Raises
    ------
    OutputError
        If the suffix is another one, or the file cannot be written; what stood there before is untouched.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> save(Figure(), "figure.bmp")
    Traceback (most recent call last):
    fingraph.errors.OutputError: cannot save a figure as 'figure.bmp'; use one of .svg, .png, .pdf
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(f"cannot save a figure as {path.name!r}; use one of {', '.join(FORMATS)}")
    content = _rendered(figure, suffix)
    try:
        with replaced_file(path) as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}; choose another file") from error


def _rendered(figure: Figure, suffix: str) -> bytes:
    from matplotlib import rc_context

    stream = BytesIO()
    # Letters as outlines: the file needs no font where it is opened. The salt makes ids in SVG repeatable.
    with rc_context({"svg.hashsalt": "fingraph", "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(stream, format=suffix[1:], dpi=200, metadata=FORMATS[suffix])
    return stream.getvalue()
