"""Every measure against plain networkx, on random graphs of every kind and on degenerate ones."""

from __future__ import annotations

import inspect
import math
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from itertools import islice, permutations, product
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import fingraph
from fingraph import analysis
from fingraph.analysis import MEASURES, Brokerage
from fingraph.errors import AnalysisError, FingraphError

if TYPE_CHECKING:
    from pathlib import Path

    Graph = nx.Graph[Any]
KINDS: list[type[Graph]] = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]
WEIGHTS: list[str | None] = ["support", None]
whole = st.integers(1, 6)
real = st.floats(0.01, 100)
engines = pytest.mark.parametrize("name", ["igraph", "scipy", "networkx"])


@st.composite
def graphs(draw: st.DrawFn, kinds: list[type[Graph]] = KINDS, size: int = 8) -> Graph:
    """Draw a graph of any kind: often disconnected, with parallel edges and self-loops, some edges without support."""
    count = draw(st.integers(0, size))
    graph: Graph = draw(st.sampled_from(kinds))()
    graph.add_nodes_from(draw(st.permutations([f"n{i}" for i in range(count)])))
    if count:
        node = st.sampled_from(sorted(graph))
        weight = draw(st.sampled_from([whole, real]))
        data = st.fixed_dictionaries({}, optional={"support": weight})
        graph.add_edges_from(draw(st.lists(st.tuples(node, node, data), max_size=3 * size)))
    return graph


def summed(graph: Graph, weight: str | None, *, directed: bool | None = None, loops: bool = True) -> Graph:
    """Return what networkx is given: the simple graph with exact distances, made on another way than `simple`."""
    directed = graph.is_directed() if directed is None else directed
    result: Graph = nx.DiGraph() if directed else nx.Graph()
    result.add_nodes_from(graph)
    for u, v, data in graph.edges(data=True):
        value = data.get(weight, 1) if weight else 1
        ways = {(u, v), (v, u)} if directed and not graph.is_directed() else {(u, v)}
        for a, b in ways if loops or u != v else ():
            before = result.edges[a, b]["weight"] if result.has_edge(a, b) else 0
            result.add_edge(a, b, weight=before + value if weight else 1)
    for _, _, data in result.edges(data=True):
        data["distance"] = 1 / Fraction(data["weight"])
    return result


def same(found: Mapping[Any, float], expected: Mapping[Any, float], tolerance: float) -> None:
    assert list(found) == list(expected)
    assert all(type(value) is float for value in found.values())
    assert found == pytest.approx(
        {node: float(v) for node, v in expected.items()}, rel=tolerance, abs=tolerance, nan_ok=True
    )


def shuffled(graph: Graph, seed: int) -> Graph:
    chance = random.Random(seed)  # noqa: S311
    nodes, edges = list(graph), list(graph.edges(data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    result = graph.__class__()
    result.add_nodes_from(nodes)
    result.add_edges_from(edges)
    return result


@contextmanager
def engine(name: str) -> Iterator[dict[str, Any]]:
    """Compute with igraph, without it, or by networkx itself: yield the arguments for that."""
    there = sys.modules.get("igraph")
    if name == "scipy":
        sys.modules["igraph"] = None  # type: ignore[assignment] # so that importing it fails
    try:
        yield {"backend": "networkx"} if name == "networkx" else {}
    finally:
        if name == "scipy":
            sys.modules.pop("igraph")
            sys.modules.update({"igraph": there} if there else {})


# --- Against plain networkx ---------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_degrees_and_strengths_equal_networkx(graph: Graph) -> None:
    for weight, suffix in ((None, "degree"), ("support", "strength")):
        plain = summed(graph, weight)
        for way in ("", "in_", "out_"):
            view = getattr(plain, f"{way}degree" if graph.is_directed() else "degree")
            same(getattr(analysis, way + suffix)(graph), dict(view(weight="weight")), 1e-9)


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS))
def test_path_measures_equal_networkx(name: str, graph: Graph, weight: str | None) -> None:
    with engine(name) as how:
        plain = summed(graph, weight)
        distance = "distance" if weight else None
        same(analysis.betweenness(graph, weight=weight, **how), nx.betweenness_centrality(plain, weight=distance), 1e-9)
        same(analysis.closeness(graph, weight=weight, **how), nx.closeness_centrality(plain, distance=distance), 1e-9)
        harmonic = nx.harmonic_centrality(plain, distance=distance)
        same(analysis.harmonic(graph, weight=weight, **how), {node: harmonic[node] for node in graph}, 1e-9)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.integers(1, 5), st.data())
