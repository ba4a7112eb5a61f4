"""Requests over HTTP: credentials, time-outs, tries again where that is safe, and one clear line for each failure."""

from __future__ import annotations

import io
import netrc
import os
import random
import re
import time
import weakref
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from fingraph.errors import LocationError, QueryError
from fingraph.resources import PASSWORD_VARIABLE, TOKEN_VARIABLE, USER_VARIABLE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TRIES = 4
PAUSE = 0.5
"""Seconds before the second try; each further one waits twice as long."""
LONGEST_PAUSE = 30.0
CONNECT_SECONDS = 10.0
LOOPBACK = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1")

PASSING = (429, 502, 503, 504)
"""Answers that a later try may not get again."""

REASONS = {
    401: f"wants a name and a password; set {USER_VARIABLE} and {PASSWORD_VARIABLE}, or add the host to ~/.netrc",
    403: "does not allow that to this user; ask whoever runs it",
    404: "has nothing at this address; name the address of its SPARQL query service",
    405: "does not take such requests at this address; name the address of its SPARQL query service",
    408: "gave up waiting; narrow the query",
    413: "finds the request too large; send less at once with --batch",
    414: "finds the request too large; send less at once with --batch",
    429: "has had too many requests; wait, then try again",
    502: "is behind a gateway that gets no answer from it; try again later",
    503: "is not available now; try again later",
    504: "is behind a gateway that gets no answer from it in time; narrow the query, or try again later",
    507: "has no room left; free some there",
}


class Credentials(httpx.Auth):
    """What is shown to a server that asks: a token at once, else name and password as Digest or Basic, as it wants.

    Name and password are those of the environment, else those that ``~/.netrc``, or the file that ``NETRC`` names, has for the
    host. Neither a token nor a password goes out as plain text, but to this machine.

    Raises
    ------
    LocationError
        If the token has characters that no token has, or the netrc file is malformed.
    """

    def __init__(self) -> None:
        self._token = os.environ.get(TOKEN_VARIABLE, "").strip()
        if not self._token.isascii() or not self._token.isprintable():
            raise LocationError(f"{TOKEN_VARIABLE} holds a character that no token has; set it again")
        self._netrc = _netrc()
        self._schemes: dict[tuple[str, str, int | None], httpx.Auth] = {}
        """What a server wants, by what its addresses begin with: what is safe over https is not over http."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request, and once more with credentials if they are asked for."""
        server = request.url.scheme, request.url.host, request.url.port
        if self._token:
            _demand_safety(request.url, "a token")
            request.headers["Authorization"] = f"Bearer {self._token}"
        elif server in self._schemes:
            yield from self._schemes[server].auth_flow(request)
            return
        response = yield request
        if response.status_code == 401 and not self._token and (pair := self._pair(request.url.host)):
            challenge = response.headers.get("WWW-Authenticate", "").lower()
            if "digest" not in challenge:
                _demand_safety(request.url, "a password")
            self._schemes[server] = (httpx.DigestAuth if "digest" in challenge else httpx.BasicAuth)(*pair)
            yield from self._schemes[server].auth_flow(request)

    def _pair(self, host: str) -> tuple[str, str] | None:
        if name := os.environ.get(USER_VARIABLE):
            return name, os.environ.get(PASSWORD_VARIABLE, "")
        found = self._netrc.authenticators(host) if self._netrc else None
        return (found[0], found[2]) if found else None


def _demand_safety(url: httpx.URL, what: str) -> None:
    if url.scheme != "https" and not LOOPBACK.fullmatch(url.host):
        raise LocationError(f"{what} would cross the network as plain text; use an https address")


def _netrc() -> netrc.netrc | None:
    try:
        return netrc.netrc(os.environ.get("NETRC") or None)
    except OSError:
        return None
    except netrc.NetrcParseError as error:
        raise LocationError(f"cannot read {error.filename!r}: line {error.lineno}: {error.msg}") from error


