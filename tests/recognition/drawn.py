"""Pictures with marks drawn for the tests; all texts are invented."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from edge.fonts import PLATE_MARKS
from edge.values import Image

WHITE, BLACK, BLUE, YELLOW = (235, 235, 235), (25, 25, 25), (20, 60, 170), (240, 190, 30)
GREY = (120, 125, 120)
Colour = tuple[int, int, int]
"""Red, green, blue."""


def plate(rows: Sequence[str], ground: Colour = WHITE, ink: Colour = BLACK, height: int = 60) -> Image:
    """A plate alone; one row about 4 times wider than high, two rows about 1.5 times. `height` is a row's."""
    font = ImageFont.truetype(str(PLATE_MARKS), round(height * 0.8))
    width = round(max(font.getlength(row) for row in rows) + height)
    sheet = Pillow.new("RGB", (width, round(height * (len(rows) * 1.05 + 0.25))), ground)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((2, 2, width - 3, sheet.height - 3), outline=ink, width=2)
    for i, row in enumerate(rows):
        pen.text((width / 2, height * (0.65 + 1.05 * i)), row, fill=ink, font=font, anchor="mm")
    return _bgr(sheet)


def scene(marks: Sequence[tuple[Image, int, int]], size: tuple[int, int] = (1280, 720)) -> Image:
    """A grey picture with marks at (left, top)."""
    picture = np.full((size[1], size[0], 3), GREY, dtype=np.uint8)
    for mark, left, top in marks:
        picture[top : top + mark.shape[0], left : left + mark.shape[1]] = mark
    return picture


def on_vehicle(mark: Image, left: int, top: int, size: tuple[int, int] = (1280, 720)) -> Image:
    """A mark at (left, top) on the rear of a truck that stands on a road under a sky."""
    width, height = size
    picture = np.full((height, width, 3), (200, 190, 175), dtype=np.uint8)
    picture[height // 2 :] = 95, 95, 98
    body = (left + mark.shape[1] // 2, top + mark.shape[0] // 2)
    wide, tall = 2 * mark.shape[1], 3 * mark.shape[0]
    cv2.rectangle(picture, (body[0] - wide, body[1] - 2 * tall), (body[0] + wide, body[1] + tall), (60, 70, 110), -1)
    cv2.rectangle(
        picture, (body[0] - wide, body[1] - tall // 2), (body[0] + wide, body[1] + tall // 2), (45, 45, 45), -1
    )
    for side in (-1, 1):
        lamp = body[0] + round(side * 0.8 * wide), body[1]
        cv2.ellipse(picture, lamp, (wide // 9, tall // 6), 0, 0, 360, (50, 40, 190), -1)
    picture[top : top + mark.shape[0], left : left + mark.shape[1]] = mark
    return picture


def photographed(picture: Image) -> Image:
    """As a camera would show it: a little blurred, darker towards the ground, grainy."""
    height, width = picture.shape[:2]
    light = np.linspace(1.0, 0.75, height)[:, None, None]
    grain = np.random.default_rng(3).normal(0, 4, (height, width, 3))
    blurred = cv2.GaussianBlur(picture, (0, 0), 1.2)
    return np.clip(blurred * light + grain, 0, 255).astype(np.uint8)


def turned(picture: Image, degrees: float, about: tuple[float, float]) -> Image:
    """The picture turned clockwise about a point."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(about, -degrees, 1.0)
    out = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return out.astype(np.uint8, copy=False)


def lettering(texts: Sequence[tuple[str, int, int]], height: int = 48, ground: Colour = BLUE) -> Image:
    """A container's wall with white texts at (left, top)."""
    sheet = Pillow.new("RGB", (1280, 720), ground)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(PLATE_MARKS), height)
    for text, left, top in texts:
        pen.text((left, top), text, fill=WHITE, font=font)
    return _bgr(sheet)


def boxed(picture: Image, character: str, left: int, top: int, height: int = 60) -> Image:
    """The picture with one white character in a white frame."""
    sheet = Pillow.fromarray(picture[:, :, ::-1].copy())
    pen = ImageDraw.Draw(sheet)
    frame = (left, top, left + round(height * 0.7), top + height)
    pen.rectangle(frame, outline=WHITE, width=4)
    font = ImageFont.truetype(str(PLATE_MARKS), round(height * 0.8))
    pen.text(((frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2), character, fill=WHITE, font=font, anchor="mm")
    return _bgr(sheet)


def column(text: str, height: int = 44) -> list[tuple[str, int]]:
    """Each character with its top, one below the other."""
    return [(character, round(i * height * 1.15)) for i, character in enumerate(text)]


def _bgr(sheet: Pillow.Image) -> Image:
    return np.ascontiguousarray(np.asarray(sheet, dtype=np.uint8)[:, :, ::-1])
