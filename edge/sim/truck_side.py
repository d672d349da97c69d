"""The truck as the side camera sees it, heading right: trailer, container with its marks, and the cab's back part.

Measures are pixels of the picture; the sheet is much wider than the picture, which is a window that slides along it.
The marks follow ISO 6346: number in one line at the upper right, check digit boxed, size-type code underneath.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge.sim.canvas import Canvas, Colour, Sheet, dim
from edge.sim.marks import blend_ink, letter
from edge.sim.scenario import Truck
from edge.sim.truck_front import BOX_COLOURS, CAB_COLOURS, TARPAULIN, colour_of, shade
from edge.values import Image

HEIGHT = 720
_PX_PER_M = 210
_BOX_LEFT = 120
_BOX_BOTTOM = 598
_LETTER_PX = 48
_DIGIT_GAP_PX = 16
_FRAME_INK = 80
_GAP_TO_CAB = 130
_CAB_LENGTH = 1000
_FLOOR = 706
"""Where the wheels touch the ground."""

_LENGTH_M = {"2": 6.06, "4": 12.19}
_HEIGHT_M = {"2": 2.59, "5": 2.80}
"""By the second sign of the size-type code; 9'6" is drawn a little low to stay in the picture."""

_DARK: Colour = (30, 31, 34)
_TRIM: Colour = (70, 72, 76)
_WHITE: Colour = (236, 236, 232)
_NIGHT_TINT = (0.80, 0.76, 0.73)


@dataclass(frozen=True, slots=True)
class SideSheet:
    """`stand_x` is the sheet's column that lies at the picture's left edge while the truck stands."""

    sheet: Sheet
    stand_x: int


def draw_side(truck: Truck, picture_width: int) -> SideSheet:
    """Everything the side camera needs of one truck."""
    box_right = _BOX_LEFT + round(_length_m(truck) * _PX_PER_M)
    canvas = Canvas(box_right + _GAP_TO_CAB + _CAB_LENGTH, HEIGHT)
    top = _BOX_BOTTOM - round(_height_m(truck) * _PX_PER_M)
    _draw_chassis(canvas, box_right)
    _draw_cab(canvas, colour_of(truck, CAB_COLOURS), box_right + _GAP_TO_CAB)
    _draw_box(canvas, truck, (_BOX_LEFT, top, box_right, _BOX_BOTTOM))
    sheet = canvas.sheet()
    _letter_sides(sheet, truck, top, box_right)
    if truck.container:
        _corrugate(sheet[top + 34 : _BOX_BOTTOM - 30, _BOX_LEFT + 40 : box_right - 40])
    if truck.light == "night":
        dim(sheet, _NIGHT_TINT)
    return SideSheet(sheet, box_right + 70 - picture_width)


def _length_m(truck: Truck) -> float:
    return _LENGTH_M[(truck.size_type or "22")[0]]


def _height_m(truck: Truck) -> float:
    return _HEIGHT_M[(truck.size_type or "22")[1]]


def _draw_box(canvas: Canvas, truck: Truck, corners: tuple[float, float, float, float]) -> None:
    if truck.container is None:
        _draw_tarpaulin(canvas, corners)
        return
    left, top, right, bottom = corners
    box = colour_of(truck, BOX_COLOURS)
    canvas.box(corners, box)
    canvas.box((left, top, right, top + 30), shade(box, 1.12))
    canvas.box((left, bottom - 28, right, bottom), shade(box, 0.82))
    for x in (left, right - 38):
        canvas.box((x, top, x + 38, bottom), shade(box, 1.05))
        for y in (top, bottom - 36):
            canvas.box((x, y, x + 38, y + 36), _TRIM, radius=4)
            canvas.box((x + 11, y + 9, x + 27, y + 27), _DARK, radius=8)