def test_k_shortest_paths_have_the_lengths_of_networkx(
    graph: Graph, weight: str | None, k: int, data: st.DataObject
) -> None:
    assume(len(graph))
    source, target = (data.draw(st.sampled_from(sorted(graph))) for _ in range(2))
    plain = summed(graph, weight)
    found = analysis.k_shortest_paths(graph, source, target, k, weight=weight)
    assert found == analysis.k_shortest_paths(shuffled(graph, k), source, target, k, weight=weight)
    expected: list[list[str]] = []
    if nx.has_path(plain, source, target):
        expected = list(islice(nx.shortest_simple_paths(plain, source, target, "distance" if weight else None), k))
    assert len({tuple(path) for path in found}) == len(expected)
    assert [float(nx.path_weight(plain, path, "distance")) for path in found] == pytest.approx(
        [float(nx.path_weight(plain, path, "distance")) for path in expected]
    )


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.sampled_from([0.3, 0.85, 0.99]), st.data())
def test_pagerank_equals_networkx(
    name: str, graph: Graph, weight: str | None, damping: float, data: st.DataObject
) -> None:
    with engine(name) as how:

        def plain(sources: list[str] | None) -> dict[str, float]:
            start = None if sources is None else dict.fromkeys(sources, 1)
            return nx.pagerank(summed(graph, weight), damping, start, max_iter=10000, tol=1e-13, weight="weight")

        same(analysis.pagerank(graph, weight=weight, damping=damping, **how), plain(None), 1e-6)
        if len(graph):
            assert sum(analysis.pagerank(graph, weight=weight, damping=damping, **how).values()) == pytest.approx(1)
            sources = data.draw(st.lists(st.sampled_from(sorted(graph)), min_size=1, max_size=3, unique=True))
            found = analysis.personalised_pagerank(graph, sources, weight=weight, damping=damping, **how)
            same(found, plain(sources), 1e-6)


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS))
def test_eigenvector_equals_networkx_or_is_refused(name: str, graph: Graph, weight: str | None) -> None:
    with engine(name) as how:
        plain = summed(graph, weight)
        whole_graph = len(graph) and (
            nx.is_strongly_connected(plain) if isinstance(plain, nx.DiGraph) else nx.is_connected(plain)
        )
        if len(graph) > 2 and whole_graph:
            expected = nx.eigenvector_centrality_numpy(plain, weight="weight")
            same(analysis.eigenvector(graph, weight=weight, **how), expected, 1e-6)
        elif len(graph) and not whole_graph:
            with pytest.raises(AnalysisError, match=r"eigenvector has no unique solution in a .*connected.*; use katz"):
                analysis.eigenvector(graph, weight=weight, **how)
        else:
            found = analysis.eigenvector(graph, weight=weight, **how)
            assert sum(value**2 for value in found.values()) == pytest.approx(float(bool(found)))


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.sampled_from([0.1, 0.5, 0.9]))
def test_katz_equals_networkx(name: str, graph: Graph, weight: str | None, attenuation: float) -> None:
    with engine(name) as how:
        plain = summed(graph, weight)
        found = analysis.katz(graph, weight=weight, attenuation=attenuation, **how)
        if len(graph) < 2:  # where networkx stumbles
            assert found == dict.fromkeys(graph, 1)
            return
        matrix = nx.to_numpy_array(plain)
        largest = max(abs(np.linalg.eigvals(matrix))) if not _acyclic(plain) else 0.0
        bound = largest or math.sqrt(matrix.sum(axis=0).max() * matrix.sum(axis=1).max()) or 1.0
        same(found, nx.katz_centrality_numpy(plain, alpha=attenuation / bound, weight="weight"), 1e-6)


