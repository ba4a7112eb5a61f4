"""Two reports compared: differences that are known, since they were made."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fingraph
from fingraph.assemble import read
from fingraph.comparison import CHANGES, PARTS, ReportComparison, compare, compared_dataset, compared_graph
from fingraph.errors import AnalysisError, QueryError
from fingraph.model import Fact, Item, Link, Mention, Report, Sentence, Tables, Trend
from fingraph.resources import data_dir, resource_dir

if TYPE_CHECKING:
    from fingraph.comparison.changes import LinkChange

A, B = "house-2024", "house-2025"
FEW = 20

CLASSES = {
    "policy": ("PolicyDocument", ""),
    "tech": ("Technology", "technology"),
    "sector": ("Sector", "sector"),
    "outcome": ("Outcome", "outcome"),
}


def items(names: str) -> tuple[Item, ...]:
    return tuple(
        Item(name, *CLASSES[name.partition(":")[0]], f"the {name}", f"名{name.partition(':')[2]}")
        for name in names.split()
    )


ITEMS = items(
    "policy:plan policy:law policy:rule tech:robot tech:ledger tech:chip tech:automaton sector:ports sector:trade "
    "outcome:speed"
)


def rows(text: str) -> tuple[Link, ...]:
    """Read links: subject, relation, object, sentence, modality, and perhaps a sector."""
    found = []
    for line in filter(None, text.splitlines()):
        subject, relation, obj, sentence, modality, *sector = line.split()
        basis = "heading" if sentence.endswith("H") else "explicit"
        found.append(Link(subject, f"fg:{relation}", obj, sentence, modality, basis, *sector))
    return tuple(found)


def report(name: str, links: Iterable[Link], *, date: str = "", mentions: tuple[Mention, ...] = ()) -> Report:
    links = tuple(links)
    trends = sorted({int(link.sentence[1:3]) for link in links})
    names = sorted({link.sentence for link in links} | {f"T{n:02d}.H" for n in trends})
    return Report(
        name, f"{name} en", f"{name} zh", "house", "press", "en", "none", "0" * 64, 10 * len(names), date=date,
        sentences=tuple(Sentence(s, 10 * i, 10 * i + 10, "0" * 64, "0" * 64) for i, s in enumerate(names)),
        trends=tuple(Trend(n, f"trend {n}", f"趋势{n}", f"T{n:02d}.H") for n in trends),
        mentions=mentions, links=links,
    )  # fmt: skip


def tables(*reports: Report, facts: tuple[Fact, ...] = (), withdrawn: dict[str, str] | None = None) -> Tables:
    return Tables(ITEMS, reports, {}, facts, withdrawn or {})


def of(text_a: str, text_b: str, **options: object) -> ReportComparison:
    both = tables(report(A, rows(text_a)), report(B, rows(text_b)), **options)  # type: ignore[arg-type] # those of tables
    return compare(A, B, tables=both, samples=FEW)


def told(found: Iterable[LinkChange]) -> list[str]:
    return [
        f"{row.change} {row.subject} {'|'.join(row.relation_a) or '-'} {'|'.join(row.relation_b) or '-'} {row.object}"
        for row in found
    ]


BEFORE = """
policy:plan promotes tech:robot T01.S01 encouraged
policy:plan promotes tech:robot T01.S02 forecast
tech:robot appliedIn sector:ports T01.S01 asserted sector:trade
tech:robot uses tech:chip T01.S02 forecast
tech:ledger enables sector:trade T02.S01 asserted
policy:law requires tech:ledger T02.S01 required
"""
AFTER = """
policy:plan promotes tech:robot T01.S01 asserted
tech:robot appliedIn sector:ports T01.S02 asserted
tech:robot uses tech:chip T03.S01 required
tech:ledger serves sector:trade T02.S01 asserted
policy:law requires tech:chip T02.S01 required
"""


def test_each_change_of_a_link_with_the_sentences_of_both_sides() -> None:
    found = of(BEFORE, AFTER)
    assert told(found.links) == [
        "relation tech:ledger fg:enables fg:serves sector:trade",
        "strengthened tech:robot fg:uses fg:uses tech:chip",
        "weakened policy:plan fg:promotes fg:promotes tech:robot",
        "new policy:law - fg:requires tech:chip",
        "gone policy:law fg:requires - tech:ledger",
        "kept tech:robot fg:appliedIn fg:appliedIn sector:ports",
    ]
    weakened = found.links[2]
    assert [tuple(one) for one in weakened.a] == [
        (f"{A}.T01.S01", "fg:promotes", "encouraged", "explicit"),
        (f"{A}.T01.S02", "fg:promotes", "forecast", "explicit"),
    ]
    assert [tuple(one) for one in weakened.b] == [(f"{B}.T01.S01", "fg:promotes", "asserted", "explicit")]
    assert found.links[3].a == found.links[4].b == ()


def test_a_relation_is_changed_only_where_both_reports_state_one_that_the_other_does_not() -> None:
    one = "tech:robot uses tech:chip T01.S01 asserted"
    assert told(of(one, f"{one}\ntech:robot dependsOn tech:chip T01.S01 asserted").links) == [
        "new tech:robot - fg:dependsOn tech:chip",
        "kept tech:robot fg:uses fg:uses tech:chip",
    ]
    assert told(of(one, "tech:chip dependsOn tech:robot T01.S01 asserted").links) == [
        "new tech:chip - fg:dependsOn tech:robot",
        "gone tech:robot fg:uses - tech:chip",
    ]


def test_items_count_in_qualifiers_and_mentions_too() -> None:
    mention = Mention("T01.S01", "outcome:speed", "anaphor")
    both = tables(report(A, rows(BEFORE), mentions=(mention,)), report(B, rows(AFTER)))
    found = {row.item: row for row in compare(A, B, tables=both, samples=FEW).items}
    assert Counter(row.change for row in found.values()) == {"kept": 7, "gone": 1}
    assert [tuple(one) for one in found["outcome:speed"].a] == [(f"{A}.T01.S01", "", "", "anaphor")]
    assert [one.sentence for one in found["sector:trade"].a] == [f"{A}.T01.S01", f"{A}.T02.S01"]


def test_a_renamed_label_is_no_change() -> None:
    before, after = report(A, rows(BEFORE)), report(B, rows(AFTER))
    renamed = tuple(replace(item, label_en="otherwise", label_zh="别名") for item in ITEMS)
    one = compare(A, B, tables=tables(before, after), samples=FEW)
    other = compare(A, B, tables=replace(tables(before, after), items=renamed), samples=FEW)
    assert replace(one, labels={}) == replace(other, labels={})


@pytest.mark.parametrize(
    ("withdrawn", "changes"),
    [
        ({"tech:automaton": "tech:robot"}, {"kept": 1}),
        ({"tech:automaton": "tech:old", "tech:old": "tech:robot"}, {"kept": 1}),
        ({"tech:automaton": ""}, {"new": 1, "gone": 1}),
        ({"tech:automaton": "tech:old", "tech:old": "tech:automaton"}, {"new": 1, "gone": 1}),
    ],
)
def test_a_withdrawn_id_counts_as_its_successor(withdrawn: dict[str, str], changes: dict[str, int]) -> None:
    found = of(
        "policy:plan promotes tech:automaton T01.S01 asserted",
        "policy:plan promotes tech:robot T01.S01 asserted",
        withdrawn=withdrawn,
    )
    assert found.counts()["links"] == changes


TWO_TRENDS = """
trend:{0}.T01 concerns tech:robot T01.H forecast
tech:robot appliedIn sector:ports T01.S01 asserted
tech:robot uses tech:chip T01.S01 asserted
trend:{0}.T02 concerns tech:ledger T02.H forecast
tech:ledger enables sector:trade T02.S01 asserted
"""


def test_trends_are_aligned_by_items_whatever_their_order_and_their_links_are_theirs() -> None:
    text = TWO_TRENDS.format(B)
    for old, new in (("T01", "T0x"), ("T02", "T01"), ("T0x", "T02")):
        text = text.replace(old, new)
    found = of(TWO_TRENDS.format(A), text)
    assert [(row.change, row.trend_a, row.trend_b, round(row.similarity, 6)) for row in found.trends] == [
        ("kept", f"trend:{A}.T01", f"trend:{B}.T02", 1),
        ("kept", f"trend:{A}.T02", f"trend:{B}.T01", 1),
    ]
    assert found.trends[0].shared == ("sector:ports", "tech:chip", "tech:robot")
    assert found.counts()["links"] == {"kept": 3}


def test_trends_that_share_too_little_are_not_aligned() -> None:
    found = of("tech:robot uses tech:chip T01.S01 asserted", "tech:ledger enables sector:trade T01.S01 asserted")
    assert [(row.change, row.similarity, row.only_a or row.only_b) for row in found.trends] == [
        ("new", 0, ("sector:trade", "tech:ledger")),
        ("gone", 0, ("tech:chip", "tech:robot")),
    ]


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_no_other_assignment_of_trends_has_a_greater_sum(seed: int) -> None:
    found = of(*(_random_text(random.Random(f"{seed} {side}"), trends=3, links=8) for side in "ab"))  # noqa: S311
    from fingraph.comparison.changes import ALIGNED, similarities
    from fingraph.comparison.editions import edition

    matrix = similarities(edition(found.a), edition(found.b))
    assert ((matrix >= 0) & (matrix <= 1 + 1e-12)).all()
    strong = np.where(matrix < ALIGNED, 0, matrix)
    square = np.zeros((max(matrix.shape),) * 2)
    square[: matrix.shape[0], : matrix.shape[1]] = strong
    best = max(sum(square[i, j] for i, j in enumerate(order)) for order in permutations(range(len(square))))
    assert sum(row.similarity for row in found.trends if row.change == "kept") == pytest.approx(best)


def _random_text(chance: random.Random, *, trends: int, links: int) -> str:
    names = [item.id for item in ITEMS]
    lines = []
    for _ in range(links):
        subject, obj = chance.sample(names, 2)
        sentence = f"T{chance.randint(1, trends):02d}.S{chance.randint(1, 4):02d}"
        relation = chance.choice(["promotes", "uses", "concerns"])
        lines.append(f"{subject} {relation} {obj} {sentence} {chance.choice(['required', 'asserted', 'forecast'])}")
    return "\n".join(lines)


MIRRORED = {"new": "gone", "gone": "new", "strengthened": "weakened", "weakened": "strengthened"}


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_from_b_to_a_everything_is_the_other_way_round_and_the_order_of_rows_does_not_matter(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    links = [list(rows(_random_text(chance, trends=2, links=10))) for _ in range(2)]
    both = tables(*(report(name, found) for name, found in zip((A, B), links, strict=True)))
    one = compare(A, B, tables=both, samples=FEW)
    back = compare(B, A, tables=both, samples=FEW)
    for part in ("links", "items"):
        forth = Counter((MIRRORED.get(row.change, row.change), row.b, row.a) for row in getattr(one, part))
        assert forth == Counter((row.change, row.a, row.b) for row in getattr(back, part))
    # Of several assignments that are equally good, either may be found.
    assert sum(row.similarity for row in one.trends) == pytest.approx(sum(row.similarity for row in back.trends))
    for found in links:
        chance.shuffle(found)
    shuffled = tables(*(report(name, found) for name, found in zip((A, B), links, strict=True)))
    again = compare(A, B, tables=shuffled, samples=FEW)
    assert all(getattr(one, part) == getattr(again, part) for part in PARTS)


@pytest.fixture(scope="module")
def caict() -> tuple[Tables, Report]:
    found = read(data_dir(), resource_dir("ontology"), examples=True)
    return found, next(report for report in found.reports if report.id == "caict-2025")


def _edition(original: Report, name: str, links: Iterable[Link]) -> Report:
    def own(item: str) -> str:
        return item.replace(f"trend:{original.id}.", f"trend:{name}.")

    return replace(original, id=name, links=tuple(replace(link, subject=own(link.subject)) for link in links))


@pytest.mark.parametrize("seed", range(3))
def test_differences_made_in_the_built_in_report_are_all_found_and_no_others(
    caict: tuple[Tables, Report], seed: int
) -> None:
    known, original = caict
    once = Counter((link.subject, link.object) for link in original.links)
    single = [
        link
        for link in original.links
        if once[link.subject, link.object] == 1 and not link.subject.startswith("trend:")
    ]
    chosen = iter(random.Random(seed).sample(single, 40))  # noqa: S311
    gone, stronger, weaker, other, added = ({next(chosen) for _ in range(8)} for _ in range(5))
    stronger = {link for link in stronger if link.modality != "required"}
    weaker = {link for link in weaker if link.modality != "forecast"}
    links = []
    for link in original.links:
        if link in gone:
            continue
        if link in stronger or link in weaker:
            link = replace(link, modality="required" if link in stronger else "forecast")  # noqa: PLW2901
        if link in other:
            link = replace(link, relation="fg:drives" if link.relation != "fg:drives" else "fg:uses")  # noqa: PLW2901
        links.append(link)
    links += [
        replace(link, subject="policy:five-key-areas-development-strategies", relation="fg:regulates") for link in added
    ]
    later = _edition(original, "later", links)
    found = compare("caict-2025", "later", tables=replace(known, reports=(original, later)), samples=FEW)
    made = {"gone": gone, "strengthened": stronger, "weakened": weaker, "relation": other}
    for change, those in made.items():
        pairs = {(row.subject, row.object) for row in found.links if row.change == change}
        assert pairs == {(link.subject, link.object) for link in those}, change
    new = {row.object for row in found.links if row.change == "new"}
    assert new == {link.object for link in added}
    assert {row.change for row in found.trends} == {"kept"}
    assert all(row.trend_a.rpartition(".")[2] == row.trend_b.rpartition(".")[2] for row in found.trends)


def test_a_report_and_its_copy_differ_in_nothing(caict: tuple[Tables, Report]) -> None:
    known, original = caict
    copy = _edition(original, "copy", original.links)
    found = compare("caict-2025", "copy", tables=replace(known, reports=(original, copy)), samples=200)
    assert {change for part, counts in found.counts().items() if part != "ranks" for change in counts} == {"kept"}
    assert found.counts()["ranks"] == {"within noise": len(found.ranks)}
    assert all(move.shift == 0 and move.chance == 1 for move in found.ranks)
    # Ranked among all technologies, since all are in both reports: as fingraph.rank ranks them.
    ranking = fingraph.rank(fingraph.to_networkx(), "strength", item_class="Technology", samples=FEW)
    assert {move.item: move.rank_a for move in found.ranks if move.item_class == "Technology"} == {
        row.item: row.rank for row in ranking.items
    }


MANY = items(" ".join(f"tech:t{i}" for i in range(12)) + " " + " ".join(f"outcome:o{i}" for i in range(12)))


def _drawn(seed: str, *, share: float = 1 / 12, sentences: int = 60) -> tuple[Link, ...]:
    """Return links of sentences that are alike in every report, but for one technology that has a share of its own."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for number in range(sentences):
        sentence = f"T{1 + number // 10:02d}.S{1 + number % 10:02d}"
        technology = (
            "tech:t5" if chance.random() < share else f"tech:t{chance.choice([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11])}"
        )
        targets = chance.sample(range(12), 2)
        found += [
            Link(technology, "fg:contributesTo", f"outcome:o{i}", sentence, "asserted", "explicit") for i in targets
        ]
    return tuple(found)


