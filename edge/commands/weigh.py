"""`lanegate weigh`: what does the indicator say?"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import serial

from edge.devices.line import SerialLine, open_line
from edge.devices.scale import POLL_S
from edge.errors import DeviceError
from edge.values import WeightReading, rfc3339
from edge.wire.indicator import Indicator
from edge.wire.indicators import FORMATS, FormatOptions, new_indicator


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("weigh", help="print readings of a weighbridge indicator")
    parser.add_argument("--port", required=True, metavar="URL", help="device, socket://host:port, rfc2217://host:port")
    parser.add_argument("--protocol", required=True, choices=sorted(FORMATS))
    parser.add_argument("--baud", type=int, default=9600)
    parser.add_argument("--framing", default="8N1", choices=("8N1", "8E1", "8O1", "8N2", "7E1", "7O1", "7N1", "7N2"))
    parser.add_argument("--unit", default="kg", choices=("kg", "t", "lb", "g"), help="where frames name none (kg)")
    parser.add_argument("--address", default="A", help="of a yaohua-polled indicator (A)")
    parser.add_argument("--digits", default="reversed", choices=("reversed", "plain"), help="of yaohua-reversed frames")
    parser.add_argument("--count", type=_count, default=10, metavar="N", help="how many readings (10)")
    parser.add_argument("--stable-frames", type=_count, default=6, metavar="N", help="identical frames (6)")
    parser.add_argument("--timeout", type=float, default=10.0, metavar="S", help="give up after S seconds without one")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=weigh_command)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return count


def weigh_command(arguments: argparse.Namespace) -> int:
    line = SerialLine(arguments.port, arguments.baud, arguments.framing)
    options = FormatOptions(arguments.unit, arguments.address, arguments.digits)
    indicator = new_indicator(arguments.protocol, options, arguments.stable_frames)
    left = arguments.count
    with open_line(line) as port:
        for reading in _readings(port, indicator, arguments.timeout):
            print(_line(reading, as_json=arguments.json), flush=True)
            left -= 1
            if left == 0:
                return 0
    return 1


def _readings(port: serial.Serial, indicator: Indicator, timeout_s: float) -> Iterator[WeightReading]:
    """What the indicator says, asked where it must be asked; raises `DeviceError` once nothing comes any more."""
    heard = 0
    last_s = time.monotonic()
    asked_s = float("-inf")
    while time.monotonic() - last_s < timeout_s:
        try:
            if indicator.poll is not None and time.monotonic() - asked_s >= POLL_S:
                asked_s = time.monotonic()
                port.write(indicator.poll)
            chunk = port.read(max(1, port.in_waiting))
        except (serial.SerialException, OSError) as error:
            yield from indicator.feed(b"", time.monotonic())  # what was whole when the line went
            raise DeviceError("lost", f"{port.port} was lost: {error}; check cable and converter") from error
        heard += len(chunk)
        for reading in indicator.feed(chunk, time.monotonic()):
            last_s = time.monotonic()
            yield reading
    raise DeviceError("silent", f"no reading within {timeout_s:g} s: {_diagnosis(indicator, heard)}")


def _diagnosis(indicator: Indicator, heard: int) -> str:
    if not heard:
        return "no bytes came; check the indicator's power, cable and output setting"
    if indicator.bad_frames:
        return f"{indicator.bad_frames} frames failed their check; check cable shield and protocol"
    if not indicator.frames:
        return f"{heard} bytes but no frame among them; check baud, framing and protocol"
    return "it fell silent; check cable and power"


def _line(reading: WeightReading, *, as_json: bool) -> str:
    if not as_json:
        mark = "stable" if reading.stable else "moving"
        return f"{reading.gross_kg:>10} kg  {mark}  {reading.status}  {reading.raw}"
    document = {
        "at": rfc3339(datetime.now(UTC)),
        "gross_kg": reading.gross_kg,
        "stable": reading.stable,
        "status": reading.status,
        "raw": reading.raw,
    }
    return json.dumps(document)
