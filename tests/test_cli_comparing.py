"""`fingraph compare` on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from fingraph.cli.comparing import CHANGES, PARTS
from fingraph.comparison import CHANGES as ALL_CHANGES
from fingraph.comparison import PARTS as ALL_PARTS

if TYPE_CHECKING:
    from pathlib import Path

PAIR = ("example-2024", "caict-2025")
Command = Callable[..., Result]


def test_the_command_offers_every_part_and_change() -> None:
    assert tuple(ALL_PARTS) == PARTS
    assert set(ALL_CHANGES) == set(CHANGES)


def test_the_table_names_both_reports_and_says_what_was_counted(fingraph_command: Command) -> None:
    done = fingraph_command("compare", *PAIR, "--samples", "20", "--change", "strengthened")
    assert done.exit_code == 0
    assert "strengthened · 增强" in done.stdout
    assert "A: example-2024" in done.stdout
    assert "(an example · 示例)" in done.stdout
    assert "links: new" in done.stderr
    assert "facts: since" in done.stderr


def test_csv_and_json_hold_the_same_rows(fingraph_command: Command, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    done = fingraph_command("compare", *PAIR, "--samples", "20", "-f", "csv", "-o", path)
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    parsed = json.loads(fingraph_command("compare", *PAIR, "--samples", "20", "-f", "json").stdout)
    for part in PARTS:
        assert sum(row["part"] == part for row in rows) == len(parsed[part]), part
    assert {row["layer"] for row in rows if row["part"] == "facts"} == {"facts"}
    kept = [row for row in rows if row["change"] == "kept" and row["part"] == "links"]
    assert all(row["sentences_a"].startswith("example-2024.T") for row in kept)
    assert all(row["sentences_b"].startswith("caict-2025.T") for row in kept)


def test_markdown_of_one_part(fingraph_command: Command) -> None:
    done = fingraph_command("compare", *PAIR, "--samples", "20", "--part", "trends", "-f", "markdown")
    assert done.stdout.startswith("## trends · 趋势\n\n| change · 变化 |")


def test_the_page_is_written_and_not_over_another(fingraph_command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    arguments = ("compare", *PAIR, "--samples", "20", "--part", "facts", "--html", page)
    assert fingraph_command(*arguments, "--lang", "zh").exit_code == 0
    content = page.read_text(encoding="utf-8")
    assert "<title>example-2024 · caict-2025</title>" in content
    done = fingraph_command(*arguments)
    assert done.exit_code == 1
    assert "exists; choose another file" in done.stderr
    assert fingraph_command(*arguments, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("caict-2025", "caict-2025"), "fingraph: 'caict-2025' cannot be compared with itself; name two reports"),
        (("caict-2025", "../x"), "fingraph: unknown report '../x'; use two of caict-2025, example-2024"),
        ((*PAIR, "--measure", "fame"), "fingraph: unknown measure 'fame'; use one of "),
        ((*PAIR, "--samples", "0"), "fingraph: samples"),
    ],
)
def test_bad_input_is_one_line(fingraph_command: Command, arguments: tuple[str, ...], message: str) -> None:
    done = fingraph_command("compare", *arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


def test_the_answer_does_not_hang_on_the_hash_seed() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-m", "fingraph", "compare", *PAIR, "--samples", "20", "-f", "json"],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
