"""Rankings without intervals, and parts: those of Spark, and rankings by the backends of networkx."""

from __future__ import annotations

import inspect
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    import networkx as nx
    from pyspark.sql import DataFrame

    from fingraph.distributed import EdgeTable

    Item = tuple[str, str, str, str, float]

F = TypeVar("F", bound=Callable[..., Any])

ENGINES = ("local", "spark")
DEGREES = {
    f"{prefix}{name}": (direction, weight)
    for name, weight in (("degree", None), ("strength", "support"))
    for prefix, direction in (("", "both"), ("in_", "in"), ("out_", "out"))
}
SPARK_MEASURES = ("pagerank", *DEGREES, "triangles", "distances")
METHODS = ("components", "strong-components", "label-propagation")
WITHOUT_INTERVALS = "values and ranks come without robustness intervals"
TRIANGLES = "measure: triangles (unit: triangles; direction is ignored; https://doi.org/10.1016/j.tcs.2008.07.017)"
DISTANCES = "measure: distances from {} (unit: links; paths follow the links; the least ranks first)"
SHOWN = 4
"""Items of a part that a table names."""


@dataclass
class Job:
    """What Spark is asked to work on.

    Parameters
    ----------
    master
        Its address.
    edges
        Folder of the edge table, or its address; None for one made of the graph at the location.
    projection
        Of that.
    lines
        What has to be said beside the answer.
    """

    master: str
    edges: str | None
    projection: str
    lines: list[str] = field(default_factory=list)

    @contextmanager
    def table(self) -> Iterator[EdgeTable]:
        """Yield the edge table, open."""
        from fingraph.distributed import open_edges

        with self._folder() as folder, open_edges(folder, master=self.master) as table:
            yield table
            self.lines.append(f"counted: {table.size} nodes, {table.edges.count()} links")

    @contextmanager
    def _folder(self) -> Iterator[str]:
        from fingraph.distributed.session import check_session, is_here
        from fingraph.edges import dump_edges
        from fingraph.location import store_at_hand

        check_session(self.master)  # before what takes longer
        if self.edges is not None:
            yield self.edges
            return
        if not is_here(self.master):
            raise click.UsageError(
                f"master {self.master!r} is on another machine: name an edge table that both see with --edges; "
                "fingraph dump --edges writes it"
            )
        with tempfile.TemporaryDirectory(prefix="fingraph-") as work:
            dump_edges(store_at_hand(), Path(work, "edges"), projection=self.projection)
            yield str(Path(work, "edges"))


