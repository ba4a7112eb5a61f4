"""The page: pyvis's network under a template of ours."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fingraph.explorer.layout import positions
from fingraph.palette import CLASS_STYLES, ClassStyle

if TYPE_CHECKING:
    import networkx as nx

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"
OPTIONS = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "multiselect": False, "tooltipDelay": 150},
    "edges": {
        "smooth": {"enabled": True, "type": "continuous", "roundness": 0.2},
        "arrows": {"to": {"scaleFactor": 0.5}},
    },
    "nodes": {"font": {"size": 14, "face": "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"}},
}


def render_html(graph: nx.MultiDiGraph[str], *, title: str = "fingraph") -> str:
    """Render a page that shows a graph, needs no network and is the same for the same graph.

    Parameters
    ----------
    graph
        Nodes and edges with the attributes that :func:`fingraph.projection.to_networkx` gives.
    title
        Heading of the page.

    Returns
    -------
    str
        HTML with everything in line.

    Examples
    --------
    >>> import networkx as nx
    >>> "<title>Empty &amp; small</title>" in render_html(nx.MultiDiGraph(), title="Empty & small")
    True
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    network = _network(graph)
    style = _asset("page.css")
    scripts = [files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8"), _asset("page.js")]
    environment = Environment(loader=PackageLoader("fingraph.explorer", ""), autoescape=True, undefined=StrictUndefined)
    present = {graph.nodes[node].get("item_class", "Item") for node in graph}
    return environment.get_template("page.html").render(
        title=title,
        nodes=len(network.nodes),
        edges=len(network.edges),
        legend=[(name, style.glyph, style.colour) for name, style in CLASS_STYLES.items() if name in present],
        style=Markup(style),  # noqa: S704 - our own file
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own file and pyvis's
        data=Markup(_inert({"nodes": network.nodes, "edges": network.edges, "options": OPTIONS})),  # noqa: S704 - escaped
        policy=(
            "default-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
            f"style-src {_source(style)}; script-src {' '.join(map(_source, scripts))}"
        ),
    )


def _network(graph: nx.MultiDiGraph[str]) -> Any:  # noqa: ANN401 - pyvis has no types
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    place = positions(graph)
    for node in sorted(graph):
        attributes: dict[str, Any] = graph.nodes[node]
        item_class = attributes.get("item_class", "Item")
        style = CLASS_STYLES[item_class]
        network.add_node(
            node,
            label=attributes.get("label_en", node),
            shape=style.shape,
            size=10 + min(graph.degree(node), 20),
            x=place[node][0],
            y=place[node][1],
            color=_colours(style),
            borderWidth=2,
            data={"item_class": item_class, **attributes},
        )
    for number, (source, target, edge) in enumerate(sorted(graph.edges(data=True), key=_edge_order)):
        network.add_edge(source, target, id=number, dashes=edge.get("layer") == "inferred", data=edge)
    return network


def _colours(style: ClassStyle) -> dict[str, Any]:
    fill = style.colour if style.filled else "#ffffff"
    return {
        "border": style.colour,
        "background": fill,
        "highlight": {"border": "#000000", "background": fill},
        "hover": {"border": "#000000", "background": fill},
    }


def _edge_order(edge: tuple[str, str, dict[str, Any]]) -> tuple[str, ...]:
    source, target, attributes = edge
    return (source, target, str(attributes.get("relation", "")), str(attributes.get("report", "")))


def _asset(name: str) -> str:
    return files("fingraph.explorer").joinpath(name).read_text(encoding="utf-8")


def _inert(data: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