def _acyclic(graph: Graph) -> bool:
    return nx.is_directed_acyclic_graph(graph) if graph.is_directed() else not graph.number_of_edges()


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS))
def test_hits_equal_networkx_where_they_are_unique(name: str, graph: Graph, weight: str | None) -> None:
    with engine(name) as how:
        plain = summed(graph, weight)
        matrix = nx.to_numpy_array(plain) if len(graph) else np.zeros((0, 0))
        values = np.linalg.svd(matrix, compute_uv=False) if len(graph) else np.zeros(0)
        if name == "networkx" and (len(values) < 2 or not values[0]):
            with (
                pytest.raises(AnalysisError, match="networkx backend 'networkx' finds no solution")
                if len(values)
                else nullcontext()
            ):
                analysis.hits(graph, weight=weight, **how)
        elif len(values) < 2 or not values[0]:
            hubs, authorities = analysis.hits(graph, weight=weight, **how)
            assert list(hubs) == list(authorities) == list(graph)
            assert sum(hubs.values()) == sum(authorities.values()) == bool(graph.number_of_edges())
        elif values[1] > values[0] * (1 - 1e-12):
            with pytest.raises(AnalysisError, match=r"hits has no unique solution: . parts"):
                analysis.hits(graph, weight=weight, **how)
        elif values[1] < values[0] * (1 - 1e-4):
            expected = nx.hits(nx.relabel_nodes(plain, {}), max_iter=1000, tol=1e-13)
            for found, other in zip(analysis.hits(graph, weight=weight, **how), expected, strict=True):
                same(found, other, 1e-6)
            # ARPACK, behind networkx, starts at random.
            same(analysis.hubs(graph, weight=weight, **how), expected[0], 1e-6)
            same(analysis.authorities(graph, weight=weight, **how), expected[1], 1e-6)


@pytest.mark.parametrize("size", [0, 200])
def test_hits_say_so_where_rounding_would_choose(size: int) -> None:
    chain = [("a", "b", 100), ("a", "c", 0.01), ("d", "c", 0.01), ("d", "e", 0.01), ("f", "e", 0.01), ("f", "g", 100)]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_weighted_edges_from([*chain, *(("d", f"n{i}", 0.01) for i in range(size))], weight="support")
    graph.add_weighted_edges_from(((f"m{i}", "c", 0.01) for i in range(size)), weight="support")
    with pytest.raises(AnalysisError, match="hits has no unique solution: 2 parts"):
        analysis.hits(graph)
    graph.add_edge("f", "g", support=101)
    assert max(analysis.hubs(graph).items(), key=itemgetter(1))[0] == "f"


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS))
def test_structural_holes_equal_networkx(name: str, graph: Graph, weight: str | None) -> None:
    with engine(name) as how:
        plain = summed(graph, weight, directed=False, loops=False)
        # Given the nodes, networkx goes link by link instead of through matrices.
        by = "weight" if weight else None
        same(analysis.constraint(graph, weight=weight, **how), nx.constraint(plain, nodes=list(plain), weight=by), 1e-9)
        same(
            analysis.effective_size(graph, weight=weight, **how),
            nx.effective_size(plain, nodes=list(plain), weight=by),
            1e-9,
        )


@engines
@settings(max_examples=60, deadline=None)
@given(graphs())
def test_cores_points_and_bridges_equal_networkx(name: str, graph: Graph) -> None:
    with engine(name) as how:
        plain = summed(graph, None, directed=False, loops=False)
        same(analysis.core_number(graph, **how), nx.core_number(plain), 1e-9)
        assert analysis.articulation_points(graph) == set(nx.articulation_points(plain))
        expected = {(min(pair), max(pair)) for pair in nx.bridges(plain)}
        assert analysis.bridges(graph) == expected


@settings(max_examples=60, deadline=None)
@given(graphs(size=6), st.integers(1, 3))
def test_brokerage_is_what_its_definition_counts(graph: Graph, number: int) -> None:
    groups = {node: int(node[1:]) % number for node in graph}
    links = {(u, v) for u, v in summed(graph, None, directed=True, loops=False).edges}
    expected: dict[str, Counter[str]] = {node: Counter() for node in graph}
    for a, b, c in permutations(graph, 3):
        if (a, b) in links and (b, c) in links and (a, c) not in links:
            pattern = (groups[a] == groups[b], groups[b] == groups[c], groups[a] == groups[c])
            role = {
                (True, True, True): "coordinator",
                (False, True, False): "gatekeeper",
                (True, False, False): "representative",
                (False, False, True): "consultant",
                (False, False, False): "liaison",
            }[pattern]
            expected[b][role] += 1
    assert analysis.brokerage(graph, groups) == {node: Brokerage(**counts) for node, counts in expected.items()}


