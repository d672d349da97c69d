"""The truck as the front camera sees it: cab, plate, headlamps, and the container's end over the cab.

Measures are pixels of the picture when the truck stands at the line; the sheet's bottom edge is the ground under the
front wheels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge.sim.canvas import Canvas, Colour, Sheet, dim, paste
from edge.sim.marks import draw_plate
from edge.sim.scenario import Truck
from edge.values import Image

WIDTH, HEIGHT = 800, 1060
ROOF = 360
"""Rows above the container's front edge: its roof, seen only when the truck drives under the camera."""

CAB_COLOURS: tuple[Colour, ...] = ((188, 44, 38), (232, 232, 228), (38, 92, 168), (40, 128, 86), (214, 150, 34))
BOX_COLOURS: tuple[Colour, ...] = ((158, 52, 40), (30, 78, 130), (46, 110, 92), (196, 112, 36), (112, 116, 122))
TARPAULIN: Colour = (86, 96, 78)
_GLASS: Colour = (34, 46, 58)
_REFLECTION: Colour = (66, 80, 92)
_DARK: Colour = (30, 31, 34)
_TRIM: Colour = (66, 68, 72)
_STEEL: Colour = (158, 162, 166)
_LAMP: Colour = (226, 230, 232)
_LAMP_LIT: Colour = (255, 253, 240)

NIGHT_TINT = (0.40, 0.35, 0.33)
PLATE_WIDTH = {("VN", 1): 260, ("VN", 2): 196, ("CN", 1): 244, ("CN", 2): 210}
_PLATE_CENTRE = (400, 551)
_HEADLAMPS = ((150, 440), (650, 440))


@dataclass(frozen=True, slots=True)
class FrontSheets:
    """`approaching` has no roof, `passing_under` has; `glow` is light to be added, (H, W, 3), None by day."""

    approaching: Sheet
    passing_under: Sheet
    glow: Image | None


def draw_front(truck: Truck) -> FrontSheets:
    """Everything the front camera needs of one truck."""
    return FrontSheets(
        approaching=_front_sheet(truck, roof=False),
        passing_under=_front_sheet(truck, roof=True),
        glow=_glow() if truck.light == "night" else None,
    )


def colour_of(truck: Truck, choice: tuple[Colour, ...]) -> Colour:
    """The same paint for the same truck, always."""
    return choice[sum(map(ord, truck.plate)) % len(choice)]


def shade(colour: Colour, factor: float) -> Colour:
    """A lighter (above 1) or darker paint."""
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


def _front_sheet(truck: Truck, *, roof: bool) -> Sheet:
    canvas = Canvas(WIDTH, HEIGHT, origin=(0, ROOF))
    box = colour_of(truck, BOX_COLOURS) if truck.container else TARPAULIN
    cab = colour_of(truck, CAB_COLOURS)
    if roof:
        _draw_roof(canvas, box)
    _draw_wheels(canvas)
    if truck.container:
        _draw_box_end(canvas, box)
    else:
        canvas.box((88, 4, 712, 330), box, radius=22)
    _draw_cab(canvas, cab)
    _draw_windscreen(canvas)
    _draw_mirrors(canvas, cab)
    _draw_grille(canvas, cab)
    _draw_bumper(canvas, cab)
    sheet = canvas.sheet()
    _shade_downwards(sheet)
    if truck.light == "night":
        dim(sheet, NIGHT_TINT)
        _light_lamps(sheet)
    _hang_plate(sheet, truck)
    return sheet


def _draw_roof(canvas: Canvas, box: Colour) -> None:
    canvas.polygon([(88, 4), (712, 4), (560, -350), (240, -350)], shade(box, 1.12))
    for rib in range(1, 14):
        depth = 1 - 0.93**rib
        half, y = 312 - 152 * depth * 1.55, 4 - 354 * depth * 1.55
        canvas.line((400 - half, y), (400 + half, y), shade(box, 0.86), 3)


def _draw_wheels(canvas: Canvas) -> None:
    canvas.box((150, 590, 650, 655), _DARK)
    for left in (118, 580):
        canvas.box((left, 560, left + 102, 694), (24, 24, 26), radius=22)
        for groove in (26, 50, 74):
            canvas.line((left + groove, 600), (left + groove, 690), (46, 46, 48), 3)


def _draw_box_end(canvas: Canvas, box: Colour) -> None:
    canvas.box((88, 4, 712, 330), box)
    for x in range(112, 700, 26):
        canvas.box((x, 30, x + 11, 330), shade(box, 0.8))
        canvas.line((x + 12, 30), (x + 12, 330), shade(box, 1.16), 2)
    canvas.box((88, 4, 712, 28), shade(box, 1.1))
    for left in (88, 676):
        canvas.box((left, 4, left + 36, 330), shade(box, 1.06))
        canvas.box((left, 4, left + 36, 36), _TRIM, radius=4)
        canvas.box((left + 11, 12, left + 25, 28), _DARK, radius=6)


