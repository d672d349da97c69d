"""`lanegate read`: recognises plates and container numbers in picture and video files."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from edge.commands.drawing import write_drawn
from edge.commands.pictures import Picture, expand, pictures_of
from edge.errors import InputError, LanegateError
from edge.ports import Recogniser
from edge.values import Box, ContainerRead, MarkKind, PlateRead, Read

_ALL_MARKS: frozenset[MarkKind] = frozenset({"plate", "container"})
_INTERRUPTED = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("read", help="recognise plates and container numbers in pictures and videos")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a picture, a video, or a folder of pictures")
    parser.add_argument("--json", action="store_true", help="one JSON line a picture")
    parser.add_argument(
        "--every", type=_seconds, default=1.0, metavar="SECONDS", help="of a video, a picture each so often (1.0)"
    )
    parser.add_argument("--crop", choices=("plate", "container"), help="the pictures are already cut to this mark")
    parser.add_argument("--threads", type=_count, default=0, metavar="N", help="processor threads (0: all cores)")
    parser.add_argument("--draw", metavar="DIR", help="also write each picture with its reads drawn in")
    parser.set_defaults(run=read_command)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise ValueError
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 1024:
        raise ValueError
    return value


@dataclass(frozen=True, slots=True)
class Line:
    """What is said about one picture."""

    file: str
    picture: Picture
    ms: float
    reads: tuple[Read, ...]


def read_command(arguments: argparse.Namespace) -> int:
    """0 when every picture was read, 1 when one could not be, 130 when interrupted."""
    try:
        return _read_all(arguments)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our lines has gone; what Python would still flush at its end must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _read_all(arguments: argparse.Namespace) -> int:
    # Here, not above: loading it takes a second that `lanegate --help` need not wait.
    from edge.recognition.engine import load_recogniser  # noqa: PLC0415

    try:
        recogniser = load_recogniser(arguments.threads)
        drawn = _folder(arguments.draw)
    except LanegateError as error:
        print(f"lanegate read: {error}", file=sys.stderr)
        return 1
    failed = False
    for file in _with_progress(list(expand(arguments.paths))):
        try:
            for line in _lines(file, recogniser, arguments):
                _say(json_line(line) if arguments.json else table_line(line))
                if drawn:
                    write_drawn(drawn, line.file, line.picture, line.reads)
        except InputError as error:
            failed = True
            _say(json.dumps({"file": file, "error": str(error)}, ensure_ascii=False) if arguments.json
                 else f"{file}: {error}")  # fmt: skip
    return int(failed)


def _folder(path: str | None) -> Path | None:
    if path is None:
        return None
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"can't make the folder {path}: {error.strerror}") from error
    return Path(path)


def _with_progress(files: list[str]) -> Iterator[str]:
    """The files, with a bar on the terminal where the lines themselves go elsewhere."""
    shown = len(files) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    yield from tqdm(files, unit="file", file=sys.stderr) if shown else files


def _lines(file: str, recogniser: Recogniser, arguments: argparse.Namespace) -> Iterator[Line]:
    for picture in pictures_of(file, arguments.every):
        begun = time.perf_counter()
        if arguments.crop:
            reads = recogniser.recognise_crop(picture.image, arguments.crop)
        else:
            reads = recogniser.recognise(picture.image, _ALL_MARKS)
        yield Line(file, picture, (time.perf_counter() - begun) * 1000, reads)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def json_line(line: Line) -> str:
    height, width = line.picture.image.shape[:2]
    said: dict[str, Any] = {"file": line.file, "width": width, "height": height, "ms": round(line.ms, 1)}
    if line.picture.frame is not None:
        said |= {"frame": line.picture.frame, "at_s": line.picture.at_s}
    said["plates"] = [_plate(read, width, height) for read in line.reads if isinstance(read, PlateRead)]
    said["containers"] = [_container(read, width, height) for read in line.reads if isinstance(read, ContainerRead)]
    return json.dumps(said, ensure_ascii=False)


def _plate(read: PlateRead, width: int, height: int) -> dict[str, Any]:
    kind = {"text": read.text, "country": read.country, "class": read.plate_class, "rows": read.rows}
    quad = [[_within(x, width), _within(y, height)] for x, y in read.quad]
    return {**kind, "colour": read.colour, **_certainty(read), "box": _box(read.box, width, height), "quad": quad}


def _container(read: ContainerRead, width: int, height: int) -> dict[str, Any]:
    kind = {"number": read.number, "check_digit_ok": read.check_digit_ok, "size_type": read.size_type}
    return {**kind, **_certainty(read), "box": _box(read.box, width, height)}


def _certainty(read: Read) -> dict[str, Any]:
    return {
        "confidence": round(read.confidence, 4),
        "min_char_confidence": round(read.min_char_confidence, 4),
        "needs_review": read.needs_review,
    }


def _box(box: Box, width: int, height: int) -> list[int]:
    x1, y1, x2, y2 = box
    return [_within(x1, width), _within(y1, height), _within(x2, width), _within(y2, height)]


def _within(value: float, size: int) -> int:
    """A whole pixel of the picture: a mark cut off by its edge ends there."""
    return min(max(round(value), 0), size)


def table_line(line: Line) -> str:
    """File, time in the video, size, milliseconds, marks; `?` behind a mark that wants a person's eye."""
    height, width = line.picture.image.shape[:2]
    at = "" if line.picture.at_s is None else f" {line.picture.at_s:.2f}s"
    marks = "; ".join(_words(read) for read in line.reads) or "-"
    return f"{line.file}{at}  {width}x{height}  {line.ms:.0f} ms  {marks}"


def _words(read: Read) -> str:
    doubt = "?" if read.needs_review else ""
    if isinstance(read, PlateRead):
        return f"{read.text}{doubt} ({read.country} {read.plate_class}, {read.confidence:.2f})"
    fault = "" if read.check_digit_ok else ", check digit wrong"
    size = f" {read.size_type}" if read.size_type else ""
    return f"{read.number}{doubt}{size} (container, {read.confidence:.2f}{fault})"
