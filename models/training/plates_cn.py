"""Chinese plates drawn flat, lettered after GA 36-2018, worn and mounted as plates are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from edge.rules.plates_cn import PROVINCES
from models.training import mounting_cn as mounting
from models.training import paint_cn as paint
from models.training.glyphs_cn import FACES_OF_A_CHARACTER, PENS, printed, stroked, written
from models.training.marks import FlatMark, Label, Layout
from models.training.texts_cn import Cell, Ink, Plate, next_plate
from models.training.typefaces import BUNDLED, Mask, Typefaces

CHINESE_FONTS = (
    "NotoSansCJK-Light.ttc",
    "NotoSansCJK-DemiLight.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-Medium.ttc",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Black.ttc",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf",
)
LATIN_FONTS = (
    "RobotoCondensed-Regular.ttf",
    "RobotoCondensed-Medium.ttf",
    "RobotoCondensed-Bold.ttf",
    "OSP-DIN.ttf",
    "NationalPark-Regular.otf",
    "NationalPark-Heavy.otf",
    "LiberationSansNarrow-Regular.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "plate-marks.otf",
)
FONTS_CN = CHINESE_FONTS + LATIN_FONTS
"""For `find_typefaces`; of other fonts in the same `Typefaces` no use is made."""

STROKED_SHARE = 0.68
HAN = frozenset(PROVINCES + "挂学警试港澳领使")


@dataclass(frozen=True, slots=True)
class _Hand:
    """What letters one plate: a font for Chinese characters, and a pen or a font for the others."""

    chinese: Path
    latin: Path | None
    pen: int
    weight: int


def draw_chinese(rng: np.random.Generator, typefaces: Typefaces, drill: bool = False) -> FlatMark:
    """A plate of any class in even light, with a strip of the vehicle around it; a picture of about 370x150 pixels.

    The corners are the plate's outer ones. Equal generators draw equal pictures. `drill`: see `next_plate`.
    """
    plate = next_plate(rng, drill)
    scale = rng.uniform(0.6, 0.74)
    width, height = (round(edge * scale) for edge in plate.size)
    sheet = paint.ground(rng, plate.colour, height, width)
    margin = round(140 * scale * rng.uniform(0.3, 0.45))
    light = _letter(rng, typefaces, sheet, plate, scale)
    mounting.fasten(rng, sheet, plate, scale)
    paint.soil(rng, sheet)
    paint.light(rng, light)
    paint.shade(sheet, light)
    if rng.random() < 0.08:
        paint.glare(rng, sheet)
    strip = mounting.lettering(rng, typefaces, _fonts(typefaces, CHINESE_FONTS)[0], sorted(HAN))
    scene = mounting.mount(rng, strip, sheet, margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) + margin
    mounting.tint(rng, scene)
    layout: Layout = "two_row" if plate.paper == "440x220" else "one_row"
    label = Label(plate.text, "plate", "CN", plate.name, layout, plate.colour)
    return FlatMark(mounting.bent(rng, scene), corners.astype(np.float32), label)


def _letter(
    rng: np.random.Generator, typefaces: Typefaces, sheet: paint.Sheet, plate: Plate, scale: float
) -> paint.Shade:
    """Rim, characters and dot, worn, in place; returned, the light and shade of their relief."""
    hand = _hand(rng, typefaces)
    planes: dict[Ink, Mask] = {"plain": np.zeros(sheet.shape[:2], dtype=np.uint8)}
    _rim(rng, planes["plain"], scale)
    for cell, jitter in zip(plate.cells, rng.normal(0, 1, (len(plate.cells), 4)).tolist(), strict=True):
        if cell.ink not in planes:
            planes[cell.ink] = np.zeros_like(planes["plain"])
        _put(planes[cell.ink], _glyph(rng, typefaces, hand, cell), cell, scale, jitter)
    if plate.dot and rng.random() < 0.88:
        _dot(rng, planes["plain"], sheet, plate, plate.dot, scale)
    for name, plane in planes.items():
        tone = paint.red_ink(rng) if name == "red" else paint.ink(rng, plate.colour)
        paint.lay(sheet, _worn(rng, plane), tone)
    light = np.ones(sheet.shape[:2], dtype=np.float32)
    if rng.random() < 0.6:
        _emboss(light, planes["plain"], rng.uniform(0, 0.35))
    return light


def _hand(rng: np.random.Generator, typefaces: Typefaces) -> _Hand:
    chinese, latin = _fonts(typefaces, CHINESE_FONTS), _fonts(typefaces, LATIN_FONTS)
    font = None if rng.random() < STROKED_SHARE else latin[int(rng.integers(len(latin)))]
    heavier = int(rng.integers(1, 3)) if font and rng.random() < 0.3 else 0
    return _Hand(chinese[int(rng.integers(len(chinese)))], font, int(rng.integers(PENS)), heavier)


def _fonts(typefaces: Typefaces, names: tuple[str, ...]) -> list[Path]:
    return [file for file in typefaces.files if file.name in names] or [BUNDLED]


def _glyph(rng: np.random.Generator, typefaces: Typefaces, hand: _Hand, cell: Cell) -> Mask:
    if cell.character in HAN:
        face = int(rng.integers(FACES_OF_A_CHARACTER))
        return written(typefaces, hand.chinese, cell.character, face, cell.width, cell.height)
    if hand.latin is None:
        return stroked(typefaces, cell.character, hand.pen, cell.width, cell.height)
    return printed(typefaces, hand.latin, cell.character, hand.weight, cell.width, cell.height)


def _put(plane: Mask, glyph: Mask, cell: Cell, scale: float, jitter: list[float]) -> None:
    """The glyph in the middle of its cell, give or take a millimetre; narrow ones keep their width."""
    narrow = glyph.shape[1] / glyph.shape[0] / (cell.width / cell.height)
    width = max(2, round(cell.width * min(1.0, narrow) * scale * (1 + 0.015 * jitter[0])))
    height = max(4, round(cell.height * scale * (1 + 0.015 * jitter[1])))
    small = cv2.resize(glyph, (width, height), interpolation=cv2.INTER_LINEAR)
    x = round((cell.left + cell.width / 2 + 0.7 * jitter[2]) * scale - width / 2)
    y = round((cell.top + cell.height / 2 + 0.8 * jitter[3]) * scale - height / 2)
    x, y = min(max(x, 0), plane.shape[1] - width), min(max(y, 0), plane.shape[0] - height)
    spot = plane[y : y + height, x : x + width]
    np.maximum(spot, small, out=spot)


def _rim(rng: np.random.Generator, plane: Mask, scale: float) -> None:
    """The line along the edge, in the letters' colour; faint, thick or quite worn away."""
    if rng.random() < 0.1:
        return
    inset, thickness = rng.uniform(1.5, 5.5) * scale, max(1, round(rng.uniform(1, 3.4) * scale))
    height, width = plane.shape
    first, last = (round(inset), round(inset)), (round(width - 1 - inset), round(height - 1 - inset))
    cv2.rectangle(plane, first, last, int(rng.integers(110, 256)), thickness, cv2.LINE_AA)


