"""The command that says what happened to policies, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fingraph.cli.base import main, write
from fingraph.cli.options import row_options

if TYPE_CHECKING:
    from pathlib import Path


@main.command()
@row_options
def timeline(form: str, output: Path | None) -> None:
    """List what outside sources say happened to policies: signed, published, in force, and what each carries out or replaces.

    This is the layer of facts: no report states it, and it is evidence of no link.

    \b
    Example:
      fingraph timeline
      fingraph timeline -f csv -o timeline.csv
    """
    from fingraph.timeline import timeline as dated_facts

    found = dated_facts()
    rows = found.to_text_rows() if form in ("table", "markdown") else found.to_rows()
    write(rows.to_text(form).encode(), output)
    click.echo(f"{len(found)} dated facts; layers read: facts", err=True)
