"""Each shape and each of its constraints finds the fault it is there for, at the right node; clean data conform."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

import pytest
from ontology_support import LINKS, link, small_dataset
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS

from fingraph.errors import SourceError
from fingraph.location import open_store
from fingraph.namespaces import compress, expand, prefixes
from fingraph.resources import resource_dir
from fingraph.store import Request, Store, as_dataset, as_store, canonical, evaluate, load, to_trig, to_turtle
from fingraph.tables import read_relation_pairs
from fingraph.validation import Finding, relation_pairs, validate_dataset, validate_file

Found = set[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A SPARQL update on the small dataset, and what must be found for it: pairs of focus node and message.

    In both, ``$mitigates`` stands for the link of report one with that relation, ``$inferred_reaches`` for the inferred
    one; in messages, ``closed`` stands for what pyshacl says of a property that a closed shape does not know.
    """

    name: str
    graph: str
    update: str
    found: tuple[tuple[str, str], ...]


def insert(name: str, graph: str, triples: str, *found: tuple[str, str]) -> Fault:
    """Return the fault of added triples."""
    return Fault(name, graph, f"INSERT DATA {{ GRAPH {graph} {{ {triples} }} }}", found)


def delete(name: str, graph: str, pattern: str, *found: tuple[str, str]) -> Fault:
    """Return the fault of missing triples."""
    return Fault(name, graph, f"DELETE WHERE {{ GRAPH {graph} {{ {pattern} }} }}", found)


def change(name: str, graph: str, subject_and_path: str, value: str, *found: tuple[str, str]) -> Fault:
    """Return the fault of another value."""
    spo = f"{subject_and_path} ?old"
    update = f"DELETE {{ {spo} }} INSERT {{ {subject_and_path} {value} }} WHERE {{ {spo} }}"
    return Fault(name, graph, f"WITH {graph} {update}", found)


ONE, INFERRED, CONCEPTS, FACTS, CATALOG = (
    f"graph:{name}" for name in ("one", "one-inferred", "concepts", "facts", "catalog")
)
HEADING = "ev:one.T02.H"
BODY = "ev:one.T02.S01"

SUBJECT = "a link has one subject, an item"
RELATION = "a link has one relation"
OBJECT = "a link has one object, an item"
EVIDENCE = "a link has one evidence, a sentence"
IN_TREND = "a link is in one trend"
MODALITY = "a link has one modality of the code list"
BASIS = "a link has one basis of the code list"
IN_SECTOR = "in_sector is one sector"
IN_SCENARIO = "in_scenario is one scenario"
BY_ACTOR = "by_actor is one actor type or organisation"
NO_TRIPLE = "the link has no direct triple"
NO_SOURCE = "an outside fact has external evidence for its relation and value"
NO_LINK = "the direct triple has no link"
REQUIREMENT = "a requirement is stated as required, never as encouraged"
FORECAST = "a heading states its links as a forecast, with basis heading"
OWN_HEADING = "a trend concerns only what its own heading names"
SAME_TREND = "link, trend and evidence are not of the same report and trend"
PAIRS = "the relation may not join items of these classes; see ontology/relation-pairs.csv"

