"""How much may be on its way to the broker at once: what the broker says, and what the line has shown."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = 20
MOST_BYTES = 8_000_000
FIRST_BYTES = 1_000_000
LEAST_BYTES = 50_000  # one message is always let go, however large


@dataclass(slots=True)
class Limits:
    """Kept over connections. `bytes` grows with what is acknowledged and halves when a connection dies with messages
    in flight, so that on a slow line they never take longer than the silence after which a connection is given up.

    `announced_bytes`: the largest packet by the CONNACK; `learned_bytes`: what a refusal has taught. None: not known.
    """

    messages: int = WINDOW
    bytes: int = FIRST_BYTES
    announced_bytes: int | None = None
    learned_bytes: int | None = None
    learned_hard: bool = False  # at the price of a connection, so that the next one is no reason to try again

    @property
    def packet_bytes(self) -> int | None:
        """The largest packet that the broker takes, None: not known."""
        return min((one for one in (self.announced_bytes, self.learned_bytes) if one is not None), default=None)

    def connected(self, receive_maximum: int, packet_bytes: int | None) -> None:
        """From the CONNACK; one of the Receive Maximum is left for the farewell."""
        self.messages = max(1, min(WINDOW, receive_maximum - 1))
        self.announced_bytes = packet_bytes
        if not self.learned_hard:
            self.learned_bytes = None

    def forget_refusals(self) -> None:
        """The broker may take more by now."""
        self.learned_bytes = None
        self.learned_hard = False

    def takes(self, size: int) -> bool:
        """Whether the broker takes a packet of so many bytes, as far as is known."""
        return self.packet_bytes is None or size <= self.packet_bytes

    def refused_size(self, size: int) -> None:
        """The broker does not take a packet of so many bytes."""
        if self.takes(size):
            self.learned_bytes = size - 1

    def passed(self, size: int) -> None:
        """So many bytes were acknowledged."""
        self.bytes = min(MOST_BYTES, self.bytes + size)

    def lost(self) -> None:
        """The connection died with messages in flight."""
        self.bytes = max(LEAST_BYTES, self.bytes // 2)
