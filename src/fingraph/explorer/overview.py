"""A graph too large to be drawn at once: its communities, and the members of each as compressed chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fingraph.explorer.chunks import packed

if TYPE_CHECKING:
    from fingraph.layout import Layout

LARGEST = 3000
"""Nodes drawn at once, at most."""
TIES = 3
"""Links between communities drawn for each of them on average, at most: the strongest."""
SEARCH = "search"


def parted(layout: Layout) -> Layout:
    """Return communities of which none is too large to be drawn; larger ones are cut from left to right.

    Parameters
    ----------
    layout
        Of the whole graph.

    Returns
    -------
    Layout
        With the same places.
    """
    groups = [part for group in layout.groups for part in _cut(group, layout)]
    large = len(layout.rest) > LARGEST
    return replace(
        layout, groups=(*groups, *(_cut(layout.rest, layout) if large else ())), rest=() if large else layout.rest
    )


def _cut(group: tuple[Any, ...], layout: Layout) -> list[tuple[Any, ...]]:
    if len(group) <= LARGEST:
        return [group]
    number = -(-len(group) // LARGEST)
    size = -(-len(group) // number)
    ordered = sorted(group, key=lambda node: (layout.places[node], str(node)))
    return [tuple(ordered[start : start + size]) for start in range(0, len(ordered), size)]


def overview(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the data of a page that opens on the communities.

    Parameters
    ----------
    data
        Payload of the whole graph, of which no community has more than :data:`LARGEST` nodes.

    Returns
    -------
    tuple of dict
        The payload without nodes and edges, but with an overview; and chunks, name → what
        :func:`fingraph.explorer.chunks.packed` gives: of each community its nodes and the edges between them, and of
        :data:`SEARCH` the names of all nodes.
    """
    nodes, edges = data["nodes"], data["edges"]
    home = {node["id"]: node["community"] for node in nodes}
    members: dict[str, list[dict[str, Any]]] = {community["id"]: [] for community in data["communities"]}
    inside: dict[str, list[dict[str, Any]]] = {community["id"]: [] for community in data["communities"]}
    ties: Counter[tuple[str, str]] = Counter()
    for node in nodes:
        members[node["community"]].append(node)
    for edge in edges:
        one, other = home[edge["source"]], home[edge["target"]]
        if one == other:
            inside[one].append(edge)
        else:
            ties[min(one, other), max(one, other)] += 1
    most = max(map(len, members.values()))
    strongest = sorted(ties.items(), key=lambda item: (-item[1], item[0]))[: TIES * len(members)]
    shown = {
        "nodes": [_community(community, members[community["id"]], most) for community in data["communities"]],
        "edges": [{"source": one, "target": other, "links": links} for (one, other), links in strongest],
        "total": {"nodes": len(nodes), "edges": len(edges)},
        "search": SEARCH,
    }
    chunks = {name: packed({"nodes": found, "edges": inside[name]}) for name, found in members.items()}
    chunks[SEARCH] = packed(
        [[n["id"], n["label"]["en"], n["label"]["zh"], n["synonyms"], n["community"]] for n in nodes]
    )
    return {**data, "nodes": [], "edges": [], "overview": shown}, chunks


def _community(community: Mapping[str, Any], members: list[dict[str, Any]], most: int) -> dict[str, Any]:
    return {
        "id": community["id"],
        "label": {"en": community["en"], "zh": community["zh"]},
        "x": round(sum(node["x"] for node in members) / len(members)),
        "y": round(sum(node["y"] for node in members) / len(members)),
        "size": round(10 + 40 * (len(members) / most) ** 0.5),
        "members": len(members),
    }


def picture(shown: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Iterable[dict[str, Any]]]:
    """Return the communities of an overview as nodes and edges to draw."""
    return [{**node, "class": "", "community": node["id"]} for node in shown["nodes"]], shown["edges"]
