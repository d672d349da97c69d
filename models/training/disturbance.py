"""Light changes to pictures that were cut already, real ones above all: every epoch sees them a little different."""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image
from models.training import optics, spoiling, weather
from models.training.crops import boxed
from models.training.marks import Corners
from models.training.optics import Random


def disturb(crop: Image, rng: Random) -> Image:
    """A crop of the same size, a little moved, relit, blurred or compressed; a third of a millisecond at 64 x 256."""
    changed = _nudged(crop, rng) if rng.random() < 0.7 else crop
    if rng.random() < 0.7:
        changed = weather.tone(changed, rng.uniform(0, 0.6), 12, rng)
    detail = crop.shape[1] / 12
    for effect, probability, most in (
        (weather.uneven, 0.08, 0.6),
        (weather.shadow, 0.04, 0.5),
        (optics.motion, 0.1, 0.5),
        (optics.defocus, 0.1, 0.4),
        (optics.few_pixels, 0.1, 0.6),
        (optics.noise, 0.25, 0.4),
        (optics.jpeg, 0.15, 0.5),
    ):
        if rng.random() < probability:
            changed = effect(changed, rng.uniform(0, most), detail, rng)
    return _patched(changed, rng) if rng.random() < 0.08 else changed


def _nudged(crop: Image, rng: Random) -> Image:
    """Corners moved by up to 3 % of a side, and the whole shifted by as much."""
    height, width = crop.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = rng.uniform(-0.02, 0.02, (4, 2)) + rng.uniform(-0.02, 0.02, 2) + [[0.01, 0.01], [-0.01, 0.01]] * 2
    moved = (corners + shift * (width * 0.7, height)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return np.asarray(cv2.warpPerspective(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _patched(crop: Image, rng: Random) -> Image:
    """A small patch of even colour, too small to hide a character."""
    height, width = crop.shape[:2]
    tall, wide = int(rng.integers(3, height // 6)), int(rng.integers(3, max(4, width // 25)))
    top, left = int(rng.integers(height - tall)), int(rng.integers(width - wide))
    patched = crop.copy()
    patched[top : top + tall, left : left + wide] = crop[int(rng.integers(height)), int(rng.integers(width))]
    return patched


def photograph_again(image: Image, corners: Corners, rng: Random) -> tuple[Image, Corners]:
    """The surroundings of a real mark seen from slightly elsewhere, at times smaller, and lightly spoilt.

    Image: any size; corners in its pixels. Returned: a small picture around the mark, and the corners in it.
    """
    low, high = boxed(corners)[[0, 2]]
    space = 0.5 * float((high - low).min()) + 4
    left, top = np.maximum(np.floor(low - space), 0).astype(int)
    right, bottom = np.minimum(np.ceil(high + space), (image.shape[1], image.shape[0])).astype(int)
    part, quad = image[top:bottom, left:right], corners - np.array([left, top], np.float32)
    part, quad = _moved(part, quad, rng)
    detail = max(4.0, float(quad[:, 0].max() - quad[:, 0].min()) / 9)
    return _respoilt(part, detail, rng), quad


def _moved(part: Image, quad: Corners, rng: Random) -> tuple[Image, Corners]:
    """Another side and size; what was small already is made no smaller."""
    height, width = part.shape[:2]
    least = max(0.3, min(1.0, 110 / float(np.ptp(quad[:, 0]))))
    scale = min(1.0, 400 / max(width, height)) * (rng.uniform(least, 1.0) if rng.random() < 0.6 else 1.0)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = rng.uniform(-0.05, 0.05, (4, 2)) * min(width, height) * (rng.random() < 0.8)
    target = ((frame + shift) * scale).astype(np.float32)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    if scale < 0.7:
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
        frame, quad = (frame * scale).astype(np.float32), (quad * scale).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(frame, target)
    seen = cv2.warpPerspective(part, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8), np.asarray(cv2.perspectiveTransform(quad[None], matrix)[0], np.float32)


def _respoilt(part: Image, detail: float, rng: Random) -> Image:
    """Real pictures have their share of faults: add at most two more."""
    if rng.random() < 0.25:
        return part
    chances = [chance for chance in spoiling.CHANCES if chance.effect is not weather.tone]
    weights = np.array([chance.hard for chance in chances])
    picked = rng.choice(len(chances), size=int(rng.integers(0, 3)), replace=False, p=weights / weights.sum())
    for number in np.sort(picked):
        part = chances[number].effect(part, rng.uniform(0.02, 0.35), detail, rng)
    return weather.tone(part, rng.uniform(0, 0.5), detail, rng)
