"""What gives way on a full disk, on a real small one."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import StorageError
from edge.evidence import Evidence
from edge.room import AT_ONCE, Removed, Room
from edge.values import DeviceStatus, Event
from tests.small_disk import small_disk

MEBIBYTE = 1024 * 1024
PICTURE = os.urandom(MEBIBYTE)


class Disk:
    """A disk of 16 MiB of which 4 stay free of pictures; what the lane was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.evidence = Evidence(folder / "evidence")
        self.unsent: set[str] = set()
        self.told: list[Event] = []
        self.room = Room(self.evidence, folder, 4 * MEBIBYTE, lambda: frozenset(self.unsent), self.told.append)

    def save(self, *passages: str, unsent: bool = False) -> None:
        """A picture of 1 MiB of each."""
        for one in passages:
            stored = self.evidence.save(one, "front.jpg", PICTURE)
            if unsent:
                self.unsent.add(str(stored.path))

    def fill(self, mebibytes: float) -> Path:
        """Something else on the disk."""
        other = self.folder / "other"
        other.write_bytes(bytes(int(mebibytes * MEBIBYTE)))
        return other


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", 16) as folder:
        yield Disk(folder)


def test_nothing_gives_way_where_there_is_room(disk: Disk) -> None:
    disk.save("p1", "p2")
    assert not disk.room.is_short()
    assert not disk.room.look("")
    assert disk.told == []
    assert disk.evidence.passages() == ["p1", "p2"]


def test_the_oldest_pictures_give_way_until_there_is_room(disk: Disk) -> None:
    disk.save(*(f"p{number}" for number in range(9)))
    disk.fill(4.9)
    assert disk.room.look("")
    assert not disk.room.is_short()
    assert disk.evidence.passages() == ["p3", "p4", "p5", "p6", "p7", "p8"]
    assert disk.room.removed == Removed(3, 3, 0)
    (fault,) = disk.told
    assert isinstance(fault, DeviceStatus)
    assert (fault.device, fault.code) == ("pictures", "low-space")
    assert fault.text == "old pictures give way: removed 3 pictures of 3 passages, 0 of them unsent so far"


def test_pictures_that_the_broker_has_go_before_older_ones_that_it_has_not(disk: Disk) -> None:
    disk.save("p1", "p2", unsent=True)
    disk.save("p3", "p4", "p5")
    disk.fill(8)
    disk.room.look("")
    assert disk.evidence.passages() == ["p1", "p2", "p5"]
    disk.fill(10)
    disk.room.look("")
    assert disk.evidence.passages() == ["p2"]
    assert disk.room.removed == Removed(4, 4, 1)


def test_pictures_of_the_passage_in_the_lane_go_last_of_all(disk: Disk) -> None:
    disk.save("p1", "p2", unsent=True)
    disk.save("p3")
    disk.fill(10)
    disk.room.look("p3")
    assert disk.evidence.passages() == ["p3"]
    disk.fill(12.5)
    disk.room.look("p3")
    assert disk.evidence.passages() == []
    assert disk.room.is_short()
    assert not disk.room.look("p3")
    fault = disk.told[-1]
    assert isinstance(fault, DeviceStatus)
    assert fault.text.startswith("no pictures are stored: removed 3 pictures of 3 passages, 3 of them unsent")


def test_the_shortage_is_over_when_there_is_more_than_enough_room(disk: Disk) -> None:
    disk.save("p1", "p2", "p3")
    other = disk.fill(9.5)
    disk.room.look("")
    told = len(disk.told)
    disk.room.look("")
    assert len(disk.told) == told, "just enough room, made by removing pictures, is no end of the shortage"
    other.unlink()
    assert not disk.room.look("")
    assert disk.told[told:] == [DeviceStatus("pictures", "ok", "there is room for pictures again")]
    disk.room.look("")
    assert len(disk.told) == told + 1


def test_no_more_gives_way_at_once_than_the_lane_can_wait_for(disk: Disk) -> None:
    for number in range(AT_ONCE + 10):
        disk.evidence.save(f"p{number:02}", "front.jpg", bytes(1))
    disk.fill(14)
    assert disk.room.look("")
    assert disk.evidence.passages() == [f"p{number}" for number in range(AT_ONCE, AT_ONCE + 10)]
    assert disk.room.look("")
    assert not disk.room.look("")
    texts = [one.text for one in disk.told if isinstance(one, DeviceStatus)]
    assert len(texts) == 2, "told of every bit"
    assert "removed 50 pictures" in texts[0]
    assert "removed 60 pictures" in texts[1]


def test_what_can_not_be_removed_is_not_counted(disk: Disk) -> None:
    (disk.evidence.path_of("p1", "folder") / "inside").mkdir(parents=True)
    disk.fill(13)
    assert not disk.room.look("")
    assert disk.room.removed == Removed()


def test_a_second_shortage_is_told_like_the_first(disk: Disk) -> None:
    for _ in range(2):
        other = disk.fill(13)
        disk.room.look("")
        other.unlink()
        disk.room.look("")
    assert [one.code for one in disk.told if isinstance(one, DeviceStatus)] == ["low-space", "ok"] * 2


def test_where_the_outbox_can_not_say_what_waits_everything_counts_as_unsent(tmp_path: Path) -> None:
    def refuse() -> frozenset[str]:
        raise StorageError("the outbox can't be read")

    with small_disk(tmp_path / "disk", 16) as folder:
        evidence = Evidence(folder / "evidence")
        room = Room(evidence, folder, 10 * MEBIBYTE, refuse, lambda _: None)
        for number in range(7):
            evidence.save(f"p{number}", "front.jpg", PICTURE)
        assert room.look("")
    assert room.removed.unsent == room.removed.pictures == 2


def test_a_write_refused_by_a_quota_makes_some_pictures_go_although_there_seems_to_be_room(disk: Disk) -> None:
    disk.save("p1", "p2", "p3")
    assert disk.room.make("", refused=True)
    assert disk.evidence.passages() == ["p2", "p3"]


def _error(cause: BaseException) -> StorageError:
    error = StorageError("refused")
    error.__cause__ = cause
    return error


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("refused")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("cause", "helps"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EIO, "Input/output error"), False),
        (OSError(errno.EROFS, "Read-only file system"), False),
        (_sqlite(sqlite3.SQLITE_FULL), True),
        (_sqlite(sqlite3.SQLITE_IOERR_WRITE), False),
        (_sqlite(sqlite3.SQLITE_CORRUPT), False),
    ],
)
def test_only_want_of_space_costs_pictures_never_a_broken_disk(disk: Disk, cause: Exception, helps: bool) -> None:
    assert disk.room.would_help(_error(cause)) is helps
    disk.fill(13)
    assert disk.room.would_help(_error(cause)) is True


def test_a_real_full_disk_is_known_by_its_errors(disk: Disk) -> None:
    with pytest.raises(StorageError) as caught:
        disk.save(*(f"p{number:02}" for number in range(20)))
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOSPC
    assert disk.room.would_help(caught.value)


def test_a_disk_that_is_gone_has_no_room(tmp_path: Path) -> None:
    room = Room(Evidence(tmp_path / "gone"), tmp_path / "gone", 1, frozenset, lambda _: None)
    assert room.is_short()
    assert not room.look("")


def test_the_small_disk_is_taken_away_after_the_test(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as folder:
        assert os.path.ismount(folder)
    mounts = subprocess.run(["mount"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in mounts
