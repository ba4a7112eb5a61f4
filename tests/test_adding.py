"""Reports added to a workspace, and added again after their text changed: nothing annotated is ever lost."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingraph.assemble import read
from fingraph.errors import FingraphError, OutputError, SourceError
from fingraph.intake import Added, Details, Plan, add_report, short_label
from fingraph.resources import resource_dir
from fingraph.tables import LINK_COLUMNS, MENTION_COLUMNS, write_table
from fingraph.verification import verify
from fingraph.workspace import create_workspace

if TYPE_CHECKING:
    from click.testing import Result

ID = "demo-2026"
TITLE = Details(title="三大趋势", date="2026-01", publisher="某某研究院")
TEXT = """三大趋势
某某研究院发布。

1、云计算进入核心系统
银行把核心系统迁到云上。云计算降低了成本。监管部门要求备份。
2、大模型进入柜面
大模型辅助柜员办理业务。客户等待时间缩短了三成。
3、隐私计算连接数据
隐私计算让数据可用不可见。多家银行共建了平台。

免责声明：仅供参考。
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    create_workspace(tmp_path / "mine")
    return tmp_path / "mine"


def write(folder: Path, text: str, name: str = "report.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def add(workspace: Path, text: str = TEXT, details: Details = TITLE, **plan: bool) -> Added:
    return add_report(write(workspace.parent, text), ID, workspace, details=details, plan=Plan(**plan))


def rows(workspace: Path, name: str) -> list[dict[str, str]]:
    path = workspace / "reports" / ID / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def annotate(workspace: Path, text: str = TEXT) -> None:
    """Write a link and a named mention for each sentence, a mention without a name, and links of trends."""
    links, mentions = [], []
    for number, row in enumerate(rows(workspace, "sentences")):
        start = int(row["start"])
        name = text[start : start + 3]
        links.append(
            dict.fromkeys(LINK_COLUMNS, "")
            | {"subject": f"trend:{ID}.{row['id'][:3]}", "relation": "fg:concerns", "object": "tech:large-model",
               "sentence": row["id"], "modality": "asserted", "basis": "explicit", "note": f"link {number}"}
        )  # fmt: skip
        mentions.append(
            {"sentence": row["id"], "item": f"tech:n{number}", "kind": "name", "start": start, "end": start + len(name)}
        )
        mentions.append({"sentence": row["id"], "item": f"tech:a{number}", "kind": "anaphor"})
    folder = workspace / "reports" / ID
    write_table(folder / "links.csv", LINK_COLUMNS, links)
    write_table(folder / "mentions.csv", MENTION_COLUMNS, mentions)
    trends = [row | {"label_en": f"Trend {row['ordinal']}"} for row in rows(workspace, "trends")]
    write_table(folder / "trends.csv", list(trends[0]), trends)


def annotated(workspace: Path) -> list[str]:
    """Return what names each annotated row, wherever it stands."""
    found = []
    for name in ("links", "mentions", "orphans"):
        found += [row.get("note") or row["item"] for row in rows(workspace, name) if row.get("note") or row.get("item")]
    own = [row["label_en"] for row in (*rows(workspace, "trends"), *rows(workspace, "orphans"))]
    return sorted(found) + sorted(label for label in own if label and label.startswith("Trend "))


def state(workspace: Path) -> dict[str, bytes]:
    return {
        path.relative_to(workspace).as_posix(): path.read_bytes() for path in workspace.rglob("*") if path.is_file()
    }


def test_a_report_is_added_as_valid_tables_that_verify(workspace: Path) -> None:
    added = add(workspace)
    assert (len(added.trends), len(added.sentences)) == (3, 10)
    assert {span.reason for span in added.excluded} == {"title", "introduction", "disclaimer"}
    tables = read(workspace, resource_dir("ontology"))
    (report,) = [report for report in tables.reports if report.id == ID]
    assert (report.title_zh, report.title_en, report.language, report.date) == (
        "三大趋势",
        "三大趋势",
        "zh-hans",
        "2026-01",
    )
    assert (report.publisher, report.creator) == ("某某研究院", "某某研究院")
    assert report.sentences == added.sentences
    assert [trend.label_zh for trend in report.trends] == [
        "云计算进入核心系统",
        "大模型进入柜面",
        "隐私计算连接数据",
    ]
    source = workspace / "sources" / f"{ID}.txt"
    assert source.read_bytes() == TEXT.encode()
    checked = verify(report, {}, source)
    assert (checked.exact, checked.sentences, checked.problems) == (True, 10, ())


@pytest.mark.parametrize("name", ["markdown.md", "page.html", "zh-bank.txt", "en-centralbank.txt", "zh-pages.txt"])
def test_reports_of_all_kinds_verify(workspace: Path, name: str) -> None:
    file = Path(__file__).parent / "reports" / name
    add_report(file, ID, workspace, details=Details(title="=HYPERLINK(1)"))
    (report,) = [one for one in read(workspace, resource_dir("ontology")).reports if one.id == ID]
    assert report.title_en == "=HYPERLINK(1)"
    assert verify(report, {}, workspace / "sources" / f"{ID}.txt").problems == ()
    assert report.language == ("zh-hans" if "zh" in name or "page" in name else "en")
    assert any(sentence.page for sentence in report.sentences) == (name == "zh-pages.txt")


def test_adding_the_same_text_again_changes_nothing(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    before = state(workspace)
    added = add(workspace, details=Details())
    assert {match.kind for match in added.matches} == {"same"}
    assert (added.fresh, added.review, added.orphaned) == ((), 0, 0)
    assert state(workspace) == before


def test_moved_sentences_keep_their_rows_and_changed_ones_are_to_be_reviewed(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    changed = (
        TEXT.replace("某某研究院发布。", "某某研究院于年初发布。")
        .replace("云计算降低了成本。", "云计算大幅降低了运维成本。")
        .replace("客户等待时间缩短了三成。", "")
        .replace("多家银行共建了平台。", "多家银行共建了平台。监管沙盒也已启动。")
    )
    added = add(workspace, changed)
    kinds = {match.former.id: match.kind for match in added.matches}
    assert kinds["T01.S02"] == "changed"
    assert kinds["T02.S02"] == "vanished"
    assert {kind for name, kind in kinds.items() if name not in ("T01.S02", "T02.S02")} == {"moved"}
    assert added.fresh == ("T03.S03",)
    links = {row["note"]: row for row in rows(workspace, "links")}
    assert [note for note, row in links.items() if row["status"] == "review"] == ["link 2"]
    assert "link 6" not in links
    orphans = rows(workspace, "orphans")
    assert {(row["table"], row["reason"]) for row in orphans} == {
        ("links", "its sentence is not in the new text"),
        ("mentions", "its sentence is not in the new text"),
    }
    for row in rows(workspace, "mentions"):
        if row["kind"] == "name":
            number = int(row["item"].removeprefix("tech:n"))
            former = list(added.matches)[number].former
            assert changed[int(row["start"]) : int(row["end"])] == TEXT[former.start : former.start + 3]


def test_trends_that_change_places_take_their_labels_and_links_along(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    first, second = TEXT[TEXT.index("1、") : TEXT.index("2、")], TEXT[TEXT.index("2、") : TEXT.index("3、")]
    add(workspace, TEXT.replace(first + second, second.replace("2、", "1、") + first.replace("1、", "2、")))
    assert [row["label_en"] for row in rows(workspace, "trends")] == ["Trend 2", "Trend 1", "Trend 3"]
    for row in rows(workspace, "links"):
        assert row["subject"] == f"trend:{ID}.{row['sentence'][:3]}"
        assert row.get("status", "") == ""


def test_suggested_rows_stay_suggested(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    links = [row | {"status": "suggested", "score": "0.5"} for row in rows(workspace, "links")]
    write_table(workspace / "reports" / ID / "links.csv", [*LINK_COLUMNS, "status", "score"], links)
    add(workspace, TEXT.replace("成本", "运营成本"))
    assert {(row["status"], row["score"]) for row in rows(workspace, "links")} == {("suggested", "0.5")}


def test_rows_that_refer_to_nothing_are_kept_too(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    path = workspace / "reports" / ID / "links.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("T02.S01", "T77.S01"), encoding="utf-8")
    before = annotated(workspace)
    add(workspace)
    assert annotated(workspace) == before
    assert [row["reason"] for row in rows(workspace, "orphans")] == ["its sentence stood in no table"]


PIECES = [line for line in TEXT.splitlines() if line] + [
    "1、量子计算进入试点", "2、云计算进入核心系统", "3、大模型进入柜面业务", "4、全新的方向", "云计算显著降低了成本。监管部门要求备份。",
    "完全不同的一句话。", "银行把核心系统迁到云上。", "银行把核心系统迁到云上。",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), min_size=1, max_size=3))
def test_nothing_annotated_is_ever_lost(versions: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder, "mine")
        create_workspace(workspace)
        add(workspace)
        annotate(workspace)
        rest = annotated(workspace)
        for version in versions:
            before = state(workspace)
            text = "\n".join(version)
            try:
                add(workspace, text, force=True)
            except SourceError:  # no heading
                assert state(workspace) == before
            assert annotated(workspace) == rest
            known = {row["id"] for row in rows(workspace, "sentences")}
            assert {row["sentence"] for name in ("links", "mentions") for row in rows(workspace, name)} <= known


def test_another_report_under_a_taken_id_is_refused(workspace: Path) -> None:
    add(workspace)
    annotate(workspace)
    before = state(workspace)
    other = "五大方向\n一、绿色保险\n保险公司开发碳汇产品。\n二、养老金融\n养老金账户数量增长。\n"
    with pytest.raises(
        SourceError, match=r"report 'demo-2026' exists, and .* has 0 of its 10 sentences; choose another --id"
    ):
        add(workspace, other)
    assert state(workspace) == before
    rest = annotated(workspace)
    assert add(workspace, other, force=True).orphaned == 33
    assert annotated(workspace) == rest


def test_a_stored_text_changed_in_place_is_refused(workspace: Path) -> None:
    add(workspace)
    source = workspace / "sources" / f"{ID}.txt"
    source.write_text(TEXT.replace("三成", "四成"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"is the stored text and was changed in place"):
        add_report(source, ID, workspace, details=TITLE)


def test_a_dry_run_writes_nothing(workspace: Path) -> None:
    before = state(workspace)
    assert len(add(workspace, write=False).sentences) == 10
    assert state(workspace) == before


def test_what_cannot_be_written_leaves_all_as_it_was(workspace: Path) -> None:
    (workspace / "sources").rmdir()
    (workspace / "sources").write_text("no folder", encoding="utf-8")
    before = state(workspace)
    with pytest.raises(OutputError, match=r"^cannot write to .*; nothing was changed$"):
        add(workspace)
    assert state(workspace) == before


def test_tables_that_cannot_be_read_are_left_alone(workspace: Path) -> None:
    add(workspace)
    (workspace / "reports" / ID / "links.csv").write_text("not,a,table\n", encoding="utf-8")
    before = state(workspace)
    with pytest.raises(FingraphError, match=r"links\.csv:1: header is"):
        add(workspace)
    assert state(workspace) == before


@pytest.mark.parametrize(
    "name",
    [
        "a/b",
        "..",
        "../x",
        "A",
        "",
        "a b",
        "facts",
        "x-inferred",
        "报告",
        "a" * 61,
        "con.",
        "con",
        "nul",
        "-a",
        "a--b",
        "a\n",
    ],
)
def test_ids_that_are_no_names_of_reports(workspace: Path, name: str) -> None:
    before = state(workspace)
    with pytest.raises(SourceError, match="is not allowed; use up to 60 lower-case letters and digits"):
        add_report(write(workspace.parent, TEXT), name, workspace, details=TITLE)
    assert state(workspace) == before


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (Details(), "is new and needs a title; add --title"),
        (Details(title="a\nb"), "title 'a.nb' is not allowed; use a text of one line"),
        (Details(title=" "), "title ' ' is not allowed"),
        (Details(title="a", date="2026-13"), "date '2026-13' is not allowed; use a year, month or day"),
        (Details(title="a", date="2026-02-30"), "date '2026-02-30' is not allowed"),
        (Details(title="a", language="fr"), "language 'fr' is not known; use one of zh, en"),
    ],
)
def test_details_that_the_table_cannot_hold(workspace: Path, details: Details, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        add(workspace, details=details)


def test_a_text_without_headings_is_refused_with_a_way_out(workspace: Path) -> None:
    with pytest.raises(SourceError, match=r"has no heading that starts a trend, .* put # before each"):
        add(workspace, "没有标题。\n只有正文。\n")
    assert len(add(workspace, "# 甲\n没有标题。\n# 乙\n只有正文。\n").trends) == 2


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五…"), ("云计算：新阶段", "云计算"),
        ("One two", "One two"), ("a b c d e f g h i", "a b c d e f g h…"), ("x" * 300, "x" * 150 + "…"), ("云\n计算\x0c", "云 计算"),
    ],
)  # fmt: skip
def test_labels_proposed_for_trends(heading: str, label: str) -> None:
    assert short_label(heading) == label


def test_the_command_says_what_it_left_out_and_what_moved(
    workspace: Path, fingraph_command: Callable[..., Result]
) -> None:
    file = write(workspace.parent, TEXT)
    result = fingraph_command(
        "report", "add", file, "--data", workspace, "--id", ID, "--title", "三大趋势", "--lang", "zh"
    )
    assert result.exit_code == 0, result.output
    assert f"{ID}: 3 trends, 7 sentences" in result.output
    assert f"{ID}: left out: disclaimer, {TEXT.index('免责')} to {len(TEXT) - 1}: 免责声明：仅供参考。" in result.output
    assert fingraph_command("verify", ID, "--data", workspace).exit_code == 0
    file.write_text(TEXT.replace("云计算降低了成本。", "云计算明显降低了成本。"), encoding="utf-8")
    again = fingraph_command("report", "add", file, "--data", workspace, "--id", ID, "--dry-run")
    assert f"{ID}: sentences: 2 same, 7 moved, 1 changed, 0 vanished, 0 new" in again.output
    assert "T01.S02 is now T01.S02: changed, likeness 0." in again.output
    assert again.output.endswith("nothing written\n")
    assert fingraph_command("report", "add", file, "--data", workspace, "--id", ID).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "caict-2025"], "report 'caict-2025' is one of the built-in reports; choose another --id"),
        (["--id", "../x"], "report id '../x' is not allowed"),
        (["--id", "x", "--date", "soon"], "date 'soon' is not allowed"),
    ],
)
def test_the_command_refuses_in_one_line(
    workspace: Path, fingraph_command: Callable[..., Result], arguments: list[str], message: str
) -> None:
    file = write(workspace.parent, TEXT)
    result = fingraph_command("report", "add", file, "--data", workspace, "--title", "T", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_command_needs_a_workspace(
    tmp_path: Path, fingraph_command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FINGRAPH_DATA", raising=False)
    result = fingraph_command("report", "add", write(tmp_path, TEXT), "--id", ID, "--title", "T")
    assert (result.exit_code, result.stderr) == (
        1,
        "fingraph: no workspace to add to; make one with fingraph init FOLDER, then add --data FOLDER\n",
    )


def test_a_report_of_200_pages_is_added_and_added_again_in_seconds(
    workspace: Path, cpu_seconds: Callable[[Callable[[], object]], float]
) -> None:
    parts = ["十大趋势"]
    for trend in range(1, 11):
        parts.append(f"{trend}、第{trend}个方向正在形成")
        parts += [
            f"第{trend}组第{n}段说明机构{n * trend}加快部署人工智能，覆盖率达到{n}.{trend}%。同时成本下降了{n}个点。"
            * 2
            for n in range(250)
        ]
    changed = [part.replace("人工智能", "大模型技术") for part in parts]
    added: list[Added] = []
    assert cpu_seconds(lambda: added.extend(add(workspace, "\n".join(text)) for text in (parts, changed))) < 20
    assert len(added[0].sentences) == 10_010
    assert {match.kind for match in added[1].matches} <= {"same", "moved", "changed", "vanished"}
