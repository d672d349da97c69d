"""SMA, the Scale Manufacturers Association's standard protocol (Avery, Cardinal, Fairbanks, Sartorius PR); pure.

    question   LF W CR                                         the weight displayed, at once
    answer     LF  s r n m f  x x x x x x . x x x  u u u  CR   20 bytes
                              10 characters,       'kg ', 't  ', 'lb ', 'g  '
                              right-aligned
               LF ? CR                                         question not understood

    s   Z centre of zero, O over capacity, U under capacity; E zero error, I initial zero error, T tare error, e weight
        not displayed: minus signs for digits; blank: nothing of all that
    r   range, 1 where there is one      n   G gross, N net, T tare; g, n with one more digit
    m   M motion, else blank             f   of the maker's own

A net weight comes without its tare and gives no gross weight. There is no check. After `LF R CR` the same answers come
by themselves.

Cardinal's other answer, to ENQ (`s xxxxxx d uu m cc CR`), is not read: it has no start by which it could be told from
the end of something else.

Survives: a start in the middle of a frame, split and joined chunks, other answers and noise between frames. Sources:
Sartorius PR 5220 manual p. 130, PR 5211 manual p. 50-53, Cardinal 225 manual p. 122, 185 manual p. 25.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.values import WeightStatus
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LENGTH = 20
NOT_UNDERSTOOD = b"\n?\r"
OUTLINE = re.compile(rb"\n(?:[ -~]{18}|\?)\r")
FIELDS = re.compile(rb"\n([ ZOUEITe])[ 0-9]([GNTgn])([ M])[ -~]([ \-0-9.]{10})([ a-zA-Z]{3})\r")
NUMBER = re.compile(rb" *(-?) *([0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
WITHOUT_WEIGHT: dict[bytes, WeightStatus] = {
    b"O": "overload",
    b"U": "underload",
    b"E": "invalid",
    b"I": "invalid",
    b"T": "invalid",
    b"e": "invalid",
}
UNITS: dict[bytes, Unit] = {b"kg": "kg", b"t": "t", b"lb": "lb", b"g": "g"}


class Sma:
    """See `edge.wire.indicator.Format`."""

    poll = b"\nW\r"

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's end is marked
        return cut_by(OUTLINE, LENGTH, buffer, starts=b"\n")

    def parse(self, frame: bytes) -> Shown:
        if frame == NOT_UNDERSTOOD:
            return Shown(None, "invalid", stable=False)
        found = FIELDS.fullmatch(frame)
        if found is None:
            raise FrameError(f"not an SMA answer: {frame.hex()}")
        status, kind, motion, digits, unit_name = found.groups()
        if status in WITHOUT_WEIGHT:
            return Shown(None, WITHOUT_WEIGHT[status], stable=False)
        figure, unit, stable = _figure(digits), UNITS.get(unit_name.strip().lower()), motion != b"M"
        if kind not in (b"G", b"g") or figure is None or unit is None:
            return Shown(None, "invalid", stable)
        return weighed(in_kg(figure, unit), stable=stable)


def _figure(field: bytes) -> Decimal | None:
    """None where minus signs stand for the digits."""
    if not field.strip(b"- "):
        return None
    found = NUMBER.fullmatch(field)
    if found is None:
        raise FrameError(f"not a number: {field.hex()}")
    return Decimal((found[1] + found[2]).decode("ascii"))
