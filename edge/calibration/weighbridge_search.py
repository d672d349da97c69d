"""On which port the indicator is, and what it speaks: the port configured, then whatever else is plugged in.

What talks is only listened to. A silent port is asked harmless questions (see `edge.devices.detection`), so another
port than the configured one is tried only after a yes: something else may hang on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from edge.calibration.weighbridge_prompts import Prompts
from edge.devices.detection import Patience, Search
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.devices.port_probe import PLUGGED, try_port
from edge.errors import DeviceError
from edge.faults.listed import with_check
from edge.ports import Clock
from edge.wire.indicators import FormatOptions


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the indicator before: the line as configured, what its frames leave open, Modbus addresses."""

    line: SerialLine
    options: FormatOptions
    devices: tuple[int, ...] = (1,)


def candidates(configured: str, taken: Collection[str], plugged: Path = PLUGGED) -> tuple[str, ...]:
    """The configured port, then every serial converter that is plugged in; not those `taken` by other devices."""
    used = {Path(port).resolve() for port in (configured, *taken) if "://" not in port}
    try:
        found = sorted(plugged.iterdir())
    except OSError:
        found = []
    return (configured, *(str(path) for path in found if path.resolve() not in used))


def search(
    sought: Sought, ports: Iterable[str], prompts: Prompts, clock: Clock, patience: Patience | None = None
) -> Finding:
    """The first port on which a protocol can be named; raises `DeviceError` where there is none."""
    said = "no port to listen on"
    for number, port in enumerate(ports, 1):
        if number > 1 and not prompts.confirm(f"find-{number}", f"Look for the indicator on {port} too?"):
            continue
        found = _tried(replace(sought.line, port=port), sought, prompts, clock, patience)
        said = with_check("indicator", found.code, str(found)) if isinstance(found, DeviceError) else _said(port, found)
        prompts.live("")
        prompts.say(f"  {said}")
        if isinstance(found, Finding) and found.protocol is not None:
            return found
    raise DeviceError("not-found", f"the indicator was not found: {said}")


def _said(port: str, found: Finding) -> str:
    return f"{port}: {found if found.protocol else with_check('indicator', found.fault, str(found))}"


def _tried(
    line: SerialLine, sought: Sought, prompts: Prompts, clock: Clock, patience: Patience | None
) -> Finding | DeviceError:
    def step(setting: str) -> None:
        prompts.live(f"  {line.port}: {setting}")

    try:
        try_port(line)
        return Search(line, sought.options, clock, patience, step=step, devices=sought.devices).run()
    except DeviceError as error:
        return error
