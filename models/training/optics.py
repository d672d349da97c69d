"""What lens, sensor and codec do to a picture: blur, noise, sharpening, loss. Each costs a fraction of a millisecond.

Every effect takes (image, strength, detail, rng): (H, W, 3) uint8 BGR; strength in [0, 1]; `detail`, the pixels of one
character's pitch, so that an effect takes as much from small writing as from large; the source of chance. It returns
a picture of the same size and never writes into the one that it was given.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image

Random = np.random.Generator
Floats = NDArray[np.float32]

NOISE_LENGTH = 1 << 20


def bytes_of(picture: NDArray[np.generic]) -> Image:
    """Rounded and clipped to 0..255, by cv2: numpy takes ten times as long."""
    exact = np.asarray(picture, np.float32)
    return np.asarray(cv2.addWeighted(exact, 1, exact, 0, 0, dtype=cv2.CV_8U), np.uint8)


def lit(image: Image, light: Floats) -> Image:
    """Every pixel times its share of `light` (H, W)."""
    return np.asarray(cv2.multiply(image, cv2.merge([light, light, light]), dtype=cv2.CV_8U), np.uint8)


@cache
def _noise_store() -> Floats:
    """Standard normal numbers, drawn once: drawing them anew for every picture would cost more than all else."""
    store = np.random.default_rng(20111).standard_normal(NOISE_LENGTH, dtype=np.float32)
    store.setflags(write=False)
    return store


def grain(rng: Random, *shape: int) -> Floats:
    """Standard normal numbers of this shape, cut from the store at a random place."""
    count = int(np.prod(shape))
    if count >= NOISE_LENGTH:
        return rng.standard_normal(shape, dtype=np.float32)
    start = int(rng.integers(NOISE_LENGTH - count))
    return _noise_store()[start : start + count].reshape(shape)


def motion(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Blur along the way of travel: mostly sideways, at times up and down (a vehicle driving at the camera)."""
    length = strength * detail * 0.55
    angle = rng.normal(0, 0.12) if rng.random() < 0.75 else rng.uniform(0, np.pi)
    if length < 0.4:
        return image
    return np.asarray(cv2.filter2D(image, -1, _line_kernel(length, angle), borderType=cv2.BORDER_REPLICATE), np.uint8)


def _line_kernel(length: float, angle: float) -> Floats:
    """A line of this length through the middle, drawn by many faint points, each shared among four cells."""
    reach = int(np.ceil(length / 2))
    kernel = np.zeros((2 * reach + 3, 2 * reach + 3), np.float32)
    along = np.linspace(-length / 2, length / 2, 4 * reach + 5)
    x, y = along * np.cos(angle) + reach + 1, along * np.sin(angle) + reach + 1
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right_share, low_share = x - left, y - top
    np.add.at(kernel, (top, left), (1 - low_share) * (1 - right_share))
    np.add.at(kernel, (top, left + 1), (1 - low_share) * right_share)
    np.add.at(kernel, (top + 1, left), low_share * (1 - right_share))
    np.add.at(kernel, (top + 1, left + 1), low_share * right_share)
    return np.asarray(kernel / kernel.sum(), np.float32)


def defocus(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """A soft lens, or one focused elsewhere."""
    sigma = strength * detail * rng.uniform(0.08, 0.15)
    if sigma < 0.25:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.uint8)


