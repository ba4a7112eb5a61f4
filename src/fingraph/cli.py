"""The command line: arguments to calls, answers to standard output, errors to one line each.

Exit status: 0 done, 1 expected failure or non-conformance, 2 wrong usage.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from fingraph.errors import FingraphError, OutputError, QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from fingraph.model import Report, Tables
    from fingraph.query import NamedQuery
    from fingraph.store import Request, Store

LAYER_NAMES = ("inferred", "facts", "mappings", "ontology")
QUERY_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nquads")
MAX_QUERY = 1_000_000


class _Path(click.Path):
    """A path given on the command line; pathlib is imported only when there is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


class _Group(click.Group):
    """A group that prints each expected error as one line a problem and never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own signature
        """Write UTF-8 wherever the output goes: a pipe on Windows, or a plain C locale, would refuse Chinese."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        warnings.showwarning = _show_warning
        try:
            return super().invoke(ctx)
        except FingraphError as error:
            text = error.args[0] if error.args else str(error)
            click.echo("\n".join(f"fingraph: {line}" for line in str(text).splitlines()), err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # The reader has closed the pipe, as head does: nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"fingraph: warning: {message}", err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "-V", "--version", package_name="fingraph-kg", prog_name="fingraph")
def main() -> None:
    """Policies, technologies and sectors of trend reports, as a graph whose every link can be proved.

    \b
    Example:
      fingraph describe 大模型
      fingraph query -q 'SELECT ?t WHERE { policy:several-policies fg:promotes ?t }'
    """


@main.command()
@click.option(
    "-o",
    "--output",
    type=_Path(file_okay=False),
    default="build",
    show_default=True,
    help="Folder for the files.",
)
@click.option("--data", type=_Path(exists=True, file_okay=False), help="Folder of other tables.")
def build(output: Path, data: Path | None) -> None:
    """Make the graph from the tables, check it, and write it as RDF, GraphML and HTML.

    \b
    Example:
      fingraph build -o build
    """
    from fingraph.publish import build as build_files

    result = build_files(output, data=data)
    _table(["what", "number"], result.counts.items())
    for report_id, checked in result.checked.items():
        if checked is None:
            click.echo(f"{report_id}: the text is not at hand, so the evidence was NOT checked against it")
        elif checked.exact:
            click.echo(f"{report_id}: {checked.sentences} sentences and every name checked against the text")
        else:
            click.echo(f"{report_id}: {checked.sentences} sentences checked against another rendition, names not")
    click.echo(f"conforms to all shapes; {result.seconds:.1f} s")
    for file in result.files:
        click.echo(str(file))


@main.command()
@click.argument("files", nargs=-1, type=_Path(exists=True, dir_okay=False))
def validate(files: tuple[Path, ...]) -> None:
    """Check graphs against the SHACL shapes: the built-in graph, or RDF files of your own.

    \b
    Example:
      fingraph validate
      fingraph validate mine.ttl
    """
    from fingraph.builtin import builtin_store
    from fingraph.store import as_dataset
    from fingraph.validation import validate_dataset, validate_file

    builtin = as_dataset(builtin_store())
    findings = (
        [finding for file in files for finding in validate_file(file, builtin)] if files else validate_dataset(builtin)
    )
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} findings" if findings else "conforms", err=True)
    sys.exit(1 if findings else 0)


@main.command()
@click.argument("report")
@click.option("--source", type=_Path(), help="The report's text; by default where FINGRAPH_SOURCES says.")
def verify(report: str, source: Path | None) -> None:
    """Check a report's annotations against its text: every offset, digest and name.

    \b
    Example:
      fingraph verify caict-2025 --source caict-2025.txt
    """
    from fingraph.errors import SourceError
    from fingraph.resources import SOURCES_VARIABLE, source_path
    from fingraph.verification import verify as verify_report

    tables, annotated = _tables(), _report(report)
    path = source or source_path(report)
    if path is None:
        raise SourceError(f"no text of {report!r} found; name it with --source or its folder with {SOURCES_VARIABLE}")
    result = verify_report(annotated, {item.id: item for item in tables.items}, path)
    for problem in result.problems:
        click.echo(f"{report}: {problem}")
    if result.exact:
        click.echo(f"{report}: annotated rendition; {result.sentences} sentences, {result.mentions} names compared")
    else:
        click.echo(f"{report}: another rendition; {result.sentences} sentences compared without width and white space")
        if result.moved:
            click.echo(f"{report}: moved but unchanged: {', '.join(result.moved)}")
    sys.exit(1 if result.problems else 0)


