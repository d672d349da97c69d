"""What else stands on a container near its marks: small rows of weights, logos, warning signs, repairs."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from edge.values import Image
from models.training import steel
from models.training.container_ink import Frame, around, stamp
from models.training.container_layouts import Extent, Glyph, Pen, Writing, column, row

_SMALL_ROWS = (
    "MAX GROSS 30480 KGS",
    "MAX WT 32500 KG",
    "TARE 3890 KGS",
    "NET 26590 KGS",
    "CU CAP 76 CUM",
    "67200 LBS",
    "PAYLOAD 28200 KG",
    "CUBE 33 CUM",
)


def write_others(rng: np.random.Generator, pen: Pen, writing: Writing, frame: Frame | None, ink: steel.Plane) -> None:
    """Small rows below, letters of a logo above or beside: near the mark, not of it."""
    x1, y1, x2, y2 = around(writing.glyphs, frame)
    small = pen.sized(rng.uniform(0.3, 0.6))
    small = replace(small, pitch=0.0, gap=min(small.gap, 0.2 * small.height))
    glyphs: list[Glyph] = []
    y = y2 + pen.height * rng.uniform(0.35, 0.8)
    while y < ink.shape[0]:
        words = _SMALL_ROWS[rng.integers(len(_SMALL_ROWS))].split()
        gaps = [0.5 * small.height] * (len(words) - 1)
        glyphs += row(small, words, gaps, x1 + pen.height * rng.uniform(-0.5, 0.5), y, "other")
        y += small.height * rng.uniform(1.3, 2.0)
    if ink.shape[1] - x2 > pen.height:
        letters = "".join(_random_letter(rng) for _ in range(int(rng.integers(2, 8))))
        centre = x2 + pen.height * rng.uniform(0.8, 1.3)
        glyphs += column(pen, [letters], [], centre, y1 + pen.height * rng.uniform(-2, 4), "other")
    if rng.random() < 0.12:
        large = pen.sized(rng.uniform(0.8, 2.5))
        letters = "".join(_random_letter(rng) for _ in range(int(rng.integers(2, 6))))
        top = y1 - pen.height * 0.22 - large.height
        glyphs += row(large, [letters], [], x1 + pen.height * rng.uniform(-2, 3), top, "other")
    for glyph in glyphs:
        stamp(ink, pen, glyph)


def _random_letter(rng: np.random.Generator) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[rng.integers(36)]


def add_stickers(rng: np.random.Generator, picture: Image, writing: Writing, frame: Frame | None, unit: int) -> None:
    """Warning signs, repair patches and approval plates beside the mark."""
    x1, y1, x2, y2 = around(writing.glyphs, frame)
    for _ in range(int(rng.integers(1, 3))):
        wide, tall = round(unit * rng.uniform(0.5, 2.5)), round(unit * rng.uniform(0.4, 2.5))
        side = rng.integers(4)
        x = (x2 + unit // 4, x1 - unit // 4 - wide)[side] if side < 2 else int(rng.integers(x1 - wide, x2))
        y = (y2 + unit // 4, y1 - unit // 4 - tall)[side - 2] if side >= 2 else int(rng.integers(y1 - tall, y2))
        _sticker(rng, picture, (x, y, x + wide, y + tall))


def _sticker(rng: np.random.Generator, picture: Image, box: Extent) -> None:
    x1, y1, x2, y2 = box
    ground, ink = (
        ((20, 200, 235), (15, 15, 15)),
        ((235, 235, 235), (30, 30, 30)),
        ((40, 40, 200), (240, 240, 240)),
        ((120, 120, 120), (110, 110, 110)),
    )[rng.integers(4)]
    if rng.random() < 0.25:
        triangle = np.array([[(x1 + x2) // 2, y1], [x2, y2], [x1, y2]], dtype=np.int32)
        cv2.fillConvexPoly(picture, triangle, ink, cv2.LINE_AA)
        centre = triangle.mean(axis=0)
        cv2.fillConvexPoly(picture, (centre + 0.75 * (triangle - centre)).astype(np.int32), ground, cv2.LINE_AA)
        return
    cv2.rectangle(picture, (x1, y1), (x2, y2), ground, -1)
    for y in np.arange(y1 + 4, y2 - 3, max(5, (y2 - y1) // int(rng.integers(2, 6)))):
        end = round(x2 - 3 - rng.uniform(0, 0.4) * (x2 - x1))
        cv2.line(picture, (x1 + 3, int(y)), (max(x1 + 3, end), int(y)), ink, int(rng.integers(1, 4)))
