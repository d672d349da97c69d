"""Pictures out of the paths that a person gives: picture files, folders of them, and videos cut into seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from edge.errors import InputError
from edge.values import Image

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".avi", ".mov", ".ts", ".m4v", ".webm", ".h264", ".264", ".hevc", ".flv"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A (H, W, 3) BGR picture; `frame` (from 0) and `at_s` (from the video's start) only where it is from a video."""

    image: Image
    frame: int | None = None
    at_s: float | None = None


def expand(paths: Sequence[str]) -> Iterator[str]:
    """Each path as given; for a folder the pictures in it, sorted, or the folder itself where it holds none."""
    for path in paths:
        folder = Path(path)
        names = sorted(_picture_names(folder)) if folder.is_dir() else []
        yield from (str(folder / name) for name in names) if names else (path,)


def _picture_names(folder: Path) -> Iterator[str]:
    return (each.name for each in folder.iterdir() if each.suffix.lower() in PICTURE_SUFFIXES and each.is_file())


def pictures_of(path: str, every_s: float) -> Iterator[Picture]:
    """The picture in a file, or one per `every_s` seconds of a video. Raises InputError."""
    file = Path(path)
    if file.is_dir():
        raise InputError("no pictures in this folder")
    if not file.exists():
        raise InputError("no such file")
    if file.suffix.lower() in VIDEO_SUFFIXES:
        yield from _frames_of(path, every_s)
    else:
        yield Picture(_picture(file))


def _picture(file: Path) -> Image:
    """Turned as its EXIF orientation says."""
    try:
        encoded = np.frombuffer(file.read_bytes(), dtype=np.uint8)
    except OSError as error:
        raise InputError(error.strerror or str(error)) from error
    if not len(encoded):
        raise InputError("the file is empty")
    try:
        image = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise InputError("too large or broken for the picture decoder") from error
    if image is None:
        raise InputError("not a picture that can be decoded")
    return image.astype(np.uint8, copy=False)


def _frames_of(path: str, every_s: float) -> Iterator[Picture]:
    try:
        with av.open(path) as container:
            if not container.streams.video:
                raise InputError("no video in this file")
            yield from _sampled(container, every_s)
    except (av.FFmpegError, OSError) as error:
        raise InputError(f"the video can't be decoded: {error.strerror or error}") from error


def _sampled(container: av.container.InputContainer, every_s: float) -> Iterator[Picture]:
    """The first frame at or after each multiple of `every_s`, counted from the first frame."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    rate = float(stream.average_rate or 25)
    start_s: float | None = None
    due_s = 0.0
    for number, frame in enumerate(container.decode(stream)):
        time_s = number / rate if frame.time is None else frame.time
        start_s = time_s if start_s is None else start_s
        at_s = time_s - start_s
        if at_s >= due_s - 1e-6:
            due_s = (at_s // every_s + 1) * every_s
            yield Picture(_upright(frame), number, round(at_s, 3))


def _upright(frame: av.VideoFrame) -> Image:
    """The frame in BGR, turned as its display matrix says."""
    image = frame.to_ndarray(format="bgr24")
    return np.ascontiguousarray(np.rot90(image, round(frame.rotation / 90))).astype(np.uint8, copy=False)
