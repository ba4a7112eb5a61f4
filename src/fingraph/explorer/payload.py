"""A graph as the data of the page; the file ``assets/types.d.ts`` says what each member is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from fingraph.analysis import MEASURES
from fingraph.explorer.evidence import Evidence, sentences_of
from fingraph.explorer.values import PairData, node_ids, number_or_text, pair, several, text, weight
from fingraph.namespaces import prefixes
from fingraph.palette import CLASS_STYLES, ClassStyle
from fingraph.projection.details import Details, Pair

if TYPE_CHECKING:
    import networkx as nx

    from fingraph.ranking import RankedItem, Ranking

Places = Mapping[Any, tuple[int, int]]

LAYERS = {
    "stated": ("stated", "陈述"),
    "inferred": ("inferred", "推断"),
    "facts": ("outside facts", "外部事实"),
    "co-occurrence": ("shared", "共现"),
}
PATH = ("path of two links", "两步路径")
LINK = ("link", "关联")
KNOWN = {"item_class", "class_en", "class_zh", "label", "label_en", "label_zh", "trends"}
"""Attributes of a node that have members of their own."""

DIGITS = 4
"""Significant digits of measures."""


@dataclass(frozen=True)
class Highlight:
    """Nodes to mark, and what they answer in English and Chinese."""

    nodes: Collection[Any]
    title: Pair


@dataclass(frozen=True)
class Plan:
    """Where nodes stand: the members of each community, largest first, and the place of each node in whole pixels."""

    groups: Sequence[Collection[Any]]
    places: Places


@dataclass(frozen=True)
class Content:
    """What the page says beside the graph.

    Parameters
    ----------
    title
        Heading of the page.
    language
        ``en``, ``zh``, or empty for the reader's.
    details
        What is known of items and sentences.
    rankings
        Measure → ranking of the graph's nodes.
    highlight
        Nodes to mark.
    """

    title: str = "fingraph"
    language: str = ""
    details: Details = field(default_factory=Details)
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    highlight: Highlight | None = None


def payload(graph: nx.Graph[Any], plan: Plan, content: Content) -> dict[str, Any]:
    """Return the data of the page.

    Parameters
    ----------
    graph
        Any graph.
    plan
        Where its nodes stand.
    content
        What is said beside it.

    Returns
    -------
    dict
        Ready for JSON: text, finite numbers, lists and dicts alone, the same whatever the order of nodes and edges.

    Raises
    ------
    OutputError
        If two nodes have the same text.
    """
    ids = node_ids(graph.nodes)
    labels = {name: _label(name, graph.nodes[node]) for node, name in ids.items()}
    nodes = _nodes(graph, ids, plan, content)
    edges = _edges(graph, ids, Evidence(content.details, labels), _marked(content))
    details = content.details
    return {
        "version": 1,
        "title": text(content.title),
        "summary": text(graph.graph.get("summary", "")),
        "projection": text(graph.graph.get("projection", "")),
        "directed": graph.is_directed(),
        "language": content.language,
        "citation": _citation(edges, details),
        "measures": [_measure(name) for name in content.rankings],
        "classes": _classes(graph),
        "relations": _relations(graph, edges),
        "trends": _coded(_trends(nodes, edges), details, "trend:"),
        "modalities": _coded(chain_of(edges, "modalities"), details, "code:"),
        "layers": [{"id": name, **pair(*LAYERS.get(name, (name, name)))} for name in _used(edges, "layer", LAYERS)],
        "reports": [
            {"id": name, **pair(*details.reports.get(name, ((name, name), ""))[0])} for name in _used(edges, "report", ())
        ],
        "communities": communities(plan.groups, ids, labels, graph),
        "bases": _coded(chain_of(edges, "bases"), details, "code:"),
        "rules": _coded(_used(edges, "rule", ()), details, "code:"),
        "nodes": nodes,
        "edges": edges,
        "highlight": pair(*content.highlight.title) if content.highlight else None,
        "prefixes": prefixes(),
        "overview": None,
    }


def _marked(content: Content) -> set[Any]:
    return set(content.highlight.nodes) if content.highlight else set()


def _label(name: str, attributes: Mapping[str, Any]) -> Pair:
    given = pair(attributes.get("label_en"), attributes.get("label_zh"))
    if not given["en"]:
        given = pair(attributes.get("label"))
    return given["en"] or name, given["zh"] or name


def _nodes(graph: nx.Graph[Any], ids: Mapping[Any, str], plan: Plan, content: Content) -> list[dict[str, Any]]:
    community = {node: str(number) for number, group in enumerate(plan.groups, 1) for node in group}
    ranked = {name: {item.item: item for item in ranking.items} for name, ranking in content.rankings.items()}
    details, marked = content.details, _marked(content)
    strength = strengths(graph)
    nodes = []
    for node, name in ids.items():
        attributes = graph.nodes[node]
        definition = details.definitions.get(name)
        nodes.append(
            {
                "id": name,
                "class": text(attributes.get("item_class")) or "Item",
                "label": pair(*_label(name, attributes)),
                "synonyms": list(details.synonyms.get(name, ())),
                "definition": pair(*definition) if definition else None,
                "trends": several(attributes.get("trends")),
                "community": community.get(node, ""),
                "x": plan.places[node][0],
                "y": plan.places[node][1],
                "size": size(strength[node]),
                "ranks": {measure: _interval(items[name]) for measure, items in ranked.items() if name in items},
                "facts": [
                    {
                        "relation": pair(*details.label(fact.relation)),
                        "value": " · ".join(dict.fromkeys(details.label(fact.value))),
                        "source": fact.source,
                    }
                    for fact in details.facts.get(name, ())
                ],
                "attributes": {
                    text(key): number_or_text(value)
                    for key, value in sorted(attributes.items(), key=lambda item: text(item[0]))
                    if key not in KNOWN
                },
                "highlighted": node in marked,
            }
        )
    return nodes


def strengths(graph: nx.Graph[Any]) -> dict[Any, float]:
    """Return the sum of the supports of each node's edges."""
    strength: dict[Any, float] = dict.fromkeys(graph, 0.0)
    for source, target, support in graph.edges(data="support", default=1):
        strength[source] += weight(support)
        strength[target] += weight(support)
    return strength


