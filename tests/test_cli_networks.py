"""The commands that ask what analysts ask: answers, what is said beside them, errors, and formats."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fingraph.cli import options
from fingraph.query import ROW_FORMATS, Rows
from fingraph.questions import GAP_KINDS
from fingraph.terminal import width

Run = Callable[..., Result]

COMMANDS = {
    "paths": ("paths", "大模型", "算力", "--layer", "stated"),
    "reach": ("reach", "多项政策", "--layer", "stated"),
    "gaps": ("gaps", "--layer", "stated"),
    "bridges": ("bridges", "--by", "sectors", "--layer", "stated"),
}


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


# --- Answers ------------------------------------------------------------------------------------------------------------


def test_paths_say_the_direction_they_follow(fingraph_command: Run) -> None:
    forward = fingraph_command("paths", "several policies", "重点跨境场景", "-k", "1", "-f", "json")
    assert [row["relation"] for row in rows(forward)] == ["fg:promotes", "fg:appliedIn"]
    assert "paths from several policies · 多项政策 to key cross-border scenario · 重点跨境场景: 1\n" in forward.stderr
    backward = fingraph_command("paths", "重点跨境场景", "several policies", "-k", "1", "-f", "json")
    assert [row["relation"] for row in rows(backward)] == ["fg:promotes", "fg:appliedIn"]
    assert "paths from several policies · 多项政策 to key cross-border scenario" in backward.stderr
    assert "since none leads the other way" in backward.stderr
    either = fingraph_command("paths", "后量子密码", "行业协会")
    assert "without regard to direction, since none follows it: 3" in either.stderr
    assert "←adopts · 采用—" in either.stdout
    none = fingraph_command("paths", "多项政策", "监管部门")
    assert none.exit_code == 0
    assert none.stderr.startswith("no path joins several policies · 多项政策 and ")


def test_reach_counts_by_class(fingraph_command: Run) -> None:
    everything = rows(fingraph_command("reach", "多项政策", "-f", "json"))
    result = fingraph_command("reach", "policy:several-policies", "--class", "成效", "-f", "json")
    assert rows(result) == [row for row in everything if row["item_class"] == "Outcome"]
    assert result.stderr.startswith("reached from several policies · 多项政策: Outcome 5\n")
    near = rows(fingraph_command("reach", "多项政策", "--max-length", "1", "-f", "json"))
    assert [row["item"] for row in near] == ["tech:cross-border-finance-digital-platform"]
    nothing = fingraph_command("reach", "五篇大文章")
    assert (nothing.exit_code, nothing.stderr.splitlines()[0]) == (
        0,
        "reached from five key areas of finance · 五篇大文章: nothing",
    )


def test_gaps_count_what_was_looked_at(fingraph_command: Run) -> None:
    result = fingraph_command("gaps", "--layer", "stated", "-f", "json")
    found = rows(result)
    for line, kind in zip(result.stderr.splitlines(), GAP_KINDS, strict=False):
        number = sum(row["kind"] == kind for row in found)
        assert line.startswith(f"{kind}: {number} of ")
    two = list(GAP_KINDS)[1:3]
    some = fingraph_command("gaps", "--kind", two[0], "--kind", two[1], "--layer", "stated", "-f", "json")
    assert rows(some) == [row for row in found if row["kind"] in two]


def test_the_help_of_gaps_names_every_kind(fingraph_command: Run) -> None:
    output = fingraph_command("gaps", "--help").output
    assert all(kind in output for kind in GAP_KINDS)


def test_bridges_join_trends_or_sectors(fingraph_command: Run) -> None:
    result = fingraph_command("bridges", "-f", "json")
    assert rows(result)[0]["technology"] == "tech:digital-technology"
    assert result.stderr.startswith(f"technologies that join trends: {len(rows(result))}\n")
    assert "sectors" in rows(fingraph_command("bridges", "--by", "sectors", "-f", "json"))[0]


def test_the_inferred_layer_is_read_when_asked_for(fingraph_command: Run) -> None:
    assert "layers read: stated\n" in fingraph_command("reach", "多项政策").stderr
    for command in ("paths", "reach", "gaps", "bridges"):
        result = fingraph_command(*COMMANDS[command][:-1], "inferred", "-f", "json")
        assert result.exit_code == 0
        assert "layers read: stated, inferred\n" in result.stderr
    result = fingraph_command("gaps", "-f", "json")
    closed = [row for row in rows(result) if row["closed_by"]]
    assert closed
    assert {row["layers"] for row in closed} == {"stated"}


# --- Formats ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_format_goes_to_standard_output_or_whole_to_a_file(
    fingraph_command: Run, tmp_path: Path, command: str
) -> None:
    for form in ("table", "csv", "json", "markdown"):
        result = fingraph_command(*COMMANDS[command], "-f", form)
        assert result.exit_code == 0
        file = tmp_path / f"{command}.{form}"
        written = fingraph_command(*COMMANDS[command], "-f", form, "-o", file)
        assert (written.exit_code, written.stdout, written.stderr) == (0, "", result.stderr)
        assert file.read_bytes() == result.stdout_bytes
        assert "projection " in result.stderr
        assert "layers read: stated" in result.stderr
    data = rows(fingraph_command(*COMMANDS[command], "-f", "json"))
    with (tmp_path / f"{command}.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == [{name: str(cell) for name, cell in row.items()} for row in data]


@pytest.mark.parametrize("command", COMMANDS)
def test_columns_line_up_and_have_both_labels(fingraph_command: Run, command: str) -> None:
    _, rule, *lines = fingraph_command(*COMMANDS[command]).stdout.splitlines()
    starts = [0] + [width(rule[:at]) + 2 for at in range(len(rule)) if rule[at : at + 3] == "  -"]
    assert len(starts) > 3
    for line in lines:
        assert " · " in line
        columns = {width(line[:at]) for at in range(len(line))}
        assert columns >= {start for start in starts if start < width(line)}, "no column starts inside a character"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_hash_seed_changes_nothing(command: str) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "fingraph", *COMMANDS[command], "-f", "json"],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1] != b"[]\n"


def test_the_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from fingraph.cli import main; main(['reach', '--help'], standalone_mode=False); "
        "sys.exit(bool({'networkx', 'rdflib', 'pyoxigraph'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).returncode == 0


# --- Errors -------------------------------------------------------------------------------------------------------------

ERRORS = {
    "item": (("reach", "港港港"), "no item is called '港港港'; "),
    "near an item": (("paths", "大模形", "算力"), "no item is called '大模形'; did you mean '大模型'"),
    "no link": (("reach", "金融科技"), "'sector:fintech' stands in no link of the projection 'full'; "),
    "same": (("paths", "LLM", "大模型"), "'LLM' and '大模型' are the same item, tech:large-model; "),
    "k": (("paths", "大模型", "算力", "-k", "0"), "k is 0; use a whole number from 1"),
    "class": (("reach", "大模型", "--class", "thing"), "unknown class 'thing'; use one of ActorType, "),
    "length": (("reach", "大模型", "--max-length", "-1"), "max_length is -1; use a whole number from 1"),
    "kind": (
        ("gaps", "--kind", "x"),
        "unknown kind of gap 'x'; use one of technology-without-policy, ",
    ),
    "by": (("bridges", "--by", "x"), "technologies do not join 'x'; use one of trends, sectors"),
    "file": (("bridges", "-o", "none/x"), "cannot write 'none/x': No such file or directory"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_one_clear_line(
    fingraph_command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, expected = ERRORS[name]
    result = fingraph_command(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"fingraph: {expected}")


@pytest.mark.parametrize(
    "arguments", [("paths", "大模型"), ("reach",), ("gaps", "--layer", "facts"), ("bridges", "-f", "xml")]
)
def test_wrong_usage_is_status_2(fingraph_command: Run, arguments: tuple[str, ...]) -> None:
    assert fingraph_command(*arguments).exit_code == 2


def test_the_formats_offered_are_those_there_are() -> None:
    assert options.ROW_FORMATS == ROW_FORMATS
    assert Rows(("=a",), (("+b",),), ()).to_text("csv") == "'=a\r\n'+b\r\n"
