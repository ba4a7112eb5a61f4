"""One item in full: labels, classes, and its links in and out with the sentences that state them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fingraph.query import find_item, select

if TYPE_CHECKING:
    import rdflib

FACTS = """SELECT DISTINCT ?predicate ?value (LANG(?value) AS ?language) WHERE {
  ?item ?predicate ?value FILTER(?predicate IN (rdf:type, skos:prefLabel, skos:altLabel, skos:definition, skos:broader)) }
ORDER BY ?predicate ?language ?value"""

LINKS = """SELECT ?direction ?relation ?en ?zh ?other ?otherEn ?otherZh ?sentence ?modality ?modalityZh WHERE {
  { ?link fg:subject ?item ; fg:object ?other . BIND("out" AS ?direction) }
  UNION { ?link fg:object ?item ; fg:subject ?other . BIND("in" AS ?direction) }
  ?link a fg:StatedLink ; fg:relation ?relation ; fg:modality ?code ; fg:evidence/fg:sentenceId ?sentence .
  ?relation rdfs:label ?en , ?zh FILTER(LANG(?en) = "en" && LANG(?zh) = "zh-hans")
  ?other skos:prefLabel ?otherEn , ?otherZh FILTER(LANG(?otherEn) = "en" && LANG(?otherZh) = "zh-hans")
  ?code skos:notation ?modality ; skos:prefLabel ?modalityZh FILTER(LANG(?modalityZh) = "zh-hans") }
ORDER BY DESC(?direction) ?relation ?other ?sentence"""


@dataclass(frozen=True, slots=True)
class StatedEdge:
    """A link as seen from one of its ends; labels are pairs of English and Chinese.

    Parameters
    ----------
    outgoing
        Whether the item is the subject.
    relation, other
        Label of the relation, and of the item at the other end.
    other_id
        CURIE of the other end.
    sentence
        Id of the sentence that states the link.
    modality
        How strongly.
    """

    outgoing: bool
    relation: tuple[str, str]
    other: tuple[str, str]
    other_id: str
    sentence: str
    modality: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of an item.

    Parameters
    ----------
    id
        Its CURIE.
    classes, broader
        CURIEs.
    label_en, label_zh
        Preferred labels.
    synonyms, definitions
        In both languages.
    edges
        Outgoing links first.
    """

    id: str
    classes: tuple[str, ...]
    label_en: str
    label_zh: str
    synonyms: tuple[str, ...]
    definitions: tuple[str, ...]
    broader: tuple[str, ...]
    edges: tuple[StatedEdge, ...]


def describe(name: str, dataset: rdflib.Dataset | None = None) -> Description:
    """Describe the item with an id, IRI or label.

    Parameters
    ----------
    name
        As for :func:`fingraph.query.find_item`.
    dataset
        Where it is looked up; the built-in graph by default.

    Raises
    ------
    ItemNotFound
        If there is no such item, or several.

    Examples
    --------
    >>> describe("智能算力").label_en
    'intelligent computing power'
    """
    item = find_item(name, dataset)
    facts: dict[str, list[tuple[str, str]]] = {}
    for predicate, value, language in select(FACTS, params={"item": item}, dataset=dataset):
        facts.setdefault(str(predicate), []).append((str(value), str(language)))
    labels = {language: value for value, language in facts["skos:prefLabel"]}
    rows = select(LINKS, params={"item": item}, layers=("ontology",), dataset=dataset).to_dicts()
    return Description(
        id=item,
        classes=tuple(name for name in _values(facts, "rdf:type") if name.startswith("fg:")),
        label_en=labels.get("en", item),
        label_zh=labels.get("zh-hans", item),
        synonyms=_values(facts, "skos:altLabel"),
        definitions=_values(facts, "skos:definition"),
        broader=_values(facts, "skos:broader"),
        edges=tuple(
            StatedEdge(
                outgoing=row["direction"] == "out",
                relation=(str(row["en"]), str(row["zh"])),
                other=(str(row["otherEn"]), str(row["otherZh"])),
                other_id=str(row["other"]),
                sentence=str(row["sentence"]),
                modality=(str(row["modality"]), str(row["modalityZh"])),
            )
            for row in rows
        ),
    )


def _values(facts: dict[str, list[tuple[str, str]]], predicate: str) -> tuple[str, ...]:
    return tuple(value for value, _ in facts.get(predicate, ()))
