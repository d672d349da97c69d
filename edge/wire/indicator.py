"""What every indicator protocol has in common: it is fed bytes and gives readings; pure.

A protocol is a `Format`: how a frame is cut out of a stream, and what a whole frame shows. `StreamIndicator` does the
rest for all of them: it keeps what is not whole yet, counts the dirt, and says when a weight is stable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from edge.errors import FrameError
from edge.values import WeightReading, WeightStatus

MAX_GAP_S = 1.0  # frames further apart say nothing about each other


class Indicator(Protocol):
    """A parser of one protocol. `frames`, `bad_frames` and `skipped_bytes` tell a technician what came in."""

    frames: int
    bad_frames: int
    skipped_bytes: int

    @property
    def poll(self) -> bytes | None:
        """What asks the indicator for a frame, None where it talks by itself."""

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        """The readings that `chunk`, which came at `at_s`, completes. Never raises, whatever the bytes.

        An empty chunk says that the line has been quiet for a while: what is whole by then is given.
        """


@dataclass(frozen=True, slots=True)
class Shown:
    """What one frame shows.

    `gross_kg` is None where there is no gross weight to be had from it (overload, a blanked display, a net weight
    without its tare). `stable` is the indicator's own flag, None where its frames have none.
    """

    gross_kg: float | None
    status: WeightStatus = "ok"
    stable: bool | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Of a buffer: so many bytes belong to no frame, then comes a frame of `length` bytes; 0: none is whole yet."""

    skip: int
    length: int = 0


class Format(Protocol):
    """The frames of one protocol; without memory. `poll` is what asks for one frame, None where none may be asked."""

    @property
    def poll(self) -> bytes | None: ...

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:
        """The next thing in the buffer that has a frame's outline. `quiet`: nothing has followed for a while."""

    def parse(self, frame: bytes) -> Shown:
        """What a frame with the right outline shows; raises `FrameError` where its check or its fields are wrong."""


def cut_by(pattern: re.Pattern[bytes], longest: int, buffer: bytes, starts: bytes = b"") -> Cut:
    """The first match of a frame's outline; without one, what can't be the beginning of a frame is skipped.

    `longest`: bytes of the longest frame. `starts`: the bytes that a frame may begin with; empty: any byte.
    """
    found = pattern.search(buffer)
    if found is not None:
        return Cut(found.start(), found.end() - found.start())
    oldest = max(0, len(buffer) - (longest - 1))
    places = (place for place in range(oldest, len(buffer)) if not starts or buffer[place] in starts)
    return Cut(next(places, len(buffer)))


def weighed(gross_kg: float, *, stable: bool | None = None) -> Shown:
    """What a frame with a good gross weight shows."""
    return Shown(gross_kg, "negative" if gross_kg < 0 else "ok", stable)


class StreamIndicator:
    """Fed bytes, gives readings; see `Indicator`.

    Without a flag of the indicator's own a weight is stable after `stable_frames` identical frames, none late: one
    checksum can't see swapped digits, and a rocking truck is nearly still at its turning points. With a flag it is
    stable as the indicator says, but for a frame whose figure differs from that of the frame just before: a jump of a
    digit is not believed on one frame.
    """

    def __init__(self, form: Format, stable_frames: int) -> None:
        self._form = form
        self._repetition = Repetition(stable_frames)
        self._buffer = b""
        self._figure: float | None = None
        self._figure_s = float("-inf")
        self.frames = 0
        self.bad_frames = 0
        self.skipped_bytes = 0

    @property
    def poll(self) -> bytes | None:
        """What asks the indicator for a frame, None where it talks by itself."""
        return self._form.poll

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        self._buffer += chunk
        readings: list[WeightReading] = []
        while frame := self._next_outline(quiet=not chunk):
            try:
                shown = self._form.parse(frame)
            except FrameError:
                self.bad_frames += 1
                self._skip(1)  # the true start may lie inside what looked like a frame
                continue
            self._buffer = self._buffer[len(frame) :]
            self.frames += 1
            readings.append(self._reading(shown, frame, at_s))
        return readings

    def _next_outline(self, *, quiet: bool) -> bytes:
        """What looks like a frame and now begins the buffer; empty where none is whole yet."""
        cut = self._form.cut(self._buffer, quiet=quiet)
        self._skip(cut.skip)
        return self._buffer[: cut.length]

    def _skip(self, count: int) -> None:
        self.skipped_bytes += count
        self._buffer = self._buffer[count:]

    def _reading(self, shown: Shown, frame: bytes, at_s: float) -> WeightReading:
        if shown.stable is None:
            moved = self._repetition.moved(frame, at_s)
            stable = self._repetition.is_stable(frame, at_s)
        else:
            moved = self._has_jumped(shown.gross_kg, at_s) or not shown.stable
            stable = not moved
        status: WeightStatus = "motion" if moved and shown.status == "ok" else shown.status
        return WeightReading(shown.gross_kg, status, stable and shown.gross_kg is not None, frame.hex(), at_s)

    def _has_jumped(self, figure: float | None, at_s: float) -> bool:
        """Whether the frame just before showed another figure; what shows none is compared with nothing."""
        jumped = self._figure is not None and at_s - self._figure_s <= MAX_GAP_S and figure != self._figure
        self._figure, self._figure_s = figure, at_s
        return jumped


class Repetition:
    """Stability for indicators that send no flag: so many identical frames in a row, none late."""

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
