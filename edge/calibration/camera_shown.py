"""What the calibration page gets: JSON of all that is told, and pictures of what was looked at."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from edge.calibration.camera_findings import criterion_of, read_of, rounded
from edge.calibration.camera_judging import is_green, next_to_turn
from edge.calibration.camera_saving import encode_jpeg
from edge.calibration.camera_sitting import Shown, Told
from edge.faults.listed import checks_by_language, words_by_language
from edge.marking import draw
from edge.values import Image, Read

PICTURE_WIDTH = 1280
PICTURE_QUALITY = 75
CLOSE_WIDTH = 480
CLOSE_QUALITY = 92
AROUND = 0.4  # of the mark's width and height
MOST_READS = 40


def told_document(told: Told) -> dict[str, Any]:
    """`next`: the key of what is to be turned first, null where all is green; `zone` null: the whole picture."""
    coming = next_to_turn(told.criteria)
    figures = told.figures
    return {
        "loaded": told.loaded,
        "green": is_green(told.criteria),
        "next": coming.key if coming else None,
        "criteria": [criterion_of(one) for one in told.criteria],
        "reads": [read_of(one, told.at_s) for one in told.marks[:MOST_READS]],
        "marks": len(told.marks),
        "zone": told.zone,
        "picture": {"width": figures.width, "height": figures.height, "took_ms": rounded(figures.took_ms)},
        "fault": None if figures.code in ("ok", "starting") else fault_document(figures.code, figures.text),
        "speed_kmh": told.demands.speed_kmh,
        "shutter_s": told.demands.shutter_s,
    }


def fault_document(code: str, text: str) -> dict[str, Any]:
    """The camera's fault in three languages, what to check, and what the driver said itself."""
    return {
        "words": words_by_language("camera", code, text),
        "checks": checks_by_language("camera", code),
        "text": text,
    }


def picture_jpeg(shown: Shown) -> bytes | None:
    """The picture with its reads drawn in, at most 1280 pixels wide; None before the first."""
    if shown.frame is None:
        return None
    drawn = draw(shown.frame.image, shown.reads)
    return encode_jpeg(_narrow(drawn, PICTURE_WIDTH), PICTURE_QUALITY)


def close_jpeg(shown: Shown) -> bytes | None:
    """The surest mark of the picture by itself, each of its pixels several wide, to focus on; None where none is."""
    if shown.frame is None or not shown.reads:
        return None
    part = _around(shown.frame.image, shown.reads[0])
    if part.size == 0:
        return None
    scale = CLOSE_WIDTH / part.shape[1]
    how = cv2.INTER_NEAREST if scale > 1 else cv2.INTER_AREA  # its pixels are to be seen, not smoothed away
    return encode_jpeg(
        np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=how), np.uint8), CLOSE_QUALITY
    )


def _around(image: Image, read: Read) -> Image:
    x1, y1, x2, y2 = read.box
    more_x, more_y = AROUND * (x2 - x1), AROUND * (y2 - y1)
    left, top = max(0, round(x1 - more_x)), max(0, round(y1 - more_y))
    return image[top : max(0, round(y2 + more_y)), left : max(0, round(x2 + more_x))]


def _narrow(image: Image, most: int) -> Image:
    scale = min(1.0, most / image.shape[1])
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
