from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.devices.clock import SystemClock
from edge.devices.delivery import ACK_S, LONGEST_S, Delivery
from edge.devices.limits import Limits
from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json

LANE = "gate/v1/invented-gate/lane-01"
STATE = {"online": True}


class LaterClock(SystemClock):
    """A clock that can be put forward."""

    later_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self.later_s


class Way:
    """A delivery over a real outbox; the broker is whoever calls `accept`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outbox = Outbox(folder / "outbox.sqlite", encode_json)
        self.limits = Limits()
        self.clock = LaterClock()
        self.sent: list[tuple[int, str, int]] = []  # identifier, topic without the lane's level, bytes
        self.delivery = Delivery(self.outbox, LANE, self.limits, self._send, self.clock)

    def _send(self, message: Message, payload: bytes | None, *, retain: bool = False) -> int:  # noqa: ARG002
        self.sent.append((len(self.sent) + 1, message.topic.removeprefix(f"{LANE}/"), len(payload or b"")))
        return len(self.sent)

    def picture(self, name: str, size: int = 1000) -> None:
        path = self.folder / f"{name}.jpg"
        path.write_bytes(bytes(size))
        self.outbox.put(Message(f"{LANE}/image/{name}", file=str(path)))

    def event(self, text: str) -> None:
        self.outbox.put(Message(f"{LANE}/event", text.encode()))

    def fill(self) -> list[str]:
        """The topics sent by one round."""
        before = len(self.sent)
        self.delivery.fill(STATE)
        return [topic for _, topic, _ in self.sent[before:]]

    def accept(self, code: int = 0) -> None:
        """Answers to all that was sent and is not answered."""
        for mid, _, _ in self.sent:
            self.delivery.acknowledge(mid, code)
        self.delivery.forget_accepted()

    def open(self) -> None:
        """One event and one picture went through, so that windows are open."""
        self.event("first")
        self.picture("first")
        self.fill()
        self.accept()


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    way = Way(tmp_path)
    yield way
    way.outbox.close()


def test_the_state_goes_before_records_and_events_and_those_before_pictures(way: Way) -> None:
    way.picture("a")
    way.event("e")
    way.outbox.finish(f"{LANE}/passage", {"schema": "s", "passage_id": "p"}, [])
    assert way.fill() == ["state", "event", "passage", "image/a"]


def test_no_picture_stands_in_the_way_of_a_backlog_of_records_but_a_refused_one_lets_them_pass(way: Way) -> None:
    way.open()
    for number in range(3):
        way.outbox.finish(f"{LANE}/passage", {"schema": "s", "passage_id": f"p{number}"}, [])
    way.picture("a")
    assert way.fill() == ["passage"]
    way.accept()
    assert way.fill() == ["passage"]
    way.accept(0x87)
    assert way.fill() == ["image/a"]


def test_the_newest_pictures_go_first_and_every_fourth_is_the_oldest(way: Way) -> None:
    way.open()
    for number in range(12):
        way.picture(f"{number:02}")
    rounds = way.fill()
    assert rounds == [
        f"image/{one}" for one in ("11", "10", "00", "09", "08", "07", "01", "06", "05", "04", "02", "03")
    ]


def test_a_new_picture_does_not_wait_behind_a_backlog_of_days(way: Way) -> None:
    way.open()
    for number in range(200):
        way.picture(f"old-{number}")
    way.fill()
    way.accept()
    way.picture("new")
    assert "image/new" in way.fill()[:2]


def test_the_oldest_pictures_drain_while_new_ones_keep_the_line_busy(way: Way) -> None:
    way.open()
    for number in range(20):
        way.picture(f"old-{number:02}")
    for number in range(30):
        for camera in "ab":
            way.picture(f"new-{number}-{camera}")
        way.fill()
        way.accept()
    assert [one for _, one, _ in way.sent if "old-00" in one]
    assert way.outbox.depth() == 0


def test_bytes_in_flight_are_bounded_and_one_picture_goes_however_large(way: Way) -> None:
    way.open()
    way.limits.bytes = 50_000
    way.picture("huge", 400_000)
    assert way.fill() == ["image/huge"]
    for number in range(9):
        way.picture(str(number), 20_000)
    assert way.fill() == []
    way.limits.bytes = 50_000
    way.accept()
    way.limits.bytes = 50_000
    assert len(way.fill()) == 2


def test_pictures_that_are_gone_hold_nothing_up(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    way.open()
    for number in range(50):
        way.outbox.put(Message(f"{LANE}/image/gone-{number}", file=str(way.folder / "gone.jpg")))
    way.picture("there")
    for _ in range(6):
        way.fill()
        way.delivery.forget_accepted()
    assert [topic for _, topic, _ in way.sent if "image" in topic] == ["image/first", "image/there"]
    way.accept()
    assert way.outbox.depth() == 0
    assert "gone.jpg is gone" in caplog.text


def test_a_picture_that_can_not_be_read_waits_and_the_others_go(way: Way) -> None:
    way.open()
    way.picture("readable")
    way.outbox.put(Message(f"{LANE}/image/folder", file=str(way.folder)))
    assert way.fill() == ["image/readable"]
    way.accept()
    assert way.outbox.depth() == 1


def test_a_refused_picture_lets_the_others_go_and_is_sent_again_later(way: Way) -> None:
    way.open()
    way.picture("bad")
    way.fill()
    way.accept(code=0x83)
    assert "image/bad" in way.delivery.trouble
    way.clock.later_s += 10
    way.picture("good")
    assert way.fill() == ["image/good"]
    way.accept()
    way.clock.later_s += 300
    assert way.fill() == ["image/bad"]
    way.accept()
    assert (way.outbox.depth(), way.delivery.trouble) == (0, "")


def test_a_picture_sent_anew_takes_the_place_of_the_one_that_waits(way: Way) -> None:
    way.open()
    way.picture("front")
    way.picture("rear")
    way.picture("front")
    assert way.fill() == ["image/front", "image/rear"]


def test_a_record_that_the_disk_will_not_let_go_is_neither_sent_again_nor_overtaken(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        way.outbox.finish(f"{LANE}/passage", {"schema": "s", "passage_id": f"p{number}"}, [])
    way.fill()

    def refuse(*_numbers: int) -> None:
        raise StorageError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(way.outbox, "accepted", refuse)
        with pytest.raises(StorageError):
            way.accept()
        assert way.fill() == []
    way.delivery.forget_accepted()
    assert way.fill() == ["passage"]
    assert way.outbox.depth() == 2


def test_silence_is_noticed_only_while_something_is_owed(way: Way) -> None:
    way.event("e")
    way.fill()
    way.accept()
    way.clock.later_s += 2 * ACK_S
    assert not way.delivery.is_stalled()
    way.event("f")
    way.fill()
    assert not way.delivery.is_stalled()
    way.clock.later_s += ACK_S + 1
    assert way.delivery.is_stalled()


def test_one_message_that_is_never_acknowledged_is_noticed_among_many_that_are(way: Way) -> None:
    way.open()
    way.event("forgotten")
    way.fill()
    forgotten = len(way.sent)
    for _ in range(12):
        way.clock.later_s += LONGEST_S / 11
        way.picture("busy")
        way.fill()
        for mid, _, _ in way.sent:
            if mid != forgotten:
                way.delivery.acknowledge(mid, 0)
        way.delivery.forget_accepted()
    assert way.delivery.is_stalled()


def test_a_record_larger_than_the_broker_takes_is_told_and_not_overtaken(way: Way) -> None:
    way.limits.announced_bytes = 500
    way.outbox.finish(f"{LANE}/passage", {"schema": "s", "passage_id": "p1", "note": "x" * 1000}, [])
    way.outbox.finish(f"{LANE}/passage", {"schema": "s", "passage_id": "p2"}, [])
    way.event("goes on")
    assert way.fill() == ["state", "event"]
    assert "passage" in way.delivery.trouble
    way.accept()
    way.clock.later_s += 1000
    assert way.fill() == []
    assert way.outbox.depth() == 2
