"""The letters, digits and province characters of Chinese plates as masks.

GA 36-2018 shows narrow characters of one stroke width that fill their cell: drawn here as centre lines with rounded
corners, by pens that differ. Province characters come from fonts, distorted as differing presses and cameras do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.typefaces import Mask, Typefaces

Knot = tuple[float, float] | tuple[float, float, float]
"""x and y in the box of centre lines (0 to 1; beyond it the cell's edge cuts the stroke flat); radius in box widths."""
Line = tuple[Knot, ...]
Points = NDArray[np.float64]

PENS = 32
FACES_OF_A_CHARACTER = 14
PIXELS_A_MM = 1.0
FINE = 1.3
OUT, UNDER, ROUND = -0.4, 1.4, 0.5

_ZERO: Line = ((0, 0.5), (0, 0, ROUND), (1, 0, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0.5))
_OPEN: Line = ((1, 0.27), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, 0.73))
_TAIL: Line = ((1, 1, ROUND), (0, 1, ROUND), (0, 0.75))
_STEM: Line = ((0, OUT), (0, UNDER))
_BOWL: Line = ((OUT, 0), (0.96, 0, 0.46), (0.96, 0.53, 0.46), (0, 0.53))

_LINES: dict[str, tuple[Line, ...]] = {
    "0": (_ZERO,),
    "2": (((0, 0.27), (0, 0, ROUND), (1, 0, ROUND), (1, 0.42, 0.3), (0, 1), (1.5, 1)),),
    "3": (
        ((0, 0.24), (0, 0, ROUND), (0.97, 0, ROUND), (0.97, 0.47, 0.42), (0.38, 0.47)),
        ((0.38, 0.47), (1, 0.47, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0.76)),
    ),
    "5": (
        ((1.5, 0), (0.1, 0), (0.04, 0.44)),
        ((0.02, 0.47), (0.2, 0.38, 0.1), (1, 0.38, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0.76)),
    ),
    "8": (
        ((0.06, 0.2), (0.06, 0, 0.44), (0.94, 0, 0.44), (0.94, 0.46, 0.44), (0.06, 0.46, 0.44), (0.06, 0.2)),
        ((0, 0.7), (0, 0.46, ROUND), (1, 0.46, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0.7)),
    ),
    "B": (
        _STEM,
        ((OUT, 0), (0.94, 0, 0.42), (0.94, 0.47, 0.42), (0, 0.47)),
        ((0, 0.47), (1, 0.47, 0.46), (1, 1, 0.46), (OUT, 1)),
    ),
    "C": (_OPEN,),
    "D": (((0, 0.5), (0, 0), (1, 0, 0.46), (1, 1, 0.46), (0, 1), (0, 0.5)),),
    "E": (_STEM, ((OUT, 0), (UNDER, 0)), ((0, 0.48), (0.9, 0.48)), ((OUT, 1), (UNDER, 1))),
    "F": (_STEM, ((OUT, 0), (UNDER, 0)), ((0, 0.48), (0.9, 0.48))),
    "G": ((*_OPEN[:-1], (1, 0.55), (0.5, 0.55)),),
    "H": (_STEM, ((1, OUT), (1, UNDER)), ((0, 0.48), (1, 0.48))),
    "I": (((0.5, OUT), (0.5, UNDER)),),
    "J": (((0.95, OUT), (0.95, 1, 0.48), (0, 1, 0.48), (0, 0.74)),),
    "K": (_STEM, ((1.18, -0.2), (0, 0.64)), ((0.33, 0.42), (1.13, 1.2))),
    "L": (_STEM, ((OUT, 1), (UNDER, 1))),
    "N": (_STEM, ((1, OUT), (1, UNDER)), ((-0.06, -0.06), (1.06, 1.06))),
    "P": (_STEM, _BOWL),
    "R": (_STEM, _BOWL, ((0.42, 0.53), (1.16, 1.2))),
    "S": ((*_OPEN[:3], (0, 0.42, 0.44), (1, 0.56, 0.44), *_TAIL),),
    "T": (((OUT, 0), (UNDER, 0)), ((0.5, 0), (0.5, UNDER))),
    "U": (((0, OUT), (0, 1, ROUND), (1, 1, ROUND), (1, OUT)),),
    "V": (((-0.12, -0.2), (0.5, 1.02), (1.12, -0.2)),),
    "X": (((-0.2, -0.2), (1.2, 1.2)), ((1.2, -0.2), (-0.2, 1.2))),
    "Y": (((-0.2, -0.2), (0.5, 0.52), (1.2, -0.2)), ((0.5, 0.5), (0.5, UNDER))),
    "Z": (((OUT, 0), (1, 0), (0, 1), (UNDER, 1)),),
}


