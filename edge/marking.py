"""Pictures with their reads drawn in, for people: a quad around each mark, its text and confidence above it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from edge.fonts import PLATE_MARKS
from edge.values import Image, PlateRead, Read

Colour = tuple[int, int, int]
"""BGR, as the pictures are."""

SURE: Colour = (60, 200, 60)
DOUBTFUL: Colour = (40, 140, 255)
LEAST_LETTERS_PX = 14
LETTERS_SHARE = 1 / 40  # of the picture's longer side
LINE_SHARE = 1 / 600


def draw(image: Image, reads: Sequence[Read]) -> Image:
    """A copy of a (H, W, 3) BGR picture with quads and texts: green, or orange where a person should look."""
    drawn = image.copy()
    longer = max(image.shape[:2])
    thickness = max(1, round(longer * LINE_SHARE))
    for read in reads:
        colour = DOUBTFUL if read.needs_review else SURE
        corners = np.array(read.quad, dtype=np.int32).reshape(-1, 1, 2)
        cv2.polylines(drawn, [corners], isClosed=True, color=colour, thickness=thickness, lineType=cv2.LINE_AA)
        label = _label(_caption(read), colour, max(LEAST_LETTERS_PX, round(longer * LETTERS_SHARE)))
        _lay(drawn, label, read)
    return drawn


def _caption(read: Read) -> str:
    text = read.text if isinstance(read, PlateRead) else read.number
    return f"{text} {read.confidence:.2f}"


def _label(caption: str, colour: Colour, letters_px: int) -> Image:
    """A strip of the colour with the caption in black, (H, W, 3) BGR; OpenCV's own letters are Latin ones only."""
    font = _font(letters_px)
    margin = letters_px // 4
    left, top, right, bottom = font.getbbox(caption)
    size = round(right - left) + 2 * margin, round(bottom - top) + 2 * margin
    strip = Pillow.new("RGB", size, colour)
    ImageDraw.Draw(strip).text((margin - left, margin - top), caption, (0, 0, 0), font)
    return np.asarray(strip, np.uint8)


@cache
def _font(letters_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(PLATE_MARKS), letters_px)


def _lay(drawn: Image, label: Image, read: Read) -> None:
    """Above the mark, or below one at the upper edge; moved inside, and cut where the picture is narrower."""
    height, width = drawn.shape[:2]
    above, below = round(read.box[1]) - label.shape[0], round(read.box[3])
    top = min(max(above if above >= 0 else below, 0), max(height - label.shape[0], 0))
    left = min(max(round(read.box[0]), 0), max(width - label.shape[1], 0))
    spot = drawn[top : top + label.shape[0], left : left + label.shape[1]]
    spot[:] = label[: spot.shape[0], : spot.shape[1]]
