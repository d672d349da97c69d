"""Frames of simulated A&D indicators, as their manuals describe them: a display in, the bytes of one frame out.

Written apart from the parser in `edge.wire`, so that neither hides the other's faults.
"""

from __future__ import annotations

from edge.sim.display import Display


def encode_a_and_d(shows: Display) -> bytes:
    """The A&D data format, 18 bytes (AD-4402 manual p. 80; OL and blank digits: AD-4329A manual p. 43).

    Raises ValueError where the weight does not fit 8 characters.
    """
    out_of_range = shows.overload or shows.underload
    header = "OL" if out_of_range else "ST" if shows.stable else "US"
    digits = _blank(shows) if out_of_range else f"{shows.figure():+08f}"
    if len(digits) > 8:
        raise ValueError(f"{digits} does not fit eight characters")
    return f"{header},{'NT' if shows.net else 'GS'},{digits}{shows.unit:>2}\r\n".encode("ascii")


def _blank(shows: Display) -> str:
    """Only the sign and the decimal point stay."""
    fraction = "." + " " * shows.decimals if shows.decimals else ""
    return ("-" if shows.underload else "+") + fraction.rjust(7)
