"""The command that reads a report into a workspace."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType
from fingraph.cli.options import LANGUAGE_NAMES
from fingraph.cli.reports import report as group

if TYPE_CHECKING:
    from pathlib import Path

    from fingraph.intake import Added


@group.command()
@click.argument("file", type=PathType())
@click.option("--id", "report_id", required=True, help="Of the report: lower-case letters, digits and hyphens.")
@click.option("--title", default="", help="Of the work; needed for a new report.")
@click.option("--lang", "language", type=click.Choice(LANGUAGE_NAMES), help="By default found out from the text.")
@click.option("--publisher", default="", help="Of the work.")
@click.option("--date", default="", help="Of the work: 2025, 2025-01 or 2025-01-15.")
@click.option("--dry-run", is_flag=True, help="Show what would be read; write nothing.")
@click.option("--force", is_flag=True, help="Replace the text of a report by one that has next to nothing of it.")
def add(
    file: Path, report_id: str, title: str, language: str | None, publisher: str, date: str, dry_run: bool, force: bool
) -> None:  # fmt: skip
    """Read a report from a text, Markdown, HTML or PDF file; read it again, and what was annotated is carried over.

    \b
    Headings are those of numbered trends: 一、 （一） 1. 第一， 趋势一： Trend 1: #1, or headings of Markdown and HTML.
    If others are wanted, put # before each in a copy of the text and add that.

    \b
    Example:
      fingraph report add outlook.pdf --data mine --id house-2026 --title 'Outlook on 2026' --date 2026-01
    """
    from fingraph.cli.progress import Progress
    from fingraph.intake import Details, Plan, add_report

    details = Details(title=title, language=language or "", publisher=publisher, date=date)
    with Progress(100, "reading") as step:
        added = add_report(
            file,
            report_id,
            _workspace(report_id),
            details=details,
            plan=Plan(write=not dry_run, force=force),
            step=step,
        )
    _print(report_id, added)
    if added.matches:
        _print_changes(report_id, added)
    click.echo("nothing written" if dry_run else "\n".join(map(str, added.files)))


def _workspace(report_id: str) -> Path:
    """Return the folder to write to, which the user must have named."""
    import os

    from fingraph.errors import SourceError
    from fingraph.intake import check_id
    from fingraph.resources import DATA_VARIABLE, data_dir, resource_dir
    from fingraph.workspace import builds_on_builtin

    check_id(report_id)
    if not os.environ.get(DATA_VARIABLE):
        raise SourceError("no workspace to add to; make one with fingraph init FOLDER, then add --data FOLDER")
    data = data_dir()
    builtin = resource_dir("data")
    if builds_on_builtin(data) and data.resolve() != builtin and (builtin / "reports" / report_id).exists():
        raise SourceError(f"report {report_id!r} is one of the built-in reports; choose another --id")
    return data


def _print(report_id: str, added: Added) -> None:
    from fingraph.terminal import printable

    sizes = Counter(one.trend for one in added.sentences)
    click.echo(f"{report_id}: {len(added.trends)} trends, {len(added.sentences) - len(added.trends)} sentences")
    for row in added.trends:
        ordinal = int(row["ordinal"])
        click.echo(f"  {ordinal:>2}  {printable(row['label_zh'])}  ({sizes[ordinal] - 1})")
    for reason in added.extract.left_out:
        click.echo(f"{report_id}: not in the text: {reason}")
    for span in added.excluded:
        click.echo(
            f"{report_id}: left out: {span.reason}, {span.start} to {span.end}: {_excerpt(added, span.start, span.end)}"
        )


def _excerpt(added: Added, start: int, end: int) -> str:
    from fingraph.terminal import printable

    text = " ".join(added.extract.text[start:end].split())
    return printable(text if len(text) <= 40 else f"{text[:39]}…")


def _print_changes(report_id: str, added: Added) -> None:
    kinds = Counter(match.kind for match in added.matches)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in ("same", "moved", "changed", "vanished"))
    click.echo(f"{report_id}: sentences: {counts}, {len(added.fresh)} new")
    for match in added.matches:
        if (
            match.kind in ("moved", "changed")
            and match.now
            and (match.now.id != match.former.id or match.kind == "changed")
        ):
            likeness = f", likeness {match.likeness:.2f}" if match.kind == "changed" else ""
            click.echo(f"  {match.former.id} is now {match.now.id}: {match.kind}{likeness}")
        elif match.kind == "vanished":
            click.echo(f"  {match.former.id} vanished")
    if added.fresh:
        click.echo(f"  new: {', '.join(added.fresh)}")
    click.echo(f"{report_id}: {added.review} rows to review, {added.orphaned} rows put into orphans.csv")
