from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge.outbox import Message
from edge.sim.broker import Mosquitto
from edge.sim.free_port import free_port
from tests.devices.mqtt import Observer, mosquitto, observing, proxy_to
from tests.devices.mqtt_lane import HEALTH, LANE, STATE, connected, running, states
from tests.waiting import until

KILLED_LANE = """
import json, sys, time
from pathlib import Path
from edge.devices.broker import BrokerSettings, MqttBroker
from edge.devices.clock import SystemClock
from edge.outbox import Outbox
from edge.wire.messages import encode_json
outbox = Outbox(Path(sys.argv[2]), encode_json)
settings = BrokerSettings("127.0.0.1", int(sys.argv[1]), "lane-01", "gate/v1/invented-gate/lane-01")
MqttBroker(settings, outbox, json.loads(sys.argv[3]), print, SystemClock()).start()
time.sleep(600)
"""


def test_the_state_is_kept_by_the_broker_for_those_who_come_later(port: int, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        lane.broker.set_state({**STATE, "phase": "opening"})
        with observing(port) as late:
            until(lambda: states(late)[-1:] == [{**STATE, "phase": "opening"}])
        with observing(port) as later:
            first = until(lambda: later.heard)[0]
        assert first.retain
        assert json.loads(first.payload) == {**STATE, "phase": "opening"}


def test_a_clean_end_says_offline_with_the_latest_state(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        lane.broker.set_state({**STATE, "phase": "closing"})
        until(lambda: states(centre) and states(centre)[-1]["phase"] == "closing")
    until(lambda: states(centre)[-1] == {**STATE, "phase": "closing", "online": False})
    with observing(port) as late:
        until(lambda: states(late) == [{**STATE, "phase": "closing", "online": False}])


def test_a_killed_lane_is_told_offline_by_its_last_will(port: int, centre: Observer, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_LANE, str(port), str(tmp_path / "outbox.sqlite"), json.dumps(STATE)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as lane:
        until(lambda: states(centre) == [STATE])
        lane.send_signal(signal.SIGKILL)
    until(lambda: states(centre)[1:] == [{**STATE, "online": False}])


def test_a_cut_connection_is_told_by_the_will_and_then_by_the_lane(port: int, centre: Observer, tmp_path: Path) -> None:
    with proxy_to(port) as proxy, connected(tmp_path, proxy.port) as lane:
        until(lambda: [one["online"] for one in states(centre)] == [True])
        proxy.cut()
        until(lambda: [one["online"] for one in states(centre)] == [True, False, True])
        until(lambda: lane.heard.codes == ["ok", "lost", "ok"])


def test_the_outbox_is_emptied_in_order_and_each_message_sent_once(port: int, centre: Observer, tmp_path: Path) -> None:
    sent = [f"passage {number}" for number in range(100)]
    with connected(tmp_path, port) as lane:
        for one in sent:
            lane.put("passage", one)
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: len(centre.payloads(f"{LANE}/passage")) >= len(sent))
    assert [one.decode() for one in centre.payloads(f"{LANE}/passage")] == sent


def test_a_picture_is_read_from_disk_and_a_missing_one_stops_nothing(
    port: int, centre: Observer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    picture = tmp_path / "front.jpg"
    picture.write_bytes(b"\xff\xd8 invented")
    with connected(tmp_path, port) as lane:
        lane.outbox.put(Message(f"{LANE}/image/1/gone.jpg", file=str(tmp_path / "gone.jpg")))
        lane.outbox.put(Message(f"{LANE}/image/1/front.jpg", file=str(picture)))
        lane.broker.wake()
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: centre.payloads(f"{LANE}/image/1/front.jpg") == [b"\xff\xd8 invented"])
    assert centre.payloads(f"{LANE}/image/1/gone.jpg") == []
    assert "gone.jpg is gone" in caplog.text


def test_messages_wait_for_a_broker_that_is_down_at_the_start(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as lane:
        lane.put("event", "early")
        lane.broker.publish_health({"lost": "is well"})
        until(lambda: lane.code == "unreachable")
        assert lane.outbox.depth() == 1
        with mosquitto(tmp_path, port=port):
            until(lambda: lane.outbox.depth() == 0)
            assert lane.heard.codes == ["unreachable", "ok"]


def test_a_message_stays_until_its_acknowledgement_comes(port: int, centre: Observer, tmp_path: Path) -> None:
    sent = [f"{number}" for number in range(30)]
    with proxy_to(port) as proxy, connected(tmp_path, proxy.port) as lane:
        lane.put("event", "before")
        until(lambda: lane.outbox.depth() == 0)
        proxy.deaf.set()
        for one in sent:
            lane.put("event", one)
        until(lambda: len(centre.payloads(f"{LANE}/event")) >= 2)  # the broker has one, the lane can't know
        assert lane.outbox.depth() == len(sent)
        proxy.cut()
        proxy.deaf.clear()
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: set(sent) < {one.decode() for one in centre.payloads(f"{LANE}/event")})
    arrived = [one.decode() for one in centre.payloads(f"{LANE}/event")]
    assert arrived == ["before", sent[0], *sent], "not in order, or not sent again"


def test_nothing_is_lost_when_the_broker_is_killed_in_the_middle(tmp_path: Path) -> None:
    broker = Mosquitto(persistence=tmp_path / "kept")
    broker.start()
    sent = {f"{number}" for number in range(400)}
    with proxy_to(broker.port) as proxy, connected(tmp_path, proxy.port) as lane:
        with observing(broker.port) as before:
            for one in sorted(sent):
                lane.outbox.put(Message(f"{LANE}/passage", one.encode()))
            lane.broker.wake()
            until(lambda: before.payloads(f"{LANE}/passage"))
            proxy.shut.set()
            broker.kill()
            until(lambda: lane.code != "ok")
        left = lane.outbox.depth()
        broker.start()
        with observing(broker.port) as after:
            proxy.shut.clear()
            until(lambda: lane.outbox.depth() == 0)
            arrived = before.payloads(f"{LANE}/passage")
            until(lambda: {one.decode() for one in arrived + after.payloads(f"{LANE}/passage")} == sent)
    broker.close()
    assert left > 0


def test_health_is_published_while_connected(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        lane.broker.publish_health(HEALTH)
        until(lambda: [json.loads(one) for one in centre.payloads(f"{LANE}/health")] == [HEALTH])
        assert lane.outbox.depth() == 0


def test_an_outbox_that_was_broken_is_told_and_what_comes_after_is_sent(
    port: int, centre: Observer, tmp_path: Path
) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 99)
    with running(tmp_path, port) as lane:
        assert [(one.device, one.code) for one in lane.heard.statuses[:1]] == [("outbox", "begun-anew")]
        lane.put("event", "after")
        until(lambda: centre.payloads(f"{LANE}/event") == [b"after"])
