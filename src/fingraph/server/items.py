"""Pages of items: what the graph says of an IRI of the project, as HTML or RDF."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fingraph.namespaces import base, compress
from fingraph.server.endpoint import client_of
from fingraph.server.jobs import Job
from fingraph.server.negotiation import GRAPH_TYPES, chosen
from fingraph.server.pages import item_page, language_of, page_policy
from fingraph.server.protocol import Question
from fingraph.server.refusals import Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fingraph.server.workers import Workers

PATH = re.compile(r"[\w.~-]+(?:/[\w.~-]+)*", re.ASCII)
ENDINGS = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples"}
DOCUMENT = "ontology"
"""The path of the ontology, whose terms have IRIs with a fragment, which no request has."""
ROWS = 5_000

PATTERN = {
    False: "{{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }}",
    True: '?s ?p ?o FILTER(?s = <{iri}> || STRSTARTS(STR(?s), "{iri}#"))',
}
STATEMENTS = "SELECT DISTINCT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ {pattern} }} }} ORDER BY ?s ?p ?o LIMIT {rows}"
TRIPLES = "CONSTRUCT {{ ?subject ?p ?object }} WHERE {{ GRAPH ?g {{ {pattern} }} "
TRIPLES += "BIND(COALESCE(?s, <{iri}>) AS ?subject) BIND(COALESCE(?o, <{iri}>) AS ?object) }}"
LABELS = """SELECT DISTINCT ?x ?label WHERE {{ VALUES (?x) {{ {iris} }} GRAPH ?g {{ ?x skos:prefLabel|rdfs:label ?label }} }}"""

Cell = dict[str, str]


async def described(workers: Workers, request: Request) -> Response:
    """Describe the item whose IRI ends with the request's path.

    Parameters
    ----------
    workers
        Who asks the graph.
    request
        Its ``Accept`` chooses between HTML and RDF, unless the path ends with ``.ttl``, ``.jsonld`` or ``.nt``.

    Returns
    -------
    Response
        HTML, or one of :data:`fingraph.server.negotiation.GRAPH_TYPES`.

    Raises
    ------
    Refused
        With 404 if the graph does not know it.
    """
    from starlette.responses import Response

    path = request.url.path.removeprefix("/")
    ending = next((ending for ending in ENDINGS if path.endswith(ending)), "")
    path = path.removesuffix(ending)
    accept = ENDINGS[ending] if ending else ",".join(request.headers.getlist("accept"))
    media = chosen(accept, ["text/html", *GRAPH_TYPES])
    iri = base() + path
    most = min(ROWS, workers.limits.rows)
    found = await _rows(workers, request, STATEMENTS, iri, rows=most) if PATH.fullmatch(path) else []
    if not found:
        raise Refused(404, f"the graph knows no {iri}; search for it on the page /")
    headers = {"Vary": "Accept, Accept-Language", "Link": f'<{iri}>; rel="canonical"', "Cache-Control": "no-cache"}
    if media == "text/html":
        language = language_of(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
        labels = await _labels(workers, request, found, language)
        content = item_page(
            language, labels.get(iri, compress(iri)), cut=len(found) == most, **_content(iri, found, labels, language)
        )
        security = {"Content-Security-Policy": page_policy()}
        return Response(content, headers={**headers, **security}, media_type="text/html")
    asked = Question(TRIPLES.format(pattern=_pattern(iri), iri=iri))
    content, cut = await workers.run(Job("answer", (asked, GRAPH_TYPES[media])), client_of(request))
    if cut:
        headers["X-SPARQL-MaxRows"] = str(workers.limits.rows)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(content, headers={**headers, "Content-Type": media + charset})


def _pattern(iri: str) -> str:
    return PATTERN[iri == base() + DOCUMENT].format(iri=iri)


async def _rows(workers: Workers, request: Request, query: str, iri: str, **values: object) -> list[dict[str, Any]]:
    text = query.format(pattern=_pattern(iri), **values)
    content, _ = await workers.run(Job("answer", (Question(text), "json")), client_of(request))
    return list(json.loads(content)["results"]["bindings"])


async def _labels(workers: Workers, request: Request, found: list[dict[str, Any]], language: str) -> dict[str, str]:
    """Return IRI → label in a language, else in another, of all that is shown."""
    iris = {cell["value"] for row in found for cell in row.values() if cell["type"] == "uri"}
    iris.add(base() + request.url.path.removeprefix("/"))
    values = " ".join(f"(<{iri}>)" for iri in sorted(iris))  # brackets, since the guard counts signs in a row
    labels: dict[str, str] = {}
    for row in await _rows(workers, request, LABELS, "", iris=values):
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
    note = compress(term["datatype"]) if "datatype" in term else term.get("xml:lang", "")
    return {"text": value, "href": "", "language": term.get("xml:lang", ""), "note": note}


def _href(iri: str, language: str) -> str:
    """Return where a resource is described: here, in the language of this page, if it is the project's."""
    if iri.startswith(base()):
        path, mark, fragment = iri.removeprefix(base()).partition("#")
        return f"/{path}?lang={language}{mark}{fragment}"
    return iri if iri.startswith(("http://", "https://")) else ""
