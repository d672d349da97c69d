"""The zone that a technician draws: a polygon in fractions of width and height, as [[camera]].zone. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from edge.errors import InputError

Zone = tuple[tuple[float, float], ...]

LEAST_CORNERS, MOST_CORNERS = 3, 32
LEAST_AREA = 0.01  # of the picture
DIGITS = 4


def parse_zone(told: Any) -> Zone | None:  # noqa: ANN401  # any JSON
    """`[[x, y], …]` from the page, or None for the whole picture; InputError says what is wrong with it."""
    if told is None:
        return None
    if not isinstance(told, list) or not LEAST_CORNERS <= len(told) <= MOST_CORNERS:
        raise InputError(f"a zone has {LEAST_CORNERS} to {MOST_CORNERS} corners")
    zone = tuple(_corner(one) for one in told)
    if len(set(zone)) < len(zone):
        raise InputError("two corners of the zone lie on one another")
    if _crosses_itself(zone):
        raise InputError("the zone's border crosses itself")
    if area_of(zone) < LEAST_AREA:
        raise InputError("the zone is too small")
    return zone


def _corner(told: Any) -> tuple[float, float]:  # noqa: ANN401  # any JSON
    is_pair = isinstance(told, list) and len(told) == 2 and all(type(one) in (int, float) for one in told)
    if not is_pair or not all(math.isfinite(one) and 0 <= one <= 1 for one in told):
        raise InputError("a corner of the zone is [x, y], each 0 to 1")
    return round(float(told[0]), DIGITS), round(float(told[1]), DIGITS)


def area_of(zone: Zone) -> float:
    """As a share of the picture."""
    pairs = zip(zone, zone[1:] + zone[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _crosses_itself(zone: Zone) -> bool:
    edges = list(zip(zone, zone[1:] + zone[:1], strict=True))
    count = len(edges)
    return any(
        _cross(edges[one], edges[other])
        for one in range(count)
        for other in range(one + 2, count)
        if (other + 1) % count != one
    )


def _cross(one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> bool:
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Above 0 where c lies to the right of the way from a to b, the y axis pointing down."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
