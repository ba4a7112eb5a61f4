"""RDF terms as people write them and as Python values."""

from __future__ import annotations

import re
from functools import lru_cache

import pyoxigraph as ox

from fingraph.errors import QueryError
from fingraph.namespaces import compress, expand, prefixes

Value = str | int | float | bool | None
"""A cell of an answer: an IRI as CURIE, a literal as its Python value, None where a variable is unbound."""

Term = ox.NamedNode | ox.Literal

_PLAIN = {"integer": int, "decimal": float, "double": float, "float": float}
_XSD = "http://www.w3.org/2001/XMLSchema#"


def term(text: str) -> Term:
    """Return the RDF term that a parameter's text stands for.

    A CURIE with one of the project's prefixes or ``<IRI>``; ``"text"``, ``"text"@zh`` or ``"text"^^xsd:date``; anything
    else is a plain string. The text is parsed, never pasted into a query.

    Parameters
    ----------
    text
        What the user gave.

    Returns
    -------
    Term
        A named node or a literal.

    Raises
    ------
    QueryError
        If an IRI or a literal in that notation is malformed.
    """
    try:
        if match := re.fullmatch(r"<([^<>]*)>", text):
            return ox.NamedNode(match[1])
        if match := re.fullmatch(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^(\S+))?', text, re.DOTALL):
            value, language, datatype = match.groups()
            if datatype:
                return ox.Literal(value, datatype=ox.NamedNode(expand(datatype)))
            return ox.Literal(value, language=language) if language else ox.Literal(value)
        prefix, colon, local = text.partition(":")
        if colon and prefix in prefixes() and re.fullmatch(r"[\w.-]+", local):
            return ox.NamedNode(expand(text))
        return ox.Literal(text)
    except ValueError as error:
        raise QueryError(f"cannot read the value {text!r}: {' '.join(str(error).split())}") from error


def is_literal(value: Term) -> bool:
    """Return whether a term is a literal, not an IRI."""
    return isinstance(value, ox.Literal)


@lru_cache(maxsize=10_000)
def to_python(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    """Return a term as a Python value: an IRI as CURIE, a number as number, else its text."""
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return compress(value.value)
    if isinstance(value, ox.Literal):
        kind = value.datatype.value.removeprefix(_XSD)
        if kind == "boolean":
            return value.value in ("true", "1")  # as Virtuoso writes it
        try:
            # Python's own numbers may have "_" in them.
            return _PLAIN[kind](value.value) if kind in _PLAIN and "_" not in value.value else value.value
        except ValueError:  # an ill-typed literal is its text
            return value.value
    return str(value)
