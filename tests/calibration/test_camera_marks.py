from __future__ import annotations

import math

import pytest

from edge.calibration.camera_marks import shape_of
from edge.values import ContainerRead, Quad
from tests.calibration.camera_looks import plate


def box(width: float, height: float) -> Quad:
    return (0.0, 0.0), (width, 0.0), (width, height), (0.0, height)


def turned(quad: Quad, degrees: float) -> Quad:
    """Clockwise as one sees it: y points down."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    a, b, d, e = ((x * c - y * s, x * s + y * c) for x, y in quad)
    return a, b, d, e


@pytest.mark.parametrize(
    ("country", "rows", "width", "height", "per_m"),
    [
        ("VN", 1, 260, 55, 500),  # 520 x 110 mm
        ("VN", 2, 165, 82.5, 500),  # 330 x 165 mm
        ("VN", 2, 140, 100, 500),  # 280 x 200 mm, the older ones
        ("CN", 1, 220, 70, 500),  # 440 x 140 mm
        ("CN", 2, 220, 110, 500),  # 440 x 220 mm
    ],
)
def test_a_plate_tells_how_many_pixels_a_metre_has(
    country: str, rows: int, width: float, height: float, per_m: float
) -> None:
    shape = shape_of(plate(box(width, height), country=country, rows=rows))
    assert shape is not None
    assert shape.px_per_m == pytest.approx(per_m)


def test_characters_of_a_plate_in_two_rows_are_lower_than_those_of_one_row() -> None:
    one, two = (shape_of(plate(box(200, 100), rows=rows)) for rows in (1, 2))
    assert one is not None
    assert two is not None
    assert one.char_px == pytest.approx(65)
    assert two.char_px == pytest.approx(38)


@pytest.mark.parametrize("degrees", [-20.0, -5.0, 0.0, 12.0])
def test_a_turned_plate_tilts_and_is_not_skew(degrees: float) -> None:
    shape = shape_of(plate(turned(box(260, 55), degrees)))
    assert shape is not None
    assert shape.tilt_deg == pytest.approx(degrees)
    assert shape.skew_deg == pytest.approx(0, abs=1e-9)
    assert (shape.width_px, shape.height_px) == pytest.approx((260, 55))


def test_a_sheared_plate_is_skew_and_does_not_tilt() -> None:
    lean = 55 * math.tan(math.radians(15))
    shape = shape_of(plate(((0, 0), (260, 0), (260 + lean, 55), (lean, 55))))
    assert shape is not None
    assert shape.tilt_deg == pytest.approx(0)
    assert shape.skew_deg == pytest.approx(-15)


@pytest.mark.parametrize(
    ("quad", "char_px"),
    [(box(500, 60), 51), (box(200, 80), 32), (box(60, 550), 40)],
    ids=["one row", "two rows", "downwards"],
)
def test_characters_of_a_container_number_are_measured_by_its_layout(quad: Quad, char_px: float) -> None:
    read = ContainerRead("CSQU3054383", True, None, 0.9, 0.9, False, (0, 0, 1, 1), quad, ())
    shape = shape_of(read)
    assert shape is not None
    assert shape.char_px == pytest.approx(char_px)
    assert shape.px_per_m == pytest.approx(char_px * 10)


def test_corners_that_enclose_nothing_have_no_shape() -> None:
    assert shape_of(plate(box(0, 0))) is None
