"""How long to wait before the next connection to the broker; pure."""

from __future__ import annotations

from dataclasses import dataclass

PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SHORT_S = 5.0  # a connection that ended sooner counts as a failure
SETTLED_S = 600.0  # a connection that lived as long was no quarrel over a client id
QUARREL_S = 180.0  # nor was one that somebody hung up on later than this
HANG_UPS = 3  # in a row: it may be a quarrel
QUARREL_PAUSES_S = (10.0, 20.0, 40.0, 60.0)
MOST_DOUBLINGS = 4


@dataclass(slots=True)
class Retry:
    """Longer after each failure in a row, and much longer where two quarrel over one client id.

    A broker says so (0x8E, session taken over), or, as Mosquitto 2.0.11, hangs up without a word.
    """

    failures: int = 0
    takeovers: int = 0
    hang_ups: int = 0

    @property
    def is_quarrel(self) -> bool:
        """Whether hanging up without a word has become a habit."""
        return self.hang_ups >= HANG_UPS

    def ended(self, lived_s: float, *, taken_over: bool = False, hung_up: bool = False) -> None:
        """A connection that lived so long is over; 0: it never came to be."""
        self.failures = 0 if lived_s > SHORT_S else self.failures + 1
        self.takeovers = (0 if lived_s > SETTLED_S else self.takeovers) + taken_over
        self.hang_ups = self.hang_ups + 1 if hung_up and 0 < lived_s < QUARREL_S else 0

    def pause_s(self, at_least_s: float) -> float:
        """Before the next one; `at_least_s`: what the broker's reason asks for."""
        pause_s = PAUSES_S[min(self.failures, len(PAUSES_S) - 1)]
        if self.is_quarrel:
            pause_s = QUARREL_PAUSES_S[min(self.hang_ups - HANG_UPS, len(QUARREL_PAUSES_S) - 1)]
        return max(pause_s, at_least_s * 2.0 ** min(max(self.takeovers - 1, 0), MOST_DOUBLINGS))
