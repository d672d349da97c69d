"""Rendered marks put into real pictures: in the place of real ones, and elsewhere.

The classes and provinces that the gate sees most are thin among the real pictures, and those have upright boxes only;
a rendered mark's corners are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training.camera import photograph
from models.training.containers import CONTAINER_FONTS, draw_container
from models.training.crops import boxed
from models.training.marks import Corners, FlatMark, Photo
from models.training.optics import Random
from models.training.plates_cn import FONTS_CN, draw_chinese
from models.training.plates_vn import FONT_NAMES, draw_vietnamese
from models.training.scenes import Scene, ScenePlace, class_of
from models.training.spoiling import spoilt
from models.training.typefaces import Typefaces, find_typefaces

REPLACED = 0.55
"""Share of the real marks that a rendered one takes the place of."""
_MOST_MORE = 3
_SPOILT = 0.35
_LEAST = {"plate": 24, "container": 40, "container_vertical": 44}
"""Pixels of a mark's longer side: less is not worth finding, for the detector sees large pictures averaged down."""
_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Palette:
    """The typefaces of each renderer."""

    vietnamese: Typefaces
    chinese: Typefaces
    container: Typefaces

    def draw(self, kind: str, rng: Random) -> FlatMark:
        """A mark of the kind, flat; plates of both countries."""
        if kind == "container":
            return draw_container(rng, self.container)
        return draw_vietnamese(rng, self.vietnamese) if rng.random() < 0.5 else draw_chinese(rng, self.chinese)


def open_palette() -> Palette:
    """With those of the renderers' fonts that are installed."""
    return Palette(*(find_typefaces(names) for names in (FONT_NAMES, FONTS_CN, CONTAINER_FONTS)))


def dressed_scene(scene: Scene, palette: Palette, rng: Random, containers: float) -> Scene:
    """Some of the picture's marks replaced by rendered ones, and up to three more put anywhere.

    `containers`: the share of those three that are container numbers.
    """
    image = scene.image.copy()
    kept: list[ScenePlace] = [place for place in scene.places if place.name == "vehicle"]
    real = [place for place in scene.places if place.name != "vehicle"]
    for place in real:
        replaced = rng.random() < REPLACED
        kept.append(_replaced(image, place, palette, rng) if replaced else place)
    for _ in range(int(rng.integers(0 if real else 1, _MOST_MORE + 1))):
        added = _added(image, kept, palette, rng, containers)
        if added:
            kept.append(added)
    if rng.random() < _SPOILT:
        image = spoilt(image, _finest(kept), rng)
    return Scene(image, tuple(kept))


def _replaced(image: Image, place: ScenePlace, palette: Palette, rng: Random) -> ScenePlace:
    """A rendered mark that covers the real one: as large as it takes for that, as far as the picture reaches."""
    kind = "plate" if place.name == "plate" else "container"
    photo = _like(place.name, kind, palette, rng)
    low, high = boxed(place.corners)[[0, 2]]
    own_low, own_high = boxed(photo.corners)[[0, 2]]
    size, own = high - low, own_high - own_low
    scale = float(np.sqrt(np.prod(size) / np.prod(own))) * rng.uniform(1.0, 1.25)
    frame = np.array([image.shape[1], image.shape[0]], np.float32)
    scale = min(max(scale, 10 / float(own.min())), float((frame / own).min()))
    half = own * scale / 2
    _wipe(image, low, high)
    return _laid(image, photo, np.clip((low + high) / 2, half, frame - half), scale, rng)


def _like(name: str, kind: str, palette: Palette, rng: Random) -> Photo:
    """A photo of a mark of the same class: what stands upright is not replaced by what lies."""
    photo = photograph(palette.draw(kind, rng), rng)
    for _ in range(_ATTEMPTS):
        if class_of(photo.label.kind, photo.label.layout) == name:
            break
        photo = photograph(palette.draw(kind, rng), rng)
    return photo


