"""What nodes and edges can be filtered by, in the order of the legend, each with both labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fingraph.analysis import MEASURES
from fingraph.explorer.values import PairData, pair, text
from fingraph.palette import CLASS_STYLES, SIDE_STYLES, ClassStyle

if TYPE_CHECKING:
    import networkx as nx

    from fingraph.layout import Layout
    from fingraph.projection.details import Details, Pair

Records = Sequence[Mapping[str, Any]]

LAYERS = {
    "stated": ("stated", "陈述"),
    "inferred": ("inferred", "推断"),
    "facts": ("outside facts", "外部事实"),
    "co-occurrence": ("shared", "共现"),
}
PATH = ("path of two links", "两步路径")
REST = "0"
"""Id of the community of all that has none."""
OTHERS = ("others", "其他")
BOTH = ("A and B", "A与B")


def categories(
    nodes: Records, edges: Records, details: Details, compared: Sequence[str] = ()
) -> dict[str, list[dict[str, Any]]]:
    """Return what the records of nodes and edges can be filtered by, but for classes and communities.

    Parameters
    ----------
    nodes
        Records of the payload.
    edges
        Records of the payload.
    details
        Labels.
    compared
        Ids of the two reports that the page compares; links of both have ``A|B`` for their report.

    Returns
    -------
    dict
        Name of a list → categories.
    """
    return {
        "relations": _relations(edges),
        "trends": _coded([*_chain(nodes, "trends"), *_evidence(edges, "trend")], details, "trend:"),
        "modalities": _coded(_chain(edges, "modalities"), details, "code:"),
        "layers": [{"id": name, **pair(*LAYERS.get(name, (name, name)))} for name in used(edges, "layer", LAYERS)],
        "reports": _sides(compared)
        if compared
        else [
            {"id": name, **pair(*details.reports.get(name, ((name, name), ""))[0])} for name in used(edges, "report")
        ],
        "bases": _coded([*_chain(edges, "bases"), *_evidence(edges, "basis")], details, "code:"),
        "rules": _coded(used(edges, "rule"), details, "code:"),
    }


def classes(graph: nx.Graph[Any], given: Mapping[str, ClassStyle]) -> list[dict[str, Any]]:
    """Return the classes that occur, in the order of the legend; classes of one's own get the looks that are left."""
    names: dict[str, PairData] = {}
    for node in sorted(graph, key=text):
        attributes = graph.nodes[node]
        item_class = text(attributes.get("item_class")) or "Item"
        names.setdefault(item_class, pair(attributes.get("class_en") or item_class, attributes.get("class_zh")))
    known = [name for name in CLASS_STYLES if name in names]
    own = sorted(names.keys() - CLASS_STYLES.keys() - given.keys())
    free = [style for name, style in CLASS_STYLES.items() if name not in names] or list(CLASS_STYLES.values())
    looks = {name: CLASS_STYLES[name] for name in known} | {name: free[i % len(free)] for i, name in enumerate(own)}
    looks |= {name: style for name, style in given.items() if name in names}
    return [{"id": name, **names[name], **_look(style)} for name, style in looks.items()]


def _look(style: ClassStyle) -> dict[str, Any]:
    return {"colour": style.colour, "shape": style.shape, "filled": style.filled, "glyph": style.glyph}


def _sides(compared: Sequence[str]) -> list[dict[str, Any]]:
    """Return what A alone, B alone and both state, with looks."""
    names = [
        (f"only {letter}: {report}", f"仅{letter}：{report}") for letter, report in zip("AB", compared, strict=True)
    ]
    return [
        {"id": report, **pair(*name), "colour": style.colour, "dashes": list(style.dashes)}
        for report, name, style in zip((*compared, "|".join(compared)), (*names, BOTH), SIDE_STYLES, strict=True)
    ]


def _relations(edges: Records) -> list[dict[str, Any]]:
    labels: dict[str, PairData] = {}
    for edge in edges:
        labels.setdefault(edge["relation"], pair(*PATH) if edge["via"] else edge["label"])
    return [{"id": name, **label} for name, label in sorted(labels.items())]


def _chain(records: Records, name: str) -> Iterable[str]:
    return (value for record in records for value in record[name])


def _evidence(edges: Records, name: str) -> Iterable[str]:
    return (record[name] for edge in edges for record in edge["evidence"])


def used(records: Records, name: str, order: Collection[str] = ()) -> list[str]:
    """Return the values of a member that occur, first those in an order of their own."""
    values = {record[name] for record in records if record[name]}
    return [value for value in order if value in values] + sorted(values - set(order))


def _coded(names: Iterable[str], details: Details, prefix: str) -> list[dict[str, Any]]:
    """Return the categories of names whose labels are those of a CURIE."""
    found = []
    for name in sorted({name for name in names if name}):
        en, zh = details.label(f"{prefix}{name}")
        found.append({"id": name, **pair(en.removeprefix(prefix), zh.removeprefix(prefix))})
    return found


def communities(layout: Layout, names: Mapping[Any, Pair], strength: Mapping[Any, float]) -> list[dict[str, Any]]:
    """Return the communities, each called after its two strongest members.

    Parameters
    ----------
    layout
        What belongs to each.
    names
        Node → label.
    strength
        Node → how strong it is.

    Returns
    -------
    list of dict
        Numbered from 1; :data:`REST` is the rest.
    """
    found = []
    for number, group in enumerate(layout.groups, 1):
        first = [names[node] for node in sorted(group, key=lambda node: -strength[node])[:2]]
        found.append(
            {"id": str(number), "en": ", ".join(en for en, _ in first), "zh": "、".join(zh for _, zh in first)}
        )
    return [*found, {"id": REST, **pair(*OTHERS)}] if layout.rest else found


def measure(name: str) -> dict[str, Any]:
    """Return what there is to say of a measure; one of one's own has its name alone."""
    known = MEASURES.get(name)
    if known is None:
        return {"id": name, **pair(name), "meaning": pair("")}
    return {
        "id": name,
        **pair(name.replace("_", " "), known.label_zh),
        "meaning": pair(known.meaning, known.meaning_zh),
    }


def citation(edges: Records, details: Details) -> PairData:
    """Return how to cite the reports that state the links, and the page."""
    from importlib.metadata import version

    reports = sorted({name for joined in used(edges, "report") for name in joined.split("|")})
    named = [details.reports[name] for name in reports if name in details.reports]
    en = [f"{creator}: {title[0]}. " for title, creator in named]
    zh = [f"{creator}：《{title[1]}》。" for title, creator in named]
    page = f"fingraph {version('fingraph-kg')}, https://w3id.org/fingraph/"
    return pair(f"{''.join(en)}Annotated in {page}", f"{''.join(zh)}标注：{page}")
