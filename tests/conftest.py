"""For all tests: a cache of their own, programs that must be there, and a word when evidence was not checked."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from server_support import OxigraphServer, Server, VirtuosoServer
from tables_support import TablesFolder, write_tables

from fingraph.cli import main
from fingraph.resources import CACHE_VARIABLE

if TYPE_CHECKING:
    import rdflib
    from playwright.sync_api import Browser

NO_SOURCE_VARIABLE = "FINGRAPH_NO_SOURCE"
REQUIRE_VARIABLE = "FINGRAPH_REQUIRE"

_cache_folder = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Let every test, doctest, notebook and subprocess use a cache that nobody else uses."""
    folder = tempfile.mkdtemp(prefix="fingraph-tests-")
    config.stash[_cache_folder] = folder
    os.environ[CACHE_VARIABLE] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_cache_folder], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get(NO_SOURCE_VARIABLE) == "1":
        terminalreporter.write_line(
            f"{NO_SOURCE_VARIABLE}=1: the evidence was NOT checked against the reports' texts", yellow=True, bold=True
        )


@pytest.fixture(scope="session")
def require() -> Callable[[str], str]:
    """Return a function that finds a program; without it, it skips, or fails if ``FINGRAPH_REQUIRE`` names it."""

    def find(program: str, *others: str) -> str:
        search = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
        path = next(filter(None, (shutil.which(name, path=search) for name in (program, *others))), None)
        if path:
            return path
        if program in os.environ.get(REQUIRE_VARIABLE, "").split(","):
            pytest.fail(f"{REQUIRE_VARIABLE} demands {program}, and it is not on PATH")
        pytest.skip(f"no {program} on PATH")

    return find


@pytest.fixture(scope="session")
def cpu_seconds() -> Callable[[Callable[[], object]], float]:
    """Return a function that measures what a call takes of the processor; untraced, since coverage costs several times that."""

    def measure(call: Callable[[], object]) -> float:
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            start = time.process_time()
            call()
            return time.process_time() - start
        finally:
            sys.settrace(trace)

    return measure


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser(require: Callable[..., str]) -> Iterator[Browser]:
    """Return the system's Chromium; of a module, since its loop must not run when notebooks are tested."""
    chromium = require("chromium", "google-chrome")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def oxigraph(require: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running Oxigraph server, empty at first; shared, so no test may stop it or spoil its graphs."""
    with OxigraphServer(require("oxigraph"), tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso(require: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running Virtuoso, which gives 2,000 rows at once; shared, as :func:`oxigraph`."""
    program = require("virtuoso", "virtuoso-t")
    with VirtuosoServer(program, tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture
def chinese() -> None:
    """Skip, or fail if ``FINGRAPH_REQUIRE`` names ``chinese-font``, without a font that has Chinese."""
    from fingraph.figures.lettering import lettering

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = lettering("zh").language == "zh"
    if not found and "chinese-font" in os.environ.get("FINGRAPH_REQUIRE", "").split(","):
        pytest.fail("FINGRAPH_REQUIRE demands chinese-font, and none is installed (fonts-noto-cjk)")
    if not found:
        pytest.skip("no font with Chinese characters (fonts-noto-cjk)")


@pytest.fixture
def folder(tmp_path: Path) -> TablesFolder:
    """Write the small tables, for one test to spoil."""
    return write_tables(tmp_path / "data")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Dataset:
    """Return the dataset of the small tables; not to be changed."""
    return write_tables(tmp_path_factory.mktemp("small") / "data").dataset()


@pytest.fixture
def fingraph_command() -> Iterator[Callable[..., Result]]:
    """Return a function that runs the command in this process; an unexpected exception fails the test."""

    def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, catch_exceptions=False)

    yield run
    for thread in threading.enumerate():
        # A timer left over by a query would end this process a minute later.
        if isinstance(thread, threading.Timer):
            thread.cancel()
