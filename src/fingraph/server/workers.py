"""Processes that run queries, each at a time; one whose time is over is ended, and another takes its place."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fingraph.errors import FingraphError, ItemNotFound, LocationError
from fingraph.server.jobs import JOBS, Job
from fingraph.server.refusals import Refused

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from fingraph.server.limits import Limits

RETRY = {"Retry-After": "5"}
START_SECONDS = 120.0
"""How long a worker may take to read the graph."""
GRACE = 5.0
"""How much longer than allowed a query runs whose server was killed."""

STATUSES: tuple[tuple[type[FingraphError], int], ...] = (
    (ItemNotFound, 404),
    (LocationError, 502),
    (FingraphError, 400),
)


class Worker:
    """One process, and the pipe to it; used by one thread at a time, but killed from any.

    Parameters
    ----------
    limits
        Of what it does.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, limits), daemon=True, name="fingraph-worker")
        self._process.start()
        other.close()

    @property
    def alive(self) -> bool:
        """Whether it can be given work."""
        return self._process.is_alive()

    def ask(self, job: Job, seconds: float) -> Any:  # noqa: ANN401 - what the job returns
        """Let it do a job.

        Parameters
        ----------
        job
            The work.
        seconds
            Time allowed, from when it has read the graph.

        Returns
        -------
        Any
            What the job returns.

        Raises
        ------
        Refused
            If the job fails, takes too long, or ends the process.
        """
        try:
            if not self._ready:
                if not self._pipe.poll(START_SECONDS):
                    self.kill()
                    raise Refused(503, f"the graph could not be read in {START_SECONDS:g} s; try again", RETRY)
                self._ready = bool(self._pipe.recv())
            self._pipe.send((job, seconds))
            if not self._pipe.poll(seconds):
                self.kill()
                raise Refused(503, f"the query took longer than {seconds:g} s and was ended; narrow it, or add LIMIT")
            status, result = self._pipe.recv()
        except (EOFError, OSError):
            self.kill()
            raise Refused(503, "the query ended its process, perhaps for want of memory; narrow it") from None
        if status != 200:
            raise Refused(status, result)
        return result

    def kill(self) -> None:
        """End the process at once."""
        with suppress(OSError, ValueError):
            self._process.kill()
        self._process.join(GRACE)


class Workers:
    """All workers, and who waits for them.

    Parameters
    ----------
    limits
        Their number, and what they may do.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.waiting: Counter[str] = Counter()
        """Client → requests that wait for a worker or have one."""
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        self._threads = ThreadPoolExecutor(limits.workers + 1, "fingraph-worker")
        self._stopped = False

    def start(self) -> None:
        """Start the processes; they read the graph while the first requests come."""
        for _ in range(self.limits.workers):
            self._add()

    def stop(self) -> None:
        """End all processes."""
        self._stopped = True
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _add(self) -> None:
        worker = Worker(self.limits)
        self._all.add(worker)
        self._free.put_nowait(worker)

    async def run(self, job: Job, client: str) -> Any:  # noqa: ANN401 - what the job returns
        """Let a free worker do a job.

        Parameters
        ----------
        job
            The work.
        client
            Address of who asks.

        Returns
        -------
        Any
            What the job returns.

        Raises
        ------
        Refused
            With 429 or 503 and Retry-After if too many ask, or as :meth:`Worker.ask`.
        """
        if self.waiting[client] >= self.limits.waiting_per_client:
            raise Refused(429, "too many requests of yours are under way; try again", RETRY)
        if self.waiting.total() >= self.limits.waiting:
            raise _busy()
        self.waiting[client] += 1
        try:
            return await self._run(job)
        finally:
            self.waiting[client] -= 1
            self.waiting += Counter()  # drops who waits no more

    async def _taken(self) -> Worker:
        """Return a free worker, in place of those that were ended from outside while they had nothing to do."""
        while True:
            worker = await self._free.get()
            if worker.alive:
                return worker
            self._all.discard(worker)
            self._add()

    async def _run(self, job: Job) -> Any:  # noqa: ANN401
        try:
            worker = await asyncio.wait_for(self._taken(), self.limits.patience)
        except TimeoutError:
            raise _busy() from None
        work = asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, job, self.limits.seconds)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:  # nobody waits for the answer
            worker.kill()
            work.add_done_callback(lambda done: done.exception())
            raise
        finally:
            if worker.alive:
                self._free.put_nowait(worker)
            else:
                self._all.discard(worker)
                if not self._stopped:
                    self._add()


def _busy() -> Refused:
    return Refused(503, "the server is busy; try again", RETRY)


def _work(pipe: Connection, limits: Limits) -> None:
    """Do jobs until the server is gone: the life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C, the server takes care
    _limit_memory(limits.memory_bytes)
    do_jobs(pipe, limits)


def do_jobs(pipe: Connection, limits: Limits) -> None:
    """Read the graph, say so, and do one job after another until the other end of the pipe is closed.

    Parameters
    ----------
    pipe
        On which jobs come with the seconds they may take, and statuses go with results.
    limits
        Of what is done.
    """
    from fingraph.location import store_at_hand

    with suppress(FingraphError):  # it is said when somebody asks
        store_at_hand()
    with suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            job, seconds = pipe.recv()
            watchdog = threading.Timer(seconds + GRACE, os._exit, (1,))
            watchdog.daemon = True
            watchdog.start()
            pipe.send(_done(job, limits))
            watchdog.cancel()


def _done(job: Job, limits: Limits) -> tuple[int, Any]:
    """Return a status, and what a job returned or why it failed."""
    try:
        return 200, JOBS[job.name](limits, *job.arguments)
    except FingraphError as error:
        text = " ".join(str(error.args[0] if error.args else error).split())
        return next(status for kind, status in STATUSES if isinstance(error, kind)), text
    except MemoryError:
        return 503, "the query needs more memory than allowed; narrow it"
    except Exception:  # noqa: BLE001 - of a fault of ours the log has the trace, the client one line
        traceback.print_exc()
        return 500, "the server failed; its log says more"


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
