"""Graphs as files: nothing lost, nothing dangerous, nothing half-written, whatever the user made of the graph."""

from __future__ import annotations

import copy
import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_projection import CHOICES, projected

import fingraph
from fingraph.errors import OutputError
from fingraph.palette import CLASS_STYLES
from fingraph.projection import graph_contents

XML_FORMATS = (".graphml", ".gexf")
FORMATS = (*XML_FORMATS, ".csv")

Graph: TypeAlias = "nx.Graph[Any]"


def reread(graph: Graph, suffix: str, **options: str) -> Graph:
    """Return a graph as networkx reads it from the file that is written."""
    (content,) = graph_contents(graph, f"graph{suffix}", **options).values()
    if suffix == ".gexf":
        return nx.read_gexf(io.BytesIO(content))
    return nx.read_graphml(io.BytesIO(content), force_multigraph=graph.is_multigraph())


def tables(graph: Graph, **options: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    nodes, edges = graph_contents(graph, "graph.csv", **options).values()
    return tuple(list(csv.DictReader(io.StringIO(part.decode(), newline=""))) for part in (nodes, edges))  # type: ignore[return-value]


def edge_rows(graph: Graph) -> list[tuple[Any, ...]]:
    """Return the edges of an undirected graph the same way round, whichever end came first."""
    ends = tuple if graph.is_directed() else sorted
    return sorted((*ends((s, t)), sorted(d.items())) for s, t, d in graph.edges(data=True))


# --- What comes back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values())))
@pytest.mark.parametrize("suffix", XML_FORMATS)
def test_every_projection_comes_back_whole(choice: dict[str, Any], suffix: str) -> None:
    graph = projected(choice)
    again = reread(graph, suffix, language="zh")
    assert set(again) == set(graph)
    for node, data in graph.nodes(data=True):
        assert data.items() <= again.nodes[node].items()
        assert again.nodes[node]["label"] == data["label_zh"]
    assert again.is_directed() == graph.is_directed()
    assert again.number_of_edges() == graph.number_of_edges()
    expected = copy.deepcopy(graph)
    for *_, data in expected.edges(data=True):
        data |= {"label": data["label_zh"], "weight": float(data["support"])}
    for *_, data in again.edges(data=True):
        data.pop("id", None)
    assert edge_rows(again) == edge_rows(expected)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(map(str, choice.values())))
def test_every_projection_comes_back_from_tables(choice: dict[str, Any]) -> None:
    graph = projected(choice)
    nodes, edges = tables(graph)
    assert [(row["id"], row["label"], row["trends"]) for row in nodes] == [
        (node, data["label_en"], data["trends"]) for node, data in graph.nodes(data=True)
    ]
    assert [(row["source"], row["target"], row["id"]) for row in edges] == [tuple(e) for e in graph.edges(keys=True)]
    assert [float(row["weight"]) for row in edges] == [data["support"] for *_, data in graph.edges(data=True)]
    assert {row["type"] for row in edges} <= {"directed" if graph.is_directed() else "undirected"}


def test_what_the_user_added_comes_back() -> None:
    graph = fingraph.to_networkx()
    nx.set_node_attributes(graph, nx.degree_centrality(graph), "degree")
    nx.set_node_attributes(graph, {node: len(node) % 3 for node in graph}, "community")
    nx.set_node_attributes(graph, {"tech:large-model": True}, "mine")
    before = copy.deepcopy(graph)
    for suffix in XML_FORMATS:
        again = reread(graph, suffix)
        assert nx.get_node_attributes(again, "degree") == nx.get_node_attributes(graph, "degree")
        assert nx.get_node_attributes(again, "community") == nx.get_node_attributes(graph, "community")
        assert nx.get_node_attributes(again, "mine") == {"tech:large-model": True}
    nodes, _ = tables(graph)
    assert {row["id"]: float(row["degree"]) for row in nodes} == nx.get_node_attributes(graph, "degree")
    assert nx.utils.graphs_equal(graph, before), "the user's graph is not touched"


