"""The command that makes a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fingraph.cli.base import PathType, main

if TYPE_CHECKING:
    from pathlib import Path


@main.command()
@click.argument("folder", type=PathType(file_okay=False))
@click.option("--no-builtin", is_flag=True, help="Leave the built-in concepts and reports out.")
def init(folder: Path, no_builtin: bool) -> None:
    """Make a folder for concepts and reports of your own, which every command reads with --data.

    \b
    Example:
      fingraph init mine
      fingraph report add outlook.txt --data mine --id house-2026 --title 'Outlook on 2026'
    """
    from fingraph.workspace import create_workspace

    for file in create_workspace(folder, builtin=not no_builtin):
        click.echo(str(file))
