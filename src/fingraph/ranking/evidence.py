"""What a link's weight is made of: sentences, so that it can be weighed anew.

The edge attribute ``evidence`` of :func:`fingraph.to_networkx` says it, as :mod:`fingraph.projection.evidence` defines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fingraph.analysis.network import Matrix, Numbers, Vector, canonical, check_positive, check_weight
from fingraph.errors import AnalysisError
from fingraph.projection.evidence import Terms, parse

if TYPE_CHECKING:
    import networkx as nx

MODALITY_WEIGHTS = {"required": 4.0, "encouraged": 3.0, "asserted": 2.0, "forecast": 1.0}
"""How much a link counts with ``weights="modality"``."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The sentences of a graph, and how they make the weights of its links.

    Parameters
    ----------
    sentences
        Full ids, sorted; where edges name none, each edge stands for itself.
    unit
        ``sentence``, or ``edge`` where no edge names one.
    legs
        Matrix of legs and sentences: by what a sentence's weight is multiplied.
    terms
        Where the legs of each term begin.
    edges
        The edge of each term.
    factors
        By what each edge's weight is multiplied.
    links
        The link of each edge; -1 for one left out.
    size
        Number of links.
    """

    sentences: tuple[str, ...]
    unit: str
    legs: Matrix
    terms: Numbers
    edges: Numbers
    factors: Vector
    links: Numbers
    size: int

    def weights(self, sentence_weights: Vector) -> Vector:
        """Return the weight of each link, given that of each sentence, from 0; all 1 give the graph's own."""
        if not len(self.terms):
            return np.zeros(self.size)
        terms = np.minimum.reduceat(self.legs @ sentence_weights, self.terms)
        edges = np.bincount(self.edges, terms, len(self.factors)) * self.factors
        kept = self.links >= 0
        return np.bincount(self.links[kept], edges[kept], self.size).astype(float, copy=False)

    @cached_property
    def of_links(self) -> Matrix:
        """Matrix of links and sentences: above 0 where a link rests on a sentence."""
        import scipy.sparse as sp

        term_of_leg = np.repeat(np.arange(len(self.terms)), np.diff([*self.terms, self.legs.shape[0]]))
        links = self.links[self.edges[term_of_leg]]
        kept = np.flatnonzero(links >= 0)
        chosen = sp.csr_array((np.ones(len(kept)), (links[kept], kept)), shape=(self.size, self.legs.shape[0]))
        return chosen @ self.legs


def read_evidence(
    graph: nx.Graph[Any], links: Numbers, size: int, factor: Callable[[Mapping[str, Any]], float]
) -> Evidence:
    """Return the evidence of a graph's edges.

    Parameters
    ----------
    graph
        Any networkx graph. Where no edge names sentences, each stands for itself, with its ``support`` or 1.
    links
        The link of each edge, in the order of the graph's; -1 for one left out.
    size
        Number of links.
    factor
        From the attributes of an edge to what its weight is multiplied by.

    Returns
    -------
    Evidence
        Sentences in the order of their ids.

    Raises
    ------
    AnalysisError
        If some edges name sentences and others do not, an ``evidence`` cannot be read, or a support is not a finite number
        above 0.
    """
    import scipy.sparse as sp

    edges = list(graph.edges(data=True))
    bare = [not (data.get("evidence") or data.get("sentences")) for *_, data in edges]
    if any(bare) and not all(bare):
        source, target, _ = edges[bare.index(True)]
        raise AnalysisError(f"edge {source!r} to {target!r} names no sentences, but others do; give it evidence")
    parsed = _themselves(edges, directed=graph.is_directed()) if all(bare) else [_parse(*edge) for edge in edges]
    sentences = sorted({sentence for terms in parsed for legs in terms for _, leg in legs for sentence in leg})
    column = {sentence: i for i, sentence in enumerate(sentences)}
    terms = [term for terms in parsed for term in terms]
    legs = [leg for term in terms for leg in term]
    cells = [(row, column[sentence], times) for row, (times, leg) in enumerate(legs) for sentence in leg]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return Evidence(
        tuple(sentences),
        "edge" if all(bare) else "sentence",
        sp.csr_array((np.array(values, dtype=float), (rows, columns)), shape=(len(legs), len(sentences))),
        np.cumsum([0, *map(len, terms)])[:-1].astype(np.int64),
        np.repeat(np.arange(len(parsed)), [len(terms) for terms in parsed]).astype(np.int64),
        np.array([factor(data) for *_, data in edges], dtype=float),
        links,
        size,
    )


def modality_factor(weights: str | Mapping[str, float]) -> Callable[[Mapping[str, Any]], float]:
    """Return how much an edge counts by its modality.

    Parameters
    ----------
    weights
        ``equal``, ``modality`` (:data:`MODALITY_WEIGHTS`), or a weight for each of some modalities; others weigh 1.

    Returns
    -------
    callable
        From the attributes of an edge to a factor above 0. A link stated in several modalities counts by the strongest, a
        path of two links by the weaker, and an edge without modality 1. It stays that, whatever the sentences weigh.

    Raises
    ------
    AnalysisError
        If there is no such modality or weighting, or a weight is not a finite number above 0.
    """
    if not isinstance(weights, Mapping):
        if weights not in ("equal", "modality"):
            raise AnalysisError(f"unknown weights {weights!r}; use equal, modality, or one for each modality")
        weights = MODALITY_WEIGHTS if weights == "modality" else {}
    for modality, weight in weights.items():
        if modality not in MODALITY_WEIGHTS:
            raise AnalysisError(f"unknown modality {modality!r}; use one of {', '.join(MODALITY_WEIGHTS)}")
        check_positive(f"the weight of {modality}", weight)
    chosen = dict(weights)

    def factor(data: Mapping[str, Any]) -> float:
        found = [chosen.get(modality, 1.0) for modality in str(data.get("modality", "")).split("|") if modality]
        return float((min if data.get("via") else max)(found, default=1.0))

    return factor


def _parse(source: Hashable, target: Hashable, data: Mapping[str, Any]) -> Terms:
    text = data.get("evidence") or data["sentences"]
    try:
        return parse(text)
    except (AttributeError, ValueError):
        raise AnalysisError(
            f"edge {source!r} to {target!r}: cannot read the evidence {text!r}; write sentences as "
            "'a|b' (added), 'a & b' (the least), '0.5*a + b' (weighted)"
        ) from None


def _themselves(edges: list[tuple[Hashable, Hashable, dict[str, Any]]], *, directed: bool) -> list[Terms]:
    """Return each edge as its own sentence, named by its ends, parallel ones numbered by their support."""
    arrow = " → " if directed else " – "
    supports = [check_weight(u, v, "support", data.get("support", 1)) for u, v, data in edges]
    names: list[str] = [""] * len(edges)
    seen: Counter[str] = Counter()
    for i in sorted(range(len(edges)), key=lambda i: supports[i]):
        ends = edges[i][:2] if directed else canonical(edges[i][:2])
        name = arrow.join(map(str, ends))
        seen[name] += 1
        names[i] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return [[[(support, [name])]] for support, name in zip(supports, names, strict=True)]
