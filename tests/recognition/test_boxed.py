from __future__ import annotations

import numpy as np

from edge.recognition.boxed import beside, character_in
from tests.recognition.drawn import boxed, lettering


def test_the_frame_around_a_character_is_left_out() -> None:
    region = boxed(lettering([]), "7", 30, 20, height=60)[10:90, 10:160]
    inner = character_in(region)
    assert inner is not None
    assert inner.shape[0] < 60
    assert inner.shape[1] < 42
    edge = np.concatenate([inner[0], inner[-1]])
    assert edge.max() < 200, "a line of the frame is still there"
    assert inner.max() > 200, "the character is gone"


def test_a_bare_character_has_no_frame() -> None:
    region = lettering([("7", 30, 20)], height=48)[10:80, 10:160]
    assert character_in(region) is None


def test_bare_ground_has_no_character() -> None:
    assert character_in(np.full((60, 150, 3), 80, dtype=np.uint8)) is None


def test_two_pictures_stand_in_one_row() -> None:
    left, right = np.zeros((40, 100, 3), dtype=np.uint8), np.full((20, 10, 3), 255, dtype=np.uint8)
    row = beside(left, right)
    assert row.shape[0] == 40
    assert row[:, :100].max() == 0
    assert row[:, 100:].min() == 255
