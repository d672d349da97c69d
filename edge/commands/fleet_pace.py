"""When what happens in a fleet: lanes connect, trucks are due, arrivals go on or have come to an end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random
from types import TracebackType

from edge.commands.fleet_lanes import HANDS, FleetLane

LOOK_S = 0.1


class Connecting:
    """All lanes begin to connect at once; `seconds`: how long until all were connected, None before that.

    Several hands start them, and nobody waits for those: a thread that starts waits for its turn among all that run.
    """

    def __init__(self, lanes: Sequence[FleetLane]) -> None:
        self.began_s = time.monotonic()
        self.seconds: float | None = None
        self._lanes = lanes
        self._hands = ThreadPoolExecutor(HANDS)

    def __enter__(self) -> Connecting:
        for lane in self._lanes:
            self._hands.submit(lane.connect)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hands.shutdown(cancel_futures=True)

    def look(self) -> None:
        if self.seconds is None and all(one.is_connected() for one in self._lanes):
            self.seconds = time.monotonic() - self.began_s

    def wait(self, patience_s: float) -> None:
        while self.seconds is None and time.monotonic() < self.began_s + patience_s:
            time.sleep(LOOK_S)
            self.look()


class Progress:
    """Whether a count still grows."""

    def __init__(self, counted: Callable[[], int], patience_s: float) -> None:
        self._counted = counted
        self._patience_s = patience_s
        self._count = -1
        self._since_s = 0.0

    def has_stalled(self) -> bool:
        now_s, found = time.monotonic(), self._counted()
        if found != self._count:
            self._count, self._since_s = found, now_s
        return now_s - self._since_s > self._patience_s


def due(lanes: int, period_s: float, goes_on: Callable[[], bool]) -> Iterator[int]:
    """The numbers of lanes, each when a truck is due there: one a period and lane, at moments of its own."""
    random = Random(7)  # noqa: S311 - spreads trucks, guards nothing
    phases = sorted((random.random(), lane) for lane in range(lanes))
    began_s = time.monotonic()
    for turn in count():
        for phase, lane in phases:
            due_s = began_s + (turn + phase) * period_s
            while goes_on() and time.monotonic() < due_s:
                time.sleep(min(LOOK_S, max(due_s - time.monotonic(), 0)))
            if not goes_on():
                return
            yield lane
