"""What a store states and infers, as a graph of items: one edge for each subject, relation and object of a report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from fingraph.model import CLASS_OF_PREFIX, MODALITIES
from fingraph.namespaces import compress, layer_of
from fingraph.projection.evidence import leg
from fingraph.store import AnyStore, Request, evaluate_as, graph_names

if TYPE_CHECKING:
    import networkx as nx

STATED = """SELECT ?graph ?subject ?relation ?object ?evidence ?modality ?basis WHERE {
  GRAPH ?graph { ?link fg:relation ?relation . %s
    ?link fg:subject ?subject ; fg:object ?object ; fg:evidence ?evidence ; fg:modality ?modality ; fg:basis ?basis . } }"""
WITHOUT_CONCERNS = "FILTER(?relation != fg:concerns)"
SENTENCES = "SELECT ?evidence ?sentence WHERE { GRAPH ?graph { ?evidence fg:sentenceId ?sentence } }"
LABELS = (
    "SELECT ?item ?label WHERE { GRAPH ?graph { { ?item skos:prefLabel ?label } UNION { ?item rdfs:label ?label } } }"
)

Labels = dict[tuple[str, str], str]
"""CURIE and language tag → label."""

Statement = tuple[str, str, str]
"""Sentence id, and names of modality and basis."""


def read_labels(store: AnyStore) -> Labels:
    """Return the labels of items, classes and relations."""
    labels: Labels = {}
    visible = tuple(graph for graph in graph_names(store) if layer_of(graph) in ("stated", "ontology"))
    for item, label in rows_of(store, Request(LABELS, named_graphs=visible)):
        quoted, _, language = label.rpartition("@")
        # The escapes of SPARQL's TSV are among those of JSON.
        text = str(json.loads(quoted, strict=False)) if "\\" in quoted else quoted[1:-1]
        key = (curie_of(item), language)
        if key not in labels or text < labels[key]:
            labels[key] = text
    return labels


def both_labels(labels: Labels, curie: str, name: str = "label") -> dict[str, str]:
    """Return the attributes ``label_en`` and ``label_zh`` (or another name's); what has no label has its CURIE."""
    return {f"{name}_en": labels.get((curie, "en"), curie), f"{name}_zh": labels.get((curie, "zh-hans"), curie)}


def item_attributes(labels: Labels, item: str, trends: Iterable[str]) -> dict[str, str]:
    """Return the attributes of a node."""
    item_class = CLASS_OF_PREFIX.get(item.partition(":")[0], "Item")
    of_class = f"fg:{item_class}"
    # Written out: called for each item, both_labels would take a tenth of a projection.
    return {
        "item_class": item_class,
        "class_en": labels.get((of_class, "en"), of_class),
        "class_zh": labels.get((of_class, "zh-hans"), of_class),
        "label_en": labels.get((item, "en"), item),
        "label_zh": labels.get((item, "zh-hans"), item),
        "trends": "|".join(sorted(trends)),
    }


def stated_links(store: AnyStore, labels: Labels, *, concerns: bool) -> nx.MultiDiGraph[str]:
    """Return the stated links; items without any do not occur.

    Parameters
    ----------
    store
        Where they are stated.
    labels
        Of items, classes and relations.
    concerns
        Whether ``fg:concerns`` counts.

    Returns
    -------
    networkx.MultiDiGraph
        With nodes and edges in the order of their CURIEs.
    """
    import networkx as nx

    named = cache(lambda relation: {"relation": relation, **both_labels(labels, relation)})
    support = cache(_support)
    trends: dict[str, set[str]] = defaultdict(set)
    edges = {}
    for (subject, relation, obj, report), statements in _statements(store, concerns=concerns).items():
        found, data = support(report, *statements)
        edges[f"{subject} {relation} {obj} {report}"] = (subject, obj, relation, data)
        trends[subject] |= found
        trends[obj] |= found
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for item in sorted(trends):
        graph.add_node(item, **item_attributes(labels, item, trends[item]))
    for key in sorted(edges):
        source, target, relation, data = edges[key]
        graph.add_edge(source, target, key)
        # Passed on as keyword arguments, they would be copied twice.
        attributes = graph.get_edge_data(source, target, key)
        attributes |= named(relation)
        attributes |= data
    return graph


def _statements(store: AnyStore, *, concerns: bool) -> dict[tuple[str, str, str, str], list[Statement]]:
    """Return CURIEs of subject, relation and object, and report → how and in which sentence it is stated.

    Evidence and layer tell a stated link: graphs of other layers are passed over.
    """
    report = cache(lambda graph: local_of(graph) if layer_of(graph[1:-1]) == "stated" else "")
    sentences = {evidence: sentence[1:-1] for evidence, sentence in rows_of(store, Request(SENTENCES))}
    found: dict[tuple[str, str, str, str], list[Statement]] = defaultdict(list)
    text = STATED % ("" if concerns else WITHOUT_CONCERNS)
    for graph, subject, relation, obj, evidence, modality, basis in rows_of(store, Request(text)):
        if evidence in sentences and report(graph):
            statement = (sentences[evidence], local_of(modality), local_of(basis))
            found[curie_of(subject), curie_of(relation), curie_of(obj), report(graph)].append(statement)
    return found


@lru_cache(maxsize=100_000)
def curie_of(cell: str) -> str:
    """Return the CURIE in a cell of :func:`rows_of`."""
    return compress(cell[1:-1])


@lru_cache(maxsize=10_000)
def local_of(cell: str) -> str:
    """Return the local name in a cell of :func:`rows_of`."""
    return curie_of(cell).partition(":")[2]


def rows_of(store: AnyStore, request: Request) -> Iterator[list[str]]:
    """Return the rows of a SELECT as cells in the notation of SPARQL's TSV.

    A term made into an object of Python would cost more than all the rest of a projection.
    """
    answer = evaluate_as(store, request, "tsv").decode()
    return (line.split("\t") for line in answer.split("\n")[1:-1])


def _support(report: str, *statements: Statement) -> tuple[frozenset[str], dict[str, str | int]]:
    """Return the trends in which a report states a link, and the attributes that say how."""
    sentences = sorted({sentence for sentence, _, _ in statements})
    full = [f"{report}.{sentence}" for sentence in sentences]
    return frozenset(map(trend_of, full)), {
        "report": report,
        "layer": "stated",
        "support": len(sentences),
        "sentences": "|".join(sentences),
        "modality": "|".join(sorted({modality for _, modality, _ in statements}, key=_strength)),
        "basis": "|".join(sorted({basis for _, _, basis in statements})),
        "via": "",
        "evidence": leg(full),
    }


def _strength(modality: str) -> tuple[int, str]:
    return (MODALITIES.index(modality) if modality in MODALITIES else len(MODALITIES), modality)


def trend_of(sentence: str) -> str:
    """Return the trend of a full sentence id: ``caict-2025.T07`` of ``caict-2025.T07.S05``."""
    return sentence.rpartition(".")[0]
