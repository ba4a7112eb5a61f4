"""What a query may do and read: no updates, no other machines, the layers asked for, parameters as terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from fingraph.errors import QueryError
from fingraph.namespaces import LAYERS, compress, expand, layer_of, prefixes
from fingraph.sparql import QUERY_WORDS, TOKEN, Tokens, reads_from, resolved, tokens_of
from fingraph.store import AnyStore, Request, Term, graph_names, is_literal

STAND_IN = {"comment": " ", "string": '""', "iri": "<>", "variable": "?x"}
SERVICE = re.compile(r"service\s*(?:silent\s*)?(?:<>|\?x|[\w.-]*:[\w.%:-]*)\s*\{", re.IGNORECASE)
OPERATORS = re.compile(r"[!^+\-*/|&=<>]{50}")
MAX_DEPTH = 100
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
        If the text is an update, uses SERVICE without permission, is nested too deep, or a layer is unknown.
    """
    text = resolved(text)
    for layer in layers:
        if layer not in LAYERS:
            raise QueryError(f"unknown layer {layer!r}; use one of {', '.join(LAYERS)}")
    _refuse(text, allow_service=allow_service)
    named, sources = _graphs_of(text)
    only = _known(store, graphs)
    visible = [
        name
        for name in graph_names(store)
        if layer_of(name) in ("stated", *layers) and (not only or name in (*ALWAYS_READ, *only))
    ]
    visible += [name for name in only if name not in visible]
    read = read_layers([*layers, *map(layer_of, (*named, *sources, *visible))])
    text = _dots_spelt_out(_bound(text, parameters or {}))
    if reads_from(text):
        return Request(text, layers=read)
    return Request(text, tuple(visible), tuple(dict.fromkeys((*visible, *named))), read)


def _known(store: AnyStore, graphs: Sequence[str]) -> list[str]:
    known = graph_names(store)
    wanted = [name if ":" in name else f"graph:{name}" for name in graphs]
    found = [expand(name) if name.startswith("graph:") else name for name in wanted]
    for name, iri in zip(graphs, found, strict=True):
        if iri not in known:
            raise QueryError(f"unknown graph {name!r}; use one of {', '.join(map(compress, known))}")
    return found


@lru_cache(maxsize=64)
def _refuse(text: str, *, allow_service: bool) -> None:
    tokens = tokens_of(text)
    if "\0" in text:
        raise QueryError("the query holds a NUL character; remove it")
    words = {match[0].upper() for match in tokens if match.lastgroup == "word"}
    if words & UPDATE_WORDS and not words & QUERY_WORDS:
        raise QueryError("updates are refused; edit the tables and build again")
    bare = TOKEN.sub(lambda match: STAND_IN.get(match.lastgroup or "", match[0]), text)
    if not allow_service and SERVICE.search(bare):
        raise QueryError(
            "SERVICE is refused, since it sends the query to another machine; allow it with --allow-service"
        )
    depth = deepest = 0
    for match in tokens:
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        deepest = max(deepest, depth)
    # Oxigraph reads and runs queries by recursion; a stack that overflows ends the process.
    if deepest > MAX_DEPTH or OPERATORS.search("".join(bare.split())):
        raise QueryError(f"the query is nested deeper than {MAX_DEPTH} brackets or 50 operators; write it flatter")


def _declared(tokens: Tokens) -> dict[str, str]:
    """Return the namespaces by prefix, the project's and those of the query."""
    known = dict(prefixes())
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word[0].upper() == "PREFIX" and iri.lastgroup == "iri":
            known[name[0].rstrip(":")] = iri[0][1:-1]
    return known


