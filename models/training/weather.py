"""Light and weather between a mark and the lens. The effects take and give what those of `optics` do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image
from models.training.optics import Floats, Random, bytes_of, grain, lit


def night(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Dark, lit by a lamp from somewhere, at times with the glare of headlights; the noise comes later."""
    ground = rng.uniform(0.25, 0.6) * (1 - 0.5 * strength)
    light = ground + rng.uniform(0.3, 0.8) * blob(image, rng)
    dark = lit(image, light.astype(np.float32))
    return glare(dark, strength, detail, rng) if rng.random() < 0.4 else dark


def glare(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """A lamp or the sun shining into the lens; what lies behind keeps at least a quarter of its contrast."""
    veil = (0.25 + 0.5 * strength) * blob(image, rng, tight=0.6)
    tint = np.array([rng.uniform(0.7, 1), rng.uniform(0.85, 1), 1], np.float32)
    return veiled(image, veil, 255 * tint)


def fog(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Haze, or a fogged window: towards an even grey, thicker to one side."""
    veil = np.clip((0.2 + 0.5 * strength) * (0.8 + 0.4 * blob(image, rng)), 0, 0.78)
    grey = rng.uniform(120, 235) + rng.uniform(-12, 12, 3)
    soft = cv2.GaussianBlur(image, (0, 0), 0.3 + 0.05 * strength * detail)
    return veiled(np.asarray(soft, np.uint8), veil.astype(np.float32), grey.astype(np.float32))


def rain(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Bright streaks before the mark, and drops on the lens that smear what is behind them."""
    height, width = image.shape[:2]
    streaks = np.zeros((height, width), np.uint8)
    count = int(4 + 26 * strength)
    slant, length = rng.uniform(-0.4, 0.4), rng.uniform(0.15, 0.5) * height
    starts = rng.random((count, 2)) * (width, height)
    for x, y in starts:
        end = round(x + slant * length), round(y + length)
        cv2.line(streaks, (round(x), round(y)), end, int(rng.integers(60, 150)), 1, cv2.LINE_AA)
    wet = veiled(image, streaks.astype(np.float32) / 255, np.full(3, 225, np.float32))
    return _drops(wet, strength, detail, rng) if rng.random() < 0.5 else wet


def _drops(image: Image, strength: float, detail: float, rng: Random) -> Image:
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(1, 3 + int(5 * strength)))):
        place = int(rng.integers(width)), int(rng.integers(height))
        cv2.circle(mask, place, max(1, round(detail * rng.uniform(0.15, 0.6))), 200, -1, cv2.LINE_AA)
    share = cv2.GaussianBlur(mask, (0, 0), 0.5 + 0.05 * detail).astype(np.float32)[..., None] / 255
    smeared = cv2.GaussianBlur(image, (0, 0), 0.5 + 0.15 * detail).astype(np.float32)
    return bytes_of(image + share * (smeared * rng.uniform(0.8, 1.2) - image))