@engines
@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.data())
def test_betweenness_of_two_sets_counts_their_pairs(
    name: str, graph: Graph, weight: str | None, data: st.DataObject
) -> None:
    sources, targets = disjoint(data, graph)
    with engine(name) as how:
        found = analysis.betweenness_subset(graph, sources, targets, weight=weight, **how)
    plain = summed(graph, weight)
    expected = dict.fromkeys(graph, 0.0)
    for source, target in product(sources, targets):
        if nx.has_path(plain, source, target):
            ways = list(nx.all_shortest_paths(plain, source, target, weight="distance"))
            for way in ways:
                for node in way[1:-1]:
                    expected[node] += 1 / len(ways)
    same(found, expected, 1e-9)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_redundancy_equals_networkx(graph: Graph) -> None:
    plain = summed(graph, None, directed=False, loops=False)
    several = [node for node in plain if len(plain[node]) > 1]
    expected = nx.bipartite.node_redundancy(plain, several) if several else {}
    same(analysis.redundancy(graph, graph), {node: expected.get(node, math.nan) for node in graph}, 1e-9)


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.data())
def test_hypotheses_are_scored_by_the_paths_of_three_links(
    graph: Graph, weight: str | None, data: st.DataObject
) -> None:
    first, second = disjoint(data, graph)
    found = analysis.predict_links(graph, first, second, weight=weight)
    plain = summed(graph, weight, directed=False, loops=False).subgraph(first + second)
    across: Graph = nx.Graph()
    across.add_nodes_from(plain)
    across.add_edges_from((u, v, d) for u, v, d in plain.edges(data=True) if (u in first) != (v in first))
    scores: dict[tuple[str, str], float] = {}
    for a, b in product(first, second):
        if not across.has_edge(a, b):
            for v, u in product(across[a], across[b]):
                if across.has_edge(v, u):
                    weights = (across[a][v]["weight"], across[v][u]["weight"], across[u][b]["weight"])
                    ends = across.degree(u, weight="weight") * across.degree(v, weight="weight")
                    scores[a, b] = scores.get((a, b), 0) + math.prod(weights) / math.sqrt(ends)
    assert {(pair.source, pair.target): pair.score for pair in found} == pytest.approx(scores)
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    assert all(pair.layer == "hypothesis" for pair in found)


def disjoint(data: st.DataObject, graph: Graph) -> tuple[list[str], list[str]]:
    sides = data.draw(st.lists(st.integers(0, 2), min_size=len(graph), max_size=len(graph)))
    return [n for n, side in zip(graph, sides, strict=True) if side == 1], [
        n for n, side in zip(graph, sides, strict=True) if side == 2
    ]


BACKEND = """
class Answer(list):
    __networkx_backend__ = "answering"

class BackendInterface:
    convert_from_nx = staticmethod(lambda graph, **_: Answer(graph))
    convert_to_nx = staticmethod(lambda result, **_: result)
    betweenness_centrality = staticmethod(lambda graph, *_, **__: {node: 42.0 for node in graph})
"""


def test_a_backend_of_networkx_is_reached(tmp_path: Path) -> None:
    (tmp_path / "answering.py").write_text(BACKEND)
    installed = tmp_path / "answering-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: answering\nVersion: 1\n")
    (installed / "entry_points.txt").write_text("[networkx.backends]\nanswering = answering:BackendInterface\n")
    code = (
        "import networkx as nx; from fingraph.analysis import betweenness;"
        "print(betweenness(nx.Graph(['ab']), backend='answering'))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (found.stdout, found.returncode) == ("{'a': 42.0, 'b': 42.0}\n", 0), found.stderr


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(WEIGHTS), st.integers(0, 9))
def test_communities_divide_the_graph(graph: Graph, weight: str | None, seed: int) -> None:
    found = analysis.communities(graph, weight=weight, seed=seed, runs=3)
    assert sorted(node for group in found.groups for node in group) == sorted(graph)
    assert found == analysis.communities(shuffled(graph, seed), weight=weight, seed=seed, runs=3)
    plain = summed(graph, weight, directed=False, loops=False)
    if plain.number_of_edges():
        assert found.modularity == pytest.approx(
            nx.community.modularity(plain, map(set, found.groups), weight="weight")
        )
    assert -1 <= found.stability <= 1
    assert {node: i for i, group in enumerate(found.groups) for node in group} == found.membership
    assert all(nx.is_connected(plain.subgraph(group)) for group in found.groups if len(group) == 2)


