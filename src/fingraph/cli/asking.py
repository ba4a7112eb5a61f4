"""Commands that ask the graph."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, main, print_table, reports_by_id, write
from fingraph.cli.options import Seconds
from fingraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fingraph.query import NamedQuery
    from fingraph.store import AnyStore, Request

LAYER_NAMES = ("inferred", "facts", "mappings", "ontology")
QUERY_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nquads")
MAX_QUERY = 1_000_000


@main.command()
@click.argument("name", required=False)
@click.option("-q", "--query", "text", help="SPARQL text (in arq, --query is a file).")
@click.option("--query-file", type=PathType(allow_dash=True), help="File with SPARQL; - is standard input.")
@click.option(
    "-p",
    "--param",
    "params",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help='Keep rows where a variable is VALUE: a CURIE, <IRI>, "text"@en, "1"^^xsd:integer, else a plain string.',
)
@click.option("-f", "--format", "form", type=click.Choice(QUERY_FORMATS), default="table", show_default=True)
@click.option("-o", "--output", type=PathType(dir_okay=False), help="File instead of standard output.")
@click.option("--layer", "layers", multiple=True, type=click.Choice(LAYER_NAMES), help="Read this layer as well.")
@click.option("--graph", "graphs", multiple=True, help="Of the graphs, read only this one, with the labels.")
@click.option("--list", "listing", is_flag=True, help="List the competency questions.")
@click.option("--timeout", type=Seconds(min=0.001), default=60.0, show_default=True, help="Seconds allowed.")
@click.option("--allow-service", is_flag=True, help="Let SERVICE send queries to other machines.")
def query(
    name: str | None, text: str | None, query_file: Path | None, params: Sequence[tuple[str, str]], form: str,
    output: Path | None, layers: tuple[str, ...], graphs: tuple[str, ...], listing: bool, timeout: float, allow_service: bool,
) -> None:  # fmt: skip
    """Ask the graph in SPARQL, or one of the competency questions by name; NAME - reads standard input.

    The project's prefixes need no declaration. Reads what the reports state; --layer adds one.

    \b
    Example:
      fingraph query --list
      fingraph query cq01-technologies-per-trend
      fingraph query -q 'SELECT ?o WHERE { ?item fg:promotes ?o }' -p item policy:several-policies
    """
    from fingraph.location import store_at_hand
    from fingraph.query import named_queries, request
    from fingraph.store import term

    if listing:
        print_table(["name", "question", "问题"], [(q.name, q.title_en, q.title_zh) for q in named_queries().values()])
        return
    if name == "-" and text is None and query_file is None:
        text = read_query("-")
    elif name is not None and text is None and query_file is None:
        named = named_query(name)
        text, layers = named.text, (*named.layers, *layers)
    elif name is None and query_file is not None and text is None:
        text = read_query(str(query_file))
    elif name is not None or text is None or query_file is not None:
        raise click.UsageError("give one of NAME, -q TEXT and --query-file FILE; --list shows the names")
    store = store_at_hand()
    watchdog = threading.Timer(timeout, _give_up, (timeout,))
    watchdog.daemon = True
    watchdog.start()
    try:
        wanted = request(
            store,
            text,
            layers=layers,
            parameters={key: term(value) for key, value in params},
            graphs=graphs,
            allow_service=allow_service,
        )
        content = _answer(store, wanted, form)
    finally:
        watchdog.cancel()
        watchdog.join()
    write(content, output)
    click.echo(f"layers read: {', '.join(wanted.layers)}", err=True)


def named_query(name: str) -> NamedQuery:
    """Return the competency question of a name, or of the number that its name begins with."""
    from difflib import get_close_matches

    from fingraph.query import named_queries

    queries = named_queries()
    found = [key for key in queries if key == name or key.partition("-")[0] == name]
    if not found:
        near = get_close_matches(name, queries, 1)
        raise QueryError(
            f"no question is called {name!r}; {f'did you mean {near[0]!r}?' if near else 'fingraph query --list shows all'}"
        )
    return queries[found[0]]


def read_query(path: str) -> str:
    """Return the query in a file, or that of standard input for ``-``."""
    try:
        with click.open_file(path, "rb") as file:
            content = file.read(MAX_QUERY + 1)
    except OSError as error:
        raise QueryError(f"cannot read {path!r}: {error.strerror}") from error
    if len(content) > MAX_QUERY:
        raise QueryError(f"{path!r} is larger than {MAX_QUERY:,} bytes; that is no query")
    try:
        return bytes(content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path!r} is not UTF-8 at byte {error.start}") from error


def _give_up(seconds: float) -> None:
    """End the process: a running native query cannot be interrupted otherwise."""
    sys.stderr.write(f"fingraph: the query took longer than {seconds:g} s; narrow it or allow more with --timeout\n")
    sys.stderr.flush()
    os._exit(1)


def _answer(store: AnyStore, wanted: Request, form: str) -> bytes:
    from fingraph.store import evaluate, evaluate_as
    from fingraph.terminal import table

    if form != "table":
        return evaluate_as(store, wanted, form)
    answer = evaluate(store, wanted)
    if answer.form == "ask":
        return b"yes\n" if answer.truth else b"no\n"
    columns = answer.variables if answer.form == "select" else ("subject", "predicate", "object")
    if not columns:
        return f"{len(list(answer.values()))} rows without columns\n".encode()
    return (table(columns, answer.values()) + "\n").encode()


@main.command()
@click.argument("name")
@click.option("--source", type=PathType(), help="A report's text that you own, to show its sentences.")
def describe(name: str, source: Path | None) -> None:
    """Show an item: labels, classes, and its links with the sentences that state them.

    NAME is an id, an IRI, or a label or synonym in Chinese or English.

    \b
    Example:
      fingraph describe 智能算力
      fingraph describe LLM --source caict-2025.txt
    """
    from fingraph.description import describe as describe_item
    from fingraph.description import render

    item = describe_item(name)
    click.echo(render(item, _quotations(source) if source else None))


def _quotations(source: Path) -> dict[tuple[str, str], str]:
    from fingraph.verification import quotations

    reports = reports_by_id()
    report = reports.get(source.stem) or next(iter(reports.values()))
    return {(report.id, sentence): text for sentence, text in quotations(report, source).items()}
