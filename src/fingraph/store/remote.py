"""What endpoints send, read as it comes: answers, and whole graphs, compared with a count."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph as ox

from fingraph.endpoint import Endpoint, TruncatedResult
from fingraph.errors import LocationError
from fingraph.sparql import form_of

Graphs = tuple[Sequence[str] | None, Sequence[str] | None]

PAGE = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ SELECT ?s ?p ?o WHERE {{ {{
SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o }} }} LIMIT {size} OFFSET {offset} }} }}"""
WHOLE = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
SURE = 1_000
"""Triples that every server is taken to give at once."""

TRIED = 20_000
"""Triples asked for at once to learn whether a server cuts: Virtuoso does at 10,000, if nobody has set that."""

COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"


@contextmanager
def received(
    endpoint: Endpoint, text: str, graphs: Graphs = (None, None)
) -> Iterator[ox.QuerySolutions | ox.QueryBoolean]:
    """Ask an endpoint a SELECT or an ASK and yield the answer, read while it comes.

    Parameters
    ----------
    endpoint
        What is asked.
    text
        SPARQL 1.1.
    graphs
        IRIs of the graphs to read where the query has no GRAPH, and where it has; None leaves them to query or server.

    Yields
    ------
    pyoxigraph.QuerySolutions or pyoxigraph.QueryBoolean
        Rows, or a truth.

    Raises
    ------
    LocationError
        If the endpoint cannot be reached, refuses or fails, or its answer ends in the middle.
    """
    with endpoint.query(text, default_graphs=graphs[0], named_graphs=graphs[1]) as body, _whole(endpoint):
        answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(answer, ox.QueryBoolean) != (form_of(text) == "ask"):
            came, wanted = ("a truth", "rows") if isinstance(answer, ox.QueryBoolean) else ("rows", "a truth")
            raise LocationError(f"{endpoint.query_address} sent {came} where the query asks for {wanted}; try again")
        yield answer


@contextmanager
def received_graph(endpoint: Endpoint, text: str, graphs: Graphs = (None, None)) -> Iterator[Iterator[ox.Triple]]:
    """Ask an endpoint a CONSTRUCT or a DESCRIBE, as :func:`received`, and yield the triples."""
    with endpoint.query(text, default_graphs=graphs[0], named_graphs=graphs[1]) as body, _whole(endpoint):
        yield (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))


@contextmanager
def _whole(endpoint: Endpoint) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise LocationError(
            f"{endpoint.query_address} sent an answer that ends in the middle or is malformed ({error}); try again"
        ) from error


def remote_count(endpoint: Endpoint, graph: str) -> int:
    """Return the number of triples in one named graph of an endpoint."""
    with received(endpoint, COUNT.format(graph=graph)) as rows:
        numbers = [row[0] for row in rows] if isinstance(rows, ox.QuerySolutions) else []
    if len(numbers) != 1 or not isinstance(numbers[0], ox.Literal) or not numbers[0].value.isdecimal():
        raise LocationError(
            f"{endpoint.query_address} does not count the triples of {graph}; is it a SPARQL 1.1 endpoint?"
        )
    return int(numbers[0].value)


def remote_triples(endpoint: Endpoint, graph: str) -> Iterator[ox.Triple]:
    """Yield the triples of one named graph, all of them or an error.

    Virtuoso cuts what a CONSTRUCT gives without a word, so the number is compared with a count; what is cut is fetched
    again, in pages as large as what came.

    Parameters
    ----------
    endpoint
        Where the graph is.
    graph
        Its IRI.

    Yields
    ------
    pyoxigraph.Triple
        In the server's order.

    Raises
    ------
    TruncatedResult
        If fewer come than there are.
    """
    wanted = remote_count(endpoint, graph)
    size = _limit(endpoint, graph, wanted)
    done = 0
    if wanted <= size:
        with received_graph(endpoint, WHOLE.format(graph=graph)) as triples:
            for triple in triples:
                done += 1
                yield triple
    else:
        while done < wanted:
            with received_graph(endpoint, PAGE.format(graph=graph, size=size, offset=done)) as triples:
                part = list(triples)
            if not part:
                break
            done += len(part)
            yield from part
    if done != wanted:
        raise TruncatedResult(f"{endpoint.query_address} sent {done:,} of the {wanted:,} triples of {graph}; try again")


def _limit(endpoint: Endpoint, graph: str, wanted: int) -> int:
    """Return how many triples the endpoint gives at once, as far as this graph is concerned; tried once."""
    if wanted <= SURE:
        return wanted
    if endpoint.graph_limit is None:
        tried = min(wanted, TRIED)
        with received_graph(endpoint, f"{WHOLE.format(graph=graph)} LIMIT {tried}") as triples:
            came = sum(1 for _ in triples)
        if came == tried < TRIED:
            return wanted
        endpoint.graph_limit = came if came < tried else sys.maxsize
    return endpoint.graph_limit
