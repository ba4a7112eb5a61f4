"""What tables say as lines of N-Triples without the point at the end: text is what streams, and what every store loads fastest."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from fingraph.model import CLASS_OF_PREFIX, FACT_RELATIONS, Fact, Item, Link, Report, Sentence, Trend
from fingraph.namespaces import expand

DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Length of an ISO 8601 date → what it is the date of."""

TYPE = f"<{expand('rdf:type')}>"

Triples = Iterator[str]


@lru_cache(maxsize=100_000)
def iri(curie: str) -> str:
    """Return the IRI of a CURIE as it stands in N-Triples.

    Parameters
    ----------
    curie
        With one of the project's prefixes.

    Returns
    -------
    str
        Between angle brackets.

    Examples
    --------
    >>> iri("rdf:type")
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
    """
    return f"<{expand(curie)}>"


def literal(value: str | int, *, datatype: str = "", language: str = "") -> str:
    r"""Return a literal as it stands in N-Triples.

    Parameters
    ----------
    value
        A text, or a whole number, which is an ``xsd:integer``.
    datatype
        CURIE of another type than that of plain text.
    language
        Tag of a text in a language.

    Returns
    -------
    str
        With everything escaped that a line may not hold.

    Examples
    --------
    >>> literal("a\nb", language="en"), literal(7)
    ('"a\\nb"@en', '"7"^^<http://www.w3.org/2001/XMLSchema#integer>')
    """
    if isinstance(value, int):
        return f'"{value}"^^{iri("xsd:integer")}'
    # The escapes of JSON are among those of N-Triples.
    quoted = json.dumps(value, ensure_ascii=False)
    return f"{quoted}@{language}" if language else f"{quoted}^^{iri(datatype)}" if datatype else quoted


def texts(subject: str, predicate: str, en: str, zh: str) -> Triples:
    """Yield a text in each language in which there is one."""
    if en:
        yield f"{subject} {iri(predicate)} {literal(en, language='en')}"
    if zh:
        yield f"{subject} {iri(predicate)} {literal(zh, language='zh-hans')}"


def nquads(graph: str, triples: Iterable[str]) -> bytes:
    r"""Return triples as N-Quads.

    Parameters
    ----------
    graph
        Local name of the graph in which they stand.
    triples
        Lines of N-Triples without the point at the end.

    Returns
    -------
    bytes
        UTF-8, a line each.

    Examples
    --------
    >>> nquads("demo", ["<a:s> <a:p> <a:o>"])
    b'<a:s> <a:p> <a:o> <https://w3id.org/fingraph/graph/demo> .\n'
    """
    end = f" <{expand(f'graph:{graph}')}> .\n"
    content = io.BytesIO()
    # Line by line, so that no second copy of all is in memory; it is the fastest way, too.
    content.writelines(f"{triple}{end}".encode() for triple in triples)
    return content.getvalue()


def of_item(item: Item) -> Triples:
    """Yield what a row of a table of concepts says."""
    node = iri(item.id)
    prefix, _, local = item.id.partition(":")
    # Without a reasoner, a query for fg:Policy must find its documents, and SKOS tools must find the topics.
    yield f"{node} {TYPE} {iri(f'fg:{item.item_class}')}"
    yield f"{node} {TYPE} {iri(f'fg:{CLASS_OF_PREFIX[prefix]}')}"
    if item.scheme:
        yield f"{node} {TYPE} {iri('skos:Concept')}"
        yield f"{node} {iri('skos:inScheme')} {iri(f'scheme:{item.scheme}')}"
    yield f"{node} {iri('skos:notation')} {literal(local)}"
    yield from texts(node, "skos:prefLabel", item.label_en, item.label_zh)
    for name in item.alt_en:
        yield from texts(node, "skos:altLabel", name, "")
    for name in item.alt_zh:
        yield from texts(node, "skos:altLabel", "", name)
    yield from texts(node, "skos:definition", item.definition_en, item.definition_zh)
    if item.broader:
        yield f"{node} {iri('skos:broader')} {iri(item.broader)}"


def of_withdrawn(withdrawn: dict[str, str]) -> Triples:
    """Yield which ids are no more, and what replaces them."""
    for old, new in withdrawn.items():
        yield f"{iri(old)} {iri('owl:deprecated')} {literal('true', datatype='xsd:boolean')}"
        if new:
            yield f"{iri(old)} {iri('dcterms:isReplacedBy')} {iri(new)}"


