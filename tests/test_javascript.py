"""The page's JavaScript by its own tools: unit tests in Node; types and style where the tools are installed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("js")
NOTHING_FAILED = "# fail 0"


def ran(*command: str | Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=FOLDER)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_unit_tests_pass(require: Callable[[str], str]) -> None:
    tests = sorted(FOLDER.glob("*.test.mjs"))
    assert NOTHING_FAILED in ran(require("node"), "--test", "--test-reporter=tap", *tests)


@pytest.mark.parametrize("tool", ["types", "style"])
def test_types_and_style_are_sound(require: Callable[[str], str], tool: str) -> None:
    node = require("node")
    program = {"types": "typescript/bin/tsc", "style": "eslint/bin/eslint.js"}[tool]
    path = FOLDER / "node_modules" / program
    if not path.exists():
        if "node" in os.environ.get("FINGRAPH_REQUIRE", "").split(","):
            pytest.fail(f"FINGRAPH_REQUIRE demands node, and {program} is not installed: npm install in tests/js")
        pytest.skip(f"no {program}; npm install in tests/js gets it")
    if tool == "types":
        ran(node, path, "--project", "tsconfig.json")
    else:
        package = FOLDER.parent.parent / "src" / "fingraph"
        assets = [package / name / "assets" for name in ("explorer", "server")]
        done = subprocess.run(
            [node, path, "--config", FOLDER / "eslint.config.mjs", "--max-warnings", "0", *assets, FOLDER],
            check=False,
            capture_output=True,
            encoding="utf-8",
            cwd=FOLDER.parent.parent,
        )
        assert done.returncode == 0, done.stdout + done.stderr
