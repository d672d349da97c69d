"""Light changes to crops that exist already."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.disturbance import disturb, photograph_again
from tests.training.invented_marks import corners_of, flat_plate


@pytest.mark.parametrize("seed", range(20))
def test_a_disturbed_crop_is_much_the_same_and_the_original_untouched(seed: int) -> None:
    crop = np.ascontiguousarray(flat_plate().image[40:150:2, 40:520:3])
    before = crop.copy()
    first, second = (disturb(crop, np.random.default_rng(seed)) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.array_equal(crop, before)
    assert first.shape == crop.shape
    assert np.corrcoef(first.mean(axis=2).ravel(), crop.mean(axis=2).ravel())[0, 1] > 0.3


@pytest.mark.parametrize("seed", range(20))
def test_the_corners_follow_a_mark_photographed_again(seed: int) -> None:
    image = np.full((400, 600, 3), 30, np.uint8)
    image[150:220, 200:400] = 220
    again, corners = photograph_again(image, corners_of(200, 150, 400, 220), np.random.default_rng(seed))
    assert max(again.shape[:2]) <= 400
    middle = corners.mean(axis=0)
    inside = [_at(again, middle + 0.85 * (corner - middle)) for corner in corners]
    outside = [_at(again, middle + 1.3 * (corner - middle)) for corner in corners]
    assert min(inside) > max(outside)


def test_a_mark_at_the_pictures_edge_can_be_photographed_again() -> None:
    image = np.full((60, 100, 3), 90, np.uint8)
    again, corners = photograph_again(image, corners_of(0, 0, 100, 60), np.random.default_rng(3))
    assert again.size > 0
    assert np.isfinite(corners).all()


def _at(image: np.ndarray, place: np.ndarray) -> float:
    x, y = np.clip(place.astype(int), 1, np.array(image.shape[1::-1]) - 2)
    return float(image[y - 1 : y + 2, x - 1 : x + 2].mean())
