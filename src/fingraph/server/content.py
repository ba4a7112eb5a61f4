"""What is made once and sent often: the page to explore, and pages whose content has a digest."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from functools import cached_property
from typing import TYPE_CHECKING

from fingraph.server.jobs import Job
from fingraph.server.workers import Worker

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fingraph.server.limits import Limits

GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
RENDER_SECONDS = 600.0
"""How long the page to explore may take to make, in a process of its own."""


class Content:
    """HTML with its digest, and compressed.

    Parameters
    ----------
    plain
        The page.
    """

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def tag(self) -> str:
        """The entity tag."""
        return f'"{hashlib.sha256(self.plain).hexdigest()[:32]}"'

    @cached_property
    def packed(self) -> bytes:
        """The page, compressed."""
        return gzip.compress(self.plain, 6, mtime=0)


class Explorer:
    """The page to explore, made when it is first asked for.

    Parameters
    ----------
    limits
        Of the process that makes it.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._made: asyncio.Task[Content] | None = None
        self._worker: Worker | None = None

    async def get(self) -> Content:
        """Return the page; who asks while it is made waits for the same one, and a failure is tried again."""
        if self._made is None or (self._made.done() and self._made.exception()):
            self._made = asyncio.create_task(asyncio.to_thread(self._make))
        return await asyncio.shield(self._made)

    def stop(self) -> None:
        """End the process that makes it, if there is one."""
        if self._worker:
            self._worker.kill()

    def _make(self) -> Content:
        self._worker = Worker(self._limits)
        try:
            content = Content(self._worker.ask(Job("explorer"), RENDER_SECONDS))
            _ = content.tag, content.packed  # both are made here, where no other request waits
            return content
        finally:
            self._worker.kill()


def cached(request: Request, content: Content, policy: str) -> Response:
    """Send a page, compressed if the client takes that, or say that it has not changed."""
    from starlette.responses import Response

    packed = GZIP.search(request.headers.get("accept-encoding", ""))
    tag = f'{content.tag[:-1]}-gzip"' if packed else content.tag
    headers = {
        "Content-Security-Policy": policy,
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Accept-Language",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if packed:
        return Response(content.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(content.plain, headers=headers, media_type="text/html")
