"""Frames of simulated Rinstrum indicators, as their manuals describe them: a display in, the bytes of one frame out.

Written apart from the parser in `edge.wire`, so that neither hides the other's faults. All raise ValueError where the
weight does not fit 7 characters.
"""

from __future__ import annotations

from edge.sim.display import Display


def encode_short(shows: Display) -> bytes:
    """Auto-weight format 1, 11 bytes (R320 reference manual p. 44)."""
    status = _status(shows)
    moving = not shows.stable and status in "GN"
    return b"\x02" + _signed(shows) + (b"M" if moving else status.encode("ascii")) + b"\x03"


def encode_long(shows: Display) -> bytes:
    """Auto-weight format 2, 17 bytes (R320 reference manual p. 44)."""
    s2 = " " if shows.stable else "M"
    s3 = "Z" if shows.gross() == 0 else " "
    unit = f"{shows.unit:>3}" if shows.stable else "   "
    return b"\x02" + _signed(shows) + f"{_status(shows)}{s2}{s3}-{unit}".encode("ascii") + b"\x03"


def _status(shows: Display) -> str:
    if shows.overload or shows.underload:
        return "O" if shows.overload else "U"
    return "N" if shows.net else "G"


def _signed(shows: Display) -> bytes:
    """Sign and weight; without a decimal point the first of the seven characters is blank."""
    figure = shows.figure()
    text = f"{abs(figure):f}"
    if len(text) > (7 if shows.decimals else 6):
        raise ValueError(f"{text} does not fit seven characters")
    return (("-" if figure < 0 else " ") + text.rjust(7)).encode("ascii")
