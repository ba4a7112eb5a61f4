"""Rankings: known answers, and what must hold for every graph."""

from __future__ import annotations

import csv
import io
import math
import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fingraph.analysis import MEASURES
from fingraph.analysis.network import Links, read, read_links
from fingraph.errors import AnalysisError
from fingraph.ranking import explain, rank
from fingraph.ranking.evidence import modality_factor, read_evidence
from fingraph.ranking.rewiring import rewired

if TYPE_CHECKING:
    from collections.abc import Callable

    Graph = nx.Graph[Any]


def fan(**sentences: int) -> Graph:
    """Return a graph in which each target has a link of its own from each of some sentences, none shared."""
    graph: Graph = nx.MultiDiGraph()
    for target, count in sentences.items():
        for i in range(count):
            graph.add_edge(f"{target}{i}", target, evidence=f"r.{target}.S{i:02}", modality="asserted")
    return graph


def small() -> Graph:
    graph: Graph = nx.MultiDiGraph(projection="small", summary="three classes")
    for node, item_class in {"p": "Policy", "q": "Policy", "t": "Technology", "u": "Technology", "s": "Sector"}.items():
        graph.add_node(node, item_class=item_class, label_en=f"the {node}", label_zh=f"某{node}")
    graph.add_edge("p", "t", evidence="r.S1|r.S2", modality="required")
    graph.add_edge("q", "u", evidence="r.S2", modality="forecast")
    graph.add_edge("t", "s", evidence="r.S3", modality="asserted")
    graph.add_edge("u", "s", evidence="r.S4|r.S5|r.S6", modality="asserted")
    graph.add_edge("p", "s", evidence="r.S1 & r.S3|r.S4", modality="encouraged|forecast", via="x")
    return graph


# --- Known answers ------------------------------------------------------------------------------------------------------


def test_the_interval_of_strength_is_that_of_a_beta_distribution() -> None:
    ranking = rank(fan(a=8, b=3, c=1), "in_strength", samples=20_000)
    for name, count in {"a": 8, "b": 3, "c": 1}.items():
        item = ranking.item(name)
        exact = 12 * stats.beta.ppf([0.025, 0.5, 0.975], count, 12 - count)
        assert (item.value_low, item.value_median, item.value_high) == pytest.approx(exact, rel=0.05, abs=0.02)
        assert item.value == count
    # Weights are independent exponentials but for their sum: a leads b where a gamma of 8 exceeds one of 3.
    assert ranking.compare("b", "a").probability == pytest.approx(stats.beta.sf(0.5, 8, 3), abs=0.01)
    assert ranking.item("a").top_probability == 1


def test_the_interval_of_a_degree_is_that_of_the_jackknife() -> None:
    ranking = rank(fan(a=8, b=3, c=1), "in_degree", samples=20_000)
    for name, count in {"a": 8, "b": 3}.items():
        spread = math.sqrt(count * (12 - count) / 12 * 11 / 12)
        item = ranking.item(name)
        assert item.value_median == pytest.approx(count, abs=0.1)
        assert item.value_high == pytest.approx(count + 1.96 * spread, rel=0.03)
        assert item.value_low == pytest.approx(max(count - 1.96 * spread, 0), rel=0.05, abs=0.05)
    assert ranking.method == "delete-a-group jackknife"


def test_two_items_are_ordered_only_in_95_of_100_replicates() -> None:
    far, near = rank(fan(a=20, b=2), "in_strength"), rank(fan(a=4, b=3), "in_strength")
    found = [far.compare("b", "a"), near.compare("a", "b"), near.compare("b", "a")]
    assert [pair.ordered for pair in found] == [True, False, False]
    assert [str(pair).partition(": ")[2] for pair in found[:2]] == ["ordered", "not ordered, which takes 95%"]
    assert str(found[1]) == str(found[2])