def _ranked(seed: int, **shares: float) -> ReportComparison:
    both = [report(name, _drawn(f"{seed} {name}", share=shares.get(name[-4:], 1 / 12))) for name in (A, B)]
    return compare(A, B, tables=replace(tables(*both), items=MANY), samples=100, seed=seed)


def test_reports_drawn_alike_hardly_ever_have_a_rank_that_moved() -> None:
    false = sum(any(move.change != "within noise" for move in _ranked(seed).ranks) for seed in range(60))
    # 5 in 100 are allowed; more than 8 of 60 would come by chance once in 200 times.
    assert false <= 8


def test_what_was_made_to_rise_has_risen() -> None:
    right = 0
    for seed in range(20):
        found = _ranked(seed, **{"2024": 1 / 40, "2025": 1 / 2})
        moved = {move.item: move.change for move in found.ranks if move.change != "within noise"}
        right += moved.get("tech:t5") == "risen"
    assert right >= 15
    move = next(move for move in found.ranks if move.item == "tech:t5")
    assert move.rank_b == 1
    assert move.rank_b_low <= move.rank_b <= move.rank_b_high
    assert move.shift == move.rank_b - move.rank_a
    assert move.shift_low <= move.shift <= move.shift_high


FORECAST = "policy:plan guides tech:robot T01.S01 forecast\npolicy:law requires tech:chip T01.S02 required"
SOURCE = "https://example.org/plan"


