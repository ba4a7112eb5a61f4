"""A graph as the data of the page; the file ``assets/types.d.ts`` says what each member is."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any

from fingraph.explorer.categories import REST, categories, citation, classes, communities, measure
from fingraph.explorer.evidence import Evidence, sentences_of
from fingraph.explorer.values import node_ids, number_or_text, pair, several, text
from fingraph.layout import Layout, strengths, weight_of
from fingraph.namespaces import prefixes
from fingraph.projection.details import Details, Pair

if TYPE_CHECKING:
    import networkx as nx

    from fingraph.ranking import RankedItem, Ranking

LINK = ("link", "关联")
KNOWN = {"compared_in", "item_class", "class_en", "class_zh", "label", "label_en", "label_zh", "trends"}
"""Attributes of a node that have members of their own."""
DIGITS = 3
"""Significant digits of measures."""
KEY = 10
"""Hexadecimal digits of an edge's id."""


@dataclass(frozen=True)
class Highlight:
    """Nodes to mark, and what they answer in English and Chinese."""

    nodes: Collection[Any]
    title: Pair


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
    coverage
        What :func:`fingraph.coverage.page_records` gives of the reports.
    """

    title: str = "fingraph"
    language: str = ""
    details: Details = field(default_factory=Details)
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    highlight: Highlight | None = None
    coverage: Sequence[Mapping[str, Any]] = ()


def payload(graph: nx.Graph[Any], layout: Layout, content: Content) -> dict[str, Any]:
    """Return the data of the page.

    Parameters
    ----------
    graph
        Any graph.
    layout
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
    names = {node: _label(name, graph.nodes[node]) for node, name in ids.items()}
    strength = strengths(graph)
    nodes = _Nodes(layout, content, strength).records(graph, ids, names)
    marked = content.highlight.nodes if content.highlight else ()
    edges = _edges(graph, ids, Evidence(content.details, {ids[node]: name for node, name in names.items()}), marked)
    return {
        "version": 1,
        "title": text(content.title),
        "summary": pair(graph.graph.get("summary"), graph.graph.get("summary_zh")),
        "projection": text(graph.graph.get("projection", "")),
        "directed": graph.is_directed(),
        "language": content.language,
        "citation": citation(edges, content.details),
        "measures": [measure(name) for name in content.rankings],
        "classes": classes(graph, graph.graph.get("looks", {})),
        **categories(nodes, edges, content.details, graph.graph.get("compared", ())),
        "communities": communities(layout, names, strength),
        "nodes": nodes,
        "edges": edges,
        "highlight": pair(*content.highlight.title) if content.highlight else None,
        "coverage": list(content.coverage),
        "prefixes": prefixes(),
        "overview": None,
    }


def _label(name: str, attributes: Mapping[str, Any]) -> Pair:
    given = pair(attributes.get("label_en"), attributes.get("label_zh"))
    if not given["en"]:
        given = pair(attributes.get("label"))
    return given["en"] or name, given["zh"] or name


class _Nodes:
    """What is known of nodes."""

    def __init__(self, layout: Layout, content: Content, strength: Mapping[Any, float]) -> None:
        self.places, self.details, self.strength = layout.places, content.details, strength
        self.community = {node: str(number) for number, group in enumerate(layout.groups, 1) for node in group}
        self.ranked = {name: {item.item: item for item in ranking.items} for name, ranking in content.rankings.items()}
        self.marked = set(content.highlight.nodes) if content.highlight else set()

    def records(self, graph: nx.Graph[Any], ids: Mapping[Any, str], names: Mapping[Any, Pair]) -> list[dict[str, Any]]:
        return [self._record(node, name, names[node], graph.nodes[node]) for node, name in ids.items()]

    def _record(self, node: object, name: str, label: Pair, attributes: Mapping[str, Any]) -> dict[str, Any]:
        definition = self.details.definitions.get(name)
        x, y = self.places[node]
        return {
            "id": name,
            "class": text(attributes.get("item_class")) or "Item",
            "label": pair(*label),
            "synonyms": list(self.details.synonyms.get(name, ())),
            "definition": pair(*definition) if definition else None,
            "trends": several(attributes.get("trends")),
            "community": self.community.get(node, REST),
            "report": text(attributes.get("compared_in")),
            "x": x,
            "y": y,
            "size": size(self.strength[node]),
            "ranks": {measure: _interval(items[name]) for measure, items in self.ranked.items() if name in items},
            "facts": self._facts(name),
            "attributes": {
                text(key): number_or_text(value)
                for key, value in sorted(_own(attributes), key=lambda item: text(item[0]))
            },
            "highlighted": node in self.marked,
        }

    def _facts(self, name: str) -> list[dict[str, Any]]:
        label = self.details.label
        return [
            {
                "relation": pair(*label(fact.relation)),
                "value": " · ".join(dict.fromkeys(label(fact.value))),
                "source": fact.source,
            }
            for fact in self.details.facts.get(name, ())
        ]


