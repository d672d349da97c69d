"""From glyphs in their places to a picture of painted steel."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training import steel
from models.training.container_ink import Frame, around, framed, ink_of, leaning, shifted
from models.training.container_layouts import Glyph, Pen, Writing, extent
from models.training.container_neighbours import add_stickers, write_others
from models.training.marks import Colour, Corners, Layout

_GROUNDS: tuple[tuple[float, Colour, tuple[float, float, float]], ...] = (
    # share, name, hue in degrees, saturation, value
    (0.17, "red", (4, 0.75, 0.45)),  # oxide red and brown
    (0.10, "red", (355, 0.85, 0.7)),
    (0.10, "other", (18, 0.8, 0.75)),  # orange
    (0.14, "blue", (215, 0.75, 0.45)),
    (0.10, "blue", (208, 0.8, 0.75)),
    (0.04, "black", (225, 0.35, 0.2)),
    (0.11, "green", (150, 0.6, 0.45)),
    (0.12, "other", (210, 0.08, 0.55)),  # grey
    (0.10, "white", (60, 0.04, 0.9)),
    (0.02, "yellow", (48, 0.85, 0.85)),
)


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture with the number's corners, and those of number and size-type code together where both are there."""

    image: Image
    corners: Corners
    wide_corners: Corners | None
    layout: Layout
    colour: Colour


def paint(rng: np.random.Generator, pen: Pen, writing: Writing) -> Painted:
    """Writing on a wall of its own, with what time, doors and the sun have done to it."""
    unit = pen.height
    writing, frame, shape = _placed(rng, pen, writing)
    kind = _wall_kind(rng, writing)
    name, ground = _ground(rng)
    wall = steel.draw_wall(rng, shape, unit, kind, writing.seams if rng.random() < 0.6 else ())
    ink = ink_of(rng, pen, writing, frame, shape)
    lean = rng.uniform(0.15, 0.5) if kind == "rail" and not writing.has_size_type and rng.random() < 0.65 else 0.0
    if lean:
        ink = leaning(ink, lean, (writing.check.y + unit / 2))
    if rng.random() < 0.6:
        write_others(rng, pen, writing, frame, ink)
    ink = steel.worn(rng, shifted(ink, wall.shift))
    picture, label_colour = _inked(rng, ink, writing, unit, ground)
    if rng.random() < 0.35:
        add_stickers(rng, picture, writing, frame, unit)
    if rng.random() < 0.15:
        steel.shadow(rng, wall.gain)
    picture = steel.lit(picture, wall.gain)
    _rods(rng, picture, writing, kind, unit, ground)
    steel.weathered(rng, picture, unit)
    if rng.random() < 0.05:
        picture = steel.flare(rng, picture)
    return _painted(picture, writing, frame, wall.shift, label_colour or name, lean * unit / 2)


def _inked(
    rng: np.random.Generator, ink: steel.Plane, writing: Writing, unit: int, ground: steel.Bgr
) -> tuple[Image, Colour | None]:
    """Paint and ink as one picture, with labels or a repainted field behind the writing; the labels' colour, if any."""
    kind = rng.random()
    if kind > 0.2:
        return _mixed(ink, ground, ink_colour(rng, ground)), None
    if kind > 0.1:
        tone = int(rng.integers(190, 245)) if rng.random() < 0.7 else int(rng.integers(15, 50))
        colour, groups = (tone, tone, tone), _groups(writing)
        name: Colour | None = "white" if tone > 128 else "black"
    else:
        colour, groups, name = _repainted(rng, ground), [list(writing.glyphs)], None
    paint_bgr = ink_colour(rng, colour)
    picture = _mixed(ink, ground, paint_bgr)
    pad = round(unit * rng.uniform(0.14, 0.4))
    for glyphs in groups:
        x1, y1, x2, y2 = extent(glyphs)
        rows, columns = slice(max(0, y1 - pad), y2 + pad), slice(max(0, x1 - pad), x2 + pad)
        picture[rows, columns] = _mixed(ink[rows, columns], colour, paint_bgr)
    return picture, name


def _groups(writing: Writing) -> list[list[Glyph]]:
    """Owner code; serial number and check digit; size-type code."""
    number = [glyph for glyph in writing.glyphs if glyph.part == "number"]
    size = [glyph for glyph in writing.glyphs if glyph.part == "size"]
    return [number[:4], number[4:], *([size] if size else [])]


def _repainted(rng: np.random.Generator, colour: steel.Bgr) -> steel.Bgr:
    """Nearly the same paint, as it comes out of another can."""
    factor = rng.uniform(0.7, 1.3)
    b, g, r = (min(255, max(0, round(part * factor + rng.uniform(-8, 16)))) for part in colour)
    return b, g, r


def _mixed(ink: steel.Plane, ground: steel.Bgr, paint_bgr: steel.Bgr) -> Image:
    """`ground` where there is no ink, `paint_bgr` where there is."""
    planes = [
        cv2.convertScaleAbs(ink, alpha=(above - below) / 255, beta=below)
        for below, above in zip(ground, paint_bgr, strict=True)
    ]
    return cv2.merge(planes).astype(np.uint8, copy=False)


def _pick(rng: np.random.Generator, shares: Sequence[float]) -> int:
    return int(np.searchsorted(np.cumsum(shares), rng.random() * sum(shares)))


def _wall_kind(rng: np.random.Generator, writing: Writing) -> steel.WallKind:
    shares = {
        "one_row": (0.22, 0.52, 0.16, 0.1) if writing.has_size_type else (0.22, 0.3, 0.18, 0.3),
        "two_row": (0.6, 0.2, 0.2, 0.0),
        "vertical": (0.6, 0.1, 0.3, 0.0),
        "vertical_two_column": (0.6, 0.1, 0.3, 0.0),
    }[writing.layout]
    kinds: tuple[steel.WallKind, ...] = ("corrugated", "door", "smooth", "rail")
    return kinds[_pick(rng, shares)]


