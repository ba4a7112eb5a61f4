"""How much a server does for its clients."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take, and how many there may be.

    Parameters
    ----------
    workers
        Processes that run queries.
    seconds
        Time of a query; then it is ended.
    rows
        Rows, or triples, of an answer; the rest is cut, and a header says so.
    answer_bytes
        Size of an answer; a larger one is refused.
    request_bytes
        Size of a request's body.
    waiting
        Requests that wait for a worker or have one; more are refused with 503.
    waiting_per_client
        The same, of one address; more are refused with 429.
    patience
        Seconds that a request waits for a worker, or for its own body.
    memory_bytes
        Memory of a worker, where the system can limit it.
    """

    workers: int = 2
    seconds: float = 30.0
    rows: int = 100_000
    answer_bytes: int = 50_000_000
    request_bytes: int = 1_000_000
    waiting: int = 512
    waiting_per_client: int = 256
    patience: float = 30.0
    memory_bytes: int = 4_000_000_000
