from __future__ import annotations

import pytest

from edge.recognition.geometry import rectangle
from edge.recognition.lines import goes_on_below, is_next_column, is_next_row, is_right_of, join_stacked, stands_on
from tests.recognition.quads import moved

ROW = rectangle(100, 100, 200, 130)
COLUMN = rectangle(100, 100, 130, 300)


def test_boxes_of_single_characters_that_stand_in_a_column_are_joined() -> None:
    row = rectangle(300, 20, 500, 60)
    stack = [rectangle(100 + i % 2, 50 + 55 * i, 136 + i % 2, 96 + 55 * i) for i in range(11)]
    joined = join_stacked([stack[5], row, *stack[:5], *stack[6:]])
    assert joined[0] == row
    assert len(joined) == 2
    assert min(y for _, y in joined[1]) == 50
    assert max(y for _, y in joined[1]) == 50 + 55 * 10 + 46


def test_a_few_boxes_or_boxes_side_by_side_stay_apart() -> None:
    few = [rectangle(100, 50 + 55 * i, 136, 96 + 55 * i) for i in range(3)]
    beside = [rectangle(100 + 60 * i, 50, 136 + 60 * i, 96) for i in range(6)]
    assert join_stacked(few) == tuple(few)
    assert join_stacked(beside) == tuple(beside)


@pytest.mark.parametrize(
    ("right", "down", "expected"), [(0, 33, True), (20, 40, True), (0, 90, False), (90, 33, False), (0, 5, False)]
)
def test_rows_of_one_plate_stand_close_over_one_another(right: float, down: float, expected: bool) -> None:
    assert stands_on(ROW, moved(ROW, right, down)) is expected


def test_a_much_larger_row_is_no_row_of_the_same_plate() -> None:
    assert not stands_on(ROW, rectangle(60, 135, 260, 225))


@pytest.mark.parametrize(
    ("right", "down", "expected"), [(120, 0, True), (230, 5, True), (300, 0, False), (120, 30, False), (-120, 0, False)]
)
def test_a_row_goes_on_to_its_right(right: float, down: float, expected: bool) -> None:
    assert is_right_of(ROW, moved(ROW, right, down)) is expected


def test_the_next_row_of_a_number_begins_under_the_first() -> None:
    assert is_next_row(ROW, rectangle(100, 140, 280, 170))
    assert not is_next_row(ROW, rectangle(250, 140, 430, 170))
    assert not is_next_row(ROW, rectangle(100, 240, 280, 270))


def test_a_column_goes_on_below_also_with_a_lone_character() -> None:
    assert goes_on_below(COLUMN, rectangle(98, 320, 132, 500))
    assert goes_on_below(COLUMN, rectangle(100, 330, 132, 362))
    assert not goes_on_below(COLUMN, rectangle(200, 320, 230, 500))
    assert not goes_on_below(COLUMN, rectangle(100, 600, 130, 800))


def test_the_second_column_of_a_number_begins_as_high_as_the_first() -> None:
    assert is_next_column(COLUMN, rectangle(150, 105, 180, 400))
    assert not is_next_column(COLUMN, rectangle(150, 300, 180, 500))
    assert not is_next_column(COLUMN, rectangle(50, 100, 80, 300))
