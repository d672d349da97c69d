"""Notes what an indicator's parser is fed, so that the same bytes can be fed to it again; changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge.devices.detected import Detected
from edge.devices.scale import Approach, Speech, Stopped
from edge.ports import Clock
from edge.recording.values import Heard, Spoken
from edge.values import WeightReading
from edge.wire.indicator import Indicator

MODBUS = "modbus-rtu"

Note = Callable[[Spoken | Heard], None]


class Overheard:
    """The approach `inner`, noted."""

    def __init__(self, inner: Approach, note: Note, clock: Clock) -> None:
        self._inner = inner
        self._note = note
        self._clock = clock

    def learn(self, stopped: Stopped) -> Speech:
        speech = self._inner.learn(stopped)
        self._note(self._spoken(speech))
        return replace(speech, indicator=_Noted(speech.indicator, self._note))

    def doubt(self, frameless_s: float) -> bool:
        return self._inner.doubt(frameless_s)

    def _spoken(self, speech: Speech) -> Spoken:
        now_s = self._clock.monotonic_s()
        found = self._inner.found if isinstance(self._inner, Detected) else None
        if found is None:
            return Spoken(now_s)
        options = found.options
        protocol = MODBUS if speech.questions else found.protocol
        return Spoken(now_s, protocol, options.unit, options.address, options.digits)


class _Noted:
    """An `Indicator` whose food is noted. Of a quiet line the first look is enough: the next ones change nothing."""

    def __init__(self, inner: Indicator, note: Note) -> None:
        self._inner = inner
        self._note = note
        self._quiet = True
        self.frames = self.bad_frames = self.skipped_bytes = 0

    @property
    def poll(self) -> bytes | None:
        return self._inner.poll

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        if chunk or not self._quiet:
            self._note(Heard(at_s, chunk))
        self._quiet = not chunk
        readings = self._inner.feed(chunk, at_s)
        self.frames, self.bad_frames = self._inner.frames, self._inner.bad_frames
        self.skipped_bytes = self._inner.skipped_bytes
        return readings
