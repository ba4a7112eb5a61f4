"""What a measure would be if only the degrees were as they are."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from fingraph.analysis.network import Links, Vector
from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fingraph.ranking.study import Study

TRIES = 20
"""Swaps tried for each link."""


def rewired(links: Links, classes: Sequence[str], random: Random) -> Links:
    """Return links whose targets have been swapped at random, so that no degree changes.

    Only links between the same two classes are swapped: no policy gets a link that no policy could have. Swaps that would
    make a self-loop or a second link of a pair are not made. Links keep their places, and so their weights.

    Parameters
    ----------
    links
        What is swapped.
    classes
        Of each node.
    random
        Where the choices come from.

    Returns
    -------
    Links
        As many, of the same nodes; in an undirected graph not sorted.

    References
    ----------
    S. Maslov and K. Sneppen (2002), Specificity and stability in topology of protein networks,
    https://doi.org/10.1126/science.1065103
    """
    sources, targets = links.sources.tolist(), links.targets.tolist()
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (source, target) in enumerate(zip(sources, targets, strict=True)):
        if not links.directed and classes[source] > classes[target]:
            sources[i], targets[i] = target, source
        groups[classes[sources[i]], classes[targets[i]]].append(i)

    def pair(source: int, target: int) -> tuple[int, int]:
        return (source, target) if links.directed else (min(source, target), max(source, target))

    there = set(map(pair, sources, targets))
    for (first, second), members in groups.items():
        for _ in range(TRIES * len(members)):
            i, j = random.choice(members), random.choice(members)
            if not links.directed and first == second and random.random() < 0.5:
                sources[j], targets[j] = targets[j], sources[j]
            new = pair(sources[i], targets[j]), pair(sources[j], targets[i])
            if sources[i] != targets[j] and sources[j] != targets[i] and new[0] != new[1] and there.isdisjoint(new):
                there -= {pair(sources[i], targets[i]), pair(sources[j], targets[j])}
                there.update(new)
                targets[i], targets[j] = targets[j], targets[i]
    return Links(links.size, links.directed, np.array(sources, dtype=np.int64), np.array(targets, dtype=np.int64))


def z_scores(
    study: Study, classes: Sequence[str], graphs: int, seed: int, progress: Callable[[int], object] | None = None
) -> list[float | None]:
    """Return how far each value is from those of rewired graphs, in their standard deviations.

    Parameters
    ----------
    study
        What is measured.
    classes
        Of each node.
    graphs
        How many are rewired, from 2.
    seed
        From 0.
    progress
        Called with the number of graphs done since the last call.

    Returns
    -------
    list
        A number for each node (no unit), above 0 where the value is larger than the degrees make it; None where rewiring
        fixes it.

    Raises
    ------
    AnalysisError
        If the measure is not defined for one of the rewired graphs.
    """
    if study.measure.fixed_by_degrees:
        return [None] * study.links.size
    weights = study.evidence.weights(np.ones(len(study.evidence.sentences)))
    rows = []
    for number in range(graphs):
        random = Random(f"{seed} {number}")  # noqa: S311 - no secret
        try:
            rows.append(study.measured(weights, rewired(study.links, classes, random)))
        except AnalysisError as error:
            raise AnalysisError(f"no null model, since in a rewired graph {error}; leave null out") from error
        if progress:
            progress(1)
    values: Vector = np.array(rows)
    spread, scale = values.std(axis=0, ddof=1), np.abs(values).max(axis=0)
    return [
        float((value - mean) / deviation) if deviation > 1e-9 * largest else None
        for value, mean, deviation, largest in zip(study.estimate(), values.mean(axis=0), spread, scale, strict=True)
    ]
