"""How much each sign weighs: logistic regression on annotated reports, kept as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from fingraph.suggest.candidates import LINK_FEATURES
from fingraph.suggest.terms import TERM_FEATURES
from fingraph.tables.reader import Reader

WEIGHT_COLUMNS = ("kind", "feature", "weight")
WEIGHTS_FILE = "suggestion-weights.csv"
SPREAD = 1.0
"""Standard deviation that a weight is expected to have; what is seldom seen keeps near 0."""
STEPS = 50
CLOSE = 1e-9

Features = Mapping[str, float]
Weights = Mapping[str, float]


def score(features: Features, weights: Weights) -> float:
    """Return the probability that signs speak for a candidate.

    Parameters
    ----------
    features
        Name → value.
    weights
        Name → weight in log odds.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> score({"bias": 1}, {"bias": 0.0})
    0.5
    """
    from math import exp

    total = sum(weights[name] * value for name, value in features.items() if value)
    return 1 / (1 + exp(-max(min(total, 50.0), -50.0)))


def fit(names: Sequence[str], rows: Iterable[Features], results: Iterable[bool]) -> dict[str, float]:
    """Return the weights that explain results best, each kept near 0 by a normal prior; the bias is free.

    Parameters
    ----------
    names
        Of the features, the bias first.
    rows
        Features of each candidate.
    results
        Whether each was right.

    Returns
    -------
    dict
        Name → weight.

    References
    ----------
    le Cessie & van Houwelingen (1992), Ridge estimators in logistic regression, https://doi.org/10.2307/2347628
    """
    import numpy as np

    x = np.array([[float(row.get(name, 0)) for name in names] for row in rows]).reshape(-1, len(names))
    y = np.array([float(result) for result in results])
    precision = np.full(len(names), 1 / SPREAD**2)
    precision[0] = 1e-3
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + precision * weights
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(precision), gradient)
        weights -= step
        if np.abs(step).max() < CLOSE:
            break
    return dict(zip(names, map(float, weights), strict=True))


def read_weights(ontology: Path) -> dict[str, dict[str, float]]:
    """Read the table of weights, which ``benchmarks/suggest.py`` writes.

    Parameters
    ----------
    ontology
        Folder of ``suggestion-weights.csv``.

    Returns
    -------
    dict
        ``link`` and ``term`` → name of a feature → weight.

    Raises
    ------
    TableError
        If the file is not a table of that form.
    """
    reader = Reader(ontology)
    found: dict[str, dict[str, float]] = {"link": {}, "term": {}}
    path = ontology / WEIGHTS_FILE
    for row in reader.rows(path, WEIGHT_COLUMNS):
        reader.choice(row, "kind", tuple(found))
        try:
            found.setdefault(row.cells["kind"], {})[row.cells["feature"]] = float(row.cells["weight"])
        except ValueError:
            reader.refuse(row, "weight", "use a number")
    for kind, names in (("link", LINK_FEATURES), ("term", TERM_FEATURES)):
        if missing := [name for name in names if name not in found[kind]]:
            reader.problem(
                path, 0, f"no weight of a {kind} for {missing[0]!r}; renew the table with benchmarks/suggest.py"
            )
    reader.finish()
    return found


def weight_rows(kind: str, weights: Weights) -> Iterator[dict[str, object]]:
    """Yield weights as rows of that table."""
    for name, weight in weights.items():
        yield {"kind": kind, "feature": name, "weight": f"{weight:.3f}"}
