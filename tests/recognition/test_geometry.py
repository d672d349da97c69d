from __future__ import annotations

import math

import numpy as np
import pytest

from edge.recognition.geometry import (
    angle_of,
    box_of,
    covers,
    detection_size,
    grown,
    offset_from,
    part_of,
    rectangle,
    sheared,
    size_of,
    stretched,
    tilted,
)
from edge.values import Quad
from tests.recognition.quads import moved

LEVEL: Quad = ((10.0, 20.0), (110.0, 20.0), (110.0, 50.0), (10.0, 50.0))


def turned(quad: Quad, angle: float) -> Quad:
    cos, sin = math.cos(angle), math.sin(angle)
    a, b, c, d = ((x * cos - y * sin, x * sin + y * cos) for x, y in quad)
    return a, b, c, d


@pytest.mark.parametrize("angle", [-0.6, 0.0, 0.15])
def test_a_turned_quad_has_its_own_angle_and_size(angle: float) -> None:
    quad = turned(LEVEL, angle)
    assert angle_of(quad) == pytest.approx(angle, abs=1e-3)
    assert size_of(quad) == pytest.approx((100.0, 30.0))


def test_offsets_count_along_and_across_the_reading_direction() -> None:
    quad = turned(LEVEL, 0.3)
    point = turned(((70.0, 45.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)), 0.3)[0]
    assert offset_from(quad, point) == pytest.approx((10.0, 10.0), abs=1e-3)


def test_a_part_beyond_the_end_goes_on_straight() -> None:
    assert box_of(part_of(LEVEL, 1.0, 1.5)) == pytest.approx((110.0, 20.0, 160.0, 50.0))
    assert box_of(grown(LEVEL, 5.0, 2.0)) == pytest.approx((5.0, 18.0, 115.0, 52.0))


def test_a_quad_without_area_does_not_grow() -> None:
    point: Quad = ((5.0, 5.0), (5.0, 5.0), (5.0, 5.0), (5.0, 5.0))
    assert grown(point, 1.0, 1.0) == point


@pytest.mark.parametrize("longest", [64, 416, 640])
@pytest.mark.parametrize("size", [(94, 24), (1920, 1080), (8000, 6000), (40, 9000), (1, 1), (1280, 720)])
def test_the_detectors_input_is_as_long_as_wanted_and_a_multiple_of_32(size: tuple[int, int], longest: int) -> None:
    width, height = detection_size(*size, longest)
    assert width % 32 == height % 32 == 0
    assert abs(max(width, height) - longest) <= 16
    assert min(width, height) >= 32
    if min(size) * longest > 64 * max(size):
        assert width / height == pytest.approx(size[0] / size[1], rel=0.25)


def test_a_quad_is_stretched_by_its_own_heights() -> None:
    assert box_of(stretched(LEVEL, up=1.0, down=0.5)) == pytest.approx((10.0, -10.0, 110.0, 65.0))


def test_a_quad_covers_what_has_its_middle_in_it() -> None:
    assert covers(LEVEL, moved(LEVEL, 45.0, 10.0))
    assert not covers(LEVEL, moved(LEVEL, 55.0, 0.0))
    assert not covers(LEVEL, moved(LEVEL, 0.0, 20.0))


@pytest.mark.parametrize("degrees", [-12.0, 6.0, 15.0])
def test_a_turned_mark_is_found_again_in_its_upright_box(degrees: float) -> None:
    angle = math.radians(degrees)
    turn = np.array([(math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))])
    mark = np.array([(-100, -40), (100, -40), (100, 40), (-100, 40)]) @ turn.T + (300, 200)
    (left, top), (right, bottom) = mark.min(axis=0), mark.max(axis=0)
    found = tilted(rectangle(left, top, right, bottom), degrees)
    assert found is not None
    assert np.allclose(np.array(found), mark, atol=0.01)


def test_no_turned_mark_is_made_up_in_a_box_too_flat_for_it() -> None:
    assert tilted(rectangle(0, 0, 300, 40), 12.0) is None


@pytest.mark.parametrize(
    ("share", "corners"),
    [(0.3, [(0, 0), (200, 30), (200, 100), (0, 70)]), (-0.3, [(0, 30), (200, 0), (200, 70), (0, 100)])],
)
def test_a_sheared_quad_has_sloping_rows_and_standing_sides(share: float, corners: list[tuple[float, float]]) -> None:
    assert np.array(sheared(rectangle(0, 0, 200, 100), share)) == pytest.approx(np.array(corners))
