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
ALONG = "paths follow the links, each of length 1 / weight"
NEAR = "paths lead to the node, each link of length 1 / weight"
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
    label_zh, meaning_zh
        Name and meaning in Chinese.
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
    label_zh: str
    meaning_zh: str
    ties: bool = False
    ascending: bool = False
    fixed_by_degrees: bool = False


FREEMAN, FAUST, BARRAT = "10.1016/0378-8733(78)90021-7", "10.1017/CBO9780511815478", "10.1073/pnas.0400087101"
KLEINBERG = "10.1145/324133.324140"

MEASURES: dict[str, Measure] = {
    "degree": Measure(
        degrees.degree,
        degrees.both,
        "links",
        BOTH,
        False,
        FREEMAN,
        "linked to many",
        fixed_by_degrees=True,
        label_zh="度",
        meaning_zh="与许多条目相连",
    ),
    "in_degree": Measure(
        degrees.in_degree,
        degrees.into,
        "links",
        IN,
        False,
        FAUST,
        "many link to it",
        fixed_by_degrees=True,
        label_zh="入度",
        meaning_zh="被许多条目指向",
    ),
    "out_degree": Measure(
        degrees.out_degree,
        degrees.out_of,
        "links",
        OUT,
        False,
        FAUST,
        "it links to many",
        fixed_by_degrees=True,
        label_zh="出度",
        meaning_zh="指向许多条目",
    ),
    "strength": Measure(
        degrees.strength,
        degrees.both,
        "weight",
        BOTH,
        True,
        BARRAT,
        "links of much weight",
        label_zh="强度",
        meaning_zh="关联的总权重大",
    ),
    "in_strength": Measure(
        degrees.in_strength,
        degrees.into,
        "weight",
        IN,
        True,
        BARRAT,
        "links of much weight lead to it",
        label_zh="入强度",
        meaning_zh="指向它的关联总权重大",
    ),
    "out_strength": Measure(
        degrees.out_strength,
        degrees.out_of,
        "weight",
        OUT,
        True,
        BARRAT,
        "links of much weight lead from it",
        label_zh="出强度",
        meaning_zh="由它发出的关联总权重大",
    ),
    "pagerank": Measure(
        spectral.pagerank,
        spectral.PAGERANK.values,
        "probability",
        IN,
        True,
        "10.1016/S0169-7552(98)00110-X",
        "whoever follows links is often here",
        label_zh="PageRank",
        meaning_zh="沿关联行走时常到此处",
    ),
    "betweenness": Measure(
        distances.betweenness,
        distances.BETWEENNESS.values,
        "share of pairs",
        ALONG,
        True,
        "10.2307/3033543",
        "on the shortest paths between many others",
        label_zh="介数中心性",
        meaning_zh="位于许多条目之间的最短路径上",
    ),
    "closeness": Measure(
        distances.closeness,
        distances.CLOSENESS.values,
        "1 / length",
        NEAR,
        True,
        FREEMAN,
        "near to those that reach it, and many do",
        label_zh="接近中心性",
        meaning_zh="距能到达它的条目近，且能到达者多",
    ),
    "harmonic": Measure(
        distances.harmonic,
        distances.HARMONIC.values,
        "1 / length",
        NEAR,
        True,
        "10.1080/15427951.2013.865686",
        "many are near to it",
        label_zh="调和中心性",
        meaning_zh="许多条目距它近",
    ),
    "eigenvector": Measure(
        spectral.eigenvector,
        spectral.EIGENVECTOR.values,
        "none",
        IN,
        True,
        "10.1080/0022250X.1972.9989806",
        "linked from those that are high themselves",
        label_zh="特征向量中心性",
        meaning_zh="被自身重要的条目指向",
    ),
    "katz": Measure(
        spectral.katz,
        spectral.KATZ.values,
        "none",
        IN,
        True,
        "10.1007/BF02289026",
        "many chains of links lead to it",
        label_zh="Katz中心性",
        meaning_zh="许多关联链通向它",
    ),
    "hubs": Measure(
        authority.hubs,
        authority.HUBS.values,
        "none",
        OUT,
        True,
        KLEINBERG,
        "it links to good authorities",
        label_zh="枢纽值",
        meaning_zh="指向好的权威",
    ),
    "authorities": Measure(
        authority.authorities,
        authority.AUTHORITIES.values,
        "none",
        IN,
        True,
        KLEINBERG,
        "good hubs link to it",
        label_zh="权威值",
        meaning_zh="被好的枢纽指向",
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
        label_zh="核数",
        meaning_zh="所在部分中各条目关联都多",
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
        label_zh="结构洞约束",
        meaning_zh="邻居彼此相识，居间机会少；值最小者居首",
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
        label_zh="有效规模",
        meaning_zh="许多彼此不相识的邻居",
    ),
}
"""Name → measure. Those that need more than a graph, or give no number for each node, are functions of the package alone."""