def size(strength: float) -> int:
    """Return the radius of a mark in pixels, from 7 to 26: its area grows with the strength."""
    return min(26, round(6 + 3 * (strength + 0.2) ** 0.5))


def _interval(item: RankedItem) -> dict[str, float | None]:
    return {
        "value": _short(item.value),
        "low": _short(item.value_low),
        "high": _short(item.value_high),
        "rank": item.rank,
        "rankLow": _short(item.rank_low),
        "rankHigh": _short(item.rank_high),
        "rankWorst": item.rank_worst,
        "top": round(item.top_probability, 3),
    }


def _short(value: float) -> float:
    short = float(f"{value:.{DIGITS}g}") if isfinite(value) else 0.0
    return int(short) if short.is_integer() else short


def _edges(
    graph: nx.Graph[Any], ids: Mapping[Any, str], evidence: Evidence, marked: Collection[Any]
) -> list[dict[str, Any]]:
    found = []
    for source, target, key, edge in _all_edges(graph):
        ends = (source, target) if graph.is_directed() else sorted((source, target), key=lambda end: ids[end])
        start, end = (ids[node] for node in ends)
        found.append(
            _edge(start, end, edge, evidence)
            | {"id": text(key) if isinstance(key, str) else "", "highlighted": source in marked and target in marked}
        )
    found.sort(key=_order)
    counts: Counter[str] = Counter()
    for record in found:
        name = record["id"] or f"{record['source']} {record['relation']} {record['target']}"
        counts[name] += 1
        record["id"] = name if counts[name] == 1 else f"{name} #{counts[name]}"
    return found


def _all_edges(graph: nx.Graph[Any]) -> Iterable[tuple[Any, Any, Any, Mapping[str, Any]]]:
    if graph.is_multigraph():
        return graph.edges(keys=True, data=True)
    return ((source, target, None, edge) for source, target, edge in graph.edges(data=True))


def _order(record: Mapping[str, Any]) -> tuple[str, ...]:
    return (*(str(record[name]) for name in ("source", "target", "relation", "id", "report", "label", "evidence")),)


