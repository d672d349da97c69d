"""A lane's MQTT link as the tests run it, with a real outbox behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge.devices.broker import BrokerSettings, MqttBroker
from edge.devices.clock import SystemClock
from edge.outbox import Message, Outbox
from edge.values import Command
from edge.wire.messages import encode_json
from tests.devices.mqtt import HOST, Observer
from tests.devices.ptys import Heard
from tests.waiting import until

LANE = "gate/v1/invented-gate/lane-01"
STATE = {
    "online": True,
    "boot_id": "boot-1",
    "version": "0",
    "phase": "idle",
    "since": "2026-03-01T06:00:00.000Z",
    "boom": "unknown",
    "held": False,
    "passage_id": None,
    "faults": [],
}
HEALTH = {
    "at": "2026-03-01T06:00:10.000Z",
    "boot_id": "boot-1",
    "cameras": {},
    "indicator": None,
    "relay": None,
    "broker": {"code": "ok", "text": "connected"},
    "outbox_depth": 3,
    "inference_ms": None,
    "cpu_s": 0.5,
    "rss_mb": 80.0,
    "disk_free_gb": 11.5,
    "pictures": {"stored": True, "removed": 0, "removed_unsent": 0},
    "calibrations": {"indicator": None},
    "clock_offset_s": 0.0,
    "clock_synchronised": True,
}


class Lane:
    """A lane's link with the outbox behind it."""

    def __init__(self, folder: Path, port: int, host: str = HOST, *, prefix: str = LANE, **more: str) -> None:
        self.heard = Heard()
        self.outbox = Outbox(folder / "outbox.sqlite", encode_json)
        settings = BrokerSettings(host, port, "lane-01", prefix, **more)
        self.broker = MqttBroker(settings, self.outbox, STATE, self.heard, SystemClock())

    @property
    def code(self) -> str:
        return self.broker.health().code

    def put(self, topic: str, payload: str) -> None:
        self.outbox.put(Message(f"{LANE}/{topic}", payload.encode()))
        self.broker.wake()

    def commands(self) -> list[Command]:
        return [one for one in self.heard.events if isinstance(one, Command)]


@contextmanager
def running(folder: Path, port: int, host: str = HOST, **more: str) -> Iterator[Lane]:
    lane = Lane(folder, port, host, **more)
    lane.broker.start()
    try:
        yield lane
    finally:
        lane.broker.close()
        lane.outbox.close()


@contextmanager
def connected(folder: Path, port: int, **more: str) -> Iterator[Lane]:
    with running(folder, port, **more) as lane:
        until(lambda: lane.code == "ok")
        yield lane


def states(centre: Observer) -> list[Any]:
    return [json.loads(one) for one in centre.payloads(f"{LANE}/state")]
