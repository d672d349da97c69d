"""The doctor's look at the weighbridge indicator: port, bytes, frames, weights; never beside a running daemon."""

from __future__ import annotations

import queue
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from edge.commands.beside import Beside, kept_by_daemon, quoted
from edge.commands.findings import Finding, Verdict
from edge.commands.registers import modbus_device
from edge.commands.scales import as_found, devices_of, line_of, new_scale, options_of
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.clock import SystemClock
from edge.devices.detection import Patience, Search
from edge.devices.indicator_tap import Tap
from edge.devices.line import SerialLine
from edge.devices.modbus_scale import KnownDevice
from edge.devices.port_probe import try_port
from edge.devices.scale import SILENCE_S, Approach, Configured, Pace
from edge.errors import DeviceError
from edge.values import DeviceStatus, Event, WeightReading
from edge.wire.indicators import new_indicator

LISTEN_S = 3.0
SEARCH_SHARE = 0.6  # of the time, where the protocol is to be found first
WINDOW_S = 0.7  # at each setting; where it talks at the one configured, that is the first
OLD_S = 5.0


@dataclass(frozen=True, slots=True)
class Ear:
    """How the indicator is heard: its protocol in words, the line, and the driver's way to it."""

    protocol: str
    line: SerialLine
    approach: Approach

    def __str__(self) -> str:
        return f"{self.protocol} on {self.line.port}, {self.line.baud} {self.line.framing}"


@dataclass(frozen=True, slots=True)
class Listened:
    """What was heard in how many seconds; `fault`: what the driver says of it."""

    readings: Sequence[WeightReading]
    fault: DeviceStatus | None
    seconds: float


def probe_indicator(table: WeighbridgeTable, beside: Beside, until_s: float) -> Finding:
    """What the daemon says where one runs, else a look of our own."""
    if beside.runs:
        return _by_word(table, beside)
    try:
        try_port(line_of(table))
        ear = _ear(table, until_s)
    except DeviceError as error:
        return _failed(error.code, str(error))
    tap = Tap(ear.approach)
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    pace = Pace(poll_s=table.poll_ms / 1000, silence_s=min(SILENCE_S, (until_s - time.monotonic()) / 3))
    scale = new_scale(table, events.put, SystemClock(), pace, tap)
    with closing(scale):
        scale.start()
        heard = _listen(events, until_s)
    return _judged(ear, tap, heard)


def _ear(table: WeighbridgeTable, until_s: float) -> Ear:
    """Raises `DeviceError` where its protocol is to be found and can't be."""
    line, options, frames = line_of(table), options_of(table), table.stable_frames
    if table.registers is not None and table.protocol != "auto":
        return Ear(table.protocol, line, KnownDevice(line, modbus_device(table, table.registers), frames))
    if table.protocol != "auto":
        return Ear(table.protocol, line, Configured(line, lambda: new_indicator(table.protocol, options, frames)))
    patience = Patience(window_s=WINDOW_S, budget_s=SEARCH_SHARE * (until_s - time.monotonic()))
    found = Search(line, options, SystemClock(), patience, devices=devices_of(table)).run()
    protocol, told = found.protocol, found.options
    if protocol is None:
        raise DeviceError(found.fault, f"its protocol is not found: {found}")
    if found.device is not None:
        if table.registers is None:
            raise DeviceError("no-registers", str(found))
        known = modbus_device(as_found(table, found), table.registers)
        return Ear(f"auto, found {protocol}", found.line, KnownDevice(found.line, known, frames))
    approach = Configured(found.line, lambda: new_indicator(protocol, told, frames), polled=found.asked)
    return Ear(f"auto, found {protocol}", found.line, approach)


def _listen(events: queue.SimpleQueue[Event], until_s: float) -> Listened:
    """`LISTEN_S` from the first reading on, or until the driver names a fault."""
    began_s, end_s = time.monotonic(), until_s
    readings: list[WeightReading] = []
    while (left_s := end_s - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left_s)
        except queue.Empty:
            break
        if isinstance(event, WeightReading):
            if not readings:
                began_s = time.monotonic()
                end_s = min(until_s, began_s + LISTEN_S)
            readings.append(event)
        elif isinstance(event, DeviceStatus) and not event.ok:
            return Listened(readings, event, time.monotonic() - began_s)
    return Listened(readings, None, time.monotonic() - began_s)


def _judged(ear: Ear, tap: Tap, heard: Listened) -> Finding:
    figures = {"readings": len(heard.readings), "bytes": tap.bytes, "bad_frames": tap.bad_frames}
    if heard.fault is not None or not heard.readings:
        fault = heard.fault or DeviceStatus("indicator", "silent", "no reading in time")
        seen = f"; {tap.bytes} bytes came, at last {tap.newest.hex(' ')}" if tap.bytes else ""
        return _failed(fault.code, f"{fault.text}{seen} ({ear})".lstrip("; "), figures)
    last = heard.readings[-1]
    code = _worst(heard.readings)
    found = "; ".join((f"{ear}: {_weight(last.gross_kg, stable=last.stable)}", *_counted(tap, heard)))
    known = {"gross_kg": last.gross_kg, "stable": last.stable, "status": last.status, "raw": last.raw, **figures}
    return Finding("indicator", _verdict(code), found, code, figures=known)


def _worst(readings: Sequence[WeightReading]) -> str:
    """The status that is shown most; a weight that moves is none to look at."""
    code = Counter(one.status for one in readings).most_common(1)[0][0]
    return "ok" if code == "motion" else code


def _counted(tap: Tap, heard: Listened) -> Iterator[str]:
    rate = len(heard.readings) / max(heard.seconds, 0.1)
    yield f"{len(heard.readings)} readings, {rate:.1f} a second"
    if tap.bytes:
        yield f"{tap.bytes} bytes, {tap.bad_frames} bad frames"


def _verdict(code: str) -> Verdict:
    return "ok" if code == "ok" else "warn"


def _by_word(table: WeighbridgeTable, beside: Beside) -> Finding:
    if beside.view is None:
        return kept_by_daemon("indicator", table.port)
    fault, weight = beside.fault_of("indicator"), beside.view.weight
    if fault is not None:
        return _failed(fault.code, quoted(fault.text))
    if weight is None or weight.age_s is None or weight.age_s > OLD_S:
        return Finding("indicator", "warn", "says the running daemon, which has the port", "no-weight")
    code = "ok" if weight.status == "motion" else weight.status
    figures = {"by": "daemon", "gross_kg": weight.gross_kg, "stable": weight.stable, "status": weight.status}
    found = f"{_weight(weight.gross_kg, stable=weight.stable)}, {weight.age_s:.1f} s ago, says the running daemon"
    return Finding("indicator", _verdict(code), found, code, figures=figures)


def _weight(gross_kg: float | None, *, stable: bool) -> str:
    weight = "no weight" if gross_kg is None else f"{gross_kg:g} kg"
    return f"{weight}, {'stable' if stable else 'not stable'}"


def _failed(code: str, text: str, figures: Mapping[str, Any] | None = None) -> Finding:
    return Finding("indicator", "fail", text, code, figures=figures or {})
