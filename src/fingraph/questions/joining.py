"""Technologies that join what is otherwise apart: trends, or sectors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from fingraph.errors import AnalysisError
from fingraph.query import Rows
from fingraph.questions.effects import effect
from fingraph.questions.links import (
    ALL_EMBRACING,
    Counted,
    GraphItem,
    GraphLink,
    Step,
    counted,
    graph_item,
    graph_links,
    join,
    steps,
)

if TYPE_CHECKING:
    from fingraph.questions.links import Graph

JOINED = {"trends": "trends · 趋势", "sectors": "sectors · 领域"}
"""What can be joined, with the heading of its number."""
BETWEEN = ("Scenario", "Practice")

Found = dict[str, dict[str, tuple[str, tuple[str, ...]]]]
"""Technology → what it joins → layer and sentences."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A trend or sector that a technology joins with others.

    Parameters
    ----------
    item
        The trend or sector.
    layer
        ``stated``, or ``inferred`` if only a rule says so.
    sentences
        Full ids: the technology's links inside the trend, or the links that lead to the sector.
    """

    item: GraphItem
    layer: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A technology and what it joins.

    Parameters
    ----------
    technology
        Which.
    joined
        At least two, by id.
    only
        The pairs of ids that no other technology joins.
    """

    technology: GraphItem
    joined: tuple[Joined, ...]
    only: tuple[tuple[str, str], ...]

    @property
    def pairs(self) -> int:
        """Number of pairs that it joins, n(n-1)/2."""
        return len(self.joined) * (len(self.joined) - 1) // 2


@dataclass(frozen=True, slots=True)
class Bridges:
    """The technologies that join trends or sectors.

    Parameters
    ----------
    by
        ``trends`` or ``sectors``.
    bridges
        Most pairs first, then most pairs of its own, then by id.
    counted
        What was read.
    """

    by: str
    bridges: tuple[Bridge, ...]
    counted: Counted

    def to_rows(self) -> Rows:
        """Return one row for each technology, for data frames and files."""
        columns = (
            "technology",
            "label_en",
            "label_zh",
            self.by,
            "pairs",
            "only",
            "joined",
            "only_pairs",
            "layers",
            "sentences",
        )
        return Rows(
            columns,
            tuple(
                (
                    one.technology.id, one.technology.label_en, one.technology.label_zh, len(one.joined), one.pairs,
                    len(one.only), join(joined.item.id for joined in one.joined), join(" ".join(pair) for pair in one.only),
                    join(joined.layer for joined in one.joined),
                    " & ".join(join(joined.sentences) for joined in one.joined),
                )
                for one in self.bridges
            ),
            self.counted.layers,
        )  # fmt: skip

    def to_text_rows(self) -> Rows:
        """Return one row for each technology, for people: labels in both languages; the pairs of its own are counted, not listed."""
        return Rows(
            ("technology · 技术", JOINED[self.by], "pairs · 对数", "by it alone · 独有", "joins · 连接", "sentences · 句子"),
            tuple(
                (
                    one.technology.pair, len(one.joined), one.pairs, len(one.only),
                    "; ".join(joined.item.pair for joined in one.joined),
                    " & ".join(join(joined.sentences) for joined in one.joined),
                )
                for one in self.bridges
            ),
            self.counted.layers,
        )  # fmt: skip


def bridges(graph: Graph, by: str = "trends") -> Bridges:
    """Return the technologies that join two trends or sectors, or more.

    A technology stands in the trends of the sentences that state its links. It is joined with a sector by one link, or by
    two through one scenario or practice, within one report, in the direction in which an effect runs
    (:data:`fingraph.questions.EFFECTS`). Finance as a whole is left out, since it joins everything.

    Parameters
    ----------
    graph
        From :func:`fingraph.to_networkx`; projection ``full`` has the trends' labels, and the technologies that a trend only
        concerns.
    by
        ``trends`` or ``sectors``.

    Returns
    -------
    Bridges
        Most pairs first.

    Raises
    ------
    AnalysisError
        If ``by`` is neither.

    Examples
    --------
    >>> from fingraph import to_networkx
    >>> bridges(to_networkx(projection="full")).bridges[0].pairs > 1
    True
    """
    if by not in JOINED:
        raise AnalysisError(f"technologies do not join {by!r}; use one of {', '.join(JOINED)}")
    links = graph_links(graph)
    found = _trends(graph, links) if by == "trends" else _sectors(graph, links)
    joining: dict[tuple[str, str], list[str]] = defaultdict(list)
    for technology, ends in found.items():
        for pair in combinations(sorted(ends), 2):
            joining[pair].append(technology)
    several = [
        Bridge(
            graph_item(graph, technology),
            tuple(Joined(_end(graph, end), *ends[end]) for end in sorted(ends)),
            tuple(pair for pair in combinations(sorted(ends), 2) if joining[pair] == [technology]),
        )
        for technology, ends in found.items()
        if len(ends) > 1
    ]
    several.sort(key=lambda one: (-one.pairs, -len(one.only), one.technology.id))
    return Bridges(by, tuple(several), counted(graph))


def _is(graph: Graph, node: str, *classes: str) -> bool:
    return graph_item(graph, node).item_class in classes


def _end(graph: Graph, end: str) -> GraphItem:
    """Return a trend or sector; a trend is a node only in projection ``full``."""
    return graph_item(graph, end) if end in graph else GraphItem(end, "Trend", end, end, "trend", "趋势")


def _trends(graph: Graph, links: list[GraphLink]) -> Found:
    sentences: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for link in links:
        for end in (link.subject, link.object):
            if link.layer == "stated" and _is(graph, end, "Technology"):
                for sentence in link.sentences:
                    sentences[end][f"trend:{sentence.rpartition('.')[0]}"].add(sentence)
    return {
        technology: {trend: ("stated", tuple(sorted(those))) for trend, those in by_trend.items()}
        for technology, by_trend in sorted(sentences.items())
    }


def _sectors(graph: Graph, links: list[GraphLink]) -> Found:
    found: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for of_report in steps(graph, links, effect).values():
        onward: dict[str, list[Step]] = defaultdict(list)
        for (source, _), step in of_report.items():
            onward[source].append(step)
        for technology in [node for node in onward if _is(graph, node, "Technology")]:
            for chain in _chains(technology, onward):
                sector = chain[-1].target
                if sector.item_class == "Sector" and sector.id != ALL_EMBRACING:
                    layer = max((step.layer for step in chain), key=("stated", "inferred").index)
                    found[technology][sector.id].update((layer, one) for step in chain for one in step.sentences)
    return {
        technology: {sector: _best(those) for sector, those in by_sector.items()}
        for technology, by_sector in sorted(found.items())
    }


def _chains(technology: str, onward: dict[str, list[Step]]) -> list[tuple[Step, ...]]:
    chains: list[tuple[Step, ...]] = []
    for first in onward[technology]:
        chains.append((first,))
        if first.target.item_class in BETWEEN:
            chains += [(first, second) for second in onward.get(first.target.id, ())]
    return chains


def _best(those: set[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """Return the layer of the chains to a sector and their sentences; inferred ones count only where none is stated."""
    layers = {layer for layer, _ in those}
    layer = "stated" if "stated" in layers else "inferred"
    return layer, tuple(sorted({sentence for its, sentence in those if its == layer}))
