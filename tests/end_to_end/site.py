"""A whole site for black-box tests: RTSP servers, bare pseudo-terminals, Mosquitto, and `lanegate run` as a process.

Nothing here shares code with the daemon but the simulated broker's starter: frames are literal bytes, the relay is what
comes out of the terminal.
"""

from __future__ import annotations

import json
import os
import pty
import resource
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.sim.broker import Mosquitto
from tests.contract.kept import assert_kept
from tests.waiting import until

PREFIX = "gate/v1/kim-thanh/lane-01"
ON, OFF = bytes.fromhex("a00101a2"), bytes.fromhex("a00100a1")
PATIENCE_S = 90.0

LANE = """
[lane]
site = "kim-thanh"
id = "lane-01"
direction = "import"

[arrival]
by = "weight"
threshold_kg = 500

{cameras}

[weighbridge]
port = "{scale}"
protocol = "yaohua"

[barrier]
port = "{relay}"
driver = "lcus"
open_channel = 1
close_channel = 2
pulse_ms = 700

[[barrier.input]]
name = "safety-loop"
role = "presence"
channel = 1

[decision]
mode = "{mode}"
require = ["plate", "container", "weight"]
central_timeout_s = 60

[timing]
identify_s = {identify_s}
gone_s = 1

[mqtt]
host = "127.0.0.1"
port = {broker}

[storage]
path = "{state}"
"""
CAMERA = """
[[camera]]
name = "{name}"
url = "{url}"
view = "{name}"
reads = ["{reads}"]
"""


