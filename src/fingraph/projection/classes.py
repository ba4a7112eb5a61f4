"""Classes of nodes by any of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fingraph.errors import AnalysisError

if TYPE_CHECKING:
    import networkx as nx


def class_named(graph: nx.Graph[Any], name: str) -> str:
    """Return the class of nodes with a name.

    Parameters
    ----------
    graph
        Nodes may have ``item_class``, ``class_en`` and ``class_zh``; without, their class is ``Item``.
    name
        One of the three of some node; case does not matter.

    Returns
    -------
    str
        The ``item_class``.

    Raises
    ------
    AnalysisError
        If no node has such a class.

    Examples
    --------
    >>> from fingraph.projection import to_networkx
    >>> class_named(to_networkx(), "技术"), class_named(to_networkx(), "sector")
    ('Technology', 'Sector')
    """
    classes: dict[str, str] = {}
    for _, data in graph.nodes(data=True):
        item_class = str(data.get("item_class", "Item"))
        for known in (item_class, data.get("class_en", item_class), data.get("class_zh", item_class)):
            classes[str(known).casefold()] = item_class
    if name.casefold() not in classes:
        raise AnalysisError(f"unknown class {name!r}; use one of {', '.join(sorted(set(classes.values())))}")
    return classes[name.casefold()]
