"""MT-SICS, the Mettler-Toledo Standard Interface Command Set, levels 0 and 1; pure.

    question   S I CR LF                            the weight at once; after `SIR` the same answers come by themselves
    answer     S  blank  status  blank  weight  blank  unit  CR LF
                         'S' stable     10 characters, right-aligned; left-aligned in some models
                         'D' dynamic    '-' before the digits where negative        unit: g, kg, t, lb

               S  blank  'I'  CR LF        not executable now            S  blank  '+' or '-'  CR LF     over, under
               E S / E T / E L  CR LF      question not understood, garbled on the way, or not allowed

The weight is the one displayed, net of any tare, and the answer does not say whether there is one: an indicator that is
read this way has to be kept without a tare.

Survives: a start in the middle of a frame, split and joined chunks, other answers and noise between frames. There is no
check. Source: MT-SICS reference manual 11781363, sections 2.1.2 (answers), 2.1.3 (errors), S, SI and SIR.
"""

from __future__ import annotations

import re
from decimal import Decimal

from edge.errors import FrameError
from edge.values import WeightStatus
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg

LONGEST = 29
OUTLINE = re.compile(rb"(?:S [SDI+\-][\x20-\x7e]{0,24}|E[STL])\r\n")
WEIGHT = re.compile(rb"S ([SD]) +(-?) *([0-9]+\.?[0-9]*) +(g|kg|t|lb) *\r\n")
UNITS: dict[bytes, Unit] = {b"g": "g", b"kg": "kg", b"t": "t", b"lb": "lb"}
WITHOUT_WEIGHT: dict[bytes, WeightStatus] = {
    b"S I": "invalid",
    b"S +": "overload",
    b"S -": "underload",
    b"ES": "invalid",
    b"ET": "invalid",
    b"EL": "invalid",
}


class MtSics:
    """See `edge.wire.indicator.Format`."""

    poll = b"SI\r\n"

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's end is marked
        return cut_by(OUTLINE, LONGEST, buffer, starts=b"SE")

    def parse(self, frame: bytes) -> Shown:
        status = WITHOUT_WEIGHT.get(frame.rstrip(b" \r\n"))
        if status is not None:
            return Shown(None, status, stable=False)
        found = WEIGHT.fullmatch(frame)
        if found is None:
            raise FrameError(f"not an MT-SICS weight: {frame.hex()}")
        flag, sign, digits, unit = found.groups()
        figure = Decimal((sign + digits).decode("ascii"))
        return weighed(in_kg(figure, UNITS[unit]), stable=flag == b"S")
