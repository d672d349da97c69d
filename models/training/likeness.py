"""Rendered crops in the colours and at the resolution of real ones.

Real photographs that may be trained on show few provinces and few kinds of plates: a network soon takes a photograph's
look for a sign of them. A rendered mark that looks like that very photograph, and says something else, cures it.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image

_MOST_STRETCH = 2.5
"""Contrast is taken over within this factor: a real crop may be all but empty of it."""


def dressed(crop: Image, like: Image, pixels: tuple[int, int]) -> Image:
    """A crop (H, W, 3) uint8 BGR in the mean colour and contrast of `like`, as sharp as so many pixels allow.

    `pixels`: width and height that the real mark had in its photograph.
    """
    height, width = crop.shape[:2]
    small = max(8, min(width, pixels[0])), max(8, min(height, pixels[1]))
    coarse = cv2.resize(crop, small, interpolation=cv2.INTER_AREA)
    back = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return _recoloured(np.asarray(back, np.uint8), like)


def _recoloured(crop: Image, like: Image) -> Image:
    """Mean and deviation of each channel of L*a*b* taken over (Reinhard et al. 2001, with another colour space)."""
    own, wanted = (cv2.cvtColor(each, cv2.COLOR_BGR2LAB).astype(np.float32) for each in (crop, like))
    axes = (0, 1)
    stretch = np.clip((wanted.std(axes) + 1) / (own.std(axes) + 1), 1 / _MOST_STRETCH, _MOST_STRETCH)
    moved = (own - own.mean(axes)) * stretch + wanted.mean(axes)
    return np.asarray(cv2.cvtColor(np.clip(moved, 0, 255).astype(np.uint8), cv2.COLOR_LAB2BGR), np.uint8)
