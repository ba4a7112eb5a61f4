"""The hygiene queries find nothing in the ontology, on Oxigraph and on rdflib, and each finds the fault it is there for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from ontology_support import merged_ontology, references

from fingraph.namespaces import compress, expand, prefixes
from fingraph.resources import resource_dir
from fingraph.store import Request, Store, evaluate

FILES = {path.stem: path for path in sorted((resource_dir("ontology") / "hygiene").glob("*.rq"))}
ENGINES = ("oxigraph", "rdflib")

Rows = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A SPARQL update that spoils the ontology, and the terms that must be found for it, no others."""

    update: str
    terms: str


def insert(term: str, triples: str, *more: str) -> Fault:
    """Return the fault of adding triples about a term."""
    return Fault(f"INSERT DATA {{ {term} {triples} }}", " ".join((term, *more)))


def delete(term: str, triples: str, *more: str) -> Fault:
    """Return the fault of dropping triples about a term."""
    return Fault(f"DELETE WHERE {{ {term} {triples} }}", " ".join((term, *more)))


def change(term: str, path: str, language: str, text: str) -> Fault:
    """Return the fault of another text in one language."""
    return Fault(
        f"DELETE {{ {term} {path} ?old }} INSERT {{ {term} {path} {text!r}@{language} }}"
        f' WHERE {{ {term} {path} ?old FILTER(LANG(?old) = "{language}") }}',
        term,
    )


HEADER = "<https://w3id.org/fingraph/ontology>"
PAIRS = "<https://w3id.org/fingraph/ontology/relation-pairs.csv>"

