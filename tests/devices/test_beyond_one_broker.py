"""How a site grows: the bridge to the province, and consumers that share the work; lanes stay as they are."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from edge.sim.free_port import free_port
from tests.devices.gate_broker import SETTINGS, make_certs
from tests.devices.mqtt import HOST, Mosquitto, accepts, mosquitto, observing
from tests.waiting import until

GATE = "gate/v1/kim-thanh"
LANE = f"{GATE}/lane-01"
COMES_OUT = (f"{LANE}/passage", f"{LANE}/event", f"{LANE}/image/0193/front.jpg", f"{LANE}/health")


class Province:
    """The far broker, which knows the gate by its certificate; and how the gate's broker is told of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.watch_port = free_port(), free_port()
        self.certs = folder / "certs"
        for words in (("ca",), ("broker", HOST), ("client", "kim-thanh")):
            done = make_certs(self.certs, *words)
            assert done.returncode == 0, done.stderr
        (folder / "acl").write_text("topic readwrite #\npattern write gate/v1/%u/#\n")

    def lines(self) -> list[str]:
        """TLS and certificates as a lane's broker has them, and a way in for the test."""
        tls = [f"cafile {self.certs}/ca.pem", f"certfile {self.certs}/broker.pem", f"keyfile {self.certs}/broker.key"]
        asked = ["require_certificate true", "use_identity_as_username true", f"acl_file {self.folder}/acl"]
        return [*tls, *asked, f"listener {self.watch_port} {HOST}", "allow_anonymous true"]

    @contextmanager
    def broker(self) -> Iterator[Mosquitto]:
        folder = self.folder / "broker"
        folder.mkdir(exist_ok=True)
        with mosquitto(folder, *self.lines(), port=self.port) as broker:
            until(lambda: accepts(self.watch_port))  # it opens its listeners one after the other
            yield broker

    def bridge(self) -> list[str]:
        """The file of `config/mosquitto/` as it is, but for its addresses."""
        written = (SETTINGS / "bridge.conf").read_text()
        moved = written.replace("broker.province.example:8883", f"{HOST}:{self.port}")
        return moved.replace("/etc/mosquitto/lanegate/province", str(self.certs)).splitlines()


@pytest.fixture
def province(tmp_path: Path) -> Province:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path / "province"
    folder.mkdir()
    return Province(folder)


@contextmanager
def gate(folder: Path, province: Province, port: int) -> Iterator[Mosquitto]:
    folder.mkdir(exist_ok=True)
    kept = ["allow_anonymous true", "persistence true", f"persistence_location {folder}/"]
    with mosquitto(folder, *kept, *province.bridge(), port=port) as broker:
        yield broker


def test_what_lanes_publish_reaches_the_province_and_its_state_is_retained_there(
    tmp_path: Path, province: Province
) -> None:
    port = free_port()
    with province.broker(), gate(tmp_path / "gate", province, port), observing(province.watch_port) as far:
        with observing(port) as near:
            near.publish(f"{LANE}/state", b"online", retain=True)
            until(lambda: far.payloads(f"{LANE}/state"))
            for topic in COMES_OUT:
                near.publish(topic, topic.encode())
        until(lambda: set(COMES_OUT) <= {one.topic for one in list(far.heard)})
        with observing(province.watch_port) as late:
            until(lambda: late.payloads(f"{LANE}/state") == [b"online"])


def test_what_is_the_gates_own_stays_there_and_the_province_commands_no_lane(
    tmp_path: Path, province: Province
) -> None:
    port = free_port()
    with province.broker(), gate(tmp_path / "gate", province, port), observing(province.watch_port) as far:
        with observing(port) as near:
            near.publish(f"{LANE}/passage", b"first")
            until(lambda: far.payloads(f"{LANE}/passage"))
            far.publish(f"{LANE}/command", b"open", retain=True)
            for own in ("command", "expected", "command/result"):
                near.publish(f"{LANE}/{own}", b"the gate's own")
            near.publish(f"{LANE}/passage", b"last")
            until(lambda: b"last" in far.payloads(f"{LANE}/passage"))
            assert near.payloads(f"{LANE}/command") == [b"the gate's own"], "the province reaches a lane"
        assert far.payloads(f"{LANE}/expected") == far.payloads(f"{LANE}/command/result") == []
        assert far.payloads(f"{LANE}/command") == [b"open"]


def test_records_wait_at_the_gate_while_the_province_is_away_and_over_a_restart_of_the_gates_broker(
    tmp_path: Path, province: Province
) -> None:
    port, records = free_port(), [f"record {number}".encode() for number in range(50)]
    with gate(tmp_path / "gate", province, port), observing(port) as near:
        for record in records:
            near.publish(f"{LANE}/passage", record)
    with province.broker(), observing(province.watch_port) as far:
        with gate(tmp_path / "gate", province, port):
            until(lambda: len(far.payloads(f"{LANE}/passage")) >= len(records))
        assert far.payloads(f"{LANE}/passage") == records


class Sharer:
    """One of several consumers of a shared subscription (MQTT 5); keeps what falls to it."""

    def __init__(self, port: int) -> None:
        self.heard: list[bytes] = []
        granted: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, reconnect_on_failure=False)
        self._client.on_connect = lambda client, *_: client.subscribe("$share/records/gate/v1/+/+/passage", qos=1)
        self._client.on_subscribe = lambda *_: granted.put(True)
        self._client.on_message = lambda _client, _data, one: self.heard.append(bytes(one.payload))
        self._client.connect(HOST, port)
        self._client.loop_start()
        granted.get(timeout=20)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def test_of_two_consumers_that_share_a_subscription_each_record_reaches_exactly_one(tmp_path: Path) -> None:
    records = [f"record {number}".encode() for number in range(200)]
    with ExitStack() as stack:
        broker = stack.enter_context(mosquitto(tmp_path))
        sharers = [Sharer(broker.port), Sharer(broker.port)]
        for one in sharers:
            stack.callback(one.close)
        lanes = stack.enter_context(observing(broker.port))
        for number, record in enumerate(records):
            lanes.publish(f"{GATE}/lane-{number % 4:02d}/passage", record)
        until(lambda: sum(len(one.heard) for one in sharers) >= len(records))
        assert sorted(sharers[0].heard + sharers[1].heard) == sorted(records)
        assert all(one.heard for one in sharers), "one of them got everything"
