"""The timeline: dated facts about policies, in order, each with its source, told apart from what reports state."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner

import fingraph
from fingraph.cli import main
from fingraph.timeline import EVENTS, Timeline, timeline


@pytest.fixture(scope="module")
def found() -> Timeline:
    return timeline()


def test_rows_are_in_order_with_a_source_each(found: Timeline) -> None:
    dates = [date.fromisoformat(event.date) for event in found.events]
    assert dates == sorted(dates)
    assert all(event.source.startswith("http") for event in found.events)
    assert all(event.follows_source.startswith("http") for event in found.events if event.former)


def test_action_plan_comes_before_what_carries_out_the_agenda(found: Timeline) -> None:
    published = {event.policy: event.date for event in found.events if event.event == "dcterms:available"}
    followers = {event.policy for event in found.events if event.former == "policy:five-key-areas-of-finance"}
    assert len(followers) > 1
    assert all(published["policy:digital-finance-action-plan"] < published[policy] for policy in followers)


def test_rows_say_that_they_are_outside_facts(found: Timeline) -> None:
    rows = found.to_rows()
    assert rows.layers == ("facts",)
    assert {row["layer"] for row in rows.to_dicts()} == {"facts"}
    assert all("外部事实" in str(row[-1]) for row in found.to_text_rows())


def test_people_read_both_languages(found: Timeline) -> None:
    for row, event in zip(found.to_text_rows(), found.events, strict=True):
        assert {event.policy_en, event.policy_zh} <= set(str(row[2]).split(" · "))
        assert str(row[1]) == " · ".join(EVENTS[event.event])


def test_every_fact_of_the_timeline_is_of_the_facts_graph(found: Timeline) -> None:
    asked = "SELECT ?policy ?event ?date { GRAPH graph:facts { ?policy ?event ?date } FILTER(ISLITERAL(?date)) }"
    stated = set(fingraph.select(asked))
    assert {(event.policy, event.event, event.date) for event in found.events} <= stated


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_command_writes_every_format(form: str, found: Timeline, tmp_path: Path) -> None:
    path = tmp_path / "timeline"
    result = CliRunner().invoke(main, ["timeline", "-f", form, "-o", str(path)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "layers read: facts" in result.stderr
    text = path.read_text(encoding="utf-8")
    assert all(event.date in text and event.policy_zh in text for event in found.events)
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(found)
    if form == "json":
        assert [row["date"] for row in json.loads(text)] == [event.date for event in found.events]


# rdflib's own N-Quads writer uses what rdflib deprecates.
@pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning")
def test_without_facts_the_timeline_is_empty() -> None:
    nothing = timeline(rdflib.Dataset())
    assert len(nothing) == 0
    assert list(nothing.to_rows()) == list(nothing.to_text_rows()) == []
