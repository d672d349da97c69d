"""The times of pictures: when a live one arrived, when one of a file is due."""

from __future__ import annotations

import math
import time

LATE_MOST_S = 10.0


class Arrival:
    """When a live picture arrived, less the time that it waited in a queue.

    After a pause of the network or of this process, old pictures come in a burst and must not look new. The least
    delay between a picture's own time stamp and its arrival in the last seconds is taken as that of a picture that
    did not wait. A jump of the camera's time stamps by more than a queue can hold starts this anew.
    """

    def __init__(self) -> None:
        self._since_s = -math.inf
        self._least_s = math.inf
        self._least_before_s = math.inf
        self._last_s = -math.inf

    def at(self, now_s: float, stamp_s: float | None) -> float:
        """Monotonic arrival, never above `now_s` and never going back."""
        if stamp_s is None:
            return now_s
        if now_s - self._since_s > LATE_MOST_S:
            self._since_s, self._least_before_s, self._least_s = now_s, self._least_s, math.inf
        self._least_s = min(self._least_s, now_s - stamp_s)
        at_s = stamp_s + min(self._least_s, self._least_before_s)
        if now_s - at_s > LATE_MOST_S:
            self._least_s, self._least_before_s, at_s = now_s - stamp_s, math.inf, now_s
        self._last_s = min(now_s, max(self._last_s, at_s))
        return self._last_s


class Pace:
    """Shows the pictures of a file at the speed of their time stamps, round after round."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._zero_s: float | None = None
        self._stamp_s = 0.0

    def wait(self, stamp_s: float | None) -> None:
        """Sleep until the picture of `stamp_s` is due (None: a step after the last); lateness is not made up for."""
        now_s = time.monotonic()
        self._stamp_s = self._stamp_s + self._step_s if stamp_s is None else stamp_s
        if self._zero_s is None:
            self._zero_s = now_s - self._stamp_s
        early_s = self._zero_s + self._stamp_s - now_s
        if early_s > 0:
            time.sleep(early_s)
        elif early_s < -1.0:
            self._zero_s -= early_s

    def next_round(self) -> None:
        """Begin again, one step after the last picture."""
        self._zero_s = None
        time.sleep(self._step_s)
