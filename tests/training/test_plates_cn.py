"""Chinese plates as drawn: labels that the rules accept, corners in the picture, every kind there."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from edge.rules.plates import classify
from edge.rules.plates_cn import PROVINCES, RULES_CN
from models.training.marks import FlatMark
from models.training.plates_cn import draw_chinese
from models.training.texts_cn import Plate, next_plate
from models.training.typefaces import BUNDLED, Typefaces


@pytest.fixture(scope="module")
def drawn() -> list[FlatMark]:
    typefaces = Typefaces((BUNDLED,))
    return [draw_chinese(np.random.default_rng(seed), typefaces) for seed in range(120)]


@pytest.fixture(scope="module")
def plates() -> list[Plate]:
    rng = np.random.default_rng(1)
    return [next_plate(rng) for _ in range(6000)]


def test_every_text_obeys_the_rule_of_its_class_rows_and_colour(plates: list[Plate]) -> None:
    for plate in plates:
        rule = classify(plate.text, plate.colour, RULES_CN)
        rows = 2 if plate.paper == "440x220" else 1
        assert rule is not None, plate.text
        assert rule.name == plate.name
        assert rows in rule.rows
        assert not rule.colours or plate.colour in rule.colours


def test_every_class_and_every_province_comes_and_yunnan_most_often(plates: list[Plate]) -> None:
    assert {plate.name for plate in plates} == {rule.name for rule in RULES_CN}
    provinces = Counter(plate.text[0] for plate in plates if plate.text[0] in PROVINCES)
    assert set(provinces) == set(PROVINCES)
    assert provinces.most_common(1)[0][0] == "云"
    assert min(provinces.values()) > 80


def test_truck_plates_are_about_half_of_all(plates: list[Plate]) -> None:
    yellow = sum(plate.colour == "yellow" for plate in plates) / len(plates)
    two_rows = sum(plate.paper == "440x220" for plate in plates) / len(plates)
    assert 0.38 < yellow < 0.52
    assert 0.24 < two_rows < 0.36


def test_the_serial_has_every_letter_and_digit_but_i_and_o(plates: list[Plate]) -> None:
    seen = Counter("".join(plate.text[2:] for plate in plates if plate.name == "standard"))
    assert set(seen) == set("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
    assert any(plate.text[1] == "O" for plate in plates if plate.name == "standard")


def test_characters_stand_inside_the_plate_and_do_not_overlap(plates: list[Plate]) -> None:
    for plate in plates:
        width, height = plate.size
        assert "".join(cell.character for cell in plate.cells) == plate.text
        for cell, following in zip(plate.cells, (*plate.cells[1:], None), strict=True):
            assert cell.left >= 0
            assert cell.left + cell.width <= width
            assert cell.top >= 0
            assert cell.top + cell.height <= height
            if following and following.top == cell.top:
                assert cell.left + cell.width < following.left


def test_equal_generators_draw_equal_plates(drawn: list[FlatMark]) -> None:
    again = [draw_chinese(np.random.default_rng(seed), Typefaces((BUNDLED,))) for seed in (5, 3)]
    for mark, seed in zip(again, (5, 3), strict=True):
        assert np.array_equal(mark.image, drawn[seed].image)
        assert np.array_equal(mark.corners, drawn[seed].corners)
        assert mark.label == drawn[seed].label


def test_the_corners_lie_inside_the_picture_with_a_strip_of_vehicle_around(drawn: list[FlatMark]) -> None:
    for mark in drawn:
        height, width = mark.image.shape[:2]
        assert mark.image.dtype == np.uint8
        assert mark.corners.dtype == np.float32
        assert mark.corners.min() > 20
        assert (mark.corners[:, 0] < width - 20).all()
        assert (mark.corners[:, 1] < height - 20).all()
        wide, tall = mark.corners[2] - mark.corners[0]
        assert wide / tall == pytest.approx(2.0 if mark.label.layout == "two_row" else 3.2, abs=0.3)


def test_the_label_names_country_class_and_layout(drawn: list[FlatMark]) -> None:
    for mark in drawn:
        rule = classify(mark.label.text, mark.label.colour, RULES_CN)
        assert (mark.label.country, mark.label.kind) == ("CN", "plate")
        assert rule is not None
        assert rule.name == mark.label.mark_class


def test_blue_plates_are_blue_and_yellow_ones_yellow(drawn: list[FlatMark]) -> None:
    for colour, channels in (("blue", (0, 2)), ("yellow", (2, 0))):
        chosen = [mark for mark in drawn if mark.label.colour == colour]
        more = [_inside(mark)[..., channels[0]].mean() > _inside(mark)[..., channels[1]].mean() for mark in chosen]
        assert len(more) > 10
        assert sum(more) / len(more) > 0.9


def _inside(mark: FlatMark) -> np.ndarray:
    (left, top), (right, bottom) = mark.corners[0].astype(int), mark.corners[2].astype(int)
    return mark.image[top:bottom, left:right]


def test_a_drill_shows_many_provinces_and_no_plate() -> None:
    rng = np.random.default_rng(3)
    texts = [next_plate(rng, drill=True).text for _ in range(40)]
    shares = [sum(character in PROVINCES for character in text) / len(text) for text in texts]
    assert 0.7 < float(np.mean(shares)) < 0.9
