from __future__ import annotations

import numpy as np

from models.training.trials import Score, mark_crop, score


def test_first_character_and_the_rest_are_counted_apart() -> None:
    wanted = [("皖A12345",), ("云G12345",), ("苏E54321",)]
    assert score(["皖A12345", "皖G12345", "苏E54327"], wanted) == Score(marks=3, exact=1, first=2, rest=2)


def test_a_size_type_code_more_or_less_is_no_error() -> None:
    wanted = [("MSKU9070323", "MSKU9070323/22G1")] * 2
    assert score(["MSKU9070323", "MSKU9070323/22G1"], wanted).exact == 2


def test_d_with_and_without_stroke_is_one_plate() -> None:
    assert score(["29MĐ112345"], [("29MD112345",)]).exact == 1


def test_a_vertical_mark_is_laid_on_its_side() -> None:
    picture = np.zeros((200, 60, 3), dtype=np.uint8)
    picture[:100] = 255  # the upper half white
    corners = np.array([(10, 10), (50, 10), (50, 190), (10, 190)], dtype=np.float32)
    crop = mark_crop(picture, corners, "vertical", 64, 16)
    assert crop.shape == (16, 64, 3)
    assert crop[:, :28].min() == 255
    assert crop[:, 36:].max() == 0
