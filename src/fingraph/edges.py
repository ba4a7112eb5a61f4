"""The stated links as two tables in Parquet, of nodes and of edges, for engines that take them from files.

The same edges as :func:`fingraph.to_networkx` gives, one report after another: memory holds the nodes, never the edges.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from fingraph.endpoint import Endpoint, TruncatedResult
from fingraph.errors import OutputError, QueryError
from fingraph.namespaces import compress, layer_of
from fingraph.output import replaced_folder
from fingraph.projection.links import (
    WITHOUT_CONCERNS,
    Labels,
    curie_of,
    item_attributes,
    read_labels,
    rows_of,
)
from fingraph.store import AnyStore, Request, graph_names

if TYPE_CHECKING:
    import pyarrow as pa

NODES, EDGES = "nodes.parquet", "edges.parquet"
"""What is in the folder of an edge table."""

PROJECTIONS = ("links", "full")
"""Those whose edges are stated as they are."""

LINK = """GRAPH ?graph { ?link fg:relation ?relation . %s
    ?link fg:subject ?subject ; fg:object ?object ; fg:evidence ?evidence ; fg:modality ?modality ; fg:basis ?basis . }
  GRAPH ?other { ?evidence fg:sentenceId ?sentence }"""
STATED = "SELECT ?graph ?subject ?relation ?object ?sentence WHERE {{ VALUES ?graph {{ {graphs} }} {link} }}"
NUMBERS = "SELECT ?graph (COUNT(*) AS ?n) WHERE {{ {link} }} GROUP BY ?graph"

ANSWER = 10_000
"""Rows that an endpoint is asked for at once; one report may have more."""
GROUP = 100_000
"""Rows of a table that are in memory at once, and its row groups."""

Edge = tuple[str, str, str]
"""CURIEs of subject, relation and object."""


@dataclass(frozen=True, slots=True)
class Written:
    """How large an edge table is.

    Parameters
    ----------
    nodes, edges
        Rows of its two tables.
    """

    nodes: int
    edges: int


def dump_edges(
    store: AnyStore,
    folder: Path,
    *,
    projection: str = "links",
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the stated links of a store as tables of nodes and edges.

    Parameters
    ----------
    store
        Where they are stated.
    folder
        Gets ``nodes.parquet``, with ``id`` from 0 in the order of ``item``, a CURIE, ``item_class``, ``label_en`` and
        ``label_zh``; and ``edges.parquet``, with ``source`` and ``target``, which are ids, ``relation``, ``report``, and
        ``support``, the number of distinct sentences: one row for each subject, relation, object and report.
    projection
        ``links``, or ``full``, which has ``fg:concerns`` too.
    force
        Whether an edge table in the folder may be replaced.
    progress
        Called with the number of reports written since the last call, and that of all.

    Returns
    -------
    Written
        Equal links give equal files, to the byte, wherever they come from.

    Raises
    ------
    OutputError
        If pyarrow is not installed, or the folder holds something, or cannot be written; what stood there before is untouched.
    QueryError
        If the projection is none of :data:`PROJECTIONS`.
    LocationError
        If an endpoint does not send all.
    """
    if projection not in PROJECTIONS:
        raise QueryError(f"no edge table of projection {projection!r}; use one of {', '.join(PROJECTIONS)}")
    _check_pyarrow()
    check_free(folder, force=force)
    with _written(folder) as beside:
        numbers: dict[str, int] = {}
        with _Table(beside / "arriving", _edge_columns()) as arriving:
            for report, edges in _reports(store, concerns=projection == "full", progress=progress):
                for (subject, relation, obj), support in edges:
                    ends = (numbers.setdefault(end, len(numbers)) for end in (subject, obj))
                    arriving.add((*ends, relation, report, support))
        items = sorted(numbers)
        _write_nodes(beside / NODES, items, read_labels(store))
        _renumber(beside, np.argsort([numbers[item] for item in items]))
    return Written(len(items), arriving.rows)


