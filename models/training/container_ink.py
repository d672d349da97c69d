"""The ink of a container mark as one plane: glyphs, the check digit's frame, the font's weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training import steel
from models.training.container_layouts import Extent, Glyph, Pen, Writing, extent

_STENCILLED = "0468969ABDOPQR"


@dataclass(frozen=True, slots=True)
class Frame:
    """The line around the check digit; `sides` are those that can be seen (top, right, bottom, left)."""

    extent: Extent
    thickness: int
    filled: bool
    sides: tuple[bool, bool, bool, bool]


def around(glyphs: Sequence[Glyph], frame: Frame | None) -> Extent:
    x1, y1, x2, y2 = extent(tuple(glyphs))
    if frame is None:
        return x1, y1, x2, y2
    a, b, c, d = frame.extent
    return min(x1, a), min(y1, b), max(x2, c), max(y2, d)


def framed(rng: np.random.Generator, writing: Writing, unit: int) -> Frame:
    """Tight or loose, but never through the character before it."""
    check = writing.check
    before = [glyph for glyph in writing.glyphs if glyph.part == "number"][-2]
    thickness = max(1, round(unit * rng.uniform(0.02, 0.1)))
    pad_x, pad_y = (thickness + unit * rng.uniform(0.03, 0.2) for _ in range(2))
    if check.character == "1":
        pad_x += unit * rng.uniform(0, 0.15)
    if before.y == check.y:
        pad_x = min(pad_x, check.x - before.x - before.width)
    else:
        pad_y = min(pad_y, check.y - before.y - before.height)
    dx, dy = max(2, round(pad_x)), max(2, round(pad_y))
    sides = [True] * 4
    if rng.random() < 0.1:
        sides[rng.integers(4)] = False
    box = check.x - dx, check.y - dy, check.x + check.width + dx, check.y + check.height + dy
    return Frame(box, thickness, rng.random() < 0.05, (sides[0], sides[1], sides[2], sides[3]))


def ink_of(
    rng: np.random.Generator, pen: Pen, writing: Writing, frame: Frame | None, shape: tuple[int, int]
) -> steel.Plane:
    ink = np.zeros(shape, dtype=np.uint8)
    stencil = rng.random() < 0.08
    for glyph in writing.glyphs:
        stamp(ink, pen, glyph, stencil)
    ink = _weighted(rng, ink)
    if frame:
        _draw_frame(ink, frame)
    return ink


def stamp(ink: steel.Plane, pen: Pen, glyph: Glyph, stencil: bool = False) -> None:
    """One character onto the plane of ink; what stands outside is cut off."""
    x, y = max(0, glyph.x), max(0, glyph.y)
    region = ink[y : max(0, glyph.y + glyph.height), x : max(0, glyph.x + glyph.width)]
    if region.size == 0:
        return
    mask = _scaled(pen.typefaces.mask(pen.file, glyph.character), glyph.width, glyph.height)
    if stencil and glyph.character in _STENCILLED:
        middle, half = glyph.width // 2, max(1, glyph.height // 28)
        mask[:, middle - half : middle + half] = 0
    left, top = x - glyph.x, y - glyph.y
    part = mask[top : top + region.shape[0], left : left + region.shape[1]]
    np.maximum(region, part, out=region)


def _scaled(mask: steel.Plane, width: int, height: int) -> steel.Plane:
    """Much smaller ones are halved exactly first: quicker than the mean over areas of any size, and as smooth."""
    if mask.shape[0] > 3 * height and min(mask.shape) > 8:
        half = mask.shape[1] // 2, mask.shape[0] // 2
        mask = cv2.resize(mask[: 2 * half[1], : 2 * half[0]], half, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _weighted(rng: np.random.Generator, ink: steel.Plane) -> steel.Plane:
    """Bolder, lighter or rounder than the font."""
    kind = rng.random()
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    if kind < 0.25:
        ink = cv2.dilate(ink, cross).astype(np.uint8, copy=False)
    elif kind < 0.31:
        ink = cv2.erode(ink, cross).astype(np.uint8, copy=False)
    elif kind < 0.5:
        soft = cv2.GaussianBlur(ink, (7, 7), rng.uniform(1.2, 2.4)).astype(np.uint8, copy=False)
        ink = steel.ramp(soft, 70, 2.4)
    return ink


def _draw_frame(ink: steel.Plane, frame: Frame) -> None:
    x1, y1, x2, y2 = frame.extent
    t = frame.thickness
    if frame.filled:
        ink[y1:y2, x1:x2] = 255 - ink[y1:y2, x1:x2]
        return
    bars = ((y1, y1 + t, x1, x2), (y1, y2, x2 - t, x2), (y2 - t, y2, x1, x2), (y1, y2, x1, x1 + t))
    for seen, (top, bottom, left, right) in zip(frame.sides, bars, strict=True):
        if seen:
            ink[top:bottom, left:right] = 255


def shifted(ink: steel.Plane, shift: NDArray[np.float32]) -> steel.Plane:
    """Each column moved down by its shift."""
    if not shift.any():
        return ink
    rows, columns = ink.shape
    down = np.arange(rows, dtype=np.float32)[:, None] - shift[None, :]
    across = np.broadcast_to(np.arange(columns, dtype=np.float32), ink.shape)
    return cv2.remap(ink, np.ascontiguousarray(across), down, cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def leaning(ink: steel.Plane, lean: float, axis_y: float) -> steel.Plane:
    """Letters leaning to the right as on a roof's rail seen from the side; the row `axis_y` stays where it is."""
    matrix = np.array([[1, -lean, lean * axis_y], [0, 1, 0]], dtype=np.float32)
    return cv2.warpAffine(ink, matrix, (ink.shape[1], ink.shape[0])).astype(np.uint8, copy=False)
