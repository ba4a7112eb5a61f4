"""Requests of the SPARQL 1.1 Protocol, read into questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fingraph.namespaces import LAYERS
from fingraph.server.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the graphs that its request names.

    Parameters
    ----------
    text
        SPARQL 1.1.
    default_graphs, named_graphs
        IRIs; both None if the request names none.
    layers
        Layers to read beside what the reports state; an addition to the protocol.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    layers: tuple[str, ...] = ()


def question(method: str, parameters: bytes, headers: Mapping[str, str], body: bytes) -> Question | None:
    """Read a request.

    Parameters
    ----------
    method
        ``GET``, ``HEAD`` or ``POST``.
    parameters
        The part of the address behind the question mark.
    headers
        With lower-case names.
    body
        Of a POST.

    Returns
    -------
    Question or None
        None asks for the description of the service.

    Raises
    ------
    Refused
        With 400 or 415.

    Examples
    --------
    >>> question("GET", b"query=ASK%7B%7D", {}, b"").text
    'ASK{}'
    """
    fields = _fields(parameters, "address")
    if method == "POST":
        media = _media_type(headers)
        if media == FORM:
            fields += _fields(body, "body")
        elif media == DIRECT:
            fields = [*(field for field in fields if field[0] != "query"), ("query", _text(body, "body"))]
        else:
            raise _unsupported(media)
    return _question(fields, described=method != "POST")


def _question(fields: Sequence[tuple[str, str]], *, described: bool) -> Question | None:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for field, value in fields if field == name)

    if values("update"):
        raise Refused(400, "updates are refused: this endpoint only answers; edit the tables and build again")
    if not values("query") and described:
        return None
    if len(values("query")) != 1:
        raise Refused(400, f"{len(values('query'))} fields named query; send one with SPARQL 1.1")
    unknown = [name for name in values("layer") if name not in LAYERS]
    if unknown:
        raise Refused(400, f"unknown layer {unknown[0]!r}; use one of {', '.join(LAYERS)}")
    default, named = values("default-graph-uri"), values("named-graph-uri")
    text, layers = values("query")[0], values("layer")
    return Question(text, default, named, layers) if default or named else Question(text, layers=layers)


def _media_type(headers: Mapping[str, str]) -> str:
    media, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    charsets = [text.partition("=")[2].strip('"') for text in parameters if text.startswith("charset=")]
    if any(charset not in ("utf-8", "utf8", "us-ascii") for charset in charsets):
        raise Refused(415, f"unknown charset {charsets[0]!r}; send UTF-8")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "a compressed body is refused; send it plain")
    return media


def _unsupported(media: str) -> Refused:
    what = "updates are refused" if media == UPDATE else f"unknown Content-Type {media!r}"
    return Refused(415, f"{what}; send a query as {FORM} or {DIRECT}", {"Accept-Post": f"{FORM}, {DIRECT}"})


def _text(content: bytes, place: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Refused(400, f"the {place} is no UTF-8; send it so") from None


def _fields(content: bytes, place: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(content, place), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, f"the {place} is no UTF-8; send it so") from None
    except ValueError:
        raise Refused(400, f"the {place} has more than {MOST_FIELDS:,} fields; send fewer") from None