def test_what_the_loss_of_one_sentence_does() -> None:
    ranking = rank(small(), "in_strength", samples=50)
    found = {item.item: (item.rank, item.value, item.rank_worst, item.rank_worst_without) for item in ranking.items}
    assert [found[name] for name in "stu"] == [(1, 5, 1, ""), (2, 2, 2, ""), (3, 1, 5, "r.S2")]
    assert [(i.sentence, i.change, i.rank, i.own) for i in explain(ranking, "t")] == [
        ("r.S1", -1, 2, True),
        ("r.S2", -1, 2, True),
        ("r.S3", 0, 2, True),
    ]
    assert ranking.item("u").sentences == ("r.S2", "r.S4", "r.S5", "r.S6")
    # The path counts as its weaker leg: S1 is all of the first, S3 only half of the second.
    assert {i.sentence: i.change for i in explain(ranking, "s")} == {
        "r.S1": -1, "r.S3": -1, "r.S4": -1, "r.S5": -1, "r.S6": -1,
    }  # fmt: skip


def test_what_loses_all_it_had_is_last() -> None:
    graph: Graph = nx.DiGraph()
    for number, ends in enumerate([("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("e", "g")]):
        graph.add_edge(*ends, sentences=f"S{number}")
    found = {item.item: (item.rank, item.rank_worst) for item in rank(graph, "betweenness", samples=50).items}
    assert found["b"] == (2, 7)
    assert found["a"] == (3, 3), "what has nothing has nothing to lose"


def test_a_sentence_that_acts_from_afar_is_in_the_explanation() -> None:
    graph: Graph = nx.DiGraph()
    graph.add_edge("a", "b", sentences="S1")
    graph.add_edge("b", "c", sentences="S2")
    graph.add_edge("c", "d", sentences="S3")
    found = {i.sentence: i.own for i in explain(rank(graph, "betweenness", samples=50), "c")}
    assert found == {"S1": False, "S2": True, "S3": True}


def test_single_sentences_and_unstable_items_are_marked() -> None:
    ranking = rank(fan(a=2, b=1), "in_strength", samples=500)
    assert ranking.item("b").single_sentence
    assert not ranking.item("a").single_sentence
    assert not any(item.unstable for item in ranking.items)
    # Two equal ways: no random weights leave them equal, so half of the pairs is what no replicate has.
    square: Graph = nx.DiGraph()
    for number, ends in enumerate(["ab", "bd", "ac", "cd"]):
        square.add_edge(*ends, sentences=f"S{number}")
    even = rank(square, "betweenness", samples=500).item("b")
    assert [even.value, even.value_low, even.value_high] == pytest.approx([1 / 12, 0, 1 / 6])
    hung: Graph = nx.DiGraph(
        [("a", "b", {"sentences": "S1"}), ("c", "b", {"sentences": "S1"}), ("b", "d", {"sentences": "S1|S2"})]
    )
    assert not rank(hung, "betweenness", samples=100).item("b").unstable


def test_an_estimate_outside_its_interval_is_unstable() -> None:
    # Four ways of equal length share the pairs; random weights give nearly all to one of them, seldom to this one.
    graph: Graph = nx.DiGraph()
    for i in range(60):
        graph.add_edge("a", f"m{i}", sentences=f"A{i}")
        graph.add_edge(f"m{i}", "z", sentences=f"Z{i}")
    items = rank(graph, "betweenness", samples=400).items
    unstable = [item for item in items if item.unstable]
    assert unstable
    assert all(not item.value_low <= item.value <= item.value_high for item in unstable)


def test_modalities_count_as_stated() -> None:
    equal, weighed = (
        rank(small(), "in_strength", samples=20),
        rank(small(), "in_strength", weights="modality", samples=20),
    )
    assert {item.item: item.value for item in equal.items} == {"s": 5, "t": 2, "u": 1, "p": 0, "q": 0}
    # The path of an encouragement and a forecast counts as the weaker, 1.
    assert {item.item: item.value for item in weighed.items} == {"s": 2 + 6 + 1, "t": 8, "u": 1, "p": 0, "q": 0}
    assert {item.rank_equal for item in equal.items} == {None}
    assert weighed.item("t").rank_equal == 2
    assert "required 4, encouraged 3, asserted 2, forecast 1" in weighed.weights
    own = rank(small(), "in_strength", weights={"required": 10}, samples=20)
    assert own.item("t").value == 20
    assert own.item("t").rank == 1
    assert own.weights == "required 10"


def test_a_class_is_ranked_among_itself() -> None:
    ranking = rank(small(), "in_strength", item_class="Technology", samples=20)
    assert [(item.rank, item.item, item.label_zh) for item in ranking.items] == [(1, "t", "某t"), (2, "u", "某u")]


def test_equal_values_have_equal_ranks() -> None:
    ranking = rank(fan(a=2, b=2, c=1), "in_strength", samples=20)
    assert [(item.rank, item.item) for item in ranking.items[:3]] == [(1, "a"), (1, "b"), (3, "c")]


def test_the_least_constraint_is_the_first() -> None:
    star: Graph = nx.star_graph(4)
    ranking = rank(star, "constraint", samples=20)
    assert ranking.items[0].item == "0"
    assert ranking.evidence == "edge"
    assert ranking.sentences == 4


def test_parallel_edges_without_sentences_are_pieces_of_evidence_with_their_support() -> None:
    graph: Graph = nx.MultiDiGraph([("a", "b", {"support": 3}), ("a", "b", {}), ("b", "a", {"support": 2})])
    ranking = rank(graph, "in_strength", samples=20)
    assert ranking.sentences == 3
    assert ranking.item("b").value == 4
    assert ranking.item("b").sentences == ("a → b", "a → b (2)", "b → a")


# --- The null model -----------------------------------------------------------------------------------------------------


def test_what_the_degrees_fix_has_no_z() -> None:
    graph: Graph = nx.gnp_random_graph(20, 0.15, seed=2, directed=True)
    assert {item.z for item in rank(graph, "degree", null=True, samples=5).items} == {None}
    found = [item.z for item in rank(graph, "betweenness", null=True, samples=5).items]
    assert any(z is not None for z in found)
    # In a random graph nothing stands out.
    assert abs(np.mean([z for z in found if z is not None])) < 1
    star: Graph = nx.star_graph(5)
    assert {item.z for item in rank(star, "betweenness", null=True, samples=5).items} == {None}


def test_what_stands_out_of_its_degrees_has_a_large_z() -> None:
    graph: Graph = nx.disjoint_union_all([nx.complete_graph(8), nx.complete_graph(8)])
    graph.add_edge(0, 15)
    z = {item.item: item.z for item in rank(graph, "betweenness", null=True, samples=5).items}
    assert z["0"] is not None
    assert z["0"] > 3


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.booleans(), st.integers(1, 3), st.integers(0, 99))
def test_rewiring_keeps_degrees_and_pairs_of_classes(size: int, directed: bool, kinds: int, seed: int) -> None:
    graph: Graph = nx.gnp_random_graph(size, 0.4, seed=seed, directed=directed)
    _, links, _ = read_links(graph)
    classes = [str(node % kinds) for node in range(size)]
    found = rewired(links, classes, random.Random(seed))  # noqa: S311

    def ends(kind: int) -> list[list[int]]:
        both = [links, found]
        return [np.bincount([one.sources, one.targets][kind], minlength=size).tolist() for one in both]

    if directed:
        assert ends(0)[0] == ends(0)[1]
        assert ends(1)[0] == ends(1)[1]
    sums = [np.add(*pair).tolist() for pair in zip(ends(0), ends(1), strict=True)]
    assert sums[0] == sums[1]

    def pairs(of: Links) -> list[tuple[int, ...]]:
        found = zip(of.sources.tolist(), of.targets.tolist(), strict=True)
        return sorted((a, b) if directed else (min(a, b), max(a, b)) for a, b in found)

    def by_class(of: Links) -> list[tuple[str, ...]]:
        found = [(classes[a], classes[b]) for a, b in zip(of.sources, of.targets, strict=True)]
        return sorted(found if directed else (tuple(sorted(pair)) for pair in found))

    assert len(set(pairs(found))) == len(pairs(links))
    assert all(a != b for a, b in pairs(found))
    assert by_class(found) == by_class(links)


# --- What holds for all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - {"eigenvector", "hubs", "authorities"}))
def test_the_order_of_nodes_and_edges_does_not_matter(measure: str) -> None:
    graph = small()
    edges = list(graph.edges(data=True))
    turned: Graph = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(edges))
    assert rank(graph, measure, samples=30, null=True) == rank(turned, measure, samples=30, null=True)


def test_the_hash_seed_and_the_number_of_processes_do_not_matter() -> None:
    code = (
        "import networkx as nx\nfrom fingraph.ranking import rank\n"
        "if __name__ == '__main__':\n"
        "    graph = nx.gnp_random_graph(30, 0.1, seed=1, directed=True)\n"
        "    print(rank(graph, 'betweenness', samples=45, jobs={jobs}, null=True).to_csv())"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", code.format(jobs=jobs)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for jobs, seed in ((1, "1"), (1, "2"), (2, "3"))
    ]
    assert found[0] == found[1] == found[2]


def test_the_order_of_an_undirected_graph_without_sentences_does_not_matter() -> None:
    pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (3, 4)]
    first: Graph = nx.MultiGraph(pairs)
    other: Graph = nx.MultiGraph()
    other.add_nodes_from(range(4, -1, -1))
    other.add_edges_from((b, a) for a, b in reversed(pairs))
    assert rank(first, "betweenness", samples=30) == rank(other, "betweenness", samples=30)
    assert rank(first, "degree", samples=5).item("4").sentences == ("3 – 4",)


