"""Data against the shapes of ``ontology/shapes`` (SHACL).

Each report's graph is validated alone, with ontology and concepts: in a union, one report would hide another's gaps.
Queries (:mod:`fingraph.constraints`) tell at once whether anything is wrong; where something is, pyshacl says what.
Non-conformance is a result, not an exception.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rdflib import RDF, SH, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery

from fingraph.constraints import violated
from fingraph.errors import SourceError
from fingraph.model import CLASS_OF_PREFIX, ITEM_TABLES
from fingraph.namespaces import compress, expand, prefixes
from fingraph.resources import resource_dir
from fingraph.store import AnyStore, graph_names, load
from fingraph.store.bulk import triples_of
from fingraph.store.terms import is_rdf_11
from fingraph.tables import read_relation_pairs

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result
    from rdflib.term import Node

ALL_SHAPES = ("links", "evidence", "items", "inferred", "facts", "catalog")
REPORT_SHAPES = ("links", "evidence", "facts")
SHAPES_OF_LAYER = {
    name: (shapes,)
    for name, shapes in (("concepts", "items"), ("inferred", "inferred"), ("facts", "facts"), ("catalog", "catalog"))
}
"""Layer → names of the shapes of its graphs, where they are not those of a report."""
FG = Namespace(prefixes()["fg"])


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place where data do not conform.

    Parameters
    ----------
    graph
        CURIE of the graph, or the name of the file.
    focus
        CURIE of the node that a shape was applied to.
    message
        What the shape demands.
    value
        The offending value, or empty.
    """

    graph: str
    focus: str
    message: str
    value: str

    def __str__(self) -> str:
        """Return one line: where, what is demanded, what was found."""
        return f"{self.graph}: {self.focus}: {self.message}" + (f" (found {self.value})" if self.value else "")


def validate_dataset(dataset: Dataset | AnyStore) -> list[Finding]:
    """Validate every graph of a dataset that fingraph made, each against the shapes for its layer.

    Parameters
    ----------
    dataset
        With ``graph:ontology`` and ``graph:concepts``.

    Returns
    -------
    list of Finding
        Sorted; empty if everything conforms.

    Raises
    ------
    SourceError
        If there is a triple term or text with a direction (RDF 1.2).
    """
    prefix = expand("graph:")
    graphs = {name.removeprefix(prefix): lines for name, lines in _graphs(dataset).items() if lines}
    ontology, by_item = graphs.pop("ontology", []), defaultdict(list)
    for line in graphs.get("concepts", ()):
        by_item[line.partition(" ")[0]].append(line)
    findings: list[Finding] = []
    for name, triples in graphs.items():
        stated = name.removesuffix("-inferred")
        both = {one: graphs[one] for one in dict.fromkeys((name, stated)) if one in graphs}
        named = {end for lines in both.values() for line in lines for end in line.split(" ", 2)[::2]}
        background = [*ontology, *(line for end in sorted(named) for line in by_item.get(end, ()))]
        findings += _of_graph(name, triples, both.get(stated, []) if stated != name else [], background)
    return sorted(findings)


def validate_graphs(graphs: Mapping[str, Collection[str]], background: Collection[str]) -> list[Finding]:
    """Validate graphs, each against the shapes for its layer.

    Parameters
    ----------
    graphs
        Local name → triples, lines of N-Triples without the point at the end. Beside what rules infer from a report is the
        report itself.
    background
        Triples of the ontology, and of the concepts that the graphs name.

    Returns
    -------
    list of Finding
        Sorted; empty if everything conforms.
    """
    findings: list[Finding] = []
    for name, triples in graphs.items():
        stated = graphs.get(name.removesuffix("-inferred"), ()) if name.endswith("-inferred") else ()
        findings += _of_graph(name, triples, stated, background)
    return sorted(findings)


def _of_graph(
    name: str, triples: Collection[str], stated: Collection[str], background: Collection[str]
) -> list[Finding]:
    layer = "inferred" if name.endswith("-inferred") else name
    data = [*triples, *stated, *(() if name == "catalog" else background)]
    return _validate(f"graph:{name}", data, SHAPES_OF_LAYER.get(layer, REPORT_SHAPES))


