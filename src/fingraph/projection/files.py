"""Any graph of networkx as files: two CSV tables, GraphML or GEXF, with labels and colours where a format has them."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from fingraph.errors import OutputError
from fingraph.output import write_together
from fingraph.palette import CLASS_STYLES
from fingraph.projection import formats
from fingraph.projection.formats import Edge, Node, Sheets, Value

if TYPE_CHECKING:
    import networkx as nx

SUFFIXES = (".csv", ".graphml", ".gexf")
LANGUAGES = ("en", "zh")

NODE_COLUMNS = ("id", "label")
EDGE_COLUMNS = ("source", "target", "type", "id", "label", "weight")
KEPT = ("label", "weight")
"""Attributes that are what the column of that name holds."""

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even as a reference."""


def from_networkx(graph: nx.Graph[Any], path: str | os.PathLike[str], *, language: str = "en") -> tuple[Path, ...]:
    """Write a graph as files, with all that was added to its nodes and edges, such as centralities and communities.

    ``.graphml`` and ``.gexf`` are one file, which Gephi opens with labels, weights and, by ``item_class``, colours; ``.csv``
    is two tables beside each other: ``NAME-nodes.csv`` (``id``, ``label``) and ``NAME-edges.csv`` (``source``,
    ``target``, ``type``, ``id``, ``label``, ``weight``), each with a column for every attribute. An attribute of one of
    these names gets a ``_`` after it, except these: ``weight`` is the edge's weight, else its ``support`` is; ``label`` is
    the label of what has none in the language; ``r``, ``g`` and ``b`` (0 to 255), or the ``viz`` of networkx, are the
    colour of a node.

    Parameters
    ----------
    graph
        Any graph, directed or not, with nodes of any kind; it is not changed.
    path
        A file in a folder that exists; its suffix, one of :data:`SUFFIXES`, tells the format.
    language
        ``en`` or ``zh``: whether ``label_en`` or ``label_zh`` is the label.

    Returns
    -------
    tuple of pathlib.Path
        The files written, all or none; former ones are replaced.

    Raises
    ------
    OutputError
        If the suffix or the language is unknown, a value cannot be held, two nodes have the same text, or the files cannot
        be written.

    Notes
    -----
    Text, numbers and truth values stay what they are, also those of numpy; an attribute with several kinds of them becomes
    text. Lists and sets become one text separated by ``|``. None and NaN are left out; an infinite number and anything else
    is an error. Characters that XML forbids become U+FFFD. In CSV, text that a spreadsheet would take for a formula (it
    starts with ``=``, ``+``, ``-``, ``@``, tab or carriage return) has ``'`` before it; ``fingraph query -f csv`` on the
    other hand writes values as the SPARQL standard says, untouched. CSV has no place for the attributes of the graph.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> [file.name for file in from_networkx(nx.path_graph(3), f"{folder.name}/path.csv")]
    ['path-nodes.csv', 'path-edges.csv']
    >>> folder.cleanup()
    """
    path = Path(path)
    files = graph_files(path)
    contents = graph_contents(graph, path.name, language=language)
    for file in files:
        if file.is_dir():
            raise OutputError(f"cannot write {str(file)!r}: it is a folder")
    try:
        write_together(path.parent, contents)
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}") from error
    return files