def test_what_is_not_defined_is_not_unstable() -> None:
    graph: Graph = nx.Graph([("a", "b"), ("b", "c")])
    graph.add_node("alone")
    row = rank(graph, "constraint", samples=20).item("alone")
    assert math.isnan(row.value)
    assert not row.unstable
    assert row.rank == 4


def test_weights_without_effect_are_said_to_have_none() -> None:
    assert rank(small(), "degree", weights="modality", samples=5).weights.endswith("this measure takes no weights")
    bare: Graph = nx.DiGraph([("a", "b")])
    assert rank(bare, "strength", weights={"required": 2}, samples=5).weights.endswith("no link here has a modality")
    assert rank(bare, "strength", weights={}, samples=5).weights == "all modalities alike"


def test_nodes_that_are_numbers_can_be_named_as_such() -> None:
    numbers: Any = nx.DiGraph([(1, 2), (2, 3), (1, 3)])
    ranking = rank(numbers, "in_strength", samples=50)
    asked: Any = 3
    assert explain(ranking, asked) == explain(ranking, "3")


def test_equal_seeds_give_equal_replicates_and_others_do_not() -> None:
    first, again, other = (rank(small(), "pagerank", samples=50, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(first.draws, again.draws)
    assert first.items == again.items
    assert first.items != other.items


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"), st.sampled_from("abcd"), st.lists(st.sampled_from("STUV"), min_size=1, unique=True)
        ),
        min_size=1,
        max_size=12,
    )
)
def test_links_weigh_as_many_sentences_as_state_them(edges: list[tuple[str, str, list[str]]]) -> None:
    graph: Graph = nx.MultiDiGraph()
    for source, target, sentences in edges:
        graph.add_edge(source, target, sentences="|".join(sentences), support=len(sentences))
    _, links, place = read_links(graph)
    evidence = read_evidence(graph, place, len(links.sources), modality_factor("equal"))
    assert evidence.weights(np.ones(len(evidence.sentences))) == pytest.approx(read(graph, "support")[1].weights)
    for number, sentence in enumerate(evidence.sentences):
        resting = {(source, target) for source, target, sentences in edges if sentence in sentences}
        column = evidence.of_links[:, [number]].toarray().ravel() > 0
        names = sorted(graph)
        found = {
            (names[a], names[b]) for a, b, there in zip(links.sources, links.targets, column, strict=True) if there
        }
        assert found == resting