LINK_FAULTS = [
    insert("two subjects", ONE, "$mitigates fg:subject tech:machine . tech:machine fg:mitigates challenge:delay",
           ("$mitigates", SUBJECT)),
    delete("no subject", ONE, "$mitigates fg:subject ?old", ("$mitigates", SUBJECT), ("tech:robot", NO_LINK)),
    insert("subject no item", ONE, "$mitigates fg:subject doc:one . doc:one fg:mitigates challenge:delay",
           ("$mitigates", SUBJECT), ("$mitigates", PAIRS)),
    insert("two relations", ONE, "$mitigates fg:relation fg:faces . tech:robot fg:faces challenge:delay",
           ("$mitigates", RELATION)),
    delete("no relation", ONE, "$mitigates fg:relation ?old", ("$mitigates", RELATION), ("tech:robot", NO_LINK)),
    change("relation a text", ONE, "$mitigates fg:relation", '"fg:mitigates"',
           ("$mitigates", RELATION), ("tech:robot", NO_LINK), ("$mitigates", NO_TRIPLE), ("$mitigates", PAIRS)),
    insert("two objects", ONE, "$requires fg:object tech:robot . policy:norm fg:requires tech:robot",
           ("$requires", OBJECT)),
    delete("no object", ONE, "$mitigates fg:object ?old", ("$mitigates", OBJECT), ("tech:robot", NO_LINK)),
    delete("no evidence", ONE, "$mitigates fg:evidence ?old", ("$mitigates", EVIDENCE)),
    change("evidence no sentence", ONE, "$mitigates fg:evidence", "doc:one", ("$mitigates", EVIDENCE)),
    delete("no trend", ONE, "$mitigates fg:inTrend ?old", ("$mitigates", IN_TREND)),
    change("in no trend", ONE, "$mitigates fg:inTrend", "sector:shipping", ("$mitigates", IN_TREND)),
    delete("no modality", ONE, "$mitigates fg:modality ?old", ("$mitigates", MODALITY)),
    insert("two modalities", ONE, "$mitigates fg:modality code:forecast", ("$mitigates", MODALITY)),
    change("modality outside the code list", ONE, "$mitigates fg:modality", "code:denied", ("$mitigates", MODALITY)),
    change("modality of another code list", ONE, "$mitigates fg:modality", "code:explicit", ("$mitigates", MODALITY)),
    delete("no basis", ONE, "$mitigates fg:basis ?old", ("$mitigates", BASIS)),
    change("basis outside the code list", ONE, "$mitigates fg:basis", "code:guess", ("$mitigates", BASIS)),
    insert("in_sector of another class", ONE, "$mitigates fg:inSector tech:robot", ("$mitigates", IN_SECTOR)),
    insert("two sectors", ONE, "$appliedIn fg:inSector sector:fishing", ("$appliedIn", IN_SECTOR)),
    insert("in_scenario of another class", ONE, "$mitigates fg:inScenario sector:fishing", ("$mitigates", IN_SCENARIO)),
    insert("by_actor of another class", ONE, "$mitigates fg:byActor sector:fishing", ("$mitigates", BY_ACTOR)),
    insert("two actors", ONE, "$promotes fg:byActor agent:office", ("$promotes", BY_ACTOR)),
    insert("unknown property", ONE, '$mitigates fg:ordinal "7"', ("$mitigates", "closed")),
    insert("a rule for a stated link", ONE, "$mitigates fg:byRule code:remedy", ("$mitigates", "closed")),
    delete("link without direct triple", ONE, "tech:robot fg:mitigates challenge:delay", ("$mitigates", NO_TRIPLE)),
    insert("direct triple without link", ONE, "tech:machine fg:mitigates challenge:delay", ("tech:machine", NO_LINK)),
    insert("direct triple of fg:related itself has no relation", ONE, "policy:plan fg:issuedBy agent:office",
           ("policy:plan", NO_LINK), ("policy:plan", NO_SOURCE)),
    # Report two states the same with a link, and may not lend it.
    delete("direct triple whose link is in another report", ONE, "$contributesTo ?p ?o", ("tech:machine", NO_LINK)),
    insert("direct triple whose link is in another report, the other way round", "graph:two",
           "tech:robot fg:mitigates challenge:delay", ("tech:robot", NO_LINK)),
    change("requirement encouraged", ONE, "$requires fg:modality", "code:encouraged", ("$requires", REQUIREMENT)),
    change("heading asserted", ONE, "$concerns fg:modality", "code:asserted", ("$concerns", FORECAST)),
    change("heading with basis explicit", ONE, "$concerns fg:basis", "code:explicit", ("$concerns", FORECAST)),
    change("body with basis heading", ONE, "$mitigates fg:basis", "code:heading", ("$mitigates", FORECAST)),
    Fault("trend concerns what another heading names", ONE,
          "WITH graph:one DELETE { $concerns fg:subject ?t . ?t fg:concerns ?o }"
          " INSERT { $concerns fg:subject trend:one.T02 . trend:one.T02 fg:concerns ?o }"
          " WHERE { $concerns fg:subject ?t . ?t fg:concerns ?o }",
          (("$concerns", OWN_HEADING),)),
    Fault("trend concerns what its body names", ONE,
          "WITH graph:one DELETE { $concerns fg:evidence ?e ; fg:basis ?b }"
          " INSERT { $concerns fg:evidence ev:one.T01.S01 ; fg:basis code:explicit }"
          " WHERE { $concerns fg:evidence ?e ; fg:basis ?b }",
          (("$concerns", OWN_HEADING),)),
    change("in another trend than its sentence", ONE, "$mitigates fg:inTrend", "trend:one.T02", ("$mitigates", SAME_TREND)),
    Fault("relation between wrong classes", ONE,
          "WITH graph:one DELETE { $requires fg:relation ?r . ?s ?r ?o } INSERT { $requires fg:relation fg:uses . ?s fg:uses ?o }"
          " WHERE { $requires fg:relation ?r ; fg:subject ?s ; fg:object ?o }",
          (("$requires", PAIRS),)),
    Fault("relation of facts in a report", ONE,
          "WITH graph:one DELETE { $guides fg:relation ?r ; fg:object ?o . ?s ?r ?o }"
          " INSERT { $guides fg:relation fg:issuedBy ; fg:object agent:office . ?s fg:issuedBy agent:office }"
          " WHERE { $guides fg:relation ?r ; fg:subject ?s ; fg:object ?o }",
          (("$guides", PAIRS), ("policy:plan", NO_SOURCE))),
    Fault("inferred relation in a report", ONE,
          "WITH graph:one DELETE { $guides fg:relation ?r . ?s ?r ?o } INSERT { $guides fg:relation fg:reaches . ?s fg:reaches ?o }"
          " WHERE { $guides fg:relation ?r ; fg:subject ?s ; fg:object ?o }",
          (("$guides", PAIRS),)),
]  # fmt: skip

SENTENCE_ID = "evidence has one sentence id such as T07.H or T07.S05"
PAGE = "evidence stands on one page, a whole number from 1"
SPAN_DIGEST = "evidence has one digest, sha256: and 64 hexadecimal digits"
RENDITION = "evidence lies in one rendition"
SELECTOR = "evidence has one named position selector"
START = "evidence has one start, a whole number from 0"
END = "evidence has one end, a whole number"
WITHIN = "the span does not lie within its rendition"
QUOTATION = "no quotation may be stored"
ORDINAL = "a trend has one ordinal, a whole number from 1"
STATED_IN = "a trend is stated in one report"
TREND_HEADING = "a trend has one heading"
TREND_LABEL = "a trend has one label in en and one in zh-hans"
SAME_ORDINAL = "two trends of a report have the same ordinal"
TITLE = "a report has one title in en and one in zh-hans"
RENDITION_OF = "a rendition is of one report"
CONTENT_DIGEST = "a rendition has one digest, sha256: and 64 hexadecimal digits"
LENGTH = "a rendition has one length in code points"

