"""Commands that make, check and write the graph."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, annotated_report, main, print_table, project_tables, refuse_to_replace
from fingraph.cli.options import LANGUAGE_NAMES, ProjectionCommand, projection_options

if TYPE_CHECKING:
    from pathlib import Path


@main.command()
@click.option(
    "-o",
    "--output",
    type=PathType(file_okay=False),
    default="build",
    show_default=True,
    help="Folder for the files.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that make reports.")
@click.option("--rdf-only", is_flag=True, help="Write fingraph.nq alone, in memory that reports do not raise.")
def build(output: Path, jobs: int, rdf_only: bool) -> None:
    """Make the graph from the tables, check it, and write it as RDF, GraphML and HTML.

    \b
    Example:
      fingraph build -o build
      fingraph build -o build --rdf-only --jobs 8
    """
    from fingraph.assemble import folders_of_reports
    from fingraph.cli.progress import Progress
    from fingraph.publish import build as build_files
    from fingraph.resources import data_dir

    with Progress(len(folders_of_reports(data_dir())), "reports", "links") as progress:
        result = build_files(output, jobs=jobs, rdf_only=rdf_only, progress=lambda links: progress(1, links))
    print_table(["what", "number"], result.counts.items())
    for report_id, checked in result.checked.items():
        if checked is None:
            click.echo(f"{report_id}: the text is not at hand, so the evidence was NOT checked against it")
        elif checked.exact:
            click.echo(f"{report_id}: {checked.sentences} sentences and every name checked against the text")
        else:
            click.echo(f"{report_id}: {checked.sentences} sentences checked against another rendition, names not")
    for report_id, rows in result.waiting.items():
        if rows:
            click.echo(f"{report_id}: {rows} rows wait, suggested or to review, and are left out of the graph")
    click.echo(f"conforms to all shapes; {result.seconds:.1f} s")
    for file in result.files:
        click.echo(str(file))


@main.command()
@click.argument("files", nargs=-1, type=PathType(exists=True, dir_okay=False))
def validate(files: tuple[Path, ...]) -> None:
    """Check graphs against the SHACL shapes: those at the location, or RDF files of your own.

    \b
    Example:
      fingraph validate
      fingraph validate mine.ttl
    """
    from fingraph.location import store_at_hand
    from fingraph.validation import validate_dataset, validate_file

    builtin = store_at_hand()
    findings = (
        [finding for file in files for finding in validate_file(file, builtin)] if files else validate_dataset(builtin)
    )
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{len(findings)} findings" if findings else "conforms", err=True)
    sys.exit(1 if findings else 0)


@main.command()
@click.argument("report")
@click.option("--source", type=PathType(), help="The report's text; by default where FINGRAPH_SOURCES says.")
def verify(report: str, source: Path | None) -> None:
    """Check a report's annotations against its text: every offset, digest and name.

    \b
    Example:
      fingraph verify caict-2025 --source caict-2025.txt
    """
    from fingraph.errors import SourceError
    from fingraph.resources import SOURCES_VARIABLE, source_path
    from fingraph.verification import verify as verify_report

    tables, annotated = project_tables(), annotated_report(report)
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


@main.command(cls=ProjectionCommand)
@click.option(
    "-o",
    "--output",
    type=PathType(),
    required=True,
    help="NAME.gexf or NAME.graphml, as for Gephi; NAME.csv for NAME-nodes.csv and NAME-edges.csv.",
)
@projection_options
@click.option("--language", type=click.Choice(LANGUAGE_NAMES), default="en", show_default=True, help="Of the labels.")
@click.option("--force", is_flag=True, help="Replace existing files.")
def export(
    output: Path, projection: str, via: bool, shared: str, inferred: bool, language: str, force: bool
) -> None:  # fmt: skip
    """Write the graph as a file for Gephi and other network tools, or as tables of nodes and edges.

    \b
    Example:
      fingraph export -o graph.gexf --projection policy-technology-sector
      fingraph export -o technologies.csv --projection technology-technology --shared trend
    """
    from fingraph.projection import from_networkx, graph_files, to_networkx

    refuse_to_replace(graph_files(output), force=force)
    graph = to_networkx(projection=projection, via=via, shared=shared, inferred=inferred)
    files = from_networkx(graph, output, language=language)
    click.echo(graph.graph["summary"], err=True)
    click.echo(f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges", err=True)
    for file in files:
        click.echo(str(file))
