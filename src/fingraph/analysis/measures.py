"""The measures that give every node a number, by name, with what has to be said beside a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fingraph.analysis import authority, cohesion, degrees, distances, holes, spectral

if TYPE_CHECKING:
    from fingraph.analysis.network import Network, Vector

IN = "links into a node count"
OUT = "links out of a node count"
BOTH = "links into and out of a node count, each once"
ALONG = "paths follow the links"
IGNORED = "direction is ignored"


@dataclass(frozen=True)
class Measure:
    """A published measure.

    Parameters
    ----------
    function
        Called with a graph, and ``weight=`` if it takes weights; returns a number for each node.
    values
        The same from arrays, for those who measure many weightings of one graph.
    unit
        What the number counts; "none" for a pure number.
    direction
        How it reads a directed graph.
    takes_weights
        Whether weights of links change it.
    doi
        Where it was published.
    meaning
        What a high number says, in one line.
    ties
        Whether it is defined for undirected graphs without self-loops.
    ascending
        Whether the least number is the first.
    fixed_by_degrees
        Whether the numbers of links in and out of each node determine it.
    """

    function: Callable[..., dict[Any, float]]
    values: Callable[[Network], Vector]
    unit: str
    direction: str
    takes_weights: bool
    doi: str
    meaning: str
    ties: bool = False
    ascending: bool = False
    fixed_by_degrees: bool = False


FREEMAN, FAUST, BARRAT = "10.1016/0378-8733(78)90021-7", "10.1017/CBO9780511815478", "10.1073/pnas.0400087101"
KLEINBERG = "10.1145/324133.324140"

MEASURES: dict[str, Measure] = {
    "degree": Measure(
        degrees.degree, degrees.both, "links", BOTH, False, FREEMAN, "linked to many", fixed_by_degrees=True
    ),
    "in_degree": Measure(
        degrees.in_degree, degrees.into, "links", IN, False, FAUST, "many link to it", fixed_by_degrees=True
    ),
    "out_degree": Measure(
        degrees.out_degree, degrees.out_of, "links", OUT, False, FAUST, "it links to many", fixed_by_degrees=True
    ),
    "strength": Measure(degrees.strength, degrees.both, "weight", BOTH, True, BARRAT, "links of much weight"),
    "in_strength": Measure(
        degrees.in_strength, degrees.into, "weight", IN, True, BARRAT, "links of much weight lead to it"
    ),
    "out_strength": Measure(
        degrees.out_strength, degrees.out_of, "weight", OUT, True, BARRAT, "links of much weight lead from it"
    ),
    "pagerank": Measure(
        spectral.pagerank,
        spectral.PAGERANK.values,
        "probability",
        IN,
        True,
        "10.1016/S0169-7552(98)00110-X",
        "whoever follows links is often here",
    ),
    "betweenness": Measure(
        distances.betweenness,
        distances.BETWEENNESS.values,
        "share of pairs",
        ALONG,
        True,
        "10.2307/3033543",
        "on the shortest paths between many others",
    ),
    "closeness": Measure(
        distances.closeness,
        distances.CLOSENESS.values,
        "1 / length",
        IN,
        True,
        FREEMAN,
        "near to those that reach it, and many do",
    ),
    "harmonic": Measure(
        distances.harmonic,
        distances.HARMONIC.values,
        "1 / length",
        IN,
        True,
        "10.1080/15427951.2013.865686",
        "many are near to it",
    ),
    "eigenvector": Measure(
        spectral.eigenvector,
        spectral.EIGENVECTOR.values,
        "none",
        IN,
        True,
        "10.1080/0022250X.1972.9989806",
        "linked from those that are high themselves",
    ),
    "katz": Measure(
        spectral.katz,
        spectral.KATZ.values,
        "none",
        IN,
        True,
        "10.1007/BF02289026",
        "many chains of links lead to it",
    ),
    "hubs": Measure(
        authority.hubs, authority.HUBS.values, "none", OUT, True, KLEINBERG, "it links to good authorities"
    ),
    "authorities": Measure(
        authority.authorities, authority.AUTHORITIES.values, "none", IN, True, KLEINBERG, "good hubs link to it"
    ),
    "core_number": Measure(
        cohesion.core_number,
        cohesion.CORE_NUMBER.values,
        "neighbours",
        IGNORED,
        False,
        "10.1016/0378-8733(83)90028-X",
        "in a part where all have many links",
        ties=True,
    ),
    "constraint": Measure(
        holes.constraint,
        holes.CONSTRAINT.values,
        "none",
        IGNORED,
        True,
        "10.1086/421787",
        "its neighbours know each other: few chances to broker; the least ranks first",
        ties=True,
        ascending=True,
    ),
    "effective_size": Measure(
        holes.effective_size,
        holes.EFFECTIVE_SIZE.values,
        "neighbours",
        IGNORED,
        True,
        "10.4159/9780674029095",
        "many neighbours that do not know each other",
        ties=True,
    ),
}
"""Name → measure. Those that need more than a graph, or give no number for each node, are functions of the package alone."""
