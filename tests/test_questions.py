"""Questions of the domain: known answers on small graphs, properties, and agreement with SPARQL on the built-in graph."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fingraph
from fingraph.errors import AnalysisError, ItemNotFound, QueryError
from fingraph.model import CLASS_OF_PREFIX
from fingraph.questions import EFFECTS, GAP_KINDS, Bridges, Gaps, Paths, Reach, Step, bridges, gaps, paths, reach
from fingraph.resources import resource_dir

if TYPE_CHECKING:
    from fingraph.query import Rows


def graph_of(*lines: str, projection: str = "links") -> nx.MultiDiGraph[str]:
    """Return a graph from lines such as ``policy:p promotes tech:t T01.S01|T01.S02 asserted``.

    After the sentences there can be the modality, the report and the layer.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(projection=projection)
    for line in lines:
        subject, relation, obj, sentences, *more = line.split()
        modality, report, layer = [*more, *("asserted", "demo", "stated")[len(more) :]]
        for item in (subject, obj):
            prefix, _, name = item.partition(":")
            item_class = CLASS_OF_PREFIX[prefix]
            graph.add_node(
                item, item_class=item_class, class_en=item_class.lower(), class_zh=f"类{prefix}",
                label_en=name, label_zh=f"项{name}",
            )  # fmt: skip
        graph.add_edge(
            subject, obj, relation=f"fg:{relation}", label_en=relation, label_zh="关系", report=report, layer=layer,
            support=sentences.count("|") + 1, sentences=sentences, modality=modality, basis="explicit",
        )  # fmt: skip
    return graph


def shuffled(graph: nx.MultiDiGraph[str], draw: Callable[[list[Any]], list[Any]]) -> nx.MultiDiGraph[str]:
    """Return the same graph with nodes and edges in another order."""
    other: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(draw(list(graph.nodes(data=True))))
    other.add_edges_from((s, t, d) for s, t, d in draw(list(graph.edges(data=True))))
    return other


def route(path: tuple[Step, ...]) -> str:
    return " ".join([path[0].source.id, *(step.target.id for step in path)])


def routes(answer: Paths) -> list[str]:
    return [route(path.steps) for path in answer.paths]


def reached(answer: Reach) -> dict[str, int]:
    return {one.item.id: one.distance for one in answer.reached}


# --- Reach --------------------------------------------------------------------------------------------------------------


def test_reach_follows_the_way_an_effect_runs() -> None:
    graph = graph_of(
        "policy:p promotes tech:t T01.S01 encouraged",
        "tech:t contributesTo outcome:o T01.S02",
        "practice:uses-t uses tech:t T01.S03",
        "practice:needs-t dependsOn tech:t T01.S03",
        "actor:a adopts tech:t T01.S03",
        "actor:b implements policy:p T01.S04",
        "tech:t mitigates challenge:c T01.S05",
        "practice:meets-c faces challenge:c T01.S05",
        "tech:t concerns tech:about T01.S06",
        "tech:t uses tech:used T01.S06",
        "policy:p alignedTechnology tech:aligned T01.S06 asserted demo inferred",
        "tech:before enables policy:p T01.S06",
    )
    assert reached(reach(graph, "policy:p")) == {
        "tech:t": 1, "actor:b": 1,
        "outcome:o": 2, "practice:uses-t": 2, "practice:needs-t": 2, "actor:a": 2, "challenge:c": 2,
        "practice:meets-c": 3,
    }  # fmt: skip


def test_every_relation_of_the_vocabulary_has_a_direction_of_effect_or_none() -> None:
    with (resource_dir("ontology") / "relation-pairs.csv").open(encoding="utf-8", newline="") as stream:
        relations = {f"fg:{row['relation']}" for row in csv.DictReader(stream)}
    assert set(EFFECTS) == relations
    assert set(EFFECTS.values()) == {"along", "against", ""}


