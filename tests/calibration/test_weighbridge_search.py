"""Where the indicator is: the configured port, then what else is plugged in, after a yes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from edge.calibration.weighbridge_prompts import Prompts
from edge.calibration.weighbridge_search import Sought, candidates, search
from edge.devices.clock import SystemClock
from edge.devices.line import SerialLine
from edge.errors import DeviceError
from edge.sim.indicator import Manner
from edge.wire.indicators import FormatOptions
from tests.devices.ptys import cable_in
from tests.devices.talkers import QUICK, indicator


@pytest.fixture
def plugged(tmp_path: Path) -> Path:
    folder = tmp_path / "by-path"
    folder.mkdir()
    return folder


def look(configured: str, ports: tuple[str, ...], answers: str) -> tuple[str, str | None, str]:
    """Port and protocol found, and all that was said."""
    screen = io.StringIO()
    sought = Sought(SerialLine(configured), FormatOptions())
    found = search(sought, ports, Prompts({}, io.StringIO(answers), screen), SystemClock(), QUICK)
    return found.line.port, found.protocol, screen.getvalue()


def test_ports_of_other_devices_are_no_candidates(plugged: Path) -> None:
    for name in ("1-indicator", "2-relay", "3-spare"):
        (plugged / name).symlink_to(f"/dev/tty-{name}")
    found = candidates(str(plugged / "1-indicator"), ["/dev/tty-2-relay"], plugged)
    assert found == (str(plugged / "1-indicator"), str(plugged / "3-spare"))


def test_without_converters_only_the_configured_port_is_left(tmp_path: Path) -> None:
    assert candidates("socket://192.0.2.7:4001", ["rfc2217://192.0.2.8"], tmp_path / "none") == (
        "socket://192.0.2.7:4001",
    )


def test_the_configured_port_is_listened_to_without_a_question() -> None:
    with indicator(Manner("toledo", 4800, period_s=0.02)) as one:
        port, protocol, said = look(one.port, (one.port,), "")
    assert (port, protocol) == (one.port, "toledo")
    assert f"{one.port}: toledo at 4800 8N1, 100% sure" in said


def test_another_port_is_tried_after_a_yes_only() -> None:
    with indicator(Manner("yaohua", period_s=0.02)) as one:
        port, protocol, said = look("/dev/ttyGONE", ("/dev/ttyGONE", one.port), "yes\n")
    assert (port, protocol) == (one.port, "yaohua")
    assert "/dev/ttyGONE" in said.splitlines()[0]


def test_after_a_no_nothing_is_sent_to_another_port(tmp_path: Path) -> None:
    with cable_in(tmp_path) as cable:
        with pytest.raises(DeviceError, match=r"not found: .*/dev/ttyGONE"):
            look("/dev/ttyGONE", ("/dev/ttyGONE", str(cable.path)), "no\n")
        assert cable.received() == b""
