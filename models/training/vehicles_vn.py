"""What a plate is screwed to: paint, bumpers, grilles, holders, and the writing beside it."""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image
from models.training.surfaces_vn import Bgr, grey, lit, outline, shaken
from models.training.typefaces import Mask, Typefaces

_DARK: Bgr = (30, 30, 30)
_PAINTS: tuple[Bgr, ...] = (
    _DARK, _DARK, (22, 24, 26), (45, 45, 45), (70, 70, 72), (235, 235, 235), (225, 228, 230), (190, 192, 195),
    (150, 150, 150), (120, 122, 125), (90, 95, 105), (30, 30, 150), (40, 40, 190), (40, 60, 100), (130, 60, 30),
    (180, 110, 40), (60, 90, 40), (170, 200, 215), (40, 140, 220), (120, 130, 60),
)  # fmt: skip
_LETTERS = "ABCDEGHIKLMNOPRSTUVY0123456789"


def mounted(rng: np.random.Generator, plate: Image, one_row: bool, typefaces: Typefaces) -> tuple[Image, int, int]:
    """The plate on a vehicle: the picture, and the plate's left and top edges in it."""
    height, width = plate.shape[:2]
    margin = round(height * rng.uniform(0.25, 0.4))
    picture = _vehicle(rng, height + 2 * margin, width + 2 * margin)
    if rng.random() < 0.2:
        _writing(rng, picture, margin, typefaces)
    if rng.random() < 0.45:
        _holder(rng, picture, margin, one_row)
    inside = picture[margin : margin + height, margin : margin + width]
    inside[:] = cv2.copyTo(plate, _rounded(height, width, height * rng.uniform(0.0, 0.11)), inside.copy())
    if rng.random() < 0.1:
        picture = _bent(rng, picture, margin)
    return picture, margin, margin


def _vehicle(rng: np.random.Generator, height: int, width: int) -> Image:
    """Body paint, black plastic, the slats of a grille; drawn at half the size, for nobody reads it."""
    picture = np.zeros((height // 2, width // 2, 3), dtype=np.uint8)
    cv2.rectangle(picture, (0, 0), (width, height), _paint(rng), -1)
    for _ in range(int(rng.integers(0, 3))):
        _part(rng, picture)
    if rng.random() < 0.2:
        picture = _slats(rng, picture)
    return cv2.resize(lit(rng, picture), (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _paint(rng: np.random.Generator) -> Bgr:
    return shaken(rng, _PAINTS[int(rng.integers(len(_PAINTS)))], 15)


def _part(rng: np.random.Generator, picture: Image) -> None:
    """Another part of the vehicle, or the road, beyond a line across the picture; at times a seam or a bright edge."""
    height, width = picture.shape[:2]
    share = float(rng.uniform(0, 0.3)) if rng.random() < 0.5 else float(rng.uniform(0.7, 1))
    if rng.random() < 0.75:
        y, tilt, far = share * height, rng.uniform(-0.08, 0.08) * width, -9 if share < 0.5 else height + 9
        corners = np.array([[-1, y - tilt], [width, y + tilt], [width, far], [-1, far]])
    else:
        x, lean, far = share * width, rng.uniform(-0.1, 0.1) * height, -9 if share < 0.5 else width + 9
        corners = np.array([[x - lean, -1], [x + lean, height], [far, height], [far, -1]])
    fixed = np.round(corners * 16).astype(np.int32)
    cv2.fillConvexPoly(picture, fixed, _paint(rng), cv2.LINE_AA, 4)
    if rng.random() < 0.5:
        cv2.polylines(picture, [fixed[:2]], False, grey(rng, 0, 255), int(rng.integers(1, 3)), cv2.LINE_AA, 4)


def _slats(rng: np.random.Generator, picture: Image) -> Image:
    """A grille: bars, or a mesh of them."""
    height, width = picture.shape[:2]
    step, dark = rng.uniform(3, 11), round(rng.uniform(40, 180))
    rows = np.where(np.sin(np.arange(height) * (2 * np.pi / step)) > rng.uniform(-0.5, 0.5), 255, dark)
    columns = np.where(np.sin(np.arange(width) * (2 * np.pi / step)) > rng.uniform(-0.5, 0.5), 255, dark)
    if rng.random() < 0.7:
        columns[:] = 255
    gain = np.minimum(rows[:, None], columns[None, :]).astype(np.uint8)
    return cv2.multiply(picture, cv2.cvtColor(gain, cv2.COLOR_GRAY2BGR), scale=1 / 255).astype(np.uint8, copy=False)


def _writing(rng: np.random.Generator, picture: Image, margin: int, typefaces: Typefaces) -> None:
    """A maker's or owner's name above or below the plate: letters that are none of its characters."""
    tall = round(margin * rng.uniform(0.25, 0.6))
    top = int(rng.integers(0, max(1, margin - tall)))
    if rng.random() < 0.5:
        top += picture.shape[0] - margin
    file = typefaces.files[int(rng.integers(len(typefaces.files)))]
    names = rng.integers(0, len(_LETTERS), int(rng.integers(3, 11)))
    glyphs = [typefaces.fitted(file, _LETTERS[int(name)], round(tall * 0.7), tall) for name in names]
    line = np.hstack([cv2.copyMakeBorder(glyph, 0, 0, 1, 2, cv2.BORDER_CONSTANT) for glyph in glyphs])
    left = int(rng.integers(0, picture.shape[1] // 2))
    spot = picture[top : top + tall, left : left + line.shape[1]]
    share = line[: spot.shape[0], : spot.shape[1], None].astype(np.float32) / 255
    spot[:] = spot + share * (np.float32(rng.uniform(0, 255)) - spot)


def _holder(rng: np.random.Generator, picture: Image, margin: int, one_row: bool) -> None:
    """The frame round a plate: black plastic or chrome, wider below for advertising, a flag at its left."""
    height, width = picture.shape[:2]
    shade = grey(rng, 10, 50) if rng.random() < 0.65 else grey(rng, 150, 240)
    thick = margin * rng.uniform(0.05, 0.22)
    below = thick + (margin * rng.uniform(0.1, 0.5) if rng.random() < 0.2 else 0)
    flagged = one_row and rng.random() < 0.12
    left = margin * rng.uniform(0.5, 0.95) if flagged else thick
    start = round(margin - left), round(margin - thick)
    end = round(width - margin + thick), round(height - margin + below)
    cv2.rectangle(picture, start, end, shade, -1)
    if flagged:
        cv2.rectangle(picture, (start[0], margin), (margin, height - margin), shaken(rng, (30, 20, 200), 20), -1)
    if rng.random() < 0.5:
        cv2.rectangle(picture, start, end, grey(rng, 0, 255), 1)


def _bent(rng: np.random.Generator, picture: Image, margin: int) -> Image:
    """The plate's middle stands higher or lower than its ends, which stay where they are."""
    height, width = picture.shape[:2]
    x = np.arange(width, dtype=np.float32)
    across = np.clip((x - margin) / (width - 2 * margin), 0, 1)
    lift = (rng.uniform(-0.05, 0.05) * height * 4 * across * (1 - across)).astype(np.float32)
    columns = np.ascontiguousarray(np.broadcast_to(x, (height, width)))
    rows = np.arange(height, dtype=np.float32)[:, None] + lift[None, :]
    bent = cv2.remap(picture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return bent.astype(np.uint8, copy=False)


def _rounded(height: int, width: int, corner: float) -> Mask:
    mask = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(mask, [outline(height, width, 0, corner)], 255, cv2.LINE_8, 4)
    return mask
