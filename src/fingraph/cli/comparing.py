"""Commands that compare reports, and that say what happened to policies when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, main, refuse_to_replace, write
from fingraph.cli.options import LANGUAGE_NAMES, row_options

if TYPE_CHECKING:
    from pathlib import Path

    from fingraph.comparison import ReportComparison
    from fingraph.model import Tables

PARTS = ("links", "items", "trends", "ranks", "facts")
CHANGES = ("new", "gone", "strengthened", "weakened", "relation", "kept", "risen", "fallen", "within noise")


@main.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only this part; can be given several times."
)
@click.option("--change", "changes", multiple=True, type=click.Choice(CHANGES), help="Only this change; likewise.")
@click.option("--measure", default="strength", show_default=True, help="By which policies and technologies are ranked.")
@click.option("--samples", type=int, default=500, show_default=True, help="Replicates of each report, for intervals.")
@click.option("--seed", type=int, default=0, show_default=True)
@row_options
@click.option("--html", type=PathType(dir_okay=False), help="Also write a page with the links of A, B and both.")
@click.option("--lang", type=click.Choice(LANGUAGE_NAMES), help="Of the page; by default the reader's.")
@click.option("--force", is_flag=True, help="Replace an existing page.")
def compare(
    a: str, b: str, parts: tuple[str, ...], changes: tuple[str, ...], measure: str, samples: int, seed: int, form: str,
    output: Path | None, html: Path | None, lang: str | None, force: bool,
) -> None:  # fmt: skip
    """Compare report A with report B: links, items, trends and ranks, with the sentences of both sides.

    Links are compared by the ids of items, so that a renamed label is no change. A rank that changed within noise is not
    reported as news. Outside facts that followed a forecast of A come from the facts layer; no report states them. With
    --location, both reports are read from the graph there, which does not tell by which words a mention names its item.

    \b
    Example:
      fingraph compare example-2024 caict-2025
      fingraph compare example-2024 caict-2025 --part links --change strengthened -f markdown
      fingraph compare example-2024 caict-2025 --html compared.html
    """
    from fingraph.comparison import compare as compare_reports
    from fingraph.comparison import tables_at_hand

    if html:
        refuse_to_replace((html,), force=force)
    tables = tables_at_hand(a, b)
    found = compare_reports(a, b, tables=tables, measure=measure, samples=samples, seed=seed)
    if html:
        write(_page(found, tables, lang or "").encode(), html)
    write(found.to_text(form, parts=parts, changes=changes).encode(), output)
    for part, numbers in found.counts().items():
        said = ", ".join(f"{change} {numbers[change]}" for change in (*CHANGES, "since") if numbers[change])
        click.echo(f"{part}: {said or 'none'}", err=True)
    if html and str(html) != "-":
        click.echo(str(html), err=True)


def _page(found: ReportComparison, tables: Tables, language: str) -> str:
    from fingraph.comparison import compared_dataset, compared_graph
    from fingraph.explorer import render_html
    from fingraph.projection import read_details

    dataset = compared_dataset(found, tables)
    title = f"{found.a.id} · {found.b.id}"
    return render_html(compared_graph(found, dataset), title=title, language=language, details=read_details(dataset))
