"""The projections there are, each with what it counts: printed beside every result."""

from __future__ import annotations

from dataclasses import dataclass

SHARED = ("sentence", "scenario", "trend")
"""What may join two items in ``technology-technology`` and ``sector-sector``."""

_NEWMAN = "the sum over what is shared of 1/(n - 1), n being the number of them that share it (Newman 2001)"
_SENTENCES = "the number of sentences"


@dataclass(frozen=True, slots=True)
class Projection:
    """How a graph of items is read from the statements.

    Parameters
    ----------
    name
        By which it is asked for.
    nodes
        What its nodes are.
    relations
        Which links count.
    directed
        Whether an edge has a direction, which is then the stated one.
    weight
        What the ``support`` of an edge is.
    """

    name: str
    nodes: str
    relations: str
    directed: bool
    weight: str

    @property
    def description(self) -> str:
        """All but the name, in one line."""
        direction = "in the direction stated" if self.directed else "without direction"
        return f"{self.nodes}; {self.relations}; {direction}; weight: {self.weight}"

    def __str__(self) -> str:
        """Return all of it in one line."""
        return f"{self.name}: {self.description}"


def _shared(item_class: str, plural: str) -> Projection:
    return Projection(
        f"{item_class}-{item_class}",
        f"{plural} with a stated link, also those that share nothing",
        "two are joined that are ends of stated links, without fg:concerns, in the same sentence, with the same scenario, or "
        "in the same trend",
        directed=False,
        weight=_NEWMAN,
    )


PROJECTIONS = {
    projection.name: projection
    for projection in (
        Projection(
            "links", "items", "every stated link between items without fg:concerns", directed=True, weight=_SENTENCES
        ),
        Projection("full", "items and trends", "every stated link, with fg:concerns", directed=True, weight=_SENTENCES),
        Projection(
            "policy-technology-sector",
            "policies, technologies and sectors",
            "the stated links between them without fg:concerns and, as one edge each, the paths of two such links, within "
            "one report, through one scenario, practice, outcome or data resource",
            directed=True,
            weight=f"{_SENTENCES}, for a path that of its weaker link",
        ),
        _shared("technology", "technologies"),
        _shared("sector", "sectors"),
        Projection(
            "trend-trend",
            "trends",
            "two are joined that have stated links, without fg:concerns, of the same item",
            directed=False,
            weight=_NEWMAN,
        ),
    )
}
"""Name → what counts."""
