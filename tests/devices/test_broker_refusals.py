from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.outbox import Message
from edge.values import DeviceStatus
from tests.devices.mqtt import mosquitto, observing
from tests.devices.mqtt_lane import LANE, Lane, connected, running
from tests.devices.scripted_broker import connack, disconnect, scripted
from tests.waiting import until

PASSAGE, EVENT, RESULT = f"{LANE}/passage", f"{LANE}/event", f"{LANE}/command/result"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.devices.stream.PAUSES_S", (0.2, 0.4))


def picture(lane: Lane, folder: Path, name: str, size: int) -> bytes:
    jpeg = name.encode() + bytes(size - len(name))
    (folder / name).write_bytes(jpeg)
    lane.outbox.put(Message(f"{LANE}/image/{name}", file=str(folder / name)))
    lane.broker.wake()
    return jpeg


@pytest.mark.parametrize("code", [0x80, 0x83, 0x87, 0x91, 0x97, 0x99])
@pytest.mark.parametrize("topic", ["passage", "event"])
def test_what_is_refused_for_a_while_is_overtaken_by_nothing_of_its_topic(
    tmp_path: Path, topic: str, code: int
) -> None:
    refusals = iter([code, code, code])

    def judge(where: str, payload: bytes) -> int:
        return next(refusals, 0) if (where, payload) == (f"{LANE}/{topic}", b"3") else 0

    with scripted(judge) as broker, running(tmp_path, broker.port) as lane:
        lane.put(topic, "1")
        until(lambda: lane.outbox.depth() == 0)
        lane.put(topic, "2")
        lane.put(topic, "3")
        until(lambda: lane.code == "refused")
        for number in range(4, 30):
            lane.put(topic, str(number))
        lane.put("other", "goes on")
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: lane.code == "ok")
    accepted = broker.of(f"{LANE}/{topic}")
    assert accepted == [b"1", b"2", b"3", b"3", b"3", *(str(number).encode() for number in range(3, 30))]
    assert broker.of(f"{LANE}/other") == [b"goes on"]
    assert [one for one in lane.heard.codes if one != "ok"] == ["refused"], "told more than once"


def test_records_are_on_their_way_one_at_a_time(tmp_path: Path) -> None:
    with scripted(lambda topic, _: None if topic == PASSAGE else 0) as broker, connected(tmp_path, broker.port) as lane:
        for number in range(5):
            lane.put("passage", str(number))
            lane.put("event", str(number))
        until(lambda: len(broker.of(EVENT)) == 5)
        assert broker.of(PASSAGE) == [b"0"]


def test_no_more_is_in_flight_than_the_broker_receives(tmp_path: Path) -> None:
    def judge(topic: str, _payload: bytes) -> int | None:
        return 0 if topic.endswith(("/state", "/first.jpg", "/event")) else None

    with scripted(judge, connack=connack(receive_maximum=4)) as broker, connected(tmp_path, broker.port) as lane:
        picture(lane, tmp_path, "first.jpg", 100)
        until(lambda: lane.outbox.depth() == 0)
        for number in range(10):
            picture(lane, tmp_path, f"{number}.jpg", 100)
        lane.put("event", "waits")
        until(lambda: len([topic for topic, _ in broker.heard if "/image/" in topic]) >= 1 + 2)
        lane.broker.close()
    in_flight = [topic for topic, _ in broker.heard if "/image/" in topic][1:]
    assert len(in_flight) <= 3, "one of the four is for the farewell"


def test_an_answer_that_may_not_go_where_it_is_asked_for_goes_to_the_lanes_own_topic(tmp_path: Path) -> None:
    with (
        scripted(lambda topic, _: 0x87 if topic == "centre/secret" else 0) as broker,
        connected(tmp_path, broker.port) as lane,
    ):
        lane.broker.answer({"id": "a", "accepted": True, "reason": "done"}, "centre/secret", b"7")
        until(lambda: broker.of(RESULT))
        until(lambda: lane.outbox.depth() == 0)
        assert json.loads(broker.of(RESULT)[0])["id"] == "a"
        assert broker.of("centre/secret") == broker.of(RESULT)
        assert lane.code == "ok"


def test_a_picture_larger_than_the_broker_takes_is_kept_aside_and_told_and_stops_nothing(tmp_path: Path) -> None:
    with scripted(connack=connack(packet_bytes=10_000)) as broker, connected(tmp_path, broker.port) as lane:
        large = picture(lane, tmp_path, "large.jpg", 20_000)
        small = picture(lane, tmp_path, "small.jpg", 5_000)
        until(lambda: broker.of(f"{LANE}/image/small.jpg") == [small])
        told = until(lambda: [one for one in lane.heard.statuses if one.device == "picture-size"])
        assert told[0].code == "too-large"
        assert "large.jpg" in told[0].text
        assert lane.code == "ok"
        until(lambda: lane.outbox.depth() == 1)
        broker.connack = connack(packet_bytes=50_000)
        broker.cut()
        until(lambda: broker.of(f"{LANE}/image/large.jpg") == [large])
        until(lambda: lane.outbox.depth() == 0)
        broker.cut()
        until(lambda: DeviceStatus("picture-size", "ok", "the broker takes all pictures again") in lane.heard.events)


