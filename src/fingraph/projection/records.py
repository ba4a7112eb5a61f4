"""The projections there are, each with what it counts: printed beside every result."""

from __future__ import annotations

from dataclasses import dataclass

SHARED = ("sentence", "scenario", "trend")
"""What may join two items in ``technology-technology`` and ``sector-sector``."""
SHARED_ZH = {"sentence": "句", "scenario": "场景", "trend": "趋势"}

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
    chinese
        All of this in Chinese, in one line.
    """

    name: str
    nodes: str
    relations: str
    directed: bool
    weight: str
    chinese: str

    @property
    def description(self) -> str:
        """All but the name, in one line."""
        direction = "in the direction stated" if self.directed else "without direction"
        return f"{self.nodes}; {self.relations}; {direction}; weight: {self.weight}"

    def __str__(self) -> str:
        """Return all of it in one line."""
        return f"{self.name}: {self.description}"


_NEWMAN_ZH = "权重：对每个共有者求1/(n-1)之和，n为共有它的条目数（Newman 2001）"


def _shared(item_class: str, plural: str, chinese: str) -> Projection:
    return Projection(
        f"{item_class}-{item_class}",
        f"{plural} with a stated link, also those that share nothing",
        "two are joined that are ends of stated links, without fg:concerns, in the same sentence, with the same scenario, or "
        "in the same trend",
        directed=False,
        weight=_NEWMAN,
        chinese=f"有陈述关联的{chinese}，含与他者无共有者；两者在同一句、同一场景或同一趋势中有陈述关联（不含fg:concerns）即相连；无方向；{_NEWMAN_ZH}",
    )


PROJECTIONS = {
    projection.name: projection
    for projection in (
        Projection(
            "links",
            "items",
            "every stated link between items without fg:concerns",
            directed=True,
            weight=_SENTENCES,
            chinese="条目；条目间全部陈述关联，不含fg:concerns；按陈述方向；权重：句数",
        ),
        Projection(
            "full",
            "items and trends",
            "every stated link, with fg:concerns",
            directed=True,
            weight=_SENTENCES,
            chinese="条目与趋势；全部陈述关联，含fg:concerns；按陈述方向；权重：句数",
        ),
        Projection(
            "policy-technology-sector",
            "policies, technologies and sectors",
            "the stated links between them without fg:concerns and, as one edge each, the paths of two such links, within "
            "one report, through one scenario, practice, outcome or data resource",
            directed=True,
            weight=f"{_SENTENCES}, for a path that of its weaker link",
            chinese="政策、技术与领域；其间的陈述关联（不含fg:concerns），以及同一报告内经一个场景、实践、成效或数据资源的两步路径"
            "（各为一边）；按陈述方向；权重：句数，路径取较弱一步",
        ),
        _shared("technology", "technologies", "技术"),
        _shared("sector", "sectors", "领域"),
        Projection(
            "trend-trend",
            "trends",
            "two are joined that have stated links, without fg:concerns, of the same item",
            directed=False,
            weight=_NEWMAN,
            chinese=f"趋势；两者对同一条目有陈述关联（不含fg:concerns）即相连；无方向；{_NEWMAN_ZH}",
        ),
    )
}
"""Name → what counts."""
