"""A lane on given devices, without cameras: `lanegate run` as a process, its indicator, its board and its broker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.sim.broker import Mosquitto
from edge.sim.relay_protocols import Serve, SimulatedProtocol
from tests.devices.modem_server import ModemServer
from tests.end_to_end import own_board
from tests.end_to_end.far_ends import IndicatorKind, Platform, WiredBarrier, WiredIndicator
from tests.end_to_end.site import PATIENCE_S, Centre, LaneProcess
from tests.waiting import until

GROSS_KG = 32460
OPEN, CLOSE = 1, 2

LANE = """
[lane]
site = "kim-thanh"
id = "lane-01"
direction = "import"

[arrival]
by = "{arrival}"
threshold_kg = 500

[weighbridge]
port = "{scale}"
settle_s = 0.3
{weighbridge}

[barrier]
port = "{relay}"
open_channel = 1
close_channel = 2
pulse_ms = {pulse_ms}
travel_s = 2
{barrier}

[decision]
mode = "local"
require = ["weight"]
open_for = "any"

[timing]
identify_s = 300
gone_s = 0.5

[mqtt]
host = "127.0.0.1"
port = {broker}

[storage]
path = "{state}"
"""
INPUT = """
[[barrier.input]]
name = "{role}"
role = "{role}"
channel = {channel}
"""
INPUTS = "".join(
    INPUT.format(role=role, channel=channel)
    for channel, role in enumerate(("presence", "opened", "closed", "arrival"), start=1)
)
MODEM_LINE = """
[[barrier.input]]
name = "presence"
role = "presence"
line = "cts"
port = "{port}"
"""


@dataclass(frozen=True, slots=True)
class BoardKind:
    """A board as the configuration calls it, and what it speaks; one without inputs has its loop on a modem line."""

    table: str
    protocol: SimulatedProtocol | Serve
    has_inputs: bool = True


BOARDS = {
    "lcus": BoardKind('driver = "lcus"', "lcus", has_inputs=False),
    "modbus-rtu": BoardKind('driver = "modbus-rtu"' + INPUTS, "modbus-rtu"),
    "numato": BoardKind('driver = "numato"' + INPUTS, "numato"),
    "custom": BoardKind('driver = "custom"' + INPUTS + own_board.TABLE, own_board.serve),
}


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which devices a lane has; `weighbridge` are the keys of the table beside its port.

    Indicator or board may be behind a TCP converter.
    """

    weighbridge: str
    indicator: IndicatorKind
    board: str
    converted: bool = False
    board_converted: bool = False
    arrival: str = "weight"
    pulse_ms: int = 300


@dataclass(slots=True)
class Lane:
    """One lane and all around it."""

    process: LaneProcess
    centre: Centre
    platform: Platform
    indicator: WiredIndicator
    barrier: WiredBarrier
    modem: ModemServer | None
    has_limits: bool

    def start_empty(self) -> None:
        self.process.start()
        self.wait_for_phase("idle")
        until(lambda: "relay ok" in self.process.log, PATIENCE_S)  # a pulse before that fails, as it must

    def wait_for_phase(self, *phases: str) -> None:
        def is_there() -> bool:
            self.process.check()
            return self.centre.state().get("phase") in phases

        until(is_there, PATIENCE_S)

    def wait_for_passages(self, count: int) -> list[dict[str, Any]]:
        return until(lambda: _at_least(self.centre.documents("passage"), count), PATIENCE_S)

    def wait_for_event(self, event: str, device: str) -> None:
        until(lambda: self.told(event, device), PATIENCE_S)

    def told(self, event: str, device: str) -> list[dict[str, Any]]:
        """Events of a device, `fault` or `recovered`."""
        found = self.centre.documents("event")
        return [one for one in found if one["event"] == event and one["device"] == device]

    def truck_comes(self) -> None:
        self.barrier.board.set_arrival(True)
        self.platform.go_to(GROSS_KG)

    def truck_goes_under_the_boom(self) -> None:
        self._set_vehicle(True)
        self.barrier.board.set_arrival(False)
        self.platform.go_to(0)

    def truck_is_away(self) -> float:
        """When, monotonic."""
        return self._set_vehicle(False)

    def _set_vehicle(self, under: bool) -> float:
        if self.modem is not None:
            self.modem.pull(under)
        return self.barrier.set_vehicle(under)


def _at_least(found: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return list(found) if len(found) >= count else []


@contextmanager
def lane_on(folder: Path, fitting: Fitting, program: Sequence[str] = ("-m", "edge")) -> Iterator[Lane]:
    """A lane that is not started yet; `program`: what Python is given in the place of `lanegate`."""
    kind = BOARDS[fitting.board]
    with ExitStack() as stack:
        broker = stack.enter_context(closing(Mosquitto()))
        broker.start()
        platform = Platform()
        wired = WiredIndicator(folder / "indicator", fitting.indicator, platform, converted=fitting.converted)
        indicator = stack.enter_context(closing(wired))
        board = WiredBarrier(folder / "relay", kind.protocol, converted=fitting.board_converted)
        barrier = stack.enter_context(closing(board))
        modem = None if kind.has_inputs else stack.enter_context(closing(ModemServer()))
        if modem is not None:
            modem.pull(False)
        text = LANE.format(
            arrival=fitting.arrival,
            scale=indicator.port,
            weighbridge=fitting.weighbridge,
            relay=barrier.port,
            pulse_ms=fitting.pulse_ms,
            barrier=kind.table if modem is None else kind.table + MODEM_LINE.format(port=modem.url),
            broker=broker.port,
            state=folder / "state",
        )
        config = folder / "lane-01.toml"
        config.write_text(text)
        centre = stack.enter_context(closing(Centre(broker.port)))
        process = stack.enter_context(closing(LaneProcess(config, program)))
        yield Lane(process, centre, platform, indicator, barrier, modem, kind.has_inputs)
