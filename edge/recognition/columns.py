"""Characters one below the other, laid out anew as a row: the recogniser reads rows only. Pure."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image

_CELL = 48
_LEAST_CHARACTER = 0.28
"""Height of the lowest character as a share of the column's width; lower spots are rivets and dirt."""


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
