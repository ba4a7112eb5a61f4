"""The bytes of each format: CSV tables, GraphML and GEXF.

By hand, since networkx puts today's date into GEXF, so that no two files are alike, gives GraphML's attributes ids that Gephi
takes for labels, and loses carriage returns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from fingraph.terminal import spreadsheet

Value = str | bool | int | float


class Node(NamedTuple):
    """A node as a file has it: red, green and blue from 0 to 255."""

    id: str
    label: str
    colour: tuple[int, int, int] | None
    values: dict[str, Value]


class Edge(NamedTuple):
    """An edge as a file has it."""

    id: str
    label: str
    source: str
    target: str
    weight: float | None
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A graph as a file has it.

    Parameters
    ----------
    nodes, edges
        In the order of the file.
    values
        Attributes of the graph.
    directed
        Whether all edges have a direction.
    multigraph
        Whether the ids of edges tell parallel ones apart.
    """

    nodes: list[Node]
    edges: list[Edge]
    values: dict[str, Value]
    directed: bool
    multigraph: bool


# --- CSV ----------------------------------------------------------------------------------------------------------------


def csv_tables(sheets: Sheets) -> Iterator[bytes]:
    """Yield the table of nodes and the table of edges."""
    columns = _names(node.values for node in sheets.nodes)
    yield _table(
        ["id", "label", *columns],
        ([node.id, node.label, *map(node.values.get, columns)] for node in sheets.nodes),
    )
    columns = _names(edge.values for edge in sheets.edges)
    kind = "directed" if sheets.directed else "undirected"
    yield _table(
        ["source", "target", "type", "id", "label", "weight", *columns],
        (
            [edge.source, edge.target, kind, edge.id, edge.label, edge.weight, *map(edge.values.get, columns)]
            for edge in sheets.edges
        ),
    )


def _table(header: Sequence[Value], rows: Iterable[Sequence[Value | None]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([_cell(value) for value in row] for row in (header, *rows))
    return stream.getvalue().encode()


def _cell(value: Value | None) -> str:
    if isinstance(value, str):
        return str(spreadsheet(value))
    return "" if value is None else _text(value)


# --- GraphML ------------------------------------------------------------------------------------------------------------

CARRIAGE_RETURN = {"\r": "&#13;"}
"""Else it would be read as a line end."""

GRAPHML_TYPES = {"integer": "int", "long": "long", "double": "double", "boolean": "boolean", "string": "string"}


def graphml(sheets: Sheets) -> Iterator[bytes]:
    """Yield a GraphML file, with ``label``, ``weight``, ``r``, ``g`` and ``b`` as attributes, by which Gephi knows them."""
    nodes = [
        (node.id, {"label": node.label, **node.values, **dict(zip("rgb", node.colour or (), strict=False))})
        for node in sheets.nodes
    ]
    edges = [
        {
            **({"label": edge.label} if edge.label else {}),
            **({} if edge.weight is None else {"weight": edge.weight}),
            **edge.values,
        }
        for edge in sheets.edges
    ]
    lines = ["<?xml version='1.0' encoding='utf-8'?>", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    keys = {}
    for domain, found in (("graph", [sheets.values]), ("node", [values for _, values in nodes]), ("edge", edges)):
        types = _types(found)
        # Gephi takes some ids, d3 among them, for labels.
        keys[domain] = {name: f"{domain}{number}" for number, name in enumerate(types)}
        lines += [
            f'<key id="{keys[domain][name]}" for="{domain}" attr.name={quoteattr(name)} attr.type="{GRAPHML_TYPES[kind]}"/>'
            for name, kind in types.items()
        ]
    lines += [
        f'<graph edgedefault="{"directed" if sheets.directed else "undirected"}">',
        *_data(sheets.values, keys["graph"]),
    ]
    for name, values in nodes:
        lines += [f"<node id={quoteattr(name)}>", *_data(values, keys["node"]), "</node>"]
    for edge, values in zip(sheets.edges, edges, strict=True):
        own = f" id={quoteattr(edge.id)}" if sheets.multigraph else ""
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        lines += [f"<edge{own} {ends}>", *_data(values, keys["edge"]), "</edge>"]
    yield "\n".join([*lines, "</graph>", "</graphml>", ""]).encode()


def _data(values: dict[str, Value], keys: dict[str, str]) -> Iterator[str]:
    for name, value in values.items():
        yield f'<data key="{keys[name]}">{escape(_text(value), CARRIAGE_RETURN)}</data>'


# --- GEXF ---------------------------------------------------------------------------------------------------------------


def gexf(sheets: Sheets) -> Iterator[bytes]:
    """Yield a GEXF 1.2 file; the only attribute of the graph it has is ``summary``, as the description."""
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">',
        f"<meta><creator>fingraph</creator><description>{escape(_text(sheets.values.get('summary', '')))}</description></meta>",
        f'<graph mode="static" defaultedgetype="{"directed" if sheets.directed else "undirected"}">',
    ]
    keys = {}
    for domain, found in (("node", sheets.nodes), ("edge", sheets.edges)):
        types = _types([element.values for element in found])
        keys[domain] = {name: f"{domain}{number}" for number, name in enumerate(types)}
        lines += [
            f'<attributes class="{domain}">',
            *(
                f'<attribute id="{keys[domain][name]}" title={quoteattr(name)} type="{kind}"/>'
                for name, kind in types.items()
            ),
            "</attributes>",
        ]
    lines.append("<nodes>")
    for node in sheets.nodes:
        lines += [
            f"<node id={quoteattr(node.id)} label={quoteattr(node.label)}>",
            *_attvalues(node.values, keys["node"]),
        ]
        if node.colour:
            lines.append('<viz:color r="{}" g="{}" b="{}"/>'.format(*node.colour))
        lines.append("</node>")
    lines += ["</nodes>", "<edges>"]
    for edge in sheets.edges:
        label = f" label={quoteattr(edge.label)}" if edge.label else ""
        weight = "" if edge.weight is None else f' weight="{edge.weight}"'
        ends = f"source={quoteattr(edge.source)} target={quoteattr(edge.target)}"
        lines += [
            f"<edge id={quoteattr(edge.id)} {ends}{label}{weight}>",
            *_attvalues(edge.values, keys["edge"]),
            "</edge>",
        ]
    yield "\n".join([*lines, "</edges>", "</graph>", "</gexf>", ""]).encode()


def _attvalues(values: dict[str, Value], keys: dict[str, str]) -> Iterator[str]:
    yield "<attvalues>"
    for name, value in values.items():
        yield f'<attvalue for="{keys[name]}" value={quoteattr(_text(value))}/>'
    yield "</attvalues>"


# --- Types of attributes ------------------------------------------------------------------------------------------------


def _names(found: Iterable[dict[str, Value]]) -> list[str]:
    return list(dict.fromkeys(name for values in found for name in values))


def _types(found: list[dict[str, Value]]) -> dict[str, str]:
    """Return attribute → the narrowest type that holds its values."""
    return {name: _type([values[name] for values in found if name in values]) for name in _names(found)}


def _type(values: list[Value]) -> str:
    kinds = set(map(type, values))
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        size = max(value.bit_length() for value in values if isinstance(value, int))
        return "integer" if size < 32 else "long" if size < 64 else "string"
    return "double" if kinds <= {int, float} else "string"


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
