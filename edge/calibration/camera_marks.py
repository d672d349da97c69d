"""How large, how turned and how clear one mark is in one picture. Pure.

```
     top left ●───────────────● top right      tilt:  how much the line of reading falls to the right
             /               /                 skew:  how much the corner at the top left differs from a right one
 bottom left ●───────────────● bottom right    width, height: mean of the two edges
```

Sizes of plates: QCVN 08:2024 with circular 79/2024 (Vietnam), GA 36-2018 (China). Characters of containers: ISO 6346,
100 mm at the least.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from edge.recognition.geometry import angle_of, size_of
from edge.values import PlateRead, Quad, Read

# width in mm and the smallest characters' share of the height, by country and rows
PLATES = {("VN", 1): (520, 0.65), ("VN", 2): (330, 0.38), ("CN", 1): (440, 0.64), ("CN", 2): (440, 0.27)}
OLD_TWO_ROWS_MM = 280
OLD_TWO_ROWS_MOST = 1.65  # times as wide as high: 280 x 200 mm, where 330 x 165 mm is 2
CONTAINER_CHAR_MM = 100
ONE_ROW_LEAST = 4.0


@dataclass(frozen=True, slots=True)
class MarkShape:
    """Pixels of the picture and degrees; `px_per_m`: pixels that a metre has where the mark is."""

    width_px: float
    height_px: float
    char_px: float
    px_per_m: float
    tilt_deg: float
    skew_deg: float


def shape_of(read: Read) -> MarkShape | None:
    """None where the corners enclose nothing."""
    width, height = size_of(read.quad)
    if min(width, height) < 1:
        return None
    char, per_m = _plate_scale(read, width, height) if isinstance(read, PlateRead) else _number_scale(width, height)
    return MarkShape(width, height, char, per_m, _tilt_deg(read.quad), _skew_deg(read.quad))


def _plate_scale(read: PlateRead, width: float, height: float) -> tuple[float, float]:
    """Height of a character in pixels, pixels a metre."""
    width_mm, share = PLATES.get((read.country, read.rows), PLATES["CN", 1])
    if (read.country, read.rows) == ("VN", 2) and width <= OLD_TWO_ROWS_MOST * height:
        width_mm = OLD_TWO_ROWS_MM
    return height * share, width / width_mm * 1000


def _number_scale(width: float, height: float) -> tuple[float, float]:
    """As `_plate_scale`, of a container's number in one row, in two, or downwards (one character a row)."""
    in_rows = height * (0.85 if width >= ONE_ROW_LEAST * height else 0.4)
    char = in_rows if width >= height else height / 11 * 0.8
    return char, char / CONTAINER_CHAR_MM * 1000


def _tilt_deg(quad: Quad) -> float:
    return math.degrees(angle_of(quad))


def _skew_deg(quad: Quad) -> float:
    (left, top), (right, right_top), _, (below, bottom) = quad
    along = math.atan2(right_top - top, right - left)
    down = math.atan2(bottom - top, below - left)
    return abs(math.degrees(down - along) - 90 + 180) % 360 - 180 if down != along else 0.0
