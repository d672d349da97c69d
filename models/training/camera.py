"""A flat mark as a lane's camera sees it: from the side, small, in weather and bad light, compressed."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training.marks import Corners, FlatMark, Label, Photo
from models.training.optics import Random
from models.training.spoiling import spoilt

MARGIN = 0.3
"""How far the photo reaches beyond the mark, in parts of its upright box's shorter side.

Crops that reach further, as few do, repeat its edge.
"""

SHEARED = 0.12
"""Share of marks that lean as letters in italics do: a camera that is turned itself sees a road's plates so."""
_MOST_SHEAR = 0.6


def photograph(flat: FlatMark, rng: Random) -> Photo:
    """The mark in a photo of its near surroundings; corners in that photo's pixels. About half of all are easy."""
    seen = looked_at(flat, rng)
    image = spoilt(seen.image, pitch_of(seen.corners, seen.label), rng, seen.corners)
    return Photo(image, seen.corners, seen.label, seen.wide_corners)


def pitch_of(corners: Corners, label: Label) -> float:
    """About how many pixels lie from one character to the next, less where they are squeezed across."""
    wide, tall = sides_of(corners)
    if label.layout == "vertical":
        return min(tall / 13, wide)
    if label.layout == "vertical_two_column":
        return min(tall / 8, wide / 2.2)
    characters = 12 if label.kind == "container" else 8.5
    if label.layout == "one_row":
        return min(wide / characters, tall * 0.8)
    return min(wide / (characters * 0.62), tall * 0.4)


def looked_at(flat: FlatMark, rng: Random) -> Photo:
    """The mark from a random side and distance, at the photo's final resolution, in perfect light."""
    matrix = _view(flat.corners, rng, _most_roll(flat.label, rng))
    matrix = _scaling(_target_ratio(_moved(flat.corners, matrix), flat.label, rng)) @ matrix
    outline = flat.corners if flat.wide_corners is None else flat.wide_corners
    quad = _moved(np.vstack([flat.corners, outline]), matrix)
    low, high = quad.min(axis=0), quad.max(axis=0)
    space = MARGIN * float((high - low).min()) + 3
    low, high = np.floor(low - space), np.ceil(high + space)
    matrix = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ matrix
    corners = _moved(flat.corners, matrix)
    wide = None if flat.wide_corners is None else _moved(flat.wide_corners, matrix)
    return Photo(_taken(flat, matrix, high - low), corners, flat.label, wide)


def _taken(flat: FlatMark, matrix: NDArray[np.float64], size: NDArray[np.float32]) -> Image:
    """One warp; where that would skip pixels the flat picture is averaged down first, by whole numbers for speed."""
    image = flat.image
    (old_wide, old_tall), (wide, tall) = sides_of(flat.corners), sides_of(_moved(flat.corners, matrix))
    x, y = max(1, int(old_wide / wide + 0.3)), max(1, int(old_tall / tall + 0.3))
    if x > 1 or y > 1:
        rows, columns = image.shape[0] // y, image.shape[1] // x
        even = image[: rows * y, : columns * x]
        image = np.asarray(cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
        matrix = matrix @ np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])
    whole = int(size[0]), int(size[1])
    return np.asarray(cv2.warpPerspective(image, matrix, whole, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def sides_of(corners: Corners) -> tuple[float, float]:
    """Mean width and height of a quad."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners.tolist()
    across = (math.hypot(bx - ax, by - ay) + math.hypot(cx - dx, cy - dy)) / 2
    down = (math.hypot(dx - ax, dy - ay) + math.hypot(cx - bx, cy - by)) / 2
    return max(1.0, across), max(1.0, down)


def _view(corners: Corners, rng: Random, most_roll: float) -> NDArray[np.float64]:
    """The plane of the mark turned by yaw, pitch and roll (radians; mostly little) before a pinhole camera."""
    wide, tall = sides_of(corners)
    yaw, pitch, roll = (float(np.clip(rng.normal(0, most / 2.2), -most, most)) for most in (0.785, 0.524, most_roll))
    focal = max(wide, tall) * rng.uniform(2.5, 12)
    turned = _about(2, roll) @ _about(0, pitch) @ _about(1, yaw)
    if rng.random() < SHEARED:
        turned[:, 1] += rng.uniform(-_MOST_SHEAR, _MOST_SHEAR) * turned[:, 0]
    plane = np.column_stack([turned[:, 0], turned[:, 1], [0, 0, focal]])
    middle = corners.mean(axis=0)
    centring = np.array([[1, 0, -middle[0]], [0, 1, -middle[1]], [0, 0, 1]])
    return np.asarray(np.diag([focal, focal, 1]) @ plane @ centring)


def _most_roll(label: Label, rng: Random) -> float:
    """Radians. Motorcycles lean on their stands; lettering high on a container is seen from below and aside."""
    far = 1.8 if rng.random() < 0.25 else 1.0
    if label.kind == "container":
        return far * (0.26 if label.layout == "one_row" else 0.21)
    return far * (0.36 if label.layout == "two_row" else 0.21)


def _about(axis: int, angle: float) -> NDArray[np.float64]:
    vector = np.zeros(3)
    vector[axis] = angle
    return np.asarray(cv2.Rodrigues(vector)[0])


def _target_ratio(quad: Corners, label: Label, rng: Random) -> float:
    """By what the view must be scaled for the mark to be as large as marks in photos are, and legible.

    Larger ones are left out: the crop averages them down to about the upper limits here.
    """
    wide, tall = sides_of(quad)
    if label.kind == "plate":
        most = 140 if rng.random() < 0.6 else 200
        least_tall = 14 if label.layout == "one_row" else 36 if label.country == "CN" else 26
        return max(_between(60 if label.country == "CN" else 50, most, rng) / wide, least_tall / tall)
    if label.layout == "vertical":
        return max(_between(130, 300, rng) / tall, 11 / wide)
    if label.layout == "vertical_two_column":
        return max(_between(90, 270, rng) / tall, 24 / wide)
    if label.layout == "one_row":
        return max(_between(68, 290, rng) / wide, 9 / tall)
    return max(_between(65, 270, rng) / wide, 22 / tall)


def _between(low: float, high: float, rng: Random) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _scaling(factor: float) -> NDArray[np.float64]:
    return np.diag([factor, factor, 1.0])


def _moved(points: Corners, matrix: NDArray[np.float64]) -> Corners:
    mapped = points @ matrix[:, :2].T + matrix[:, 2]
    return (mapped[:, :2] / mapped[:, 2:]).astype(np.float32)
