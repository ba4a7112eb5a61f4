"""The example report: whole, right to the letter, and no part of the graph unless it is asked for."""

from __future__ import annotations

import fingraph
from fingraph.assemble import assemble, read
from fingraph.model import MODALITIES, Report
from fingraph.resources import data_dir, resource_dir, source_path
from fingraph.validation import validate_dataset
from fingraph.verification import verify

EXAMPLE = "example-2024"


def example() -> Report:
    tables = read(data_dir(), resource_dir("ontology"), examples=True)
    (report,) = [report for report in tables.reports if report.id == EXAMPLE]
    return report


def test_it_says_that_it_is_one() -> None:
    report = example()
    assert report.example
    assert report.title_zh.startswith("示例")
    assert report.title_en.startswith("Example")


def test_its_text_comes_with_it_and_fits_to_the_letter() -> None:
    tables = read(data_dir(), resource_dir("ontology"), examples=True)
    source = source_path(EXAMPLE)
    assert source == resource_dir("data") / "sources" / f"{EXAMPLE}.txt"
    result = verify(example(), {item.id: item for item in tables.items}, source)
    assert (result.exact, result.problems) == (True, ())


def test_it_conforms_to_the_shapes() -> None:
    ontology = resource_dir("ontology")
    assert validate_dataset(assemble(read(data_dir(), ontology, examples=True), ontology)) == []


def test_it_is_no_part_of_the_graph() -> None:
    assert EXAMPLE not in {report.id for report in read(data_dir(), resource_dir("ontology")).reports}
    assert not [name for name in fingraph.to_networkx(projection="full") if EXAMPLE in name]


def test_it_has_something_of_everything() -> None:
    report = example()
    assert len(report.trends) == 4
    assert len([sentence for sentence in report.sentences if not sentence.id.endswith("H")]) == 20
    assert {link.modality for link in report.links} == set(MODALITIES)
    assert {mention.kind for mention in report.mentions} == {"name", "anaphor"}
    assert len(report.excluded) == 3


def test_every_end_and_qualifier_of_a_link_is_mentioned_in_its_sentence() -> None:
    report = example()
    mentioned = {(mention.sentence, mention.item) for mention in report.mentions}
    for link in report.links:
        for item in (link.subject, link.object, link.in_sector, link.in_scenario, link.by_actor):
            assert not item or item.startswith("trend:") or (link.sentence, item) in mentioned, link


def test_it_can_be_compared_with_the_first_report() -> None:
    tables = read(data_dir(), resource_dir("ontology"), examples=True)
    by_id = {
        report.id: {(link.subject, link.relation, link.object): link.modality for link in report.links}
        for report in tables.reports
    }
    first, second = by_id["caict-2025"], by_id[EXAMPLE]
    both = first.keys() & second.keys()
    changes = {(second[triple], first[triple]) for triple in both}
    assert changes >= {("forecast", "asserted"), ("asserted", "forecast"), ("encouraged", "forecast")}
    pairs = {(subject, obj) for subject, _, obj in first.keys() - both}
    assert {(subject, obj) for subject, _, obj in second.keys() - both} & pairs
    assert second.keys() - both
