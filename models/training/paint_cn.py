"""Colours, wear and surroundings of Chinese plates, changed in place in pictures of BGR bytes.

All in whole-picture calls on bytes: the training draws some hundred thousand plates.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.marks import Colour

Sheet = NDArray[np.uint8]
"""(H, W, 3) uint8 BGR."""
Cover = NDArray[np.uint8]
"""(H, W) uint8, 255 where paint covers all."""
Shade = NDArray[np.float32]
"""(H, W) float32, what the light is multiplied by."""
Point = NDArray[np.float64]
Tone = NDArray[np.float32]
"""(3,) BGR, 0 to 255."""

GROUNDS: dict[Colour, tuple[tuple[int, int, int], ...]] = {
    "blue": (
        *((190, 80, 20), (220, 120, 20), (235, 165, 30), (170, 60, 35), (190, 90, 85), (120, 50, 20), (150, 95, 60)),
        *((150, 95, 85), (165, 110, 95), (110, 72, 62), (70, 52, 48)),
    ),
    "yellow": (
        *((20, 180, 240), (0, 200, 255), (40, 150, 205), (25, 120, 160), (70, 205, 235), (10, 150, 245)),
        *((30, 100, 122), (45, 115, 130), (20, 140, 190)),
    ),
    "green": ((120, 205, 90), (100, 190, 60), (140, 200, 130), (90, 170, 80)),
    "yellow-green": ((110, 200, 90), (80, 185, 70), (130, 190, 110)),
    "black": ((25, 22, 20), (45, 40, 38), (15, 15, 18), (60, 52, 50)),
    "white": ((235, 235, 235), (215, 220, 222), (240, 232, 225), (200, 205, 210)),
}
"""From cyan through violet to the grey-blue and nearly black of dusk; from orange to the olive of dull days."""
BODIES = (
    (225, 225, 225),
    (200, 200, 205),
    (35, 35, 35),
    (20, 20, 22),
    (60, 60, 62),
    (120, 122, 125),
    (25, 25, 120),
    (110, 60, 25),
    (20, 70, 170),
    (40, 100, 150),
    (90, 110, 60),
    (20, 120, 210),
)
RED_INK = (45, 40, 205)


def ground(rng: np.random.Generator, colour: Colour, height: int, width: int) -> Sheet:
    """The unlettered plate."""
    tone = _mixed(rng, GROUNDS[colour])
    if colour not in ("green", "yellow-green"):
        return plain(height, width, tone)
    sheet = np.empty((height, width, 3), dtype=np.uint8)
    sheet[:] = _graded(rng, height, tone)[:, None, :]
    if colour == "yellow-green":
        seam = round(width * rng.uniform(0.25, 0.29))
        sheet[:, :seam] = plain(height, seam, _mixed(rng, GROUNDS["yellow"]))
    return sheet


def plain(height: int, width: int, tone: Tone) -> Sheet:
    sheet = np.empty((height, width, 3), dtype=np.uint8)
    sheet[:] = np.tile(np.clip(tone, 0, 255).astype(np.uint8), (width, 1))
    return sheet


def ink(rng: np.random.Generator, colour: Colour) -> Tone:
    """The colour of the plain letters on a ground of `colour`."""
    if colour in ("blue", "black"):
        return np.asarray(rng.uniform(165, 255) + rng.normal(0, 8, 3), dtype=np.float32)
    return np.asarray(rng.uniform(5, 60) + rng.normal(0, 6, 3), dtype=np.float32)


def red_ink(rng: np.random.Generator) -> Tone:
    return np.asarray(np.array(RED_INK) * rng.uniform(0.75, 1.2) + rng.normal(0, 10, 3), dtype=np.float32)


def lay(sheet: Sheet, cover: Cover, tone: Tone) -> None:
    """`tone` over the sheet where `cover` says so."""
    rest = cv2.bitwise_not(cover)
    painted = cv2.merge([cv2.convertScaleAbs(cover, alpha=max(0.0, float(part)) / 255) for part in tone])
    cv2.multiply(sheet, cv2.merge((rest, rest, rest)), sheet, 1 / 255)
    cv2.add(sheet, painted, sheet)


def shade(sheet: Sheet, factor: Shade) -> None:
    """The sheet's light times `factor`, up to 2."""
    level = cv2.convertScaleAbs(factor, alpha=127)
    cv2.multiply(sheet, cv2.merge((level, level, level)), sheet, 1 / 127)