def test_a_graph_is_not_changed_by_ranking_it() -> None:
    graph, untouched = small(), small()
    rank(graph, "pagerank", samples=5, null=True, weights="modality")
    assert nx.utils.graphs_equal(graph, untouched)


def test_progress_counts_all_replicates() -> None:
    done: list[int] = []
    rank(small(), "pagerank", samples=50, progress=done.append)
    assert sum(done) == 50
    assert len(done) > 1
    done.clear()
    rank(small(), "degree", samples=50, progress=done.append)
    assert sum(done) == 50


# --- What is printed ----------------------------------------------------------------------------------------------------


def test_csv_says_what_was_counted_before_its_rows() -> None:
    ranking = rank(small(), "pagerank", samples=30, seed=7, item_class="Technology")
    comments = [line for line in ranking.to_csv().splitlines() if line.startswith("#")]
    text = "\n".join(comments)
    for part in ("pagerank", "10.1016/S0169-7552(98)00110-X", "three classes", "5 nodes, 5 links, 6 sentences",
                 "2 of class Technology", "30 replicates, seed 7", "no sampling error", "all modalities alike"):  # fmt: skip
        assert part in text
    rows = list(
        csv.DictReader(
            io.StringIO("".join(line for line in ranking.to_csv().splitlines(keepends=True) if line[0] != "#"))
        )
    )
    assert [row["item"] for row in rows] == [item.item for item in ranking.items]
    assert "z" not in rows[0]
    assert "rank_equal" not in rows[0]
    assert "z" in rank(small(), "pagerank", samples=5, null=True).records()[0]


