"""Workspaces: own concepts and reports beside the built-in ones; what contradicts is said, what waits is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import Result
from tables_support import LINKS, REPORT, TablesFolder, write_tables

from fingraph import describe, open_dataset, read_details, select, to_networkx
from fingraph.assemble import read
from fingraph.description import render
from fingraph.errors import OutputError, SourceError, TableError
from fingraph.resources import CACHE_VARIABLE, DATA_VARIABLE, cache_dir, resource_dir, source_path
from fingraph.workspace import builds_on_builtin, create_workspace

if TYPE_CHECKING:
    from fingraph.model import Tables

Run = Callable[..., Result]

HEADER = "id,label_en,label_zh,alt_en,alt_zh,broader,definition_en,definition_zh\n"
LARGE = "tech:large-model"


@pytest.fixture
def workspace(tmp_path: Path) -> TablesFolder:
    create_workspace(tmp_path / "mine")
    return TablesFolder(tmp_path / "mine")


@pytest.fixture
def with_report(tmp_path: Path) -> TablesFolder:
    """Return the small tables as a workspace on the built-in ones."""
    folder = write_tables(tmp_path / "mine")
    folder.write("fingraph.toml", "builtin = true\n")
    return folder


def tables_of(folder: TablesFolder) -> Tables:
    return read(folder.root, resource_dir("ontology"))


def problems(folder: TablesFolder) -> list[str]:
    with pytest.raises(TableError) as raised:
        tables_of(folder)
    return str(raised.value).splitlines()


# --- Making one ---------------------------------------------------------------------------------------------------------


def test_a_new_workspace_has_what_the_built_in_tables_have(workspace: TablesFolder) -> None:
    builtin = read(resource_dir("data"), resource_dir("ontology"))
    tables = tables_of(workspace)
    assert tables.items == builtin.items
    assert tables.reports == builtin.reports
    assert set(tables.facts) == set(builtin.facts)


def test_a_workspace_of_its_own_has_nothing_of_them(tmp_path: Path) -> None:
    create_workspace(tmp_path / "mine", builtin=False)
    assert not builds_on_builtin(tmp_path / "mine")
    assert problems(TablesFolder(tmp_path / "mine")) == ["mine/reports: no report; add one with fingraph report add"]


@pytest.mark.parametrize("form", ["a file in it", "a file in its place", "below a file"])
def test_what_is_there_is_not_touched(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "mine"
    file = {"a file in it": folder / "x", "a file in its place": folder, "below a file": tmp_path / "f"}[form]
    file.parent.mkdir(exist_ok=True)
    file.write_text("x")
    with pytest.raises(OutputError, match=r"name a(nother| new) folder"):
        create_workspace(file / "mine" if form == "below a file" else folder)
    assert file.read_text() == "x"


@pytest.mark.parametrize("content", ["builtin = 1", "builtin ="])
def test_settings_that_say_nothing_clear_are_refused(workspace: TablesFolder, content: str) -> None:
    workspace.write("fingraph.toml", content)
    assert len(problems(workspace)) == 1


# --- Own rows -----------------------------------------------------------------------------------------------------------


def test_a_row_with_the_id_of_a_built_in_item_adds_to_it(workspace: TablesFolder) -> None:
    workspace.write("concepts/technologies.csv", f"{HEADER}{LARGE},,,frontier model,前沿模型,,very large,很大\n")
    before = {item.id: item for item in read(resource_dir("data"), resource_dir("ontology")).items}[LARGE]
    after = {item.id: item for item in tables_of(workspace).items}[LARGE]
    assert (after.label_en, after.label_zh) == (before.label_en, before.label_zh)
    assert after.alt_en == (*before.alt_en, "frontier model")
    assert after.alt_zh == (*before.alt_zh, "前沿模型")
    assert (after.definition_en, after.definition_zh) == ("very large", "很大")


def test_a_new_row_is_a_new_item_below_a_built_in_one(workspace: TablesFolder) -> None:
    workspace.write("concepts/technologies.csv", f"{HEADER}tech:own,own,自有,,,{LARGE},,\n")
    (own,) = [item for item in tables_of(workspace).items if item.id == "tech:own"]
    assert own.broader == LARGE


CLASHES = {
    "another label": (
        f"{LARGE},huge model,,,,,,",
        f"{LARGE}: label_en: the built-in item has 'large model'; leave the cell empty, put the name into alt_en or alt_zh",
    ),
    "the name of another item": (
        "tech:own,own,自有,,大模型,,,",
        f"tech:own: '大模型' is a name of {LARGE} already; use that id, or another name",
    ),
    "the name of another item in other case": (
        "tech:own,Large Model,自有,,,,,",
        f"tech:own: 'Large Model' is a name of {LARGE} already; use that id, or another name",
    ),
    "a new item without a label": (
        "tech:own,,自有,,,,,",
        "label_en: '' is not allowed; use 1 to 200 characters",
    ),
}


@pytest.mark.parametrize("name", CLASHES)
def test_what_contradicts_is_a_problem_at_its_line(workspace: TablesFolder, name: str) -> None:
    row, expected = CLASHES[name]
    workspace.write("concepts/technologies.csv", f"{HEADER}{row}\n")
    assert problems(workspace) == [f"mine/concepts/technologies.csv:2: {expected}"]


def test_another_kind_of_policy_is_a_clash(workspace: TablesFolder) -> None:
    before = next(
        item for item in read(resource_dir("data"), resource_dir("ontology")).items if item.item_class == "PolicyGroup"
    )
    header = "id,kind,label_en,label_zh,alt_en,alt_zh,broader,definition_en,definition_zh\n"
    workspace.write("concepts/policies.csv", f"{header}{before.id},document,,,,,,,\n")
    (line,) = problems(workspace)
    assert line.startswith(f"mine/concepts/policies.csv:2: {before.id}: kind: the built-in item has 'PolicyGroup'")


def test_a_report_may_not_take_the_id_of_a_built_in_one(with_report: TablesFolder) -> None:
    with_report.path(f"reports/{REPORT}").rename(with_report.path("reports/caict-2025"))
    assert "mine/reports/caict-2025: report 'caict-2025' is one of the built-in reports; choose another id" in problems(
        with_report
    )


# --- Rows that wait -----------------------------------------------------------------------------------------------------


def with_state(status: str, score: str) -> str:
    first, *rows = LINKS.splitlines()
    return "\n".join([f"{first},status,score", f"{rows[0]},{status},{score}", *(f"{row},," for row in rows[1:])]) + "\n"


def test_what_is_suggested_or_to_review_is_in_no_graph(folder: TablesFolder) -> None:
    before = folder.read().reports[0]
    for status in ("suggested", "review"):
        folder.write(f"reports/{REPORT}/links.csv", with_state(status, "0.5"))
        report = folder.read().reports[0]
        assert report.links == before.links[1:]
        assert [(link.status, link.score) for link in report.waiting_links] == [(status, "0.5")]
    for status in ("", "accepted"):
        folder.write(f"reports/{REPORT}/links.csv", with_state(status, ""))
        assert folder.read().reports[0] == before


@pytest.mark.parametrize(
    ("status", "score", "expected"),
    [
        ("maybe", "", "status: 'maybe' is not allowed; use one of accepted, suggested, review; empty is accepted"),
        ("suggested", "1.5", "score: '1.5' is not allowed; use a number from 0 to 1, or leave it empty"),
    ],
)
def test_a_wrong_state_is_refused(folder: TablesFolder, status: str, score: str, expected: str) -> None:
    folder.write(f"reports/{REPORT}/links.csv", with_state(status, score))
    assert folder.problems() == [f"data/reports/{REPORT}/links.csv:2: {expected}"]


def test_build_says_how_many_rows_wait(with_report: TablesFolder, fingraph_command: Run, tmp_path: Path) -> None:
    with_report.write(f"reports/{REPORT}/links.csv", with_state("suggested", "0.5"))
    result = fingraph_command("build", "--data", with_report.root, "-o", tmp_path / "build")
    assert result.exit_code == 0, result.output
    assert f"{REPORT}: 1 rows wait, suggested or to review, and are left out of the graph" in result.stdout


# --- Pages, dates, examples ---------------------------------------------------------------------------------------------


def test_evidence_names_the_page_and_a_report_its_date(folder: TablesFolder) -> None:
    first, *rows = folder.text(f"reports/{REPORT}/sentences.csv").splitlines()
    paged = [f"{first},page", *(f"{row},{number}" for number, row in enumerate(rows, 1))]
    folder.write(f"reports/{REPORT}/sentences.csv", "\n".join(paged) + "\n")
    folder.write(f"reports/{REPORT}/report.toml", 'date = "2025-01"\n' + folder.text(f"reports/{REPORT}/report.toml"))
    found = select(
        "SELECT ?page ?date { ev:demo.T01.S01 fg:page ?page . doc:demo dcterms:date ?date }", dataset=folder.dataset()
    )
    assert [(row[0], str(row[1])) for row in found] == [(2, "2025-01")]
    assert read_details(folder.dataset()).pages["demo.T01.S01"] == 2
    assert "demo T01.S01 · p. 2 · 第2页\n" in render(describe("tech:robot", dataset=folder.dataset()))


@pytest.mark.parametrize(
    ("line", "key"), [('date = "spring"', "date"), ('date = "2025-02-30"', "date"), ("example = 1", "example")]
)
def test_wrong_metadata_is_refused(folder: TablesFolder, line: str, key: str) -> None:
    folder.write(f"reports/{REPORT}/report.toml", f"{line}\n" + folder.text(f"reports/{REPORT}/report.toml"))
    (problem,) = folder.problems()
    assert problem.startswith(f"data/reports/{REPORT}/report.toml: {key}: ")


def test_an_example_is_left_out_unless_it_is_asked_for(folder: TablesFolder) -> None:
    folder.write(f"reports/{REPORT}/report.toml", "example = true\n" + folder.text(f"reports/{REPORT}/report.toml"))
    assert folder.read().reports == ()
    assert [report.id for report in read(folder.root, resource_dir("ontology"), examples=True).reports] == [REPORT]


# --- Working on one -----------------------------------------------------------------------------------------------------


def test_every_way_of_asking_works_on_the_workspace(
    with_report: TablesFolder, fingraph_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(with_report.root.parent / "cache"))
    described = fingraph_command("describe", "ROBOT-X", "--data", with_report.root)
    assert "tech:robot" in described.stdout
    assert fingraph_command("describe", "ROBOT-X", "--data", with_report.root, "--nope").exit_code == 2
    assert fingraph_command("describe", "ROBOT-X").exit_code == 1, "the next command works on the built-in tables again"
    monkeypatch.setenv(DATA_VARIABLE, str(with_report.root))
    assert fingraph_command("describe", "ROBOT-X").stdout == described.stdout
    assert "tech:robot" in to_networkx()
    assert LARGE in to_networkx()
    with_report.append(
        f"reports/{REPORT}/links.csv", "tech:ledger,fg:mitigates,challenge:delay,T02.S01,asserted,explicit,,,,"
    )
    assert len(open_dataset().get_context("https://w3id.org/fingraph/graph/demo")) > 0
    asked = "SELECT ?x { tech:ledger fg:mitigates ?x }"
    assert fingraph_command("query", "-q", asked, "-f", "csv").stdout.split()[1:] == [
        "https://w3id.org/fingraph/challenge/delay"
    ], "an edited table counts at once"
    assert [path.name for path in cache_dir().iterdir() if path.is_dir()], "with a cache of its own"


def test_a_text_in_the_workspace_is_found(
    with_report: TablesFolder, fingraph_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = with_report.source()
    monkeypatch.setenv(DATA_VARIABLE, str(with_report.root))
    assert source_path(REPORT) is None
    with_report.write(f"sources/{REPORT}.txt", text.read_bytes())
    assert source_path(REPORT) == with_report.root / f"sources/{REPORT}.txt"
    assert fingraph_command("verify", REPORT).exit_code == 0


def test_a_workspace_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, fingraph_command: Run) -> None:
    monkeypatch.setenv(DATA_VARIABLE, "nowhere")
    with pytest.raises(SourceError, match="no folder 'nowhere'; make it with fingraph init"):
        source_path(REPORT)
    result = fingraph_command("describe", "大模型")
    assert (result.exit_code, result.stderr) == (
        1,
        "fingraph: no folder 'nowhere'; make it with fingraph init, or name another with --data\n",
    )


def test_init_writes_a_workspace_that_the_other_commands_read(fingraph_command: Run, tmp_path: Path) -> None:
    result = fingraph_command("init", tmp_path / "mine")
    assert result.exit_code == 0
    assert all(Path(line).is_file() for line in result.stdout.splitlines())
    assert "sources" in (tmp_path / "mine/.gitignore").read_text()
    assert fingraph_command("describe", "大模型", "--data", tmp_path / "mine").exit_code == 0
    again = fingraph_command("init", tmp_path / "mine")
    assert (again.exit_code, again.stderr) == (
        1,
        f"fingraph: {str(tmp_path / 'mine')!r} is not empty; name a new folder\n",
    )
