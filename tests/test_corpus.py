"""The corpus of the benchmarks: the same at each run, right by all shapes, like the built-in report, in constant memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from corpus import Corpus, Items, quads, write_folder, write_quads

from fingraph.description import describe, render
from fingraph.publish import build
from fingraph.store import as_dataset, load
from fingraph.validation import validate_dataset

if TYPE_CHECKING:
    from fingraph.model import Report

SCRIPT = str(Path(__file__).resolve().parents[1] / "benchmarks" / "corpus.py")


def test_the_same_numbers_give_the_same_bytes_and_others_do_not() -> None:
    once, again = b"".join(quads(Corpus(3))), b"".join(quads(Corpus(3)))
    assert once == again
    assert b"".join(quads(Corpus(3, seed=8))) != once
    assert Corpus(3).report(2) == list(Corpus(3).reports())[2], "each report is made from its number alone"


def test_another_hash_seed_gives_the_same_bytes() -> None:
    one, other = (
        subprocess.run(
            [sys.executable, SCRIPT, "1", "-"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in ("1", "2")
    )
    assert one.stdout == other.stdout != b""


def test_it_conforms_to_the_shapes() -> None:
    assert validate_dataset(as_dataset(load(b"".join(quads(Corpus(3))), ".nq"))) == []


def test_sentences_of_several_reports_are_told_apart_where_an_item_is_described() -> None:
    store = load(b"".join(quads(Corpus(3))), ".nq")
    degrees = Counter(
        end for report in Corpus(3).reports() for link in report.links for end in (link.subject, link.object)
    )
    item = describe(
        max((name for name in degrees if not name.startswith("trend:")), key=lambda name: degrees[name]), store
    )
    assert len({edge.report for edge in item.edges}) > 1
    tables, _, _ = render(item).partition("in words")
    for edge in item.edges:
        assert f" {edge.report}.{edge.sentence} " in tables


@pytest.mark.parametrize(
    "arguments", [["3", "-", "--first", "3"], ["3", "-", "--first", "-1"], ["3", "folder", "--first", "1"]]
)
def test_a_first_report_that_there_is_not_is_refused(arguments: list[str]) -> None:
    result = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert "--first is a number below REPORTS, for N-Quads alone" in result.stderr


def test_the_reports_that_were_written_are_counted(tmp_path: Path) -> None:
    arguments = ["5", str(tmp_path / "all.nq"), "--first", "3"]
    result = subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=True)
    assert result.stderr.startswith("2 reports, ")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_of_its_tables_gives_its_quads(tmp_path: Path, jobs: int) -> None:
    corpus = Corpus(4, trends=2)
    write_folder(corpus, tmp_path / "data")
    result = build(tmp_path / "build", data=tmp_path / "data", jobs=jobs, rdf_only=True)
    with (tmp_path / "corpus.nq").open("wb") as file:
        written = write_quads(corpus, file)
    built = (tmp_path / "build" / "fingraph.nq").read_bytes()
    assert built == (tmp_path / "corpus.nq").read_bytes()
    assert written == built.count(b"\n")
    assert [path.name for path in result.files] == ["fingraph.nq"]
    assert result.counts["stated links"] == sum(len(report.links) for report in corpus.reports())


def test_every_item_is_found_by_its_id_and_no_two_have_one() -> None:
    corpus = Corpus(30)
    items = list(corpus.items())
    assert len({item.id for item in items}) == len(items) == len(Items(corpus))
    found = Items(corpus)
    assert all(found[item.id] == item for item in items)
    assert "tech:no-such" not in found


def shares(values: Iterable[str]) -> dict[str, float]:
    counts = Counter(values)
    return {name: count / counts.total() for name, count in counts.items()}


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    """Return half the sum of differences: 0 if the shares are the same, 1 if nothing is in both."""
    return sum(abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in one.keys() | other) / 2


def degrees(reports: list[Report]) -> dict[str, float]:
    """Return the share of items with so many links in their report; ten and more are one."""
    found: list[str] = []
    for report in reports:
        ends = Counter(end for link in report.links for end in (link.subject, link.object))
        found += [str(min(count, 10)) for count in ends.values()]
    return shares(found)


def test_shares_are_near_those_of_the_built_in_report() -> None:
    corpus = Corpus(40)
    made, real = list(corpus.reports()), [corpus.model.reports[0]]

    def pair(attribute: str) -> tuple[dict[str, float], dict[str, float]]:
        one, other = (
            shares(getattr(link, attribute) for report in reports for link in report.links) for reports in (made, real)
        )
        return one, other

    assert distance(*pair("modality")) < 0.05
    assert distance(*pair("relation")) < 0.05
    assert distance(*pair("basis")) < 0.05
    assert distance(degrees(made), degrees(real)) < 0.15
    links = [len(report.links) for report in made]
    assert 0.8 < sum(links) / len(links) / len(real[0].links) < 1.2


def test_some_items_are_in_many_reports_and_most_in_few() -> None:
    corpus = Corpus(60)
    reports = Counter(item for report in corpus.reports() for item in {mention.item for mention in report.mentions})
    often = sorted(reports.values(), reverse=True)
    assert often[0] > 5 * often[len(often) // 2]


PEAK = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from corpus import Corpus, quads
corpus = Corpus(400, trends=1)
for number, lines in enumerate(quads(corpus)):
    if number == 20:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_memory_does_not_grow_with_the_number_of_reports() -> None:
    done = subprocess.run([sys.executable, "-c", PEAK, str(Path(SCRIPT).parent)], capture_output=True, check=True)
    assert float(done.stdout) < 1.1
