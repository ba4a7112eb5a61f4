"""The commands that measure: answers, what is said beside them, and errors."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

import fingraph
from fingraph.analysis import MEASURES
from fingraph.cli.base import COMMANDS, main

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]
QUICK = ("--samples", "20")


def answer(result: Result) -> Any:  # noqa: ANN401 - JSON
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_rank_gives_what_python_gives(fingraph_command: Run) -> None:
    found = answer(fingraph_command("rank", "betweenness", "--class", "技术", "--seed", "3", *QUICK, "-f", "json"))
    expected = fingraph.rank(fingraph.to_networkx(), "betweenness", item_class="Technology", seed=3, samples=20)
    assert found == {"about": expected.header(), "items": json.loads(json.dumps(expected.records()))}


def test_a_table_shows_the_top_and_says_beside_it_what_was_counted(fingraph_command: Run) -> None:
    result = fingraph_command("rank", "--top", "3", "--projection", "policy-technology-sector", *QUICK)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 2 + 3
    assert "P(top 3)" in lines[0]
    assert "算力" in result.stdout
    for part in (
        "pagerank",
        "direct links and",
        "sentences; ranked: all",
        "seed 0",
        "20 replicates",
        "no sampling error",
    ):
        assert part in result.stderr
    assert "paths" not in fingraph_command("rank", "--no-via", "--projection", "policy-technology-sector", *QUICK).stderr.partition("here:")[2].replace("0 paths", "")  # fmt: skip


def test_csv_and_markdown_carry_what_was_counted(fingraph_command: Run, tmp_path: Path) -> None:
    file = tmp_path / "rank.csv"
    assert fingraph_command("rank", "degree", *QUICK, "-f", "csv", "-o", str(file)).exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# measure: degree ")
    rows = list(csv.DictReader(io.StringIO("".join(line for line in text.splitlines(keepends=True) if line[0] != "#"))))
    assert len(rows) == len(fingraph.to_networkx())
    markdown = fingraph_command("rank", "degree", *QUICK, "-f", "markdown").stdout
    assert markdown.startswith("- measure: degree ")
    assert "| rank · 名次 | item · 条目 |" in markdown


def test_one_item_is_compared_with_another_by_label(fingraph_command: Run) -> None:
    result = fingraph_command("rank", "--compare", "大模型", "computing power", "--samples", "100")
    assert result.exit_code == 0
    assert result.stdout == (
        "computing power · 算力 is ahead of large model · 大模型 in 100.0% of the replicates: ordered\n"
    )


def test_a_comparison_for_programs_is_json(fingraph_command: Run) -> None:
    found = answer(fingraph_command("rank", "--compare", "大模型", "computing power", "--samples", "100", "-f", "json"))
    assert found == [
        {"first": "tech:computing-power", "second": "tech:large-model", "probability": 1.0, "ordered": True}
    ]


def test_a_dash_is_standard_output(fingraph_command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(answer(fingraph_command("rank", "--list", "-f", "json", "-o", "-"))) == len(MEASURES)
    assert fingraph_command("html", "-o", "-").stdout.endswith("</html>")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")  # noqa: PTH110
def test_a_full_disk_is_one_line() -> None:
    for arguments in (("rank", "--list"), ("gaps",), ("describe", "大模型")):
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            result = subprocess.run(
                [sys.executable, "-m", "fingraph", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (result.returncode, result.stderr) == (1, "fingraph: cannot write: No space left on device\n")


def test_the_sentences_that_carry_a_rank_are_explained(fingraph_command: Run) -> None:
    result = fingraph_command("rank", "betweenness", "--explain", "大模型", *QUICK, "-f", "json")
    rows = answer(result)
    assert rows[0]["own"] is True
    assert all(row["sentence"].startswith("caict-2025.T") for row in rows)
    changes = [abs(row["change"]) for row in rows]
    assert changes == sorted(changes, reverse=True)


def test_weights_and_the_null_model_have_columns_of_their_own(fingraph_command: Run) -> None:
    text = fingraph_command("rank", "--weights", "required=4,forecast=0.5", "--null", "--top", "2", *QUICK)
    assert {"z", "rank if equal · 等权名次"} <= {part.strip() for part in text.stdout.splitlines()[0].split("  ")}
    assert "weights: required 4, forecast 0.5" in text.stderr
    assert "z: against 200 graphs" in text.stderr
    assert "n/a" in fingraph_command("rank", "degree", "--null", "--top", "2", *QUICK).stdout


def test_every_measure_is_listed_and_can_be_asked_for(fingraph_command: Run) -> None:
    listed = answer(fingraph_command("rank", "--list", "-f", "json"))
    assert [row["measure"] for row in listed] == list(MEASURES)
    for measure in set(MEASURES) - {"eigenvector"}:
        result = fingraph_command("rank", measure, "--samples", "2", "--top", "1")
        assert result.exit_code == 0, result.stderr
    result = fingraph_command("rank", "eigenvector", *QUICK)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no unique solution" in result.stderr
    assert "use katz or pagerank" in result.stderr


def test_communities_list_every_item_once(fingraph_command: Run) -> None:
    rows = answer(fingraph_command("communities", "-f", "json"))
    assert sorted(row["item"] for row in rows) == sorted(fingraph.to_networkx())
    result = fingraph_command("communities", "--projection", "technology-technology", "--shared", "trend")
    assert "Leiden: " in result.stderr
    assert "modularity 0." in result.stderr
    assert "over 10 runs from seed 0" in result.stderr
    assert "here: the same trend" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rank", "fame"), "unknown measure 'fame'; use one of degree, "),
        (("rank", "--class", "gadget"), "unknown class 'gadget'; use one of ActorType, "),
        (("rank", "--samples", "-1"), "samples must be at least 1, got -1"),
        (("rank", "--weights", "required=0"), "the weight of required must be a finite number above 0, got 0.0"),
        (("rank", "--weights", "required=nan"), "the weight of required must be a finite number above 0, got nan"),
        (("rank", "--weights", "must=2"), "unknown modality 'must'; use one of required, encouraged, "),
        (("rank", "--compare", "大模型", "no such thing", *QUICK), "no item is called 'no such thing'; "),
        (("rank", "--explain", "agent:caict", *QUICK), "no item is called 'agent:caict'; "),
        (("rank", "--shared", "trend"), "projection 'links' has nothing shared by 'trend'; use one of "),
        (("rank", "--no-via"), "projection 'links' has no paths through an item; use 'policy-technology-sector'"),
        (("communities", "--runs", "0"), "runs must be at least 1, got 0"),
        (("communities", "--resolution", "-1"), "resolution must be a finite number above 0, got -1.0"),
        (("communities", "--resolution", "inf"), "resolution must be a finite number above 0, got inf"),
        (("communities", "--seed", str(2**64)), f"seed must be at most {2**63}, got {2**64}"),
        (("rank", "degree", "--samples", "100000000000"), "samples must be at most 100000, got 100000000000"),
    ],
)
def test_a_wrong_argument_is_one_line(fingraph_command: Run, arguments: tuple[str, ...], message: str) -> None:
    result = fingraph_command(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"fingraph: {message}")
    assert result.stderr.count("\n") == 1


def test_wrong_usage_is_exit_2(fingraph_command: Run) -> None:
    for arguments in (
        ("rank", "--weights", "required=much"),
        ("rank", "--weights", "required=1,required=2"),
        ("rank", "--projection", "all"),
        ("rank", "-f", "xml"),
        ("rank", "--compare", "大模型", "算力", "--explain", "算力"),
    ):
        assert fingraph_command(*arguments).exit_code == 2


def test_the_list_of_commands_is_complete_and_its_lines_are_whole() -> None:
    for topic in COMMANDS.values():
        for name, (module, summary) in topic.items():
            command = main.get_command(main.make_context("fingraph", ["--", name], resilient_parsing=True), name)
            assert command is not None
            assert command.callback is not None
            assert command.callback.__module__ == f"fingraph.cli.{module}"
            assert summary.endswith(".")
            assert len(name) + len(summary) < 76
    assert set(main.commands) == {name for topic in COMMANDS.values() for name in topic}


def test_there_is_a_bar_for_long_work_on_a_terminal_alone() -> None:
    command = [sys.executable, "-m", "fingraph", "rank", "betweenness", "--top", "1", "--samples"]
    assert "measuring" not in subprocess.run([*command, "9000"], capture_output=True, text=True, check=True).stderr
    assert "measuring" in on_terminal([*command, "9000"])


def on_terminal(command: list[str]) -> str:
    """Run a command whose standard error is a terminal; return what it wrote there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        text = b""
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    text += os.read(ours, 65536)
                except OSError:  # the other end is closed
                    break
        process.wait()
    os.close(ours)
    return text.decode()
