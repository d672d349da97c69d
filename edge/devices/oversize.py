"""Pictures that are larger than the broker takes: out of the line, told once as a fault, taken back when they fit."""

from __future__ import annotations

import logging

from edge.outbox import Outbox
from edge.ports import Sink
from edge.values import DeviceStatus

log = logging.getLogger(__name__)

UNLIMITED = 2**63 - 1
DEVICE = "picture-size"


class Oversize:
    """The fault `picture-size` of one lane."""

    def __init__(self, outbox: Outbox, sink: Sink) -> None:
        self._outbox = outbox
        self._sink = sink
        self._is_told = False

    def take_back(self, packet_bytes: int | None) -> None:
        """On a new connection: what was set aside may fit this broker; None: it names no limit. `StorageError`."""
        left = self._outbox.take_back(UNLIMITED if packet_bytes is None else packet_bytes)
        if left:
            self.tell(f"{left} pictures are larger than the broker takes")
        elif self._is_told:
            self._is_told = False
            self._sink(DeviceStatus(DEVICE, "ok", "the broker takes all pictures again"))

    def tell(self, what: str) -> None:
        """The fault, once."""
        if not self._is_told:
            self._is_told = True
            text = f"{what}: kept here and not sent; check the broker's max_packet_size and message_size_limit"
            log.warning("%s too-large: %s", DEVICE, text)
            self._sink(DeviceStatus(DEVICE, "too-large", text))