def lens_dirt(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """Soft brown or grey stains, out of focus since they sit on the glass."""
    colour = rng.uniform(20, 120) * np.array([rng.uniform(0.6, 1), rng.uniform(0.8, 1), 1], np.float32)
    veil = blob(image, rng, tight=0.35)
    for _ in range(int(rng.integers(0, 3))):
        veil = np.maximum(veil, blob(image, rng, tight=0.35))
    return veiled(image, (0.15 + 0.5 * strength) * veil, colour)


def shadow(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """An edge of shadow across the mark, sharp or soft."""
    height, width = image.shape[:2]
    angle, softness = rng.uniform(0, 2 * np.pi), rng.uniform(0.6, 6)
    x0, y0 = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.2, 0.8)
    x, y = (np.arange(width) - x0) * np.cos(angle), (np.arange(height) - y0) * np.sin(angle)
    covered = np.clip((x[None, :] + y[:, None]) / softness + 0.5, 0, 1).astype(np.float32)
    light = 1 - np.float32(0.25 + 0.5 * strength) * covered
    return lit(image, light)


def infra_red(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """Seen by infra-red light: grey, red nearer to white than blue; the plate blown out, or its characters faint."""
    weights = rng.dirichlet((1, 2, 4)).astype(np.float32)
    grey = cv2.transform(image, weights.reshape(1, 3)).astype(np.float32)
    if rng.random() < 0.5:
        grey = grey * rng.uniform(1.0, 1.0 + strength) + 40 * strength * blob(image, rng)
    else:
        kept = 1 - 0.65 * strength
        grey = grey * kept + (1 - kept) * rng.uniform(60, 230)
    return np.asarray(cv2.cvtColor(bytes_of(grey), cv2.COLOR_GRAY2BGR), np.uint8)


def overexposed(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Too much light: bright grounds run into white, and a little over their edges."""
    gain, lift = 1.15 + 0.9 * strength, 45 * strength * rng.random()
    bright = cv2.convertScaleAbs(image, alpha=gain, beta=lift)
    bloom = cv2.GaussianBlur(bright, (0, 0), 0.4 + 0.07 * detail)
    return np.asarray(cv2.addWeighted(bright, 0.8, bloom, 0.2, 0), np.uint8)


def low_contrast(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """Worn paint, backlight: everything drawn towards one brightness."""
    kept = 1 - 0.65 * strength
    return np.asarray(cv2.convertScaleAbs(image, alpha=kept, beta=(1 - kept) * rng.uniform(30, 215)), np.uint8)


def tone(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """White balance, gamma, contrast and exposure as one table a channel; then saturation, down to grey.

    Now and then far off, however weak the effect: cameras under lamps make a blue plate green, brown or violet.
    """
    strength = max(strength, rng.random() ** 7)
    levels = np.arange(256, dtype=np.float32)[:, None] / 255
    bent = levels ** np.float32(np.exp(rng.normal(0.05, 0.12 + 0.25 * strength)))
    cast = np.exp(rng.normal(-0.02 - 0.1 * strength, 0.03 + 0.13 * strength, 3)).astype(np.float32)
    contrast, middle = rng.uniform(1 - 0.3 * strength, 1.3), rng.uniform(0.35, 0.6)
    table = ((bent * cast - middle) * contrast + middle + rng.normal(0, 0.02 + 0.06 * strength)) * 255
    toned = np.asarray(cv2.LUT(image, bytes_of(table).reshape(1, 256, 3)), np.uint8)
    chance = rng.random()
    if chance > 0.25 + 0.5 * strength:
        return toned
    kept = 0.0 if chance < 0.06 else rng.uniform(0.1, 1.4)
    grey = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.addWeighted(toned, kept, grey, 1 - kept, 0), np.uint8)


def veiled(image: Image, veil: NDArray[np.floating], colour: NDArray[np.floating]) -> Image:
    """`colour` (3,) laid over the picture, `veil` (H, W) in [0, 1] of it."""
    veil = np.asarray(veil, np.float32)
    kept = 1 - veil
    light = cv2.merge([veil * np.float32(part) for part in colour])
    return bytes_of(cv2.multiply(image, cv2.merge([kept, kept, kept]), dtype=cv2.CV_32F) + light)


def blob(image: Image, rng: Random, tight: float = 1.0) -> Floats:
    """(H, W) float32 in [0, 1]: one soft spot somewhere in or just outside the picture."""
    height, width = image.shape[:2]
    x = (np.arange(width, dtype=np.float32) / width - np.float32(rng.uniform(-0.2, 1.2))) / np.float32(
        tight * rng.uniform(0.2, 0.7)
    )
    y = (np.arange(height, dtype=np.float32) / height - np.float32(rng.uniform(-0.2, 1.2))) / np.float32(
        tight * rng.uniform(0.3, 1.0)
    )
    return np.outer(np.exp(-y * y), np.exp(-x * x)).astype(np.float32)


def uneven(image: Image, strength: float, _detail: float, rng: Random) -> Image:
    """Light and grime in large soft patches."""
    height, width = image.shape[:2]
    patches = cv2.resize(grain(rng, 4, 7), (width, height), interpolation=cv2.INTER_CUBIC)
    light = 1 + np.float32(0.06 + 0.16 * strength) * patches
    return lit(image, light)
