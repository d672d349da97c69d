"""How a Chinese plate sits on its vehicle: screws, frames, dealers' holders, the light around, bumps."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from models.training import paint_cn as paint
from models.training.texts_cn import Plate
from models.training.typefaces import Mask, Typefaces

ADVERTISEMENTS = 60


def fasten(rng: np.random.Generator, sheet: paint.Sheet, plate: Plate, scale: float) -> None:
    """Screws in the four holes of the standard, or some of them, and a frame."""
    width, height = plate.size
    tall = rng.uniform(8, 14)
    radius = rng.uniform(4, 10)
    if rng.random() < 0.75:
        for x in (width / 2 - 108, width / 2 + 108):
            for y in (tall, height - tall):
                if rng.random() < 0.7:
                    spot = (np.array([x, y]) + rng.normal(0, 4, 2)) * scale
                    paint.screw(rng, sheet, spot[0], spot[1], radius * scale)
    if rng.random() < 0.3:
        _frame(rng, sheet, scale)


def _frame(rng: np.random.Generator, sheet: paint.Sheet, scale: float) -> None:
    thickness = max(1, round(rng.uniform(2, 9) * scale))
    tone = rng.uniform(10, 70) if rng.random() < 0.6 else rng.uniform(130, 240)
    height, width = sheet.shape[:2]
    tones = tuple(float(part) for part in tone + rng.normal(0, 5, 3))
    cv2.rectangle(sheet, (0, 0), (width - 1, height - 1), tones, 2 * thickness - 1)


def mount(rng: np.random.Generator, lettering: Mask, sheet: paint.Sheet, margin: int) -> paint.Sheet:
    """The plate on its vehicle, `margin` pixels of which show on every side; some in a dealer's lettered holder."""
    height, width = sheet.shape[:2]
    scene = paint.body(rng, height + 2 * margin, width + 2 * margin)
    if rng.random() < 0.35:
        _advertise(rng, lettering, scene, margin, height)
    if rng.random() < 0.5:
        drop = int(rng.integers(1, 7))
        scene[margin + height : margin + height + drop, margin : margin + width] >>= 1
    _inset(scene[margin : margin + height, margin : margin + width], sheet, round(rng.uniform(0, 0.08) * height))
    return scene


def lettering(rng: np.random.Generator, typefaces: Typefaces, file: Path, chinese: list[str]) -> Mask:
    """One of ADVERTISEMENTS strips of a dealer's lettering."""
    number = int(rng.integers(ADVERTISEMENTS))
    return typefaces.kept(("advertisement", number), lambda: _advertisement(typefaces, file, chinese, number))


def _inset(spot: paint.Sheet, sheet: paint.Sheet, radius: int) -> None:
    """The sheet in the place of `spot`, with rounded corners."""
    radius = max(1, radius)
    away = np.arange(radius, 0, -1) - 0.5
    outside = np.hypot(away[:, None], away[None, :]) > radius
    for rows, quarter in ((slice(0, radius), outside), (slice(-radius, None), outside[::-1])):
        sheet[rows, :radius][quarter] = spot[rows, :radius][quarter]
        sheet[rows, -radius:][quarter[:, ::-1]] = spot[rows, -radius:][quarter[:, ::-1]]
    spot[:] = sheet


def _advertise(rng: np.random.Generator, strip: Mask, scene: paint.Sheet, margin: int, height: int) -> None:
    """A dealer's holder around the plate, small lettering on its lower edge."""
    edge, foot = int(rng.integers(2, 7)), int(rng.integers(8, max(9, margin // 2)))
    tone = int(rng.uniform(15, 80) if rng.random() < 0.6 else rng.uniform(150, 245))
    width = scene.shape[1] - 2 * margin
    scene[margin - edge : margin + height + foot, margin - edge : margin + width + edge] = tone
    size = foot - 3
    long = min(width - 4, max(4, round(strip.shape[1] * size / strip.shape[0])))
    small = cv2.resize(strip, (long, size), interpolation=cv2.INTER_LINEAR)
    left = margin + int(rng.integers(1, width - long))
    spot = scene[margin + height + 1 : margin + height + 1 + size, left : left + long]
    paint.lay(spot, small.astype(np.uint8, copy=False), np.full(3, 255 - tone, dtype=np.float32))


def _advertisement(typefaces: Typefaces, file: Path, chinese: list[str], number: int) -> Mask:
    """A strip of small lettering, Chinese or Latin, 12 pixels high."""
    rng = np.random.default_rng([440, number])
    letters = chinese if rng.random() < 0.5 else [chr(65 + place) for place in range(26)]
    chosen = [letters[int(place)] for place in rng.integers(len(letters), size=int(rng.integers(5, 18)))]
    glyphs = [typefaces.fitted(file, character, 9, 12) for character in chosen]
    return np.hstack([np.pad(glyph, ((0, 0), (1, 1))) for glyph in glyphs])


def tint(rng: np.random.Generator, scene: paint.Sheet) -> None:
    """The whole in a coloured light, now and then a dim one."""
    level = rng.uniform(0.4, 0.75) if rng.random() < 0.1 else rng.uniform(0.8, 1.1)
    paint.gain(scene, (rng.normal(1, 0.06, 3) * level).astype(np.float32))


def bent(rng: np.random.Generator, image: paint.Sheet) -> paint.Sheet:
    """A plate that was bumped into: rows waved up and down, still at the corners."""
    if rng.random() > 0.15:
        return image
    height, width = image.shape[:2]
    wave = np.sin(np.linspace(0, np.pi * int(rng.integers(1, 4)), width)) * rng.normal(0, 0.025) * height
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    shifted = y + wave.astype(np.float32)[None, :]
    return cv2.remap(image, x, shifted, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