FAULTS: dict[str, list[Fault]] = {
    "class-disjoint": [
        Fault("DELETE DATA { fg:StatedLink owl:disjointWith fg:InferredLink }", "fg:InferredLink"),
        insert("fg:Event", "rdfs:subClassOf fg:Link"),
        Fault(
            "DELETE { ?cell rdf:rest ?next } INSERT { ?cell rdf:rest ?after }"
            " WHERE { ?cell rdf:rest ?next . ?next rdf:first fg:PolicyAgenda ; rdf:rest ?after }",
            "fg:PolicyAgenda",
        ),
    ],
    "code-complete": [
        delete("code:forecast", "skos:inScheme scheme:modality"),
        Fault("DELETE DATA { scheme:basis a skos:ConceptScheme }", "code:explicit code:heading code:accompanying"),
        insert("code:forecast", "skos:inScheme scheme:basis"),
        delete("code:forecast", "skos:notation ?old"),
        insert("code:forecast", 'skos:notation "Forecast"'),
    ],
    "definition-circular": [
        change("fg:Technology", "skos:definition", "en", "technology that can be run"),
        change("fg:Technology", "skos:definition", "en", "kind of technology that can be run"),
        change("fg:Technology", "skos:definition", "zh-hans", "可运行的技术"),
        change("fg:ordinal", "skos:definition", "zh-hans", "序号，自1起"),
    ],
    "definition-class-genus": [
        change("fg:Sector", "skos:definition", "en", "line of business with statistics"),
        change("fg:Sector", "skos:definition", "zh-hans", "可进行统计的行业"),
    ],
    "definition-form": [
        change("fg:Sector", "skos:definition", "en", "a topic with statistics"),
        change("fg:Sector", "skos:definition", "en", "Topic with statistics"),
        change("fg:Sector", "skos:definition", "en", "sector is a topic with statistics"),
        change("fg:Sector", "skos:definition", "en", "topic with statistics."),
        change("fg:Sector", "skos:definition", "zh-hans", "可进行统计的主题。"),
        change("fg:Sector", "skos:definition", "zh-hans", "是可进行统计的主题"),
    ],
    "definition-in-both-languages": [
        Fault('DELETE { fg:uses ?p ?o } WHERE { fg:uses ?p ?o FILTER(LANG(?o) = "zh-hans") }', "fg:uses"),
        delete("code:forecast", "skos:definition ?old"),
    ],
    "definition-one-per-language": [insert("fg:Sector", 'skos:definition "topic of statistics"@en')],
    "definition-property-genus": [
        change("fg:uses", "skos:definition", "en", "works with a thing"),
        change("fg:uses", "skos:definition", "zh-hans", "主题运用某事物"),
        change("fg:relation", "skos:definition", "en", "property of a link"),
    ],
    "definition-unique": [
        insert("fg:uses", 'skos:definition "topic that is a difficulty to be overcome"@en', "fg:Challenge")
    ],
    "header-complete": [
        delete(HEADER, f"{path} ?old")
        for path in ("dcterms:title", "dcterms:license", "owl:versionIRI", "dcterms:creator", "owl:versionInfo")
    ]
    + [delete(HEADER, "a owl:Ontology")],
    "header-languages": [
        insert(HEADER, 'dcterms:title "another title"@en'),
        Fault(
            f'DELETE {{ {HEADER} ?p ?o }} WHERE {{ {HEADER} ?p ?o FILTER(LANG(?o) = "zh-hans") }}',
            HEADER,
        ),
    ],
    "hierarchy-acyclic": [
        insert("fg:Item", "rdfs:subClassOf fg:Regulator", "fg:Organisation", "fg:Regulator"),
        insert("fg:uses", "rdfs:subPropertyOf fg:uses"),
    ],
    "hierarchy-connected": [
        insert("fg:Event", "a owl:Class"),
        delete("fg:Link", "rdfs:subClassOf prov:Entity", "fg:StatedLink", "fg:InferredLink"),
    ],
    "label-in-both-languages": [
        Fault('DELETE { fg:uses ?p ?o } WHERE { fg:uses ?p ?o FILTER(LANG(?o) = "zh-hans") }', "fg:uses"),
        delete("scheme:sector", "skos:prefLabel ?old"),
    ],
    "label-lower-case": [
        change("fg:Sector", "rdfs:label", "en", "Sector"),
        change("fg:uses", "fg:inverseLabel", "en", "is Used by"),
    ],
    "label-merged": [
        change("fg:Outcome", "rdfs:label", "en", "goal and effect"),
        change("fg:Outcome", "rdfs:label", "zh-hans", "目标与成效"),
        change("code:forecast", "skos:prefLabel", "en", "forecast or plan"),
    ],
    "label-one-per-language": [
        insert("fg:Sector", 'rdfs:label "line"@en'),
        insert("code:forecast", 'skos:prefLabel "预测"@zh-hans'),
    ],
    "label-unique": [
        Fault('INSERT DATA { fg:evidence rdfs:label "证据"@zh-hans }', "fg:Evidence fg:evidence"),
        Fault('INSERT DATA { code:forecast skos:prefLabel "asserted"@en }', "code:asserted code:forecast"),
    ],
    "name-of-class": [
        insert("fg:dataAsset", "a owl:Class"),
        insert("fg:Data_Asset", "a owl:Class"),
        insert("fg:DATA", "a owl:Class"),
        insert("<https://w3id.org/fingraph/ontology#数据>", "a owl:Class"),
    ],
    "name-of-property": [
        insert("fg:HasPart", "a owl:ObjectProperty"),
        insert("fg:has-part", "a owl:DatatypeProperty"),
        insert("fg:has_part", "a owl:AnnotationProperty"),
    ],
    "property-domain-and-range": [delete("fg:uses", "rdfs:range ?old"), delete("fg:length", "rdfs:domain ?old")],
    "property-one-domain-and-range": [
        insert("fg:uses", "rdfs:domain fg:Policy"),
        insert("fg:length", "rdfs:range xsd:string"),
    ],
    "property-within-parent": [
        insert("fg:statedIn", "rdfs:subPropertyOf fg:related"),
        insert("fg:uses", "rdfs:subPropertyOf fg:faces"),
    ],
    "relation-below-related": [delete("fg:uses", "rdfs:subPropertyOf fg:related")],
    "relation-has-pairs": [
        insert("fg:blocks", "rdfs:subPropertyOf fg:related"),
        delete("fg:uses", f"dcterms:isReferencedBy {PAIRS}"),
    ],
    "relation-inverse-label": [
        delete("fg:uses", "fg:inverseLabel ?old"),
        insert("fg:uses", 'fg:inverseLabel "is worked with by"@en'),
        insert("fg:statedIn", 'fg:inverseLabel "states"@en , "陈述"@zh-hans'),
    ],
    "relation-inverse-label-unique": [
        change("fg:uses", "fg:inverseLabel", "en", "adopts"),
        change("fg:uses", "fg:inverseLabel", "en", "uses"),
        Fault('INSERT DATA { fg:uses fg:inverseLabel "is adopted by"@en }', "fg:adopts fg:uses"),
    ],
    "relation-pairs-known": [
        insert("fg:blocks", f"dcterms:isReferencedBy {PAIRS}"),
        insert("fg:Report", f"dcterms:isReferencedBy {PAIRS}"),
    ],
    "term-declared": [
        Fault("INSERT DATA { fg:Sector rdfs:subClassOf dcterms:Agent }", "dcterms:Agent"),
        Fault("INSERT DATA { fg:Sector rdfs:subClassOf fg:Sektor }", "fg:Sektor"),
        Fault("INSERT DATA { fg:Sector skos:scopeNote 'x'@en }", "skos:scopeNote"),
        delete("fg:uses", "a owl:ObjectProperty"),
        Fault("INSERT DATA { fg:Sector a dcat:Resource }", "dcat:Resource"),
    ],
    "term-deprecated-unused": [
        insert("fg:mentions", "owl:deprecated true"),
        insert("fg:Sector", "owl:deprecated true"),
        insert("fg:inverseLabel", "owl:deprecated true"),
    ],
    "term-foreign": [
        insert("skos:Concept", 'rdfs:label "concept"@en'),
        insert("prov:Entity", "rdfs:subClassOf fg:Item"),
    ],
    "term-is-defined-by": [delete("fg:Sector", "rdfs:isDefinedBy ?old")],
    "term-one-type": [
        insert("fg:uses", "a owl:AnnotationProperty"),
        insert("skos:broader", "a owl:AnnotationProperty"),
    ],
    "term-used-by-question": [
        delete("fg:uses", "dcterms:isReferencedBy ?file"),
        delete("fg:Scenario", "dcterms:isReferencedBy ?file"),
        Fault(
            f"DELETE WHERE {{ fg:Item dcterms:isReferencedBy ?f }} ; INSERT DATA {{ fg:Item dcterms:isReferencedBy {PAIRS} }}",
            "fg:Item",
        ),
    ],
    "text-blanks": [
        change("fg:Sector", "rdfs:label", "en", " sector"),
        change("fg:Sector", "rdfs:label", "en", "sector "),
        change("fg:Sector", "skos:definition", "en", "topic  with statistics"),
        change("fg:Sector", "skos:definition", "en", "topic\nwith statistics"),
        change("fg:Sector", "rdfs:label", "zh-hans", "领 域"),
        change("fg:Sector", "rdfs:label", "zh-hans", "领域\u3000"),
    ],
    "text-language": [
        insert("fg:Sector", 'rdfs:label "sector"'),
        insert("fg:Sector", 'skos:definition "主题"@zh'),
        insert("code:forecast", 'skos:altLabel "prévision"@fr'),
    ],
    "text-punctuation": [
        change("fg:Sector", "skos:definition", "zh-hans", f"可统计{mark}可比较的主题") for mark in ",;:!?()."
    ],
    "text-script": [
        change("fg:Sector", "rdfs:label", "en", "sector领域"),
        change("fg:Sector", "rdfs:label", "en", "sector–line"),
        change("fg:Sector", "rdfs:label", "zh-hans", "sector"),
    ],
}