def test_a_picture_that_the_broker_finds_too_large_is_not_sent_again_and_again(tmp_path: Path) -> None:
    def judge(_topic: str, payload: bytes) -> int:
        return 0x95 if len(payload) > 10_000 else 0

    with scripted(judge) as broker, connected(tmp_path, broker.port) as lane:
        picture(lane, tmp_path, "large.jpg", 20_000)
        until(lambda: any(one.device == "picture-size" for one in lane.heard.statuses))
        picture(lane, tmp_path, "larger.jpg", 30_000)
        picture(lane, tmp_path, "small.jpg", 5_000)
        until(lambda: broker.of(f"{LANE}/image/small.jpg"))
        assert len(broker.of(f"{LANE}/image/large.jpg")) == 1
        assert broker.of(f"{LANE}/image/larger.jpg") == []
        until(lambda: lane.outbox.depth() == 2)


def test_a_mosquitto_with_a_size_limit_gets_everything_else(tmp_path: Path) -> None:
    with (
        mosquitto(tmp_path, "allow_anonymous true", "message_size_limit 10000") as broker,
        observing(broker.port) as centre,
        connected(tmp_path, broker.port) as lane,
    ):
        picture(lane, tmp_path, "large.jpg", 20_000)
        small = picture(lane, tmp_path, "small.jpg", 5_000)
        until(lambda: centre.payloads(f"{LANE}/image/small.jpg") == [small])
        until(lambda: any(one.device == "picture-size" for one in lane.heard.statuses))
        until(lambda: lane.outbox.depth() == 1)
        assert "lost" not in lane.heard.codes
    with mosquitto(tmp_path, port=broker.port), observing(broker.port) as centre:
        with connected(tmp_path, broker.port) as lane:
            until(lambda: lane.outbox.depth() == 0)
        until(lambda: centre.payloads(f"{LANE}/image/large.jpg"))


def test_a_broker_that_takes_large_pictures_by_now_gets_those_that_were_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = [10_000]
    with (
        scripted(lambda _, payload: 0x95 if len(payload) > largest[0] else 0) as broker,
        connected(tmp_path, broker.port) as lane,
    ):
        picture(lane, tmp_path, "large.jpg", 20_000)
        until(lambda: any(one.device == "picture-size" for one in lane.heard.statuses))
        largest[0] = 100_000
        lane.put("event", "on the same connection")
        until(lambda: broker.of(EVENT))
        assert len(broker.of(f"{LANE}/image/large.jpg")) == 1
        monkeypatch.setattr("edge.devices.oversize.AGAIN_S", 0.0)
        until(lambda: lane.outbox.depth() == 0)
        assert broker.connections == 1


def test_a_broker_that_hangs_up_over_a_large_picture_gets_everything_else(tmp_path: Path) -> None:
    def judge(topic: str, _payload: bytes) -> int | None:
        if topic.endswith("large.jpg"):
            broker.say(disconnect(0x95))
            broker.cut()
            return None
        return 0

    with scripted(judge) as broker, connected(tmp_path, broker.port) as lane:
        picture(lane, tmp_path, "large.jpg", 20_000)
        until(lambda: broker.connections == 2)
        picture(lane, tmp_path, "small.jpg", 5_000)
        lane.put("event", "later")
        until(lambda: broker.of(EVENT) and broker.of(f"{LANE}/image/small.jpg"))
        until(lambda: any(one.device == "picture-size" for one in lane.heard.statuses))
        assert len(broker.of(f"{LANE}/image/large.jpg")) == 1


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (0x86, "unauthorised", "Bad user name or password, 0x86"),
        (0x87, "unauthorised", "Not authorized, 0x87"),
        (0x88, "unavailable", "Server unavailable, 0x88"),
        (0x89, "busy", "Server busy, 0x89"),
        (0x8A, "banned", "Banned, 0x8A"),
        (0x85, "unauthorised", "Client identifier not valid, 0x85"),
        (0x84, "protocol", "Unsupported protocol version, 0x84"),
        (0x97, "quota", "Quota exceeded, 0x97"),
        (0x9F, "busy", "Connection rate exceeded, 0x9F"),
    ],
)
def test_why_the_broker_lets_nobody_in_is_told(tmp_path: Path, code: int, name: str, words: str) -> None:
    with scripted(connack=connack(code)) as broker, running(tmp_path, broker.port) as lane:
        until(lambda: lane.code == name)
        assert words in lane.broker.health().text


def test_a_second_daemon_with_the_same_client_id_is_told_and_not_thrown_out_at_once(tmp_path: Path) -> None:
    with scripted() as broker, connected(tmp_path, broker.port) as lane:
        until(lambda: broker.heard)
        broker.say(disconnect(0x8E))
        until(lambda: lane.code == "taken-over")
        assert "client id lane-01 (Session taken over" in lane.broker.health().text
        assert broker.connections == 1


def test_bytes_that_are_no_mqtt_end_the_connection_and_a_new_one_begins(tmp_path: Path) -> None:
    with scripted() as broker, connected(tmp_path, broker.port) as lane:
        until(lambda: broker.heard)
        broker.say(b"\x40\x7f" + b"\xff" * 127)
        until(lambda: broker.connections == 2)
        lane.put("event", "later")
        until(lambda: broker.of(EVENT) == [b"later"])