def _draw_tarpaulin(canvas: Canvas, corners: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = corners
    canvas.box((left, top + 60, right, bottom), TARPAULIN, radius=26)
    for x in range(round(left) + 60, round(right), 120):
        canvas.line((x, top + 64), (x, bottom), shade(TARPAULIN, 0.8), 5)
        canvas.line((x + 5, top + 64), (x + 5, bottom), shade(TARPAULIN, 1.15), 3)
        canvas.line((x + 56, bottom - 60), (x + 64, bottom), _WHITE, 3)
    canvas.box((left, bottom - 40, right, bottom), shade(TARPAULIN, 0.6))


def _draw_chassis(canvas: Canvas, box_right: int) -> None:
    canvas.box((_BOX_LEFT - 30, 600, box_right + _GAP_TO_CAB + 60, 648), _DARK)
    canvas.box((_BOX_LEFT - 30, 600, box_right + 20, 606), _TRIM)
    for x in range(_BOX_LEFT + 560, box_right - 300, 70):
        canvas.box((x, 652, x + 60, 668), _TRIM)
    wheels = [_BOX_LEFT + 130, _BOX_LEFT + 330, box_right - 160, box_right + 50]
    for x in wheels:
        canvas.disc(x, _FLOOR - 76, 94, (20, 20, 22))
        canvas.disc(x, _FLOOR - 76, 52, (118, 120, 124))
        canvas.disc(x, _FLOOR - 76, 22, (60, 62, 66))
    for leg in (_BOX_LEFT + 520, box_right - 320):
        canvas.box((leg, 606, leg + 16, 690), _TRIM)


def _draw_cab(canvas: Canvas, cab: Colour, left: float) -> None:
    canvas.box((left, 70, left + 560, 660), cab, radius=24)
    canvas.polygon([(left + 300, 110), (left + 520, 110), (left + 556, 330), (left + 300, 330)], (44, 58, 70))
    canvas.line((left + 290, 100), (left + 290, 640), shade(cab, 0.7), 4)
    canvas.box((left + 310, 372, left + 360, 386), _DARK, radius=5)
    canvas.box((left + 40, 96, left + 90, 640), shade(cab, 0.85), radius=10)
    canvas.box((left - 34, 40, left - 6, 560), (150, 152, 156), radius=10)
    canvas.disc(left + 420, _FLOOR - 76, 94, (20, 20, 22))
    canvas.disc(left + 420, _FLOOR - 76, 50, (118, 120, 124))
    canvas.box((left + 30, 560, left + 240, 670), (142, 146, 150), radius=30)


def _letter_sides(sheet: Sheet, truck: Truck, top: int, box_right: int) -> None:
    """Container marks, and the trailer's plate number painted on its rail as both countries ask."""
    picture = np.ascontiguousarray(sheet[:, :, :3])
    if truck.container and truck.size_type:
        _draw_number(picture, truck.container, truck.size_type, (box_right - 90, top + 62))
    if truck.trailer_plate:
        line = letter(_spaced(truck.trailer_plate), 30, spacing=0.16, condensed=0.95)
        blend_ink(picture, line, box_right - 820, 612, _WHITE)
    sheet[:, :, :3] = picture


def _spaced(trailer_plate: str) -> str:
    if trailer_plate.endswith("挂"):
        return f"{trailer_plate[:2]} {trailer_plate[2:]}"
    return f"{trailer_plate[:-5]} {trailer_plate[-5:]}"


def _draw_number(picture: Image, number: str, size_type: str, upper_right: tuple[int, int]) -> None:
    right, top = upper_right
    code = letter(f"{number[:4]} {number[4:10]}", _LETTER_PX, spacing=0.17, condensed=1.0)
    digit = letter(number[10], _LETTER_PX, condensed=1.0)
    line = np.hstack([code, np.zeros((_LETTER_PX, _DIGIT_GAP_PX), np.uint8), digit])
    left = right - line.shape[1]
    _frame(picture, (right - digit.shape[1] - 8, top - 12, right + 8, top + _LETTER_PX + 12))
    blend_ink(picture, line, left, top, _WHITE)
    size = letter(size_type, _LETTER_PX, spacing=0.17, condensed=1.0)
    blend_ink(picture, size, left, top + _LETTER_PX + 40, _WHITE)


def _frame(picture: Image, box: tuple[int, int, int, int]) -> None:
    """Around the check digit; weathered, since a crisp one is easily taken for a digit itself."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.rectangle(mask, box[:2], box[2:], _FRAME_INK, 2)
    blend_ink(picture, mask[box[1] - 2 : box[3] + 3, box[0] - 2 : box[2] + 3], box[0] - 2, box[1] - 2, _WHITE)


def _corrugate(wall: Sheet) -> None:
    """Trapezoid waves, lit from the left, over the paint and the marks alike; in place."""
    period, slope = 64, 12
    column = np.arange(wall.shape[1]) % period
    light = np.full(wall.shape[1], 1.0, np.float32)
    light[column >= period // 2] = 0.9
    light[column < slope] = 1.1
    light[(column >= period // 2) & (column < period // 2 + slope)] = 0.74
    lit = wall[:, :, :3] * light[None, :, None]
    wall[:, :, :3] = np.asarray(np.minimum(lit, 255), np.uint8)