def check_free(folder: Path, *, force: bool) -> None:
    """Raise an error unless an edge table can be written into a folder.

    Parameters
    ----------
    folder
        That may not exist.
    force
        Whether it may hold an edge table.

    Raises
    ------
    OutputError
        If it holds anything else, or one without ``force``.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise OutputError(f"cannot read {str(folder)!r}: {error.strerror}; name another folder") from error
    others = [name for name in names if name not in (NODES, EDGES)]
    if others:
        raise OutputError(f"{str(folder)!r} holds {others[0]!r}, which is no part of an edge table; name a new folder")
    if names and not force:
        raise OutputError(f"{str(folder)!r} exists; choose another folder with -o, or replace it with --force")


def _check_pyarrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise OutputError("edge tables need pyarrow; install it with: pip install 'fingraph-kg[spark]'") from error


@contextmanager
def _written(folder: Path) -> Iterator[Path]:
    try:
        with replaced_folder(folder) as beside:
            yield beside
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"cannot write {str(folder)!r}: {error.strerror or error}") from error


# --- What is written ----------------------------------------------------------------------------------------------------


class _Table:
    """A Parquet file that is written in row groups."""

    def __init__(self, path: Path, columns: Sequence[tuple[str, pa.DataType]]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.schema = pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns])
        self.path, self.rows = path, 0
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self.waiting: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self.writer.close()

    def add(self, row: tuple[Any, ...]) -> None:
        """Write a row, when a row group is full."""
        self.waiting.append(row)
        if len(self.waiting) == GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self.waiting:
            columns = zip(*self.waiting, strict=True)
            arrays = [pa.array(column, kind) for column, kind in zip(columns, self.schema.types, strict=True)]
            self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
            self.rows += len(self.waiting)
            self.waiting = []


def _edge_columns() -> list[tuple[str, pa.DataType]]:
    import pyarrow as pa

    ends = [("source", pa.int64()), ("target", pa.int64())]
    return [*ends, ("relation", pa.string()), ("report", pa.string()), ("support", pa.int32())]


def _write_nodes(path: Path, items: Sequence[str], labels: Labels) -> None:
    import pyarrow as pa

    columns = ("item_class", "label_en", "label_zh")
    texts = [(name, pa.string()) for name in ("item", *columns)]
    with _Table(path, [("id", pa.int64()), *texts]) as table:
        for number, item in enumerate(items):
            attributes = item_attributes(labels, item, ())
            table.add((number, item, *(attributes[name] for name in columns)))


def _renumber(folder: Path, final: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    """Write the edges that arrived once more, now that the number of each node is known."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arriving = folder / "arriving"
    with (
        pq.ParquetFile(arriving) as file,
        pq.ParquetWriter(folder / EDGES, file.schema_arrow, compression="zstd") as out,
    ):
        for number in range(file.num_row_groups):
            group = file.read_row_group(number)
            ends = [pa.array(final[group[end].to_numpy()]) for end in ("source", "target")]
            out.write_table(pa.Table.from_arrays([*ends, *group.columns[2:]], schema=file.schema_arrow))
    arriving.unlink()
    for name in (NODES, EDGES):
        with (folder / name).open("rb") as written:
            os.fsync(written.fileno())


# --- What is read -------------------------------------------------------------------------------------------------------


def _reports(
    store: AnyStore, *, concerns: bool, progress: Callable[[int, int], None] | None
) -> Iterator[tuple[str, list[tuple[Edge, int]]]]:
    """Yield each report with its edges, sorted, and the number of sentences that state each."""
    link = LINK % ("" if concerns else WITHOUT_CONCERNS)
    numbers = _numbers(store, link)
    for graphs in _batches(numbers):
        found: dict[str, dict[Edge, set[str]]] = {graph: defaultdict(set) for graph in graphs}
        arrived: dict[str, int] = defaultdict(int)
        text = STATED.format(graphs=" ".join(f"<{graph}>" for graph in graphs), link=link)
        for graph, subject, relation, obj, sentence in rows_of(store, Request(text)):
            found[graph[1:-1]][curie_of(subject), curie_of(relation), curie_of(obj)].add(sentence)
            arrived[graph[1:-1]] += 1
        for graph in graphs:
            wanted = numbers[graph]
            if wanted is not None and arrived[graph] != wanted:
                raise TruncatedResult(f"{arrived[graph]:,} of the {wanted:,} links of {graph} came; try again")
            yield compress(graph).partition(":")[2], [(edge, len(found[graph][edge])) for edge in sorted(found[graph])]
        if progress:
            progress(len(graphs), len(numbers))


def _numbers(store: AnyStore, link: str) -> dict[str, int | None]:
    """Return the graphs of the reports, sorted; of an endpoint those with links alone, with the rows that must come."""
    stated = [graph for graph in graph_names(store) if layer_of(graph) == "stated"]
    if not isinstance(store, Endpoint):
        return dict.fromkeys(stated)
    rows = rows_of(store, Request(NUMBERS.format(link=link)))
    found = {graph[1:-1]: int(number.partition("^")[0].strip('"')) for graph, number in rows}
    return {graph: found[graph] for graph in stated if graph in found}


def _batches(numbers: dict[str, int | None]) -> Iterator[list[str]]:
    """Yield graphs that are asked for together: one of a store at hand, as many of an endpoint as an answer may hold."""
    batch: list[str] = []
    rows = 0
    for graph, number in numbers.items():
        size = ANSWER if number is None else number
        if batch and rows + size > ANSWER:
            yield batch
            batch, rows = [], 0
        batch.append(graph)
        rows += size
    if batch:
        yield batch
