"""A lane's file for the doctor, with the devices of a test, and what the doctor finds."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from edge.__main__ import main
from edge.sim.free_port import free_port

PATIENCE_S = "60"  # the machine may be busy with other tests

LANE = """
[lane]
site = "kim-thanh"
id = "lane-01"
direction = "import"

[arrival]
by = "{arrival}"

[decision]
mode = "monitor"
require = []

{devices}

[mqtt]
host = "{host}"
port = {broker}
{mqtt}

[storage]
path = "{state}"
"""
LOOP = '[[barrier.input]]\nname = "{name}"\nrole = "{role}"\nchannel = {channel}\n'
Findings = Mapping[str, Mapping[str, Any]]


def camera(url: str | Path, name: str = "front", more: str = "") -> str:
    return f'[[camera]]\nname = "{name}"\nurl = "{url}"\nview = "front"\nreads = ["plate"]\n{more}\n'


def weighbridge(port: str | Path, protocol: str = "yaohua", more: str = "") -> str:
    return f'[weighbridge]\nport = "{port}"\nprotocol = "{protocol}"\n{more}\n'


def barrier(port: str | Path, driver: str = "lcus", more: str = "") -> str:
    return f'[barrier]\nport = "{port}"\ndriver = "{driver}"\nclose_channel = 2\n{more}\n'


def lane_file(
    folder: Path, devices: str = "", *, host: str = "127.0.0.1", broker: int | None = None, mqtt: str = ""
) -> Path:
    """A lane with these tables, its broker at a port where nobody is if none is given."""
    path = folder / "lane-01.toml"
    has_camera, has_scale = "[[camera]]" in devices, "[weighbridge]" in devices
    devices = devices if has_camera or has_scale else devices + camera(folder / "nothing.mp4", "none")
    text = LANE.format(
        arrival="weight" if has_scale else "vision",
        devices=devices,
        host=host,
        broker=free_port() if broker is None else broker,
        mqtt=mqtt,
        state=folder / "state",
    )
    path.write_text(text)
    path.chmod(0o600)
    return path


def doctor(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Findings]:
    """Exit code, and what was found by device."""
    code = main(["doctor", "--config", str(file), "--json", "--timeout", PATIENCE_S])
    document = json.loads(capsys.readouterr().out)
    return code, {one["device"]: one for one in document["findings"]}


def found(file: Path, capsys: pytest.CaptureFixture[str], device: str) -> Mapping[str, Any]:
    """What the doctor finds of one device; pytest shows it where the test fails."""
    finding = doctor(file, capsys)[1][device]
    print(finding, file=sys.stderr)  # noqa: T201  # what is said about a failure
    return finding
