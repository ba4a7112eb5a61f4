"""Communities: parts of a graph with more links inside than chance would give, and how firm they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Generic

import numpy as np

from fingraph.analysis.degrees import both
from fingraph.analysis.network import Network, Node, canonical, check_count, check_positive, read
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    import networkx as nx

LARGEST_SEED = 2**63
"""From which the numbers of all runs still fit into the 64 bits of the library."""
ITERATIONS = 2
"""Full cycles of each run, as many as the authors' own implementation makes by default."""


@dataclass(frozen=True)
class Communities(Generic[Node]):
    """Parts of a graph, with what speaks for them.

    Parameters
    ----------
    groups
        The parts, largest first, then by the text of their first node; every node is in one.
    modularity
        Share of the weight inside parts, less what chance would give: from -0.5 to 1 at resolution 1, and below where
        a higher one takes off more; 0 without any link.
    stability
        Mean adjusted Rand index of all pairs of runs: 1 if all agree, about 0 if they agree as by chance.
    seed
        Of the first run; the others have the numbers after it.
    runs
        How many runs were made; the one of the highest modularity is given.
    method
        Name of the algorithm.
    """

    groups: tuple[frozenset[Node], ...]
    modularity: float
    stability: float
    seed: int
    runs: int
    method: str = "Leiden"

    @property
    def membership(self) -> dict[Node, int]:
        """Node → number of its part, from 0."""
        return {node: i for i, group in enumerate(self.groups) for node in canonical(group)}


def communities(
    graph: nx.Graph[Node],
    *,
    weight: str | None = "support",
    resolution: float = 1.0,
    seed: int = 0,
    runs: int = 10,
) -> Communities[Node]:
    """Return the parts that the Leiden algorithm finds with most modularity in several seeded runs.

    Parameters
    ----------
    graph
        Any networkx graph; both directions and parallel edges are summed, self-loops left out.
    weight
        Edge attribute by which a link counts; None: all links alike.
    resolution
        Above 1 favours smaller parts, below 1 larger ones.
    seed
        Of the first run, from 0 to 2^63; equal seeds give equal parts, whatever the order of nodes.
    runs
        How many runs, from 1.

    Returns
    -------
    Communities
        Parts, modularity (no unit) and stability. Parts never join what is not connected; without any link each node is
        one, and modularity 0. Modularity is that of the resolution given.

    Raises
    ------
    AnalysisError
        If a weight is or resolution is not a finite number above 0, runs below 1, or seed out of its range.

    References
    ----------
    V. A. Traag, L. Waltman and N. J. van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities,
    https://doi.org/10.1038/s41598-019-41695-z; L. Hubert and P. Arabie (1985), Comparing partitions,
    https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> import networkx as nx
    >>> found = communities(
    ...     nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "d")])
    ... )
    >>> [sorted(group) for group in found.groups], round(found.modularity, 3), found.stability
    ([['a', 'b', 'c'], ['d', 'e', 'f']], 0.357, 1.0)
    """
    check_count("runs", runs)
    check_count("seed", seed, 0, LARGEST_SEED)
    check_positive("resolution", resolution)
    return divided(*read(graph, weight, ties=True), resolution=resolution, seed=seed, runs=runs)


def divided(
    nodes: Sequence[Node], network: Network, *, resolution: float = 1.0, seed: int = 0, runs: int = 10
) -> Communities[Node]:
    """Return the parts of what is an array already, as :func:`communities` does.

    Parameters
    ----------
    nodes
        By their number.
    network
        Undirected, without self-loops.
    resolution
        As for :func:`communities`.
    seed
        As for :func:`communities`.
    runs
        As for :func:`communities`.

    Returns
    -------
    Communities
        Of the nodes.
    """
    if not len(network.weights):
        return Communities(tuple(frozenset([node]) for node in nodes), 0.0, 1.0, seed, runs)
    labels = [_leiden(network, resolution, seed + run) for run in range(runs)]
    scores = [_modularity(network, division, resolution) for division in labels]
    best = max(range(runs), key=lambda run: (round(scores[run], 12), -run))
    indices = [adjusted_rand(first, second) for first, second in combinations(labels, 2)]
    members: dict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(labels[best]):
        members[label].append(i)
    groups = sorted(members.values(), key=lambda group: (-len(group), group))
    return Communities(
        tuple(frozenset(nodes[i] for i in group) for group in groups),
        scores[best],
        sum(indices) / len(indices) if indices else 1.0,
        seed,
        runs,
    )


def adjusted_rand(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return how far two divisions of the same things agree, beyond chance.

    Parameters
    ----------
    first
        Label of each thing in one division.
    second
        Label of each thing, in the same order, in the other.

    Returns
    -------
    float
        1 if they are the same, about 0 if they agree as by chance, least -0.5 (no unit).

    Raises
    ------
    AnalysisError
        If they do not label the same number of things.

    References
    ----------
    L. Hubert and P. Arabie (1985), Comparing partitions, https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> adjusted_rand("aabb", "xxyy"), adjusted_rand("aabb", "xyxy")
    (1.0, -0.5)
    """
    if len(first) != len(second):
        raise AnalysisError(f"two divisions must be of the same things, got {len(first)} and {len(second)}")
    together = _pairs(Counter(zip(first, second, strict=True)))
    in_first, in_second, pairs = _pairs(Counter(first)), _pairs(Counter(second)), comb(len(first), 2)
    largest = (in_first + in_second) / 2
    expected = in_first * in_second
    # All times the number of pairs, so that whole numbers stay whole.
    return 1.0 if largest * pairs == expected else (together * pairs - expected) / (largest * pairs - expected)


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(comb(count, 2) for count in counts.values())


def _leiden(network: Network, resolution: float, seed: int) -> list[int]:
    from graspologic_native import leiden_csr

    matrix = network.matrix
    _, found = leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        network.size,
        resolution=resolution,
        iterations=ITERATIONS,
        seed=seed,
    )
    # A node without links is in no part of its own there.
    return [found.get(i, -1 - i) for i in range(network.size)]


def _modularity(network: Network, labels: list[int], resolution: float) -> float:
    numbers = np.unique(labels, return_inverse=True)[1]
    sources, targets = network.links.sources, network.links.targets
    total = network.weights.sum()
    inside = network.weights[numbers[sources] == numbers[targets]].sum() / total
    ends = np.bincount(numbers, both(network)) / (2 * total)
    return float(inside - resolution * (ends**2).sum())
