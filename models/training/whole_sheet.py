"""What was missed or read wrong in whole pictures, for a person's eyes: the picture with label's box and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from edge.fonts import PLATE_MARKS
from edge.values import Box, Image
from models.training.error_sheet import INK, PASSED, REVIEWED, blank, fitted, grid_of, with_name, write_picture
from models.training.labelled import picture_of
from models.training.whole_judging import MarkOutcome, Passed, PictureOutcome
from models.training.whole_pictures import box_of_mark

_COLUMNS = 4
_CELL = (480, 430)
_PICTURE = (464, 310)
"""Width and height in pixels, of a cell and of the largest picture in it."""

_MOST_WORDS = 3
_LABEL, _UNLABELLED = (60, 220, 90), (90, 170, 255)
"""Green: a label's box. Blue: read without review where nothing is labelled. Red and orange as on the other sheet."""

_Colour = tuple[int, int, int]


def write_whole_errors(outcomes: Sequence[PictureOutcome], target: Path, most: int = 120) -> int:
    """Writes the pictures in which something is amiss as one picture, the worst first; how many there were.

    At most `most` are drawn. Raises InputError where a picture is missing or the file can't be written.
    """
    amiss = sorted((each for each in outcomes if not each.faultless), key=_worst_first)
    write_picture(target, grid_of([_cell(each) for each in amiss[:most]], _CELL, _COLUMNS))
    return len(amiss)


def _worst_first(outcome: PictureOutcome) -> tuple[int, int, str]:
    wrong, unlabelled = (len(outcome.with_verdict(verdict)) for verdict in ("wrong", "unlabelled"))
    return -wrong, -unlabelled, str(outcome.picture.file)


def _cell(outcome: PictureOutcome) -> Image:
    """RGB, as Pillow has it."""
    image = picture_of(outcome.picture.file)
    small = fitted(image, _PICTURE)
    sheet = Pillow.fromarray(blank(_CELL))
    sheet.paste(Pillow.fromarray(np.ascontiguousarray(small[:, :, ::-1])), (8, 8))
    pen = ImageDraw.Draw(sheet)
    for box, colour in _boxes(outcome):
        pen.rectangle(_scaled(box, small.shape[1] / image.shape[1]), outline=colour, width=2)
    for place, (label, said, colour) in enumerate([*_words(outcome)][:_MOST_WORDS]):
        _write(pen, _PICTURE[1] + 14 + 28 * place, label, said, colour)
    return with_name(np.asarray(sheet, dtype=np.uint8).copy(), outcome.picture.file.name)


def _write(pen: ImageDraw.ImageDraw, top: int, label: str, said: str, colour: _Colour) -> None:
    font = ImageFont.truetype(str(PLATE_MARKS), 20)
    pen.text((8, top), label, fill=INK, font=font)
    pen.text((_CELL[0] // 2, top), said, fill=colour, font=font)


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (8 + scale * edge for edge in box)
    return left, top, max(right, left), max(bottom, top)


def _boxes(outcome: PictureOutcome) -> Iterator[tuple[Box, _Colour]]:
    for mark in outcome.marks:
        yield box_of_mark(mark.mark), _LABEL
        if mark.said and not mark.exact:
            yield mark.said.box, REVIEWED
    for passed in _amiss(outcome):
        yield passed.seen.box, _colour(passed)


def _words(outcome: PictureOutcome) -> Iterator[tuple[str, str, _Colour]]:
    """Label, read and its colour; "" for a label where there is none."""
    for passed in _amiss(outcome):
        yield (passed.mark.text or "" if passed.mark else ""), passed.seen.text, _colour(passed)
    told = {id(passed.seen) for passed in _amiss(outcome)}
    for mark in outcome.marks:
        if not mark.exact and id(mark.said) not in told:
            yield mark.mark.text or "", _said(mark), REVIEWED


def _said(mark: MarkOutcome) -> str:
    return f"{mark.said.text} {mark.said.confidence:.3f}" if mark.said else "-"


def _amiss(outcome: PictureOutcome) -> list[Passed]:
    return [*outcome.with_verdict("wrong"), *outcome.with_verdict("unlabelled")]


def _colour(passed: Passed) -> _Colour:
    return PASSED if passed.verdict == "wrong" else _UNLABELLED
