"""Answers of a simulated indicator by the SMA protocol, as its manual describes them: a display in, bytes out.

Written apart from the parser in `edge.wire`, so that neither hides the other's faults.
"""

from __future__ import annotations

from edge.sim.display import Display


def encode_sma(shows: Display) -> bytes:
    """The answer to `LF W CR`, 20 bytes (Sartorius PR 5220 manual p. 130).

    Raises ValueError where the weight does not fit 10 characters.
    """
    weight = f"{shows.figure():f}".rjust(10)
    if len(weight) > 10:
        raise ValueError(f"{weight} does not fit ten characters")
    kind = "N" if shows.net else "G"
    motion = " " if shows.stable else "M"
    return f"\n{_status(shows)}1{kind}{motion} {weight}{shows.unit:<3}\r".encode("ascii")


def _status(shows: Display) -> str:
    if shows.overload or shows.underload:
        return "O" if shows.overload else "U"
    return "Z" if shows.gross() == 0 and not shows.net else " "
