"""Where the characters of a container's marks stand: rows, columns, the check digit's frame, the size-type code.

ISO 6346:1995, section 5 leaves one row, two rows, one column and two columns; what owners do with that was looked up on
real boxes. All measures in pixels of the flat picture; the origin is the writer's and is moved by `placed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from models.training.marks import Layout
from models.training.typefaces import Typefaces

Part = Literal["number", "size", "other"]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character's ink as an upright rectangle."""

    character: str
    x: int
    y: int
    width: int
    height: int
    part: Part

    def moved(self, dx: int, dy: int) -> Glyph:
        """The same character elsewhere."""
        return Glyph(self.character, self.x + dx, self.y + dy, self.width, self.height, self.part)


@dataclass(frozen=True, slots=True)
class Pen:
    """How a hand of lettering is set. `gap`, between characters; `pitch`, a fixed advance or 0 for none: pixels."""

    typefaces: Typefaces
    file: Path
    height: int
    stretch: float
    gap: float
    pitch: float = 0.0

    def width(self, character: str) -> int:
        """Pixels of a character's ink."""
        rows, columns = self.typefaces.mask(self.file, character).shape
        return max(2, round(float(self.height * columns / rows * self.stretch)))

    def sized(self, factor: float) -> Pen:
        """The same hand, larger or smaller."""
        return replace(
            self, height=max(6, round(self.height * factor)), gap=self.gap * factor, pitch=self.pitch * factor
        )


@dataclass(frozen=True, slots=True)
class Writing:
    """All glyphs, the check digit's among them; `seams`: columns between two panels, where a rod may stand."""

    layout: Layout
    glyphs: tuple[Glyph, ...]
    check: Glyph
    seams: tuple[float, ...] = ()

    @property
    def has_size_type(self) -> bool:
        """Whether a size-type code stands with the number."""
        return any(glyph.part == "size" for glyph in self.glyphs)


Extent = tuple[int, int, int, int]
"""x1, y1, x2, y2."""


def extent(glyphs: tuple[Glyph, ...] | list[Glyph]) -> Extent:
    """The rectangle around these glyphs."""
    return (
        min(glyph.x for glyph in glyphs),
        min(glyph.y for glyph in glyphs),
        max(glyph.x + glyph.width for glyph in glyphs),
        max(glyph.y + glyph.height for glyph in glyphs),
    )


def row(pen: Pen, groups: list[str], gaps: list[float], x: float, y: float, part: Part) -> list[Glyph]:
    """Groups of characters from left to right, `gaps` between the groups."""
    glyphs = []
    for i, group in enumerate(groups):
        x += gaps[i - 1] if i else 0
        for character in group:
            width = pen.width(character)
            cell = max(pen.pitch, width + (pen.gap if not pen.pitch else 2))
            glyphs.append(Glyph(character, round(x + (cell - width) / 2), round(y), width, pen.height, part))
            x += cell
    return glyphs


def column(pen: Pen, groups: list[str], gaps: list[float], centre: float, y: float, part: Part) -> list[Glyph]:
    """Upright characters one below the other, centred on a line."""
    glyphs = []
    for i, group in enumerate(groups):
        y += gaps[i - 1] if i else 0
        for character in group:
            width = pen.width(character)
            glyphs.append(Glyph(character, round(centre - width / 2), round(y), width, pen.height, part))
            y += pen.height + pen.gap
    return glyphs


def one_row(rng: np.random.Generator, pen: Pen, number: str, size_type: str) -> Writing:
    """`MSKU 907032 3`, gap or door rod between, size-type code below or behind."""
    unit = pen.height
    wide = unit * (rng.uniform(0.15, 0.7) if rng.random() < 0.4 else rng.uniform(0.7, 1.9))
    serial, broken = _serial(rng, number[4:10], unit)
    groups, gaps = [number[:4], *serial, number[10]], [wide, *broken, _check_gap(rng, unit)]
    glyphs = row(pen, groups, gaps, 0, 0, "number")
    seam = (glyphs[3].x + glyphs[3].width + glyphs[4].x) / 2
    check = glyphs[-1]
    if size_type:
        glyphs += _size_row(rng, pen, size_type, glyphs, unit * rng.uniform(0.12, 0.75), behind=rng.random() < 0.1)
    return Writing("one_row", tuple(glyphs), check, (seam,))


def two_row(rng: np.random.Generator, pen: Pen, number: str, size_type: str) -> Writing:
    """The owner code above, serial number and check digit below, the size-type code as a third row."""
    unit = pen.height
    line = unit * (1 + rng.uniform(0.12, 0.55))
    serial, gaps = _serial(rng, number[4:10], unit)
    seam_gap = unit * rng.uniform(0.45, 1.0) if rng.random() < 0.2 else 0.0
    if seam_gap:
        cut = int(rng.integers(2, 5))
        serial, gaps = [number[4 : 4 + cut], number[4 + cut : 10]], [seam_gap]
    below = row(pen, [*serial, number[10]], [*gaps, _check_gap(rng, unit)], 0, line, "number")
    indent = 0.0 if rng.random() < 0.75 else unit * rng.uniform(-1.0, 1.0)
    glyphs = row(pen, [number[:4]], [], indent, 0, "number") + below
    seams = ((_right(below[len(serial[0]) - 1]) + below[len(serial[0])].x) / 2,) if seam_gap else ()
    if size_type:
        glyphs += row(pen, [size_type], [], indent if rng.random() < 0.2 else 0, 2 * line, "size")
    return Writing("two_row", tuple(glyphs), below[-1], seams)


