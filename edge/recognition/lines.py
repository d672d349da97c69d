"""How lines of text stand to one another: rows of one mark, parts of one row, columns. Pure; lines are quads."""

from __future__ import annotations

from collections.abc import Sequence

from edge.recognition.geometry import angle_of, centre_of, hull_of, is_vertical, offset_from, size_of
from edge.values import Quad

_LEAST_STACKED = 4
"""Boxes of single characters that make a column; fewer may be rows of a table."""


def join_stacked(quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """The quads with every stack of single characters joined into one tall quad.

    Where the characters of a column stand wide apart the detector boxes each of them alone.
    """
    single = sorted((quad for quad in quads if _is_single(quad)), key=lambda quad: centre_of(quad)[1])
    stacks: list[list[Quad]] = []
    for quad in single:
        stack = next((stack for stack in stacks if _stands_under(stack[-1], quad)), None)
        if stack is None:
            stacks.append([quad])
        else:
            stack.append(quad)
    columns = [stack for stack in stacks if len(stack) >= _LEAST_STACKED]
    joined = {quad for stack in columns for quad in stack}
    return (*(quad for quad in quads if quad not in joined), *map(hull_of, columns))


def _is_single(quad: Quad) -> bool:
    width, height = size_of(quad)
    return 0.8 * width <= height <= 2.2 * width


def _stands_under(upper: Quad, lower: Quad) -> bool:
    (upper_x, upper_y), (x, y) = centre_of(upper), centre_of(lower)
    (upper_width, upper_height), (width, height) = size_of(upper), size_of(lower)
    alike = 0.6 < upper_width / max(width, 1) < 1.7 and abs(upper_x - x) < 0.4 * max(width, upper_width)
    return alike and 0 < y - upper_y < 1.1 * (height + upper_height)


def stands_on(top: Quad, bottom: Quad) -> bool:
    """Whether two rows are the upper and the lower row of one plate: close, parallel, of like height and middle."""
    if is_vertical(top) or is_vertical(bottom) or abs(angle_of(top) - angle_of(bottom)) > 0.3:
        return False
    top_width, top_height = size_of(top)
    width, height = size_of(bottom)
    along, across = offset_from(top, centre_of(bottom))
    mean = (top_height + height) / 2
    alike = 0.45 < top_height / max(height, 1) < 2.2 and 0.25 < top_width / max(width, 1) < 1.7
    return alike and 0.55 * mean < across < 1.8 * mean and abs(along) < 0.35 * max(width, top_width)


def is_right_of(first: Quad, second: Quad) -> bool:
    """Whether the second goes on in the first one's row; a door's edge and lock rods may stand between."""
    along, across = offset_from(first, centre_of(second))
    width, height = size_of(first)
    gap = along - width / 2 - size_of(second)[0] / 2
    return _alike(height, size_of(second)[1]) and -0.5 * height < gap < 5 * height and abs(across) < 0.6 * height


def is_next_row(first: Quad, second: Quad) -> bool:
    """Whether the second begins about under the first one's beginning, as the next row of a container's number."""
    along, across = offset_from(first, centre_of(second))
    width, height = size_of(first)
    left_edges_apart = along + width / 2 - size_of(second)[0] / 2
    near = 0.6 * height < across < 2.5 * height and abs(left_edges_apart) < 2.5 * height
    return _alike(height, size_of(second)[1]) and near


def goes_on_below(first: Quad, second: Quad) -> bool:
    """Whether the second goes on in the first one's column.

    What is one or two characters long looks like a row, so the second one's direction does not count.
    """
    width, height = size_of(first)
    if not 0.5 < width / max(size_of(second)[0], 1) < 2.2:
        return False
    along, across = offset_from(first, centre_of(second))
    gap = across - height / 2 - size_of(second)[1] / 2
    return abs(along) < 0.8 * width and -0.5 * width < gap < 4 * width


def is_next_column(first: Quad, second: Quad) -> bool:
    """Whether two columns stand side by side and begin at about the same height."""
    along, across = offset_from(first, centre_of(second))
    width, height = size_of(first)
    tops_apart = across - size_of(second)[1] / 2 + height / 2
    alike = 0.5 < width / max(size_of(second)[0], 1) < 2.0
    return alike and 0.6 * width < along < 3.5 * width and abs(tops_apart) < 1.5 * width


def _alike(height: float, other: float) -> bool:
    return 0.5 < height / max(other, 1) < 2.0