def test_a_name_that_a_spreadsheet_would_run_is_text() -> None:
    graph: Graph = nx.DiGraph()
    graph.add_node("=1+1", label_en="@sum", label_zh="-2")
    graph.add_edge("=1+1", "b")
    text = rank(graph, "degree", samples=5).to_csv()
    assert '"\'=1+1","\'@sum","\'-2"' in text


def test_a_data_frame_has_the_rows_and_what_was_counted() -> None:
    pd = pytest.importorskip("pandas")
    ranking = rank(small(), "constraint", samples=30)
    frame = ranking.to_pandas()
    assert list(frame["item"]) == [item.item for item in ranking.items]
    assert frame.attrs["fingraph"] == ranking.header()
    assert pd.api.types.is_numeric_dtype(frame["value"])


def test_csv_is_read_whole_whatever_names_hold() -> None:
    pd = pytest.importorskip("pandas")
    graph: Graph = nx.DiGraph(summary="one\nrank,item")
    graph.add_node("a", label_en="C# tool", label_zh='#"x"\n,y')
    graph.add_edge("b", "a")
    frame = pd.read_csv(io.StringIO(rank(graph, "degree", samples=5).to_csv()), comment="#")
    assert frame.loc[frame["item"] == "a", ["label_en", "label_zh"]].to_numpy().tolist() == [["C# tool", '#"x"\n,y']]


def test_html_is_escaped() -> None:
    graph: Graph = nx.DiGraph([("<b>a", "b")])
    text = rank(graph, "degree", samples=5)._repr_html_()
    assert "<b>a" not in text
    assert "&lt;b&gt;a" in text


