"""What policy analysts ask of the graph of items: what a policy reaches, what is missing, what joins, what leads where.

Every answer is a chain, or the lack, of statements with their sentences. **A chain of statements is no proof of an effect**:
a report that says that a policy promotes a technology, and that the technology is applied in a sector, does not say that the
policy changes the sector. Whether one followed from the other is for the reader of the sentences to judge.
"""

from __future__ import annotations

from fingraph.questions.chains import Path, Paths, paths
from fingraph.questions.effects import EFFECTS, Reach, Reached, reach
from fingraph.questions.joining import Bridge, Bridges, Joined, bridges
from fingraph.questions.links import Counted, GraphItem, GraphLink, Step
from fingraph.questions.missing import GAP_KINDS, Gap, Gaps, gaps

__all__ = [
    "EFFECTS",
    "GAP_KINDS",
    "Bridge",
    "Bridges",
    "Counted",
    "Gap",
    "Gaps",
    "GraphItem",
    "GraphLink",
    "Joined",
    "Path",
    "Paths",
    "Reach",
    "Reached",
    "Step",
    "bridges",
    "gaps",
    "paths",
    "reach",
]
