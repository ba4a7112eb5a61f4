"""Values of any graph as the page can hold them: text and finite numbers, whatever kind they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any, TypedDict

from fingraph.errors import OutputError

LARGEST = 2**53
"""From which on whole numbers of JavaScript are not exact."""


class PairData(TypedDict):
    """A text in both languages."""

    en: str
    zh: str


def pair(en: object, zh: object = "") -> PairData:
    """Return a text in both languages; where one is empty it is the other."""
    english, chinese = text(en), text(zh)
    return {"en": english or chinese, "zh": chinese or english}


def text(value: object) -> str:
    """Return a value as text that can be encoded; None and not-a-number are empty.

    Parameters
    ----------
    value
        Anything.

    Returns
    -------
    str
        With U+FFFD for halves of a surrogate pair.

    Examples
    --------
    >>> text(None), text(float("nan")), text(7), text("a\\ud800")
    ('', '', '7', 'a\\ufffd')
    """
    # First what nearly every value is: millions are asked for.
    if value is None:
        return ""
    if type(value) is str and value.isascii():
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, Real) and value != value:  # noqa: PLR0124 - nan
        return ""
    return text(str(value))


def number_or_text(value: object) -> str | float:
    """Return a finite number as it is, other things as text."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return text(value)
    found = float(value)
    if not math.isfinite(found):
        return text(value)
    return int(found) if found.is_integer() and abs(found) < LARGEST else found


def several(value: object) -> list[str]:
    """Return the values of an attribute that can have several, joined by ``|``."""
    return [part for part in text(value).split("|") if part] if value is not None else []


def node_ids(nodes: Mapping[Any, Any]) -> dict[Any, str]:
    """Return the id of each node on the page, in order.

    Parameters
    ----------
    nodes
        Nodes of a graph.

    Returns
    -------
    dict
        Node → its text.

    Raises
    ------
    OutputError
        If two nodes have the same text.
    """
    ids = {node: text(node) for node in nodes}
    first: dict[str, Any] = {}
    for node, name in ids.items():
        if name in first:
            raise OutputError(f"nodes {first[name]!r} and {node!r} have the same text; rename one of them")
        first[name] = node
    return dict(sorted(ids.items(), key=lambda item: item[1]))
