"""Pages of items: what the graph says of an IRI of the project, as HTML or RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fingraph.namespaces import base
from fingraph.server.endpoint import client_of
from fingraph.server.jobs import Job
from fingraph.server.negotiation import GRAPH_TYPES, chosen
from fingraph.server.pages import is_item_path, language_of, page_policy
from fingraph.server.refusals import Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fingraph.server.workers import Workers

ENDINGS = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples"}


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
    if not is_item_path(path):
        raise Refused(404, f"the graph knows no {iri}; search for it on the page /")
    headers = {"Vary": "Accept, Accept-Language", "Link": f'<{iri}>; rel="canonical"', "Cache-Control": "no-cache"}
    if media == "text/html":
        language = language_of(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
        page = await workers.run(Job("item_page", (iri, language)), client_of(request))
        return Response(page, headers={**headers, "Content-Security-Policy": page_policy()}, media_type="text/html")
    content, cut = await workers.run(Job("item_graph", (iri, GRAPH_TYPES[media])), client_of(request))
    if cut:
        headers["X-SPARQL-MaxRows"] = str(workers.limits.rows)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(content, headers={**headers, "Content-Type": media + charset})
