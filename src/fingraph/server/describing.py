"""What the graph says of an IRI of the project, as a page or as RDF: made by workers, so that nobody else waits for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fingraph.errors import ItemNotFound
from fingraph.namespaces import base, compress, layer_of
from fingraph.server.jobs import answer
from fingraph.server.pages import is_item_path, item_page
from fingraph.server.protocol import Question

if TYPE_CHECKING:
    from fingraph.server.limits import Limits

DOCUMENT = "ontology"
"""The path of the ontology, whose terms have IRIs with a fragment, which no request has."""
ROWS = 5_000

PATTERN = {
    False: "{{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }}",
    True: '?s ?p ?o FILTER(?s = <{iri}> || STRSTARTS(STR(?s), "{iri}#"))',
}
STATEMENTS = "SELECT DISTINCT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ {pattern} }} }} ORDER BY ?s ?p ?o LIMIT {rows}"
GRAPHS = "SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {pattern} }} }}"
TRIPLES = "CONSTRUCT {{ ?subject ?p ?object }} WHERE {{ {{ {pattern} }} "
TRIPLES += "BIND(COALESCE(?s, <{iri}>) AS ?subject) BIND(COALESCE(?o, <{iri}>) AS ?object) }}"
LABELS = """SELECT DISTINCT ?x ?label WHERE {{ VALUES (?x) {{ {iris} }} GRAPH ?g {{ ?x skos:prefLabel|rdfs:label ?label }} }}"""

Cell = dict[str, str]


def page_of(limits: Limits, iri: str, language: str) -> bytes:
    """Return the page of an item as HTML.

    Parameters
    ----------
    limits
        Of the answers that it shows.
    iri
        Of the project.
    language
        ``en`` or ``zh``.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    ItemNotFound
        If the graph does not know it.
    """
    most = min(ROWS, limits.rows)
    found = _known(limits, iri, STATEMENTS.format(pattern=_pattern(iri), rows=most))
    labels = _labels(limits, iri, found, language)
    cut = len(found) == most
    return item_page(language, labels.get(iri, compress(iri)), cut=cut, **_content(iri, found, labels, language))


def graph_of(limits: Limits, iri: str, form: str) -> tuple[bytes, bool]:
    """Return what is stated of an item, and what refers to it, in an RDF format, and whether it was cut.

    Of what is not stated, such as terms of the ontology and inferred links, that is what other layers say.

    Parameters
    ----------
    limits
        Of the answer.
    iri
        Of the project.
    form
        One of the values of :data:`fingraph.server.negotiation.GRAPH_TYPES`.

    Returns
    -------
    tuple of bytes and bool
        As :func:`fingraph.server.jobs.answer`.

    Raises
    ------
    ItemNotFound
        If the graph does not know it.
    """
    layers = {layer_of(row["g"]["value"]) for row in _known(limits, iri, GRAPHS.format(pattern=_pattern(iri)))}
    others = () if "stated" in layers else tuple(sorted(layers))
    return answer(limits, Question(TRIPLES.format(pattern=_pattern(iri), iri=iri), layers=others), form)


def _known(limits: Limits, iri: str, text: str) -> list[dict[str, Any]]:
    """Return the rows of a question about an IRI, of which there must be some."""
    found = _rows(limits, text)
    if not found:
        raise ItemNotFound(f"the graph knows no {iri}; search for it on the page /")
    return found


def _pattern(iri: str) -> str:
    return PATTERN[iri == base() + DOCUMENT].format(iri=iri)


def _rows(limits: Limits, text: str) -> list[dict[str, Any]]:
    content, _ = answer(limits, Question(text), "json")
    return list(json.loads(content)["results"]["bindings"])


def _labels(limits: Limits, iri: str, found: list[dict[str, Any]], language: str) -> dict[str, str]:
    """Return IRI → label in a language, else in another, of all that is shown."""
    iris = {cell["value"] for row in found for cell in row.values() if cell["type"] == "uri"} | {iri}
    values = " ".join(f"(<{iri}>)" for iri in sorted(iris))  # brackets, since the guard counts signs in a row
    labels: dict[str, str] = {}
    for row in _rows(limits, LABELS.format(iris=values)):
        right = row["label"].get("xml:lang", "").startswith(language)
        if right or row["x"]["value"] not in labels:
            labels[row["x"]["value"]] = row["label"]["value"]
    return labels


def _content(iri: str, found: list[dict[str, Any]], labels: dict[str, str], language: str) -> dict[str, Any]:
    own = {"type": "uri", "value": iri}
    outgoing: list[dict[str, Any]] = []
    incoming: list[dict[str, Any]] = []
    anchors: set[str] = set()
    for row in found:
        subject, other = row.get("s", own), row.get("o", own)
        refers = "o" not in row
        fragment = "" if refers else str(subject["value"]).partition("#")[2]
        shown = {
            "term": _cell(subject, labels, language) if fragment else None,
            "property": _cell(row["p"], labels, language),
            "value": _cell(subject if refers else other, labels, language),
            "graph": _cell(row["g"], {}, language),
            "anchor": "" if fragment in anchors else fragment,
        }
        anchors.add(fragment)
        (incoming if refers else outgoing).append(shown)
    path = iri.removeprefix(base())
    return {"iri": iri, "path": f"/{path}", "outgoing": outgoing, "incoming": incoming}


def _cell(term: dict[str, Any], labels: dict[str, str], language: str) -> Cell:
    """Return what a page shows of a term: its text, where it leads, its language, and a note."""
    value = str(term["value"])
    if term["type"] == "uri":
        label = labels.get(value, "")
        return {
            "text": label or compress(value),
            "href": _href(value, language),
            "language": "",
            "note": label and compress(value),
        }
    if not isinstance(term["value"], str):  # a triple term
        parts = (_cell(term["value"][name], {}, language)["text"] for name in ("subject", "predicate", "object"))
        return {"text": f"<<( {' '.join(parts)} )>>", "href": "", "language": "", "note": ""}
    note = compress(term["datatype"]) if "datatype" in term else term.get("xml:lang", "")
    return {"text": value, "href": "", "language": term.get("xml:lang", ""), "note": note}


def _href(iri: str, language: str) -> str:
    """Return where a resource is described: here, in the language of this page, if it is the project's."""
    path, mark, fragment = iri.removeprefix(base()).partition("#")
    if iri.startswith(base()) and is_item_path(path):
        return f"/{path}?lang={language}{mark}{fragment}"
    return iri if iri.startswith(("http://", "https://")) else ""
