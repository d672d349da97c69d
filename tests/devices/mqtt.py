"""The other side of the lane's MQTT link: brokers with settings of their own, an observer, a proxy that cuts."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from edge.sim.free_port import free_port
from tests.contract.kept import assert_kept
from tests.waiting import until

HOST = "127.0.0.1"


def accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


class Mosquitto:
    """A Mosquitto with the settings of a test."""

    def __init__(self, folder: Path, port: int, lines: Sequence[str]) -> None:
        self.port = port
        user = ["user root"] if os.geteuid() == 0 else []
        settings = folder / "mosquitto.conf"
        settings.write_text("\n".join([f"listener {port} {HOST}", *user, *lines]) + "\n")
        program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            pytest.skip("mosquitto is not installed")
        self._process = subprocess.Popen([program, "-c", str(settings)], stderr=subprocess.DEVNULL)
        until(lambda: accepts(port) or self._process.poll() is not None)
        assert self._process.poll() is None, "mosquitto refused its settings"

    def reload(self) -> None:
        """It reads its access lists anew."""
        self._process.send_signal(signal.SIGHUP)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


@contextmanager
def mosquitto(folder: Path, *lines: str, port: int | None = None) -> Iterator[Mosquitto]:
    """A broker with these settings; anybody may connect where none are given."""
    broker = Mosquitto(folder, port or free_port(), lines or ["allow_anonymous true"])
    try:
        yield broker
    finally:
        broker.close()


class Observer:
    """The centre: an MQTT 5 client that keeps all it hears, in order."""

    def __init__(self, port: int, username: str | None = None, password: str | None = None) -> None:
        self.heard: list[mqtt.MQTTMessage] = []
        self._ready: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        self._client.username_pw_set(username, password)
        self._client.on_connect = lambda client, *_: client.subscribe("#", qos=0)
        self._client.on_subscribe = lambda *_: self._ready.put("subscribed")
        self._client.on_message = lambda _client, _data, message: self.heard.append(message)
        self._client.connect(HOST, port)
        self._client.loop_start()
        self._ready.get(timeout=20)

    def payloads(self, topic: str) -> list[bytes]:
        return [bytes(one.payload) for one in list(self.heard) if one.topic == topic]

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        reply_to: str | None = None,
        correlation: bytes | None = None,
        expires_in_s: int | None = None,
    ) -> None:
        """Returns when the broker has it."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho has no types here
        if reply_to is not None:
            properties.ResponseTopic = reply_to
        if correlation is not None:
            properties.CorrelationData = correlation
        if expires_in_s is not None:
            properties.MessageExpiryInterval = expires_in_s
        self._client.publish(topic, payload, qos=1, retain=retain, properties=properties).wait_for_publish(20)

    def close(self) -> None:
        """Fails where a document does not keep the contract; other payloads are the test's own, of no meaning."""
        self._client.disconnect()
        self._client.loop_stop()
        heard = [(one.topic, bytes(one.payload)) for one in self.heard]
        assert_kept((topic, payload) for topic, payload in heard if payload.startswith(b"{"))


def correlation_of(message: mqtt.MQTTMessage) -> bytes | None:
    found: bytes | None = getattr(message.properties, "CorrelationData", None)
    return found


@contextmanager
def observing(port: int, username: str | None = None, password: str | None = None) -> Iterator[Observer]:
    observer = Observer(port, username, password)
    try:
        yield observer
    finally:
        observer.close()


class Proxy:
    """TCP on the way to a broker. `cut` breaks what is open as a pulled cable would, `shut` lets nobody in.

    While `deaf` is set, what the broker says is kept from the lane.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self.shut = threading.Event()
        self.deaf = threading.Event()
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def cut(self) -> None:
        for end in self._open:
            with suppress(OSError):
                # linger 0: a reset instead of a farewell
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.shut.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                lane, _ = self._listener.accept()
            except OSError:  # closed
                return
            try:
                if self.shut.is_set():
                    raise ConnectionRefusedError
                broker = socket.create_connection((HOST, self._target))
            except OSError:
                lane.close()
                continue
            self._open += [lane, broker]
            for source, sink, gate in ((lane, broker, None), (broker, lane, self.deaf)):
                thread = threading.Thread(target=_pump, args=(source, sink, gate))
                self._threads.append(thread)
                thread.start()


def _pump(source: socket.socket, sink: socket.socket, gate: threading.Event | None) -> None:
    """Until either side ends; then both do."""
    with source, suppress(OSError):
        while chunk := source.recv(65536):
            if gate is None or not gate.is_set():
                sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
