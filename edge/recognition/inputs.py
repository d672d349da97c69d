"""Pictures as a reader's network wants them. The training cuts its crops here too, so both see the same."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image


def model_input(image: Image, corners: NDArray[np.float32], width: int, height: int, upright: bool = True) -> Image:
    """The quad `corners` ((4, 2), pixels, as one reads) of a picture as (height, width, 3) uint8 BGR.

    With `upright` False the picture is laid on its side by exchanging its axes: what stood one below the other then
    stands left to right, the left column above the right one. The network has learnt characters mirrored that way.
    """
    x, y = corners[:, 0], corners[:, 1]
    left, top = max(0, int(x.min()) - 2), max(0, int(y.min()) - 2)
    part = image[top : int(y.max()) + 3, left : int(x.max()) + 3]
    quad = corners - np.array([left, top], dtype=np.float32)
    columns, rows = (width, height) if upright else (height, width)
    part, quad = _shrunk(part, quad, columns, rows)
    target = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    cut = cv2.warpPerspective(part, matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if not upright:
        cut = cv2.transpose(cut)
    return cut.astype(np.uint8, copy=False)


def _shrunk(part: Image, quad: NDArray[np.float32], columns: int, rows: int) -> tuple[Image, NDArray[np.float32]]:
    """Averaged down first where it is much larger than wanted: a warp alone would skip pixels."""
    tall = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    wide = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    fx, fy = min(1.0, 1.2 * columns / max(wide, 1.0)), min(1.0, 1.2 * rows / max(tall, 1.0))
    if fx > 0.8 and fy > 0.8:
        return part, quad
    size = max(2, round(part.shape[1] * fx)), max(2, round(part.shape[0] * fy))
    scale = np.array([size[0] / part.shape[1], size[1] / part.shape[0]], dtype=np.float32)
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), (quad * scale).astype(np.float32)
