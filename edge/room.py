"""Room on the lane's disk: pictures give way before records do, those that the broker has before those it has not."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from edge.errors import StorageError
from edge.evidence import Evidence
from edge.ports import Sink
from edge.values import DeviceStatus

log = logging.getLogger(__name__)

AHEAD = 1.1  # of the free space that is kept: what is made in one go, so that it is not made for every picture
AT_EASE = 1.25  # of it: the shortage is over, not only put off by removing pictures
ADVICE = "free disk space, or lower storage.evidence_days or storage.evidence_max_gb"
LEAST_BYTES = 1024 * 1024
"""Less is no space. So much is made where the disk refuses although it seems to have some: a quota, say."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Pictures that gave way, of how many passages; `unsent` of them had not reached the broker."""

    pictures: int = 0
    passages: int = 0
    unsent: int = 0

    def __str__(self) -> str:
        return f"{self.pictures} pictures of {self.passages} passages, {self.unsent} of them unsent"

    def __add__(self, other: Removed) -> Removed:
        sums = (self.pictures + other.pictures, self.passages + other.passages, self.unsent + other.unsent)
        return Removed(*sums)


class Room:
    """Keeps `min_free_bytes` of the disk that `folder` is on free of pictures; tells `sink` of the fault `pictures`.

    `unsent` gives the paths of the pictures that the broker has not accepted; where it raises `StorageError` all count
    as such. `busy` is the passage whose pictures are still being taken: they count as unsent too.
    """

    def __init__(
        self,
        evidence: Evidence,
        folder: Path,
        min_free_bytes: float,
        unsent: Callable[[], frozenset[str]],
        sink: Sink,
    ) -> None:
        self.removed = Removed()
        self._evidence = evidence
        self._folder = folder
        self._min_free_bytes = min_free_bytes
        self._unsent = unsent
        self._sink = sink
        self._in_need = False

    def is_short(self) -> bool:
        """Whether no more pictures are to be stored."""
        return self._free_bytes() < self._min_free_bytes

    def is_exhausted(self) -> bool:
        """Whether there is no space worth the name: a short write may find a gap where the next record does not."""
        return self._free_bytes() < LEAST_BYTES

    def would_help(self, error: StorageError) -> bool:
        """Whether something could not be written for want of space."""
        return _says_full(error) or self.is_short()

    def look(self, busy: str) -> bool:
        """Makes room where it is short, and says when the shortage is over; whether pictures gave way."""
        if self.is_short():
            return self.make(busy)
        if self._in_need and self._free_bytes() >= AT_EASE * self._min_free_bytes:
            self._in_need = False
            log.info("there is room for pictures again")
            self._sink(DeviceStatus("pictures", "ok", "there is room for pictures again"))
        return False

    def make(self, busy: str, *, refused: bool = False) -> bool:
        """Removes the oldest pictures until there is room; `refused`: some even where there seems to be room.

        Returns whether any gave way.
        """
        removed = self._remove(busy, LEAST_BYTES if refused else 0)
        self.removed += removed
        if removed.pictures:
            log.warning("the disk is nearly full: removed %s", removed)
        self._in_need = True
        text = "no pictures are stored" if self.is_short() else "old pictures give way"
        self._sink(DeviceStatus("pictures", "low-space", f"{text}, so far {self.removed}: {ADVICE}"))
        return removed.pictures > 0

    def _remove(self, busy: str, least_bytes: int) -> Removed:
        wanted = max(AHEAD * self._min_free_bytes - self._free_bytes(), least_bytes)
        gone: list[tuple[str, bool]] = []
        for passage_id, name, waits in self._by_worth(busy):
            if wanted <= 0:
                break
            wanted -= self._evidence.remove(passage_id, name)
            gone.append((passage_id, waits))
        return Removed(len(gone), len({one for one, _ in gone}), sum(waits for _, waits in gone))

    def _by_worth(self, busy: str) -> Iterator[tuple[str, str, bool]]:
        """(passage, name, whether it waits to be sent), the least missed first: sent before unsent, old before new."""
        waiting = self._waiting()
        for unsent in (False, True):
            for passage_id in self._evidence.passages():
                for name in self._evidence.names(passage_id):
                    path = str(self._evidence.path_of(passage_id, name))
                    if unsent == (waiting is None or path in waiting or passage_id == busy):
                        yield passage_id, name, unsent

    def _waiting(self) -> frozenset[str] | None:
        try:
            return self._unsent()
        except StorageError:
            return None

    def _free_bytes(self) -> int:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:  # a disk that is gone has no room
            return 0


def _says_full(error: StorageError) -> bool:
    match error.__cause__:
        case OSError(errno=number):
            return number in (errno.ENOSPC, errno.EDQUOT)
        case sqlite3.Error() as cause:
            return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return False
