"""The most probable rows of symbols, best first, out of the options of each column.

Exact and lazy: every row is made once, and only as many as are asked for. Columns are ordered by what it costs to
leave their first option; the successors of a row (its last moved column one further, the next column moved too, the
next column moved instead) then never cost less than the row itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Option(NamedTuple):
    """`log_prob` comes first so that options sort by it. `changed` counts symbols that the reader did not prefer."""

    log_prob: float
    text: str
    min_prob: float
    changed: int


Column = list[Option]
"""Options of one part of a mark, best first, never empty."""

Row = tuple[Option, ...]


class Grid:
    """Columns of one shape, with those that have a choice in the order of their first step's cost."""

    __slots__ = ("columns", "movable", "start")

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.start = sum(column[0].log_prob for column in columns)
        free = [i for i, column in enumerate(columns) if len(column) > 1]
        self.movable = sorted(free, key=lambda i: columns[i][0].log_prob - columns[i][1].log_prob)

    def row(self, steps: Sequence[int]) -> Row:
        """The options chosen; `steps` counts along `movable`."""
        chosen = [column[0] for column in self.columns]
        for i, step in zip(self.movable, steps, strict=False):
            chosen[i] = self.columns[i][step]
        return tuple(chosen)

    def successors(self, steps: tuple[int, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Gain (never above zero) and steps of the rows that follow this one; `steps` ends in its last moved column."""
        if steps:
            column, last = self.columns[self.movable[len(steps) - 1]], steps[-1]
            if last + 1 < len(column):
                yield column[last + 1].log_prob - column[last].log_prob, (*steps[:-1], last + 1)
        if len(steps) < len(self.movable):
            following = self.columns[self.movable[len(steps)]]
            cost = following[1].log_prob - following[0].log_prob
            yield cost, (*steps, 1)
            if steps and last == 1:
                yield cost + column[0].log_prob - column[1].log_prob, (*steps[:-1], 0, 1)


def ranked(grids: Iterable[Grid]) -> Iterator[Row]:
    """Rows of all grids together, the most probable first."""
    heap = [(-grid.start, number, grid, ()) for number, grid in enumerate(grids)]
    made = len(heap)  # breaks ties, for grids do not compare
    queue: list[tuple[float, int, Grid, tuple[int, ...]]] = list(heap)
    heapq.heapify(queue)
    while queue:
        cost, _, grid, steps = heapq.heappop(queue)
        yield grid.row(steps)
        for gain, following in grid.successors(steps):
            heapq.heappush(queue, (cost - gain, made, grid, following))
            made += 1
