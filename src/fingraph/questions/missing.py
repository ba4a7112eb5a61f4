"""What no link says: technologies without a policy, sectors without a technology, challenges without a remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fingraph.errors import AnalysisError
from fingraph.query import Rows
from fingraph.questions.effects import effect
from fingraph.questions.links import Counted, GraphItem, GraphLink, Step, arrow, counted, graph_item, graph_links, join

if TYPE_CHECKING:
    from fingraph.questions.links import Graph


class _Kind(NamedTuple):
    """A kind of gap: an item of a class that no link fills; ``filled`` names the items that a link fills."""

    item_class: str
    filled: Callable[[GraphLink, dict[str, str]], Iterable[str]]


def _addressed(link: GraphLink, classes: dict[str, str]) -> tuple[str, str] | None:
    """Return the policy and the technology that a link joins, if the policy is what addresses."""
    policy, technology = link.subject, link.object
    if link.relation == "fg:implements":
        policy, technology = technology, policy
    return (policy, technology) if (classes[policy], classes[technology]) == ("Policy", "Technology") else None


def _technology_of(link: GraphLink, classes: dict[str, str]) -> tuple[str, ...]:
    found = _addressed(link, classes)
    return found[1:] if found else ()


def _policy_of(link: GraphLink, classes: dict[str, str]) -> tuple[str, ...]:
    found = _addressed(link, classes)
    return found[:1] if found else ()


def _sector_of(link: GraphLink, classes: dict[str, str]) -> tuple[str, ...]:
    return tuple(end for source, end in effect(link) if (classes[source], classes[end]) == ("Technology", "Sector"))


def _challenge_of(link: GraphLink, _: dict[str, str]) -> tuple[str, ...]:
    return (link.object,) if link.relation in ("fg:mitigates", "fg:helpsAgainst") else ()


_KINDS = {
    "technology-without-policy": _Kind("Technology", _technology_of),
    "sector-without-technology": _Kind("Sector", _sector_of),
    "challenge-without-remedy": _Kind("Challenge", _challenge_of),
    "policy-without-technology": _Kind("Policy", _policy_of),
}

GAP_KINDS = {
    "technology-without-policy": (
        "a technology to which no policy has a link, of any relation (fg:concerns included), and which implements none"
    ),
    "sector-without-technology": (
        "a sector that no technology affects by one link, in the direction in which an effect runs (EFFECTS; so not by "
        "fg:concerns)"
    ),
    "challenge-without-remedy": "a challenge that nothing mitigates: object of no fg:mitigates, inferred fg:helpsAgainst",
    "policy-without-technology": (
        "a policy that has a link to no technology, of any relation (fg:concerns included), and that none implements"
    ),
}
"""Kind → which items are such gaps. All look at single links; the chains of two that rules draw are the inferred layer."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An item that lacks a link.

    Parameters
    ----------
    kind
        One of :data:`GAP_KINDS`.
    item
        What lacks it.
    layers
        The layers read in which it is a gap: ``stated`` alone if an inferred link closes it, else all layers read.
    closed_by
        The inferred links that close it, a step each.
    sentences
        Full ids of the sentences whose stated links have the item at an end.
    """

    kind: str
    item: GraphItem
    layers: tuple[str, ...]
    closed_by: tuple[Step, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing.

    Parameters
    ----------
    gaps
        By kind, in the order of :data:`GAP_KINDS`, and id.
    looked_at
        Kind → how many items of its class stand in the graph.
    counted
        What was read.
    """

    gaps: tuple[Gap, ...]
    looked_at: dict[str, int]
    counted: Counted

    def to_rows(self) -> Rows:
        """Return one row for each gap, for data frames and files."""
        columns = ("kind", "item_class", "item", "label_en", "label_zh", "layers", "closed_by", "sentences")
        return Rows(
            columns,
            tuple(
                (
                    gap.kind, gap.item.item_class, gap.item.id, gap.item.label_en, gap.item.label_zh, join(gap.layers),
                    "; ".join(f"{step.source.id} {step.links[0].relation} {step.target.id}" for step in gap.closed_by),
                    join(gap.sentences),
                )
                for gap in self.gaps
            ),
            self.counted.layers,
        )  # fmt: skip

    def to_text_rows(self) -> Rows:
        """Return one row for each gap, for people: labels in both languages."""
        return Rows(
            ("gap · 缺口", "item · 条目", "missing in · 缺于", "closed by rule · 由推断补足", "sentences · 句子"),
            tuple(
                (
                    gap.kind, gap.item.pair, ", ".join(gap.layers),
                    "; ".join(_in_words(step, gap.item) for step in gap.closed_by),
                    join(gap.sentences),
                )
                for gap in self.gaps
            ),
            self.counted.layers,
        )  # fmt: skip