def gain(sheet: Sheet, factor: Tone) -> None:
    """The sheet in a light of this colour."""
    cv2.transform(sheet, np.diag(factor), sheet)


def cloud(rng: np.random.Generator, height: int, width: int, grain: float) -> NDArray[np.float32]:
    """Smooth noise of about unit variance; `grain` is the size of its spots in pixels."""
    small = rng.standard_normal((max(2, round(height / grain)), max(2, round(width / grain))), dtype=np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)


def soil(rng: np.random.Generator, sheet: Sheet) -> None:
    """Dust, mud thrown up from below, rust running down and scratches: none of it on many plates."""
    height, width = sheet.shape[:2]
    if rng.random() < 0.35:
        _dust(rng, sheet)
    if rng.random() < 0.12:
        _mud(rng, sheet)
    for _ in range(int(rng.integers(1, 5)) if rng.random() < 0.15 else 0):
        start = rng.uniform(0, 1, 2) * (width, height)
        _line(sheet, start, start + rng.normal(0, 0.25, 2) * width, _mixed(rng, BODIES), 1)
    if rng.random() < 0.06:
        x = int(rng.integers(width))
        _line(
            sheet, np.array([x, 0.0]), np.array([x, height * rng.uniform(0.3, 1)]), _rust(rng), int(rng.integers(1, 5))
        )


def light(rng: np.random.Generator, factor: Shade) -> None:
    """Uneven light on the plate, multiplied into `factor`: a gradient, the shadow of a bumper."""
    if rng.random() < 0.5:
        factor *= np.linspace(rng.uniform(0.75, 1.1), rng.uniform(0.75, 1.1), len(factor), dtype=np.float32)[:, None]
    if rng.random() < 0.09:
        _shadow(rng, factor)


def glare(rng: np.random.Generator, sheet: Sheet) -> None:
    """A lamp's or the sun's reflection, soft-edged."""
    height, width = sheet.shape[:2]
    x, y = rng.random() * width, rng.random() * height
    spread = rng.uniform(0.12, 0.5) * height
    across = np.exp(-(((np.arange(width) - x) / (spread * rng.uniform(0.8, 2.5))) ** 2)).astype(np.float32)
    down = np.exp(-(((np.arange(height) - y) / spread) ** 2)).astype(np.float32)
    lay(sheet, _cover(np.outer(down, across) * np.float32(rng.uniform(0.3, 0.85))), np.full(3, 250, dtype=np.float32))


def body(rng: np.random.Generator, height: int, width: int) -> Sheet:
    """What is behind a plate: paint, a grille, edges of a bumper."""
    tone = _mixed(rng, BODIES) if rng.random() < 0.7 else np.full(3, rng.uniform(5, 70), dtype=np.float32)
    rows = rng.normal(0, 12, (16, 1))
    rows[rng.integers(16, size=2)] += rng.normal(0, 60, (2, 1))
    column = cv2.resize(np.clip(tone + rows, 0, 255).astype(np.uint8)[:, None, :], (1, height))
    planes = np.empty((3, height, width), dtype=np.uint8)
    planes[:] = np.moveaxis(column, 2, 0)
    sheet: Sheet = cv2.merge(tuple(planes)).astype(np.uint8, copy=False)
    for _ in range(int(rng.integers(0, 3))):
        start, share = int(rng.integers(width)), rng.uniform(0.05, 0.4)
        sheet[:, start : start + round(width * share)] >>= 1
    if rng.random() < 0.18:
        _grille(rng, sheet)
    return sheet


