"""The site on a socket of this machine, until it is told to stop."""

from __future__ import annotations

import ipaddress
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fingraph.errors import LocationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

STOP_SECONDS = 5
"""How long requests that are under way may take when the server stops."""
BACKLOG = 1024


def listen(bind: str, *, allow_others: bool = False) -> socket.socket:
    """Open the socket that a server listens on.

    Parameters
    ----------
    bind
        ``ADDRESS:PORT``, such as ``127.0.0.1:7878``; port 0 is any free one.
    allow_others
        Whether other machines may be let in.

    Returns
    -------
    socket.socket
        Listening.

    Raises
    ------
    LocationError
        If that is no address of this machine, its port is taken, or others would be let in without leave.

    Examples
    --------
    >>> with listen("127.0.0.1:0") as opened:
    ...     opened.getsockname()[0]
    '127.0.0.1'
    """
    host, _, port = bind.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.strip("[]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not port.isdecimal() or int(port) > 65_535:
        raise LocationError(f"{bind!r} is no address with a port; use one such as 127.0.0.1:7878")
    if not address.is_loopback and not allow_others:
        raise LocationError(
            f"{bind!r} lets other machines in, and nobody is asked for a password; use 127.0.0.1, or --allow-others"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=BACKLOG)
    except OSError as error:
        raise LocationError(f"cannot listen on {bind!r}: {error.strerror}; choose another with --bind") from error


def serve(site: ASGIApp, opened: socket.socket, ready: Callable[[], None]) -> None:
    """Serve a site until SIGINT or SIGTERM; requests under way may end first.

    Parameters
    ----------
    site
        What :func:`fingraph.server.application` returned.
    opened
        What :func:`listen` returned; closed at the end.
    ready
        Called when requests are answered.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Stop by both signals as asked: uvicorn would raise them anew at the end."""
            former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for number, handler in former.items():
                    signal.signal(number, handler)

    config = uvicorn.Config(
        site,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        backlog=BACKLOG,
        ws="none",
    )
    server = Server(config)
    with opened:
        server.run([opened])
