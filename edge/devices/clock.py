"""The daemon's clock: monotonic seconds (CLOCK_MONOTONIC, the same in every process of this machine) and UTC."""

from __future__ import annotations

import ctypes
import threading
import time
from datetime import UTC, datetime

from edge.devices.timekeeping import ClockReading, begin, follow, in_lane_time, trouble
from edge.ports import ClockHealth

EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)  # this version was not written yet: a clock before it is not set
LIBC = ctypes.CDLL(None)
TIME_ERROR = 5  # adjtimex(2): no time service keeps the clock


class SystemClock:
    """The real `Clock`; safe to ask from several threads. See `timekeeping` for what it does with a clock that lies."""

    def __init__(self, not_before: datetime = EARLIEST) -> None:
        self._lock = threading.Lock()
        self._known = begin(_read_clocks(), max(not_before, EARLIEST).timestamp())

    def monotonic_s(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self._known.posix_s(self._look()), UTC)

    def health(self) -> ClockHealth:
        reading = self._look()
        code, text = trouble(self._known, reading)
        since_s = self._known.synchronised_since_s
        return ClockHealth(code, text, reading.wall_s - self._known.posix_s(reading), since_s)

    def in_lane_time(self, until: datetime) -> datetime | None:
        return in_lane_time(self._known, self._look(), until)

    def _look(self) -> ClockReading:
        with self._lock:
            reading = _read_clocks()
            self._known = follow(self._known, reading)
        return reading


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2): only `modes` is set, to none, and the rest is room for the kernel's answer."""

    _fields_ = (("modes", ctypes.c_uint), ("answer", ctypes.c_byte * 512))


def _read_clocks() -> ClockReading:
    # the monotonic clock, not CLOCK_BOOTTIME: its seconds are compared with those of events; a lane PC does not sleep
    return ClockReading(time.time(), time.monotonic(), _is_synchronised())


def _is_synchronised() -> bool:
    """Whether a time service keeps the kernel's clock (chrony, ntpd and systemd-timesyncd tell the kernel)."""
    state = LIBC.adjtimex(ctypes.byref(_Timex()))
    return bool(0 <= state < TIME_ERROR)
