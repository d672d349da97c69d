"""Yaohua continuous format (XK3190-A9, A9+, DS3, D9, D10 with tF=0; Keli D2008); pure.

    02  sign  d d d d d d  decimals  XOR-hi XOR-lo  03          12 bytes
        +/-   MSB first    '0'..'4'  of bytes 2..9, each nibble as a hex digit ('0'-'9', 'A'-'F')

`decimals` counts the digits right of the decimal point; it is no seventh digit in tenths of a kilogram, though every
capture whose decimals are `0` fits that reading too. The frame has no stable, overload, unit or net bit: a weight is
stable by repetition, in kilograms, gross.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames, lost bytes, a wrong check
(skipped and counted). Sources: XK3190-A9+ manual p. 10, XK3190-DS3 manual p. 9.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from edge.errors import FrameError
from edge.values import WeightReading, WeightStatus
from edge.wire.indicator import Repetition

STX, ETX = 0x02, 0x03
LENGTH = 12
CHECKED = slice(1, 9)


def parse_frame(frame: bytes) -> float:
    """The weight in kg of one whole frame, an int where it has no decimals; raises `FrameError`."""
    if len(frame) != LENGTH or frame[0] != STX or frame[-1] != ETX:
        raise FrameError(f"not a Yaohua frame: {frame.hex()}")
    check = reduce(xor, frame[CHECKED])
    if frame[9:11] != b"%02X" % check:
        raise FrameError(f"check should be {check:02X}: {frame.hex()}")
    sign, digits, decimals = frame[1:2], frame[2:8], frame[8:9]
    if sign not in (b"+", b"-") or not digits.isdigit() or decimals not in (b"0", b"1", b"2", b"3", b"4"):
        raise FrameError(f"sign, digits or decimals out of range: {frame.hex()}")
    value = int(digits) if decimals == b"0" else int(digits) / 10 ** int(decimals)
    return -value if sign == b"-" else value


class YaohuaIndicator:
    """Fed bytes, gives readings; see `Indicator`."""

    def __init__(self, stable_frames: int) -> None:
        self._buffer = b""
        self._repetition = Repetition(stable_frames)
        self.frames = 0
        self.bad_frames = 0
        self.skipped_bytes = 0

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        self._buffer += chunk
        readings = []
        while (frame := self._next_frame()) is not None:
            try:
                gross_kg = parse_frame(frame)
            except FrameError:
                self.bad_frames += frame[-1] == ETX  # else it was no frame at all
                self._skip(1)  # the true start may lie inside what looked like a frame
                continue
            self._buffer = self._buffer[LENGTH:]
            self.frames += 1
            readings.append(self._reading(gross_kg, frame, at_s))
        return readings

    def _next_frame(self) -> bytes | None:
        start = self._buffer.find(STX)
        self._skip(len(self._buffer) if start < 0 else start)
        return self._buffer[:LENGTH] if len(self._buffer) >= LENGTH else None

    def _skip(self, count: int) -> None:
        self.skipped_bytes += count
        self._buffer = self._buffer[count:]

    def _reading(self, gross_kg: float, frame: bytes, at_s: float) -> WeightReading:
        moved = self._repetition.moved(frame, at_s)
        stable = self._repetition.is_stable(frame, at_s)
        status: WeightStatus = "negative" if gross_kg < 0 else "motion" if moved else "ok"
        return WeightReading(gross_kg, status, stable, frame.hex(), at_s)