def test_classes_have_their_colours_and_the_users_colour_wins() -> None:
    graph = fingraph.to_networkx()
    graph.nodes["tech:large-model"].update(r=1, g=2, b=3)
    graph.nodes["tech:generative-ai"]["viz"] = {"color": {"r": 4, "g": 5, "b": 6}}
    gexf, graphml = reread(graph, ".gexf"), reread(graph, ".graphml")
    for node, data in graph.nodes(data=True):
        own = {"tech:large-model": (1, 2, 3), "tech:generative-ai": (4, 5, 6)}
        colour = own.get(node, CLASS_STYLES[data["item_class"]].rgb)
        assert tuple(gexf.nodes[node]["viz"]["color"][part] for part in "rgb") == colour
        assert tuple(graphml.nodes[node][part] for part in "rgb") == colour
    assert CLASS_STYLES["Policy"].rgb == (0xC4, 0x4E, 0x00)


def test_parallel_edges_and_loops_stay() -> None:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph([(1, 2), (1, 2), (2, 1), (2, 2)])
    for suffix in XML_FORMATS:
        assert sorted(reread(graph, suffix).edges()) == [("1", "2"), ("1", "2"), ("2", "1"), ("2", "2")]
    assert [row["id"] for row in tables(graph)[1]] == ["0", "1", "2", "3"], "keys that are not unique are numbered"


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("suffix", FORMATS)
def test_any_graph_can_be_written(kind: Callable[[], Graph], suffix: str) -> None:
    graph = kind()
    graph.add_edge((1, "a"), 7, weight=np.float64(0.5), key_="k")
    graph.add_node(3.5, sizes=[1, 2, 3], group={"b", "a"}, count=np.int64(4), missing=None, nan=float("nan"))
    contents = graph_contents(graph, f"graph{suffix}")
    if suffix == ".csv":
        nodes, edges = tables(graph)
        assert [row["id"] for row in nodes] == ["(1, 'a')", "7", "3.5"]
        assert (nodes[2]["sizes"], nodes[2]["group"], nodes[2]["count"]) == ("1|2|3", "a|b", "4")
        assert edges[0]["weight"] == "0.5"
        assert "missing" not in nodes[0]
    else:
        again = reread(graph, suffix)
        assert again.nodes["3.5"].items() >= {"sizes": "1|2|3", "group": "a|b", "count": 4}.items()
        assert next(iter(again.edges(data=True)))[2]["weight"] == 0.5
        assert b"missing" not in next(iter(contents.values()))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("kind", [nx.Graph, nx.MultiDiGraph])
def test_an_empty_graph_is_a_file_too(suffix: str, kind: Callable[[], Graph]) -> None:
    graph_contents(kind(), f"graph{suffix}")
    if suffix != ".csv":
        assert len(reread(kind(), suffix)) == 0


