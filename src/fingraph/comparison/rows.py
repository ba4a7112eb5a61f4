"""What is found, as cells: of one part for programs, of all parts alike for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import singledispatch
from typing import Any, NamedTuple

from fingraph.comparison.changes import ItemChange, LinkChange, TrendChange
from fingraph.comparison.editions import Stated, Triple
from fingraph.comparison.later import LaterFact
from fingraph.comparison.movement import Move
from fingraph.model import MODALITIES

Labels = Mapping[str, tuple[str, str]]
"""CURIE → label in English and Chinese."""

Found = LinkChange | ItemChange | TrendChange | Move | LaterFact

NOTHING: dict[str, Found] = {
    "links": LinkChange("", "", "", (), (), (), ()),
    "items": ItemChange("", "", (), ()),
    "trends": TrendChange("", "", "", 0.0, (), (), (), (), ()),
    "ranks": Move("", "", "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, (), ()),
    "facts": LaterFact(Triple("", "", ""), "", "", "", "", "", (), ()),
}
"""Part of a comparison → a row without content, which tells its columns."""

SHOWN = 3
"""Sentences, or items that two trends share, that a table for people names at most."""
SINCE = "since"
"""What stands for the change of an outside fact."""


class Summary(NamedTuple):
    """A row of any part.

    Parameters
    ----------
    change
        What changed; :data:`SINCE` for an outside fact.
    what
        Ids.
    label
        The same in both languages.
    a, b
        What either report says of it.
    """

    change: str
    what: str
    label: str
    a: str
    b: str


def record(row: Found, labels: Labels) -> dict[str, Any]:
    """Return a row with ids, labels and the evidence of both sides.

    Parameters
    ----------
    row
        Any of those of a comparison.
    labels
        Of items, trends and relations.

    Returns
    -------
    dict
        Columns and cells; several values of a cell are separated by ``|``, those of sentences, modalities and bases in the
        same order.
    """
    return {**_fields(row, labels), **_evidence("a", row.a), **_evidence("b", row.b)}


@singledispatch
def _fields(row: Found, labels: Labels) -> dict[str, Any]:
    raise NotImplementedError(type(row))


@_fields.register
def _(row: LinkChange, labels: Labels) -> dict[str, Any]:
    relations = {"relation_a": "|".join(row.relation_a), "relation_b": "|".join(row.relation_b)}
    subject, obj = (_named(name, getattr(row, name), labels) for name in ("subject", "object"))
    return {"change": row.change, **subject, **relations, **obj}


@_fields.register
def _(row: ItemChange, labels: Labels) -> dict[str, Any]:
    return {"change": row.change, **_named("item", row.item, labels)}


@_fields.register
def _(row: TrendChange, labels: Labels) -> dict[str, Any]:
    return {
        "change": row.change,
        **_named("trend_a", row.trend_a, labels),
        **_named("trend_b", row.trend_b, labels),
        "similarity": round(row.similarity, 4),
        **{name: "|".join(getattr(row, name)) for name in ("shared", "only_a", "only_b")},
    }


@_fields.register
def _(row: Move, labels: Labels) -> dict[str, Any]:
    numbers = {field.name: getattr(row, field.name) for field in fields(row) if field.name not in ("change", "a", "b")}
    return {"change": row.change, **_named("item", row.item, labels), **numbers}


@_fields.register
def _(row: LaterFact, labels: Labels) -> dict[str, Any]:
    return {
        **_named("subject", row.link.subject, labels),
        "relation": row.link.relation,
        **_named("object", row.link.object, labels),
        **_named("policy", row.policy, labels),
        **_named("by", row.by, labels),
        "fact": row.relation,
        "since": row.since,
        "source": row.source,
        "layer": "facts",
    }


def _named(name: str, curie: str, labels: Labels) -> dict[str, str]:
    en, zh = labels.get(curie, (curie, curie))
    return {name: curie, f"{name}_en": en, f"{name}_zh": zh}


def _evidence(side: str, stated: Iterable[Stated]) -> dict[str, str]:
    return {
        f"{column}_{side}": "|".join(getattr(one, name) for one in stated)
        for column, name in (("sentences", "sentence"), ("modalities", "modality"), ("bases", "basis"))
    }


@singledispatch
def summary(row: Found, labels: Labels) -> Summary:
    """Return what is to be said of a row in a table of all parts.

    Parameters
    ----------
    row
        Any of those of a comparison.
    labels
        Of items, trends and relations.

    Returns
    -------
    Summary
        Without the sentences.
    """
    raise NotImplementedError(type(row))


@summary.register
def _(row: LinkChange, labels: Labels) -> Summary:
    relations = tuple(dict.fromkeys((*row.relation_a, *row.relation_b)))
    verbs = {relation: _both(relation, labels) for relation in relations}
    changed = row.change == "relation"
    said = (
        ", ".join([*(verbs[relation] for relation in side if changed), *_modalities(stated)])
        for side, stated in ((row.relation_a, row.a), (row.relation_b, row.b))
    )
    label = f"{_both(row.subject, labels)} → {'|'.join(verbs.values())} → {_both(row.object, labels)}"
    return Summary(row.change, f"{row.subject} {'|'.join(relations)} {row.object}", label, *said)


@summary.register
def _(row: ItemChange, labels: Labels) -> Summary:
    return Summary(
        row.change, row.item, _both(row.item, labels), *(", ".join(_modalities(side)) for side in (row.a, row.b))
    )


@summary.register
def _(row: TrendChange, labels: Labels) -> Summary:
    trends = [trend for trend in (row.trend_a, row.trend_b) if trend]
    label = " ≈ ".join(_both(trend, labels) for trend in trends)
    if row.change == "kept":
        label += f" ({row.similarity:.2f}: {', '.join(few([_both(item, labels) for item in row.shared]))})"
    said = (f"{len(items)} items alone · 独有条目" if items else "" for items in (row.only_a, row.only_b))
    return Summary(row.change, " = ".join(trends), label, *said)


@summary.register
def _(row: Move, labels: Labels) -> Summary:
    label = f"{_both(row.item, labels)}: {row.shift:+d} ({row.shift_low:+d} … {row.shift_high:+d}), P {row.chance:.3f}"
    said = (
        f"{now} ({low} … {high}) / {row.compared}"
        for now, low, high in (
            (row.rank_a, row.rank_a_low, row.rank_a_high),
            (row.rank_b, row.rank_b_low, row.rank_b_high),
        )
    )
    return Summary(row.change, row.item, label, *said)


@summary.register
def _(row: LaterFact, labels: Labels) -> Summary:
    link = " → ".join(_both(curie, labels) for curie in row.link)
    fact = f"{_both(row.by or row.policy, labels)}, {_both(row.relation, labels)} {row.since} ({row.source})"
    return Summary(
        SINCE, " ".join(row.link), f"{link}: {fact}", *(", ".join(_modalities(side)) for side in (row.a, row.b))
    )


def few(names: Sequence[str]) -> list[str]:
    """Return the first of some names, and how many more there are.

    Parameters
    ----------
    names
        Any number.

    Returns
    -------
    list of str
        One more than :data:`SHOWN` at most.

    Examples
    --------
    >>> few(["a", "b", "c", "d", "e"])
    ['a', 'b', 'c', '+2']
    """
    more = len(names) - SHOWN
    return [*names[:SHOWN], *([f"+{more}"] if more > 0 else [])]


def _both(curie: str, labels: Labels) -> str:
    return " · ".join(dict.fromkeys(labels.get(curie, (curie,))))


def _modalities(stated: Iterable[Stated]) -> list[str]:
    """Return the modalities, strongest first; what is only named has none."""
    said = {one.modality for one in stated}
    return [modality for modality in MODALITIES if modality in said]