class Terminal:
    """A bare pseudo-terminal: `port` for the lane, the other end for the test."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._ours)
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)
        self._open = True

    def write(self, chunk: bytes) -> None:
        os.write(self._ours, chunk)

    def read(self) -> bytes:
        return os.read(self._ours, 4096)

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._theirs)
            os.close(self._ours)


def yaohua(gross_kg: int) -> bytes:
    """A frame as the manual of the indicator draws it."""
    body = b"%+07d0" % gross_kg
    return b"\x02" + body + b"%02X" % reduce(xor, body) + b"\x03"


class Weights:
    """An indicator that sends ten frames a second, and moves to a new weight in two seconds."""

    def __init__(self) -> None:
        self.terminal = Terminal()
        self._now_kg = self._wanted_kg = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self._thread.start()

    def go_to(self, gross_kg: int) -> None:
        self._wanted_kg = gross_kg

    def _send(self) -> None:
        while not self._stopping.wait(0.1):
            step = max(1, abs(self._wanted_kg - self._now_kg) // 60) * 20
            toward = self._wanted_kg - self._now_kg
            self._now_kg += max(-step, min(step, toward))
            self.terminal.write(yaohua(self._now_kg))

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.terminal.close()


class Contacts:
    """What the relay's line was sent, in order."""

    def __init__(self) -> None:
        self.terminal = Terminal()
        self.sent = b""
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while chunk := self.terminal.read():
                if chunk == b"end":
                    return
                self.sent += chunk

    def close(self) -> None:
        with open(self.terminal.port, "wb", buffering=0) as line:  # noqa: PTH123 - a terminal, to wake the reader
            line.write(b"end")
        self._thread.join()
        self.terminal.close()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message at the centre; `level` is the topic below the lane."""

    level: str
    payload: bytes
    correlation: bytes | None = None

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.payload)
        return document


class Centre:
    """The gate's central system: hears everything, may send commands."""

    def __init__(self, port: int) -> None:
        self.heard: list[Heard] = []
        self._messages: list[tuple[str, bytes]] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "centre", protocol=mqtt.MQTTv5)
        self._client.on_message = self._hear
        self._client.reconnect_delay_set(1, 1)
        # a session that the broker keeps, as a central system has it
        kept = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        kept.SessionExpiryInterval = 3600
        self._client.connect("127.0.0.1", port, clean_start=False, properties=kept)
        self._client.loop_start()
        self._client.subscribe([("gate/#", SubscribeOptions(qos=1)), ("replies/#", SubscribeOptions(qos=1))])

    def _hear(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        correlation = getattr(message.properties, "CorrelationData", None)
        self._messages.append((message.topic, bytes(message.payload)))
        self.heard.append(Heard(message.topic.removeprefix(PREFIX + "/"), bytes(message.payload), correlation))

    def documents(self, level: str) -> list[dict[str, Any]]:
        return [one.document for one in self.heard if one.level == level]

    def events(self) -> list[str]:
        return [one["event"] for one in self.documents("event")]

    def state(self) -> dict[str, Any]:
        """The newest state; empty before the first."""
        return next(reversed(self.documents("state")), {})

    def announce(self, *vehicles: dict[str, Any]) -> None:
        """The list of expected vehicles, anew."""
        topic = f"{PREFIX}/expected"
        self._client.publish(topic, json.dumps(vehicles), 1, retain=True).wait_for_publish(10)

    def command(self, document: dict[str, Any], *, retain: bool = False, reply_to: str | None = None) -> None:
        self.send(json.dumps(document).encode(), retain=retain, reply_to=reply_to)

    def send(self, payload: bytes, *, retain: bool = False, reply_to: str | None = None) -> None:
        """Any bytes to the topic of the commands."""
        properties = None
        if reply_to is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.ResponseTopic = reply_to
            properties.CorrelationData = b"\x01\x02"
        self._client.publish(f"{PREFIX}/command", payload, 1, retain, properties).wait_for_publish(10)

    def close(self) -> None:
        """Fails where the lane has published what the contract's files don't allow."""
        self._client.disconnect()
        self._client.loop_stop()
        assert_kept(self._messages)


class LaneProcess:
    """`lanegate run` on a configuration file; `program`: what Python is given in the place of `lanegate`."""

    def __init__(self, config: Path, program: Sequence[str] = ("-m", "edge")) -> None:
        self._config = config
        self._program = program
        self._log = config.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, *self._program, "run", "--config", str(self._config)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log)

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def limit_files(self, most: int) -> None:
        """Files may grow to `most` bytes, as if the disk were full; RLIM_INFINITY frees it again."""
        assert self._process is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(30)

    def check(self) -> None:
        """Fails the test where the lane has ended by itself; what is waited for would never come."""
        if self._process is not None and self._process.poll() is not None:
            pytest.fail(f"the lane ended ({self._process.returncode}): {self.log[-2000:]}")

    @property
    def log(self) -> str:
        return self._log.read_text()

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything around one lane."""

    lane: LaneProcess
    weights: Weights
    contacts: Contacts
    centre: Centre
    broker: Mosquitto

    def start_empty(self) -> str:
        """Starts the lane with nobody in it, waits until it is idle; its boot id."""
        old = self.centre.state().get("boot_id")
        self.lane.start()

        def idle() -> bool:
            self.lane.check()
            state = self.centre.state()
            return state.get("boot_id") != old and state.get("phase") == "idle"

        until(idle, PATIENCE_S)
        return str(self.centre.state()["boot_id"])

    def wait_for_phase(self, *phases: str) -> None:
        until(lambda: self.centre.state().get("phase") in phases, PATIENCE_S)

    def wait_for_passages(self, count: int) -> list[dict[str, Any]]:
        return until(lambda: _at_least(self.centre.documents("passage"), count), PATIENCE_S)


def _at_least(found: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return found if len(found) >= count else []


@contextmanager
def site(
    folder: Path, cameras: dict[str, tuple[str, str]], mode: str = "local", identify_s: int = 60
) -> Iterator[Site]:
    """A site whose `cameras` are name -> (url, what it reads)."""
    broker, weights, contacts = Mosquitto(persistence=folder / "broker"), Weights(), Contacts()
    broker.start()
    tables = "".join(CAMERA.format(name=name, url=url, reads=reads) for name, (url, reads) in cameras.items())
    config = folder / "lane-01.toml"
    text = LANE.format(
        cameras=tables,
        scale=weights.terminal.port,
        relay=contacts.terminal.port,
        mode=mode,
        identify_s=identify_s,
        broker=broker.port,
        state=folder / "state",
    )
    config.write_text(text)
    centre, lane = Centre(broker.port), LaneProcess(config)
    try:
        yield Site(lane, weights, contacts, centre, broker)
    finally:
        lane.close()
        weights.close()
        contacts.close()
        broker.close()
        centre.close()  # last: it judges what it has heard
