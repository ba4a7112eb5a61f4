"""Processes that share work, and that end with whoever started them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from fingraph.errors import FingraphError


@contextmanager
def processes(
    jobs: int, initializer: Callable[..., object] | None = None, initargs: tuple[Any, ...] = ()
) -> Iterator[Executor]:
    """Yield processes to which work can be given.

    Parameters
    ----------
    jobs
        Their number.
    initializer
        What each calls first.
    initargs
        Its arguments.

    Yields
    ------
    concurrent.futures.Executor
        Started anew, not forked: that is the same on every platform, and nobody has half of what another thread is doing.

    Raises
    ------
    FingraphError
        If one of them is ended from outside.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer, initargs)
    try:
        with _without_interrupts():
            pool.submit(int)  # which starts them all
        yield pool
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        if isinstance(error, BrokenProcessPool):
            message = f"one of {jobs} processes was ended, perhaps for want of memory; use fewer --jobs"
            raise FingraphError(message) from error
        raise
    pool.shutdown()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let processes that are started meanwhile never hear of Ctrl-C, of which whoever started them takes care."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)
