"""What a build writes: every form of the same graph, all files or none, the same bytes for the same tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from click.testing import Result
from tables_support import REPORT, TEXT, TablesFolder, write_tables

from fingraph.coverage import coverage
from fingraph.errors import FingraphError, OutputError, SourceError, TableError
from fingraph.namespaces import expand
from fingraph.projection import to_networkx
from fingraph.publish import Build, build
from fingraph.resources import SOURCES_VARIABLE

NAMES = ["coverage.md", "fingraph.graphml", "fingraph.html", "fingraph.trig", "fingraph.ttl"]
LINKS = "reports/demo/links.csv"

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """Build the small tables once; the folder is not to be changed."""
    root = tmp_path_factory.mktemp("built")
    return root / "build", build(root / "build", data=write_tables(root / "data").root)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_build_writes_all_forms_and_counts_them(built: tuple[Path, Build]) -> None:
    folder, result = built
    assert sorted(contents(folder)) == NAMES
    assert sorted(path.name for path in result.files) == NAMES
    assert result.counts["Technology"] == 3
    assert result.counts["Policy"] == 2
    assert (result.counts["Trend"], result.counts["stated links"], result.counts["mentions"]) == (2, 9, 4)
    assert result.counts["triples in graph:facts"] > 0
    assert 0 < result.seconds < 60


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib's own TriG parser
def test_the_files_tell_the_same(built: tuple[Path, Build], small: rdflib.Dataset) -> None:
    folder, result = built
    trig = rdflib.Dataset()
    trig.parse(folder / "fingraph.trig", format="trig")
    numbers = [result.counts[name] for name in result.counts if name.startswith("triples in ")]
    assert sum(1 for _ in trig.quads()) == sum(numbers)
    turtle = rdflib.Graph().parse(folder / "fingraph.ttl", format="turtle")
    robot, delay = (rdflib.URIRef(expand(name)) for name in ("tech:robot", "challenge:delay"))
    assert (robot, rdflib.URIRef(expand("fg:mitigates")), delay) in turtle
    assert all(_is_item(str(subject)) for subject in turtle.subjects())
    graph = nx.read_graphml(BytesIO((folder / "fingraph.graphml").read_bytes()), force_multigraph=True)
    assert (graph.nodes["tech:robot"]["label"], graph.nodes["tech:robot"]["b"]) == ("robot", 178), "as Gephi shows it"
    for node, data in to_networkx(small).nodes(data=True):
        assert data.items() <= graph.nodes[node].items()
    page = (folder / "fingraph.html").read_text(encoding="utf-8")
    assert f'data-nodes="{len(graph)}" data-edges="{graph.number_of_edges()}"' in page


def _is_item(iri: str) -> bool:
    return iri.startswith("https://w3id.org/fingraph/") and "/link/" not in iri and "/ev/" not in iri


def test_coverage_is_that_of_the_tables(built: tuple[Path, Build]) -> None:
    folder, _ = built
    assert (folder / "coverage.md").read_text(encoding="utf-8") == coverage(TablesFolder(folder.parent / "data").read())


def test_a_second_build_gives_the_same_bytes(built: tuple[Path, Build], folder: TablesFolder, tmp_path: Path) -> None:
    header, *rows = folder.text(LINKS).splitlines()
    folder.write(LINKS, "\r\n".join([header, *reversed(rows)]) + "\r\n")
    build(tmp_path / "build", data=folder.root)
    again = contents(tmp_path / "build")
    assert again == contents(built[0])


def test_no_file_holds_a_sentence_of_the_text(built: tuple[Path, Build]) -> None:
    written = b"".join(contents(built[0]).values()).decode()
    for sentence in re.findall(r"[^\n。]{6,}", TEXT):
        assert sentence not in written


# --- Failing builds -----------------------------------------------------------------------------------------------------


@pytest.fixture
def former(tmp_path: Path) -> Path:
    """Make a folder with a former build, and a file of the user's."""
    output = tmp_path / "build"
    output.mkdir()
    for name in (*NAMES, "mine.txt"):
        (output / name).write_text(f"former {name}")
    return output


@pytest.mark.parametrize(
    ("file", "cell", "message"),
    [
        (LINKS, (4, "modality", "maybe"), r"data/reports/demo/links.csv:4: modality: 'maybe' is not allowed"),
        (LINKS, (5, "object", "outcome:speed"), r"data/reports/demo/links.csv:5: link:demo\.\w+: the relation may not join"),
        ("concepts/technologies.csv", (3, "broader", "tech:robot"), r"technologies.csv:3: tech:robot: broader leads back"),
    ],
)  # fmt: skip
def test_a_build_of_wrong_tables_names_the_row_and_writes_nothing(
    folder: TablesFolder, former: Path, file: str, cell: tuple[int, str, str], message: str
) -> None:
    before = contents(former)
    folder.cell(file, *cell)
    with pytest.raises(TableError, match=message):
        build(former, data=folder.root)
    assert contents(former) == before
    with pytest.raises(TableError):
        build(former.parent / "new", data=folder.root)
    assert not (former.parent / "new").exists()


