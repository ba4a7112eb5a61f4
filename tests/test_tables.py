"""The tables that people edit: right ones are read whole; in wrong ones every problem has one line with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_support import CONCEPTS, FACTS, HEADER, LINKS, TablesFolder, write_tables

from fingraph.errors import FingraphError, Problem, TableError
from fingraph.tables import ITEM_COLUMNS, read_relation_pairs, write_table
from fingraph.tables.reader import CONTROL, Reader

TECH = "concepts/technologies.csv"
SENTENCES = "reports/demo/sentences.csv"
TREND_FILE = "reports/demo/trends.csv"
MENTIONS = "reports/demo/mentions.csv"
LINK_FILE = "reports/demo/links.csv"
TOML = "reports/demo/report.toml"
FACT_FILE = "facts/policies.csv"
TABLES = ("concepts/policies.csv", TECH, SENTENCES, TREND_FILE, MENTIONS, LINK_FILE, FACT_FILE)

Edit = Callable[[TablesFolder], object]


def test_right_tables_are_read_whole(folder: TablesFolder) -> None:
    tables = folder.read()
    assert len(tables.items) == sum(content.count("\n") - 1 for content in CONCEPTS.values())
    (report,) = tables.reports
    assert (len(report.sentences), len(report.trends), len(report.mentions), len(report.links)) == (6, 2, 4, 9)
    assert len(tables.facts) == 2
    assert tables.places["tech:robot"] == ("data/concepts/technologies.csv", 3)
    assert tables.places[report.links[0].curie("demo")] == ("data/reports/demo/links.csv", 2)
    robot = next(item for item in tables.items if item.id == "tech:robot")
    assert robot.names == ("robot", "机器人", "ROBOT-X", "automaton", "自动机")
    assert robot.broader == "tech:machine"
    assert robot.item_class == "Technology"


@pytest.mark.parametrize(
    "content",
    [
        CONCEPTS["technologies"].replace("\n", "\r\n"),
        "\ufeff" + CONCEPTS["technologies"],
        CONCEPTS["technologies"].rstrip("\n"),
        CONCEPTS["technologies"].replace("\n", "\n\n"),
        CONCEPTS["technologies"].replace("tech:ledger,ledger", ' tech:ledger ,"ledger"'),
    ],
    ids=["CRLF", "BOM", "no last line end", "empty lines", "blanks and quotes"],
)
def test_what_spreadsheets_write_is_accepted(folder: TablesFolder, content: str) -> None:
    expected = folder.read().items
    folder.write(TECH, content)
    assert folder.read().items == expected


def test_markup_in_a_label_is_text(folder: TablesFolder) -> None:
    folder.cell(TECH, 2, "label_en", "<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in [item.label_en for item in folder.read().items]


def make_a_folder(folder: TablesFolder) -> None:
    folder.path(TECH).unlink()
    folder.path(TECH).mkdir()


# What is done to one table, and the one line that must be said about it.
WHOLE_FILE: dict[str, tuple[Edit, str]] = {
    "missing": (
        lambda f: f.path(TECH).unlink(),
        "{TECH}: file is missing; a table without rows has its header line only",
    ),
    "empty": (lambda f: f.write(TECH, ""), f"{{TECH}}:1: header is ''; it must be {HEADER!r}"),
    "UTF-16": (
        lambda f: f.write(TECH, CONCEPTS["technologies"].encode("utf-16")),
        "{TECH}: not UTF-8 at byte 0; save the file as UTF-8",
    ),
    "GBK": (
        lambda f: f.write(TECH, CONCEPTS["technologies"].encode("gbk")),
        f"{{TECH}}: not UTF-8 at byte {CONCEPTS['technologies'].index('机')}; save the file as UTF-8",
    ),
    "a folder": (
        make_a_folder,
        "{TECH}: cannot be read: Is a directory",
    ),
}


@pytest.mark.parametrize("name", WHOLE_FILE)
def test_a_file_that_is_no_table_has_one_line(folder: TablesFolder, name: str) -> None:
    edit, expected = WHOLE_FILE[name]
    edit(folder)
    assert expected.replace("{TECH}", f"data/{TECH}") in folder.problems()


CELLS: dict[str, tuple[Edit, str]] = {
    "open quote": (
        lambda f: f.append(TECH, 'tech:x,"x,甲,,,,,'),
        f"{TECH}:5: not a CSV row: unexpected end of data; quote cells that hold commas, quotes or line breaks",
    ),
    "text after a quote": (
        lambda f: f.append(TECH, 'tech:x,"x"y,甲,,,,,'),
        f"{TECH}:5: not a CSV row: ',' expected after '\"'; quote cells that hold commas, quotes or line breaks",
    ),
    "NUL": (
        lambda f: f.cell(TECH, 4, "definition_en", "a\0b"),
        f"{TECH}:4: definition_en: 'a\\x00b' holds a control character; remove it",
    ),
    "escape": (
        lambda f: f.cell(TECH, 4, "alt_zh", "\x1b[2J"),
        f"{TECH}:4: alt_zh: '\\x1b[2J' holds a control character; remove it",
    ),
    "line break in a cell": (
        lambda f: f.cell(TECH, 4, "definition_en", "a\nb"),
        f"{TECH}:4: definition_en: 'a\\nb' holds a control character; remove it",
    ),
    "line separator": (
        lambda f: f.cell(TECH, 4, "definition_en", "a\u2028b"),
        f"{TECH}:4: definition_en: 'a\\u2028b' holds a control character; remove it",
    ),
    "too many cells": (lambda f: f.append(TECH, "tech:x,x,甲,,,,,,y"), f"{TECH}:5: 9 cells; the header has 8"),
    "too few cells": (lambda f: f.append(TECH, "tech:x,x"), f"{TECH}:5: 2 cells; the header has 8"),
    "id of another table": (
        lambda f: f.append(TECH, "sector:x,x,甲,,,,,"),
        f"{TECH}:5: id: 'sector:x' is not allowed; use tech: and a lower-case ASCII name in kebab case",
    ),
    "id with a slash": (
        lambda f: f.append(TECH, "tech:a/b,x,甲,,,,,"),
        f"{TECH}:5: id: 'tech:a/b' is not allowed; use tech: and a lower-case ASCII name in kebab case",
    ),
    "id in capitals": (
        lambda f: f.append(TECH, "tech:LLM,x,甲,,,,,"),
        f"{TECH}:5: id: 'tech:LLM' is not allowed; use tech: and a lower-case ASCII name in kebab case",
    ),
    "no label": (
        lambda f: f.cell(TECH, 4, "label_zh", " "),
        f"{TECH}:4: label_zh: '' is not allowed; use 1 to 200 characters",
    ),
    "long label": (
        lambda f: f.cell(TECH, 4, "label_en", "x" * 201),
        f"{TECH}:4: label_en: '{'x' * 59}…' is not allowed; use 1 to 200 characters",
    ),
    "kind": (
        lambda f: f.cell("concepts/policies.csv", 2, "kind", "law"),
        "concepts/policies.csv:2: kind: 'law' is not allowed; use one of document, agenda, requirement, group",
    ),
    "repeated item": (
        lambda f: f.append(TECH, "tech:robot,again,又,,,,,"),
        f"{TECH}:5: 'tech:robot' stands already at data/{TECH}:3; remove one row",
    ),
    "repeated link": (
        lambda f: f.append(LINK_FILE, LINKS.splitlines()[2].replace("encouraged", "asserted")),
        f"{LINK_FILE}:11: 'link:demo.389baa86b02f' stands already at data/{LINK_FILE}:3; remove one row",
    ),
    "repeated trend": (
        lambda f: f.append(TREND_FILE, "1,Again,又,T01.H"),
        f"{TREND_FILE}:4: 'trend:demo.T01' stands already at data/{TREND_FILE}:2; remove one row",
    ),
    "broader unknown": (
        lambda f: f.cell(TECH, 3, "broader", "tech:machin"),
        f"{TECH}:3: broader: 'tech:machin' is not allowed; did you mean 'tech:machine'?",
    ),
    "broader of another class": (
        lambda f: f.cell(TECH, 3, "broader", "sector:shipping"),
        f"{TECH}:3: broader: 'sector:shipping' is not allowed; name a topic of the same table",
    ),
    "broader of a policy": (
        lambda f: f.cell("concepts/policies.csv", 2, "broader", "policy:norm"),
        "concepts/policies.csv:2: broader: 'policy:norm' is not allowed; name a topic of the same table",
    ),
    "unknown item": (
        lambda f: f.cell(LINK_FILE, 4, "subject", "tech:robto"),
        f"{LINK_FILE}:4: subject: unknown 'tech:robto'; did you mean 'tech:robot'?",
    ),
    "unlike any item": (
        lambda f: f.cell(LINK_FILE, 4, "object", "?"),
        f"{LINK_FILE}:4: object: unknown '?'; add it to its table first",
    ),
    "unknown relation": (
        lambda f: f.cell(LINK_FILE, 4, "relation", "fg:apliedIn"),
        f"{LINK_FILE}:4: relation: unknown 'fg:apliedIn'; did you mean 'fg:appliedIn'?",
    ),
    "inferred relation": (
        lambda f: f.cell(LINK_FILE, 3, "relation", "fg:alignedTechnology"),
        f"{LINK_FILE}:3: relation: unknown 'fg:alignedTechnology'; add it to its table first",
    ),
    "unknown sentence": (
        lambda f: f.cell(LINK_FILE, 10, "sentence", "T02.S03"),
        f"{LINK_FILE}:10: sentence: unknown 'T02.S03'; did you mean 'T02.S02'?",
    ),
    "modality": (
        lambda f: f.cell(LINK_FILE, 4, "modality", "maybe"),
        f"{LINK_FILE}:4: modality: 'maybe' is not allowed; use one of required, encouraged, asserted, forecast",
    ),
    "basis": (
        lambda f: f.cell(LINK_FILE, 4, "basis", ""),
        f"{LINK_FILE}:4: basis: '' is not allowed; use one of explicit, heading, accompanying",
    ),
    "qualifier": (
        lambda f: f.cell(LINK_FILE, 4, "in_sector", "sector:shippings"),
        f"{LINK_FILE}:4: in_sector: unknown 'sector:shippings'; did you mean 'sector:shipping'?",
    ),
    "offset no number": (
        lambda f: f.cell(MENTIONS, 2, "start", "-1"),
        f"{MENTIONS}:2: start: '-1' is not allowed; use a whole number from 0",
    ),
    "offset in other digits": (
        lambda f: f.cell(MENTIONS, 2, "start", "１３"),
        f"{MENTIONS}:2: start: '１３' is not allowed; use a whole number from 0",
    ),
    "name outside its sentence": (
        lambda f: f.cell(MENTIONS, 2, "end", "99"),
        f"{MENTIONS}:2: end: '99' is not allowed; a name must lie within its sentence, 13 to 20",
    ),
    "anaphor with offsets": (
        lambda f: f.cell(MENTIONS, 5, "start", "40"),
        f"{MENTIONS}:5: start: '40' is not allowed; only a name has offsets; leave start and end empty",
    ),
    "kind of mention": (
        lambda f: f.cell(MENTIONS, 5, "kind", "pun"),
        f"{MENTIONS}:5: kind: 'pun' is not allowed; use one of name, anaphor, ellipsis",
    ),
    "repeated mention": (
        lambda f: f.append(MENTIONS, "T01.S02,practice:audit,anaphor,,"),
        f"{MENTIONS}:6: item: 'practice:audit' is not allowed; the row stands already above; remove one",
    ),
    "sentence outside the text": (
        lambda f: f.cell(SENTENCES, 7, "end", "100"),
        f"{SENTENCES}:7: end: '100' is not allowed; offsets must rise and stay within 80 code points (here 62 to 100)",
    ),
    "sentences overlap": (
        lambda f: f.cell(SENTENCES, 3, "start", "19"),
        f"{SENTENCES}:3: end: '33' is not allowed; offsets must rise and stay within 80 code points (here 19 to 33)",
    ),
    "digest": (
        lambda f: f.cell(SENTENCES, 3, "sha256", "ABC"),
        f"{SENTENCES}:3: sha256: 'ABC' is not allowed; use 64 lower-case hexadecimal digits in both digests",
    ),
    "sentence id": (
        lambda f: f.cell(SENTENCES, 4, "id", "T1.S2"),
        f"{SENTENCES}:4: id: 'T1.S2' is not allowed; use T07.H or T07.S05, each once",
    ),
    "repeated sentence": (
        lambda f: f.cell(SENTENCES, 4, "id", "T01.S01"),
        f"{SENTENCES}:4: id: 'T01.S01' is not allowed; use T07.H or T07.S05, each once",
    ),
    "heading of another trend": (
        lambda f: f.cell(TREND_FILE, 2, "sentence", "T01.S01"),
        f"{TREND_FILE}:2: sentence: 'T01.S01' is not allowed; the heading of trend 1 is T01.H",
    ),
    "trend without label": (
        lambda f: f.cell(TREND_FILE, 2, "label_en", ""),
        f"{TREND_FILE}:2: label_en: '' is not allowed; use 1 to 200 characters",
    ),
    "no TOML": (
        lambda f: f.write(TOML, "title"),
        f"{TOML}: not TOML: Expected '=' after a key in a key/value pair (at end of document)",
    ),
    "no title": (
        lambda f: f.replace(TOML, 'title_en = "Trends in ports"', ""),
        f"{TOML}: title_en: None is not allowed; use a text of one line",
    ),
    "title in lines": (
        lambda f: f.replace(TOML, '"no press"', '"no\\u0007press"'),
        f"{TOML}: publisher: 'no\\x07press' is not allowed; use a text of one line",
    ),
    "digest of the text": (
        lambda f: f.replace(TOML, 'sha256 = "', 'sha256 = "x'),
        f"{TOML}: rendition.sha256: 'x",
    ),
    "length": (
        lambda f: f.replace(TOML, "length = 80", "length = 0"),
        f"{TOML}: rendition.length: 0 is not allowed; use the number of code points",
    ),
    "excluded": (
        lambda f: f.replace(TOML, "end = 4", "end = 400"),
        f"{TOML}: excluded: {{'start': 0, 'end': 400, 'reason': 'title'}} is not allowed; use start < end within",
    ),
    "fact of an unknown item": (
        lambda f: f.cell(FACT_FILE, 2, "item", "policy:pln"),
        f"{FACT_FILE}:2: item: unknown 'policy:pln'; did you mean 'policy:plan'?",
    ),
    "fact relation": (
        lambda f: f.cell(FACT_FILE, 2, "relation", "fg:promotes"),
        f"{FACT_FILE}:2: relation: 'fg:promotes' is not allowed; use one of fg:issuedBy, fg:hasFocus, fg:documentNumber",
    ),
    "fact about an unknown": (
        lambda f: f.append(FACT_FILE, "policy:plan,fg:issuedBy,agent:x,https://example.org/7,2026-11-24"),
        f"{FACT_FILE}:4: value: unknown 'agent:x'; add it to its table first",
    ),
    "fact without value": (
        lambda f: f.cell(FACT_FILE, 2, "value", ""),
        f"{FACT_FILE}:2: value: '' is not allowed; use a text",
    ),
    "fact without source": (
        lambda f: f.cell(FACT_FILE, 2, "source", "the news"),
        f"{FACT_FILE}:2: source: 'the news' is not allowed; a fact without a source stays out; use an http or https address",
    ),
    "fact with a day for a date": (
        lambda f: f.cell(FACT_FILE, 3, "value", "27.12.2024"),
        f"{FACT_FILE}:3: value: '27.12.2024' is not allowed; use a date such as 2024-12-27",
    ),
    "fact never read": (
        lambda f: f.cell(FACT_FILE, 3, "retrieved", ""),
        f"{FACT_FILE}:3: retrieved: '' is not allowed; use a date such as 2026-11-24",
    ),
    "repeated fact": (
        lambda f: f.append(FACT_FILE, FACTS.splitlines()[1]),
        f"{FACT_FILE}:4: item: 'policy:plan' is not allowed; the row stands already above; remove one",
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_has_one_line_with_its_place(folder: TablesFolder, name: str) -> None:
    edit, expected = CELLS[name]
    edit(folder)
    found = [line for line in folder.problems() if line.startswith(f"data/{expected}")]
    assert len(found) == 1, folder.problems()


def test_all_problems_come_at_once_in_the_order_of_files_and_lines(folder: TablesFolder) -> None:
    folder.cell(LINK_FILE, 10, "modality", "maybe")
    folder.cell(LINK_FILE, 4, "modality", "maybe")
    folder.cell(TECH, 3, "label_en", "")
    folder.cell(TREND_FILE, 3, "label_zh", "")
    places = [line.partition(": ")[0] for line in folder.problems()]
    assert places == [f"data/{TECH}:3", f"data/{LINK_FILE}:4", f"data/{LINK_FILE}:10", f"data/{TREND_FILE}:3"]


def test_problems_are_values_and_the_error_is_one_of_ours(folder: TablesFolder) -> None:
    folder.cell(LINK_FILE, 4, "basis", "guess")
    with pytest.raises(TableError) as raised:
        folder.read()
    assert isinstance(raised.value, FingraphError)
    assert isinstance(raised.value, ValueError)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (f"data/{LINK_FILE}", 4)


def test_a_problem_without_a_line_is_about_the_file() -> None:
    assert str(Problem("a.csv", 0, "gone")) == "a.csv: gone"
    assert str(Problem("a.csv", 7, "bad")) == "a.csv:7: bad"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_with_its_header_only_is_empty_not_wrong(folder: TablesFolder, table: str) -> None:
    header = folder.text(table).partition("\n")[0]
    folder.write(table, f"{header}\n")
    error = folder.found()
    assert error is None or f"data/{table}" not in {problem.file for problem in error.problems}


@pytest.mark.parametrize(
    "name",
    ["ontology", "concepts", "catalog", "facts", "mappings", "demo-inferred", "Demo", "a.b", "-a", "a b", "报告"],
)
def test_a_report_id_that_would_meet_another_graph_is_refused(folder: TablesFolder, name: str) -> None:
    folder.path("reports/demo").rename(folder.path(f"reports/{name}"))
    assert folder.problems() == [
        f"data/reports/{name}: report id {name!r} is not allowed; use lower-case kebab case, not ending in -inferred"
    ]


def test_a_folder_without_reports_is_said_to_be_one(folder: TablesFolder) -> None:
    folder.path("reports/demo").rename(folder.root.parent / "elsewhere")
    assert folder.problems() == ["data/reports: no report; add one with fingraph report add"]
    folder.path("reports").rmdir()
    assert folder.problems() == ["data/reports: no report; add one with fingraph report add"]


def test_relation_pairs_are_read_with_the_same_care(folder: TablesFolder) -> None:
    folder.write("relation-pairs.csv", "relation,subject_class,object_class,layer\nuses,Topic,Topic,stated\n")
    (pair,) = read_relation_pairs(folder.root)
    assert (pair.relation, pair.layer) == ("uses", "stated")
    folder.write("relation-pairs.csv", "relation\nuses\n")
    with pytest.raises(TableError, match=r"data/relation-pairs\.csv:1: header is 'relation'"):
        read_relation_pairs(folder.root)


WITHDRAWN_FILE = "concepts/withdrawn.csv"
WITHDRAWN = "id,replaced_by\ntech:automaton,tech:robot\nsector:whaling,\n"


def test_withdrawn_ids_are_read_with_their_successors(folder: TablesFolder) -> None:
    assert folder.read().withdrawn == {}
    folder.write(WITHDRAWN_FILE, WITHDRAWN)
    assert folder.read().withdrawn == {"tech:automaton": "tech:robot", "sector:whaling": ""}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("tech:robot,", f"'tech:robot' stands already at data/{TECH}:3; remove one row"),
        ("sector:whaling,", f"'sector:whaling' stands already at data/{WITHDRAWN_FILE}:3; remove one row"),
        ("tech:Automaton,", "id: 'tech:Automaton' is not allowed; use the id that the item had"),
        ("code:asserted,", "id: 'code:asserted' is not allowed; use the id that the item had"),
        ("tech:a,tech:robt", "replaced_by: unknown 'tech:robt'; did you mean 'tech:robot'?"),
        ("tech:a,tech:automaton", "replaced_by: unknown 'tech:automaton'; did you mean"),
    ],
)
def test_a_withdrawn_id_is_never_used_again(folder: TablesFolder, row: str, message: str) -> None:
    folder.write(WITHDRAWN_FILE, f"{WITHDRAWN}{row}\n")
    (problem,) = folder.problems()
    assert problem.startswith(f"data/{WITHDRAWN_FILE}:4: {message}")


def test_a_row_that_names_a_withdrawn_id_is_told_its_successor(folder: TablesFolder) -> None:
    folder.write(WITHDRAWN_FILE, WITHDRAWN)
    folder.append(FACT_FILE, "tech:automaton,dcterms:issued,2024-01-01,https://example.org/1,2026-11-24")
    folder.append(FACT_FILE, "sector:whaling,dcterms:issued,2024-01-01,https://example.org/1,2026-11-24")
    told, alone = folder.problems()
    assert told.endswith("item: 'tech:automaton' was withdrawn; use 'tech:robot' instead")
    assert alone.endswith("item: 'sector:whaling' was withdrawn; it has no successor")


# --- Things that a person may well type, and that must not end in a traceback -------------------------------------------


@pytest.mark.parametrize(
    "toml",
    [
        'rendition = "x"',
        "rendition = [1]",
        "excluded = 5",
        'excluded = ["a"]',
        "excluded = [5]",
        "x = " + "[" * 5000,
        "x = " + "1" * 5000,
    ],
    ids=["text for a table", "list for a table", "number for a list", "texts", "numbers", "deep", "long number"],
)
def test_a_report_file_of_another_form_is_a_table_error(folder: TablesFolder, toml: str) -> None:
    folder.write(TOML, f"{toml}\n")
    assert any(line.startswith(f"data/{TOML}: ") for line in folder.problems())


def test_true_is_no_length(folder: TablesFolder) -> None:
    folder.replace(TOML, "length = 80", "length = true")
    assert f"data/{TOML}: rendition.length: True is not allowed; use the number of code points" in folder.problems()


@pytest.mark.parametrize("address", ["http://[", "http://example.org/%zz"])
def test_an_address_that_is_no_iri_is_refused_at_its_line(folder: TablesFolder, address: str) -> None:
    folder.cell(FACT_FILE, 2, "source", address)
    assert folder.problems()[0].startswith(f"data/{FACT_FILE}:2: source: {address!r} is not allowed")


@pytest.mark.parametrize("date", ["2024-02-31", "2023-02-29", "２０２４-12-27"])
@pytest.mark.parametrize("column", ["value", "retrieved"])
def test_a_day_that_no_calendar_has_is_refused_at_its_line(folder: TablesFolder, column: str, date: str) -> None:
    folder.cell(FACT_FILE, 3, column, date)
    assert folder.problems()[0].startswith(f"data/{FACT_FILE}:3: {column}: {date!r} is not allowed")


def test_a_sentence_id_has_ascii_digits(folder: TablesFolder) -> None:
    for file in (SENTENCES, LINK_FILE, MENTIONS):
        folder.write(file, folder.text(file).replace("T01.S02", "T01.S０２"))
    assert f"data/{SENTENCES}:4: id: 'T01.S０２' is not allowed; use T07.H or T07.S05, each once" in folder.problems()


def test_a_character_that_xml_cannot_hold_is_refused(folder: TablesFolder) -> None:
    folder.cell(TECH, 3, "label_en", "ro\uffffbot")
    assert any(line.startswith(f"data/{TECH}:3: label_en: ") for line in folder.problems())


def test_a_long_wrong_header_is_shown_shortened(folder: TablesFolder) -> None:
    folder.write(TECH, "x" * 10_000)
    assert max(map(len, folder.problems())) < 500


# --- Any input ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> TablesFolder:
    return write_tables(tmp_path_factory.mktemp("scratch") / "data")


@pytest.mark.parametrize("table", [TECH, SENTENCES, MENTIONS, LINK_FILE, TOML, FACT_FILE])
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200), behind=st.booleans())
def test_any_bytes_are_a_table_or_a_table_error(
    scratch: TablesFolder, table: str, content: bytes, behind: bool
) -> None:
    right = scratch.path(table).read_bytes()
    scratch.write(table, right + content if behind else content)
    try:
        error = scratch.found()
    finally:
        scratch.write(table, right)
    if error is not None:
        assert len(str(error).splitlines()) == len(error.problems) > 0, "one line a problem"


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=20).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(*[CELL] * len(ITEM_COLUMNS)), max_size=5))
def test_rows_written_by_csv_are_read_back(scratch: TablesFolder, rows: list[tuple[str, ...]]) -> None:
    path = scratch.path("written.csv")
    write_table(path, ITEM_COLUMNS, [dict(zip(ITEM_COLUMNS, row, strict=True)) for row in rows])
    reader = Reader(scratch.root)
    read = [tuple(row.cells.values()) for row in reader.rows(path, ITEM_COLUMNS)]
    reader.finish()
    assert read == [row for row in rows if any(row)]


def as_excel(text: str) -> bytes:
    """Return a table as a spreadsheet saves it where the comma stands in numbers: one more column and row, both empty."""
    rows = [*csv.reader(io.StringIO(text)), []]
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([*row, ""] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


@pytest.mark.parametrize("table", [TECH, SENTENCES, MENTIONS, LINK_FILE, FACT_FILE])
def test_what_a_spreadsheet_saves_is_read_as_it_was(folder: TablesFolder, table: str) -> None:
    before = folder.read()
    folder.write(table, as_excel(folder.text(table)))
    assert folder.read() == before
    folder.write(table, folder.text(table).lstrip("\ufeff").replace('"', "").replace(";", "\t"))
    assert folder.read() == before


@given(st.text(max_size=5))
def test_no_control_character_passes(text: str) -> None:
    assert bool(CONTROL.search(text)) == any(
        (ord(char) < 32 and char not in "\t\n") or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in text
    )
