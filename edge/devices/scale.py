"""A weighbridge indicator on a serial line or TCP (any pyserial URL), read on a thread of its own.

Nothing is ever written to an indicator that talks by itself; a polled one is asked for each weight. The state told is
one of four, as a technician asks for them: no bytes, bytes without frames (speed or framing), frames that fail their
check, streaming.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import serial

from edge.devices.line import SerialLine, has_moved, open_line, read_line, write_line
from edge.errors import DeviceError
from edge.ports import Clock, DeviceHealth, Sink
from edge.stopping import StopRequest
from edge.values import DeviceStatus, WeightReading
from edge.wire.indicator import Indicator
from edge.wire.modbus import Question

SILENCE_S = 3.0
RETRY_S = (0.5, 1.0, 2.0, 5.0)
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Speech:
    """How an indicator is listened to: the line's setting, a fresh parser, what asks for a weight (None: nothing).

    `questions`: those whose answers make a frame, where registers are read; see `edge.devices.modbus_scale`.
    """

    line: SerialLine
    indicator: Indicator
    poll: bytes | None = None
    questions: tuple[Question, ...] = ()


class Approach(Protocol):
    """How the scale comes by the indicator's speech: it is configured, or found by listening."""

    def learn(self, stopped: Stopped) -> Speech:
        """The speech, with a fresh parser. Raises `DeviceError` where it is not to be had, or `stopped()` came true."""

    def doubt(self, frameless_s: float) -> bool:
        """Whether it is to be learnt anew, after so many seconds without a frame."""


class Configured:
    """The approach where protocol and line are known. `polled`: whether an indicator that may be asked is asked."""

    def __init__(self, line: SerialLine, new_indicator: Callable[[], Indicator], *, polled: bool = True) -> None:
        self._line = line
        self._new_indicator = new_indicator
        self._polled = polled

    def learn(self, stopped: Stopped) -> Speech:  # noqa: ARG002 - nothing to wait for
        indicator = self._new_indicator()
        return Speech(self._line, indicator, indicator.poll if self._polled else None)

    def doubt(self, frameless_s: float) -> bool:  # noqa: ARG002 - a person has said it
        return False


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between two polls, without bytes or frames before that is told, and until a silent converter is left.

    A converter whose far end has gone without a word looks like a silent one: only a new connection shows which it is.
    """

    poll_s: float = 0.5
    silence_s: float = SILENCE_S
    reconnect_s: float = 10.0


class SerialScale:
    """A `Scale` on a serial line; its parser begins anew after each reconnection."""

    def __init__(self, approach: Approach, sink: Sink, clock: Clock, pace: Pace | None = None) -> None:
        self._approach = approach
        self._sink = sink
        self._clock = clock
        self._pace = pace or Pace()
        self._stopping = StopRequest(clock)
        self._health = DeviceHealth("starting", "not opened yet")
        self._thread = threading.Thread(target=self._run, name="indicator")

    def start(self) -> None:
        self._thread.start()

    def overhear(self, tap: Callable[[Approach], Approach]) -> None:
        """What is read goes through `tap` as well; to be called before `start`."""
        self._approach = tap(self._approach)

    def health(self) -> DeviceHealth:
        return self._health

    @property
    def turned_s(self) -> float:
        return self._stopping.turned_s

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                speech = self._approach.learn(self._stopping.is_set)
                with open_line(speech.line) as port:
                    failures = 0
                    self._stream(port, speech)
            except DeviceError as error:
                if not self._stopping.is_set():
                    self._tell(error.code, str(error))
            self._stopping.wait(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    def _stream(self, port: serial.Serial, speech: Speech) -> None:
        """Reads until stopped, lost, or nothing more is to be hoped for from this connection."""
        watch = Watch(self._clock.monotonic_s(), self._pace)
        asked_s = float("-inf")
        while not self._stopping.is_set():
            if speech.poll is not None and self._clock.monotonic_s() - asked_s >= self._pace.poll_s:
                asked_s = self._clock.monotonic_s()
                write_line(port, speech.line, speech.poll)
            chunk = read_line(port, speech.line)
            now_s = self._clock.monotonic_s()
            readings = speech.indicator.feed(chunk, now_s)
            watch.note(chunk, len(readings), speech.indicator.bad_frames, now_s)
            for reading in readings:
                self._deliver(reading)
            self._diagnose(watch, now_s)
            if self._is_hopeless(port, speech.line, watch, now_s):
                return

    def _deliver(self, reading: WeightReading) -> None:
        self._tell("ok", "streaming")
        self._sink(reading)

    def _diagnose(self, watch: Watch, now_s: float) -> None:
        diagnosis = watch.diagnosis(now_s)
        if diagnosis is not None:
            self._tell(*diagnosis)

    def _is_hopeless(self, port: serial.Serial, line: SerialLine, watch: Watch, now_s: float) -> bool:
        if self._approach.doubt(now_s - watch.framed_s):
            return True
        silent_s = now_s - watch.heard_s
        if line.is_remote:
            return silent_s > self._pace.reconnect_s
        return silent_s > self._pace.silence_s and has_moved(port, line)

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        self._sink(DeviceStatus("indicator", code, text))


class Watch:
    """When bytes and frames came last on one connection; which of the four states that is."""

    def __init__(self, now_s: float, pace: Pace) -> None:
        self.heard_s = self.framed_s = now_s
        self._silence_s = pace.silence_s
        self._bad = self._bad_before = 0

    def note(self, chunk: bytes, readings: int, bad_frames: int, now_s: float) -> None:
        """What one look at the line has brought; `bad_frames` counts all of the connection."""
        self._bad = bad_frames
        # what comes after a silence has as long to become a frame as what comes first
        if readings or (chunk and now_s - self.heard_s > self._silence_s):
            self.framed_s, self._bad_before = now_s, bad_frames
        self.heard_s = now_s if chunk else self.heard_s

    def diagnosis(self, now_s: float) -> tuple[str, str] | None:
        """Code and particulars of what is wrong; None while all is well, or it is too early to say."""
        if now_s - self.heard_s > self._silence_s:
            return "silent", f"for {self._silence_s:g} s"
        if now_s - self.framed_s <= self._silence_s:
            return None
        if self._bad > self._bad_before:
            return "bad-frames", f"{self._bad - self._bad_before} fail their check"
        return "no-frames", f"for {self._silence_s:g} s"
