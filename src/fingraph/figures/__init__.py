"""Pictures for reports: functions that return a ``matplotlib.figure.Figure``, with labels in English, Chinese or both."""

from __future__ import annotations

from fingraph.figures.canvas import save
from fingraph.figures.communities import community_map
from fingraph.figures.layered import layers
from fingraph.figures.rankings import rank_stability, ranking_plot
from fingraph.figures.trends import trend_technology_map

__all__ = ["community_map", "layers", "rank_stability", "ranking_plot", "save", "trend_technology_map"]
