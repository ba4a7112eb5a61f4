"""Nothing is lost on the way: whatever stops a load or an upload, what is there is the old or the new, and it can go on."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from click.testing import Result
from corpus import Corpus
from corpus import quads as corpus_quads
from server_support import Between, OxigraphServer, Server, VirtuosoServer, surroundings

from fingraph.endpoint import UPLOAD, Endpoint
from fingraph.errors import LocationError, OutputError, SourceError
from fingraph.location import open_store
from fingraph.namespaces import expand
from fingraph.store import AnyStore, Request, Store, count, evaluate, graph_names
from fingraph.store.bulk import all_quads, digest_of
from fingraph.store.folder import open_version, replaced, version
from fingraph.store.frozen import FrozenStore
from fingraph.store.remote import remote_triples
from fingraph.store.terms import term
from fingraph.store.upload import upload
from fingraph.transfer import dump, load

Run = Callable[..., Result]

KILLS = int(os.environ.get("FINGRAPH_KILLS", "5"))
"""How many times a process is ended at a random moment, in each of the tests that do."""

SIZE = 3_000
"""Triples of the graph that is replaced."""

GRAPH = expand("graph:made")


@pytest.fixture(autouse=True)
def dba(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in surroundings().items():
        monkeypatch.setenv(name, value)


def quads(number: int, version: str, name: str = "made") -> Iterator[ox.Quad]:
    graph, predicate = ox.NamedNode(expand(f"graph:{name}")), ox.NamedNode("https://example.org/p")
    for i in range(number):
        yield ox.Quad(ox.NamedNode(f"https://example.org/{i}"), predicate, ox.Literal(f"{version} {i}"), graph)


def write(path: Path, number: int, version: str) -> Path:
    ox.serialize(quads(number, version), output=str(path), format=ox.RdfFormat.N_QUADS)
    return path


def digest(store: AnyStore) -> str:
    """Return the digest of all triples of a store in named graphs."""
    lines = sorted(str(quad) for quad in all_quads(store))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two files with the same graph, in different versions."""
    folder = tmp_path_factory.mktemp("versions")
    return write(folder / "old.nq", SIZE, "old"), write(folder / "new.nq", SIZE, "new")


def command(file: Path, location: str | Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "fingraph", "load", str(file), "-l", str(location), *more]


def killed_at_random(arguments: list[str], seed: int, longest: float, start: float = 0.25) -> int:
    """Run a command and kill it after a random time; return its exit code, which is 0 if it was faster."""
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(random.Random(seed).uniform(start, longest))  # noqa: S311
        except subprocess.TimeoutExpired:
            process.kill()
        return process.wait()


def seconds_of(arguments: list[str]) -> float:
    begin = time.monotonic()
    subprocess.run(arguments, check=True, capture_output=True)
    return time.monotonic() - begin


# --- Stores on disk -----------------------------------------------------------------------------------------------------


