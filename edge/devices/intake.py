"""What the centre sends to a lane, commands and lists of announced vehicles: parsed and put on the lane's queue.

Called on paho's thread, so nothing here waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import paho.mqtt.client as mqtt

from edge.errors import FrameError
from edge.ports import Clock, Sink
from edge.values import Command, DeviceStatus, ExpectedChanged
from edge.wire.messages import command_id, parse_command, parse_expected

log = logging.getLogger(__name__)

Answer = Callable[[Mapping[str, Any], str | None, bytes | None], None]
"""Document, response topic, correlation data."""


class Intake:
    """`expected`: the topic of the lists; every other one holds commands. What is malformed is answered or told."""

    def __init__(self, expected: str, sink: Sink, answer: Answer, clock: Clock) -> None:
        self._expected = expected
        self._sink = sink
        self._answer = answer
        self._clock = clock
        self._list_is_faulty = False

    def take(self, message: mqtt.MQTTMessage) -> None:
        """One message of either topic."""
        payload = bytes(message.payload)
        if message.topic == self._expected:
            self._take_list(payload)
            return
        reply_to = getattr(message.properties, "ResponseTopic", None)
        correlation = getattr(message.properties, "CorrelationData", None)
        try:
            command = parse_command(payload, retained=message.retain, reply_to=reply_to, correlation=correlation)
        except FrameError as error:
            log.warning("%s", error)
            self._answer({"id": command_id(payload), "accepted": False, "reason": str(error)}, reply_to, correlation)
            return
        self._sink(self._within_expiry(command, getattr(message.properties, "MessageExpiryInterval", None)))

    def _within_expiry(self, command: Command, left_s: int | None) -> Command:
        """The command with the sooner of its own end and that of its MQTT message."""
        if left_s is None:
            return command
        ends = self._clock.utc() + timedelta(seconds=left_s)
        return replace(command, expires_at=min(command.expires_at, ends))

    def _take_list(self, payload: bytes) -> None:
        try:
            vehicles, faults = parse_expected(payload)
        except FrameError as error:
            self._tell_of_list((f"{error}: the list before it stays",))
            return
        self._sink(ExpectedChanged(vehicles))
        self._tell_of_list(tuple(f"malformed entry left out: {one}" for one in faults))

    def _tell_of_list(self, faults: tuple[str, ...]) -> None:
        """A faulty list is a fault of the lane until a good one comes, so that the centre hears of it."""
        for one in faults:
            log.warning("expected: %s", one)
        if faults or self._list_is_faulty:
            more = f" and {len(faults) - 1} more" if faults[1:] else ""
            text = f"{faults[0]}{more}; check what the centre sends" if faults else "the list is good again"
            self._sink(DeviceStatus("expected", "malformed" if faults else "ok", text))
        self._list_is_faulty = bool(faults)
