"""No serialisation and no library loses anything, and the same input gives the same bytes anywhere."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from ontology_support import ontology_turtle, small_dataset
from rdflib.compare import isomorphic

from fingraph.location import open_store
from fingraph.resources import build_key
from fingraph.store import FrozenStore, Store, as_dataset, as_store, canonical, graph_names, load, to_trig, to_turtle

# rdflib's own parsers and serialisers of quads use what rdflib deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning"),
]

RDFLIB_FORMS = {"trig": ".trig", "nquads": ".nq"}
OXIGRAPH_FORMS = {ox.RdfFormat.TRIG: ".trig", ox.RdfFormat.N_QUADS: ".nq", ox.RdfFormat.JSON_LD: ".jsonld"}


def _digest(store: Store | FrozenStore) -> str:
    """Return the RDFC-1.0 digest: of the canonical N-Quads, in code point order."""
    lines = sorted(f"{quad} .\n" for quad in canonical(store))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _in_rdflib_memory(content: bytes, form: str) -> rdflib.Dataset:
    return rdflib.Dataset().parse(data=content, format=form)


@pytest.fixture(scope="module")
def builtin() -> FrozenStore:
    return open_store()


# --- The built-in dataset ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", OXIGRAPH_FORMS, ids=lambda form: form.name)
def test_oxigraph_reads_what_it_writes(form: ox.RdfFormat, builtin: FrozenStore) -> None:
    content = ox.serialize(canonical(builtin), format=form)
    assert content is not None
    again = load(content, OXIGRAPH_FORMS[form])
    assert canonical(again) == canonical(builtin)


@pytest.mark.parametrize("form", RDFLIB_FORMS)
def test_rdflib_reads_what_oxigraph_writes_and_the_other_way_round(form: str, builtin: FrozenStore) -> None:
    kind = {suffix: form for form, suffix in OXIGRAPH_FORMS.items()}[RDFLIB_FORMS[form]]
    content = ox.serialize(canonical(builtin), format=kind)
    assert content is not None
    memory = _in_rdflib_memory(content, form)
    assert len(list(memory.quads())) == len(canonical(builtin))
    written = memory.serialize(format=form, encoding="utf-8")
    again = load(written, RDFLIB_FORMS[form])
    assert _digest(again) == _digest(builtin)
    assert to_trig(canonical(again)) == to_trig(canonical(builtin))


def test_a_dataset_of_rdflib_goes_into_a_store_whole(builtin: FrozenStore) -> None:
    memory = _in_rdflib_memory(to_trig(canonical(builtin)), "trig")
    assert _digest(as_store(memory)) == _digest(builtin)


def test_rdflib_over_oxigraph_sees_the_same_quads(builtin: FrozenStore) -> None:
    memory = _in_rdflib_memory(to_trig(canonical(builtin)), "trig")
    over = as_dataset(builtin)
    for name in graph_names(builtin):
        graphs = [dataset.get_context(rdflib.URIRef(name)) for dataset in (memory, over)]
        assert len(graphs[0]) == len(graphs[1]) > 0
        assert isomorphic(*map(_typed, graphs))


def _typed(graph: rdflib.Graph) -> rdflib.Graph:
    """Return a graph whose plain strings all have a datatype: rdflib's parsers give them none, as RDF 1.0 did."""
    typed = rdflib.Graph()
    for subject, predicate, obj in graph:
        plain = isinstance(obj, rdflib.Literal) and not obj.language and not obj.datatype
        typed.add((subject, predicate, rdflib.Literal(obj, datatype=rdflib.XSD.string) if plain else obj))
    return typed


def test_canonical_trig_is_a_fixed_point(builtin: FrozenStore) -> None:
    once = to_trig(canonical(builtin))
    assert to_trig(canonical(load(once, ".trig"))) == once


def test_each_graph_alone_goes_through_turtle(builtin: FrozenStore) -> None:
    for name in graph_names(builtin):
        quads = canonical(builtin, [name])
        again = load(to_turtle(quads), ".ttl")
        assert len(again) == len(quads)
        assert _digest(again) == _digest(_stored([ox.Quad(*quad.triple) for quad in quads]))


def test_the_ontology_is_the_same_graph_by_both_parsers() -> None:
    by_rdflib = rdflib.Graph().parse(data=ontology_turtle(), format="turtle")
    by_oxigraph = load(ontology_turtle().encode(), ".ttl")
    assert _digest(load(by_rdflib.serialize(format="nt", encoding="utf-8"), ".nt")) == _digest(by_oxigraph)


