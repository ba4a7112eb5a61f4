"""The SPARQL endpoint: the SPARQL 1.1 Protocol for queries, and the description of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fingraph.errors import QueryError
from fingraph.server.jobs import Job
from fingraph.server.negotiation import GRAPH_TYPES, ROW_TYPES, TYPES, chosen
from fingraph.server.protocol import question
from fingraph.server.refusals import Refused
from fingraph.sparql import form_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fingraph.server.workers import Workers

DESCRIPTION = """CONSTRUCT {{
  <{address}> a sd:Service ; sd:endpoint <{address}> ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ; sd:resultFormat {formats} ;
    sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
}} WHERE {{}}"""
FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}
"""Format → its name at http://www.w3.org/ns/formats/."""


async def answered(workers: Workers, request: Request, body: bytes) -> Response:
    """Answer a request of the SPARQL 1.1 Protocol.

    Parameters
    ----------
    workers
        Who runs the query.
    request
        Its method, address and headers.
    body
        Its body.

    Returns
    -------
    Response
        With ``X-SPARQL-MaxRows`` if rows were cut, as Virtuoso says it.

    Raises
    ------
    Refused
        If it is malformed, or not acceptable, or its query fails.
    """
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import RedirectResponse, Response
    from starlette.responses import Response as Plain

    asked = question(request.method, request.scope["query_string"], request.headers, body)
    accept = ",".join(request.headers.getlist("accept"))
    if asked is None:
        media = chosen(accept, ["text/turtle", *GRAPH_TYPES, "text/html"])
        if media == "text/html":
            return RedirectResponse("/query", 303)
        return Plain(await _description(workers, request, media), headers={"Content-Type": media, "Vary": "Accept"})
    try:
        types = TYPES[await run_in_threadpool(form_of, asked.text)]  # a long query must keep nobody waiting
    except QueryError as error:
        raise Refused(400, str(error)) from None
    media = chosen(accept, types)
    content, cut = await workers.run(Job("answer", (asked, types[media])), client_of(request))
    headers = {"Content-Type": media, "Vary": "Accept", "Cache-Control": "no-cache"}
    if cut:
        headers["X-SPARQL-MaxRows"] = str(workers.limits.rows)
    if media.startswith("text/"):
        headers["Content-Type"] += "; charset=utf-8"
    return Response(content, headers=headers)


def client_of(request: Request) -> str:
    """Return the address of who asks."""
    return request.client.host if request.client else "-"


async def _description(workers: Workers, request: Request, media: str) -> bytes:
    from fingraph.server.protocol import Question

    formats = {*ROW_TYPES.values(), *GRAPH_TYPES.values()}
    names = ", ".join(f"<http://www.w3.org/ns/formats/{FORMATS[form]}>" for form in FORMATS if form in formats)
    text = DESCRIPTION.format(address=str(request.url.replace(query="", fragment="")), formats=names)
    asked = Question(f"PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> {text}")
    content, _ = await workers.run(Job("answer", (asked, GRAPH_TYPES[media])), client_of(request))
    return bytes(content)
