"""Whole pictures with places of marks and vehicles, as the detector is taught them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from edge.errors import InputError
from edge.values import Image
from models.training.crops import boxed
from models.training.labelled import LabelledMark, picture_of
from models.training.marks import Corners
from models.training.optics import Random

CLASSES = ("plate", "container", "container_vertical", "vehicle")
"""What the detector tells apart, in the order of its outputs."""
LONGEST = 640
"""Pixels of a taught picture's longer side; the detector sees no more."""
VEHICLES = Path(__file__).parent / "vehicles.csv"


@dataclass(frozen=True, slots=True, eq=False)
class ScenePlace:
    """A mark or a vehicle: class, corners in pixels, and whether those are the true ones or an upright box's."""

    name: str
    corners: Corners
    exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture (H, W, 3) uint8 BGR and all that is known to be in it."""

    image: Image
    places: tuple[ScenePlace, ...]


def class_of(kind: str, layout: str) -> str:
    """A mark's class: plates are one whatever their rows; numbers written downwards are told from those in rows."""
    if kind == "plate":
        return "plate"
    return "container_vertical" if layout.startswith("vertical") else "container"


def files_of(marks: Iterable[LabelledMark], without: Iterable[LabelledMark]) -> dict[Path, list[LabelledMark]]:
    """Marks by picture, less the pictures that hold one of `without`."""
    barred = {mark.file for mark in without}
    found: dict[Path, list[LabelledMark]] = {}
    for mark in marks:
        if mark.file not in barred:
            found.setdefault(mark.file, []).append(mark)
    return found


def real_scene(file: Path, marks: Sequence[LabelledMark], vehicles: Sequence[Corners], quads: Quads) -> Scene:
    """A labelled picture in its own size. Raises InputError where it can't be read."""
    places = [_place_of(mark, quads) for mark in marks]
    return Scene(picture_of(file), (*places, *(ScenePlace("vehicle", box, exact=False) for box in vehicles)))


Quads = Mapping[tuple[str, str], Corners]
"""True corners found for marks that are labelled by an upright box, by file name and text."""


def _place_of(mark: LabelledMark, quads: Quads) -> ScenePlace:
    found = quads.get((mark.file.name, mark.text or ""))
    exact = found is not None or not np.allclose(mark.corners, boxed(mark.corners), atol=0.5)
    corners = mark.corners if found is None else found
    return ScenePlace(class_of(mark.kind, mark.layout), corners, exact)


def read_vehicles(file: Path = VEHICLES) -> dict[str, list[tuple[float, ...]]]:
    """Boxes (x1, y1, x2, y2 in fractions of width and height) by `collection/picture`. Raises InputError."""
    found: dict[str, list[tuple[float, ...]]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["file"], []).append(tuple(float(row[key]) for key in ("x1", "y1", "x2", "y2")))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{file}: {error!r}") from error
    return found


def corners_in(box: Sequence[float], image: Image) -> Corners:
    """Corners in pixels of a box in fractions."""
    x1, y1, x2, y2 = box
    height, width = image.shape[:2]
    return np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float32) * np.array([width, height], np.float32)


def fitted(scene: Scene, longest: int = LONGEST) -> Scene:
    """Averaged down until its longer side has at most so many pixels; never enlarged."""
    height, width = scene.image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return scene
    size = max(1, round(width * scale)), max(1, round(height * scale))
    factor = np.array([size[0] / width, size[1] / height], np.float32)
    small = np.asarray(cv2.resize(scene.image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Scene(small, tuple(replace(place, corners=place.corners * factor) for place in scene.places))


def zoomed(scene: Scene, rng: Random) -> Scene:
    """A part of the picture around one of its marks, which is then between a tenth and two thirds as wide as it."""
    marks = [place for place in scene.places if place.name != "vehicle"]
    if not marks:
        return scene
    height, width = scene.image.shape[:2]
    low, high = boxed(marks[int(rng.integers(len(marks)))].corners)[[0, 2]]
    side = float((high - low).max()) / float(np.exp(rng.uniform(np.log(0.1), np.log(0.65))))
    across, down = min(width, side), min(height, side * rng.uniform(0.6, 1.0))
    spot = low + (high - low) * rng.uniform(0, 1, 2) - np.array([across, down]) * rng.uniform(0.25, 0.75, 2)
    left, top = np.clip(spot, 0, [max(0.0, width - across), max(0.0, height - down)]).astype(int)
    return cut_out(scene, int(left), int(top), int(across), int(down))


def cut_out(scene: Scene, left: int, top: int, across: int, down: int) -> Scene:
    """A rectangle of the picture; marks that lose a part are painted over, vehicles are clipped."""
    image = scene.image[top : top + down, left : left + across].copy()
    places: list[ScenePlace] = []
    for place in scene.places:
        moved = replace(place, corners=place.corners - np.array([left, top], np.float32))
        share = _share_inside(moved.corners, image)
        if place.name == "vehicle":
            places += [replace(moved, corners=_clipped(moved.corners, image))] if share > 0.15 else []
        elif share > 0.98:
            places.append(moved)
        elif share > 0:
            _paint_over(image, moved.corners)
    return Scene(image, tuple(places))


def _share_inside(corners: Corners, image: Image) -> float:
    low, high = boxed(corners)[[0, 2]]
    inner = np.clip(boxed(corners), 0, [image.shape[1], image.shape[0]])
    return float(np.prod(inner[2] - inner[0]) / max(1e-6, float(np.prod(high - low))))


def _clipped(corners: Corners, image: Image) -> Corners:
    return np.clip(corners, 0, [image.shape[1], image.shape[0]]).astype(np.float32)


def _paint_over(image: Image, corners: Corners) -> None:
    """Half a mark teaches nothing: neither that it is one nor that it is none."""
    low, high = boxed(corners)[[0, 2]]
    pad = 0.1 * (high - low)
    (left, top), (right, bottom) = np.maximum(0, low - pad).astype(int), np.maximum(0, high + pad).astype(int)
    part = image[top:bottom, left:right]
    if part.size:
        part[:] = part.reshape(-1, 3).mean(axis=0)
