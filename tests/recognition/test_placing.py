from __future__ import annotations

from collections.abc import Sequence

import pytest

from edge.recognition.geometry import box_of, rectangle
from edge.recognition.placing import container_places, plate_places, size_type_places
from edge.recognition.reader import Place
from edge.values import Quad


def row(left: float, top: float, characters: int, height: float = 30.0) -> Quad:
    """A line of text as the detector boxes it; characters are 0.6 times as wide as the box is high."""
    return rectangle(left, top, left + 0.6 * height * characters, top + height)


def column(left: float, top: float, characters: int, width: float = 30.0) -> Quad:
    return rectangle(left, top, left + width, top + 1.1 * width * characters)


def fit(place: Place, wanted: Quad) -> float:
    """Share of the common area in that of both together."""
    (a, b, c, d), (e, f, g, h) = box_of(place.quad), box_of(wanted)
    common = max(0.0, min(c, g) - max(a, e)) * max(0.0, min(d, h) - max(b, f))
    return common / ((c - a) * (d - b) + (g - e) * (h - f) - common)


def best_fit(places: Sequence[Place], wanted: Quad, upright: bool = True) -> float:
    return max((fit(place, wanted) for place in places if place.upright is upright), default=0.0)


def test_a_plate_of_one_row_is_a_little_larger_than_its_line() -> None:
    line = row(100, 100, 9)
    (best,) = [place for place in plate_places([line]) if fit(place, rectangle(96.4, 96.4, 265.6, 133.6)) > 0.95]
    assert best.upright


def test_two_rows_make_one_place_whatever_their_order() -> None:
    top, bottom = row(118, 100, 3), row(100, 134, 6)
    for lines in ([top, bottom], [bottom, top]):
        assert best_fit(plate_places(lines), rectangle(95, 96, 213, 168)) > 0.9


def test_a_row_whose_other_row_was_not_found_has_room_for_it_above_and_below() -> None:
    places = plate_places([row(100, 200, 5)])
    assert best_fit(places, rectangle(96, 167, 194, 233)) > 0.85
    assert best_fit(places, rectangle(96, 197, 194, 264)) > 0.85


@pytest.mark.parametrize("line", [row(100, 100, 30), column(100, 100, 8), row(100, 100, 9, height=4)])
def test_what_can_be_no_row_of_a_plate_is_no_place(line: Quad) -> None:
    assert plate_places([line]) == ()


def test_a_number_in_one_row_with_and_without_room_for_its_check_digit() -> None:
    places = container_places([row(100, 100, 10)])
    assert best_fit(places, rectangle(97, 97, 283, 133)) > 0.95
    assert best_fit(places, rectangle(97, 97, 340, 133)) > 0.95


def test_a_number_split_over_a_row_is_joined() -> None:
    owner, serial, digit = row(100, 100, 4), row(200, 102, 6), row(330, 98, 2)
    assert best_fit(container_places([serial, digit, owner]), rectangle(98, 96, 368, 134)) > 0.9


def test_a_serial_number_whose_owner_code_was_not_found_has_room_for_it() -> None:
    assert best_fit(container_places([row(200, 100, 7)]), rectangle(98, 97, 329, 133)) > 0.9


def test_an_owner_code_over_its_digits_is_one_place() -> None:
    places = container_places([row(100, 140, 7), row(100, 100, 4)])
    assert best_fit(places, rectangle(98, 98, 228, 172)) > 0.9


def test_a_column_and_a_column_in_parts() -> None:
    assert best_fit(container_places([column(100, 50, 11)]), rectangle(98, 48, 132, 415), upright=False) > 0.9
    parts = [column(100, 50, 4), column(100, 200, 6), rectangle(98, 420, 134, 460)]
    assert best_fit(container_places(parts), rectangle(96, 48, 136, 462), upright=False) > 0.85


def test_two_columns_side_by_side_are_one_place() -> None:
    places = container_places([column(100, 50, 4), column(150, 50, 7)])
    assert best_fit(places, rectangle(98, 48, 182, 283), upright=False) > 0.9


def test_words_are_no_place_of_a_number() -> None:
    assert container_places([row(100, 100, 2)]) == ()


def test_places_are_few_however_many_lines_there_are_and_the_largest_come_first() -> None:
    lines = [row(40 + 7 * i, 30 * i, 10, height=20 + i) for i in range(150)]
    assert len(container_places(lines)) <= 128
    assert len(plate_places(lines)) <= 48
    first, *_ = container_places(lines)
    highest_row = box_of(lines[-1])
    assert box_of(first.quad)[1] < highest_row[1] < highest_row[3] < box_of(first.quad)[3]


def test_a_size_type_code_is_looked_for_below_and_behind() -> None:
    number = Place(row(100, 100, 11))
    below, behind, far = row(220, 140, 4), row(330, 100, 4), row(100, 400, 4)
    boxes = {box_of(place.quad) for place in size_type_places(number, [below, behind, far])}
    assert boxes == {(100, 100, 298, 170), (100, 100, 402, 130)}