def _wipe(image: Image, low: Corners, high: Corners) -> None:
    """What the new mark does not cover of the old one must not be readable."""
    (left, top), (right, bottom) = np.maximum(0, low).astype(int), high.astype(int) + 1
    part = image[top:bottom, left:right]
    if part.size:
        coarse = cv2.resize(part, (3, 2), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(coarse, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR)


def _added(
    image: Image, taken: Sequence[ScenePlace], palette: Palette, rng: Random, containers: float
) -> ScenePlace | None:
    """A mark where none is yet; None where no free place was found."""
    kind = "plate" if rng.random() < 1 - containers else "container"
    photo = photograph(palette.draw(kind, rng), rng)
    own = np.ptp(photo.corners, axis=0)
    height, width = image.shape[:2]
    most = min(0.55 * width / own[0], 0.6 * height / own[1])
    least = _LEAST[class_of(kind, photo.label.layout)] / float(own.max())
    if least >= most:
        return None
    scale = float(np.exp(rng.uniform(np.log(least), np.log(most))))
    half = own * scale / 2 + 3
    for _ in range(_ATTEMPTS):
        centre = rng.uniform(half, np.maximum(half + 1, np.array([width, height]) - half)).astype(np.float32)
        if not any(_meet(centre - half, centre + half, place) for place in taken if place.name != "vehicle"):
            return _laid(image, photo, centre, scale, rng)
    return None


def _meet(low: Corners, high: Corners, place: ScenePlace) -> bool:
    other_low, other_high = boxed(place.corners)[[0, 2]]
    return bool((low < other_high + 4).all() and (other_low - 4 < high).all())


def _laid(image: Image, photo: Photo, centre: Corners, scale: float, rng: Random) -> ScenePlace:
    """Blends the photo into the picture, its mark's middle at `centre`; a container's number brings its wall along."""
    plate = photo.label.kind == "plate"
    middle = boxed(photo.corners)[[0, 2]].mean(axis=0)
    shift = centre - middle * scale
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float64)
    size = image.shape[1], image.shape[0]
    look, mask = _shrunk(photo, matrix, plate, rng)
    matrix = matrix @ np.diag([photo.image.shape[1] / look.shape[1], photo.image.shape[0] / look.shape[0], 1.0])
    low, high = boxed(photo.corners)[[0, 2]] * scale + shift
    if not plate:
        look = _tuned(look, image, low, high, rng)
    cover = cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR)[..., None].astype(np.float32) / 255
    seen = cv2.warpAffine(look, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    image[:] = (image * (1 - cover) + seen * cover).astype(np.uint8)
    corners = (photo.corners * scale + shift).astype(np.float32)
    return ScenePlace(class_of(photo.label.kind, photo.label.layout), corners, exact=True)


def _shrunk(photo: Photo, matrix: NDArray[np.float64], plate: bool, rng: Random) -> tuple[Image, NDArray[np.uint8]]:
    """The photo and its mask, averaged down first where they are to become much smaller."""
    mask = np.zeros(photo.image.shape[:2], np.uint8)
    reach = rng.uniform(1.0, 1.08) if plate else rng.uniform(1.15, 1.5)
    outline = widened(photo.corners, reach, reach if plate else rng.uniform(1.3, 1.8))
    cv2.fillConvexPoly(mask, np.round(outline).astype(np.int32), 255, cv2.LINE_AA)
    if not plate:
        blur = 2 * max(1, round(0.08 * float(np.ptp(photo.corners, axis=0).min()))) + 1
        mask = np.asarray(cv2.GaussianBlur(mask, (blur, blur), 0), np.uint8)
    scale = float(matrix[0, 0])
    if scale > 0.7:
        return photo.image, mask
    size = max(2, round(photo.image.shape[1] * scale)), max(2, round(photo.image.shape[0] * scale))
    return (
        np.asarray(cv2.resize(photo.image, size, interpolation=cv2.INTER_AREA), np.uint8),
        np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8),
    )


def widened(corners: Corners, across: float, down: float) -> Corners:
    """As many times as wide and as high, along the mark's own sides however it leans."""
    top_left, top_right, bottom_right, bottom_left = corners
    wide = (top_right - top_left + bottom_right - bottom_left) * (across - 1) / 4
    tall = (bottom_left - top_left + bottom_right - top_right) * (down - 1) / 4
    return np.asarray(corners + np.stack([-wide - tall, wide - tall, wide + tall, tall - wide]), np.float32)


def _tuned(look: Image, image: Image, low: Corners, high: Corners, rng: Random) -> Image:
    """Half of the walls take the colour of the picture around them."""
    if rng.random() < 0.4:
        return look
    (left, top), (right, bottom) = np.maximum(0, low).astype(int), high.astype(int) + 1
    around = image[top:bottom, left:right]
    if not around.size:
        return look
    shift = around.reshape(-1, 3).mean(axis=0) - look.reshape(-1, 3).mean(axis=0)
    return np.asarray(np.clip(look + shift * rng.uniform(0.5, 1.0), 0, 255), np.uint8)


def _finest(places: Sequence[ScenePlace]) -> float:
    """Pixels of the smallest mark's characters, about: faults must leave it to be seen."""
    sides = [float(np.ptp(place.corners, axis=0).max()) / 9 for place in places if place.name != "vehicle"]
    return min([*sides, 12.0])