def one_column(rng: np.random.Generator, pen: Pen, number: str, size_type: str) -> Writing:
    """Eleven characters one below the other; the size-type code below them or in a column of its own."""
    unit = pen.height
    serial, broken = _serial(rng, number[4:10], unit)
    gaps = [unit * rng.uniform(0.1, 1.1), *broken, _check_gap(rng, unit)]
    glyphs = column(pen, [number[:4], *serial, number[10]], gaps, 0, 0, "number")
    check = glyphs[-1]
    if size_type and rng.random() < 0.3:
        start = check.y + unit * (1 + rng.uniform(0.5, 1.3))
        glyphs += column(pen, [size_type], [], 0, start, "size")
    elif size_type:
        glyphs += _size_column(rng, pen, size_type, check.y)
    return Writing("vertical", tuple(glyphs), check)


def two_columns(rng: np.random.Generator, pen: Pen, number: str, size_type: str) -> Writing:
    """The owner code in the left column, serial number and check digit in the right one."""
    unit = pen.height
    serial, gaps = _serial(rng, number[4:10], unit)
    apart = pen.width("0") + unit * rng.uniform(0.25, 1.1)
    right = column(pen, [*serial, number[10]], [*gaps, _check_gap(rng, unit)], apart, 0, "number")
    start = 0.0 if rng.random() < 0.7 else unit * rng.uniform(0.0, 3.5)
    glyphs = column(pen, [number[:4]], [], 0, start, "number") + right
    if size_type and rng.random() < 0.5:
        below = start + 4 * (unit + pen.gap) + unit * rng.uniform(0.3, 0.8)
        glyphs += column(pen, [size_type], [], 0, below, "size")
    elif size_type:
        glyphs += column(pen, [size_type], [], 2 * apart, rng.uniform(0, 1) * unit, "size")
    seams = ((apart / 2),) if rng.random() < 0.5 else ()
    return Writing("vertical_two_column", tuple(glyphs), right[-1], seams)


def _serial(rng: np.random.Generator, serial: str, unit: int) -> tuple[list[str], list[float]]:
    """In one piece, or in two of three."""
    if rng.random() < 0.82:
        return [serial], []
    return [serial[:3], serial[3:]], [unit * rng.uniform(0.15, 0.9)]


def _check_gap(rng: np.random.Generator, unit: int) -> float:
    return float(unit * (rng.uniform(0.0, 0.3) if rng.random() < 0.3 else rng.uniform(0.3, 1.1)))


def _right(glyph: Glyph) -> int:
    return glyph.x + glyph.width


def _size_row(
    rng: np.random.Generator, pen: Pen, size_type: str, number: list[Glyph], below: float, behind: bool
) -> list[Glyph]:
    """Below the serial number's first digit mostly, else flush left, in the middle or flush right."""
    x1, y1, x2, y2 = extent(number)
    if behind:
        return row(pen, [size_type], [], x2 + pen.height * rng.uniform(0.6, 1.5), y1, "size")
    small = pen if rng.random() < 0.8 else pen.sized(rng.uniform(0.7, 0.95))
    glyphs = row(small, [size_type], [], 0, y2 + below, "size")
    if rng.random() < 0.06:
        glyphs = _country(rng, small, glyphs[0].y) + glyphs
    width = extent(glyphs)[2] - extent(glyphs)[0]
    place = rng.random()
    if place < 0.6:
        x = float(number[4].x)
    elif place < 0.75:
        x = float(x1)
    else:
        x = (x1 + x2 - width) / 2 if place < 0.87 else float(x2 - width)
    move = round(x) - glyphs[0].x
    return [glyph.moved(move, 0) for glyph in glyphs]


def _country(rng: np.random.Generator, pen: Pen, y: int) -> list[Glyph]:
    """The owner's country before the size-type code, as boxes of the older standard have it; ends left of 0."""
    country = ("CN", "US", "DE", "GBX", "FRX", "DKX", "BM", "HKX", "JP", "KR", "SG", "RU")[rng.integers(12)]
    glyphs = row(pen, [country], [], 0, y, "other")
    return [glyph.moved(-extent(glyphs)[2] - round(pen.height * rng.uniform(0.3, 0.6)), 0) for glyph in glyphs]


def _size_column(rng: np.random.Generator, pen: Pen, size_type: str, bottom: int) -> list[Glyph]:
    """Beside the number, right of it mostly, at its head or anywhere along it."""
    apart = pen.width("0") + pen.height * rng.uniform(0.3, 1.3)
    start = 0.0 if rng.random() < 0.5 else rng.uniform(-0.05, 0.6) * bottom
    return column(pen, [size_type], [], apart if rng.random() < 0.8 else -apart, start, "size")
