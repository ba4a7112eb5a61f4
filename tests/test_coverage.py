"""What the annotation covers, to the letter on the small tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tables_support import REPORT, TEXT

from fingraph.assemble import read
from fingraph.coverage import coverage, report_coverage
from fingraph.errors import OutputError
from fingraph.resources import resource_dir, source_path
from fingraph.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from tables_support import TablesFolder

    from fingraph.coverage import Coverage, Gap

    Run = Callable[..., Result]

LINKS = f"reports/{REPORT}/links.csv"
MENTIONS = f"reports/{REPORT}/mentions.csv"

EXPECTED = """# Coverage

## demo

| what · 项目 | number · 数量 |
|---|---|
| headings and sentences · 标题与句子 | 6 |
| with links · 有关联 | 6 |
| links · 关联 | 9 |
| mentions · 提及 | 4 |
| items in the tables · 表中条目 | 12 |
| items with links · 有关联的条目 | 8 |
| rows that wait · 待审行 | 0 |

- sentences without links · 无关联的句子 (0): none · 无
- mentions without links · 无关联的提及 (1): T01.S02 practice:audit
- items without links · 无关联的条目 (1): actor:port
- items only suggested · 仅被建议的条目 (0): none · 无
- technologies without a policy · 无政策触及的技术 (1): tech:ledger
- sectors without a technology · 无技术的领域 (0): none · 无

| trend · 趋势 | sentences · 句子 | without links · 无关联 | links · 关联 | required | encouraged | asserted | forecast |
|---|---|---|---|---|---|---|---|
| T01 Robots in ports 港口机器人 | 3 | 0 | 4 | 0 | 1 | 2 | 1 |
| T02 Ledgers and audits 账本和审计 | 3 | 0 | 5 | 1 | 0 | 2 | 2 |

| relation · 关系 | links · 关联 |
|---|---|
| fg:appliedIn | 2 |
| fg:concerns | 2 |
| fg:mitigates | 2 |
| fg:promotes | 1 |
| fg:requires | 1 |
| fg:serves | 1 |

| modality · 情态 | links · 关联 |
|---|---|
| asserted | 4 |
| forecast | 3 |
| encouraged | 1 |
| required | 1 |

| basis · 依据 | links · 关联 |
|---|---|
| explicit | 6 |
| heading | 2 |
| accompanying | 1 |

