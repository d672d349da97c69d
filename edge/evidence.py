"""Evidence pictures on the lane's disk: `evidence/<passage_id>/<name>.jpg`, and their bounds in days and size.

Promised: a picture that `save` has returned survives a power cut, whole, under its name; before that it is there whole
or not at all, or the one before it is. What was removed may come back after a power cut.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from edge.errors import StorageError

BLOCK = 512  # bytes, of `st_blocks`


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
        """Writes a picture, in the place of one of that name; raises `StorageError`."""
        path = self.path_of(passage_id, name)
        partial = path.with_suffix(".partial")
        try:
            self._make_folder(path.parent)
            with partial.open("wb") as file:
                file.write(jpeg)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            _sync(path.parent)
        except OSError as error:
            with suppress(OSError):  # half a picture would keep a full disk full
                partial.unlink(missing_ok=True)
            raise StorageError(f"picture {path} can't be written: {error.strerror}") from error
        return Stored(name, path, hashlib.sha256(jpeg).hexdigest())

    def _make_folder(self, folder: Path) -> None:
        """A passage's folder, and on its first picture the folder of all; what they are called is made to last too."""
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        _sync(self._folder)
        _sync(self._folder.parent)

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

    def remove(self, passage_id: str, name: str) -> int:
        """Removes one picture, and its folder with the last one; returns the bytes that this gives back."""
        path, taken = self.path_of(passage_id, name), 0
        with suppress(OSError):
            taken = path.stat().st_blocks * BLOCK
            path.unlink()
            path.parent.rmdir()
        return taken

    def passages(self) -> list[str]:
        """Ids of the passages with pictures, the oldest first: they are UUIDv7, whose order is that of time."""
        try:
            return sorted(one.name for one in self._folder.iterdir())
        except OSError:
            return []

    def names(self, passage_id: str) -> list[str]:
        """What lies in a passage's folder, pictures cut short by a power cut among them."""
        try:
            return sorted(one.name for one in (self._folder / passage_id).iterdir())
        except OSError:
            return []

    def prune(
        self,
        now_s: float,
        days: float,
        max_bytes: float,
        is_over: Callable[[], bool] = lambda: False,
        unsent: Container[str] = (),
    ) -> list[str]:
        """Removes passages older than `days`, but for the `unsent`, and those beyond `max_bytes`, the `unsent` last.

        Otherwise the oldest go first. Returns their ids. Ends early once `is_over`. Others may save and remove
        pictures meanwhile.
        """
        folders = takewhile(lambda _: not is_over(), (self._folder / name for name in self.passages()))
        measured = (row for one in folders if (row := _measure(one)))
        passages = sorted(measured, key=lambda row: (row[2].name in unsent, row[1]))
        total = sum(size for size, _, _ in passages)
        removed: list[str] = []
        for size, changed_s, folder in passages:
            is_old = now_s - changed_s > days * 86_400 and folder.name not in unsent
            if is_over() or (not is_old and total <= max_bytes):
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size
            removed.append(folder.name)
        return removed


def _sync(folder: Path) -> None:
    """Makes the folder's entries last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _measure(folder: Path) -> tuple[int, float, Path] | None:
    """Bytes, time of the last change and path of a passage's folder; None where it is none, or changes right now."""
    try:
        stats = [one.stat() for one in folder.iterdir()]
        changed_s = max((one.st_mtime for one in stats), default=folder.stat().st_mtime)
    except OSError:
        return None
    return sum(one.st_size for one in stats), changed_s, folder
