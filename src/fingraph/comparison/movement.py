"""Which items rose or fell in rank by more than the choice of sentences makes likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fingraph.analysis import MEASURES, Measure
from fingraph.analysis.network import check_count
from fingraph.comparison.editions import Edition, Stated, graph_of
from fingraph.errors import AnalysisError
from fingraph.model import CLASS_OF_PREFIX
from fingraph.ranking import MOST_SAMPLES, study_of
from fingraph.ranking.result import ranks
from fingraph.ranking.study import bayesian_bootstrap, jackknife

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fingraph.analysis.network import Vector

RANKED = ("Policy", "Technology")
CHANCE = 0.05
"""Greatest probability that chance alone moves any item of a class as far as one that is said to have moved."""
ROUNDED = 0.5
"""What a rank may be off by being a whole number: the least standard deviation of a shift."""
MOVES = ("risen", "fallen", "within noise")


@dataclass(frozen=True, slots=True)
class Move:
    """The rank of an item in both reports, among the items of its class that both reports link.

    Parameters
    ----------
    change
        ``risen`` or ``fallen``, if the interval of the shift leaves out 0 and the chance is :data:`CHANCE` at most; else
        ``within noise``.
    item, item_class
        CURIE and class.
    compared
        Number of items of the class that both reports link, among which it is ranked.
    rank_a, rank_a_low, rank_a_high
        Rank in A, from 1, and its robustness interval (95 %).
    rank_b, rank_b_low, rank_b_high
        The same in B.
    shift, shift_low, shift_high
        Rank in B less that in A, so below 0 where it rose, and its interval (95 %).
    chance
        How often some item of the class moves as far, measured by what each moves then, if the sentences of both reports are
        dealt to A and B at random.
    a, b
        The sentences of each report that name it in links.
    """

    change: str
    item: str
    item_class: str
    compared: int
    rank_a: int
    rank_a_low: int
    rank_a_high: int
    rank_b: int
    rank_b_low: int
    rank_b_high: int
    shift: int
    shift_low: int
    shift_high: int
    chance: float
    a: tuple[Stated, ...]
    b: tuple[Stated, ...]


def moves(a: Edition, b: Edition, measure: str, samples: int, seed: int) -> tuple[Move, ...]:
    """Compare ranks.

    The intervals are those of :func:`fingraph.rank`. The reports are independent, so the interval of a shift is that of the
    differences of every replicate of B and every one of A. Such an interval knows nothing of what a report might have said and
    did not; so an item has moved only if it moves farther than any would if the sentences of both were dealt anew, as many to
    each report as it has (permutation test, largest standardised shift of the class).

    Parameters
    ----------
    a
        The former report.
    b
        The later one.
    measure
        One of :data:`fingraph.analysis.MEASURES`.
    samples
        Replicates of each report, and deals of the sentences.
    seed
        From 0.

    Returns
    -------
    tuple of Move
        By class and change, then by how far they moved; no item of a class that a report has no links of.

    Raises
    ------
    AnalysisError
        If there is no such measure, it is not defined for a report or for a deal, or a number is out of its range.

    References
    ----------
    P. H. Westfall and S. S. Young (1993), Resampling-based multiple testing, Wiley, ISBN 978-0-471-55761-6
    """
    if measure not in list(MEASURES):
        raise AnalysisError(f"unknown measure {measure!r}; use one of {', '.join(MEASURES)}")
    check_count("samples", samples, 1, MOST_SAMPLES)
    check_count("seed", seed, 0)
    standing = [
        {end for triple in edition.links if triple.counts for end in (triple.subject, triple.object)}
        for edition in (a, b)
    ]
    common = sorted(standing[0] & standing[1])
    if not common:
        return ()
    chosen = MEASURES[measure]
    sides = [_Side(edition, chosen, common, samples, seed) for edition in (a, b)]
    dealt = _dealt((a, b), chosen, common, samples, seed)
    found = [move for name in RANKED for move in _of_class(name, common, (a, b), sides, dealt)]
    return tuple(
        sorted(
            found, key=lambda row: (RANKED.index(row.item_class), MOVES.index(row.change), -abs(row.shift), row.item)
        )
    )


class _Side:
    """Values of some items in a report, as they are and of replicates."""

    def __init__(self, edition: Edition, measure: Measure, items: Sequence[str], samples: int, seed: int) -> None:
        nodes, study = study_of(graph_of(edition), measure)
        place = {node: column for column, node in enumerate(nodes)}
        columns = [place[item] for item in items]
        self.ascending = measure.ascending
        self.now = study.estimate()[columns]
        replicates = (bayesian_bootstrap if measure.takes_weights else jackknife)(study, samples, seed)
        self.draws = replicates[:, columns]

    def ranks(self, columns: Sequence[int]) -> tuple[Vector, Vector]:
        """Return the ranks among some of the items, as they are and of replicates."""
        now, draws = (ranks(values, ascending=self.ascending) for values in (self.now[columns], self.draws[:, columns]))
        return now.astype(int), draws.astype(int)


def _dealt(
    editions: tuple[Edition, Edition], measure: Measure, items: Sequence[str], samples: int, seed: int
) -> tuple[Vector, Vector]:
    """Return the values of some items in A and B, a row for each deal of the sentences of both."""
    nodes, study = study_of(graph_of(*editions), measure)
    place = {node: column for column, node in enumerate(nodes)}
    columns = [place[item] for item in items]
    own = np.array([sentence.startswith(f"{editions[0].report.id}.") for sentence in study.evidence.sentences])
    random = np.random.default_rng(seed)
    sides: tuple[list[Vector], list[Vector]] = ([], [])
    for _ in range(samples):
        to_a = random.permutation(own).astype(float)
        for side, weights in zip(sides, (to_a, 1 - to_a), strict=True):
            try:
                side.append(study.values(weights)[columns])
            except AnalysisError as error:
                raise AnalysisError(f"with the sentences dealt at random, {error}; choose another measure") from error
    values = np.array(sides)
    return values[0], values[1]


def _of_class(
    item_class: str,
    common: Sequence[str],
    editions: tuple[Edition, Edition],
    sides: Sequence[_Side],
    dealt: tuple[Vector, Vector],
) -> list[Move]:
    columns = [i for i, item in enumerate(common) if CLASS_OF_PREFIX[item.partition(":")[0]] == item_class]
    if not columns:
        return []
    (now_a, draws_a), (now_b, draws_b) = (side.ranks(columns) for side in sides)
    by_deal = [ranks(values[:, columns], ascending=sides[0].ascending) for values in dealt]
    shift = now_b - now_a
    chance = _chance(shift, by_deal[1] - by_deal[0])
    found = []
    for place, column in enumerate(columns):
        low, high = _interval_of_difference(draws_a[:, place], draws_b[:, place])
        moved = chance[place] <= CHANCE and not low <= 0 <= high
        change = ("risen" if shift[place] < 0 else "fallen") if moved else "within noise"
        item = common[column]
        a, b = (edition.items[item] for edition in editions)
        ranked = (*_interval(now_a, draws_a, place), *_interval(now_b, draws_b, place), int(shift[place]), low, high)
        found.append(Move(change, item, item_class, len(columns), *ranked, float(chance[place]), a, b))
    return found


def _chance(shift: Vector, dealt: Vector) -> Vector:
    """Return how often the largest shift of a deal is as large as that of each item, each in its own standard deviations."""
    scale = np.maximum(np.sqrt((dealt**2).mean(axis=0)), ROUNDED)
    largest = (np.abs(dealt) / scale).max(axis=1)
    # The deal that the reports are counts as well, so that no chance is 0.
    return np.asarray([(1 + (largest >= own - 1e-9).sum()) / (1 + len(largest)) for own in np.abs(shift) / scale])


def _interval(now: Vector, draws: Vector, place: int) -> tuple[int, int, int]:
    low, high = np.percentile(draws[:, place], (2.5, 97.5), method="nearest")
    return int(now[place]), int(low), int(high)


def _interval_of_difference(one: Vector, other: Vector) -> tuple[int, int]:
    """Return 2.5 and 97.5 percent of the differences of all pairs, the second less the first."""
    most = int(max(one.max(), other.max()))
    first, second = (np.bincount(draws, minlength=most + 1) / len(draws) for draws in (one, other))
    shares = np.convolve(second, first[::-1]).cumsum()
    low, high = np.searchsorted(shares, (0.025, 0.975))
    return int(low) - most, int(high) - most
