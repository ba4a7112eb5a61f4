"""Annotations against texts: the annotated one, other renditions, and those that do not fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tables_support import SPANS, TEXT, TablesFolder, sha256

from fingraph.assemble import read
from fingraph.errors import SourceError
from fingraph.resources import SOURCES_VARIABLE, resource_dir, source_path
from fingraph.verification import Verification, quotations, verify


def verified(folder: TablesFolder, text: str | bytes = TEXT) -> Verification:
    tables = folder.read()
    return verify(tables.reports[0], {item.id: item for item in tables.items}, folder.source(text))


def annotate(folder: TablesFolder, text: str) -> None:
    """Declare a text to be the annotated one, whatever the offsets say."""
    folder.replace("reports/demo/report.toml", sha256(TEXT), sha256(text))


def test_the_annotated_text_fits(folder: TablesFolder) -> None:
    assert verified(folder) == Verification(exact=True, sentences=6, mentions=3, problems=())


def test_one_changed_character_is_found_where_it_is(folder: TablesFolder) -> None:
    text = TEXT.replace("缓解延误", "加剧延误")
    annotate(folder, text)
    assert verified(folder, text).problems == ("T01.S02: offsets 33 to 46 and digest do not fit the text",)


def test_a_text_longer_than_declared_is_found(folder: TablesFolder) -> None:
    text = TEXT + "尾"
    annotate(folder, text)
    assert verified(folder, text).problems == ("demo: the text has 81 code points, report.toml says 80",)


def test_a_sentence_that_segmentation_does_not_give_is_found(folder: TablesFolder) -> None:
    start, end = 33, 45
    folder.cell("reports/demo/sentences.csv", 4, "end", str(end))
    folder.cell("reports/demo/sentences.csv", 4, "sha256", sha256(TEXT[start:end]))
    assert verified(folder).problems == ("T01.S02: the text has no such sentence at offsets 33 to 45",)


def test_a_sentence_left_out_is_found(folder: TablesFolder) -> None:
    folder.write(
        "reports/demo/sentences.csv",
        "".join(f"{line}\n" for line in folder.text("reports/demo/sentences.csv").splitlines()[:-1]),
    )
    links = folder.text("reports/demo/links.csv").splitlines()[:-1]
    folder.write("reports/demo/links.csv", "".join(f"{line}\n" for line in links))
    assert verified(folder).problems == ("T02.S02: the text has this sentence, sentences.csv has not",)


def test_several_sentences_left_out_are_told_in_order(folder: TablesFolder) -> None:
    text = TEXT.replace("标准要求港口开展审计。", "".join(f"港口第{n}次审计。" for n in "甲乙丙丁戊己庚辛"))
    annotate(folder, text)
    left_out = [line for line in verified(folder, text).problems if line.endswith("sentences.csv has not")]
    assert left_out == sorted(left_out)
    assert len(left_out) == 7


def test_a_name_at_the_wrong_place_is_found_without_quoting_the_text(folder: TablesFolder) -> None:
    folder.cell("reports/demo/mentions.csv", 2, "item", "tech:ledger")
    (problem,) = verified(folder).problems
    assert problem == "T01.H: the 3 characters at 13 are no name of tech:ledger"
    assert "机器人" not in problem


def test_every_synonym_is_a_name(folder: TablesFolder) -> None:
    folder.cell("concepts/technologies.csv", 3, "label_zh", "装卸机")
    assert verified(folder).problems != ()
    folder.cell("concepts/technologies.csv", 3, "alt_zh", "自动机|机器人")
    assert verified(folder).problems == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n" + text,
        lambda text: text.replace("港口", "港 口"),
        lambda text: text.replace("，", ","),
        lambda text: text.replace("1、", "1．"),
    ],
    ids=["CRLF", "a line more", "blanks", "punctuation", "marks"],
)
def test_a_moved_rendition_is_told_from_a_changed_one(folder: TablesFolder, change: object) -> None:
    assert callable(change)
    result = verified(folder, change(TEXT))
    assert not result.exact
    assert result.problems == ()
    assert result.mentions == 0, "names are compared in the annotated rendition only"


def test_what_moved_is_named(folder: TablesFolder) -> None:
    assert verified(folder, TEXT.replace("，", "， ")).moved == ("T01.S02", "T02.H", "T02.S01", "T02.S02")


def test_a_changed_rendition_is_told_sentence_by_sentence(folder: TablesFolder) -> None:
    result = verified(folder, TEXT.replace("账本用于航运。", "账本不用于航运。"))
    assert not result.exact
    assert result.problems == ("T02.S01: changed, now at 55 to 63",)
    assert result.moved == ("T02.S02",)


def test_a_sentence_that_is_gone_is_told(folder: TablesFolder) -> None:
    assert verified(folder, TEXT.replace("标准要求港口开展审计。", "")).problems == (
        "T02.S02: the text has no such sentence",
    )


def test_a_sentence_that_another_rendition_adds_is_told(folder: TablesFolder) -> None:
    assert any("T02.S03" in line for line in verified(folder, TEXT.replace("审计。", "审计。船归。")).problems)


def test_another_text_altogether_and_an_empty_one(folder: TablesFolder) -> None:
    assert len(verified(folder, "").problems) == 6
    assert len(verified(folder, "1、船\n船开。").problems) == 6


def test_no_message_quotes_the_text(folder: TablesFolder) -> None:
    for text in (TEXT.replace("延误", "拥堵"), "", TEXT.replace("1、", "")):
        result = verified(folder, text)
        assert all(line.isascii() for line in result.problems)


def test_a_text_that_is_not_utf_8_is_an_error(folder: TablesFolder) -> None:
    with pytest.raises(SourceError, match="is not UTF-8 at byte 0"):
        verified(folder, TEXT.encode("gbk"))


def test_quotations_are_given_from_the_annotated_text_only(folder: TablesFolder) -> None:
    report = folder.read().reports[0]
    assert quotations(report, folder.source()) == SPANS
    with pytest.raises(SourceError, match="is not the annotated rendition of demo"):
        quotations(report, folder.source(TEXT + "尾"))


def test_the_folder_of_texts_can_be_named(folder: TablesFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder.source()
    monkeypatch.setenv(SOURCES_VARIABLE, str(path.parent))
    assert source_path("demo") == path
    assert source_path("other") is None


def find_source(report: str) -> Path:
    """Return the report's text, or skip; in CI that is a failure, unless it is said that there is none."""
    if os.environ.get("FINGRAPH_NO_SOURCE") == "1":
        pytest.skip("FINGRAPH_NO_SOURCE=1: the evidence is not checked")
    path = source_path(report)
    if path is not None:
        return path
    missing = f"no text of {report}: put it into the folder that {SOURCES_VARIABLE} names"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{missing}, or say FINGRAPH_NO_SOURCE=1")
    pytest.skip(missing)


def test_the_evidence_of_every_report_fits_its_text() -> None:
    tables = read(resource_dir("data"), resource_dir("ontology"))
    items = {item.id: item for item in tables.items}
    for report in tables.reports:
        result = verify(report, items, find_source(report.id))
        assert result.exact
        assert result.problems == ()
        assert result.sentences == len(report.sentences) > 0
        assert result.mentions == sum(mention.kind == "name" for mention in report.mentions)
