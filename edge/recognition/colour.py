"""Name of a plate's ground colour from its rectified crop. Pure.

The ground is told from the writing by Otsu's threshold: it is the larger side. Whether it is the lighter or the darker
side separates white from black and yellow from a dark rust, whatever the exposure.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image

_LIGHT_SATURATION = 60
_DEEP_SATURATION = 80


def ground_colour(crop: Image) -> str | None:
    """`white`, `yellow`, `blue`, `green`, `black` or `red`; None where it can't be told. (H, W, 3) uint8 BGR."""
    if min(crop.shape[:2]) < 4:
        return None
    grey = cv2.GaussianBlur(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    threshold, bright = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light_ground = bool(bright.mean() >= 0.5)
    ground = crop[bright == int(light_ground)]
    hue, saturation, value = _hsv(np.median(ground, axis=0))
    return _name(hue, saturation, value, light_ground, threshold)


def _hsv(bgr: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int, int]:
    pixel = np.clip(bgr, 0, 255).astype(np.uint8).reshape(1, 1, 3)
    hue, saturation, value = cv2.cvtColor(pixel, cv2.COLOR_BGR2HSV)[0, 0].tolist()
    return hue, saturation, value


def _name(hue: int, saturation: int, value: int, light_ground: bool, threshold: float) -> str | None:
    """Hue 0-179, saturation, value and threshold 0-255."""
    if light_ground:
        return _light_ground(hue, saturation)
    if saturation >= _DEEP_SATURATION and value >= 40:
        return _dark_ground(hue)
    return "black" if value < 90 and value < threshold else None


def _light_ground(hue: int, saturation: int) -> str | None:
    if saturation < _LIGHT_SATURATION:
        return "green" if 45 <= hue <= 85 and saturation >= 35 else "white"
    if 12 <= hue <= 38:
        return "yellow" if saturation >= _DEEP_SATURATION else "white"
    return _dark_ground(hue) if not 85 < hue < 95 else None


def _dark_ground(hue: int) -> str | None:
    if 92 <= hue <= 132:
        return "blue"
    if 39 <= hue <= 91:
        return "green"
    return "red" if hue <= 8 or hue >= 165 else None