def graph_files(path: Path) -> tuple[Path, ...]:
    """Return the files that :func:`from_networkx` writes for a path; an unknown suffix is an OutputError."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"unknown extension {path.suffix!r} of {path.name!r}; use one of {', '.join(SUFFIXES)}")
    if path.suffix.lower() == ".csv":
        return tuple(path.with_name(f"{path.stem}-{part}{path.suffix}") for part in ("nodes", "edges"))
    return (path,)


def graph_contents(graph: nx.Graph[Any], name: str, *, language: str = "en") -> dict[str, bytes]:
    """Return the content of each file that :func:`from_networkx` would write.

    Parameters
    ----------
    graph
        Any graph.
    name
        File name, whose suffix tells the format.
    language
        ``en`` or ``zh``.

    Returns
    -------
    dict
        File name → content; the same for the same graph in the same order.

    Raises
    ------
    OutputError
        If the suffix or the language is unknown, a value cannot be held, or two nodes have the same text.
    """
    names = [file.name for file in graph_files(Path(name))]
    if language not in LANGUAGES:
        raise OutputError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
    sheets = Sheets(
        nodes=list(_nodes(graph, language)),
        edges=list(_edges(graph, language)),
        values=_values(graph.graph, "graph", left_out=("node_default", "edge_default")),
        directed=graph.is_directed(),
        multigraph=graph.is_multigraph(),
    )
    write = {".csv": formats.csv_tables, ".graphml": formats.graphml, ".gexf": formats.gexf}[Path(name).suffix.lower()]
    return dict(zip(names, write(sheets), strict=True))


def _nodes(graph: nx.Graph[Any], language: str) -> Iterator[Node]:
    seen: dict[str, object] = {}
    for node, data in graph.nodes(data=True):
        name = _clean(node)
        if name in seen:
            raise OutputError(f"nodes {seen[name]!r} and {node!r} are both {name!r} in a file; relabel one of them")
        seen[name] = node
        colour = _colour(data)
        values = _values(data, f"node {name!r}", NODE_COLUMNS, left_out=("viz", *("rgb" if colour else "")))
        yield Node(name, _label(values, language) or name, colour, values)


def _edges(graph: nx.Graph[Any], language: str) -> Iterator[Edge]:
    import networkx as nx

    keys = [_clean(key) for *_, key in graph.edges(keys=True)] if isinstance(graph, nx.MultiGraph) else []
    ids = keys if keys and len(set(keys)) == len(keys) else map(str, count())
    for name, (source, target, data) in zip(ids, graph.edges(data=True), strict=False):
        ends = (_clean(source), _clean(target))
        values = _values(data, f"edge {ends[0]!r} → {ends[1]!r}", EDGE_COLUMNS, left_out=("viz",))
        weight = values.pop("weight", None)
        if not _is_number(weight):
            values |= {} if weight is None else {"weight_": weight}
            weight = values.get("support")
        yield Edge(name, _label(values, language), *ends, float(weight) if _is_number(weight) else None, values)


def _label(values: dict[str, Value], language: str) -> str:
    """Take the label out of the values: that of the language, else the one called ``label``."""
    own = values.pop("label", "")
    return str(values.get(f"label_{language}") or own)


def _colour(data: Mapping[Any, Any]) -> tuple[int, int, int] | None:
    """Return red, green and blue: the user's own, else those of the class."""
    viz = data.get("viz")
    own = viz.get("color") if isinstance(viz, Mapping) else data
    if isinstance(own, Mapping) and all(own.get(part) in range(256) for part in "rgb"):
        return (int(own["r"]), int(own["g"]), int(own["b"]))
    style = CLASS_STYLES.get(str(data.get("item_class")))
    return None if style is None or not {"r", "g", "b"}.isdisjoint(data) else style.rgb


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _values(
    data: Mapping[Any, Any], place: str, reserved: Iterable[str] = (), left_out: Iterable[str] = ()
) -> dict[str, Value]:
    """Return attributes as a file can hold them."""
    values: dict[str, Value] = {}
    for key, value in data.items():
        plain = None if key in left_out else _plain(value, f"{place}: {key!r}")
        if plain is not None:
            name = _clean(key)
            while name in values or (name.lower() in reserved and name not in KEPT):
                name += "_"
            values[name] = plain
    return values


def _plain(value: object, place: str) -> Value | None:
    if hasattr(value, "tolist"):  # numpy and pandas
        value = value.tolist()
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = [_plain(part, place) for part in value]
        texts = [str(part) for part in parts if part is not None]
        return "|".join(sorted(texts) if isinstance(value, (set, frozenset)) else texts)
    if isinstance(value, str):
        return _clean(value)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (bool, int, float)) and not (isinstance(value, float) and math.isinf(value)):
        return value
    raise OutputError(f"{place} is {value!r:.60}, which no graph file can hold; give text or a finite number")


def _clean(value: object) -> str:
    """Return a text that XML can hold."""
    return FORBIDDEN.sub("\ufffd", str(value))
