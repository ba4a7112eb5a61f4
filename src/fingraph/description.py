"""One item in full: labels, classes, and its links in and out with the sentences that state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fingraph.model import CLASS_OF_PREFIX
from fingraph.projection.details import gist
from fingraph.query import find_item, select
from fingraph.terminal import printable, table

if TYPE_CHECKING:
    import rdflib

    from fingraph.store import AnyStore

FACTS = """SELECT DISTINCT ?predicate ?value (LANG(?value) AS ?language) WHERE {
  ?item ?predicate ?value FILTER(?predicate IN (rdf:type, skos:prefLabel, skos:altLabel, skos:definition, skos:broader)) }
ORDER BY ?predicate ?language ?value"""

LINKS = """SELECT ?direction ?relation ?en ?zh ?other ?otherEn ?otherZh ?sentence ?modality ?modalityZh ?evidence ?page WHERE {
  { ?link fg:subject ?item ; fg:object ?other . BIND("out" AS ?direction) }
  UNION { ?link fg:object ?item ; fg:subject ?other . BIND("in" AS ?direction) }
  ?link a fg:StatedLink ; fg:relation ?relation ; fg:modality ?code ; fg:evidence ?evidence .
  ?evidence fg:sentenceId ?sentence .
  ?relation rdfs:label ?en , ?zh FILTER(LANG(?en) = "en" && LANG(?zh) = "zh-hans")
  ?other skos:prefLabel ?otherEn , ?otherZh FILTER(LANG(?otherEn) = "en" && LANG(?otherZh) = "zh-hans")
  ?code skos:notation ?modality ; skos:prefLabel ?modalityZh FILTER(LANG(?modalityZh) = "zh-hans")
  OPTIONAL { ?evidence fg:page ?page } }
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
    report
        Id of the report.
    gist
        What the link says, made from its labels, in English and Chinese.
    page
        Page of the document where the sentence begins, from 1; 0 if it has none.
    """

    outgoing: bool
    relation: tuple[str, str]
    other: tuple[str, str]
    other_id: str
    sentence: str
    modality: tuple[str, str]
    report: str
    gist: tuple[str, str]
    page: int = 0


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


def describe(name: str, dataset: rdflib.Dataset | AnyStore | None = None) -> Description:
    """Describe the item with an id, IRI or label.

    Parameters
    ----------
    name
        As for :func:`fingraph.query.find_item`.
    dataset
        Where it is looked up; the built-in graph by default.

    Returns
    -------
    Description
        With its stated links, outgoing ones first.

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
    labels = {language: value for value, language in facts.get("skos:prefLabel", ())}
    label_en, label_zh = labels.get("en", item), labels.get("zh-hans", item)
    rows = select(LINKS, params={"item": item}, layers=("ontology",), dataset=dataset).to_dicts()
    return Description(
        id=item,
        classes=tuple(name for name in _values(facts, "rdf:type") if name.startswith("fg:")),
        label_en=label_en,
        label_zh=label_zh,
        synonyms=_values(facts, "skos:altLabel"),
        definitions=_values(facts, "skos:definition"),
        broader=_values(facts, "skos:broader"),
        edges=tuple(
            _edge({name: str(value or "") for name, value in row.items()}, (label_en, label_zh)) for row in rows
        ),
    )


def _edge(row: dict[str, str], item: tuple[str, str]) -> StatedEdge:
    relation, other, modality = (
        (row["en"], row["zh"]),
        (row["otherEn"], row["otherZh"]),
        (row["modality"], row["modalityZh"]),
    )
    outgoing = row["direction"] == "out"
    subject, obj = (item, other) if outgoing else (other, item)
    return StatedEdge(
        outgoing=outgoing,
        relation=relation,
        other=other,
        other_id=row["other"],
        sentence=row["sentence"],
        modality=modality,
        report=row["evidence"].removeprefix("ev:").partition(".")[0],
        gist=gist(subject, relation, obj, modality),
        page=int(row["page"] or 0),
    )


def _values(facts: dict[str, list[tuple[str, str]]], predicate: str) -> tuple[str, ...]:
    return tuple(value for value, _ in facts.get(predicate, ()))


def render(item: Description, quotations: Mapping[tuple[str, str], str] | None = None) -> str:
    """Write a description out for a terminal, in both languages.

    Parameters
    ----------
    item
        What :func:`describe` returned.
    quotations
        ``(report, sentence id)`` → the sentence, for those who own the text; empty without.

    Returns
    -------
    str
        Lines without control characters, whatever the labels hold.
    """
    lines = [
        printable(_pair((item.label_en, item.label_zh))),
        f"id        {item.id}",
        f"class     {', '.join(item.classes)}",
    ]
    for name, values in (("also", item.synonyms), ("broader", item.broader), ("meaning", item.definitions)):
        if values:
            lines.append(f"{name:<10}{printable(', '.join(values))}")
    several = len({edge.report for edge in item.edges}) > 1  # whose sentences have the same numbers
    for outgoing, heading in ((True, "links from it · 由此出发"), (False, "links to it · 指向此处")):
        edges = [edge for edge in item.edges if edge.outgoing == outgoing]
        if edges:
            sentences = [f"{e.report}.{e.sentence}" if several else e.sentence for e in edges]
            rows = [
                [_pair(e.relation), _pair(e.other), e.other_id, sentence, _pair(e.modality)]
                for e, sentence in zip(edges, sentences, strict=True)
            ]
            lines += ["", heading, table(("relation", "item", "id", "sentence", "modality"), rows)]
    return "\n".join([*lines, *_in_words(item, quotations or {}), *_neighbours(item)])


def _pair(labels: tuple[str, str]) -> str:
    return " · ".join(labels)


def _in_words(item: Description, quotations: Mapping[tuple[str, str], str]) -> list[str]:
    by_sentence: dict[tuple[str, str], list[tuple[str, str]]] = {}
    pages: dict[tuple[str, str], int] = {}
    for edge in item.edges:
        by_sentence.setdefault((edge.report, edge.sentence), []).append(edge.gist)
        pages[edge.report, edge.sentence] = edge.page
    lines = ["", "in words · 概述"] if by_sentence else []
    for (report, sentence), gists in sorted(by_sentence.items()):
        page = pages[report, sentence]
        lines.append(f"{report} {sentence}" + (f" · p. {page} · 第{page}页" if page else ""))
        lines += [f"  {printable(text)}" for gist in gists for text in gist]
        if quotation := quotations.get((report, sentence)):
            lines.append(f"  “{printable(quotation)}”")
    return lines


def _neighbours(item: Description) -> list[str]:
    by_class: dict[str, dict[str, str]] = {}
    for edge in item.edges:
        name = CLASS_OF_PREFIX.get(edge.other_id.partition(":")[0], "Item")
        by_class.setdefault(name, {})[edge.other_id] = _pair(edge.other)
    rows = [[name, len(found), "; ".join(sorted(found.values()))] for name, found in sorted(by_class.items())]
    return ["", "neighbours · 相邻条目", table(("class", "number", "items"), rows)] if rows else []
