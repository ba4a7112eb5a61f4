"""What annotated reports teach: which candidates their readers took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fingraph.model import Item, Report
from fingraph.suggest.candidates import LINK_FEATURES, candidate_links
from fingraph.suggest.matching import Matcher, fold
from fingraph.suggest.rates import Rates
from fingraph.suggest.sentences import Parsed
from fingraph.suggest.terms import TERM_FEATURES, candidate_terms

if TYPE_CHECKING:
    from fingraph.suggest.cues import CueFinder
    from fingraph.suggest.scoring import Features, Weights
    from fingraph.tables import RelationPair

SPREAD = 1.0
"""Standard deviation that a weight is expected to have; what is seldom seen keeps near 0."""
STEPS = 50
CLOSE = 1e-9

Annotated = Sequence[tuple[Report, str]]
"""Reports with their texts."""


def only(report: Report, ordinals: Collection[int]) -> Report:
    """Return a report with the sentences, mentions and links of some trends alone, by their ordinals."""

    def in_trend(sentence: str) -> bool:
        return int(sentence[1:3]) in ordinals

    return replace(
        report,
        sentences=tuple(sentence for sentence in report.sentences if sentence.trend in ordinals),
        trends=tuple(trend for trend in report.trends if trend.ordinal in ordinals),
        mentions=tuple(mention for mention in report.mentions if in_trend(mention.sentence)),
        links=tuple(link for link in report.links if in_trend(link.sentence)),
    )


def held_out(annotated: Annotated) -> Iterator[tuple[Report, str, list[Report]]]:
    """Yield each trend as a report of its own, its text, and all reports without it."""
    for report, text in annotated:
        others = [other for other, _ in annotated if other is not report]
        for ordinal in sorted({trend.ordinal for trend in report.trends}):
            rest = only(report, {trend.ordinal for trend in report.trends} - {ordinal})
            yield only(report, {ordinal}), text, [rest, *others]


def new_names(part: Report, text: str, rest: Iterable[Report], items: Iterable[Item]) -> dict[str, set[str]]:
    """Return the items that a part of a report names and the rest does not, each with its names.

    Parameters
    ----------
    part
        The part.
    text
        The rendition of the whole.
    rest
        The reports without it.
    items
        All of them.

    Returns
    -------
    dict
        Id → folded names: those in the text, and the labels and synonyms.
    """
    known = named_items(rest)
    names = {item.id: {fold(name) for name in item.names if name} for item in items}
    found: dict[str, set[str]] = defaultdict(set)
    for mention in part.mentions:
        if mention.start is not None and mention.item not in known:
            found[mention.item] |= {fold(text[mention.start : mention.end]), *names.get(mention.item, ())}
    return dict(found)


def named_items(reports: Iterable[Report]) -> set[str]:
    """Return the items that reports mention or link."""
    found: set[str] = set()
    for report in reports:
        found |= {mention.item for mention in report.mentions}
        found |= {end for link in report.links for end in (link.subject, link.object)}
    return found


def link_weights(
    annotated: Annotated, matcher: Matcher, finder: CueFinder, pairs: Collection[RelationPair]
) -> dict[str, float]:
    """Learn what speaks for a link; the rates that a trend's candidates see leave the trend out.

    Parameters
    ----------
    annotated
        Reports with their texts.
    matcher
        Of all items.
    finder
        Of the cues.
    pairs
        Which classes a relation may join.

    Returns
    -------
    dict
        Feature → weight.
    """
    rows: list[Features] = []
    results: list[bool] = []
    for part, text, rest in held_out(annotated):
        rates = Rates(rest, pairs)
        links = {(link.sentence, link.subject, link.relation, link.object) for link in part.links}
        for sentence in part.sentences:
            for one in candidate_links(Parsed(text[sentence.start : sentence.end], matcher, finder), rates):
                rows.append(one.features)
                results.append((sentence.id, one.subject, f"fg:{one.relation}", one.object) in links)
    return fit(LINK_FEATURES, rows, results)


def term_weights(annotated: Annotated, items: Collection[Item], finder: CueFinder) -> dict[str, float]:
    """Learn what speaks for a phrase as a new name, from the names that each trend has and the others have not.

    Parameters
    ----------
    annotated
        Reports with their texts.
    items
        All of them.
    finder
        Of the cues.

    Returns
    -------
    dict
        Feature → weight.
    """
    rows: list[Features] = []
    results: list[bool] = []
    for part, text, rest in held_out(annotated):
        known = named_items(rest)
        names = set().union(*new_names(part, text, rest, items).values())
        matcher = Matcher([item for item in items if item.id in known])
        sentences = {sentence.id: text[sentence.start : sentence.end] for sentence in part.sentences}
        places = {name: [match[:2] for match in matcher.matches(span)] for name, span in sentences.items()}
        for term in candidate_terms(sentences, places, finder.verbs):
            rows.append(term.features)
            results.append(fold(term.text) in names)
    return fit(TERM_FEATURES, rows, results)


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


def weight_rows(kind: str, weights: Weights) -> Iterator[dict[str, object]]:
    """Yield weights as rows of that table."""
    for name, weight in weights.items():
        yield {"kind": kind, "feature": name, "weight": f"{weight:.3f}"}
