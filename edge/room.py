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
from edge.faults.listed import with_check
from edge.ports import Sink
from edge.values import DeviceStatus, Event

log = logging.getLogger(__name__)

AHEAD = 1.1  # of the free space that is kept: made once it is short, so that it is not made for every picture
AT_EASE = 1.25  # of it: the shortage is over, not only put off by removing pictures
AT_ONCE = 50  # pictures: a slow disk takes some milliseconds for each
LEAST_BYTES = 1024 * 1024
"""Less is no space. So much is made where the disk refuses although it seems to have some: a quota, say."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Pictures that gave way, of how many passages (each counts with its last one); how many had not been sent."""

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
        self._in_need = self._making = False
        self._told: DeviceStatus | None = None

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
        """Makes some more room where it is short, and says when the shortage is over; whether pictures gave way."""
        free_bytes = self._free_bytes()
        if free_bytes < (AHEAD if self._making else 1) * self._min_free_bytes:
            return self.make(busy)
        if self._making:
            self._making = False
            self._tell()
        if self._in_need and free_bytes >= AT_EASE * self._min_free_bytes:
            self._in_need, self._told = False, None
            self._sink(DeviceStatus("pictures", "ok", "there is room for pictures again"))
        return False

    def make(self, busy: str, *, refused: bool = False) -> bool:
        """Removes some of the oldest pictures; `refused`: even where there seems to be room.

        No more than `AT_ONCE`: the lane waits for it. Returns whether any gave way.
        """
        removed = self._remove(busy, LEAST_BYTES if refused else 0)
        self.removed += removed
        begins, self._in_need = not self._in_need, True
        self._making = removed.pictures > 0
        if begins or not self._making:
            self._tell()
        return removed.pictures > 0

    def _tell(self) -> None:
        """At the beginning, and when what there is to do is done: not of every picture."""
        text = "no pictures are stored" if self.is_short() else "old pictures give way"
        fault = DeviceStatus("pictures", "low-space", f"{text}: removed {self.removed} so far")
        if fault != self._told:
            self._told = fault
            self._sink(fault)

    def _remove(self, busy: str, least_bytes: int) -> Removed:
        wanted = max(AHEAD * self._min_free_bytes - self._free_bytes(), least_bytes)
        waiting = self._waiting()
        removed = Removed()
        for passage_id, name in self._by_worth(busy, waiting):
            if wanted <= 0 or removed.pictures == AT_ONCE:
                break
            path = self._evidence.path_of(passage_id, name)
            wanted -= self._evidence.remove(passage_id, name)
            if not path.exists():
                waits = waiting is None or str(path) in waiting or passage_id == busy
                removed += Removed(1, int(not path.parent.exists()), int(waits))
        return removed

    def _by_worth(self, busy: str, waiting: frozenset[str] | None) -> Iterator[tuple[str, str]]:
        """(passage, name), the least missed first: of passages that are wholly sent, then of all; old before new."""
        unsent = {busy, *(Path(path).parent.name for path in waiting or ())}
        passages = self._evidence.passages()
        sent = [one for one in passages if one not in unsent] if waiting is not None else []
        for passage_id in (*sent, *passages):
            for name in self._evidence.names(passage_id):
                yield passage_id, name

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


def make_blindly(error: StorageError, evidence: Evidence, folder: Path, min_free_bytes: float) -> bool:
    """Some room before anything is open, where `error` was for want of it; whether pictures gave way."""

    def unknown() -> frozenset[str]:
        raise StorageError("the outbox is not open")

    def say(event: Event) -> None:
        if isinstance(event, DeviceStatus):
            log.warning("%s %s: %s", event.device, event.code, with_check(event.device, event.code, event.text))

    room = Room(evidence, folder, min_free_bytes, unknown, say)
    return room.would_help(error) and room.make("", refused=True)


def _says_full(error: StorageError) -> bool:
    match error.__cause__:
        case OSError(errno=number):
            return number in (errno.ENOSPC, errno.EDQUOT)
        case sqlite3.Error() as cause:
            return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return False
