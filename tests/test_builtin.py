"""The built-in graph: cached once for what it is made from, and never a wrong answer because of the cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from fingraph import location
from fingraph.location import open_store
from fingraph.resources import CACHE_VARIABLE, PACKAGE, build_key, cache_dir, resource_dir
from fingraph.store import canonical, to_trig

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def loaded() -> bytes:
    """Return the built-in graph as another process would get it, not the one that this process holds already."""
    location._store.cache_clear()
    return to_trig(canonical(open_store()))


@pytest.fixture(scope="module")
def expected() -> bytes:
    return to_trig(canonical(open_store()))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_tests_do_not_touch_the_users_cache() -> None:
    assert "fingraph-tests-" in str(cache_dir())


def test_the_platform_says_where_the_cache_is_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE)
    assert cache_dir().name == "fingraph"


def test_the_graph_is_cached_once(cache: Path, expected: bytes) -> None:
    assert loaded() == expected
    (file,) = cache.iterdir()
    assert file.name == f"{build_key()}.trig"
    before = file.stat().st_mtime_ns
    assert loaded() == expected
    assert [path.stat().st_mtime_ns for path in cache.iterdir()] == [before]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"\xff\xfe nonsense",
        lambda content: content[: len(content) // 2],
        lambda content: content[: content.rindex(b"\n}", 0, len(content) // 2) + 3],
        lambda content: content.replace(b"large model", b"small model"),
    ],
    ids=["empty", "not RDF", "half", "half, cut between two graphs", "changed"],
)
def test_a_damaged_cache_is_made_anew(cache: Path, expected: bytes, damage: object) -> None:
    assert callable(damage)
    loaded()
    (file,) = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert loaded() == expected


def test_a_folder_in_place_of_the_file_is_no_obstacle(cache: Path, expected: bytes) -> None:
    (cache / f"{build_key()}.trig").mkdir(parents=True)
    with pytest.warns(UserWarning, match="cannot cache the graph in "):
        assert loaded() == expected
    assert [path.suffix for path in cache.iterdir()] == [".trig"], "nothing half-written is left"


def test_former_graphs_are_dropped_and_files_of_others_kept(cache: Path) -> None:
    cache.mkdir()
    former = cache / f"{'0' * 32}.trig"
    for file in (former, cache / "fingraph.trig", cache / "notes.txt"):
        file.write_text("x")
    loaded()
    assert not former.exists()
    assert (cache / "notes.txt").exists()
    assert (cache / "fingraph.trig").exists(), "FINGRAPH_CACHE=build must not delete the user's own build"


def test_a_cache_that_cannot_be_written_costs_one_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = subprocess.run(
        [sys.executable, "-m", "fingraph", "query", "-q", COUNT, "-f", "csv"],
        env={**os.environ, CACHE_VARIABLE: str(tmp_path / "file" / "cache")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert int(result.stdout.split()[1]) > 1000
    warning, layers = result.stderr.splitlines()
    assert warning == (
        f"fingraph: warning: cannot cache the graph in {str(tmp_path / 'file' / 'cache')!r}: Not a directory"
    )
    assert layers == "layers read: stated"


def test_one_process_makes_the_graph_once() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_store() is open_store()


def test_another_table_or_query_or_line_of_code_is_another_graph(tmp_path: Path) -> None:
    for source, target in (
        (PACKAGE, "src/fingraph"),
        (resource_dir("ontology"), "ontology"),
        (resource_dir("data"), "data"),
    ):
        shutil.copytree(source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__", "ontology", "data"))
    keys = [_key_of(tmp_path)]
    for file in ("data/concepts/technologies.csv", "ontology/rules/reach.rq", "src/fingraph/assemble.py"):
        path = tmp_path / file
        path.write_bytes(path.read_bytes() + b"\n")
        keys.append(_key_of(tmp_path))
    assert len(set(keys)) == 4
    (tmp_path / "ontology/rules/reach.rq").touch()
    assert _key_of(tmp_path) == keys[-1], "the content counts, not the time"


def _key_of(checkout: Path) -> str:
    script = "from fingraph.resources import PACKAGE, build_key; print(PACKAGE, build_key())"
    output = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert Path(output[0]) == (checkout / "src" / "fingraph").resolve()
    return output[1]


def test_a_folder_that_an_installation_lacks_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no folder 'nothing' beside .*; install fingraph again"):
        resource_dir("nothing")
