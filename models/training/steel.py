"""The wall of a container under its marks: paint, corrugation, doors with rods, rust, dirt and light.

Everything is drawn in pixels of the flat picture and scaled by `unit`, the height of the number's characters (100 mm
on a real container). Light is a table of gains, 128 for 1.0, so that a wall costs a few passes over bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image

Plane = NDArray[np.uint8]
"""(H, W) uint8."""

WallKind = Literal["corrugated", "door", "smooth", "rail"]
Bgr = tuple[int, int, int]

EVEN = 128
"""The gain that changes nothing."""
_TEXTURE_SIDE = 768
_PITCH = 2.7  # corrugation's period in characters' heights: 278 mm against 100 mm


@dataclass(frozen=True, slots=True)
class Wall:
    """`gain` (H, W) uint8, 128 for 1.0; `shift` (W,) float32: pixels by which paint seems moved down in each column."""

    gain: Plane
    shift: NDArray[np.float32]


def draw_wall(
    rng: np.random.Generator, shape: tuple[int, int], unit: float, kind: WallKind, steps: tuple[float, ...]
) -> Wall:
    """A wall of (rows, columns); `steps` are the columns where another panel begins."""
    table = np.ones(shape[1], dtype=np.float32)
    shift = np.zeros(shape[1], dtype=np.float32)
    if kind == "corrugated":
        _corrugate(rng, table, shift, unit)
    for step in steps:
        _step(rng, table, shift, unit, step)
    table *= np.linspace(rng.uniform(0.85, 1.1), rng.uniform(0.85, 1.1), shape[1], dtype=np.float32)
    row = np.clip(table * EVEN, 0, 255).astype(np.uint8)[None, :]
    gain = multiplied(_grain(rng, shape), cv2.repeat(row, shape[0], 1).astype(np.uint8, copy=False), 1 / EVEN)
    if kind in {"door", "smooth", "rail"}:
        _fold(rng, gain, unit, kind)
    return Wall(gain, shift)


def _corrugate(rng: np.random.Generator, table: NDArray[np.float32], shift: NDArray[np.float32], unit: float) -> None:
    """Flats and slopes of a trapezoid: one slope lit, the other in the shade, and paint displaced with the depth."""
    period = unit * _PITCH * rng.uniform(0.55, 1.35)
    phase = (np.arange(table.size, dtype=np.float32) / period + rng.random()) % 1.0
    slope = rng.uniform(0.1, 0.24)
    knots = np.array([0, 0.5 - slope, 0.5, 1 - slope, 1], dtype=np.float32)
    depth = np.interp(phase, knots, np.array([0, 0, 1, 1, 0], dtype=np.float32)).astype(np.float32)
    strength = rng.uniform(0.03, 0.35) * (1 if rng.random() < 0.5 else -1)
    table += strength * ((phase > 0.5 - slope) & (phase < 0.5))
    table -= strength * rng.uniform(0.5, 1.3) * (phase > 1 - slope)
    table -= rng.uniform(-0.05, 0.12) * depth
    if rng.random() < 0.45:
        shift += (depth - 0.5) * unit * rng.uniform(-0.12, 0.12)


def _step(
    rng: np.random.Generator, table: NDArray[np.float32], shift: NDArray[np.float32], unit: float, step: float
) -> None:
    """Another panel from column `step` on: other light, paint moved and leaning."""
    at = int(np.clip(step, 0, table.size - 1))
    table[at:] *= rng.uniform(0.75, 1.2)
    if rng.random() < 0.55:
        run = np.arange(table.size - at, dtype=np.float32)
        shift[at:] += unit * rng.uniform(-0.15, 0.15) + run * rng.uniform(-0.03, 0.03)
    table[max(0, at - 1) : at + max(1, round(unit * rng.uniform(0.02, 0.06)))] *= rng.uniform(0.5, 1.1)


def _fold(rng: np.random.Generator, gain: Plane, unit: float, kind: WallKind) -> None:
    """Horizontal edges: a door's ridges, a rail's borders, a reefer's seam."""
    rows = gain.shape[0]
    for _ in range(int(rng.integers(0, 3)) if kind != "rail" else 2):
        at = round(rng.choice((0.0, 1.0)) * rows + unit * rng.uniform(-0.5, 0.5)) if kind != "smooth" else None
        top = int(rng.integers(0, rows)) if at is None else at
        tall = unit * (rng.uniform(0.02, 0.06) if kind == "smooth" else rng.uniform(0.1, 0.5))
        band = gain[max(0, top) : max(0, top + max(1, round(tall)))]
        if band.size:
            band[:] = cv2.convertScaleAbs(band, alpha=rng.uniform(0.55, 1.3))