@dataclass(frozen=True, slots=True)
class Pen:
    """One press's hand: `stroke` in heights of a narrow cell, `corner` a factor of radii, the rest chooses shapes."""

    stroke: float
    corner: float
    depth: float
    flag: float
    hooked: bool
    leaning: bool


def pen(number: int) -> Pen:
    """The pen of a number below PENS; the same number gives the same pen."""
    rng = np.random.default_rng([36, number])
    stroke, corner, depth = rng.uniform(0.085, 0.128), rng.uniform(0.72, 1.0), rng.uniform(0.58, 0.88)
    flag = float(rng.choice([0.0, 0.0, 0.0, 0.0, 0.08, 0.12, 0.2, 0.28]))
    return Pen(float(stroke), float(corner), float(depth), flag, bool(rng.random() < 0.5), bool(rng.random() < 0.5))


def stroked(typefaces: Typefaces, character: str, number: int, width: int, height: int) -> Mask:
    """A letter or digit by pen `number` for a cell of width x height mm, at PIXELS_A_MM; drawn once."""
    key = ("stroked", character, number, width, height)
    return typefaces.kept(key, lambda: _drawn(character, pen(number), width, height))


def written(typefaces: Typefaces, file: Path, character: str, face: int, width: int, height: int) -> Mask:
    """A province character for a cell of width x height mm, at PIXELS_A_MM; `face` below FACES_OF_A_CHARACTER."""
    key = ("written", file, character, face, width, height)
    return typefaces.kept(key, lambda: _distorted(typefaces.mask(file, character), ord(character), face, width, height))


def printed(typefaces: Typefaces, file: Path, character: str, heavier: int, width: int, height: int) -> Mask:
    """A letter or digit of a font for a cell of width x height mm, at PIXELS_A_MM, `heavier` by up to 2 pixels."""
    size = round(width * PIXELS_A_MM), round(height * PIXELS_A_MM)

    def drawn() -> Mask:
        return _heavier(typefaces.fitted(file, character, *size), heavier, False)

    return typefaces.kept(("printed", file, character, heavier, width, height), drawn)


def _lines(character: str, by: Pen) -> tuple[Line, ...]:
    """Centre lines of the characters whose shape depends on the pen, and of all others."""
    match character:
        case "1":
            flag: tuple[Line, ...] = (((0.5 - by.flag, 0.02 + by.flag * 0.45), (0.5, 0.0)),) if by.flag else ()
            return (((0.5, OUT), (0.5, UNDER)), *flag)
        case "4":
            upright = (0.72, 0.34 if by.leaning else 0.5)
            return ((0.68, -0.2), (0.02, 0.74), (UNDER, 0.74)), (upright, (0.72, UNDER))
        case "7":
            foot = ((0.47, 0.55, 0.3), (0.36, UNDER)) if by.hooked else ((0.3, 1.2),)
            return (((OUT, 0), (1, 0), *foot),)
        case "6" | "9":
            return tuple(_turned(line) for line in _six(by)) if character == "9" else _six(by)
        case "A":
            return ((-0.1, 1.2), (0.5, -0.03), (1.1, 1.2)), ((0.15, 0.7), (0.85, 0.7))
        case "M":
            return _STEM, ((1, OUT), (1, UNDER)), ((-0.03, -0.04), (0.5, by.depth), (1.03, -0.04))
        case "W":
            peak = 0.02 if by.leaning else 0.3
            return (((-0.1, -0.4), (0.24, 1), (0.5, peak), (0.76, 1), (1.1, -0.4)),)
        case "O" | "Q":
            tail: tuple[Line, ...] = (((0.52, 0.74), (1.06, 1.04)),) if character == "Q" else ()
            return (_ZERO, *tail)
        case _:
            return _LINES[character]


def _six(by: Pen) -> tuple[Line, ...]:
    bowl: Line = ((0, 0.7), (0, 0.42, ROUND), (1, 0.42, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0.7))
    if by.hooked:
        return bowl, ((0.97, 0.24), (0.97, 0, ROUND), (0, 0, ROUND), (0, 0.72))
    return bowl, ((0.8, -0.12), (0.0, 0.44, 0.35), (0, 0.72))


def _turned(line: Line) -> Line:
    return tuple((1 - knot[0], 1 - knot[1], *knot[2:]) for knot in line)


