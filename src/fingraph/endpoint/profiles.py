"""How servers differ, as a table: where they take what, how much of it, and which graphs are their own."""

from __future__ import annotations

from dataclasses import dataclass

BATCH = 1_000
"""Triples in a request to a server that is not in the table: Virtuoso's parser, the weakest known, takes about 5,000."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a kind of server.

    Parameters
    ----------
    name
        As ``open_store(profile=…)`` and ``FINGRAPH_PROFILE`` call it.
    server
        How its ``Server`` header begins, in lower case; empty if it has no header that tells.
    query, update, graph_store
        Paths below the address of the data, for SPARQL Query, SPARQL Update and the Graph Store Protocol; None if it has
        no such service.
    batch
        Triples in a request of an upload.
    own_graphs
        How the names begin of graphs that the server keeps for itself.
    """

    name: str
    server: str
    query: str
    update: str
    graph_store: str | None
    batch: int = BATCH
    own_graphs: tuple[str, ...] = ()


PROFILES = {
    profile.name: profile
    for profile in (
        # Run by the tests.
        # Without no_transaction, a million triples take 14 times as long; uploads are counted and moved anyway.
        Profile("oxigraph", "oxigraph/", "/query", "/update", "/store?no_transaction", 100_000),
        Profile(
            "virtuoso",
            "virtuoso/",
            "/sparql",
            "/sparql-auth",
            "/sparql-graph-crud-auth",
            20_000,
            (
                "http://www.openlinksw.com/",
                "http://www.w3.org/ns/ldp#",
                "http://www.w3.org/2002/07/owl#",
                "http://localuriqaserver/",
                "http://localhost:8890/",
                "urn:activitystreams-owl:map",
                "urn:core:services:sparql",
            ),
        ),
        # From their documentation, not run.
        Profile("fuseki", "apache jena fuseki", "/query", "/update", "/data", 100_000),
        Profile("rdf4j", "", "", "/statements", "/rdf-graphs/service", 100_000),
        Profile("stardog", "stardog", "/query", "/update", "", 100_000),
        Profile("qlever", "", "", "", None, 100_000),
        Profile("neptune", "", "/sparql", "/sparql", "/sparql/gsp/", 10_000),
        Profile("blazegraph", "", "/sparql", "/sparql", None, 100_000),
        Profile("generic", "", "", "", None),
    )
}


def profile_of(server: str) -> Profile:
    """Return the profile that a ``Server`` header tells.

    Parameters
    ----------
    server
        The header; may be empty.

    Returns
    -------
    Profile
        ``generic`` if none is told.

    Examples
    --------
    >>> profile_of("Oxigraph/0.5.13").name, profile_of("nginx").name
    ('oxigraph', 'generic')
    """
    told = (profile for profile in PROFILES.values() if profile.server and server.lower().startswith(profile.server))
    return next(told, PROFILES["generic"])
