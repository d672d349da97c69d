"""Which faults meet in one picture, how strong they are, and whether the mark can still be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training import optics, weather
from models.training.marks import Corners
from models.training.optics import Random

LIKENESS = 0.78
"""The least correlation of the writing's fine structure before and after: below it people begin to misread."""
FAINTEST = 6.5
"""The least standard deviation, in grey levels, of the fine structure that is left."""
ATTEMPTS = 3

Effect = Callable[[Image, float, float, Random], Image]


@dataclass(frozen=True, slots=True)
class Chance:
    """An effect, and how probable it is in an easy and in a hard picture."""

    effect: Effect
    easy: float
    hard: float


CHANCES = (
    Chance(weather.uneven, 0.15, 0.3),
    Chance(weather.shadow, 0.06, 0.14),
    Chance(weather.low_contrast, 0.0, 0.1),
    Chance(weather.night, 0.03, 0.2),
    Chance(weather.infra_red, 0.02, 0.1),
    Chance(weather.overexposed, 0.04, 0.12),
    Chance(weather.glare, 0.0, 0.08),
    Chance(weather.fog, 0.0, 0.09),
    Chance(weather.rain, 0.0, 0.09),
    Chance(weather.lens_dirt, 0.0, 0.08),
    Chance(optics.motion, 0.1, 0.35),
    Chance(optics.defocus, 0.15, 0.35),
    Chance(optics.mosaic, 0.04, 0.08),
    Chance(optics.noise, 0.25, 0.5),
    Chance(weather.tone, 1.0, 1.0),
    Chance(optics.thickened, 0.06, 0.12),
    Chance(optics.few_pixels, 0.05, 0.15),
    Chance(optics.sharpened, 0.15, 0.2),
    Chance(optics.video, 0.08, 0.25),
    Chance(optics.jpeg, 0.55, 0.6),
)
"""In the order in which light passes them: scene, air, lens, sensor, processing, codec."""


def spoilt(image: Image, detail: float, rng: Random, corners: Corners | None = None) -> Image:
    """The picture through a random choice of faults; about half of all pictures get few and weak ones.

    `detail`: pixels of one character's pitch in it. The more faults meet, and the smaller the writing, the weaker is
    each. With the mark's `corners` they are drawn anew, weaker, where the mark couldn't be read any more; a mark that
    remains so is given back as it was.
    """
    easy = rng.random() < 0.55
    harm = (rng.uniform(0.05, 0.35) if easy else rng.uniform(0.35, 1.15)) * min(1.0, max(0.2, (detail - 3) / 9))
    for _ in range(ATTEMPTS):
        result = _through_all(image, easy, harm, detail, rng)
        if corners is None or legible(image, result, corners, detail):
            return result
        harm /= 2
    return image


def _through_all(image: Image, easy: bool, harm: float, detail: float, rng: Random) -> Image:
    dice = rng.random(len(CHANCES)).tolist()
    chosen = [
        chance.effect
        for chance, fell in zip(CHANCES, dice, strict=True)
        if fell < (chance.easy if easy else chance.hard)
    ]
    share = harm / max(1, len(chosen) - 1) ** 0.5
    for effect in chosen:
        image = effect(image, min(1.0, share * rng.uniform(0.5, 1.5)), detail, rng)
    return image


def legible(before: Image, after: Image, corners: Corners, detail: float) -> bool:
    """Whether the fine structure inside `corners` is much the same in both pictures, and not too faint."""
    (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int) + 1
    window = slice(max(0, top), bottom), slice(max(0, left), right)
    was, now = _fine_structure(before[window], detail), _fine_structure(after[window], detail)
    strength = float(np.vdot(now, now)) / now.size
    product = float(np.vdot(was, now))
    likeness = product / max(1e-6, np.sqrt(float(np.vdot(was, was)) * strength * now.size))
    return likeness > LIKENESS and strength > FAINTEST**2


def _fine_structure(image: Image, detail: float) -> NDArray[np.float32]:
    """(H, W) grey levels less their mean over most of a character."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    reach = max(3, round(0.8 * detail))
    return np.asarray(grey - cv2.blur(grey, (reach, reach), borderType=cv2.BORDER_REPLICATE), np.float32)