def test_a_path_has_its_links_in_order_with_their_sentences_and_its_weakest_step() -> None:
    graph = graph_of(
        "policy:p promotes tech:t T01.S01|T01.S02 required",
        "policy:p requires tech:t T01.S02|T01.S03 asserted",
        "practice:x uses tech:t T02.S01 forecast",
    )
    (_, last) = reach(graph, "policy:p").reached
    first, second = last.path
    assert [link.relation for link in first.links] == ["fg:promotes", "fg:requires"]
    assert first.support == 3, "a sentence counts once"
    assert first.modality == "required"
    assert first.sentences == ("demo.T01.S01", "demo.T01.S02", "demo.T01.S03")
    assert (second.source.id, second.target.id, second.links[0].subject) == ("tech:t", "practice:x", "practice:x")
    assert last.weakest is second
    assert (last.weakest.support, last.weakest.modality) == (1, "forecast")
    assert last.layer == "stated"


def test_of_several_shortest_paths_the_firmest_is_taken() -> None:
    graph = graph_of(
        "policy:p promotes tech:a T01.S01",
        "policy:p promotes tech:b T01.S01|T01.S02",
        "tech:a enables practice:x T01.S03|T01.S04",
        "tech:b enables practice:x T01.S03|T01.S04",
        "policy:p promotes tech:c T01.S05|T01.S06",
        "tech:c enables practice:x T01.S07|T01.S08|T01.S09 asserted demo inferred",
        "policy:p guides tech:d T01.S01 asserted",
        "policy:p requires tech:e T01.S01 required",
        "tech:d enables practice:y T01.S02 required",
        "tech:e enables practice:y T01.S02 required",
    )
    found = {one.item.id: route(one.path) for one in reach(graph, "policy:p").reached}
    assert found["practice:x"] == "policy:p tech:b practice:x", "more sentences, and stated before inferred"
    assert found["practice:y"] == "policy:p tech:e practice:y", "the stronger modality"


def test_a_path_ends_at_sectors_and_actors_unless_it_begins_there() -> None:
    graph = graph_of(
        "policy:p promotes sector:s T01.S01",
        "sector:s promotes tech:t T01.S02",
        "policy:p guides actor:a T01.S01",
        "actor:a provides tech:u T01.S02",
    )
    assert set(reached(reach(graph, "policy:p"))) == {"sector:s", "actor:a"}
    assert set(reached(reach(graph, "sector:s"))) == {"tech:t"}
    assert set(reached(reach(graph, "actor:a"))) == {"tech:u"}


def test_a_path_stays_in_one_report() -> None:
    graph = graph_of(
        "policy:p promotes tech:t T01.S01 asserted one",
        "tech:t enables practice:x T01.S01 asserted two",
        "policy:p promotes tech:u T01.S01 asserted two",
        "tech:u enables practice:y T01.S02 asserted two",
    )
    assert reached(reach(graph, "policy:p")) == {"tech:t": 1, "tech:u": 1, "practice:y": 2}
    assert reach(graph, "practice:x").reached == ()
    assert paths(graph, "policy:p", "practice:x").paths == ()
    assert routes(paths(graph, "policy:p", "practice:y")) == ["policy:p tech:u practice:y"]


def test_reach_by_class_and_length() -> None:
    graph = graph_of(
        "policy:p promotes tech:t T01.S01",
        "tech:t enables tech:u T01.S01",
        "tech:u appliedIn sector:s T01.S01",
    )
    assert reached(reach(graph, "policy:p", max_length=2)) == {"tech:t": 1, "tech:u": 2}
    for name in ("Sector", "sector", "SECTOR", "类sector"):
        assert reached(reach(graph, "policy:p", item_class=name)) == {"sector:s": 3}
    assert list(reach(graph, "policy:p").by_class()) == ["Sector", "Technology"]
    with pytest.raises(AnalysisError, match="unknown class 'Outcome'; use one of Policy, Sector, Technology"):
        reach(graph, "policy:p", item_class="Outcome")


