"""What rules infer, as edges: each with its rule, and with the sentences of the stated links it is derived from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fingraph.namespaces import expand, layer_of
from fingraph.projection.evidence import leg, term, total
from fingraph.projection.links import Labels, both_labels, item_attributes, trend_of
from fingraph.store import AnyStore, Request, evaluate

if TYPE_CHECKING:
    import networkx as nx

INFERRED = """SELECT ?graph ?link ?subject ?relation ?object ?rule ?premise WHERE {
  GRAPH ?graph {
    ?link a fg:InferredLink ; fg:subject ?subject ; fg:relation ?relation ; fg:object ?object ;
      fg:byRule ?rule ; prov:wasDerivedFrom ?premise . } }"""
PREMISES = """SELECT DISTINCT ?premise ?subject ?relation ?object ?graph ?sentence WHERE {
  GRAPH ?inferred { ?link prov:wasDerivedFrom ?premise }
  GRAPH ?graph {
    ?premise fg:subject ?subject ; fg:relation ?relation ; fg:object ?object ; fg:evidence/fg:sentenceId ?sentence . } }"""

Statement = tuple[str, ...]
"""Subject, relation and object."""

Instance = tuple[Statement, ...]
"""What is stated that one instance of a rule rests on."""


def add_inferred(graph: nx.MultiDiGraph[str], store: AnyStore, labels: Labels) -> None:
    """Add the inferred links of a store to a graph of its stated links.

    There is one edge for each subject, relation, object, report and rule. Its evidence has a term for each set of stated
    links it can be derived from, with a leg for each of these; a premise that is itself inferred is replaced by its own.
    """
    for (subject, relation, obj, report, rule), instances in sorted(derived(store).items()):
        legs = [list(instances[instance].values()) for instance in sorted(instances)]
        sentences = set().union(*(found for instance in legs for found in instance))
        for end in (subject, obj):
            if end not in graph:
                graph.add_node(end, **item_attributes(labels, end, set(map(trend_of, sentences))))
        graph.add_edge(
            subject,
            obj,
            f"{subject} {relation} {obj} {report} {rule}",
            relation=relation,
            **both_labels(labels, relation),
            report=report,
            layer="inferred",
            support=sum(min(map(len, instance)) for instance in legs),
            sentences="|".join(sorted(sentence.partition(".")[2] for sentence in sentences)),
            modality="",
            basis="",
            via="",
            evidence=total(term(map(leg, instance)) for instance in legs),
            rule=rule,
        )


def derived(store: AnyStore) -> dict[tuple[str, ...], dict[Instance, dict[Statement, set[str]]]]:
    """Return the edges, each with the sets of stated links it is derived from, and the sentences of these links."""
    links, premises = _inferred(store)
    stated = _stated(store)
    edges: dict[tuple[str, ...], dict[Instance, dict[Statement, set[str]]]] = defaultdict(dict)
    for link, edge in links.items():
        found: dict[Statement, set[str]] = defaultdict(set)
        for premise in _leaves(link, premises):
            for statement, sentence in stated.get(premise, ()):
                found[statement].add(sentence)
        if found:
            instance = edges[edge].setdefault(tuple(sorted(found)), {statement: set() for statement in sorted(found)})
            for statement, sentences in found.items():
                instance[statement] |= sentences
    return edges


def _inferred(store: AnyStore) -> tuple[dict[str, tuple[str, ...]], dict[str, set[str]]]:
    """Return inferred link → subject, relation, object, report and rule; and inferred link → its premises."""
    links: dict[str, tuple[str, ...]] = {}
    premises: dict[str, set[str]] = defaultdict(set)
    for row in evaluate(store, Request(INFERRED)).values():
        graph, link, subject, relation, obj, rule, premise = map(str, row)
        if layer_of(expand(graph)) == "inferred":
            report = graph.partition(":")[2].removesuffix("-inferred")
            links[link] = (subject, relation, obj, report, rule.partition(":")[2])
            premises[link].add(premise)
    return links, premises


def _stated(store: AnyStore) -> dict[str, set[tuple[Statement, str]]]:
    """Return stated link → what it states, and the full id of its sentence."""
    stated: dict[str, set[tuple[Statement, str]]] = defaultdict(set)
    for row in evaluate(store, Request(PREMISES)).values():
        premise, subject, relation, obj, graph, sentence = map(str, row)
        stated[premise].add(((subject, relation, obj), f"{graph.partition(':')[2]}.{sentence}"))
    return stated


def _leaves(link: str, premises: dict[str, set[str]]) -> Iterator[str]:
    """Yield the links that a link is derived from and that are not inferred themselves, each once."""
    seen, left = {link}, [link]
    while left:
        current = left.pop()
        if current not in premises:
            yield current
        new = premises.get(current, set()) - seen
        seen |= new
        left += new
