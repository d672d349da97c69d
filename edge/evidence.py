"""Evidence pictures on the lane's disk: `evidence/<passage_id>/<name>.jpg`, and their bounds in days and size."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edge.errors import StorageError


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture on disk."""

    name: str
    path: Path
    sha256: str


class Evidence:
    """The evidence folder of one lane."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, passage_id: str, name: str, jpeg: bytes) -> Stored:
        """Writes a picture whole or not at all; raises `StorageError`."""
        path = self._folder / passage_id / name
        partial = path.with_suffix(".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(jpeg)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            with suppress(OSError):  # half a picture would keep a full disk full
                partial.unlink(missing_ok=True)
            raise StorageError(f"picture {path} can't be written: {error.strerror}") from error
        return Stored(name, path, hashlib.sha256(jpeg).hexdigest())

    def read(self, passage_id: str, name: str) -> bytes | None:
        """A picture's bytes, None where there is none; names that leave the folder are none."""
        try:
            path = (self._folder / passage_id / name).resolve()
            return path.read_bytes() if path.is_relative_to(self._folder.resolve()) else None
        except (OSError, ValueError):  # ValueError: a NUL in the name
            return None

    def path_of(self, passage_id: str, name: str) -> Path:
        return self._folder / passage_id / name

    def forget(self, passage_id: str) -> None:
        """Removes a passage's pictures."""
        shutil.rmtree(self._folder / passage_id, ignore_errors=True)

    def prune(self, now_s: float, days: int, max_bytes: float) -> list[str]:
        """Removes passages older than `days` or, oldest first, beyond `max_bytes`; returns their ids."""
        passages = sorted((_size(one) for one in self._passages()), key=lambda row: row[1])
        total = sum(size for size, _, _ in passages)
        removed = []
        for size, changed_s, folder in passages:
            if now_s - changed_s <= days * 86_400 and total <= max_bytes:
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size
            removed.append(folder.name)
        return removed

    def _passages(self) -> list[Path]:
        return [one for one in self._folder.iterdir() if one.is_dir()] if self._folder.is_dir() else []


def _size(folder: Path) -> tuple[int, float, Path]:
    """Bytes, time of the last change and path of a passage's folder."""
    stats = [one.stat() for one in folder.iterdir()]
    changed_s = max((one.st_mtime for one in stats), default=folder.stat().st_mtime)
    return sum(one.st_size for one in stats), changed_s, folder
