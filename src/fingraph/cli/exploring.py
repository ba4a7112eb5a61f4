"""The command that writes the graph as a page to explore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fingraph.cli.asking import named_query, read_query
from fingraph.cli.base import PathType, main, project_tables, refuse_to_replace, reports_by_id, write
from fingraph.cli.options import LANGUAGE_NAMES, ProjectionCommand, projection_options
from fingraph.cli.plain import refuse
from fingraph.cli.progress import Progress
from fingraph.errors import QueryError

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from fingraph.explorer import Highlight
    from fingraph.ranking import Ranking
    from fingraph.store import Answer
    from fingraph.verification import Quotation

    Graph = nx.MultiGraph[str]


@main.command(cls=ProjectionCommand)
@click.option("-o", "--output", type=PathType(dir_okay=False), default="graph.html", show_default=True)
@projection_options
@click.option("--focus", metavar="NAME", help="Only an item and what is near, by id or by any label.")
@click.option("--depth", type=click.IntRange(min=1), default=1, show_default=True, help="Links from --focus.")
@click.option("--query", metavar="NAME|FILE", help="Only items that a competency question, or SPARQL in a file, finds.")
@click.option("--highlight", is_flag=True, help="Mark what --query finds in the whole graph instead.")
@click.option("--max-nodes", type=click.IntRange(min=1), help="Only the items with the most support.")
@click.option("--like", type=PathType(), help="A page written before: items keep their places.")
@click.option("--lang", type=click.Choice(LANGUAGE_NAMES), help="Of the page; by default the reader's.")
@click.option("--source", type=PathType(), help="A report's text that you own, to quote its sentences.")
@click.option("--title", default="fingraph", show_default=True)
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
def html(
    output: Path, projection: str, via: bool, shared: str, inferred: bool, focus: str | None, depth: int, query: str | None,
    highlight: bool, max_nodes: int | None, like: Path | None, lang: str | None, source: Path | None, title: str,
    opened: bool, force: bool,
) -> None:  # fmt: skip
    """Write the graph as one HTML file to explore: it needs no network, and every link is one click from its evidence.

    With --query the page shows the items that a query finds and all links of the projection between them, or, with
    --highlight, the whole graph with these items marked. The text given with --source goes into the page: mind whom you
    give it to.

    \b
    Example:
      fingraph html --open
      fingraph html -o llm.html --focus 大模型 --depth 2 --lang zh
      fingraph html -o policies.html --query cq05-policy-technology-links --highlight
    """
    from fingraph.explorer import read_places, render_html
    from fingraph.projection import read_details, to_networkx

    refuse_to_replace((output,), force=force)
    if highlight and query is None:
        raise click.UsageError("--highlight marks what --query finds; give --query as well")
    if focus is None:
        refuse(("depth",), "is for --focus")
    places = read_places(like) if like else None
    details = read_details(quotations=_quotations(source) if source else None)
    whole = to_networkx(projection=projection, via=via, shared=shared, inferred=inferred)
    if not whole:
        raise QueryError(f"projection {projection!r} has nothing in it; choose another --projection")
    found = _found(query, whole) if query else None
    graph = whole if found is None or highlight else _part(whole, found.nodes)
    graph = _near(graph, focus, depth) if focus else graph
    graph = _strongest(graph, max_nodes) if max_nodes else graph
    if highlight and found is not None and not set(found.nodes) & set(graph):
        raise QueryError(f"nothing that {query!r} finds is left to mark; leave out --focus or --max-nodes")
    page = render_html(
        graph,
        title=title,
        language=lang or "",
        details=details,
        rankings=_rankings(graph),
        highlight=found if highlight else None,
        previous=places,
        coverage=_coverage(),
    )
    write(page.encode(), output)
    click.echo(graph.graph["summary"], err=True)
    click.echo(f"{graph.number_of_nodes()} items, {graph.number_of_edges()} links", err=True)
    if str(output) != "-":
        click.echo(str(output))
    if opened:
        click.launch(output.resolve().as_uri())


def _coverage() -> list[dict[str, Any]]:
    """Return what the annotation of the reports at hand covers, without the examples, as they are not in the graph.

    Of a graph elsewhere it is not known.
    """
    from fingraph.coverage import page_records
    from fingraph.location import is_elsewhere

    if is_elsewhere():
        return []
    tables = project_tables()
    reports = [report for report in tables.reports if not report.example]
    return page_records(tables, *reports) if reports else []


def _quotations(source: Path) -> dict[str, Quotation]:
    from fingraph.verification import marked_quotations

    reports = reports_by_id()
    return marked_quotations(reports.get(source.stem) or next(iter(reports.values())), source)


def _rankings(graph: Graph) -> dict[str, Ranking]:
    """Return the rankings for the page, and say which it goes without."""
    from fingraph.ranking.overview import STEPS, affordable, overview

    samples = affordable(graph)
    if graph.number_of_edges() and (left := [name for name in STEPS if name not in samples]):
        commands = ", ".join(f"fingraph rank {name}" for name in left)
        click.echo(f"without {', '.join(left)}, which would take long for so many links: {commands}", err=True)
    with Progress(sum(samples.values()), "measuring") as progress:
        return overview(graph, progress=progress)


def _found(query: str, graph: Graph) -> Highlight:
    """Return the nodes that a query finds, and what it asks."""
    from pathlib import Path

    from fingraph.explorer import Highlight
    from fingraph.location import store_at_hand
    from fingraph.query import request
    from fingraph.store import evaluate

    text: str
    layers: tuple[str, ...]
    if query.endswith(".rq") or Path(query).is_file():
        text, layers, title = read_query(query), (), (Path(query).name, Path(query).name)
    else:
        named = named_query(query)
        text, layers, title = named.text, named.layers, (named.title_en, named.title_zh)
    store = store_at_hand()
    answer = evaluate(store, request(store, text, layers=layers))
    items = _items(answer, query)
    nodes = sorted(items & set(graph))
    if not nodes:
        what = f"{len(items)} items, none of which has a link in projection" if items else "no item of"
        raise QueryError(f"{query!r} finds {what} {graph.graph['projection']!r}; try --projection full")
    if len(nodes) < len(items):
        click.echo(f"{len(items) - len(nodes)} of {len(items)} items found have no link in the projection", err=True)
    return Highlight(nodes, title)


def _items(answer: Answer, query: str) -> set[str]:
    from fingraph.model import CLASS_OF_PREFIX

    if answer.form == "ask":
        raise QueryError(f"{query!r} is an ASK, which finds no items; use a SELECT or a CONSTRUCT")
    cells = {str(cell) for row in answer.values() for cell in row}
    return {cell for cell in cells if cell.partition(":")[0] in CLASS_OF_PREFIX}


def _near(graph: Graph, name: str, depth: int) -> Graph:
    """Return what is within some links of an item, in either direction."""
    import networkx as nx

    from fingraph.query import find_item

    item = name if name in graph else find_item(name)
    if item not in graph:
        raise QueryError(f"{name!r} ({item}) has no link in this graph; try --projection full, or another --focus")
    near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), item, cutoff=depth)
    if len(near) == 1:
        raise QueryError(
            f"nothing is linked to {name!r} ({item}) in this graph; try --projection full, or another --focus"
        )
    return _part(graph, near)


def _strongest(graph: Graph, number: int) -> Graph:
    """Return the nodes with most support; say how many are left out."""
    from fingraph.layout import strengths

    if len(graph) <= number:
        return graph
    strength = strengths(graph)
    click.echo(f"{len(graph) - number} of {len(graph)} items left out: those with the least support", err=True)
    return _part(graph, sorted(graph, key=lambda node: (-strength[node], node))[:number])


def _part(graph: Graph, nodes: Any) -> Graph:  # noqa: ANN401 - any collection
    """Return some nodes with all links between them, in the order of the whole."""
    return graph.subgraph(nodes).copy()
