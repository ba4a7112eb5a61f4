"""What a query may do and read: no updates, no other machines, the layers asked for, parameters as terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from fingraph.errors import QueryError
from fingraph.namespaces import LAYERS, compress, expand, layer_of, prefixes
from fingraph.sparql import (
    QUERY_WORDS,
    TOKEN,
    Tokens,
    dataset_clause,
    declared,
    iri_of,
    reads_from,
    remembered,
    resolved,
    tokens_of,
)
from fingraph.store import AnyStore, Request, Term, graph_names, is_literal

STAND_IN = {"comment": "", **dict.fromkeys(("string", "language", "iri", "variable", "name"), "t")}
OPERATORS = re.compile(r"[!^+\-*/|&=<>]+")
CONSTANT = r"\s*(?:t+(?:\^\^t+)?|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*"
LIST = re.compile(rf"V\s*(?:t|\([t\s]*\))\s*\{{[^{{}}]*\}}|\({CONSTANT}(?:,{CONSTANT})*\)|D\s*t\s*t?")
"""The rows of VALUES, constants with commas between them, and declarations: what Oxigraph reads without recursion."""
LETTERS = {"VALUES": "V", "PREFIX": "D", "FROM": "D"}
PART = re.compile(r"\w+|[({\[]")
MAX_DEPTH, MAX_RUN, MAX_PARTS = 100, 50, 1_000
"""Brackets within each other, operators one after another, and operators, or terms, words and brackets outside of lists:
Oxigraph reads and runs queries by recursion, and a stack that overflows ends the process. A stack of 8 MB holds 1,400 members
of a collection, which take the most; a pattern of 300 triples takes longer to plan than anybody waits."""
SHOWN = 20
"""Names of graphs in a message."""
ALWAYS_READ = (expand("graph:concepts"), expand("graph:catalog"))

UPDATE_WORDS = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}


def read_layers(layers: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all layers that a query with these extra layers reads."""
    return ("stated", *(layer for layer in LAYERS if layer in layers))


def request(
    store: AnyStore,
    text: str,
    *,
    layers: Sequence[str] = (),
    graphs: Sequence[str] = (),
    parameters: Mapping[str, Term] | None = None,
    allow_service: bool = False,
) -> Request:
    """Make the request for a query: what it may read by the layers asked for.

    Graphs that the query names itself (``GRAPH graph:facts``) are read without asking for their layer; a query with FROM
    reads what it says.

    Parameters
    ----------
    store
        What will be asked.
    text
        SPARQL 1.1; relative IRIs are resolved as :func:`fingraph.sparql.resolved` says.
    layers
        Any of :data:`fingraph.namespaces.LAYERS`.
    graphs
        Report ids, CURIEs or IRIs of the only graphs to read beside concepts and catalog; by default what the layers say.
    parameters
        Variable name → the term it is bound to.
    allow_service
        Whether SERVICE may send queries to other machines.

    Returns
    -------
    Request
        The query with its parameters bound, and the graphs it reads.

    Raises
    ------
    QueryError
        If the text is an update, uses SERVICE without permission, is nested too deep, or a layer is unknown; if a query with
        FROM is to read layers or graphs.
    """
    text = resolved(text)
    for layer in layers:
        if layer not in LAYERS:
            raise QueryError(f"unknown layer {layer!r}; use one of {', '.join(LAYERS)}")
    _refuse(text, allow_service=allow_service)
    bound = _dots_spelt_out(_bound(text, parameters or {}))
    if reads_from(text):
        if layers or graphs:
            raise QueryError("the query says with FROM what it reads; leave the layers and graphs out, or its FROM")
        found = {layer_of(name) for names in dataset_clause(text) for name in names}
        return Request(bound, layers=tuple(layer for layer in ("stated", *LAYERS) if layer in found))
    named = _graphs_of(text)
    visible, seen = _readable(tuple(graph_names(store)), tuple(layers), tuple(graphs))
    read = read_layers([*layers, *seen, *map(layer_of, named)])
    return Request(bound, visible, tuple(dict.fromkeys((*visible, *named))), read)


