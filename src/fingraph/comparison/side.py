"""The two reports as one graph, in which each item and link says whether A, B or both state it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fingraph.assemble import assemble
from fingraph.comparison.editions import TREND
from fingraph.comparison.stored import tables_at_hand
from fingraph.model import MODALITIES
from fingraph.projection import to_networkx
from fingraph.projection.evidence import leg
from fingraph.resources import resource_dir

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from fingraph.comparison.result import ReportComparison
    from fingraph.model import Tables


SUMMARY = (
    "compared: items; every stated link but for those of trends; in the direction stated; weight: the sentences of both",
    "compared：条目；除趋势之外的全部陈述关联，含fg:concerns；按陈述方向；权重：两份报告的句数",
)


def compared_dataset(comparison: ReportComparison, tables: Tables | None = None) -> rdflib.Dataset:
    """Return both reports as they were compared, with concepts and facts.

    Parameters
    ----------
    comparison
        Of two reports.
    tables
        Where both stand; by default those at hand, as :func:`fingraph.compare` takes them.

    Returns
    -------
    rdflib.Dataset
        What :func:`fingraph.read_details` takes for the page.
    """
    tables = tables or tables_at_hand(comparison.a.id, comparison.b.id)
    return assemble(replace(tables, reports=(comparison.a, comparison.b)), resource_dir("ontology"))


def compared_graph(comparison: ReportComparison, dataset: rdflib.Dataset) -> nx.MultiDiGraph[str]:
    """Return the links that were compared as a graph, each once, whichever report states it.

    Parameters
    ----------
    comparison
        Of two reports.
    dataset
        What :func:`compared_dataset` gives of it.

    Returns
    -------
    networkx.MultiDiGraph
        As :func:`fingraph.to_networkx` gives, without trends. ``report`` of an edge, and ``compared_in`` of a node,
        is ``A``, ``B`` or ``A|B``, with the ids of the reports; ``support`` counts the sentences of both. The graph has ``compared``: their ids.
    """
    ids = (comparison.a.id, comparison.b.id)
    graph = to_networkx(dataset, projection="full")
    graph.remove_nodes_from([node for node in graph if node.startswith(TREND)])
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        found[source, target, data["relation"]].append(data)
    graph.remove_edges_from(list(graph.edges(keys=True)))
    for (source, target, relation), stated in found.items():
        graph.add_edge(source, target, f"{source} {relation} {target}", **_joined(stated, ids))
    standing = {
        row.item: "|".join(side for side, said in zip(ids, (row.a, row.b), strict=True) if said)
        for row in comparison.items
    }
    for node, data in graph.nodes(data=True):
        data["compared_in"] = standing[node]
    graph.graph |= {"projection": "compared", "compared": ids, "summary": SUMMARY[0], "summary_zh": SUMMARY[1]}
    return graph


def _joined(stated: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> dict[str, Any]:
    """Return the attributes of a link that each of the reports may state."""
    by_report = {data["report"]: data for data in stated}
    full = [f"{report}.{sentence}" for report, data in by_report.items() for sentence in data["sentences"].split("|")]
    modalities = {modality for data in stated for modality in data["modality"].split("|")}
    return {
        **stated[0],
        "report": "|".join(report for report in ids if report in by_report),
        "support": len(full),
        "sentences": "|".join(full),
        "modality": "|".join(sorted(modalities, key=MODALITIES.index)),
        "basis": "|".join(sorted({basis for data in stated for basis in data["basis"].split("|")})),
        "evidence": leg(full),
    }
