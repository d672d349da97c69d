from __future__ import annotations

import numpy as np

from models.training.coverage import Look, Looks, Point, curve_of
from models.training.curve_picture import draw_curves


def _curve(wrong_every: int) -> tuple[Point, ...]:
    looks = [Look(0.9 - n / 1000, n % wrong_every > 0, reviewed_anyway=False) for n in range(1, 100)]
    return curve_of([Looks(look, look) for look in looks])


SURE, WORSE = _curve(1000), _curve(20)


def _first_line(with_curve: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Rows of the plot's right half, below the legend, that the curve changed."""
    return np.flatnonzero((with_curve != without)[120:, 500:].any(axis=(1, 2)))


def test_a_curve_with_more_errors_lies_higher() -> None:
    empty = draw_curves({"all": ()})
    low, high = _first_line(draw_curves({"all": SURE}), empty), _first_line(draw_curves({"all": WORSE}), empty)
    assert len(low)
    assert len(high)
    assert high.min() < low.min()


def test_curves_have_colours_of_their_own() -> None:
    one = draw_curves({"vn": SURE})
    two = draw_curves({"vn": SURE, "cn": SURE})
    assert (one != two).any()
    assert one.dtype == np.uint8
    assert one.shape == (640, 960, 3)
