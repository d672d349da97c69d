"""How a driver's loop is asked to stop, and how others see that it still turns."""

from __future__ import annotations

import math
import threading

from edge.ports import Clock

SLICE_S = 1.0


class StopRequest:
    """Like `threading.Event`; the loop asks `is_set` or waits at every turn, and `turned_s` says when it did last.

    `turned_s`: monotonic seconds. Only the loop itself may ask: another thread would hide that it hangs.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked = threading.Event()
        self.turned_s = clock.monotonic_s()

    def is_set(self) -> bool:
        self.turned_s = self._clock.monotonic_s()
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Waits so long, or until asked to stop; whether it was. A long wait is no standstill."""
        while seconds > SLICE_S and not self.is_set():
            self._asked.wait(SLICE_S)
            seconds -= SLICE_S
        self._asked.wait(seconds)
        return self.is_set()

    def end(self) -> None:
        """The loop has ended by itself and said why: it stands still no more."""
        self.turned_s = math.inf

    def set(self) -> None:
        """Asks the loop to stop; for any thread."""
        self._asked.set()
