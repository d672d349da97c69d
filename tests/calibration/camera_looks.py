"""Looks, marks and figures of cameras as tests want them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from edge.calibration.camera_marks import MarkShape
from edge.calibration.camera_picture import Light, Spread
from edge.calibration.camera_window import Figures, Look, Mark, Pulse
from edge.values import MarkKind, PlateRead, Quad

LEVEL: Quad = ((100.0, 200.0), (360.0, 200.0), (360.0, 255.0), (100.0, 255.0))
GOOD = Figures(
    code="ok",
    fps=25.0,
    age_s=0.1,
    width=1920,
    height=1080,
    mean=120.0,
    black=0.01,
    white=0.0,
    edge_px=1.0,
    took_ms=70.0,
    vehicle=True,
    marks=30,
    sure=0.95,
    confidence=0.99,
    mark_px=180.0,
    zone_px=1920.0,
    char_px=30.0,
    contrast=150.0,
    mark_edge_px=1.0,
    motion_px=1.0,
    px_per_m=346.0,
    tilt_deg=1.0,
    skew_deg=-2.0,
)


def mark(at_s: float = 0.0, *, width_px: float = 180.0, kind: MarkKind = "plate", **more: Any) -> Mark:
    shape = MarkShape(width_px, width_px / 4, width_px / 6, width_px / 0.52, 1.0, -2.0)
    one = Mark(kind, "24C12345", 0.98, False, LEVEL, shape, 150.0, Spread(1.0, 1.1), 1920.0, at_s)
    return replace(one, **more)


def look(at_s: float, *marks: Mark, mean: float = 120.0, vehicle: bool = False) -> Look:
    return Look(at_s, (1920, 1080), Light(mean, 0.0, 0.0), Spread(1.0, 1.2), marks, vehicle, 70.0)


def pulse(at_s: float, age_s: float | None = 0.05, code: str = "ok") -> Pulse:
    return Pulse(at_s, code, "", 25.0, age_s)


def plate(quad: Quad = LEVEL, *, country: str = "VN", rows: int = 1) -> PlateRead:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    box = (min(xs), min(ys), max(xs), max(ys))
    return PlateRead("24C12345", country, "civil", rows, "yellow", 0.98, 0.95, False, box, quad, ())
