"""Lines of text -> places where a plate or a container number may be, as the readers know them. Pure.

Far more places are named than there are marks: which of them is one the readers tell, by finding nothing in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edge.recognition.geometry import centre_of, grown, hull_of, is_vertical, offset_from, part_of, size_of, stretched
from edge.recognition.lines import goes_on_below, is_next_column, is_next_row, is_right_of, stands_on
from edge.recognition.reader import Place
from edge.values import Quad

_MOST_PLATES = 48
_MOST_CONTAINERS = 128

PLATE_MARGINS = -0.04, 0.12
"""From a line's box to the plate's edge, as shares of a row's height: the boxes are looser on small text."""

CONTAINER_MARGIN = 0.1
_CHECK_DIGIT = 1.9
"""Heights of a character behind a number in which its check digit stands, mostly in a box of its own."""

_ONE_ROW = 2.8, 17.0
_EXTENDED_ROW = 3.6, 17.0
_TWO_ROWS = 1.1, 5.5
_PLATE_ROW = 1.1, 8.0
_PLATE_HALF = 1.2, 4.5
_SERIAL = 2.0, 5.5
"""Length over breadth that a number or a row of a plate can have: from, to."""

_OWNER = 0.8
"""Lengths of a serial number before it in which its owner code stands."""

_MOST_PARTS = 3
_LEAST_HEIGHT = 6.0
_BELOW = 1.5
"""Heights of a row within which the size-type code stands under a number."""


def plate_places(lines: Sequence[Quad]) -> tuple[Place, ...]:
    """Where plates may be: pairs of rows, rows alone, and rows whose other row was not found; the largest first."""
    rows = _readable(line for line in lines if not is_vertical(line))
    found = [place for row in rows for quad in _plates_at(row, rows) for place in _framed(quad, size_of(row)[1])]
    return _unique(found)[:_MOST_PLATES]


def _plates_at(row: Quad, rows: Sequence[Quad]) -> Iterator[Quad]:
    below = [other for other in rows if stands_on(row, other)]
    above = [other for other in rows if stands_on(other, row)]
    yield from (hull_of([row, other]) for other in below)
    if _is_within(row, _PLATE_ROW):
        yield row
    if _is_within(row, _PLATE_HALF):
        if not above:
            yield stretched(row, up=1.05)
        if not below:
            yield stretched(row, down=1.05)


def container_places(lines: Sequence[Quad]) -> tuple[Place, ...]:
    """Where container numbers may be: in a row, in two, downwards in one column or two; the largest first."""
    readable = _readable(lines)
    rows = [line for line in readable if not is_vertical(line)]
    found = [place for line in readable for place in (
        _columns_at(line, readable) if is_vertical(line) else _rows_at(line, rows)
    )]  # fmt: skip
    return _unique(found)[:_MOST_CONTAINERS]


def _rows_at(row: Quad, rows: Sequence[Quad]) -> Iterator[Place]:
    for part in _chains(row, rows):
        yield from _in_one_row(part)
    if _is_within(row, _SERIAL) and not any(is_right_of(other, row) for other in rows):
        yield Place(_padded(part_of(row, -_OWNER, 1.0), size_of(row)[1]))
    for start in (other for other in rows if is_next_row(row, other)):
        for lower in _chains(start, rows):
            yield from _in_two_rows(row, lower)


def _in_one_row(row: Quad) -> Iterator[Place]:
    for quad, wanted in ((row, _ONE_ROW), (_with_check_digit(row), _EXTENDED_ROW)):
        if _is_within(quad, wanted):
            yield Place(_padded(quad, size_of(row)[1]))


def _in_two_rows(upper: Quad, lower: Quad) -> Iterator[Place]:
    for quad in (hull_of([upper, lower]), hull_of([upper, _with_check_digit(lower)])):
        if _is_within(quad, _TWO_ROWS):
            yield Place(_padded(quad, size_of(upper)[1]))


def _chains(row: Quad, rows: Sequence[Quad]) -> Iterator[Quad]:
    """The row alone, and joined with what follows it to the right, nearest first."""
    behind = sorted((other for other in rows if is_right_of(row, other)), key=lambda other: other[0][0])
    parts = [row, *behind[: _MOST_PARTS - 1]]
    for count in range(1, len(parts) + 1):
        yield hull_of(parts[:count])


def _with_check_digit(row: Quad) -> Quad:
    width, height = size_of(row)
    return part_of(row, 0.0, 1 + _CHECK_DIGIT * height / max(width, 1.0))


def _columns_at(column: Quad, lines: Sequence[Quad]) -> Iterator[Place]:
    chain = [column]
    yield from _standing(chain, _ONE_ROW)
    while len(chain) < _MOST_PARTS and (following := _next_below(chain[-1], lines)):
        chain.append(following)
        yield from _standing(chain, _ONE_ROW)
    for other in lines:
        if is_vertical(other) and is_next_column(column, other):
            yield from _standing([column, other], _TWO_ROWS)


def _standing(parts: Sequence[Quad], wanted: tuple[float, float]) -> Iterator[Place]:
    hull = hull_of(parts)
    width, height = size_of(hull)
    for quad in (hull, stretched(hull, down=_CHECK_DIGIT * size_of(parts[-1])[0] / max(height, 1.0))):
        width, height = size_of(quad)
        if wanted[0] <= height / max(width, 1.0) <= wanted[1]:
            yield Place(_padded(quad, size_of(parts[0])[0]), upright=False)


def _next_below(line: Quad, lines: Sequence[Quad]) -> Quad | None:
    below = [other for other in lines if other is not line and goes_on_below(line, other)]
    return min(below, key=lambda other: other[0][1], default=None)


def size_type_places(number: Place, lines: Sequence[Quad]) -> tuple[Place, ...]:
    """A number's place together with each line near it that may be its size-type code."""
    if not number.upright:
        near = [line for line in lines if goes_on_below(number.quad, line) or is_next_column(number.quad, line)]
    else:
        near = [line for line in lines if _is_below(number.quad, line) or is_right_of(number.quad, line)]
    return tuple(Place(hull_of([number.quad, line]), number.upright) for line in near)


def _is_below(number: Quad, line: Quad) -> bool:
    width, height = size_of(number)
    along, across = offset_from(number, centre_of(line))
    gap = across - height / 2 - size_of(line)[1] / 2
    return abs(along) < width / 2 and -0.3 * height < gap < _BELOW * size_of(line)[1]


def _is_within(quad: Quad, wanted: tuple[float, float]) -> bool:
    width, height = size_of(quad)
    return wanted[0] <= width / max(height, 1.0) <= wanted[1]


def _framed(quad: Quad, row_height: float) -> Iterator[Place]:
    for margin in PLATE_MARGINS:
        yield Place(grown(quad, margin * row_height, margin * row_height))


def _padded(quad: Quad, character: float) -> Quad:
    return grown(quad, CONTAINER_MARGIN * character, CONTAINER_MARGIN * character)


def _readable(lines: Iterable[Quad]) -> list[Quad]:
    """Lines high enough to be read, the highest first."""
    high = [line for line in lines if min(size_of(line)) >= _LEAST_HEIGHT]
    return sorted(high, key=lambda line: -min(size_of(line)))


def _unique(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))
