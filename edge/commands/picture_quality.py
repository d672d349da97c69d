"""Is a picture fit to be read? Simple measures, for a hint to whoever stands at the camera."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from edge.values import Image

WIDTH = 640  # to which a picture is made smaller first, so that its noise is no sharpness
DARK, BRIGHT = 25.0, 235.0
FLAT = 6.0
BLURRED = 12.0


@dataclass(frozen=True, slots=True)
class PictureQuality:
    """Of the grey picture, 640 pixels wide: mean and standard deviation in 0 to 255; variance of the Laplacian."""

    brightness: float
    contrast: float
    sharpness: float

    def doubts(self) -> Iterator[str]:
        """Of dark, bright, flat (all alike) and blurred what it seems to be; nothing where it seems well."""
        if self.brightness < DARK:
            yield "dark"
        elif self.brightness > BRIGHT:
            yield "bright"
        elif self.contrast < FLAT:
            yield "flat"
        elif self.sharpness < BLURRED:
            yield "blurred"


def quality_of(image: Image) -> PictureQuality:
    """`image`: (H, W, 3) uint8 BGR."""
    height, width = image.shape[:2]
    scale = min(1.0, WIDTH / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    laplacian = cv2.Laplacian(grey, cv2.CV_64F)
    return PictureQuality(float(np.mean(grey)), float(np.std(grey)), float(np.var(laplacian)))
