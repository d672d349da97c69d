"""A copy of all that a lane keeps, in files that need no lanegate to be read."""

from __future__ import annotations

import base64
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from edge.errors import InputError
from edge.outbox_queue import Message
from edge.outbox_reader import OutboxReader


def new_folder(target: Path) -> None:
    """Makes the folder of an export; raises `InputError`."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise InputError(f"{target} is not empty: an export gets a folder of its own")
    except OSError as error:
        raise InputError(f"{target} can't be made: {error.strerror}") from error


def export_messages(outbox: OutboxReader, evidence: Path, target: Path) -> dict[str, int]:
    """Writes `passages.jsonl` and `pending.jsonl`; returns how many lines of each. Raises `InputError`."""
    waiting = sum(one.messages for one in outbox.waiting()) + len(outbox.pictures())
    with _writing(target):
        return {
            "records": _write(target / "passages.jsonl", outbox.records(), outbox.archive()[0], "record"),
            "pending": _write(target / "pending.jsonl", _lines(outbox, evidence), waiting, "message"),
        }


def export_pictures(evidence: Path, target: Path) -> dict[str, int]:
    """Copies the pictures to `evidence/`; returns how many there were. Raises `InputError`."""
    with _writing(target):
        pictures = sorted(one for one in evidence.glob("*/*") if one.suffix != ".partial")
        return {"pictures": _copy(pictures, evidence, target / "evidence")}


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"the export to {target} fails: {error.strerror}") from error


def _write(path: Path, lines: Iterator[bytes], total: int, unit: str) -> int:
    with path.open("wb") as file:
        return sum(1 for line in _shown(lines, total, unit) if file.write(line + b"\n"))


def _lines(outbox: OutboxReader, evidence: Path) -> Iterator[bytes]:
    for message in outbox.pending():
        yield json.dumps(_pending(message, evidence), ensure_ascii=False).encode()


def _pending(message: Message, evidence: Path) -> dict[str, Any]:
    """`file` is a path within the export where the picture is one of the lane's."""
    document: dict[str, Any] = {"topic": message.topic}
    if message.file is None:
        document["payload"] = (message.payload or b"").decode(errors="backslashreplace")
    else:
        path = Path(message.file)
        inside = path.is_relative_to(evidence)
        document["file"] = str(Path("evidence") / path.relative_to(evidence)) if inside else message.file
    if message.correlation is not None:
        document["correlation_base64"] = base64.b64encode(message.correlation).decode()
    return document


def _copy(pictures: list[Path], evidence: Path, target: Path) -> int:
    """How many there were: the lane may remove an old one, or replace one, meanwhile."""
    done = 0
    for picture in _shown(pictures, len(pictures), "picture"):
        copy = target / picture.relative_to(evidence)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(picture, copy)
        except FileNotFoundError:
            continue
        done += 1
    return done


def _shown(items: Iterable[Any], total: int, unit: str) -> Iterable[Any]:
    """With a bar for whoever watches."""
    return tqdm(items, total=total, unit=unit, file=sys.stderr) if sys.stderr.isatty() else items