def blend(picture: Image, colour: Bgr, cover: Plane) -> None:
    """Paint `colour` over `picture` in place where `cover` (same rows and columns, 255 for opaque) says so."""
    if cover.size == 0:
        return
    weight = cover.astype(np.float32) * np.float32(1 / 255)
    layer = cv2.merge([np.full(cover.shape, part, dtype=np.uint8) for part in colour])
    picture[:] = cv2.blendLinear(picture, layer, 1 - weight, weight)


def lit(picture: Image, gain: Plane) -> Image:
    """The picture in the light of `gain`."""
    return cv2.multiply(picture, cv2.cvtColor(gain, cv2.COLOR_GRAY2BGR), scale=1 / EVEN).astype(np.uint8, copy=False)


def worn(rng: np.random.Generator, ink: Plane) -> Plane:
    """Lettering as the years left it: thin, speckled, or with pieces peeled off."""
    kind = rng.random()
    if kind < 0.55:
        return ink
    texture = sample(rng, "blotch" if kind < 0.9 else "streak", (ink.shape[0], ink.shape[1]), rng.uniform(0.5, 2.0))
    floor = rng.uniform(20, 62) if kind < 0.96 else rng.uniform(55, 90)
    keep = ramp(texture, floor, rng.uniform(3, 14))
    if rng.random() < 0.6:
        keep = np.maximum(keep, np.uint8(rng.integers(50, 190)))
    return multiplied(ink, keep, 1 / 255)


def ramp(plane: Plane, floor: float, slope: float) -> Plane:
    """(plane - floor) * slope, kept within bytes."""
    return cv2.addWeighted(plane, slope, plane, 0, -floor * slope).astype(np.uint8, copy=False)


def multiplied(first: Plane, second: Plane, scale: float) -> Plane:
    """first * second * scale, kept within bytes."""
    return cv2.multiply(first, second, scale=scale).astype(np.uint8, copy=False)


def weathered(rng: np.random.Generator, picture: Image, unit: float) -> None:
    """Rust runs, spots and scratches over paint and marks alike, in place."""
    if rng.random() < 0.35:
        for _ in range(int(rng.integers(1, 6))):
            _rust_run(rng, picture, unit)
    if rng.random() < 0.12:
        for _ in range(int(rng.integers(1, 4))):
            _spot(rng, picture, unit)
    if rng.random() < 0.3:
        for _ in range(int(rng.integers(1, 5))):
            _scratch(rng, picture, unit)