def _own(attributes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in attributes.items() if key not in KNOWN]


def size(strength: float) -> int:
    """Return the radius of a mark in pixels, from 7 to 26: its area grows with the strength."""
    return min(26, round(6 + 3 * sqrt(strength + 0.2)))


def _interval(item: RankedItem) -> dict[str, float | None]:
    return {
        "value": _short(item.value),
        "low": _short(item.value_low),
        "high": _short(item.value_high),
        "rank": item.rank,
        "rankLow": round(item.rank_low),
        "rankHigh": round(item.rank_high),
        "rankWorst": item.rank_worst,
        "top": _short(round(item.top_probability, 2)),
    }


def _short(value: float) -> float:
    if 0 <= value < 10**DIGITS and value % 1 == 0:  # as nearly always, and much faster than what follows
        return int(value)
    short = float(f"{value:.{DIGITS}g}") if isfinite(value) else 0.0
    return int(short) if short.is_integer() else short


def _edges(
    graph: nx.Graph[Any], ids: Mapping[Any, str], evidence: Evidence, marked: Collection[Any]
) -> list[dict[str, Any]]:
    found = []
    directed = graph.is_directed()
    for source, target, key, edge in _all_edges(graph):
        start, end = ids[source], ids[target]
        if not directed and end < start:
            start, end = end, start
        record = _edge(start, end, edge, evidence)
        record["highlighted"] = source in marked and target in marked
        name = key if isinstance(key, str) else f"{start} {record['relation']} {end} {record['report']}"
        found.append((name, record))
    keys = Counter((record["source"], record["target"], name) for name, record in found)

    def order(pair: tuple[str, dict[str, Any]]) -> tuple[str, ...]:
        name, record = pair
        key = (record["source"], record["target"], name)
        # Edges alike in these are told apart by all that they say.
        return key if keys[key] == 1 else (*key, json.dumps(record, sort_keys=True))

    found.sort(key=order)
    counts: Counter[str] = Counter()
    for name, record in found:
        counts[name] += 1
        # A permalink names edges, so their ids must be short and last.
        record["id"] = hashlib.sha256(f"{name} #{counts[name]}".encode(errors="replace")).hexdigest()[:KEY]
    return [record for _, record in found]


def _all_edges(graph: nx.Graph[Any]) -> Iterable[tuple[Any, Any, Any, Mapping[str, Any]]]:
    import networkx as nx

    if isinstance(graph, nx.MultiGraph):
        return graph.edges(keys=True, data=True)
    return ((source, target, None, edge) for source, target, edge in graph.edges(data=True))


def _edge(source: str, target: str, edge: Mapping[str, Any], evidence: Evidence) -> dict[str, Any]:
    via = text(edge.get("via"))
    named = edge.get("label_en") or edge.get("label") or edge.get("relation")
    return {
        "id": "",
        "source": source,
        "target": target,
        "relation": "" if via else text(edge.get("relation")) or LINK[0],
        "label": pair(named, edge.get("label_zh")) if named or edge.get("label_zh") else pair(*LINK),
        "layer": text(edge.get("layer")) or "stated",
        "report": text(edge.get("report")),
        "modalities": several(edge.get("modality")),
        "bases": several(edge.get("basis")),
        "support": _short(weight_of(edge)),
        "evidence": evidence.of_edge(source, target, edge),
        "via": via,
        "rule": text(edge.get("rule")),
        "premises": sentences_of(edge) if edge.get("layer") == "inferred" else [],
        "shared": several(edge.get("shared")),
        "highlighted": False,
    }
