"""The merged layers of a store are what its named graphs hold, to the blank node, however their files are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from corpus import Corpus, quads, write_folder
from hypothesis import given
from hypothesis import strategies as st

import fingraph
from fingraph.errors import SourceError
from fingraph.location import open_store
from fingraph.namespaces import compress, expand, layer_of
from fingraph.store import Store, graph_names
from fingraph.store.bulk import bulk_load, graph_named_after
from fingraph.store.folder import version
from fingraph.store.merging import is_merged, merge, merge_files, merged_graph
from fingraph.transfer import dump, load

ONE, TWO, INFERRED = (f"<{expand(f'graph:{name}')}>" for name in ("one", "two", "one-inferred"))


def loaded(*files: Path) -> Store:
    """Return a store in memory, loaded from files as one on disk is."""
    store = Store()
    for file in files:
        bulk_load(store, file, graph_named_after(file))
    merge_files(store, [(file, graph_named_after(file)) for file in files])
    return store


def merged(store: Store) -> set[ox.Quad]:
    return {quad for quad in store if is_merged(quad.graph_name)}


def to_merge(store: Store) -> set[ox.Quad]:
    """Return what the merged layers of a store must be: of the others, what is not stated, too."""
    layers = {
        (quad.triple, layer_of(quad.graph_name.value))
        for quad in store
        if isinstance(quad.graph_name, ox.NamedNode) and not is_merged(quad.graph_name)
    }
    return {
        ox.Quad(triple.subject, triple.predicate, triple.object, merged_graph(layer))
        for triple, layer in layers
        if layer == "stated" or (triple, "stated") not in layers
    }


# --- Whatever the files hold --------------------------------------------------------------------------------------------

_iris = st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in ("a", "b", "名", "a_:b#c")])
_blanks = st.sampled_from([ox.BlankNode(name) for name in ("x", "y")])
_graphs = st.sampled_from([ox.NamedNode(graph[1:-1]) for graph in (ONE, TWO, INFERRED)])
_texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    st.sampled_from([f"a {ONE} .", f'" {TWO} .\n# {ONE}', "\\", '\\"', "_:x", "\r"]),
)
_literals = st.one_of(
    st.builds(ox.Literal, _texts),
    st.builds(lambda text: ox.Literal(text, language="zh-Hans"), _texts),
    st.builds(lambda text, kind: ox.Literal(text, datatype=kind), _texts, st.one_of(_iris, _graphs)),
    st.builds(ox.Literal, st.integers()),
)
_quads = st.builds(
    ox.Quad,
    st.one_of(_iris, _blanks),
    _iris,
    st.one_of(_iris, _blanks, _literals, _graphs),
    st.one_of(_graphs, _graphs, st.just(ox.DefaultGraph())),
)


@given(first=st.lists(_quads, max_size=12), second=st.lists(_quads, max_size=12))
def test_merged_from_files_is_what_the_named_graphs_hold(
    first: list[ox.Quad], second: list[ox.Quad], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    ox.serialize(first, folder / "first.nq", format=ox.RdfFormat.N_QUADS)
    ox.serialize(second, folder / "second.trig", format=ox.RdfFormat.TRIG)
    store = loaded(folder / "first.nq", folder / "second.trig")
    assert merged(store) == to_merge(store)


STATED = "<urn:s> <urn:p> <urn:o>"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (f"{STATED} {ONE} .", 1),
        (f"{STATED} {ONE} .\n{STATED} {ONE} .\n{STATED} {TWO} .\n", 1),
        (f"\n# {ONE} .\n\n{STATED} {ONE} .\n  \n", 1),
        (f"{STATED} {ONE} . # {TWO} .\n", 1),
        (f"{STATED} {ONE} .\r\n{STATED}2> {ONE} .\r\n".replace("<urn:o>2>", "<urn:o2>"), 2),
        (f"{STATED} {ONE} .\r<urn:s> <urn:p> <urn:o2> {ONE} .\r", 2),
        (f"\t{STATED}\t{ONE}\t.".replace(" ", "\t"), 1),
        (f"{STATED}{ONE}.".replace(" ", ""), 1),
        (f"{STATED} <https://w3id.org/fingraph/graph/\\u006Fne> .", 1),
        (f"<urn:s> <urn:p> {ONE} .\n{STATED} {ONE} .", 2),
        (f'<urn:s> <urn:p> "1"^^{ONE} .\n<urn:s> <urn:p> "1"^^{ONE} {ONE} .', 1),
        (f'<urn:s> <urn:p> "{ONE} ." {ONE} .\n<urn:s> <urn:p> "\\" {TWO} ."@en-GB {ONE} .', 2),
        (f"{STATED} {ONE} .\n_:s <urn:p> _:s {ONE} .", 2),
        (f"<urn:s> <urn:p> <<( {STATED} )>> {ONE} .\n<urn:s> <urn:p> <<( {STATED} )>> .\n", 1),
        (f"<urn:s> <urn:p> <<(_:b <urn:p> {TWO})>> {ONE} .\n{STATED} {TWO} .", 2),
        (f"{STATED} {INFERRED} .", 0),
    ],
)
def test_nquads_are_merged_however_they_are_written(tmp_path: Path, text: str, stated: int) -> None:
    file = tmp_path / "all.nq"
    file.write_bytes(text.encode())
    store = loaded(file)
    assert merged(store) == to_merge(store)
    assert len([quad for quad in store if quad.graph_name == ox.DefaultGraph()]) == stated


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf"])
def test_triples_that_stand_in_no_graph_are_merged_with_the_others(tmp_path: Path, suffix: str) -> None:
    forms = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
    triples = [ox.Triple(ox.NamedNode(f"urn:{s}"), ox.NamedNode("urn:x#p"), ox.BlankNode("b")) for s in "st"]
    ox.serialize(triples, tmp_path / f"two{suffix}", format=forms[suffix])
    (tmp_path / "one.nq").write_text(f"{STATED} {ONE} .\n", encoding="ascii")
    store = loaded(tmp_path / "one.nq", tmp_path / f"two{suffix}")
    assert merged(store) == to_merge(store)
    assert len(merged(store)) == 3


def test_relative_iris_are_the_same_in_merged_layers(tmp_path: Path) -> None:
    (tmp_path / "all.trig").write_text(f"{ONE} {{ <a> <b> <c> }} {TWO} {{ <a> <b> <#d> }}", encoding="ascii")
    store = loaded(tmp_path / "all.trig")
    assert merged(store) == to_merge(store)


# --- On disk ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with made-up reports, of several times the size that is read at once."""
    path = tmp_path_factory.mktemp("reports") / "reports.nq"
    path.write_bytes(b"".join(quads(Corpus(3))))
    return path


