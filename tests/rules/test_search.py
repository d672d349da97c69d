from __future__ import annotations

from itertools import islice, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rules.search import Column, Grid, Option, ranked


def column(costs: list[int], number: int) -> Column:
    return [Option(-cost, f"{number}.{rank} ", 0.5, 0) for rank, cost in enumerate(sorted(costs))]


GRIDS = st.lists(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4), max_size=3)


@given(GRIDS)
def test_every_row_is_made_once_and_none_before_a_better_one(costs: list[list[list[int]]]) -> None:
    grids = [[column(each, number) for number, each in enumerate(grid)] for grid in costs]
    rows = list(ranked(Grid(grid) for grid in grids))
    scores = [sum(option.log_prob for option in row) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert sorted(rows) == sorted(row for grid in grids for row in product(*grid))
    assert len(rows) == sum(prod(map(len, grid)) for grid in grids)


def test_rows_are_made_as_they_are_asked_for() -> None:
    endless = Grid([column(list(range(10)), number) for number in range(40)])
    first, second = islice(ranked([endless]), 2)
    assert [option.text for option in first] == [f"{number}.0 " for number in range(40)]
    assert sum(option.log_prob for option in second) == pytest.approx(-1)


def test_no_grid_has_no_row() -> None:
    assert list(ranked([])) == []
