"""Any networkx graph as arrays: checked once, parallel edges summed, nodes in an order of their own.

Every measure is a :class:`Kernel`: how it is computed from arrays, and which function of networkx means the same. Nodes are
numbered by type and text and links sorted, so that no value depends on the order in which somebody added them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import networkx as nx
import numpy as np
import numpy.typing as npt

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    import igraph

Node = TypeVar("Node", bound=Hashable)
Vector: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]
Matrix: TypeAlias = Any
"""A ``scipy.sparse.csr_array``: scipy has no types."""

WIDEST = 1e15
"""Largest ratio of two weights with which sums of their inverses still tell paths apart."""
LARGEST_UNIT = 2**60


@dataclass(frozen=True, eq=False)
class Links:
    """Which of the nodes 0 to size - 1 are linked: each pair once, sorted; in an undirected graph the lower number first."""

    size: int
    directed: bool
    sources: Numbers
    targets: Numbers

    @cached_property
    def igraph(self) -> igraph.Graph | None:
        """The same as igraph has it, or None where the optional extra ``fast`` is not installed."""
        try:
            import igraph
        except ImportError:
            return None
        # Lists: igraph takes arrays five times slower.
        pairs = list(zip(self.sources.tolist(), self.targets.tolist(), strict=True))
        return igraph.Graph(self.size, pairs, directed=self.directed)


@dataclass(frozen=True, eq=False)
class Network:
    """Links with their weights, each finite and above 0."""

    links: Links
    weights: Vector

    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.links.size

    @property
    def directed(self) -> bool:
        """Whether links have a direction."""
        return self.links.directed

    @cached_property
    def matrix(self) -> Matrix:
        """Weights with sources as rows and targets as columns; symmetric if undirected, a self-loop once."""
        return self.matrix_of(self.weights)

    @property
    def lengths(self) -> Vector:
        """1 / weight: two sentences bring the ends of a link twice as near as one."""
        return 1 / self.weights

    def matrix_of(self, values: Vector) -> Matrix:
        """Return one value a link as a matrix."""
        import scipy.sparse as sp

        rows, columns = self.links.sources, self.links.targets
        if not self.directed:
            other = rows != columns
            rows, columns = np.concatenate([rows, columns[other]]), np.concatenate([columns, rows[other]])
            values = np.concatenate([values, values[other]])
        return sp.csr_array((values, (rows, columns)), shape=(self.size, self.size))

    def keeping(self, kept: npt.NDArray[np.bool_]) -> Network:
        """Return all nodes with some of the links."""
        links = replace(self.links, sources=self.links.sources[kept], targets=self.links.targets[kept])
        return Network(links, self.weights[kept])

    def to_networkx(self) -> nx.Graph[int]:
        """Return the simple graph of the node numbers; its edges have ``weight``, ``distance`` and ``length``.

        The distance is 1 / weight, the length the same in whole numbers (:meth:`whole_lengths`).
        """
        graph: nx.Graph[int] = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from(range(self.size))
        columns = (
            self.links.sources.tolist(),
            self.links.targets.tolist(),
            self.weights.tolist(),
            self.whole_lengths(),
        )
        for source, target, weight, length in zip(*columns, strict=True):
            graph.add_edge(source, target, weight=weight, distance=1 / weight, length=length)
        return graph

    def whole_lengths(self) -> list[int]:
        """Return lengths in a unit in which they are whole numbers.

        Whole numbers add exactly, so that ties between paths do not hang on rounding: where weights are whole there is no
        rounding at all, else lengths have twelve digits.
        """
        weights = set(self.weights.tolist())
        if not weights:
            return []
        unit = math.lcm(*map(int, weights)) if all(value.is_integer() for value in weights) else 0
        if not 0 < unit <= LARGEST_UNIT:
            unit = math.ceil(Fraction(max(weights)) * 2**40)
        lengths = {value: round(unit / Fraction(value)) for value in weights}
        return [lengths[value] for value in self.weights.tolist()]


@dataclass(frozen=True)
class Kernel:
    """How a measure is computed.

    Parameters
    ----------
    values
        From a network to one value a node.
    reference
        The same by networkx: from :meth:`Network.to_networkx`, and the name of a backend.
    ties
        Whether it reads an undirected graph without self-loops, whatever is given.
    check
        Raises an error where networkx would return one of several solutions.
    """

    values: Callable[[Network], Vector]
    reference: Callable[[Any, str], Mapping[Any, float]]
    ties: bool = False
    check: Callable[[Network], None] | None = None


def by_networkx(kernel: Kernel, network: Network, backend: str = "networkx") -> Vector:
    """Return what networkx, or one of its backends, computes."""
    if kernel.check:
        kernel.check(network)
    try:
        values = kernel.reference(network.to_networkx(), backend) if network.size else {}
        return np.array([values[i] for i in range(network.size)], dtype=float)
    except NotImplementedError as error:
        raise AnalysisError(f"networkx backend {backend!r} does not have this measure; leave backend out") from error
    except (ImportError, TypeError, LookupError) as error:  # made for another networkx
        raise AnalysisError(f"networkx backend {backend!r} does not work: {error}; leave backend out") from error
    except (nx.NetworkXException, ValueError, RuntimeError) as error:  # the last is ARPACK's
        raise AnalysisError(f"networkx backend {backend!r} finds no solution: {error}; leave backend out") from error


def evaluate(kernel: Kernel, graph: nx.Graph[Node], weight: str | None, backend: str | None) -> dict[Node, float]:
    """Return the value of each node, in the order of the graph."""
    nodes, network = read(graph, weight, ties=kernel.ties)
    check_backend(backend)
    values = kernel.values(network) if backend is None else by_networkx(kernel, network, backend)
    return in_order(graph, nodes, values)


def in_order(graph: nx.Graph[Node], nodes: list[Node], values: Vector) -> dict[Node, float]:
    """Return values of numbered nodes by name, in the order of the graph."""
    found = dict(zip(nodes, values.tolist(), strict=True))
    return {node: found[node] for node in graph}


def read(graph: nx.Graph[Node], weight: str | None, *, ties: bool = False) -> tuple[list[Node], Network]:
    """Return the nodes in their order and the graph as arrays.

    Parameters
    ----------
    graph
        Any networkx graph.
    weight
        Edge attribute to sum over parallel edges; an edge without it counts 1. With None each pair weighs 1.
    ties
        Whether direction and self-loops are left out.

    Returns
    -------
    tuple of list and Network
        Sums do not depend on the order of edges.

    Raises
    ------
    AnalysisError
        If a weight is not a finite number above 0, or weights differ by more than fifteen orders of magnitude.
    """
    nodes, links, place = read_links(graph, ties=ties)
    if weight is None:
        return nodes, Network(links, np.ones(len(links.sources)))
    values = _weights(graph, weight)
    kept = place >= 0
    # Sorted, so that a sum is the same to the last digit whatever the order of edges.
    order = np.lexsort((values[kept], place[kept]))
    weights = np.bincount(place[kept][order], values[kept][order], len(links.sources)).astype(float, copy=False)
    return nodes, Network(links, check_range(weights))


def read_links(graph: nx.Graph[Node], *, ties: bool = False) -> tuple[list[Node], Links, Numbers]:
    """Return the nodes in their order, their links, and for each edge the place of its link; -1 for one left out."""
    nodes = canonical(graph)
    number = {node: i for i, node in enumerate(nodes)}
    ends = np.array([number[end] for edge in graph.edges() for end in edge], dtype=np.int64).reshape(-1, 2)
    directed = graph.is_directed() and not ties
    if not directed:
        ends.sort(axis=1)
    pairs, place = np.unique(ends[:, 0] * len(nodes) + ends[:, 1], return_inverse=True)
    if ties:
        other = pairs // max(len(nodes), 1) != pairs % max(len(nodes), 1)
        place = np.where(other, np.cumsum(other) - 1, -1)[place]
        pairs = pairs[other]
    return nodes, Links(len(nodes), directed, pairs // max(len(nodes), 1), pairs % max(len(nodes), 1)), place


def canonical(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes sorted by type and text: an order that does not depend on the one given."""
    return sorted(nodes, key=lambda node: (type(node).__qualname__, str(node)))


