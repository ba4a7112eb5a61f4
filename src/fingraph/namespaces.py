"""Prefixes, and the conversion between IRIs and CURIEs.

The prefixes stand in ``ontology/prefixes.json``, the only place of the namespace base; it is not registered at w3id.org
yet, so the IRIs do not resolve.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache

from fingraph.resources import resource_dir

LOCAL_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Local names of items: lower-case ASCII kebab. A slash would break them in rdflib's SPARQL."""


LAYERS = ("inferred", "facts", "mappings", "ontology")
"""Layers that are read only when asked for; concepts, catalog and what the reports state are always read."""


@cache
def prefixes() -> dict[str, str]:
    """Read every prefix of the project with its namespace.

    Returns
    -------
    dict
        Prefix → namespace.

    Examples
    --------
    >>> prefixes()["skos"]
    'http://www.w3.org/2004/02/skos/core#'
    """
    text = (resource_dir("ontology") / "prefixes.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def base() -> str:
    """Return what the IRIs of the project begin with."""
    return prefixes()["fg"].removesuffix("ontology#")


def expand(curie: str) -> str:
    """Return the IRI of a CURIE.

    Parameters
    ----------
    curie
        Prefix, colon, local name.

    Returns
    -------
    str
        The IRI.

    Raises
    ------
    ValueError
        If the prefix is not one of the project's.

    Examples
    --------
    >>> expand("tech:large-model").endswith("/tech/large-model")
    True
    """
    prefix, colon, local = curie.partition(":")
    namespace = prefixes().get(prefix)
    if not colon or namespace is None:
        raise ValueError(f"unknown prefix in {curie!r}; known are {', '.join(prefixes())}")
    return namespace + local


@lru_cache(maxsize=100_000)
def compress(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself if no namespace fits.

    Parameters
    ----------
    iri
        Any IRI.

    Returns
    -------
    str
        The shorter form.

    Examples
    --------
    >>> compress(expand("tech:large-model"))
    'tech:large-model'
    >>> compress("https://example.org/x")
    'https://example.org/x'
    """
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _prefix_of().get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and cut < len(iri) else iri


@cache
def _prefix_of() -> dict[str, str]:
    return {namespace: prefix for prefix, namespace in prefixes().items()}


@lru_cache(maxsize=100_000)
def layer_of(graph: str) -> str:
    """Return the layer of a named graph: ``stated`` or one of :data:`LAYERS`.

    Parameters
    ----------
    graph
        IRI of the graph.

    Returns
    -------
    str
        Name of the layer.

    Examples
    --------
    >>> layer_of(expand("graph:caict-2025-inferred")), layer_of(expand("graph:caict-2025"))
    ('inferred', 'stated')
    """
    local = graph.removeprefix(prefixes()["graph"])
    if local.endswith("-inferred"):
        return "inferred"
    return local if local in LAYERS else "stated"