def test_all_literals_keep_their_value_type_and_language(builtin: FrozenStore) -> None:
    memory = _in_rdflib_memory(to_trig(canonical(builtin)), "trig")
    kept = {
        # rdflib gives a plain string no datatype, as RDF 1.0 did.
        (str(term), term.language, None if term.language else str(term.datatype or rdflib.XSD.string))
        for _, _, term, _ in memory.quads()
        if isinstance(term, rdflib.Literal)
    }
    assert kept == {
        (term.value, term.language, None if term.language else term.datatype.value)
        for term in (quad.object for quad in builtin)
        if isinstance(term, ox.Literal)
    }
    assert {language for _, language, _ in kept} == {None, "en", "zh-hans"}


# --- The same bytes anywhere ------------------------------------------------------------------------------------------

SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC0"},
    {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "C",
        "TZ": "XXX-13:45",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "utf-8",
    },
)


def test_two_builds_in_different_surroundings_are_equal_to_the_byte(tmp_path: Path) -> None:
    key = build_key()
    running = []
    for number, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        # Each has a cache of its own, and another current folder.
        environment = os.environ | surroundings | {"FINGRAPH_CACHE": str(folder / "cache")}
        command = [sys.executable, "-m", "fingraph", "build", "-o", str(folder / "out")]
        running.append(
            subprocess.Popen(
                command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
    for process in running:
        _, messages = process.communicate(timeout=120)
        assert process.returncode == 0, messages
    if build_key() != key:
        pytest.fail("ontology, data or code changed while the two builds ran; run the test again")
    builds = [
        {path.name: path.read_bytes() for path in sorted((tmp_path / str(number) / "out").iterdir())}
        for number in range(len(SURROUNDINGS))
    ]
    assert list(builds[0]) == ["coverage.md", "fingraph.graphml", "fingraph.html", "fingraph.trig", "fingraph.ttl"]
    assert [name for name in builds[0] if builds[0][name] != builds[1].get(name)] == []
    assert builds[0].keys() == builds[1].keys()
    assert to_trig(canonical(load(builds[0]["fingraph.trig"], ".trig"))) == builds[0]["fingraph.trig"]


def test_two_assemblies_of_the_same_tables_are_equal_to_the_byte(tmp_path: Path) -> None:
    one, other = (to_trig(canonical(as_store(small_dataset(tmp_path / name)))) for name in ("a", "b"))
    assert one == other


# --- Canonical order does not depend on the order of insertion ---------------------------------------------------------

_iris = st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in "abc"])
_blanks = st.sampled_from([ox.BlankNode(name) for name in ("x", "y", "z", "w")])
_literals = st.one_of(
    st.sampled_from([ox.Literal(1), ox.Literal("1"), ox.Literal("名", language="zh-hans"), ox.Literal("a\n\"'\\")]),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=3)),
)
_quads = st.builds(
    ox.Quad,
    st.one_of(_iris, _blanks),
    _iris,
    st.one_of(_iris, _blanks, _literals),
    st.one_of(_iris, _blanks, st.just(ox.DefaultGraph())),
)


def _stored(quads: list[ox.Quad]) -> Store:
    store = Store()
    for quad in quads:
        store.add(quad)
    return store


def _renamed(quads: list[ox.Quad], names: dict[str, str]) -> Iterator[ox.Quad]:
    for quad in quads:
        subject, obj, graph = (
            ox.BlankNode(names[term.value]) if isinstance(term, ox.BlankNode) else term
            for term in (quad.subject, quad.object, quad.graph_name)
        )
        yield ox.Quad(subject, quad.predicate, obj, graph)  # type: ignore[arg-type]


@given(quads=st.lists(_quads, max_size=12), seed=st.integers(0, 2**16))
def test_canonical_trig_does_not_depend_on_order_or_names_of_blank_nodes(quads: list[ox.Quad], seed: int) -> None:
    shuffle = random.Random(seed)  # noqa: S311 - no secret
    other = list(quads)
    shuffle.shuffle(other)
    names = ["x", "y", "z", "w"]
    mixed = list(names)
    shuffle.shuffle(mixed)
    expected = to_trig(canonical(_stored(quads)))
    assert to_trig(canonical(_stored(other))) == expected
    assert to_trig(canonical(_stored(list(_renamed(other, dict(zip(names, mixed, strict=True))))))) == expected


@given(quads=st.lists(_quads, max_size=12))
def test_canonical_trig_read_again_is_itself(quads: list[ox.Quad]) -> None:
    once = to_trig(canonical(_stored(quads)))
    again = load(once, ".trig")
    assert len(again) == len(_stored(quads))
    assert to_trig(canonical(again)) == once
