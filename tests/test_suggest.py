"""Suggestions: names found where they stand, links that sentences state, names that are new; in Chinese and English."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning import fit, link_weights, term_weights

from fingraph.assemble import read
from fingraph.errors import TableError
from fingraph.model import Item, Report, Sentence, Trend
from fingraph.resources import data_dir, resource_dir, source_path
from fingraph.suggest import MOST_LINKS, MOST_TERMS, Matcher, Suggester
from fingraph.suggest.cues import CueFinder
from fingraph.suggest.matching import fold
from fingraph.suggest.scoring import read_weights, score
from fingraph.suggest.sentences import Parsed
from fingraph.suggest.words import words
from fingraph.tables import read_relation_pairs
from fingraph.text import digest, read_text

ONTOLOGY = resource_dir("ontology")


def item(curie: str, en: str, zh: str, *, alt_en: tuple[str, ...] = (), alt_zh: tuple[str, ...] = ()) -> Item:
    return Item(curie, "", "", en, zh, alt_en, alt_zh)


ITEMS = (
    item("tech:ai", "artificial intelligence", "人工智能", alt_en=("AI",), alt_zh=("AI",)),
    item("tech:robot", "robot", "机器人"),
    item("tech:learning-robot", "learning robot", "学习机器人"),
    item("tech:battery", "battery", "电池"),
    item("tech:it", "IT", "资讯"),
    item("policy:harbour-plan", "harbour plan", "港口方案"),
    item("policy:safety-norm", "safety norm", "安全规程"),
    item("actor:port", "port", "港口"),
    item("actor:sailor", "sailor", "海员"),
    item("scenario:unloading", "unloading", "卸货"),
    item("sector:shipping", "shipping", "航运业"),
    item("practice:audit", "audit", "审计"),
    item("challenge:delay", "delay", "延误"),
    item("outcome:punctuality", "punctuality", "准点率"),
    item("outcome:safety", "safety", "安全水平"),
    item("data:cargo-list", "cargo list", "货单"),
)


def report_of(heading: str, sentences: Sequence[str]) -> tuple[Report, str]:
    """Return a report of one trend, and its text."""
    text, found = heading, [("T01.H", 0, len(heading))]
    for number, sentence in enumerate(sentences, 1):
        found.append((f"T01.S{number:02d}", len(text) + 1, len(text) + 1 + len(sentence)))
        text += f"\n{sentence}"
    rows = tuple(Sentence(name, start, end, digest(text[start:end]), "") for name, start, end in found)
    trends = (Trend(1, "trend", "趋势", "T01.H"),)
    return Report("made", "", "", "", "", "zh", "", "", len(text), sentences=rows, trends=trends), text


REPORTS = read(data_dir(), ONTOLOGY).reports


def suggester(items: Sequence[Item] = ITEMS) -> Suggester:
    return Suggester(ONTOLOGY, items, REPORTS)


SHARED = suggester()


def links_of(*sentences: str) -> set[tuple[str, str, str, str]]:
    report, text = report_of("-", sentences)
    return {(link.subject, link.relation[3:], link.object, link.modality) for link in SHARED.links(report, text)}


def found(text: str, items: Sequence[Item] = ITEMS) -> list[tuple[str, str, bool]]:
    return [
        (text[match.start : match.end], name, match.nested)
        for match in Matcher(items).matches(text)
        for name in match.items
    ]


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("学习机器人", [("学习机器人", "tech:learning-robot", False), ("机器人", "tech:robot", True)]),
        ("港口方案与港口", [("港口方案", "policy:harbour-plan", False), ("港口", "actor:port", True), ("港口", "actor:port", False)]),
        ("机 器\n人", [("机 器\n人", "tech:robot", False)]),
        ("ＡＩ", [("ＡＩ", "tech:ai", False)]),
        ("Robots and a learning-robot", [
            ("Robots", "tech:robot", False), ("learning-robot", "tech:learning-robot", False), ("robot", "tech:robot", True),
        ]),
        ("batteries", [("batteries", "tech:battery", False)]),
        ("said the airport", []),
        ("It is IT", [("IT", "tech:it", False)]),
        ("用AI的robot", [("AI", "tech:ai", False), ("robot", "tech:robot", False)]),
        ("", []),
    ],
)  # fmt: skip
def test_names_are_found_where_they_stand(text: str, names: list[tuple[str, str, bool]]) -> None:
    assert found(text) == names


def leftmost_longest(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    spans, at = [], 0
    while at < len(text):
        best = max((name for name in names if text.startswith(name, at)), key=len, default="")
        if best:
            spans.append((at, at + len(best)))
        at += len(best) or 1
    return spans


@given(
    st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, max_size=8, unique=True),
    st.text("甲乙丙丁", max_size=30),
)
def test_matching_is_leftmost_longest(names: list[str], text: str) -> None:
    items = [item(f"tech:n{number}", "", name) for number, name in enumerate(names)]
    tops = [(match.start, match.end) for match in Matcher(items).matches(text) if not match.nested]
    assert tops == leftmost_longest(text, names)


@given(st.text("大模型AI e-\n 用", max_size=30))
def test_offsets_are_code_points_of_the_text_as_it_is(text: str) -> None:
    items = [item("tech:a", "AI", "大模型"), item("tech:b", "e model", "模型用")]
    names = {fold(name).replace(" ", "") for one in items for name in one.names}
    for match in Matcher(items).matches(text):
        assert "".join(fold(text[match.start : match.end]).split()).removesuffix("s") in names


def test_the_order_of_items_changes_nothing() -> None:
    text = "港口方案鼓励港口采用学习机器人。AI robots reduce delays."
    shuffled = list(ITEMS)
    random.Random(7).shuffle(shuffled)  # noqa: S311 - no secret
    assert found(text) == found(text, shuffled)
    report, whole = report_of("机器人", [text])
    assert suggester().links(report, whole) == suggester(shuffled).links(report, whole)
    assert suggester().terms(report, whole) == suggester(shuffled).terms(report, whole)


def test_mentions_are_those_no_row_has_yet() -> None:
    report, text = report_of("机器人", ["港口采用机器人。"])
    first = SHARED.mentions(report, text)
    assert [(m.sentence, m.item, text[m.start : m.end]) for m in first] == [
        ("T01.H", "tech:robot", "机器人"),
        ("T01.S01", "actor:port", "港口"),
        ("T01.S01", "tech:robot", "机器人"),
    ]
    assert {m.status for m in first} == {"suggested"}
    assert SHARED.mentions(replace(report, mentions=tuple(first[:1]), waiting_mentions=tuple(first[1:])), text) == []


# Links


@pytest.mark.parametrize(
    ("sentence", "link"),
    [
        ("港口方案鼓励港口采用机器人。", ("policy:harbour-plan", "promotes", "tech:robot", "encouraged")),
        ("港口正在部署机器人。", ("actor:port", "adopts", "tech:robot", "asserted")),
        ("机器人应用于卸货。", ("tech:robot", "appliedIn", "scenario:unloading", "asserted")),
        ("未来，机器人将提升准点率。", ("tech:robot", "contributesTo", "outcome:punctuality", "forecast")),
        ("机器人依赖电池。", ("tech:robot", "dependsOn", "tech:battery", "asserted")),
        ("航运业面临延误。", ("sector:shipping", "faces", "challenge:delay", "asserted")),
        ("安全规程要求港口开展审计。", ("policy:safety-norm", "requires", "practice:audit", "required")),
        ("机器人为航运业提供支撑。", ("tech:robot", "enables", "sector:shipping", "asserted")),
        ("The harbour plan encourages ports to adopt robots.", ("policy:harbour-plan", "promotes", "tech:robot", "encouraged")),
        ("Ports are deploying robots.", ("actor:port", "adopts", "tech:robot", "asserted")),
        ("Robots are used in unloading.", ("tech:robot", "appliedIn", "scenario:unloading", "asserted")),
        ("Robots will improve punctuality.", ("tech:robot", "contributesTo", "outcome:punctuality", "forecast")),
        ("Punctuality is improved by robots.", ("tech:robot", "contributesTo", "outcome:punctuality", "asserted")),
        ("Robots depend on batteries.", ("tech:robot", "dependsOn", "tech:battery", "asserted")),
        ("Shipping faces delays.", ("sector:shipping", "faces", "challenge:delay", "asserted")),
        ("The safety norm requires ports to undertake audits.", ("policy:safety-norm", "requires", "practice:audit", "required")),
    ],
)  # fmt: skip
def test_a_sentence_states_a_link(sentence: str, link: tuple[str, str, str, str]) -> None:
    assert link in links_of(sentence)


def test_coordination_is_distributed() -> None:
    links = links_of("机器人和电池提升准点率与安全水平。")
    for subject in ("tech:robot", "tech:battery"):
        for goal in ("outcome:punctuality", "outcome:safety"):
            assert (subject, "contributesTo", goal, "asserted") in links


@pytest.mark.parametrize(
    "sentence", ["机器人不能提升准点率。", "Robots do not improve punctuality.", "机器人没有应用于卸货。"]
)
def test_what_is_denied_is_no_link(sentence: str) -> None:
    assert links_of(sentence) == set()


def test_who_encourages_does_not_do_it_itself() -> None:
    assert ("policy:harbour-plan", "adopts", "tech:robot", "encouraged") not in links_of("港口方案鼓励港口采用机器人。")


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("机器人将提升安全水平，提高准点率。", "forecast"),
        ("电池将提升安全水平，同时机器人提高准点率。", "asserted"),
        ("电池将提升安全水平，机器人提高准点率。", "asserted"),
        ("机器人持续提高准点率。", "asserted"),
    ],
)
def test_a_forecast_reaches_to_the_next_subject(sentence: str, modality: str) -> None:
    found = {
        link[3] for link in links_of(sentence) if link[:3] == ("tech:robot", "contributesTo", "outcome:punctuality")
    }
    assert found == {modality}


def test_a_clause_that_accompanies_says_so() -> None:
    report, text = report_of("-", ["随着港口部署机器人，航运业面临延误。"])
    bases = {(link.subject, link.object): link.basis for link in SHARED.links(report, text)}
    assert bases["actor:port", "tech:robot"] == "accompanying"
    assert bases["sector:shipping", "challenge:delay"] == "explicit"


def test_a_trend_concerns_what_its_heading_names() -> None:
    report, text = report_of("学习机器人应用于卸货", ["港口采用机器人。"])
    links = [link for link in SHARED.links(report, text) if link.sentence == "T01.H"]
    assert {link.object for link in links if link.subject == "trend:made.T01"} == {
        "tech:learning-robot", "tech:robot", "scenario:unloading",
    }  # fmt: skip
    assert {(link.modality, link.basis, link.status) for link in links} == {("forecast", "heading", "suggested")}


@given(
    st.lists(
        st.sampled_from(
            [*(one.label_zh for one in ITEMS), *"将，、和在", "提升", "应用于", "鼓励", "为", "提供支撑", "通过"]
        ),
        max_size=14,
    )
)
def test_every_suggestion_keeps_to_the_tables(parts: list[str]) -> None:
    report, text = report_of("-", ["".join(parts) + "。"])
    made = SHARED.links(report, text, least=0.0)
    pairs = SHARED.rates
    assert len(made) <= MOST_LINKS
    assert [float(link.score) for link in made] == sorted((float(link.score) for link in made), reverse=True)
    assert len({link.curie("made") for link in made}) == len(made)
    for link in made:
        assert link.subject != link.object
        assert 0 <= float(link.score) <= 1
        classes = (CLASSES[link.subject.partition(":")[0]], CLASSES[link.object.partition(":")[0]])
        assert link.relation[3:] in pairs.relations(*classes)


CLASSES = {
    "tech": "Technology", "policy": "Policy", "actor": "ActorType", "scenario": "Scenario", "sector": "Sector",
    "practice": "Practice", "challenge": "Challenge", "outcome": "Outcome", "data": "DataResource",
}  # fmt: skip


def test_links_that_have_a_row_are_not_suggested_again() -> None:
    report, text = report_of("机器人", ["港口采用机器人，机器人提升准点率。"])
    links = SHARED.links(report, text)
    accepted = replace(links[0], status="accepted")
    again = SHARED.links(replace(report, links=(accepted,), waiting_links=tuple(links[1:])), text, least=0.0)
    assert not {link.curie("made") for link in links} & {link.curie("made") for link in again}


# New names


def test_titles_quoted_names_and_phrases_are_suggested() -> None:
    report, text = report_of(
        "机器人进港口",
        [
            "《港口自动化指南》要求开展“无人值守”。",
            "潮汐调度系统提升准点率。",
            "港口采用潮汐调度系统。",
            "“他说，港口很好”。",
        ],
    )
    terms = {term.text: term for term in SHARED.terms(report, text)}
    assert terms["港口自动化指南"].kind == "title"
    assert terms["无人值守"].kind == "quoted"
    assert [place[0] for place in terms["潮汐调度系统"].places] == ["T01.S02", "T01.S03"]
    assert "机器人" not in terms
    assert "他说，港口很好" not in terms
    for term in terms.values():
        for sentence, start, end in term.places:
            (row,) = [row for row in report.sentences if row.id == sentence]
            assert fold(text[row.start + start : row.start + end]) == fold(term.text)


def test_english_names_are_suggested() -> None:
    report, text = report_of(
        "Robots in ports",
        ["Ports deploy tidal scheduling systems.", 'The "Quiet Harbour Charter" supports tidal scheduling systems.'],
    )
    terms = [term.text for term in SHARED.terms(report, text)]
    assert "tidal scheduling systems" in terms[:5]
    assert "Quiet Harbour Charter" in terms[:5]
    assert not {"Robots", "of", "the"} & set(terms)


def test_no_more_names_than_asked_for() -> None:
    report, text = report_of("机器人", ["港口新区引进岸桥设备、远控中心、智能闸口和数字孪生平台。"] * 3)
    assert len(SHARED.terms(report, text, most=3)) == 3
    assert len(SHARED.terms(report, text)) <= MOST_TERMS


@given(st.text("港口robot 的，AI-5“”’", max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end
        assert text[word.start : word.end] == word.text
        end = word.end


# What it rests on


def annotated(name: str) -> tuple[Report, str]:
    source = source_path(name)
    if source is None:
        pytest.skip(f"no text of {name}")
    reports = {report.id: report for report in read(data_dir(), ONTOLOGY, examples=True).reports}
    return reports[name], read_text(source)[0]


def test_the_example_is_suggested_from_the_other_report() -> None:
    report, text = annotated("example-2024")
    tables = read(data_dir(), ONTOLOGY)
    bare = replace(report, links=(), mentions=())
    links = {link.curie(report.id) for link in Suggester(ONTOLOGY, tables.items, tables.reports).links(bare, text)}
    truth = {link.curie(report.id) for link in report.links}
    assert len(links & truth) >= 0.5 * len(truth)
    assert len(links & truth) >= 0.3 * len(links)


def test_the_weights_are_those_that_the_annotated_report_teaches() -> None:
    report, text = annotated("caict-2025")
    items = read(data_dir(), ONTOLOGY).items
    finder = CueFinder(ONTOLOGY)
    kept = read_weights(ONTOLOGY)
    learnt = link_weights([(report, text)], Matcher(items), finder, read_relation_pairs(ONTOLOGY))
    assert learnt == pytest.approx(kept["link"], abs=0.01)
    assert term_weights([(report, text)], items, finder) == pytest.approx(kept["term"], abs=0.01)


def test_what_always_goes_with_success_weighs_most() -> None:
    rows = [{"bias": 1.0, "sign": float(n % 2), "noise": float(n % 3 == 0)} for n in range(60)]
    weights = fit(("bias", "sign", "noise"), rows, [n % 2 == 1 for n in range(60)])
    assert weights["sign"] > 1 > abs(weights["noise"])
    assert score({"bias": 1.0, "sign": 1.0}, weights) > 0.5 > score({"bias": 1.0}, weights)


def test_cues_are_of_relations_that_reports_state() -> None:
    stated = {pair.relation for pair in read_relation_pairs(ONTOLOGY) if pair.layer == "stated"}
    with (ONTOLOGY / "cues.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["relation"] for row in rows} <= stated | {""}
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    for language in ("en", "zh"):
        assert stated - {row["relation"] for row in rows if row["language"] == language} <= {"scenarioOf"}


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("cues.csv", "promotes,fr,encourager,,forward", "language: 'fr' is not allowed; use one of en, zh"),
        (
            "cues.csv",
            "promotes,en,…,,forward",
            "cue: '…' is not allowed; a cue is a word; one of a relation has a direction",
        ),
        ("suggestion-weights.csv", "link,sign,heavy", "weight: 'heavy' is not allowed; use a number"),
    ],
)
def test_a_spoilt_table_is_one_clear_line(tmp_path: Path, file: str, line: str, problem: str) -> None:
    for name in ("cues.csv", "suggestion-weights.csv", "relation-pairs.csv"):
        shutil.copy(ONTOLOGY / name, tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
    with pytest.raises(TableError) as raised:
        Suggester(tmp_path, ITEMS, ())
    (message,) = str(raised.value).splitlines()
    assert message.endswith(problem)


def test_a_missing_weight_is_named(tmp_path: Path) -> None:
    (tmp_path / "suggestion-weights.csv").write_text("kind,feature,weight\n", encoding="utf-8")
    with pytest.raises(TableError, match="no weight of a link for 'bias'"):
        read_weights(tmp_path)


def test_suggestions_do_not_depend_on_the_hash_seed() -> None:
    command = [sys.executable, "-m", "fingraph", "report", "suggest", "example-2024", "--kind"]
    for kind in ("links", "terms"):
        outputs = {
            subprocess.run(
                [*command, kind], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
            ).stdout
            for seed in ("1", "2")
        }
        assert len(outputs) == 1


def test_a_clause_speaks_of_the_last_subject() -> None:
    parsed = Parsed("机器人提升准点率，降低延误。", Matcher(ITEMS), CueFinder(ONTOLOGY))
    assert [name.clause for name in parsed.names] == [0, 0, 1]
    assert parsed.subjects[:2] == [0, None]
    assert parsed.topic(1) == 0