EVIDENCE_FAULTS = [
    delete("no sentence id", ONE, f"{HEADING} fg:sentenceId ?old", (HEADING, SENTENCE_ID)),
    change("short sentence id", ONE, f"{HEADING} fg:sentenceId", '"T2.H"', (HEADING, SENTENCE_ID)),
    insert("evidence on no page", ONE, f"{HEADING} fg:page 0", (HEADING, PAGE)),
    insert("evidence on two pages", ONE, f"{HEADING} fg:page 1, 2", (HEADING, PAGE)),
    delete("no span digest", ONE, f"{HEADING} fg:spanDigest ?old", (HEADING, SPAN_DIGEST)),
    change("bad span digest", ONE, f"{HEADING} fg:spanDigest", '"sha256:ABC"', (HEADING, SPAN_DIGEST)),
    delete("no rendition", ONE, f"{HEADING} oa:hasSource ?old", (HEADING, RENDITION)),
    change("source no rendition", ONE, f"{HEADING} oa:hasSource", "doc:one", (HEADING, RENDITION)),
    delete("no selector", ONE, f"{HEADING} oa:hasSelector ?old", (HEADING, SELECTOR), (HEADING, START), (HEADING, END)),
    change("unnamed selector", ONE, f"{HEADING} oa:hasSelector",
           "_:b . _:b a oa:TextPositionSelector ; oa:start 20 ; oa:end 30", (HEADING, SELECTOR)),
    delete("no start", ONE, f"{HEADING}.position oa:start ?old", (HEADING, START)),
    change("start below 0", ONE, f"{HEADING}.position oa:start", "-1", (HEADING, START)),
    change("start no whole number", ONE, f"{HEADING}.position oa:start", "20.5", (HEADING, START)),
    delete("no end", ONE, f"{HEADING}.position oa:end ?old", (HEADING, END)),
    change("end no whole number", ONE, f"{HEADING}.position oa:end", "30.5", (HEADING, END)),
    change("end beyond the rendition", ONE, f"{BODY}.position oa:end", "41", (BODY, WITHIN)),
    change("end not after start", ONE, f"{BODY}.position oa:end", "30", (BODY, WITHIN)),
    *(insert(f"oa:{part} stored", ONE, f'{HEADING}.position oa:{part} "words"', (f"{HEADING}.position", QUOTATION))
      for part in ("exact", "prefix", "suffix")),
    insert("oa:exact stored at the evidence itself", ONE, f'{HEADING} oa:exact "words"', (HEADING, QUOTATION)),
    delete("no ordinal", ONE, "trend:one.T02 fg:ordinal ?old", ("trend:one.T02", ORDINAL)),
    change("ordinal 0", ONE, "trend:one.T02 fg:ordinal", "0", ("trend:one.T02", ORDINAL)),
    change("ordinal a text", ONE, "trend:one.T02 fg:ordinal", '"2"', ("trend:one.T02", ORDINAL)),
    change("two trends with one ordinal", ONE, "trend:one.T02 fg:ordinal", "1",
           ("trend:one.T01", SAME_ORDINAL), ("trend:one.T02", SAME_ORDINAL)),
    delete("trend without report", ONE, "trend:one.T02 fg:statedIn ?old", ("trend:one.T02", STATED_IN)),
    delete("trend without heading", ONE, "trend:one.T02 fg:heading ?old", ("trend:one.T02", TREND_HEADING)),
    change("heading no evidence", ONE, "trend:one.T02 fg:heading", "doc:one", ("trend:one.T02", TREND_HEADING)),
    delete("trend without labels", ONE, "trend:one.T02 skos:prefLabel ?old", ("trend:one.T02", TREND_LABEL)),
    insert("trend with two labels in a language", ONE, 'trend:one.T02 skos:prefLabel "another"@en',
           ("trend:one.T02", TREND_LABEL)),
    insert("trend with a French label", ONE, 'trend:one.T02 skos:prefLabel "autre"@fr', ("trend:one.T02", TREND_LABEL)),
    insert("trend with a label in other Chinese", ONE, 'trend:one.T02 skos:prefLabel "他"@zh-hant',
           ("trend:one.T02", TREND_LABEL)),
    delete("report without titles", ONE, "doc:one dcterms:title ?old", ("doc:one", TITLE)),
    insert("report with two titles in a language", ONE, 'doc:one dcterms:title "another"@en', ("doc:one", TITLE)),
    insert("report title in plain zh", ONE, 'doc:one dcterms:title "另"@zh', ("doc:one", TITLE)),
    delete("report without creator", ONE, "doc:one dcterms:creator ?old", ("doc:one", "a report names its creator")),
    delete("report without language", ONE, "doc:one dcterms:language ?old", ("doc:one", "a report names its language")),
    insert("report that appeared twice", ONE, 'doc:one dcterms:date "2024"^^xsd:gYear , "2025"^^xsd:gYear',
           ("doc:one", "a report appeared once")),
    delete("report without rights", ONE, "doc:one dcterms:rights ?old", ("doc:one", "a report states its rights")),
    delete("rendition of no report", ONE, "doc:one.r1 fg:renditionOf ?old", ("doc:one.r1", RENDITION_OF),
           *((f"${line.split()[1]}", SAME_TREND) for line in LINKS["one"].strip().splitlines())),
    delete("rendition without digest", ONE, "doc:one.r1 fg:contentDigest ?old", ("doc:one.r1", CONTENT_DIGEST)),
    change("bad content digest", ONE, "doc:one.r1 fg:contentDigest", '"md5:abc"', ("doc:one.r1", CONTENT_DIGEST)),
    delete("rendition without length", ONE, "doc:one.r1 fg:length ?old", ("doc:one.r1", LENGTH)),
    change("length no whole number", ONE, "doc:one.r1 fg:length", "40.0", ("doc:one.r1", LENGTH)),
]  # fmt: skip

