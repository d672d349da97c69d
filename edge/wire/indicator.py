"""What every indicator protocol has in common: it is fed bytes and gives readings; pure."""

from __future__ import annotations

from typing import Protocol

from edge.values import WeightReading

MAX_GAP_S = 1.0  # frames further apart say nothing about each other


class Indicator(Protocol):
    """A parser of one protocol. `frames`, `bad_frames` and `skipped_bytes` tell a technician what came in."""

    frames: int
    bad_frames: int
    skipped_bytes: int

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        """The readings that `chunk`, which came at `at_s`, completes. Never raises, whatever the bytes."""


class Repetition:
    """Stability for indicators that send no flag: so many identical frames in a row, none late.

    One checksum can't see swapped digits, and a rocking truck is nearly still at its turning points, so a weight
    counts only when it repeats itself exactly.
    """

    def __init__(self, stable_frames: int) -> None:
        self._needed = stable_frames
        self._last: bytes | None = None
        self._last_s = 0.0
        self._run = 0

    def moved(self, frame: bytes, at_s: float) -> bool:
        """Whether `frame` differs from the one just before it; to be asked before `is_stable`."""
        return self._last is not None and at_s - self._last_s <= MAX_GAP_S and frame != self._last

    def is_stable(self, frame: bytes, at_s: float) -> bool:
        """Counts `frame`; true from the `stable_frames`-th identical one on."""
        same = frame == self._last and at_s - self._last_s <= MAX_GAP_S
        self._run = self._run + 1 if same else 1
        self._last, self._last_s = frame, at_s
        return self._run >= self._needed