@pytest.mark.parametrize(
    ("date", "facts", "expected"),
    [
        ("2024-06", [("policy:plan", "dcterms:issued", "2024-11-27")], [("", "2024-11-27")]),
        ("2024-06", [("policy:plan", "dcterms:issued", "2024-06-30")], []),
        ("2024", [("policy:plan", "dcterms:issued", "2024-11-27")], []),
        ("2024-11-26", [("policy:plan", "dcterms:valid", "2024-11-27")], [("", "2024-11-27")]),
        ("", [("policy:plan", "dcterms:issued", "2024-11-27")], []),
        ("2024", [("policy:law", "dcterms:issued", "2025-11-27")], []),
        ("2024", [("policy:plan", "fg:documentNumber", "2025-1")], []),
        ("2024", [("policy:rule", "fg:carriesOut", "policy:plan")], []),
        ("2024", [("policy:rule", "dcterms:issued", "2025-03-01")], []),
        (
            "2024",
            [("policy:rule", "fg:carriesOut", "policy:plan"), ("policy:rule", "dcterms:issued", "2025-03-01")],
            [("policy:rule", "2025-03-01")],
        ),
        (
            "2023",
            [("policy:plan", "dcterms:valid", "2024-03-01"), ("policy:plan", "dcterms:issued", "2024-02-01")],
            [("", "2024-02-01")],
        ),
    ],
)
def test_a_forecast_has_a_later_fact_only_if_its_policy_has_a_dated_one(
    date: str, facts: list[tuple[str, str, str]], expected: list[tuple[str, str]]
) -> None:
    known = tuple(Fact(*fact, SOURCE, "2026-01-01") for fact in facts)
    both = tables(report(A, rows(FORECAST), date=date), report(B, rows(AFTER)), facts=known)
    found = compare(A, B, tables=both, samples=FEW)
    assert [(row.by, row.since) for row in found.facts] == expected
    assert all(
        (row.policy, row.link.object, row.source) == ("policy:plan", "tech:robot", SOURCE) for row in found.facts
    )
    if expected:
        (cells,) = found.to_rows("facts").to_dicts()
        assert (cells["layer"], cells["modalities_a"]) == ("facts", "forecast")
        assert ("A has no date" in found.header()[-1]) is False


