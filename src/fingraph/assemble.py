"""Tables, ontology and rules → one dataset with a named graph for each source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from rdflib import OWL, RDF, SKOS, XSD, Dataset, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, VOID

from fingraph.model import CLASS_OF_PREFIX, FACT_RELATIONS, Fact, Item, Link, Report, Sentence, Tables, Trend
from fingraph.namespaces import expand, prefixes
from fingraph.resources import resource_dir
from fingraph.store import Request, as_dataset, as_store, graph_names, materialize
from fingraph.tables import read_relation_pairs, read_tables
from fingraph.workspace import builds_on_builtin

FG = Namespace(prefixes()["fg"])
OA = Namespace(prefixes()["oa"])
CODE = Namespace(prefixes()["code"])
DCAT = Namespace(prefixes()["dcat"])
GRAPH = Namespace(prefixes()["graph"])
SCHEME = Namespace(prefixes()["scheme"])

RULES = ("roll-up", "reach", "aligned-technology", "remedy")
"""Files below ``ontology/rules``, in the order they run: each sees what the earlier ones inferred."""

DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
"""Length of an ISO 8601 date → what it is the date of."""

Triples = Iterator[tuple[URIRef, URIRef, URIRef | Literal]]


def read(data: Path, ontology: Path, *, examples: bool = False) -> Tables:
    """Read and check the tables against the relations of the ontology.

    Parameters
    ----------
    data
        Folder of the tables. If it is a workspace whose ``fingraph.toml`` says so, with the built-in tables below them.
    ontology
        Folder with ``relation-pairs.csv``.
    examples
        Whether to read the reports that are made up as examples, too.

    Returns
    -------
    Tables
        Well-formed rows that refer to each other rightly; whether they conform to the shapes is not known yet.

    Raises
    ------
    TableError
        With every problem of every table.
    """
    pairs = read_relation_pairs(ontology)
    relations = sorted({f"fg:{pair.relation}" for pair in pairs if pair.layer == "stated"})
    base = read_tables(resource_dir("data"), relations) if builds_on_builtin(data) else None
    tables = read_tables(data, relations, base)
    if examples:
        return tables
    return replace(tables, reports=tuple(report for report in tables.reports if not report.example))


def assemble(tables: Tables, ontology: Path) -> Dataset:
    """Return the dataset: ontology, concepts, what each report states, what rules infer from it, facts, and a catalog.

    Parameters
    ----------
    tables
        What :func:`read` returned.
    ontology
        Folder with ``fingraph.ttl``, ``stubs.ttl``, ``codes.ttl`` and ``rules/``.

    Returns
    -------
    rdflib.Dataset
        Over Oxigraph in memory.
    """
    dataset = as_dataset()
    for graph, files in (("ontology", ("fingraph.ttl", "stubs.ttl")), ("concepts", ("codes.ttl",))):
        for file in files:
            dataset.get_context(GRAPH[graph]).parse(ontology / file, format="ox-turtle")
    _add(dataset, "concepts", (triple for item in tables.items for triple in _item(item)))
    _add(dataset, "concepts", _withdrawn(tables.withdrawn))
    for report in tables.reports:
        _add(dataset, report.id, _report(report))
        _infer(dataset, report.id, ontology / "rules")
    if tables.facts:
        _add(dataset, "facts", _facts(tables.facts))
    _add(dataset, "catalog", list(_catalog(dataset, tables)))
    return dataset


def _add(dataset: Dataset, graph: str, triples: Triples | list[tuple[URIRef, URIRef, URIRef | Literal]]) -> None:
    context = dataset.get_context(GRAPH[graph])
    dataset.addN([(s, p, o, context) for s, p, o in triples])


def _iri(curie: str) -> URIRef:
    return URIRef(expand(curie))


def _texts(subject: URIRef, predicate: URIRef, en: str, zh: str) -> Triples:
    if en:
        yield subject, predicate, Literal(en, lang="en")
    if zh:
        yield subject, predicate, Literal(zh, lang="zh-hans")


def _item(item: Item) -> Triples:
    node = _iri(item.id)
    counted = CLASS_OF_PREFIX[item.id.partition(":")[0]]
    # Without a reasoner, a query for fg:Policy must find its documents, and SKOS tools must find the topics.
    yield node, RDF.type, FG[item.item_class]
    yield node, RDF.type, FG[counted]
    if item.scheme:
        yield node, RDF.type, SKOS.Concept
        yield node, SKOS.inScheme, SCHEME[item.scheme]
    yield node, SKOS.notation, Literal(item.id.partition(":")[2])
    yield from _texts(node, SKOS.prefLabel, item.label_en, item.label_zh)
    for name in item.alt_en:
        yield from _texts(node, SKOS.altLabel, name, "")
    for name in item.alt_zh:
        yield from _texts(node, SKOS.altLabel, "", name)
    yield from _texts(node, SKOS.definition, item.definition_en, item.definition_zh)
    if item.broader:
        yield node, SKOS.broader, _iri(item.broader)


def _withdrawn(withdrawn: dict[str, str]) -> Triples:
    for old, new in withdrawn.items():
        yield _iri(old), OWL.deprecated, Literal(lexical_or_value=True)
        if new:
            yield _iri(old), DCTERMS.isReplacedBy, _iri(new)


def _report(report: Report) -> Triples:
    work, rendition = _iri(f"doc:{report.id}"), _iri(f"doc:{report.id}.r1")
    yield work, RDF.type, FG.Report
    yield from _texts(work, DCTERMS.title, report.title_en, report.title_zh)
    yield work, DCTERMS.creator, Literal(report.creator)
    yield work, DCTERMS.publisher, Literal(report.publisher)
    yield work, DCTERMS.language, Literal(report.language)
    yield work, DCTERMS.rights, Literal(report.rights)
    if report.date:
        yield work, DCTERMS.date, Literal(report.date, datatype=DATE_TYPES[len(report.date)])
    yield rendition, RDF.type, FG.Rendition
    yield rendition, FG.renditionOf, work
    yield rendition, FG.contentDigest, Literal(f"sha256:{report.digest}", datatype=XSD.string)
    yield rendition, FG.length, Literal(report.length)
    for sentence in report.sentences:
        yield from _evidence(report.id, sentence, rendition)
    for trend in report.trends:
        yield from _trend(report.id, trend, work)
    for mention in report.mentions:
        yield _evidence_iri(report.id, mention.sentence), FG.mentions, _iri(mention.item)
    for link in report.links:
        yield from _link(report.id, link)


def _evidence_iri(report: str, sentence: str) -> URIRef:
    return _iri(f"ev:{report}.{sentence}")


def _evidence(report: str, sentence: Sentence, rendition: URIRef) -> Triples:
    node = _evidence_iri(report, sentence.id)
    selector = URIRef(f"{node}.position")
    yield node, RDF.type, FG.TextEvidence
    yield node, FG.sentenceId, Literal(sentence.id, datatype=XSD.string)
    yield node, FG.spanDigest, Literal(f"sha256:{sentence.sha256}", datatype=XSD.string)
    if sentence.page:
        yield node, FG.page, Literal(sentence.page)
    yield node, OA.hasSource, rendition
    yield node, OA.hasSelector, selector
    yield selector, RDF.type, OA.TextPositionSelector
    yield selector, OA.start, Literal(sentence.start)
    yield selector, OA.end, Literal(sentence.end)


def _trend(report: str, trend: Trend, work: URIRef) -> Triples:
    node = _iri(trend.curie(report))
    yield node, RDF.type, FG.Trend
    yield node, FG.ordinal, Literal(trend.ordinal)
    yield node, FG.statedIn, work
    yield node, FG.heading, _evidence_iri(report, trend.sentence)
    yield from _texts(node, SKOS.prefLabel, trend.label_en, trend.label_zh)


def _link(report: str, link: Link) -> Triples:
    node = _iri(link.curie(report))
    subject, relation, obj = _iri(link.subject), _iri(link.relation), _iri(link.object)
    yield node, RDF.type, FG.StatedLink
    yield node, FG.subject, subject
    yield node, FG.relation, relation
    yield node, FG.object, obj
    yield node, FG.evidence, _evidence_iri(report, link.sentence)
    yield node, FG.inTrend, _iri(f"trend:{report}.{link.sentence[:3]}")
    yield node, FG.modality, CODE[link.modality]
    yield node, FG.basis, CODE[link.basis]
    qualifiers = ((FG.inSector, link.in_sector), (FG.inScenario, link.in_scenario), (FG.byActor, link.by_actor))
    for predicate, value in qualifiers:
        if value:
            yield node, predicate, _iri(value)
    yield subject, relation, obj


def _facts(facts: tuple[Fact, ...]) -> Triples:
    for fact in facts:
        node, relation = _iri(fact.item), _iri(fact.relation)
        kind = FACT_RELATIONS[fact.relation]
        value = (
            _iri(fact.value)
            if kind == "item"
            else Literal(fact.value, datatype=XSD.date if kind == "date" else XSD.string)
        )
        key = hashlib.sha256(f"{fact.item}|{fact.relation}|{fact.value}|{fact.source}".encode()).hexdigest()[:12]
        evidence = _iri(f"ev:facts.{key}")
        yield node, relation, value
        yield node, FG.factEvidence, evidence
        yield evidence, RDF.type, FG.ExternalEvidence
        yield evidence, FG.relation, relation
        yield evidence, FG.factValue, value
        yield evidence, OA.hasSource, URIRef(fact.source)
        yield evidence, DCTERMS.date, Literal(fact.retrieved, datatype=XSD.date)


def _infer(dataset: Dataset, report: str, rules: Path) -> None:
    inferred = str(GRAPH[f"{report}-inferred"])
    read_from = (str(GRAPH["concepts"]), str(GRAPH[report]), inferred)
    for rule in RULES:
        text = (rules / f"{rule}.rq").read_text(encoding="utf-8")
        materialize(as_store(dataset), Request(text, default_graphs=read_from), inferred)


def _catalog(dataset: Dataset, tables: Tables) -> Triples:
    reports = {report.id: report for report in tables.reports}
    for name in graph_names(as_store(dataset)):
        node = URIRef(name)
        local = name.removeprefix(str(GRAPH))
        yield node, RDF.type, DCAT.Dataset
        yield node, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")
        yield node, DCAT.version, Literal(version("fingraph-kg"))
        yield node, VOID.triples, Literal(len(dataset.get_context(node)))
        if report := reports.get(local.removesuffix("-inferred")):
            inferred = local.endswith("-inferred")
            yield from _texts(
                node,
                DCTERMS.title,
                f"{'inferred from' if inferred else 'annotations of'}: {report.title_en}",
                f"{report.title_zh}：{'推断' if inferred else '标注'}",
            )
            source = GRAPH[report.id] if inferred else _iri(f"doc:{report.id}.r1")
            yield node, PROV.wasDerivedFrom, source
        else:
            zh = {"ontology": "本体", "concepts": "概念", "facts": "外部事实"}[local]
            yield from _texts(node, DCTERMS.title, local, zh)