LABEL = "an item has one label in en and one in zh-hans"
SAME_LABEL = "two items of one class have the same label"
TAG = "a text has the language tag en or zh-hans, in lower case"
SCHEME = "a concept is in one concept scheme"
BROADER = "broader names a concept"
CYCLE = "broader leads back to the concept itself"
OTHER_SCHEME = "broader names a concept of another scheme"

ITEM_FAULTS = [
    delete("no labels", CONCEPTS, "sector:fishing skos:prefLabel ?old", ("sector:fishing", LABEL)),
    Fault("label in one language only", CONCEPTS,
          'DELETE DATA { GRAPH graph:concepts { agent:firm skos:prefLabel "the firm"@en } }', (("agent:firm", LABEL),)),
    insert("two labels in a language", CONCEPTS, 'sector:fishing skos:prefLabel "anglers"@en', ("sector:fishing", LABEL)),
    insert("label in another language", CONCEPTS, 'sector:fishing skos:prefLabel "pêche"@fr',
           ("sector:fishing", LABEL), ("sector:fishing", TAG)),
    Fault("label in plain zh", CONCEPTS,
          'DELETE { GRAPH graph:concepts { sector:fishing skos:prefLabel "名fishing"@zh-hans } }'
          ' INSERT { GRAPH graph:concepts { sector:fishing skos:prefLabel "名fishing"@zh } } WHERE {}',
          (("sector:fishing", TAG),)),
    insert("synonym without tag", CONCEPTS, 'sector:fishing skos:altLabel "anglers"', ("sector:fishing", TAG)),
    insert("definition in plain zh", CONCEPTS, 'code:reach skos:definition "到"@zh', ("code:reach", TAG)),
    Fault("two sectors with one label", CONCEPTS,
          'DELETE { GRAPH graph:concepts { sector:fishing skos:prefLabel "the fishing"@en } }'
          ' INSERT { GRAPH graph:concepts { sector:fishing skos:prefLabel "the shipping"@en } } WHERE {}',
          (("sector:fishing", SAME_LABEL), ("sector:shipping", SAME_LABEL))),
    Fault("two kinds of policies with one label", CONCEPTS,
          'DELETE { GRAPH graph:concepts { policy:norm skos:prefLabel "the norm"@en } }'
          ' INSERT { GRAPH graph:concepts { policy:norm skos:prefLabel "the plan"@en } } WHERE {}',
          (("policy:norm", SAME_LABEL), ("policy:plan", SAME_LABEL))),
    delete("topic in no scheme", CONCEPTS, "sector:fishing skos:inScheme ?old", ("sector:fishing", SCHEME)),
    insert("topic in two schemes", CONCEPTS, "sector:fishing skos:inScheme scheme:practice", ("sector:fishing", SCHEME)),
    delete("code in no scheme", CONCEPTS, "code:reach skos:inScheme ?old", ("code:reach", SCHEME)),
    insert("broader no concept", CONCEPTS, "tech:machine skos:broader policy:plan", ("tech:machine", BROADER)),
    insert("broader in a circle", CONCEPTS, "tech:machine skos:broader tech:robot",
           ("tech:machine", CYCLE), ("tech:robot", CYCLE)),
    insert("broader names the concept itself", CONCEPTS, "tech:machine skos:broader tech:machine", ("tech:machine", CYCLE)),
    insert("broader in another scheme", CONCEPTS, "tech:machine skos:broader sector:fishing", ("tech:machine", OTHER_SCHEME)),
]  # fmt: skip

INFERRED_FAULTS = [
    delete("no subject", INFERRED, "$inferred_helpsAgainst fg:subject ?old",
           ("$inferred_helpsAgainst", "an inferred link has one subject, an item")),
    change("relation no rule infers", INFERRED, "$inferred_helpsAgainst fg:relation", "fg:mitigates",
           ("$inferred_helpsAgainst", "an inferred link has one relation that rules infer"),
           ("$inferred_helpsAgainst", "the inferred link has no direct triple")),
    delete("no object", INFERRED, "$inferred_helpsAgainst fg:object ?old",
           ("$inferred_helpsAgainst", "an inferred link has one object, an item")),
    delete("no rule", INFERRED, "$inferred_helpsAgainst fg:byRule ?old",
           ("$inferred_helpsAgainst", "an inferred link names one rule of the code list")),
    change("rule outside the code list", INFERRED, "$inferred_helpsAgainst fg:byRule", "code:guess",
           ("$inferred_helpsAgainst", "an inferred link names one rule of the code list")),
    delete("no premises", INFERRED, "$inferred_helpsAgainst prov:wasDerivedFrom ?old",
           ("$inferred_helpsAgainst", "an inferred link names at least two links it follows from")),
    Fault("one premise", INFERRED,
          "DELETE DATA { GRAPH graph:one-inferred { $inferred_helpsAgainst prov:wasDerivedFrom $mitigates } }",
          (("$inferred_helpsAgainst", "an inferred link names at least two links it follows from"),)),
    insert("premise no link", INFERRED, "$inferred_helpsAgainst prov:wasDerivedFrom ev:one.T01.S01",
           ("$inferred_helpsAgainst", "an inferred link names at least two links it follows from")),
    insert("evidence of its own", INFERRED, "$inferred_helpsAgainst fg:evidence ev:one.T01.S01",
           ("$inferred_helpsAgainst", "closed")),
    delete("no direct triple", INFERRED, "policy:plan fg:helpsAgainst challenge:delay",
           ("$inferred_helpsAgainst", "the inferred link has no direct triple")),
]  # fmt: skip


