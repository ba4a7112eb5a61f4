"""One measure of one graph, under any weighting of its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from fingraph.analysis.network import Links, Network, Vector, check_range
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fingraph.analysis import Measure
    from fingraph.ranking.evidence import Evidence

CHUNK = 20
"""Replicates that have a stream of random numbers of their own, so that results do not depend on how work is divided."""
GROUPS = 60
"""Groups of the jackknife, where there are as many sentences."""


@dataclass(frozen=True, eq=False)
class Study:
    """A measure, the links it is measured on, and the sentences that make their weights."""

    measure: Measure
    links: Links
    evidence: Evidence

    def values(self, sentence_weights: Vector) -> Vector:
        """Return the value of each node, given the weight of each sentence, from 0; a link of weight 0 is not there."""
        return self.measured(self.evidence.weights(sentence_weights))

    def measured(self, weights: Vector, links: Links | None = None) -> Vector:
        """Return the value of each node, given the weight of each link, on other links where they are given."""
        links = links or self.links
        there = weights > 0
        network = Network(links, weights if self.measure.takes_weights else np.ones(len(weights)))
        if not there.all():
            network = network.keeping(there)
        check_range(network.weights)
        return self.measure.values(network)

    def without(self, sentence: int) -> Vector:
        """Return the values without one sentence; nan where the measure is not defined for what is left."""
        weights = np.ones(len(self.evidence.sentences))
        weights[sentence] = 0
        try:
            return self.values(weights)
        except AnalysisError:
            return np.full(self.links.size, np.nan)

    def estimate(self) -> Vector:
        """Return the values with each sentence weighing 1."""
        return self.values(np.ones(len(self.evidence.sentences)))


def bayesian_bootstrap(
    study: Study, samples: int, seed: int, jobs: int = 1, progress: Callable[[int], object] | None = None
) -> Vector:
    """Return the values of replicates in which sentences have random weights.

    The weights of a replicate are as likely as any other that add up to the number of sentences: a flat Dirichlet
    distribution.

    Parameters
    ----------
    study
        What is measured.
    samples
        How many replicates, from 1.
    seed
        From 0.
    jobs
        Processes that share the work; the result does not depend on it.
    progress
        Called with the number of replicates done since the last call.

    Returns
    -------
    numpy.ndarray
        A row for each replicate, a column for each node.

    References
    ----------
    D. B. Rubin (1981), The Bayesian bootstrap, https://doi.org/10.1214/aos/1176345338
    """
    sizes = [min(CHUNK, samples - start) for start in range(0, samples, CHUNK)]
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    rows = []
    with _mapping(jobs) as apply:
        for chunk in apply(partial(_replicates, study), sizes, streams):
            rows.append(chunk)
            if progress:
                progress(len(chunk))
    return np.concatenate(rows)


def jackknife(study: Study, samples: int, seed: int, progress: Callable[[int], object] | None = None) -> Vector:
    """Return draws whose spread is that of a delete-a-group jackknife by sentence.

    Sentences are dealt at random into groups, and the measure is taken without each. The draws are normal, with the
    covariance that the jackknife estimates, and mean that of all sentences.

    Parameters
    ----------
    study
        What is measured.
    samples
        How many draws, from 1.
    seed
        From 0.
    progress
        Called with the number of draws done since the last call.

    Returns
    -------
    numpy.ndarray
        A row for each draw, a column for each node.

    References
    ----------
    P. S. Kott (2001), The delete-a-group jackknife, Journal of Official Statistics 17; M. H. Quenouille (1956), Notes on
    bias in estimation, https://doi.org/10.1093/biomet/43.3-4.353
    """
    random = np.random.default_rng(seed)
    size = len(study.evidence.sentences)
    groups = min(GROUPS, size)
    group = random.permutation(np.arange(size) % groups)
    left = np.array([study.values((group != number).astype(float)) for number in range(groups)])
    deviations = (left - left.mean(axis=0)) * np.sqrt((groups - 1) / groups)
    draws = study.estimate() + random.standard_normal((samples, groups)) @ deviations
    if progress:
        progress(samples)
    return np.asarray(draws)


def _replicates(study: Study, size: int, stream: np.random.SeedSequence) -> Vector:
    random = np.random.default_rng(stream)
    weights = random.standard_exponential((size, len(study.evidence.sentences)))
    weights *= weights.shape[1] / weights.sum(axis=1, keepdims=True)
    return np.array([study.values(row) for row in weights])


@contextmanager
def _mapping(jobs: int) -> Iterator[Any]:
    if jobs == 1:
        yield map
        return
    from fingraph.processes import processes

    with processes(jobs) as executor:
        yield executor.map
