"""`lanegate weigh`: what does the indicator say?"""

from __future__ import annotations

import argparse
import json
import logging
import queue
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from tqdm import tqdm

from edge.commands.arguments import count, positive
from edge.commands.scales import as_found, devices_of, line_of, new_scale, options_of
from edge.config import read_toml
from edge.config_faults import fault_lines
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.clock import SystemClock
from edge.devices.detection import Patience, Search, listening_s, usual_settings
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.devices.scale import SILENCE_S, Approach, Configured, Pace, SerialScale
from edge.errors import ConfigError, DeviceError
from edge.faults.listed import with_check
from edge.ports import Scale
from edge.values import DeviceStatus, Event, WeightReading, rfc3339
from edge.wire.indicators import new_indicator
from edge.wire.registers import PRESETS

AT_ONCE = frozenset({"unreachable", "lost"})  # the daemon waits for the line to come back, a person does not
PROTOCOLS: tuple[str, ...] = get_args(WeighbridgeTable.model_fields["protocol"].annotation)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("weigh", help="print readings of a weighbridge indicator")
    parser.add_argument("--port", required=True, metavar="URL", help="device, socket://host:port, rfc2217://host:port")
    parser.add_argument("--protocol", required=True, choices=PROTOCOLS, metavar="NAME", help=", ".join(PROTOCOLS))
    parser.add_argument("--baud", type=int, default=9600, help="speed (9600); auto: the one to try first")
    parser.add_argument("--framing", default="8N1", choices=("8N1", "8E1", "8O1", "8N2", "7E1", "7O1", "7N1", "7N2"))
    parser.add_argument("--unit", default="kg", choices=("kg", "t", "lb", "g"), help="where frames name none (kg)")
    parser.add_argument("--address", help="of a polled indicator: yaohua-polled A to Z (A), modbus 0 to 255 (1)")
    parser.add_argument(
        "--registers", metavar="MAP", help=f"modbus: {', '.join(PRESETS)}, or a .toml file with the keys of the table"
    )
    parser.add_argument("--digits", default="reversed", choices=("reversed", "plain"), help="of yaohua-reversed frames")
    parser.add_argument("--poll-ms", type=count, default=300, metavar="MS", help="between two questions (300)")
    parser.add_argument("--count", type=count, default=10, metavar="N", help="how many readings (10)")
    parser.add_argument("--stable-frames", type=count, default=6, metavar="N", help="identical frames (6)")
    parser.add_argument(
        "--timeout", type=positive, default=10.0, metavar="S", help="give up after S seconds without one"
    )
    parser.add_argument(
        "--search", type=positive, default=120.0, metavar="S", help="auto: give up after S seconds (120)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=weigh_command)


def weigh_command(arguments: argparse.Namespace) -> int:
    logging.getLogger("edge").addHandler(logging.NullHandler())  # what the driver logs is said here in other words
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    scale = _scale(arguments, events)
    with closing(scale):
        scale.start()
        for reading, _ in zip(_readings(scale, events, arguments.timeout), range(arguments.count), strict=False):
            print(_line(reading, as_json=arguments.json), flush=True)
    return 0


def _scale(arguments: argparse.Namespace, events: queue.SimpleQueue[Event]) -> Scale:
    table = _table(arguments)
    pace = Pace(poll_s=table.poll_ms / 1000, silence_s=min(SILENCE_S, arguments.timeout / 2))
    if table.protocol != "auto":
        return new_scale(table, events.put, SystemClock(), pace)
    found = _detect(table, arguments.search)
    if found.device is None:
        return SerialScale(_approach(found, table.stable_frames), events.put, SystemClock(), pace)
    known = as_found(table, found)
    if known.registers is None:
        raise DeviceError("no-registers", _map_wanted(known))
    return new_scale(known, events.put, SystemClock(), pace)


def _table(arguments: argparse.Namespace) -> WeighbridgeTable:
    """The options as the lane's file would have them; raises `ConfigError`."""
    said = {key: getattr(arguments, key) for key in WeighbridgeTable.model_fields if hasattr(arguments, key)}
    document = {key: value for key, value in said.items() if value is not None}
    if arguments.registers is not None:
        document["registers"] = _registers(arguments.registers)
    if str(arguments.address).isascii() and str(arguments.address).isdecimal():
        document["address"] = int(arguments.address)
    try:
        return WeighbridgeTable.model_validate(document)
    except ValidationError as error:
        lines = fault_lines(error, WeighbridgeTable, document)
        raise ConfigError(tuple(f"--{line.replace('_', '-')}" for line in lines)) from error


def _registers(text: str) -> dict[str, Any]:
    """A preset by its name, or the table of a file."""
    if not text.endswith(".toml"):
        return {"preset": text}
    return read_toml(Path(text))


def _map_wanted(table: WeighbridgeTable) -> str:
    """What to run next for the Modbus device that was found."""
    presets = list(PRESETS)
    setting = ("--baud", str(table.baud), "--framing", table.framing, "--address", str(table.address))
    unit = () if table.unit == "kg" else ("--unit", table.unit)
    command = ("lanegate", "weigh", "--port", table.port, "--protocol", table.protocol, *setting, *unit)
    return (
        f"which registers hold the weight is in the indicator's manual; choose a map ({', '.join(presets)}, or a .toml "
        f"file with the keys of [weighbridge.registers]) and run: {shlex.join((*command, '--registers', presets[0]))}"
    )


def _approach(found: Finding, stable_frames: int) -> Approach:
    """Raises `DeviceError` where no protocol can be named."""
    protocol, options = found.protocol, found.options
    if protocol is None:
        raise DeviceError(found.fault, with_check("indicator", found.fault, str(found)))
    return Configured(found.line, lambda: new_indicator(protocol, options, stable_frames), polled=found.asked)


def _detect(table: WeighbridgeTable, search_s: float) -> Finding:
    """What the indicator speaks, said on stderr as well."""
    line, clock = line_of(table), SystemClock()
    patience = Patience(window_s=listening_s(line, search_s), budget_s=search_s)
    with _progress(line) as step:
        found = Search(line, options_of(table), clock, patience, step=step, devices=devices_of(table)).run()
    if found.protocol is not None:
        print(f"found {found}", file=sys.stderr)
    return found


@contextmanager
def _progress(line: SerialLine) -> Iterator[Callable[[str], None]]:
    """What takes each setting tried, and shows it to a person who watches."""
    if not sys.stderr.isatty():
        yield lambda _setting: None
        return
    with tqdm(total=usual_settings(line), leave=False, bar_format="{desc} {bar} {elapsed}") as bar:

        def step(setting: str) -> None:
            bar.set_description_str(setting)
            bar.update()

        yield step


def _readings(scale: Scale, events: queue.SimpleQueue[Event], timeout_s: float) -> Iterator[WeightReading]:
    """What the indicator says; raises `DeviceError` once nothing has come for `timeout_s`, or the line is not there."""
    until_s = time.monotonic() + timeout_s
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left_s)
        except queue.Empty:
            break
        if isinstance(event, WeightReading):
            until_s = time.monotonic() + timeout_s
            yield event
        elif isinstance(event, DeviceStatus) and event.code in AT_ONCE:
            raise DeviceError(event.code, with_check("indicator", event.code, event.text))
    health = scale.health()
    said = with_check("indicator", health.code, health.text)
    raise DeviceError(health.code, f"no reading within {timeout_s:g} s: {said}")


def _line(reading: WeightReading, *, as_json: bool) -> str:
    if not as_json:
        mark = "stable" if reading.stable else "moving"
        weight = "-" if reading.gross_kg is None else f"{reading.gross_kg:g}"
        return f"{weight:>10} kg  {mark}  {reading.status}  {reading.raw}"
    document = {
        "at": rfc3339(datetime.now(UTC)),
        "gross_kg": reading.gross_kg,
        "stable": reading.stable,
        "status": reading.status,
        "raw": reading.raw,
    }
    return json.dumps(document)
