"""Vietnamese plates drawn flat: the lettering set out as on the real ones, then spoilt as the road spoils them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from models.training.glyphs_vn import GLYPH_HEIGHT, GlyphStyle, plate_glyph
from models.training.marks import FlatMark, Label, Layout
from models.training.surfaces_vn import Spot, spoilt
from models.training.texts_vn import PlateText, sample_text
from models.training.typefaces import Mask, Typefaces
from models.training.vehicles_vn import mounted

FONT_NAMES = (
    "OSP-DIN.ttf",
    "RobotoCondensed-Bold.ttf",
    "RobotoCondensed-Medium.ttf",
    "NimbusSansNarrow-Bold.otf",
    "LiberationSansNarrow-Bold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "NimbusSans-Bold.otf",
    "B612Mono-Bold.otf",
)
"""Fonts that resemble plates somewhat, for `find_typefaces`; any others serve too."""

OWN_LETTERING = 0.68
"""Share of plates in the plates' own lettering; the rest is in stock fonts."""

Lettering = Callable[[str], Mask]
"""A character's mask, `GLYPH_HEIGHT` tall."""


def draw_vietnamese(rng: np.random.Generator, typefaces: Typefaces) -> FlatMark:
    """A plate of any Vietnamese class, about 75 px tall (one row) or 140 px (two rows), with what surrounds it."""
    text = sample_text(rng)
    one_row = len(text.rows) == 1
    tall = int(rng.integers(64, 86)) if one_row else int(rng.integers(116, 166))
    wide = round(tall * text.size[0] / text.size[1])
    sheet = _set_out(rng, text, _lettering(rng, text, typefaces), wide, tall)
    plate = spoilt(rng, text.colour, sheet.ink, sheet.accent, sheet.spots)
    picture, left, top = mounted(rng, plate, one_row, typefaces)
    corners = np.array([[left, top], [left + wide, top], [left + wide, top + tall], [left, top + tall]], np.float32)
    layout: Layout = "one_row" if one_row else "two_row"
    return FlatMark(picture, corners, Label(text.text, "plate", "VN", text.mark_class, layout, text.colour))


@dataclass(slots=True)
class _Sheet:
    ink: Mask
    accent: Mask | None
    spots: list[Spot]


def _lettering(rng: np.random.Generator, text: PlateText, typefaces: Typefaces) -> Lettering:
    if rng.random() >= OWN_LETTERING:
        file = typefaces.files[int(rng.integers(len(typefaces.files)))]
        width = round(GLYPH_HEIGHT * rng.uniform(0.42, 0.62))
        return lambda character: _stock(typefaces, file, character, width, GLYPH_HEIGHT)
    narrow = text.mark_class == "motorcycle" or rng.random() < 0.35
    style = _style(int(rng.integers(24)) + (24 if narrow else 0))
    return lambda character: plate_glyph(character, style)


@cache
def _style(number: int) -> GlyphStyle:
    """The number's own style, always the same: as many as there are makers, so that glyphs are drawn once."""
    rng = np.random.default_rng((520110, number))
    narrow = number >= 24
    stroke = float(rng.uniform(0.115, 0.155) if narrow else rng.uniform(0.1, 0.14))
    return GlyphStyle(
        width=float(rng.uniform(0.4, 0.5) if narrow else rng.uniform(0.48, 0.64)),
        stroke=stroke,
        roundness=float(rng.uniform(0.85, 1.3)),
        softness=float(rng.uniform(0.004, 0.03)),
        middle=float(rng.uniform(0.45, 0.78)),
        flag=float(rng.uniform(0.13, 0.28)),
        stem=float(rng.uniform(0.34, 0.56)),
        straight_tail=bool(rng.random() < 0.35),
    )


