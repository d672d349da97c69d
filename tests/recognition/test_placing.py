from __future__ import annotations

import math

import pytest

from edge.recognition.detector import Detection
from edge.recognition.geometry import angle_of, box_of, centre_of, rectangle, size_of, tilted
from edge.recognition.placing import box_place, kind_of, place_of, size_type_places
from edge.recognition.reader import Place
from edge.values import MarkKind, Quad

ROW, COLUMN = rectangle(100, 100, 400, 150), rectangle(100, 100, 140, 500)


def detection(name: str, quad: Quad) -> Detection:
    return Detection(name, quad, box_of(quad), 0.9)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("plate", "plate"), ("container", "container"), ("container_vertical", "container"), ("vehicle", None)],
)
def test_both_kinds_of_container_marks_are_one_and_a_vehicle_is_nothing_to_read(
    name: str, kind: MarkKind | None
) -> None:
    assert kind_of(detection(name, ROW)) == kind


@pytest.mark.parametrize(
    ("name", "quad", "narrow"), [("plate", ROW, 50.0), ("container", ROW, 50.0), ("container_vertical", COLUMN, 40.0)]
)
def test_a_mark_is_read_with_as_much_ground_on_every_side(name: str, quad: Quad, narrow: float) -> None:
    place = place_of(detection(name, quad))
    inner, outer = box_of(quad), box_of(place.quad)
    margins = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]]
    assert margins == pytest.approx([margins[0]] * 4, abs=1e-3)
    assert 0.03 * narrow <= margins[0] <= 0.15 * narrow


@pytest.mark.parametrize("degrees", [-8.0, 8.0])
def test_a_turned_mark_is_read_as_it_stands_and_its_box_upright(degrees: float) -> None:
    quad = tilted(ROW, degrees / 2)
    assert quad is not None
    found = detection("plate", quad)
    place = place_of(found)
    assert angle_of(place.quad) == pytest.approx(angle_of(quad), abs=1e-4)
    assert abs(math.degrees(angle_of(quad))) == pytest.approx(4, abs=0.1)
    assert centre_of(place.quad) == pytest.approx(centre_of(quad), abs=1e-3)
    assert size_of(place.quad) > size_of(quad)
    assert angle_of(box_place(found).quad) == 0


def test_the_place_of_a_box_is_the_box_itself() -> None:
    found = Detection("plate", rectangle(0, 0, 1, 1), (100.0, 100.0, 400.0, 150.0), 0.9)
    assert box_place(found) == Place(ROW)


@pytest.mark.parametrize(("name", "upright"), [("plate", True), ("container", True), ("container_vertical", False)])
def test_only_a_vertical_mark_is_read_downwards(name: str, upright: bool) -> None:
    found = detection(name, COLUMN)
    assert (place_of(found).upright, box_place(found).upright) == (upright, upright)


def boxes(number: Place) -> list[tuple[float, ...]]:
    places = size_type_places(number)
    assert all(place.upright == number.upright for place in places)
    return [tuple(round(edge) for edge in box_of(place.quad)) for place in places]


def test_the_code_of_a_number_in_one_row_is_looked_for_a_row_below_and_behind() -> None:
    assert boxes(Place(ROW)) == [(100, 100, 400, 220), (100, 100, 550, 150)]


def test_under_a_number_in_two_rows_a_third_row_is_less_of_its_height() -> None:
    assert boxes(Place(rectangle(100, 100, 250, 160))) == [(100, 100, 250, 205), (100, 100, 325, 160)]


def test_the_code_of_a_number_downwards_is_looked_for_below_and_in_a_second_column() -> None:
    assert boxes(Place(COLUMN, upright=False)) == [(100, 100, 140, 700), (100, 100, 196, 500)]
