from __future__ import annotations

from itertools import pairwise

import numpy as np

from edge.recognition.columns import as_row, join_stacked, split_column
from edge.values import Image
from tests.recognition.drawn import column, lettering
from tests.recognition.written import rectangle


def drawn_column(text: str) -> Image:
    wall = lettering([(character, 40, 20 + top) for character, top in column(text)], height=44)
    return np.ascontiguousarray(wall[16 : 20 + round(len(text) * 44 * 1.15) + 8, 32:76])


def test_each_character_of_a_column_is_found() -> None:
    assert len(split_column(drawn_column("TEMU503702"))) == 10


def test_characters_are_in_order_and_do_not_overlap() -> None:
    parts = split_column(drawn_column("ABCDE"))
    assert parts == sorted(parts)
    assert all(a[1] <= b[0] for a, b in pairwise(parts))


def test_characters_that_touch_are_cut_evenly() -> None:
    joined = np.full((240, 40, 3), 30, dtype=np.uint8)
    joined[4:236, 8:32] = 220
    assert len(split_column(joined)) == 5


def test_a_bare_column_is_one_part_and_still_makes_a_row() -> None:
    bare = np.full((200, 40, 3), 90, dtype=np.uint8)
    assert split_column(bare) == [(0, 200)]
    assert as_row(bare).shape[0] == 48


def test_the_row_is_as_high_as_the_reader_wants() -> None:
    row = as_row(drawn_column("TEMU503702"))
    assert row.shape[0] == 48
    assert row.shape[1] > 10 * 20


def test_boxes_of_single_characters_that_stand_in_a_column_are_joined() -> None:
    row = rectangle(300, 20, 200, 40)
    stack = [rectangle(100 + i % 2, 50 + 55 * i, 36, 46) for i in range(11)]
    joined = join_stacked([stack[5], row, *stack[:5], *stack[6:]])
    assert joined[0] == row
    assert len(joined) == 2
    assert min(y for _, y in joined[1]) == 50
    assert max(y for _, y in joined[1]) == 50 + 55 * 10 + 46


def test_a_few_boxes_or_boxes_side_by_side_stay_apart() -> None:
    few = [rectangle(100, 50 + 55 * i, 36, 46) for i in range(3)]
    beside = [rectangle(100 + 60 * i, 50, 36, 46) for i in range(6)]
    assert join_stacked(few) == tuple(few)
    assert join_stacked(beside) == tuple(beside)
