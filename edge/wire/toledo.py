"""Toledo continuous format (Mettler-Toledo 8142, 8530, IND; Keli D2008, XK3190 by menu); pure.

    02  SWA SWB SWC  weight      [tare]      0D  [check]       17 or 18 bytes; short form, without tare: 11 or 12
                     6 digits    6 digits        -(sum of all before, 02 and 0D too), low 7 bits

    SWA  b0-2  decimal point: 0 x100, 1 x10, 2 x1, 3 x0.1 .. 7 x0.00001     b3-4  increment 1, 2 or 5     b5  1
    SWB  b0 net   b1 negative   b2 out of range   b3 motion   b4 kg, else lb   b5 1   b6 not zeroed since power-up
    SWC  b0-2  unit: 0 as SWB b4, 1 g, 2 t, others unknown here   b3 print   b4 x10 expanded   b5 1

Leading zeros may be blanks. The gross weight is weight + tare where the weight is net; a net weight without a tare, as
in the short form, gives none. Out of range is underload where the weight is negative, else overload. A figure is taken
as sent: the increment only tells its steps, and in the x10 expanded display the decimal point of SWA counts the added
digit too.

Whether a check follows is a setting of the indicator's; the byte behind the 0D tells. An 02 begins the next frame, so
there was no check, unless the check happens to be 02 and another 02 follows. Any other byte is the check. Where the
line is quiet behind the 0D, there is none.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames, a wrong check (skipped and
counted). Sources: Mettler-Toledo IND445 manual p. 50, Cardinal 225 manual p. 126, Wildcat manual p. 40-41, and the
firmware of the IND245 for the expanded display.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

STX = 0x02
LONG = 17  # without the check
OUTLINE = re.compile(rb"\x02[\x20-\x7f]{9}(?:[\x20-\x7f]{6})?\r")
DIGITS = re.compile(rb" *[0-9]+")
ALWAYS_SET = 0x20
NET, NEGATIVE, OUT_OF_RANGE, MOTION, KG = (1 << bit for bit in range(5))
UNITS: dict[int, Unit] = {1: "g", 2: "t"}


class Toledo:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:
        cut = cut_by(OUTLINE, LONG, buffer, starts=b"\x02")
        if not cut.length:
            return cut
        end = cut.skip + cut.length
        return Cut(cut.skip, _length(buffer[cut.skip : end], buffer[end : end + 2], quiet=quiet))

    def parse(self, frame: bytes) -> Shown:
        body = _verified(frame)
        a, b, c = body[1:4]
        if not a & b & c & ALWAYS_SET:
            raise FrameError(f"status words out of range: {frame.hex()}")
        if b & OUT_OF_RANGE:
            return Shown(None, "underload" if b & NEGATIVE else "overload", stable=False)
        stable = not b & MOTION
        unit = UNITS.get(c & 0b111) if c & 0b111 else ("kg" if b & KG else "lb")
        steps = _gross_steps(body, negative=bool(b & NEGATIVE), net=bool(b & NET))
        if steps is None or unit is None:
            return Shown(None, "invalid", stable)
        return weighed(in_kg(Decimal(steps).scaleb(2 - (a & 0b111)), unit), stable=stable)


def _length(body: bytes, after: bytes, *, quiet: bool) -> int:
    """How long the frame that begins with `body` is, judged by the two bytes `after`; 0: they are still to come."""
    if not after:
        return len(body) if quiet else 0
    if after[0] != STX:
        return len(body) + 1
    if _check_of(body) != STX:
        return len(body)
    if len(after) == 1:
        return len(body) + 1 if quiet else 0
    return len(body) + 1 if after[1] == STX else len(body)


def _verified(frame: bytes) -> bytes:
    """The frame without its check, which is right where there is one."""
    found = OUTLINE.match(frame)
    if found is None or len(frame) - found.end() > 1:
        raise FrameError(f"not a Toledo frame: {frame.hex()}")
    body, check = frame[: found.end()], frame[found.end() :]
    if check and check[0] != _check_of(body):
        raise FrameError(f"check should be {_check_of(body):02X}: {frame.hex()}")
    return body


def _check_of(body: bytes) -> int:
    return -sum(body) & 0x7F


def _gross_steps(body: bytes, *, negative: bool, net: bool) -> int | None:
    """The gross weight in steps of the last digit, None where the frame has none."""
    weight = -_digits(body[4:10]) if negative else _digits(body[4:10])
    tare = body[10:-1]
    if not net:
        return weight
    return weight + _digits(tare) if tare.strip() else None


def _digits(field: bytes) -> int:
    if DIGITS.fullmatch(field) is None:
        raise FrameError(f"not six digits: {field.hex()}")
    return int(field)