def gaps(graph: Graph, kinds: Sequence[str] = ()) -> Gaps:
    """Return the items that lack a link which an analyst would look for.

    Every item of the class that stands at an end of a link of the graph is looked at: with projection ``full`` also those
    that stand in ``fg:concerns`` links only. A sector that only qualifies a link (``fg:inSector``) is no end of it. A gap is
    a gap of the reports: that none states a link does not mean that there is none in the world.

    Parameters
    ----------
    graph
        From :func:`fingraph.to_networkx`, projection ``full`` or ``links``; with its inferred links, the answer says which
        gaps they close.
    kinds
        Any of :data:`GAP_KINDS`; by default all.

    Returns
    -------
    Gaps
        By kind and id.

    Raises
    ------
    AnalysisError
        If a kind is unknown.

    Examples
    --------
    >>> from fingraph import to_networkx
    >>> found = gaps(to_networkx(projection="full"), ["policy-without-technology"]).gaps
    >>> "policy:several-policies" in [gap.item.id for gap in found]
    False
    """
    for kind in kinds:
        if kind not in _KINDS:
            raise AnalysisError(f"unknown kind of gap {kind!r}; use one of {', '.join(_KINDS)}")
    links, read = graph_links(graph), counted(graph)
    items = {node: graph_item(graph, node) for node in sorted(graph)}
    standing = _standing(links)
    found: list[Gap] = []
    looked_at: dict[str, int] = {}
    for kind in [kind for kind in _KINDS if not kinds or kind in kinds]:
        of_class = [item for item in items.values() if item.item_class == _KINDS[kind].item_class]
        looked_at[kind] = len(of_class)
        closing = _closing(kind, links, items)
        for item in of_class:
            closed_by = tuple(
                Step(items[link.subject], items[link.object], (link,)) for link in closing.get(item.id, ())
            )
            if not any(step.layer == "stated" for step in closed_by):
                layers = ("stated",) if closed_by else read.layers
                found.append(Gap(kind, item, layers, closed_by, tuple(sorted(standing.get(item.id, ())))))
    return Gaps(tuple(found), looked_at, read)


def _standing(links: list[GraphLink]) -> dict[str, set[str]]:
    """Return the sentences that state links of an item, by item."""
    sentences: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.layer == "stated":
            sentences[link.subject].update(link.sentences)
            sentences[link.object].update(link.sentences)
    return sentences


def _closing(kind: str, links: list[GraphLink], items: dict[str, GraphItem]) -> dict[str, list[GraphLink]]:
    """Return the links that fill the lack, by item."""
    classes = {node: item.item_class for node, item in items.items()}
    closing: dict[str, list[GraphLink]] = defaultdict(list)
    for link in links:
        for item in _KINDS[kind].filled(link, classes):
            closing[item].append(link)
    return closing


def _in_words(step: Step, item: GraphItem) -> str:
    """Write a link without the item itself."""
    (link,) = step.links
    source, target = ("" if end == item else end.pair for end in (step.source, step.target))
    return f"{source} {arrow(link, step.source.id, f'{link.label_en} · {link.label_zh}')} {target}".strip()
