"""What was read wrong, for a person's eyes: the crop as the network sees it, its label, the read and the confidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from edge.errors import InputError
from edge.fonts import PLATE_MARKS
from edge.values import Image
from models.training.reading import Outcome

_COLUMNS = 6
_CELL = (272, 190)
_PICTURE = (256, 104)
"""Width and height in pixels, of a cell and of the largest crop in it."""

_GROUND, INK, FAINT = (32, 32, 34), (235, 235, 235), (150, 150, 150)
PASSED, REVIEWED = (255, 70, 60), (255, 170, 60)
"""Red: wrong and passed without review. Orange: wrong, but a person would have looked."""

SeenBy = Callable[[Outcome], Image]
"""The crop that the network got, (H, W, 3) uint8 BGR."""


def write_errors(outcomes: Sequence[Outcome], seen: SeenBy, target: Path, most: int = 300) -> int:
    """Writes the wrong reads as one picture, those that nobody would have looked at first; how many there were.

    At most `most` are drawn. Raises InputError where the file can't be written.
    """
    wrong = sorted((each for each in outcomes if not each.exact), key=_worst_first)
    write_picture(target, sheet_of(wrong[:most], seen))
    return len(wrong)


def sheet_of(outcomes: Sequence[Outcome], seen: SeenBy) -> Image:
    """(H, W, 3) uint8 BGR; a single dark cell where there is nothing to show."""
    return grid_of([_cell(each, seen(each)) for each in outcomes], _CELL, _COLUMNS)


def grid_of(filled: Sequence[Image], size: tuple[int, int], most_columns: int) -> Image:
    """Cells of (width, height) pixels, RGB as Pillow has it, side by side -> BGR; one dark cell where there is none."""
    cells = list(filled) or [blank(size)]
    columns = min(most_columns, len(cells))
    cells += [blank(size)] * (-len(cells) % columns)
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    return np.ascontiguousarray(np.vstack(rows)[:, :, ::-1])


def write_picture(target: Path, image: Image) -> None:
    """As PNG whatever the name ends in, in a folder that is made if need be. Raises InputError."""
    _, encoded = cv2.imencode(".png", image)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(encoded.tobytes())
    except OSError as error:
        raise InputError(f"can't write {target}: {error.strerror}") from error


def _worst_first(outcome: Outcome) -> tuple[bool, str, float]:
    return not outcome.accepted, outcome.mark.collection, -outcome.answer.confidence


def blank(size: tuple[int, int]) -> Image:
    """A dark cell of (width, height) pixels."""
    return np.full((size[1], size[0], 3), _GROUND, dtype=np.uint8)


def _cell(outcome: Outcome, crop: Image) -> Image:
    """RGB, as Pillow has it."""
    sheet = Pillow.fromarray(blank(_CELL))
    colour = PASSED if outcome.accepted else REVIEWED
    sheet.paste(Pillow.fromarray(fitted(crop, _PICTURE)[:, :, ::-1]), (8, 8))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((2, 2, _CELL[0] - 3, _CELL[1] - 3), outline=colour)
    top = _PICTURE[1] + 12
    large = ImageFont.truetype(str(PLATE_MARKS), 20)
    pen.text((8, top), outcome.mark.text or "", fill=INK, font=large)
    pen.text((8, top + 25), outcome.answer.text or "-", fill=colour, font=large)
    pen.text((_CELL[0] - 8, top + 25), f"{outcome.answer.confidence:.3f}", fill=FAINT, font=large, anchor="ra")
    return with_name(np.asarray(sheet, dtype=np.uint8).copy(), outcome.mark.file.name)


def with_name(cell: Image, name: str) -> Image:
    """In OpenCV's letters, for the bundled font has no small ones."""
    latin = "".join(symbol if symbol.isascii() else "." for symbol in name)[-44:]
    cv2.putText(cell, latin, (8, cell.shape[0] - 8), cv2.FONT_HERSHEY_PLAIN, 0.75, FAINT, 1, cv2.LINE_AA)
    return cell


def fitted(crop: Image, most: tuple[int, int]) -> Image:
    """The picture as large as (width, height) pixels let it be, in its own shape."""
    scale = min(most[0] / crop.shape[1], most[1] / crop.shape[0])
    size = max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale))
    return cv2.resize(crop, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
