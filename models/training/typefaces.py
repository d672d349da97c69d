"""Glyphs of installed fonts as masks, each drawn once.

The marks' own typefaces are not for sale as fonts; many similar ones, chosen at random, teach the shapes instead.
Debian packages: see `models/training/README.md`. The bundled font of the simulator is always there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PilImage
from PIL import ImageDraw, ImageFont

from edge.fonts import PLATE_MARKS

Mask = NDArray[np.uint8]
"""(H, W) uint8 coverage, 255 inside the glyph."""

BUNDLED = PLATE_MARKS
FONT_FOLDER = Path("/usr/share/fonts")

DRAWN_HEIGHT = 160
"""Pixels of the em square at which glyphs are drawn; they are only ever scaled down from there."""


@dataclass(slots=True)
class Typefaces:
    """Fonts by file name, with a cache of what was drawn. `files` in a fixed order, for the sake of the seed."""

    files: tuple[Path, ...]
    _drawn: dict[tuple[Path, str], Mask] = field(default_factory=dict)
    _open: dict[Path, ImageFont.FreeTypeFont] = field(default_factory=dict)
    _kept: dict[Hashable, Mask] = field(default_factory=dict)

    def mask(self, file: Path, character: str) -> Mask:
        """The glyph cut to its ink: its proportions are the font's, its place on the line is lost."""
        key = (file, character)
        if key not in self._drawn:
            self._drawn[key] = _draw(self._font(file), character)
        return self._drawn[key]

    def fitted(self, file: Path, character: str, width: int, height: int) -> Mask:
        """The glyph stretched to fill (height, width), as plates do; `1`, `I` and `-` keep their proportions."""
        return _fit(self.mask(file, character), character, width, height)

    def kept(self, key: Hashable, make: Callable[[], Mask]) -> Mask:
        """What `make` draws, drawn once for each `key`; `make` must depend on the key alone."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def _font(self, file: Path) -> ImageFont.FreeTypeFont:
        if file not in self._open:
            self._open[file] = ImageFont.truetype(str(file), DRAWN_HEIGHT, index=_face(file))
        return self._open[file]


def find_typefaces(names: Sequence[str], folder: Path = FONT_FOLDER) -> Typefaces:
    """The fonts of these file names that are installed, in the order of `names`; at least the bundled one."""
    found = {path.name: path for path in sorted(folder.rglob("*")) if path.suffix in {".ttf", ".otf", ".ttc"}}
    files = tuple(found[name] for name in names if name in found)
    return Typefaces(files or (BUNDLED,))


def _face(file: Path) -> int:
    """Noto's collections hold a face for each region; the third one writes Simplified Chinese."""
    return 2 if file.suffix == ".ttc" and "CJK" in file.name else 0


def _draw(font: ImageFont.FreeTypeFont, character: str) -> Mask:
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character))
    sheet = PilImage.new("L", (right - left + 4, bottom - top + 4), 0)
    ImageDraw.Draw(sheet).text((2 - left, 2 - top), character, fill=255, font=font)
    mask = np.asarray(sheet, dtype=np.uint8)
    rows, columns = np.flatnonzero(mask.max(axis=1)), np.flatnonzero(mask.max(axis=0))
    if rows.size == 0:
        return np.zeros((4, 4), dtype=np.uint8)
    return np.ascontiguousarray(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _fit(mask: Mask, character: str, width: int, height: int) -> Mask:
    if character in "1I-.":
        width = max(1, min(width, round(mask.shape[1] * height / mask.shape[0])))
    fitted = cv2.resize(mask, (max(1, width), max(1, height)), interpolation=cv2.INTER_AREA)
    return fitted.astype(np.uint8, copy=False)
