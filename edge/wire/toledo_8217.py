"""Toledo 8217 and 8213, an answer for each question; pure.

    question   W
    answer     02  d d . d d  ['N']  0D      the weight stands still; N: it is net
               02  ?  status  0D             there is no weight to send

    status  b0 motion   b1 over capacity   b2 under zero   b3 outside zero capture   b4 centre of zero   b5 net   b6 1

A net weight comes without its tare, so it gives no gross weight. The frame names no unit: the site does. Bit 7 may be
the parity of a line that is read without (9600 7E1 is usual), and b5 is constant in some models: neither is looked at.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames. There is no check.
Sources: Mettler-Toledo Diva service manual p. 39 and 45, Viva manual p. 51.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LONGEST = 11
OUTLINE = re.compile(rb"\x02(?:[ 0-9.]{1,8}N?|\?[^\x02\r])\r")
WEIGHT = re.compile(rb"\x02( *[0-9]+\.?[0-9]*)(N?)\r")
MOTION, OVER, UNDER = (1 << bit for bit in range(3))


class Toledo8217:
    """See `edge.wire.indicator.Format`."""

    poll = b"W"

    def __init__(self, unit: Unit = "kg") -> None:
        self._unit = unit

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's end is marked
        return cut_by(OUTLINE, LONGEST, buffer, starts=b"\x02")

    def parse(self, frame: bytes) -> Shown:
        if OUTLINE.fullmatch(frame) is None:
            raise FrameError(f"not an 8217 frame: {frame.hex()}")
        if frame[1:2] == b"?":
            return _parse_status(frame[2])
        found = WEIGHT.fullmatch(frame)
        if found is None:
            raise FrameError(f"not a figure: {frame.hex()}")
        if found[2]:
            return Shown(None, "invalid", stable=True)
        return weighed(in_kg(Decimal(found[1].decode("ascii").strip()), self._unit), stable=True)


def _parse_status(status: int) -> Shown:
    if status & OVER:
        return Shown(None, "overload", stable=False)
    if status & UNDER:
        return Shown(None, "underload", stable=False)
    return Shown(None, "motion" if status & MOTION else "invalid", stable=False)