def of_report(report: Report) -> Triples:
    """Yield what a report is and states; some lines more than once."""
    work, rendition = iri(f"doc:{report.id}"), iri(f"doc:{report.id}.r1")
    yield f"{work} {TYPE} {iri('fg:Report')}"
    yield from texts(work, "dcterms:title", report.title_en, report.title_zh)
    yield f"{work} {iri('dcterms:creator')} {literal(report.creator)}"
    yield f"{work} {iri('dcterms:publisher')} {literal(report.publisher)}"
    yield f"{work} {iri('dcterms:language')} {literal(report.language)}"
    yield f"{work} {iri('dcterms:rights')} {literal(report.rights)}"
    if report.date:
        yield f"{work} {iri('dcterms:date')} {literal(report.date, datatype=DATE_TYPES[len(report.date)])}"
    yield f"{rendition} {TYPE} {iri('fg:Rendition')}"
    yield f"{rendition} {iri('fg:renditionOf')} {work}"
    yield f"{rendition} {iri('fg:contentDigest')} {literal(f'sha256:{report.digest}')}"
    yield f"{rendition} {iri('fg:length')} {literal(report.length)}"
    evidence = {sentence.id: f"<{expand('ev:')}{report.id}.{sentence.id}>" for sentence in report.sentences}
    for sentence in report.sentences:
        yield from _evidence(evidence[sentence.id], sentence, rendition)
    for trend in report.trends:
        yield from _trend(iri(trend.curie(report.id)), trend, work, evidence[trend.sentence])
    mentions = iri("fg:mentions")
    for mention in report.mentions:
        yield f"{evidence[mention.sentence]} {mentions} {iri(mention.item)}"
    for link in report.links:
        yield from _link(report.id, link, evidence[link.sentence])


def _evidence(node: str, sentence: Sentence, rendition: str) -> Triples:
    selector = f"{node[:-1]}.position>"
    yield f"{node} {TYPE} {iri('fg:TextEvidence')}"
    yield f"{node} {iri('fg:sentenceId')} {literal(sentence.id)}"
    yield f"{node} {iri('fg:spanDigest')} {literal(f'sha256:{sentence.sha256}')}"
    if sentence.page:
        yield f"{node} {iri('fg:page')} {literal(sentence.page)}"
    yield f"{node} {iri('oa:hasSource')} {rendition}"
    yield f"{node} {iri('oa:hasSelector')} {selector}"
    yield f"{selector} {TYPE} {iri('oa:TextPositionSelector')}"
    yield f"{selector} {iri('oa:start')} {literal(sentence.start)}"
    yield f"{selector} {iri('oa:end')} {literal(sentence.end)}"


def _trend(node: str, trend: Trend, work: str, heading: str) -> Triples:
    yield f"{node} {TYPE} {iri('fg:Trend')}"
    yield f"{node} {iri('fg:ordinal')} {literal(trend.ordinal)}"
    yield f"{node} {iri('fg:statedIn')} {work}"
    yield f"{node} {iri('fg:heading')} {heading}"
    yield from texts(node, "skos:prefLabel", trend.label_en, trend.label_zh)


def _link(report: str, link: Link, evidence: str) -> Triples:
    node = f"<{expand(link.curie(report))}>"
    subject, relation, obj = iri(link.subject), iri(link.relation), iri(link.object)
    yield f"{node} {TYPE} {iri('fg:StatedLink')}"
    yield f"{node} {iri('fg:subject')} {subject}"
    yield f"{node} {iri('fg:relation')} {relation}"
    yield f"{node} {iri('fg:object')} {obj}"
    yield f"{node} {iri('fg:evidence')} {evidence}"
    yield f"{node} {iri('fg:inTrend')} {iri(f'trend:{report}.{link.sentence[:3]}')}"
    yield f"{node} {iri('fg:modality')} {iri(f'code:{link.modality}')}"
    yield f"{node} {iri('fg:basis')} {iri(f'code:{link.basis}')}"
    qualifiers = (("fg:inSector", link.in_sector), ("fg:inScenario", link.in_scenario), ("fg:byActor", link.by_actor))
    for predicate, value in qualifiers:
        if value:
            yield f"{node} {iri(predicate)} {iri(value)}"
    yield f"{subject} {relation} {obj}"


def of_fact(fact: Fact) -> Triples:
    """Yield a fact from outside the reports, with its source."""
    node, relation, kind = iri(fact.item), iri(fact.relation), FACT_RELATIONS[fact.relation]
    value = iri(fact.value) if kind == "item" else literal(fact.value, datatype="xsd:date" if kind == "date" else "")
    key = hashlib.sha256(f"{fact.item}|{fact.relation}|{fact.value}|{fact.source}".encode()).hexdigest()[:12]
    evidence = iri(f"ev:facts.{key}")
    yield f"{node} {relation} {value}"
    yield f"{node} {iri('fg:factEvidence')} {evidence}"
    yield f"{evidence} {TYPE} {iri('fg:ExternalEvidence')}"
    yield f"{evidence} {iri('fg:relation')} {relation}"
    yield f"{evidence} {iri('fg:factValue')} {value}"
    yield f"{evidence} {iri('oa:hasSource')} <{fact.source}>"
    yield f"{evidence} {iri('dcterms:date')} {literal(fact.retrieved, datatype='xsd:date')}"
