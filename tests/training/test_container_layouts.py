from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.training.container_layouts import Pen, Writing, extent, one_column, one_row, two_columns, two_row
from models.training.typefaces import find_typefaces

LayOut = Callable[[np.random.Generator, Pen, str, str], Writing]
NUMBER = "ABCU1234560"


@pytest.fixture(scope="module")
def pen() -> Pen:
    typefaces = find_typefaces(())
    return Pen(typefaces, typefaces.files[0], 50, 0.9, 8.0)


def _number(writing: Writing) -> str:
    return "".join(glyph.character for glyph in writing.glyphs if glyph.part == "number")


@pytest.mark.parametrize("lay_out", [one_row, two_row, one_column, two_columns])
def test_the_number_is_written_in_the_order_of_reading_and_ends_with_the_check_digit(lay_out: LayOut, pen: Pen) -> None:
    for seed in range(20):
        writing = lay_out(np.random.default_rng(seed), pen, NUMBER, "45G1")
        assert _number(writing) == NUMBER
        assert "".join(glyph.character for glyph in writing.glyphs if glyph.part == "size") == "45G1"
        assert writing.check in writing.glyphs
        assert writing.check.character == NUMBER[-1]


@pytest.mark.parametrize("lay_out", [one_row, two_row, one_column, two_columns])
def test_no_two_characters_overlap(lay_out: LayOut, pen: Pen) -> None:
    for seed in range(40):
        glyphs = lay_out(np.random.default_rng(seed), pen, NUMBER, "45G1").glyphs
        for i, one in enumerate(glyphs):
            for other in glyphs[i + 1 :]:
                apart_x = max(one.x, other.x) >= min(one.x + one.width, other.x + other.width)
                apart_y = max(one.y, other.y) >= min(one.y + one.height, other.y + other.height)
                assert apart_x or apart_y, (seed, one, other)


def test_without_a_size_type_code_none_is_written(pen: Pen) -> None:
    assert not one_row(np.random.default_rng(1), pen, NUMBER, "").has_size_type
    assert one_row(np.random.default_rng(1), pen, NUMBER, "22G1").has_size_type


def test_a_row_is_wide_and_a_column_tall(pen: Pen) -> None:
    x1, y1, x2, y2 = extent(one_row(np.random.default_rng(2), pen, NUMBER, "").glyphs)
    assert x2 - x1 > 5 * (y2 - y1)
    x1, y1, x2, y2 = extent(one_column(np.random.default_rng(2), pen, NUMBER, "").glyphs)
    assert y2 - y1 > 8 * (x2 - x1)
