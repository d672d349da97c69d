"""Quads, boxes, and pictures cut along them. Pure: points and arrays in, points and arrays out.

A quad has its corners top left, top right, bottom right, bottom left as one reads; pixels of the whole picture.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from edge.values import Box, Quad

Points = NDArray[np.float32]
"""(N, 2) float32, x and y."""

LEAST_TILTED = 0.4
"""Share of a box's height that a turned mark in it has at the least: beside a thinner one most of the box is empty."""


def rectangle(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def as_quad(points: Points) -> Quad:
    corners = [(float(x), float(y)) for x, y in points]
    return corners[0], corners[1], corners[2], corners[3]


def box_of(quad: Quad) -> Box:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    return min(xs), min(ys), max(xs), max(ys)


def size_of(quad: Quad) -> tuple[float, float]:
    """Mean width and height along the quad's own edges."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return width, height


def centre_of(quad: Quad) -> tuple[float, float]:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def angle_of(quad: Quad) -> float:
    """Direction of reading in radians, 0 to the right, positive downwards."""
    top_left, top_right, bottom_right, bottom_left = quad
    dx = top_right[0] - top_left[0] + bottom_right[0] - bottom_left[0]
    dy = top_right[1] - top_left[1] + bottom_right[1] - bottom_left[1]
    return math.atan2(dy, dx)


def offset_from(quad: Quad, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point lies from the quad's centre, in pixels along and across the quad's reading direction."""
    x, y = centre_of(quad)
    angle = angle_of(quad)
    dx, dy = point[0] - x, point[1] - y
    return dx * math.cos(angle) + dy * math.sin(angle), dy * math.cos(angle) - dx * math.sin(angle)


def grown(quad: Quad, along: float, across: float) -> Quad:
    """The quad with `along` pixels more at either end and `across` above and below."""
    width, height = size_of(quad)
    if width <= 0 or height <= 0:
        return quad
    unit = np.array([(-along / width, -across / height), (1 + along / width, -across / height),
                     (1 + along / width, 1 + across / height), (-along / width, 1 + across / height)])  # fmt: skip
    return as_quad(_bilinear(quad, unit))


def covers(outer: Quad, inner: Quad) -> bool:
    """Whether the middle of the inner quad lies within the outer one."""
    width, height = size_of(outer)
    along, across = offset_from(outer, centre_of(inner))
    return abs(along) <= width / 2 and abs(across) <= height / 2


def part_of(quad: Quad, start: float, end: float) -> Quad:
    """The quad between two fractions of its length; below 0 and above 1 it is carried on straight."""
    unit = np.array([(start, 0.0), (end, 0.0), (end, 1.0), (start, 1.0)])
    return as_quad(_bilinear(quad, unit))


def stretched(quad: Quad, up: float = 0.0, down: float = 0.0) -> Quad:
    """The quad with so many of its own heights more above and below."""
    unit = np.array([(0.0, -up), (1.0, -up), (1.0, 1 + down), (0.0, 1 + down)])
    return as_quad(_bilinear(quad, unit))


def tilted(quad: Quad, degrees: float) -> Quad | None:
    """The rectangle turned by so much, clockwise, that just fits within the quad; None where none does.

    Where a box was drawn around a mark that is turned, that is the mark itself.
    """
    width, height = size_of(quad)
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(abs(angle))
    along, across = (width * c - height * s) / math.cos(2 * angle), (height * c - width * s) / math.cos(2 * angle)
    if along <= 0 or across < LEAST_TILTED * height:
        return None
    corners = np.array([(-along, -across), (along, -across), (along, across), (-along, across)]) / 2
    turn = np.array([(c, math.sin(angle)), (-math.sin(angle), c)])
    return as_quad(_bilinear(quad, corners @ turn / (width, height) + 0.5))


def sheared(quad: Quad, share: float) -> Quad:
    """The parallelogram within the quad whose rows fall to the right by so much of its height; rise, where negative.

    Where a box was drawn around a mark that is seen from aside, that is the mark itself: its rows slope and its
    characters stand.
    """
    left, right = (0.0, share) if share > 0 else (-share, 0.0)
    unit = np.array([(0, left), (1, right), (1, 1 - left), (0, 1 - right)])
    return as_quad(_bilinear(quad, unit))


def _bilinear(quad: Quad, unit: NDArray[np.float64]) -> Points:
    corners = np.array(quad, dtype=np.float64)
    s, t = unit[:, :1], unit[:, 1:]
    top = corners[0] * (1 - s) + corners[1] * s
    bottom = corners[3] * (1 - s) + corners[2] * s
    points: Points = (top * (1 - t) + bottom * t).astype(np.float32)
    return points


def detection_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """Width and height for the detector: the longer side about `longest` pixels, both multiples of 32.

    The network's memory grows with its input and is kept for ever, so the input is bounded whatever the picture.
    """
    scale = longest / max(width, height)
    return max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32)
