"""A weighbridge indicator on a serial line or TCP (any pyserial URL), read on a thread of its own.

Nothing is ever written to an indicator that talks by itself; a polled one is asked every `poll_s`. The state told is
one of four, as a technician asks for them: no bytes, bytes without frames (speed or framing), frames that fail their
check, streaming.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import serial

from edge.devices.line import SerialLine, open_line
from edge.errors import DeviceError
from edge.ports import Clock, DeviceHealth, Sink
from edge.values import DeviceStatus, WeightReading
from edge.wire.indicator import Indicator

log = logging.getLogger(__name__)

SILENCE_S = 3.0
POLL_S = 0.3  # frames more than a second apart say nothing about each other
RETRY_S = (0.5, 1.0, 2.0, 5.0)


class SerialScale:
    """A `Scale` on a serial line; `new_indicator` makes the protocol's parser anew after each reconnection."""

    def __init__(
        self,
        line: SerialLine,
        new_indicator: Callable[[], Indicator],
        sink: Sink,
        clock: Clock,
        poll_s: float = POLL_S,
    ) -> None:
        self._line = line
        self._new_indicator = new_indicator
        self._sink = sink
        self._clock = clock
        self._poll_s = poll_s
        self._stopping = threading.Event()
        self._health = DeviceHealth("starting", "not opened yet")
        self._thread = threading.Thread(target=self._run, name="indicator")

    def start(self) -> None:
        self._thread.start()

    def health(self) -> DeviceHealth:
        return self._health

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with open_line(self._line) as port:
                    failures = 0
                    self._stream(port)
            except DeviceError as error:
                self._tell(error.code, str(error))
            except (serial.SerialException, OSError, TypeError) as error:
                # pyserial raises TypeError where the line is closed under a read
                self._tell("lost", f"{self._line.port} was lost ({error}): check cable and converter")
            self._stopping.wait(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    def _stream(self, port: serial.Serial) -> None:
        indicator = self._new_indicator()
        heard_s = framed_s = self._clock.monotonic_s()
        bad_before = 0
        asked_s = float("-inf")
        while not self._stopping.is_set():
            if indicator.poll is not None and self._clock.monotonic_s() - asked_s >= self._poll_s:
                asked_s = self._clock.monotonic_s()
                port.write(indicator.poll)
            chunk = port.read(max(1, port.in_waiting))
            now_s = self._clock.monotonic_s()
            readings = indicator.feed(chunk, now_s)
            # what comes after a silence has as long to become a frame as what comes first
            if readings or (chunk and now_s - heard_s > SILENCE_S):
                framed_s, bad_before = now_s, indicator.bad_frames
            heard_s = now_s if chunk else heard_s
            for reading in readings:
                self._deliver(reading)
            self._diagnose(now_s - heard_s, now_s - framed_s, indicator.bad_frames > bad_before)

    def _deliver(self, reading: WeightReading) -> None:
        self._tell("ok", "streaming")
        self._sink(reading)

    def _diagnose(self, silent_s: float, frameless_s: float, some_failed: bool) -> None:
        if silent_s > SILENCE_S:
            self._tell("silent", "no bytes from the indicator: check its power, cable and output setting")
        elif frameless_s > SILENCE_S and some_failed:
            self._tell("bad-frames", "frames of the indicator fail their check: check cable shield and protocol")
        elif frameless_s > SILENCE_S:
            self._tell("no-frames", "bytes but no frames from the indicator: check baud, framing and protocol")

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        log.log(logging.INFO if code == "ok" else logging.WARNING, "indicator %s: %s", code, text)
        self._sink(DeviceStatus("indicator", code, text))