def _edge(source: str, target: str, edge: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    via = text(edge.get("via"))
    inferred = edge.get("layer") == "inferred"
    label = pair(edge.get("label_en") or edge.get("label") or edge.get("relation") or LINK[0], edge.get("label_zh"))
    if not {"label_en", "label_zh", "label", "relation"} & edge.keys():
        label = pair(*LINK)
    return {
        "id": "",
        "source": source,
        "target": target,
        "relation": "" if via else text(edge.get("relation")) or "link",
        "label": label,
        "layer": text(edge.get("layer")) or "stated",
        "report": text(edge.get("report")),
        "modalities": several(edge.get("modality")),
        "bases": several(edge.get("basis")),
        "support": _short(weight(edge.get("support", edge.get("weight", 1)))),
        "evidence": evidence.of_edge(source, target, edge),
        "via": via,
        "rule": text(edge.get("rule")),
        "premises": sentences_of(edge) if inferred else [],
        "shared": several(edge.get("shared")),
    }


def _classes(graph: nx.Graph[Any]) -> list[dict[str, Any]]:
    """Return the classes that occur, in the order of the legend; classes of one's own get the looks that are left."""
    names: dict[str, PairData] = {}
    for node in sorted(graph, key=text):
        attributes = graph.nodes[node]
        item_class = text(attributes.get("item_class")) or "Item"
        names.setdefault(item_class, pair(attributes.get("class_en") or item_class, attributes.get("class_zh")))
    known = [name for name in CLASS_STYLES if name in names]
    own = sorted(names.keys() - CLASS_STYLES.keys())
    free = [style for name, style in CLASS_STYLES.items() if name not in names] or list(CLASS_STYLES.values())
    looks = {name: CLASS_STYLES[name] for name in known} | {name: free[i % len(free)] for i, name in enumerate(own)}
    return [{"id": name, **names[name], **_look(style)} for name, style in looks.items()]


def _look(style: ClassStyle) -> dict[str, Any]:
    return {"colour": style.colour, "shape": style.shape, "filled": style.filled, "glyph": style.glyph}


def _relations(graph: nx.Graph[Any], edges: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    labels: dict[str, PairData] = {}
    for edge in edges:
        labels.setdefault(edge["relation"], pair(*PATH) if edge["via"] else edge["label"])
    return [{"id": name, **label} for name, label in sorted(labels.items())]


def _trends(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    yield from chain_of(nodes, "trends")
    for edge in edges:
        yield from (record["trend"] for record in edge["evidence"])


def chain_of(records: Iterable[Mapping[str, Any]], name: str) -> Iterable[str]:
    """Yield the values of a member that has several, over all records."""
    for record in records:
        yield from record[name]


def _used(records: Iterable[Mapping[str, Any]], name: str, order: Collection[str]) -> list[str]:
    """Return the values of a member that occur, first those in an order of their own."""
    values = {record[name] for record in records if record[name]}
    return [value for value in order if value in values] + sorted(values - set(order))


def _coded(names: Iterable[str], details: Details, prefix: str) -> list[dict[str, str]]:
    """Return the categories of names whose labels are those of a CURIE."""
    found = []
    for name in sorted({name for name in names if name}):
        en, zh = details.label(f"{prefix}{name}")
        found.append({"id": name, **pair(en.removeprefix(prefix), zh.removeprefix(prefix))})
    return found


def communities(
    groups: Sequence[Collection[Any]], ids: Mapping[Any, str], labels: Mapping[str, Pair], graph: nx.Graph[Any]
) -> list[dict[str, str]]:
    """Return the communities, each called after its two strongest members.

    Parameters
    ----------
    groups
        Members of each.
    ids
        Node → id on the page.
    labels
        Id → label.
    graph
        The whole graph.

    Returns
    -------
    list of dict
        Numbered from 1, in the order of ``groups``.
    """
    strength = strengths(graph)
    found = []
    for number, group in enumerate(groups, 1):
        first = sorted(group, key=lambda node: (-strength[node], ids[node]))[:2]
        names = [labels[ids[node]] for node in first]
        found.append({"id": str(number), "en": ", ".join(name[0] for name in names), "zh": "、".join(name[1] for name in names)})
    return found


def _measure(name: str) -> dict[str, Any]:
    measure = MEASURES[name]
    return {"id": name, "en": name, "zh": measure.label_zh, "meaning": pair(measure.meaning, measure.meaning_zh)}


def _citation(edges: Iterable[Mapping[str, Any]], details: Details) -> PairData:
    """Return how to cite the reports that state the links, and the page."""
    from importlib.metadata import version

    named = [details.reports[name] for name in _used(edges, "report", ()) if name in details.reports]
    en = [f"{creator}: {title[0]}. " for title, creator in named]
    zh = [f"{creator}：《{title[1]}》。" for title, creator in named]
    page = f"fingraph {version('fingraph-kg')}, https://w3id.org/fingraph/"
    return pair(f"{''.join(en)}Annotated in {page}", f"{''.join(zh)}标注：{page}")