def test_communities_of_two_cliques_are_the_cliques() -> None:
    graph = nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(5))
    graph.add_edge(0, 6)
    found = analysis.communities(graph, seed=3, runs=5)
    assert found.groups == (frozenset(range(6)), frozenset(range(6, 11)))
    assert (found.stability, found.seed, found.runs, found.method) == (1.0, 3, 5, "Leiden")
    assert analysis.communities(graph, runs=1).stability == 1.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=12))
def test_adjusted_rand_is_what_its_definition_counts(labels: list[tuple[int, int]]) -> None:
    first, second = zip(*labels, strict=True)
    found = analysis.adjusted_rand(first, second)
    assert found == analysis.adjusted_rand(second, first)
    assert analysis.adjusted_rand(first, first) == 1
    # Pairs that are together in both, one and no division (Steinley 2004, equation 9).
    kinds = Counter((a == c, b == d) for (a, b), (c, d) in permutations(labels, 2))
    n11, n10, n01, n00 = kinds[True, True], kinds[True, False], kinds[False, True], kinds[False, False]
    below = (n11 + n01) * (n01 + n00) + (n11 + n10) * (n10 + n00)
    assert found == pytest.approx(2 * (n11 * n00 - n10 * n01) / below if below else 1)


# --- What holds for all -------------------------------------------------------------------------------------------------


def outcome(name: str, graph: Graph) -> dict[Any, float] | str:
    try:
        return MEASURES[name].function(graph)
    except AnalysisError as error:
        return str(error)


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=60, deadline=None)
@given(graph=graphs(), seed=st.integers(0, 99))
def test_values_do_not_depend_on_the_order_of_nodes_or_edges(name: str, graph: Graph, seed: int) -> None:
    found, other = outcome(name, graph), outcome(name, shuffled(graph, seed))
    assert found == (other if isinstance(other, str) else pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True))


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=60, deadline=None)
@given(graph=graphs())
def test_a_graph_is_not_changed_by_measuring_it(name: str, graph: Graph) -> None:
    before = list(graph.nodes(data=True)), [(u, v, dict(data)) for u, v, data in graph.edges(data=True)]
    outcome(name, graph)
    assert before == (list(graph.nodes(data=True)), list(graph.edges(data=True)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MEASURES)
def test_degenerate_graphs_have_values_or_one_clear_error(name: str, kind: type[Graph]) -> None:
    function = MEASURES[name].function
    loop, loose = kind(), kind()
    loop.add_edge("a", "a")
    loose.add_nodes_from("ab")
    one = kind()
    one.add_node("a")
    assert function(kind()) == {}
    assert list(function(one)) == list(function(loop)) == ["a"]
    found = outcome(name, loose)
    assert list(found) == ["a", "b"] if isinstance(found, dict) else "eigenvector has no unique solution" in found


@pytest.mark.parametrize("kind", KINDS)
def test_degenerate_graphs_have_no_parts_paths_or_brokers(kind: type[Graph]) -> None:
    assert analysis.articulation_points(kind()) == analysis.bridges(kind()) == set()
    assert analysis.brokerage(kind(), {}) == {}
    assert analysis.communities(kind()).groups == ()
    loop = kind()
    loop.add_edge("a", "a")
    assert analysis.k_shortest_paths(loop, "a", "a") == [["a"]]
    assert analysis.communities(loop).groups == (frozenset("a"),)
    assert analysis.brokerage(loop, {"a": 1}) == {"a": Brokerage()}


@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.takes_weights])
@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, "2", None, 10**400])
def test_a_wrong_weight_is_one_clear_error(name: str, wrong: object) -> None:
    graph: Graph = nx.MultiDiGraph()
    graph.add_edges_from([("a", "b", {"support": 1}), ("a", "b", {"support": wrong})])
    with pytest.raises(AnalysisError, match=r"^edge 'a' to 'b': support must be a finite number above 0, got .*$"):
        MEASURES[name].function(graph)


@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.takes_weights])
def test_the_scale_of_weights_matters_only_where_the_unit_says_so(name: str) -> None:
    graph: Graph = nx.gnp_random_graph(12, 0.4, seed=4, directed=True)
    assert isinstance(graph, nx.DiGraph)
    assert nx.is_strongly_connected(graph)
    for i, (_, _, data) in enumerate(graph.edges(data=True)):
        data.update(support=1 + i % 4, cost=2.5 * (1 + i % 4))
    factor = 2.5 if MEASURES[name].unit in ("weight", "1 / length") else 1
    found = MEASURES[name].function(graph)
    assert MEASURES[name].function(graph, weight="cost") == pytest.approx({n: factor * v for n, v in found.items()})


