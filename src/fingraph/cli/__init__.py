"""The command line: arguments to calls, answers to standard output, errors to one line each.

Exit status: 0 done, 1 expected failure or non-conformance, 2 wrong usage.
"""

from __future__ import annotations

from fingraph.cli.base import main

__all__ = ["main"]