FACT_FAULTS = [
    *(insert(f"{relation} without evidence", FACTS, f"policy:norm {relation} {value}", ("policy:norm", NO_SOURCE))
      for relation, value in (
          ("fg:issuedBy", "agent:office"), ("fg:documentNumber", '"8"'),
          ("dcterms:issued", '"2024-01-01"^^xsd:date'), ("dcterms:available", '"2024-01-01"^^xsd:date'),
          ("dcterms:valid", '"2024-01-01"^^xsd:date'),
      )),
    insert("fg:hasFocus without evidence", FACTS, "policy:five fg:hasFocus sector:fishing", ("policy:five", NO_SOURCE)),
    insert("focus of a norm", FACTS, "policy:norm fg:hasFocus sector:fishing",
           ("policy:norm", "only a policy agenda has a focus"), ("policy:norm", NO_SOURCE)),
    insert("focus on a technology", FACTS, "policy:five fg:hasFocus tech:robot",
           ("policy:five", "the focus of an agenda is a sector"), ("policy:five", NO_SOURCE)),
    insert("fg:carriesOut without evidence", FACTS, "policy:norm fg:carriesOut policy:plan", ("policy:norm", NO_SOURCE)),
    insert("dcterms:replaces without evidence", FACTS, "policy:norm dcterms:replaces policy:plan", ("policy:norm", NO_SOURCE)),
    insert("a sector carries out a policy", FACTS, "sector:fishing fg:carriesOut policy:plan",
           ("sector:fishing", "only a policy carries out or replaces another"), ("sector:fishing", NO_SOURCE)),
    insert("a policy carries out a sector", FACTS, "policy:norm fg:carriesOut sector:fishing",
           ("policy:norm", "what a policy carries out is a policy"), ("policy:norm", NO_SOURCE)),
    insert("a policy replaces a sector", FACTS, "policy:norm dcterms:replaces sector:fishing",
           ("policy:norm", "what a policy replaces is a policy"), ("policy:norm", NO_SOURCE)),
    insert("number of a sector", FACTS, 'sector:fishing fg:documentNumber "8"',
           ("sector:fishing", "only a policy has an issuer and a number"), ("sector:fishing", NO_SOURCE)),
    insert("issued by a technology", FACTS, "policy:norm fg:issuedBy tech:robot",
           ("policy:norm", "a policy is issued by an organisation"), ("policy:norm", NO_SOURCE)),
    insert("evidence for another value", FACTS, "policy:plan fg:issuedBy agent:firm", ("policy:plan", NO_SOURCE)),
    change("evidence for another item", FACTS, "policy:five fg:factEvidence", "policy:plan", ("policy:five", NO_SOURCE)),
    delete("no source", FACTS, "$focus_evidence oa:hasSource ?old", ("$focus_evidence", "external evidence names one source")),
    delete("no date of reading", FACTS, "$focus_evidence dcterms:date ?old",
           ("$focus_evidence", "external evidence says when its source was read")),
    delete("no relation", FACTS, "$focus_evidence fg:relation ?old",
           ("$focus_evidence", "external evidence names one relation"), ("policy:five", NO_SOURCE)),
    insert("two values", FACTS, "$focus_evidence fg:factValue sector:fishing",
           ("$focus_evidence", "external evidence gives one value")),
]  # fmt: skip

CATALOG_FAULTS = [
    delete("no titles", CATALOG, "graph:one dcterms:title ?old", (ONE, "a graph has a title in en and zh-hans")),
    insert("two titles in a language", CATALOG, 'graph:one dcterms:title "a"@en', (ONE, "a graph has a title in en and zh-hans")),
    delete("no licence", CATALOG, "graph:one dcterms:license ?old", (ONE, "a graph has one licence")),
    change("licence a text", CATALOG, "graph:one dcterms:license", '"CC BY"', (ONE, "a graph has one licence")),
    delete("no version", CATALOG, "graph:one dcat:version ?old", (ONE, "a graph has one version")),
    delete("no number of triples", CATALOG, "graph:one void:triples ?old", (ONE, "a graph has one number of triples")),
    change("number of triples a text", CATALOG, "graph:one void:triples", '"many"', (ONE, "a graph has one number of triples")),
]  # fmt: skip

FAULTS = {
    "links": LINK_FAULTS,
    "evidence": EVIDENCE_FAULTS,
    "items": ITEM_FAULTS,
    "inferred": INFERRED_FAULTS,
    "facts": FACT_FAULTS,
    "catalog": CATALOG_FAULTS,
}


# What is read beside ontology and concepts: enough for a fault to be found in the wrong graph too.
READ = {
    "links": (ONE, "graph:two"),
    "evidence": (ONE,),
    "items": (),
    "inferred": (ONE, INFERRED),
    "facts": (FACTS,),
    "catalog": (CATALOG,),
}