class Transport:
    """An HTTP client for one server.

    Parameters
    ----------
    address
        Any address of the server.
    seconds
        How long it may be silent.
    """

    def __init__(self, address: str, seconds: float) -> None:
        parts = urlsplit(address)
        self._address = address
        self._seconds = seconds
        loopback = bool(LOOPBACK.fullmatch(parts.hostname or ""))
        self._client = httpx.Client(
            auth=Credentials(),
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            headers={"User-Agent": "fingraph"},
            trust_env=not loopback,  # a proxy does not reach this machine's own servers
        )
        weakref.finalize(self, self._client.close)

    def server(self) -> str:
        """Return what the server calls itself, whatever it says to a bare GET of the address."""
        with _failures(self._address, self._seconds):
            response = self._sent(self._client.build_request("GET", self._address), tries=TRIES)
            response.close()
            return str(response.headers.get("Server", ""))

    @contextmanager
    def open(
        self,
        url: str,
        *,
        fields: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[httpx.Response]:
        """POST a form, which asks and so may be tried again, or bytes, which change something and go out once.

        Parameters
        ----------
        url
            Where to.
        fields
            Of the form.
        content
            The bytes.
        headers
            Beside those of the client.

        Yields
        ------
        httpx.Response
            With a status of success, its body unread.

        Raises
        ------
        LocationError
            If the server cannot be reached, refuses, fails or is silent too long.
        QueryError
            If it calls the query wrong.
        """
        with _failures(url, self._seconds):
            request = self._client.build_request("POST", url, data=fields, content=content, headers=headers)
            response = self._sent(request, tries=TRIES if content is None else 1)
            try:
                if not response.is_success:
                    raise _refusal(url, response)
                yield response
            finally:
                response.close()

    def _sent(self, request: httpx.Request, *, tries: int) -> httpx.Response:
        for number in range(1, tries):
            try:
                response = self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError) as error:
                if "CERTIFICATE" in str(error):
                    raise
                _wait(number, "")
            else:
                if response.status_code not in PASSING:
                    return response
                response.close()
                _wait(number, response.headers.get("Retry-After", ""))
        return self._client.send(request, stream=True)


def _wait(number: int, wanted: str) -> None:
    seconds = float(wanted) if re.fullmatch(r"\d+", wanted) else PAUSE * 2 ** (number - 1) * (1 + random.random() / 4)  # noqa: S311 - no secret
    time.sleep(min(seconds, LONGEST_PAUSE))


@contextmanager
def _failures(url: str, seconds: float) -> Iterator[None]:
    """Turn what goes wrong on the way into one line."""
    server = url.partition("?")[0]
    try:
        yield
    except httpx.TimeoutException as error:
        raise LocationError(
            f"{server} gave no answer for {seconds:g} s; narrow the query, or try again later"
        ) from error
    except httpx.ConnectError as error:
        if "CERTIFICATE" in str(error) or "SSL" in str(error):
            raise LocationError(
                f"{server} cannot prove who it is ({error}); name its authority's certificate with SSL_CERT_FILE"
            ) from error
        raise LocationError(
            f"cannot reach {server} ({error}); check the address, and whether the server runs"
        ) from error
    except httpx.TransportError as error:
        raise LocationError(f"{server} broke off in the middle ({error}); try again") from error
    except (httpx.InvalidURL, httpx.HTTPError) as error:
        raise LocationError(f"{server} is no address that can be asked: {error}") from error


def _refusal(url: str, response: httpx.Response) -> LocationError | QueryError:
    server, status = url.partition("?")[0], response.status_code
    if response.is_redirect:
        return LocationError(f"{server} has moved to {response.headers.get('Location', '')!r}; use that address")
    if status == 401 and "Authorization" in response.request.headers:
        return LocationError(f"{server} does not accept this name and password ({status})")
    said = _first_line(response)
    if status == 400:
        return QueryError(f"{server} refuses the query: {said}")
    if status in REASONS:
        return LocationError(f"{server} {REASONS[status]} ({status})")
    return LocationError(f"{server} failed ({status}): {said}")


def _first_line(response: httpx.Response) -> str:
    head = b""
    for chunk in response.iter_bytes(2_000):
        head = chunk
        break
    text = re.sub(r"<[^>]*>", " ", head.decode("utf-8", "replace"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    said = next(filter(None, lines), "it does not say why")
    return "".join(char for char in said if char.isprintable())[:300]


class Body(io.RawIOBase):
    """The body of an answer as a file, for a parser that reads as it goes.

    Parameters
    ----------
    response
        The answer, its body unread.
    url
        For messages.
    seconds
        How long the server may be silent.
    """

    def __init__(self, response: httpx.Response, url: str, seconds: float) -> None:
        self._chunks = response.iter_bytes()
        self._rest = b""
        self._url, self._seconds = url, seconds

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what has come, at most as much as fits."""
        if not self._rest:
            with _failures(self._url, self._seconds):
                self._rest = next(filter(None, self._chunks), b"")
        view = memoryview(buffer).cast("B")
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)