@lru_cache(maxsize=64)
def _graphs_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs of the graphs that a query names with GRAPH, and of those it reads by FROM and FROM NAMED."""
    tokens = tokens_of(text)
    sources = (*_graphs_after(tokens, "FROM"), *_graphs_after(tokens, "NAMED"))
    return tuple(_graphs_after(tokens, "GRAPH")), sources


def _graphs_after(tokens: Tokens, keyword: str) -> Iterator[str]:
    """Yield the IRIs that stand behind a keyword, by the prefixes of the project and of the query."""
    known = _declared(tokens)
    for word, operand in pairwise(tokens):
        if word.lastgroup == "word" and word[0].upper() == keyword:
            prefix, _, local = operand[0].partition(":")
            if operand.lastgroup == "iri":
                yield operand[0][1:-1]
            elif operand.lastgroup == "name" and prefix in known:
                yield known[prefix] + local.rstrip(".")


@lru_cache(maxsize=64)
def _dots_spelt_out(text: str) -> str:
    """Return the query with every name that has a dot inside as an IRI.

    Oxigraph 0.5 refuses names with two plain dots, Virtuoso those with escaped ones.
    """
    known = _declared(tokens_of(text))

    def spelt_out(match: re.Match[str]) -> str:
        prefix, _, local = match[0].partition(":")
        name = local.rstrip(".")
        if match.lastgroup != "name" or "." not in name or prefix not in known:
            return match[0]
        return f"<{known[prefix]}{name}>{local[len(name) :]}"

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
    computed = {after[0][1:] for word, after in pairwise(tokens[:start]) if word[0].upper() == "AS"}
    seen = _seen_outside(tokens[start:])
    for name in parameters:
        if name not in variables:
            raise QueryError(f"the query has no variable ?{name}; it has {', '.join(sorted(variables)) or 'none'}")
        if name in computed:
            raise QueryError(f"?{name} is computed by the query and cannot be bound; bind a variable of its pattern")
        if name not in seen:
            raise QueryError(
                f"?{name} is seen only inside a part of the query (a sub-select, EXISTS or MINUS) and cannot be bound; "
                f"use one of {', '.join(sorted(seen)) or 'none'}"
            )
    # Of IRIs both tests are one, and Virtuoso 7 passes sameTerm over in a UNION.
    block = "".join(
        f" FILTER(sameTerm(?{name}, {value}))" if is_literal(value) else f" FILTER(?{name} = {value})"
        for name, value in parameters.items()
    )
    return text[:pattern] + block + text[pattern:]


def _seen_outside(tokens: Tokens) -> set[str]:
    """Return the variables of a pattern that a filter at its top can see: of a sub-select those it selects, of EXISTS none."""
    found: set[str] = set()
    number = 0
    while number < len(tokens):
        before, token = tokens[number - 1][0].upper() if number else "", tokens[number]
        number += 1
        unseen = before in ("EXISTS", "MINUS")
        if token.lastgroup == "variable":
            found.add(token[0][1:])
        elif token[0] == "{" and (unseen or [match[0].upper() for match in tokens[number : number + 1]] == ["SELECT"]):
            inner = tokens[number : (number := _closing(tokens, number))]
            found |= set() if unseen else _selected(inner)
    return found


def _selected(tokens: Tokens) -> set[str]:
    """Return the variables that a sub-select hands on."""
    depth = 0
    found: set[str] = set()
    for number, (before, token) in enumerate(pairwise(tokens), 1):
        if token[0] == "{" and depth == 0:
            return found or _seen_outside(tokens[number : _closing(tokens, number + 1)])
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

    The pattern is the first brace outside all brackets, or, in a CONSTRUCT, the one behind WHERE.
    """
    words = [match[0].upper() if match.lastgroup == "word" else "" for match in tokens]
    depth, waiting = 0, "CONSTRUCT" in words
    for number, match in enumerate(tokens):
        waiting = waiting and words[number] != "WHERE"
        if match[0] == "{" and depth == 0 and not waiting:
            if words[number + 1 : number + 2] == ["SELECT"]:
                raise QueryError("the pattern is a sub-select; give it braces of its own to bind a parameter")
            return number, match.end()
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
    raise QueryError("the query has no pattern in braces to bind a parameter in")
