"""Graphs sent to an endpoint: each under another name first, counted and compared there, then moved into place.

What an upload leaves when it stops is a graph whose name begins with ``urn:fingraph:upload:`` and holds a digest of what it
shall be; the next upload of the same goes on there. No question sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from fingraph.endpoint import UPLOAD, Endpoint
from fingraph.errors import LocationError
from fingraph.store.bulk import Digest, digest_of, normal
from fingraph.store.remote import remote_count, remote_triples

if TYPE_CHECKING:
    from fingraph.store.frozen import FrozenStore

SKOLEM = "urn:fingraph:bn:"
"""How the IRIs begin that stand for blank nodes: servers rename those, and some refuse them."""


class Sent(NamedTuple):
    """One graph of an upload.

    Parameters
    ----------
    graph
        Its IRI.
    triples
        Their number.
    kept
        Whether the endpoint had it already, to the triple.
    """

    graph: str
    triples: int
    kept: bool


def upload(
    source: FrozenStore,
    graph: str,
    endpoint: Endpoint,
    *,
    batch: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sent:
    """Replace a graph of an endpoint as a unit.

    Parameters
    ----------
    source
        Where the graph is.
    graph
        IRI of the graph.
    endpoint
        Where it goes.
    batch
        Triples in a request; by default as the endpoint's profile says.
    progress
        Called with the number of triples of each batch.

    Returns
    -------
    Sent
        What was done.

    Raises
    ------
    LocationError
        If the endpoint cannot be reached, refuses, fails, or holds something else in the end. The former graph is as it
        was, unless the endpoint stopped while it moved the new one into place; then that is there still, whole.
    """
    wanted = digest_of(_triples(source, graph))
    beside = f"{UPLOAD}{str(wanted)[:16]}:{quote(graph, safe='')}"
    report = progress or (lambda _: None)
    if _holds(endpoint, graph, wanted):
        _drop(endpoint, graph)
        report(wanted.triples)
        return Sent(graph, wanted.triples, kept=True)
    size = batch or endpoint.profile.batch
    done = remote_count(endpoint, beside) // size * size
    while True:
        report(min(done, wanted.triples))
        for triples in _batches(islice(_triples(source, graph), done, None), size):
            endpoint.add(beside, ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
            report(len(triples))
        if _holds(endpoint, beside, wanted):
            break
        problem = _difference(source, graph, endpoint, beside)
        endpoint.update(f"DROP SILENT GRAPH <{beside}>")
        if not done:
            raise LocationError(problem)
        report(-wanted.triples)
        done = 0  # what was there came in another order
    endpoint.update(f"MOVE GRAPH <{beside}> TO GRAPH <{graph}>")
    if (number := remote_count(endpoint, graph)) != wanted.triples:
        raise LocationError(
            f"{endpoint.address} holds {number:,} of {wanted.triples:,} triples of {graph} after moving it; run this again"
        )
    _drop(endpoint, graph)
    return Sent(graph, wanted.triples, kept=False)


def _batches(triples: Iterator[ox.Triple], size: int) -> Iterator[list[ox.Triple]]:
    while part := list(islice(triples, size)):
        yield part


def _holds(endpoint: Endpoint, graph: str, wanted: Digest) -> bool:
    if remote_count(endpoint, graph) != wanted.triples:
        return False
    return digest_of(remote_triples(endpoint, graph)) == wanted


def _drop(endpoint: Endpoint, graph: str) -> None:
    """Drop what former uploads of a graph have left."""
    for name, meant in endpoint.unfinished().items():
        if meant == graph:
            endpoint.update(f"DROP SILENT GRAPH <{name}>")


def _difference(source: FrozenStore, graph: str, endpoint: Endpoint, beside: str) -> str:
    """Say what is wrong with a graph that was sent, with one triple that did not arrive as it is."""
    arrived = {_key(triple) for triple in remote_triples(endpoint, beside)}
    lost = next((triple for triple in _triples(source, graph) if _key(triple) not in arrived), None)
    example = f"; it does not keep {lost}" if lost else ""
    return f"{endpoint.address} did not take {graph} as it is{example}; the former graph is as it was"


def _key(triple: ox.Triple) -> bytes:
    return hashlib.sha256(normal(triple).encode()).digest()[:16]


def _triples(source: FrozenStore, graph: str) -> Iterator[ox.Triple]:
    """Yield the triples of a graph, blank nodes as IRIs, in an order that the content alone decides within one store."""
    quads = source.quads(graph)
    if not any(_is_blank(term, graph) for quad in quads for term in (quad.subject, quad.object)):
        for quad in source.quads(graph):
            yield quad.triple
        return
    dataset = ox.Dataset(source.quads(graph))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    start = f"{SKOLEM}{hashlib.sha256(graph.encode()).hexdigest()[:8]}:"
    for quad in sorted(dataset, key=str):
        subject, value = (
            ox.NamedNode(start + term.value) if isinstance(term, ox.BlankNode) else term
            for term in (quad.subject, quad.object)
        )
        yield ox.Triple(subject, quad.predicate, value)


def _is_blank(term: object, graph: str) -> bool:
    if isinstance(term, ox.Triple) and any(_is_blank(part, graph) for part in (term.subject, term.object)):
        raise LocationError(f"{graph} has a blank node inside a triple term, {term}; give it an IRI to upload it")
    return isinstance(term, ox.BlankNode)
