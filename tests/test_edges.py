"""Edge tables have the links of the projection, to the byte the same wherever they come from, and are written whole or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from corpus import Corpus, quads
from server_support import OxigraphServer

from fingraph import edges as edge_tables
from fingraph import to_networkx
from fingraph.edges import EDGES, NODES, Written, dump_edges
from fingraph.errors import OutputError, QueryError
from fingraph.location import open_store
from fingraph.transfer import load

if TYPE_CHECKING:
    from fingraph.store import AnyStore

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with four reports."""
    file = tmp_path_factory.mktemp("reports") / "reports.nq"
    file.write_bytes(b"".join(quads(Corpus(4, trends=2))))
    return file


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def links_of(folder: Path) -> Counter[tuple[str, str, str, str, int]]:
    """Return the rows of an edge table with items in the place of numbers."""
    nodes = pq.read_table(folder / NODES).to_pylist()
    assert [node["id"] for node in nodes] == list(range(len(nodes)))
    items = [node["item"] for node in nodes]
    assert items == sorted(set(items))
    rows = pq.read_table(folder / EDGES).to_pylist()
    return Counter(
        (items[row["source"]], items[row["target"]], row["relation"], row["report"], row["support"]) for row in rows
    )


@pytest.mark.parametrize("projection", edge_tables.PROJECTIONS)
def test_the_table_is_the_graph_of_networkx(tmp_path: Path, projection: str) -> None:
    written = dump_edges(open_store(), tmp_path / "edges", projection=projection)
    graph = to_networkx(projection=projection)
    expected = Counter(
        (source, target, data["relation"], data["report"], data["support"])
        for source, target, data in graph.edges(data=True)
    )
    found = links_of(tmp_path / "edges")
    assert found == expected
    assert written == Written(len({end for link in found for end in link[:2]}), sum(found.values()))
    for row in pq.read_table(tmp_path / "edges" / NODES).to_pylist():
        assert {name: row[name] for name in ("item_class", "label_en", "label_zh")} == {
            name: graph.nodes[row["item"]][name] for name in ("item_class", "label_en", "label_zh")
        }


def test_tables_of_equal_graphs_are_equal_to_the_byte(
    reports: Path, tmp_path: Path, require: Callable[..., str]
) -> None:
    load([reports], tmp_path / "store")
    (tmp_path / "server").mkdir()
    with OxigraphServer(require("oxigraph"), tmp_path / "server") as server:
        load([reports], server.address)
        places: dict[str, AnyStore] = {
            "file": open_store(reports),
            "folder": open_store(tmp_path / "store"),
            "endpoint": open_store(server.address),
        }
        for name, store in places.items():
            dump_edges(store, tmp_path / name)
    assert files(tmp_path / "file") == files(tmp_path / "folder") == files(tmp_path / "endpoint")
    found = links_of(tmp_path / "file")
    assert found == Counter(
        (source, target, data["relation"], data["report"], data["support"])
        for source, target, data in to_networkx(places["file"]).edges(data=True)
    )
    assert len({report for *_, report, _ in found}) == 4


def test_rows_beyond_a_row_group_are_all_there(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dump_edges(open_store(reports), tmp_path / "whole")
    monkeypatch.setattr(edge_tables, "GROUP", 7)
    assert dump_edges(open_store(reports), tmp_path / "parts") == whole
    assert pq.ParquetFile(tmp_path / "parts" / EDGES).num_row_groups == -(-whole.edges // 7)
    assert links_of(tmp_path / "parts") == links_of(tmp_path / "whole")


def test_a_former_table_is_replaced_whole_or_not_at_all(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "edges"
    dump_edges(open_store(), folder)
    former = files(folder)
    with pytest.raises(OutputError, match="exists; choose another folder with -o, or replace it with --force"):
        dump_edges(open_store(reports), folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OutputError, match=r"cannot write .*: No space left on device"):
            dump_edges(open_store(reports), folder, force=True)
    assert files(folder) == former
    assert [path.name for path in tmp_path.iterdir()] == ["edges"]
    dump_edges(open_store(reports), folder, force=True)
    assert files(folder) != former
    assert [path.name for path in tmp_path.iterdir()] == ["edges"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("", encoding="ascii")
    with pytest.raises(OutputError, match=r"holds 'thesis.tex', which is no part of an edge table; name a new folder"):
        dump_edges(open_store(), tmp_path, force=True)
    with pytest.raises(OutputError, match="cannot read"):
        dump_edges(open_store(), tmp_path / "thesis.tex", force=True)
    with pytest.raises(OutputError, match="cannot write"):
        dump_edges(open_store(), tmp_path / "thesis.tex" / "edges")


def test_only_what_is_stated_has_a_table(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no edge table of projection 'trend-trend'; use one of links, full"):
        dump_edges(open_store(), tmp_path / "edges", projection="trend-trend")


def test_the_command_writes_a_table(fingraph_command: Run, reports: Path, tmp_path: Path) -> None:
    load([reports], tmp_path / "store")
    result = fingraph_command("dump", "--edges", "-l", tmp_path / "store", "-o", tmp_path / "edges")
    assert result.exit_code == 0, result.stderr
    found = links_of(tmp_path / "edges")
    nodes = {end for link in found for end in link[:2]}
    assert result.stdout == f"{tmp_path / 'edges'}: {len(nodes)} nodes, {sum(found.values())} edges\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--edges",), "name a folder for the edge table with -o"),
        (("--edges", "-o", "edges", "-f", "trig"), "an edge table is Parquet; leave --format out"),
        (("--projection", "full"), "--projection is for --edges"),
        (("-o", "."), "'.' is a folder; name a file with -o, or write tables with --edges"),
    ],
)
def test_options_that_do_not_fit_are_refused(fingraph_command: Run, arguments: tuple[str, ...], message: str) -> None:
    result = fingraph_command("dump", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {message}" in result.stderr
