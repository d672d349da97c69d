"""The letters and digits of Vietnamese plates, drawn as strokes of one width.

The plates' own lettering (short middle of the M, 1 without a base, 4 whose stem begins half way down, barred Đ) is in
no font that can be had, so its shapes are described here: centre lines in a unit box, y downwards, thickened and
softened. What differs between makers is the `GlyphStyle`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.typefaces import Mask

Line = list[tuple[float, float]]

GLYPH_HEIGHT = 72
"""Pixels of a glyph's height as drawn; the plates scale it down."""

_OVER = 3  # drawn this much larger, then averaged
_WIDTHS = {
    "1": 0.5,
    "I": 0.34,
    "A": 1.06,
    "M": 1.12,
    "Đ": 1.16,
    "N": 1.06,
    "W": 1.4,
    "E": 0.92,
    "F": 0.9,
    "L": 0.88,
    "J": 0.85,
}


@dataclass(frozen=True, slots=True)
class GlyphStyle:
    """One maker's lettering; lengths in parts of the glyph's height unless said otherwise."""

    width: float = 0.48
    stroke: float = 0.14
    roundness: float = 1.0
    """How tall the bends are, in parts of half a glyph's width: 1 is circular."""
    softness: float = 0.02
    """Radius that the stamping gives to corners."""
    middle: float = 0.6
    """How far down the middle of the M comes."""
    flag: float = 0.2
    """How far down the flag of the 1 comes."""
    stem: float = 0.42
    """Where the stem of the 4 begins."""
    straight_tail: bool = False
    """6 and 9 with a straight tail instead of a bent one."""


@lru_cache(maxsize=16384)
def plate_glyph(character: str, style: GlyphStyle) -> Mask:
    """The glyph cut to its ink, `GLYPH_HEIGHT` tall. A memo only: the same arguments give the same picture."""
    height = GLYPH_HEIGHT * _OVER
    stroke = style.stroke * height
    width = max(stroke * 1.02, style.width * _WIDTHS.get(character, 1.0) * height)
    bend = min(0.46, 0.5 * style.roundness * (width - stroke) / (height - stroke))
    sheet = np.zeros((height, round(width)), dtype=np.uint8)
    scale = np.array([width - stroke, height - stroke])
    for line in _SHAPES[character](bend, style):
        _thicken(sheet, np.array(line) * scale + stroke / 2, stroke)
    mask = _softened(sheet, style.softness * height)
    mask.setflags(write=False)
    return mask


