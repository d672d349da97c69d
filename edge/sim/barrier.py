"""A whole barrier that isn't there: a simulated relay board that moves a simulated boom, and reads its inputs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock

from edge.sim.boom import Boom, advance
from edge.sim.relay import RelayChange, SimulatedRelay
from edge.sim.relay_protocols import Inputs, Serve, SimulatedProtocol
from edge.values import Channel, InputRole

STEP_S = 0.02
CHANNELS: Mapping[int, Channel] = {1: "open", 2: "close"}
WIRING: Mapping[int, InputRole] = {1: "presence", 2: "opened", 3: "closed", 4: "arrival"}


class SimulatedBarrier:
    """Relay channel 1 opens, 2 closes; input 1 is the loop under the boom, 2 and 3 its open and closed limit.

    Input 4 is the loop before the boom, where trucks arrive.
    """

    def __init__(self, protocol: SimulatedProtocol | Serve, boom: Boom) -> None:
        self.relay = SimulatedRelay(self._changed, protocol=protocol, read_inputs=self._read_inputs)
        self._boom = boom
        self._at_s = time.monotonic()
        self._contacts: frozenset[Channel] = frozenset()
        self._vehicle_under = False
        self._vehicle_before = False
        self._lock = Lock()

    @property
    def boom(self) -> Boom:
        """As it stands now."""
        with self._lock:
            return self._now()

    def set_vehicle(self, under: bool) -> None:
        """A vehicle comes under the boom or leaves."""
        with self._lock:
            self._now()
            self._vehicle_under = under

    def set_arrival(self, there: bool) -> None:
        """A vehicle comes onto the loop before the boom or leaves it."""
        self._vehicle_before = there

    def start(self) -> None:
        self.relay.start()

    def close(self) -> None:
        self.relay.close()

    def _changed(self, _change: RelayChange) -> None:
        with self._lock:
            self._now()
            self._contacts = frozenset(CHANNELS[one] for one in self.relay.energised if one in CHANNELS)
            self._step(0.0)  # so that a pulse between two looks is not missed

    def _read_inputs(self) -> Inputs:
        boom = self.boom
        states: dict[InputRole, bool] = {
            "presence": boom.vehicle_under,
            "opened": boom.opened,
            "closed": boom.closed,
            "arrival": self._vehicle_before,
        }
        return {channel: states[role] for channel, role in WIRING.items()}

    def _now(self) -> Boom:
        left_s = time.monotonic() - self._at_s
        while left_s >= STEP_S:
            self._step(STEP_S)
            left_s -= STEP_S
        return self._step(0.0)

    def _step(self, dt_s: float) -> Boom:
        self._at_s += dt_s
        self._boom = advance(self._boom, self._contacts, self._vehicle_under, dt_s)
        return self._boom