CASES = [pytest.param(name, fault, id=f"{name}-{n}") for name in FAULTS for n, fault in enumerate(FAULTS[name])]


def _triples(store: Store) -> str:
    return "".join(f"{quad.triple} .\n" for quad in store)


def _run(engine: str, name: str, store: Store) -> Rows:
    """Return (term, value) for each row; the term is a CURIE."""
    text = FILES[name].read_text(encoding="utf-8")
    if engine == "oxigraph":
        answer = evaluate(store, Request(text))
        assert answer.variables == ("term", "value")
        rows = [tuple(map(str, row)) for row in answer.values()]
        return {(row[0], "blank" if row[1].startswith("_:") else row[1]) for row in rows}
    return _on_rdflib(text, _triples(store))


def _on_rdflib(text: str, triples: str) -> Rows:
    import rdflib
    from rdflib.query import ResultRow

    rows = rdflib.Graph().parse(data=triples, format="nt").query(text)
    assert [str(variable) for variable in rows.vars or ()] == ["term", "value"]
    found: Rows = set()
    for row in rows:
        assert isinstance(row, ResultRow)
        term, value = row
        shown = "blank" if isinstance(value, rdflib.BNode) else compress(str(value))
        found.add((compress(str(term)), shown))
    return found


@pytest.fixture(scope="module")
def clean() -> Store:
    return merged_ontology()


