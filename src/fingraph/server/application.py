"""The addresses of the site, and what answers at each."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from fingraph.server.content import Explorer, cached
from fingraph.server.endpoint import answered
from fingraph.server.guarding import Guard
from fingraph.server.items import described
from fingraph.server.pages import language_of, page_policy, query_page
from fingraph.server.refusals import Refused
from fingraph.server.workers import Workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Coroutine

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from fingraph.server.limits import Limits


def application(limits: Limits, hosts: Collection[str] = ()) -> ASGIApp:
    """Return the site over the graph at hand.

    Parameters
    ----------
    limits
        What a request may take.
    hosts
        Names by which the server may be called, beside ``localhost`` and plain addresses.

    Returns
    -------
    ASGIApp
        For any ASGI server; its lifespan starts and ends the workers.
    """
    return Guard(_site(Workers(limits)), hosts)


def _site(workers: Workers) -> Starlette:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    explorer = Explorer(workers.limits)

    async def sparql(request: Request) -> Response:
        return await until_gone(request, answered(workers, request, await _body(request, workers.limits)))

    async def explore(request: Request) -> Response:
        return cached(request, await explorer.get(), "frame-ancestors 'none'")

    async def query(request: Request) -> Response:
        language = language_of(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
        return cached(request, query_page(language), page_policy())

    async def item(request: Request) -> Response:
        return await until_gone(request, described(workers, request))

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok", "workers": workers.limits.workers, "waiting": workers.waiting.total()})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        workers.start()
        try:
            yield
        finally:
            explorer.stop()
            workers.stop()

    routes = [
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/healthz", healthz),
        Route("/", explore),
        Route("/query", query),
        Route("/{path:path}", item),
    ]
    handlers = {Refused: _refused, 404: _by_starlette, 405: _by_starlette}
    site = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    site.router.redirect_slashes = False
    return site


async def _refused(_: Request, error: Exception) -> Response:
    from starlette.responses import PlainTextResponse

    refused = error if isinstance(error, Refused) else Refused(500, str(error))
    return PlainTextResponse(refused.text(), refused.status, refused.headers)


async def _by_starlette(request: Request, error: Exception) -> Response:
    """Answer in one line what Starlette itself refuses."""
    headers = getattr(error, "headers", None)
    if getattr(error, "status_code", 404) == 405:
        return await _refused(
            request, Refused(405, f"{request.method} is refused here; this site is read-only", headers)
        )
    return await _refused(request, Refused(404, f"nothing is at {request.url.path!r}; the pages begin at /", headers))


async def _body(request: Request, limits: Limits) -> bytes:
    """Return the body of a request, as far as it may go."""
    refused = Refused(413, f"the request's body is larger than {limits.request_bytes:,} bytes; send a shorter query")
    if not request.headers.get("content-length", "0").isdecimal():
        raise Refused(400, "Content-Length is no number; leave it to your HTTP library")
    if int(request.headers.get("content-length", "0")) > limits.request_bytes:
        raise refused
    content = bytearray()
    try:
        async with asyncio.timeout(limits.patience):
            async for part in request.stream():
                content += part
                if len(content) > limits.request_bytes:
                    raise refused
    except TimeoutError:
        raise Refused(408, "the request's body did not come in time; send it at once") from None
    return bytes(content)


async def until_gone(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """Return what the work returns; end it as soon as the client has gone."""
    from starlette.responses import Response

    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        status = 499
    except asyncio.CancelledError:  # the server stops, and has waited for answers as long as it does
        status = 503
    gone.cancel()
    if task.done():
        return task.result()
    task.cancel()
    with suppress(asyncio.CancelledError, Refused):
        await task
    return Response(status_code=status)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
