"""The media types of answers, and the choice between them by what a client accepts (RFC 9110, 12.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fingraph.server.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROW_TYPES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
TRUTH_TYPES = {media: form for media, form in ROW_TYPES.items() if form in ("json", "xml")}
GRAPH_TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/plain": "ntriples",
}
"""Media type → format, the best first; the last ones stand for others."""

TYPES: dict[str, Mapping[str, str]] = {"select": ROW_TYPES, "ask": TRUTH_TYPES, "graph": GRAPH_TYPES}
QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


def chosen(accept: str, offered: Iterable[str]) -> str:
    """Choose the media type that a client likes best.

    Parameters
    ----------
    accept
        The header; empty accepts anything.
    offered
        Media types, the server's favourite first.

    Returns
    -------
    str
        One of those offered.

    Raises
    ------
    Refused
        With 406 if the client accepts none.

    Examples
    --------
    >>> chosen("text/*;q=0.5, application/xml", ["text/csv", "application/xml"])
    'application/xml'
    """
    offered = list(offered)
    ranges = _ranges(accept) or {"*/*": 1.0}
    quality = {media: _quality(media, ranges) for media in offered}
    best = max(offered, key=lambda media: quality[media])  # the first of equals
    if quality[best] <= 0:
        raise Refused(406, f"no answer of this kind in a type that Accept names; use one of {', '.join(offered)}")
    return best


def _ranges(accept: str) -> dict[str, float]:
    found = {}
    for part in accept.split(","):
        media, *parameters = (text.strip().lower() for text in part.split(";"))
        weights = [text[2:].strip() for text in parameters if text.startswith("q=")]
        if media:
            found[media] = float(weights[0]) if weights and QUALITY.fullmatch(weights[0]) else float(not weights)
    return found


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    """Return how much a media type is liked, by the range that fits it most closely."""
    for pattern in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if pattern in ranges:
            return ranges[pattern]
    return 0.0