@pytest.fixture(scope="module", params=ENGINES)
def run_clean(request: pytest.FixtureRequest, clean: Store) -> Callable[[str], Rows]:
    if request.param == "oxigraph":
        return lambda name: _run("oxigraph", name, clean)
    import rdflib

    graph = rdflib.Graph().parse(data=_triples(clean), format="nt")

    def run(name: str) -> Rows:
        return {(str(row), "") for row in graph.query(FILES[name].read_text(encoding="utf-8"))}

    return run


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_found_in_the_ontology(name: str, run_clean: Callable[[str], Rows]) -> None:
    assert run_clean(name) == set()


@pytest.mark.parametrize(("name", "fault"), CASES)
def test_the_seeded_fault_is_found_and_nothing_else(name: str, fault: Fault, subtests: pytest.Subtests) -> None:
    store = merged_ontology()
    before = set(store)
    store.update(fault.update, prefixes=prefixes())
    assert set(store) != before, "the update changed nothing"
    expected = {compress(term[1:-1]) if term.startswith("<") else term for term in fault.terms.split()}
    found = {engine: _run(engine, name, store) for engine in ENGINES}
    for engine in ENGINES:
        with subtests.test(engine):
            assert {term for term, _ in found[engine]} == expected
    assert found["oxigraph"] == found["rdflib"]


def test_every_query_has_a_seeded_fault() -> None:
    assert sorted(FAULTS) == sorted(FILES)
    assert all(FAULTS.values())


@pytest.mark.parametrize("name", FILES)
def test_a_query_says_its_rule_first_and_declares_what_it_uses(name: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")
    assert re.match(r"# [A-Z].{20,}", text)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    body = re.sub(r'(?m)^#.*$|"[^"\n]*"|<[^>\s]*>', "", text)
    declared = set(re.findall(r"PREFIX (\w+):", body))
    assert declared == {p for p in prefixes() if re.search(rf"(?<![\w?]){p}:", body.partition("SELECT")[2])}
    assert all(f"PREFIX {p}: <{expand(f'{p}:')}>" in text for p in declared)


def test_references_tell_questions_and_pairs_apart() -> None:
    lines = references().splitlines()
    assert any("#uses> " in line and "/queries/" in line for line in lines)
    assert any("#uses> " in line and line.endswith("/relation-pairs.csv> .") for line in lines)
