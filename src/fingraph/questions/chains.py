"""How two items hang together: the shortest chains of links between them."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from fingraph.errors import AnalysisError
from fingraph.query import Rows
from fingraph.questions.links import (
    ALL_EMBRACING,
    Counted,
    GraphItem,
    GraphLink,
    Step,
    arrow,
    check_whole,
    counted,
    graph_item,
    graph_links,
    join,
    modality_pair,
    resolve,
    steps,
)

if TYPE_CHECKING:
    from fingraph.questions.links import Graph

Direction = Literal["forward", "backward", "either"]

PER_STEP = Fraction(1, 10**9)
"""Makes the path of fewer steps the shorter of two that are equally long."""


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of links between two items, within one report.

    Parameters
    ----------
    steps
        At least one; each has all links between its two items that the direction allows.
    length
        Sum over the steps of 1/support: a link that many sentences state is short.
    """

    steps: tuple[Step, ...]
    length: float


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest chains between two items.

    Parameters
    ----------
    start, end
        The items asked for.
    direction
        ``forward``: the links lead from start to end. ``backward``: no chain does, and these lead from end to start.
        ``either``: none does that either, and these follow links both ways.
    paths
        Shortest first; empty if nothing joins the two.
    counted
        What was read.
    """

    start: GraphItem
    end: GraphItem
    direction: Direction
    paths: tuple[Path, ...]
    counted: Counted

    def to_rows(self) -> Rows:
        """Return one row for each link of each step, in the direction stated, for data frames and files."""
        columns = ("path", "step", "length", "direction", "subject", "subject_en", "subject_zh", "relation", "label_en")
        ends = ("label_zh", "object", "object_en", "object_zh", "modality", "support", "layer", "sentences")
        return Rows((*columns, *ends), tuple(self._rows()), self.counted.layers)

    def _rows(self) -> Iterator[tuple[str | int | float, ...]]:
        for number, place, length, step, link in self._links():
            subject, obj = (step.source, step.target) if link.subject == step.source.id else (step.target, step.source)
            yield (
                number, place, length, self.direction, subject.id, subject.label_en, subject.label_zh, link.relation,
                link.label_en, link.label_zh, obj.id, obj.label_en, obj.label_zh, join(link.modality), link.support,
                link.layer, join(link.sentences),
            )  # fmt: skip

    def to_text_rows(self) -> Rows:
        """Return one row for each link of each step, for people: labels in both languages, arrows as the links point."""
        return Rows(
            ("path · 路径", "step · 步", "from · 自", "link · 关联", "to · 至", "modality · 情态", "layer · 层", "sentences · 句子"),
            tuple(
                (
                    number, place, step.source.pair, arrow(link, step.source.id, f"{link.label_en} · {link.label_zh}"),
                    step.target.pair, ", ".join(map(modality_pair, link.modality)), link.layer, join(link.sentences),
                )
                for number, place, _, step, link in self._links()
            ),
            self.counted.layers,
        )  # fmt: skip

    def _links(self) -> Iterator[tuple[int, int, float, Step, GraphLink]]:
        for number, path in enumerate(self.paths, 1):
            for place, step in enumerate(path.steps, 1):
                for link in step.links:
                    yield number, place, path.length, step, link


def paths(graph: Graph, a: str, b: str, *, k: int = 3) -> Paths:
    """Return the ``k`` shortest paths between two items.

    Links are followed as they point, from ``a`` to ``b``; if no path does, from ``b`` to ``a``; if none does that either,
    without regard to direction. The answer says which. A step has the length 1/support. A path visits no item twice, stays
    within one report, and does not lead through finance as a whole, which joins everything, nor along ``fg:concerns``,
    which states no effect. It is a chain of statements, no proof that one end acts on the other.

    Parameters
    ----------
    graph
        From :func:`fingraph.to_networkx`, projection ``links`` or ``full``.
    a
        CURIE, label or synonym, in either language.
    b
        The other item, named likewise.
    k
        The greatest number of paths, from 1.

    Returns
    -------
    Paths
        By length, then number of steps; the same for every order of nodes and edges.

    Raises
    ------
    ItemNotFound
        If no item is called so.
    AnalysisError
        If both names mean the same item, an item stands in no link, or ``k`` is below 1.

    References
    ----------
    J. Y. Yen, "Finding the k shortest loopless paths in a network", Management Science 17 (1971),
    https://doi.org/10.1287/mnsc.17.11.712

    Examples
    --------
    >>> from fingraph import to_networkx
    >>> answer = paths(to_networkx(), "多项政策", "跨境金融数字平台", k=1)
    >>> answer.direction, answer.paths[0].steps[0].links[0].relation
    ('forward', 'fg:promotes')
    """
    check_whole("k", k)
    start, end = resolve(graph, a), resolve(graph, b)
    if start == end:
        raise AnalysisError(f"{a!r} and {b!r} are the same item, {start}; name two different items")
    links = [
        link
        for link in graph_links(graph)
        if link.relation != "fg:concerns" and ALL_EMBRACING not in {link.subject, link.object} - {start, end}
    ]
    tries: tuple[tuple[Direction, str, str, Callable[[GraphLink], Iterable[tuple[str, str]]]], ...] = (
        ("forward", start, end, _as_stated),
        ("backward", end, start, _as_stated),
        ("either", start, end, _both_ways),
    )
    answer = Paths(graph_item(graph, start), graph_item(graph, end), "either", (), counted(graph))
    for direction, source, target, ways in tries:
        if found := tuple(islice(_shortest(graph, links, (source, target), ways), min(k, sys.maxsize))):
            return replace(answer, direction=direction, paths=found)
    return answer


def _as_stated(link: GraphLink) -> tuple[tuple[str, str], ...]:
    return ((link.subject, link.object),)


def _both_ways(link: GraphLink) -> tuple[tuple[str, str], ...]:
    return (link.subject, link.object), (link.object, link.subject)


def _shortest(
    graph: Graph,
    links: list[GraphLink],
    ends: tuple[str, str],
    ways: Callable[[GraphLink], Iterable[tuple[str, str]]],
) -> Iterator[Path]:
    """Yield the paths of all reports, shortest first."""
    by_report = (_of_report(of_report, ends) for of_report in steps(graph, links, ways).values())
    for _, path in heapq.merge(*by_report, key=itemgetter(0)):
        yield path


def _of_report(of_report: dict[tuple[str, str], Step], ends: tuple[str, str]) -> Iterator[tuple[Fraction, Path]]:
    """Yield the paths of one report, each after its length and a little for every step."""
    import networkx as nx

    simple: nx.DiGraph[str] = nx.DiGraph()
    for way, step in of_report.items():
        # Fractions: sums of thirds must not depend on their order.
        simple.add_edge(*way, length=1 / Fraction(step.support) + PER_STEP)
    if not (simple.has_node(ends[0]) and simple.has_node(ends[1]) and nx.has_path(simple, *ends)):
        return
    for nodes in nx.shortest_simple_paths(simple, *ends, weight="length"):
        length = sum((simple.edges[way]["length"] for way in pairwise(nodes)), Fraction(0))
        taken = tuple(of_report[way] for way in pairwise(nodes))
        yield length, Path(taken, float(length - PER_STEP * len(taken)))