@pytest.mark.parametrize("fact", ["policy:plan,fg:issuedBy,tech:robot", "sector:shipping,fg:hasFocus,policy:plan"])
def test_a_fact_about_the_wrong_classes_stops_the_build(folder: TablesFolder, tmp_path: Path, fact: str) -> None:
    folder.append("facts/policies.csv", f"{fact},https://example.org/7,2026-11-24")
    with pytest.raises(TableError):
        build(tmp_path / "build", data=folder.root)


def test_all_findings_come_at_once_in_order(folder: TablesFolder, tmp_path: Path) -> None:
    for line in (9, 5):
        folder.cell(LINKS, line, "object", "outcome:speed")
    with pytest.raises(TableError) as raised:
        build(tmp_path / "build", data=folder.root)
    assert [problem.line for problem in raised.value.problems] == [5, 9]


def test_a_trend_without_a_row_is_an_error_not_a_crash(folder: TablesFolder, tmp_path: Path) -> None:
    folder.write("reports/demo/trends.csv", "".join(folder.text("reports/demo/trends.csv").splitlines(True)[:-1]))
    folder.replace(LINKS, "trend:demo.T02,fg:concerns,tech:ledger,T02.H,forecast,heading,,,,\n", "")
    with pytest.raises(FingraphError):
        build(tmp_path / "build", data=folder.root)


def test_a_new_build_replaces_the_former_and_keeps_other_files(folder: TablesFolder, former: Path) -> None:
    build(former, data=folder.root)
    assert sorted(contents(former)) == sorted([*NAMES, "mine.txt"])
    assert contents(former)["mine.txt"] == b"former mine.txt"
    assert not any(content.startswith(b"former fingraph") for content in contents(former).values())


def test_a_folder_where_a_file_should_be_is_refused_first(folder: TablesFolder, former: Path) -> None:
    (former / "fingraph.ttl").unlink()
    (former / "fingraph.ttl").mkdir()
    with pytest.raises(OutputError, match=r"cannot write '.*fingraph\.ttl': it is a folder"):
        build(former, data=folder.root)
    assert (former / "fingraph.trig").read_text() == "former fingraph.trig"


@pytest.mark.parametrize("place", ["file/build", "/proc/fingraph"])
def test_a_place_that_cannot_be_written_is_one_line(folder: TablesFolder, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"^cannot write to '.*': .*; choose another folder with -o$"):
        build(tmp_path / place, data=folder.root)


@pytest.mark.parametrize("method", ["write_bytes", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "Ctrl-C"])
@pytest.mark.parametrize("call", [1, 3, 5])
def test_an_interrupted_build_leaves_the_former_one_whole(
    folder: TablesFolder, former: Path, monkeypatch: pytest.MonkeyPatch, method: str, error: BaseException, call: int
) -> None:
    before = contents(former)
    original = getattr(Path, method)
    calls = 0

    def failing(self: Path, *arguments: object) -> object:
        nonlocal calls
        if former in self.parents:
            calls += 1
            if calls == call:
                raise error
        return original(self, *arguments)

    monkeypatch.setattr(Path, method, failing)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        build(former, data=folder.root)
    monkeypatch.undo()
    assert contents(former) == before, "all files or none"


# --- Evidence -----------------------------------------------------------------------------------------------------------


def test_a_build_without_the_text_says_that_nothing_was_checked(
    fingraph_command: Run, folder: TablesFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path))
    result = fingraph_command("build", "--data", folder.root, "-o", tmp_path / "build")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert f"{REPORT}: the text is not at hand, so the evidence was NOT checked against it" in lines
    assert [Path(line).name for line in lines[-5:]] == [
        "fingraph.trig", "fingraph.ttl", "fingraph.graphml", "fingraph.html", "coverage.md",
    ]  # fmt: skip
    assert re.fullmatch(r"conforms to all shapes; \d+\.\d s", lines[-6])


def test_a_build_with_the_text_checks_it(
    fingraph_command: Run, folder: TablesFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOURCES_VARIABLE, str(folder.source().parent))
    result = fingraph_command("build", "--data", folder.root, "-o", tmp_path / "build")
    assert f"{REPORT}: 6 sentences and every name checked against the text\n" in result.stdout


def test_a_build_with_a_moved_text_does_not_claim_that_names_were_checked(
    fingraph_command: Run, folder: TablesFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOURCES_VARIABLE, str(folder.source("\n" + TEXT).parent))
    result = fingraph_command("build", "--data", folder.root, "-o", tmp_path / "build")
    assert "every name checked" not in result.stdout


def test_evidence_that_does_not_fit_stops_the_build(
    folder: TablesFolder, former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(former)
    monkeypatch.setenv(SOURCES_VARIABLE, str(folder.source(TEXT.replace("延误", "拥堵")).parent))
    with pytest.raises(SourceError, match=r"^demo: T01\.S02: changed, now at 33 to 46$"):
        build(former, data=folder.root)
    assert contents(former) == before
