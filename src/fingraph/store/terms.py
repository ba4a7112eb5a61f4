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

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = frozenset(
    f"{XSD}{name}"
    for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
        "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_DIGITS = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DOUBLE = rf"{_DIGITS}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
LEXICAL = {
    **dict.fromkeys(INTEGERS, re.compile(r"[+-]?[0-9]+")),
    f"{XSD}decimal": re.compile(_DIGITS),
    f"{XSD}double": re.compile(_DOUBLE),
    f"{XSD}float": re.compile(_DOUBLE),
    f"{XSD}boolean": re.compile("true|false|0|1"),
}
"""What values of a datatype look like (XML Schema 1.1, part 2); Python's own numbers take more for a number."""


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
                iri = re.fullmatch(r"<([^<>]*)>", datatype)
                return ox.Literal(value, datatype=ox.NamedNode(iri[1] if iri else expand(datatype)))
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
        return _of_literal(value.value, value.datatype.value)
    return str(value)


def is_rdf_11(triple: ox.Triple) -> bool:
    """Return whether a triple has neither a triple term nor text with a direction, which rdflib does not know."""
    value = triple.object
    return not isinstance(value, ox.Triple) and not (isinstance(value, ox.Literal) and value.direction)


def is_well_typed(text: str, datatype: str) -> bool:
    """Return whether a text is a value of a datatype that :data:`LEXICAL` knows."""
    return datatype in LEXICAL and LEXICAL[datatype].fullmatch(text) is not None


def _of_literal(text: str, datatype: str) -> Value:
    if not is_well_typed(text, datatype):
        return text
    if datatype == f"{XSD}boolean":
        return text in ("true", "1")  # as Virtuoso writes it
    try:
        return int(text) if datatype in INTEGERS else float(text)
    except ValueError:  # thousands of digits
        return text
