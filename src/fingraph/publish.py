"""What ``fingraph build`` does: assemble, verify, validate, then write all files or none."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.assemble import assemble, read
from fingraph.coverage import coverage, page_records
from fingraph.errors import OutputError, Problem, SourceError, TableError
from fingraph.explorer import render_html
from fingraph.model import CLASS_OF_PREFIX, Tables
from fingraph.namespaces import compress, expand, layer_of
from fingraph.output import write_together
from fingraph.projection import graph_contents, read_details, to_networkx
from fingraph.ranking import rank
from fingraph.resources import data_dir, resource_dir, source_path
from fingraph.store import Store, as_store, canonical, count, graph_names, to_trig, to_turtle
from fingraph.validation import Finding, validate_dataset
from fingraph.verification import Verification, verify

if TYPE_CHECKING:
    import rdflib

TITLE = "fingraph: policies, technologies, sectors"
MEASURES = ("pagerank", "degree")
"""What the page tells of each item; measures of paths would take as long as all the rest."""
SAMPLES = 200
"""Replicates behind the intervals of ranks."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made.

    Parameters
    ----------
    files
        The files written.
    counts
        What there is of each thing: class or graph → number.
    checked
        Report id → what the comparison with its text found; None where the text is not at hand.
    waiting
        Report id → how many rows wait there, suggested or to be reviewed; no part of the graph.
    seconds
        Wall time.
    """

    files: tuple[Path, ...]
    counts: dict[str, int]
    checked: dict[str, Verification | None]
    waiting: dict[str, int]
    seconds: float


def build(output: Path, *, data: Path | None = None) -> Build:
    """Assemble the graph from the tables, check it, and write it in every form.

    Parameters
    ----------
    output
        Folder for ``fingraph.trig`` (everything), ``fingraph.ttl`` (items, labels and direct triples), ``fingraph.graphml``,
        ``fingraph.html`` and ``coverage.md``. Other files in it are left alone.
    data
        Folder of the tables; by default the workspace that ``FINGRAPH_DATA`` names, else the built-in one.

    Returns
    -------
    Build
        What was written and counted.

    Raises
    ------
    TableError
        If a table is malformed or its rows do not conform to the shapes, with every problem.
    SourceError
        If evidence does not fit a text that is at hand.
    OutputError
        If the files cannot be written; what stood there before is untouched.
    """
    start = time.perf_counter()
    ontology = resource_dir("ontology")
    tables = read(data or data_dir(), ontology)
    checked = _verified(tables)
    dataset = assemble(tables, ontology)
    if findings := validate_dataset(dataset):
        raise TableError([_problem(finding, tables) for finding in findings])
    contents = _contents(tables, dataset)
    _write_all(output, contents)
    files = tuple(output / name for name in contents)
    waiting = {report.id: len(report.waiting_links) + len(report.waiting_mentions) for report in tables.reports}
    return Build(files, _counts(tables, as_store(dataset)), checked, waiting, time.perf_counter() - start)


def _verified(tables: Tables) -> dict[str, Verification | None]:
    items = {item.id: item for item in tables.items}
    checked: dict[str, Verification | None] = {}
    problems: list[str] = []
    for report in tables.reports:
        source = source_path(report.id)
        if source is None:
            checked[report.id] = None
            continue
        verification = verify(report, items, source)
        checked[report.id] = verification
        problems += [f"{report.id}: {problem}" for problem in verification.problems]
    if problems:
        raise SourceError("\n".join(problems))
    return checked


def _problem(finding: Finding, tables: Tables) -> Problem:
    """Return a finding at the row it comes from."""
    file, line = tables.places.get(finding.focus, (finding.graph, 0))
    found = f" (found {finding.value})" if finding.value else ""
    return Problem(file, line, f"{finding.focus}: {finding.message}{found}")


def _contents(tables: Tables, dataset: rdflib.Dataset) -> dict[str, bytes]:
    store = as_store(dataset)
    graph = to_networkx(dataset)
    return {
        "fingraph.trig": to_trig(canonical(store)),
        "fingraph.ttl": simple_view(store),
        "fingraph.graphml": graph_contents(graph, "fingraph.graphml")["fingraph.graphml"],
        "fingraph.html": render_html(
            graph,
            title=TITLE,
            details=read_details(dataset),
            rankings={name: rank(graph, name, samples=SAMPLES) for name in MEASURES},
            coverage=page_records(tables),
        ).encode(),
        "coverage.md": coverage(tables).encode(),
    }


def simple_view(store: Store) -> bytes:
    """Return types, labels and direct triples of the items as Turtle: what beginners need and nothing else."""
    item_prefixes = tuple(expand(f"{prefix}:") for prefix in CLASS_OF_PREFIX)
    wanted = ("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:broader")
    stated = [name for name in graph_names(store) if layer_of(name) == "stated"]
    return to_turtle(
        quad
        for quad in canonical(store, stated)
        if getattr(quad.subject, "value", "").startswith(item_prefixes)
        and (
            compress(quad.predicate.value) in wanted
            or (
                quad.predicate.value.startswith(expand("fg:"))
                and getattr(quad.object, "value", "").startswith(item_prefixes)
            )
        )
    )


def _counts(tables: Tables, store: Store) -> dict[str, int]:
    classes = Counter(CLASS_OF_PREFIX[item.id.partition(":")[0]] for item in tables.items)
    return {
        **{name: classes[name] for name in CLASS_OF_PREFIX.values() if classes[name]},
        "Trend": sum(len(report.trends) for report in tables.reports),
        "stated links": sum(len(report.links) for report in tables.reports),
        "mentions": sum(len(report.mentions) for report in tables.reports),
        **{f"triples in {compress(name)}": count(store, name) for name in graph_names(store)},
    }


def _write_all(output: Path, contents: dict[str, bytes]) -> None:
    """Write every file beside, then rename them, so that a failure leaves the former files whole."""
    for name in contents:
        if (output / name).is_dir():
            raise OutputError(f"cannot write {str(output / name)!r}: it is a folder")
    try:
        output.mkdir(parents=True, exist_ok=True)
        write_together(output, contents)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"cannot write to {str(output)!r}: {reason}; choose another folder with -o") from error
