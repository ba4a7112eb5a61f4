"""Commands that look at a report's annotation: what it covers, and how far two readers agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, annotated_report, project_tables, write
from fingraph.cli.options import row_options
from fingraph.cli.reports import report

if TYPE_CHECKING:
    from fingraph.model import Report

FORMS = ("table", "markdown", "json")


@report.command()
@click.argument("report_id", metavar="REPORT")
@click.option("-f", "--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option("-o", "--output", type=PathType(dir_okay=False), help="File instead of standard output.")
@click.option("--source", type=PathType(), help="The report's text; by default where FINGRAPH_SOURCES says.")
def coverage(report_id: str, form: str, output: Path | None, source: Path | None) -> None:
    """Say what a report's annotation covers and leaves out.

    With the report's text at hand, also how many of the names that stand in its sentences are annotated.

    \b
    Example:
      fingraph report coverage example-2024
      fingraph report coverage caict-2025 -f markdown -o coverage.md
    """
    from fingraph.coverage import coverage as covered

    annotated = annotated_report(report_id)
    text = _text(annotated, source)
    texts = {} if text is None else {report_id: text}
    write(covered(project_tables(), annotated, form=form, texts=texts).encode(), output)
    if text is None:
        click.echo(f"no text of {report_id!r} found, so the names in it were not counted", err=True)


def _text(annotated: Report, source: Path | None) -> str | None:
    """Return the annotated rendition, if it is at hand; one that is named must be it."""
    from fingraph.errors import SourceError
    from fingraph.resources import source_path
    from fingraph.text import read_text

    path = source or source_path(annotated.id)
    if path is None:
        return None
    text, digest = read_text(path)
    if digest == annotated.digest:
        return text
    if source:
        raise SourceError(
            f"{str(path)!r} is not the annotated rendition of {annotated.id}; fingraph verify says what differs"
        )
    return None


@report.command()
@click.argument("a")
@click.argument("b")
@click.option("--differences", is_flag=True, help="List what A and B have differently, row by row.")
@row_options
def agree(a: str, b: str, differences: bool, form: str, output: Path | None) -> None:
    """Say how far two readers of a report agree: Dice, Cohen's kappa, Krippendorff's alpha.

    A and B are each a report, one of its readings as REPORT/NAME, a folder with links.csv, or a table of links. Only trends
    in which both have rows are compared.

    \b
    Example:
      fingraph report agree caict-2025/first caict-2025/second
      fingraph report agree example-2024 mine/links.csv --differences -f csv
    """
    from fingraph.agreement import agreement
    from fingraph.tables.readings import read_reading

    found = agreement(read_reading(_reading(a)), read_reading(_reading(b)))
    if form in ("table", "markdown"):
        rows = found.to_difference_text_rows() if differences else found.to_text_rows()
    else:
        rows = found.to_difference_rows() if differences else found.to_rows()
    write(rows.to_text(form).encode(), output)
    click.echo(f"compared: {_trends(found.trends)}", err=True)
    if found.left_out:
        click.echo(f"left out, since only one of them has rows there: {_trends(found.left_out)}", err=True)
    if not differences:
        click.echo(f"{len(found.differences)} differences; --differences lists them", err=True)


def _trends(ordinals: tuple[int, ...]) -> str:
    return ", ".join(f"T{ordinal:02d}" for ordinal in ordinals)


def _reading(name: str) -> Path:
    """Return the folder or table that a name stands for: a path, or a report of the tables at hand."""
    from fingraph.errors import SourceError
    from fingraph.model import REPORT_ID
    from fingraph.resources import data_dir, resource_dir
    from fingraph.tables.readings import READINGS

    report_id, _, reading = name.partition("/")
    if REPORT_ID.fullmatch(report_id) and (not reading or REPORT_ID.fullmatch(reading)):
        for data in (data_dir(), resource_dir("data")):
            folder = data / "reports" / report_id
            folder = folder / READINGS / reading if reading else folder
            if (folder / "links.csv").is_file():
                return folder
    if Path(name).exists():
        return Path(name)
    raise SourceError(
        f"no reading {name!r}; use a report, REPORT/READING, a folder with links.csv, or a table of links"
    )
