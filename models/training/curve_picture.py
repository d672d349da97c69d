"""The curve of coverage against error as a picture, without a plotting library."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from edge.values import Image
from models.training.coverage import Point

_SIZE = (960, 640)
_LEFT, _TOP, _RIGHT, _BOTTOM = 90, 30, 930, 570
_LEAST, _MOST = 0.0005, 0.2
"""Shares of wrong reads at the lower edge (and what is less) and at the upper; the scale is logarithmic."""

_GOAL = 0.002
_WHITE, _INK, _GRID, _RED = (255, 255, 255), (40, 40, 40), (225, 225, 225), (60, 60, 220)
_COLOURS = ((40, 40, 40), (200, 110, 20), (40, 150, 40), (180, 50, 180), (20, 140, 230), (120, 120, 120))
_TICKS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
_Colour = tuple[int, int, int]


def draw_curves(curves: Mapping[str, Sequence[Point]]) -> Image:
    """Upwards the share of wrong reads, to the right the share that passes without review; a line for each curve."""
    sheet = np.full((_SIZE[1], _SIZE[0], 3), _WHITE, dtype=np.uint8)
    _axes(sheet)
    for number, (name, curve) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        dots = np.array([(_across(p.coverage), _upwards(p.error)) for p in curve], dtype=np.int32).reshape(-1, 1, 2)
        if len(dots):
            cv2.polylines(sheet, [dots], isClosed=False, color=colour, thickness=2, lineType=cv2.LINE_AA)
        _write(sheet, name, _LEFT + 12, _TOP + 22 + 22 * number, colour)
    return sheet


def _axes(sheet: Image) -> None:
    for share in _TICKS:
        y = _upwards(share)
        cv2.line(sheet, (_LEFT, y), (_RIGHT, y), _RED if share == _GOAL else _GRID, 1)
        _write(sheet, "0" if share == _LEAST else f"{100 * share:g} %", 20, y + 5, _INK)
    for tenth in range(0, 11, 2):
        x = _across(tenth / 10)
        cv2.line(sheet, (x, _TOP), (x, _BOTTOM), _GRID, 1)
        _write(sheet, f"{10 * tenth} %", x - 15, _BOTTOM + 22, _INK)
    cv2.rectangle(sheet, (_LEFT, _TOP), (_RIGHT, _BOTTOM), _INK, 1)
    _write(sheet, "passes without review", (_LEFT + _RIGHT) // 2 - 80, _BOTTOM + 48, _INK)
    _write(sheet, "wrong among these (red: the goal)", _LEFT, _TOP - 10, _INK)


def _across(coverage: float) -> int:
    return round(_LEFT + coverage * (_RIGHT - _LEFT))


def _upwards(error: float) -> int:
    place = math.log(min(max(error, _LEAST), _MOST) / _LEAST) / math.log(_MOST / _LEAST)
    return round(_BOTTOM - place * (_BOTTOM - _TOP))


def _write(sheet: Image, text: str, left: int, baseline: int, colour: _Colour) -> None:
    cv2.putText(sheet, text, (left, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv2.LINE_AA)