def test_reports_and_the_graph_of_the_tables_are_merged(reports: Path, tmp_path: Path) -> None:
    dump(open_store(), tmp_path / "tables.trig")
    from_files = loaded(reports, tmp_path / "tables.trig")
    assert reports.stat().st_size > 2**21
    assert merged(from_files) == to_merge(from_files)
    from_store = Store()
    merge(from_files, from_store)
    assert merged(from_files) == set(from_store)


@pytest.mark.parametrize("suffix", [".nq", ".trig"])
def test_a_blank_node_of_a_report_is_the_same_where_all_are_asked(tmp_path: Path, suffix: str) -> None:
    graphs = f"{ONE} {{ <urn:s> <urn:p> [ <urn:q> 1 ] }} {TWO} {{ <urn:s> <urn:p> [ <urn:q> 2 ] }}"
    store = Store()
    store.load(graphs, ox.RdfFormat.TRIG)
    store.dump(tmp_path / f"all{suffix}")
    load([tmp_path / f"all{suffix}"], tmp_path / "store")
    rows = fingraph.select(
        "SELECT ?g ?n { GRAPH ?g { ?s <urn:p> ?blank } ?blank <urn:q> ?n } ORDER BY ?n",
        dataset=open_store(tmp_path / "store"),
    )
    assert list(rows) == [("graph:one", 1), ("graph:two", 2)]


@pytest.mark.parametrize(
    "change",
    [lambda file: os.utime(file, (0, 0)), Path.unlink, lambda file: file.write_text("")],
    ids=["touched", "removed", "emptied"],
)
def test_a_file_that_changes_while_it_is_read_leaves_the_old_store(
    tmp_path: Path, reports: Path, change: Callable[[Path], object]
) -> None:
    file = tmp_path / "all.nq"
    file.write_bytes(reports.read_bytes())
    before = load((), tmp_path / "store").graphs

    def progress(*_: int) -> None:
        if file.exists():
            change(file)

    with pytest.raises(SourceError, match=r"all[.]nq' changed while it was read; load it again"):
        load([file], tmp_path / "store", force=True, progress=progress)
    assert tuple(map(compress, graph_names(open_store(tmp_path / "store")))) == before


def test_merging_tells_how_far_it_is(tmp_path: Path, reports: Path) -> None:
    told: list[tuple[int, int]] = []
    number = load([reports], tmp_path / "store", progress=lambda *step: told.append(step)).triples
    assert len(told) > 2
    assert sum(done for done, _ in told) == number
    assert {whole for _, whole in told} == {number}


def test_tables_of_several_reports_are_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(Corpus(2, trends=2), tmp_path / "data")
    monkeypatch.setenv("FINGRAPH_DATA", str(tmp_path / "data"))
    told: list[tuple[int, int]] = []
    number = load((), tmp_path / "store", progress=lambda *step: told.append(step)).triples
    assert sum(done for done, _ in told) == number
    store = Store.read_only(str(version(tmp_path / "store")))
    assert merged(store) == to_merge(store)
    assert any(quad.graph_name == ox.DefaultGraph() for quad in merged(store))