def _ground(rng: np.random.Generator) -> tuple[Colour, steel.Bgr]:
    _, name, (hue, saturation, value) = _GROUNDS[_pick(rng, [share for share, _, _ in _GROUNDS])]
    hue, saturation = hue + rng.uniform(-9, 9), saturation * rng.uniform(0.55, 1.15)
    value *= rng.uniform(0.6, 1.15)
    red, green, blue = colorsys.hsv_to_rgb(hue / 360 % 1, min(1, saturation), min(1, value))
    return name, (round(255 * blue), round(255 * green), round(255 * red))


def ink_colour(rng: np.random.Generator, ground: steel.Bgr) -> steel.Bgr:
    """Characters' paint: light on dark and dark on light, now and then yellow, navy or red, now and then faded."""
    light = 0.114 * ground[0] + 0.587 * ground[1] + 0.299 * ground[2]
    kind = rng.random()
    if light < rng.uniform(105, 160):
        tone = int(rng.integers(205, 256))
        ink = (tone, tone, tone) if kind < 0.8 else (tone - 25, tone - 5, tone) if kind < 0.93 else (50, 190, 240)
    else:
        tone = int(rng.integers(5, 50))
        ink = (tone, tone, tone) if kind < 0.75 else (tone + 60, tone + 15, tone) if kind < 0.92 else (35, 25, 175)
    if rng.random() < 0.14:
        fade = rng.uniform(0.2, 0.6)
        ink = tuple(round(a + (b - a) * fade) for a, b in zip(ink, ground, strict=True))  # type: ignore[assignment]
    return ink


def _placed(rng: np.random.Generator, pen: Pen, writing: Writing) -> tuple[Writing, Frame | None, tuple[int, int]]:
    """The writing moved so that margins are left around it, the frame, and the picture's (rows, columns)."""
    unit = pen.height
    frame = framed(rng, writing, unit) if rng.random() < 0.85 else None
    x1, y1, x2, y2 = around(writing.glyphs, frame)
    left, top, right, bottom = (round(unit * (0.32 + 0.3 * share)) for share in rng.random(4))
    if rng.random() < 0.32:
        bottom += round(unit * rng.uniform(0.3, 1.6))
    if rng.random() < 0.2:
        right += round(unit * rng.uniform(0.3, 1.4))
    dx, dy = left - x1, top - y1
    glyphs = tuple(glyph.moved(dx, dy) for glyph in writing.glyphs)
    check = writing.check.moved(dx, dy)
    if frame:
        a, b, c, d = frame.extent
        frame = replace(frame, extent=(a + dx, b + dy, c + dx, d + dy))
    moved = replace(writing, glyphs=glyphs, check=check, seams=tuple(seam + dx for seam in writing.seams))
    return moved, frame, (y2 + dy + bottom, x2 + dx + right)


def _rods(
    rng: np.random.Generator, picture: Image, writing: Writing, kind: steel.WallKind, unit: int, paint_bgr: steel.Bgr
) -> None:
    if kind != "door":
        return
    for seam in writing.seams:
        if rng.random() < 0.85:
            beside = unit * rng.uniform(-0.3, 0.3) if rng.random() < 0.3 else 0.0
            if not _hides(writing, seam + beside, unit):
                steel.rod(rng, picture, seam + beside, unit, paint_bgr)
    if rng.random() < 0.3:
        steel.door_edge(rng, picture, unit)
    if rng.random() < 0.35:
        edge = unit * rng.uniform(-0.1, 0.08)
        steel.rod(rng, picture, edge if rng.random() < 0.5 else picture.shape[1] - edge, unit, paint_bgr)


def _hides(writing: Writing, x: float, unit: int) -> bool:
    """Whether a rod there would stand before the middle of a character: nobody could read it."""
    return any(abs(glyph.x + glyph.width / 2 - x) < 0.22 * unit for glyph in writing.glyphs if glyph.part != "other")


def _painted(
    picture: Image, writing: Writing, frame: Frame | None, shift: NDArray[np.float32], name: Colour, aside: float
) -> Painted:
    """`aside`: pixels by which leaning letters reach further to the left below and to the right above."""
    number = [glyph for glyph in writing.glyphs if glyph.part == "number"]
    both = [glyph for glyph in writing.glyphs if glyph.part != "other"]
    corners = _corners(number, frame, shift, picture)
    corners[:, 0] += np.array([-aside, aside, aside, -aside], dtype=np.float32)
    wide = _corners(both, frame, shift, picture) if writing.has_size_type else None
    return Painted(picture, corners, wide, writing.layout, name)


def _corners(glyphs: list[Glyph], frame: Frame | None, shift: NDArray[np.float32], picture: Image) -> Corners:
    """The upright rectangle around glyphs and frame where the wall has moved them to."""
    boxes = [(g.x, g.y, g.x + g.width, g.y + g.height) for g in glyphs] + ([frame.extent] if frame else [])
    moved = [float(shift[min(len(shift) - 1, (x1 + x2) // 2)]) for x1, _, x2, _ in boxes]
    x1, x2 = min(box[0] for box in boxes), max(box[2] for box in boxes)
    y1 = max(0.0, min(box[1] + down for box, down in zip(boxes, moved, strict=True)))
    y2 = min(float(picture.shape[0]), max(box[3] + down for box, down in zip(boxes, moved, strict=True)))
    return np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], dtype=np.float32)