HALF: Any = 1.5
TEXT: Any = "x"

WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda g: analysis.personalised_pagerank(g, ["x"]), "unknown node 'x'; use one of the graph's 3 nodes"),
    (lambda g: analysis.personalised_pagerank(g, "ab"), "unknown node 'ab'; use one of the graph's 3 nodes"),
    (lambda g: analysis.personalised_pagerank(g, []), "personalised_pagerank needs at least one source"),
    (lambda g: analysis.k_shortest_paths(g, "a", "x"), "unknown node 'x'; use one of the graph's 3 nodes"),
    (lambda g: analysis.k_shortest_paths(g, "a", "b", 0), "k must be at least 1, got 0"),
    (lambda g: analysis.pagerank(g, backend="cuda"), "unknown backend 'cuda'; use one of networkx"),
    (lambda g: analysis.predict_links(g, "ab", "bc"), "node 'b' is of both kinds; name each node once"),
    (lambda g: analysis.redundancy(g, "x"), "unknown node 'x'; use one of the graph's 3 nodes"),
    (lambda g: analysis.betweenness_subset(g, "a", "x"), "unknown node 'x'; use one of the graph's 3 nodes"),
    (lambda g: analysis.pagerank(g, damping=1), "damping must be above 0 and below 1, got 1"),
    (lambda g: analysis.katz(g, attenuation=math.nan), "attenuation must be above 0 and below 1, got nan"),
    (lambda g: analysis.communities(g, runs=0), "runs must be at least 1, got 0"),
    (lambda g: analysis.communities(g, seed=-1), "seed must be at least 0, got -1"),
    (lambda g: analysis.communities(g, resolution=0), "resolution must be a finite number above 0, got 0"),
    (lambda g: analysis.communities(g, resolution=math.inf), "resolution must be a finite number above 0, got inf"),
    (lambda g: analysis.communities(g, seed=2**64), f"seed must be at most {2**63}, got {2**64}"),
    (lambda g: analysis.communities(g, runs=HALF), "runs must be a whole number, got 1.5"),
    (lambda g: analysis.k_shortest_paths(g, "a", "b", HALF), "k must be a whole number, got 1.5"),
    (lambda g: analysis.pagerank(g, damping=TEXT), "damping must be above 0 and below 1, got 'x'"),
    (lambda g: analysis.brokerage(g, {"a": 1}), "node 'b' has no group; brokerage needs one of each node"),
    (
        lambda g: analysis.betweenness(g, weight="far"),
        "weights from 1e-20 to 1.0 span more than 15 orders of magnitude; scale them down",
    ),
    (lambda _: analysis.adjusted_rand("ab", "abc"), "two divisions must be of the same things, got 2 and 3"),
]


def test_katz_ends_with_an_error_where_no_number_holds_its_values() -> None:
    chain: Graph = nx.path_graph(60, create_using=nx.DiGraph)
    for _, _, data in chain.edges(data=True):
        data["support"] = 1e10
    chain.add_edge(60, 60, support=1e-4)
    with pytest.raises(AnalysisError, match="katz grows beyond all numbers along chains"):
        analysis.katz(chain)
    with pytest.raises(
        AnalysisError, match=r"katz is not found in 100000 steps with attenuation 0\.9999999; use a smaller"
    ):
        analysis.katz(nx.cycle_graph(3), attenuation=0.9999999)


def test_paths_are_told_apart_however_much_weights_differ() -> None:
    # The way by c is longer by a ten-millionth of a millionth of the whole.
    graph: Graph = nx.DiGraph()
    for source, target, support in [("a", "b", 1e-6), ("b", "d", 1e6), ("a", "c", 1e-6), ("c", "d", 1e5)]:
        graph.add_edge(source, target, support=support)
    for name in ("igraph", "scipy", "networkx"):
        with engine(name) as backend:
            assert analysis.betweenness(graph, **backend) == pytest.approx({"a": 0, "b": 1 / 6, "d": 0, "c": 0})
    assert analysis.betweenness_subset(graph, "a", "d")["b"] == 1


