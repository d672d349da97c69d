"""Yaohua continuous format (XK3190-A9, A9+, DS3, D9, D10 with tF=0; Keli D2008); pure.

    02  sign  d d d d d d  decimals  XOR-hi XOR-lo  03          12 bytes
        +/-   MSB first    '0'..'4'  of bytes 2..9, each nibble as a hex digit ('0'-'9', 'A'-'F')

`decimals` counts the digits right of the decimal point; it is no seventh digit in tenths of a kilogram, though every
capture whose decimals are `0` fits that reading too. The frame has no stable, overload, unit or net bit: a weight is
stable by repetition, gross, in the unit that the site names.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames, lost bytes, a wrong check
(skipped and counted). Sources: XK3190-A9+ manual p. 10, XK3190-DS3 manual p. 9.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import reduce
from operator import xor

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LENGTH = 12
OUTLINE = re.compile(rb"\x02.{10}\x03", re.DOTALL)
CHECKED = slice(1, 9)


class Yaohua:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def __init__(self, unit: Unit = "kg") -> None:
        self._unit = unit

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's length is known
        return cut_by(OUTLINE, LENGTH, buffer, starts=b"\x02")

    def parse(self, frame: bytes) -> Shown:
        if OUTLINE.fullmatch(frame) is None:
            raise FrameError(f"not a Yaohua frame: {frame.hex()}")
        check = reduce(xor, frame[CHECKED])
        if frame[9:11] != b"%02X" % check:
            raise FrameError(f"check should be {check:02X}: {frame.hex()}")
        sign, digits, decimals = frame[1:2], frame[2:8], frame[8:9]
        if sign not in (b"+", b"-") or not digits.isdigit() or decimals not in (b"0", b"1", b"2", b"3", b"4"):
            raise FrameError(f"sign, digits or decimals out of range: {frame.hex()}")
        figure = Decimal(int(digits)).scaleb(-int(decimals))
        return weighed(in_kg(-figure if sign == b"-" else figure, self._unit))
