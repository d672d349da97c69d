"""Yaohua `=` frames: digits reversed (XK3190-D2+ with tF=2 or 3, A23p, A26 format 1) or not (A26 format 2); pure.

    reversed   =  d . d d d d d  sign      8 or 9 bytes: the display's characters from the last one to the first
                  LSB first      '-', or one more digit (0)          3.000: =000.3000     -1.00: =00.1000-
    plain      =  sign  d d d d . d d      8 or 9 bytes, as the display shows them
                  '-' or 0                                           3.000: =0003.000     -1.00: =-0001.00

A frame ends where the next one begins, or where the line falls quiet. It has no check and no stable, overload or unit
bit: a weight is stable by repetition, in the unit that the site names.

A positive weight reads both ways, so its bytes can't tell the order of the digits, and the site says it. Only a minus
tells: it stands last in a reversed frame and first in a plain one. A frame whose minus contradicts the site is refused.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames. A lost digit or a wrong one
can't be seen in one frame; it has to be repeated to be believed. Source: XK3190-A26 manual p. 10-11, XK3190-A23p manual
p. 23-26.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

DigitOrder = Literal["reversed", "plain"]

LONGEST = 10  # with the byte behind a frame, which shows that it has ended
FOLLOWED = re.compile(rb"=[0-9.\-]{7,8}(?=[^0-9.\-])")
AT_REST = re.compile(rb"=[0-9.\-]{7,8}(?![0-9.\-])")
FIGURE = re.compile(rb"-?[0-9]+\.?[0-9]*")


class YaohuaReversed:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def __init__(self, unit: Unit = "kg", digits: DigitOrder = "reversed") -> None:
        self._unit = unit
        self._step = -1 if digits == "reversed" else 1

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:
        return cut_by(AT_REST if quiet else FOLLOWED, LONGEST, buffer, starts=b"=")

    def parse(self, frame: bytes) -> Shown:
        if AT_REST.fullmatch(frame) is None:
            raise FrameError(f"not a Yaohua = frame: {frame.hex()}")
        figure = frame[1:][:: self._step]
        if FIGURE.fullmatch(figure) is None:
            raise FrameError(f"sign or decimal point out of place: {frame.hex()}")
        return weighed(in_kg(Decimal(figure.decode("ascii")), self._unit))