def few_pixels(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Scaled up from a smaller picture, as after a digital zoom or a sub-stream."""
    factor = 1 - strength * max(0.0, 1 - 5.0 / detail)
    if factor > 0.9:
        return image
    height, width = image.shape[:2]
    size = max(8, round(width * factor)), max(6, round(height * factor))
    rough = factor > 0.6 and rng.random() < 0.3
    small = cv2.resize(image, size, interpolation=cv2.INTER_NEAREST if rough else cv2.INTER_AREA)
    back = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
    return np.asarray(cv2.resize(small, (width, height), interpolation=back), np.uint8)


def noise(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Shot noise that grows with the light, read noise that doesn't, and at times coarse stains of colour."""
    most = (2 + 26 * strength) * min(1.0, 0.35 + detail / 18)
    shot = rng.random()
    levels = np.arange(256, dtype=np.float32) / 255
    spread = cv2.LUT(image, (most * np.sqrt(shot * levels + (1 - shot) * 0.5)).astype(np.float32).reshape(1, 256))
    height, width = image.shape[:2]
    grey = rng.random() < 0.4
    grains = cv2.merge([grain(rng, height, width)] * 3) if grey else grain(rng, height, width, 3)
    if rng.random() < 0.4:
        coarse = grain(rng, height // 3 + 1, width // 3 + 1, 3)
        grains = 0.6 * grains + np.float32(0.7) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(cv2.multiply(spread, grains), image, dtype=cv2.CV_8U), np.uint8)


def sharpened(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Halos along edges, as cheap cameras add them."""
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.0 + 0.04 * min(detail, 30.0)))
    amount = 0.3 + 1.7 * strength
    return np.asarray(cv2.addWeighted(image, 1 + amount, soft, -amount, 0), np.uint8)


def thickened(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """Bright strokes that bleed into their surroundings, or dark ones that do."""
    spread = cv2.dilate if rng.random() < 0.5 else cv2.erode
    wide = 3 if detail > 11 else 2
    share = 0.3 + 0.6 * strength
    spreading = spread(image, np.ones((wide, wide), np.uint8))
    return np.asarray(cv2.addWeighted(spreading, share, image, 1 - share, 0), np.uint8)


def mosaic(image: Image, strength: float, detail: float, _rng: Random) -> Image:
    """One colour a pixel, the others guessed: coloured seams at sharp edges. Spares writing of too few pixels."""
    if detail < 8 or strength < 0.1:
        return image
    raw = np.empty(image.shape[:2], np.uint8)
    raw[0::2, 0::2], raw[1::2, 1::2] = image[0::2, 0::2, 2], image[1::2, 1::2, 0]
    raw[0::2, 1::2], raw[1::2, 0::2] = image[0::2, 1::2, 1], image[1::2, 0::2, 1]
    return np.asarray(cv2.cvtColor(raw, cv2.COLOR_BayerBG2BGR), np.uint8)


def jpeg(image: Image, strength: float, detail: float, _rng: Random) -> Image:
    """Loss of JPEG at quality 95 down to 15; small writing is spared the worst."""
    harm = strength * min(1.0, 0.4 + detail / 20)
    quality = round(95 - 80 * harm**0.7)
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def video(image: Image, strength: float, detail: float, rng: Random) -> Image:
    """A stand-in for H.264: one coarse step for all frequencies of a block, colour at a quarter of the pixels.

    A real encoder costs tens of milliseconds a picture and wants several frames; what it does to a still mark at a
    low bit rate is this: detail below the quantiser's step is gone, block by block, and the seams are smoothed.
    """
    step = (6 + 50 * strength) * min(1.0, 0.3 + detail / 20)
    size = 16 if rng.random() < 0.4 else 8
    height, width = image.shape[:2]
    luma, red, blue = cv2.split(cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb))
    luma = _quantised(np.asarray(luma, np.uint8), size, step)
    if step > 16:
        luma = np.asarray(cv2.GaussianBlur(luma, (3, 3), 0.45), np.uint8)
    colours = [_small_colour(np.asarray(plane, np.uint8), step) for plane in (red, blue)]
    whole = [luma, *(np.asarray(cv2.resize(plane, (width, height)), np.uint8) for plane in colours)]
    return np.asarray(cv2.cvtColor(cv2.merge(whole), cv2.COLOR_YCrCb2BGR), np.uint8)


def _small_colour(plane: NDArray[np.uint8], step: float) -> NDArray[np.uint8]:
    height, width = plane.shape
    small = cv2.resize(plane, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    return _quantised(np.asarray(small, np.uint8), 8, step * 1.2)


def _quantised(plane: NDArray[np.uint8], size: int, step: float) -> NDArray[np.uint8]:
    """Every block of size x size through the cosine transform, rounded to multiples of `step`, and back."""
    height, width = plane.shape
    wide = cv2.copyMakeBorder(plane, 0, -height % size, 0, -width % size, cv2.BORDER_REPLICATE).astype(np.float32)
    cosines = _cosines(size)
    waves = _both_ways(wide, cosines)
    waves = np.rint(waves * (1 / step)) * step
    return bytes_of(_both_ways(waves, cosines.T))[:height, :width]


def _both_ways(plane: Floats, matrix: Floats) -> Floats:
    """`matrix` times each square block times its transpose, by two large products instead of many small ones."""
    size, (height, width) = len(matrix), plane.shape
    columns = plane.reshape(height // size, size, width).swapaxes(0, 1).reshape(size, -1)
    half = (matrix @ columns).reshape(size, height // size, width).swapaxes(0, 1)
    return np.asarray((half.reshape(-1, size) @ matrix.T).reshape(height, width), np.float32)


@cache
def _cosines(size: int) -> Floats:
    """The orthonormal DCT-II of this length as a matrix."""
    row, column = np.mgrid[0:size, 0:size]
    matrix = np.sqrt(2 / size) * np.cos(np.pi * (2 * column + 1) * row / (2 * size))
    matrix[0] /= np.sqrt(2)
    return np.asarray(matrix, np.float32)
