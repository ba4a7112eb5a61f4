"""Commands that measure the graph of items: rankings and communities."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fingraph.cli.base import main, remark, write
from fingraph.cli.options import ProjectionCommand, projection_options, row_options
from fingraph.cli.plain import (
    METHODS,
    WITHOUT_INTERVALS,
    Job,
    Plain,
    parts_by_spark,
    rank_by_backend,
    rank_by_spark,
    refuse,
    spark_options,
)
from fingraph.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import networkx as nx

    from fingraph.ranking import Comparison, Ranking

INTERVALS = ("weighting", "samples", "seed", "null", "jobs", "compare", "explain")
"""Options of rank that have no meaning without replicates."""
SPARK = ("master", "edges", "checkpoint", "personal", "tolerance")


@main.command(cls=ProjectionCommand)
@click.argument("measure", default="pagerank")
@projection_options
@click.option("--class", "item_class", default="", help="Rank this class only: technology, sector, 领域, …")
@click.option("--top", default=20, show_default=True, help="How many a table shows, and count as the top.")
@click.option("--weights", "weighting", default="equal", show_default=True, help="Of modalities; modality, or a=4,b=2.")
@click.option("--samples", default=1000, show_default=True, help="Replicates behind the intervals.")
@click.option("--seed", default=0, show_default=True)
@click.option("--null", is_flag=True, help="Compare with graphs that have the same degrees.")
@click.option("--jobs", default=1, show_default=True, help="Processes that share the work.")
@click.option("--compare", nargs=2, metavar="A B", help="Say only whether A is ahead of B.")
@click.option("--explain", metavar="ITEM", help="Show only the sentences that carry the rank of ITEM.")
@click.option("--list", "listing", is_flag=True, help="List the measures.")
@click.option("--backend", metavar="NAME", help="A backend of networkx that computes the values, without intervals.")
@spark_options
@click.option("--checkpoint", metavar="FOLDER", help="spark: where pagerank saves ranks, and goes on from.")
@click.option(
    "--personal", multiple=True, metavar="ITEM", help="spark: pagerank starts there; distances are from there."
)
@click.option("--tolerance", default=1e-6, show_default=True, help="spark: sum of all errors of pagerank.")
@row_options
def rank(
    measure: str, projection: str, via: bool, shared: str, inferred: bool, item_class: str, top: int, weighting: str,
    samples: int, seed: int, null: bool, jobs: int, compare: tuple[str, str] | None, explain: str | None, listing: bool,
    backend: str | None, engine: str, master: str, edges: str | None, checkpoint: str | None, personal: tuple[str, ...],
    tolerance: float, form: str, output: Path | None,
) -> None:  # fmt: skip
    """Rank items by a measure, with robustness intervals.

    The interval and the range of ranks hold 95 % of replicates in which sentences have random weights, or are left out: they
    say how much a value hangs on single sentences, and are no sampling error. "worst" is the rank without the one sentence
    whose loss hurts most. Call one item ahead of another only if --compare says so.

    \b
    Example:
      fingraph rank --list
      fingraph rank betweenness --class technology --top 10
      fingraph rank --projection policy-technology-sector --weights modality --null
      fingraph rank --compare 大模型 'computing power'
      fingraph rank pagerank --engine spark --master spark://host:7077 --edges hdfs://host/edges
    """
    from fingraph.analysis import MEASURES
    from fingraph.ranking import NULL_GRAPHS
    from fingraph.ranking import rank as rank_items

    if listing:
        columns = ("measure", "指标", "a high value means", "数值高表示", "unit", "direction", "published")
        rows = [
            (name, m.label_zh, m.meaning, m.meaning_zh, m.unit, m.direction, f"https://doi.org/{m.doi}")
            for name, m in MEASURES.items()
        ]
        write(_rows(form, columns, rows), output)
        return
    if compare and explain:
        raise click.UsageError("give --compare or --explain, not both")
    if engine == "spark":
        refuse(("backend", *INTERVALS), f"is not for --engine spark: {WITHOUT_INTERVALS}")
        job = _job(master, edges, projection)
        given = top if form in ("table", "markdown") or _was_given("top") else None
        found = rank_by_spark(
            job,
            measure,
            item_class=item_class,
            personal=personal,
            tolerance=tolerance,
            checkpoint=checkpoint,
            top=given,
        )
        _write_plain(found, form, top, output)
        return
    refuse(SPARK, "is for --engine spark")
    if backend is not None:
        refuse(INTERVALS, f"is not for --backend: {WITHOUT_INTERVALS}")
        graph = _graph(projection, via=via, shared=shared, inferred=inferred)
        _write_plain(rank_by_backend(graph, measure, backend, item_class), form, top, output)
        return
    graph = _graph(projection, via=via, shared=shared, inferred=inferred)
    with Progress(samples + NULL_GRAPHS * null, "measuring") as progress:
        ranking = rank_items(
            graph,
            measure,
            item_class=item_class,
            weights=_weights(weighting),
            top=top,
            samples=samples,
            seed=seed,
            null=null,
            jobs=jobs,
            progress=progress,
        )
    if compare:
        first, second = (_node(graph, name) for name in compare)
        write(_compared(ranking.compare(first, second), form), output)
    elif explain:
        write(_explained(ranking, _node(graph, explain), form), output)
    else:
        write(_ranked(ranking, form, top), output)
    if compare or explain or form == "table":
        remark("\n".join(ranking.header()))


@main.command(cls=ProjectionCommand)
@projection_options
@click.option("--resolution", default=1.0, show_default=True, help="Above 1 makes smaller parts.")
@click.option("--runs", default=10, show_default=True, help="Runs, of which the best is shown.")
@click.option("--seed", default=0, show_default=True, help="Of the first run.")
@spark_options
@click.option(
    "--method", type=click.Choice(METHODS), default="label-propagation", show_default=True, help="spark: of these."
)
@row_options
def communities(
    projection: str, via: bool, shared: str, inferred: bool, resolution: float, runs: int, seed: int, engine: str,
    master: str, edges: str | None, method: str, form: str, output: Path | None,
) -> None:  # fmt: skip
    """Show the parts in which items are linked most, found by the Leiden algorithm.

    Direction does not count. Stability is how far the runs agree: at 1 all found the same parts. A table shows each part with
    its items of most links; csv and json list every item.

    \b
    Example:
      fingraph communities
      fingraph communities --projection technology-technology --shared trend -f csv
      fingraph communities --engine spark --method components
    """
    if engine == "spark":
        refuse(("resolution", "runs", "seed"), "is of the Leiden algorithm, which Spark does not have")
        job = _job(master, edges, projection)
        write(parts_by_spark(job, method, form), output)
        remark("\n".join(job.lines))
        return
    refuse((*SPARK, "method"), "is for --engine spark")
    from fingraph.analysis import communities as find_communities
    from fingraph.analysis import strength

    graph = _graph(projection, via=via, shared=shared, inferred=inferred)
    found = find_communities(graph, resolution=resolution, runs=runs, seed=seed)
    weight = strength(graph)
    parts = [sorted(group, key=lambda node: (-weight[node], node)) for group in found.groups]
    if form in ("table", "markdown"):
        rows = [
            (number, len(part), "; ".join(_label(graph, node) for node in part[:4]) + ("; …" if len(part) > 4 else ""))
            for number, part in enumerate(parts, 1)
            if len(part) > 1
        ]
        text = _rows(form, ("part · 社群", "items · 条目数", "most linked · 关联最多"), rows)
    else:
        columns = ("part", "item", "label_en", "label_zh", "class", "strength")
        text = _rows(
            form,
            columns,
            [
                (
                    number,
                    node,
                    *(graph.nodes[node].get(key, node) for key in ("label_en", "label_zh", "item_class")),
                    weight[node],
                )
                for number, part in enumerate(parts, 1)
                for node in part
            ],
        )
    write(text, output)
    alone = sum(len(part) == 1 for part in parts)
    click.echo(
        f"{found.method}: {len(parts) - alone} parts, {alone} items linked to none; modularity {found.modularity:.3f}, "
        f"stability {found.stability:.3f} over {runs} runs from seed {seed}\n"
        f"projection: {graph.graph['summary']}\n"
        f"counted: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} links",
        err=True,
    )


def _job(master: str, edges: str | None, projection: str) -> Job:
    """Return what Spark works on; options that say otherwise are refused."""
    from fingraph.edges import PROJECTIONS

    refuse(("via", "shared", "inferred"), "is not for --engine spark, which reads what is stated")
    if edges is not None:
        refuse(("projection",), "is that of the edge table; leave it out, or --edges")
    if projection not in PROJECTIONS:
        raise click.UsageError(f"--projection {projection} has no edge table; use one of {', '.join(PROJECTIONS)}")
    return Job(master, edges, projection)


def _was_given(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def _write_plain(found: Plain, form: str, top: int, output: Path | None) -> None:
    write(found.content(form, top), output)
    if form == "table":
        remark("\n".join(found.lines))


def _weights(text: str) -> str | dict[str, float]:
    """Return the name of a weighting, or modalities with their weights."""
    if "=" not in text:
        return text
    pairs = [part.partition("=") for part in text.split(",")]
    try:
        found = {modality.strip(): float(weight) for modality, _, weight in pairs}
    except ValueError:
        found = {}
    if len(found) < len(pairs):  # also where a modality is named twice
        raise click.UsageError(f"--weights {text!r}: write such as required=4,forecast=0.5")
    return found


def _graph(projection: str, *, via: bool, shared: str, inferred: bool) -> nx.MultiGraph[str]:
    from fingraph.projection import to_networkx

    return to_networkx(projection=projection, via=via, shared=shared, inferred=inferred)


def _node(graph: nx.MultiGraph[str], name: str) -> str:
    from fingraph.query import find_item

    return name if name in graph else find_item(name)


def _label(graph: nx.MultiGraph[str], node: str) -> str:
    return f"{graph.nodes[node]['label_en']} · {graph.nodes[node]['label_zh']}"


def _ranked(ranking: Ranking, form: str, top: int) -> bytes:
    if form == "csv":
        return ranking.to_csv().encode()
    if form == "json":
        answer = {"about": ranking.header(), "items": ranking.records()}
        return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
    text = _rows(form, *ranking.readable(top))
    return b"".join(f"- {line}\n".encode() for line in ranking.header()) + b"\n" + text if form == "markdown" else text


def _compared(found: Comparison, form: str) -> bytes:
    if form in ("table", "markdown"):
        return f"{found}\n".encode()
    row = (found.first.item, found.second.item, found.probability, found.ordered)
    return _rows(form, ("first", "second", "probability", "ordered"), [row])


def _explained(ranking: Ranking, item: str, form: str) -> bytes:
    from fingraph.ranking import Influence, explain

    found = explain(ranking, item)
    if form in ("table", "markdown"):
        columns = ("without · 去掉", "value · 值", "change · 变化", "rank · 名次", "states its links · 陈述其关联")
        yes = {True: "yes · 是", False: "no · 否"}
        return _rows(
            form, columns, [(f.sentence, f"{f.value:.4g}", f"{f.change:+.4g}", f.rank, yes[f.own]) for f in found]
        )
    rows = [tuple(None if value != value else value for value in astuple(f)) for f in found]  # noqa: PLR0124 - nan
    return _rows(form, tuple(field.name for field in fields(Influence)), rows)


def _rows(form: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> bytes:
    from fingraph.query import Rows

    return Rows(columns, tuple(rows), ()).to_text(form).encode()
