"""What computes rankings and parts is chosen: options that have no meaning with it are refused, and what is missing is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fingraph import to_networkx
from fingraph.analysis import MEASURES

Run = Callable[..., Result]

USAGE: list[tuple[tuple[str, ...], str]] = [
    (
        ("rank", "--engine", "spark", "--samples", "10"),
        "--samples is not for --engine spark: values and ranks come without",
    ),
    (
        ("rank", "--engine", "spark", "--compare", "a", "b"),
        "--compare is not for --engine spark: values and ranks come",
    ),
    (("rank", "--engine", "spark", "--backend", "networkx"), "--backend is not for --engine spark: "),
    (("rank", "--engine", "spark", "--inferred"), "--inferred is not for --engine spark, which reads what is stated"),
    (
        ("rank", "--engine", "spark", "--projection", "trend-trend"),
        "--projection trend-trend has no edge table; use one of",
    ),
    (("rank", "--engine", "spark", "--projection", "full", "--edges", "x"), "--projection is that of the edge table"),
    (
        ("rank", "degree", "--engine", "spark", "--personal", "x"),
        "--personal is for pagerank and distances, not for degree",
    ),
    (("rank", "degree", "--engine", "spark", "--checkpoint", "x"), "--checkpoint is for pagerank, not for degree"),
    (("rank", "degree", "--engine", "spark", "--tolerance", "0.1"), "--tolerance is for pagerank, not for degree"),
    (("rank", "distances", "--engine", "spark"), "distances need the items they are from; name them with --personal"),
    (("rank", "--edges", "x"), "--edges is for --engine spark"),
    (
        ("communities", "--engine", "spark", "--runs", "3"),
        "--runs is of the Leiden algorithm, which Spark does not have",
    ),
    (("communities", "--method", "components"), "--method is for --engine spark"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE, ids=[message for _, message in USAGE])
def test_options_without_a_meaning_are_refused(fingraph_command: Run, arguments: tuple[str, ...], message: str) -> None:
    result = fingraph_command(*arguments)
    assert result.exit_code == 2
    assert f"Error: {message}" in result.stderr


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (
            "betweenness",
            "Spark has no 'betweenness'; exact betweenness needs all paths on one machine; use one of pagerank, ",
        ),
        ("katz", "Spark has no 'katz'; use one of pagerank, degree, "),
        ("fame", "unknown measure 'fame'; with --engine spark, use one of pagerank, degree, "),
    ],
)
def test_a_measure_that_spark_does_not_have_is_one_line(fingraph_command: Run, measure: str, message: str) -> None:
    result = fingraph_command("rank", measure, "--engine", "spark")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"fingraph: {message}")


def test_without_pyspark_or_pyarrow_their_extra_is_named(
    fingraph_command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("pyspark", "pyspark.sql", "pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, module, None)
    for arguments, what in (
        (("rank", "--engine", "spark"), "Spark needs pyspark"),
        (("communities", "--engine", "spark"), "Spark needs pyspark"),
        (("dump", "--edges", "-o", tmp_path / "edges"), "edge tables need pyarrow"),
    ):
        result = fingraph_command(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"fingraph: {what}; install it with: pip install 'fingraph-kg[spark]'\n"
    assert not (tmp_path / "edges").exists()


# --- Backends of networkx -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["pagerank", "betweenness", "constraint"])
def test_a_backend_gives_the_values_without_intervals(fingraph_command: Run, measure: str) -> None:
    result = fingraph_command("rank", measure, "--backend", "networkx", "-f", "json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    expected = MEASURES[measure].function(to_networkx())
    assert {row["item"]: row["value"] for row in found["items"]} == pytest.approx(expected, abs=1e-6, nan_ok=True)
    numbers = [row["rank"] for row in found["items"]]
    assert numbers == sorted(numbers)
    assert (
        found["about"][1] == "engine: networkx backend 'networkx'; values and ranks come without robustness intervals"
    )


def test_a_backend_ranks_a_class_of_a_projection(fingraph_command: Run) -> None:
    options = ("--backend", "networkx", "--projection", "policy-technology-sector", "--class", "技术", "--top", "2")
    result = fingraph_command("rank", *options)
    assert result.exit_code == 0, result.stderr
    assert ["(Technology)" in line for line in result.stdout.splitlines()[2:]] == [True, True]
    assert "projection: policy-technology-sector" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--backend", "cuda"), 1, "unknown backend 'cuda'; use one of networkx"),
        (
            ("degree", "--backend", "networkx"),
            1,
            "networkx has no measure 'degree'; leave --backend out, or use one of",
        ),
        (("fame", "--backend", "networkx"), 1, "unknown measure 'fame'; use one of degree, "),
        (("--backend", "networkx", "--null"), 2, "--null is not for --backend: values and ranks come without"),
    ],
)
def test_a_backend_that_cannot_is_one_line(
    fingraph_command: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = fingraph_command("rank", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr.splitlines()[-1]


BROKEN = {
    "for another release": ("from networkx import no_such_name", "does not work: cannot import name 'no_such_name'"),
    "without the measure": ("class BackendInterface: pass", "does not have this measure; leave backend out"),
    "with other arguments": (
        (
            "class BackendInterface:\n"
            "  convert_from_nx = staticmethod(lambda graph, **_: graph)\n"
            "  betweenness_centrality = staticmethod(lambda graph: {})"
        ),
        "does not work: ",
    ),
    "with some values": (
        (
            "class BackendInterface:\n"
            "  convert_from_nx = staticmethod(lambda graph, **_: graph)\n"
            "  convert_to_nx = staticmethod(lambda result, **_: result)\n"
            "  betweenness_centrality = staticmethod(lambda graph, *_, **__: {})"
        ),
        "does not work: 0; leave backend out",
    ),
}


@pytest.mark.parametrize(("code", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_backend_is_one_line(tmp_path: Path, code: str, message: str) -> None:
    installed = tmp_path / "broken-1.dist-info"
    installed.mkdir()
    (tmp_path / "broken.py").write_text(code, "ascii")
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n", "ascii")
    (installed / "entry_points.txt").write_text("[networkx.backends]\nbroken = broken:BackendInterface\n", "ascii")
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    result = subprocess.run(
        [sys.executable, "-m", "fingraph", "rank", "betweenness", "--backend", "broken"],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"fingraph: networkx backend 'broken' {message}")
