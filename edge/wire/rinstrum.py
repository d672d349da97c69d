"""Rinstrum auto-weight formats 1 and 2 (R320, 5000 series; formats A and C of the C500); pure.

    02  sign  w w w w w w w  status                 03        11 bytes
    02  sign  w w w w w w w  S1 S2 S3 S4  u u u     03        17 bytes
        ' '   7 characters, leading blanks,
        '-'   with the decimal point

    status  G gross, N net, U underload, O overload, M motion, E error
    S1      G, N, U, O or E as above       S2  M motion, else blank      S3  Z centre of zero, else blank
    S4      range 1 or 2, '-' with one     uuu ' kg', '  t', …; blank while the weight is not stable

A net weight comes without its tare and gives no gross weight. The short form says M in place of G or N: its moving
weights are taken as gross, and only a stable one tells. It names no unit, nor does the long one in motion: there the
unit is the one that the site gives. There is no check.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames. Sources: R320 reference
manual p. 44 (9.4), C530 manual p. 48.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.values import WeightStatus
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LONGEST = 17
OUTLINE = re.compile(rb"\x02[ -~]{9}(?:[ -~]{6})?\x03")
FIELDS = re.compile(rb"\x02([ \-])([ -~]{7})(?:([GNUOME])|([GNUOE])([ M])[ Z][ \-12]([ a-zA-Z]{3}))\x03")
NUMBER = re.compile(rb" *([0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
WITHOUT_WEIGHT: dict[bytes, WeightStatus] = {b"U": "underload", b"O": "overload", b"E": "invalid"}
UNITS: dict[bytes, Unit] = {b"kg": "kg", b"t": "t", b"lb": "lb", b"g": "g"}


class Rinstrum:
    """See `edge.wire.indicator.Format`. `unit`: of the figures, where frames name none."""

    poll = None

    def __init__(self, unit: Unit = "kg") -> None:
        self._unit = unit

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's end is marked
        return cut_by(OUTLINE, LONGEST, buffer, starts=b"\x02")

    def parse(self, frame: bytes) -> Shown:
        found = FIELDS.fullmatch(frame)
        if found is None:
            raise FrameError(f"not a Rinstrum frame: {frame.hex()}")
        sign, digits, short_status, long_status, motion, unit_name = found.groups()
        status = short_status or long_status
        if status in WITHOUT_WEIGHT:
            return Shown(None, WITHOUT_WEIGHT[status], stable=False)
        figure, stable = _figure(sign, digits), b"M" not in (status, motion)
        unit = self._unit_of(unit_name or b"")
        if status == b"N" or unit is None:
            return Shown(None, "invalid", stable)
        return weighed(in_kg(figure, unit), stable=stable)

    def _unit_of(self, name: bytes) -> Unit | None:
        """None where it is none that weighs a truck."""
        return UNITS.get(name.strip().lower()) if name.strip() else self._unit


def _figure(sign: bytes, digits: bytes) -> Decimal:
    found = NUMBER.fullmatch(digits)
    if found is None:
        raise FrameError(f"not a number: {digits.hex()}")
    return Decimal((sign.strip() + found[1]).decode("ascii"))
