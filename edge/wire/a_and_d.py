"""A&D format (AD-4329, AD-4402, AD-4406; also sent by CAS and others as "AND"); pure.

    ST , GS , + 0 0 1 2 . 3 4  k g  CR [LF]        18 bytes; 17 without LF, one more where units have 3 characters
    US   NT   8 characters:    ' t'
    OL   TR   sign, digits,    ' g'
    LO        point or comma   'lb'
    HD

    ST stable, US unstable, OL or LO out of range, HD on hold      GS gross, NT net, TR tare; 'G ', 'N ', 'T ' as well

Out of range the digits are blank, or all 9: an underload where the sign is a minus, else an overload. A net weight
comes without its tare and gives no gross weight; a weight on hold is not the one on the platform now. There is no
check; the line is often 7E1.

Survives: a start in the middle of a frame, split and joined chunks, noise between frames. Sources: AD-4402 manual
p. 80, AD-4329A manual p. 43, AD-4406 manual p. 45.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LONGEST = 19
OUTLINE = re.compile(rb"(ST|US|OL|LO|HD),(GS|NT|TR|PT|G |N |T ),([ +\-0-9.,]{8})([ a-z]{2,3})\r\n?")
NUMBER = re.compile(rb"([+-]?) *([0-9]+(?:[.,][0-9]*)?)")
UNITS: dict[bytes, Unit] = {b"kg": "kg", b"t": "t", b"lb": "lb", b"g": "g"}
NO_FIGURE = b" +-.,"


class AAndD:
    """See `edge.wire.indicator.Format`."""

    poll = None

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:
        cut = cut_by(OUTLINE, LONGEST, buffer, starts=b"SUOLH")
        ends_in_cr = cut.length > 0 and buffer[cut.skip + cut.length - 1 :] == b"\r"
        return Cut(cut.skip) if ends_in_cr and not quiet else cut  # the LF may still be on its way

    def parse(self, frame: bytes) -> Shown:
        found = OUTLINE.fullmatch(frame)
        if found is None:
            raise FrameError(f"not an A&D frame: {frame.hex()}")
        header, kind, field, unit_name = found.groups()
        if header in (b"OL", b"LO"):
            return Shown(None, "underload" if b"-" in field else "overload", stable=False)
        figure, unit, stable = _figure(field), UNITS.get(unit_name.strip()), header == b"ST"
        if figure is None or unit is None or header == b"HD" or not kind.startswith(b"G"):
            return Shown(None, "invalid", stable)
        return weighed(in_kg(figure, unit), stable=stable)


def _figure(field: bytes) -> Decimal | None:
    """None where the digits are blank."""
    if not field.strip(NO_FIGURE):
        return None
    found = NUMBER.fullmatch(field.strip())
    if found is None:
        raise FrameError(f"not a number: {field.hex()}")
    sign, digits = found.groups()
    return Decimal((sign + digits.replace(b",", b".")).decode("ascii"))
