"""The empty lane before both cameras, by day and by night."""

from __future__ import annotations

import cv2
import numpy as np

from edge.sim.canvas import Canvas, lay_over
from edge.sim.scenario import Light
from edge.values import Image

WIDTH, HEIGHT = 1280, 720
HORIZON = 150

_NIGHT_TINT = (0.30, 0.24, 0.22)
_ASPHALT = (92, 94, 96)
_CONCRETE = (150, 148, 142)
_STEEL = (116, 120, 124)
_YELLOW = (232, 186, 40)


def draw_front_lane(light: Light) -> Image:
    """(720, 1280, 3) uint8 BGR: platform, kerbs, canopy and booth as the camera over the exit sees them."""
    picture = _sky(light, HORIZON + 20)
    canvas = Canvas(WIDTH, HEIGHT)
    _draw_hills(canvas)
    _draw_ground(canvas)
    _draw_kerbs(canvas)
    _draw_canopy(canvas)
    _draw_booth(canvas)
    picture = _grain(lay_over(picture, canvas.sheet()), HORIZON + 20)
    if light == "day":
        return picture
    return _lit(_dark(picture), ((150, 44, 210), (1130, 44, 210), (640, 560, 420)))


def draw_side_lane(light: Light) -> Image:
    """(720, 1280, 3) uint8 BGR: a wall, posts and the platform's edge, seen across the lane."""
    picture = _sky(light, 330)
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.box((0, 250, WIDTH, 610), (176, 172, 162))
    for x in range(0, WIDTH, 160):
        canvas.line((x, 250), (x, 610), (156, 152, 144), 3)
    canvas.box((0, 238, WIDTH, 256), (120, 122, 124))
    for x in (210, 1010):
        canvas.box((x, 0, x + 34, 620), _STEEL)
        canvas.box((x - 20, 600, x + 54, 640), _YELLOW, radius=4)
    canvas.box((0, 610, WIDTH, HEIGHT), _ASPHALT)
    canvas.box((0, 668, WIDTH, HEIGHT), _STEEL)
    canvas.box((0, 664, WIDTH, 672), _YELLOW)
    picture = _grain(lay_over(picture, canvas.sheet()), 250)
    if light == "day":
        return picture
    return _lit(_dark(picture), ((320, 120, 330), (960, 120, 330)))


def night_lamp() -> Image:
    """The floodlight's falling-off over a side picture, (720, 1280, 1) shares in 1/255."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    distance = ((xs - 780) / 900) ** 2 + ((ys - 160) / 640) ** 2
    return np.asarray(255 * (0.42 + 0.58 * np.exp(-distance)), np.uint8)[:, :, None]


def _sky(light: Light, rows: int) -> Image:
    """Paler towards the horizon, which lies `rows` down; by night close to black."""
    top, bottom = ((226, 200, 168), (236, 228, 214)) if light == "day" else ((36, 26, 20), (92, 66, 50))
    picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    fade = np.clip(np.arange(HEIGHT, dtype=np.float32) / rows, 0, 1)[:, None, None]
    picture[:] = np.asarray(np.array(top) * (1 - fade) + np.array(bottom) * fade, np.uint8)
    return picture


def _draw_hills(canvas: Canvas) -> None:
    canvas.polygon(
        [(0, 120), (170, 70), (330, 110), (520, 60), (760, 116), (980, 66), (1280, 118), (1280, 190), (0, 190)],
        (138, 156, 150),
    )
    canvas.polygon(
        [(0, 150), (240, 118), (480, 146), (800, 112), (1080, 148), (1280, 126), (1280, 200), (0, 200)], (110, 132, 110)
    )


def _draw_ground(canvas: Canvas) -> None:
    canvas.box((0, HORIZON + 20, WIDTH, HEIGHT), (138, 136, 126))
    canvas.polygon([(560, HORIZON + 20), (720, HORIZON + 20), (1240, HEIGHT), (40, HEIGHT)], _ASPHALT)
    canvas.polygon([(452, 330), (828, 330), (1180, 700), (100, 700)], _STEEL)
    for y in (330, 400, 500, 640):
        half = 188 + (y - 330) * 0.95
        canvas.line((640 - half, y), (640 + half, y), (88, 92, 96), 4)
    for x in (-0.45, 0.45):
        canvas.line((640 + x * 376, 330), (640 + x * 1080, 700), (100, 104, 108), 3)
    canvas.polygon([(446, 322), (834, 322), (842, 332), (438, 332)], _YELLOW)


def _draw_kerbs(canvas: Canvas) -> None:
    """Painted kerb stones along both sides, black and yellow in turn, shorter with distance."""
    edges = [HORIZON + 30 + 540 * (step / 14) ** 2 for step in range(15)]
    for number, (near, far) in enumerate(zip(edges[1:], edges, strict=False)):
        paint = _YELLOW if number % 2 else (40, 40, 42)
        for side in (-1, 1):
            canvas.polygon(
                [_kerb(side, far, 0), _kerb(side, near, 0), _kerb(side, near, 1), _kerb(side, far, 1)], paint
            )


def _kerb(side: int, y: float, outer: int) -> tuple[float, float]:
    depth = (y - HORIZON) / (HEIGHT - HORIZON)
    return 640 + side * (50 + 560 * depth + outer * (4 + 46 * depth)), y


def _draw_canopy(canvas: Canvas) -> None:
    canvas.polygon([(0, 0), (WIDTH, 0), (WIDTH, 46), (900, 92), (380, 92), (0, 46)], (198, 202, 206))
    canvas.polygon([(380, 92), (900, 92), (900, 106), (380, 106)], (40, 98, 168))
    for x, width, foot in ((396, 14, 240), (872, 14, 240), (70, 30, 640), (1182, 30, 640)):
        canvas.box((x, 60, x + width, foot), (172, 176, 180))
    for x in (150, 1130):
        canvas.box((x - 46, 34, x + 46, 50), (238, 240, 240), radius=4)


def _draw_booth(canvas: Canvas) -> None:
    canvas.box((980, 190, 1150, 470), (206, 210, 206), radius=6)
    canvas.box((968, 176, 1162, 198), (40, 98, 168), radius=4)
    canvas.box((994, 222, 1136, 330), (66, 92, 108), radius=4)
    canvas.polygon([(1000, 228), (1050, 228), (1020, 324), (1000, 324)], (122, 150, 164))
    canvas.box((1010, 350, 1066, 470), (150, 156, 156))
    canvas.box((150, 330, 196, 520), (222, 92, 44), radius=6)
    canvas.box((160, 350, 186, 376), (60, 200, 90), radius=12)


def _grain(picture: Image, below: int) -> Image:
    """The ground's roughness, always the same."""
    rough = np.random.default_rng(20).normal(0, 5, (HEIGHT - below, WIDTH, 1))
    picture[below:] = np.asarray(np.clip(picture[below:] + cv2.blur(rough, (3, 2))[:, :, None] * 2, 0, 255), np.uint8)
    return picture


def _dark(picture: Image) -> Image:
    return np.asarray(picture * np.array(_NIGHT_TINT, np.float32), np.uint8)


def _lit(picture: Image, lamps: tuple[tuple[int, int, int], ...]) -> Image:
    """Adds lamps at (x, y, reach in px): they brighten what is there and glow themselves."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = np.ones((HEIGHT, WIDTH), np.float32)
    for x, y, reach in lamps:
        light += 1.6 * np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * reach**2))
    warm = np.array((0.86, 0.96, 1.0), np.float32)
    return np.asarray(np.minimum(picture * light[:, :, None] * warm + 6, 255), np.uint8)
