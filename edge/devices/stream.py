"""The order in which the messages of one topic are on their way; pure.

Where order is kept there is never more than one in flight, so nothing can overtake what the broker refuses. Where it
is not:

    paused --(time)--> one at a time --(accepted)--> open: as many as there is room for
       ^                     |                         |
       +------(refused)------+-------------------------+
"""

from __future__ import annotations

from dataclasses import dataclass, field

PAUSES_S = (5.0, 10.0, 20.0, 40.0, 80.0, 120.0)
"""After the first refusal in a row, the second, and so on."""


@dataclass(slots=True)
class Stream:
    """`keeps_order`: what was refused must be accepted before another one is sent; else one acceptance is enough."""

    keeps_order: bool = True
    is_open: bool = False
    in_flight: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    refusals: int = 0
    until_s: float = 0.0

    def room(self, now_s: float, window: int) -> int:
        """How many more may be sent now."""
        if now_s < self.until_s:
            return 0
        if self.is_open and not self.keeps_order:
            return window
        return 0 if self.in_flight else 1

    def last(self) -> int:
        """The number behind which to go on; 0: from the first that waits."""
        return max(self.in_flight, default=0)

    def is_idle(self) -> bool:
        """Whether there is nothing to remember of it."""
        return not self.in_flight and not self.refused

    def accept(self, number: int) -> None:
        """The broker has it."""
        self.in_flight.discard(number)
        self.refused.discard(number)
        if self.refused and self.keeps_order:
            return
        self.is_open = True
        self.refusals = 0
        self.until_s = 0.0

    def refuse(self, number: int, now_s: float, jitter: float) -> None:
        """It stays, and all behind it; `jitter` is a factor about 1, so that lanes spread out."""
        self.in_flight.discard(number)
        self.refused.add(number)
        self.until_s = now_s + jitter * PAUSES_S[min(self.refusals, len(PAUSES_S) - 1)]
        self.refusals += 1
        self.is_open = False
