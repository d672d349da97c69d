"""The gates of the proof in real time: which board, how it is wired, and a lane in a hurry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from edge.devices.relay_settings import RelayInput, RelaySettings
from edge.lane.settings import Settings
from edge.sim.barrier import WIRING
from edge.sim.boom import BoomSettings
from edge.sim.relay_protocols import Serve, serve_lcus, serve_modbus, serve_numato
from edge.wire.relays import BoardSettings, SiteBoard

PULSE_MS = 200
KG = 8000.0
BOOM = BoomSettings(travel_s=0.2, photocell=False)  # nothing but the lane keeps it off a vehicle
INPUTS = tuple(RelayInput(role, channel=channel) for channel, role in WIRING.items())
SITE = SiteBoard(on="relay on {digit0}\r", off="relay off {digit0}\r", form="text", echo=True, prompt=">")


@dataclass(frozen=True, slots=True)
class Kit:
    """A board as the simulation serves it and as the driver knows it; without `inputs` trucks arrive by weight.

    `questions`: so many of them learn all the inputs.
    """

    serve: Serve
    board: BoardSettings
    timed: bool = False
    inputs: tuple[RelayInput, ...] = ()
    questions: int = 0

    def relay(self, port: str, folder: Path) -> RelaySettings:
        """What the driver is told; the mark of a running pulse is in `folder`."""
        return RelaySettings(
            port, str(folder / "mark"), self.board, pulse_ms=PULSE_MS, timed=self.timed, poll_ms=50, inputs=self.inputs
        )

    def lane(self) -> Settings:
        """All its times are short."""
        return Settings(
            arrival_by="loop" if self.inputs else "weight",
            require=(),
            settle_s=0.1,
            identify_s=1,
            gone_s=0.3,
            clear_s=4,
            travel_s=1,
            can_close=True,
            inputs={one.name: role for one, role in zip(self.inputs, WIRING.values(), strict=False)},
        )


KITS: Mapping[str, Kit] = MappingProxyType(
    {
        "lcus": Kit(serve_lcus, BoardSettings("lcus")),
        "modbus-rtu": Kit(serve_modbus, BoardSettings("modbus-rtu"), timed=True, inputs=INPUTS, questions=1),
        "numato": Kit(serve_numato, BoardSettings("numato"), inputs=INPUTS, questions=len(INPUTS)),
        "custom": Kit(serve_numato, BoardSettings("custom", site=SITE)),
    }
)