@cache
def _small() -> tuple[bytes, dict[str, str]]:
    """Return the small dataset as TriG, and the names of its links."""
    with tempfile.TemporaryDirectory() as folder:
        store = as_store(small_dataset(Path(folder)))
    names = {
        relation: link("one", relation) for relation in (line.split()[1] for line in LINKS["one"].split("\n") if line)
    }
    query = "SELECT ?link ?relation { GRAPH graph:one-inferred { ?link fg:relation ?relation } }"
    for found, relation in evaluate(store, Request(query)).values():
        names[f"inferred_{str(relation).removeprefix('fg:')}"] = str(found)
    query = "SELECT ?evidence { GRAPH graph:facts { policy:five fg:factEvidence ?evidence } }"
    names["focus_evidence"] = str(evaluate(store, Request(query)).values()[0][0])
    return to_trig(canonical(store)), names


def _fill(text: str) -> str:
    return Template(text).substitute(_small()[1])


def _store() -> Store:
    return load(_small()[0], ".trig")


def _update(fault: Fault) -> str:
    # Oxigraph's SPARQL refuses prefixed names with two dots, such as ev:one.T01.S01.
    return re.sub(r"\bev:[\w.-]*\w", lambda name: f"<{expand(name[0])}>", _fill(fault.update))


def _seeded(fault: Fault) -> Store:
    store = _store()
    before = set(store)
    store.update(_update(fault), prefixes=prefixes())
    assert set(store) != before, "the update changed nothing"
    return store


def _found(findings: list[Finding]) -> Found:
    return {
        (finding.graph, finding.focus, "closed" if "closed" in finding.message else finding.message)
        for finding in findings
    }


def _expected(fault: Fault, graph: str) -> Found:
    return {(graph, _fill(focus), message) for focus, message in fault.found}


def _cases() -> list[object]:
    return [pytest.param(file, fault, id=f"{file}-{fault.name}") for file, faults in FAULTS.items() for fault in faults]


def test_the_small_dataset_conforms_and_uses_every_layer() -> None:
    store = _store()
    assert validate_dataset(as_dataset(store)) == []
    assert {"inferred_appliedIn", "inferred_reaches", "inferred_helpsAgainst", "inferred_alignedTechnology"} <= set(
        _small()[1]
    )


def test_the_built_in_dataset_conforms() -> None:
    assert validate_dataset(as_dataset(open_store())) == []


@pytest.mark.parametrize(("file", "fault"), _cases())
def test_a_seeded_fault_is_found_at_its_node_and_nothing_else(file: str, fault: Fault) -> None:
    read = tuple(map(expand, ("graph:ontology", CONCEPTS, *READ[file])))
    store = load(to_trig(canonical(_seeded(fault), read)), ".trig")
    assert _found(validate_dataset(as_dataset(store))) == _expected(fault, fault.graph)


def test_faults_of_all_layers_are_found_together() -> None:
    faults = [faults[0] for faults in FAULTS.values()]
    store = _store()
    for fault in faults:
        store.update(_update(fault), prefixes=prefixes())
    findings = validate_dataset(as_dataset(store))
    assert _found(findings) == set().union(*(_expected(fault, fault.graph) for fault in faults))
    assert findings == sorted(findings)


def test_every_message_of_the_shapes_is_expected_by_a_fault() -> None:
    messages: dict[str, set[str]] = {}
    for file in (resource_dir("ontology") / "shapes").glob("*.ttl"):
        graph = Graph().parse(file, format="turtle")
        messages[file.stem] = {str(message) for message in graph.objects(None, SH.message)}
    assert messages.pop("prefixes") == set()
    expected = {
        file: {message for fault in faults for _, message in fault.found} - {"closed"}
        for file, faults in FAULTS.items()
    }
    assert expected.keys() == messages.keys()
    assert {file: messages[file] - expected[file] for file in messages} == {file: set() for file in messages}
    assert set().union(*expected.values()) == set().union(*messages.values())


def test_every_property_and_query_of_a_shape_has_a_message_of_its_own() -> None:
    graph = Graph()
    for file in (resource_dir("ontology") / "shapes").glob("*.ttl"):
        graph.parse(file, format="turtle")
    constraints = {*graph.objects(None, SH.property), *graph.objects(None, SH.sparql)}
    assert all(len(set(graph.objects(constraint, SH.message))) == 1 for constraint in constraints)
    counts = Counter(str(graph.value(constraint, SH.message)) for constraint in constraints)
    assert {message for message, number in counts.items() if number > 1} == {QUOTATION}


def test_every_shape_with_a_closed_list_refuses_another_property() -> None:
    graph = Graph()
    for file in (resource_dir("ontology") / "shapes").glob("*.ttl"):
        graph.parse(file, format="turtle")
    closed = {compress(str(shape)) for shape in graph.subjects(SH.closed, Literal(True))}
    assert closed == {"shape:link-core", "shape:inferred-link-core"}
    assert all(any("closed" in dict(fault.found).values() for fault in FAULTS[file]) for file in ("links", "inferred"))


def test_labels_may_be_equal_across_classes_and_across_languages() -> None:
    store = _store()
    store.update(
        'DELETE { GRAPH ?g { tech:robot skos:prefLabel "the robot"@en . sector:fishing skos:prefLabel "名fishing"@zh-hans } }'
        ' INSERT { GRAPH ?g { tech:robot skos:prefLabel "the fishing"@en . sector:fishing skos:prefLabel "the shipping"@zh-hans } }'
        " WHERE { GRAPH ?g { tech:robot skos:prefLabel ?label } }",
        prefixes=prefixes(),
    )
    assert validate_dataset(as_dataset(store)) == []


