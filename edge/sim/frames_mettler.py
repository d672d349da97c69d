"""Answers of a simulated MT-SICS indicator, as its manual describes them: a display in, the bytes of one answer out.

Written apart from the parser in `edge.wire`, so that neither hides the other's faults.
"""

from __future__ import annotations

from edge.sim.display import Display


def encode_sics(shows: Display) -> bytes:
    """The answer to `SI` (MT-SICS manual 11781363, S, SI and SIR).

    Raises ValueError where the weight does not fit 10 characters.
    """
    if shows.overload or shows.underload:
        return b"S +\r\n" if shows.overload else b"S -\r\n"
    weight = f"{shows.figure():f}".rjust(10)
    if len(weight) > 10:
        raise ValueError(f"{weight} does not fit ten characters")
    return f"S {'S' if shows.stable else 'D'} {weight} {shows.unit}\r\n".encode("ascii")
