"""Networks that somebody made with pyvis, as graphs that the page can show: data alone, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fingraph.errors import OutputError
from fingraph.palette import CLASS_STYLES, ClassStyle

if TYPE_CHECKING:
    import networkx as nx

PLAIN = "#97c2fc"
"""What pyvis calls the colour of a node that was given none."""
NAMED = {
    "black": "#000000", "blue": "#0000ff", "brown": "#a52a2a", "cyan": "#00ffff", "gold": "#ffd700", "gray": "#808080",
    "green": "#008000", "grey": "#808080", "lime": "#00ff00", "magenta": "#ff00ff", "navy": "#000080", "orange": "#ffa500",
    "pink": "#ffc0cb", "purple": "#800080", "red": "#ff0000", "teal": "#008080", "violet": "#ee82ee", "yellow": "#ffff00",
}  # fmt: skip
DRAWN = ("id", "label", "color", "shape", "group", "x", "y", "physics", "hidden", "font", "size", "from", "to", "arrows")
"""What says how something looks, or has a place of its own; all else is kept as attributes."""


def graph_of(network: Any) -> nx.MultiGraph[Any]:  # noqa: ANN401 - pyvis has no types
    """Return the nodes and edges of a pyvis network.

    Parameters
    ----------
    network
        A ``pyvis.network.Network``.

    Returns
    -------
    networkx.MultiGraph or networkx.MultiDiGraph
        Labels, titles and whatever else was given as text. Nodes that have a group, or a colour of their own, are a class each;
        the graph's ``looks`` say how it looks.

    Raises
    ------
    OutputError
        If it is no such network.
    """
    import networkx as nx

    if not (isinstance(getattr(network, "nodes", None), list) and isinstance(getattr(network, "edges", None), list)):
        raise OutputError(f"{type(network).__name__!r} is no pyvis network; give a pyvis.network.Network")
    graph: nx.MultiGraph[Any] = nx.MultiDiGraph() if network.directed else nx.MultiGraph()
    looks: dict[str, ClassStyle] = {}
    for node in network.nodes:
        item_class = _class(node, looks)
        label = node.get("label", node["id"])
        graph.add_node(node["id"], item_class=item_class, label=label, **_others(node))
    for edge in network.edges:
        label = {"label": edge["label"]} if edge.get("label") else {}
        weight = next((edge[name] for name in ("weight", "value", "width") if name in edge), 1)
        graph.add_edge(edge["from"], edge["to"], weight=weight, **label)
    graph.graph["looks"] = looks
    return graph


def _class(node: Mapping[str, Any], looks: dict[str, ClassStyle]) -> str:
    """Return the class of a node; note how it looks."""
    colour = colour_of(node.get("color"))
    group = node.get("group")
    if group is None and colour is None:
        return "Item"
    name = str(group) if group is not None else str(colour)
    if colour and name not in looks:
        # Shapes in the order of the legend, so that nothing is told by colour alone.
        style = list(CLASS_STYLES.values())[len(looks) % len(CLASS_STYLES)]
        looks[name] = style._replace(colour=colour)
    return name


def colour_of(value: object) -> str | None:
    """Return a colour of vis-network as ``#rrggbb``; None if it is the usual one, or not understood.

    Parameters
    ----------
    value
        ``#rgb``, ``#rrggbb``, ``rgb(…)``, a common name, or a mapping with ``background``.

    Returns
    -------
    str or None
        In lower case.

    Examples
    --------
    >>> colour_of("#F00"), colour_of("rgb(0, 128, 255)"), colour_of({"background": "red"}), colour_of("url(x)")
    ('#ff0000', '#0080ff', '#ff0000', None)
    """
    if isinstance(value, Mapping):
        return colour_of(value.get("background"))
    text = str(value).strip().lower()
    text = NAMED.get(text, text)
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if found := re.fullmatch(r"rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})(?:, ?[\d.]+)?\)", text):
        text = "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    return text if re.fullmatch(r"#[0-9a-f]{6}", text) and text != PLAIN else None


def _others(node: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in node.items() if name not in DRAWN}
