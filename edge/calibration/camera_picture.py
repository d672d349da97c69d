"""How bright and how sharp a picture is. Pure arithmetic on arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.values import Image, Quad

BLACK, WHITE = 10, 250
AGAIN_PX = 1.0  # standard deviation of the blur that is laid over a second time
EDGE_SHARE = 0.02  # of all pixels, the steepest: those are edges
LEAST_STEP = 8.0  # grey values a pixel; what is flatter is noise
LEAST_EDGES = 12

Grey = NDArray[np.float32]
"""(H, W) float32, 0 to 255."""
Polygon = NDArray[np.float32]
"""(N, 2) float32, x and y in pixels."""


@dataclass(frozen=True, slots=True)
class Light:
    """Of the grey picture: its mean in 0 to 255, and the shares of pixels that are black or burnt out."""

    mean: float
    black: float
    white: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How wide edges are: standard deviation in pixels, along x and along y; None where there are too few edges."""

    x_px: float | None
    y_px: float | None

    @property
    def least_px(self) -> float | None:
        """What the lens leaves: a picture that is blurred by movement is so in one direction only."""
        known = [one for one in (self.x_px, self.y_px) if one is not None]
        return min(known, default=None)

    @property
    def motion_px(self) -> float | None:
        """The way that a movement would have to be long to make the difference between the two directions."""
        if self.x_px is None or self.y_px is None:
            return None
        return math.sqrt(12 * abs(self.x_px**2 - self.y_px**2))  # an even stretch of L deviates by L / sqrt(12)


def grey_of(image: Image) -> Grey:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32)


def light_of(grey: Grey, zone: Polygon | None) -> Light:
    """Inside the polygon, or everywhere."""
    seen = grey if zone is None else grey[_mask(grey, zone) > 0]
    if seen.size == 0:
        return Light(0.0, 1.0, 0.0)
    return Light(float(seen.mean()), float((seen <= BLACK).mean()), float((seen >= WHITE).mean()))


def _mask(grey: Grey, zone: Polygon) -> Image:
    mask = np.zeros(grey.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(zone).astype(np.int32)], 1)
    return mask


def contrast_of(grey: Grey, quad: Quad) -> float:
    """Grey values between the ink and the ground of a mark: its 5th to its 95th percentile."""
    part = part_of(grey, quad)
    return float(np.subtract(*np.percentile(part, (95, 5)))) if part.size else 0.0


def part_of(grey: Grey, quad: Quad, margin: float = 0.0) -> Grey:
    """The upright box around a quad, with so much of its height around it; empty where it lies outside."""
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    more = margin * (max(ys) - min(ys))
    left, top = max(0, round(min(xs) - more)), max(0, round(min(ys) - more))
    return grey[top : max(0, round(max(ys) + more)), left : max(0, round(max(xs) + more))]


def spread_of(grey: Grey) -> Spread:
    """Blurs the picture once more and sees how much flatter its edges become: sharp ones lose most.

    A step that is blurred by a Gaussian of s is as steep as 1/s; after one more of t it is 1/sqrt(s*s + t*t). The ratio
    of the two gives s, whatever the edge's contrast (Zhuo and Sim, Defocus map estimation from a single image, 2011).
    """
    if min(grey.shape) < 8:
        return Spread(None, None)
    again = np.asarray(cv2.GaussianBlur(grey, (0, 0), AGAIN_PX), np.float32)
    return Spread(_along(grey, again), _along(grey.T, again.T))


def _along(grey: Grey, again: Grey) -> float | None:
    """Of the edges that run across x: median of their width along x."""
    steep, flat = np.abs(_slope(grey)), np.abs(_slope(again))
    other = np.abs(_slope(grey.T).T)
    peak = (steep[:, 1:-1] >= steep[:, :-2]) & (steep[:, 1:-1] > steep[:, 2:])
    least = max(LEAST_STEP, float(np.quantile(steep, 1 - EDGE_SHARE)))
    edges = peak & (steep[:, 1:-1] >= least) & (steep[:, 1:-1] > 2 * other[:, 1:-1])
    ratios = steep[:, 1:-1][edges] / np.maximum(flat[:, 1:-1][edges], 1e-3)
    if ratios.size < LEAST_EDGES:
        return None
    return AGAIN_PX / math.sqrt(max(float(np.median(ratios)) ** 2 - 1, 1e-2))


def _slope(grey: Grey) -> Grey:
    """Grey values a pixel along x."""
    slope: Grey = np.zeros_like(grey)
    slope[:, 1:-1] = (grey[:, 2:] - grey[:, :-2]) / 2
    return slope
