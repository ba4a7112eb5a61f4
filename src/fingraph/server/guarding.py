"""Around every request: who may ask, by which name, how much; a number for the log; one line for what fails."""

from __future__ import annotations

import ipaddress
import logging
import re
import secrets
import time
import traceback
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fingraph.server.refusals import Refused
from fingraph.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("fingraph.server")
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
LONGEST_ADDRESS = 60_000
"""Bytes of a path with its parameters; a longer query goes by POST."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """The outermost application.

    A page from elsewhere could ask a server on this machine through the reader's browser: under a name of its own that it
    lets resolve to this machine, which Host tells, or by this server's, which Origin and Sec-Fetch-Site tell. A reader may
    follow a link from there to a page of this server, but no page may put one in a frame of its own, or ask a query.

    Parameters
    ----------
    inner
        The application that answers.
    hosts
        Names by which the server may be called, beside ``localhost`` and plain addresses.
    """

    def __init__(self, inner: ASGIApp, hosts: Collection[str] = ()) -> None:
        self.inner = inner
        self.hosts = {"localhost", *(name.lower() for name in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        number, start = secrets.token_hex(8), time.monotonic()
        status = size = 0

        async def tell(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = {"X-Request-Id": number, **SECURITY}
                message["headers"] = [*message["headers"], *_encoded(extra)]
            size += len(message.get("body", b""))
            await send(message)

        try:
            self._check(scope)
            await self.inner(scope, receive, tell)
        except Refused as refused:
            await _say(tell, refused)
        except Exception:  # noqa: BLE001 - a fault of ours: the log has the trace, the client one line
            LOG.error("%s %s", number, traceback.format_exc())  # noqa: TRY400 - with the number of the request
            if not status:
                await _say(tell, Refused(500, "the server failed; its log says more"))
        finally:
            client = (scope.get("client") or ("-",))[0]
            path, seconds = printable(scope["path"])[:200], time.monotonic() - start
            LOG.info("%s %s %s %s %s %d bytes %.3f s", number, client, scope["method"], path, status, size, seconds)

    def _check(self, scope: Scope) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if len(scope["query_string"]) + len(scope.get("raw_path") or b"") > LONGEST_ADDRESS:
            raise Refused(414, f"the address is longer than {LONGEST_ADDRESS:,} bytes; send the query by POST")
        host = headers.get("host", "")
        if not self._is_own(host):
            raise Refused(
                421, f"{printable(host)[:80]!r} is no name of this server; call it localhost, or allow --host"
            )
        origin = headers.get("origin")
        if origin is not None and _host_of(origin) != host.lower():
            raise Refused(403, "requests from pages of other sites are refused; open the pages of this server")
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if elsewhere and not _is_visit(scope, headers):
            raise Refused(403, "requests from pages of other sites are refused; open the pages of this server")

    def _is_own(self, host: str) -> bool:
        found = HOST.fullmatch(host)
        if not found:
            return False
        name = found[1].lower()
        return name in self.hosts or _is_address(name.strip("[]"))


def _is_visit(scope: Scope, headers: dict[str, str]) -> bool:
    """Return whether a reader follows a link to a page; a frame would be no visit, and a query none either."""
    asks = scope["path"] == "/sparql" and scope["query_string"]
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document" and not asks


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _host_of(origin: str) -> str:
    """Return host and port of an origin, or nothing that could be one."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _say(send: Send, refused: Refused) -> None:
    line = refused.text().encode()
    headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(line)), **refused.headers}
    await send({"type": "http.response.start", "status": refused.status, "headers": _encoded(headers)})
    await send({"type": "http.response.body", "body": line})
