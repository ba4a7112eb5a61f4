"""Segmentation, offsets and digests, on made-up texts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_support import SPANS, TEXT

from fingraph.errors import SourceError
from fingraph.text import digest, fold, outline, read_text, segment

ALPHABET = st.text(st.sampled_from("港口机a1230、.．。，,？ \t\u3000\r\n\ufeff"), max_size=80)


def spans(text: str) -> dict[str, str]:
    return {sentence.id: text[sentence.start : sentence.end] for sentence in segment(text)}


def test_headings_and_sentences_of_a_small_text() -> None:
    assert spans(TEXT) == SPANS


@pytest.mark.parametrize("mark", ["、", ".", "．", "、 ", "．\u3000"])
@pytest.mark.parametrize("indent", ["", "  ", "\u3000\u3000", "\t"])
def test_marks_and_indents_of_headings(mark: str, indent: str) -> None:
    text = f"序\n{indent}1{mark}船\n{indent}船开。\n{indent}2{mark}港\n{indent}港静。船归。\n"
    assert spans(text) == {
        "T01.H": "船", "T01.S01": "船开。", "T02.H": "港", "T02.S01": "港静。", "T02.S02": "船归。",
    }  # fmt: skip


@pytest.mark.parametrize("end", ["。", ""], ids=["with a full stop", "without"])
def test_line_ends_of_windows_change_offsets_only(end: str) -> None:
    text = f"1、船\n船开。船归{end}\n\n2、港\n港静{end}\n"
    assert spans(text.replace("\n", "\r\n")) == spans(text)


def test_a_numbered_line_out_of_order_is_no_heading() -> None:
    text = "3、早\n不算。\n1、船\n船开。\n5、不是\n2、港\n港静。\n"
    assert spans(text) == {
        "T01.H": "船", "T01.S01": "船开。", "T01.S02": "不是", "T02.H": "港", "T02.S01": "港静。",
    }  # fmt: skip


def test_a_decimal_number_at_the_start_of_a_line_is_no_heading() -> None:
    text = "1、船\n2.5万艘船开。\n2、港\n港静。\n"
    assert spans(text) == {"T01.H": "船", "T01.S01": "2.5万艘船开。", "T02.H": "港", "T02.S01": "港静。"}


def test_a_heading_without_text_has_no_sentences() -> None:
    assert spans("1、船\n2、港\n港静。\n") == {"T01.H": "船", "T02.H": "港", "T02.S01": "港静。"}
    assert spans("1、船") == {"T01.H": "船"}


def test_all_paragraphs_below_a_heading_belong_to_it_but_the_end_of_the_report() -> None:
    assert spans("引言。\n1、船\n\n  船开。 船归。  \n\n船停。\n版权所有。\n港口网\n") == {
        "T01.H": "船",
        "T01.S01": "船开。",
        "T01.S02": "船归。",
        "T01.S03": "船停。",
    }


@pytest.mark.parametrize("text", ["", "\n", "没有标题。", "1、", "\ufeff"])
def test_texts_without_headings_have_nothing(text: str) -> None:
    assert spans(text) == {}


@given(ALPHABET)
def test_spans_of_any_text_are_in_order_and_have_their_digests(text: str) -> None:
    position = 0
    names = set()
    for sentence in segment(text):
        span = text[sentence.start : sentence.end]
        assert position <= sentence.start < sentence.end <= len(text)
        assert span == span.strip("\n")
        assert sentence.sha256 == hashlib.sha256(span.encode()).hexdigest() == digest(span)
        assert sentence.folded_sha256 == digest(fold(span))
        assert sentence.id not in names
        names.add(sentence.id)
        position = sentence.end


@given(ALPHABET, st.text(st.sampled_from(" \t\u3000\n"), max_size=3))
def test_folding_sees_no_white_space_and_is_final(text: str, blanks: str) -> None:
    assert fold(blanks.join(text)) == fold(text)
    assert fold(fold(text)) == fold(text)


def test_folding_sees_no_width_but_every_word() -> None:
    assert fold("Ａ１，（港）") == "A1,(港)"
    assert fold("港口") != fold("海口")


def test_a_rendition_is_read_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    content = "\ufeff港\r\n口\n".encode()
    file.write_bytes(content)
    assert read_text(file) == ("\ufeff港\r\n口\n", hashlib.sha256(content).hexdigest())


def test_a_rendition_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read '.*none\.txt': No such file or directory$"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(SourceError, match=r"cannot read '.*': Is a directory$"):
        read_text(tmp_path)
    file = tmp_path / "gbk.txt"
    file.write_bytes("ab港口".encode("gbk"))
    with pytest.raises(SourceError, match=r"'.*gbk\.txt' is not UTF-8 at byte 2; convert it first$"):
        read_text(file)


@pytest.mark.parametrize(
    "form",
    [
        "{n}/ {w}", "{n} – {w}", "{n}: {w}", "{n}\ufe0f\u20e3 {w}", "🔹 {n}. {w}", "■ 主线{h}：{w}", "转变{h}：{w}", "【趋势{h}】{w}",
        "Shift {n}: {w}", "Priority {n}. {w}", "TREND 0{n}\n{w}", "{n}\n{w}", "{l}. {w}", "{e}: {w}", "The {o} trend: {w}",
        "{o}: {w}", "{f}、{w}", "{r}. {w}", "PART.0{n}\n{w}",
    ],
)  # fmt: skip
def test_headings_are_numbered_in_many_ways(form: str) -> None:
    words = ["Clouds grow", "Chains merge", "Cards fade"]
    marks = [
        {"n": 1, "h": "一", "l": "A", "e": "One", "o": "first", "f": "壹", "r": "Ⅰ"},
        {"n": 2, "h": "二", "l": "B", "e": "Two", "o": "second", "f": "贰", "r": "Ⅱ"},
        {"n": 3, "h": "三", "l": "C", "e": "Three", "o": "third", "f": "叁", "r": "Ⅲ"},
    ]
    parts = [
        f"{form.format(w=word, **mark)}\n\nIt grew by 3.5%. It will go on."
        for word, mark in zip(words, marks, strict=True)
    ]
    text = "A report\n\nAn introduction.\n\n" + "\n\n".join(parts)
    found = outline(text)
    assert [text[slice(*section.heading)] for section in found.sections] == words
    assert [len(section.sentences) for section in found.sections] == [2, 2, 2]


def test_a_list_inside_a_section_is_not_taken_for_the_trends() -> None:
    text = "Report\n\nShift 1: Trust\n\nIt grows.\n\nShift 2: Speed\n\nSteps:\n\n1. Plan\n\n2. Do\n\nShift 3: Scale\n\nDone.\n"
    assert [text[slice(*section.heading)] for section in outline(text).sections] == ["Trust", "Speed", "Scale"]
