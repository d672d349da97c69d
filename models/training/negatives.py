"""Crops with no mark in them, in which the reader must read nothing: textures, grilles, other writing."""

from __future__ import annotations

import cv2
import numpy as np

from edge.values import Image
from models.training.optics import Random, bytes_of, grain
from models.training.spoiling import spoilt
from models.training.typefaces import Typefaces

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORDS = (
    "TRANSPORT", "LOGISTICS", "EXPRESS", "CARGO", "MAX GROSS", "TARE", "NET", "KG", "LB", "CU.CAP.", "CAUTION",
    "HYUNDAI", "DONGFENG", "HOWO", "VOLVO", "POWER", "EURO 5", "LINE", "SHIPPING", "TEL", "HOTLINE", "STOP",
    "PAYLOAD", "SUPER HEAVY", "FORK POCKETS", "HIGH CUBE", "TAXI", "SERVICE", "AIR BRAKE", "DANGER", "DIESEL",
)  # fmt: skip
CJK = "安全第一货运物流有限公司保持车距限速专线联系电话高速运输请勿靠近中国重汽解放东风危险品"


def negative(rng: Random, typefaces: Typefaces, width: int, height: int) -> Image:
    """A crop (height, width, 3) that holds no mark."""
    picture = _ground(rng, width, height)
    kind = rng.random()
    if kind < 0.25:
        picture = _grille(picture, rng)
    elif kind < 0.8:
        picture = _written(picture, rng, typefaces)
    elif kind < 0.9:
        picture = _emblem(picture, rng)
    return spoilt(picture, width / 12, rng)


def _ground(rng: Random, width: int, height: int) -> Image:
    """Even colour, a gradient, soft patches or coarse grain."""
    base = rng.uniform(10, 245) + rng.uniform(-50, 50, 3) * (rng.random() < 0.6)
    picture = np.full((height, width, 3), base, np.float32)
    picture += cv2.resize(grain(rng, 2, 3, 1), (width, height))[..., None] * np.float32(rng.uniform(0, 30))
    if rng.random() < 0.6:
        rows, columns = int(rng.integers(3, 24)), int(rng.integers(3, 48))
        patches = cv2.resize(grain(rng, rows, columns, 3), (width, height), interpolation=cv2.INTER_LINEAR)
        picture += patches * np.float32(rng.uniform(2, 30))
    return bytes_of(picture)


def _grille(picture: Image, rng: Random) -> Image:
    """Bars, slats or corrugation: a wave along x or y, at times squared, at times both."""
    height, width = picture.shape[:2]
    wave = np.zeros((height, width), np.float32)
    for axis in rng.choice(2, size=int(rng.integers(1, 3)), replace=False):
        length = (height, width)[axis]
        place = np.arange(length, dtype=np.float32) * (2 * np.pi / rng.uniform(5, 45)) + rng.uniform(0, 6)
        line = np.clip(np.sin(place) * rng.uniform(1, 6), -1, 1).astype(np.float32)
        wave = wave + (line[:, None] if axis == 0 else line[None, :])
    return bytes_of(picture + wave[..., None] * np.float32(rng.uniform(8, 70)))


def _emblem(picture: Image, rng: Random) -> Image:
    """Rings, bars and discs, as of a maker's badge, a lamp or a reflector."""
    height, width = picture.shape[:2]
    drawn = picture.copy()
    for _ in range(int(rng.integers(1, 5))):
        colour = tuple(float(part) for part in rng.integers(0, 256, 3))
        middle = int(rng.integers(width)), int(rng.integers(height))
        axes = int(rng.integers(4, width // 2)), int(rng.integers(4, height // 2))
        thick = -1 if rng.random() < 0.4 else int(rng.integers(1, 8))
        cv2.ellipse(drawn, middle, axes, float(rng.uniform(0, 180)), 0, 360, colour, thick, cv2.LINE_AA)
    return drawn


def _written(picture: Image, rng: Random, typefaces: Typefaces) -> Image:
    """One to three lines of writing that is no mark, in contrast to the ground."""
    file = typefaces.files[int(rng.integers(len(typefaces.files)))]
    lines = int(rng.choice(3, p=(0.55, 0.3, 0.15))) + 1
    ink = np.zeros(picture.shape[:2], np.uint8)
    row = picture.shape[0] // lines
    for number in range(lines):
        tall = max(8, int(row * rng.uniform(0.45, 0.95)))
        masks = [typefaces.mask(file, character) for character in _writing(rng)]
        _set(ink[number * row : (number + 1) * row], masks, tall, rng)
    bright = float(picture.mean())
    colour = rng.uniform(0, max(1.0, bright - 60), 3) if bright > 127 else rng.uniform(min(254.0, bright + 60), 255, 3)
    share = ink[..., None].astype(np.float32) / 255
    return bytes_of(picture + share * (colour.astype(np.float32) - picture))


def _set(ink: Image, masks: list[Image], tall: int, rng: Random) -> None:
    """Draws a line of glyphs into `ink`, from a random place, until the edge."""
    squeeze, gap = rng.uniform(0.7, 1.3), int(tall * rng.uniform(0.05, 0.3))
    x, y = int(rng.integers(-tall // 2, max(1, ink.shape[1] // 3))), (ink.shape[0] - tall) // 2
    for mask in masks:
        wide = max(1, int(mask.shape[1] * squeeze * tall / mask.shape[0]))
        if mask.shape[0] <= 4 or x + wide < 1:
            x += tall // 2
            continue
        glyph = cv2.resize(mask, (min(wide, 3 * tall), tall), interpolation=cv2.INTER_AREA)[:, max(0, -x) :]
        part = ink[y : y + tall, max(0, x) : max(0, x) + glyph.shape[1]]
        part[:] = np.maximum(part, glyph[: part.shape[0], : part.shape[1]])
        x += wide + gap


def _writing(rng: Random) -> str:
    """Words, phone numbers, dates, prices, slogans; nothing of a plate's or a container number's form."""
    kind = int(rng.integers(7))
    if kind == 0:
        return "0" + "".join(str(digit) for digit in rng.integers(0, 10, 9)) + str(rng.integers(10))
    if kind == 1:
        return f"{rng.integers(1, 29):02}/{rng.integers(1, 13):02}/{rng.integers(1990, 2030)}"
    if kind == 2:
        return "".join(CJK[int(place)] for place in rng.integers(0, len(CJK), int(rng.integers(2, 9))))
    if kind == 3:
        return "".join(LATIN[int(place)] for place in rng.integers(0, len(LATIN), int(rng.integers(1, 12))))
    if kind == 4:
        return f"{rng.integers(1, 40)},{rng.integers(0, 1000):03} {'KG' if rng.random() < 0.5 else 'LB'}"
    if kind == 5:
        return str(rng.integers(0, 1000))
    return " ".join(WORDS[int(place)] for place in rng.integers(0, len(WORDS), int(rng.integers(1, 3))))