GRAMMAR = "write sentences as 'a|b' (added), 'a & b' (the least), '0.5*a + b' (weighted)"
ODD: list[Any] = [2.5, math.nan, None, ["degree"]]
WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda g: rank(g, "fame"), f"unknown measure 'fame'; use one of {', '.join(MEASURES)}"),
    (
        lambda g: rank(g, item_class="Tech"),
        "unknown class 'Tech'; use one of Policy, Sector, Technology",
    ),
    (lambda g: rank(g, samples=-5), "samples must be at least 1, got -5"),
    (lambda g: rank(g, samples=ODD[0]), "samples must be a whole number, got 2.5"),
    (lambda g: rank(g, samples=10**6), "samples must be at most 100000, got 1000000"),
    (lambda g: rank(g, top=ODD[1]), "top must be a whole number, got nan"),
    (lambda g: rank(g, jobs=True), "jobs must be a whole number, got True"),
    (lambda g: rank(g, weights=ODD[2]), "unknown weights None; use equal, modality, or one for each modality"),
    (lambda g: rank(g, ODD[3]), f"unknown measure ['degree']; use one of {', '.join(MEASURES)}"),
    (lambda _: rank(nx.Graph([(1, "1")])), "nodes 1 and '1' are both '1'; relabel one of them"),
    (
        lambda _: rank(nx.cycle_graph(6, create_using=nx.DiGraph), "eigenvector", null=True),
        (
            "no null model, since in a rewired graph eigenvector has no unique solution in a graph that is not strongly "
            "connected; use katz or pagerank, or the largest component; leave null out"
        ),
    ),
    (
        lambda _: rank(nx.DiGraph([("a", "b", {"sentences": ("S1",)})])),
        f"edge 'a' to 'b': cannot read the evidence ('S1',); {GRAMMAR}",
    ),
    (lambda g: rank(g, top=0), "top must be at least 1, got 0"),
    (lambda g: rank(g, seed=-1), "seed must be at least 0, got -1"),
    (lambda g: rank(g, jobs=0), "jobs must be at least 1, got 0"),
    (lambda g: rank(g, weights="heavy"), "unknown weights 'heavy'; use equal, modality, or one for each modality"),
    (
        lambda g: rank(g, weights={"demanded": 2}),
        "unknown modality 'demanded'; use one of required, encouraged, asserted, forecast",
    ),
    (lambda g: rank(g, weights={"required": 0}), "the weight of required must be a finite number above 0, got 0"),
    (
        lambda g: rank(g, weights={"required": math.nan}),
        "the weight of required must be a finite number above 0, got nan",
    ),
    (lambda _: rank(nx.MultiDiGraph()), "the graph has no links; nothing can be ranked"),
    (lambda g: rank(g, samples=5).compare("p", "z"), "'z' is not ranked; use one of the 5 items of the ranking"),
    (lambda g: rank(g, samples=5).compare("p", "p"), "'p' cannot be compared with itself; name two items"),
    (lambda g: explain(rank(g, samples=5), "z"), "'z' is not ranked; use one of the 5 items of the ranking"),
    (
        lambda _: rank(nx.DiGraph([("a", "b", {"evidence": "S1 & & S2"})])),
        f"edge 'a' to 'b': cannot read the evidence 'S1 & & S2'; {GRAMMAR}",
    ),
    (
        lambda _: rank(nx.DiGraph([("a", "b", {"evidence": "-1*S1"})])),
        f"edge 'a' to 'b': cannot read the evidence '-1*S1'; {GRAMMAR}",
    ),
    (
        lambda _: rank(nx.DiGraph([("a", "b", {"sentences": "S1"}), ("b", "c", {})])),
        "edge 'b' to 'c' names no sentences, but others do; give it evidence",
    ),
    (
        lambda _: rank(nx.DiGraph([("a", "b", {"support": math.nan})])),
        "edge 'a' to 'b': support must be a finite number above 0, got nan",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_argument_is_one_clear_error(call: Callable[[Graph], object], message: str) -> None:
    with pytest.raises(AnalysisError) as error:
        call(small())
    assert str(error.value) == message
