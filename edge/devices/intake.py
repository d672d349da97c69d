"""What the centre sends to a lane, commands and lists of announced vehicles: parsed and put on the lane's queue.

Called on paho's thread, so nothing here waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import paho.mqtt.client as mqtt

from edge.errors import FrameError
from edge.faults.listed import told
from edge.lane.documents.state import CommandResult
from edge.ports import LaneClock, Sink
from edge.values import Command, DeviceStatus, ExpectedChanged
from edge.wire.messages import command_id, parse_command, parse_expected

log = logging.getLogger(__name__)

STOP_LIVES = timedelta(seconds=10)

Answer = Callable[[CommandResult, str | None, bytes | None], None]
"""Document, response topic, correlation data."""


class Intake:
    """`expected`: the topic of the lists; every other one holds commands. What is malformed is answered or told."""

    def __init__(self, expected: str, sink: Sink, answer: Answer, clock: LaneClock) -> None:
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
        expires_at = self._expiry(command, getattr(message.properties, "MessageExpiryInterval", None))
        if expires_at is None:
            reason = f"{_doubt(self._clock)}; so it can't be told whether this command has expired"
            self._answer({"id": command.id, "accepted": False, "reason": reason}, reply_to, correlation)
            return
        self._sink(replace(command, expires_at=expires_at))

    def _expiry(self, command: Command, left_s: int | None) -> datetime | None:
        """The sooner of the command's own end and that of its MQTT message, in the lane's time; None: can't be told.

        The broker counts the message's time to live down itself, so that it holds whatever the clocks say. `stop`
        energises nothing: better too late than not at all.
        """
        now = self._clock.utc()
        ends = None if left_s is None else now + timedelta(seconds=left_s)
        own = self._clock.in_lane_time(command.expires_at)
        if own is None and command.action == "stop":
            own = now + STOP_LIVES
        return min((one for one in (own, ends) if one is not None), default=None)

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
            text = f"{faults[0]}{more}" if faults else "the list is good again"
            self._sink(DeviceStatus("expected", "malformed" if faults else "ok", text))
        self._list_is_faulty = bool(faults)


def _doubt(clock: LaneClock) -> str:
    health = clock.health()
    return told("clock", health.code, health.text)
