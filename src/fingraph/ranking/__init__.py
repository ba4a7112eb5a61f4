"""Rankings that can be defended: what was counted, how sure, and which sentences carry it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fingraph.analysis import MEASURES, Measure
from fingraph.analysis.network import check_count, read_links
from fingraph.errors import AnalysisError
from fingraph.projection import class_named
from fingraph.ranking.evidence import MODALITY_WEIGHTS, modality_factor, read_evidence
from fingraph.ranking.result import Comparison, RankedItem, Ranking, ranks
from fingraph.ranking.rewiring import z_scores
from fingraph.ranking.study import Study, bayesian_bootstrap, jackknife

if TYPE_CHECKING:
    import networkx as nx

    from fingraph.analysis.network import Vector

__all__ = ["MODALITY_WEIGHTS", "Comparison", "Influence", "RankedItem", "Ranking", "explain", "rank", "study_of"]

MOST_SAMPLES = 100_000
"""More would not make an interval any better."""
NULL_GRAPHS = 200
"""Rewired graphs behind a z-score."""
INTERVAL = (2.5, 50.0, 97.5)


@dataclass(frozen=True)
class Influence:
    """What a ranking of an item would be without one sentence, all nodes staying.

    Parameters
    ----------
    sentence
        Full id.
    value
        The measure without it; nan where it is then not defined.
    change
        That less the value with it.
    rank
        The rank without it.
    own
        Whether a link of the item rests on it; others act from afar.
    """

    sentence: str
    value: float
    change: float
    rank: int
    own: bool


def rank(  # noqa: PLR0913 - one parameter for each choice that a reader may question
    graph: nx.Graph[Any],
    measure: str = "pagerank",
    *,
    item_class: str = "",
    weights: str | Mapping[str, float] = "equal",
    top: int = 20,
    samples: int = 1000,
    seed: int = 0,
    null: bool = False,
    jobs: int = 1,
    progress: Callable[[int], object] | None = None,
) -> Ranking:
    """Rank the nodes of a graph, with intervals that say how much the order hangs on single sentences.

    Measures that take weights are taken again with random weights of the sentences (Bayesian bootstrap); the others without
    one group of sentences after another (delete-a-group jackknife). Random weights move paths but never break them, so each
    sentence is left out as well: ``rank_worst`` says what the loss of a single one can do.

    Parameters
    ----------
    graph
        What :func:`fingraph.to_networkx` gives, or any other. Links weigh what their ``evidence``, else their ``sentences``
        say; where no edge has either, each counts as a sentence of its own with its ``support``, else 1.
    measure
        One of :data:`fingraph.analysis.MEASURES`.
    item_class
        Rank only nodes of this class, such as ``Technology``, measured in the whole graph; any of its names will do.
    weights
        ``equal``; ``modality`` for :data:`MODALITY_WEIGHTS`; or a weight for each of some modalities, others weighing 1.
    top
        How many are the top, from 1.
    samples
        Replicates, from 1 to 100,000.
    seed
        From 0; equal seeds give equal results.
    null
        Whether each value is compared with those of rewired graphs with the same degrees.
    jobs
        Processes that share the work. Above 1 a script needs the usual ``if __name__ == "__main__":``.
    progress
        Called with the number of replicates and rewired graphs done since the last call.

    Returns
    -------
    Ranking
        All nodes, or those of the class.

    Raises
    ------
    AnalysisError
        If there is no such measure, class or modality, a number is out of its range, the graph is empty, two nodes have the
        same text, or the measure is not defined for the graph or, with ``null``, for a rewired one.

    References
    ----------
    D. B. Rubin (1981), The Bayesian bootstrap, https://doi.org/10.1214/aos/1176345338

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_edge("plan", "ledger", evidence="report.T01.S01|report.T01.S02")
    >>> graph.add_edge("law", "trade", evidence="report.T01.S02")
    >>> result = rank(graph, "in_strength", samples=100)
    >>> [(item.rank, item.item, item.value, item.single_sentence) for item in result.items[:2]]
    [(1, 'ledger', 2.0, False), (2, 'trade', 1.0, True)]
    """
    if measure not in list(MEASURES):  # a list: what cannot be hashed is unknown as well
        raise AnalysisError(f"unknown measure {measure!r}; use one of {', '.join(MEASURES)}")
    for name, value, least in (("top", top, 1), ("seed", seed, 0), ("jobs", jobs, 1)):
        check_count(name, value, least)
    check_count("samples", samples, 1, MOST_SAMPLES)
    chosen = MEASURES[measure]
    nodes, study = study_of(graph, chosen, weights)
    item_class = class_named(graph, item_class) if item_class else ""
    columns = [i for i, node in enumerate(nodes) if not item_class or _class(graph, node) == item_class]
    if chosen.takes_weights:
        replicates = bayesian_bootstrap(study, samples, seed, jobs, progress)
    else:
        replicates = jackknife(study, samples, seed, progress)
    values, replicates = study.estimate()[columns], replicates[:, columns]
    z = z_scores(study, [_class(graph, node) for node in nodes], NULL_GRAPHS, seed, progress) if null else None
    equal = (
        None
        if not weights or weights == "equal"
        else _ranks(study_of(graph, chosen, "equal")[1].estimate()[columns], chosen)
    )
    draws = _ranks(replicates, chosen)
    left_out = _left_out(study, columns, values) if len(study.evidence.sentences) <= samples else None
    found = _Found(
        values,
        _ranks(values, chosen),
        # A normal draw may be below 0, which no measure is.
        np.percentile(np.maximum(replicates, 0), INTERVAL, axis=0),
        np.percentile(draws, INTERVAL, axis=0),
        (draws <= top).mean(axis=0),
        _resting(study, columns),
        left_out,
        equal,
        z and [z[i] for i in columns],
    )
    items = [_item(graph, nodes[column], study, found, place) for place, column in enumerate(columns)]
    order = sorted(range(len(items)), key=lambda i: (items[i].rank, items[i].item))
    return Ranking(
        items=tuple(items[i] for i in order),
        measure=measure,
        unit=chosen.unit,
        direction=chosen.direction,
        doi=chosen.doi,
        projection=str(graph.graph.get("projection", "a graph of one's own")),
        summary=str(graph.graph.get("summary", "")),
        nodes=graph.number_of_nodes(),
        links=graph.number_of_edges(),
        sentences=len(study.evidence.sentences),
        evidence=study.evidence.unit,
        weights=_weighting(graph, chosen, weights),
        method="Bayesian bootstrap" if chosen.takes_weights else "delete-a-group jackknife",
        item_class=item_class,
        top=top,
        samples=samples,
        seed=seed,
        null_graphs=NULL_GRAPHS if null else 0,
        study=study,
        columns=tuple(columns[i] for i in order),
        draws=draws[:, order],
    )


def explain(ranking: Ranking, item: str) -> list[Influence]:
    """Return the sentences that carry the rank of an item, the one with most influence first.

    Each sentence is left out in turn, and the measure is taken anew. All nodes stay, also those that lose their last link, and a
    link keeps its factor of modality. Where items share a scenario, a trend or an item, the number of those that share it stays
    as well, so that the loss of one of several sentences weakens a membership instead of leaving it or ending it.

    Parameters
    ----------
    ranking
        Result of :func:`rank`.
    item
        One of its items.

    Returns
    -------
    list of Influence
        Sentences whose loss changes the value, and those that state the item's own links.

    Raises
    ------
    AnalysisError
        If the item is not in the ranking.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("plan", "ledger", {"evidence": "report.T01.S01|report.T01.S02"})])
    >>> [(found.sentence, found.change) for found in explain(rank(graph, "in_strength", samples=100), "ledger")]
    [('report.T01.S01', -1.0), ('report.T01.S02', -1.0)]
    """
    row, study = ranking.item(item), ranking.study
    place = [other.item for other in ranking.items].index(row.item)
    found = []
    for number, sentence in enumerate(study.evidence.sentences):
        own = sentence in row.sentences
        values = study.without(number)[list(ranking.columns)]
        change = float(values[place] - row.value)
        if own or abs(change) > 1e-12 * abs(row.value):
            found.append(
                Influence(sentence, float(values[place]), change, int(_ranks(values, study.measure)[place]), own)
            )
    return sorted(found, key=lambda influence: (-abs(np.nan_to_num(influence.change)), influence.sentence))


@dataclass(frozen=True)
class _Found:
    """Values and ranks of the nodes ranked, their intervals, and what is left without each sentence."""

    values: Vector
    ranks: Vector
    value_interval: Vector
    rank_interval: Vector
    top_probability: Vector
    resting: list[tuple[str, ...]]
    rank_left_out: Vector | None
    equal: Vector | None
    z: list[float | None] | None


def study_of(
    graph: nx.Graph[Any], measure: Measure, weights: str | Mapping[str, float] = "equal"
) -> tuple[list[Any], Study]:
    """Return a measure of a graph, to be taken under any weighting of its sentences.

    Parameters
    ----------
    graph
        As for :func:`rank`.
    measure
        What is taken.
    weights
        As for :func:`rank`.

    Returns
    -------
    tuple
        The nodes, in the order of the values; and the study.

    Raises
    ------
    AnalysisError
        If the graph is empty, two nodes have the same text, or a weight is out of its range.
    """
    if not graph.number_of_edges():
        raise AnalysisError("the graph has no links; nothing can be ranked")
    names: dict[str, Any] = {}
    for node in graph:
        if names.setdefault(str(node), node) is not node:
            raise AnalysisError(f"nodes {names[str(node)]!r} and {node!r} are both {str(node)!r}; relabel one of them")
    nodes, links, place = read_links(graph, ties=measure.ties)
    evidence = read_evidence(graph, place, len(links.sources), modality_factor(weights))
    return nodes, Study(measure, links, evidence)


def _class(graph: nx.Graph[Any], node: object) -> str:
    return str(graph.nodes[node].get("item_class", "Item"))


def _ranks(values: Vector, measure: Measure) -> Vector:
    return ranks(values, ascending=measure.ascending)


def _resting(study: Study, columns: list[int]) -> list[tuple[str, ...]]:
    """Return the sentences on which the links of each node rest."""
    import scipy.sparse as sp

    links = study.links
    ends, places = np.concatenate([links.sources, links.targets]), np.tile(np.arange(len(links.sources)), 2)
    at = sp.csr_array((np.ones(len(ends)), (ends, places)), shape=(links.size, len(links.sources)))
    rests = (at[columns] @ study.evidence.of_links).tocsr()
    rests.eliminate_zeros()
    rests.sort_indices()
    names = study.evidence.sentences
    return [
        tuple(names[i] for i in rests.indices[start:end]) for start, end in itertools.pairwise(rests.indptr.tolist())
    ]


def _item(graph: nx.Graph[Any], node: object, study: Study, found: _Found, place: int) -> RankedItem:
    value = float(found.values[place])
    low, median, high = map(float, found.value_interval[:, place])
    rank_low, rank_median, rank_high = map(float, found.rank_interval[:, place])
    sentences = found.resting[place]
    worst, worst_without = _worst(found, place, study)
    data = graph.nodes[node]
    slack = 1e-9 * abs(value)
    return RankedItem(
        rank=int(found.ranks[place]),
        item=str(node),
        label_en=str(data.get("label_en", node)),
        label_zh=str(data.get("label_zh", node)),
        item_class=_class(graph, node),
        value=value,
        value_low=low,
        value_median=median,
        value_high=high,
        rank_low=rank_low,
        rank_median=rank_median,
        rank_high=rank_high,
        rank_worst=worst,
        rank_worst_without=worst_without,
        top_probability=float(found.top_probability[place]),
        sentences=sentences,
        unstable=value < low - slack or value > high + slack,
        single_sentence=len(sentences) == 1,
        z=found.z[place] if found.z else None,
        rank_equal=None if found.equal is None else int(found.equal[place]),
    )


def _left_out(study: Study, columns: list[int], values: Vector) -> Vector:
    """Return the ranks without each sentence, a row each; what loses all it had is last, not the equal of all that has nothing."""
    left = np.array([study.without(i)[columns] for i in range(len(study.evidence.sentences))])
    return np.where((left == 0) & (values != 0), len(columns), _ranks(left, study.measure))


def _worst(found: _Found, place: int, study: Study) -> tuple[int | None, str]:
    if found.rank_left_out is None:
        return None, ""
    ranks_without = found.rank_left_out[:, place]
    sentence = int(ranks_without.argmax())
    if ranks_without[sentence] <= found.ranks[place]:
        return int(found.ranks[place]), ""
    return int(ranks_without[sentence]), study.evidence.sentences[sentence]


def _weighting(graph: nx.Graph[Any], measure: Measure, weights: str | Mapping[str, float]) -> str:
    if not weights or weights == "equal":
        return "all modalities alike"
    stated = MODALITY_WEIGHTS if isinstance(weights, str) else weights
    text = ", ".join(f"{modality} {weight:g}" for modality, weight in stated.items())
    if not measure.takes_weights:
        return f"{text}; without effect, since this measure takes no weights"
    if not any(data.get("modality") for *_, data in graph.edges(data=True)):
        return f"{text}; without effect, since no link here has a modality"
    return text
