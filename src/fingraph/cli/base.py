"""What all commands share: the group that turns errors into lines, paths, and writing an answer whole."""

from __future__ import annotations

import io
import os
import sys
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from fingraph.errors import FingraphError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fingraph.model import Report, Tables


class PathType(click.Path):
    """A path given on the command line; pathlib is imported only when there is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401
        """Return what click accepts as a path."""
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Make and check": {
        "init": ("workspaces", "Make a folder for concepts and reports of your own."),
        "report": ("reports", "Work with reports: add, suggest, see what is covered."),
        "build": ("publishing", "Make the graph from the tables, check it, and write it as files."),
        "validate": ("publishing", "Check graphs against the SHACL shapes."),
        "verify": ("publishing", "Check a report's annotations against its text."),
    },
    "Ask": {
        "query": ("asking", "Ask in SPARQL, or one of the competency questions by name."),
        "describe": ("asking", "Show an item and its links, with the sentences that state them."),
        "paths": ("networks", "Show the shortest paths from one item to another."),
        "reach": ("networks", "Show what would be affected downstream of a policy."),
        "gaps": ("networks", "Show what no link says, such as technologies without a policy."),
        "bridges": ("networks", "Show the technologies that join trends, or sectors."),
    },
    "Analyse": {
        "rank": ("measuring", "Rank items by a measure, with how sure the order is."),
        "communities": ("measuring", "Show the parts in which items are linked most."),
        "compare": ("comparing", "Compare two reports link by link, with the evidence of both."),
        "timeline": ("timelines", "List what outside sources say happened to policies, and when."),
    },
    "Take along": {
        "serve": ("serving", "Serve the graph as a local site, with a SPARQL endpoint."),
        "load": ("loading", "Write the graph, or RDF files, into a store on disk or an endpoint."),
        "dump": ("loading", "Write all of the graph as N-Quads or TriG."),
        "html": ("exploring", "Write the graph as one HTML file that needs no network."),
        "export": ("publishing", "Write the graph for Gephi, other network tools, or as tables."),
    },
}
"""Topic → command → the module that defines it, imported only when it is called, and what the list of commands says."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called.

    Every command but ``init``, which makes a workspace, gets ``--data``, which says whose tables it works on; those that ask
    the graph get ``--location``, which says where it is. Topics are laid out as :data:`COMMANDS`.
    """

    def __init__(self, *args: Any, topics: dict[str, dict[str, tuple[str, str]]], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.topics = topics

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names of all commands, by topic."""
        return [name for topic in self.topics.values() for name in topic]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, which adds it to the group."""
        for topic in self.topics.values():
            if cmd_name in topic:
                import_module(f"fingraph.cli.{topic[cmd_name][0]}")
        command = super().get_command(ctx, cmd_name)
        if command and not isinstance(command, click.Group):
            own = [param for param in command.params if param.name not in (DATA, LOCATION)]
            command.params = [*own, *_shared_options(cmd_name)]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        for topic, commands in self.topics.items():
            with formatter.section(topic):
                formatter.write_dl([(name, summary) for name, (_, summary) in commands.items()])


DATA = "data"
LOCATION = "location"
WITHOUT_DATA = ("init",)
WITHOUT_LOCATION = ("init", "build", "verify", "add", "suggest", "coverage", "agree")
"""Commands that work on tables alone, whatever the graph."""


def _shared_options(command: str) -> Iterator[click.Option]:
    if command not in WITHOUT_DATA:
        yield click.Option(
            [f"--{DATA}"],
            type=PathType(exists=True, file_okay=False),
            expose_value=False,
            is_eager=True,
            callback=_work_on,
            help="Workspace of your own tables, else what FINGRAPH_DATA names, else the built-in ones.",
        )
    if command not in WITHOUT_LOCATION:
        yield click.Option(
            ["-l", f"--{LOCATION}"],
            expose_value=False,
            is_eager=True,
            callback=_work_on,
            metavar="LOCATION",
            help="Where the graph is: a folder that load wrote, or http(s)://… of an endpoint, else what FINGRAPH_LOCATION "
            "names, else memory: for that of the tables.",
        )


def _work_on(ctx: click.Context, param: click.Parameter, value: Path | str | None) -> None:
    """Let a command work on a workspace or a location, as if the environment named it; what is called later does not."""
    from fingraph.resources import DATA_VARIABLE, LOCATION_VARIABLE

    if value is None:
        return
    variable = DATA_VARIABLE if param.name == DATA else LOCATION_VARIABLE
    former = os.environ.get(variable)
    os.environ[variable] = str(value)

    def restore() -> None:
        del os.environ[variable]
        if former is not None:
            os.environ[variable] = former

    ctx.find_root().call_on_close(restore)  # a wrong option after this one leaves the command's own context open


class _Main(LazyGroup):
    """The group of all commands, which prints each expected error as one line, never a traceback."""

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
        except OSError as error:
            # As standard output on a full disk; what was left unwritten must not be tried again at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo(f"fingraph: {error.filename or 'cannot write'}: {error.strerror or error}", err=True)
            ctx.exit(1)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"fingraph: warning: {message}", err=True)


@click.group(cls=_Main, topics=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(None, "-V", "--version", package_name="fingraph-kg", prog_name="fingraph")
def main() -> None:
    """Policies, technologies and sectors of trend reports, as a graph whose every link can be proved.

    \b
    Example:
      fingraph describe 大模型
      fingraph query -q 'SELECT ?t WHERE { policy:several-policies fg:promotes ?t }'
    """


def write(content: bytes, output: Path | None) -> None:
    """Write an answer to standard output, also named ``-``, or whole to a file: beside it first, then renamed."""
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
        return
    from fingraph.output import replaced_file

    try:
        with replaced_file(output) as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"cannot write {str(output)!r}: {error.strerror}") from error


def remark(text: str) -> None:
    """Write lines to standard error, with control characters of labels as their codes."""
    from fingraph.terminal import printable

    click.echo("\n".join(map(printable, text.split("\n"))), err=True)


def refuse_to_replace(files: Iterable[Path], *, force: bool) -> None:
    """Raise an error if a file exists, unless it may be replaced; a pipe or a device is not, but written into."""
    for file in files:
        if not force and (file.is_file() or file.is_dir()):
            raise OutputError(f"{str(file)!r} exists; choose another file with -o, or replace it with --force")


def project_tables() -> Tables:
    """Return the tables at hand, with the reports that are examples."""
    from fingraph.assemble import read
    from fingraph.resources import data_dir, resource_dir

    return read(data_dir(), resource_dir("ontology"), examples=True)


def reports_by_id() -> dict[str, Report]:
    """Return the annotated reports, examples included."""
    return {report.id: report for report in project_tables().reports}


def annotated_report(name: str) -> Report:
    """Return the report with an id; an unknown one is an error that names those there are."""
    from fingraph.errors import SourceError

    reports = reports_by_id()
    if name not in reports:
        raise SourceError(f"unknown report {name!r}; use one of {', '.join(reports)}")
    return reports[name]


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose columns line up in Chinese and English."""
    from fingraph.terminal import table

    click.echo(table(columns, rows))
