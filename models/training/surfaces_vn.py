"""What a Vietnamese plate is made of and what spoils it: paint, stamping, bolts, wear, dirt, uneven light."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training.marks import Colour
from models.training.steel import EVEN, sample
from models.training.typefaces import Mask

Bgr = tuple[float, float, float]
Drawn = NDArray[np.integer[Any] | np.floating[Any]]
"""What OpenCV gives back, (H, W): bytes when it was given bytes."""
Spot = tuple[int, int, int, int]
"""Where a character stands: left, top, width, height."""

_ANGLES = np.linspace(0, 2 * np.pi, 20, endpoint=False) + 0.15
_TURNS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
_QUADRANTS = np.sign(_TURNS)

_MUD: tuple[Bgr, ...] = ((60, 85, 115), (95, 120, 145), (45, 55, 70), (110, 125, 135), (70, 100, 150))
_RUST: Bgr = (30, 60, 110)
_RED: Bgr = (45, 35, 195)


def spoilt(rng: np.random.Generator, colour: Colour, ink: Mask, accent: Mask | None, spots: Sequence[Spot]) -> Image:
    """The plate itself, (H, W, 3): painted, stamped, bolted on and used. `accent` is the part of `ink` in red."""
    ground, letters = _paints(rng, colour)
    worn = _worn(rng, ink)
    picture = _painted(ground, letters, worn)
    if accent is not None:
        picture = cover(picture, shaken(rng, _RED, 20), cv2.min(worn, accent))
    if rng.random() < 0.7:
        picture = _stamped(rng, picture, ink)
    _rim(rng, picture, letters)
    if rng.random() < 0.35:
        _seal(rng, picture, ground)
    _bolts(rng, picture, spots)
    picture = _dirt(rng, picture)
    return lit(rng, picture)


def cover(picture: Image, colour: Bgr, share: Drawn) -> Image:
    """`colour` over the picture, as much of it as `share` (H, W) uint8, 255 for opaque, says."""
    left = cv2.multiply(picture, cv2.cvtColor(255 - share, cv2.COLOR_GRAY2BGR), scale=1 / 255)
    layer = cv2.merge([cv2.convertScaleAbs(share, alpha=max(0.0, part) / 255) for part in colour])
    return cv2.add(left, layer).astype(np.uint8, copy=False)


def lit(rng: np.random.Generator, picture: Image) -> Image:
    """In uneven light, on a sheet that is not quite even, at times with a shadow across it."""
    shape = picture.shape[0], picture.shape[1]
    texture = sample(rng, "blotch" if rng.random() < 0.7 else "streak", shape, rng.uniform(1, 5))
    strength = rng.uniform(0, 0.22)
    gain = cv2.convertScaleAbs(texture, alpha=strength, beta=EVEN * (1 - strength))
    if rng.random() < 0.6:
        gain = cv2.multiply(gain, _ramp(rng, shape, rng.uniform(0.5, 1)), scale=1 / 255)
    if rng.random() < 0.15:
        gain = cv2.multiply(gain, _cast(rng, *shape), scale=1 / 255)
    return cv2.multiply(picture, cv2.cvtColor(gain, cv2.COLOR_GRAY2BGR), scale=1 / EVEN).astype(np.uint8, copy=False)


def shaken(rng: np.random.Generator, colour: Bgr, by: float) -> Bgr:
    """A colour like this one; each part moved by at most `by`, none below black."""
    b, g, r = (rng.random(3) * (2 * by) - by).tolist()
    return max(0.0, colour[0] + b), max(0.0, colour[1] + g), max(0.0, colour[2] + r)


def grey(rng: np.random.Generator, low: float, high: float, by: float = 6) -> Bgr:
    level = rng.uniform(low, high)
    return shaken(rng, (level, level, level), by)


def outline(height: int, width: int, inset: float, corner: float) -> NDArray[np.int32]:
    """A box with round corners as a polygon, in sixteenths of a pixel."""
    room = np.array([width - 1, height - 1]) / 2
    points = room + (room - inset - corner) * _QUADRANTS + corner * _TURNS
    return np.asarray(np.round(points * 16), dtype=np.int32)


def _paints(rng: np.random.Generator, colour: Colour) -> tuple[Bgr, Bgr]:
    """Ground and letters."""
    black, white = grey(rng, 10, 70, 8), grey(rng, 205, 250, 10)
    if colour == "yellow":
        pale = rng.random()
        return shaken(rng, (20 + 90 * pale**2, 150 + 60 * pale, 215 + 30 * pale), 16), black
    if colour == "blue":
        return shaken(rng, (rng.uniform(130, 215), rng.uniform(60, 110), rng.uniform(10, 60)), 14), white
    if colour == "red":
        return shaken(rng, (rng.uniform(20, 60), rng.uniform(20, 50), rng.uniform(140, 220)), 12), white
    level = rng.uniform(200, 250) if rng.random() < 0.75 else rng.uniform(150, 205)
    yellowed = rng.uniform(0, 30) if rng.random() < 0.4 else 0.0
    return shaken(rng, (level - yellowed, level - yellowed * 0.2, level), 7), black


def _painted(ground: Bgr, letters: Bgr, ink: Mask) -> Image:
    planes = [
        cv2.convertScaleAbs(ink, alpha=(above - below) / 255, beta=below)
        for below, above in zip(ground, letters, strict=True)
    ]
    return cv2.merge(planes).astype(np.uint8, copy=False)


def _worn(rng: np.random.Generator, ink: Mask) -> Mask:
    """How much of the paint is left on the characters: faded, from one side or all over, rubbed off, chipped."""
    shape = ink.shape[0], ink.shape[1]
    left: Drawn = ink
    if rng.random() < 0.3:
        left = cv2.convertScaleAbs(left, alpha=rng.uniform(0.5, 0.95))
    if rng.random() < 0.15:
        left = cv2.multiply(left, _ramp(rng, shape, rng.uniform(0.35, 0.75)), scale=1 / 255)
    if rng.random() < 0.2:
        texture = sample(rng, "blotch", shape, rng.uniform(0.6, 2.5))
        kept = _toned(texture, rng.uniform(165, 215), -10, low=rng.uniform(75, 150))
        left = cv2.multiply(left, kept, scale=1 / 255)
    return left.astype(np.uint8, copy=False)


def _stamped(rng: np.random.Generator, picture: Image, ink: Mask) -> Image:
    """Characters are pressed out of the sheet: one side catches the light, the other lies in shadow."""
    x, y = rng.integers(-2, 3, 2)
    soft = cv2.blur(ink, (3, 3))
    moved = np.roll(soft, (int(y), int(x)), (0, 1))
    light = cv2.convertScaleAbs(cv2.subtract(soft, moved), alpha=rng.uniform(0, 0.35))
    shade = cv2.convertScaleAbs(cv2.subtract(moved, soft), alpha=rng.uniform(0, 0.35))
    if rng.random() < 0.4:  # the brush left the edges of the letters bare
        bare = cv2.subtract(cv2.dilate(ink, np.ones((3, 3), np.uint8)), ink)
        light = cv2.max(light, cv2.convertScaleAbs(bare, alpha=rng.uniform(0, 0.3)))
    brighter = cv2.add(picture, cv2.cvtColor(light, cv2.COLOR_GRAY2BGR))
    return cv2.subtract(brighter, cv2.cvtColor(shade, cv2.COLOR_GRAY2BGR)).astype(np.uint8, copy=False)


def _rim(rng: np.random.Generator, picture: Image, letters: Bgr) -> None:
    """The pressed or painted line along the edge."""
    height, width = picture.shape[:2]
    if rng.random() > 0.75:
        return
    inset, thick = height * rng.uniform(0.005, 0.05), max(1, round(height * rng.uniform(0.006, 0.022)))
    shade = letters if rng.random() < 0.4 else grey(rng, 60, 250)
    corner = height * rng.uniform(0.03, 0.12)
    cv2.polylines(picture, [outline(height, width, inset, corner)], True, shade, thick, cv2.LINE_AA, 4)
    if rng.random() < 0.5:  # a light edge inside a dark one, or the other way
        inner = outline(height, width, inset + thick, corner)
        tone = grey(rng, 30, 60) if rng.random() < 0.5 else grey(rng, 220, 250)
        cv2.polylines(picture, [inner], True, tone, 1, cv2.LINE_AA, 4)


def _seal(rng: np.random.Generator, picture: Image, ground: Bgr) -> None:
    """The police's round stamp, a little darker or lighter than the ground."""
    height, width = picture.shape[:2]
    centre = round(width * rng.uniform(0.3, 0.75)), round(height * rng.uniform(0.08, 0.5))
    radius = max(2, round(height * rng.uniform(0.03, 0.09)))
    tone = rng.uniform(0.75, 1.12)
    shade = ground[0] * tone, ground[1] * tone, ground[2] * tone
    cv2.circle(picture, centre, radius, shade, 1 if rng.random() < 0.6 else -1, cv2.LINE_AA)
    cv2.circle(picture, centre, radius // 2, shade, 1, cv2.LINE_AA)


def _bolts(rng: np.random.Generator, picture: Image, spots: Sequence[Spot]) -> None:
    """Beside the upper row, in the corners, or wherever the fitter drilled: through a character, where a dot goes."""
    height, width = picture.shape[:2]
    long = height * 3 < width
    chance = rng.random()
    if chance < 0.3:
        return
    x, y = width * rng.uniform(0.04, 0.28), height * rng.uniform(0.08, 0.28)
    if long:
        x, y = width * rng.uniform(0.015, 0.3), height * (0.5 if rng.random() < 0.4 else rng.uniform(0.06, 0.2))
    places = [(x, y), (width - x, y)]
    if chance > 0.65:
        places += [(x, height - y), (width - x, height - y)]
    if chance > 0.9:
        left, top, wide, tall = spots[int(rng.integers(len(spots)))]
        places.append((left + wide * rng.random(), top + tall * rng.random()))
    radius = max(1.2, height * rng.uniform(0.015, 0.042) * (1.3 if long else 1))
    shade = grey(rng, 30, 210, 12) if rng.random() < 0.8 else shaken(rng, (40, 40, 130), 30)
    for place in places:
        _bolt(picture, place, radius, shade)


def _bolt(picture: Image, place: tuple[float, float], radius: float, shade: Bgr) -> None:
    centre = round(place[0] * 16), round(place[1] * 16)
    dark, light = (shade[0] * 0.4, shade[1] * 0.4, shade[2] * 0.4), (shade[0] + 45, shade[1] + 45, shade[2] + 45)
    cv2.circle(picture, (centre[0] + 8, centre[1] + 12), round(radius * 18), dark, -1, cv2.LINE_AA, 4)
    cv2.circle(picture, centre, round(radius * 16), shade, -1, cv2.LINE_AA, 4)
    cv2.circle(picture, (centre[0] - 5, centre[1] - 6), round(radius * 6), light, -1, cv2.LINE_AA, 4)


def _dirt(rng: np.random.Generator, picture: Image) -> Image:
    """A film of dust, splashes of mud mostly from below, rust from the edges. A reader's eye still gets through."""
    shape = picture.shape[0], picture.shape[1]
    if rng.random() < 0.3:
        film = sample(rng, "blotch" if rng.random() < 0.6 else "streak", shape, rng.uniform(1, 4))
        share = _toned(film, rng.uniform(60, 140), 1.5, high=rng.uniform(40, 125))
        picture = cover(picture, _soil(rng), share)
    if rng.random() < 0.12:
        mud = cv2.multiply(sample(rng, "blotch", shape, rng.uniform(0.7, 2.5)), _rising(rng, shape), scale=1 / 255)
        share = _toned(mud, rng.uniform(165, 205), 20, high=rng.uniform(90, 175))
        picture = cover(picture, _soil(rng), share)
    if rng.random() < 0.08:
        rust = sample(rng, "blotch", shape, rng.uniform(0.6, 1.5))
        inward = np.minimum(_from_ends(shape[0])[:, None], _from_ends(shape[1])[None, :]) * rng.uniform(6, 20)
        share = np.clip((rust - 100.0 - inward) * 5, 0, 215).astype(np.uint8)
        picture = cover(picture, shaken(rng, _RUST, 20), share)
    return picture


def _toned(plane: Drawn, level: float, gain: float, low: float = 0, high: float = 255) -> Mask:
    """What stands above `level` (below it for a negative gain), times `gain`, kept between `low` and `high`."""
    table = np.clip((np.arange(256) - level) * gain, low, high).astype(np.uint8)
    return cv2.LUT(np.asarray(plane, np.uint8), table).astype(np.uint8, copy=False)


def _soil(rng: np.random.Generator) -> Bgr:
    return shaken(rng, _MUD[int(rng.integers(len(_MUD)))], 18)


def _rising(rng: np.random.Generator, shape: tuple[int, int]) -> Mask:
    column = np.array([[round(255 * rng.uniform(0.75, 1))], [255]], dtype=np.uint8)
    return cv2.resize(column, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _from_ends(count: int) -> NDArray[np.float32]:
    """How many pixels it is to the nearer end."""
    steps = np.arange(count, dtype=np.float32)
    return np.minimum(steps, count - 1 - steps)


def _ramp(rng: np.random.Generator, shape: tuple[int, int], low: float) -> Mask:
    """From `low` in one corner or at one side to 1 (255) elsewhere."""
    corners = (255 * (low + (1 - low) * np.round(2 * rng.random((2, 2))) / 2)).astype(np.uint8)
    return cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _cast(rng: np.random.Generator, height: int, width: int) -> Mask:
    """The straight edge of a shadow, of the bumper above or of the roof over the lane."""
    gain = np.full((height, width), 255, dtype=np.uint8)
    slant, place = rng.uniform(-0.2, 0.2) * width, rng.uniform(0.15, 0.85)
    if rng.random() < 0.7:
        corners = [[-1, place * height - slant], [width, place * height + slant], [width, -height], [-1, -height]]
    else:
        corners = [[place * width - slant, -1], [place * width + slant, height], [-width, height], [-width, -1]]
    dark = rng.uniform(75, 200)
    cv2.fillConvexPoly(gain, np.round(np.array(corners) * 16).astype(np.int32), dark, cv2.LINE_AA, 4)
    soft = int(rng.integers(1, 12))
    return cv2.blur(gain, (soft, soft)).astype(np.uint8, copy=False)
