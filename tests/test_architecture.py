"""The shape of the package and of the page, and that the READMEs tell the truth."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

import fingraph
from fingraph.resources import PACKAGE, source_path

ROOT = PACKAGE.parents[1]
READMES = [ROOT / name for name in ("README.md", "README.zh.md")]
MODULES = sorted(PACKAGE.rglob("*.py"))

Run = Callable[..., Result]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_is_over_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_name_of_the_package_works_and_is_listed() -> None:
    assert dir(fingraph) == sorted(fingraph.__all__)
    for name in fingraph.__all__:
        thing = getattr(fingraph, name)
        assert callable(thing)
        assert thing.__name__ == name
        assert thing.__doc__
    with pytest.raises(AttributeError, match="module 'fingraph' has no attribute 'nothing'"):
        fingraph.nothing  # noqa: B018


def test_no_module_imports_from_the_package_itself() -> None:
    for module in MODULES:
        assert not re.search(r"^\s*(from fingraph import|import fingraph\b)", module.read_text("utf-8"), re.MULTILINE)


class Loads(HTMLParser):
    """Collects what a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            (tag, value or "") for name, value in attrs if name in ("src", "href", "action", "data", "srcset")
        ]


@pytest.mark.parametrize("projection", ["links", "full", "technology-technology"])
def test_the_page_loads_nothing(projection: str) -> None:
    page = fingraph.render_html(fingraph.to_networkx(projection=projection))
    parser = Loads()
    parser.feed(page)
    assert parser.found == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert not re.search(r"""url\(["']?[^#"']""", styles), "only what stands in the page"
    assert "@import" not in styles


# --- The READMEs --------------------------------------------------------------------------------------------------------


def blocks(readme: Path, language: str) -> list[str]:
    if not readme.is_file():
        return []
    return re.findall(rf"^```{language}\n(.*?)^```", readme.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def console() -> list[tuple[str, str]]:
    """Return README and text of every console block, whose commands work in one folder after each other."""
    return [(readme.name, block) for readme in READMES for block in blocks(readme, "console")]


@pytest.mark.parametrize(("readme", "block"), console())
def test_commands_in_a_readme_print_what_it_says(
    fingraph_command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readme: str, block: str
) -> None:
    monkeypatch.chdir(tmp_path)
    difference = doctest.OutputChecker()
    for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, output = command.partition("\n")
        program, *arguments = shlex.split(line)
        assert program == "fingraph", readme
        for argument in arguments:
            if argument.endswith(".txt"):
                source = source_path(Path(argument).stem)
                if source is None:
                    pytest.skip(f"no text of {Path(argument).stem}")
                shutil.copy(source, tmp_path / argument)
        result = fingraph_command(*arguments)
        assert result.exit_code == 0, result.stderr
        assert difference.check_output(output, result.stdout, doctest.ELLIPSIS), result.stdout


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_python_in_a_readme_gives_what_it_says(readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(block for block in blocks(readme, "python") if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(examples, {}, readme.name, str(readme), 0)
    assert test.examples
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_files_that_a_readme_points_to_exist(readme: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", readme.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_readmes_have_the_same_sections_and_the_same_examples() -> None:
    english, chinese = (readme.read_text(encoding="utf-8") for readme in READMES)
    assert english.count("\n## ") == chinese.count("\n## ")
    assert blocks(READMES[0], "python") == blocks(READMES[1], "python")
    for language in ("sh", "console"):
        assert len(blocks(READMES[0], language)) == len(blocks(READMES[1], language))
