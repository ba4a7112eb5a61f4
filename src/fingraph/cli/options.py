"""Options that several commands share, and the help that explains what they choose from."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from fingraph.cli.base import PathType

PROJECTION_NAMES = (
    "links",
    "full",
    "policy-technology-sector",
    "technology-technology",
    "sector-sector",
    "trend-trend",
)
SHARED_NAMES = ("sentence", "scenario", "trend")
LANGUAGE_NAMES = ("en", "zh")
ROW_FORMATS = ("table", "csv", "json", "markdown")

F = TypeVar("F", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A time allowed, up to a day."""

    def __init__(self, *, min: float) -> None:  # noqa: A002 - click's own name
        super().__init__(min=min, max=86_400)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - as in click
        """Return a number in the range, in which nan is not."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail("nan is no time.", param, ctx)
        return seconds


class ProjectionCommand(click.Command):
    """A command with :func:`projection_options`, whose help ends with what each projection counts."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the records of the projections, which are read for that alone."""
        from fingraph.projection import PROJECTIONS

        super().format_epilog(ctx, formatter)
        with formatter.section("Projections"):
            formatter.write_dl([(record.name, record.description) for record in PROJECTIONS.values()])


def row_options(function: F) -> F:
    """Give a command ``form`` and ``output``: how rows are written, and where.

    Parameters
    ----------
    function
        The command's function.

    Returns
    -------
    callable
        The same function.
    """
    function = click.option("-o", "--output", type=PathType(dir_okay=False), help="File instead of standard output.")(
        function
    )
    return click.option("-f", "--format", "form", type=click.Choice(ROW_FORMATS), default="table", show_default=True)(
        function
    )


def projection_options(function: F) -> F:
    """Give a command ``projection``, ``via``, ``shared`` and ``inferred``, the arguments of ``to_networkx``.

    Parameters
    ----------
    function
        The command's function; made a command with ``cls=ProjectionCommand``, its help tells what each projection counts.

    Returns
    -------
    callable
        The same function.
    """
    options = (
        click.option(
            "--projection",
            type=click.Choice(PROJECTION_NAMES),
            default="links",
            show_default=True,
            help="What the nodes are and what joins them.",
        ),
        click.option(
            "--no-via",
            "via",
            is_flag=True,
            default=True,
            flag_value=False,
            help="policy-technology-sector: direct links only.",
        ),
        click.option(
            "--shared",
            type=click.Choice(SHARED_NAMES),
            default="sentence",
            show_default=True,
            help="technology-technology, sector-sector: what joins two.",
        ),
        click.option("--inferred", is_flag=True, help="full: with what rules infer."),
    )
    for option in reversed(options):
        function = option(function)
    return function
