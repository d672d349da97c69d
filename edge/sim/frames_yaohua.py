"""Frames of simulated Yaohua indicators, as their manuals describe them: a display in, the bytes of one frame out.

Written apart from the parsers in `edge.wire`, so that neither hides the other's faults. All raise ValueError where the
weight does not fit the digits. Where a format has no frame for overload or underload, nothing is sent.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from edge.sim.display import Display


def encode_continuous(shows: Display) -> bytes:
    """tF=0, XK3190-A9+ manual p. 10: 12 bytes with the gross weight."""
    if shows.overload or shows.underload:
        return b""
    return _enclosed(_field(shows.gross()))


def encode_polled(shows: Display) -> bytes:
    """tF=1, XK3190-A9+ manual p. 10: the 14 bytes with which indicator A answers command B (gross weight)."""
    if shows.overload or shows.underload:
        return b""
    return _enclosed("AB" + _field(shows.gross()))


def encode_reversed(shows: Display) -> bytes:
    """Format 1 of the XK3190-A26 manual, p. 10: `=`, then 8 characters, the last digit first."""
    if shows.overload or shows.underload:
        return b""
    return b"=" + _eight(shows.gross())[::-1].encode("ascii")


def encode_plain(shows: Display) -> bytes:
    """Format 2 of the XK3190-A26 manual, p. 11: `=`, then 8 characters as displayed."""
    if shows.overload or shows.underload:
        return b""
    return b"=" + _eight(shows.gross()).encode("ascii")


def encode_a12(shows: Display) -> bytes:
    """XK3190-A12(E) manual p. 12-13: 15 bytes, always in kg."""
    if shows.overload or shows.underload:
        text = " " * 9 + ("OL" if shows.overload else "LO")
    else:
        text = ("WN" if shows.net else "WG") + _seven(replace(shows, unit="kg")) + "kg"
    return f"{text}{_xor(text)}\r\n".encode("ascii")


def encode_a12_bare(shows: Display) -> bytes:
    """The other firmware of the A12E: 11 bytes and CR LF, always in kg, without a check."""
    if shows.overload or shows.underload:
        return b""
    return f"{'wn' if shows.net else 'ww'}{_seven(replace(shows, unit='kg'))}kg\r\n".encode("ascii")


def _enclosed(text: str) -> bytes:
    return f"\x02{text}{_xor(text)}\x03".encode("ascii")


def _xor(text: str) -> str:
    check = 0
    for byte in text.encode("ascii"):
        check ^= byte
    return f"{check:02X}"


def _field(weight: Decimal) -> str:
    """Sign, six digits without the point, number of decimals."""
    decimals = _decimals(weight)
    digits = f"{abs(weight):f}".replace(".", "").rjust(6, "0")
    return _fitting(f"{_sign(weight, '+')}{digits}{decimals}", 8)


def _eight(weight: Decimal) -> str:
    """A sign, 0 where it is positive, and seven characters with the point."""
    return _fitting(_sign(weight, "0") + f"{abs(weight):f}".rjust(7, "0"), 8)


def _seven(shows: Display) -> str:
    """Seven characters with the point, the minus first; a blank last where there is no point."""
    weight = shows.figure()
    text = f"{abs(weight):f}" + ("" if _decimals(weight) else " ")
    return _fitting(_sign(weight, "") + text.rjust(6 if weight < 0 else 7, "0"), 7)


def _decimals(weight: Decimal) -> int:
    return len(f"{weight:f}".partition(".")[2])


def _sign(weight: Decimal, positive: str) -> str:
    return "-" if weight < 0 else positive


def _fitting(text: str, length: int) -> str:
    if len(text) != length:
        raise ValueError(f"{text!r} does not fit {length} characters")
    return text
