"""Whole pictures with plain coloured marks, for the tests of what the detector is taught; all texts are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training.labelled import Collection, LabelledMark, place_of
from models.training.marks import Corners
from models.training.scenes import Scene, ScenePlace
from models.training.settings import load_settings
from tests.training.invented_marks import corners_of
from tests.training.labelled_sets import Row, plate_mark, write_set

GROUND = 90
PAINT = (30, 220, 250)
"""Blue, green, red of every mark."""
LEANING = np.array([[300, 210], [420, 230], [410, 270], [290, 250]], np.float32)


def scene_of(*places: ScenePlace, size: tuple[int, int] = (1280, 720)) -> Scene:
    """A grey picture (width, height) with every mark filled with `PAINT`; vehicles leave nothing to be seen."""
    image = np.full((size[1], size[0], 3), GROUND, np.uint8)
    for place in places:
        if place.name != "vehicle":
            image[_inside(image, place.corners)] = PAINT
    return Scene(image, places)


def plate_at(corners: Corners, exact: bool = True) -> ScenePlace:
    return ScenePlace("plate", corners, exact)


def painted(image: Image) -> NDArray[np.bool_]:
    """(H, W): where a mark's colour is."""
    near = np.abs(image.astype(np.int32) - PAINT).max(axis=2)
    return np.asarray(near < 60)


def likeness(scene: Scene) -> float:
    """Intersection over union of what is painted near a mark and what its corners enclose, where it is least."""
    seen = painted(scene.image)
    return min(_likeness(seen, place.corners) for place in scene.places if place.name != "vehicle")


def _likeness(seen: NDArray[np.bool_], corners: Corners) -> float:
    low, high = corners.min(axis=0), corners.max(axis=0)
    left, top = np.maximum(0, low - 5).astype(int)
    right, bottom = (high + 6).astype(int)
    labelled = np.zeros(seen.shape, np.uint8)
    cv2.fillConvexPoly(labelled, np.round(corners).astype(np.int32), 1)
    ours, theirs = labelled[top:bottom, left:right].astype(bool), seen[top:bottom, left:right]
    return float((ours & theirs).sum() / (ours | theirs).sum())


def _inside(image: Image, corners: Corners) -> NDArray[np.bool_]:
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1)
    return mask.astype(bool)


def text_of(held_out: bool, number: int = 0) -> str:
    """A Vietnamese plate that the split by text holds out, or doesn't."""
    settings = load_settings()
    texts = (f"29C{each:05}" for each in range(1000))
    found = [each for each in texts if (place_of(each, settings.held_out_seed) < settings.held_out_share) == held_out]
    return found[number]


def taught_collections(folder: Path) -> Path:
    """`vn` with two scenes and a crop to be trained on, and three that must not be; `container` with one scene.

    Of the three one has a text that is held out, one may only be measured with, and one shows a text of that one.
    """
    scene = scene_of(plate_at(corners_of(400, 300, 520, 340))).image
    box = [400, 300, 520, 340]
    first, second, measured = (text_of(held_out=False, number=number) for number in range(3))
    crop = np.full((40, 120, 3), PAINT, np.uint8)
    held_out = [plate_mark(first, box=[10, 10, 90, 40]), plate_mark(text_of(held_out=True), box=box)]
    _write(
        folder / "vn",
        [
            Row("images/first.png", [plate_mark(first, box=box)], scene),
            Row("images/second.png", [plate_mark(second, box=box), plate_mark(None, box=[10, 10, 90, 40])], scene),
            Row("images/crop.png", [plate_mark(second)], crop, scene="crop"),
            Row("images/held-out.png", held_out, scene),
            Row("images/measured.png", [plate_mark(measured, box=box)], scene, use="eval"),
            Row("images/measured-elsewhere.png", [plate_mark(measured, box=box)], scene),
        ],
    )
    number = {"box": [90, 95, 460, 165], "text": _number(), "size_type": None, "layout": "vertical"}
    _write(folder / "container", [Row("images/wall.png", [number], scene, kind="rear")], container=True)
    return folder


def _number() -> str:
    settings = load_settings()
    texts = (f"MSCU{each:07}" for each in range(1000))
    return next(each for each in texts if place_of(each, settings.held_out_seed) >= settings.held_out_share)


def _write(folder: Path, rows: Sequence[Row], container: bool = False) -> None:
    (folder / "images").mkdir(parents=True)
    write_set(folder, rows, container)


def labelled_at(corners: Corners, collection: Collection = "vn", file: str = "a.png") -> LabelledMark:
    return LabelledMark(
        file=Path(file),
        collection=collection,
        corners=corners,
        text="29C12345",
        layout="one_row",
        colour="white",
        vehicle="truck",
        view="",
        scene="full",
        size_type=None,
        checked=True,
        use="train",
        source="drawn",
        width=1280,
        height=720,
    )