@pytest.mark.parametrize("path", [SKOS.prefLabel, SKOS.altLabel, SKOS.definition])
def test_an_upper_case_tag_is_found_where_the_store_keeps_it(path: URIRef) -> None:
    # Oxigraph folds the case of tags; rdflib's own memory does not.
    dataset = Dataset()
    for quad in as_dataset(_store()).quads():
        dataset.add(quad)  # type: ignore[arg-type]
    node = URIRef(expand("sector:fishing"))
    context = dataset.get_context(URIRef(expand(CONCEPTS)))
    if path == SKOS.prefLabel:
        context.remove((node, path, Literal("名fishing", lang="zh-hans")))
    context.add((node, path, Literal("名fishing", lang="zh-Hans")))
    assert _found(validate_dataset(dataset)) == {(CONCEPTS, "sector:fishing", TAG)}


# --- Allowed class pairs ----------------------------------------------------------------------------------------------

# Class → an item of it in the small dataset.
MEMBER = {
    "Policy": "policy:plan",
    "PolicyAgenda": "policy:five",
    "Organisation": "agent:firm",
    "Trend": "trend:one.T01",
    "Technology": "tech:machine",
    "Sector": "sector:fishing",
    "Scenario": "scenario:docking",
    "Practice": "practice:audit",
    "Challenge": "challenge:delay",
    "Outcome": "outcome:speed",
    "ActorType": "actor:port",
    "DataResource": "data:cargo-list",
}
COVERS = {name: {name} for name in MEMBER}
COVERS["Policy"] |= {"PolicyAgenda"}
COVERS["Topic"] = set(MEMBER) - {"Policy", "PolicyAgenda", "Organisation", "Trend"}
COVERS["Item"] = set(MEMBER)


def test_each_relation_joins_the_classes_of_its_pairs_and_no_others() -> None:
    pairs = read_relation_pairs(resource_dir("ontology"))
    allowed = {
        (pair.relation, subject, obj)
        for pair in pairs
        if pair.layer == "stated"
        for subject in COVERS[pair.subject_class]
        for obj in COVERS[pair.object_class]
    }
    relations = sorted({pair.relation for pair in pairs})
    shapes = Graph().parse(resource_dir("ontology") / "shapes" / "links.ttl", format="turtle")
    constraint = shapes.value(shapes.value(None, SH.message, Literal(PAIRS)), SH.select)
    query = Request(f"SELECT ?value {{ {str(constraint).replace('$this', '?this')} }}")
    background = _background()
    store = load((relation_pairs().serialize(format="nt") + background["classes"]).encode(), ".nt")
    accepted = set()
    for subject, obj in itertools.product(MEMBER, repeat=2):
        # Two items and every relation between them: the constraint tries all that has a type with all.
        links = "".join(
            f"<link:{relation}> {_nt('fg:subject')} {_nt(MEMBER[subject])} ; {_nt('fg:object')} {_nt(MEMBER[obj])} ;"
            f" {_nt('fg:relation')} {_nt(f'fg:{relation}')} .\n"
            for relation in relations
        )
        types = {background[MEMBER[subject]], background[MEMBER[obj]]}
        quads = list(load((links + "".join(types)).encode(), ".ttl"))
        store.extend(quads)
        rows = evaluate(store, query).values()
        for quad in quads:
            store.remove(quad)
        refused = {str(row[0]).removeprefix("fg:") for row in rows}
        assert refused <= set(relations)
        accepted |= {(relation, subject, obj) for relation in relations if relation not in refused}
    assert accepted == allowed


def _nt(curie: str) -> str:
    return f"<{expand(curie)}>"


def _background() -> dict[str, str]:
    """Return the hierarchy of classes and, by CURIE, the types of each member, as N-Triples."""
    dataset = as_dataset(_store())
    found = dict.fromkeys(MEMBER.values(), "")
    for curie in found:
        for kind in set(dataset.objects(URIRef(expand(curie)), RDF.type)):
            found[curie] += f"{_nt(curie)} <{RDF.type}> <{kind}> .\n"
    hierarchy = dataset.subject_objects(RDFS.subClassOf)
    found["classes"] = "".join(f"<{below}> <{RDFS.subClassOf}> <{above}> .\n" for below, above in hierarchy)
    return found


# --- Files of users ---------------------------------------------------------------------------------------------------


@pytest.fixture
def builtin() -> Dataset:
    return as_dataset(_store())


def _report_turtle(store: Store) -> bytes:
    return to_turtle(canonical(store, [expand(ONE)]))


def test_a_file_with_a_whole_report_conforms(tmp_path: Path, builtin: Dataset) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(_report_turtle(_store()))
    assert validate_file(path, builtin) == []


