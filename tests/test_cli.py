"""The command line: help, exit status, one line an error, files whole or untouched, and what it must not import."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from tables_support import TEXT, write_tables
from test_verification import find_source

from fingraph.cli import main
from fingraph.cli.asking import MAX_QUERY
from fingraph.projection import PROJECTIONS
from fingraph.query import named_queries

Run = Callable[..., Result]

NESTED = 20_000


def in_process_of_its_own(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fingraph", *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help_with_an_example(fingraph_command: Run, command: tuple[str, ...], option: str) -> None:
    result = fingraph_command(*command, option)
    assert result.exit_code == 0
    example = result.output.partition("Example:\n")[2]
    assert example.strip().startswith(" ".join(("fingraph", *command)))


def test_the_version_is_told(fingraph_command: Run) -> None:
    for option in ("-V", "--version"):
        assert fingraph_command(option).output.startswith("fingraph, version 0.")


# --- Errors -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Enter a folder with things to stumble over."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "big.rq").write_bytes(b"#" * (MAX_QUERY + 1))
    (tmp_path / "binary.rq").write_bytes(b"SELECT \xff")
    (tmp_path / "nul.rq").write_bytes(b"SELECT * { \0 }")
    (tmp_path / "other.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "wrong.ttl").write_text("nonsense")
    (tmp_path / "wrong.txt").write_text("nonsense")
    write_tables(tmp_path / "tables")
    return tmp_path


ERRORS = {
    "syntax": (("query", "-q", "SELECT * { ?s ?p }"), "not a SPARQL 1.1 query, line 1, column 19: "),
    "prefix": (
        ("query", "-q", "ASK { ?s nope:x ?o }"),
        "not a SPARQL 1.1 query, line 1, column 10: unknown prefix 'nope:'",
    ),
    "update": (("query", "-q", "DELETE WHERE { ?s ?p ?o }"), "updates are refused; "),
    "service": (("query", "-q", "ASK { SERVICE <http://127.0.0.1:9/> {} }"), "SERVICE is refused, "),
    "value": (("query", "-q", "ASK { ?s ?p ?o }", "-p", "s", "<a b>"), "cannot read the value '<a b>'"),
    "variable": (("query", "-q", "ASK { ?s ?p ?o }", "-p", "x", "a"), "the query has no variable ?x; it has o, p, s"),
    "format": (("query", "-q", "ASK {}", "-f", "csv"), "this answer cannot be written as 'csv'; "),
    "question": (("query", "nope"), "no question is called 'nope'; fingraph query --list shows all"),
    "nearly a question": (("query", "cq01-technologies-per-tend"), "did you mean 'cq01-technologies-per-trend'?"),
    "no query file": (("query", "--query-file", "none.rq"), "cannot read 'none.rq': No such file or directory"),
    "folder for a query": (("query", "--query-file", "folder"), "cannot read 'folder': Is a directory"),
    "big query": (("query", "--query-file", "big.rq"), "'big.rq' is larger than 1,000,000 bytes; that is no query"),
    "binary query": (("query", "--query-file", "binary.rq"), "'binary.rq' is not UTF-8 at byte 7"),
    "NUL in a query": (
        ("query", "--query-file", "nul.rq"),
        "the query holds a NUL character or half a character; remove it",
    ),
    "no folder": (("query", "-q", "ASK {}", "-o", "none/x"), "cannot write 'none/x': No such file or directory"),
    "below a file": (("query", "-q", "ASK {}", "-o", "file/x"), "cannot write 'file/x': Not a directory"),
    "long name": (("query", "-q", "ASK {}", "-o", "x" * 300), f"cannot write '{'x' * 300}': File name too long"),
    "page below a file": (("html", "-o", "file/x"), "cannot write 'file/x': Not a directory"),
    "page exists": (("html", "-o", "file"), "'file' exists; choose another file with -o, or replace it with --force"),
    "nothing inferred": (
        ("html", "--inferred"),
        "projection 'links' has no inferred links; use 'full', or leave them out",
    ),
    "nothing shared": (
        ("export", "-o", "x.csv", "--shared", "trend"),
        "projection 'links' has nothing shared by 'trend'; ",
    ),
    "graph format": (
        ("export", "-o", "x.gml"),
        "unknown extension '.gml' of 'x.gml'; use one of .csv, .graphml, .gexf",
    ),
    "graph in no folder": (("export", "-o", "none/x.gexf"), "cannot write 'none/x.gexf': No such file or directory"),
    "graph below a file": (("export", "-o", "file/x.csv"), "cannot write 'file/x.csv': Not a directory"),
    "item": (("describe", "港港港"), "no item is called '港港港'; "),
    "text of another report": (
        ("describe", "大模型", "--source", "other.txt"),
        "'other.txt' is not the annotated rendition",
    ),
    "no text": (("describe", "大模型", "--source", "none.txt"), "cannot read 'none.txt': No such file or directory"),
    "report": (("verify", "../../etc/passwd"), "unknown report '../../etc/passwd'; use one of caict-2025"),
    "no text to verify": (("verify", "caict-2025", "--source", "none.txt"), "cannot read 'none.txt': No such file"),
    "report to cover": (("report", "coverage", "nope"), "unknown report 'nope'; use one of caict-2025"),
    "no RDF": (("validate", "wrong.ttl"), "'wrong.ttl' is not RDF: "),
    "no RDF extension": (
        ("validate", "wrong.txt"),
        "'wrong.txt' is not RDF: unknown extension '.txt'; use one of .ttl",
    ),
    "no tables": (("build", "--data", "folder"), "folder/concepts/actors.csv: file is missing; "),
    "build below a file": (
        ("build", "--data", "tables", "-o", "file/x"),
        "cannot write to 'file/x': Not a directory; choose another folder",
    ),
    "build where nothing can be": (
        ("build", "--data", "tables", "-o", "/proc/x"),
        "cannot write to '/proc/x': No such file or directory",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_clear_line(fingraph_command: Run, place: Path, name: str) -> None:
    arguments, expected = ERRORS[name]
    before = sorted(path.name for path in place.iterdir())
    result = fingraph_command(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines
    assert all(line.startswith("fingraph: ") for line in lines)
    assert expected in lines[0]
    assert len(lines) == 1 or arguments == ERRORS["no tables"][0]
    assert sorted(path.name for path in place.iterdir()) == before, "nothing is left behind"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",), ("--nope",), ("query",), ("query", "cq01", "-q", "ASK {}"), ("query", "-q", "ASK {}", "--query-file", "-"),
        ("query", "-q", "ASK {}", "--layer", "nope"), ("query", "-q", "ASK {}", "-f", "nope"),
        ("query", "-q", "ASK {}", "--timeout", "0"), ("query", "-q", "ASK {}", "--timeout", "soon"),
        ("query", "-q", "ASK {}", "-p", "x"), ("query", "-q", "ASK {}", "-o", "folder"), ("describe",), ("verify",),
        ("build", "-o", "file"), ("build", "--data", "none"), ("build", "extra"), ("validate", "none.ttl"),
        ("validate", "folder"), ("html", "-o", "folder"), ("report", "nope"),
        ("html", "--projection", "all"), ("export",), ("export", "-o", "x.csv", "--shared", "nope"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_has_status_2(fingraph_command: Run, place: Path, arguments: tuple[str, ...]) -> None:
    result = fingraph_command(*arguments)
    assert result.exit_code == 2, place
    assert "Error: " in result.stderr
    assert result.stdout == ""


def test_in_a_process_of_its_own_there_is_no_traceback_either(place: Path) -> None:
    result = in_process_of_its_own("query", "--query-file", str(place / "binary.rq"))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"fingraph: {str(place / 'binary.rq')!r} is not UTF-8 at byte 7\n"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {'{' * NESTED}{'}' * NESTED}",
        f"SELECT ({'(' * NESTED}1{')' * NESTED} AS ?x) {{}}",
        f"ASK {{ ?s {'(' * NESTED}fg:uses{')' * NESTED} ?o }}",
        f"ASK {{ ?s ?p {'[ ?p ' * NESTED}1{']' * NESTED} }}",
        f"ASK {{ FILTER({'!' * NESTED}true) }}",
        "ASK { FILTER(" + "! # not\n" * NESTED + "true) }",
    ],
    ids=["groups", "brackets", "paths", "blank nodes", "negations", "negations between comments"],
)
def test_a_query_of_any_depth_is_answered_or_refused(place: Path, query: str) -> None:
    file = place / "deep.rq"
    file.write_text(query)
    result = in_process_of_its_own("query", "--query-file", str(file))
    assert result.returncode in (0, 1), "no crash"
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("query", "said"), [("SELECT * {}", "1"), ("SELECT * { FILTER(false) }", "0")])
def test_rows_without_columns_are_counted(fingraph_command: Run, query: str, said: str) -> None:
    assert fingraph_command("query", "-q", query).stdout == f"{said} rows without columns\n"


def test_a_query_that_takes_too_long_ends_with_one_line() -> None:
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?i) }"
    result = in_process_of_its_own("query", "--timeout", "0.2", "-q", heavy)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "fingraph: the query took longer than 0.2 s; narrow it or allow more with --timeout\n"


def test_a_refused_query_leaves_no_timer_that_ends_the_process(fingraph_command: Run) -> None:
    assert fingraph_command("query", "-q", "SELECT * { ?s ?p }").exit_code == 1
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


# --- Asking -------------------------------------------------------------------------------------------------------------

QUERY = "SELECT ?label { tech:large-model skos:prefLabel ?label FILTER(LANG(?label) = 'zh-hans') }"


def test_a_table_goes_to_standard_output_and_the_layers_to_standard_error(fingraph_command: Run) -> None:
    result = fingraph_command("query", "-q", QUERY, "--layer", "inferred")
    assert result.exit_code == 0
    assert result.stdout == "label\n------\n大模型\n"
    assert result.stderr == "layers read: stated, inferred\n"


@pytest.mark.parametrize(
    ("form", "expected"),
    [("csv", "label\r\n大模型\r\n"), ("tsv", '?label\n"大模型"@zh-hans\n'), ("json", '"大模型"'), ("xml", "大模型")],
)
def test_other_formats_go_there_too(fingraph_command: Run, form: str, expected: str) -> None:
    assert expected in fingraph_command("query", "-q", QUERY, "-f", form).stdout_bytes.decode()


def test_a_query_comes_from_a_file_or_standard_input(fingraph_command: Run, place: Path) -> None:
    (place / "q.rq").write_text("\ufeff" + QUERY, encoding="utf-8")
    for arguments in (("--query-file", "q.rq"), ("--query-file", "-"), ("-",)):
        assert "大模型" in fingraph_command("query", *arguments, stdin=QUERY).stdout
    assert fingraph_command("query", "--query-file", "-", stdin=b"\xff").exit_code == 1


def test_questions_are_listed_and_asked_by_name_or_number(fingraph_command: Run) -> None:
    listing = fingraph_command("query", "--list").stdout
    assert all(name in listing for name in named_queries())
    short = fingraph_command("query", "cq03")
    assert short.stdout == fingraph_command("query", "cq03-policies-by-kind").stdout != ""
    assert fingraph_command("query", "cq25").stderr == "layers read: stated, inferred\n"


def test_yes_and_no_and_triples(fingraph_command: Run) -> None:
    assert fingraph_command("query", "-q", "ASK {}").stdout == "yes\n"
    assert fingraph_command("query", "-q", "ASK { tech:x fg:uses tech:x }").stdout == "no\n"
    construct = "CONSTRUCT { tech:x fg:uses tech:y } WHERE {}"
    assert fingraph_command("query", "-q", construct).stdout.splitlines()[0].split() == [
        "subject",
        "predicate",
        "object",
    ]
    assert "tech:x fg:uses tech:y" in fingraph_command("query", "-q", construct, "-f", "turtle").stdout


def test_parameters_of_variables_that_are_not_selected(fingraph_command: Run) -> None:
    query = "SELECT ?label { ?item skos:prefLabel ?label FILTER(LANG(?label) = 'en') }"
    assert fingraph_command("query", "-q", query, "-p", "item", "tech:large-model").stdout.split()[-2:] == [
        "large",
        "model",
    ]


def test_a_cell_cannot_steer_the_terminal(fingraph_command: Run) -> None:
    stdout = fingraph_command("query", "-q", 'SELECT ("\\u001B[2J\\u202E" AS ?x) {}').stdout
    assert "\\x1b[2J\\u202e" in stdout


@pytest.mark.parametrize("query", ['SELECT ("abc"^^xsd:integer AS ?x) {}', 'SELECT ("x"^^xsd:double AS ?x) {}'])
def test_an_ill_typed_literal_is_printed(query: str) -> None:
    result = in_process_of_its_own("query", "-q", query)
    assert (result.returncode, result.stderr) == (0, "layers read: stated\n")


def test_an_answer_goes_to_a_file(fingraph_command: Run, place: Path) -> None:
    (place / "out.csv").write_text("before")
    result = fingraph_command("query", "-q", QUERY, "-f", "csv", "-o", "out.csv")
    assert result.stdout == ""
    assert (place / "out.csv").read_bytes().decode() == "label\r\n大模型\r\n"
    assert not list(place.glob(".*"))


def test_a_failing_query_leaves_the_file_as_it_was(fingraph_command: Run, place: Path) -> None:
    assert fingraph_command("query", "-q", "SELECT", "-o", "file").exit_code == 1
    assert (place / "file").read_text() == "x"


def test_a_device_stays_a_device(fingraph_command: Run, place: Path) -> None:
    pipe = place / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        fingraph_command("query", "-q", "ASK {}", "-o", "pipe")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode), "as root, -o /dev/null would replace it for the whole machine"


# --- Other commands -----------------------------------------------------------------------------------------------------


def test_an_item_is_described_by_any_name(fingraph_command: Run) -> None:
    by_id = fingraph_command("describe", "tech:large-model").stdout
    assert by_id.startswith("large model · 大模型\nid        tech:large-model\nclass     fg:Technology\n")
    for name in ("大模型", "Large Model", "ＬＬＭ"):
        assert fingraph_command("describe", name).stdout == by_id


def test_every_item_can_be_described(fingraph_command: Run) -> None:
    for name in ("policy:several-policies", "trend:caict-2025.T06", "sector:finance", "actor:financial-institution"):
        result = fingraph_command("describe", name)
        assert (result.exit_code, result.stderr) == (0, "")
        assert f"id        {name}\n" in result.stdout


def test_a_page_is_written_and_replaced_only_by_force(fingraph_command: Run, place: Path) -> None:
    result = fingraph_command("html", "-o", "page.html", "--title", "<b>")
    assert (result.exit_code, result.stdout) == (0, "page.html\n")
    page = (place / "page.html").read_text(encoding="utf-8")
    assert "<title>&lt;b&gt;</title>" in page
    assert fingraph_command("html", "-o", "page.html").exit_code == 1
    assert fingraph_command("html", "-o", "page.html", "--force", "--projection", "full").exit_code == 0
    assert (place / "page.html").read_text(encoding="utf-8") != page


def test_a_graph_is_written_with_what_it_counts(fingraph_command: Run, place: Path) -> None:
    arguments = ("export", "-o", "graph.gexf", "--projection", "policy-technology-sector")
    result = fingraph_command(*arguments, "--language", "zh")
    assert (result.exit_code, result.stdout) == (0, "graph.gexf\n")
    assert "policy-technology-sector: policies, technologies and sectors; " in result.stderr
    assert re.search(r"here: \d+ direct links and [1-9]\d* paths\n\d+ nodes, \d+ edges\n$", result.stderr)
    assert 'label="大模型"' in (place / "graph.gexf").read_text(encoding="utf-8")
    assert fingraph_command(*arguments).exit_code == 1
    assert "links and 0 paths\n" in fingraph_command(*arguments, "--no-via", "--force").stderr
    assert 'label="large model"' in (place / "graph.gexf").read_text(encoding="utf-8")


def test_tables_are_two_files_and_neither_is_replaced(fingraph_command: Run, place: Path) -> None:
    (place / "graph-edges.csv").write_text("mine")
    result = fingraph_command("export", "-o", "graph.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "'graph-edges.csv' exists" in result.stderr
    assert not (place / "graph-nodes.csv").exists()
    assert fingraph_command("export", "-o", "graph.csv", "--force").stdout == "graph-nodes.csv\ngraph-edges.csv\n"


@pytest.mark.parametrize("command", ["html", "export"])
def test_help_tells_what_each_projection_counts(fingraph_command: Run, command: str) -> None:
    text = " ".join(fingraph_command(command, "--help").output.split())
    for record in PROJECTIONS.values():
        assert record.name in text
        assert record.weight in text


def test_the_built_in_graph_conforms_and_a_faulty_file_does_not(fingraph_command: Run, place: Path) -> None:
    assert fingraph_command("validate").exit_code == 0
    (place / "mine.ttl").write_text(
        "@prefix fg: <https://w3id.org/fingraph/ontology#> . <https://example.org/l> a fg:StatedLink ."
    )
    result = fingraph_command("validate", "mine.ttl")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert all(line.startswith("mine.ttl: https://example.org/l: ") for line in lines)
    assert result.stderr == f"{len(lines)} findings\n"


def test_another_text_is_told_from_the_annotated_one(fingraph_command: Run, place: Path) -> None:
    result = fingraph_command("verify", "caict-2025", "--source", place / "other.txt")
    assert result.exit_code == 1
    *problems, summary = result.stdout.splitlines()
    assert all(line.startswith("caict-2025: T") for line in problems)
    assert summary.startswith("caict-2025: another rendition; ")
    assert not any(word in result.stdout for word in ("机器人", "港口"))


def test_the_annotated_text_is_verified_and_a_moved_one_told(fingraph_command: Run, place: Path) -> None:
    source = find_source("caict-2025")
    result = fingraph_command("verify", "caict-2025", "--source", source)
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert result.stdout.startswith("caict-2025: annotated rendition; ")
    (place / "moved.txt").write_bytes(b"\n" + source.read_bytes())
    result = fingraph_command("verify", "caict-2025", "--source", "moved.txt")
    assert result.exit_code == 0
    assert "caict-2025: moved but unchanged: T01.H, T01.S01" in result.stdout


def test_sentences_are_shown_to_those_who_own_them(fingraph_command: Run) -> None:
    source = find_source("caict-2025")
    without = fingraph_command("describe", "大模型").stdout
    shown = fingraph_command("describe", "大模型", "--source", source).stdout
    assert "\n  “" not in without
    assert shown.count("\n  “") == without.count("\ncaict-2025 T") > 0


def test_no_text_at_hand_is_said_with_the_way_out(
    fingraph_command: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINGRAPH_SOURCES", str(place))
    result = fingraph_command("verify", "caict-2025")
    assert result.exit_code == 1
    assert result.stderr == (
        "fingraph: no text of 'caict-2025' found; name it with --source or its folder with FINGRAPH_SOURCES\n"
    )


def test_coverage_as_markdown(fingraph_command: Run) -> None:
    assert fingraph_command("report", "coverage", "caict-2025", "-f", "markdown").stdout.startswith(
        "# Coverage\n\n## caict-2025\n"
    )


# --- Surroundings -------------------------------------------------------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run(
        [sys.executable, "-m", "fingraph", "query", "--list"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(write)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
    ids=["LC_ALL=C", "LC_ALL=C without Python's help", "as piped on Windows"],
)
@pytest.mark.parametrize(
    "arguments",
    [("describe", "tech:large-model"), ("query", "-q", QUERY), ("query", "--list"), ("--help",)],
    ids=["describe", "query", "list", "help"],
)
def test_output_is_utf_8_wherever_it_goes(arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    result = in_process_of_its_own(*arguments, **environment)
    assert result.returncode == 0, result.stderr[-300:]
    assert any(word in result.stdout for word in ("大模型", "技术"))


def modules_after(*arguments: str) -> set[str]:
    script = (
        "import sys\nfrom fingraph.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n"
        "    assert not end.code\nprint('\\n' + ' '.join(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return set(result.stdout.splitlines()[-1].split())


def test_help_costs_nothing() -> None:
    heavy = {"rdflib", "networkx", "pyvis", "pyoxigraph", "jinja2", "scipy", "pyshacl", "numpy", "pandas"}
    assert not heavy & modules_after("--help")


def test_a_query_imports_oxigraph_alone(fingraph_command: Run) -> None:
    fingraph_command("query", "-q", "ASK {}")  # The cache is warm now.
    modules = modules_after("query", "cq01", "-p", "trend", "trend:caict-2025.T06")
    assert "pyoxigraph" in modules
    assert not {"rdflib", "networkx", "pyvis", "jinja2", "scipy", "pyshacl", "numpy", "pandas"} & modules
