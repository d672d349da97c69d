"""Pictures with their reads drawn in, for people who would rather look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2

from edge.commands.pictures import Picture
from edge.errors import InputError
from edge.marking import draw
from edge.values import Read


def write_drawn(folder: Path, file: str, picture: Picture, reads: Sequence[Read]) -> None:
    """Writes `<name>.jpg`, or `<name>-<frame>.jpg` of a video, into the folder. Raises InputError."""
    tail = "" if picture.frame is None else f"-{picture.frame:06d}"
    target = folder / f"{Path(file).stem}{tail}.jpg"
    ok, encoded = cv2.imencode(".jpg", draw(picture.image, reads))
    try:
        target.write_bytes(encoded.tobytes() if ok else b"")
    except OSError as error:
        raise InputError(f"can't write {target}: {error.strerror}") from error
