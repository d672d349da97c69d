"""A gate that isn't there, wired as a test says: a simulated board, and a boom whose controller is its own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from edge.sim.boom import Boom, BoomSettings, advance
from edge.sim.relay import SimulatedRelay
from edge.sim.relay_protocols import SimulatedProtocol
from edge.values import Channel

STEP_S = 0.02


@dataclass(frozen=True, slots=True)
class Wiring:
    """Relays -> what they do at the controller; inputs -> what they see; `inverted`: contacts open when active.

    `least_s`: shorter pulses are none to the controller.
    """

    relays: Mapping[int, Channel]
    inputs: Mapping[int, str]
    inverted: frozenset[int] = frozenset()
    least_s: float = 0.0


RIGHT = Wiring({1: "open", 2: "close"}, {1: "loop", 2: "up", 3: "down", 4: "before"})


class Gate:
    """`loop`, `before`: whether something stands under the boom, or before it."""

    def __init__(self, protocol: SimulatedProtocol, wiring: Wiring, boom: BoomSettings) -> None:
        self.relay = SimulatedRelay(protocol=protocol, read_inputs=self._read_inputs)
        self.loop = False
        self.before = False
        self._wiring = wiring
        self._boom = Boom(boom)
        self._at_s = time.monotonic()
        self._lock = Lock()

    @property
    def boom(self) -> Boom:
        with self._lock:
            while time.monotonic() - self._at_s >= STEP_S:
                self._at_s += STEP_S
                self._boom = advance(self._boom, self._contacts(), self.loop, STEP_S)
            return self._boom

    @property
    def pulses(self) -> int:
        """How often any relay was energised."""
        return sum(one.on for one in self.relay.log)

    def _contacts(self) -> frozenset[Channel]:
        """What the controller takes for closed by now, from what the board was told."""
        closed: dict[int, float] = {}
        for change in self.relay.log:
            if change.at_s > self._at_s:
                break
            if change.on:
                closed.setdefault(change.channel, change.at_s)
            else:
                closed.pop(change.channel, None)
        relays = self._wiring.relays
        held = (one for one, since_s in closed.items() if self._at_s - since_s >= self._wiring.least_s)
        return frozenset(relays[one] for one in held if one in relays)

    def _read_inputs(self) -> Mapping[int, bool]:
        boom = self.boom
        seen = {"loop": self.loop, "up": boom.opened, "down": boom.closed, "before": self.before}
        wiring = self._wiring
        return {channel: seen[what] != (channel in wiring.inverted) for channel, what in wiring.inputs.items()}


@contextmanager
def gate(
    protocol: SimulatedProtocol = "modbus-rtu", wiring: Wiring = RIGHT, boom: BoomSettings | None = None
) -> Iterator[Gate]:
    """With a boom that takes a second if none is given."""
    it = Gate(protocol, wiring, boom or BoomSettings(travel_s=1.0))
    it.relay.start()
    try:
        yield it
    finally:
        it.relay.close()
