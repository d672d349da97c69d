from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.outbox import Message
from edge.sim.proxy import FaultyProxy, Weather
from tests.devices.mqtt import Observer, observing
from tests.devices.mqtt_lane import LANE, Lane, connected
from tests.devices.scripted_broker import connack, scripted
from tests.waiting import until


@pytest.fixture
def proxy(port: int) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy(port)
    proxy.start()
    yield proxy
    proxy.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.devices.delivery.ACK_S", 1.0)


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_died_without_a_word_is_noticed_and_all_is_sent_again_in_order(
    port: int, centre: Observer, proxy: FaultyProxy, tmp_path: Path
) -> None:
    sent = [str(number) for number in range(100)]
    with connected(tmp_path, proxy.port) as lane:
        lane.put("event", "first")
        until(lambda: lane.outbox.depth() == 0)
        proxy.weather = Weather(swallowing=True)
        for one in sent:
            lane.put("event", one)
            lane.put("passage", one)
        until(lambda: lane.code == "stalled")
        proxy.weather = Weather()
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: centre.payloads(f"{LANE}/event")[-1:] == centre.payloads(f"{LANE}/passage")[-1:] == [b"99"])
    # a slow machine is taken for a dead line now and then, and gets some of them again
    assert list(dict.fromkeys(one.decode() for one in centre.payloads(f"{LANE}/passage"))) == sent
    assert list(dict.fromkeys(one.decode() for one in centre.payloads(f"{LANE}/event"))) == ["first", *sent]


def test_an_idle_connection_that_died_without_a_word_is_noticed(
    proxy: FaultyProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.devices.connection.KEEPALIVE_S", 1)
    with connected(tmp_path, proxy.port) as lane:
        until(lambda: lane.outbox.depth() == 0)
        proxy.weather = Weather(swallowing=True)
        until(lambda: lane.code not in ("ok", "refused"))
        proxy.weather = Weather()
        until(lambda: lane.code == "ok")


def test_pictures_get_over_a_line_that_is_slow_and_breaks_again_and_again(
    port: int, proxy: FaultyProxy, tmp_path: Path
) -> None:
    wanted = [bytes([number]) * 50_000 for number in range(20)]
    proxy.weather = Weather(bytes_per_s=400_000, piece_bytes=4096)
    with observing(port) as centre, connected(tmp_path, proxy.port) as lane:
        for number, jpeg in enumerate(wanted):
            path = tmp_path / f"{number}.jpg"
            path.write_bytes(jpeg)
            lane.outbox.put(Message(f"{LANE}/image/{number}.jpg", file=str(path)))
        lane.broker.wake()
        for left in (16, 12, 8):
            until(lambda: lane.outbox.depth() <= left)  # noqa: B023  # called before the next round
            proxy.cut(reset=True)
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: len({one.topic for one in centre.heard if "/image/" in one.topic}) == 20)
    assert all(bytes(one.payload) in wanted for one in centre.heard if "/image/" in one.topic)


def test_a_lane_ends_while_a_name_server_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = threading.Event(), threading.Event()

    def resolve(*_words: object, **_more: object) -> list[object]:
        asked.set()
        answer.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    lane = Lane(tmp_path, 1883, "broker.invented")
    lane.broker.start()
    try:
        assert asked.wait(20)
        lane.broker.close()
        assert not answer.is_set(), "it waited for the name server"
    finally:
        answer.set()
        lane.outbox.close()


def test_a_lane_ends_while_a_server_says_nothing(tmp_path: Path) -> None:
    with scripted(connack=b"") as broker:
        lane = Lane(tmp_path, broker.port)
        lane.broker.start()
        until(lambda: broker.connections)
        lane.broker.close()
        lane.outbox.close()
        assert broker.connections == 1
        assert lane.heard.codes == [], "a lane that ends has no fault"


def test_a_lane_ends_while_the_broker_takes_nothing(tmp_path: Path) -> None:
    stop = threading.Event()

    def judge(topic: str, _payload: bytes) -> int:
        if topic.endswith(".jpg"):
            stop.wait()
        return 0

    with scripted(judge, connack=connack()) as broker:
        lane = Lane(tmp_path, broker.port)
        lane.broker.start()
        try:
            for number in range(5):
                path = tmp_path / f"{number}.jpg"
                path.write_bytes(bytes(4_000_000))
                lane.outbox.put(Message(f"{LANE}/image/{number}.jpg", file=str(path)))
            lane.broker.wake()
            until(lambda: lane.code == "ok")
            lane.broker.close()
            assert not stop.is_set(), "it waited for the broker"
            assert lane.outbox.depth() == 5
        finally:
            stop.set()
            lane.outbox.close()
