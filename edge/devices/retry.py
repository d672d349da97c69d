"""How long to wait before the next connection to the broker; pure."""

from __future__ import annotations

from dataclasses import dataclass

PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SHORT_S = 5.0  # a connection that ended sooner counts as a failure
SETTLED_S = 600.0  # a connection that lived as long was no quarrel over a client id
MOST_DOUBLINGS = 4


@dataclass(slots=True)
class Retry:
    """Longer after each failure in a row, and much longer where two quarrel over one client id."""

    failures: int = 0
    takeovers: int = 0

    def pause_s(self, lived_s: float, at_least_s: float, *, taken_over: bool) -> float:
        """After a connection that lived so long; 0: it never came to be."""
        self.failures = 0 if lived_s > SHORT_S else self.failures + 1
        if lived_s > SETTLED_S:
            self.takeovers = 0
        if taken_over:
            at_least_s *= 2 ** min(self.takeovers, MOST_DOUBLINGS)
            self.takeovers += 1
        return max(PAUSES_S[min(self.failures, len(PAUSES_S) - 1)], at_least_s)
