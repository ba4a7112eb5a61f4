"""How far two readers agree: known answers, properties, and each kind of difference told on small readings."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from fingraph.agreement import Agreement, agreement, cohen_kappa, dice, krippendorff_alpha
from fingraph.errors import AnalysisError, TableError
from fingraph.resources import resource_dir
from fingraph.tables.readings import Reading, read_reading

Run = Callable[..., Result]

LINK_HEADER = "subject,relation,object,sentence,modality,basis,in_sector,in_scenario,by_actor,note"
SENTENCES = "id,start,end,sha256,folded_sha256\nT01.S01,0,10,,\nT01.S02,10,30,,\nT02.S01,30,40,,\n"
A_LINKS = (
    "policy:plan,fg:promotes,tech:robot,T01.S01,encouraged,explicit,,,actor:port,",
    "tech:robot,fg:appliedIn,scenario:handling,T01.S02,asserted,explicit,,,,",
    "tech:robot,fg:mitigates,challenge:delay,T01.S02,asserted,explicit,,,,",
)
B_LINKS = (
    "policy:plan,fg:requires,tech:robot,T01.S01,required,explicit,,,actor:port,",
    "tech:robot,fg:appliedIn,scenario:handling,T01.S02,asserted,accompanying,sector:shipping,,,",
    "tech:robot,fg:serves,actor:port,T01.S02,asserted,explicit,,,,",
)
A_MENTIONS = ("T01.S01,policy:plan,name,0,4", "T01.S01,tech:robot,name,6,8", "T01.S02,challenge:delay,name,20,24")
B_MENTIONS = ("T01.S01,policy:plan,name,0,5", "T01.S01,tech:robot,name,6,8", "T01.S02,actor:port,anaphor,,")

spans = st.tuples(st.sampled_from(["tech:robot", "tech:ledger"]), st.integers(0, 40), st.integers(0, 40))
categories = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=30)


def written(folder: Path, links: tuple[str, ...], mentions: tuple[str, ...] | None = None) -> Reading:
    folder.mkdir(parents=True)
    (folder / "links.csv").write_text("\n".join((LINK_HEADER, *links, "")), encoding="utf-8")
    if mentions is not None:
        text = "\n".join(("sentence,item,kind,start,end", *mentions, ""))
        (folder / "mentions.csv").write_text(text, encoding="utf-8")
        (folder / "sentences.csv").write_text(SENTENCES, encoding="utf-8")
    return read_reading(folder)


def values(found: Agreement) -> dict[str, float | None]:
    return {measure.name: measure.value for measure in found.measures}


def units(found: Agreement) -> dict[str, tuple[int, int]]:
    return {measure.name: (measure.same, measure.units) for measure in found.measures}


def test_kappa_of_the_diagnoses_of_cohen() -> None:
    # Table 1 of Cohen (1968), https://doi.org/10.1037/h0026256: two judges, 200 cases, three diagnoses; kappa is .492.
    counts = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
    pairs = [(b, a) for b, row in enumerate(counts) for a, count in enumerate(row) for _ in range(count)]
    assert cohen_kappa(pairs) == pytest.approx(0.492, abs=5e-4)


def test_kappa_of_the_skin_condition_of_sas() -> None:
    # https://support.sas.com/documentation/cdl/en/statug/63033/HTML/default/statug_freq_sect004.htm: kappa is 0.3449.
    counts = ((10, 4, 1, 0), (5, 10, 12, 2), (2, 4, 12, 5), (0, 2, 6, 13))
    pairs = [(a, b) for a, row in enumerate(counts) for b, count in enumerate(row) for _ in range(count)]
    assert cohen_kappa(pairs) == pytest.approx(0.3449, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_alpha_of_the_examples_of_krippendorff(first: str, second: str, alpha: float) -> None:
    # Examples A and B of "Computing Krippendorff's Alpha-Reliability" (2011), https://repository.upenn.edu/asc_papers/43.
    assert krippendorff_alpha(zip(first, second, strict=True)) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("coefficient", [cohen_kappa, krippendorff_alpha])
def test_what_chance_decides_alone_has_no_value(coefficient: Callable[..., float | None]) -> None:
    assert coefficient([]) is None
    assert coefficient([("a", "a")] * 5) is None
    assert dice(set(), set()) is None
    assert dice({1}, set()) == 0


def test_readers_who_never_agree() -> None:
    assert cohen_kappa([("a", "b")] * 4) == 0
    assert cohen_kappa([("a", "b"), ("b", "a")]) == -1
    # n = 4 values, 2 of each: expected disagreement 8 / 12, observed 1.
    assert krippendorff_alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)


@given(categories)
def test_coefficients_do_not_know_who_is_first_or_the_order_of_units(pairs: list[tuple[str, str]]) -> None:
    for coefficient in (cohen_kappa, krippendorff_alpha):
        found = coefficient(pairs)
        assert found == coefficient([(b, a) for a, b in pairs]) == coefficient(sorted(pairs))
        assert found is None or -1 <= found <= 1
        assert (found == 1) == (found is not None and all(a == b for a, b in pairs))


@given(categories)
def test_alpha_is_pooled_kappa_in_large_samples(pairs: list[tuple[str, str]]) -> None:
    # Scott's pi is kappa with pooled frequencies; alpha = 1 - (1 - pi)(n - 1) / n, since n - 1 takes the place of n.
    pooled = cohen_kappa([*pairs, *((b, a) for a, b in pairs)])
    alpha = krippendorff_alpha(pairs)
    if pooled is None or alpha is None:
        assert pooled is alpha
    else:
        n = 2 * len(pairs)
        assert alpha == pytest.approx(1 - (1 - pooled) * (n - 1) / n)


def test_every_number_and_difference_of_two_small_readings(tmp_path: Path) -> None:
    found = agreement(written(tmp_path / "a", A_LINKS, A_MENTIONS), written(tmp_path / "b", B_LINKS, B_MENTIONS))
    assert (found.trends, found.left_out) == ((1,), ())
    assert units(found) == {
        "items": (3, 5), "mentions": (2, 4), "pairs": (2, 4), "links": (1, 5), "relation": (1, 2), "modality": (1, 2),
        "spans": (25, 30), "named items": (25, 30),
    }  # fmt: skip
    expected = {"items": 3 / 4, "mentions": 2 / 3, "pairs": 2 / 3, "links": 1 / 3, "relation": 1 / 3, "modality": 1 / 3}
    assert {name: value for name, value in values(found).items() if name in expected} == pytest.approx(expected)
    assert [(d.sentence, d.kind, d.what, d.a, d.b) for d in found.differences] == [
        ("T01.S01", "other modality", "policy:plan → tech:robot", "encouraged", "required"),
        ("T01.S01", "other relation", "policy:plan → tech:robot", "fg:promotes", "fg:requires"),
        ("T01.S01", "other span", "policy:plan", "0 to 4", "0 to 5"),
        ("T01.S02", "link only in A", "tech:robot → challenge:delay", "fg:mitigates", ""),
        ("T01.S02", "link only in B", "tech:robot → actor:port", "", "fg:serves"),
        ("T01.S02", "mention only in A", "challenge:delay", "20 to 24", ""),
        ("T01.S02", "mention only in B", "actor:port", "", "anaphor"),
        ("T01.S02", "other basis", "tech:robot → scenario:handling", "explicit", "accompanying"),
        ("T01.S02", "other in_sector", "tech:robot → scenario:handling", "", "sector:shipping"),
    ]


def test_a_reading_agrees_with_itself(tmp_path: Path) -> None:
    reading = written(tmp_path / "a", A_LINKS, A_MENTIONS)
    found = agreement(reading, reading)
    assert set(values(found).values()) == {1.0}
    assert found.differences == ()


def test_the_second_reader_may_be_the_first(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a", A_LINKS, A_MENTIONS), written(tmp_path / "b", B_LINKS, B_MENTIONS)
    one, other = agreement(a, b), agreement(b, a)
    assert one.measures == other.measures
    turned = {(d.sentence, d.kind.translate({65: 66, 66: 65}), d.what, d.b, d.a) for d in other.differences}
    assert {(d.sentence, d.kind, d.what, d.a, d.b) for d in one.differences} == turned


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    folder = tmp_path_factory.mktemp("order")
    shuffled = (tuple(chance.sample(A_LINKS, 3)), tuple(chance.sample(A_MENTIONS, 3)))
    b = written(folder / "b", B_LINKS, B_MENTIONS)
    assert agreement(written(folder / "x", *shuffled), b) == agreement(written(folder / "a", A_LINKS, A_MENTIONS), b)


def test_several_relations_of_a_pair_are_one_category(tmp_path: Path) -> None:
    second = A_LINKS[1].replace("fg:appliedIn", "fg:uses")
    a, b = written(tmp_path / "a", (A_LINKS[1], second)), written(tmp_path / "b", (A_LINKS[1],))
    found = agreement(a, b)
    assert units(found)["relation"] == (0, 1)
    assert [(d.kind, d.a, d.b) for d in found.differences] == [
        ("other relation", "fg:appliedIn & fg:uses", "fg:appliedIn")
    ]


def test_trends_that_one_reader_left_out_are_left_out(tmp_path: Path) -> None:
    further = (*A_LINKS, "tech:ledger,fg:appliedIn,sector:shipping,T02.S01,asserted,explicit,,,,")
    found = agreement(written(tmp_path / "a", further, A_MENTIONS), written(tmp_path / "b", A_LINKS, A_MENTIONS))
    assert (found.trends, found.left_out) == ((1,), (2,))
    assert set(values(found).values()) == {1.0}
    assert units(found)["spans"] == (30, 30)


def test_readings_without_mentions_have_no_spans(tmp_path: Path) -> None:
    found = agreement(written(tmp_path / "a", A_LINKS, A_MENTIONS), written(tmp_path / "b", A_LINKS))
    assert list(values(found)) == ["items", "pairs", "links", "relation", "modality"]


def test_spans_without_sentences_have_no_value(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a", A_LINKS, A_MENTIONS), written(tmp_path / "b", B_LINKS, B_MENTIONS)
    for folder in ("a", "b"):
        (tmp_path / folder / "sentences.csv").unlink()
    found = agreement(read_reading(a.path), read_reading(b.path))
    assert values(found)["spans"] is None
    assert units(found)["spans"] == (0, 0)
    assert ("spans", "Krippendorff's alpha", None, 0, 0) in [row[:5] for row in found.to_rows()]


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_alpha_of_spans_counts_each_code_point_once(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[str, int, int]], second: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("spans")
    rows = [tuple(f"T01.S02,{item},name,{start},{end}" for item, start, end in names) for names in (first, second)]
    a, b = written(folder / "a", A_LINKS, rows[0]), written(folder / "b", A_LINKS, rows[1])
    found = agreement(a, b)
    named = [
        (
            frozenset(item for item, start, end in first if start <= point < end and point >= 10),
            frozenset(item for item, start, end in second if start <= point < end and point >= 10),
        )
        for point in range(30)
    ]
    assert values(found)["named items"] == krippendorff_alpha(named)
    assert values(found)["spans"] == krippendorff_alpha([(bool(one), bool(other)) for one, other in named])
    assert units(found)["spans"][1] == 30


def test_offsets_beyond_all_reason_cost_nothing(tmp_path: Path) -> None:
    far = ("T01.S01,policy:plan,name,0,999999999",)
    a, b = written(tmp_path / "a", A_LINKS, far), written(tmp_path / "b", A_LINKS, A_MENTIONS)
    text = SENTENCES.replace("T01.S02,10,30,,\nT02.S01,30,40,,", "T01.S02,10,999999999,,")
    for reading in (a, b):
        (reading.path / "sentences.csv").write_text(text, encoding="utf-8")
    assert units(agreement(read_reading(a.path), read_reading(b.path)))["spans"] == (999_999_991, 999_999_999)


def test_nothing_in_common_is_an_error(tmp_path: Path) -> None:
    a, none = written(tmp_path / "a", A_LINKS), written(tmp_path / "none", ())
    with pytest.raises(AnalysisError, match=r"no trend is annotated in .* and in .*; compare two readings"):
        agreement(a, none)


def test_readings_of_other_texts_are_an_error(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a", A_LINKS, A_MENTIONS), written(tmp_path / "b", A_LINKS, A_MENTIONS)
    (b.path / "sentences.csv").write_text(SENTENCES.replace("30,40", "30,41"), encoding="utf-8")
    with pytest.raises(AnalysisError, match="have other sentences"):
        agreement(a, read_reading(b.path))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (A_LINKS[0].replace("T01.S01", "S1"), "sentence: 'S1' is not allowed; write it as in T07.H or T07.S05"),
        (A_LINKS[0].replace("tech:robot", "robot"), "object: 'robot' is not allowed; write it as in tech:large-model"),
        (A_LINKS[0].replace("fg:promotes", "promotes"), "relation: 'promotes' is not allowed"),
        (A_LINKS[0].replace("encouraged", "wished"), "modality: 'wished' is not allowed; use one of required"),
        (A_LINKS[1], "stands already at"),
        (A_LINKS[0].removesuffix(","), "9 cells; the header has 10"),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(TableError) as raised:
        written(tmp_path / "a", (A_LINKS[1], row))
    assert "links.csv:3: " in str(raised.value)
    assert said in str(raised.value)


def test_rows_that_wait_are_no_reading(tmp_path: Path) -> None:
    reading = written(tmp_path / "a", A_LINKS)
    path = reading.path / "links.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    waiting = [f"{lines[0]},status", f"{lines[1]},suggested", f"{lines[2]},accepted", f"{lines[3]},"]
    path.write_text("\n".join(waiting), encoding="utf-8")
    assert [link.relation for link in read_reading(path).links] == ["fg:appliedIn", "fg:mitigates"]


def test_a_table_that_a_spreadsheet_saved_is_the_same_reading(tmp_path: Path) -> None:
    reading = written(tmp_path / "a", A_LINKS)
    saved = tmp_path / "saved.csv"
    text = (reading.path / "links.csv").read_text(encoding="utf-8")
    saved.write_bytes(b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    assert read_reading(saved).links == reading.links


def test_the_kept_readings_of_the_first_report_agree_as_the_guideline_says() -> None:
    folder = resource_dir("data") / "reports" / "caict-2025" / "readings"
    found = values(agreement(read_reading(folder / "first"), read_reading(folder / "second")))
    told = (resource_dir("data") / "README.md").read_text(encoding="utf-8")
    for name, row in (
        ("items", "items, matched by their names"),
        ("pairs", "linked pairs"),
        ("links", "links (pair and"),
    ):
        (line,) = [line for line in told.splitlines() if line.startswith(f"| {row}")]
        assert line.split("|")[-2].strip() == f"{found[name]:.2f}", name


def test_the_command_takes_reports_readings_folders_and_tables(fingraph_command: Run, tmp_path: Path) -> None:
    written(tmp_path / "a", A_LINKS, A_MENTIONS)
    done = fingraph_command("report", "agree", "caict-2025/first", "caict-2025/second", "-f", "json")
    assert done.exit_code == 0
    assert '"measure": "relation"' in done.stdout
    assert "compared: T01, T03, T04, T05, T07, T08, T09" in done.stderr
    done = fingraph_command("report", "agree", "caict-2025", "caict-2025/second")
    assert "left out, since only one of them has rows there: T02, T06, T10" in done.stderr
    assert "relation · 关系" in done.stdout
    done = fingraph_command(
        "report", "agree", tmp_path / "a", tmp_path / "a" / "links.csv", "--differences", "-f", "csv"
    )
    assert done.stdout.splitlines() == ["sentence,difference,what,A,B"]


def test_the_command_names_what_it_does_not_find(fingraph_command: Run) -> None:
    done = fingraph_command("report", "agree", "caict-2025", "caict-2025/../second")
    assert done.exit_code == 1
    assert done.stderr.startswith("fingraph: no reading 'caict-2025/../second'; use a report, REPORT/READING")