def _stock(typefaces: Typefaces, file: Path, character: str, width: int, height: int) -> Mask:
    """As `Typefaces.fitted`; Đ is a D with a bar, since not every font has it."""
    if character != "Đ":
        return typefaces.fitted(file, character, width, height)
    letter = typefaces.fitted(file, "D", width, height)
    reach, thick = max(2, round(width * 0.18)), max(2, round(height * 0.11))
    barred = cv2.copyMakeBorder(letter, 0, 0, reach, 0, cv2.BORDER_CONSTANT)
    middle = (height - thick) // 2
    barred[middle : middle + thick, : round(width * 0.6) + reach // 2] = 255
    return barred.astype(np.uint8, copy=False)


def _set_out(rng: np.random.Generator, text: PlateText, lettering: Lettering, wide: int, tall: int) -> _Sheet:
    """All rows of a plate, each as tall as its share of the plate allows and centred more or less."""
    sheet = _Sheet(np.zeros((tall, wide), np.uint8), np.zeros((tall, wide), np.uint8) if text.accent else None, [])
    count = len(text.rows)
    height = round(tall * (rng.uniform(0.64, 0.8) if count == 1 else rng.uniform(0.36, 0.445)))
    glyphs = [[_glyph(rng, character, lettering) for character in row] for row in text.rows]
    gap = _gap(rng, glyphs[-1], wide * GLYPH_HEIGHT / height)
    edge = (tall - height * count) / (count + 1) * rng.uniform(0.7, 1.15)
    tops = [(tall - height) / 2 + rng.uniform(-0.03, 0.03) * tall] if count == 1 else [edge, tall - edge - height]
    airy = rng.random() < 0.5
    for row, drawn, top in zip(text.rows, glyphs, tops, strict=True):
        pieces = [_spaced(rng, glyph, gap, airy) for glyph in drawn]
        _write(rng, sheet, row, pieces, (round(top), height), text.accent)
    return sheet


def _glyph(rng: np.random.Generator, character: str, lettering: Lettering) -> Mask:
    """Letters and digits as they are; dash and dot are square pieces, at half height and on the line."""
    if character.isalnum():
        return lettering(character)
    if character == " ":
        return np.zeros((GLYPH_HEIGHT, GLYPH_HEIGHT // 4), np.uint8)
    thick = round(GLYPH_HEIGHT * 0.13)
    width = round(GLYPH_HEIGHT * rng.uniform(0.2, 0.36)) if character == "-" else thick
    mask = np.zeros((GLYPH_HEIGHT, width), np.uint8)
    top = (GLYPH_HEIGHT - thick) // 2 if character == "-" else GLYPH_HEIGHT - thick
    mask[top : top + thick] = 255
    return mask


def _gap(rng: np.random.Generator, glyphs: list[Mask], wide: float) -> float:
    """The room between characters with which the longest row fills most of the plate."""
    drawn = sum(glyph.shape[1] for glyph in glyphs)
    gap = (wide * rng.uniform(0.8, 0.95) - drawn) / len(glyphs)
    return float(max(0.05 * GLYPH_HEIGHT, min(gap, rng.uniform(0.15, 0.36) * GLYPH_HEIGHT)))


def _spaced(rng: np.random.Generator, glyph: Mask, gap: float, airy: bool) -> Mask:
    """With empty room at both sides; in airy writing a narrow character has as much room as a wide one."""
    side = gap / 2 + rng.uniform(-0.01, 0.02) * GLYPH_HEIGHT
    if airy and 0.16 < glyph.shape[1] / GLYPH_HEIGHT < 0.4:
        side += (0.48 * GLYPH_HEIGHT - glyph.shape[1]) / 2
    return cv2.copyMakeBorder(glyph, 0, 0, max(0, int(side)), max(0, round(side)), cv2.BORDER_CONSTANT).astype(np.uint8)


def _write(
    rng: np.random.Generator, sheet: _Sheet, row: str, pieces: list[Mask], place: tuple[int, int], accent: str
) -> None:
    """Scales a row to its place (top, height) and squeezes it where it is too long for the plate."""
    (tall, wide), (top, height) = sheet.ink.shape, place
    line = np.hstack(pieces)
    natural = height / GLYPH_HEIGHT * rng.uniform(0.95, 1.06)
    scale = min(natural, wide * rng.uniform(0.9, 0.97) / line.shape[1])
    size = max(1, int(line.shape[1] * scale)), height
    left = min(max(0, round((wide - size[0]) / 2 + rng.uniform(-0.02, 0.02) * wide)), wide - size[0])
    top = min(max(0, top), tall - height)
    sheet.ink[top : top + height, left : left + size[0]] = cv2.resize(line, size, interpolation=cv2.INTER_LINEAR)
    x = float(left)
    for character, piece in zip(row, pieces, strict=True):
        step = piece.shape[1] * scale
        sheet.spots.append((round(x), top, round(step), height))
        if sheet.accent is not None and character in accent:
            sheet.accent[top : top + height, round(x) : round(x + step)] = 255
        x += step
