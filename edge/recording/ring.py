"""Bounds of what is recorded: the oldest goes first, and all of it before the disk is short of room for records."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edge.recording.folder import HEAD, KEPT, make_folder, parts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of all sessions together `max_bytes`; of the ring `minutes`; of what is put aside so many sessions.

    `spare_bytes` of the disk are left alone.
    """

    max_bytes: float
    minutes: float
    most_kept: int
    spare_bytes: float


@dataclass(frozen=True, slots=True)
class _Part:
    """Files that go together; `changed_s`: by the machine's wall clock."""

    paths: tuple[Path, ...]
    changed_s: float
    size: int


class Ring:
    """The sessions in `folder`; `current` is the one that is being written."""

    def __init__(self, folder: Path, current: Path, bounds: Bounds) -> None:
        self._folder = folder
        self._current = current
        self._bounds = bounds

    def prune(self) -> bool:
        """Removes what is beyond the bounds; whether there is room to go on. Others may write meanwhile."""
        ring = sorted(self._ring_parts(), key=lambda one: one.changed_s)
        # measured from the newest part: a wall clock that is set must not empty the ring
        oldest_s = ring[-1].changed_s - self._bounds.minutes * 60 if ring else 0.0
        while len(ring) > 1 and (ring[0].changed_s < oldest_s or self._is_beyond()):
            if ring[0].changed_s >= oldest_s and self._drop_kept():
                continue
            _remove(ring.pop(0).paths)
        self._remove_empty()
        return self._free_bytes() >= self._bounds.spare_bytes

    def drop(self) -> None:
        """The current session goes: there is no room for it."""
        shutil.rmtree(self._current, ignore_errors=True)

    def keep(self, name: str) -> Path:
        """Puts the current session aside under `kept-<name>`, and writes on: by hard links. Raises OSError."""
        kept = make_folder(self._folder / f"{KEPT}{name}")
        for path in (self._current / HEAD, *(path for part in parts(self._current) for path in part)):
            other = kept / path.relative_to(self._current)
            make_folder(other.parent)
            with suppress(FileNotFoundError):  # it was removed right now
                os.link(path, other)
        for old in self._kept()[: -self._bounds.most_kept]:
            shutil.rmtree(old, ignore_errors=True)
        return kept

    def _is_beyond(self) -> bool:
        return self._bytes() > self._bounds.max_bytes or self._free_bytes() < self._bounds.spare_bytes

    def _drop_kept(self) -> bool:
        """The oldest of several that were put aside; the newest is worth more than the ring."""
        kept = self._kept()
        if len(kept) < 2:
            return False
        shutil.rmtree(kept[0], ignore_errors=True)
        return not kept[0].exists()

    def _kept(self) -> list[Path]:
        return sorted(self._folder.glob(f"{KEPT}*"))

    def _sessions(self) -> Iterator[Path]:
        return (one.parent for one in self._folder.glob(f"*/{HEAD}") if not one.parent.name.startswith(KEPT))

    def _ring_parts(self) -> Iterator[_Part]:
        return (part for session in self._sessions() for paths in parts(session) if (part := _measure(paths)))

    def _remove_empty(self) -> None:
        for session in self._sessions():
            if session != self._current and not any(parts(session)):
                shutil.rmtree(session, ignore_errors=True)

    def _bytes(self) -> int:
        """Of all sessions; what is put aside by a link counts once."""
        sizes: dict[int, int] = {}
        for path in self._folder.rglob("*"):
            with suppress(OSError):
                found = path.stat()
                sizes[found.st_ino] = found.st_size
        return sum(sizes.values())

    def _free_bytes(self) -> int:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return 0


def _measure(paths: tuple[Path, ...]) -> _Part | None:
    try:
        found = [one.stat() for one in paths]
    except OSError:
        return None
    return _Part(paths, max(one.st_mtime for one in found), sum(one.st_size for one in found))


def _remove(paths: tuple[Path, ...]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
