"""How the indicator is read while the weighbridge is calibrated: as the lane's file has it, or as it is found.

What talks by itself is never asked: an indicator of a polled protocol is listened to first.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from edge.calibration.weighbridge_prompts import Prompts
from edge.calibration.weighbridge_search import Sought, candidates, search
from edge.calibration.weighbridge_weigher import SILENT_S, Weigher
from edge.commands.scales import as_found, devices_of, line_of, new_scale, options_of
from edge.config import Config
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.finding import ADDRESSED, Finding
from edge.devices.scale import Configured, Pace
from edge.errors import DeviceError
from edge.faults.listed import with_check
from edge.ports import Clock
from edge.values import Event
from edge.wire.indicators import new_indicator

LISTEN_S = 2.0


@dataclass(frozen=True, slots=True)
class Ear:
    """The table by which the indicator is read; `asked`: whether it is asked for its weights."""

    table: WeighbridgeTable
    asked: bool

    def __str__(self) -> str:
        return f"{self.table.protocol} on {self.table.port}, {self.table.baud} {self.table.framing}"


@contextmanager
def weighing(ear: Ear, clock: Clock, prompts: Prompts, silent_s: float = SILENT_S) -> Iterator[Weigher]:
    """The lane's own driver, but for what it may send."""
    table = ear.table
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    approach = None
    if not ear.asked:
        approach = Configured(
            line_of(table),
            lambda: new_indicator(table.protocol, options_of(table), table.stable_frames),
            polled=False,
        )
    scale = new_scale(table, events.put, clock, Pace(poll_s=table.poll_ms / 1000), approach)
    with closing(scale):
        scale.start()
        yield Weigher(events, clock, prompts.live, silent_s)


def hear(table: WeighbridgeTable, clock: Clock, prompts: Prompts) -> Ear | None:
    """How a weight comes with the lane's file as it is; None where none comes, which is said."""
    if table.protocol == "auto":
        return None
    told = ""
    for asked in (True,) if table.is_modbus else (False, True):
        ear = Ear(table, asked)
        try:
            with weighing(ear, clock, prompts, SILENT_S if asked else LISTEN_S) as weigher:
                weigher.watch(0)
        except DeviceError as error:
            told = str(error)
        else:
            return ear
    prompts.say(f"{table.protocol} on {table.port}: {told}")
    return None


def find(table: WeighbridgeTable, config: Config, clock: Clock, prompts: Prompts) -> Ear:
    """The line and protocol that are really there; raises `DeviceError`."""
    sought = Sought(line_of(table), options_of(table), devices_of(table))
    barrier = config.barrier
    taken = (barrier.port, *(one.port for one in barrier.input if one.port)) if barrier else ()
    prompts.say("Looking for the indicator: it is listened to, and asked only where it says nothing at all.")
    found = search(sought, candidates(table.port, taken), prompts, clock)
    if found.device is None:
        return Ear(table.model_copy(update=_stream(found)), found.asked)
    known = as_found(table.model_copy(update={"port": found.line.port}), found)
    if known.registers is None:
        raise DeviceError("no-registers", with_check("indicator", "no-registers", str(found)))
    return Ear(known, asked=True)


def _stream(found: Finding) -> dict[str, str | int | None]:
    """The keys of the table for an indicator that sends frames."""
    return {
        "port": found.line.port,
        "protocol": found.protocol,
        "baud": found.line.baud,
        "framing": found.line.framing,
        "address": found.options.address if found.asked and found.protocol == ADDRESSED else None,
        "registers": None,
    }
