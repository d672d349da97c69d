"""Quads for tests of how they stand to one another."""

from __future__ import annotations

from edge.recognition.detector import Detection
from edge.recognition.geometry import box_of, grown, rectangle, size_of
from edge.recognition.placing import place_of
from edge.values import Quad


def moved(quad: Quad, right: float, down: float) -> Quad:
    a, b, c, d = ((x + right, y + down) for x, y in quad)
    return a, b, c, d


def corners_in(place: Quad) -> Quad:
    """The corners of the mark whose place, with the ground around, is this quad."""
    bare = rectangle(0, 0, 100, 100)
    margin = (size_of(place_of(Detection("plate", bare, box_of(bare), 1.0)).quad)[1] - 100) / 200
    across = min(size_of(place)) * margin / (1 + 2 * margin)
    return grown(place, -across, -across)
