"""Plain marks for the tests of what happens after drawing."""

from __future__ import annotations

import cv2
import numpy as np

from models.training.marks import Corners, FlatMark, Label
from models.training.typefaces import BUNDLED, Typefaces

NUMBER = "MSKU9070323"


def corners_of(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def flat_plate(text: str = "29C12345") -> FlatMark:
    """Black on white before dark grey, 480 x 110."""
    image = np.full((190, 560, 3), 50, np.uint8)
    image[40:150, 40:520] = 235
    typefaces = Typefaces((BUNDLED,))
    for place, character in enumerate(text):
        glyph = typefaces.fitted(BUNDLED, character, 42, 80)
        left = 52 + 57 * place
        image[55:135, left : left + glyph.shape[1]][glyph > 127] = 15
    return FlatMark(image, corners_of(40, 40, 520, 150), Label(text, "plate", "VN", "civil", "one_row", "white"))


def flat_number(vertical: bool = False) -> FlatMark:
    """White bars for characters, red ones for the size-type code in the row below, on blue; or all in columns."""
    image = np.zeros((200, 640, 3), np.uint8)
    image[:] = (120, 40, 20)
    for place in range(11):
        image[40:90, 40 + 50 * place : 70 + 50 * place] = 240
    for place in range(4):
        image[110:160, 40 + 50 * place : 70 + 50 * place] = (0, 0, 240)
    label = Label(NUMBER, "container", "", "container", "vertical" if vertical else "one_row", "blue", "22G1")
    number, wide = corners_of(40, 40, 570, 90), corners_of(40, 40, 570, 160)
    if vertical:
        return FlatMark(np.asarray(cv2.transpose(image), np.uint8), _exchanged(number), label, _exchanged(wide))
    return FlatMark(image, number, label, wide)


def _exchanged(corners: Corners) -> Corners:
    return np.ascontiguousarray(corners[[0, 3, 2, 1], ::-1])
