"""How much each sign weighs, as a table says that ``benchmarks/suggest.py`` has learnt from annotated reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fingraph.suggest.candidates import LINK_FEATURES
from fingraph.suggest.terms import TERM_FEATURES
from fingraph.tables.reader import Reader

WEIGHT_COLUMNS = ("kind", "feature", "weight")
WEIGHTS_FILE = "suggestion-weights.csv"

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
