"""What the annotation covers, to the letter on the small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fingraph.assemble import read
from fingraph.coverage import coverage
from fingraph.resources import resource_dir

if TYPE_CHECKING:
    from tables_support import TablesFolder

EXPECTED = """# Coverage

## demo

9 links in 6 of 6 headings and sentences; 8 of 12 items are linked; 4 mentions.

- Without links: none
- Items without a link: actor:port
- Technologies that no policy touches: tech:ledger
- Sectors without a technology: none

| trend | links |
|---|---:|
| T01 Robots in ports 港口机器人 | 4 |
| T02 Ledgers and audits 账本和审计 | 5 |

| relation | links |
|---|---:|
| fg:appliedIn | 2 |
| fg:concerns | 2 |
| fg:mitigates | 2 |
| fg:promotes | 1 |
| fg:requires | 1 |
| fg:serves | 1 |

| modality | links |
|---|---:|
| asserted | 4 |
| forecast | 3 |
| encouraged | 1 |
| required | 1 |

| basis | links |
|---|---:|
| explicit | 6 |
| heading | 2 |
| accompanying | 1 |

| classes joined | links |
|---|---:|
| Technology → Challenge | 2 |
| Technology → Sector | 2 |
| Trend → Technology | 2 |
| Policy → Practice | 1 |
| Policy → Technology | 1 |
| Technology → Scenario | 1 |

"""


def test_every_number_of_the_small_tables(folder: TablesFolder) -> None:
    tables = folder.read()
    assert coverage(tables) == EXPECTED
    assert coverage(tables, tables.reports[0]) == EXPECTED


def test_silent_sentences_and_untouched_sectors_are_named(folder: TablesFolder) -> None:
    folder.replace(
        "reports/demo/links.csv", "tech:ledger,fg:appliedIn,sector:shipping,T02.S01,asserted,explicit,,,,\n", ""
    )
    folder.replace(
        "reports/demo/links.csv", "tech:ledger,fg:serves,sector:shipping,T02.S01,asserted,accompanying,,,,\n", ""
    )
    folder.replace(
        "reports/demo/links.csv",
        "tech:robot,fg:mitigates,challenge:delay,T02.S01,forecast,explicit,,,,a remark\n",
        "practice:audit,fg:appliedIn,sector:shipping,T02.S02,asserted,explicit,,,,\n",
    )
    folder.replace("reports/demo/links.csv", "asserted,explicit,sector:shipping", "asserted,explicit,")
    text = coverage(folder.read())
    assert "- Without links: T02.S01\n" in text
    assert "- Sectors without a technology: sector:shipping\n" in text


def test_a_trend_without_links_is_counted_as_none(folder: TablesFolder) -> None:
    header = folder.text("reports/demo/links.csv").splitlines()[0]
    folder.write("reports/demo/links.csv", f"{header}\n")
    text = coverage(folder.read())
    assert "0 links in 0 of 6 headings and sentences; 0 of 12 items are linked" in text
    assert "| T01 Robots in ports 港口机器人 | 0 |" in text


def test_a_bar_in_a_title_does_not_break_its_table(folder: TablesFolder) -> None:
    folder.cell("reports/demo/trends.csv", 2, "label_en", "Robots | ports")
    (line,) = [line for line in coverage(folder.read()).splitlines() if line.startswith("| T01")]
    assert line.replace("\\|", "").count("|") == 3


def test_the_parts_of_the_real_reports_add_up() -> None:
    tables = read(resource_dir("data"), resource_dir("ontology"))
    for report in tables.reports:
        text = coverage(tables, report)
        for name in ("trend", "relation", "modality", "basis", "classes joined"):
            rows = text.partition(f"| {name} | links |\n|---|---:|\n")[2].partition("\n\n")[0].splitlines()
            assert sum(int(row.split("|")[-2]) for row in rows) == len(report.links), name
