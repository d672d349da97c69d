from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from edge.recognition.corners import cornered, found_in, overlap
from edge.recognition.detector import Detection
from edge.recognition.geometry import box_of, rectangle
from edge.values import Box, Image, Quad
from tests.recognition.spots import spot_detector, spotted

SIZE = 400, 300
DETECT = spot_detector(least=640, most=640).detect


def around(box: Box, by: float) -> Quad:
    left, top, right, bottom = box
    return rectangle(left - by, top - by, right + by, bottom + by)


@pytest.mark.parametrize(
    "box", [(100, 60, 220, 100), (0, 0, 90, 30), (300, 270, 400, 300), (0, 250, 30, 300), (370, 0, 400, 40)]
)
@pytest.mark.parametrize("by", [0.0, 4.0])
def test_a_mark_is_found_by_its_own_corners_also_where_its_box_leaves_the_picture(box: Box, by: float) -> None:
    found = found_in(DETECT, spotted(SIZE, box), "plate", around(box, by))
    assert found is not None
    assert found.box == pytest.approx(box, abs=1)
    assert found.quad == pytest.approx(np.array(rectangle(*box)), abs=1)


def test_the_place_of_what_is_found_has_a_little_ground_around() -> None:
    box = (100.0, 60.0, 220.0, 100.0)
    (place,) = cornered(DETECT, spotted(SIZE, box), "plate", around(box, 5))
    left, top, right, bottom = box_of(place.quad)
    assert left < 99.5
    assert top < 59.5
    assert right > 220.5
    assert bottom > 100.5
    assert place.upright


def test_a_mark_that_goes_downwards_is_placed_so() -> None:
    box = (100.0, 60.0, 130.0, 220.0)
    (place,) = cornered(DETECT, spotted(SIZE, box, "container_vertical"), "container", around(box, 5))
    assert not place.upright


def test_a_mark_beside_the_box_is_another_one() -> None:
    box = (100.0, 60.0, 160.0, 100.0)
    beside = rectangle(150, 60, 260, 100)
    assert DETECT(spotted(SIZE, box))
    assert cornered(DETECT, spotted(SIZE, box), "plate", beside) == ()


def test_a_box_with_nothing_in_it_has_no_corners() -> None:
    assert cornered(DETECT, spotted(SIZE, None), "plate", rectangle(100, 60, 200, 100)) == ()


@pytest.mark.parametrize("name", ["container", "container_vertical", "vehicle"])
def test_what_is_of_another_kind_does_not_count(name: str) -> None:
    box = (100.0, 60.0, 200.0, 100.0)
    assert cornered(DETECT, spotted(SIZE, box, name), "plate", around(box, 0)) == ()


@pytest.mark.parametrize("away", [(-600, 0), (-350, 0), (900, 0), (0, -600), (0, -200), (0, 900), (-600, 900)])
def test_a_box_that_lies_nowhere_near_the_picture_shows_bare_grey(away: tuple[int, int]) -> None:
    right, down = away
    seen: list[Image] = []

    def detect(picture: Image) -> tuple[Detection, ...]:
        seen.append(picture)
        return DETECT(picture)

    bright = spotted(SIZE, (0, 0, 400, 300))
    assert cornered(detect, bright, "plate", rectangle(right, down, right + 100, down + 50)) == ()
    assert {picture.shape for picture in seen} == {(170, 220, 3)}
    assert all((picture == 114).all() for picture in seen)


def told(*boxes: Box) -> Callable[[Image], tuple[Detection, ...]]:
    """A detector that finds these boxes, least sure last."""
    return lambda _: tuple(
        Detection("plate", rectangle(*box), box, 0.9 - 0.1 * number) for number, box in enumerate(boxes)
    )


def test_of_several_marks_the_one_that_lies_on_the_box_counts_however_sure() -> None:
    # The box with six tenths of its length around begins at (60, 60) of what the detector sees.
    beside, right = (10.0, 70.0, 110.0, 110.0), (58.0, 62.0, 162.0, 108.0)
    found = found_in(told(beside, right), spotted(SIZE, None), "plate", rectangle(200, 150, 300, 200))
    assert found is not None
    assert found.box == pytest.approx((198, 152, 302, 198))
    assert found.confidence == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ((0, 0, 10, 10), 1.0),
        ((5, 0, 15, 10), 1 / 3),
        ((0, 5, 10, 15), 1 / 3),
        ((2, 2, 7, 6), 0.2),
        ((10, 0, 20, 10), 0.0),
        ((20, 20, 30, 30), 0.0),
        ((-9, -9, -1, -1), 0.0),
        ((5, 5, 5, 5), 0.0),
    ],
)
def test_overlap_is_the_common_area_in_that_of_both(other: Box, share: float) -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    assert overlap(box, other) == pytest.approx(share)
    assert overlap(other, box) == pytest.approx(share)


def test_boxes_without_area_do_not_overlap() -> None:
    assert overlap((3, 3, 3, 3), (3, 3, 3, 3)) == 0.0
