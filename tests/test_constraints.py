"""Queries find whether anything violates a shape, for every shape there is; what they do not know, pyshacl looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fingraph import constraints
from fingraph.constraints import shape_queries, violated
from fingraph.namespaces import expand
from fingraph.validation import ALL_SHAPES, validate_graphs

if TYPE_CHECKING:
    from tables_support import TablesFolder

TYPE = f"<{expand('rdf:type')}>"
ENTRY = f"<urn:x> {TYPE} <{expand('dcat:Dataset')}>"


def test_there_is_a_query_for_every_constraint() -> None:
    assert len(shape_queries(ALL_SHAPES)) > 20
    assert violated([], ALL_SHAPES) is False


def test_a_violation_is_found() -> None:
    assert violated([ENTRY], ("catalog",)) is True


def test_a_subclass_is_a_target_too() -> None:
    subclass = f"<urn:Mine> <{expand('rdfs:subClassOf')}> <{expand('dcat:Dataset')}>"
    mine = f"<urn:x> {TYPE} <urn:Mine>"
    assert violated([mine], ("catalog",)) is False
    assert violated([subclass, mine], ("catalog",)) is True


@pytest.mark.parametrize("line", ['<urn:x> <urn:p> "a"@EN', "no triple"])
def test_what_oxigraph_does_not_take_as_it_is_has_no_verdict(line: str) -> None:
    assert violated([line], ("catalog",)) is None


def test_an_unknown_constraint_has_no_verdict_and_pyshacl_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(constraints.SINGLE, "nodeKind")
    shape_queries.cache_clear()
    assert violated([ENTRY], ("catalog",)) is None
    assert len(validate_graphs({"catalog": [ENTRY]}, [])) == 4
    shape_queries.cache_clear()


def test_findings_are_those_of_pyshacl_alone(folder: TablesFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from fingraph.validation import validate_dataset

    folder.cell("reports/demo/links.csv", 5, "object", "outcome:speed")
    with_queries = validate_dataset(folder.dataset())
    monkeypatch.setattr("fingraph.validation.violated", lambda *_: None)
    assert validate_dataset(folder.dataset()) == with_queries != []