def test_inferred_links_make_a_path_inferred() -> None:
    graph = graph_of("policy:p reaches scenario:s T01.S01|T01.S02 asserted demo inferred")
    answer = reach(graph, "policy:p")
    assert [one.layer for one in answer.reached] == ["inferred"]
    assert answer.counted.layers == ("stated", "inferred")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_reach_finds_what_networkx_finds(data: st.DataObject) -> None:
    pairs = data.draw(st.sets(st.sampled_from(list(permutations([f"tech:n{n}" for n in range(7)], 2))), min_size=1))
    lines = [f"{a} {data.draw(st.sampled_from(['enables', 'uses', 'concerns']))} {b} T01.S01" for a, b in sorted(pairs)]
    graph = graph_of(*lines)
    effects: nx.DiGraph[str] = nx.DiGraph()
    effects.add_nodes_from(graph)
    for line in lines:
        a, relation, b, _ = line.split()
        if relation != "concerns":
            effects.add_edge(*((a, b) if relation == "enables" else (b, a)))
    start = data.draw(st.sampled_from(sorted(graph)))
    expected = dict(nx.single_source_shortest_path_length(effects, start))
    del expected[start]
    answer = reach(graph, start)
    assert reached(answer) == expected
    other = shuffled(graph, lambda things: data.draw(st.permutations(things)))
    assert reach(other, start) == answer


# --- Paths --------------------------------------------------------------------------------------------------------------


def test_paths_are_the_shortest_by_support() -> None:
    graph = graph_of(
        "policy:p promotes tech:direct T01.S01",
        "tech:direct appliedIn scenario:z T01.S01",
        "policy:p promotes tech:often T01.S01|T01.S02|T01.S03",
        "tech:often enables practice:x T01.S04|T01.S05|T01.S06",
        "practice:x appliedIn scenario:z T01.S07|T01.S08|T01.S09",
        "policy:p guides practice:slow T02.S01",
        "practice:slow uses tech:slow T02.S02",
        "tech:slow appliedIn scenario:z T02.S03",
    )
    answer = paths(graph, "policy:p", "scenario:z")
    assert answer.direction == "forward"
    assert routes(answer) == [
        "policy:p tech:often practice:x scenario:z",
        "policy:p tech:direct scenario:z",
        "policy:p practice:slow tech:slow scenario:z",
    ]
    assert [path.length for path in answer.paths] == [1.0, 2.0, 3.0]
    assert routes(paths(graph, "policy:p", "scenario:z", k=1)) == routes(answer)[:1]


def test_of_equally_long_paths_the_one_with_fewer_steps_comes_first() -> None:
    graph = graph_of(
        "policy:p promotes tech:b T01.S01",
        "policy:p promotes tech:a T01.S01|T01.S02",
        "tech:a enables tech:b T01.S03|T01.S04",
    )
    assert routes(paths(graph, "policy:p", "tech:b")) == ["policy:p tech:b", "policy:p tech:a tech:b"]


def test_a_step_keeps_all_its_parallel_relations() -> None:
    graph = graph_of(
        "tech:t appliedIn sector:s T01.S01 forecast",
        "tech:t serves sector:s T01.S02",
        "sector:s dependsOn tech:t T01.S03",
    )
    (forward,) = paths(graph, "tech:t", "sector:s").paths
    assert [(link.relation, link.sentences) for link in forward.steps[0].links] == [
        ("fg:appliedIn", ("demo.T01.S01",)),
        ("fg:serves", ("demo.T01.S02",)),
    ]
    assert forward.length == 0.5
    graph.add_edges_from(
        graph_of("sector:s faces challenge:c T01.S01", "practice:x faces challenge:c T01.S01").edges(data=True)
    )
    (either,) = paths(graph, "tech:t", "practice:x").paths
    assert [link.relation for link in either.steps[0].links] == ["fg:dependsOn", "fg:appliedIn", "fg:serves"]


def test_without_a_path_in_the_direction_asked_for_the_other_is_tried_then_both() -> None:
    graph = graph_of(
        "policy:p promotes tech:t T01.S01",
        "tech:t appliedIn sector:s T01.S02",
        "tech:u appliedIn sector:s T01.S03",
        "data:alone enables tech:alone T01.S04",
    )
    backward = paths(graph, "sector:s", "policy:p")
    assert (backward.direction, routes(backward)) == ("backward", ["policy:p tech:t sector:s"])
    assert (backward.start.id, backward.end.id) == ("sector:s", "policy:p")
    either = paths(graph, "policy:p", "tech:u")
    assert (either.direction, routes(either)) == ("either", ["policy:p tech:t sector:s tech:u"])
    none = paths(graph, "policy:p", "data:alone")
    assert (none.direction, none.paths) == ("either", ())


