"""SHACL shapes as SPARQL queries, each of which finds where data violate one constraint: a quick yes or no for many graphs.

Only what the shapes of ``ontology/shapes`` use is known; a shape that uses anything else has no such queries, and pyshacl
validates it. What a finding says is pyshacl's work as well: here is found out only whether there is any.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING

from fingraph.namespaces import expand
from fingraph.resources import resource_dir
from fingraph.store import Request, Store, evaluate, load
from fingraph.triples import iri, nquads

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SH = "http://www.w3.org/ns/shacl#"
OF_CLASS = "a/rdfs:subClassOf*"
IS_A = "shape:isA"
"""In place of the path above in every query: joins of two such paths take a hundred times as long, or more."""
TYPE, SUBCLASS = (f" {iri(name)} " for name in ("rdf:type", "rdfs:subClassOf"))
UPPER_CASE_TAG = re.compile(rb'"@[a-z0-9-]*[A-Z]')
"""Of a language; Oxigraph would put it into lower case."""
SILENT = {"message", "prefixes", "path", "property", "sparql", "targetClass", "targetSubjectsOf", "ignoredProperties"}
"""What is no constraint by itself."""


class UnknownConstraintError(Exception):
    """Raised for shapes with a constraint of which there is no query."""


def violated(triples: Collection[str], shapes: tuple[str, ...]) -> bool | None:
    """Return whether triples violate shapes.

    Parameters
    ----------
    triples
        Data, and all that they refer to: lines of N-Triples without the point at the end.
    shapes
        Names of files below ``ontology/shapes``.

    Returns
    -------
    bool or None
        None if the shapes have a constraint of which there is no query, or the triples are none that Oxigraph takes as they are.
    """
    try:
        queries, store = shape_queries(shapes), _loaded(triples)
    except (UnknownConstraintError, ValueError):
        return None
    graph = (expand("graph:data"),)
    return any(evaluate(store, Request(query, default_graphs=graph)).truth for query in queries)


def _loaded(triples: Collection[str]) -> Store:
    content = nquads("data", chain(triples, _classes(triples)))
    if UPPER_CASE_TAG.search(content):
        raise ValueError("a language tag is not in lower case")
    return load(content, ".nq")


def _classes(triples: Collection[str]) -> Iterator[str]:
    """Yield of which classes each node is, superclasses too."""
    above: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        low, found, high = triple.partition(SUBCLASS)
        if found:
            above[low].add(high)
    closed: dict[str, tuple[str, ...]] = {}
    for triple in triples:
        node, found, name = triple.partition(TYPE)
        if found:
            if name not in closed:
                closed[name] = tuple(sorted(_with_all_above(name, above)))
            for each in closed[name]:
                yield f"{node} {iri(IS_A)} {each}"


def _with_all_above(name: str, above: Mapping[str, set[str]]) -> set[str]:
    found, new = {name}, {name}
    while new := {high for low in new for high in above.get(low, ())} - found:
        found |= new
    return found


@cache
def shape_queries(shapes: tuple[str, ...]) -> tuple[str, ...]:
    """Return an ASK query for each target class of each shape, and one for its other targets, true where something violates it.

    Parameters
    ----------
    shapes
        Names of files below ``ontology/shapes``.

    Returns
    -------
    tuple of str
        In the order of the shapes' IRIs.

    Raises
    ------
    UnknownConstraintError
        If there is a constraint of a kind of which there is no query.
    """
    from rdflib import RDF, Graph, URIRef

    graph = Graph()
    for name in shapes:
        graph.parse(resource_dir("ontology") / "shapes" / f"{name}.ttl", format="turtle")
    queries = []
    for shape in sorted(graph.subjects(RDF.type, URIRef(f"{SH}NodeShape")), key=str):
        violations = list(_violations(graph, shape))
        # One query for a shape, since reading a query takes as long as answering a small one.
        joined = " UNION ".join(f"{{ %s {violation} }}" for violation in violations)
        queries += [f"ASK {{ {joined.replace('%s', target)} }}" for target in _targets(graph, shape) if violations]
    return tuple(queries)


def _targets(graph: Graph, shape: Node) -> Iterator[str]:
    from rdflib import URIRef

    for found in graph.objects(shape, URIRef(f"{SH}targetClass")):
        yield f"?this {IS_A} {found.n3()} ."
    if subjects := sorted(found.n3() for found in graph.objects(shape, URIRef(f"{SH}targetSubjectsOf"))):
        # Once each, since one node may be a target for many reasons.
        yield f"{{ SELECT DISTINCT ?this {{ VALUES ?target {{ {' '.join(subjects)} }} ?this ?target ?any }} }}"


def _violations(graph: Graph, shape: Node) -> Iterator[str]:
    from rdflib import URIRef

    yield from _of_values(graph, shape, "")
    for found in graph.objects(shape, URIRef(f"{SH}property")):
        yield from _of_values(graph, found, _path(graph, graph.value(found, URIRef(f"{SH}path"))))
    for found in graph.objects(shape, URIRef(f"{SH}sparql")):
        yield f"{{ {graph.value(found, URIRef(f'{SH}select'))} }}".replace(OF_CLASS, IS_A)


def _path(graph: Graph, path: Node | None) -> str:
    """Return a predicate, or a sequence of predicates, in SPARQL."""
    from rdflib import URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return path.n3()
    steps = list(Collection(graph, path)) if path is not None else []
    if not steps or not all(isinstance(step, URIRef) for step in steps):
        raise UnknownConstraintError(str(path))
    return "/".join(step.n3() for step in steps)


def _of_values(graph: Graph, shape: Node, path: str) -> Iterator[str]:
    """Yield a pattern for each constraint on the values of a path, or without one on the focus node itself."""
    from rdflib import RDF, Literal

    for predicate, value in sorted(graph.predicate_objects(shape), key=str):
        kind = str(predicate).removeprefix(SH)
        if predicate == RDF.type or kind in SILENT or value == Literal(lexical_or_value=False):
            continue
        if kind == "closed":
            yield _closed(graph, shape)
        elif kind in COUNTED and path:
            yield COUNTED[kind](path, int(str(value)))
        elif kind == "uniqueLang" and path:
            yield f"?this {path} ?one , ?two FILTER(!SAMETERM(?one, ?two) && LANG(?one) != '' && LCASE(LANG(?one)) = LCASE(LANG(?two)))"
        else:
            values = f"?this {path} ?value ." if path else "BIND(?this AS ?value)"
            yield f"{values} FILTER({_wrong(graph, kind, value)})"


def _wrong(graph: Graph, kind: str, value: Node) -> str:
    """Return the condition under which a value violates a constraint."""
    from rdflib.collection import Collection

    if kind in LISTED:
        return LISTED[kind]([member.n3() for member in Collection(graph, value)])
    if kind == "or":
        return " && ".join(f"({part})" for part in _alternatives(graph, value))
    if kind in ONLY and str(value) != ONLY[kind]:
        raise UnknownConstraintError(f"{kind} {value}")
    if kind not in SINGLE:
        raise UnknownConstraintError(kind)
    return SINGLE[kind](value.n3())


def _alternatives(graph: Graph, alternatives: Node) -> Iterator[str]:
    """Yield the condition under which a value violates each alternative, which must be one constraint on it."""
    from rdflib.collection import Collection

    for shape in Collection(graph, alternatives):
        constraints = list(graph.predicate_objects(shape))
        if len(constraints) != 1:
            raise UnknownConstraintError("or")
        predicate, value = constraints[0]
        yield _wrong(graph, str(predicate).removeprefix(SH), value)


def _closed(graph: Graph, shape: Node) -> str:
    from rdflib import URIRef
    from rdflib.collection import Collection

    ignored = graph.value(shape, URIRef(f"{SH}ignoredProperties"))
    allowed = list(Collection(graph, ignored)) if ignored is not None else []
    paths = (graph.value(found, URIRef(f"{SH}path")) for found in graph.objects(shape, URIRef(f"{SH}property")))
    names = sorted(path.n3() for path in (*allowed, *paths) if isinstance(path, URIRef))
    return f"?this ?predicate ?value FILTER(?predicate NOT IN ({', '.join((*names, IS_A))}))"


def _different(path: str, count: int) -> str:
    """Return a pattern of so many different values."""
    names = [f"?v{number}" for number in range(count)]
    pairs = " ".join(f"FILTER(!SAMETERM({one}, {other}))" for one, other in combinations(names, 2))
    return f"?this {path} {' , '.join(names)} . {pairs}"


COUNTED: dict[str, Callable[[str, int], str]] = {
    "minCount": lambda path, count: f"FILTER NOT EXISTS {{ {_different(path, count)} }}",
    "maxCount": lambda path, count: _different(path, count + 1),
}
"""Constraints on the number of values."""

SINGLE: dict[str, Callable[[str], str]] = {
    "class": lambda name: f"NOT EXISTS {{ ?value {IS_A} {name} }}",
    "nodeKind": lambda _: "!ISIRI(?value)",
    "datatype": lambda name: f"!COALESCE(DATATYPE(?value) = {name} && ISNUMERIC(?value), false)",
    "pattern": lambda pattern: f"ISBLANK(?value) || !REGEX(STR(?value), {pattern})",
    "minInclusive": lambda least: f"!COALESCE(?value >= {least}, false)",
}
ONLY = {"nodeKind": f"{SH}IRI", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
"""Constraint → the one value of which there is a query."""
LISTED: dict[str, Callable[[list[str]], str]] = {
    "in": lambda names: " && ".join(f"!SAMETERM(?value, {name})" for name in names),
    "languageIn": lambda tags: (
        f"!ISLITERAL(?value) || !({' || '.join(f'LANGMATCHES(LANG(?value), {tag})' for tag in tags)})"
    ),
}
"""Conditions under which a value violates a constraint."""
