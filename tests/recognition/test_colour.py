from __future__ import annotations

import numpy as np
import pytest

from edge.recognition.colour import ground_colour
from tests.recognition.drawn import BLACK, WHITE, Colour, plate


@pytest.mark.parametrize(
    ("name", "ground", "ink"),
    [
        ("white", WHITE, BLACK),
        ("white", (170, 175, 185), (60, 60, 70)),
        ("yellow", (240, 190, 30), BLACK),
        ("yellow", (150, 110, 20), (20, 15, 10)),
        ("blue", (20, 60, 170), WHITE),
        ("blue", (10, 30, 90), (150, 160, 170)),
        ("green", (90, 190, 120), BLACK),
        ("black", (25, 25, 28), WHITE),
        ("red", (170, 20, 25), WHITE),
    ],
)
def test_the_ground_is_named_by_day_and_by_night(name: str, ground: Colour, ink: Colour) -> None:
    assert ground_colour(plate(["51C12345"], ground, ink)) == name


def test_a_crop_of_a_few_pixels_has_no_colour() -> None:
    assert ground_colour(np.zeros((2, 9, 3), dtype=np.uint8)) is None