def validate_file(path: Path, builtin: Dataset | AnyStore) -> list[Finding]:
    """Validate a user's RDF file: a dataset of ours graph by graph, anything else against all shapes.

    Parameters
    ----------
    path
        Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, told by the extension.
    builtin
        Where ontology and concepts come from that the file does not hold itself.

    Returns
    -------
    list of Finding
        Sorted; empty if everything conforms.

    Raises
    ------
    SourceError
        If the file cannot be read or parsed, or has RDF 1.2.
    """
    try:
        store = load(path.read_bytes(), path.suffix.lower())
    except OSError as error:
        raise SourceError(f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValueError as error:
        raise SourceError(f"{str(path)!r} is not RDF: {error}") from error
    shared = {"graph:ontology", "graph:concepts"}
    if shared <= set(map(compress, graph_names(store))):
        return validate_dataset(store)
    graphs = _graphs(builtin)
    background = [line for name in sorted(shared) for line in graphs.get(expand(name), ())]
    own = [_line(triple, str(path)) for triple in {quad.triple for quad in store}]
    found = _validate(path.name, [*own, *background], ALL_SHAPES)
    others = _subjects(background) - _subjects(own)
    return sorted(finding for finding in found if finding.focus not in others)


def _subjects(lines: Iterable[str]) -> set[str]:
    return {compress(line.partition(" ")[0].strip("<>")) for line in lines}


class _PreparingGraph(Graph):
    """A graph in rdflib's own memory that parses each query text once.

    pyshacl asks each SPARQL constraint once a focus node, and parsing takes most of that: 17 times faster in all. Over
    Oxigraph, pyshacl is 15 times slower than over rdflib's memory.
    """

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Result:  # noqa: ANN401 - rdflib's own signature
        namespaces = tuple(sorted((kwargs.get("initNs") or {}).items()))
        return super().query(_prepared(query_object, namespaces), *args, **kwargs)


@cache
def _prepared(text: str, namespaces: tuple[tuple[str, Any], ...]) -> Query:
    return prepareQuery(text, initNs=dict(namespaces))


def _graphs(dataset: Dataset | AnyStore) -> dict[str, list[str]]:
    """Return the triples of each named graph."""
    # Not through Oxigraph, which would put language tags into lower case.
    if isinstance(dataset, Dataset):
        return {str(graph.identifier): _lines(graph) for graph in dataset.graphs() if len(graph)}
    return {
        name: [_line(triple, compress(name)) for triple in triples_of(dataset, name)] for name in graph_names(dataset)
    }


def _line(triple: ox.Triple, place: str) -> str:
    if not is_rdf_11(triple):
        raise SourceError(f"{place!r} has RDF 1.2, of which shapes know nothing: {triple}; leave it out")
    return str(triple)


def _lines(graph: Graph) -> list[str]:
    """Return the triples of a graph as lines of N-Triples without the point at the end."""
    content = graph.serialize(format="nt11", encoding="utf-8").decode()
    return [line.removesuffix(" .") for line in content.split("\n") if line]


def _validate(name: str, triples: Collection[str], shapes: tuple[str, ...]) -> list[Finding]:
    data = dict.fromkeys((*triples, *(_pairs() if "links" in shapes else ())))
    return [] if violated(data, shapes) is False else _findings(name, data, shapes)


def _findings(name: str, triples: Iterable[str], shapes: tuple[str, ...]) -> list[Finding]:
    import pyshacl

    data = _PreparingGraph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=_shapes(shapes), inference="none", inplace=True)
    return [
        Finding(
            name,
            _shown(results.value(result, SH.focusNode)),
            str(results.value(result, SH.resultMessage)),
            _shown(results.value(result, SH.value)),
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
    ]


@cache
def _pairs() -> tuple[str, ...]:
    return tuple(sorted(_lines(relation_pairs())))


def _shown(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Literal):
        return node.n3()
    return compress(str(node)) if isinstance(node, URIRef) else "a node without name"


@cache
def _shapes(names: tuple[str, ...]) -> Graph:
    shapes = Graph()
    for name in ("prefixes", *names):
        shapes.parse(resource_dir("ontology") / "shapes" / f"{name}.ttl", format="turtle")
    return shapes


def relation_pairs() -> Graph:
    """Return the class pairs that relations may join, as triples that ``shape:allowed-class-pairs`` looks up.

    Made from ``relation-pairs.csv``: relation, ``shape:from-<class of the subject>``, class of the object. A pair named by
    a superclass allows all its subclasses.
    """
    graph = Graph()
    for pair in read_relation_pairs(resource_dir("ontology")):
        if pair.layer != "stated":
            continue
        for subject in _below(pair.subject_class):
            start = URIRef(expand(f"shape:from-{subject}"))
            graph.add((FG[subject], URIRef(expand("shape:from")), start))
            for obj in _below(pair.object_class):
                graph.add((FG[pair.relation], start, FG[obj]))
    return graph


def _below(name: str) -> list[str]:
    """Return the classes by which items are counted that a class of the pairs stands for."""
    if name == "Item":
        return sorted(set(CLASS_OF_PREFIX.values()))
    return [table.kinds[""] for table in ITEM_TABLES if table.scheme] if name == "Topic" else [name]
