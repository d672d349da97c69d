"""Vietnamese plates drawn for training: labels are true, every kind and character comes, a seed gives the same."""

from __future__ import annotations

from collections import Counter

import cv2
import numpy as np
import pytest

from edge.rules.plates import classify
from edge.rules.plates_vn import RULES_VN, SERIES
from models.training.glyphs_vn import CHARACTERS, GLYPH_HEIGHT, GlyphStyle, plate_glyph
from models.training.plates_vn import draw_vietnamese
from models.training.texts_vn import PlateText, sample_text
from models.training.typefaces import BUNDLED, Typefaces


def typefaces() -> Typefaces:
    return Typefaces((BUNDLED,))


def texts(count: int, seed: int) -> list[PlateText]:
    rng = np.random.default_rng(seed)
    return [sample_text(rng) for _ in range(count)]


def test_the_grammar_accepts_every_text_as_vietnamese() -> None:
    for plate in texts(3000, seed=1):
        rule = classify(plate.text, plate.colour)
        assert rule is not None, plate
        assert rule.country == "VN", plate


def test_the_class_is_the_grammars_but_for_motorcycles_written_like_cars() -> None:
    for plate in texts(3000, seed=2):
        rule = classify(plate.text, plate.colour)
        assert rule is not None
        assert plate.mark_class in {rule.name, "motorcycle"}, plate


def test_every_class_comes_in_every_number_of_rows_that_it_has() -> None:
    seen = {(plate.mark_class, len(plate.rows)) for plate in texts(3000, seed=3)}
    assert seen == {(rule.name, rows) for rule in RULES_VN for rows in rule.rows}


def test_every_class_comes_in_every_colour_that_it_has() -> None:
    seen = {(plate.mark_class, plate.colour) for plate in texts(3000, seed=4)}
    assert seen >= {(rule.name, colour) for rule in RULES_VN for colour in rule.colours}


def test_every_series_letter_and_digit_comes_often() -> None:
    counts = Counter("".join(plate.text for plate in texts(3000, seed=5)))
    assert min(counts[character] for character in SERIES + "RĐ0123456789") > 60


def test_commercial_yellow_is_common_and_lao_cai_too() -> None:
    plates = texts(3000, seed=6)
    assert sum(plate.colour == "yellow" for plate in plates) > 600
    assert sum(plate.text[:2] in {"24", "21"} for plate in plates) > 250


def test_text_leaves_out_separators_and_keeps_the_barred_d() -> None:
    assert PlateText(("29-MĐ1", "123.45"), (190, 140), "motorcycle", "white").text == "29MĐ112345"


def test_the_same_seed_draws_the_same_plates() -> None:
    first, second = np.random.default_rng(7), np.random.default_rng(7)
    for _ in range(12):
        one, other = draw_vietnamese(first, typefaces()), draw_vietnamese(second, typefaces())
        assert one.label == other.label
        assert np.array_equal(one.image, other.image)
        assert np.array_equal(one.corners, other.corners)


def test_corners_lie_inside_the_picture_with_surroundings_on_every_side() -> None:
    rng = np.random.default_rng(8)
    for _ in range(60):
        mark = draw_vietnamese(rng, typefaces())
        height, width = mark.image.shape[:2]
        assert mark.image.shape[2] == 3
        assert mark.corners.shape == (4, 2)
        room = 0.2 * (mark.corners[2, 1] - mark.corners[0, 1])
        assert mark.corners.min() > room
        assert mark.corners[:, 0].max() < width - room
        assert mark.corners[:, 1].max() < height - room


def test_two_row_plates_are_taller_than_one_row_plates_are() -> None:
    rng = np.random.default_rng(9)
    for _ in range(60):
        mark = draw_vietnamese(rng, typefaces())
        wide, tall = mark.corners[2] - mark.corners[0]
        assert (wide / tall > 3) == (mark.label.layout == "one_row")


def test_the_plate_stands_out_where_its_corners_say() -> None:
    """Yellow within the corners, whatever the vehicle's colour: the median hue of the plate's inside."""
    rng = np.random.default_rng(10)
    hues: list[float] = []
    while len(hues) < 20:
        mark = draw_vietnamese(rng, typefaces())
        if mark.label.colour == "yellow":
            (left, top), (right, bottom) = mark.corners[0].astype(int), mark.corners[2].astype(int)
            hsv = cv2.cvtColor(mark.image[top:bottom, left:right], cv2.COLOR_BGR2HSV)
            hues.append(float(np.median(hsv[..., 0])))
    assert np.all((np.array(hues) > 10) & (np.array(hues) < 35))


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_glyph_fills_its_height(character: str) -> None:
    mask = plate_glyph(character, GlyphStyle())
    assert mask.shape[0] == GLYPH_HEIGHT
    assert mask[:4].max() > 200
    assert mask[-4:].max() > 200


def test_no_two_glyphs_are_alike_but_zero_and_o() -> None:
    """Laid over each other at one size; a D, a 0 and an O must differ by more than softness does."""
    style = GlyphStyle()
    size = (36, GLYPH_HEIGHT)
    masks = {character: cv2.resize(plate_glyph(character, style), size).astype(float) for character in CHARACTERS}
    for character in set(CHARACTERS) - {"O"}:
        others = set(CHARACTERS) - {"O", character}
        assert min(float(np.abs(masks[character] - masks[other]).mean()) for other in others) > 8, character


def test_the_middle_of_the_m_ends_above_the_line() -> None:
    mask = plate_glyph("M", GlyphStyle(stroke=0.1, width=0.6))
    middle = mask[:, mask.shape[1] // 2]
    assert middle[: GLYPH_HEIGHT // 2].max() > 200
    assert middle[round(GLYPH_HEIGHT * 0.8) :].max() == 0


def test_the_one_has_a_flag_and_no_base() -> None:
    mask = plate_glyph("1", GlyphStyle())
    left = mask[:, : mask.shape[1] // 3]
    assert left[: GLYPH_HEIGHT // 2].max() > 200
    assert left[GLYPH_HEIGHT // 2 :].max() == 0
