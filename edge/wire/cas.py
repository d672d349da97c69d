"""CAS 22-byte format (CI-400, CI-600D and others); pure.

    ST , GS , id lamp , d d d d d d d d  x  k g  CR LF        22 bytes
    US   NT             8 characters        ' t', 'lb', ' g'
    OL

    ST stable, US unstable, OL overload      GS gross, NT net      id: of the device, any byte
    lamp   b7 1   b6 stable   b5 0 or 1   b4 hold   b3 printer   b2 gross   b1 tare   b0 zero
    x      blank, or the state of the relays

A net weight comes without its tare and gives no gross weight; a weight on hold is not the one on the platform now. A
real indicator put a blank inside the number, so blanks are left out of it. There is no check.

The same indicators' 10-byte format, 8 characters and CR LF, is not read: without a start its digits can't be told from
the end of another format's longer number, and it has neither sign of motion nor of overload.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames. Sources: CI-600D manual
p. 74, CI-400 manual p. 104.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LENGTH = 22
OUTLINE = re.compile(rb"(?:ST|US|OL),(?:GS|NT),.{2},.{8}.[ a-z]{2}\r\n", re.DOTALL)
NUMBER = re.compile(rb"[+-]?[0-9]+(?:\.[0-9]*)?")
HOLD = 0x10
UNITS: dict[bytes, Unit] = {b"kg": "kg", b"t": "t", b"lb": "lb", b"g": "g"}


class Cas:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's length is known
        return cut_by(OUTLINE, LENGTH, buffer, starts=b"SUO")

    def parse(self, frame: bytes) -> Shown:
        if OUTLINE.fullmatch(frame) is None:
            raise FrameError(f"not a CAS frame: {frame.hex()}")
        header, kind, lamp, unit = frame[:2], frame[3:5], frame[7], UNITS.get(frame[18:20].strip())
        if header == b"OL":
            return Shown(None, "overload", stable=False)
        figure, stable = _figure(frame[9:17]), header == b"ST"
        if kind == b"NT" or lamp & HOLD or unit is None:
            return Shown(None, "invalid", stable)
        return weighed(in_kg(figure, unit), stable=stable)


def _figure(field: bytes) -> Decimal:
    digits = field.replace(b" ", b"")
    if NUMBER.fullmatch(digits) is None:
        raise FrameError(f"not a number: {field.hex()}")
    return Decimal(digits.decode("ascii"))
