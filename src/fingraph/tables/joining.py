"""Own tables joined to those they build on: an own row adds to an item, or is a new one; what contradicts is a problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fingraph.errors import Problem
from fingraph.tables.reader import shown

if TYPE_CHECKING:
    from fingraph.model import Item, Tables
    from fingraph.tables.reader import Reader

FILLED = ("label_en", "label_zh", "broader", "definition_en", "definition_zh")
"""What an own row may give where there was nothing; anything else than what there was is a clash."""


def joined_items(reader: Reader, base: Tables, own: Iterable[Item]) -> list[Item]:
    """Return the items of both, own rows added to those whose id they have.

    Parameters
    ----------
    reader
        Takes the clashes: a row that gives another label, class, definition or broader item than there is, and a name that
        another item has.
    base
        Tables on which the own ones build.
    own
        Rows of the own tables.

    Returns
    -------
    list of Item
        Those of the base in their order, then the new ones.
    """
    former = {item.id: item for item in base.items}
    items = dict(former)
    owners = {(language, name.casefold()): item.id for item in base.items for language, name in _names(item)}
    for item in own:
        if item.id in base.withdrawn:
            _clash(reader, item, "is the id of an item that is no more; use its successor, or another id")
        for language, name in _names(item):
            owner = owners.setdefault((language, name.casefold()), item.id)
            if owner != item.id:
                _clash(reader, item, f"{shown(name)} is a name of {owner} already; use that id, or another name")
        items[item.id] = _added(reader, former[item.id], item) if item.id in former else item
    return list(items.values())


def joined_tables(base: Tables, own: Tables) -> Tables:
    """Return the tables of both.

    Parameters
    ----------
    base
        Tables on which the own ones build.
    own
        With the items of both already.

    Returns
    -------
    Tables
        Places of items that stand in both are those of the own tables.
    """
    return replace(
        own,
        reports=tuple(sorted((*base.reports, *own.reports), key=lambda report: report.id)),
        places=base.places | own.places,
        facts=tuple(dict.fromkeys((*base.facts, *own.facts))),
        withdrawn=base.withdrawn | own.withdrawn,
    )


def _names(item: Item) -> Iterator[tuple[str, str]]:
    for language, names in (("en", (item.label_en, *item.alt_en)), ("zh", (item.label_zh, *item.alt_zh))):
        for name in names:
            if name:
                yield language, name


def _added(reader: Reader, former: Item, row: Item) -> Item:
    for field in ("item_class", *FILLED):
        old, new = getattr(former, field), getattr(row, field)
        if old and new and old != new:
            column = "kind" if field == "item_class" else field
            instead = "put the name into alt_en or alt_zh" if field.startswith("label") else "or use an id of your own"
            _clash(reader, row, f"{column}: the built-in item has {shown(old)}; leave the cell empty, {instead}")
    return replace(
        former,
        **{field: getattr(former, field) or getattr(row, field) for field in FILLED},
        alt_en=tuple(dict.fromkeys((*former.alt_en, *row.alt_en))),
        alt_zh=tuple(dict.fromkeys((*former.alt_zh, *row.alt_zh))),
    )


def _clash(reader: Reader, item: Item, message: str) -> None:
    file, line = reader.places.get(item.id, ("", 0))
    reader.problems.append(Problem(file, line, f"{item.id}: {message}"))
