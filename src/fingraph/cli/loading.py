"""Commands that move whole graphs: into a store on disk or an endpoint, and out of one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, main, refuse_to_replace
from fingraph.cli.plain import refuse
from fingraph.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


@main.command()
@click.argument("files", nargs=-1, type=PathType(exists=True))
@click.option("--force", is_flag=True, help="Replace the store in the folder.")
@click.option(
    "--merge/--no-merge",
    default=True,
    help="Merge the reports of a store on disk, to ask them quickly and to count what two of them state once.",
)
@click.option("--update", metavar="ADDRESS", help="Where the endpoint takes SPARQL Update, if that cannot be told.")
@click.option(
    "--graph-store", metavar="ADDRESS", help="Where it takes the Graph Store Protocol, if that cannot be told."
)
@click.option(
    "--profile",
    metavar="NAME",
    help="Kind of the endpoint, as FINGRAPH_PROFILE, if it does not say so itself, such as fuseki.",
)
@click.option("--batch", type=click.IntRange(min=1), help="Triples in a request, if the endpoint takes fewer.")
def load(
    files: tuple[Path, ...],
    force: bool,
    merge: bool,
    update: str | None,
    graph_store: str | None,
    profile: str | None,
    batch: int | None,
) -> None:
    """Write graphs to the place that --location names: a folder, for a store on disk, or an endpoint.

    FILES are RDF files, or folders that build wrote; without any, the graph of the tables goes there. A store on disk then
    holds them alone. Of an endpoint, each graph takes the place of its former one, whole; an upload that was interrupted
    goes on when it is run again. Name and password are read from FINGRAPH_USER and FINGRAPH_PASSWORD, or from ~/.netrc.

    \b
    Example:
      fingraph load -l store
      fingraph load build -l http://localhost:7878
    """
    from fingraph.cli.progress import Progress
    from fingraph.location import open_store
    from fingraph.resources import LOCATION_VARIABLE
    from fingraph.transfer import load as load_graphs

    location = os.environ.get(LOCATION_VARIABLE)
    if not location:
        raise OutputError("nowhere to load to; name a folder or an endpoint with --location")
    special = update or graph_store or profile
    target = open_store(location, update=update, graph_store=graph_store, profile=profile) if special else location
    with Progress(1, "sending" if "://" in location else "merging") as bar:

        def progress(done: int, whole: int) -> None:
            bar.length = whole
            bar(done)

        loaded = load_graphs(files, target, force=force, merge=merge, batch=batch, progress=progress)
    unchanged = f", {len(loaded.kept)} of them unchanged" if loaded.kept else ""
    click.echo(f"{loaded.triples} triples in {len(loaded.graphs)} graphs{unchanged}")


@main.command()
@click.option("-o", "--output", type=PathType(), help="NAME.nq or NAME.trig, instead of standard output.")
@click.option(
    "-f", "--format", "form", type=click.Choice(["nquads", "trig"]), help="By default as the file's name says."
)
@click.option("--edges", is_flag=True, help="Write the stated links as tables in Parquet, into the folder -o.")
@click.option(
    "--projection", type=click.Choice(["links", "full"]), default="links", show_default=True, help="edges: Which links."
)
@click.option("--force", is_flag=True, help="Replace an existing file, or edge table.")
def dump(output: Path | None, form: str | None, edges: bool, projection: str, force: bool) -> None:
    """Write all graphs, as they come, so that any size can be written; or, with --edges, tables of nodes and edges.

    Edge tables are for Spark (rank --engine spark), and for all that reads Parquet: nodes.parquet has id, item, item_class,
    label_en and label_zh; edges.parquet has source and target, which are ids, relation, report and support, the number of
    sentences.

    \b
    Example:
      fingraph dump -o all.nq
      fingraph dump -l http://localhost:7878 -o all.trig
      fingraph dump --edges -o edges
    """
    from fingraph.location import store_at_hand
    from fingraph.transfer import dump as dump_graphs

    if edges:
        _dump_edges(output, form, projection, force=force)
        return
    refuse(("projection",), "is for --edges")
    store = store_at_hand()
    if output is None or str(output) == "-":
        dump_graphs(store, sys.stdout.buffer, form=form)
        return
    if output.is_dir():
        raise click.UsageError(f"{str(output)!r} is a folder; name a file with -o, or write tables with --edges")
    refuse_to_replace((output,), force=force)
    dump_graphs(store, output, form=form)
    click.echo(str(output))


def _dump_edges(output: Path | None, form: str | None, projection: str, *, force: bool) -> None:
    from fingraph.cli.progress import Progress
    from fingraph.edges import dump_edges
    from fingraph.location import store_at_hand

    if output is None or str(output) == "-":
        raise click.UsageError("name a folder for the edge table with -o")
    if form is not None:
        raise click.UsageError("an edge table is Parquet; leave --format out")
    with Progress(1, "writing") as bar:

        def progress(reports: int, whole: int) -> None:
            bar.length = whole
            bar(reports)

        written = dump_edges(store_at_hand(), output, projection=projection, force=force, progress=progress)
    click.echo(f"{output}: {written.nodes} nodes, {written.edges} edges")