def _dot(
    rng: np.random.Generator,
    plane: Mask,
    sheet: paint.Sheet,
    plate: Plate,
    dot: tuple[float, float],
    scale: float,
) -> None:
    """The dot between office and number; new energy plates have a green badge there instead."""
    centre = round(dot[0] * scale * 16), round(dot[1] * scale * 16)
    radius = rng.uniform(4, 6.5) * scale
    if plate.paper == "480x140":
        tone = (rng.uniform(60, 160), rng.uniform(130, 210), rng.uniform(60, 140))
        cv2.circle(sheet, centre, round(radius * 16 * rng.uniform(1.3, 2.2)), tone, -1, cv2.LINE_8, 4)
        return
    cv2.circle(plane, centre, round(radius * 16), int(rng.integers(140, 256)), -1, cv2.LINE_AA, 4)


def _worn(rng: np.random.Generator, plane: Mask) -> Mask:
    """The ink's cover: full, faded evenly, or rubbed off in patches."""
    draw = rng.random()
    if draw < 0.3:
        return cv2.convertScaleAbs(plane, alpha=rng.uniform(0.55, 1.0)).astype(np.uint8, copy=False)
    if draw < 0.42:
        patches = paint.cloud(rng, plane.shape[0], plane.shape[1], rng.uniform(3, 25))
        share = np.clip(patches * 0.5 + rng.uniform(0.7, 1.3), 0.25, 1)
        return cv2.multiply(plane, cv2.convertScaleAbs(share, alpha=255), scale=1 / 255).astype(np.uint8, copy=False)
    return plane


def _emboss(light: paint.Shade, plane: Mask, relief: float) -> None:
    """Light from above on raised letters: bright upper edges, dark lower ones."""
    slope = cv2.subtract(plane[1:], plane[:-1], dtype=cv2.CV_32F)
    light[1:] += slope * np.float32(relief / 255)
