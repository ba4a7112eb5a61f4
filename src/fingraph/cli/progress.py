"""How far long work has come."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Progress:
    """A bar on standard error, with the time that remains, for work of more than a second, on a terminal only."""

    def __init__(self, length: int, label: str, unit: str = "") -> None:
        self.length, self.label, self.unit = length, label, unit
        self.done, self.counted, self.start = 0, 0, time.monotonic()
        self.bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End the bar's line."""
        if self.bar is not None:
            self.bar.__exit__(kind, error, where)

    def __call__(self, steps: int, counted: int = 0) -> None:
        """Count steps, and things of the unit whose rate is told; show the bar once a second is over."""
        self.done += steps
        self.counted += counted
        error = sys.stderr
        if self.bar is None and error.isatty() and time.monotonic() - self.start > 1:
            self.bar = click.progressbar(
                length=self.length, label=self.label, file=error, show_pos=True, item_show_func=lambda _: self._rate()
            )
            self.bar.__enter__()
            steps = self.done
        if self.bar is not None:
            # The bar itself shows what is given here.
            self.bar.update(steps, self.done)

    def _rate(self) -> str | None:
        """Return how many things a minute are done."""
        if not self.unit:
            return None
        return f"{60 * self.counted / (time.monotonic() - self.start):,.0f} {self.unit}/min"