def _thicken(sheet: Mask, points: NDArray[np.float64], stroke: float) -> None:
    """Straight pieces with square ends; where two meet, a disc, and at right angles a square corner."""
    steps = np.diff(points, axis=0)
    ways = steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-6)
    for number, (start, end) in enumerate(pairwise(points)):
        way = ways[number]
        square_before = number > 0 and abs(float(way @ ways[number - 1])) < 0.3
        square_after = number + 1 < len(ways) and abs(float(way @ ways[number + 1])) < 0.3
        side = np.array([-way[1], way[0]]) * stroke / 2
        first, last = start - way * stroke / 2 * square_before, end + way * stroke / 2 * square_after
        quad = np.array([first + side, last + side, last - side, first - side])
        cv2.fillConvexPoly(sheet, np.round(quad * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
        if number > 0:
            centre = np.round(points[number] * 16).astype(int)
            cv2.circle(sheet, (int(centre[0]), int(centre[1])), round(stroke * 8), 255, -1, cv2.LINE_AA, 4)


def _softened(sheet: Mask, radius: float) -> Mask:
    edge = max(2, round(radius * 2))
    padded = cv2.copyMakeBorder(sheet, edge, edge, edge, edge, cv2.BORDER_CONSTANT)
    blurred = cv2.GaussianBlur(padded, (0, 0), max(0.6, radius)).astype(np.int16)
    firm = np.clip((blurred - 128) * max(1.0, radius) + 128, 0, 255).astype(np.uint8)
    inner = firm[edge:-edge, edge:-edge]
    size = max(1, round(sheet.shape[1] / _OVER)), sheet.shape[0] // _OVER
    return np.asarray(cv2.resize(inner, size, interpolation=cv2.INTER_AREA)).astype(np.uint8, copy=False)


def _arc(x: float, y: float, rx: float, ry: float, start: int, end: int) -> Line:
    """Degrees clockwise from the right, as y points down: 90 is the bottom, 270 the top."""
    angles = np.radians(np.linspace(start, end, max(3, abs(end - start) // 8 + 1)))
    return [(x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in angles]


def _ring(top: float, bottom: float, bend: float, left: float = 0.0, right: float = 1.0) -> Line:
    x, rx, ry = (left + right) / 2, (right - left) / 2, min(bend, (bottom - top) / 2)
    line = _arc(x, top + ry, rx, ry, 180, 360) + _arc(x, bottom - ry, rx, ry, 0, 180)
    return [*line, line[0], line[1]]


def _lobe(top: float, bottom: float, bend: float, right: float, left: float = 0.0) -> Line:
    """What bulges to the right from a stem: of B, D, P, R."""
    rx, ry = (right - left) * 0.58, min(bend, (bottom - top) / 2)
    x = right - rx
    return [(left, top), *_arc(x, top + ry, rx, ry, 270, 360), *_arc(x, bottom - ry, rx, ry, 0, 90), (left, bottom)]


def _two(bend: float, _style: GlyphStyle) -> list[Line]:
    return [[*_arc(0.5, bend, 0.5, bend, 185, 395), (0.0, 1.0)], [(-0.08, 1.0), (1.1, 1.0)]]


def _three(bend: float, _style: GlyphStyle) -> list[Line]:
    upper, lower = min(bend, 0.235), min(bend, 0.265)
    top = [*_arc(0.5, upper, 0.46, upper, 195, 360), *_arc(0.5, 0.47 - upper, 0.46, upper, 0, 90), (0.3, 0.47)]
    under = [(0.3, 0.47), *_arc(0.5, 0.47 + lower, 0.5, lower, 270, 360), *_arc(0.5, 1 - lower, 0.5, lower, 0, 168)]
    return [top, under]


def _four(_bend: float, style: GlyphStyle) -> list[Line]:
    return [[(0.62, -0.1), (0.56, 0.0), (0.02, 0.76)], [(-0.06, 0.76), (1.1, 0.76)], [(0.7, style.stem), (0.7, 1.15)]]


def _five(bend: float, _style: GlyphStyle) -> list[Line]:
    ry = min(bend, 0.3)
    bowl = [(0.06, 0.52), *_arc(0.5, 0.4 + ry, 0.5, ry, 218, 360), *_arc(0.5, 1 - ry, 0.5, ry, 0, 168)]
    return [[(1.02, 0.0), (0.08, 0.0), (0.05, 0.53)], bowl]


def _six(bend: float, style: GlyphStyle) -> list[Line]:
    bowl = _ring(0.42, 1.0, bend)
    if style.straight_tail:
        return [[(0.78, -0.1), (0.72, 0.0), (0.08, 0.56), (0.0, 0.72)], bowl]
    return [[*_arc(0.5, bend, 0.5, bend, 345, 180), (0.0, 1 - bend)], bowl]


def _nine(bend: float, style: GlyphStyle) -> list[Line]:
    return [[(1 - x, 1 - y) for x, y in line] for line in _six(bend, style)]


def _c(bend: float, _style: GlyphStyle) -> list[Line]:
    upper, lower = _arc(0.5, bend, 0.5, bend, 360, 180), _arc(0.5, 1 - bend, 0.5, bend, 180, 0)
    return [[(1.0, bend + 0.05), *upper, *lower, (1.0, 0.95 - bend)]]


def _g(bend: float, _style: GlyphStyle) -> list[Line]:
    upper, lower = _arc(0.5, bend, 0.5, bend, 355, 180), _arc(0.5, 1 - bend, 0.5, bend, 180, 0)
    return [[*upper, *lower, (1.0, 0.54), (0.52, 0.54)]]


def _s(bend: float, _style: GlyphStyle) -> list[Line]:
    upper, lower = min(bend, 0.235), min(bend, 0.265)
    start = [*_arc(0.5, upper, 0.47, upper, 345, 180), *_arc(0.5, 0.47 - upper, 0.47, upper, 180, 110)]
    end = [*_arc(0.5, 0.47 + lower, 0.5, lower, 290, 360), *_arc(0.5, 1 - lower, 0.5, lower, 0, 170)]
    return [start + end]


def _m(_bend: float, style: GlyphStyle) -> list[Line]:
    return [_STEM, _RIGHT, [(-0.05, -0.06), (0.5, style.middle)], [(1.05, -0.06), (0.5, style.middle)]]


def _b(bend: float, _style: GlyphStyle) -> list[Line]:
    return [_STEM, _lobe(0.0, 0.47, bend, 0.93), _lobe(0.47, 1.0, bend, 1.0)]


def _barred_d(bend: float, _style: GlyphStyle) -> list[Line]:
    stem: Line = [(0.2, -0.2), (0.2, 1.2)]
    return [stem, _lobe(0.0, 1.0, bend, 1.0, 0.2), [(-0.2, 0.5), (0.56, 0.5)]]


def _u(bend: float, _style: GlyphStyle) -> list[Line]:
    return [[(1.0, -0.2), *_arc(0.5, 1 - bend, 0.5, bend, 0, 180), (0.0, -0.2)]]


def _one(_bend: float, style: GlyphStyle) -> list[Line]:
    return [_RIGHT, [(-0.1, style.flag), (1.0, 0.0)]]


def _lines(*lines: Line) -> Callable[[float, GlyphStyle], list[Line]]:
    return lambda _bend, _style: list(lines)


_STEM: Line = [(0.0, -0.2), (0.0, 1.2)]
_RIGHT: Line = [(1.0, -0.2), (1.0, 1.2)]
_TOP: Line = [(-0.1, 0.0), (1.1, 0.0)]
_FOOT: Line = [(-0.1, 1.0), (1.1, 1.0)]

_SHAPES: dict[str, Callable[[float, GlyphStyle], list[Line]]] = {
    "0": lambda bend, _style: [_ring(0.0, 1.0, bend)],
    "1": _one,
    "2": _two,
    "3": _three,
    "4": _four,
    "5": _five,
    "6": _six,
    "7": _lines([(-0.1, 0.0), (1.0, 0.0), (0.26, 1.2)]),
    "8": lambda bend, _style: [_ring(0.0, 0.47, bend, 0.05, 0.95), _ring(0.47, 1.0, bend)],
    "9": _nine,
    "A": _lines([(-0.04, 1.1), (0.46, -0.1)], [(1.04, 1.1), (0.54, -0.1)], [(0.2, 0.7), (0.8, 0.7)]),
    "B": _b,
    "C": _c,
    "D": lambda bend, _style: [_STEM, _lobe(0.0, 1.0, bend, 1.0)],
    "Đ": _barred_d,
    "E": _lines(_STEM, _TOP, [(0.0, 0.48), (0.9, 0.48)], _FOOT),
    "F": _lines(_STEM, _TOP, [(0.0, 0.5), (0.9, 0.5)]),
    "G": _g,
    "H": _lines(_STEM, _RIGHT, [(0.0, 0.49), (1.0, 0.49)]),
    "I": _lines([(0.5, -0.2), (0.5, 1.2)]),
    "J": lambda bend, _style: [[(1.0, -0.2), *_arc(0.5, 1 - bend, 0.5, bend, 0, 165)]],
    "K": _lines(_STEM, [(1.05, -0.1), (0.0, 0.64)], [(0.34, 0.42), (1.06, 1.1)]),
    "L": _lines(_STEM, _FOOT),
    "M": _m,
    "N": _lines(_STEM, _RIGHT, [(-0.05, -0.08), (1.05, 1.08)]),
    "O": lambda bend, _style: [_ring(0.0, 1.0, bend)],
    "P": lambda bend, _style: [_STEM, _lobe(0.0, 0.56, bend, 1.0)],
    "Q": lambda bend, _style: [_ring(0.0, 1.0, bend), [(0.55, 0.74), (1.05, 1.08)]],
    "R": lambda bend, _style: [_STEM, _lobe(0.0, 0.52, bend, 1.0), [(0.45, 0.5), (1.04, 1.1)]],
    "S": _s,
    "T": _lines(_TOP, [(0.5, 0.0), (0.5, 1.2)]),
    "U": _u,
    "V": _lines([(-0.04, -0.1), (0.47, 1.1)], [(1.04, -0.1), (0.53, 1.1)]),
    "W": _lines(
        [(-0.02, -0.1), (0.24, 1.1)], [(0.5, 0.1), (0.26, 1.1)], [(0.5, 0.1), (0.74, 1.1)], [(1.02, -0.1), (0.76, 1.1)]
    ),
    "X": _lines([(-0.06, -0.1), (1.06, 1.1)], [(1.06, -0.1), (-0.06, 1.1)]),
    "Y": _lines([(-0.05, -0.1), (0.5, 0.54)], [(1.05, -0.1), (0.5, 0.54)], [(0.5, 0.5), (0.5, 1.2)]),
    "Z": _lines(_TOP, [(1.0, 0.0), (0.0, 1.0)], _FOOT),
}  # fmt: skip

CHARACTERS = "".join(_SHAPES)
