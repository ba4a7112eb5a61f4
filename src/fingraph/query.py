"""Asking a graph: SPARQL, the named competency questions, and items by id or label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.builtin import builtin_store
from fingraph.errors import ItemNotFound, QueryError
from fingraph.model import CLASS_OF_PREFIX
from fingraph.namespaces import LAYERS, compress, expand, layer_of, prefixes
from fingraph.resources import resource_dir
from fingraph.store import (
    Answer,
    Request,
    Store,
    Term,
    Value,
    as_dataset,
    as_graph,
    as_store,
    evaluate,
    graph_names,
    term,
)

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import rdflib

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<variable>[?$]\w+)
    | (?P<name>[\w.-]*:[\w.%:-]*)
    | (?P<word>[A-Za-z]+)
    | (?P<brace>\{)""",
    re.VERBOSE | re.DOTALL,
)
UPDATE_WORDS = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
QUERY_WORDS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT.

    Parameters
    ----------
    columns
        Names of the variables.
    rows
        Values: IRIs as CURIEs, numbers as numbers, else text; None where a variable is unbound.
    layers
        What was read: ``stated`` and the layers asked for.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    layers: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def to_dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries, for data frames and JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; needs pandas."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def to_polars(self) -> pl.DataFrame:
        """Return the rows as a polars data frame; needs polars."""
        import polars as pl

        return pl.DataFrame(self.to_dicts(), schema=list(self.columns), infer_schema_length=None)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        rows = ("".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A competency question with its query.

    Parameters
    ----------
    name
        File name without extension, such as ``cq01-technologies-per-trend``.
    title_en, title_zh
        The question.
    layers
        Layers it needs beyond the stated one.
    text
        SPARQL.
    """

    name: str
    title_en: str
    title_zh: str
    layers: tuple[str, ...]
    text: str


def select(
    query: str,
    *,
    params: Mapping[str, str] | None = None,
    layers: Sequence[str] = (),
    dataset: rdflib.Dataset | None = None,
) -> Rows:
    """Run a SELECT query, on the built-in graph by default.

    Parameters
    ----------
    query
        SPARQL 1.1, or the name of a competency question. The project's prefixes need no declaration.
    params
        Variable name → value, parsed as by :func:`fingraph.store.term`.
    layers
        Any of :data:`fingraph.namespaces.LAYERS`, beside what the reports state.
    dataset
        What is asked; the built-in graph by default.

    Raises
    ------
    QueryError
        If the query is malformed, is no SELECT, or asks for what is refused.

    Examples
    --------
    >>> rows = select("SELECT ?label WHERE { tech:large-model skos:prefLabel ?label FILTER(LANG(?label) = 'zh-hans') }")
    >>> rows.to_dicts()
    [{'label': '大模型'}]
    """
    answer, read = _ask(query, params, layers, dataset)
    if answer.form != "select":
        raise QueryError("the query is no SELECT; use ask() or construct()")
    return Rows(answer.variables, tuple(answer.values()), read)


def ask(
    query: str,
    *,
    params: Mapping[str, str] | None = None,
    layers: Sequence[str] = (),
    dataset: rdflib.Dataset | None = None,
) -> bool:
    """Run an ASK query; parameters and errors as in :func:`select`.

    Examples
    --------
    >>> ask("ASK { ?policy fg:promotes tech:post-quantum-cryptography }")
    False
    """
    answer, _ = _ask(query, params, layers, dataset)
    if answer.form != "ask":
        raise QueryError("the query is no ASK; use select() or construct()")
    return answer.truth


def construct(
    query: str,
    *,
    params: Mapping[str, str] | None = None,
    layers: Sequence[str] = (),
    dataset: rdflib.Dataset | None = None,
) -> rdflib.Graph:
    """Run a CONSTRUCT or DESCRIBE query; parameters and errors as in :func:`select`."""
    answer, _ = _ask(query, params, layers, dataset)
    if answer.form != "graph":
        raise QueryError("the query is no CONSTRUCT; use select() or ask()")
    return as_graph(answer)


def open_dataset() -> rdflib.Dataset:
    """Return the built-in graph as an ``rdflib.Dataset`` over Oxigraph; changes to it stay in this process.

    Examples
    --------
    >>> dataset = open_dataset()
    >>> len(dataset) > 1000
    True
    """
    return as_dataset(builtin_store())


def _ask(
    query: str, params: Mapping[str, str] | None, layers: Sequence[str], dataset: rdflib.Dataset | None
) -> tuple[Answer, tuple[str, ...]]:
    store = builtin_store() if dataset is None else as_store(dataset)
    named = named_queries().get(query)
    text, layers = (named.text, (*named.layers, *layers)) if named else (query, tuple(layers))
    parameters = {name: term(value) for name, value in (params or {}).items()}
    return evaluate(store, request(store, text, layers=layers, parameters=parameters)), read_layers(layers)


def read_layers(layers: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all layers that a query with these extra layers reads."""
    return ("stated", *(layer for layer in LAYERS if layer in layers))


def request(
    store: Store,
    text: str,
    *,
    layers: Sequence[str] = (),
    parameters: Mapping[str, Term] | None = None,
    allow_service: bool = False,
) -> Request:
    """Return the request for a query: what it may read by the layers asked for.

    Graphs that the query names itself (``GRAPH graph:facts``) are read without asking for their layer; a query with FROM
    reads what it says.

    Raises
    ------
    QueryError
        If the text is an update, uses SERVICE without permission, or a layer is unknown.
    """
    for layer in layers:
        if layer not in LAYERS:
            raise QueryError(f"unknown layer {layer!r}; use one of {', '.join(LAYERS)}")
    if "\0" in text:
        raise QueryError("the query holds a NUL character; remove it")
    tokens = [match for match in TOKEN.finditer(text) if match.lastgroup not in ("comment", "string")]
    words = {match[0].upper() for match in tokens if match.lastgroup == "word"}
    if words & UPDATE_WORDS and not words & QUERY_WORDS:
        raise QueryError("updates are refused; edit the tables and build again")
    if "SERVICE" in words and not allow_service:
        raise QueryError(
            "SERVICE is refused, since it sends the query to another machine; allow it with --allow-service"
        )
    text = _bound(text, tokens, parameters or {})
    if "FROM" in words:
        return Request(text)
    visible = [name for name in graph_names(store) if layer_of(name) in ("stated", *layers)]
    named = [iri for iri in _named_graphs(tokens) if iri not in visible]
    return Request(text, tuple(visible), (*visible, *named))


def _bound(text: str, tokens: list[re.Match[str]], parameters: Mapping[str, Term]) -> str:
    """Return the query with a VALUES block for its parameters at the start of its pattern.

    Oxigraph's own substitution is refused for variables that are not selected. Terms are written out by Oxigraph from what
    :func:`fingraph.store.term` parsed; no text of a user is pasted.
    """
    if not parameters:
        return text
    variables = {match[0][1:] for match in tokens if match.lastgroup == "variable"}
    for name in parameters:
        if name not in variables:
            raise QueryError(f"the query has no variable ?{name}; it has {', '.join(sorted(variables)) or 'none'}")
    pattern = [match.lastgroup == "word" and match[0].upper() == "WHERE" for match in tokens]
    first = pattern.index(True) if any(pattern) else 0
    brace = next((match for match in tokens[first:] if match.lastgroup == "brace"), None)
    if brace is None:
        raise QueryError("the query has no pattern in braces to bind a parameter in")
    block = "".join(f" VALUES ?{name} {{ {value} }}" for name, value in parameters.items())
    return text[: brace.end()] + block + text[brace.end() :]


def _named_graphs(tokens: list[re.Match[str]]) -> Iterator[str]:
    for word, operand in pairwise(tokens):
        if word.lastgroup == "word" and word[0].upper() == "GRAPH":
            if operand.lastgroup == "iri":
                yield operand[0][1:-1]
            elif operand.lastgroup == "name" and operand[0].partition(":")[0] in prefixes():
                yield expand(operand[0])


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Return the competency questions by name, in order."""
    paths = sorted((resource_dir("ontology") / "queries").glob("*.rq"))
    return {path.stem: _named_query(path) for path in paths}


def _named_query(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    header = dict(re.findall(r"^# (en|zh|layers): (.+)$", text, re.MULTILINE))
    return NamedQuery(path.stem, header["en"], header["zh"], tuple(header.get("layers", "").split()), text)


NAMES = "SELECT DISTINCT ?item ?name WHERE { ?item skos:prefLabel|skos:altLabel ?name }"


def find_item(name: str, dataset: rdflib.Dataset | None = None) -> str:
    """Return the CURIE of the item with an id, IRI or label.

    Looked for in this order: CURIE or IRI, then a label or synonym in either language as it stands, then without regard to
    case and width.

    Raises
    ------
    ItemNotFound
        If there is none, with the nearest names; or if a label stands for several items.
    """
    store = builtin_store() if dataset is None else as_store(dataset)
    answer = evaluate(store, request(store, NAMES))
    names = [
        (str(item), str(label)) for item, label in answer.values() if str(item).partition(":")[0] in CLASS_OF_PREFIX
    ]
    ids = {item for item, _ in names}
    wanted = compress(name.strip("<>"))
    if wanted in ids:
        return wanted
    for key in (str, _folded):
        found = sorted({item for item, label in names if key(label) == key(name)})
        if len(found) == 1:
            return found[0]
        if found:
            raise ItemNotFound(f"{name!r} stands for several items: {', '.join(found)}; use one of these")
    near = get_close_matches(_folded(name), sorted({_folded(label) for _, label in names} | ids), 3)
    hint = f"did you mean {', '.join(map(repr, near))}?" if near else "fingraph query cq19-label-lookup lists all names"
    raise ItemNotFound(f"no item is called {name!r}; {hint}")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
