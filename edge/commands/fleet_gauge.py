"""What the processes of a fleet take of the machine while it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

import psutil

EVERY_S = 0.5


@dataclass(slots=True)
class Usage:
    """`cpu_cores`: CPU seconds a second; `rss_mb`: the most memory at once; `threads`: the most at once."""

    cpu_cores: float = 0.0
    rss_mb: float = 0.0
    threads: int = 0


class Gauge:
    """Watches processes from `with` to its end; `used` is whole after that."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self.used = {name: Usage() for name in pids}
        self.seconds = 0.0
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="gauge")

    def __enter__(self) -> Gauge:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        began_s, before = time.monotonic(), {name: _cpu_s(one) for name, one in self._processes.items()}
        going_on = True
        while going_on:
            going_on = not self._ended.wait(EVERY_S)
            self.seconds = time.monotonic() - began_s
            for name, process in self._processes.items():
                self._look(name, process, before[name])

    def _look(self, name: str, process: psutil.Process, cpu_before_s: float) -> None:
        usage = self.used[name]
        try:
            usage.cpu_cores = (_cpu_s(process) - cpu_before_s) / self.seconds
            usage.rss_mb = max(usage.rss_mb, rss_mb(process))
            usage.threads = max(usage.threads, process.num_threads())
        except psutil.NoSuchProcess:  # what it has used is known
            return


def rss_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
