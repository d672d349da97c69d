"""Photos of flat marks: where the mark is in them, how large, and that chance comes from the generator alone."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.camera import looked_at, photograph, pitch_of, sides_of
from models.training.marks import Corners, FlatMark
from tests.training.invented_marks import corners_of, flat_number, flat_plate


@pytest.mark.parametrize(
    "flat", [flat_plate(), flat_number(), flat_number(vertical=True)], ids=["plate", "row", "column"]
)
def test_the_same_seed_gives_the_same_photo(flat: FlatMark) -> None:
    first, second = (photograph(flat, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first.image, second.image)
    assert np.array_equal(first.corners, second.corners)
    assert not np.array_equal(first.corners, photograph(flat, np.random.default_rng(8)).corners)


@pytest.mark.parametrize("seed", range(12))
def test_the_corners_enclose_the_mark_and_lie_in_the_photo(seed: int) -> None:
    photo = photograph(flat_plate("11111111"), np.random.default_rng(seed))
    height, width = photo.image.shape[:2]
    assert (photo.corners > 0).all()
    assert (photo.corners < (width, height)).all()
    middle = photo.corners.mean(axis=0)
    inside = [_brightness(photo.image, middle + 0.92 * (corner - middle)) for corner in photo.corners]
    outside = [_brightness(photo.image, middle + 1.15 * (corner - middle)) for corner in photo.corners]
    assert np.median(inside) > np.median(outside)


def test_plates_are_as_small_as_lane_cameras_show_them() -> None:
    widths = [sides_of(photograph(flat_plate(), np.random.default_rng(seed)).corners)[0] for seed in range(60)]
    assert 45 < min(widths) < 75
    assert 140 < max(widths) <= 201


def test_the_label_and_the_wide_corners_travel_along() -> None:
    flat = flat_number()
    photo = photograph(flat, np.random.default_rng(3))
    assert photo.label == flat.label
    assert photo.wide_corners is not None
    assert np.allclose(photo.wide_corners[:2], photo.corners[:2], atol=0.01)
    assert sides_of(photo.wide_corners)[1] > 1.8 * sides_of(photo.corners)[1]


def test_a_mark_squeezed_by_the_view_counts_as_small_writing() -> None:
    label = flat_number().label
    assert pitch_of(corners_of(0, 0, 240, 40), label) == pytest.approx(20)
    assert pitch_of(corners_of(0, 0, 240, 10), label) == pytest.approx(8)


def test_some_marks_lean_as_italics_do_and_most_stand_straight() -> None:
    leans = np.array([_lean(looked_at(flat_plate(), np.random.default_rng(seed)).corners) for seed in range(400)])
    # turning alone leaves one in a hundred of them that crooked
    assert 0.03 < (leans > 20).mean() < 0.12
    assert (leans < 10).mean() > 0.75


def _lean(corners: Corners) -> float:
    """Degrees by which a mark's left edge is not at a right angle to its upper one."""
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    return abs(float(np.degrees(np.arcsin(across @ down / np.linalg.norm(across) / np.linalg.norm(down)))))


def _brightness(image: np.ndarray, place: np.ndarray) -> float:
    x, y = np.clip(place.astype(int), 1, np.array(image.shape[1::-1]) - 2)
    return float(image[y - 1 : y + 2, x - 1 : x + 2].mean())
