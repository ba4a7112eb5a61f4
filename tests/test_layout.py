"""Where nodes stand: discs that do not overlap, places that stay, the same whatever the order of nodes."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from statistics import median

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import fingraph
from fingraph.layout import APART, MOST, arranged, laid_out, packed, radius_for, strengths
from fingraph.layout.spread import spread

BETWEEN = 0.12


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 40), max_size=12),
    st.dictionaries(st.tuples(st.integers(0, 5), st.integers(6, 11)), st.floats(0, 9)),
)
def test_discs_do_not_overlap(sizes: list[int], ties: dict[tuple[int, int], float]) -> None:
    ties = {pair: weight for pair, weight in ties.items() if max(pair) < len(sizes)}
    discs = packed([radius_for(size) for size in sizes], ties, BETWEEN)
    assert [disc.radius for disc in discs] == [radius_for(size) for size in sizes]
    for place, one in enumerate(discs):
        for other in discs[:place]:
            assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius + BETWEEN - 1e-6


def test_tied_discs_are_near() -> None:
    def apart(ties: dict[tuple[int, int], float]) -> float:
        discs = packed([1.0] * 20, ties, BETWEEN)
        return hypot(discs[10].x - discs[19].x, discs[10].y - discs[19].y)

    assert apart({(10, 19): 5.0}) < apart({})


@pytest.mark.parametrize("size", [1, 2, 3, 20, 101, 401])
@pytest.mark.parametrize("kind", [nx.star_graph, nx.path_graph, nx.empty_graph])
def test_nodes_stand_in_their_disc_and_apart(size: int, kind: Callable[[int], nx.Graph[int]]) -> None:
    graph = kind(size - 1) if kind is nx.star_graph else kind(size)
    places = arranged(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), format="csr"))
    assert np.hypot(*places.T).max() <= radius_for(size) + 1e-9
    near = min((hypot(*(a - b)) for n, a in enumerate(places[:200]) for b in places[:n]), default=1.0)
    assert near > 0.4


def test_what_is_linked_is_nearer_than_what_is_not() -> None:
    graph = nx.path_graph(12)
    places = arranged(nx.to_scipy_sparse_array(graph, nodelist=range(12), format="csr"))
    linked = [hypot(*(places[a] - places[b])) for a, b in graph.edges]
    other = [hypot(*(places[a] - places[b])) for a, b in nx.non_edges(graph)]
    assert median(linked) < median(other) / 2


def test_points_at_one_place_are_pushed_apart() -> None:
    places = spread(np.zeros((7, 2)), 1.0)
    assert min(hypot(*(a - b)) for n, a in enumerate(places) for b in places[:n]) > 0.9


def test_communities_stand_together() -> None:
    graph = nx.disjoint_union_all([nx.complete_graph(8)] * 4)
    graph.add_edges_from([(0, 8), (8, 16), (16, 24)])
    found = laid_out(graph)
    assert [set(group) for group in found.groups] == [set(range(k, k + 8)) for k in (0, 8, 16, 24)]
    spot = found.places
    home = {node: number for number, group in enumerate(found.groups) for node in group}
    nearest = {
        a: min((b for b in graph if b != a), key=lambda b: hypot(spot[a][0] - spot[b][0], spot[a][1] - spot[b][1]))
        for a in graph
    }
    assert all(home[a] == home[b] for a, b in nearest.items())


def test_places_do_not_hang_on_the_order_of_nodes_and_edges() -> None:
    graph = fingraph.to_networkx()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes.items())))
    for source, target, key in reversed(list(graph.edges(keys=True))):
        turned.add_edge(source, target, key, **graph.edges[source, target, key])
    one, other = laid_out(graph), laid_out(turned)
    assert one == other
    assert len(set(one.places.values())) == len(graph)
    assert all(type(value) is int for place in one.places.values() for value in place)


def test_a_new_report_moves_the_old_nodes_little() -> None:
    graph = fingraph.to_networkx()
    before = laid_out(graph).places
    later = graph.copy()
    for number, node in enumerate(sorted(graph)[:5]):
        later.add_edge(node, f"new:{number}", support=1)
    later.add_node("new:alone")
    after = laid_out(later, before).places
    moved = [hypot(after[node][0] - x, after[node][1] - y) for node, (x, y) in before.items()]
    assert median(moved) == 0
    assert max(moved) < APART
    for number, node in enumerate(sorted(graph)[:5]):
        new = after[f"new:{number}"]
        assert hypot(new[0] - after[node][0], new[1] - after[node][1]) < 4 * APART, "next to what it is linked to"
    assert len(set(after.values())) == len(later)


def test_former_places_of_few_nodes_do_not_count() -> None:
    graph = nx.path_graph(10)
    assert laid_out(graph, {0: (5, 5), 99: (1, 1)}) == laid_out(graph)


def test_small_groups_share_a_place_and_weights_of_any_kind_are_taken() -> None:
    graph = nx.Graph(
        [(f"a{i}", f"b{i}", {"support": value}) for i, value in enumerate([1, -1, "x", float("nan"), None] * 45)]
    )
    graph.add_node("alone")
    found = laid_out(graph)
    assert len(found.groups) == MOST
    assert len(found.rest) == 2 * (225 - MOST) + 1
    assert set(found.places) == set(graph)
    assert laid_out(nx.Graph()).places == {}
    assert strengths(nx.MultiGraph([("a", "a", {"weight": 2.5}), ("a", "b")])) == {"a": 3.5, "b": 1.0}


def test_a_group_in_several_parts_stands_in_rows() -> None:
    links = sp.csr_array(np.kron(np.eye(6), [[0, 1], [1, 0]]))
    places = arranged(links)
    assert all(hypot(*(places[2 * i] - places[2 * i + 1])) < 1.5 for i in range(6))
