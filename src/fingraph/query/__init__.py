"""Asking a graph: SPARQL from Python, and the competency questions by name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.errors import QueryError
from fingraph.location import store_at_hand, store_of
from fingraph.query.guard import read_layers, request
from fingraph.query.lookup import find_item
from fingraph.resources import resource_dir
from fingraph.store import Answer, AnyStore, Value, as_dataset, as_graph, evaluate, term
from fingraph.terminal import markdown, spreadsheet, table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import rdflib

__all__ = [
    "ROW_FORMATS",
    "NamedQuery",
    "Rows",
    "ask",
    "construct",
    "find_item",
    "named_queries",
    "open_dataset",
    "read_layers",
    "request",
    "select",
]

ROW_FORMATS = ("table", "csv", "json", "markdown")


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
        What was read: ``stated`` and the layers asked for, or, of a query with FROM, those of its graphs.
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

    def to_text(self, form: str = "table") -> str:
        r"""Return the rows as text.

        Parameters
        ----------
        form
            One of :data:`ROW_FORMATS`; ``table`` is for a terminal, ``json`` a list of objects.

        Returns
        -------
        str
            With a line end after the last line.

        Raises
        ------
        QueryError
            If there is no such format.

        Examples
        --------
        >>> Rows(("item", "sentences"), (("大模型", 2),), ("stated",)).to_text("csv")
        'item,sentences\r\n大模型,2\r\n'
        """
        if form not in ROW_FORMATS:
            raise QueryError(f"rows cannot be written as {form!r}; use one of {', '.join(ROW_FORMATS)}")
        if form == "json":
            rows = [{name: _finite(cell) for name, cell in row.items()} for row in self.to_dicts()]
            return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        if form == "csv":
            stream = io.StringIO()
            csv.writer(stream).writerows([spreadsheet(cell) for cell in row] for row in (self.columns, *self.rows))
            return stream.getvalue()
        return (table if form == "table" else markdown)(self.columns, self.rows) + "\n"

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


def _finite(cell: Value) -> Value:
    """Return a number that JSON has none for as its text in XML Schema."""
    if not isinstance(cell, float) or isfinite(cell):
        return cell
    return "NaN" if isnan(cell) else "INF" if cell > 0 else "-INF"


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
    dataset: rdflib.Dataset | AnyStore | None = None,
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

    Returns
    -------
    Rows
        In the order of the query.

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
    dataset: rdflib.Dataset | AnyStore | None = None,
) -> bool:
    """Run an ASK query.

    Parameters
    ----------
    query
        As for :func:`select`.
    params
        As for :func:`select`.
    layers
        As for :func:`select`.
    dataset
        As for :func:`select`.

    Returns
    -------
    bool
        The answer.

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
    dataset: rdflib.Dataset | AnyStore | None = None,
) -> rdflib.Graph:
    """Run a CONSTRUCT or DESCRIBE query.

    Parameters
    ----------
    query
        As for :func:`select`.
    params
        As for :func:`select`.
    layers
        As for :func:`select`.
    dataset
        As for :func:`select`.

    Returns
    -------
    rdflib.Graph
        The triples, in memory.
    """
    answer, _ = _ask(query, params, layers, dataset)
    if answer.form != "graph":
        raise QueryError("the query is no CONSTRUCT; use select() or ask()")
    return as_graph(answer)


def open_dataset() -> rdflib.Dataset:
    """Open the built-in graph as an ``rdflib.Dataset`` over Oxigraph: a copy, which can be changed.

    Returns
    -------
    rdflib.Dataset
        Every layer, each report in its own named graph.

    Examples
    --------
    >>> dataset = open_dataset()
    >>> len(dataset) > 1000
    True
    """
    return as_dataset(store_at_hand())


def _ask(
    query: str, params: Mapping[str, str] | None, layers: Sequence[str], dataset: rdflib.Dataset | AnyStore | None
) -> tuple[Answer, tuple[str, ...]]:
    store = store_of(dataset)
    named = named_queries().get(query)
    text, layers = (named.text, (*named.layers, *layers)) if named else (query, tuple(layers))
    parameters = {name: term(value) for name, value in (params or {}).items()}
    wanted = request(store, text, layers=layers, parameters=parameters)
    return evaluate(store, wanted), wanted.layers


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Return the competency questions by name, in order."""
    paths = sorted((resource_dir("ontology") / "queries").glob("*.rq"))
    return {path.stem: _named_query(path) for path in paths}


def _named_query(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    header = dict(re.findall(r"^# (en|zh|layers): (.+)$", text, re.MULTILINE))
    return NamedQuery(path.stem, header["en"], header["zh"], tuple(header.get("layers", "").split()), text)
