"""Yaohua continuous format (XK3190-A9, A9+, DS3, D9, D10 with tF=0; A26 format 0; Keli D2008); pure.

    02  sign  d d d d d d  decimals  XOR-hi XOR-lo  03          12 bytes
        +/-   MSB first    '0'..'4'  of bytes 2..9, each nibble as a hex digit ('0'-'9', 'A'-'F')

`decimals` counts the digits right of the decimal point; it is no seventh digit in tenths of a kilogram, though every
capture whose decimals are `0` fits that reading too. The frame has no stable, overload, unit or net bit: a weight is
stable by repetition, gross, in the unit that the site names.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames, lost bytes, a wrong check
(skipped and counted). Sources: XK3190-A9+ manual p. 10, XK3190-DS3 manual p. 9, XK3190-A26 manual p. 10.
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
FIELD = re.compile(rb"[+-][0-9]{6}[0-4]")


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
        verify_check(frame, frame[1:9], frame[9:11])
        return weighed(in_kg(parse_figure(frame[1:9]), self._unit))


def encode_check(covered: bytes) -> bytes:
    """The XOR of the bytes covered, as the two hex digits that all Yaohua frames send."""
    return b"%02X" % reduce(xor, covered)


def verify_check(frame: bytes, covered: bytes, sent: bytes) -> None:
    """Raises `FrameError` where the check that `frame` carries is not that of the bytes covered."""
    if sent != encode_check(covered):
        raise FrameError(f"check should be {encode_check(covered).decode()}: {frame.hex()}")


def parse_figure(field: bytes) -> Decimal:
    """Sign, six digits and number of decimals -> the figure on the display; raises `FrameError`."""
    if FIELD.fullmatch(field) is None:
        raise FrameError(f"sign, digits or decimals out of range: {field.hex()}")
    return Decimal(int(field[:7])).scaleb(-int(field[7:]))