def test_what_is_also_asserted_is_no_mere_forecast() -> None:
    text = f"{FORECAST}\npolicy:plan guides tech:robot T01.S03 asserted"
    both = tables(
        report(A, rows(text), date="2024"),
        report(B, rows(AFTER)),
        facts=(Fact("policy:plan", "dcterms:issued", "2025-11-27", SOURCE, "2026-01-01"),),
    )
    assert not compare(A, B, tables=both, samples=FEW).facts


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_rows_and_a_data_frame_with_the_evidence_of_both_sides(part: str) -> None:
    found = of(BEFORE, AFTER)
    listed, frame = found.to_rows(part), found.to_pandas(part)
    assert tuple(frame.columns) == listed.columns
    assert len(frame) == len(listed) == len(getattr(found, part))
    assert frame.attrs["fingraph"] == found.header()
    evidence = [f"{kind}_{side}" for side in "ab" for kind in ("sentences", "modalities", "bases")]
    assert list(listed.columns[-6:]) == evidence
    for row in listed.to_dicts():
        for side in "ab":
            assert len({str(row[f"{kind}_{side}"]).count("|") for kind in ("sentences", "modalities", "bases")}) == 1


def test_text_in_each_format_has_every_row() -> None:
    found = of(BEFORE, AFTER)
    number = sum(sum(counts.values()) for counts in found.counts().values())
    assert len(found.to_text("csv").splitlines()) == 1 + number
    parsed = json.loads(found.to_text("json"))
    assert sum(len(parsed[part]) for part in PARTS) == number
    assert parsed["a"] == A
    for form in ("table", "markdown"):
        text = found.to_text(form)
        assert all(CHANGES[row.change] in text for row in found.links)
        assert text.endswith("forecast came true\n")
    assert found.to_text("csv", parts=["links"], changes=["new"]).count("\n") == 2
    assert "gone" not in found.to_text("csv", parts=["links"], changes=["new"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"form": "yaml"}, "a comparison has no format 'yaml'; use one of table, csv, json, markdown"),
        ({"parts": ["link"]}, "a comparison has no part 'link'; use one of links, items, trends, ranks, facts"),
        ({"changes": ["more"]}, "a comparison has no change 'more'; use one of new, gone"),
    ],
)
def test_what_a_text_has_not_is_an_error_that_names_what_it_has(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        of(BEFORE, AFTER).to_text(**arguments)


def test_a_label_runs_as_no_formula_and_moves_no_cursor() -> None:
    hostile = tuple(replace(item, label_en="=1+1|`<b>`\x1b[2J") for item in ITEMS)
    both = replace(tables(report(A, rows(BEFORE)), report(B, rows(AFTER))), items=hostile)
    found = compare(A, B, tables=both, samples=FEW)
    assert ",'=1+1" in found.to_text("csv")
    assert "\x1b" not in found.to_text("table")
    assert "<b>" not in found.to_text("markdown")
    assert "<b>" not in found._repr_html_()


@pytest.mark.parametrize(
    ("a", "b", "options", "message"),
    [
        (A, A, {}, f"'{A}' cannot be compared with itself; name two reports"),
        (A, "other", {}, f"unknown report 'other'; use two of {A}, {B}, void"),
        ("void", B, {}, "report 'void' has no accepted links; annotate it, or compare another one"),
        (A, B, {"measure": "fame"}, "unknown measure 'fame'; use one of degree"),
        (A, B, {"samples": 0}, "samples"),
        (A, B, {"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_compared_is_one_clear_line(a: str, b: str, options: dict[str, object], message: str) -> None:
    known = tables(report(A, rows(BEFORE)), report(B, rows(AFTER)), report("void", ()))
    with pytest.raises(AnalysisError, match=message) as raised:
        compare(a, b, tables=known, **options)  # type: ignore[arg-type] # as a user may
    assert "\n" not in str(raised.value)


def test_the_graph_has_each_link_once_and_says_which_report_states_it() -> None:
    both = tables(report(A, rows(TWO_TRENDS.format(A) + BEFORE)), report(B, rows(AFTER)))
    found = compare(A, B, tables=both, samples=FEW)
    graph = compared_graph(found, compared_dataset(found, both))
    assert graph.graph["compared"] == (A, B)
    said = {
        (source, data["relation"], target): (data["report"], data["support"], data["modality"])
        for source, target, data in graph.edges(data=True)
    }
    assert len(said) == graph.number_of_edges()
    assert said["policy:plan", "fg:promotes", "tech:robot"] == (f"{A}|{B}", 3, "encouraged|asserted|forecast")
    assert said["policy:law", "fg:requires", "tech:ledger"][0] == A
    assert said["policy:law", "fg:requires", "tech:chip"][0] == B
    assert not [node for node in graph if node.startswith("trend:")]
    assert graph.nodes["tech:ledger"]["compared_in"] == f"{A}|{B}"
