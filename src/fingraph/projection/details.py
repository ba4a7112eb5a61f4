"""What a dataset knows beyond the graph of items: synonyms, definitions, facts from outside, and each single statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fingraph.location import store_of
from fingraph.namespaces import layer_of
from fingraph.projection.inference import derived
from fingraph.projection.links import Labels, read_labels
from fingraph.store import AnyStore, Request, evaluate, graph_names

if TYPE_CHECKING:
    import rdflib

    from fingraph.verification import Quotation

Pair = tuple[str, str]
"""A text in English and in Chinese."""

Key = tuple[str, str, str, str]
"""CURIEs of subject, relation and object, and the id of a report."""

NAMES = """SELECT ?item ?predicate ?text (LANG(?text) AS ?language) WHERE {
  GRAPH ?graph { ?item ?predicate ?text FILTER(?predicate IN (skos:altLabel, skos:definition)) } }
ORDER BY ?item ?predicate ?language ?text"""
FACTS = """SELECT ?item ?relation ?value ?source WHERE {
  GRAPH ?graph {
    ?item fg:factEvidence ?evidence . ?evidence fg:relation ?relation ; fg:factValue ?value ; oa:hasSource ?source } }
ORDER BY ?item ?relation ?value ?source"""
STATEMENTS = """SELECT ?graph ?subject ?relation ?object ?sentence ?modality ?basis ?qualifier ?value WHERE {
  GRAPH ?graph {
    ?link a fg:StatedLink ; fg:subject ?subject ; fg:relation ?relation ; fg:object ?object ;
      fg:modality ?modality ; fg:basis ?basis ; fg:evidence/fg:sentenceId ?sentence .
    OPTIONAL { ?link ?qualifier ?value FILTER(?qualifier IN (fg:inSector, fg:inScenario, fg:byActor)) } } }
