"""Frames of simulated CAS indicators, as their manuals describe them: a display in, the bytes of one frame out.

Written apart from the parser in `edge.wire`, so that neither hides the other's faults.
"""

from __future__ import annotations

from edge.sim.display import Display

_DEVICE_ID = 1
_ALWAYS, _STABLE, _GROSS, _TARE, _ZERO = 0x80, 0x40, 0x04, 0x02, 0x01


def encode_cas(shows: Display) -> bytes:
    """The 22-byte format (CI-600D manual p. 74, CI-400 manual p. 104).

    Raises ValueError where the weight does not fit 8 characters.
    """
    header = "OL" if shows.overload or shows.underload else "ST" if shows.stable else "US"
    text = f"{header},{'NT' if shows.net else 'GS'},".encode("ascii")
    return text + bytes([_DEVICE_ID, _lamps(shows)]) + b"," + _digits(shows) + f" {shows.unit:>2}\r\n".encode("ascii")


def _lamps(shows: Display) -> int:
    lit = _ALWAYS | (0 if shows.net else _GROSS)
    lit |= _STABLE if shows.stable else 0
    lit |= _TARE if shows.tare_kg else 0
    return lit | (_ZERO if shows.gross() == 0 else 0)


def _digits(shows: Display) -> bytes:
    """Leading zeros, as the manual prints 13.5: 000013.5."""
    text = f"{shows.figure():08f}"
    if len(text) > 8:
        raise ValueError(f"{text} does not fit eight characters")
    return text.encode("ascii")
