"""The two cameras of the drawn lane: one picture for any moment of a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sim.canvas import Sheet, lay_over
from edge.sim.scenario import Light, Script, Truck
from edge.sim.scenery import HEIGHT, HORIZON, WIDTH, draw_front_lane, draw_side_lane, night_lamp
from edge.sim.truck_front import HEIGHT as FRONT_HEIGHT
from edge.sim.truck_front import WIDTH as FRONT_WIDTH
from edge.sim.truck_front import FrontSheets, draw_front
from edge.sim.truck_side import SideSheet, draw_side
from edge.values import Image

Planes = NDArray[np.uint8]

FPS = 10
_FAR = 6.0
"""How many times farther away than at the line a truck comes into sight."""
_NOISE: dict[Light, float] = {"day": 1.6, "night": 3.5}
_NOISE_FIELDS = 4


class DrawnCamera(Protocol):
    """A camera that can be asked for the picture of any moment."""

    def picture(self, t_s: float) -> Image:
        """(720, 1280, 3) uint8 BGR, without sensor noise; not to be written on."""


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where the truck is: 0 to 1 on its way in, 1 standing, 1 to 2 on its way off."""

    truck: Truck
    way: float


def _pose(script: Script, t_s: float) -> _Pose | None:
    passage = script.passage_at(t_s)
    if passage is None:
        return None
    if t_s < passage.stands_from_s:
        left = (passage.stands_from_s - t_s) / (passage.stands_from_s - passage.arrives_at_s)
        return _Pose(passage.truck, 1 - left * left)
    gone = max(0.0, t_s - passage.leaves_at_s) / (passage.gone_at_s - passage.leaves_at_s)
    return _Pose(passage.truck, 1 + gone * gone)


class _Still:
    """The last picture: a standing truck is drawn once."""

    def __init__(self) -> None:
        self._pose: _Pose | None = None
        self._picture: Image | None = None

    def picture(self, pose: _Pose, draw: Callable[[_Pose], Image]) -> Image:
        if self._picture is None or self._pose != pose:
            self._pose, self._picture = pose, draw(pose)
        return self._picture


class FrontCamera:
    """Looks down at the oncoming truck, which at the end drives on under it."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lanes = {light: draw_front_lane(light) for light in _lights(script)}
        self._drawn: tuple[Truck, FrontSheets] | None = None
        self._still = _Still()

    def picture(self, t_s: float) -> Image:
        pose = _pose(self._script, t_s)
        if pose is None:
            return self._lanes[self._script.light_at(t_s)]
        return self._still.picture(pose, self._draw)

    def _draw(self, pose: _Pose) -> Image:
        sheets = self._sheets(pose.truck)
        matrix = _front_matrix(pose.way)
        body = sheets.approaching if pose.way <= 1 else sheets.passing_under
        picture = lay_over(self._lanes[pose.truck.light], _warped(body, matrix))
        if sheets.glow is not None:
            picture = np.asarray(cv2.add(picture, _warped(sheets.glow, matrix)), np.uint8)
        return picture

    def _sheets(self, truck: Truck) -> FrontSheets:
        if self._drawn is None or self._drawn[0] != truck:
            self._drawn = (truck, draw_front(truck))
        return self._drawn[1]


class SideCamera:
    """Looks across the lane at the container's marks; the truck passes from left to right."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lanes = {light: draw_side_lane(light) for light in _lights(script)}
        self._lamp = cv2.cvtColor(night_lamp(), cv2.COLOR_GRAY2BGR)
        self._drawn: tuple[Truck, SideSheet] | None = None
        self._still = _Still()

    def picture(self, t_s: float) -> Image:
        pose = _pose(self._script, t_s)
        if pose is None:
            return self._lanes[self._script.light_at(t_s)]
        return self._still.picture(pose, self._draw)

    def _draw(self, pose: _Pose) -> Image:
        side = self._sheet(pose.truck)
        light = pose.truck.light
        picture = lay_over(self._lanes[light], _window(side.sheet, _window_left(side, pose.way)))
        if light == "night":
            picture = np.asarray(cv2.multiply(picture, self._lamp, scale=1 / 255), np.uint8)
        return picture

    def _sheet(self, truck: Truck) -> SideSheet:
        if self._drawn is None or self._drawn[0] != truck:
            self._drawn = (truck, draw_side(truck, WIDTH))
        return self._drawn[1]


class Sensor:
    """Turns drawn pictures into exposed ones: little noise by day, more by night, the same for the same frame number.

    The result is planar 4:2:0, (1080, 1280) uint8 as OpenCV's I420, which is what an encoder takes; the noise is grey.
    """

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self._noise = {light: [_noise(random, sigma) for _ in range(_NOISE_FIELDS)] for light, sigma in _NOISE.items()}
        self._seen: Image | None = None
        self._planes: Planes = np.zeros((HEIGHT * 3 // 2, WIDTH), np.uint8)

    def expose(self, picture: Image, light: Light, number: int) -> Planes:
        if picture is not self._seen:
            self._seen = picture
            self._planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        exposed = self._planes.copy()
        cv2.add(exposed[:HEIGHT], self._noise[light][number % _NOISE_FIELDS], dst=exposed[:HEIGHT])
        return exposed


def _noise(random: np.random.Generator, sigma: float) -> NDArray[np.uint8]:
    return np.asarray(np.abs(random.normal(0, sigma * 1.6, (HEIGHT, WIDTH))), np.uint8)


def _lights(script: Script) -> set[Light]:
    return {passage.truck.light for passage in script.passages}


def _front_matrix(way: float) -> NDArray[np.float64]:
    """The affine map from the front sheet to the picture."""
    if way <= 1:
        scale, drop = 1 / (1 + (_FAR - 1) * (1 - way)), 0.0
    else:
        scale, drop = 1 + 0.25 * (way - 1), 1240 * (way - 1)
    ground = HORIZON + (HEIGHT - HORIZON) * scale + drop
    return np.array([[scale, 0, WIDTH / 2 - FRONT_WIDTH / 2 * scale], [0, scale, ground - FRONT_HEIGHT * scale]])


def _warped(sheet: Sheet | Image, matrix: NDArray[np.float64]) -> Image:
    scale = float(matrix[0, 0])
    if scale < 0.5:
        size = (round(FRONT_WIDTH / 2), round(FRONT_HEIGHT / 2))
        sheet = np.asarray(cv2.resize(sheet, size, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = matrix * np.array([[2, 2, 1]])
    return np.asarray(cv2.warpAffine(sheet, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR), np.uint8)


def _window_left(side: SideSheet, way: float) -> int:
    """The sheet's column at the picture's left edge: the truck comes in from the left and goes off to the right."""
    if way <= 1:
        length = int(side.sheet.shape[1])
        return round(length + (side.stand_x - length) * way)
    return round(side.stand_x - (side.stand_x + WIDTH) * (way - 1))


def _window(sheet: Sheet, left: int) -> Sheet:
    """The picture-wide part of the sheet that begins at column `left`; nothing where the sheet ends."""
    window = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    start, end = max(left, 0), min(left + WIDTH, sheet.shape[1])
    if start < end:
        window[:, start - left : end - left] = sheet[:, start:end]
    return window
