"""Measure the measures: each against plain networkx in the same run, with the extra ``fast`` (igraph) and without it.

A directed graph of 5,000 nodes and 34,000 edges with hubs, in which everything reaches everything, weights from 1 to 3. CPU
seconds of one process each way, one repetition: plain networkx takes minutes. Writes ``benchmarks/analysis.md`` and exits 1 if
a bound is missed or a value differs.

Usage: python benchmarks/analysis.py [NODES]
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse.linalg import eigs

import fingraph
from fingraph import analysis
from fingraph.analysis import MEASURES
from fingraph.ranking import rank

HERE = Path(__file__).resolve().parent
EDGES_PER_NODE = 6.8
SEED = 7


@dataclass
class Case:
    """What is measured: ours, the same by plain networkx, the least ratio with igraph, and the values if plain's are wrong."""

    name: str
    ours: Callable[[], Any]
    plain: Callable[[], Any]
    bound: float | None = None
    expected: Callable[[], Any] | None = None


def hub_graph(size: int) -> nx.DiGraph:
    """Return a ring, with links to nodes of very different popularity added."""
    random = np.random.default_rng(SEED)
    popularity = random.zipf(1.8, size).clip(max=size // 10).astype(float)
    edges = {(i, (i + 1) % size) for i in range(size)}
    while len(edges) < EDGES_PER_NODE * size:
        sources = random.integers(0, size, size)
        targets = random.choice(size, size, p=popularity / popularity.sum())
        edges |= {(int(a), int(b)) for a, b in zip(sources, targets, strict=True) if a != b}
    chosen = sorted(edges)[: int(EDGES_PER_NODE * size)] if len(edges) <= EDGES_PER_NODE * size else sorted(edges)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    for (source, target), weight in zip(chosen, random.integers(1, 4, len(chosen)), strict=True):
        # Whole lengths, since sums of thirds differ in the last digit, and networkx would see no tie.
        graph.add_edge(source, target, support=int(weight), distance=1 / int(weight), length=6 // int(weight))
    return graph


def cases(graph: nx.DiGraph) -> list[Case]:
    """Return the measures with what an analyst calls today."""
    ties = graph.to_undirected()
    for source, target in ties.edges:
        both = [graph[a][b]["support"] for a, b in ((source, target), (target, source)) if graph.has_edge(a, b)]
        ties[source][target]["support"] = sum(both)
    attenuation = 0.5 / float(max(abs(np.asarray(_eigenvalues(graph)))))
    plain: dict[str, Callable[[], Any]] = {
        "degree": lambda: dict(graph.degree()),
        "in_degree": lambda: dict(graph.in_degree()),
        "out_degree": lambda: dict(graph.out_degree()),
        "strength": lambda: dict(graph.degree(weight="support")),
        "in_strength": lambda: dict(graph.in_degree(weight="support")),
        "out_strength": lambda: dict(graph.out_degree(weight="support")),
        "pagerank": lambda: nx.pagerank(graph, weight="support", tol=1e-12, max_iter=1000),
        "betweenness": lambda: nx.betweenness_centrality(graph, weight="length"),
        "closeness": lambda: nx.closeness_centrality(graph, distance="distance"),
        "harmonic": lambda: nx.harmonic_centrality(graph, distance="distance"),
        "eigenvector": lambda: nx.eigenvector_centrality(graph, weight="support", tol=1e-10, max_iter=10_000),
        "katz": lambda: nx.katz_centrality(graph, attenuation, weight="support", tol=1e-10, max_iter=10_000),
        "hubs": lambda: nx.hits(_weighing(graph), max_iter=1000, tol=1e-12)[0],
        "authorities": lambda: nx.hits(_weighing(graph), max_iter=1000, tol=1e-12)[1],
        "core_number": lambda: nx.core_number(ties),
        "constraint": lambda: nx.constraint(ties, weight="support"),
        "effective_size": lambda: nx.effective_size(ties, weight="support"),
    }
    bounds = {"betweenness": 40.0, "closeness": 15.0, "harmonic": 15.0}
    found = [
        Case(name, lambda name=name: MEASURES[name].function(graph), plain[name], bounds.get(name)) for name in MEASURES
    ]
    found.append(
        Case(
            "betweenness, all links alike",
            lambda: analysis.betweenness(graph, weight=None),
            lambda: nx.betweenness_centrality(graph),
            40.0,
        )
    )
    # networkx 3.6 takes two ways to effective size, whose values differ where ties have weights; link by link is Burt's.
    by_name = {case.name: case for case in found}
    some = sorted(ties)[:50]
    by_name["effective_size"].expected = lambda: nx.effective_size(ties, nodes=some, weight="support")
    found.append(
        Case(
            "communities (Leiden, one run, over networkx's Louvain)",
            lambda: analysis.communities(graph, runs=1),
            lambda: nx.community.louvain_communities(ties, weight="support", seed=SEED),
            10.0,
        )
    )
    return found


def _weighing(graph: nx.DiGraph) -> nx.DiGraph:
    """Return the graph with the weights where nx.hits looks for them."""
    result = nx.DiGraph()
    result.add_nodes_from(graph)
    result.add_weighted_edges_from(graph.edges(data="support"))
    return result


def _eigenvalues(graph: nx.DiGraph) -> Any:  # noqa: ANN401 - scipy has no types
    return eigs(
        nx.to_scipy_sparse_array(graph, weight="support", dtype=float), k=1, which="LR", return_eigenvectors=False
    )


@contextmanager
def without_igraph() -> Any:  # noqa: ANN401 - a generator
    """Let importing igraph fail."""
    there = sys.modules.get("igraph")
    sys.modules["igraph"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["igraph"]
        if there is not None:
            sys.modules["igraph"] = there


def cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return CPU seconds and the result: the least of repetitions, three where they take less than half a minute together.

    Others on the machine only ever add to the CPU time of a process, so that the least is nearest to what it costs.
    """
    best, total, done, result = float("inf"), 0.0, 0, None
    while total < 0.2 or (done < 3 and total < 30):
        start = time.process_time()
        result = call()
        spent = time.process_time() - start
        best, total, done = min(best, spent), total + max(spent, 0.01), done + 1
    return max(best, 1e-4), result


def difference(ours: object, plain: object) -> float:
    """Return the largest relative difference of two dictionaries of values; 0 for what is none."""
    if not isinstance(ours, dict) or not isinstance(plain, dict):
        return 0.0
    pairs = [(ours[node], plain[node]) for node in plain]
    scale = max(abs(value) for _, value in pairs) or 1.0
    return float(max(abs(a - b) for a, b in pairs) / scale)


def main() -> None:
    """Measure, print, write, and exit 1 if a bound is missed or a value differs."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    graph = hub_graph(size)
    analysis.degree(graph)  # imports are not what is measured
    analysis.betweenness(nx.path_graph(4))
    analysis.communities(nx.path_graph(4))
    lines = [
        "# Results of the measures",
        "",
        (
            f"Written by `python benchmarks/analysis.py`: CPU seconds of one run, {graph.number_of_nodes():,} nodes, "
            f"{graph.number_of_edges():,} edges, Python {platform.python_version()}, networkx {nx.__version__}, "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores."
        ),
        "",
        "| measure | networkx | with `fast` | ratio | without | ratio | bound with `fast` | | largest difference |",
        "|---|---:|---:|---:|---:|---:|---:|---|---:|",
    ]
    kept, totals = True, np.zeros(3)
    for case in cases(graph):
        fast, values = cpu(case.ours)
        with without_igraph():
            default, _ = cpu(case.ours)
        plain, reference = cpu(case.plain)
        apart = difference(values, case.expected() if case.expected else reference)
        if case.name in MEASURES:
            totals += plain, fast, default
        good = (case.bound is None or plain / fast >= case.bound) and apart <= 1e-6
        kept = kept and good
        lines.append(_row(case.name, (plain, fast, default), case.bound, good=good, apart=apart))
        print(lines[-1], flush=True)
    good = totals[0] / totals[1] >= 20
    kept = kept and good
    lines.append(_row("all of `MEASURES`", tuple(totals), 20.0, good=good, apart=None))
    lines += ["", *replicates()]
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE / "analysis.md").write_text(text, encoding="utf-8")
    sys.exit(0 if kept else 1)


def replicates() -> list[str]:
    """Return what a thousand replicates of betweenness cost on the graph of the ten trends."""
    trends = fingraph.to_networkx()
    spent, _ = cpu(lambda: rank(trends, "betweenness", samples=1000))
    with without_igraph():
        default, _ = cpu(lambda: rank(trends, "betweenness", samples=1000))
    return [
        "| replicates | CPU s with `fast` | without | bound with `fast` | |",
        "|---|---:|---:|---:|---|",
        (
            f"| 1,000 of betweenness on the graph of the ten trends | {spent:.2f} | {default:.2f} | 20 | "
            f"{'kept' if spent <= 20 else 'MISSED'} |"
        ),
    ]


def _row(name: str, seconds: tuple[float, ...], bound: float | None, *, good: bool, apart: float | None) -> str:
    plain, fast, default = seconds
    verdict = "kept" if good else "MISSED"
    return (
        f"| {name} | {plain:.3f} | {fast:.4f} | {plain / fast:.1f} | {default:.4f} | {plain / default:.1f} | "
        f"{'' if bound is None else f'{bound:g}'} | {verdict if bound or not good else ''} | "
        f"{'' if apart is None else f'{apart:.0e}'} |"
    )


if __name__ == "__main__":
    main()
