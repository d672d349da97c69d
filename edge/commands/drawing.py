"""Pictures with their reads drawn in, for people who would rather look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from edge.commands.pictures import Picture
from edge.errors import InputError
from edge.values import Image, PlateRead, Read

_SURE = (60, 200, 60)
_DOUBTFUL = (40, 140, 255)


def draw(image: Image, reads: Sequence[Read]) -> Image:
    """A copy of a (H, W, 3) BGR picture with quads and texts: green, or orange where a person should look."""
    drawn = image.copy()
    thickness = max(1, round(max(image.shape[:2]) / 600))
    for read in reads:
        colour = _DOUBTFUL if read.needs_review else _SURE
        corners = np.array(read.quad, dtype=np.int32).reshape(-1, 1, 2)
        cv2.polylines(drawn, [corners], isClosed=True, color=colour, thickness=thickness)
        _write(drawn, read, colour, thickness)
    return drawn


def _write(drawn: Image, read: Read, colour: tuple[int, int, int], thickness: int) -> None:
    """OpenCV's letters are Latin ones; a Chinese character is left out of the drawing, never out of the lines."""
    text = read.text if isinstance(read, PlateRead) else read.number
    latin = "".join(symbol if symbol.isascii() else "." for symbol in text)
    left, top = round(read.box[0]), max(round(read.box[1]) - 4 * thickness, 12 * thickness)
    cv2.putText(drawn, latin, (left, top), cv2.FONT_HERSHEY_SIMPLEX, 0.6 * thickness, colour, thickness)


def write_drawn(folder: Path, file: str, picture: Picture, reads: Sequence[Read]) -> None:
    """Writes `<name>.jpg`, or `<name>-<frame>.jpg` of a video, into the folder. Raises InputError."""
    tail = "" if picture.frame is None else f"-{picture.frame:06d}"
    target = folder / f"{Path(file).stem}{tail}.jpg"
    ok, encoded = cv2.imencode(".jpg", draw(picture.image, reads))
    try:
        target.write_bytes(encoded.tobytes() if ok else b"")
    except OSError as error:
        raise InputError(f"can't write {target}: {error.strerror}") from error
