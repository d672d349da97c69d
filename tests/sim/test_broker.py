from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from edge.errors import DeviceError
from edge.sim.broker import Mosquitto
from tests.waiting import until

TOPIC = "gate/v1/test/lane/state"


class Client:
    """An MQTT 5 client with a network thread."""

    def __init__(self, port: int) -> None:
        self.messages: Queue[mqtt.MQTTMessage] = Queue()
        self.connected: Queue[ReasonCode] = Queue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_connect = self._on_connect
        self._client.on_message = lambda _client, _userdata, message: self.messages.put(message)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self.connected.get(timeout=30) == "Success"

    def _on_connect(
        self, client: mqtt.Client, _userdata: object, _flags: object, reason: ReasonCode, _: object
    ) -> None:
        client.subscribe("gate/#", qos=1)
        self.connected.put(reason)

    def publish(self, payload: str) -> None:
        self._client.publish(TOPIC, payload, qos=1, retain=True).wait_for_publish(30)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    child = Mosquitto(persistence=tmp_path / "kept")
    yield child
    child.close()


def _retained(port: int) -> bytes:
    with Client(port) as client:
        return bytes(client.messages.get(timeout=30).payload)


def test_a_started_broker_carries_mqtt_5_messages(broker: Mosquitto) -> None:
    broker.start()
    with Client(broker.port) as client:
        client.publish("hello")
        assert client.messages.get(timeout=30).payload == b"hello"


@pytest.mark.parametrize("end", [Mosquitto.stop, Mosquitto.kill], ids=["stopped", "killed"])
def test_a_broker_that_comes_back_has_the_same_port_and_its_retained_messages(
    broker: Mosquitto, end: object, tmp_path: Path
) -> None:
    broker.start()
    with Client(broker.port) as client:
        client.publish("kept")
        _await_saved(tmp_path / "kept" / "mosquitto.db")
    assert callable(end)
    port = broker.port
    end(broker)
    assert broker.pid is None
    broker.start()
    assert broker.port == port
    assert _retained(port) == b"kept"


def _await_saved(database: Path) -> None:
    until(lambda: database.exists() and b"kept" in database.read_bytes())


def test_a_stopped_broker_accepts_nobody(broker: Mosquitto) -> None:
    broker.start()
    broker.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", broker.port), timeout=30)


def test_the_broker_listens_on_localhost_only(broker: Mosquitto) -> None:
    broker.start()
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    assert f"0100007F:{broker.port:04X}" in listening
    assert f"00000000:{broker.port:04X}" not in listening


def test_starting_twice_and_stopping_twice_do_no_harm(broker: Mosquitto) -> None:
    broker.start()
    pid = broker.pid
    broker.start()
    assert broker.pid == pid
    broker.stop()
    broker.stop()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        broker = Mosquitto(port=port)
        with pytest.raises(DeviceError, match=str(port)) as refused:
            broker.start()
        broker.close()
    assert refused.value.code == "broker-port"


def test_a_broker_that_will_not_start_says_what_mosquitto_said(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    broker = Mosquitto(persistence=kept)
    kept.joinpath("mosquitto.db").write_bytes(b"no database at all, but long enough to be read as one" * 4)
    with pytest.raises(DeviceError, match="Error") as refused:
        broker.start()
    broker.close()
    assert refused.value.code == "broker-start"
    assert broker.pid is None


def test_a_machine_without_mosquitto_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("edge.sim.broker._SBIN", str(tmp_path))
    with pytest.raises(DeviceError, match="apt install mosquitto") as refused:
        Mosquitto()
    assert refused.value.code == "no-mosquitto"


def test_the_broker_is_found_where_debian_hides_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not os.access("/usr/sbin/mosquitto", os.X_OK):
        pytest.skip("mosquitto is not in /usr/sbin here")
    monkeypatch.setenv("PATH", str(tmp_path))
    Mosquitto().close()
