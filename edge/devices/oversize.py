"""Pictures that are larger than the broker takes: out of the line, told once as a fault, taken back when they fit."""

from __future__ import annotations

from edge.devices.limits import Limits
from edge.outbox import Outbox
from edge.ports import Clock, Sink
from edge.values import DeviceStatus

UNLIMITED = 2**63 - 1
DEVICE = "picture-size"
AGAIN_S = 600.0


class Oversize:
    """The fault `picture-size` of one lane."""

    def __init__(self, outbox: Outbox, limits: Limits, sink: Sink, clock: Clock) -> None:
        self._outbox = outbox
        self._limits = limits
        self._sink = sink
        self._clock = clock
        self._is_told = False
        self._looked_s = clock.monotonic_s()

    def look(self) -> None:
        """Now and then: the broker's limit may have been raised without a word. Raises `StorageError`."""
        if self._clock.monotonic_s() - self._looked_s > AGAIN_S:
            self._limits.forget_refusals()
            self.take_back()

    def take_back(self) -> None:
        """On a new connection: what was set aside may fit this broker. Raises `StorageError`."""
        self._looked_s = self._clock.monotonic_s()
        largest = self._limits.packet_bytes
        left = self._outbox.take_back(UNLIMITED if largest is None else largest)
        if left:
            self.tell(f"{left} pictures")
        elif self._is_told:
            self._is_told = False
            self._sink(DeviceStatus(DEVICE, "ok", "the broker takes all pictures again"))

    def tell(self, what: str) -> None:
        """The fault, once; `what`: which pictures."""
        if not self._is_told:
            self._is_told = True
            self._sink(DeviceStatus(DEVICE, "too-large", what))
