"""Processes that share work end with whoever started them, and one that is lost is one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fingraph.errors import FingraphError
from fingraph.processes import processes

WAITS = """
import time
from fingraph.processes import processes
if __name__ == "__main__":
    with processes(2) as pool:
        waiting = [pool.submit(time.sleep, 60) for _ in range(9)]
        print("at work", flush=True)
        waiting[0].result()
"""


def test_work_is_shared_and_done() -> None:
    with processes(2) as pool:
        assert list(pool.map(abs, [-1, 2, -3])) == [1, 2, 3]


def test_a_process_that_is_lost_is_one_line() -> None:
    with (
        pytest.raises(FingraphError, match=r"^one of 2 processes was ended, .*; use fewer --jobs$"),
        processes(2) as pool,
    ):
        pool.submit(os._exit, 1).result()


def test_an_error_inside_is_that_error() -> None:
    with pytest.raises(ZeroDivisionError), processes(2) as pool:
        pool.submit(divmod, 1, 0).result()


@pytest.mark.skipif(os.name != "posix", reason="there are no groups of processes")
def test_ctrl_c_ends_them_all_at_once_and_is_told_once(tmp_path: Path) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert run.stdout
    assert run.stdout.readline() == "at work\n"
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert errors.count("Traceback") == 1
    assert "KeyboardInterrupt" in errors
    limit = time.monotonic() + 10
    while _has_members(run.pid):
        assert time.monotonic() < limit, "a process goes on"
        time.sleep(0.05)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