def _drawn(character: str, by: Pen, width: int, height: int) -> Mask:
    scale = 2 * PIXELS_A_MM
    stroke = by.stroke * (0.55 * height + 0.45 * 90) * scale  # low characters of the upper row are hardly thinner
    stroke *= 0.82 if character in "MW" else 1.0
    size = np.array([round(width * scale), round(height * scale)])
    canvas = np.zeros((size[1], size[0]), dtype=np.uint8)
    for line in _lines(character, by):
        _stroke(canvas, _rounded(line, size - stroke, by.corner) + stroke / 2, stroke / 2)
    half = round(width * PIXELS_A_MM), round(height * PIXELS_A_MM)
    return cv2.resize(canvas, half, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _rounded(line: Line, box: Points, corner: float) -> Points:
    """The line in pixels with its corners rounded off (cubic curves close to quarter ellipses)."""
    knots = np.array([knot[:2] for knot in line]) * box
    points = [knots[0]]
    radii = [knot[2] * corner * box[0] if len(knot) == 3 else 0.0 for knot in line]
    for place in range(1, len(line) - 1):
        back, on = (knots[place + step] - knots[place] for step in (-1, 1))
        back, on = (0.5 * back if radii[place - 1] else back), (0.5 * on if radii[place + 1] else on)
        points.extend(_corner(knots[place], back, on, radii[place]))
    return np.array([*points, knots[-1]])


def _corner(knot: Points, back: Points, on: Points, radius: float) -> Sequence[Points]:
    """The curve around a knot; it starts and ends within `back` and `on`, what the knot's two sides leave to it."""
    if radius <= 0:
        return [knot]
    start = knot + back * min(1.0, radius / max(np.hypot(*back), 1e-6))
    end = knot + on * min(1.0, radius / max(np.hypot(*on), 1e-6))
    first, second = start + 0.55 * (knot - start), end + 0.55 * (knot - end)
    steps = np.linspace(0, 1, 9)[:, None]
    rest = 1 - steps
    return list(rest**3 * start + 3 * rest**2 * steps * first + 3 * rest * steps**2 * second + steps**3 * end)


def _stroke(canvas: Mask, points: Points, half: float) -> None:
    """Flat ends, mitred corners."""
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    steps, starts, ends = steps[lengths > 1e-3], points[:-1][lengths > 1e-3], points[1:][lengths > 1e-3]
    sides = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / np.hypot(steps[:, 0], steps[:, 1])[:, None] * half
    for start, end, side in zip(starts, ends, sides, strict=True):
        _fill(canvas, np.array([start + side, end + side, end - side, start - side]))
    for corner, one, other in zip(starts[1:], sides, sides[1:], strict=False):
        tip = (one + other) / max(0.35, 1 + float(one @ other) / half**2)
        _fill(canvas, np.array([corner, corner + one, corner + tip, corner + other]))
        _fill(canvas, np.array([corner, corner - one, corner - tip, corner - other]))


def _fill(canvas: Mask, polygon: Points) -> None:
    cv2.fillPoly(canvas, [np.round(polygon * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)


def _distorted(mask: Mask, code: int, face: int, width: int, height: int) -> Mask:
    """The font's glyph pulled into the cell, its parts moved a little, its strokes thinned or run together."""
    rng = np.random.default_rng([code, face])
    columns, rows = round(width * FINE), round(height * FINE)
    across, down = _uneven(rng, columns, mask.shape[1]), _uneven(rng, rows, mask.shape[0])
    lean = rng.normal(0, 0.015) * mask.shape[1] * np.linspace(-1, 1, rows)
    x = (across[None, :] + lean[:, None]).astype(np.float32)
    y = np.broadcast_to(down[:, None], x.shape).astype(np.float32)
    smooth = cv2.GaussianBlur(mask, (0, 0), 0.6)
    pulled = cv2.remap(smooth, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    blackness = float(pulled.mean()) / 255
    least = -1 if blackness > 0.4 else int(blackness < 0.22)
    most = int(np.clip((0.66 - blackness) * 12, 1, 4))
    heavy = _heavier(pulled.astype(np.uint8, copy=False), int(rng.integers(least, most + 1)), rng.random() < 0.3)
    size = round(width * PIXELS_A_MM), round(height * PIXELS_A_MM)
    return cv2.resize(heavy, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _uneven(rng: np.random.Generator, length: int, source: int) -> Points:
    """Where each of `length` pixels lies in the source: a monotone map that bends a little."""
    knots = np.linspace(0, 1, 5)
    bent = knots + np.concatenate([[0], rng.normal(0, 0.022, 3), [0]])
    inset = rng.uniform(-0.03, 0.015, 2)
    places = np.interp(np.linspace(inset[0], 1 - inset[1], length), knots, bent, left=-0.02, right=1.02)
    return np.asarray(places * (source - 1), dtype=np.float64)


def _heavier(mask: Mask, pixels: int, upright: bool) -> Mask:
    """Strokes thicker by `pixels`, thinner where negative; `upright`: the standing strokes alone."""
    if pixels == 0:
        return mask.astype(np.uint8, copy=False)
    size = (abs(pixels) + 1, 1 if upright else abs(pixels) + 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size)
    changed = cv2.erode(mask, kernel) if pixels < 0 else cv2.dilate(mask, kernel)
    return changed.astype(np.uint8, copy=False)