@main.command()
@click.argument("name", required=False)
@click.option("-q", "--query", "text", help="SPARQL text (in arq, --query is a file).")
@click.option("--query-file", type=_Path(allow_dash=True), help="File with SPARQL; - is standard input.")
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
@click.option("-o", "--output", type=_Path(dir_okay=False), help="File instead of standard output.")
@click.option("--layer", "layers", multiple=True, type=click.Choice(LAYER_NAMES), help="Read this layer as well.")
@click.option("--list", "listing", is_flag=True, help="List the competency questions.")
@click.option("--timeout", type=click.FloatRange(min=0.001), default=60.0, show_default=True, help="Seconds allowed.")
@click.option("--allow-service", is_flag=True, help="Let SERVICE send queries to other machines.")
def query(
    name: str | None, text: str | None, query_file: Path | None, params: Sequence[tuple[str, str]], form: str,
    output: Path | None, layers: tuple[str, ...], listing: bool, timeout: float, allow_service: bool,
) -> None:  # fmt: skip
    """Ask the built-in graph in SPARQL, or one of the competency questions by name.

    The project's prefixes need no declaration. Reads what the reports state; --layer adds one.

    \b
    Example:
      fingraph query --list
      fingraph query cq01-technologies-per-trend
      fingraph query -q 'SELECT ?o WHERE { ?item fg:promotes ?o }' -p item policy:several-policies
    """
    from fingraph.builtin import builtin_store
    from fingraph.query import named_queries, request
    from fingraph.store import term

    if listing:
        _table(["name", "question", "问题"], [(q.name, q.title_en, q.title_zh) for q in named_queries().values()])
        return
    if name is not None and text is None and query_file is None:
        named = _named(name)
        text, layers = named.text, (*named.layers, *layers)
    elif name is None and query_file is not None and text is None:
        text = _read_query(query_file)
    elif name is not None or text is None or query_file is not None:
        raise click.UsageError("give one of NAME, -q TEXT and --query-file FILE; --list shows the names")
    store = builtin_store()
    wanted = request(
        store, text, layers=layers, parameters={key: term(value) for key, value in params}, allow_service=allow_service
    )
    watchdog = threading.Timer(timeout, _give_up, (timeout,))
    watchdog.daemon = True
    watchdog.start()
    try:
        content = _answer(store, wanted, form)
    finally:
        watchdog.cancel()
        watchdog.join()
    _write(content, output)
    click.echo(f"layers read: {', '.join(wanted.layers)}", err=True)


def _named(name: str) -> NamedQuery:
    from difflib import get_close_matches

    from fingraph.query import named_queries

    queries = named_queries()
    found = [key for key in queries if key == name or key.partition("-")[0] == name]
    if not found:
        near = get_close_matches(name, queries, 1)
        raise QueryError(
            f"no question is called {name!r}; {f'did you mean {near[0]!r}?' if near else '--list shows all'}"
        )
    return queries[found[0]]


def _read_query(path: Path) -> str:
    try:
        with click.open_file(str(path), "rb") as file:
            content = file.read(MAX_QUERY + 1)
    except OSError as error:
        raise QueryError(f"cannot read {str(path)!r}: {error.strerror}") from error
    if len(content) > MAX_QUERY:
        raise QueryError(f"{str(path)!r} is larger than {MAX_QUERY:,} bytes; that is no query")
    try:
        return bytes(content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{str(path)!r} is not UTF-8 at byte {error.start}") from error


def _give_up(seconds: float) -> None:
    """End the process: a running native query cannot be interrupted otherwise."""
    sys.stderr.write(f"fingraph: the query took longer than {seconds:g} s; narrow it or allow more with --timeout\n")
    sys.stderr.flush()
    os._exit(1)


def _answer(store: Store, wanted: Request, form: str) -> bytes:
    from fingraph.store import evaluate, evaluate_as
    from fingraph.terminal import table

    if form != "table":
        return evaluate_as(store, wanted, form)
    answer = evaluate(store, wanted)
    if answer.form == "ask":
        return b"yes\n" if answer.truth else b"no\n"
    columns = answer.variables or ("subject", "predicate", "object")
    return (table(columns, answer.values()) + "\n").encode()


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(content, nl=False)
        return
    beside = output.with_name(f".{output.name}.part")
    try:
        if output.exists() and not output.is_file():  # a pipe or a device must stay one
            output.write_bytes(content)
            return
        beside.write_bytes(content)
        beside.replace(output)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OutputError(f"cannot write {str(output)!r}: {error.strerror}") from error


@main.command()
@click.argument("name")
@click.option("--source", type=_Path(), help="A report's text that you own, to show its sentences.")
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

    reports = _reports()
    report = reports.get(source.stem) or next(iter(reports.values()))
    return {(report.id, sentence): text for sentence, text in quotations(report, source).items()}


@main.group()
def report() -> None:
    """Work with the reports: what their annotation covers.

    \b
    Example:
      fingraph report coverage caict-2025
    """


@report.command("coverage")
@click.argument("report_id", metavar="REPORT")
def report_coverage(report_id: str) -> None:
    """Say what a report's annotation covers and leaves out, as Markdown.

    \b
    Example:
      fingraph report coverage caict-2025
    """
    from fingraph.coverage import coverage

    tables = _tables()
    click.echo(coverage(tables, _report(report_id)), nl=False)


@main.command()
@click.option("-o", "--output", type=_Path(dir_okay=False), default="graph.html", show_default=True)
@click.option("--projection", default="links", show_default=True, help="links, or full with what is only concerned.")
@click.option("--title", default="fingraph", show_default=True)
@click.option("--force", is_flag=True, help="Replace an existing file.")
def html(output: Path, projection: str, title: str, force: bool) -> None:
    """Write the graph as one HTML file that opens without a network.

    \b
    Example:
      fingraph html -o graph.html
    """
    from fingraph.explorer import render_html
    from fingraph.projection import to_networkx

    if output.exists() and not force:
        raise OutputError(f"{str(output)!r} exists; choose another file with -o, or replace it with --force")
    _write(render_html(to_networkx(projection=projection), title=title).encode(), output)
    click.echo(str(output))


def _tables() -> Tables:
    from fingraph.assemble import read
    from fingraph.resources import resource_dir

    return read(resource_dir("data"), resource_dir("ontology"))


def _reports() -> dict[str, Report]:
    return {report.id: report for report in _tables().reports}


def _report(name: str) -> Report:
    from fingraph.errors import SourceError

    reports = _reports()
    if name not in reports:
        raise SourceError(f"unknown report {name!r}; use one of {', '.join(reports)}")
    return reports[name]


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from fingraph.terminal import table

    click.echo(table(columns, rows))