@pytest.mark.parametrize(("call", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_argument_is_one_clear_error(call: Callable[[Graph], object], message: str) -> None:
    graph: Graph = nx.DiGraph()
    graph.add_edges_from([("a", "b", {"far": 1e-20}), ("b", "c", {"far": 1})])
    with pytest.raises(AnalysisError) as error:
        call(graph)
    assert str(error.value) == message
    assert isinstance(error.value, FingraphError)


def test_the_registry_says_what_each_measure_is() -> None:
    for name, measure in MEASURES.items():
        assert getattr(analysis, name) is measure.function
        assert ("weight" in inspect.signature(measure.function).parameters) == measure.takes_weights
        assert measure.doi in (measure.function.__doc__ or "")
        assert measure.unit
        assert measure.direction
        assert "\n" not in measure.meaning


def test_every_name_is_listed_and_documented() -> None:
    assert sorted(analysis.__all__) == sorted(set(analysis.__all__))
    for name in analysis.__all__:
        thing = getattr(analysis, name)
        if inspect.isfunction(thing):
            assert all(part in (thing.__doc__ or "") for part in ("Parameters", "Returns", "Examples")), name
            assert "https://doi.org/" in (thing.__doc__ or ""), name


# --- Larger than what is decomposed as a whole --------------------------------------------------------------------------


@pytest.mark.parametrize("directed", [False, True])
def test_sparse_decompositions_equal_networkx(directed: bool) -> None:
    graph = nx.gnp_random_graph(400, 0.03, seed=1, directed=directed)
    chance = random.Random(2)  # noqa: S311
    for _, _, data in graph.edges(data=True):
        data["support"] = chance.randint(1, 5)
    same(analysis.eigenvector(graph), nx.eigenvector_centrality_numpy(graph, weight="support"), 1e-6)
    largest = float(np.abs(np.linalg.eigvals(nx.to_numpy_array(graph, weight="support"))).max())
    same(analysis.katz(graph), nx.katz_centrality_numpy(graph, alpha=0.5 / largest, weight="support"), 1e-6)
    hubs, authorities = nx.hits(summed(graph, "support"), max_iter=1000, tol=1e-12)
    same(analysis.hits(graph)[0], hubs, 1e-6)
    same(analysis.hits(graph)[1], authorities, 1e-6)
    same(
        analysis.constraint(graph),
        nx.constraint(summed(graph, "support", directed=False), weight="weight"),
        1e-9,
    )


@pytest.mark.parametrize(
    "graph", [nx.cycle_graph(301), nx.cycle_graph(301, create_using=nx.DiGraph), nx.complete_graph(101)]
)
def test_a_graph_where_all_nodes_are_alike_has_equal_values(graph: Graph) -> None:
    for name, measure in MEASURES.items():
        if name in ("hubs", "authorities") and graph.is_directed():
            continue  # every node of a directed cycle is a part of its own
        values = list(measure.function(graph).values())
        assert values == pytest.approx([values[0]] * len(values), rel=1e-6), name


# --- The graph of the trends, and one's own -----------------------------------------------------------------------------


@pytest.mark.parametrize("projection", ["links", "policy-technology-sector"])
def test_the_built_in_graph_is_measured(projection: str) -> None:
    graph = fingraph.to_networkx(projection=projection)
    for name in set(MEASURES) - {"eigenvector"}:
        assert list(MEASURES[name].function(graph)) == list(graph), name
    component = max(nx.connected_components(nx.Graph(graph)), key=len)
    assert set(analysis.eigenvector(nx.Graph(graph.subgraph(component)))) == component
    classes = {node: data["item_class"] for node, data in graph.nodes(data=True)}
    assert any(sum(roles) for roles in analysis.brokerage(graph, classes).values())
    assert analysis.communities(graph, runs=2).modularity > 0.2


def test_a_graph_of_ones_own_with_its_own_weights_and_mixed_nodes_works() -> None:
    graph: Graph = nx.Graph()
    graph.add_weighted_edges_from([(1, "one", 0.5), ("one", (1, 2), 2), ((1, 2), 1, 1)])
    for measure in MEASURES.values():
        weights = {"weight": "weight"} if measure.takes_weights else {}
        assert list(measure.function(graph, **weights)) == [1, "one", (1, 2)]
    assert analysis.k_shortest_paths(graph, 1, "one", weight="weight") == [[1, (1, 2), "one"], [1, "one"]]
    assert analysis.bridges(nx.Graph([(2, "a")])) == {(2, "a")}
