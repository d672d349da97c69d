"""A picture and what was read in it -> a `Look`. Pure arithmetic on arrays."""

from __future__ import annotations

import math

import cv2
import numpy as np

from edge.calibration.camera_marks import MarkShape, shape_of
from edge.calibration.camera_picture import Grey, Polygon, contrast_of, grey_of, light_of, part_of, spread_of
from edge.calibration.camera_window import Look, Mark
from edge.calibration.camera_zone import Zone
from edge.recognition.geometry import rectangle
from edge.values import Frame, MarkKind, PlateRead, Read, Sight

AROUND = 0.1  # of a mark's height, which its own edges need
QUICK_PX = 1280  # width of the part of a picture whose sharpness is measured


def look_at(frame: Frame, seen: Sight, zone: Zone | None, took_ms: float) -> Look:
    """`zone` in fractions; `seen` in pixels of the whole picture."""
    grey = grey_of(frame.image)
    height, width = grey.shape
    polygon = None if zone is None else np.array([(x * width, y * height) for x, y in zone], np.float32)
    part = _searched(grey, polygon)
    zone_px = float(max(part.shape))
    marks = (_mark(one, grey, zone_px, frame.at_s) for one in seen.reads)
    return Look(
        frame.at_s,
        (width, height),
        light_of(grey, polygon),
        spread_of(_middle_of(part)),
        tuple(one for one in marks if one is not None),
        bool(seen.vehicles),
        took_ms,
    )


def _searched(grey: Grey, polygon: Polygon | None) -> Grey:
    """The upright box around the zone: what the detector gets."""
    if polygon is None:
        return grey
    x, y, width, height = cv2.boundingRect(polygon)
    left, top = max(0, x), max(0, y)
    return grey[top : y + height, left : x + width]


def _middle_of(grey: Grey) -> Grey:
    """Of a very large picture the middle alone, at its own resolution: that is enough to see whether it is sharp."""
    height, width = grey.shape
    left, top = max(0, (width - QUICK_PX) // 2), max(0, (height - QUICK_PX) // 2)
    return grey[top : top + QUICK_PX, left : left + QUICK_PX]


def _mark(read: Read, grey: Grey, zone_px: float, at_s: float) -> Mark | None:
    shape = shape_of(read)
    if shape is None:
        return None
    kind: MarkKind = "plate" if isinstance(read, PlateRead) else "container"
    return Mark(
        kind=kind,
        text=read.text if isinstance(read, PlateRead) else read.number,
        confidence=read.confidence,
        needs_review=read.needs_review,
        quad=read.quad,
        shape=shape,
        contrast=contrast_of(grey, read.quad),
        spread=spread_of(_upright(read, grey, shape)),
        zone_px=zone_px,
        at_s=at_s,
    )


def _upright(read: Read, grey: Grey, shape: MarkShape) -> Grey:
    """The mark with a little around it, turned level: only then are its strokes along x and y."""
    if abs(shape.tilt_deg) < 1:
        return part_of(grey, read.quad, AROUND)
    width, height = (math.ceil(side * (1 + 2 * AROUND)) for side in (shape.width_px, shape.height_px))
    onto = np.array(rectangle(width * 0.08, height * 0.08, width * 0.92, height * 0.92), np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(read.quad, np.float32), onto)
    return np.asarray(cv2.warpPerspective(grey, matrix, (width, height)), np.float32)
