"""Characters that are easily taken for one another on a plate or a container. Pure.

Source: the Latin "OCR equivalent characters" of Genetec Security Center's plate matcher (0 O D Q, 1 I, 2 Z, 5 S, 6 G,
8 B), and 7 beside 1.
"""

from __future__ import annotations

GROUPS = ("0ODQ", "1I7", "2Z", "5S", "6G", "8B")


def look_alike(one: str, other: str) -> bool:
    """Whether two different characters are easily taken for one another."""
    return one != other and any(one in group and other in group for group in GROUPS)


def only_difference(one: str, other: str) -> int | None:
    """The place of the only character in which two texts of one length differ; None where it is not just one."""
    if len(one) != len(other):
        return None
    places = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    return places[0] if len(places) == 1 else None
