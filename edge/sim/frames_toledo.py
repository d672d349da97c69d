"""Frames of simulated Toledo indicators, as their manuals describe them: a display in, the bytes of one frame out.

Written apart from the parsers in `edge.wire`, so that neither hides the other's faults. All raise ValueError where the
weight does not fit the digits.
"""

from __future__ import annotations

from decimal import Decimal

from edge.sim.display import Display


def encode_continuous(shows: Display) -> bytes:
    """Continuous output with tare and check, 18 bytes (Cardinal 225 manual p. 126, format 2)."""
    return _with_check(encode_continuous_unchecked(shows))


def encode_continuous_unchecked(shows: Display) -> bytes:
    """Continuous output with tare, 17 bytes (Cardinal 225 manual p. 126, format 0)."""
    return b"\x02" + _status_words(shows) + _weight(shows) + _six_digits(shows.tare()) + b"\r"


def encode_short(shows: Display) -> bytes:
    """Short output with check, 12 bytes (Cardinal 225 manual p. 126, format 3)."""
    return _with_check(encode_short_unchecked(shows))


def encode_short_unchecked(shows: Display) -> bytes:
    """Short output, 11 bytes (Cardinal 225 manual p. 126, format 1)."""
    return b"\x02" + _status_words(shows) + _weight(shows) + b"\r"


def encode_8217(shows: Display) -> bytes:
    """The answer to `W` (Diva service manual p. 39): the weight where one stands still, else the status byte."""
    figure = shows.figure()
    under = shows.underload or figure < 0
    if under or shows.overload or not shows.stable:
        status = 0b0100_0000 | shows.net << 5 | under << 2 | shows.overload << 1 | (not shows.stable)
        return b"\x02?" + bytes([status]) + b"\r"
    text = f"{figure:f}".rjust(3 + shows.decimals if shows.decimals else 5, "0")
    if len(text.replace(".", "")) > 5:
        raise ValueError(f"{figure} does not fit five digits")
    return b"\x02" + text.encode("ascii") + (b"N" if shows.net else b"") + b"\r"


def _status_words(shows: Display) -> bytes:
    """SWA with an increment of 1, SWB, SWC."""
    negative = shows.underload or shows.figure() < 0
    out_of_range = shows.overload or shows.underload
    word_a = 0b0010_1000 | 2 + shows.decimals
    word_b = 0b0010_0000 | shows.net | negative << 1 | out_of_range << 2 | (not shows.stable) << 3
    word_b |= (shows.unit == "kg") << 4
    word_c = 0b0010_0000 | (2 if shows.unit == "t" else 0)
    return bytes([word_a, word_b, word_c])


def _weight(shows: Display) -> bytes:
    """Six digits, blank where the display is."""
    return b" " * 6 if shows.overload or shows.underload else _six_digits(shows.figure())


def _six_digits(weight: Decimal) -> bytes:
    """Without sign and point, leading zeros blank."""
    digits = f"{abs(weight):f}".replace(".", "").lstrip("0") or "0"
    if len(digits) > 6:
        raise ValueError(f"{weight} does not fit six digits")
    return digits.rjust(6).encode("ascii")


def _with_check(frame: bytes) -> bytes:
    """The check makes the low 7 bits of the sum of all bytes zero."""
    return frame + bytes([(0x80 - sum(frame) % 0x80) % 0x80])
