"""Yaohua XK3190-A12 and A12E; pure.

    W  G/N  value            k g  XOR-hi XOR-lo  CR LF     15 bytes; XOR of bytes 1..11, as in `edge.wire.yaohua`
            7 characters with the point; a blank last where there is none; '-' in the place of the first digit
    9 blanks                 O L  '2' '3'        CR LF     overload
    9 blanks                 L O  '2' '3'        CR LF     underload (below -20 divisions)

    w  w/n  value            k g                [CR LF]    11 or 13 bytes; other firmware, without a check

`G` and `w` are gross, `N` and `n` net: a net weight comes without its tare, so it gives no gross weight. There is no
stable bit: a weight is stable by repetition. The unit is always kg.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames, a wrong check (skipped and
counted). Sources: XK3190-A12(E) manual p. 12-13; the other firmware as its users describe it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import in_kg
from edge.wire.yaohua import verify_check

LONGEST = 15
_CHECKED = rb"(?:W[GN][\x20-\x7e]{7}kg| {9}(?:OL|LO))[\x20-\x7e]{2}\r\n"
_BARE = rb"w[wn][\x20-\x7e]{7}kg"
FOLLOWED = re.compile(_CHECKED + rb"|" + _BARE + rb"(?:\r\n|(?=[^\r]|\r[^\n]))")
AT_REST = re.compile(_CHECKED + rb"|" + _BARE + rb"(?:\r\n)?")
FIGURE = re.compile(rb"-?[0-9]+\.?[0-9]* ?")


class YaohuaA12:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:
        return cut_by(AT_REST if quiet else FOLLOWED, LONGEST, buffer, starts=b"Ww ")

    def parse(self, frame: bytes) -> Shown:
        if AT_REST.fullmatch(frame) is None:
            raise FrameError(f"not an A12 frame: {frame.hex()}")
        if not frame.startswith(b"w"):
            verify_check(frame, frame[:11], frame[11:13])
        if frame.startswith(b" "):
            return Shown(None, "overload" if frame[9:11] == b"OL" else "underload")
        if FIGURE.fullmatch(frame[2:9]) is None:
            raise FrameError(f"not a figure: {frame.hex()}")
        if frame[1:2] in b"Nn":
            return Shown(None, "invalid")
        return weighed(in_kg(Decimal(frame[2:9].decode("ascii").strip()), "kg"))