@pytest.mark.parametrize(
    ("suffix", "form"), [(".nt", "nt"), (".nq", "nquads"), (".trig", "trig"), (".rdf", "xml"), (".jsonld", "json-ld")]
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning")
def test_a_fault_is_found_in_files_of_every_form(suffix: str, form: str, tmp_path: Path, builtin: Dataset) -> None:
    fault = next(fault for fault in LINK_FAULTS if fault.name == "requirement encouraged")
    dataset = Dataset()
    dataset.default_graph.parse(data=_report_turtle(_seeded(fault)), format="turtle")
    path = tmp_path / f"mine{suffix}"
    source = dataset if form in {"nquads", "trig"} else dataset.default_graph
    source.serialize(path, format=form, encoding="utf-8")
    assert _found(validate_file(path, builtin)) == _expected(fault, path.name)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults[number], id=f"{file}-{faults[number].name}")
        for file, faults in FAULTS.items()
        if file in {"links", "evidence"}
        for number in range(0, len(faults), 7)
    ],
)
def test_a_fault_is_found_in_a_file_as_in_the_dataset(fault: Fault, tmp_path: Path, builtin: Dataset) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(_report_turtle(_seeded(fault)))
    # Findings are about what the file describes itself.
    described = {compress(row[0].n3()[1:-1]) for row in Graph().parse(path)}
    expected = {finding for finding in _expected(fault, path.name) if finding[1] in described}
    assert expected
    found = _found(validate_file(path, builtin))
    # The shapes of items see the labels of trends too.
    assert {finding for finding in found if finding[2] not in {LABEL, TAG}} == expected


def test_a_file_with_our_whole_dataset_is_checked_graph_by_graph(tmp_path: Path, builtin: Dataset) -> None:
    fault = next(fault for fault in LINK_FAULTS if fault.name == "direct triple whose link is in another report")
    path = tmp_path / "all.trig"
    path.write_bytes(to_trig(canonical(_seeded(fault))))
    assert _found(validate_file(path, builtin)) == _expected(fault, ONE)


def test_own_items_facts_and_catalog_entries_are_checked_in_one_file(tmp_path: Path, builtin: Dataset) -> None:
    path = tmp_path / "mine.ttl"
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())
    path.write_text(
        header
        + """
tech:lamp a fg:Technology , skos:Concept ; skos:inScheme scheme:technology ; skos:prefLabel "lamp"@en .
policy:norm fg:documentNumber "9" .
graph:mine a dcat:Dataset ; dcterms:title "mine"@en , "我的"@zh-hans ; dcat:version "1" ; void:triples 3 .
""",
        encoding="utf-8",
    )
    assert _found(validate_file(path, builtin)) == {
        (path.name, "tech:lamp", LABEL),
        (path.name, "policy:norm", NO_SOURCE),
        (path.name, "graph:mine", "a graph has one licence"),
    }


def test_faults_of_the_background_are_not_laid_at_the_user(tmp_path: Path) -> None:
    fault = next(fault for fault in ITEM_FAULTS if fault.name == "no labels")
    path = tmp_path / "mine.ttl"
    path.write_bytes(_report_turtle(_store()))
    assert validate_file(path, as_dataset(_seeded(fault))) == []


def test_an_empty_file_conforms(tmp_path: Path, builtin: Dataset) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(b"")
    assert validate_file(path, builtin) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.ttl", b"this is no Turtle\n"),
        ("mine.ttl", b"<a:a> <a:b> \xff\xfe ."),
        ("mine.ttl", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("mine.trig", b"<a:g> { <a:a> <a:b>"),
        ("mine.nq", b"<a:a> <a:b> <a:c> <a:d> <a:e> .\n"),
        ("mine.rdf", b"<rdf:RDF"),
        ("mine.jsonld", b'{"@id": '),
        ("mine.ttl", b"<relative> <a:b> <a:c> ."),
        ("mine.csv", b"a,b\n"),
        ("mine", b"<a:a> <a:b> <a:c> ."),
    ],
)
def test_a_file_that_is_not_rdf_gives_one_line(name: str, content: bytes, tmp_path: Path, builtin: Dataset) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        validate_file(path, builtin)
    message = str(caught.value)
    assert message.startswith(f"{str(path)!r} is not RDF: ")
    assert message.count("\n") == 0


def test_nodes_without_a_name_are_validated_too(tmp_path: Path, builtin: Dataset) -> None:
    found = []
    for name, node in (("named.nt", "<urn:a>"), ("unnamed.nt", "_:a")):
        path = tmp_path / name
        path.write_text(f"{node} <{RDF.type}> <{expand('fg:StatedLink')}> .\n", encoding="utf-8")
        found.append([finding.message for finding in validate_file(path, builtin)])
    assert found[0] == found[1] != []


@pytest.mark.parametrize("value", ["<<( <urn:a> <urn:b> 1 )>>", '"x"@ar--rtl'])
def test_rdf_1_2_is_one_line(tmp_path: Path, builtin: Dataset, value: str) -> None:
    path = tmp_path / "new.ttl"
    path.write_text(f"<urn:a> a <{expand('fg:StatedLink')}> ; <urn:b> {value} .", encoding="utf-8")
    with pytest.raises(SourceError, match=r"new.ttl' has RDF 1.2, of which shapes know nothing: .*; leave it out$"):
        validate_file(path, builtin)


def test_a_file_that_cannot_be_read_gives_one_line(tmp_path: Path, builtin: Dataset) -> None:
    for path in (tmp_path / "missing.ttl", tmp_path):
        with pytest.raises(SourceError, match=r"^cannot read ") as caught:
            validate_file(path, builtin)
        assert "\n" not in str(caught.value)


def test_a_finding_is_one_line_that_says_where_what_and_which_value(builtin: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mine.nt"
    path.write_text(f'<{expand(HEADING)}.position> <{expand("oa:exact")}> "words" .\n', encoding="utf-8")
    (finding,) = validate_file(path, builtin)
    assert str(finding) == f"mine.nt: {HEADING}.position: {QUOTATION}"
    assert str(Finding("g", "f", "m", "v")) == "g: f: m (found v)"
