"""A session's folder on disk.

    <storage.path>/recordings/20261124T225700Z/        a session: the ring, while the lane runs
        session.json                                   the lane's settings without secrets, version, start
        writing                                        there as long as it is to be written
        events-000001.jsonl …                          what the lane met; see `edge.recording.lines`
        camera-front/000001.h264, 000001.jsonl …       see `edge.recording.film`
    <storage.path>/recordings/kept-20261124T231502Z-indicator-silent/     put aside for somebody to look at

Pictures and plates of people: readable for the lane's user and group alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

FORMAT = 1
HEAD = "session.json"
WRITING = "writing"
KEPT = "kept-"
CAMERA = "camera-"
FILE_MODE, FOLDER_MODE = 0o640, 0o750


def make_folder(path: Path) -> Path:
    """Raises OSError."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return path


def create(path: Path) -> BinaryIO:
    """A new file, for writing; raises OSError, also where there is one of that name."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE), "wb")


def is_wanted(session: Path) -> bool:
    """Whether the session is still to be written; a camera's process asks."""
    return (session / WRITING).exists()


def events_name(number: int) -> str:
    return f"events-{number:06d}.jsonl"


def next_number(folder: Path) -> int:
    """Above the numbers of all files that are there."""
    found = (re.search(r"(\d{6})\.", one.name) for one in folder.iterdir())
    return max((int(one[1]) for one in found if one), default=0) + 1


def parts(session: Path) -> Iterator[tuple[Path, ...]]:
    """The files that belong together: one of events, or one of a film with its index; not the session's head."""
    for path in sorted(session.glob("events-*.jsonl")):
        yield (path,)
    for index in sorted(session.glob(f"{CAMERA}*/*.jsonl")):
        yield (index, *(one for one in index.parent.glob(f"{index.stem}.*") if one != index))
