"""What stands behind the lane's ports in a replay: nothing moves, nothing is sent; what would have been is noted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from edge.ports import CameraHealth, DeviceHealth
from edge.values import Channel, Frame

REPLAYED = DeviceHealth("ok", "replayed")


class ReplayBarrier:
    """A `Barrier` that notes its pulses; what came of them is in the recording."""

    turned_s = math.inf

    def __init__(self) -> None:
        self.pulses: list[Channel] = []

    def start(self) -> None:
        """Nothing is behind it."""

    def pulse(self, channel: Channel) -> None:
        self.pulses.append(channel)

    def release(self) -> None:
        """Nothing is energised."""

    def health(self) -> DeviceHealth:
        return REPLAYED

    def close(self) -> None:
        """Nothing is behind it."""


class ReplayBroker:
    """A `Broker` that nobody listens to; what was to reach the centre stays in the outbox."""

    turned_s = math.inf

    def start(self) -> None:
        """Nobody is behind it."""

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Nobody hears it."""

    def wake(self) -> None:
        """Nothing is sent."""

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """Nobody hears it."""

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:
        """Nobody hears it."""

    def health(self) -> DeviceHealth:
        return REPLAYED

    def close(self) -> None:
        """Nobody is behind it."""


class ReplayCamera:
    """A `Camera` by name alone: its pictures come with the events."""

    def __init__(self, name: str) -> None:
        self.name = name

    def start(self) -> None:
        """Nothing is behind it."""

    def newest(self, after: int) -> Frame | None:  # noqa: ARG002 - a port's method
        return None

    def rest(self, resting: bool) -> None:
        """It has nothing to do."""

    def health(self) -> CameraHealth:
        return CameraHealth("ok", "replayed", 0.0, None, 0, 0, 0)

    def close(self) -> None:
        """Nothing is behind it."""