| classes joined · 所连类别 | links · 关联 |
|---|---|
| Technology → Challenge | 2 |
| Technology → Sector | 2 |
| Trend → Technology | 2 |
| Policy → Practice | 1 |
| Policy → Technology | 1 |
| Technology → Scenario | 1 |
"""


def covered(folder: TablesFolder, text: str | None = None) -> Coverage:
    tables = folder.read()
    return report_coverage(tables, tables.reports[0], text)


def gap(found: Coverage, name: str) -> Gap:
    (one,) = [gap for gap in found.gaps if gap.en == name]
    return one


def test_every_number_of_the_small_tables(folder: TablesFolder) -> None:
    tables = folder.read()
    assert coverage(tables) == EXPECTED
    assert coverage(tables, tables.reports[0]) == EXPECTED


def test_forms_say_the_same(folder: TablesFolder) -> None:
    tables = folder.read()
    (found,) = json.loads(coverage(tables, form="json", texts={REPORT: TEXT}))
    assert found["report"] == "demo"
    assert found["trends"][1]["links"] == {"required": 1, "encouraged": 0, "asserted": 2, "forecast": 2}
    assert found["terms"]["found"] == 15
    text = coverage(tables, form="table", texts={REPORT: TEXT})
    assert text.startswith("demo\n\nwhat · 项目")
    assert "names found · 找到的名称             15\n" in text
    with pytest.raises(OutputError, match="cannot be written as 'html'; use one of table, markdown, json"):
        coverage(tables, form="html")


def test_silent_sentences_and_untouched_sectors_are_named(folder: TablesFolder) -> None:
    for row in (
        "tech:ledger,fg:appliedIn,sector:shipping,T02.S01,asserted,explicit,,,,\n",
        "tech:ledger,fg:serves,sector:shipping,T02.S01,asserted,accompanying,,,,\n",
    ):
        folder.replace(LINKS, row, "")
    folder.replace(
        LINKS,
        "tech:robot,fg:mitigates,challenge:delay,T02.S01,forecast,explicit,,,,a remark\n",
        "practice:audit,fg:appliedIn,sector:shipping,T02.S02,asserted,explicit,,,,\n",
    )
    folder.replace(LINKS, "asserted,explicit,sector:shipping", "asserted,explicit,")
    found = covered(folder)
    assert gap(found, "sentences without links").entries == (("T02.S01", ""),)
    assert gap(found, "sectors without a technology").entries == (("", "sector:shipping"),)
    assert ("T02.S01", "sector:shipping") in gap(found, "mentions without links").entries
    assert [trend.silent for trend in found.trends] == [0, 1]


def test_a_mention_is_linked_by_a_qualifier_too(folder: TablesFolder) -> None:
    assert ("T01.S01", "actor:port") not in gap(covered(folder), "mentions without links").entries
    folder.replace(LINKS, "T01.S01,encouraged,explicit,,,actor:port,", "T01.S01,encouraged,explicit,,,,")
    assert ("T01.S01", "actor:port") in gap(covered(folder), "mentions without links").entries


def test_what_is_only_suggested_is_told_and_counts_for_nothing(folder: TablesFolder) -> None:
    links = folder.text(LINKS).splitlines()
    waiting = (
        "tech:robot,fg:contributesTo,outcome:speed,T01.S02,asserted,explicit,,,,,suggested,0.7",
        "tech:machine,fg:serves,actor:port,T01.S02,asserted,explicit,,,,,review,",
    )
    folder.write(LINKS, "\n".join([f"{links[0]},status,score", *(f"{row},," for row in links[1:]), *waiting, ""]))
    found = covered(folder)
    assert gap(found, "items only suggested").entries == (("", "outcome:speed"), ("", "tech:machine"))
    assert (found.counts["links · 关联"], found.counts["rows that wait · 待审行"]) == (9, 2)


def test_names_are_found_as_the_longest_and_counted(folder: TablesFolder) -> None:
    terms = covered(folder, TEXT).terms
    assert terms is not None
    assert (terms.found, terms.annotated) == (15, 3)
    # Never 机器, which stands in 机器人 alone.
    assert terms.missed == (
        ("审计", 2), ("机器人", 2), ("港口", 2), ("账本", 2), ("延误", 1), ("方案", 1), ("标准", 1), ("装卸", 1),
    )  # fmt: skip


def test_latin_names_are_whole_words_in_either_case(folder: TablesFolder) -> None:
    words = "robot-x与robots、LEDGER"
    tables = folder.read()
    report = tables.reports[0]
    sentence = replace(report.sentences[0], start=len(TEXT), end=len(TEXT) + len(words))
    found = report_coverage(tables, replace(report, sentences=(sentence,)), TEXT + words).terms
    assert found is not None
    assert found.missed == (("LEDGER", 1), ("robot-x", 1))


def test_a_trend_without_links_is_counted_as_none(folder: TablesFolder) -> None:
    folder.write(LINKS, f"{folder.text(LINKS).splitlines()[0]}\n")
    text = coverage(folder.read())
    assert "| items with links · 有关联的条目 | 0 |" in text
    assert "| T01 Robots in ports 港口机器人 | 3 | 3 | 0 | 0 | 0 | 0 | 0 |" in text


def test_a_label_does_not_break_its_table(folder: TablesFolder) -> None:
    folder.cell(f"reports/{REPORT}/trends.csv", 2, "label_en", "Robots | <b>ports</b>")
    (line,) = [line for line in coverage(folder.read()).splitlines() if line.startswith("| T01")]
    assert line.replace("\\|", "").count("|") == 9
    assert "<b>" not in line


def test_the_order_of_rows_does_not_matter(folder: TablesFolder) -> None:
    before = coverage(folder.read(), texts={REPORT: TEXT})
    for file in (LINKS, MENTIONS):
        header, *rows = folder.text(file).splitlines()
        folder.write(file, "\n".join([header, *reversed(rows), ""]))
    assert coverage(folder.read(), texts={REPORT: TEXT}) == before


def test_the_parts_of_the_real_reports_add_up() -> None:
    tables = read(resource_dir("data"), resource_dir("ontology"), examples=True)
    for report in tables.reports:
        found = report_coverage(tables, report)
        assert sum(sum(trend.links.values()) for trend in found.trends) == len(report.links)
        for name, tally in found.tallies.items():
            assert sum(tally.values()) == len(report.links), name


def test_every_name_in_the_example_is_annotated() -> None:
    tables = read(resource_dir("data"), resource_dir("ontology"), examples=True)
    (report,) = [report for report in tables.reports if report.example]
    source = source_path(report.id)
    assert source is not None
    terms = report_coverage(tables, report, read_text(source)[0]).terms
    assert terms is not None
    assert terms.found == terms.annotated > 70


def test_the_command_counts_names_where_the_text_is(fingraph_command: Run, tmp_path: Path) -> None:
    done = fingraph_command("report", "coverage", "example-2024")
    assert "names annotated · 已标注的名称" in done.stdout
    done = fingraph_command("report", "coverage", "example-2024", "-f", "markdown", "-o", tmp_path / "coverage.md")
    assert (done.stdout, (tmp_path / "coverage.md").read_text(encoding="utf-8")[:26]) == (
        "",
        "# Coverage\n\n## example-202",
    )
    other = tmp_path / "other.txt"
    other.write_text(TEXT, encoding="utf-8")
    done = fingraph_command("report", "coverage", "example-2024", "--source", other)
    assert done.exit_code == 1
    assert "is not the annotated rendition of example-2024" in done.stderr
