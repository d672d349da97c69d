"""What holds for every test."""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

LEAVE_S = 10.0

# how long an example takes says something of the machine's load only: no test is timed
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
# what fails in one run fails in all; `--hypothesis-profile searching` looks for something new
settings.register_profile("same", settings.get_profile("searching"), derandomize=True, database=None)
settings.load_profile("same")

# a job that a shell began in the background ignores Ctrl-C, and so would every program that a test interrupts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes a large part of a minute or more, so it is begun first")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, dealt out to the workers, each of which begins with an equal part of the list: one that began
    late would be waited for.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [one for one in items if one.get_closest_marker("long")]
    rest = [one for one in items if not one.get_closest_marker("long")]
    part, dealt = -(-len(items) // workers), 0
    items.clear()
    for worker in range(workers):
        first = long[worker::workers]
        items += first + rest[dealt : dealt + part - len(first)]
        dealt += part - len(first)


def child_processes() -> set[str]:
    """Children of this process that have not been reaped, as "pid (name)", but for what Python keeps for itself."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(errors="replace")
            command = (entry / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        name, _, rest = stat.rpartition(")")
        if int(rest.split()[1]) == os.getpid() and b"multiprocessing.resource_tracker" not in command:
            found.add(f"{name})")
    return found


def end_programs(left: set[str]) -> None:
    """Ends what a failed test has left running, else a later test is blamed for it."""
    pids = {int(child.split()[0]) for child in left}
    for one in gc.get_objects():
        if isinstance(one, subprocess.Popen) and one.pid in pids and one.returncode is None:
            one.kill()
            one.wait()


@pytest.fixture(autouse=True)
def logging_stays_as_it_was() -> Iterator[None]:
    """Some commands set it up for their process, which here goes on with the next test."""
    root = logging.getLogger()
    level, hooks = root.level, (sys.excepthook, threading.excepthook)
    yield
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread or a child process behind; they have some seconds to end."""
    threads, children = set(threading.enumerate()), child_processes()
    yield
    until_s = time.monotonic() + LEAVE_S
    while True:
        left = [thread.name for thread in threading.enumerate() if thread not in threads]
        left += sorted(child_processes() - children)
        if not left:
            return
        if time.monotonic() > until_s:
            end_programs(child_processes() - children)
            pytest.fail(f"left behind: {', '.join(left)}")
        time.sleep(0.02)