ORDER BY ?graph ?subject ?relation ?object ?sentence ?qualifier ?value"""
SPANS = """SELECT ?graph ?sentence ?start ?end ?page WHERE {
  GRAPH ?graph {
    ?evidence fg:sentenceId ?sentence ; oa:hasSelector ?span . ?span oa:start ?start ; oa:end ?end
    OPTIONAL { ?evidence fg:page ?page } } }"""
REPORTS = """SELECT ?report ?title (LANG(?title) AS ?language) ?creator WHERE {
  GRAPH ?graph { ?report a fg:Report ; dcterms:title ?title ; dcterms:creator ?creator } } ORDER BY ?report"""

UNLABELLED = {
    "dcterms:available": ("made available", "发布日期"),
    "dcterms:issued": ("issued", "印发日期"),
    "dcterms:valid": ("in force from", "施行日期"),
    "dcterms:replaces": ("replaces", "取代"),
}
"""Relations of other vocabularies, which have no label here."""


class Qualifier(NamedTuple):
    """Within what a statement holds: CURIEs of a relation, such as ``fg:inSector``, and of an item."""

    relation: str
    item: str


class Statement(NamedTuple):
    """A link as one sentence states it.

    Parameters
    ----------
    subject, relation, object
        CURIEs.
    sentence
        Full id, ``caict-2025.T07.S05``.
    modality, basis
        Names, such as ``required`` and ``explicit``.
    qualifiers
        In order.
    """

    subject: str
    relation: str
    object: str
    sentence: str
    modality: str
    basis: str
    qualifiers: tuple[Qualifier, ...] = ()


class OutsideFact(NamedTuple):
    """A fact that no report states: CURIE of the relation, CURIE or text of the value, address of the source."""

    relation: str
    value: str
    source: str


@dataclass(frozen=True)
class Details:
    """What is known of items, sentences and reports.

    Parameters
    ----------
    labels
        CURIE and language tag → label.
    synonyms
        Item → other names, in both languages.
    definitions
        Item → definition; a language may be empty.
    facts
        Item → facts from outside.
    statements
        What a report states, sentence by sentence.
    premises
        What a rule infers, as subject, relation, object, report and rule → the statements it rests on.
    spans
        Full sentence id → offsets in code points of the rendition, the end exclusive.
    pages
        Full sentence id → page of the document, from 1; of documents without pages nothing.
    reports
        Report id → title and creator.
    quotations
        Full sentence id → the sentence, for those who own the text; empty without.
    """

    labels: Labels = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: Mapping[str, Pair] = field(default_factory=dict)
    facts: Mapping[str, tuple[OutsideFact, ...]] = field(default_factory=dict)
    statements: Mapping[Key, tuple[Statement, ...]] = field(default_factory=dict)
    premises: Mapping[tuple[str, ...], tuple[Statement, ...]] = field(default_factory=dict)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    reports: Mapping[str, tuple[Pair, str]] = field(default_factory=dict)
    quotations: Mapping[str, Quotation] = field(default_factory=dict)

    def label(self, curie: str) -> Pair:
        """Return both labels of an item, a class or a relation; what has none is its CURIE."""
        en, zh = UNLABELLED.get(curie, (curie, curie))
        return self.labels.get((curie, "en"), en), self.labels.get((curie, "zh-hans"), zh)


def read_details(
    dataset: rdflib.Dataset | AnyStore | None = None, quotations: Mapping[str, Quotation] | None = None
) -> Details:
    """Read what a dataset knows beyond the graph of items.

    Parameters
    ----------
    dataset
        What is asked; the built-in graph by default.
    quotations
        Full sentence id → the sentence, for those who own the text; see
        :func:`fingraph.verification.marked_quotations`.

    Returns
    -------
    Details
        Of all items; what the dataset has not is empty.

    Examples
    --------
    >>> details = read_details()
    >>> details.label("tech:large-model")
    ('large model', '大模型')
    """
    store = store_of(dataset)
    synonyms, definitions = _names(store)
    statements = _statements(store)
    places = [
        (f"{_report(graph)}.{sentence}", int(start), int(end), int(page or 0))
        for graph, sentence, start, end, page in _rows(store, SPANS)
    ]
    return Details(
        labels=read_labels(store),
        synonyms=synonyms,
        definitions=definitions,
        facts=_facts(store),
        statements=statements,
        premises=_premises(store, statements),
        spans={sentence: (start, end) for sentence, start, end, _ in places},
        pages={sentence: page for sentence, _, _, page in places if page},
        reports=_reports(store),
        quotations=quotations or {},
    )


def gist(subject: Pair, relation: Pair, obj: Pair, modality: Pair) -> Pair:
    """Say in words what a link says, from its labels alone.

    Parameters
    ----------
    subject
        Label in both languages, as all others.
    relation
        Label.
    obj
        Label.
    modality
        Label; may be empty.

    Returns
    -------
    tuple of str
        In English and Chinese.

    Examples
    --------
    >>> gist(("law", "法"), ("promotes", "促进"), ("trade", "贸易"), ("required", "要求"))
    ('law promotes trade (required)', '法促进贸易（要求）')
    """
    return (
        f"{subject[0]} {relation[0]} {obj[0]}" + (f" ({modality[0]})" if modality[0] else ""),
        f"{subject[1]}{relation[1]}{obj[1]}" + (f"（{modality[1]}）" if modality[1] else ""),
    )


def _rows(store: AnyStore, text: str, layers: Iterable[str] | None = None) -> Iterator[list[str]]:
    """Yield the rows of a SELECT that asks each graph, by default of all layers, as texts, an unbound cell as an empty one."""
    graphs = None if layers is None else tuple(name for name in graph_names(store) if layer_of(name) in layers)
    for row in evaluate(store, Request(text, named_graphs=graphs)).values():
        yield ["" if cell is None else str(cell) for cell in row]


def _report(graph: str) -> str:
    return graph.partition(":")[2]


def _names(store: AnyStore) -> tuple[dict[str, tuple[str, ...]], dict[str, Pair]]:
    synonyms: dict[str, list[str]] = defaultdict(list)
    definitions: dict[str, dict[str, str]] = defaultdict(dict)
    for item, predicate, text, language in _rows(store, NAMES, ("stated",)):
        if predicate == "skos:altLabel":
            synonyms[item].append(text)
        else:
            definitions[item].setdefault(language, text)
    return (
        {item: tuple(dict.fromkeys(names)) for item, names in synonyms.items()},
        {item: (texts.get("en", ""), texts.get("zh-hans", "")) for item, texts in definitions.items()},
    )


def _facts(store: AnyStore) -> dict[str, tuple[OutsideFact, ...]]:
    facts: dict[str, list[OutsideFact]] = defaultdict(list)
    for item, relation, value, source in _rows(store, FACTS, ("facts",)):
        facts[item].append(OutsideFact(relation, value, source))
    return {item: tuple(found) for item, found in facts.items()}


def _statements(store: AnyStore) -> dict[Key, tuple[Statement, ...]]:
    found: dict[tuple[str, ...], list[Qualifier]] = defaultdict(list)
    for graph, *cells, qualifier, value in _rows(store, STATEMENTS):
        key = (_report(graph), *cells)
        found[key] += [Qualifier(qualifier, value)] if qualifier else []
    statements: dict[Key, list[Statement]] = defaultdict(list)
    for (report, subject, relation, obj, sentence, modality, basis), qualifiers in found.items():
        statements[subject, relation, obj, report].append(
            Statement(
                subject,
                relation,
                obj,
                f"{report}.{sentence}",
                modality.removeprefix("code:"),
                basis.removeprefix("code:"),
                tuple(qualifiers),
            )
        )
    return {key: tuple(stated) for key, stated in statements.items()}


def _premises(
    store: AnyStore, statements: Mapping[Key, tuple[Statement, ...]]
) -> dict[tuple[str, ...], tuple[Statement, ...]]:
    """Return the statements behind each inferred edge, those of one sentence together."""
    premises = {}
    for edge, instances in derived(store).items():
        report = edge[3]
        wanted = {
            (statement, sentence)
            for instance in instances.values()
            for statement, sentences in instance.items()
            for sentence in sentences
        }
        premises[edge] = tuple(
            stated
            for (subject, relation, obj), sentence in sorted(wanted, key=lambda pair: (pair[1], pair[0]))
            for stated in statements.get((subject, relation, obj, report), ())
            if stated.sentence == sentence
        )
    return premises


def _reports(store: AnyStore) -> dict[str, tuple[Pair, str]]:
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    creators: dict[str, str] = {}
    for report, title, language, creator in _rows(store, REPORTS, ("stated",)):
        titles[_report(report)][language] = title
        creators[_report(report)] = creator
    return {
        report: ((title.get("en", report), title.get("zh-hans", report)), creators[report])
        for report, title in titles.items()
    }
