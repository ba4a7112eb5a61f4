"""Published coefficients of the agreement of two readers; none of the libraries for them is both small and permissive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from collections.abc import Set as AbstractSet

DICE = "https://doi.org/10.2307/1932409"
KAPPA = "https://doi.org/10.1177/001316446002000104"
ALPHA = "https://doi.org/10.1080/19312450709336664"


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Compute Cohen's kappa of two readers.

    Parameters
    ----------
    pairs
        The category that each of the two gives to a unit; or such pairs with the number of units, as a Counter.

    Returns
    -------
    float or None
        At most 1; 0 is what chance would give; None if it is not defined, without units or with one category for all.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. https://doi.org/10.1177/001316446002000104

    Examples
    --------
    >>> cohen_kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.5
    """
    counts = Counter(pairs)
    units = counts.total()
    first, second = Counter[Hashable](), Counter[Hashable]()
    for (a, b), count in counts.items():
        first[a] += count
        second[b] += count
    # In whole numbers up to the last division, so that agreement in all units is 1 exactly.
    agreed = sum(count for (a, b), count in counts.items() if a == b) * units
    by_chance = sum(count * second[category] for category, count in first.items())
    return None if by_chance == units * units else (agreed - by_chance) / (units * units - by_chance)


def krippendorff_alpha(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Compute Krippendorff's alpha of two readers for nominal data without missing values.

    Parameters
    ----------
    pairs
        The category that each of the two gives to a unit; or such pairs with the number of units, as a Counter.

    Returns
    -------
    float or None
        At most 1; 0 is what chance would give; None if it is not defined, without units or with one category for all.

    References
    ----------
    Hayes, A. F. & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
    https://doi.org/10.1080/19312450709336664

    Examples
    --------
    >>> krippendorff_alpha(zip("aabbdcccedda", "babbbccceddd"))
    0.6919642857142857
    """
    counts = Counter(pairs)
    values = 2 * counts.total()
    frequency = Counter[Hashable]()
    for (a, b), count in counts.items():
        frequency[a] += count
        frequency[b] += count
    differing = sum(2 * count for (a, b), count in counts.items() if a != b) * (values - 1)
    by_chance = values * values - sum(count * count for count in frequency.values())
    return None if by_chance == 0 else (by_chance - differing) / by_chance


def dice(first: AbstractSet[Hashable], second: AbstractSet[Hashable]) -> float | None:
    """Compute Dice's coefficient: twice what two sets have in common over the sum of their sizes.

    Parameters
    ----------
    first
        What one reader has.
    second
        What the other has.

    Returns
    -------
    float or None
        0 to 1; None if both are empty.

    References
    ----------
    Dice, L. R. (1945). Measures of the amount of ecologic association between species. https://doi.org/10.2307/1932409

    Examples
    --------
    >>> dice({1, 2, 3}, {2, 3, 4, 5, 6})
    0.5
    """
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else None
