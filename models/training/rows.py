"""Which characters of a mark stand in which row, as far as its layout tells.

The network's lanes are taught row by row: left to itself it reads everything in its first lane, because most marks
have one row, and then can't tell two rows apart.
"""

from __future__ import annotations

from models.training.marks import Layout

Rows = tuple[str, ...]
"""Text of each lane, "" for one that stays empty."""

_OWNER = 4
_FIRST_ROW = {"VN": (3, 4, 5), "CN": (2, 3)}
"""Lengths that the upper row of a plate may have: `51C`, `59X1`, `29MĐ1`; `云G`, `WJ云`."""
_LEAST_BELOW = 2


def rows_of_plate(text: str, layout: Layout, country: str) -> tuple[Rows, ...]:
    """The ways in which a plate's characters may stand in two lanes; the picture shows which."""
    if layout == "two_row" and text:
        lengths = [n for n in _FIRST_ROW.get(country, (2, 3, 4, 5)) if n <= len(text) - _LEAST_BELOW]
        return tuple((text[:n], text[n:]) for n in lengths) or ((text, ""),)
    return ((text, ""),)


def rows_of_container(text: str, layout: Layout) -> tuple[Rows, ...]:
    """A container mark in three lanes: the number, or owner code and the rest, and last `/` with a size-type code."""
    number, slash, code = text.partition("/")
    if layout in {"two_row", "vertical_two_column"}:
        return ((number[:_OWNER], number[_OWNER:], slash + code),)
    return ((number, "", slash + code),)
