"""The exceptions of fingraph.

::

    FingraphError
    ├── TableError     rows of the tables that people edit (every problem at once)
    ├── SourceError    a report's text is missing or is not the one annotated
    ├── ItemNotFound   no item has this id or label
    ├── QueryError     a query that cannot be run
    ├── LocationError  a store or an endpoint that cannot be reached, read or written
    ├── AnalysisError  a measure, ranking or question that is not defined for this graph, weight or node
    ├── FigureError    a figure that cannot be drawn as asked
    └── OutputError    a file that cannot be written

Non-conformance to the shapes is a result (:class:`fingraph.validation.Finding`), not an exception.
"""

from __future__ import annotations

from typing import NamedTuple


class FingraphError(Exception):
    """Base of every error that a user can cause and mend; its text is one clear line, or one line a problem."""


class Problem(NamedTuple):
    """One thing that is wrong at one place.

    Parameters
    ----------
    file
        Path of the file, as the user would name it.
    line
        Line number from 1; 0 means the file as a whole.
    message
        What is wrong with which value, and what is allowed.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return ``file:line: message``, as editors parse it."""
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class TableError(FingraphError, ValueError):
    """Raised with all problems found in the tables, not with the first alone."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class SourceError(FingraphError):
    """Raised when a report's text is missing, or when evidence does not fit it."""


class ItemNotFound(FingraphError, LookupError):  # noqa: N818 - named like networkx.NodeNotFound
    """Raised when no item has the id or label asked for."""


class QueryError(FingraphError, ValueError):
    """Raised when a query or its parameters cannot be run."""


class LocationError(FingraphError):
    """Raised when a store or an endpoint cannot be reached, read or written, or does not hold what it should."""


class AnalysisError(FingraphError, ValueError):
    """Raised when a measure, ranking or question is not defined for this graph, weight or node."""


class FigureError(FingraphError, ValueError):
    """Raised when a figure cannot be drawn as asked, or what draws it is not installed."""


class OutputError(FingraphError, OSError):
    """Raised when a result cannot be written; what stood there before is untouched."""
