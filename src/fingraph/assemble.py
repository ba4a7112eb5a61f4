"""Tables, ontology and rules → the named graphs of a dataset, one source each, and one report at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.namespaces import expand
from fingraph.resources import resource_dir
from fingraph.store import Request, as_dataset, canonical, load, materialize
from fingraph.tables import read_one_report, read_relation_pairs, read_tables, report_folders
from fingraph.triples import TYPE, iri, literal, nquads, of_fact, of_item, of_report, of_withdrawn, texts
from fingraph.workspace import builds_on_builtin

if TYPE_CHECKING:
    import rdflib

    from fingraph.model import Item, Report, Tables

RULES = ("roll-up", "reach", "aligned-technology", "remedy")
"""Files below ``ontology/rules``, in the order they run: each sees what the earlier ones inferred."""

LICENSE = "<https://creativecommons.org/licenses/by/4.0/>"
CHINESE = {"ontology": "本体", "concepts": "概念", "facts": "外部事实"}

Triples = Collection[str]
"""Lines of N-Triples without the point at the end, each once."""


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
    base = read_tables(resource_dir("data"), _relations(ontology)) if builds_on_builtin(data) else None
    tables = read_tables(data, _relations(ontology), base)
    if examples:
        return tables
    return replace(tables, reports=tuple(report for report in tables.reports if not report.example))


def read_concepts(data: Path, ontology: Path) -> Tables:
    """Read and check the tables as :func:`read` does, but for those of reports.

    Parameters
    ----------
    data
        As for :func:`read`.
    ontology
        As for :func:`read`.

    Returns
    -------
    Tables
        Without a report.

    Raises
    ------
    TableError
        With every problem of these tables.
    """
    # The built-in reports are read, too, since no report may have the id of one.
    base = read_tables(resource_dir("data"), _relations(ontology)) if builds_on_builtin(data) else None
    return replace(read_tables(data, _relations(ontology), base, reports=False), reports=())


def folders_of_reports(data: Path) -> list[Path]:
    """Return the folder of each report that :func:`read` would read, examples too, in the order of their ids."""
    own = report_folders(data)
    built_in = report_folders(resource_dir("data")) if builds_on_builtin(data) else []
    return sorted((*own, *built_in), key=lambda folder: folder.name)


def read_report(folder: Path, concepts: Collection[str], ontology: Path) -> tuple[Report, dict[str, tuple[str, int]]]:
    """Read and check the tables of one report.

    Parameters
    ----------
    folder
        One of :func:`folders_of_reports`.
    concepts
        CURIEs of the items.
    ontology
        As for :func:`read`.

    Returns
    -------
    tuple of Report and dict
        The report, and CURIE of a trend or link → file and line.

    Raises
    ------
    TableError
        With every problem of these tables.
    """
    return read_one_report(folder, concepts, _relations(ontology))


@cache
def _relations(ontology: Path) -> tuple[str, ...]:
    return tuple(sorted({f"fg:{pair.relation}" for pair in read_relation_pairs(ontology) if pair.layer == "stated"}))


def assemble(tables: Tables, ontology: Path) -> rdflib.Dataset:
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
    items = {item.id: item for item in tables.items}
    shared = with_catalog(shared_graphs(tables, ontology))
    own = (with_catalog(report_graphs(report, items, ontology), report) for report in tables.reports)
    return as_dataset(load(b"".join(map(as_nquads, (shared, *own))), ".nq"))


def with_catalog(graphs: Mapping[str, Triples], report: Report | None = None) -> dict[str, Triples]:
    """Return graphs with what the catalog says of them.

    Parameters
    ----------
    graphs
        Local name → triples.
    report
        The one they are of; None for graphs that reports share.

    Returns
    -------
    dict
        The same and ``catalog``, which is a part of the whole catalog.
    """
    entries = [line for name, triples in graphs.items() for line in _entry(name, len(triples), report)]
    return {**graphs, "catalog": entries}


def as_nquads(graphs: Mapping[str, Triples]) -> bytes:
    """Return graphs as N-Quads, the triples of each in order, so that the order of rows of a table does not show."""
    return b"".join(nquads(name, sorted(triples)) for name, triples in graphs.items())


def shared_graphs(tables: Tables, ontology: Path) -> dict[str, Triples]:
    """Return the graphs that are no report's.

    Parameters
    ----------
    tables
        Reports do not count.
    ontology
        As for :func:`assemble`.

    Returns
    -------
    dict
        ``ontology``, ``concepts`` and, if there are any, ``facts`` → triples.
    """
    concepts = dict.fromkeys(_parsed(ontology / "codes.ttl"))
    for item in tables.items:
        concepts |= dict.fromkeys(of_item(item))
    concepts |= dict.fromkeys(of_withdrawn(tables.withdrawn))
    graphs: dict[str, Triples] = {"ontology": ontology_triples(ontology), "concepts": concepts}
    if tables.facts:
        graphs["facts"] = dict.fromkeys(line for fact in tables.facts for line in of_fact(fact))
    return graphs


@cache
def ontology_triples(ontology: Path) -> Triples:
    """Return what the ontology says, its blank nodes named by what it says of them."""
    return _parsed(ontology / "fingraph.ttl", ontology / "stubs.ttl")


def _parsed(*files: Path) -> list[str]:
    # Read as one, so that no blank node of one file has the name of another's.
    content = b"\n".join(file.read_bytes() for file in files)
    return [str(quad.triple) for quad in canonical(load(content, ".ttl"))]


def report_graphs(report: Report, items: Mapping[str, Item], ontology: Path) -> dict[str, Triples]:
    """Return the graphs of a report.

    Parameters
    ----------
    report
        Whose items are known.
    items
        CURIE → item.
    ontology
        Folder with ``rules/``. A rule sees the report, what rules before it inferred, and of the concepts those that
        links of the report name.

    Returns
    -------
    dict
        Id of the report → what it states; if rules infer anything, the id and ``-inferred`` → that.
    """
    stated = dict.fromkeys(of_report(report))
    content = nquads(report.id, stated) + nquads("concepts", named_concepts(named_by(report), items))
    inferred = _inferred(report.id, content, ontology)
    return {report.id: stated, **({f"{report.id}-inferred": inferred} if inferred else {})}


def named_concepts(named: Iterable[str], items: Mapping[str, Item]) -> Triples:
    """Return what the concepts say of items and of those above them; names of other things do not count."""
    wider = found = {curie for curie in named if curie in items}
    while wider := {items[curie].broader for curie in wider if items[curie].broader} - found:
        found |= wider
    return dict.fromkeys(line for curie in sorted(found) for line in of_item(items[curie]))


def named_by(report: Report) -> Iterator[str]:
    """Yield what links and mentions of a report name: CURIEs of items and of much else."""
    for link in report.links:
        yield from (link.subject, link.object, link.in_sector, link.in_scenario, link.by_actor)
    for mention in report.mentions:
        yield mention.item


def _inferred(report: str, content: bytes, ontology: Path) -> Triples:
    store, inferred = load(content, ".nq"), expand(f"graph:{report}-inferred")
    read_from = (expand("graph:concepts"), expand(f"graph:{report}"), inferred)
    before = len(store)
    for text in _rules(ontology):
        materialize(store, Request(text, default_graphs=read_from), inferred)
    if len(store) == before:
        return ()
    return sorted(str(quad.triple) for quad in store if str(quad.graph_name) == f"<{inferred}>")


@cache
def _rules(ontology: Path) -> tuple[str, ...]:
    return tuple((ontology / "rules" / f"{rule}.rq").read_text(encoding="utf-8") for rule in RULES)


def _entry(graph: str, triples: int, report: Report | None) -> Iterator[str]:
    node = iri(f"graph:{graph}")
    yield f"{node} {TYPE} {iri('dcat:Dataset')}"
    yield f"{node} {iri('dcterms:license')} {LICENSE}"
    yield f"{node} {iri('dcat:version')} {literal(_version())}"
    yield f"{node} {iri('void:triples')} {literal(triples)}"
    if report is None:
        yield from texts(node, "dcterms:title", graph, CHINESE[graph])
        return
    inferred = graph.endswith("-inferred")
    english, chinese = ("inferred from", "推断") if inferred else ("annotations of", "标注")
    yield from texts(node, "dcterms:title", f"{english}: {report.title_en}", f"{report.title_zh}：{chinese}")
    source = iri(f"graph:{report.id}") if inferred else iri(f"doc:{report.id}.r1")
    yield f"{node} {iri('prov:wasDerivedFrom')} {source}"


@cache
def _version() -> str:
    return version("fingraph-kg")
