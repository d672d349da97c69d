from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from edge.fittings import Devices
from edge.lane.settings import Settings
from edge.lane.state import Fault, Phase, State
from edge.ports import DeviceHealth
from edge.supervision import PHASES, ServiceManager, Supervision, status_line
from tests.lane.builders import EPOCH


@dataclass(slots=True)
class Clock:
    now_s: float = 1000.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return EPOCH


@dataclass(slots=True)
class Driver:
    """A scale and a broker as far as supervision sees them."""

    turned_s: float = 1000.0

    def start(self) -> None: ...

    def health(self) -> DeviceHealth:
        return DeviceHealth("ok", "")

    def set_state(self, state: Mapping[str, Any]) -> None: ...

    def wake(self) -> None: ...

    def publish_health(self, document: Mapping[str, Any]) -> None: ...

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None: ...

    def close(self) -> None: ...


class Listener:
    """The other end of the notification socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


@dataclass(slots=True)
class Watched:
    """A lane under supervision, and what systemd hears of it."""

    supervision: Supervision
    listener: Listener
    clock: Clock
    scale: Driver
    broker: Driver

    def look(self, state: State) -> list[str]:
        self.supervision.look(state)
        return self.listener.heard()


STATE = State(Settings(), "boot-1", EPOCH, 0.0)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    listener = Listener(tmp_path / "notify")
    clock, scale, broker = Clock(), Driver(), Driver()
    manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    yield Watched(Supervision(Devices((), broker, None, scale), manager, clock), listener, clock, scale, broker)
    listener.close()


def test_the_lane_is_ready_once_and_alive_as_often_as_asked(watched: Watched) -> None:
    assert watched.look(STATE) == ["WATCHDOG=1", "READY=1", f"STATUS={PHASES[Phase.UNKNOWN]}"]
    assert watched.look(STATE) == ["WATCHDOG=1"]


@pytest.mark.parametrize(("name", "limit_s"), [("scale", 60.0), ("broker", 300.0)])
def test_a_loop_that_stands_still_ends_the_feeding_until_it_turns_again(
    watched: Watched, name: str, limit_s: float, caplog: pytest.LogCaptureFixture
) -> None:
    driver: Driver = getattr(watched, name)
    watched.look(STATE)
    watched.clock.now_s += limit_s + 1
    for other in (watched.scale, watched.broker):
        other.turned_s = watched.clock.now_s
    driver.turned_s -= limit_s + 1
    with caplog.at_level(logging.ERROR):
        assert watched.look(STATE) == watched.look(STATE) == []
    assert [one.message for one in caplog.records] == [
        f"no progress: {'indicator' if name == 'scale' else name}; the watchdog is no longer fed"
    ]
    driver.turned_s = watched.clock.now_s
    assert watched.look(STATE) == ["WATCHDOG=1"]


def test_the_status_says_phase_and_faults_when_they_change(watched: Watched) -> None:
    watched.look(STATE)
    fault = Fault("indicator", "silent", "/dev/ttyUSB0", EPOCH)
    assert watched.look(replace(STATE, phase=Phase.IDLE, faults=(fault,))) == [
        "WATCHDOG=1",
        "STATUS=lane empty; indicator silent: no bytes from the indicator: /dev/ttyUSB0",
    ]


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_words(phase: Phase) -> None:
    assert status_line(replace(STATE, phase=phase)) == PHASES[phase]


def test_a_lane_that_is_held_open_says_so() -> None:
    assert status_line(replace(STATE, phase=Phase.IDLE, held=True)) == "lane empty; held open"


def test_without_systemd_nothing_is_said_and_a_socket_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    ServiceManager({}).tell("READY=1")
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell("READY=1")


def test_an_abstract_socket_is_spoken_to() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0lanegate-test-of-notify")
        ServiceManager({"NOTIFY_SOCKET": "@lanegate-test-of-notify"}).tell("READY=1", "STATUS=words")
        assert listening.recv(100) == b"READY=1\nSTATUS=words"