def _rust_run(rng: np.random.Generator, picture: Image, unit: float) -> None:
    """A run of rust water: strong where it starts, thinner and fainter below."""
    wide, tall = max(3, round(unit * rng.uniform(0.08, 0.5))), round(unit * rng.uniform(0.5, 4.0))
    x, y = int(rng.integers(0, picture.shape[1])), int(rng.integers(-tall // 2, picture.shape[0]))
    top = max(0, y)
    region = picture[top : y + tall, x : x + wide]
    across = np.sin(np.linspace(0.15, np.pi - 0.15, wide, dtype=np.float32)) ** 2
    down = np.linspace(1, 0, tall, dtype=np.float32) ** rng.uniform(0.4, 2)
    cover = (down[:, None] * across[None, :] * rng.uniform(70, 230)).astype(np.uint8)
    colour = (int(rng.integers(20, 60)), int(rng.integers(40, 90)), int(rng.integers(80, 160)))
    blend(region, colour, cover[top - y : top - y + region.shape[0], : region.shape[1]])


def _spot(rng: np.random.Generator, picture: Image, unit: float) -> None:
    """A dent's bare metal, a splash of dirt or of white."""
    centre = int(rng.integers(0, picture.shape[1])), int(rng.integers(0, picture.shape[0]))
    axes = max(1, round(unit * rng.uniform(0.03, 0.3))), max(1, round(unit * rng.uniform(0.02, 0.2)))
    tone = int(rng.integers(20, 230))
    colour = (tone, tone, tone) if rng.random() < 0.5 else (30, 55, int(rng.integers(70, 140)))
    cv2.ellipse(picture, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)


def _scratch(rng: np.random.Generator, picture: Image, unit: float) -> None:
    start = int(rng.integers(0, picture.shape[1])), int(rng.integers(0, picture.shape[0]))
    run = unit * rng.uniform(-3, 3), unit * rng.uniform(-0.6, 0.6)
    end = round(start[0] + run[0]), round(start[1] + run[1])
    tone = int(rng.integers(20, 235))
    cv2.line(picture, start, end, (tone, tone, tone), 1, cv2.LINE_AA)


def rod(rng: np.random.Generator, picture: Image, centre: float, unit: float, paint: Bgr) -> None:
    """A vertical locking rod with its shadow, in front of everything; sometimes a hinge or bracket on it."""
    wide = max(3, round(unit * rng.uniform(0.18, 0.42)))
    left = round(centre - wide / 2)
    shade = round(unit * rng.uniform(-0.35, 0.35))
    if abs(shade) > 2:
        lo, hi = sorted((left + wide // 2, left + wide // 2 + shade + (wide // 2 if shade > 0 else -wide // 2)))
        band = picture[:, max(0, lo) : max(0, hi)]
        if band.size:
            band[:] = cv2.convertScaleAbs(band, alpha=rng.uniform(0.45, 0.85))
    colour = _rod_colour(rng, paint)
    profile = np.interp(np.linspace(0, 1, wide), (0, rng.uniform(0.2, 0.5), 1), rng.uniform(0.5, 1.25, 3))
    bar = np.clip(profile[:, None] * np.array(colour), 0, 255).astype(np.uint8)
    lo, hi = max(0, left), min(picture.shape[1], left + wide)
    if lo < hi:
        picture[:, lo:hi] = bar[None, lo - left : hi - left]
    if rng.random() < 0.4:
        _bracket(rng, picture, left, wide, unit, colour)


def _rod_colour(rng: np.random.Generator, paint: Bgr) -> Bgr:
    if rng.random() < 0.5:
        tone = int(rng.integers(120, 225))
        return (tone, tone, tone)
    factor = rng.uniform(0.7, 1.4)
    b, g, r = (min(255, int(part * factor + 15)) for part in paint)
    return (b, g, r)


def _bracket(rng: np.random.Generator, picture: Image, left: int, wide: int, unit: float, colour: Bgr) -> None:
    """At the picture's upper or lower edge, where it hides no character."""
    tall, side = round(unit * rng.uniform(0.1, 0.4)), round(unit * rng.uniform(0.1, 0.3))
    top = 0 if rng.random() < 0.7 else picture.shape[0] - tall
    b, g, r = (int(part * 0.85) for part in colour)
    cv2.rectangle(picture, (left - side, top), (left + wide + side, top + tall), (b, g, r), -1)


def door_edge(rng: np.random.Generator, picture: Image, unit: float) -> None:
    """What lies beyond the door at the right: a gap, the corner post, or the day behind it."""
    wide = max(2, round(unit * rng.uniform(0.05, 0.28)))
    tone = int(rng.integers(8, 60)) if rng.random() < 0.7 else int(rng.integers(120, 250))
    picture[:, picture.shape[1] - wide :] = tone


def shadow(rng: np.random.Generator, gain: Plane) -> None:
    """A hard-edged shadow over a part of the wall, in place."""
    rows, columns = gain.shape
    if rng.random() < 0.5:
        x = rng.uniform(0, columns, 2)
        corners = [(0, 0), (x[0], 0), (x[1], rows), (0, rows)]
    else:
        y = rng.uniform(0, rows, 2)
        corners = [(0, 0), (0, y[0]), (columns, y[1]), (columns, 0)]
    cover = np.zeros_like(gain)
    cv2.fillConvexPoly(cover, np.array(corners, dtype=np.int32), 255, cv2.LINE_AA)
    if rng.random() < 0.5:
        cover = 255 - cover
    deep = cv2.convertScaleAbs(gain, alpha=rng.uniform(0.35, 0.75))
    cv2.copyTo(deep, cover, gain)


def flare(rng: np.random.Generator, picture: Image) -> Image:
    """Sun or headlight veiling a part of the wall."""
    rows, columns = picture.shape[:2]
    y, x = np.mgrid[0:1:24j, 0:1:24j].astype(np.float32)
    distance = np.hypot((x - rng.uniform(-0.2, 1.2)) * max(1, columns / rows), (y - rng.uniform(-0.2, 1.2)))
    veil = np.exp(-((distance / rng.uniform(0.3, 1.5)) ** 2)) * rng.uniform(60, 190)
    large = cv2.resize(veil.astype(np.uint8), (columns, rows), interpolation=cv2.INTER_LINEAR)
    return cv2.add(picture, cv2.cvtColor(large, cv2.COLOR_GRAY2BGR)).astype(np.uint8, copy=False)


def sample(rng: np.random.Generator, name: str, shape: tuple[int, int], scale: float) -> Plane:
    """(rows, columns) of a texture around 128, enlarged by at least `scale`, somewhere, turned or not."""
    texture = _textures()[name]
    scale = max(scale, shape[0] / _TEXTURE_SIDE, shape[1] / _TEXTURE_SIDE)
    rows, columns = max(2, int(shape[0] / scale)), max(2, int(shape[1] / scale))
    y, x = rng.integers(0, _TEXTURE_SIDE - rows + 1), rng.integers(0, _TEXTURE_SIDE - columns + 1)
    part = texture[y : y + rows, x : x + columns]
    return cv2.resize(part, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _grain(rng: np.random.Generator, shape: tuple[int, int]) -> Plane:
    """Uneven paint: blotches or streaks of dirt, stronger or weaker."""
    texture = sample(rng, "streak" if rng.random() < 0.4 else "blotch", shape, rng.uniform(1.0, 2.5))
    strength = rng.uniform(0.0, 0.13) if rng.random() < 0.8 else rng.uniform(0.13, 0.4)
    even = cv2.convertScaleAbs(texture, alpha=strength, beta=EVEN * (1 - strength))
    return even.astype(np.uint8, copy=False)


@cache
def _textures() -> dict[str, Plane]:
    """Noise of several sizes added up; made once, always the same."""
    rng = np.random.default_rng(6346)
    return {"blotch": _octaves(rng, 1), "streak": _octaves(rng, 12)}


def _octaves(rng: np.random.Generator, stretch: int) -> Plane:
    total = np.zeros((_TEXTURE_SIDE, _TEXTURE_SIDE), dtype=np.float32)
    for cells, weight in ((6, 1.0), (16, 0.8), (48, 0.6), (128, 0.5), (384, 0.4)):
        coarse = rng.standard_normal((max(2, cells // stretch), cells)).astype(np.float32)
        total += weight * cv2.resize(coarse, (_TEXTURE_SIDE, _TEXTURE_SIDE), interpolation=cv2.INTER_CUBIC)
    total /= total.std()
    return np.clip(EVEN + 36 * total, 0, 255).astype(np.uint8)
