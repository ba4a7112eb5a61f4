"""What two reports state alike and unlike: links, items, and trends by the items that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fingraph.comparison.editions import Edition, Stated, Triple, strength

if TYPE_CHECKING:
    from fingraph.analysis.network import Vector

LINK_CHANGES = ("relation", "strengthened", "weakened", "new", "gone", "kept")
ITEM_CHANGES = ("new", "gone", "kept")
ALIGNED = 0.15
"""Least similarity of two trends that are called the same."""


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link between two items, or two links of the same items that differ in the relation.

    Parameters
    ----------
    change
        ``new`` (in B alone), ``gone`` (in A alone), ``strengthened`` or ``weakened`` (the strongest modality in which it is
        stated), ``relation`` (A and B join the two items by relations of which each is in one report alone), or ``kept``.
    subject, object
        CURIEs.
    relation_a, relation_b
        CURIEs of what each report states; several of a changed relation.
    a, b
        The sentences of each report that state it.
    """

    change: str
    subject: str
    object: str
    relation_a: tuple[str, ...]
    relation_b: tuple[str, ...]
    a: tuple[Stated, ...]
    b: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that a link, a qualifier or a mention of a report names: ``new``, ``gone`` or ``kept``, and where."""

    change: str
    item: str
    a: tuple[Stated, ...]
    b: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class TrendChange:
    """A trend of A, of B, or of both as the items say.

    Parameters
    ----------
    change
        ``kept`` if two trends are alike enough, else ``gone`` (of A) or ``new`` (of B).
    trend_a, trend_b
        CURIEs, or empty.
    similarity
        Of the two, from 0 to 1: the weights of the items that stand in links of both, over the weights of those of either. An
        item weighs one over the number of trends, of both reports, in which it stands. Of a trend alone, that with the most
        similar trend of the other report.
    shared, only_a, only_b
        Items.
    a, b
        What the sentences of each state of the shared items; of a trend alone, of all its items.
    """

    change: str
    trend_a: str
    trend_b: str
    similarity: float
    shared: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    a: tuple[Stated, ...]
    b: tuple[Stated, ...]


def link_changes(a: Edition, b: Edition) -> tuple[LinkChange, ...]:
    """Compare links.

    Parameters
    ----------
    a
        The former report.
    b
        The later one.

    Returns
    -------
    tuple of LinkChange
        By change in the order of :data:`LINK_CHANGES`, then by CURIEs.
    """
    found = []
    relations_a, relations_b = _alone(a, b), _alone(b, a)
    for pair in relations_a.keys() & relations_b.keys():
        relation_a, relation_b = relations_a[pair], relations_b[pair]
        stated_a, stated_b = _stated(a, pair, relation_a), _stated(b, pair, relation_b)
        found.append(LinkChange("relation", *pair, relation_a, relation_b, stated_a, stated_b))
    for triple in a.links.keys() | b.links.keys():
        pair = (triple.subject, triple.object)
        stated_a, stated_b = a.links.get(triple, ()), b.links.get(triple, ())
        if (stated_a and stated_b) or not (pair in relations_a and pair in relations_b):
            relation = (triple.relation,)
            change = _change(stated_a, stated_b)
            found.append(
                LinkChange(
                    change, *pair, relation if stated_a else (), relation if stated_b else (), stated_a, stated_b
                )
            )
    order = {change: place for place, change in enumerate(LINK_CHANGES)}
    return tuple(
        sorted(found, key=lambda row: (order[row.change], row.subject, row.object, row.relation_a, row.relation_b))
    )


def _alone(one: Edition, other: Edition) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the relations that one report alone states, by subject and object."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for triple in one.links.keys() - other.links.keys():
        found[triple.subject, triple.object].append(triple.relation)
    return {pair: tuple(sorted(relations)) for pair, relations in found.items()}


def _stated(edition: Edition, pair: tuple[str, str], relations: Iterable[str]) -> tuple[Stated, ...]:
    return tuple(sorted(one for relation in relations for one in edition.links[Triple(pair[0], relation, pair[1])]))


def _change(a: tuple[Stated, ...], b: tuple[Stated, ...]) -> str:
    if not a or not b:
        return "gone" if a else "new"
    difference = strength(b) - strength(a)
    return "strengthened" if difference < 0 else "weakened" if difference else "kept"


def item_changes(a: Edition, b: Edition) -> tuple[ItemChange, ...]:
    """Compare items.

    Parameters
    ----------
    a
        The former report.
    b
        The later one.

    Returns
    -------
    tuple of ItemChange
        New ones, those gone and those kept, each by CURIE.
    """
    found = [
        ItemChange(
            "kept" if item in a.items and item in b.items else "gone" if item in a.items else "new",
            item,
            a.items.get(item, ()),
            b.items.get(item, ()),
        )
        for item in a.items.keys() | b.items.keys()
    ]
    return tuple(sorted(found, key=lambda row: (ITEM_CHANGES.index(row.change), row.item)))


def trend_changes(a: Edition, b: Edition) -> tuple[TrendChange, ...]:
    """Align trends: each with at most one of the other report, so that the sum of the similarities is greatest.

    Pairs below :data:`ALIGNED` are not aligned at all.

    Parameters
    ----------
    a
        The former report.
    b
        The later one.

    Returns
    -------
    tuple of TrendChange
        New ones, those gone, and the aligned ones by similarity.

    References
    ----------
    D. F. Crouse (2016), On implementing 2D rectangular assignment algorithms, https://doi.org/10.1109/TAES.2016.140952
    """
    from scipy.optimize import linear_sum_assignment

    names_a, names_b = list(a.trends), list(b.trends)
    similarity = similarities(a, b)
    rows, columns = linear_sum_assignment(np.where(similarity < ALIGNED, 0, similarity), maximize=True)
    aligned = [(i, j) for i, j in zip(rows, columns, strict=True) if similarity[i, j] >= ALIGNED]
    aligned.sort(key=lambda pair: (-similarity[pair], pair))
    lonely_a = [i for i in range(len(names_a)) if i not in {i for i, _ in aligned}]
    lonely_b = [j for j in range(len(names_b)) if j not in {j for _, j in aligned}]
    return (
        *(_lonely("new", b, names_b[j], similarity[:, j]) for j in lonely_b),
        *(_lonely("gone", a, names_a[i], similarity[i]) for i in lonely_a),
        *(_aligned(a, b, names_a[i], names_b[j], float(similarity[i, j])) for i, j in aligned),
    )


def similarities(a: Edition, b: Edition) -> Vector:
    """Return the similarity of each trend of A (a row) and each trend of B (a column), as :class:`TrendChange` says."""
    from scipy.sparse import csr_array

    standing = Counter(item for edition in (a, b) for items in edition.trends.values() for item in items)
    column = {item: place for place, item in enumerate(sorted(standing))}
    weights = np.array([1 / standing[item] for item in column])

    def members(edition: Edition) -> csr_array:
        cells = [(row, column[item]) for row, items in enumerate(edition.trends.values()) for item in items]
        rows, columns = zip(*cells, strict=True) if cells else ((), ())
        return csr_array((np.ones(len(cells)), (rows, columns)), shape=(len(edition.trends), len(column)))

    of_a, of_b = members(a), members(b)
    shared = (of_a * weights) @ of_b.T
    either = (of_a @ weights)[:, None] + (of_b @ weights)[None, :] - shared.toarray()
    return np.asarray(np.divide(shared.toarray(), either, out=np.zeros(shared.shape), where=either > 0))


def _lonely(change: str, edition: Edition, trend: str, similar: Vector) -> TrendChange:
    items = tuple(edition.trends[trend])
    stated = _all(edition, trend, items)
    most = float(similar.max(initial=0.0))
    if change == "new":
        return TrendChange("new", "", trend, most, (), (), items, (), stated)
    return TrendChange("gone", trend, "", most, (), items, (), stated, ())


def _aligned(a: Edition, b: Edition, trend_a: str, trend_b: str, similarity: float) -> TrendChange:
    of_a, of_b = a.trends[trend_a], b.trends[trend_b]
    shared = tuple(item for item in of_a if item in of_b)
    return TrendChange(
        "kept",
        trend_a,
        trend_b,
        similarity,
        shared,
        tuple(item for item in of_a if item not in of_b),
        tuple(item for item in of_b if item not in of_a),
        _all(a, trend_a, shared),
        _all(b, trend_b, shared),
    )


def _all(edition: Edition, trend: str, items: Iterable[str]) -> tuple[Stated, ...]:
    return tuple(sorted({stated for item in items for stated in edition.trends[trend][item]}))
