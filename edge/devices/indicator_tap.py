"""Counts what an indicator's parser is fed: a technician asks for bytes before he asks for weights."""

from __future__ import annotations

from dataclasses import replace

from edge.devices.scale import Approach, Speech, Stopped
from edge.values import WeightReading
from edge.wire.indicator import Indicator

KEPT_BYTES = 24


class Tap:
    """The approach `inner`, and what came over the line: how many bytes, the last of them, and the parser's counts."""

    def __init__(self, inner: Approach) -> None:
        self._inner = inner
        self.bytes = 0
        self.newest = b""
        self.speech: Speech | None = None

    @property
    def bad_frames(self) -> int:
        return self.speech.indicator.bad_frames if self.speech else 0

    def learn(self, stopped: Stopped) -> Speech:
        self.speech = self._inner.learn(stopped)
        return replace(self.speech, indicator=_Tapped(self.speech.indicator, self))

    def doubt(self, frameless_s: float) -> bool:
        return self._inner.doubt(frameless_s)

    def note(self, chunk: bytes) -> None:
        """What has come."""
        self.bytes += len(chunk)
        self.newest = (self.newest + chunk)[-KEPT_BYTES:]


class _Tapped:
    """An `Indicator` that tells of its bytes."""

    def __init__(self, inner: Indicator, tap: Tap) -> None:
        self._inner = inner
        self._tap = tap
        self.frames = self.bad_frames = self.skipped_bytes = 0

    @property
    def poll(self) -> bytes | None:
        return self._inner.poll

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        self._tap.note(chunk)
        readings = self._inner.feed(chunk, at_s)
        self.frames, self.bad_frames = self._inner.frames, self._inner.bad_frames
        self.skipped_bytes = self._inner.skipped_bytes
        return readings