def _draw_cab(canvas: Canvas, cab: Colour) -> None:
    canvas.polygon([(150, 108), (650, 108), (682, 160), (704, 340), (704, 590), (96, 590), (96, 340), (118, 160)], cab)
    canvas.polygon([(150, 108), (650, 108), (664, 132), (136, 132)], shade(cab, 1.2))
    canvas.box((132, 138, 668, 166), _TRIM, radius=8)
    for x in (200, 300, 400, 500, 600):
        canvas.box((x - 12, 114, x + 12, 124), (246, 176, 60), radius=4)
    canvas.polygon([(96, 340), (124, 340), (124, 590), (96, 590)], shade(cab, 0.82))
    canvas.polygon([(676, 340), (704, 340), (704, 590), (676, 590)], shade(cab, 0.82))


def _draw_windscreen(canvas: Canvas) -> None:
    canvas.polygon([(140, 170), (660, 170), (684, 338), (116, 338)], _DARK)
    canvas.polygon([(148, 176), (652, 176), (672, 330), (128, 330)], _GLASS)
    canvas.disc(528, 256, 27, (92, 74, 62))
    canvas.polygon([(478, 330), (492, 290), (528, 278), (566, 290), (582, 330)], (58, 66, 78))
    canvas.line((482, 322), (560, 308), (20, 22, 26), 7)
    canvas.polygon([(180, 176), (286, 176), (214, 330), (136, 330)], _REFLECTION)
    canvas.polygon([(312, 176), (340, 176), (262, 330), (238, 330)], shade(_REFLECTION, 0.92))
    canvas.line((250, 334), (390, 300), (12, 12, 14), 4)
    canvas.line((420, 334), (560, 296), (12, 12, 14), 4)


def _draw_mirrors(canvas: Canvas, cab: Colour) -> None:
    for side in (-1, 1):
        x = 400 + side * 330
        canvas.line((400 + side * 276, 176), (x, 190), _DARK, 8)
        canvas.line((400 + side * 296, 318), (x, 310), _DARK, 8)
        canvas.box((x - 24, 182, x + 24, 322), shade(cab, 0.7), radius=14)
        canvas.box((x - 15, 194, x + 15, 276), (96, 110, 122), radius=8)


def _draw_grille(canvas: Canvas, cab: Colour) -> None:
    canvas.box((206, 352, 594, 474), _DARK, radius=16)
    for y in range(366, 470, 18):
        canvas.box((220, y, 580, y + 8), _TRIM, radius=3)
    canvas.disc(400, 408, 27, _STEEL)
    canvas.disc(400, 408, 20, shade(cab, 0.6))
    for x, y in _HEADLAMPS:
        canvas.box((x - 48, y - 36, x + 48, y + 30), _DARK, radius=14)
        canvas.disc(x - 18, y - 4, 21, _LAMP)
        canvas.disc(x + 22, y - 2, 15, shade(_LAMP, 0.85))
        canvas.box((x - 40, y + 17, x + 40, y + 26), (236, 150, 40), radius=4)


def _draw_bumper(canvas: Canvas, cab: Colour) -> None:
    canvas.box((90, 484, 710, 622), shade(cab, 0.92), radius=20)
    canvas.box((90, 590, 710, 622), _TRIM, radius=12)
    canvas.box((262, 494, 538, 610), shade(cab, 0.62), radius=10)
    for x in (150, 650):
        canvas.box((x - 34, 520, x + 34, 560), _DARK, radius=10)
        canvas.box((x - 25, 531, x + 25, 549), _LAMP, radius=5)


def _hang_plate(sheet: Sheet, truck: Truck) -> None:
    plate = draw_plate(truck)
    if truck.light == "night":
        plate = np.asarray(plate * 0.86, np.uint8)
    paste(sheet, plate, (_PLATE_CENTRE[0], _PLATE_CENTRE[1] + ROOF), PLATE_WIDTH[truck.plate_country, truck.plate_rows])


def _light_lamps(sheet: Sheet) -> None:
    for x, y in _HEADLAMPS:
        cv2.circle(sheet, (x - 18, y + ROOF - 4), 20, (*_LAMP_LIT[::-1], 255), -1, cv2.LINE_AA)
        cv2.circle(sheet, (x + 22, y + ROOF - 2), 14, (*_LAMP_LIT[::-1], 255), -1, cv2.LINE_AA)


def _glow() -> Image:
    """The headlamps' halo in the lens."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = np.zeros((HEIGHT, WIDTH), np.float32)
    for x, y in _HEADLAMPS:
        squared = (xs - x) ** 2 + (ys - y - ROOF) ** 2
        light += 150 * np.exp(-squared / (2 * 44**2)) + 34 * np.exp(-squared / (2 * 62**2))
    tint = np.array((0.82, 0.95, 1.0), np.float32)
    return np.asarray(np.minimum(light[:, :, None] * tint, 255), np.uint8)


def _shade_downwards(sheet: Sheet) -> None:
    """Sky light from above: the lower, the darker."""
    fall = np.linspace(1.06, 0.78, sheet.shape[0], dtype=np.float32)[:, None, None]
    sheet[:, :, :3] = np.asarray(np.minimum(sheet[:, :, :3] * fall, sheet[:, :, 3:]), np.uint8)