def write_reports(path: Path, version: str) -> Path:
    """Write two reports that share half of their triples."""
    some = [*quads(SIZE, version), *quads(SIZE // 2, version, "made-too")]
    ox.serialize(some, output=str(path), format=ox.RdfFormat.N_QUADS)
    return path


def digests_of(folder: Path) -> tuple[str, str]:
    """Return the digests of the graphs of a store on disk, and of what is stated in all of them together."""
    store = open_version(version(folder))
    rows = store.query("SELECT * WHERE { ?s ?p ?o }", default_graphs=graph_names(store))
    assert isinstance(rows, ox.QuerySolutions)
    merged = sorted(" ".join(map(str, row)) for row in rows)
    assert len(merged) == SIZE
    return digest(store), hashlib.sha256("\n".join(merged).encode()).hexdigest()


def test_a_killed_load_leaves_the_old_or_the_new_store_with_its_merged_layers(tmp_path: Path) -> None:
    old, new = (write_reports(tmp_path / f"{name}.nq", name) for name in ("old", "new"))
    store = tmp_path / "store"
    longest = seconds_of(command(old, store))
    states = {digests_of(store): "old"}
    load([new], tmp_path / "other")
    states[digests_of(tmp_path / "other")] = "new"
    assert len(states) == 2
    for number in range(KILLS):
        code = killed_at_random(command(new, store, "--force"), number, longest * 1.1)
        seen = states[digests_of(store)]
        assert code == -signal.SIGKILL or seen == "new"
        load([old], store, force=True)
        assert states[digests_of(store)] == "old"
        assert len(list(store.iterdir())) == 2, "what was left behind is gone"


def test_a_killed_dump_leaves_the_old_or_the_new_file(tmp_path: Path, versions: tuple[Path, Path]) -> None:
    store, output = tmp_path / "store", tmp_path / "all.nq"
    load([versions[1]], store)
    arguments = [sys.executable, "-m", "fingraph", "dump", "-l", str(store), "-o", str(output), "--force"]
    longest = seconds_of(arguments)
    new = output.read_bytes()
    for number in range(KILLS):
        output.write_bytes(b"old")
        code = killed_at_random(arguments, number, longest * 1.1)
        assert output.read_bytes() == new if code == 0 else output.read_bytes() in (b"old", new)
    seconds_of(arguments)
    assert output.read_bytes() == new
    assert {path.name for path in tmp_path.iterdir()} == {"store", "all.nq"}, "what was left behind is gone"


def test_a_killed_dump_of_edges_leaves_the_old_or_the_new_table(tmp_path: Path) -> None:
    edges = tmp_path / "edges"

    def dumping(name: str) -> list[str]:
        options = ["-l", str(tmp_path / f"{name}.nq"), "-o", str(edges), "--force"]
        return [sys.executable, "-m", "fingraph", "dump", "--edges", *options]

    def content() -> frozenset[tuple[str, bytes]]:
        return frozenset((path.name, path.read_bytes()) for path in edges.iterdir())

    states = {}
    for name, size in (("new", 3), ("old", 2)):
        (tmp_path / f"{name}.nq").write_bytes(b"".join(corpus_quads(Corpus(size, trends=2))))
        longest = seconds_of(dumping(name))
        states[content()] = name
    assert len(states) == 2
    for number in range(KILLS):
        code = killed_at_random(dumping("new"), number, longest * 1.1)
        seen = states[content()]
        assert code == -signal.SIGKILL or seen == "new"
        if seen == "new":
            seconds_of(dumping("old"))


@pytest.mark.parametrize("form", [("--rdf-only",), ()], ids=["rdf", "all"])
def test_a_killed_build_leaves_each_file_old_or_new(tmp_path: Path, form: tuple[str, ...]) -> None:
    arguments = [sys.executable, "-m", "fingraph", "build", "-o", str(tmp_path), *form]
    longest = seconds_of(arguments)
    new = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for number in range(KILLS):
        for name in new:
            (tmp_path / name).write_bytes(b"old")
        code = killed_at_random(arguments, number, longest * 1.1)
        found = {name: (tmp_path / name).read_bytes() for name in new}
        assert all(found[name] == new[name] or (code and found[name] == b"old") for name in new)
    seconds_of(arguments)
    assert {name: (tmp_path / name).read_bytes() for name in new} == new
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")} == set(new)


def test_a_full_disk_leaves_the_old_store(tmp_path: Path, versions: tuple[Path, Path]) -> None:
    old, new = versions
    store = tmp_path / "store"
    load([old], store)
    before = digest(open_version(version(store)))
    limited = ["bash", "-c", 'ulimit -f 60; exec "$@"', "-", *command(new, store, "--force")]
    result = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "cannot write the store in" in result.stderr
    assert "what was there still is" in result.stderr
    assert result.stderr.count("\n") == 1
    assert digest(open_version(version(store))) == before
    assert len(list(store.iterdir())) == 2


def test_a_full_disk_leaves_the_old_dump(tmp_path: Path, versions: tuple[Path, Path]) -> None:
    load([versions[0]], tmp_path / "store")
    output = tmp_path / "dump.nq"
    output.write_bytes(b"old")
    arguments = [sys.executable, "-m", "fingraph", "dump", "-l", str(tmp_path / "store"), "-o", str(output), "--force"]
    result = subprocess.run(
        ["bash", "-c", 'ulimit -f 60; exec "$@"', "-", *arguments], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert output.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.nq", "store"]


def nested_json(depth: int) -> str:
    return '{"urn:p:p":' * depth + "1" + "}" * depth


ENTITIES = """<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description><rdf:value>&b;</rdf:value></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "deep.jsonld",
            nested_json(5_000),
            "cannot be read: it is nested deeper than 1,000 brackets; write it flatter",
        ),
        ("laughs.rdf", ENTITIES, "cannot be read: its entity 'b' is long or made of other entities; write it out"),
        ("long.owl", ENTITIES.replace("a" * 10, "a" * 300), "its entity 'a' is long or made of other entities"),
        ("kept.nq", '<urn:a> <urn:b> "c" <urn:fingraph:upload:aa:xx> .', "a name kept for uploads; rename it"),
        ("all.nq.gz", "", "has no extension of an RDF file; unpack it first"),
    ],
)
def test_a_file_that_would_end_the_process_or_could_not_be_asked_is_refused(
    tmp_path: Path, name: str, content: str, message: str, fingraph_command: Run
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    result = fingraph_command("load", file, "-l", tmp_path / "store")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert message in result.stderr
    assert not (tmp_path / "store").exists()


def test_brackets_in_strings_and_entities_of_plain_text_are_no_traps(tmp_path: Path, fingraph_command: Run) -> None:
    (tmp_path / "flat.jsonld").write_text('{"@id": "urn:a", "urn:p:p": "' + "[" * 5_000 + '"}', encoding="utf-8")
    (tmp_path / "plain.rdf").write_text(ENTITIES.replace("&a;&a;&a;", "b&#98;&amp;"), encoding="utf-8")
    result = fingraph_command("load", tmp_path / "flat.jsonld", tmp_path / "plain.rdf", "-l", tmp_path / "store")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path: Path, fingraph_command: Run) -> None:
    os.mkfifo(tmp_path / "all.nq")
    result = fingraph_command("load", tmp_path / "all.nq", "-l", tmp_path / "store")
    assert result.exit_code == 1
    assert "is no regular file, and is read more than once; write it to a file first" in result.stderr


def test_a_blank_node_inside_a_triple_term_is_refused_before_anything_is_sent() -> None:
    inner = ox.Triple(ox.BlankNode(), ox.NamedNode("urn:b"), ox.Literal("c"))
    store = Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), inner, ox.NamedNode(GRAPH)))
    with pytest.raises(LocationError, match=r"has a blank node inside a triple term, .*; give it an IRI to upload it$"):
        upload(FrozenStore(store), GRAPH, Endpoint("http://127.0.0.1:9"))


def test_triples_in_no_graph_of_a_store_of_others_are_named(tmp_path: Path, fingraph_command: Run) -> None:
    store = Store(str(tmp_path / "store"))
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c")))
    del store
    result = fingraph_command("query", "-q", "ASK {}", "-l", tmp_path / "store")
    assert result.exit_code == 1
    assert "has triples in no graph, which no question would find" in result.stderr


def test_a_folder_without_a_store_names_the_file_in_it(tmp_path: Path, fingraph_command: Run) -> None:
    (tmp_path / "fingraph.trig").write_text("", encoding="utf-8")
    result = fingraph_command("query", "-q", "ASK {}", "-l", tmp_path)
    assert f"no store in '{tmp_path}'; name its file '{tmp_path / 'fingraph.trig'}' with --location" in result.stderr


def test_loads_into_one_folder_leave_each_other_alone(tmp_path: Path, versions: tuple[Path, Path]) -> None:
    runs = [
        subprocess.Popen(command(file, tmp_path / "store", "--force"), stderr=subprocess.PIPE) for file in versions * 2
    ]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 0)] * 4
    known = set()
    for file in versions:
        load([file], tmp_path / file.stem)
        known.add(digest(open_version(version(tmp_path / file.stem))))
    assert digest(open_version(version(tmp_path / "store"))) in known
    load([versions[0]], tmp_path / "store", force=True)
    assert len(list((tmp_path / "store").iterdir())) == 2


def test_a_store_is_replaced_only_by_force(fingraph_command: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert fingraph_command("load", "-l", store).exit_code == 0
    assert "holds a store; replace it with --force" in fingraph_command("load", "-l", store).stderr
    assert fingraph_command("load", "-l", store, "--force").exit_code == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("", encoding="ascii")
    result = fingraph_command("load", "-l", tmp_path / "other", "--force")
    assert "holds 'thesis.tex', which is no part of a store" in result.stderr


def test_a_store_made_meanwhile_is_replaced_only_by_force(tmp_path: Path) -> None:
    def fill(_: Store) -> None:
        load([], tmp_path / "store")

    with pytest.raises(OutputError, match="holds a store by now; replace it with --force"):
        replaced(tmp_path / "store", fill, force=False)
    assert set(graph_names(open_store(tmp_path / "store"))) == set(graph_names(open_store()))
    (pointer,) = (path for path in (tmp_path / "store").iterdir() if path.is_file())
    assert [path.name for path in (tmp_path / "store").iterdir() if path.is_dir()] == [pointer.read_text().strip()]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "marked.ttl",
            b"\xef\xbb\xbf<urn:s> <urn:p> 1 .",
            "is not RDF: it starts with a byte order mark; save it without",
        ),
        ("long.nt", b'<urn:s> <urn:p> "' + b"x" * 20_000_000 + b'" .\n', "holds a term of more than 16 MB; shorten it"),
    ],
)
def test_what_the_parser_cannot_take_is_one_line(
    fingraph_command: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    for command in (("load", tmp_path / name, "-l", tmp_path / "store"), ("validate", tmp_path / name)):
        result = fingraph_command(*command)
        assert result.exit_code == 1
        assert said in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "store").exists()


def test_a_build_and_files_of_every_kind_can_be_loaded(fingraph_command: Run, tmp_path: Path) -> None:
    built = tmp_path / "build"
    built.mkdir()
    dump(open_store(), built / "fingraph.trig")
    names = {}
    for suffix, form in {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".rdf": ox.RdfFormat.RDF_XML,
    }.items():
        file = tmp_path / f"My own {suffix[1:]}{suffix}"
        file.write_bytes(ox.serialize((quad.triple for quad in quads(3, suffix)), format=form) or b"")
        names[expand(f"graph:My-own-{suffix[1:]}")] = 3
    loose = tmp_path / "loose.nq"
    loose.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> <urn:g> .\n", encoding="ascii")
    names |= {expand("graph:loose"): 1, "urn:g": 1}
    files = [built, loose, *sorted(tmp_path.glob("My own*"))]
    result = fingraph_command("load", *files, "-l", tmp_path / "store")
    assert result.exit_code == 0, result.output
    store = open_store(tmp_path / "store")
    assert {name: count(store, name) for name in names} == names
    assert set(graph_names(store)) == {*names, *graph_names(open_store())}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("broken.ttl", "<a> <b>", "broken.ttl' is not RDF: "),
        ("broken.nq", "<urn:a> <urn:b> <urn:c> .\nnonsense", "broken.nq' is not RDF: "),
        ("table.csv", "a,b", "has no extension of an RDF file; use one of .ttl"),
    ],
)
def test_a_file_that_is_no_rdf_changes_nothing(
    fingraph_command: Run, tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    load((), tmp_path / "store")
    with pytest.raises(SourceError, match=message.replace(".", "[.]")):
        load([tmp_path / name], tmp_path / "store", force=True)
    assert len(graph_names(open_store(tmp_path / "store"))) == len(graph_names(open_store()))
    assert len(list((tmp_path / "store").iterdir())) == 2
    result = fingraph_command("load", tmp_path / name, "-l", tmp_path / "store", "--force")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_a_folder_without_a_build_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"holds no fingraph.trig"):
        load([tmp_path], tmp_path / "store")


def test_a_dump_needs_a_format(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"use .nq or .trig, or name it with -f"):
        dump(open_store(), tmp_path / "all.txt")


def test_a_digest_does_not_depend_on_order_or_spelling() -> None:
    subject, predicate = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
    xsd = "http://www.w3.org/2001/XMLSchema#"
    pairs = [
        (ox.Literal("1", datatype=ox.NamedNode(xsd + "boolean")), ox.Literal(True)),
        (
            ox.Literal("0.50", datatype=ox.NamedNode(xsd + "decimal")),
            ox.Literal("0.5", datatype=ox.NamedNode(xsd + "decimal")),
        ),
        (ox.Literal("07", datatype=ox.NamedNode(xsd + "int")), ox.Literal(7)),
        (ox.Literal("1.0E1", datatype=ox.NamedNode(xsd + "double")), ox.Literal(10.0)),
        (ox.Literal("a", language="zh-Hans"), ox.Literal("a", language="zh-hans")),
        (
            ox.Literal("x", datatype=ox.NamedNode(xsd + "integer")),
            ox.Literal("x", datatype=ox.NamedNode(xsd + "integer")),
        ),
    ]
    one, other = ([ox.Triple(subject, predicate, pair[side]) for pair in pairs] for side in (0, 1))
    assert digest_of(one) == digest_of(reversed(other))
    assert digest_of(one) != digest_of(one[1:])
    assert digest_of(one[:1]) != digest_of([ox.Triple(subject, predicate, ox.Literal("true"))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"1.00000000000000000000000000001"^^xsd:decimal', '"1.00000000000000000000000000002"^^xsd:decimal'),
        ('"1_000"^^xsd:integer', '"1000"^^xsd:integer'),
        ('"٣"^^xsd:integer', '"3"^^xsd:integer'),
        ('"1e5"^^xsd:decimal', '"100000"^^xsd:decimal'),
        ('"1"^^xsd:integer', '"1"^^xsd:decimal'),
        ('"true"^^xsd:boolean', '"true"'),
    ],
)
def test_a_digest_tells_literals_of_other_values_apart(one: str, other: str) -> None:
    subject = ox.NamedNode("urn:a")
    assert digest_of([ox.Triple(subject, subject, term(one))]) != digest_of([ox.Triple(subject, subject, term(other))])


def test_a_digest_tells_directions_of_text_apart() -> None:
    subject = ox.NamedNode("urn:a")
    texts = [ox.Literal("x", language="ar"), ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)]
    assert len({digest_of([ox.Triple(subject, subject, text)]) for text in texts}) == 2


# --- Endpoints ------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["oxigraph", "virtuoso"])
def mortal(request: pytest.FixtureRequest, require: Callable[..., str], tmp_path: Path) -> Iterator[Server]:
    """Return a server of the test's own, which it may kill and start again."""
    kind = {"oxigraph": OxigraphServer, "virtuoso": VirtuosoServer}[request.param]
    with kind(require(request.param, f"{request.param}-t"), tmp_path) as server:
        yield server


def state(endpoint: Endpoint) -> str:
    """Return which version of the graph a fresh reader sees, and that it sees all of it.

    In one query: between two, a server that has lost its client may end what it was asked for.
    """
    text = (
        f"SELECT ?version (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o BIND(SUBSTR(STR(?o), 1, 3) AS ?version) }} }} "
        "GROUP BY ?version"
    )
    ((seen, number),) = evaluate(endpoint, Request(text)).values()
    assert number == SIZE, seen
    return str(seen)


@pytest.mark.filterwarnings("ignore:.*unfinished upload")
def test_a_killed_upload_leaves_the_old_or_the_new_graph_and_goes_on(
    mortal: Server, versions: tuple[Path, Path]
) -> None:
    old, new = versions
    longest = seconds_of(command(old, mortal.address))
    for number in range(KILLS):
        killed_at_random(command(new, mortal.address, "--batch", "200"), number, longest * 1.2)
        assert state(Endpoint(mortal.address)) in ("old", "new")
        assert [name for name in graph_names(Endpoint(mortal.address)) if name.startswith(UPLOAD)] == []
        subprocess.run(command(new, mortal.address), check=True, capture_output=True)
        assert state(Endpoint(mortal.address)) == "new"
        assert Endpoint(mortal.address).unfinished() == {}
        load([old], Endpoint(mortal.address))
        assert state(Endpoint(mortal.address)) == "old"


@pytest.mark.filterwarnings("ignore:.*unfinished upload")
def test_an_upload_goes_on_where_a_killed_server_stopped_it(mortal: Server, versions: tuple[Path, Path]) -> None:
    old, new = versions
    load([old], Endpoint(mortal.address))
    sent = []

    def progress(number: int, _: int) -> None:
        sent.append(number)
        if len(sent) == 6:
            mortal.kill()

    with pytest.raises(LocationError) as caught:
        load([new], Endpoint(mortal.address), batch=300, progress=progress)
    assert "\n" not in str(caught.value)
    mortal.start()
    assert state(Endpoint(mortal.address)) == "old"
    again: list[int] = []
    load([new], Endpoint(mortal.address), batch=300, progress=lambda number, _: again.append(number))
    assert state(Endpoint(mortal.address)) == "new"
    assert sum(again) == SIZE
    assert Endpoint(mortal.address).unfinished() == {}


def moments(longest: float) -> list[float]:
    """Return as many random seconds as processes are ended, from before a graph is moved to after, spread evenly."""
    draws = random.Random(KILLS)  # noqa: S311
    return [longest * (1.6 * (number + draws.random()) / KILLS - 0.3) for number in range(KILLS)]


@pytest.mark.filterwarnings("ignore:.*unfinished upload")
@pytest.mark.parametrize("victim", ["server", "client"])
def test_a_kill_while_a_graph_is_moved_leaves_the_old_or_the_new(
    mortal: Server, versions: tuple[Path, Path], victim: str
) -> None:
    old, new = versions
    digests = {}
    for name, file in (("old", old), ("new", new)):
        with Between(mortal, 0, lambda: None) as between:
            load([file], Endpoint(between.address))
        digests[digest_of(remote_triples(Endpoint(mortal.address), GRAPH))] = name
    longest = between.took
    assert longest
    for moment in moments(longest):
        load([old], Endpoint(mortal.address))
        with Between(mortal, moment, mortal.kill) as between:
            arguments = command(new, between.address)
            with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
                if victim == "client":
                    between.act = client.kill
        if victim == "server":
            mortal.start()
        fresh = Endpoint(mortal.address)
        assert graph_names(fresh) == [GRAPH]
        found = digests[digest_of(remote_triples(fresh, GRAPH))]
        assert moment >= 0 or found == "old"
        load([new], Endpoint(mortal.address))
        fresh = Endpoint(mortal.address)
        assert digests[digest_of(remote_triples(fresh, GRAPH))] == "new"
        assert (graph_names(fresh), fresh.unfinished()) == ([GRAPH], {})


def test_an_upload_that_cannot_go_on_begins_again(oxigraph: Server, tmp_path: Path) -> None:
    """As when what an interrupted one has sent came in another order, or is something else altogether."""
    file = write(tmp_path / "again.nq", 25, "again")
    endpoint = Endpoint(oxigraph.address)
    try:
        wanted = digest_of(quad.triple for quad in quads(25, "again"))
        beside = f"{UPLOAD}{str(wanted)[:16]}:{quote(GRAPH, safe='')}"
        endpoint.add(beside, "".join(f'<urn:{i}> <urn:b> "other" .\n' for i in range(10)).encode())
        load([file], endpoint, batch=5)
        assert digest_of(remote_triples(endpoint, GRAPH)) == wanted
        assert Endpoint(oxigraph.address).unfinished() == {}
    finally:
        endpoint.update(f"DROP SILENT GRAPH <{GRAPH}>")


def test_an_unfinished_upload_is_said_and_not_read(oxigraph: Server) -> None:
    endpoint = Endpoint(oxigraph.address)
    name = f"{UPLOAD}0123456789abcdef:https%3A%2F%2Fexample.org%2Funfinished"
    endpoint.add(name, b"<urn:a> <urn:unfinished> <urn:b> .\n")
    try:
        with pytest.warns(UserWarning, match=r"unfinished upload of https://example.org/unfinished"):
            assert name not in graph_names(Endpoint(oxigraph.address))
    finally:
        endpoint.update(f"DROP GRAPH <{name}>")


def test_a_server_killed_during_a_query_is_one_line(require: Callable[..., str], tmp_path: Path) -> None:
    with OxigraphServer(require("oxigraph"), tmp_path) as server:
        load([write(tmp_path / "many.nq", 2_000, "many")], Endpoint(server.address))
        text = f"SELECT * {{ GRAPH <{GRAPH}> {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} }}"
        killer = threading.Timer(0.5, server.kill)
        killer.start()
        with pytest.raises(LocationError) as caught:
            evaluate(Endpoint(server.address), Request(text))
        killer.join()
    assert "\n" not in str(caught.value)


def test_blank_nodes_reach_an_endpoint_as_iris(oxigraph: Server, tmp_path: Path) -> None:
    file = tmp_path / "blank.ttl"
    file.write_text('<urn:a> <urn:b> [ <urn:c> "大" ; <urn:d> [] ] .', encoding="utf-8")
    endpoint = Endpoint(oxigraph.address)
    graph = expand("graph:blank")
    try:
        load([file], endpoint)
        assert count(endpoint, graph) == 3
        text = f"ASK {{ GRAPH <{graph}> {{ <urn:a> <urn:b> ?x . ?x <urn:d> ?y FILTER(isIRI(?x) && isIRI(?y)) }} }}"
        assert evaluate(endpoint, Request(text)).truth
        assert load([file], endpoint).kept == ("graph:blank",)
    finally:
        endpoint.update(f"DROP SILENT GRAPH <{graph}>")
