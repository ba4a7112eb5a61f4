"""Reports read, checked and made into graphs one at a time, by several processes, in memory that their number does not raise."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.assemble import (
    as_nquads,
    folders_of_reports,
    named_by,
    named_concepts,
    ontology_triples,
    read,
    read_concepts,
    read_report,
    report_graphs,
    shared_graphs,
    with_catalog,
)
from fingraph.errors import Problem, TableError
from fingraph.processes import processes
from fingraph.resources import source_path
from fingraph.validation import Finding, validate_graphs
from fingraph.verification import Verification, verify

if TYPE_CHECKING:
    from fingraph.model import Report, Tables

AHEAD = 4
"""Reports for each process that may be made before the first of them is taken."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report as graphs, or the graphs that reports share.

    Parameters
    ----------
    content
        N-Quads.
    triples
        Local name of a graph → number of its triples, its part of the catalog as well.
    report
        What the tables say; None for shared graphs.
    places
        CURIE of a trend or link → file and line.
    checked
        What the comparison with its text found; None where the text is not at hand.
    problems
        In the tables.
    unproven
        Evidence that does not fit a text at hand, a line each.
    """

    content: bytes = b""
    triples: dict[str, int] = field(default_factory=dict)
    report: Report | None = None
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    checked: Verification | None = None
    problems: tuple[Problem, ...] = ()
    unproven: tuple[str, ...] = ()


def concepts_of(data: Path, ontology: Path) -> Tables:
    """Read the tables that reports share; if they have a problem, raise it with those of the reports.

    Parameters
    ----------
    data
        Folder of the tables.
    ontology
        Folder of the ontology.

    Returns
    -------
    Tables
        Without a report.

    Raises
    ------
    TableError
        With every problem of every table.
    """
    try:
        return read_concepts(data, ontology)
    except TableError:
        read(data, ontology)
        raise


def make(tables: Tables, data: Path, ontology: Path, *, jobs: int = 1) -> Iterator[Made]:
    """Yield the shared graphs, then each report but examples, in the order of their ids.

    Parameters
    ----------
    tables
        What :func:`concepts_of` returned.
    data
        Folder of the tables.
    ontology
        Folder of the ontology.
    jobs
        Processes at work. With one, it is this process.

    Yields
    ------
    Made
        What is wrong with it is in it, so that all problems can be told at once.
    """
    yield _shared(tables, ontology)
    folders = folders_of_reports(data)
    made = _by_processes(tables, ontology, folders, jobs) if jobs > 1 else map(_Maker(tables, ontology), folders)
    yield from (found for found in made if found is not None)


def _shared(tables: Tables, ontology: Path) -> Made:
    shared = with_catalog(shared_graphs(tables, ontology))
    facts = {name: shared[name] for name in shared if name == "facts"}
    others = {name: shared[name] for name in shared if name not in ("ontology", "facts")}
    # Facts are checked beside the concepts that they name, which are few of all.
    named = (curie for fact in tables.facts for curie in (fact.item, fact.value))
    background = [*shared["ontology"], *named_concepts(named, {item.id: item for item in tables.items})]
    findings = validate_graphs(others, shared["ontology"]) + validate_graphs(facts, background)
    return Made(as_nquads(shared), _counts(shared), problems=_problems(sorted(findings), tables.places))


def _by_processes(tables: Tables, ontology: Path, folders: Sequence[Path], jobs: int) -> Iterator[Made | None]:
    waiting: deque[Future[Made | None]] = deque()
    with processes(jobs, _start, (tables, ontology)) as pool:
        for folder in folders:
            waiting.append(pool.submit(_make, folder))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_maker: Callable[[Path], Made | None]


def _start(tables: Tables, ontology: Path) -> None:
    global _maker  # noqa: PLW0603 - once for each process
    _maker = _Maker(tables, ontology)


def _make(folder: Path) -> Made | None:
    return _maker(folder)


class _Maker:
    """Makes the report of a folder."""

    def __init__(self, tables: Tables, ontology: Path) -> None:
        self.items = {item.id: item for item in tables.items}
        self.places = tables.places
        self.ontology = ontology

    def __call__(self, folder: Path) -> Made | None:
        """Return the report; None for one that is made up as an example."""
        try:
            report, places = read_report(folder, self.items, self.ontology)
        except TableError as error:
            return Made(problems=tuple(error.problems))
        if report.example:
            return None
        source = source_path(report.id)
        checked = None if source is None else verify(report, self.items, source)
        if checked and checked.problems:
            return Made(unproven=tuple(f"{report.id}: {problem}" for problem in checked.problems))
        graphs = with_catalog(report_graphs(report, self.items, self.ontology), report)
        background = [*ontology_triples(self.ontology), *named_concepts(named_by(report), self.items)]
        if findings := validate_graphs(graphs, background):
            return Made(problems=_problems(findings, ChainMap(places, self.places)))
        return Made(as_nquads(graphs), _counts(graphs), report, places, checked)


def _counts(graphs: Mapping[str, Collection[str]]) -> dict[str, int]:
    return {name: len(triples) for name, triples in graphs.items()}


def _problems(findings: Sequence[Finding], places: Mapping[str, tuple[str, int]]) -> tuple[Problem, ...]:
    return tuple(_problem(finding, places) for finding in findings)


def _problem(finding: Finding, places: Mapping[str, tuple[str, int]]) -> Problem:
    """Return a finding at the row it comes from."""
    file, line = places.get(finding.focus, (finding.graph, 0))
    found = f" (found {finding.value})" if finding.value else ""
    return Problem(file, line, f"{finding.focus}: {finding.message}{found}")
