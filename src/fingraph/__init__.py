"""Trend reports on finance and technology as an evidence-backed graph of policies, technologies and sectors.

Everything of the public interface is here; each name is imported when it is first used, so that ``import fingraph`` costs
nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fingraph.comparison import compare
    from fingraph.description import describe
    from fingraph.explorer import GraphPage, from_pyvis, render_html, write_html
    from fingraph.location import open_store
    from fingraph.projection import from_networkx, read_details, to_networkx
    from fingraph.query import ask, construct, find_item, open_dataset, select
    from fingraph.questions import bridges, gaps, paths, reach
    from fingraph.ranking import explain, rank

__all__ = [
    "GraphPage",
    "ask",
    "bridges",
    "compare",
    "construct",
    "describe",
    "explain",
    "find_item",
    "from_networkx",
    "from_pyvis",
    "gaps",
    "open_dataset",
    "open_store",
    "paths",
    "rank",
    "reach",
    "read_details",
    "render_html",
    "select",
    "to_networkx",
    "write_html",
]

_HOMES = {
    "GraphPage": "explorer",
    "ask": "query",
    "bridges": "questions",
    "compare": "comparison",
    "construct": "query",
    "describe": "description",
    "explain": "ranking",
    "find_item": "query",
    "from_networkx": "projection",
    "from_pyvis": "explorer",
    "gaps": "questions",
    "open_dataset": "query",
    "open_store": "location",
    "paths": "questions",
    "rank": "ranking",
    "reach": "questions",
    "read_details": "projection",
    "render_html": "explorer",
    "select": "query",
    "to_networkx": "projection",
    "write_html": "explorer",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
