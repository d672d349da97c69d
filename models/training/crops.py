"""How crops are cut from photos: as detectors and labellers do it, a little wrong. And what to call each of them."""

from __future__ import annotations

import cv2
import numpy as np

from edge.recognition.inputs import model_input
from edge.values import Image
from models.training.camera import sides_of
from models.training.marks import Corners, Photo
from models.training.optics import Random

BOXED = 0.45
"""Share of crops cut by the upright box around the corners, as in most labelled pictures."""
WIDE = 0.45
"""Share of crops that take the size-type code in, where there is one."""
_CODE_READ_FROM = 0.4
"""Part of the size-type code that must show for it to be readable at all."""
_PADDING = {
    ("CN", "one_row"): (0.035, 0.17),
    ("CN", "two_row"): (0.035, 0.07),
    ("VN", "one_row"): (0.03, 0.1),
    ("VN", "two_row"): (0.03, 0.06),
}
"""From a plate's edge to its characters, in parts of its width and height: by GA 36 for Chinese ones in one row, the
others estimated."""
SLACK = 2.5
"""Widths move by parts of the width, but of no more than this many heights; heights likewise."""


def cut(photo: Photo, rng: Random, width: int, height: int) -> tuple[Image, tuple[str, ...]]:
    """A crop (height, width, 3) of the mark and the texts that it may be read as: any of them is right.

    With the size-type code in it that is `number/size_type`, as `MSKU9070323/22G1`. A code of which a part shows may
    be read or not.
    """
    wide = photo.wide_corners is not None and rng.random() < WIDE
    exact = photo.wide_corners if wide and photo.wide_corners is not None else photo.corners
    quad = jittered(boxed(exact) if rng.random() < BOXED else exact, rng)
    texts: tuple[str, ...] = (photo.label.text,)
    if photo.wide_corners is not None:
        least, most = (1.0, 1.0) if wide else _code_shown(quad, photo.corners, photo.wide_corners)
        if most > _CODE_READ_FROM:
            texts = (*texts, f"{photo.label.text}/{photo.label.size_type}")
        if least == 1:
            texts = texts[-1:]
    return model_input(photo.image, quad, width, height, _upright(photo)), texts


def cut_closely(photo: Photo, rng: Random, width: int, height: int) -> Image:
    """A crop (height, width, 3) of a plate that ends where its characters do, as gate cameras cut them."""
    across, down = _PADDING[photo.label.country, "two_row" if photo.label.layout == "two_row" else "one_row"]
    corners = boxed(photo.corners) if rng.random() < BOXED else photo.corners
    kept = rng.uniform(-0.1, 0.5, 4) * (across, down, across, down)
    quad = _stretched(corners, tuple(kept - (across, down, across, down)))
    return model_input(photo.image, quad, width, height)


def missed(photo: Photo, rng: Random, width: int, height: int) -> Image:
    """A crop (height, width, 3) that holds at most about 70 % of the mark's length: nothing to be read in it."""
    lost = rng.uniform(0.3, 1.05) * (1 if rng.random() < 0.5 else -1)
    along_columns = photo.label.layout.startswith("vertical")
    across = rng.uniform(-0.25, 0.25)
    shift = (across, lost) if along_columns else (lost, across)
    left, top = shift
    low, high = rng.uniform(0, 0.1, 2)
    quad = _stretched(boxed(photo.corners), (-left, -top, left, top))
    grown = _stretched(quad, (low, high, 0.0, 0.0) if lost < 0 else (0.0, 0.0, low, high))
    return model_input(photo.image, _inside(grown, photo.image), width, height, _upright(photo))


def boxed(corners: Corners) -> Corners:
    """The upright box around the corners, as corners."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def jittered(corners: Corners, rng: Random) -> Corners:
    """Each side moved, mostly outward and never so far inward that a character is lost; then each corner a little."""
    chance = rng.random()
    if chance < 0.1:
        sides = rng.uniform(0.0, 0.4, 4)
    elif chance < 0.3:
        sides = rng.uniform(-0.02, 0.03, 4)
    elif chance < 0.46:  # so close that the outer characters lose an edge
        sides = rng.uniform(-0.07, 0.01, 4)
    else:
        sides = rng.uniform(-0.04, 0.12, 4)
    across, down = _slack(corners)
    moved = _stretched(corners, tuple(sides * (across, down, across, down)))
    across, down = sides_of(corners)
    each = rng.uniform(0, 0.02) * min(across, down)
    return np.asarray(moved + rng.uniform(-each, each, (4, 2)), np.float32)


def _slack(corners: Corners) -> tuple[float, float]:
    """The part of width and of height that counts as a whole when sides are moved."""
    across, down = sides_of(corners)
    return min(1.0, SLACK * down / across), min(1.0, SLACK * across / down)


def _stretched(corners: Corners, sides: tuple[float, ...]) -> Corners:
    """Left, top, right and bottom side moved outward by these parts of the quad's width or height."""
    left, top, right, bottom = sides
    places = np.array([[-left, -top], [1 + right, -top], [1 + right, 1 + bottom], [-left, 1 + bottom]], np.float32)
    across = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    change = places - square
    return np.asarray(corners + change[:, :1] * across + change[:, 1:] * down, np.float32)


def _code_shown(quad: Corners, number: Corners, wide: Corners) -> tuple[float, float]:
    """Which part of the size-type code lies in the quad, at the end where least and where most of it does: 0 to 1.

    The code lies wherever the wide quad reaches beyond the number's own; most, of what is cut along that way alone.
    """
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, square)
    inner, outer = (cv2.perspectiveTransform(points[None], matrix)[0] for points in (number, wide))
    reach = np.abs(outer - inner)
    if reach.max() < 1e-3:  # the code stands within the number's own quad
        return 1.0, 1.0
    axis = int(np.argmax(reach.max(axis=0)))
    parts = [
        [_part_inside(start, end) for start, end in zip(inner[corner], outer[corner], strict=True)]
        for corner in np.flatnonzero(reach[:, axis] > 0.3 * reach[:, axis].max())
    ]
    return min(min(both) for both in parts), max(both[axis] for both in parts)


def _part_inside(start: float, end: float) -> float:
    """The part of the way from `start` to `end` that lies between 0 and 1; a hundredth beyond them is no harm."""
    if -0.01 <= end <= 1.01:
        return 1.0
    border = 1.0 if end > 1 else 0.0
    return max(0.0, (border - start) / (end - start)) if abs(end - start) > 1e-3 else 1.0


def _inside(quad: Corners, image: Image) -> Corners:
    """Moved, not cut, so that its middle lies in the picture."""
    size = np.array([image.shape[1], image.shape[0]], np.float32)
    middle = quad.mean(axis=0)
    return np.asarray(quad + np.clip(middle, size * 0.15, size * 0.85) - middle, np.float32)


def _upright(photo: Photo) -> bool:
    return not photo.label.layout.startswith("vertical")