@lru_cache(maxsize=64)
def _readable(
    known: tuple[str, ...], layers: tuple[str, ...], graphs: tuple[str, ...]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return which of all graphs a query may read, if some of them are asked for, and the layers these are of."""
    wanted = [name if ":" in name else f"graph:{name}" for name in graphs]
    only = [expand(name) if name.startswith("graph:") else name for name in wanted]
    for name, iri in zip(graphs, only, strict=True):
        if iri not in known:
            others = f", and {len(known) - SHOWN:,} others" if len(known) > SHOWN else ""
            raise QueryError(f"unknown graph {name!r}; use one of {', '.join(map(compress, known[:SHOWN]))}{others}")
    visible = [
        name for name in known if layer_of(name) in ("stated", *layers) and (not only or name in (*ALWAYS_READ, *only))
    ]
    visible += [name for name in only if name not in visible]
    return tuple(visible), frozenset(map(layer_of, visible))


@remembered
def _refuse(text: str, *, allow_service: bool) -> None:
    if "\0" in text or any("\ud800" <= character < "\ue000" for character in text):
        raise QueryError("the query holds a NUL character or half a character; remove it")
    tokens = tokens_of(text)
    words = [match[0].upper() for match in tokens if match.lastgroup == "word"]
    if UPDATE_WORDS & set(words) and not QUERY_WORDS & set(words):
        raise QueryError("updates are refused; edit the tables and build again")
    if any(match.lastgroup == "stray" for match in tokens):
        raise QueryError("the query holds a backslash outside of strings, names and IRIs; remove it")
    if not allow_service and _may_ask_others(tokens):
        raise QueryError(
            "SERVICE is refused, since it sends the query to another machine; fingraph query --allow-service permits it"
        )
    depth = deepest = 0
    for match in tokens:
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        deepest = max(deepest, depth)
    bare = TOKEN.sub(_stand_in, text)
    runs = [len(run) for run in OPERATORS.findall("".join(bare.split()))]
    parts = max(sum(runs), len(PART.findall(LIST.sub(" t ", bare))))
    if deepest > MAX_DEPTH or max(runs, default=0) >= MAX_RUN or parts > MAX_PARTS:
        raise QueryError(
            f"the query is nested deeper than {MAX_DEPTH} brackets or {MAX_RUN} operators, or has more than "
            f"{MAX_PARTS:,} operators or parts; write it flatter, or as several"
        )


def _stand_in(token: re.Match[str]) -> str:
    if token.lastgroup == "word":
        return LETTERS.get(token[0].upper(), "t")
    return STAND_IN.get(token.lastgroup or "", token[0])


def _may_ask_others(tokens: Tokens) -> bool:
    """Return whether a query has SERVICE, be it written together with what stands around it, which Oxigraph reads, too."""
    for number, token in enumerate(tokens):
        if token.lastgroup == "word" and "SERVICE" in token[0].upper():
            return True
        if token.lastgroup == "name" and "SERVICE" in token[0].partition(":")[0].upper():
            before, after = tokens[number - 1 : number], tokens[number + 1 : number + 2]
            if [match[0] for match in after] == ["{"] and [match[0].upper() for match in before] != ["GRAPH"]:
                return True
    return False


def _declared(tokens: Tokens) -> dict[str, str]:
    """Return the namespaces by prefix, the project's and those of the query."""
    return {**prefixes(), **declared(tokens)}


@remembered
def _graphs_of(text: str) -> tuple[str, ...]:
    """Return the IRIs of the graphs that a query names with GRAPH."""
    tokens = tokens_of(text)
    known = _declared(tokens)
    named = (iri_of(operand, known) for word, operand in pairwise(tokens) if word[0].upper() == "GRAPH")
    return tuple(iri for iri in named if iri is not None)


@remembered
def _dots_spelt_out(text: str) -> str:
    """Return the query with every name that has a dot inside as an IRI.

    Oxigraph 0.5 refuses names with two plain dots, Virtuoso those with escaped ones.
    """
    known = _declared(tokens_of(text))

    def spelt_out(match: re.Match[str]) -> str:
        iri = iri_of(match, known) if match.lastgroup == "name" and "." in match[0].partition(":")[2] else None
        return match[0] if iri is None else f"<{iri}>"

    return TOKEN.sub(spelt_out, text)


def _bound(text: str, parameters: Mapping[str, Term]) -> str:
    """Return the query with a filter for its parameters in its pattern.

    Oxigraph's own substitution is refused for variables that are not selected, and a VALUES block would bind what only an
    OPTIONAL binds. Terms are written out by Oxigraph from what :func:`fingraph.store.term` parsed; no text of a user is
    pasted.
    """
    if not parameters:
        return text
    tokens = tokens_of(text)
    start, pattern = _pattern(tokens)
    variables = {match[0][1:] for match in tokens if match.lastgroup == "variable"}
    end = _closing(tokens, start + 1)
    computed = {
        after[0][1:]
        for part in (tokens[:start], tokens[end:])
        for word, after in pairwise(part)
        if word[0].upper() == "AS"
    }
    seen = _bound_outside(tokens[start:end])
    for name in parameters:
        if name not in variables:
            raise QueryError(f"the query has no variable ?{name}; it has {', '.join(sorted(variables)) or 'none'}")
        if name in computed:
            raise QueryError(f"?{name} is computed by the query and cannot be bound; bind a variable of its pattern")
        if name not in seen:
            raise QueryError(
                f"?{name} cannot be bound: the query only reads it, or only a part of it (a sub-select, EXISTS or MINUS) has it; "
                f"use one of {', '.join(sorted(seen)) or 'none'}"
            )
    # Of IRIs both tests are one, and Virtuoso 7 passes sameTerm over in a UNION.
    block = "".join(
        f" FILTER(sameTerm(?{name}, {value}))" if is_literal(value) else f" FILTER(?{name} = {value})"
        for name, value in parameters.items()
    )
    return text[:pattern] + block + text[pattern:]


def _bound_outside(tokens: Tokens) -> set[str]:
    """Return the variables of a pattern that it binds, and that a filter at its top can see.

    Of a sub-select those are what it selects, of MINUS and of a FILTER's expression none, of BIND the one that it computes.
    """
    found: set[str] = set()
    number = 0
    while number < len(tokens):
        token, number = tokens[number], number + 1
        word = token[0].upper() if token.lastgroup == "word" else ""
        if token.lastgroup == "variable":
            found.add(token[0][1:])
        elif word in ("FILTER", "MINUS", "BIND"):
            start = next((n for n in range(number, len(tokens)) if tokens[n].lastgroup == "open"), len(tokens)) + 1
            number = _closing(tokens, start)
            found |= {match[0][1:] for match in tokens[number - 1 : number] if word == "BIND" and match[0][0] in "?$"}
        elif token[0] == "{" and [match[0].upper() for match in tokens[number : number + 1]] == ["SELECT"]:
            inner = tokens[number : (number := _closing(tokens, number))]
            found |= _selected(inner)
    return found


def _selected(tokens: Tokens) -> set[str]:
    """Return the variables that a sub-select hands on."""
    depth = 0
    found: set[str] = set()
    for number, (before, token) in enumerate(pairwise(tokens), 1):
        if token[0] == "{" and depth == 0:
            return found or _bound_outside(tokens[number : _closing(tokens, number + 1)])
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token.lastgroup == "variable" and (depth == 0 or before[0].upper() == "AS"):
            found.add(token[0][1:])
    return found


def _closing(tokens: Tokens, start: int) -> int:
    """Return the number of the token that closes the bracket before a token, or that of all tokens."""
    depth = 1
    for number in range(start, len(tokens)):
        depth += (tokens[number].lastgroup == "open") - (tokens[number].lastgroup == "close")
        if depth == 0:
            return number
    return len(tokens)


def _pattern(tokens: Tokens) -> tuple[int, int]:
    """Return the number of tokens before the query's pattern, and the offset just inside its brace.

    The pattern is the first brace outside all brackets, or, in a CONSTRUCT, the second.
    """
    words = [match[0].upper() if match.lastgroup == "word" else "" for match in tokens]
    depth, templates = 0, "CONSTRUCT" in words
    for number, match in enumerate(tokens):
        if templates and words[number] == "WHERE":
            raise QueryError("CONSTRUCT WHERE cannot bind a parameter; write CONSTRUCT { … } WHERE { … }")
        if match[0] == "{" and depth == 0 and templates:
            templates = False
        elif match[0] == "{" and depth == 0:
            if words[number + 1 : number + 2] == ["SELECT"]:
                raise QueryError("the pattern is a sub-select; give it braces of its own to bind a parameter")
            return number, match.end()
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
    raise QueryError("the query has no pattern in braces to bind a parameter in")
