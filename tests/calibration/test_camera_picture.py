from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.calibration.camera_picture import Grey, Spread, contrast_of, light_of, part_of, spread_of
from edge.values import Quad


def lettering() -> Grey:
    """Dark strokes of about five pixels on light ground, (80, 300), as sharp as a good lens draws them."""
    large = np.full((320, 1200), 220, np.uint8)
    cv2.putText(large, "24C12345", (60, 250), cv2.FONT_HERSHEY_SIMPLEX, 6, 20, 40)
    return np.asarray(cv2.resize(large, (300, 80), interpolation=cv2.INTER_AREA), np.float32)


def noisy(grey: Grey) -> Grey:
    return np.asarray(grey + np.random.default_rng(1).normal(0, 2, grey.shape), np.float32)


def blurred(px: float) -> Grey:
    return noisy(np.asarray(cv2.GaussianBlur(lettering(), (0, 0), px), np.float32))


def moved(px: int) -> Grey:
    soft = cv2.GaussianBlur(lettering(), (0, 0), 0.8)
    return noisy(np.asarray(cv2.blur(soft, (px, 1)), np.float32))


def known(found: float | None) -> float:
    assert found is not None
    return found


@pytest.mark.parametrize("px", [1.0, 1.5])
def test_the_blur_of_an_edge_is_measured_in_pixels(px: float) -> None:
    spread = spread_of(blurred(px))
    assert known(spread.x_px) == pytest.approx(px, abs=0.3)
    assert known(spread.y_px) == pytest.approx(px, abs=0.3)


def test_the_farther_out_of_focus_the_wider_are_the_edges() -> None:
    widths = [known(spread_of(blurred(px)).least_px) for px in (0.3, 0.8, 1.2, 1.8)]
    assert widths == sorted(widths)


def test_faint_lettering_is_as_sharp_as_strong_lettering() -> None:
    faint = np.asarray(128 + (blurred(1.0) - 128) * 0.4, np.float32)
    assert known(spread_of(faint).least_px) == pytest.approx(known(spread_of(blurred(1.0)).least_px), abs=0.1)


@pytest.mark.parametrize("px", [3, 5])
def test_a_movement_is_told_from_a_lack_of_focus(px: int) -> None:
    assert known(spread_of(moved(px)).motion_px) == pytest.approx(px, abs=1.2)
    assert known(spread_of(blurred(1.2)).motion_px) < 1.5


def test_an_even_wall_tells_nothing_of_sharpness() -> None:
    assert spread_of(noisy(np.full((80, 300), 120, np.float32))) == Spread(None, None)
    assert spread_of(np.zeros((3, 3), np.float32)) == Spread(None, None)
    assert Spread(None, None).least_px is None
    assert Spread(1.0, None).motion_px is None


def test_light_is_measured_inside_the_zone_alone() -> None:
    grey = np.full((100, 100), 100, np.float32)
    grey[:, 50:] = 255
    left = np.array([(0, 0), (49, 0), (49, 99), (0, 99)], np.float32)
    assert light_of(grey, left).white == 0
    assert light_of(grey, left).mean == 100
    assert light_of(grey, None).white == pytest.approx(0.5)


def test_black_and_burnt_out_parts_are_shares() -> None:
    grey = np.full((10, 10), 128, np.float32)
    grey[0], grey[1:4] = 0, 255
    light = light_of(grey, None)
    assert (light.black, light.white) == pytest.approx((0.1, 0.3))


def test_contrast_is_between_ink_and_ground() -> None:
    quad: Quad = ((0, 0), (300, 0), (300, 80), (0, 80))
    assert contrast_of(lettering(), quad) == pytest.approx(200, abs=5)
    assert contrast_of(np.full((80, 300), 90, np.float32), quad) == 0


def test_a_part_outside_the_picture_is_cut_or_empty() -> None:
    grey = np.zeros((50, 60), np.float32)
    assert part_of(grey, ((-10, -10), (20, -10), (20, 20), (-10, 20))).shape == (20, 20)
    assert part_of(grey, ((-30, -30), (-10, -30), (-10, -10), (-30, -10))).size == 0
