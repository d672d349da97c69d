"""Characters one below the other: their boxes joined, and laid out anew as the row that the reader wants. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.recognition.geometry import centre_of, hull_of, size_of
from edge.values import Image, Quad

_CELL = 48
_LEAST_CHARACTER = 0.28
"""Height of the lowest character as a share of the column's width; lower spots are rivets and dirt."""


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


def as_row(column: Image) -> Image:
    """A (H, W, 3) column of characters -> (48, N * about 40, 3), in reading order, on the column's own ground."""
    cells = [_cell(column[top:bottom]) for top, bottom in split_column(column)]
    return np.hstack(cells) if cells else np.zeros((_CELL, _CELL, 3), dtype=np.uint8)


def split_column(column: Image) -> list[tuple[int, int]]:
    """Top and bottom of each character, found by the bare stripes between them; evenly cut where there are none."""
    height, width = column.shape[:2]
    ink = _ink(column)
    spans = _spans(ink.sum(axis=1) > 0.06 * width)
    spans = [(top, bottom) for top, bottom in spans if bottom - top >= _LEAST_CHARACTER * width]
    return [part for span in spans for part in _cut_joined(span, width)] or [(0, height)]


def _ink(column: Image) -> NDArray[np.uint8]:
    """1 where a stroke is: the side of Otsu's threshold that the column's border is not on."""
    grey = cv2.GaussianBlur(cv2.cvtColor(column, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    _, bright = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    sides = np.concatenate([bright[:, 0], bright[:, -1]])
    return (1 - bright if sides.mean() > 0.5 else bright).astype(np.uint8)


def _spans(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _cut_joined(span: tuple[int, int], width: int) -> list[tuple[int, int]]:
    """A span too tall for one character is cut into equal ones; characters are about as tall as the box is wide."""
    top, bottom = span
    count = max(1, round((bottom - top) / (1.15 * width)))
    edges = np.linspace(top, bottom, count + 1).round().astype(int).tolist()
    return list(pairwise(edges))


def _cell(character: Image) -> Image:
    """One character at the row's height, with the bare margin that neighbours in a row have."""
    ground = np.median(np.vstack([character[:, 0], character[:, -1]]), axis=0)
    margin = max(1, round(0.12 * character.shape[0]))
    padded = cv2.copyMakeBorder(character, margin, margin, 0, 0, cv2.BORDER_CONSTANT, value=[float(c) for c in ground])
    scale = _CELL / padded.shape[0]
    wide = max(8, round(padded.shape[1] * scale))
    return cv2.resize(padded, (wide, _CELL), interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)
