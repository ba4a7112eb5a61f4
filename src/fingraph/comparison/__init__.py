"""Two reports, or two editions of one, link by link, with the evidence of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fingraph.comparison.changes import ItemChange, LinkChange, TrendChange, item_changes, link_changes, trend_changes
from fingraph.comparison.editions import Stated, Triple, edition, with_successors
from fingraph.comparison.later import LaterFact, later_facts
from fingraph.comparison.movement import Move, moves
from fingraph.comparison.result import CHANGES, PARTS, ReportComparison
from fingraph.comparison.side import compared_dataset, compared_graph
from fingraph.comparison.stored import stored_tables, tables_at_hand, unknown_report
from fingraph.errors import AnalysisError
from fingraph.projection.details import UNLABELLED
from fingraph.resources import resource_dir
from fingraph.store import Request, evaluate, load

if TYPE_CHECKING:
    from fingraph.comparison.rows import Labels
    from fingraph.model import Report, Tables

__all__ = [
    "CHANGES",
    "PARTS",
    "ItemChange",
    "LaterFact",
    "LinkChange",
    "Move",
    "ReportComparison",
    "Stated",
    "TrendChange",
    "Triple",
    "compare",
    "compared_dataset",
    "compared_graph",
    "stored_tables",
    "tables_at_hand",
]

RELATIONS = """SELECT ?relation ?label (LANG(?label) AS ?language) WHERE {
  ?relation a owl:ObjectProperty ; rdfs:label ?label } ORDER BY ?relation"""


def compare(
    a: str,
    b: str,
    *,
    tables: Tables | None = None,
    measure: str = "strength",
    samples: int = 500,
    seed: int = 0,
) -> ReportComparison:
    """Compare two reports: what is new, gone, stronger, weaker or otherwise in B than in A.

    Parameters
    ----------
    a
        Id of the former report.
    b
        Id of the later one.
    tables
        Where both stand; by default the graph that ``FINGRAPH_LOCATION`` names, else the tables that ``FINGRAPH_DATA``
        names, else the built-in ones, examples included.
    measure
        One of :data:`fingraph.analysis.MEASURES`, by which policies and technologies are ranked.
    samples
        Replicates of each report behind the intervals of ranks, from 1 to 100,000.
    seed
        From 0; equal seeds give equal results.

    Returns
    -------
    ReportComparison
        Links, items, trends, ranks, and outside facts that followed a forecast, each with the sentences of both sides.

    Raises
    ------
    AnalysisError
        If there is no such report, both are the same, one has no links, or the measure or a number is not allowed.

    Examples
    --------
    >>> found = compare("example-2024", "caict-2025", samples=100)
    >>> found.counts()["items"]["kept"] > 0
    True
    """
    tables = tables or tables_at_hand(a, b)
    former, later = (with_successors(report, tables.withdrawn) for report in _reports(tables, a, b))
    one, other = edition(former), edition(later)
    return ReportComparison(
        a=former,
        b=later,
        links=link_changes(one, other),
        items=item_changes(one, other),
        trends=trend_changes(one, other),
        ranks=moves(one, other, measure, samples, seed),
        facts=later_facts(one, other, tables.facts),
        measure=measure,
        samples=samples,
        seed=seed,
        labels=_labels(tables, former, later),
    )


def _reports(tables: Tables, a: str, b: str) -> list[Report]:
    reports = {report.id: report for report in tables.reports}
    if a == b:
        raise AnalysisError(f"{a!r} cannot be compared with itself; name two reports")
    for name in (a, b):
        if name not in reports:
            raise unknown_report(name, reports)
        if not reports[name].links:
            raise AnalysisError(f"report {name!r} has no accepted links; annotate it, or compare another one")
    return [reports[a], reports[b]]


def _labels(tables: Tables, *reports: Report) -> Labels:
    labels: dict[str, dict[str, str]] = {}
    store = load((resource_dir("ontology") / "fingraph.ttl").read_bytes(), ".ttl")
    for relation, label, language in evaluate(store, Request(RELATIONS)).values():
        labels.setdefault(str(relation), {})[str(language)] = str(label)
    return {
        **UNLABELLED,
        **{relation: (found["en"], found["zh-hans"]) for relation, found in labels.items()},
        **{item.id: (item.label_en, item.label_zh) for item in tables.items},
        **{trend.curie(report.id): (trend.label_en, trend.label_zh) for report in reports for trend in report.trends},
    }
