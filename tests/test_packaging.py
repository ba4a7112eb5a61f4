"""The wheel holds all that is needed, and works from any folder in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from fingraph.resources import PACKAGE, resource_dir

ROOT = PACKAGE.parents[1]
QUERY = "SELECT ?label { tech:large-model skos:prefLabel ?label FILTER(LANG(?label) = 'zh-hans') }"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "FINGRAPH_SOURCES")}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1", "PYTHONUTF8": "1"}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as it would be published, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(*pip, ROOT, cwd=folder)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a fresh environment, which sees the dependencies of this one; return its programs."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    variables = {"base": str(folder), "platbase": str(folder)}
    programs = Path(sysconfig.get_path("scripts", "venv", variables))
    packages = Path(sysconfig.get_path("purelib", "venv", variables))
    # A folder named in a .pth file comes after the environment's own, and its own .pth files, as that of an editable
    # install, are not read.
    seen = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "dependencies.pth").write_text("\n".join(seen) + "\n", encoding="utf-8")
    python = programs / Path(sys.executable).name
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", wheel, cwd=folder)
    return programs


def test_the_wheel_carries_ontology_data_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data"):
        root = resource_dir(folder)
        files = {f"fingraph/{folder}/{p.relative_to(root).as_posix()}" for p in root.rglob("*") if p.is_file()}
        assert files <= names
    pages = ("page.html", "main.js", "base.css"), ("layout.html", "main.js", "site.css")
    assets = [
        f"{name}/assets/{file}" for name, found in zip(("explorer", "server"), pages, strict=True) for file in found
    ]
    for file in ("py.typed", *assets):
        assert f"fingraph/{file}" in names, file
    licences = sorted(name.partition("licenses/")[2] for name in names if "/licenses/" in name)
    assert licences == ["LICENSE", "data/LICENSE", "ontology/LICENSE"]


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    for name in zipfile.ZipFile(wheel).namelist():
        top, _, rest = name.partition("/")
        assert top == "fingraph" or top.endswith(".dist-info"), name
        assert not rest.startswith("tests")
        assert not name.endswith((".pyc", ".part", ".txt~", ".orig")) or ".dist-info" in name, name
    assert wheel.stat().st_size < 2_000_000


def test_the_installed_package_is_the_wheels_own(installed: Path, tmp_path: Path) -> None:
    script = (
        "import fingraph.resources as r; print(r.PACKAGE); print(r.resource_dir('data')); print(r.source_path('x'))"
    )
    package, data, source = run(installed / "python", "-c", script, cwd=tmp_path).stdout.splitlines()
    assert Path(package).is_relative_to(installed.parent)
    assert Path(data).is_relative_to(package)
    assert source == "None"


def test_it_builds_and_answers_from_any_folder(installed: Path, tmp_path: Path) -> None:
    assert "conforms to all shapes" in run(installed / "fingraph", "build", "-o", "out", cwd=tmp_path).stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "coverage.md", "fingraph.graphml", "fingraph.html", "fingraph.trig", "fingraph.ttl",
    ]  # fmt: skip
    answer = run(installed / "fingraph", "query", "-q", QUERY, "-f", "csv", cwd=tmp_path)
    assert answer.stderr == "layers read: stated\n"
    assert answer.stdout.split() == ["label", "大模型"]
    assert run(installed / "fingraph", "--version", cwd=tmp_path).stdout.startswith("fingraph, version ")
