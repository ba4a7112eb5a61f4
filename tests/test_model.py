"""Ids that never change, prefixes, and small properties of the domain objects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingraph.errors import FingraphError, ItemNotFound, OutputError, QueryError, SourceError, TableError
from fingraph.model import CLASS_OF_PREFIX, Link, Sentence, Trend
from fingraph.namespaces import LAYERS, compress, expand, layer_of, prefixes

LINK = Link("tech:robot", "fg:mitigates", "challenge:delay", "T01.S02", "asserted", "explicit")


def test_the_id_of_a_link_is_what_is_stated_where_and_nothing_else() -> None:
    # sha256 of "tech:robot|fg:mitigates|challenge:delay|T01.S02", computed outside.
    assert LINK.curie("demo") == "link:demo.3fa1eab462ea"
    other = replace(LINK, modality="forecast", basis="heading", by_actor="actor:port", note="n", in_sector="sector:a")
    assert other.curie("demo") == LINK.curie("demo")
    assert LINK.curie("other").partition(".")[2] == LINK.curie("demo").partition(".")[2]


@pytest.mark.parametrize(
    "changed", [{"subject": "tech:a"}, {"relation": "fg:uses"}, {"object": "challenge:b"}, {"sentence": "T01.S03"}]
)
def test_another_statement_or_sentence_is_another_link(changed: dict[str, str]) -> None:
    assert replace(LINK, **changed).curie("demo") != LINK.curie("demo")


def test_trend_of_a_sentence_and_curie_of_a_trend() -> None:
    assert Sentence("T07.S05", 0, 1, "", "").trend == 7
    assert Trend(7, "a", "甲", "T07.H").curie("demo") == "trend:demo.T07"


def test_every_prefix_goes_there_and_back() -> None:
    for prefix in prefixes():
        assert compress(expand(f"{prefix}:a-b.c")) == f"{prefix}:a-b.c"
    assert set(CLASS_OF_PREFIX) <= set(prefixes())


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_every_local_name_goes_there_and_back(local: str) -> None:
    assert compress(expand(f"tech:{local}")) == f"tech:{local}"


@pytest.mark.parametrize("text", ["nowhere:x", "tech", ""])
def test_an_unknown_prefix_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown prefix in .*; known are actor, agent"):
        expand(text)


@pytest.mark.parametrize("iri", ["https://example.org/x", "x", "", expand("tech:"), "https://w3id.org/fingraph/"])
def test_what_no_prefix_fits_stays_an_iri(iri: str) -> None:
    assert compress(iri) == iri


def test_each_graph_is_in_one_layer() -> None:
    for layer in LAYERS[1:]:
        assert layer_of(expand(f"graph:{layer}")) == layer
    assert layer_of(expand("graph:demo-inferred")) == "inferred"
    for local in ("concepts", "catalog", "demo"):
        assert layer_of(expand(f"graph:{local}")) == "stated"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SourceError("a"), Exception),
        (ItemNotFound("a"), LookupError),
        (QueryError("a"), ValueError),
        (OutputError("a"), OSError),
        (TableError([]), ValueError),
    ],
)
def test_every_error_is_ours_and_of_the_usual_kind(error: Exception, kind: type[Exception]) -> None:
    assert isinstance(error, FingraphError)
    assert isinstance(error, kind)