VALUES = st.one_of(
    st.text(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.dictionaries(st.text(min_size=1), VALUES, max_size=4), st.lists(VALUES, min_size=2, max_size=2))
def test_hostile_text_makes_no_unreadable_file(attributes: dict[str, Any], mixed: list[Any]) -> None:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    graph.add_node("a", **{f"_{key}": value for key, value in attributes.items()}, mixed=mixed[0])
    graph.add_node("b", mixed=mixed[1])
    graph.add_edge("a", "b", "key", **{f"_{key}": value for key, value in attributes.items()})
    for suffix in XML_FORMATS:
        again = reread(graph, suffix)
        assert set(again) == {"a", "b"}
        for key, value in attributes.items():
            if (isinstance(value, str) and value.isprintable() and key.isprintable()) or (
                key.isprintable() and isinstance(value, (bool, float))
            ):
                assert again.nodes["a"][f"_{key}"] == value
    for row in (*tables(graph)[0], *tables(graph)[1]):
        assert all(not str(cell).startswith(("=", "+", "@", "\t", "\r")) for cell in row.values())


def test_forbidden_characters_are_replaced_and_carriage_returns_kept() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("a\x00b", text="x\x1by\ud800\uffff", lines="1\r\n2\t3")
    for suffix in XML_FORMATS:
        assert reread(graph, suffix).nodes["a\ufffdb"].items() >= {
            "text": "x\ufffdy\ufffd\ufffd", "lines": "1\r\n2\t3",
        }.items()  # fmt: skip


def test_text_that_a_spreadsheet_would_run_is_quoted() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node(
        "=1+1", label_en="@SUM(A1)", label_zh="+1", change=-0.5, note="\t=1", **{"=column": "-1", "fine": "a=b"}
    )
    graph.add_edge("=1+1", "=1+1")
    (node,), (edge,) = tables(graph)
    assert node == {
        "id": "'=1+1", "label": "'@SUM(A1)", "label_en": "'@SUM(A1)", "label_zh": "'+1", "change": "-0.5",
        "note": "'\t=1", "'=column": "'-1", "fine": "a=b",
    }  # fmt: skip
    assert (edge["source"], edge["target"]) == ("'=1+1", "'=1+1")


def test_names_of_columns_are_not_taken_twice() -> None:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    graph.add_node("a", id_=4, id=5, label="mine", type="x")
    graph.add_edge("a", "a", Weight="heavy", type="loop", source="s", id="i", weight=2, label="l", support=9)
    (node,), (edge,) = tables(graph)
    assert node == {"id": "a", "label": "mine", "id_": "4", "id__": "5", "type": "x"}
    assert edge == {
        "source": "a", "target": "a", "type": "directed", "id": "0", "label": "l", "weight": "2.0",
        "Weight_": "heavy", "type_": "loop", "source_": "s", "id_": "i", "support": "9",
    }  # fmt: skip
    for suffix in XML_FORMATS:
        ET.fromstring(next(iter(graph_contents(graph, f"graph{suffix}").values())))  # noqa: S314 - our own


# --- What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("value", "shown"), [(float("inf"), "inf"), ({"a": 1}, "{'a': 1}"), (object, "<class 'object'>")]
)
def test_a_value_that_no_file_holds_is_named(tmp_path: Path, suffix: str, value: object, shown: str) -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_node("x", odd=value)
    with pytest.raises(
        OutputError, match=r"node 'x': 'odd' is .*, which no graph file can hold; give text or a finite"
    ) as error:
        fingraph.from_networkx(graph, tmp_path / f"graph{suffix}")
    assert shown in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_two_nodes_of_the_same_text_are_refused() -> None:
    with pytest.raises(OutputError, match=r"nodes 1 and '1' are both '1' in a file; relabel one of them"):
        graph_contents(nx.Graph([(1, "1")]), "graph.gexf")


def test_an_unknown_suffix_or_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"unknown extension '.xlsx' of 'x.xlsx'; use one of .csv, .graphml, .gexf"):
        fingraph.from_networkx(nx.Graph(), tmp_path / "x.xlsx")
    with pytest.raises(OutputError, match="unknown language 'fr'; use one of en, zh"):
        fingraph.from_networkx(nx.Graph(), tmp_path / "x.csv", language="fr")


# --- The files ----------------------------------------------------------------------------------------------------------


def test_files_are_named_and_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    graph = fingraph.to_networkx()
    files = fingraph.from_networkx(graph, str(tmp_path / "Graph.CSV"))
    assert [file.name for file in files] == ["Graph-nodes.CSV", "Graph-edges.CSV"]
    assert fingraph.from_networkx(graph, tmp_path / "graph.gexf") == (tmp_path / "graph.gexf",)
    for suffix in FORMATS:
        assert graph_contents(graph, f"x{suffix}") == graph_contents(fingraph.to_networkx(), f"x{suffix}")


def test_a_failure_leaves_both_tables_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "graph-nodes.csv").write_text("former")
    (tmp_path / "graph-edges.csv").mkdir()
    with pytest.raises(OutputError, match=r"cannot write '.*graph-edges.csv': it is a folder"):
        fingraph.from_networkx(nx.Graph(), tmp_path / "graph.csv")
    assert (tmp_path / "graph-nodes.csv").read_text() == "former"
    with pytest.raises(OutputError, match=r"cannot write '.*none/graph.csv': No such file or directory"):
        fingraph.from_networkx(nx.Graph(), tmp_path / "none" / "graph.csv")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["graph-edges.csv", "graph-nodes.csv"]
