"""What ``fingraph build`` does: assemble, verify, validate, then write all files or none."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.bulk import Made, concepts_of, make
from fingraph.coverage import coverage, page_records
from fingraph.errors import OutputError, Problem, SourceError, TableError
from fingraph.explorer import render_html
from fingraph.model import CLASS_OF_PREFIX, Tables
from fingraph.namespaces import compress, expand, layer_of
from fingraph.output import replaced_file, write_together
from fingraph.projection import graph_contents, read_details, to_networkx
from fingraph.ranking.overview import QUICK, overview
from fingraph.resources import data_dir, resource_dir
from fingraph.store import Store, as_dataset, as_store, canonical, graph_names, load, to_trig, to_turtle

if TYPE_CHECKING:
    import rdflib

    from fingraph.verification import Verification

TITLE = "fingraph: policies, technologies, sectors"
LINKS, MENTIONS = "stated links", "mentions"


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


def build(
    output: Path,
    *,
    data: Path | None = None,
    jobs: int = 1,
    rdf_only: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Build:
    """Assemble the graph from the tables, check it, and write it in every form.

    Parameters
    ----------
    output
        Folder for ``fingraph.trig`` (everything), ``fingraph.ttl`` (items, labels and direct triples), ``fingraph.graphml``,
        ``fingraph.html`` and ``coverage.md``. Other files in it are left alone.
    data
        Folder of the tables; by default the workspace that ``FINGRAPH_DATA`` names, else the built-in one.
    jobs
        Processes that make and check reports, 1 or more. Each needs memory for the concepts and one report.
    rdf_only
        Whether to write ``fingraph.nq`` (everything) alone, report by report: memory does not grow with their number.
    progress
        Called with the number of links of each report that is made.

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
    data, ontology = data or data_dir(), resource_dir("ontology")
    concepts = concepts_of(data, ontology)
    totals = _Totals(concepts)
    made = _seen(make(concepts, data, ontology, jobs=jobs), totals, progress)
    files = _streamed(output, made, totals) if rdf_only else _written(output, made, totals)
    return Build(files, totals.counts(), totals.checked, totals.waiting, time.perf_counter() - start)


class _Totals:
    """What is known of all reports so far; of each no more than a few numbers."""

    def __init__(self, concepts: Tables) -> None:
        self.concepts = concepts
        self.triples: Counter[str] = Counter()
        self.things = Counter(CLASS_OF_PREFIX[item.id.partition(":")[0]] for item in concepts.items)
        self.checked: dict[str, Verification | None] = {}
        self.waiting: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.unproven: list[str] = []

    def add(self, made: Made) -> None:
        self.triples.update(made.triples)
        self.problems += made.problems
        self.unproven += made.unproven
        if report := made.report:
            self.checked[report.id] = made.checked
            self.waiting[report.id] = len(report.waiting_links) + len(report.waiting_mentions)
            self.things.update({"Trend": len(report.trends), LINKS: len(report.links), MENTIONS: len(report.mentions)})

    def check(self) -> None:
        """Raise what is wrong."""
        if self.problems:
            raise TableError(self.problems)
        if self.unproven:
            raise SourceError("\n".join(self.unproven))

    def counts(self) -> dict[str, int]:
        always = ("Trend", LINKS, MENTIONS)
        return {
            **{name: self.things[name] for name in CLASS_OF_PREFIX.values() if self.things[name] and name != "Trend"},
            **{name: self.things[name] for name in always},
            **{f"triples in graph:{name}": self.triples[name] for name in sorted(self.triples)},
        }


def _seen(made: Iterable[Made], totals: _Totals, progress: Callable[[int], object]) -> Iterator[Made]:
    """Pass on what is made, and count it."""
    for found in made:
        totals.add(found)
        yield found
        if found.report:
            progress(len(found.report.links))


def _written(output: Path, made: Iterable[Made], totals: _Totals) -> tuple[Path, ...]:
    """Write the graph in every form."""
    content, reports, places = [], [], dict(totals.concepts.places)
    for found in made:
        content.append(found.content)
        reports += [found.report] if found.report else []
        places |= found.places
    totals.check()
    dataset = as_dataset(load(b"".join(content), ".nq"))
    contents = _contents(replace(totals.concepts, reports=tuple(reports), places=places), dataset)
    _write_all(output, contents)
    return tuple(output / name for name in contents)


def _streamed(output: Path, made: Iterable[Made], totals: _Totals) -> tuple[Path, ...]:
    """Write N-Quads as they come, beside and renamed when all are right."""
    path = output / "fingraph.nq"
    try:
        output.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as file:
            for found in made:
                file.write(found.content)
            totals.check()
    except OSError as error:
        raise _cannot_write(output, error) from error
    return (path,)


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
            rankings=overview(graph, QUICK),
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


def _write_all(output: Path, contents: dict[str, bytes]) -> None:
    """Write every file beside, then rename them, so that a failure leaves the former files whole."""
    for name in contents:
        if (output / name).is_dir():
            raise OutputError(f"cannot write {str(output / name)!r}: it is a folder")
    try:
        output.mkdir(parents=True, exist_ok=True)
        write_together(output, contents)
    except OSError as error:
        raise _cannot_write(output, error) from error


def _cannot_write(output: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write to {str(output)!r}: {error.strerror or error}; choose another folder with -o")
