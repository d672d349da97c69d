from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageFont

from edge.fonts import PLATE_MARKS
from edge.marking import DOUBTFUL, SURE, Colour, draw
from edge.rules.symbols import SYMBOLS
from edge.values import Box, Image, Read
from tests.lane.builders import container_read, plate_read

GREY = 90


def picture(width: int = 640, height: int = 360) -> Image:
    return np.full((height, width, 3), GREY, np.uint8)


def at(read: Read, box: Box) -> Read:
    x1, y1, x2, y2 = box
    return replace(read, box=box, quad=((x1, y1), (x2, y1), (x2, y2), (x1, y2)))


def drawn_rows(image: Image) -> tuple[int, int]:
    """The first and the last row that is no longer grey."""
    rows = np.flatnonzero((image != GREY).any(axis=(1, 2)))
    return int(rows[0]), int(rows[-1])


def has(image: Image, colour: Colour) -> bool:
    return bool((np.abs(image.astype(int) - colour).max(axis=2) < 10).any())


def test_the_picture_given_is_not_drawn_upon() -> None:
    image = picture()
    drawn = draw(image, [at(plate_read("24C12345"), (200, 150, 300, 180))])
    assert (image == GREY).all()
    assert (drawn != GREY).any()


def test_a_mark_has_its_quad_and_its_text_above_it() -> None:
    drawn = draw(picture(), [at(plate_read("24C12345"), (200, 150, 300, 180))])
    first, last = drawn_rows(drawn)
    assert 120 < first < 140
    assert 179 <= last <= 182
    assert drawn[180, 250, 1] > 180


def test_a_mark_at_the_upper_edge_has_its_text_below_it() -> None:
    drawn = draw(picture(), [at(plate_read("24C12345"), (200, 3, 300, 30))])
    assert drawn_rows(drawn)[1] > 40


@pytest.mark.parametrize("box", [(620, 150, 639, 180), (-50, 340, -10, 400), (900, 900, 1000, 950), (0, -90, 5, -50)])
def test_a_mark_at_or_beyond_an_edge_is_labelled_inside_the_picture(box: Box) -> None:
    drawn = draw(picture(), [at(container_read(), box)])
    assert has(drawn, SURE)
    assert drawn.shape == (360, 640, 3)


def test_a_picture_smaller_than_the_text_is_drawn_as_far_as_it_goes() -> None:
    assert draw(picture(20, 8), [at(container_read(), (0, 0, 20, 8))]).shape == (8, 20, 3)


def test_what_a_person_should_look_at_has_a_colour_of_its_own() -> None:
    doubtful = replace(at(plate_read("24C12345"), (200, 150, 300, 180)), needs_review=True)
    drawn = draw(picture(), [doubtful])
    assert has(drawn, DOUBTFUL)
    assert not has(drawn, SURE)


def test_texts_that_differ_in_one_chinese_character_look_different() -> None:
    """A font without the character would draw the same empty box for both."""
    drawn = [draw(picture(), [at(plate_read(text), (200, 150, 300, 180))]) for text in ("云G12345", "桂G12345")]
    assert (drawn[0] != drawn[1]).any()


def test_the_font_holds_every_character_that_a_reader_can_give() -> None:
    font = ImageFont.truetype(str(PLATE_MARKS), 60)
    missing = bytes(font.getmask("試"))
    assert [character for character in SYMBOLS + "." if bytes(font.getmask(character)) == missing] == []
