"""Rolls that the tests' reader reads by the corners alone that the tests' detector finds; all texts are invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from edge.recognition.placing import _MARGIN
from edge.values import Image
from models.training.marks import Corners
from tests.recognition.roll import HEIGHT, WIDTH, written
from tests.training.invented_marks import corners_of

_SCALE = 4
LEFT, TOP = 90, 140
LOOSE = corners_of(LEFT - 45, TOP - 60, LEFT + _SCALE * WIDTH + 50, TOP + _SCALE * HEIGHT + 70)
"""A box that a labeller might draw: the roll read along it is another text or none."""


def red_plate(slots: Iterable[str | Mapping[str, float]]) -> Image:
    """A roll on black, red as far as its own corners go; read along the box that is a margin larger it says this."""
    roll = cv2.resize(written(slots), None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_NEAREST)
    picture = np.zeros((TOP + roll.shape[0] + 150, LEFT + roll.shape[1] + 100, 3), np.uint8)
    picture[TOP : TOP + roll.shape[0], LEFT : LEFT + roll.shape[1]] = roll
    left, top, right, bottom = np.round(red_corners()[[0, 2]].ravel()).astype(int)
    picture[top:bottom, left:right, 2] = 255
    return picture


def red_corners() -> Corners:
    """The corners of what is red: the roll is these and the ground around that the engine adds."""
    tall = _SCALE * HEIGHT / (1 + 2 * _MARGIN)
    margin = _MARGIN * tall
    return corners_of(LEFT + margin, TOP + margin, LEFT + _SCALE * WIDTH - margin, TOP + margin + tall)
