from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from edge.rules.iso6346 import parse_container, parse_size_type
from models.training.containers import PREFIXES, SIZE_TYPES, draw_container, random_number
from models.training.marks import FlatMark
from models.training.typefaces import Typefaces, find_typefaces

MARKS = 150


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return find_typefaces(())  # the bundled one alone: a machine without fonts must do


@pytest.fixture(scope="module")
def marks(typefaces: Typefaces) -> list[FlatMark]:
    rng = np.random.default_rng(7)
    return [draw_container(rng, typefaces) for _ in range(MARKS)]


def test_nine_in_ten_numbers_have_the_right_check_digit_and_some_have_not() -> None:
    rng = np.random.default_rng(1)
    parsed = [parse_container(random_number(rng)) for _ in range(2000)]
    right = sum(number.check_digit_ok for number in parsed if number is not None)
    assert None not in parsed
    assert 0.90 < right / len(parsed) < 0.96


def test_digits_of_the_serial_number_are_balanced() -> None:
    rng = np.random.default_rng(2)
    seen = Counter("".join(random_number(rng)[4:10] for _ in range(3000)))
    assert sorted(seen) == list("0123456789")
    assert max(seen.values()) < 1.15 * min(seen.values())


def test_every_letter_and_every_category_occurs_in_owner_codes() -> None:
    rng = np.random.default_rng(3)
    codes = [random_number(rng)[:4] for _ in range(3000)]
    assert len(set("".join(code[:3] for code in codes))) == 26
    assert {code[3] for code in codes} == set("UJZ")


def test_known_prefixes_are_container_prefixes() -> None:
    assert all(parse_container(prefix + "0000000") for prefix in PREFIXES)


def test_every_size_type_code_is_one_of_the_standard() -> None:
    assert [code for code in SIZE_TYPES if parse_size_type(code) is None] == []


def test_all_layouts_occur(marks: list[FlatMark]) -> None:
    layouts = Counter(mark.label.layout for mark in marks)
    assert set(layouts) == {"one_row", "two_row", "vertical", "vertical_two_column"}
    assert min(layouts.values()) >= 0.05 * MARKS


def test_the_same_seed_gives_the_same_picture(typefaces: Typefaces) -> None:
    first, second = (draw_container(np.random.default_rng(11), typefaces) for _ in range(2))
    other = draw_container(np.random.default_rng(12), typefaces)
    assert np.array_equal(first.image, second.image)
    assert first.label == second.label
    assert np.array_equal(first.corners, second.corners)
    assert other.label != first.label


def test_a_picture_does_not_depend_on_those_drawn_before(typefaces: Typefaces) -> None:
    used = draw_container(np.random.default_rng(13), typefaces)
    fresh = draw_container(np.random.default_rng(13), find_typefaces(()))
    assert np.array_equal(used.image, fresh.image)


def test_corners_lie_inside_the_picture_with_a_margin_around(marks: list[FlatMark]) -> None:
    for mark in marks:
        rows, columns = mark.image.shape[:2]
        for quad in (mark.corners, mark.wide_corners):
            if quad is not None:
                assert quad.shape == (4, 2)
                assert quad.dtype == np.float32
                assert (quad >= 0).all()
                assert (quad[:, 0] <= columns).all()
                assert (quad[:, 1] <= rows).all()
        assert mark.corners[0, 0] >= 8
        assert columns - mark.corners[1, 0] >= 8


def test_the_quad_fits_the_layout(marks: list[FlatMark]) -> None:
    shapes: dict[str, list[float]] = {}
    for mark in marks:
        wide, tall = mark.corners[2] - mark.corners[0]
        shapes.setdefault(mark.label.layout, []).append(float(wide / tall))
    assert min(shapes["one_row"]) > 3.5
    assert min(shapes["two_row"]) > 1
    assert max(shapes["two_row"]) < 6
    assert max(shapes["vertical"]) < 0.2
    assert max(shapes["vertical_two_column"]) < 0.6


def test_wide_corners_hold_the_number_and_are_there_with_a_size_type_code_only(marks: list[FlatMark]) -> None:
    for mark in marks:
        assert (mark.wide_corners is not None) == bool(mark.label.size_type)
        if mark.wide_corners is not None:
            assert (mark.wide_corners[0] <= mark.corners[0]).all()
            assert (mark.wide_corners[2] >= mark.corners[2]).all()
            if mark.label.layout != "vertical_two_column":  # there it may stand below the owner code, inside
                assert not np.array_equal(mark.wide_corners, mark.corners)
    share = sum(bool(mark.label.size_type) for mark in marks) / MARKS
    assert 0.5 < share < 0.8


def test_characters_stand_out_of_the_wall(marks: list[FlatMark]) -> None:
    """Inside the quad there is more contrast than a wall alone would have, in nearly all pictures."""
    spreads = []
    for mark in marks:
        (x1, y1), (x2, y2) = mark.corners[0].astype(int), mark.corners[2].astype(int)
        spreads.append(float(mark.image[y1:y2, x1:x2].astype(np.float32).std(axis=(0, 1)).max()))
    assert np.quantile(spreads, 0.05) > 10
    assert np.median(spreads) > 35