def test_no_path_leads_through_finance_as_a_whole_but_one_may_end_there() -> None:
    graph = graph_of("tech:t appliedIn sector:finance T01.S01", "tech:u appliedIn sector:finance T01.S01")
    assert paths(graph, "tech:t", "tech:u").paths == ()
    assert routes(paths(graph, "tech:t", "sector:finance")) == ["tech:t sector:finance"]


def test_no_path_follows_what_is_only_about_something() -> None:
    graph = graph_of("trend:demo.T01 concerns tech:t T01.H", "trend:demo.T01 concerns tech:u T01.H", projection="full")
    assert paths(graph, "tech:t", "tech:u").paths == ()


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_paths_are_those_of_brute_force_in_every_order(data: st.DataObject) -> None:
    pairs = data.draw(st.sets(st.sampled_from(list(permutations([f"tech:n{n}" for n in range(5)], 2))), min_size=1))
    lines = [
        f"{a} enables {b} {'|'.join(f'T01.S0{n}' for n in range(data.draw(st.integers(1, 3))))}"
        for a, b in sorted(pairs)
    ]
    graph = graph_of(*lines)
    a, b = data.draw(st.sampled_from(list(permutations(sorted(graph), 2))))
    k = data.draw(st.integers(1, 5))
    answer = paths(graph, a, b, k=k)
    lengths = {
        direction: sorted(
            sum(1 / g.edges[x, y, 0]["support"] for x, y in pairwise(p)) for p in nx.all_simple_paths(g, *ends)
        )
        for direction, g, ends in (("forward", graph, (a, b)), ("backward", graph, (b, a)))
    }
    expected = lengths["forward"] or lengths["backward"]
    if expected:
        assert answer.direction == ("forward" if lengths["forward"] else "backward")
        assert [path.length for path in answer.paths] == pytest.approx(expected[:k])
    else:
        assert answer.direction == "either"
        assert bool(answer.paths) == nx.has_path(graph.to_undirected(), a, b)
    assert len(set(routes(answer))) == len(answer.paths)
    assert paths(shuffled(graph, lambda things: data.draw(st.permutations(things))), a, b, k=k) == answer


def test_many_equally_long_paths_do_not_take_forever() -> None:
    layers = [[f"tech:l{layer}n{n}" for n in range(6)] for layer in range(10)]
    lines = [f"{a} enables {b} T01.S01" for left, right in pairwise(layers) for a in left for b in right]
    assert len(paths(graph_of(*lines), "tech:l0n0", "tech:l9n5", k=5).paths) == 5


# --- Gaps ---------------------------------------------------------------------------------------------------------------

GAP_GRAPH = (
    "policy:p promotes tech:addressed T01.S01",
    "policy:q concerns tech:concerned T01.S01",
    "tech:implementing implements policy:r T01.S01",
    "tech:enabling enables policy:s T01.S02",
    "policy:t requires practice:x T01.S02",
    "tech:addressed appliedIn sector:applied T01.S03",
    "sector:needing dependsOn tech:addressed T01.S03",
    "sector:driving drives tech:addressed T01.S03",
    "trend:demo.T01 concerns sector:mentioned T01.H",
    "practice:x mitigates challenge:met T01.S04",
    "tech:addressed faces challenge:open T01.S04|T01.S05",
)


def gaps_of(answer: Gaps) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for gap in answer.gaps:
        found.setdefault(gap.kind, []).append(gap.item.id)
    return found


def test_gaps_are_what_their_definitions_say() -> None:
    answer = gaps(graph_of(*GAP_GRAPH, projection="full"))
    assert gaps_of(answer) == {
        "technology-without-policy": ["tech:enabling"],
        "sector-without-technology": ["sector:driving", "sector:mentioned"],
        "challenge-without-remedy": ["challenge:open"],
        "policy-without-technology": ["policy:s", "policy:t"],
    }
    assert answer.looked_at == dict(zip(GAP_KINDS, (4, 4, 2, 5), strict=True))
    assert [gap.sentences for gap in answer.gaps if gap.item.id == "challenge:open"] == [
        ("demo.T01.S04", "demo.T01.S05")
    ]
    assert {gap.layers for gap in answer.gaps} == {("stated",)}


