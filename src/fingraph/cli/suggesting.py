"""The command that suggests rows for a report's tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, annotated_report, project_tables, write
from fingraph.cli.progress import Progress
from fingraph.cli.reports import report

if TYPE_CHECKING:
    from fingraph.model import Report, Tables

KINDS = ("links", "mentions", "terms")
TERM_COLUMNS = ("term", "kind", "score", "count", "sentences")
MOST_LINKS, LEAST_SCORE, MOST_TERMS = 12, 0.1, 60
"""As in fingraph.suggest, which is imported only when it is used."""
CONTEXTS = 10
"""Sentences named for a term, at most."""


@report.command()
@click.argument("report_id", metavar="REPORT")
@click.option("--source", type=PathType(), help="The report's text; by default where FINGRAPH_SOURCES says.")
@click.option("--kind", type=click.Choice(KINDS), default="links", show_default=True, help="What to suggest.")
@click.option(
    "--most",
    type=click.IntRange(1),
    help=f"Links of a sentence, at most ({MOST_LINKS}), or terms of the report ({MOST_TERMS}).",
)
@click.option(
    "--least", type=click.FloatRange(0, 1), default=LEAST_SCORE, show_default=True, help="Score of a link, at least."
)
@click.option("-o", "--output", type=PathType(dir_okay=False), help="File instead of standard output.")
@click.option("--write", "merge", is_flag=True, help="Add the rows to the report's own table; no row there is changed.")
def suggest(
    report_id: str, source: Path | None, kind: str, most: int | None, least: float, output: Path | None, merge: bool
) -> None:
    """Suggest links, mentions or new terms of a report, as rows for its tables.

    Rows have the status suggested: no graph takes them before you change that to accepted. Terms are names that no table has,
    for you to add to one. The same tables and text give the same suggestions.

    \b
    Example:
      fingraph report suggest example-2024 --kind terms
      fingraph report suggest kpmg-2025 --kind mentions --write --data mine
      fingraph report suggest kpmg-2025 --write --data mine
    """
    if merge and (output or kind == "terms"):
        raise click.UsageError(
            "use --write or -o, not both" if output else "terms belong to no table yet; write them to a file with -o"
        )
    tables, annotated = project_tables(), annotated_report(report_id)
    text = _text(annotated, source)
    path = _table(report_id, kind) if merge else None
    columns, rows = _rows(tables, annotated, text, kind, most=most, least=least)
    if path:
        _merge(path, columns, rows)
        click.echo(f"{len(rows)} suggested {kind} added to {path}", err=True)
        return
    from fingraph.tables import table_content

    write(table_content(columns, rows), output)
    click.echo(f"{len(rows)} {kind} suggested", err=True)


def _rows(
    tables: Tables, annotated: Report, text: str, kind: str, *, most: int | None, least: float
) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    from fingraph.resources import resource_dir
    from fingraph.suggest import Suggester
    from fingraph.tables import LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS

    suggester = Suggester(resource_dir("ontology"), tables.items, tables.reports)
    if kind == "terms":
        return TERM_COLUMNS, [
            {
                "term": term.text,
                "kind": term.kind,
                "score": f"{term.score:.3f}",
                "count": len(term.places),
                "sentences": "|".join(list(dict.fromkeys(place[0] for place in term.places))[:CONTEXTS]),
            }
            for term in suggester.terms(annotated, text, most=most or MOST_TERMS)
        ]
    if kind == "mentions":
        columns: tuple[str, ...] = (*MENTION_COLUMNS, "status")
        return columns, [{name: getattr(one, name) for name in columns} for one in suggester.mentions(annotated, text)]
    columns = (*LINK_COLUMNS, *LINK_STATE)
    with Progress(len(annotated.sentences), "suggesting") as step:
        links = suggester.links(annotated, text, most=most or MOST_LINKS, least=least, step=step)
    return columns, [{name: getattr(link, name) for name in columns} for link in links]


def _text(annotated: Report, source: Path | None) -> str:
    from fingraph.errors import SourceError
    from fingraph.resources import SOURCES_VARIABLE, source_path
    from fingraph.text import read_text

    path = source or source_path(annotated.id)
    if path is None:
        raise SourceError(
            f"no text of {annotated.id!r} found; name it with --source or its folder with {SOURCES_VARIABLE}"
        )
    text, digest = read_text(path)
    if digest != annotated.digest:
        raise SourceError(
            f"{str(path)!r} is not the annotated rendition of {annotated.id}; fingraph verify says what differs"
        )
    return text


def _table(report_id: str, kind: str) -> Path:
    """Return the table of a report of the workspace."""
    from fingraph.errors import OutputError
    from fingraph.resources import DATA_VARIABLE, data_dir

    path = data_dir() / "reports" / report_id / f"{kind}.csv"
    if not os.environ.get(DATA_VARIABLE) or not path.is_file():
        raise OutputError(
            f"{report_id!r} is no report of a workspace of yours; name the workspace with --data, or write to a file with -o"
        )
    return path


def _merge(path: Path, columns: tuple[str, ...], rows: list[dict[str, object]]) -> None:
    """Add rows at the end of a table; what stands there stays as it is."""
    from fingraph.tables import LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS, write_table
    from fingraph.tables.reader import Reader

    required, optional = (LINK_COLUMNS, LINK_STATE) if path.stem == "links" else (MENTION_COLUMNS, ("status",))
    reader = Reader(path.parent)
    former = [row.cells for row in reader.rows(path, required, optional)]
    reader.finish()
    write_table(path, columns, [*former, *rows])
