"""What is kept on a real disk that fills up: pictures give way, records go on, and nothing is lost in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.chain import first_break, in_order, link_of, read_record
from edge.devices.clock import SystemClock
from edge.evidence import Evidence
from edge.fittings import Store
from edge.keeping import Keeping
from edge.lane.passage import Decision, Passage, with_reads
from edge.moments import LiveMoments
from edge.outbox import Outbox
from edge.values import DeviceStatus, Event, Frame
from edge.wire.messages import encode_json
from tests.lane.builders import LANE, NAME, frame, plate_read, utc_at, uuid_of
from tests.small_disk import small_disk

MEBIBYTE = 1024 * 1024
NOISE = np.random.default_rng(5).integers(0, 255, (480, 640, 3), np.uint8)  # the worst that a JPEG can have


class Kept:
    """A lane's keeping on a disk of 16 MiB, 2 of which stay free of pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[Event] = []
        self.outbox = Outbox(folder / "outbox.sqlite", encode_json)
        self.evidence = Evidence(folder / "evidence")
        self.store = Store(folder, self.outbox, self.evidence, 30, 20, 2 * MEBIBYTE / 1e9)
        self.keeping = Keeping(
            self.store, NAME, LANE, self.told.append, lambda: None, SystemClock(), LiveMoments(SystemClock())
        )
        self.passages = 0

    def pass_through(self, count: int = 1) -> None:
        """Vehicles with a picture of each, untouched and marked, and a crop of the plate: some 700 kB."""
        for _ in range(count):
            self.passages += 1
            number = self.passages
            read = frame(number, plate_read())
            passage = with_reads(Passage(uuid_of(number), utc_at(number), float(number)), read)
            self.keeping.consider(passage, read, Frame("front", NOISE, number, float(number)))
            decided = replace(passage, decision=Decision("none", "none", ()), ended_at=utc_at(number + 0.5))
            self.keeping.finish(decided)

    def fill(self) -> Path:
        """Something else takes all the space there is, pictures included."""
        other = self.folder / "other"
        with other.open("ab", buffering=0) as file:
            for size in (MEBIBYTE, 4096):
                with suppress(OSError):
                    while file.write(bytes(size)) == size:
                        """Until nothing more goes in."""
        return other

    def codes(self, device: str) -> list[str]:
        """What was said of a device, each change once."""
        codes = [one.code for one in self.told if isinstance(one, DeviceStatus) and one.device == device]
        return [code for place, code in enumerate(codes) if code != codes[place - 1] or place == 0]

    def assert_nothing_is_lost(self) -> None:
        lines = [line for _, line in self.outbox.records()]
        links = [link_of(line, read_record(line), place) for place, line in enumerate(lines, 1)]
        assert first_break(in_order(links)) is None
        assert [one.passage_id for one in links] == [uuid_of(number + 1) for number in range(self.passages)]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with small_disk(tmp_path / "disk", 16) as folder:
        kept = Kept(folder)
        yield kept
        kept.outbox.close()


def test_records_go_on_when_pictures_have_filled_the_disk(kept: Kept) -> None:
    kept.pass_through(60)
    kept.assert_nothing_is_lost()
    assert kept.codes("storage") == []
    assert kept.codes("pictures") == ["low-space"]
    removed = kept.keeping.room.removed
    assert removed.unsent == removed.pictures > 0
    assert uuid_of(60) in kept.evidence.passages(), "the newest picture is no longer there"
    assert uuid_of(1) not in kept.evidence.passages(), "the oldest picture is still there"


def test_pictures_that_the_broker_has_give_way_first(kept: Kept) -> None:
    kept.pass_through(4)
    for number, message in kept.outbox.pending(1000):
        if message.file and f"/{uuid_of(4)}/" in message.file:
            kept.outbox.accepted(number)
    while kept.keeping.room.removed.pictures < 3:
        kept.pass_through()
    assert uuid_of(4) not in kept.evidence.passages()
    removed = kept.keeping.room.removed
    assert removed.unsent == removed.pictures - 3, "pictures that wait gave way before those of passage 4"


def test_a_record_lists_no_picture_that_found_no_room(kept: Kept) -> None:
    other = kept.fill()
    kept.pass_through()
    other.unlink()
    kept.keeping.retry()
    kept.assert_nothing_is_lost()
    ((_, line),) = kept.outbox.records()
    assert read_record(line)["images"] == []


def test_the_lane_is_told_when_nothing_is_left_and_every_record_comes_after_all(kept: Kept) -> None:
    kept.pass_through(5)
    other = kept.fill()
    before = kept.passages
    while "failed" not in kept.codes("storage"):
        kept.pass_through()
        kept.fill()
        assert kept.passages < 1000
    assert kept.evidence.passages() == [], "a record was refused while there were pictures to give up"
    written = len(list(kept.outbox.records()))
    kept.pass_through(3)
    kept.keeping.retry()
    assert len(list(kept.outbox.records())) == written >= before

    other.unlink()
    kept.keeping.retry()
    kept.assert_nothing_is_lost()
    assert kept.codes("storage") == ["failed", "ok"]
    kept.keeping.look_for_room()
    assert kept.codes("pictures") == ["low-space", "ok"]
    kept.pass_through()
    assert kept.evidence.passages() == [uuid_of(kept.passages)]


def test_a_disk_that_refuses_for_another_reason_closes_the_lane_and_costs_no_picture(kept: Kept) -> None:
    kept.pass_through()
    in_the_way = kept.folder / "evidence" / uuid_of(2)
    in_the_way.write_text("not a folder")
    kept.pass_through()
    assert kept.codes("storage") == ["failed"]
    assert kept.evidence.names(uuid_of(1)) == ["front-marked.jpg", "front-plate.jpg", "front.jpg"]
    assert kept.codes("pictures") == []


def test_an_interrupted_record_lists_the_pictures_that_are_there_and_sends_them(kept: Kept) -> None:
    """The last run committed the passage before it took its pictures, and ended in the middle of one."""
    read = frame(1.0, plate_read())
    passage = with_reads(Passage(uuid_of(1), utc_at(1), 1.0), read)
    kept.keeping.journal(passage)
    kept.keeping.consider(passage, read, Frame("front", NOISE, 1, 1.0))
    kept.evidence.path_of(uuid_of(1), "rear.partial").write_bytes(b"cut short")

    again = Keeping(kept.store, NAME, LANE, kept.told.append, lambda: None, SystemClock(), LiveMoments(SystemClock()))
    again.recover()
    ((_, line),) = kept.outbox.records()
    record = read_record(line)
    assert record["interrupted"] is True
    assert [one["name"] for one in record["images"]] == ["front.jpg", "front-marked.jpg", "front-plate.jpg"]
    for one in record["images"]:
        jpeg = kept.evidence.read(uuid_of(1), one["name"])
        assert jpeg is not None
        assert hashlib.sha256(jpeg).hexdigest() == one["sha256"], one["name"]
    sent = [message.topic for _, message in kept.outbox.pending(100) if message.file]
    assert sent == [f"{LANE}/image/{uuid_of(1)}/{one['name']}" for one in record["images"]]