def test_gaps_say_whether_inferred_links_close_them() -> None:
    graph = graph_of(
        *GAP_GRAPH,
        "policy:t reaches tech:enabling T01.S02|T01.S09 asserted demo inferred",
        "tech:enabling appliedIn sector:mentioned T01.S02|T01.S09 asserted demo inferred",
        projection="full",
    )
    both = ("stated", "inferred")
    answer = gaps(graph)
    assert {gap.item.id: gap.layers for gap in answer.gaps} == {
        "tech:enabling": ("stated",), "sector:driving": both, "sector:mentioned": ("stated",), "challenge:open": both,
        "policy:s": both, "policy:t": ("stated",),
    }  # fmt: skip
    (closed,) = [gap for gap in answer.gaps if gap.item.id == "tech:enabling"]
    assert [(step.source.id, step.links[0].relation, step.target.id) for step in closed.closed_by] == [
        ("policy:t", "fg:reaches", "tech:enabling")
    ]
    assert closed.sentences == ("demo.T01.S02",), "only the sentences that state its links"


def test_only_the_kinds_asked_for() -> None:
    answer = gaps(graph_of(*GAP_GRAPH, projection="full"), ["challenge-without-remedy"])
    assert list(gaps_of(answer)) == list(answer.looked_at) == ["challenge-without-remedy"]


# --- Bridges ------------------------------------------------------------------------------------------------------------


def joined(answer: Bridges) -> dict[str, list[str]]:
    return {one.technology.id: [end.item.id for end in one.joined] for one in answer.bridges}


def test_technologies_join_the_trends_of_their_sentences() -> None:
    graph = graph_of(
        "trend:demo.T01 concerns tech:a T01.H",
        "tech:a enables practice:x T02.S01|T03.S01",
        "tech:b enables practice:x T02.S02|T03.S01",
        "tech:c enables practice:x T01.S01",
        "tech:c appliedIn sector:s T02.S01 asserted demo inferred",
        projection="full",
    )
    first, second = bridges(graph).bridges
    assert (first.technology.id, first.pairs) == ("tech:a", 3)
    assert first.only == (("trend:demo.T01", "trend:demo.T02"), ("trend:demo.T01", "trend:demo.T03"))
    assert [end.sentences for end in first.joined] == [("demo.T01.H",), ("demo.T02.S01",), ("demo.T03.S01",)]
    assert (second.technology.id, second.pairs, second.only) == ("tech:b", 1, ())


def test_technologies_join_sectors_directly_or_through_one_scenario_or_practice() -> None:
    graph = graph_of(
        "tech:a appliedIn sector:one T01.S01",
        "tech:a enables practice:x T01.S02",
        "practice:x serves sector:two T01.S03",
        "sector:three dependsOn tech:a T01.S04",
        "tech:a appliedIn sector:finance T01.S05",
        "tech:a contributesTo outcome:o T01.S06",
        "outcome:o enables sector:four T01.S06",
        "tech:a concerns sector:five T01.S06",
        "practice:x serves sector:six T01.S07 asserted other",
        "tech:b appliedIn sector:one T01.S08",
        "tech:b appliedIn sector:two T01.S08 asserted demo inferred",
    )
    first, second = bridges(graph, "sectors").bridges
    assert [(end.item.id, end.layer, end.sentences) for end in first.joined] == [
        ("sector:one", "stated", ("demo.T01.S01",)),
        ("sector:three", "stated", ("demo.T01.S04",)),
        ("sector:two", "stated", ("demo.T01.S02", "demo.T01.S03")),
    ]
    assert first.only == (("sector:one", "sector:three"), ("sector:three", "sector:two"))
    assert [(end.item.id, end.layer) for end in second.joined] == [("sector:one", "stated"), ("sector:two", "inferred")]


def test_a_modality_of_ones_own_is_the_weakest_and_shown_as_it_is() -> None:
    graph = graph_of("policy:p promotes tech:t T01.S01 wished", "tech:t enables practice:x T01.S02 forecast")
    found = {one.item.id: one.weakest.modality for one in reach(graph, "policy:p").reached}
    assert found == {"tech:t": "wished", "practice:x": "wished"}
    assert "wished" in paths(graph, "policy:p", "tech:t", k=10**30).to_text_rows().to_text()


