"""How the weight of an edge comes from sentences, as a text, so that it can be weighed anew.

Terms joined by `` + `` are added. A term is legs joined by `` & ``, of which the least counts. A leg is full sentence ids
joined by ``|``, whose weights are added, optionally after a factor and ``*``. With every sentence weighing 1 it gives the
edge's ``support``::

    caict-2025.T01.S01|caict-2025.T01.S02                              a link that two sentences state: 2
    caict-2025.T01.S01 & caict-2025.T01.S02|caict-2025.T01.S04         a path of two links: 1
    0.5*caict-2025.T01.S01 + 1*caict-2025.T02.S03                      two shared sentences, of three and of two items: 1.5
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

Terms: TypeAlias = list[list[tuple[float, list[str]]]]
"""Terms of legs: a factor and sentence ids."""


def leg(sentences: Iterable[str], factor: float | None = None) -> str:
    """Return sentences whose weights are added, times a factor.

    Parameters
    ----------
    sentences
        Full sentence ids.
    factor
        Above 0; without it the leg has none.

    Returns
    -------
    str
        The same for the same set of sentences.

    Examples
    --------
    >>> leg(["demo.T02.S01", "demo.T01.S01"], 1 / 4)
    '0.25*demo.T01.S01|demo.T02.S01'
    """
    joined = "|".join(sorted(set(sentences)))
    return joined if factor is None else f"{repr(factor).removesuffix('.0')}*{joined}"


def term(legs: Iterable[str]) -> str:
    """Return legs of which the least counts; equal ones are written once."""
    return " & ".join(dict.fromkeys(legs))


def total(terms: Iterable[str]) -> str:
    """Return terms that are added."""
    return " + ".join(terms)


def parse(text: str) -> Terms:
    """Read the evidence of an edge.

    Parameters
    ----------
    text
        As the functions above write it.

    Returns
    -------
    list
        Terms, each a list of legs, each a factor above 0 and sentence ids.

    Raises
    ------
    ValueError
        If it is no such text.

    Examples
    --------
    >>> parse("0.5*demo.T01.S01 + demo.T01.S02 & demo.T02.S01|demo.T02.S02")
    [[(0.5, ['demo.T01.S01'])], [(1.0, ['demo.T01.S02']), (1.0, ['demo.T02.S01', 'demo.T02.S02'])]]
    """
    return [[_leg(part) for part in parts.split(" & ")] for parts in text.split(" + ")]


def _leg(text: str) -> tuple[float, list[str]]:
    times, star, names = text.rpartition("*")
    factor = float(times) if star else 1.0
    sentences = names.split("|")
    if not 0 < factor < math.inf or not all(sentence and not set(sentence) & set(" &+") for sentence in sentences):
        raise ValueError(text)
    return factor, sentences