def check_backend(backend: str | None) -> None:
    """Raise an error if networkx has no such backend."""
    known = {"networkx", *nx.config.backends}
    if backend is not None and backend not in known:
        raise AnalysisError(f"unknown backend {backend!r}; use one of {', '.join(sorted(known))}")


def check_nodes(graph: nx.Graph[Node], nodes: Iterable[Node]) -> None:
    """Raise an error if a node is not of the graph."""
    for node in nodes:
        if node not in graph:
            raise AnalysisError(f"unknown node {node!r}; use one of the graph's {graph.number_of_nodes()} nodes")


def check_fraction(name: str, value: object) -> None:
    """Raise an error if a value is not between 0 and 1, both excluded."""
    if not isinstance(value, Real) or not 0 < float(value) < 1:
        raise AnalysisError(f"{name} must be above 0 and below 1, got {value!r}")


def check_count(name: str, value: object, least: int = 1, most: float = math.inf) -> None:
    """Raise an error if a count is not a whole number, below the least, or above the most."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise AnalysisError(f"{name} must be a whole number, got {value!r}")
    if int(value) < least:
        raise AnalysisError(f"{name} must be at least {least}, got {value!r}")
    if int(value) > most:
        raise AnalysisError(f"{name} must be at most {most}, got {value!r}")


def _weights(graph: nx.Graph[Node], name: str) -> Vector:
    values: list[Any] = [data.get(name, 1) for _, _, data in graph.edges(data=True)]
    # Looked at one by one only where something is wrong or unusual: that takes longer than all the rest.
    if {int, float}.issuperset(map(type, values)) and max(values, default=1) < WIDEST:
        weights = np.array(values, dtype=float)
        if np.all(weights > 0):
            return weights
    return np.array([check_weight(u, v, name, value) for u, v, value in graph.edges(data=name, default=1)], dtype=float)


def check_weight(source: object, target: object, name: str, value: object) -> float:
    """Return the weight of an edge; raise an error if it is not a finite number above 0."""
    return check_positive(f"edge {source!r} to {target!r}: {name}", value)


def check_positive(what: str, value: object) -> float:
    """Return a number; raise an error if it is not finite and above 0."""
    try:
        number = float(value) if isinstance(value, Real) else math.nan
    except OverflowError:
        number = math.inf
    if not 0 < number < math.inf:
        raise AnalysisError(f"{what} must be a finite number above 0, got {value!r}")
    return number


def check_range(weights: Vector) -> Vector:
    """Return weights; raise an error if they differ so much that sums of their inverses tell nothing."""
    if len(weights) and weights.max() > WIDEST * weights.min():
        raise AnalysisError(
            f"weights from {weights.min()} to {weights.max()} span more than 15 orders of magnitude; scale them down"
        )
    return weights
