"""Plates and container marks as pictures, lettered with the bundled font.

Sizes, colours and the split into rows follow QCVN 08:2024 and circular 79/2024 for Vietnam, GA 36-2018 for China.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from edge.fonts import PLATE_MARKS
from edge.sim.canvas import Colour
from edge.sim.scenario import Truck
from edge.values import Image

Mask = NDArray[np.uint8]
"""(H, W) uint8: 255 where there is ink."""

_PX_PER_MM = 2
_GLYPH_PX = 240
_CONDENSED = 0.86
"""Plates are lettered narrower than the bundled font."""
_BLACK: Colour = (18, 18, 20)
_WHITE: Colour = (240, 240, 240)
_YELLOW: Colour = (246, 196, 28)
_BLUE: Colour = (22, 66, 160)
_GREEN: Colour = (90, 190, 120)


@dataclass(frozen=True, slots=True)
class _Metal:
    """A blank plate: size in mm, letters' height as a share of their row, ink."""

    width_mm: int
    height_mm: int
    letter_share: float
    ink: Colour


def draw_plate(truck: Truck) -> Image:
    """The truck's front plate, (H, W, 3) uint8 BGR at 2 px a millimetre."""
    metal = _metal(truck)
    plate = _background(metal, truck)
    rows = plate_lines(truck)
    height = plate.shape[0]
    margin = round(height * 0.05)
    row_height = (height - 2 * margin) / len(rows)
    for number, text in enumerate(rows):
        line = letter(text, round(row_height * metal.letter_share))
        line = _fit(line, plate.shape[1] * 0.9)
        _ink(plate, line, margin + row_height * (number + 0.5), metal.ink)
    _frame(plate, metal.ink)
    return plate


def plate_lines(truck: Truck) -> tuple[str, ...]:
    """The plate's text as it is punched: `29C-123.45`, `29C` over `123.45`, `云G·12345`."""
    if truck.plate_country == "CN":
        return (f"{truck.plate[:2]}·{truck.plate[2:]}",)
    series, serial = truck.plate[:-5], f"{truck.plate[-5:-2]}.{truck.plate[-2:]}"
    return (series, serial) if truck.plate_rows == 2 else (f"{series}-{serial}",)


def letter(text: str, height: int, spacing: float = 0.12, condensed: float = _CONDENSED) -> Mask:
    """One line of lettering `height` px tall, without margins; `spacing` is a share of the height."""
    gap = np.zeros((height, max(1, round(height * spacing))), np.uint8)
    cells: list[Mask] = []
    for character in text:
        cells += [_cell(character, height, condensed), gap]
    return np.hstack(cells[:-1])


def _cell(character: str, height: int, condensed: float) -> Mask:
    if character == " ":
        return np.zeros((height, round(height * 0.4)), np.uint8)
    glyph, top, tall = _glyph(character)
    scale = height / tall
    size = (max(1, round(glyph.shape[1] * scale * condensed)), max(1, round(glyph.shape[0] * scale)))
    small = cv2.resize(glyph, size, interpolation=cv2.INTER_AREA)
    cell = np.zeros((height, size[0]), np.uint8)
    start = min(max(round(top * scale), 0), max(height - size[1], 0))
    cell[start : start + size[1]] = small[: height - start]
    return cell


@cache
def _glyph(character: str) -> tuple[Mask, int, int]:
    """The character's ink, how far its top lies under the line's top, and the line's height, all at `_GLYPH_PX`.

    Chinese characters fill the line by themselves; everything else is measured against a capital H.
    """
    font = ImageFont.truetype(str(PLATE_MARKS), _GLYPH_PX)
    wide = ord(character) > 0x2E80
    line_top, line_bottom = _rows(_paper(font, character if wide else "H"))
    paper = _paper(font, character)
    top, bottom = _rows(paper)
    left, right = _rows(paper.T)
    return paper[top:bottom, left:right], top - line_top, line_bottom - line_top


def _paper(font: ImageFont.FreeTypeFont, character: str) -> Mask:
    paper = Pillow.new("L", (_GLYPH_PX * 2, _GLYPH_PX * 2), 0)
    ImageDraw.Draw(paper).text((_GLYPH_PX // 4, _GLYPH_PX // 4), character, fill=255, font=font)
    return np.asarray(paper, np.uint8)


def _rows(ink: Mask) -> tuple[int, int]:
    """The first row with ink, and the one after the last."""
    inked = np.flatnonzero(ink.any(axis=1))
    return int(inked[0]), int(inked[-1]) + 1


def _fit(line: Mask, width: float) -> Mask:
    if line.shape[1] <= width:
        return line
    return np.asarray(cv2.resize(line, (round(width), line.shape[0]), interpolation=cv2.INTER_AREA), np.uint8)


def blend_ink(picture: Image, mask: Mask, left: int, top: int, ink: Colour) -> None:
    """Paints the mask's ink on the picture, in place."""
    spot = picture[top : top + mask.shape[0], left : left + mask.shape[1]]
    cover = mask[:, :, None].astype(np.float32) / 255
    spot[:] = np.asarray(spot * (1 - cover) + np.array(ink[::-1], np.float32) * cover, np.uint8)


def _ink(plate: Image, line: Mask, middle: float, ink: Colour) -> None:
    blend_ink(plate, line, (plate.shape[1] - line.shape[1]) // 2, round(middle - line.shape[0] / 2), ink)


def _metal(truck: Truck) -> _Metal:
    if truck.plate_country == "VN":
        ink = _WHITE if truck.plate_colour == "blue" else _BLACK
        return _Metal(330, 165, 0.8, ink) if truck.plate_rows == 2 else _Metal(520, 110, 0.72, ink)
    if truck.plate_class.startswith("nev"):
        return _Metal(480, 140, 0.66, _BLACK)
    return _Metal(440, 140, 0.66, _WHITE if truck.plate_colour == "blue" else _BLACK)


def _background(metal: _Metal, truck: Truck) -> Image:
    width, height = metal.width_mm * _PX_PER_MM, metal.height_mm * _PX_PER_MM
    plate = np.zeros((height, width, 3), np.uint8)
    if truck.plate_colour == "green":
        fade = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        plate[:] = np.asarray(_bgr(_WHITE) * (1 - fade) + _bgr(_GREEN) * fade, np.uint8)
    elif truck.plate_colour == "yellow-green":
        plate[:] = _GREEN[::-1]
        plate[:, : round(width * 0.29)] = _YELLOW[::-1]
    else:
        plate[:] = {"yellow": _YELLOW, "blue": _BLUE, "white": _WHITE}[truck.plate_colour][::-1]
    return plate


def _bgr(colour: Colour) -> NDArray[np.float32]:
    return np.array(colour[::-1], np.float32)


def _frame(plate: Image, ink: Colour) -> None:
    """The raised rim and the upper pair of bolts."""
    height, width = plate.shape[:2]
    cv2.rectangle(plate, (6, 6), (width - 7, height - 7), ink[::-1], 3, cv2.LINE_AA)
    for x in (width // 4, width * 3 // 4):
        cv2.circle(plate, (x, 16), 6, (150, 150, 150), -1, cv2.LINE_AA)
