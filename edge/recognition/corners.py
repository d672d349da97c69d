"""The four corners of a mark that an upright box holds: the detector looks at the box with something around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from edge.recognition.detector import Detection
from edge.recognition.geometry import as_quad, box_of
from edge.recognition.placing import kind_of, place_of
from edge.recognition.reader import Place
from edge.values import Box, Image, MarkKind, Quad

Detect = Callable[[Image], Sequence[Detection]]
"""Places of marks and vehicles in a (H, W, 3) uint8 BGR picture."""

_AROUND = 0.6
"""What is kept, or made up, on each side of the box, in parts of its longer side: marks that
fill a picture are rare."""
_GREY = 114
_LEAST_ALIKE = 0.3
"""Intersection over union of the box and what was found: less is another mark beside it."""


def cornered(detect: Detect, image: Image, kind: MarkKind, quad: Quad) -> tuple[Place, ...]:
    """The place of the mark in the upright box of `quad`, by its own corners; none where none is found there."""
    found = found_in(detect, image, kind, quad)
    return (place_of(found),) if found else ()


def found_in(detect: Detect, image: Image, kind: MarkKind, quad: Quad) -> Detection | None:
    """What the detector makes of the upright box of `quad`, in pixels of the whole picture."""
    picture, left, top = _framed(image, box_of(quad))
    found = [_moved(each, left, top) for each in detect(picture) if kind_of(each) == kind]
    best = max(found, key=lambda each: overlap(each.box, box_of(quad)), default=None)
    return best if best and overlap(best.box, box_of(quad)) >= _LEAST_ALIKE else None


def _framed(image: Image, box: Box) -> tuple[Image, float, float]:
    """The box with its surroundings, grey where the picture ends; and where that part's corner lies in the picture."""
    x1, y1, x2, y2 = box
    space = _AROUND * max(x2 - x1, y2 - y1)
    left, top, right, bottom = (round(edge) for edge in (x1 - space, y1 - space, x2 + space, y2 + space))
    framed = np.full((bottom - top, right - left, 3), _GREY, dtype=np.uint8)
    part = image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    x, y = max(0, -left), max(0, -top)
    framed[y : y + part.shape[0], x : x + part.shape[1]] = part
    return framed, float(left), float(top)


def _moved(found: Detection, x: float, y: float) -> Detection:
    left, top, right, bottom = found.box
    quad = as_quad(np.array(found.quad, dtype=np.float32) + np.array([x, y], dtype=np.float32))
    return replace(found, quad=quad, box=(left + x, top + y, right + x, bottom + y))


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, tall)
    whole = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - shared
    return shared / whole if whole > 0 else 0.0
