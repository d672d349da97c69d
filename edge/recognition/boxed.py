"""The check digit behind a container number, mostly in a box: the box's lines must go before it can be read. Pure."""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image

_LEAST_FILL = 0.75
"""Share of its bounding box that a frame encloses; a bare digit encloses less."""


def character_in(region: Image) -> Image | None:
    """The character in a region, without the frame around it; None where nothing stands out.

    The region is upright and about one and a half characters high; a frame counts where it is upright, too.
    """
    frame = _frame(region)
    if frame is None:
        return None
    left, top, width, height = frame
    across, down = max(1, round(0.14 * width)), max(1, round(0.1 * height))
    inner = region[top + down : top + height - down, left + across : left + width - across]
    return inner if min(inner.shape[:2]) >= 4 else None


def _frame(region: Image) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the leftmost frame."""
    grey = cv2.GaussianBlur(cv2.cvtColor(region, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found = [box for mask in (bright, 255 - bright) for box in _frames(mask.astype(np.uint8))]
    return min(found, default=None)


def _frames(mask: Image) -> list[tuple[int, int, int, int]]:
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [(cv2.boundingRect(contour), cv2.contourArea(cv2.convexHull(contour))) for contour in contours]
    height = mask.shape[0]
    return [
        (x, y, w, h)
        for (x, y, w, h), area in boxes
        if 0.4 * height <= h < 0.97 * height and 0.4 <= w / h <= 1.0 and area >= _LEAST_FILL * w * h
    ]


def beside(left: Image, right: Image) -> Image:
    """Two pictures in one row of the left one's height, the right one on some ground of its own."""
    height = left.shape[0]
    margin = max(1, right.shape[0] // 6)
    framed = cv2.copyMakeBorder(right, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    width = max(4, round(framed.shape[1] * height / framed.shape[0]))
    return np.hstack([left, cv2.resize(framed, (width, height), interpolation=cv2.INTER_CUBIC)]).astype(np.uint8)
