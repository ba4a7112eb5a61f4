"""SPARQL as text: its tokens, its form, its prefixes, and the queries that fetch an answer in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, wraps
from itertools import islice, pairwise
from typing import Concatenate, Literal, ParamSpec, TypeVar, cast
from urllib.parse import urljoin

from fingraph.errors import QueryError
from fingraph.namespaces import base, prefixes

_IN_NAME = r"[\w%:-]|[^\x00-\x7F]"
TOKEN = re.compile(
    rf"""(?P<comment>\#[^\r\n]*)
    | (?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<variable>[?$](?:\w|[^\x00-\x7F])++)
    | (?P<language>@[A-Za-z]++(?:--?[A-Za-z0-9]+)*+)
    | (?P<name>(?:_|(?:[A-Za-z]|[^\x00-\x7F])(?:[\w.-]|[^\x00-\x7F]){{0,100}}+)?:
        (?:{_IN_NAME}|\\[_~.!$&'()*+,;=/?\#@%-]|\.++(?={_IN_NAME}|\\))*+)
    | (?P<word>[A-Za-z]\w*+)
    | (?P<other>[^\x00-\x7F](?:\w|[^\x00-\x7F])*+)
    | (?P<stray>\\.?)
    | (?P<open>[{{(\[])
    | (?P<close>[}})\]])""",
    re.VERBOSE | re.DOTALL,
)
"""The tokens of SPARQL 1.1, 19.8, and stray backslashes. What an engine would take for a string, a comment, a name or an IRI is
one, or SERVICE could hide behind it. In linear time: possessive, and prefixes have at most 100 characters."""
ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
NOT_RELATIVE = re.compile(r"<=|.*(?:&&|[()]|,[?$])")
"""Comparisons, written without blanks, that look like an IRI."""
ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
QUERY_WORDS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
MOST_TOKENS = 100_000
REMEMBERED = 10_000
"""Characters of the longest text of which anything is remembered: its tokens take 300 times as much memory."""

Form = Literal["select", "ask", "graph"]
Tokens = tuple[re.Match[str], ...]
P = ParamSpec("P")
R = TypeVar("R")


def remembered(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """Let a function remember what it returned for the last texts that were asked of it, unless they are long."""
    remembering = cast("Callable[Concatenate[str, P], R]", lru_cache(maxsize=64)(function))

    @wraps(function)
    def asked(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return (remembering if len(text) <= REMEMBERED else function)(text, *args, **kwargs)

    return asked


@remembered
def tokens_of(text: str) -> Tokens:
    """Return the tokens of a query without comments, strings and their languages; QueryError if they are too many."""
    tokens = tuple(islice(_tokens(text), MOST_TOKENS + 1))
    if len(tokens) > MOST_TOKENS:
        raise QueryError(f"the query has more than {MOST_TOKENS:,} words and brackets; ask it as several")
    return tokens


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (match for match in TOKEN.finditer(text) if match.lastgroup not in ("comment", "string", "language"))


def iri_of(token: re.Match[str], known: Mapping[str, str]) -> str | None:
    """Return the IRI that a token stands for, without escapes, by the namespaces of some prefixes; None for other tokens."""
    if token.lastgroup == "iri":
        return ESCAPED.sub(_character, token[0][1:-1])
    prefix, _, local = token[0].partition(":")
    if token.lastgroup != "name" or prefix not in known:
        return None
    return known[prefix] + re.sub(r"\\(.)", r"\1", local)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return escape[0] if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def declared(tokens: Tokens) -> dict[str, str]:
    """Return the namespaces of the prefixes that a query declares."""
    found = {}
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word[0].upper() == "PREFIX" and iri.lastgroup == "iri":
            found[name[0].partition(":")[0]] = iri_of(iri, {}) or ""
    return found


def form_of(text: str) -> Form:
    """Return what a query answers with: rows, a truth or a graph.

    Parameters
    ----------
    text
        SPARQL 1.1.

    Returns
    -------
    str
        ``"select"``, ``"ask"`` or ``"graph"`` (CONSTRUCT and DESCRIBE).

    Raises
    ------
    QueryError
        If it is no query.

    Examples
    --------
    >>> form_of("# SELECT\\nASK { ?s ?p 'SELECT' }")
    'ask'
    """
    word = text[_start(text) :][:3].upper()
    return "select" if word == "SEL" else "ask" if word == "ASK" else "graph"


def with_prefixes(text: str) -> str:
    """Return a query with the project's prefixes declared that it uses and does not declare, on its first line.

    Parameters
    ----------
    text
        SPARQL 1.1.

    Returns
    -------
    str
        The query, for a server that does not know the prefixes.

    Examples
    --------
    >>> with_prefixes("ASK { ?s skos:broader ?o }")
    'PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ASK { ?s skos:broader ?o }'
    """
    return "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in undeclared(text).items()) + text


@remembered
def undeclared(text: str) -> dict[str, str]:
    """Return the project's prefixes, with their namespaces, that a query uses and does not declare."""
    tokens = tokens_of(text)
    known = {name[0].partition(":")[0] for word, name in pairwise(tokens) if word[0].upper() == "PREFIX"}
    used = {match[0].partition(":")[0] for match in tokens if match.lastgroup == "name"}
    return {prefix: namespace for prefix, namespace in prefixes().items() if prefix in used - known}


@remembered
def resolved(text: str) -> str:
    """Return a query whose IRIs are all absolute: by its own BASE, else by the address that those of the project begin with.

    Parameters
    ----------
    text
        SPARQL 1.1.

    Returns
    -------
    str
        The query; nothing else of it is changed.

    Examples
    --------
    >>> resolved("ASK { <tech/large-model> ?p 1 }")
    'ASK { <https://w3id.org/fingraph/tech/large-model> ?p 1 }'
    >>> resolved("BASE <urn:x/> ASK { <a> ?p '<a>' }")
    "BASE <urn:x/> ASK { <urn:x/a> ?p '<a>' }"
    """
    current, parts, end, word = base(), [], 0, ""
    for match in tokens_of(text):
        if match.lastgroup == "iri" and not ABSOLUTE.match(match[0]) and not NOT_RELATIVE.match(match[0]):
            parts += [text[end : match.start()], f"<{_joined(current, match[0][1:-1])}>"]
            end = match.end()
        if match.lastgroup == "iri" and word == "BASE":
            current = match[0][1:-1] if ABSOLUTE.match(match[0]) else _joined(current, match[0][1:-1])
        word = match[0].upper()
    return "".join([*parts, text[end:]])


def _joined(start: str, reference: str) -> str:
    """Resolve a reference (RFC 3986, 5) whatever the scheme: urllib does it for those it knows."""
    scheme, _, rest = start.partition(":")
    known = "http:" if rest.startswith("//") else "http://x/"
    try:
        return f"{scheme}:{urljoin(known + rest, reference).removeprefix(known)}"
    except ValueError as error:
        raise QueryError(f"<{reference}> is no IRI ({error}); write it in full") from error


def page(text: str, variables: Sequence[str], *, size: int, offset: int) -> str:
    """Return the SELECT for a page of another SELECT's rows.

    They are ordered by all columns, after the order that the query gives them, if any, so that pages fit together. The order
    stands in a query within, since Virtuoso sorts no more than 10,000 rows where ORDER BY and LIMIT meet.

    Parameters
    ----------
    text
        A SELECT without FROM.
    variables
        Its columns, in order.
    size
        Number of rows of the page.
    offset
        Number of rows before it.

    Returns
    -------
    str
        SPARQL 1.1.
    """
    prologue, body = _parts(text)
    columns = " ".join(f"?{name}" for name in variables)
    end = _end_of_order(body)
    if end is None:
        body = f"SELECT {columns} WHERE {{ {{ {body}\n}} }} ORDER BY {columns}"
    else:
        body = f"{body[:end]}\n{columns} {body[end:]}"
    return f"{prologue} SELECT {columns} WHERE {{ {{ {body}\n}} }} LIMIT {size} OFFSET {offset}"


def number_of_rows(text: str) -> str:
    """Return the SELECT for the number of rows, ``?rows``, of a SELECT without FROM."""
    prologue, body = _parts(text)
    return f"{prologue} SELECT (COUNT(*) AS ?rows) WHERE {{ {{ {body}\n}} }}"


def reads_from(text: str) -> bool:
    """Return whether a query says itself, with FROM, which graphs it reads."""
    return _has_word(text, "FROM")


@remembered
def dataset_clause(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs of the graphs that a query names after FROM, and after FROM NAMED.

    Parameters
    ----------
    text
        SPARQL 1.1.

    Returns
    -------
    tuple of two tuples of str
        Names with a prefix that nobody declares are left out: such a query is malformed.

    Examples
    --------
    >>> dataset_clause("PREFIX e: <urn:e:> SELECT * FROM e:a FROM <urn:b> FROM NAMED graph:facts { ?s ?p ?o }")
    (('urn:e:a', 'urn:b'), ('https://w3id.org/fingraph/graph/facts',))
    """
    tokens = tokens_of(resolved(text))
    known = undeclared(text) | declared(tokens)
    found: dict[str, list[str]] = {"FROM": [], "NAMED": []}
    after = ""
    for token in tokens:
        iri = iri_of(token, known) if after else None
        found.get(after, []).extend([] if iri is None else [iri])
        word = token[0].upper() if token.lastgroup == "word" else ""
        after = word if word == "FROM" or (word == "NAMED" and after) else ""
    return tuple(found["FROM"]), tuple(found["NAMED"])


def reads_graphs(text: str) -> bool:
    """Return whether a query asks graphs by their names, with GRAPH."""
    return _has_word(text, "GRAPH")


@remembered
def _has_word(text: str, word: str) -> bool:
    return any(match.lastgroup == "word" and match[0].upper() == word for match in tokens_of(text))


def _start(text: str) -> int:
    for match in _tokens(text):
        if match.lastgroup == "word" and match[0].upper() in QUERY_WORDS:
            return match.start()
    raise QueryError("not a SPARQL 1.1 query: it has none of SELECT, ASK, CONSTRUCT and DESCRIBE")


def _parts(text: str) -> tuple[str, str]:
    """Return the declarations of a query, and the rest."""
    start = _start(text)
    return text[:start], text[start:]


def _end_of_order(body: str) -> int | None:
    """Return the offset behind the order that a query gives its rows; None if it gives none."""
    depth, ordered = 0, False
    for match in tokens_of(body):
        depth += (match.lastgroup == "open") - (match.lastgroup == "close")
        word = match[0].upper() if depth == 0 and match.lastgroup == "word" else ""
        if ordered and word in ("LIMIT", "OFFSET", "VALUES"):
            return match.start()
        ordered = ordered or word == "ORDER"
    return len(body) if ordered else None