def screw(rng: np.random.Generator, sheet: Sheet, x: float, y: float, radius: float) -> None:
    """A screw with its cap: bright, dark, yellow or of the plate's colour, lit from one side."""
    tone = _mixed(rng, ((200, 200, 200), (240, 240, 240), (60, 60, 60), (120, 125, 130)))
    _disc(sheet, x + 0.2 * radius, y + 0.25 * radius, radius * 1.15, tone * 0.35)
    _disc(sheet, x, y, radius, tone)
    if rng.random() < 0.6:
        _disc(sheet, x - 0.25 * radius, y - 0.3 * radius, radius * 0.45, tone * 0.6 + 100)


def _disc(sheet: Sheet, x: float, y: float, radius: float, tone: Tone) -> None:
    centre = round(x * 16), round(y * 16)
    cv2.circle(sheet, centre, max(8, round(radius * 16)), tuple(map(float, tone)), -1, cv2.LINE_8, 4)


def _line(sheet: Sheet, start: Point, end: Point, tone: Tone, thickness: int) -> None:
    first, last = (round(float(start[0])), round(float(start[1]))), (round(float(end[0])), round(float(end[1])))
    cv2.line(sheet, first, last, tuple(map(float, tone)), thickness)


def _mixed(rng: np.random.Generator, tones: tuple[tuple[int, int, int], ...]) -> Tone:
    """A tone between two of these, a little off."""
    first, second, share, level, *shift = rng.random(7).tolist()
    pairs = zip(tones[int(first * len(tones))], tones[int(second * len(tones))], shift, strict=True)
    mixed = [(one + 0.6 * share * (other - one)) * (0.85 + 0.27 * level) + 24 * by - 12 for one, other, by in pairs]
    return np.array(mixed, dtype=np.float32)


def _rust(rng: np.random.Generator) -> Tone:
    return _mixed(rng, ((25, 50, 95), (40, 75, 130), (20, 35, 60)))


def _graded(rng: np.random.Generator, height: int, tone: Tone) -> Tone:
    """White above, green below, as new energy plates are printed: (height, 3)."""
    start, power = rng.uniform(0.0, 0.3), rng.uniform(0.7, 1.5)
    rise = np.clip(np.linspace(-start, 1, height, dtype=np.float32), 0, 1)[:, None] ** np.float32(power)
    white = np.float32(rng.uniform(215, 250))
    return np.clip(white + rise * (tone - white), 0, 255)


def _cover(share: NDArray[np.float32]) -> Cover:
    return cv2.convertScaleAbs(share, alpha=255).astype(np.uint8, copy=False)


def _dust(rng: np.random.Generator, sheet: Sheet) -> None:
    height, width = sheet.shape[:2]
    level = rng.uniform(0.05, 0.4)
    share = np.clip(level + cloud(rng, height, width, rng.uniform(8, 40)) * level * 0.6, 0, 0.8)
    tone = _mixed(rng, ((90, 110, 125), (130, 145, 155), (60, 75, 90), (160, 165, 170)))
    lay(sheet, _cover(share), tone)


def _mud(rng: np.random.Generator, sheet: Sheet) -> None:
    height, width = sheet.shape[:2]
    spots = cloud(rng, height, width, rng.uniform(4, 18)) - np.float32(rng.uniform(1.3, 2.2))
    spots += np.linspace(-0.3, rng.uniform(0, 1.0), height, dtype=np.float32)[:, None]
    share = np.clip(spots * 3, 0, rng.uniform(0.5, 0.95))
    lay(sheet, _cover(share), _mixed(rng, ((45, 65, 85), (70, 90, 110), (30, 40, 50))))


def _shadow(rng: np.random.Generator, factor: Shade) -> None:
    height, width = factor.shape
    edge = rng.uniform(0.1, 0.8) * height + np.linspace(-1, 1, width) * rng.normal(0, 0.4) * height
    above = np.arange(height)[:, None] < edge[None, :]
    factor[above] *= np.float32(rng.uniform(0.35, 0.75))


def _grille(rng: np.random.Generator, sheet: Sheet) -> None:
    step = int(rng.integers(7, 20))
    for offset in range(max(1, step // 3)):
        sheet[offset::step] >>= 1
