"""Glyphs of Chinese plates as masks."""

from __future__ import annotations

import numpy as np
import pytest

from edge.rules.plates_cn import PROVINCES, SERIAL
from models.training.glyphs_cn import PENS, stroked, written
from models.training.typefaces import BUNDLED, Mask, Typefaces


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return Typefaces((BUNDLED,))


def _likeness(one: Mask, other: Mask) -> float:
    """Ink in common over ink of either."""
    first, second = one > 127, other > 127
    return float((first & second).sum() / (first | second).sum())


@pytest.mark.parametrize("cell", [(45, 90), (65, 110), (80, 60)])
def test_every_letter_and_digit_fills_the_height_of_its_cell(typefaces: Typefaces, cell: tuple[int, int]) -> None:
    for character in SERIAL + "O":
        mask = stroked(typefaces, character, 3, *cell)
        rows = np.flatnonzero(mask.max(axis=1) > 127)
        assert mask.shape == (cell[1], cell[0])
        assert rows[0] <= 2, character
        assert rows[-1] >= cell[1] - 3, character
        assert 0.08 < mask.mean() / 255 < 0.75, character


def test_no_two_characters_of_one_pen_look_the_same(typefaces: Typefaces) -> None:
    for pen in range(0, PENS, 5):
        masks = {character: stroked(typefaces, character, pen, 45, 90) for character in SERIAL}
        for one in SERIAL:
            for other in SERIAL[SERIAL.index(one) + 1 :]:
                assert _likeness(masks[one], masks[other]) < 0.93, (pen, one, other)


def test_a_bowl_stays_right_of_its_stem_in_wide_cells_too(typefaces: Typefaces) -> None:
    for pen in range(0, PENS, 3):
        for character in "BDPR":
            left = stroked(typefaces, character, pen, 80, 60)[:, 1:4]
            assert left.min() > 200, (pen, character)


def test_pens_differ_and_each_draws_the_same_again(typefaces: Typefaces) -> None:
    hands = [stroked(typefaces, "8", pen, 45, 90) for pen in range(PENS)]
    again = [stroked(Typefaces((BUNDLED,)), "8", pen, 45, 90) for pen in range(PENS)]
    assert all(np.array_equal(one, other) for one, other in zip(hands, again, strict=True))
    assert len({hand.tobytes() for hand in hands}) == PENS


def test_province_characters_vary_but_stay_themselves(typefaces: Typefaces) -> None:
    for character in PROVINCES:
        faces = [written(typefaces, BUNDLED, character, face, 45, 90) for face in range(6)]
        assert all(face.shape == (90, 45) for face in faces)
        assert len({face.tobytes() for face in faces}) > 1
        assert all(0.1 < face.mean() / 255 < 0.85 for face in faces), character


def test_a_zero_is_symmetric_and_a_six_is_a_nine_upside_down(typefaces: Typefaces) -> None:
    for pen in range(0, PENS, 3):
        zero = stroked(typefaces, "0", pen, 45, 90)
        six, nine = stroked(typefaces, "6", pen, 45, 90), stroked(typefaces, "9", pen, 45, 90)
        assert _likeness(zero, zero[:, ::-1]) > 0.9
        assert _likeness(six, nine[::-1, ::-1]) > 0.9
