"""Places where no vehicle is: nearly every labelled picture shows one, and a lane is empty most of the day."""

from __future__ import annotations

import cv2
import numpy as np

from edge.sim.scenery import draw_front_lane, draw_side_lane
from edge.values import Image
from models.training.crops import boxed
from models.training.marks import Corners
from models.training.optics import Random
from models.training.scenes import Scene
from models.training.spoiling import spoilt

_ATTEMPTS = 30
_LEAST = 96
"""Pixels of the shorter side of a part that shows anything at all."""


def empty_part(scene: Scene, rng: Random) -> Scene | None:
    """A rectangle of the picture that meets nothing labelled; None where none is found."""
    height, width = scene.image.shape[:2]
    if min(height, width) <= _LEAST:
        return None
    taken = [boxed(place.corners)[[0, 2]] for place in scene.places]
    for _ in range(_ATTEMPTS):
        size = np.exp(rng.uniform(np.log(_LEAST), np.log([width, height])))
        spot = rng.uniform(0, np.array([width, height]) - size + 1)
        low, high = spot.astype(np.float32), (spot + size).astype(np.float32)
        if not any(_meet(low, high, box) for box in taken):
            (left, top), (right, bottom) = low.astype(int), high.astype(int)
            return Scene(scene.image[top:bottom, left:right].copy(), ())
    return None


def _meet(low: Corners, high: Corners, box: Corners) -> bool:
    return bool((low < box[1]).all() and (box[0] < high).all())


def drawn_lane(rng: Random) -> Image:
    """The simulator's lane without a truck, from anywhere near, in any light."""
    draw = draw_front_lane if rng.random() < 0.5 else draw_side_lane
    picture = draw("day" if rng.random() < 0.6 else "night")
    height, width = picture.shape[:2]
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = rng.uniform(0, 0.25, (4, 2)) * [[1, 1], [-1, 1], [-1, -1], [1, -1]] * (width, height)
    matrix = cv2.getPerspectiveTransform((frame + shift).astype(np.float32), frame)
    size = width, height
    seen = np.asarray(cv2.warpPerspective(picture, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    return spoilt(seen, 12.0, rng) if rng.random() < 0.6 else seen
