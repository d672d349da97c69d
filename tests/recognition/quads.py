"""Quads for tests of how they stand to one another."""

from __future__ import annotations

from edge.values import Quad


def moved(quad: Quad, right: float, down: float) -> Quad:
    a, b, c, d = ((x + right, y + down) for x, y in quad)
    return a, b, c, d
