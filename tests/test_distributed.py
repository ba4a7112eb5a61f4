"""On Spark everything is as on one machine, whatever happens to a cluster on the way."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import Result
from server_support import free_port
from spark_support import LOOPBACK, Cluster, listening, spark_at_hand, write_table

from fingraph import analysis, to_networkx
from fingraph.distributed import (
    EdgeTable,
    components,
    degree,
    distances,
    label_propagation,
    open_edges,
    pagerank,
    strong_components,
    triangles,
)
from fingraph.distributed.parts import STEPS
from fingraph.edges import dump_edges
from fingraph.errors import AnalysisError, LocationError
from fingraph.location import open_store

Run = Callable[..., Result]
LOCAL = "local[2]"
NEAR = 1e-6
"""How near ranks are to those of one machine: the sum of all differences."""

pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture(scope="module")
def spark(require: Callable[..., str]) -> None:
    spark_at_hand(require)


@dataclass
class Case:
    """A table, and the same graph of networkx."""

    table: EdgeTable
    graph: nx.MultiDiGraph[str]


def seeded_edges(nodes: int, seed: int) -> list[tuple[int, int, int]]:
    """Return links with nodes that nothing leaves, that nothing reaches, alone, parallel links and self-loops."""
    draw = random.Random(seed)  # noqa: S311
    whole = nodes * 9 // 10
    found = [
        (draw.randrange(whole // 2), int(whole * draw.random() ** 2), draw.randint(1, 3)) for _ in range(3 * nodes)
    ]
    found += [(node, node, 1) for node in range(0, whole, 97)]
    found += [(node, node + 1, 2) for node in range(whole, nodes - 40, 2)]
    return [*found, *draw.sample(found, nodes // 10)]


def graph_of(nodes: int, edges: list[tuple[int, int, int]]) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    width = len(str(nodes))
    names = [f"tech:n{number:0{width}}" for number in range(nodes)]
    graph.add_nodes_from(names)
    for source, target, support in edges:
        graph.add_edge(names[source], names[target], support=support)
    return graph


@pytest.fixture(scope="module")
def builtin(spark: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:  # noqa: ARG001 - first of all
    folder = tmp_path_factory.mktemp("builtin [a] 表") / "edges"
    dump_edges(open_store(), folder)
    with open_edges(folder, master=LOCAL) as table:
        yield Case(table, to_networkx())


@pytest.fixture(scope="module")
def seeded(builtin: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    edges = seeded_edges(2_000, 7)
    with open_edges(write_table(tmp_path_factory.mktemp("seeded") / "edges", 2_000, edges), master=LOCAL) as table:
        assert table.spark is not None
        assert table.spark.sparkContext is builtin.table.spark.sparkContext
        yield Case(table, graph_of(2_000, edges))


@pytest.fixture(scope="module", params=["builtin", "seeded"])
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.getfixturevalue(request.param)
    return found


def values(frame: Any, column: str = "value") -> dict[str, Any]:  # noqa: ANN401 - of Spark
    rows = frame.collect()
    found = {row["item"]: row[column] for row in rows}
    assert len(found) == len(rows)
    return found


def distance(found: dict[str, float], expected: dict[str, float]) -> float:
    assert set(found) == set(expected)
    return sum(abs(found[item] - expected[item]) for item in expected)


# --- PageRank -----------------------------------------------------------------------------------------------------------


def test_pagerank_is_that_of_one_machine(case: Case) -> None:
    assert distance(values(pagerank(case.table)), analysis.pagerank(case.graph)) < NEAR


def test_pagerank_without_weights_and_with_another_damping(seeded: Case) -> None:
    found = values(pagerank(seeded.table, weight=None, damping=0.6, tolerance=1e-10))
    assert distance(found, analysis.pagerank(seeded.graph, weight=None, damping=0.6)) < 1e-10


def test_personalised_pagerank_starts_at_several_items(case: Case) -> None:
    items = sorted(case.graph)[3:100:40]
    found = values(pagerank(case.table, personal=items))
    assert distance(found, analysis.personalised_pagerank(case.graph, items)) < NEAR


def test_the_error_told_is_never_less_than_the_true_one(seeded: Case) -> None:
    told: list[tuple[int, float]] = []
    found = values(pagerank(seeded.table, tolerance=1e-3, progress=lambda *now: told.append(now)))
    assert [done for done, _ in told] == list(range(10, 10 * len(told) + 1, 10))
    assert [error for _, error in told] == sorted((error for _, error in told), reverse=True)
    assert distance(found, analysis.pagerank(seeded.graph)) <= told[-1][1] <= 1e-3 < told[-2][1]


# --- The others ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["both", "in", "out"])
def test_degrees_are_those_of_one_machine(case: Case, direction: str) -> None:
    prefix = "" if direction == "both" else f"{direction}_"
    for weight, name in ((None, "degree"), ("support", "strength")):
        expected = getattr(analysis, prefix + name)(case.graph)
        assert values(degree(case.table, direction=direction, weight=weight)) == expected


def test_triangles_are_those_of_networkx(case: Case) -> None:
    simple = nx.Graph(case.graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    assert values(triangles(case.table)) == nx.triangles(simple)


def test_distances_are_those_of_networkx(case: Case) -> None:
    landmarks = sorted(case.graph, key=case.graph.out_degree)[-3:]
    expected = {
        (landmark, item): length
        for landmark in landmarks
        for item, length in nx.single_source_shortest_path_length(case.graph, landmark).items()
    }
    rows = distances(case.table, landmarks).collect()
    assert {(row["landmark"], row["item"]): row["value"] for row in rows} == expected
    assert len(rows) == len(expected) > 2 * len(landmarks)


def groups(frame: Any) -> set[frozenset[str]]:  # noqa: ANN401 - of Spark
    found: dict[int, set[str]] = defaultdict(set)
    for item, part in values(frame, "part").items():
        found[part].add(item)
    return set(map(frozenset, found.values()))


def test_components_are_those_of_networkx(case: Case) -> None:
    assert groups(components(case.table)) == set(map(frozenset, nx.weakly_connected_components(case.graph)))


def test_strong_components_are_those_of_networkx(case: Case) -> None:
    assert groups(strong_components(case.table)) == set(map(frozenset, nx.strongly_connected_components(case.graph)))


def propagated(graph: nx.MultiDiGraph[str], weight: str | None, steps: int) -> dict[str, int]:
    """Return labels as :func:`label_propagation` says it finds them."""
    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    ties: dict[int, dict[int, float]] = {i: defaultdict(float) for i in range(len(names))}
    for source, target, data in nx.DiGraph(graph).edges(data=True) if weight is None else graph.edges(data=True):
        if source != target:
            for one, other in ((source, target), (target, source)):
                ties[number[one]][number[other]] += 1 if weight is None else data[weight]
    labels = dict(enumerate(range(len(names))))
    for step in range(steps):
        wanted = {}
        for node, label in labels.items():
            votes: dict[int, float] = defaultdict(float)
            for neighbour, strength in ties[node].items():
                votes[labels[neighbour]] += strength
            wanted[node] = max(votes, key=lambda own: (votes[own], own == label, -own)) if votes else label
        if wanted == labels:
            break
        labels |= {node: wanted[node] for node in labels if (node * 2654435761 + step * 1000003) // 65536 % 2 == 0}
    return {name: labels[number[name]] for name in names}


@pytest.mark.parametrize("weight", [None, "support"])
def test_labels_come_to_rest_where_one_machine_says(case: Case, weight: str | None) -> None:
    steps = STEPS if len(case.graph) < 1_000 else 6
    found = values(label_propagation(case.table, weight=weight, steps=steps), "part")
    assert found == propagated(case.graph, weight, steps)
    assert 1 < len(set(found.values())) < len(found)


def test_labels_find_what_holds_together(builtin: Case, tmp_path: Path) -> None:
    """Two rings of five in which all are linked, joined by one link; and a star, between whose sides labels must not swing."""
    clique = [(i, j, 1) for start in (0, 5) for i in range(start, start + 5) for j in range(i + 1, start + 5)]
    star = [(10, leaf, 1) for leaf in range(11, 20)]
    with open_edges(write_table(tmp_path / "edges", 20, [*clique, (4, 5, 1), *star]), master=LOCAL) as table:
        assert table.spark.sparkContext is builtin.table.spark.sparkContext
        assert {frozenset(int(item[-2:]) for item in group) for group in groups(label_propagation(table))} == {
            frozenset(range(5)), frozenset(range(5, 10)), frozenset(range(10, 20))
        }  # fmt: skip


# --- Wrong use ----------------------------------------------------------------------------------------------------------

WRONG: list[tuple[Callable[[EdgeTable], object], str]] = [
    (lambda t: pagerank(t, damping=1.0), "damping must be above 0 and below 1, got 1.0"),
    (lambda t: pagerank(t, tolerance=1e-13), "tolerance must be at least 1e-12, got 1e-13"),
    (lambda t: pagerank(t, weight="length"), "edge tables have no weight 'length'; use 'support', or None"),
    (
        lambda t: pagerank(t, personal=["tech:nothing"]),
        "unknown item 'tech:nothing'; use an id or a label of one of the {items} in",
    ),
    (lambda t: degree(t, direction="up"), "unknown direction 'up'; use one of in, out, both"),
    (lambda t: distances(t, ["技术"]), "unknown item '技术'; use an id or a label of one of the {items} in 'file:"),
    (lambda t: distances(t, []), "distances need at least one landmark"),
    (lambda t: label_propagation(t, steps=0), "steps must be at least 1, got 0"),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_use_is_one_line(builtin: Case, call: Callable[[EdgeTable], object], message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        call(builtin.table)
    assert message.format(items=builtin.graph.number_of_nodes()) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_label_of_several_items_is_refused(builtin: Case, tmp_path: Path) -> None:
    folder = write_table(tmp_path / "edges", 3, [(0, 1, 1)], labels=["one", "same", "same"])
    with open_edges(folder, master=LOCAL) as table:
        assert table.spark.sparkContext is builtin.table.spark.sparkContext
        assert values(pagerank(table, personal=["one"]))["tech:n2"] == 0
        with pytest.raises(AnalysisError, match="'same' is the label of several items; use one of tech:n1, tech:n2"):
            distances(table, ["same"])


def test_a_graph_without_links(builtin: Case, tmp_path: Path) -> None:
    with open_edges(write_table(tmp_path / "edges", 3, []), master=LOCAL) as table:
        assert table.spark.sparkContext is builtin.table.spark.sparkContext
        assert set(values(pagerank(table)).values()) == {1 / 3}
        assert set(values(degree(table)).values()) == {0.0}
        for parts in (components, strong_components, label_propagation):
            assert len(groups(parts(table))) == 3


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("edges.parquet", None, "edges.parquet is missing; write one with fingraph dump --edges -o"),
        ("edges.parquet", b"no Parquet", "no edge table in"),
        ("nodes.parquet", "edges.parquet", "has no column 'id' of type bigint; write it with fingraph dump --edges"),
    ],
)
def test_what_is_no_edge_table_is_one_line(
    builtin: Case, tmp_path: Path, name: str, content: bytes | str | None, message: str
) -> None:
    assert builtin.table.size
    folder = write_table(tmp_path / "edges", 3, [(0, 1, 1)])
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else (folder / content).read_bytes())
    with pytest.raises(LocationError) as caught, open_edges(folder, master=LOCAL):
        pass
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_second_master_is_refused(builtin: Case, tmp_path: Path) -> None:
    assert builtin.table.size
    folder = write_table(tmp_path / "edges", 3, [(0, 1, 1)])
    with pytest.raises(AnalysisError, match=r"with master 'local\[2\]' runs here already"), open_edges(folder):
        pass


# --- Sessions -----------------------------------------------------------------------------------------------------------


def test_nothing_listens_but_on_loopback(builtin: Case) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("no /proc to look at")
    process = builtin.table.spark.sparkContext._gateway.proc.pid
    found = listening(process)
    assert found
    assert set(found) <= LOOPBACK


@pytest.mark.parametrize(
    ("master", "message"),
    [
        ("mesos://host", "unknown master 'mesos://host'; use local[*], spark://HOST:PORT, yarn or k8s://ADDRESS"),
        ("local[0]", "unknown master 'local[0]'; use local[*]"),
        ("spark://host", "unknown master 'spark://host'; use local[*]"),
        ("yarn", "master 'yarn' needs its configuration; name its folder with HADOOP_CONF_DIR"),
        ("spark://127.0.0.1:{port}", "no Spark master answers at 'spark://127.0.0.1:{port}' (127.0.0.1:{port}: "),
        ("spark://nowhere.invalid:7077", "no Spark master answers at 'spark://nowhere.invalid:7077' (nowhere.invalid:"),
    ],
)
def test_a_master_that_does_not_answer_is_one_line(
    fingraph_command: Run, monkeypatch: pytest.MonkeyPatch, master: str, message: str
) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    port = free_port()
    begin = time.monotonic()
    result = fingraph_command("rank", "--engine", "spark", "--master", master.format(port=port))
    assert time.monotonic() - begin < 20
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"fingraph: {message.format(port=port)}")


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "is version 11; install Java 17 or later"),
        ('java version "1.8.0_402"', "is version 8; install Java 17 or later"),
        (None, "does not run; install Java 17 or later"),
    ],
)
def test_another_java_is_one_line(
    fingraph_command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str | None, message: str
) -> None:
    (tmp_path / "bin").mkdir()
    if version:
        java = tmp_path / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho '{version}' >&2\n", encoding="ascii")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    result = fingraph_command("rank", "--engine", "spark")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("fingraph: Spark needs Java")
    assert message in result.stderr


def test_no_java_is_one_line(fingraph_command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = fingraph_command("communities", "--engine", "spark")
    assert result.stderr.startswith("fingraph: Spark needs Java, and there is none on PATH; install Java 17 or later")


# --- The commands -------------------------------------------------------------------------------------------------------


def test_the_command_ranks_as_python_does(builtin: Case, fingraph_command: Run, tmp_path: Path) -> None:
    folder = builtin.table.folder.removeprefix("file://")
    options = ("--engine", "spark", "--master", LOCAL, "--edges", folder, "-f", "json")
    found = json.loads(fingraph_command("rank", *options, "--checkpoint", tmp_path / "ranks").stdout)
    expected = analysis.pagerank(builtin.graph)
    assert distance({row["item"]: row["value"] for row in found["items"]}, expected) < NEAR
    assert [row["rank"] for row in found["items"]] == sorted(row["rank"] for row in found["items"])
    assert found["about"][1] == f"engine: Spark, master {LOCAL}; values and ranks come without robustness intervals"
    assert found["about"][2].startswith("iterations: 80; the sum of all errors is at most ")
    again = json.loads(fingraph_command("rank", *options, "--checkpoint", tmp_path / "ranks", "--top", "3").stdout)
    assert again["items"] == found["items"][:3]
    assert again["about"][2] == "iterations: all of them were saved before"
    other = fingraph_command("rank", *options, "--checkpoint", tmp_path / "ranks", "--personal", "大模型")
    assert "is of a run with personal [], not ['tech:large-model']; name another folder, or remove it" in other.stderr
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.tex").write_text("", encoding="ascii")
    other = fingraph_command("rank", *options, "--checkpoint", tmp_path / "own")
    assert "holds 'thesis.tex', which is no checkpoint; name a new folder" in other.stderr


def test_a_checkpoint_of_other_edges_is_refused(builtin: Case, tmp_path: Path) -> None:
    assert builtin.table.size
    for name, edges in (("one", [(0, 1, 1)]), ("other", [(0, 1, 2)])):
        with open_edges(write_table(tmp_path / name, 3, edges), master=LOCAL) as table:
            if name == "one":
                pagerank(table, checkpoint=tmp_path / "ranks")
                pagerank(table, checkpoint=tmp_path / "ranks", tolerance=1e-9)
                with pytest.raises(AnalysisError, match=r"is of a run with damping 0.85, not 0.5"):
                    pagerank(table, checkpoint=tmp_path / "ranks", damping=0.5)
            else:
                with pytest.raises(
                    AnalysisError, match=r"is of a run with edges '1 with digest \w+', not '1 with digest"
                ):
                    pagerank(table, checkpoint=tmp_path / "ranks")


def test_the_command_measures_the_rest_and_finds_parts(builtin: Case, fingraph_command: Run) -> None:
    options = ("--engine", "spark", "--master", LOCAL)
    for measure in ("in_strength", "triangles", "distances"):
        more = ("--personal", "大模型") if measure == "distances" else ()
        result = fingraph_command("rank", measure, *options, *more, "--class", "技术", "--top", "2")
        assert result.exit_code == 0, result.stderr
        assert len(result.stdout.splitlines()) == 4
        assert "(Technology)" in result.stdout
        assert f"counted: {len(builtin.graph)} nodes, {builtin.graph.number_of_edges()} links" in result.stderr
    result = fingraph_command("communities", *options, "--method", "components", "-f", "json")
    found: dict[int, set[str]] = defaultdict(set)
    for row in json.loads(result.stdout):
        found[row["part"]].add(row["item"])
    assert [len(found[part]) for part in sorted(found)] == sorted(map(len, found.values()), reverse=True)
    assert set(map(frozenset, found.values())) == set(map(frozenset, nx.weakly_connected_components(builtin.graph)))
    result = fingraph_command("communities", *options)
    assert result.stderr.startswith("label-propagation: ")


# --- A cluster ----------------------------------------------------------------------------------------------------------

ENDS_WITHIN = 60
"""Seconds between the loss of a worker and the end of a run."""


def test_a_run_that_lost_a_worker_goes_on_from_its_last_ranks(tmp_path: Path) -> None:
    edges = seeded_edges(20_000, 3)
    folder, ranks = write_table(tmp_path / "edges", 20_000, edges), tmp_path / "ranks"
    with Cluster(tmp_path) as cluster:
        command = [sys.executable, "-m", "fingraph", "rank", "--engine", "spark", "--master", cluster.address]
        command += ["--edges", str(folder), "--checkpoint", str(ranks), "-f", "json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            await_folder(ranks / "ranks-000020", run)
            cluster.kill_worker(0)
            begin = time.monotonic()
            _, error = run.communicate(timeout=ENDS_WITHIN)
        took = time.monotonic() - begin
        assert run.returncode == 1
        lost = re.fullmatch(
            rf"fingraph: an executor was lost; (\d+) iterations are done; run it again, to go on from the ranks in 'file://{ranks}'\n",
            error,
        )
        assert lost, error
        done = int(lost[1])
        assert done >= 20
        assert took < ENDS_WITHIN
        cluster.add_worker(2)
        kept = ranks / f"ranks-{done:06}" / "_SUCCESS"
        before = kept.stat().st_mtime_ns
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            await_folder(ranks / f"ranks-{done + 10:06}", run)
            assert kept.stat().st_mtime_ns == before
            output, error = run.communicate(timeout=300)
        assert run.returncode == 0, error
    answer = json.loads(output)
    assert f", {done} of them saved before; the sum of all errors is at most " in answer["about"][2]
    found = {row["item"]: row["value"] for row in answer["items"]}
    assert distance(found, analysis.pagerank(graph_of(20_000, edges))) < NEAR
    assert len(list(ranks.glob("ranks-*"))) == 2


def await_folder(folder: Path, run: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 180
    while not folder.exists():
        if run.poll() is not None or time.monotonic() > limit:
            run.kill()
            raise AssertionError(run.communicate())
        time.sleep(0.05)