def spark_options(function: F) -> F:
    """Give a command ``engine``, ``master`` and ``edges``.

    Parameters
    ----------
    function
        The command's function.

    Returns
    -------
    callable
        The same function.
    """
    options = (
        click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True, help="What computes."),
        click.option(
            "--master",
            metavar="URL",
            default="local[*]",
            show_default=True,
            help="spark: local[*], spark://HOST:PORT, yarn or k8s://ADDRESS.",
        ),
        click.option(
            "--edges", metavar="FOLDER", help="spark: an edge table that dump --edges wrote; else one is made."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def refuse(names: Iterable[str], why: str) -> None:
    """Raise a usage error if an option was given that has no meaning here."""
    context = click.get_current_context()
    for param in context.command.params:
        given = context.get_parameter_source(param.name or "") not in (ParameterSource.DEFAULT, None)
        if param.name in names and given:
            raise click.UsageError(f"{param.opts[0]} {why}")


# --- Rankings -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plain:
    """A ranking without intervals.

    Parameters
    ----------
    items
        Item, both labels, class and value, best first.
    lines
        What has to be said beside it.
    ascending
        Whether the least value is the best.
    """

    items: Sequence[Item]
    lines: Sequence[str]
    ascending: bool = False

    def content(self, form: str, top: int) -> bytes:
        """Return all rows for programs, and the first for people."""
        import numpy as np

        from fingraph.ranking.result import ranks

        values = np.array([value for *_, value in self.items], dtype=float)
        numbers = [int(rank) for rank in ranks(values, ascending=self.ascending)] if self.items else []
        rows = [(number, *item) for number, item in zip(numbers, self.items, strict=True)]
        columns = ("rank", "item", "label_en", "label_zh", "item_class", "value")
        if form == "json":
            items = [dict(zip(columns, row, strict=True)) for row in rows]
            return (json.dumps({"about": self.lines, "items": items}, ensure_ascii=False, indent=1) + "\n").encode()
        if form == "csv":
            from fingraph.terminal import printable

            return "".join(f"# {printable(line)}\n" for line in self.lines).encode() + rows_in(form, columns, rows)
        shown = [(rank, f"{en} · {zh} ({kind})", f"{value:.4g}") for rank, _, en, zh, kind, value in rows[:top]]
        text = rows_in(form, ("rank · 名次", "item · 条目", "value · 值"), shown)
        return b"".join(f"- {line}\n".encode() for line in self.lines) + b"\n" + text if form == "markdown" else text


def rows_in(form: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """Return rows in a format of :func:`fingraph.cli.options.row_options`."""
    from fingraph.query import Rows

    return Rows(columns, tuple(rows), ()).to_text(form).encode()


def rank_by_backend(graph: nx.Graph[str], measure: str, backend: str, item_class: str) -> Plain:
    """Return a ranking by a backend of networkx."""
    from fingraph.analysis import MEASURES
    from fingraph.projection import class_named

    if measure not in MEASURES:
        raise AnalysisError(f"unknown measure {measure!r}; use one of {', '.join(MEASURES)}")
    chosen = MEASURES[measure]
    if "backend" not in inspect.signature(chosen.function).parameters:
        known = [name for name, m in MEASURES.items() if "backend" in inspect.signature(m.function).parameters]
        raise AnalysisError(
            f"networkx has no measure {measure!r}; leave --backend out, or use one of {', '.join(known)}"
        )
    item_class = class_named(graph, item_class) if item_class else ""
    found = chosen.function(graph, backend=backend)
    sign = 1 if chosen.ascending else -1
    items = [
        (node, data["label_en"], data["label_zh"], data["item_class"], float(found[node]))
        for node, data in sorted(graph.nodes.items(), key=lambda pair: (sign * round(found[pair[0]], 12), pair[0]))
        if not item_class or data["item_class"] == item_class
    ]
    lines = [
        _measured(measure),
        f"engine: networkx backend {backend!r}; {WITHOUT_INTERVALS}",
        f"projection: {graph.graph['summary']}",
        f"counted: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} links",
    ]
    return Plain(items, lines, chosen.ascending)


def _measured(measure: str) -> str:
    from fingraph.analysis import MEASURES

    chosen = MEASURES[measure]
    return f"measure: {measure} (unit: {chosen.unit}; {chosen.direction}; https://doi.org/{chosen.doi})"


def rank_by_spark(
    job: Job,
    measure: str,
    *,
    item_class: str,
    personal: Sequence[str],
    tolerance: float,
    checkpoint: str | None,
    top: int | None,
) -> Plain:
    """Return a ranking by Spark; of no more than ``top`` rows, if it is given."""
    _check_measure(measure)
    if measure == "distances" and not personal:
        raise click.UsageError("distances need the items they are from; name them with --personal")
    if measure not in ("pagerank", "distances"):
        refuse(("personal",), f"is for pagerank and distances, not for {measure}")
    if measure != "pagerank":
        refuse(("checkpoint", "tolerance"), f"is for pagerank, not for {measure}")
    with job.table() as table:
        frame = _measure(table, job, measure, personal=personal, tolerance=tolerance, checkpoint=checkpoint)
        if item_class:
            frame = frame.filter(frame["item_class"] == _class_named(table, item_class))
        items = _first(frame, ascending=measure == "distances", top=top)
    job.lines.insert(1, f"engine: Spark, master {job.master}; {WITHOUT_INTERVALS}")
    return Plain(items, job.lines, ascending=measure == "distances")


def _check_measure(measure: str) -> None:
    from fingraph.analysis import MEASURES

    if measure in SPARK_MEASURES:
        return
    those = f"use one of {', '.join(SPARK_MEASURES)}"
    if measure not in MEASURES:
        raise AnalysisError(f"unknown measure {measure!r}; with --engine spark, {those}")
    why = " exact betweenness needs all paths on one machine;" if measure == "betweenness" else ""
    raise AnalysisError(f"Spark has no {measure!r};{why} {those}, or --engine local")


def _measure(
    table: EdgeTable, job: Job, measure: str, *, personal: Sequence[str], tolerance: float, checkpoint: str | None
) -> DataFrame:
    from fingraph.distributed import degree, distances, pagerank, triangles

    if measure in DEGREES:
        direction, weight = DEGREES[measure]
        job.lines.append(_measured(measure))
        return degree(table, direction=direction, weight=weight)
    if measure == "triangles":
        job.lines.append(TRIANGLES)
        return triangles(table)
    if measure == "distances":
        job.lines.append(DISTANCES.format(", ".join(personal)))
        return distances(table, personal).groupBy("id", "item", "item_class", "label_en", "label_zh").agg({"value": "min"}).withColumnRenamed("min(value)", "value")  # fmt: skip
    job.lines.append(_measured(measure))
    done: list[tuple[int, float]] = []

    def progress(iterations: int, error: float) -> None:
        done.append((iterations, error))
        if sys.stderr.isatty():
            click.echo(_iterations(done), err=True)

    found = pagerank(table, tolerance=tolerance, personal=personal, checkpoint=checkpoint, progress=progress)
    if personal:
        job.lines.append(f"the walker starts at: {', '.join(personal)}")
    job.lines.append(_iterations(done))
    return found


def _iterations(done: Sequence[tuple[int, float]]) -> str:
    from fingraph.distributed.ranks import CHUNK

    if not done:
        return "iterations: all of them were saved before"
    saved = f", {done[0][0] - CHUNK} of them saved before" if done[0][0] > CHUNK else ""
    return f"iterations: {done[-1][0]}{saved}; the sum of all errors is at most {done[-1][1]:.1e}"


def _class_named(table: EdgeTable, name: str) -> str:
    """Return the class of items of a table by any of its names, which the ontology has."""
    import networkx as nx

    from fingraph.location import MEMORY, open_store
    from fingraph.projection import class_named
    from fingraph.projection.links import both_labels, read_labels

    labels = read_labels(open_store(MEMORY))
    graph: nx.Graph[str] = nx.Graph()
    for row in table.nodes.select("item_class").distinct().collect():
        found = row["item_class"]
        graph.add_node(found, item_class=found, **both_labels(labels, f"fg:{found}", "class"))
    return class_named(graph, name)


def _first(frame: DataFrame, *, ascending: bool, top: int | None) -> list[Item]:
    """Return the rows of a frame, best first; values that differ by rounding alone are alike."""
    scale = frame.agg({"value": "max"}).collect()[0][0] or 1.0
    ordered = frame.selectExpr("*", f"round(value / {scale!r}D, 12) AS place")
    ordered = ordered.orderBy(["place", "item"], ascending=[ascending, True])
    rows = (ordered if top is None else ordered.limit(top)).collect()
    return [
        (*(row[key] for key in ("item", "label_en", "label_zh", "item_class")), float(row["value"])) for row in rows
    ]


# --- Parts --------------------------------------------------------------------------------------------------------------


def parts_by_spark(job: Job, method: str, form: str) -> bytes:
    """Return the parts that a method finds, largest first."""
    from fingraph.distributed import components, degree, label_propagation, strong_components

    find = dict(zip(METHODS, (components, strong_components, label_propagation), strict=True))[method]
    with job.table() as table:
        parts = find(table).cache()
        strength = degree(table, weight="support").select("id", "value")
        sizes = parts.groupBy("part").count().withColumnRenamed("count", "size")
        alone = sizes.filter("size = 1").count()
        rows = (
            parts.join(sizes, "part")
            .join(strength, "id")
            .orderBy(["size", "part", "value", "item"], ascending=[False, True, False, True])
        )
        people = form in ("table", "markdown")
        content = _for_people(rows.filter("size > 1").toLocalIterator(), form) if people else _listed(rows, form)
        whole = sizes.count()
    job.lines[:0] = [
        f"{method}: {whole - alone} parts, {alone} items alone",
        f"engine: Spark, master {job.master}",
    ]
    return content


def _listed(rows: DataFrame, form: str) -> bytes:
    columns = ("part", "item", "label_en", "label_zh", "class", "strength")
    number, part, found = 0, None, []
    for row in rows.toLocalIterator():
        number += row["part"] != part
        part = row["part"]
        found.append((number, *(row[key] for key in ("item", "label_en", "label_zh", "item_class", "value"))))
    return rows_in(form, columns, found)


def _for_people(rows: Iterable[Any], form: str) -> bytes:
    found: list[tuple[int, int, str]] = []
    part, named = None, list[str]()
    for row in rows:
        if row["part"] != part:
            part, named = row["part"], []
            found.append((len(found) + 1, row["size"], ""))
        if len(named) <= SHOWN:
            named.append(f"{row['label_en']} · {row['label_zh']}" if len(named) < SHOWN else "…")
            found[-1] = (*found[-1][:2], "; ".join(named))
    return rows_in(form, ("part · 社群", "items · 条目数", "most linked · 关联最多"), found)
