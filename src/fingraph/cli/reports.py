"""The group of commands on reports, each imported when it is called."""

from __future__ import annotations

from fingraph.cli.base import LazyGroup, main

COMMANDS = {
    "A report": {
        "add": ("adding", "Read a report from a file; read it again, and annotations are carried over."),
        "suggest": ("suggesting", "Suggest links, mentions or new terms of a report, as rows for its tables."),
        "coverage": ("reviewing", "Say what a report's annotation covers and leaves out."),
        "agree": ("reviewing", "Say how far two readers of a report agree, and where they do not."),
    }
}


@main.group(cls=LazyGroup, topics=COMMANDS)
def report() -> None:
    """Work with the reports: add, suggest, see what is covered, how readers agree.

    \b
    Example:
      fingraph report coverage caict-2025
    """
