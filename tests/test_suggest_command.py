"""``fingraph report suggest``: rows for a report's tables, that wait until somebody accepts them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from click.testing import Result
from tables_support import REPORT, TEXT, TablesFolder

from fingraph import suggest
from fingraph.cli.suggesting import LEAST_SCORE, MOST_LINKS, MOST_TERMS
from fingraph.tables import LINK_COLUMNS, LINK_STATE, MENTION_COLUMNS

Command = Callable[..., Result]
LINKS, MENTIONS = f"reports/{REPORT}/links.csv", f"reports/{REPORT}/mentions.csv"


def rows(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output)))


def run(fingraph_command: Command, folder: TablesFolder, *options: object) -> Result:
    return fingraph_command("report", "suggest", REPORT, "--data", folder.root, "--source", folder.source(), *options)


def keep_links(folder: TablesFolder, number: int) -> None:
    """Leave so many links in the table."""
    folder.write(LINKS, "".join(folder.text(LINKS).splitlines(keepends=True)[: number + 1]))


def test_links_have_the_columns_of_the_table(fingraph_command: Command, folder: TablesFolder) -> None:
    keep_links(folder, 2)
    result = run(fingraph_command, folder)
    found = rows(result.stdout)
    assert result.exit_code == 0
    assert tuple(found[0]) == (*LINK_COLUMNS, *LINK_STATE)
    assert {row["status"] for row in found} == {"suggested"}
    assert ("tech:robot", "fg:appliedIn", "scenario:handling", "T01.S02") in {
        (row["subject"], row["relation"], row["object"], row["sentence"]) for row in found
    }
    assert f"{len(found)} links suggested" in result.stderr


def test_mentions_have_offsets_of_the_names(fingraph_command: Command, folder: TablesFolder) -> None:
    found = rows(run(fingraph_command, folder, "--kind", "mentions").stdout)
    assert tuple(found[0]) == (*MENTION_COLUMNS, "status")
    names = {name for item in folder.read().items for name in item.names}
    assert {TEXT[int(row["start"]) : int(row["end"])] for row in found} <= names
    assert not [row for row in found if (row["sentence"], row["item"]) == ("T02.S01", "sector:shipping")]


def test_terms_come_with_their_sentences(fingraph_command: Command, folder: TablesFolder) -> None:
    found = rows(run(fingraph_command, folder, "--kind", "terms", "--most", "4").stdout)
    assert tuple(found[0]) == ("term", "kind", "score", "count", "sentences")
    assert 0 < len(found) <= 4
    for row in found:
        assert set(row["sentences"].split("|")) <= {sentence.id for sentence in folder.read().reports[0].sentences}


def test_write_adds_rows_that_wait_and_changes_none(fingraph_command: Command, folder: TablesFolder) -> None:
    keep_links(folder, 2)
    accepted = folder.read().reports[0]
    result = run(fingraph_command, folder, "--write")
    merged = folder.read().reports[0]
    assert result.exit_code == 0
    assert result.stdout == ""
    assert merged.links == accepted.links
    assert merged.waiting_links
    assert {link.status for link in merged.waiting_links} == {"suggested"}
    again = folder.text(LINKS)
    run(fingraph_command, folder, "--write")
    assert folder.text(LINKS) == again


def test_write_adds_mentions(fingraph_command: Command, folder: TablesFolder) -> None:
    before = folder.read().reports[0].mentions
    run(fingraph_command, folder, "--kind", "mentions", "--write")
    report = folder.read().reports[0]
    assert report.mentions == before
    assert report.waiting_mentions


def test_write_keeps_a_table_that_a_spreadsheet_saved(fingraph_command: Command, folder: TablesFolder) -> None:
    keep_links(folder, 3)
    links = folder.read().reports[0].links
    folder.write(LINKS, "\ufeff" + folder.text(LINKS).replace(",", ";").replace("\n", "\r\n"))
    assert run(fingraph_command, folder, "--write").exit_code == 0
    assert folder.read().reports[0].links == links


def test_rows_to_a_file(fingraph_command: Command, folder: TablesFolder) -> None:
    output = folder.root.parent / "links.csv"
    keep_links(folder, 0)
    assert run(fingraph_command, folder, "-o", output).stdout == ""
    assert rows(output.read_text(encoding="utf-8"))


def test_fewer_and_surer(fingraph_command: Command, folder: TablesFolder) -> None:
    keep_links(folder, 0)
    every = rows(run(fingraph_command, folder, "--least", "0").stdout)
    sure = rows(run(fingraph_command, folder, "--least", "0.5", "--most", "1").stdout)
    assert len(sure) < len(every)
    assert all(float(row["score"]) >= 0.5 for row in sure)
    assert len({row["sentence"] for row in sure}) == len(sure)


def test_the_help_names_the_limits_that_hold() -> None:
    assert (MOST_LINKS, LEAST_SCORE, MOST_TERMS) == (suggest.MOST_LINKS, suggest.LEAST_SCORE, suggest.MOST_TERMS)


def test_what_cannot_be_done_is_one_clear_line(fingraph_command: Command, folder: TablesFolder) -> None:
    latin = folder.path("latin.txt")
    latin.write_bytes(b"\xff")
    of_it = ("report", "suggest", REPORT, "--data", folder.root, "--source")
    for options, message in (
        (("report", "suggest", "nope"), "unknown report 'nope'; use one of"),
        (("report", "suggest", "example-2024", "--write"), "is no report of a workspace of yours"),
        ((*of_it, folder.path("no.txt")), "cannot read"),
        ((*of_it, folder.source("x")), "is not the annotated rendition"),
        ((*of_it, latin), "is not UTF-8"),
    ):
        result = fingraph_command(*options)
        assert result.exit_code == 1
        assert message in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_wrong_usage(fingraph_command: Command, folder: TablesFolder) -> None:
    assert run(fingraph_command, folder, "--kind", "terms", "--write").exit_code == 2
    assert run(fingraph_command, folder, "--write", "-o", folder.path("x.csv")).exit_code == 2
    assert fingraph_command("report", "suggest", REPORT, "--least", "2").exit_code == 2
