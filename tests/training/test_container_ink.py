from __future__ import annotations

import numpy as np

from models.training.container_ink import framed, leaning, shifted, stamp
from models.training.container_layouts import Glyph, Pen, one_column, one_row
from models.training.typefaces import find_typefaces


def _pen() -> Pen:
    typefaces = find_typefaces(())
    return Pen(typefaces, typefaces.files[0], 50, 0.9, 8.0)


def test_a_character_fills_its_place_and_nothing_else() -> None:
    ink = np.zeros((80, 60), dtype=np.uint8)
    stamp(ink, _pen(), Glyph("8", 10, 20, 25, 50, "number"))
    rows, columns = np.flatnonzero(ink.max(axis=1)), np.flatnonzero(ink.max(axis=0))
    assert (rows[0], rows[-1]) == (20, 69)
    assert (columns[0], columns[-1]) == (10, 34)


def test_what_reaches_over_the_edge_is_cut_off() -> None:
    whole, part, none = (np.zeros((60, 40), dtype=np.uint8) for _ in range(3))
    stamp(whole, _pen(), Glyph("8", 0, 0, 25, 50, "other"))
    stamp(part, _pen(), Glyph("8", -10, -20, 25, 50, "other"))
    stamp(none, _pen(), Glyph("8", -30, 70, 25, 50, "other"))
    assert np.array_equal(part[:30, :15], whole[20:50, 10:25])
    assert not none.any()


def test_the_frame_holds_the_check_digit_and_not_the_character_before_it() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        writing = (one_row if seed % 2 else one_column)(rng, _pen(), "ABCU1234560", "")
        x1, y1, x2, y2 = framed(rng, writing, 50).extent
        check, before = writing.glyphs[-1], writing.glyphs[-2]
        assert x1 < check.x
        assert y1 < check.y
        assert x2 > check.x + check.width
        assert y2 > check.y + check.height
        assert x1 >= before.x + before.width or y1 >= before.y + before.height


def test_a_shift_moves_columns_down_and_none_changes_nothing() -> None:
    ink = np.zeros((40, 6), dtype=np.uint8)
    ink[10, :] = 200
    still = shifted(ink, np.zeros(6, dtype=np.float32))
    moved = shifted(ink, np.array([0, 0, 0, 5, 5, 5], dtype=np.float32))
    assert np.array_equal(still, ink)
    assert moved[:, 0].argmax() == 10
    assert moved[:, 4].argmax() == 15


def test_leaning_letters_reach_to_the_right_above_their_axis_and_to_the_left_below() -> None:
    ink = np.zeros((41, 61), dtype=np.uint8)
    ink[:, 30] = 255
    slanted = leaning(ink, 0.5, 20)
    assert slanted[0].argmax() == 40
    assert slanted[20].argmax() == 30
    assert slanted[40].argmax() == 20