def test_an_assertion_is_stronger_than_a_forecast() -> None:
    graph = graph_of("policy:p promotes tech:t T01.S01 forecast", "tech:t enables practice:x T01.S02 asserted")
    assert {one.weakest.modality for one in reach(graph, "policy:p").reached} == {"forecast"}


# --- Errors -------------------------------------------------------------------------------------------------------------

SMALL = graph_of("policy:p promotes tech:t T01.S01", "tech:t enables practice:x T01.S01")

HALF: Any = 1.5
NUMBER: Any = 5


def without_support(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    other = graph.copy()
    for _, _, data in other.edges(data=True):
        data["support"] = 0
    return other


ERRORS: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "k": (lambda: paths(SMALL, "policy:p", "tech:t", k=0), AnalysisError, "k is 0; use a whole number from 1"),
    "no whole k": (
        lambda: paths(SMALL, "policy:p", "tech:t", k=HALF),
        AnalysisError,
        "k is 1.5; use a whole number from 1",
    ),
    "layer": (
        lambda: gaps(graph_of("policy:p promotes tech:t T01.S01 asserted demo rumoured")),
        AnalysisError,
        "the edge from 'policy:p' to 'tech:t' is none that to_networkx makes: ids, relation, report, sentences and modality",
    ),
    "number for a node": (
        lambda: gaps(nx.relabel_nodes(SMALL, {"policy:p": NUMBER})),
        AnalysisError,
        "the edge from 5 to 'tech:t' is none that to_networkx makes",
    ),
    "no support": (
        lambda: paths(without_support(SMALL), "policy:p", "tech:t"),
        AnalysisError,
        "the edge from 'policy:p' to 'tech:t' is none that to_networkx makes",
    ),
    "same item": (
        lambda: paths(SMALL, "policy:p", "项p"),
        AnalysisError,
        "'policy:p' and '项p' are the same item, policy:p; name two different items",
    ),
    "unknown item": (lambda: reach(SMALL, "大模形"), ItemNotFound, "no item is called '大模形'; did you mean '大模型'"),
    "no link": (
        lambda: reach(SMALL, "大模型"),
        AnalysisError,
        "'tech:large-model' stands in no link of the projection 'links'; `fingraph describe tech:large-model` shows",
    ),
    "several": (
        lambda: reach(graph_of("policy:same promotes tech:same T01.S01"), "same"),
        ItemNotFound,
        "'same' stands for several items: policy:same, tech:same; use one of these",
    ),
    "class": (
        lambda: reach(SMALL, "policy:p", item_class="thing"),
        AnalysisError,
        "unknown class 'thing'; use one of Policy, Practice, Technology",
    ),
    "length": (
        lambda: reach(SMALL, "policy:p", max_length=0),
        AnalysisError,
        "max_length is 0; use a whole number from 1",
    ),
    "kind": (
        lambda: gaps(SMALL, ["nope"]),
        AnalysisError,
        "unknown kind of gap 'nope'; use one of technology-without-policy, sector-without-technology, ",
    ),
    "by": (
        lambda: bridges(SMALL, "actors"),
        AnalysisError,
        "technologies do not join 'actors'; use one of trends, sectors",
    ),
    "projection": (
        lambda: gaps(graph_of(projection="technology-technology")),
        AnalysisError,
        "the question is not defined for the projection 'technology-technology'; use one of links, full",
    ),
    "foreign edge": (
        lambda: bridges(nx.MultiDiGraph([("a", "b")])),
        AnalysisError,
        "the edge from 'a' to 'b' has no 'relation'; make the graph with to_networkx",
    ),
    "format": (
        lambda: gaps(SMALL).to_rows().to_text("xml"),
        QueryError,
        "rows cannot be written as 'xml'; use one of table, csv, json, markdown",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_clear_line(name: str) -> None:
    call, error, message = ERRORS[name]
    with pytest.raises(error) as raised:
        call()
    text = str(raised.value.args[0])
    assert text.startswith(message)
    assert "\n" not in text


# --- The built-in graph -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["stated", "inferred"])
def full(request: pytest.FixtureRequest) -> nx.MultiDiGraph[str]:
    return fingraph.to_networkx(projection="full", inferred=request.param == "inferred")


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    query = "SELECT ?evidence { ?evidence fg:sentenceId ?id }"
    return {str(evidence).removeprefix("ev:") for (evidence,) in fingraph.select(query)}


def check(graph: nx.MultiDiGraph[str], steps: tuple[Step, ...], sentences: set[str]) -> None:
    """Assert that steps follow each other, and that each link is an edge of the graph with sentences that exist."""
    for first, second in pairwise(steps):
        assert first.target == second.source
    for step in steps:
        for link in step.links:
            assert {link.subject, link.object} == {step.source.id, step.target.id}
            edges = graph[link.subject][link.object].values()
            assert any((edge["relation"], edge["layer"]) == (link.relation, link.layer) for edge in edges)
            assert link.sentences
            assert set(link.sentences) <= sentences
    assert len({step.source.id for step in steps}) == len(steps)


def test_every_step_of_reach_is_in_the_graph(full: nx.MultiDiGraph[str], sentences: set[str]) -> None:
    total = 0
    for item in full:
        for one in reach(full, item).reached:
            check(full, one.path, sentences)
            assert (one.path[0].source.id, one.path[-1].target.id) == (item, one.item.id)
            assert not any(step.target.item_class in ("Sector", "ActorType") for step in one.path[:-1])
            total += 1
    assert total > 200


def test_every_step_of_paths_is_in_the_graph(full: nx.MultiDiGraph[str], sentences: set[str]) -> None:
    policies = [node for node in full if node.startswith("policy:")]
    directions = set()
    for policy, item in zip(policies, ["sector:finance", "tech:large-model"] * len(policies), strict=False):
        answer = paths(full, policy, item)
        directions.add(answer.direction)
        for path in answer.paths:
            check(full, path.steps, sentences)
            assert {path.steps[0].source, path.steps[-1].target} == {answer.start, answer.end}
            assert path.length == pytest.approx(sum(1 / step.support for step in path.steps))
        lengths = [path.length for path in answer.paths]
        assert lengths == sorted(lengths)
    assert directions


def test_reach_of_the_policies_named_together() -> None:
    answer = reach(fingraph.to_networkx(), "several policies", item_class="场景")
    assert [(one.item.id, one.distance) for one in answer.reached] == [("scenario:key-cross-border", 2)]


STANDS = "?any fg:subject|fg:object ?item . ?any a fg:StatedLink ."
ASKED = {
    "technology-without-policy": """?item a fg:Technology . {0}
        MINUS {{ ?policy a fg:Policy . ?a {1} ; fg:subject ?policy ; fg:object ?item }}
        MINUS {{ ?policy a fg:Policy . ?b {1} ; fg:subject ?item ; fg:relation fg:implements ; fg:object ?policy }}""",
    "sector-without-technology": """?item a fg:Sector . {0}
        MINUS {{ ?tech a fg:Technology . ?a {1} ; fg:subject ?tech ; fg:object ?item ; fg:relation ?r
                 FILTER(?r NOT IN (fg:concerns, fg:implements, fg:adopts, fg:uses, fg:dependsOn, fg:faces)) }}
        MINUS {{ ?tech a fg:Technology . ?b {1} ; fg:subject ?item ; fg:object ?tech ; fg:relation ?r
                 FILTER(?r IN (fg:implements, fg:adopts, fg:uses, fg:dependsOn, fg:faces)) }}""",
    "challenge-without-remedy": """?item a fg:Challenge . {0}
        MINUS {{ ?a {1} ; fg:object ?item ; fg:relation ?r FILTER(?r IN (fg:mitigates, fg:helpsAgainst)) }}""",
    "policy-without-technology": """?item a fg:Policy . {0}
        MINUS {{ ?tech a fg:Technology . ?a {1} ; fg:subject ?item ; fg:object ?tech }}
        MINUS {{ ?tech a fg:Technology . ?b {1} ; fg:subject ?tech ; fg:object ?item ; fg:relation fg:implements }}""",
}
"""Kind → the same question in SPARQL."""


def asked(kind: str, link_class: str, *layers: str) -> list[str]:
    pattern = ASKED[kind].format(STANDS, f"a {link_class}")
    rows = fingraph.select(f"SELECT DISTINCT ?item {{ {pattern} }} ORDER BY ?item", layers=layers)
    return [str(item) for (item,) in rows]


@pytest.mark.parametrize("kind", GAP_KINDS)
def test_gaps_agree_with_sparql(full: nx.MultiDiGraph[str], kind: str, sentences: set[str]) -> None:
    found = gaps(full, [kind])
    assert [gap.item.id for gap in found.gaps] == asked(kind, "fg:StatedLink")
    if "inferred" in found.counted.layers:
        closed_by_rules = set(asked(kind, "fg:StatedLink")) - set(asked(kind, "fg:InferredLink", "inferred"))
        assert {gap.item.id for gap in found.gaps if gap.layers == ("stated",)} == closed_by_rules
    for gap in found.gaps:
        assert gap.sentences
        assert set(gap.sentences) <= sentences
        assert bool(gap.closed_by) == (gap.layers == ("stated",) and "inferred" in found.counted.layers)


def test_bridges_between_trends_agree_with_sparql(full: nx.MultiDiGraph[str], sentences: set[str]) -> None:
    query = """SELECT DISTINCT ?item ?trend { ?item a fg:Technology . ?link a fg:StatedLink ; fg:inTrend ?trend .
      { ?link fg:subject ?item } UNION { ?link fg:object ?item } }"""
    trends: dict[str, set[str]] = defaultdict(set)
    for item, trend in fingraph.select(query):
        trends[str(item)].add(str(trend))
    answer = bridges(full)
    assert joined(answer) == {item: sorted(those) for item, those in trends.items() if len(those) > 1}
    for one in answer.bridges:
        for pair in combinations([end.item.id for end in one.joined], 2):
            alone = [item for item, those in trends.items() if set(pair) <= those] == [one.technology.id]
            assert (pair in one.only) == alone
        assert {sentence for end in one.joined for sentence in end.sentences} <= sentences


def test_bridges_between_sectors(full: nx.MultiDiGraph[str], sentences: set[str]) -> None:
    answer = bridges(full, "sectors")
    assert "tech:digital-technology" in joined(answer)
    assert answer.bridges == tuple(sorted(answer.bridges, key=lambda b: (-b.pairs, -len(b.only), b.technology.id)))
    for one in answer.bridges:
        assert one.pairs >= 1
        for end in one.joined:
            assert end.item.id != "sector:finance"
            assert set(end.sentences) <= sentences


# --- Rows ---------------------------------------------------------------------------------------------------------------


def answers() -> list[Paths | Reach | Gaps | Bridges]:
    graph = fingraph.to_networkx(projection="full")
    return [
        paths(graph, "大模型", "算力"),
        reach(graph, "多项政策"),
        gaps(graph),
        bridges(graph),
        bridges(graph, "sectors"),
    ]


def written(rows: Rows) -> None:
    assert len(rows) > 0
    assert all(len(row) == len(rows.columns) for row in rows)
    assert rows.layers == ("stated",)
    assert json.loads(rows.to_text("json")) == rows.to_dicts()
    assert len(list(csv.reader(rows.to_text("csv").splitlines()))) == len(rows) + 1
    for form in ("table", "markdown"):
        assert len(rows.to_text(form).splitlines()) == len(rows) + 2, "one line a row"


def test_answers_are_rows_in_every_format() -> None:
    for answer in answers():
        written(answer.to_rows())
        written(answer.to_text_rows())
        assert len(answer.to_rows()) == len(answer.to_text_rows())
        assert "caict-2025.T" in answer.to_text_rows().to_text()


def test_hostile_labels_are_shown_and_do_nothing() -> None:
    graph = graph_of("policy:p promotes tech:t T01.S01")
    graph.nodes["tech:t"]["label_en"] = "a\x1b[2J|<b>`x`\n# y"
    rows = reach(graph, "policy:p").to_text_rows()
    assert len(rows.to_text("markdown").splitlines()) == 3
    assert r"a\\x1b\[2J\|&lt;b&gt;\`x\`\\n# y" in rows.to_text("markdown")
    assert r"a\x1b[2J|<b>`x`\n# y" in rows.to_text("table")
