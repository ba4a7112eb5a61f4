"""Reports and concepts as tables, read back from a graph that is elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from fingraph.assemble import read
from fingraph.errors import AnalysisError
from fingraph.location import is_elsewhere, store_at_hand
from fingraph.model import CLASS_OF_PREFIX, Fact, Item, Link, Mention, Report, Sentence, Tables, Trend
from fingraph.namespaces import expand
from fingraph.resources import data_dir, resource_dir
from fingraph.store import Request, evaluate

if TYPE_CHECKING:
    from fingraph.store import AnyStore

REPORTS = "SELECT DISTINCT ?report WHERE { GRAPH ?graph { ?report a fg:Report } } ORDER BY ?report"
TRIPLES = """SELECT ?s ?p ?o (LANG(?o) AS ?language) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"""
LANGUAGES = ("en", "zh-hans")

Node = Mapping[str, list[str]]
"""What is said of something: CURIE of a property → values, those with a language below ``property@language``."""


def stored_tables(store: AnyStore, *reports: str) -> Tables:
    """Read tables back from a graph: those of some reports, and of concepts and facts.

    Parameters
    ----------
    store
        Where the graph is.
    *reports
        Ids.

    Returns
    -------
    Tables
        From which the same graphs can be assembled. What no graph holds is empty: how a mention names its item and where,
        notes, what waits, and the lines of the tables.

    Raises
    ------
    AnalysisError
        If there is no such report.

    Examples
    --------
    >>> from fingraph.location import open_store
    >>> tables = stored_tables(open_store(), "caict-2025")
    >>> len(tables.reports[0].trends)
    10
    """
    known = [str(row[0]).partition(":")[2] for row in evaluate(store, Request(REPORTS)).values()]
    for name in reports:
        if name not in known:
            raise unknown_report(name, known)
    concepts, facts = _nodes(store, "concepts"), _nodes(store, "facts")
    return Tables(
        items=tuple(_item(curie, node) for curie, node in concepts.items() if _is_item(curie, node)),
        reports=tuple(_report(name, _nodes(store, name)) for name in sorted(reports)),
        places={},
        facts=tuple(
            _fact(curie, facts[key]) for curie, node in facts.items() for key in node.get("fg:factEvidence", ())
        ),
        withdrawn={
            curie: _one(node, "dcterms:isReplacedBy") for curie, node in concepts.items() if "owl:deprecated" in node
        },
    )


def tables_at_hand(*reports: str) -> Tables:
    """Return the tables with some reports: read back from the graph that ``FINGRAPH_LOCATION`` names, else those at hand.

    Parameters
    ----------
    *reports
        Ids; of tables at hand, all reports are read, examples included.

    Returns
    -------
    Tables
        What :func:`fingraph.compare` compares.

    Raises
    ------
    AnalysisError
        If a graph elsewhere has no such report.
    """
    if is_elsewhere():
        return stored_tables(store_at_hand(), *reports)
    return read(data_dir(), resource_dir("ontology"), examples=True)


def unknown_report(name: str, known: Collection[str]) -> AnalysisError:
    """Return the error that says which reports there are."""
    return AnalysisError(f"unknown report {name!r}; use two of {', '.join(known) or 'none, since there is none'}")


def _nodes(store: AnyStore, graph: str) -> dict[str, Node]:
    """Return what a named graph says, by subject, all in order."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value, language in evaluate(
        store, Request(TRIPLES.format(graph=expand(f"graph:{graph}")))
    ).values():
        nodes[str(subject)][f"{predicate}@{language}" if language else str(predicate)].append(str(value))
    return {subject: dict(node) for subject, node in nodes.items()}


def _one(node: Node, name: str) -> str:
    return next(iter(node.get(name, ())), "")


def _both(node: Node, name: str) -> tuple[str, str]:
    """Return a text in English and in Chinese."""
    en, zh = (_one(node, f"{name}@{language}") for language in LANGUAGES)
    return en, zh


def _is_item(curie: str, node: Node) -> bool:
    return curie.partition(":")[0] in CLASS_OF_PREFIX and "skos:notation" in node


def _item(curie: str, node: Node) -> Item:
    counted = f"fg:{CLASS_OF_PREFIX[curie.partition(':')[0]]}"
    classes = [name for name in node["rdf:type"] if name.startswith("fg:")]
    special = next((name for name in classes if name != counted), counted)
    alt_en, alt_zh = (tuple(node.get(f"skos:altLabel@{language}", ())) for language in LANGUAGES)
    return Item(
        curie,
        special.removeprefix("fg:"),
        _one(node, "skos:inScheme").removeprefix("scheme:"),
        *_both(node, "skos:prefLabel"),
        alt_en,
        alt_zh,
        _one(node, "skos:broader"),
        *_both(node, "skos:definition"),
    )


def _fact(item: str, evidence: Node) -> Fact:
    names = ("fg:relation", "fg:factValue", "oa:hasSource", "dcterms:date")
    relation, value, source, retrieved = (_one(evidence, name) for name in names)
    return Fact(item, relation, value, source, retrieved)


def _report(name: str, nodes: Mapping[str, Node]) -> Report:
    work, rendition = nodes[f"doc:{name}"], nodes[f"doc:{name}.r1"]
    names = ("creator", "publisher", "language", "rights")
    creator, publisher, language, rights = (_one(work, f"dcterms:{key}") for key in names)
    evidence = {curie: node for curie, node in nodes.items() if "fg:TextEvidence" in node.get("rdf:type", ())}
    sentences = {curie: _one(node, "fg:sentenceId") for curie, node in evidence.items()}
    return Report(
        name,
        *_both(work, "dcterms:title"),
        creator,
        publisher,
        language,
        rights,
        _digest(rendition, "fg:contentDigest"),
        int(_one(rendition, "fg:length")),
        _one(work, "dcterms:date"),
        sentences=tuple(_sentence(node, nodes[_one(node, "oa:hasSelector")]) for node in evidence.values()),
        trends=tuple(_trend(node, sentences) for node in nodes.values() if "fg:Trend" in node.get("rdf:type", ())),
        mentions=tuple(
            Mention(sentences[curie], item, "")
            for curie, node in evidence.items()
            for item in node.get("fg:mentions", ())
        ),
        links=tuple(_link(node, sentences) for node in nodes.values() if "fg:StatedLink" in node.get("rdf:type", ())),
    )


def _digest(node: Node, name: str) -> str:
    return _one(node, name).removeprefix("sha256:")


def _sentence(node: Node, span: Node) -> Sentence:
    page = _one(node, "fg:page")
    start, end = (int(_one(span, name)) for name in ("oa:start", "oa:end"))
    return Sentence(
        _one(node, "fg:sentenceId"), start, end, _digest(node, "fg:spanDigest"), "", int(page) if page else None
    )


def _trend(node: Node, sentences: Mapping[str, str]) -> Trend:
    return Trend(int(_one(node, "fg:ordinal")), *_both(node, "skos:prefLabel"), sentences[_one(node, "fg:heading")])


def _link(node: Node, sentences: Mapping[str, str]) -> Link:
    subject, relation, obj = (_one(node, f"fg:{name}") for name in ("subject", "relation", "object"))
    modality, basis = (_one(node, f"fg:{name}").removeprefix("code:") for name in ("modality", "basis"))
    sector, scenario, actor = (_one(node, f"fg:{name}") for name in ("inSector", "inScenario", "byActor"))
    return Link(subject, relation, obj, sentences[_one(node, "fg:evidence")], modality, basis, sector, scenario, actor)
