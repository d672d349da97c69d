"""A transparent sheet that is drawn on twice as large and shrunk, so that edges come out smooth.

Finished sheets are (H, W, 4) uint8 BGRA whose colours are already multiplied by their alpha: laying one over a picture
is then one multiplication and one addition.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from edge.values import Image

Sheet = NDArray[np.uint8]
"""(H, W, 4) uint8, BGRA, premultiplied."""
Colour = tuple[int, int, int]
"""RGB, as painters write it."""

_FINER = 2


class Canvas:
    """Shapes in pixels of the finished sheet; `origin` is where (0, 0) of the shapes lies on it."""

    def __init__(self, width: int, height: int, origin: tuple[float, float] = (0, 0)) -> None:
        self._size = (width, height)
        self._origin = origin
        self._paper = Pillow.new("RGBA", (width * _FINER, height * _FINER), (0, 0, 0, 0))
        self._pen = ImageDraw.Draw(self._paper)

    def box(self, corners: tuple[float, float, float, float], fill: Colour, radius: float = 0) -> None:
        x1, y1, x2, y2 = corners
        (left, top), (right, bottom) = self._at(x1, y1), self._at(x2, y2)
        self._pen.rounded_rectangle((left, top, right, bottom), radius * _FINER, (*fill, 255))

    def polygon(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        self._pen.polygon([self._at(x, y) for x, y in points], (*fill, 255))

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        (left, top), (right, bottom) = self._at(x - radius, y - radius), self._at(x + radius, y + radius)
        self._pen.ellipse((left, top, right, bottom), (*fill, 255))

    def line(self, start: tuple[float, float], end: tuple[float, float], fill: Colour, width: float = 2) -> None:
        self._pen.line([self._at(*start), self._at(*end)], (*fill, 255), round(width * _FINER))

    def sheet(self) -> Sheet:
        rgba = np.asarray(self._paper.convert("RGBa"))
        bgra = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA)
        return np.asarray(cv2.resize(bgra, self._size, interpolation=cv2.INTER_AREA), np.uint8)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return ((x + self._origin[0]) * _FINER, (y + self._origin[1]) * _FINER)


def lay_over(picture: Image, sheet: Sheet) -> Image:
    """The (H, W, 3) picture with a sheet of its size over it."""
    see_through = cv2.cvtColor(255 - sheet[:, :, 3], cv2.COLOR_GRAY2BGR)
    under = cv2.multiply(picture, see_through, scale=1 / 255)
    return np.asarray(cv2.add(under, sheet[:, :, :3]), np.uint8)


def paste(sheet: Sheet, picture: Image, centre: tuple[float, float], width: float) -> None:
    """Puts an opaque (h, w, 3) picture on the sheet, in place, scaled to `width` pixels."""
    height = round(width * picture.shape[0] / picture.shape[1])
    small = cv2.resize(picture, (round(width), height), interpolation=cv2.INTER_AREA)
    left, top = round(centre[0] - width / 2), round(centre[1] - height / 2)
    sheet[top : top + height, left : left + round(width), :3] = small
    sheet[top : top + height, left : left + round(width), 3] = 255


def dim(sheet: Sheet, tint: tuple[float, float, float]) -> None:
    """Multiplies blue, green and red, in place: the same paint under less light."""
    sheet[:, :, :3] = np.asarray(sheet[:, :, :3] * np.array(tint, np.float32), np.uint8)
