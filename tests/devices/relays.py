"""A relay driver as the tests run it, on a cable of their own, and the frames that it may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from edge.devices.barrier import RelayBarrier
from edge.devices.clock import SystemClock
from edge.devices.relay_settings import RelayInput, RelaySettings
from edge.values import InputChanged, InputRole, InputState, PulseDone, PulseFailed
from edge.wire.relays import BoardSettings
from tests.conftest import child_processes
from tests.devices.ptys import Cable, Heard
from tests.waiting import until

ON = bytes.fromhex("a00101a2")
OFF = bytes.fromhex("a00100a1")
CLOSE_ON = bytes.fromhex("a00201a3")
CLOSE_OFF = bytes.fromhex("a00200a2")
LONG_MS = 600_000  # ends in no test by itself
SHORT_MS = 300
INPUTS = (RelayInput("loop", channel=1), RelayInput("arm-down", channel=2))
ROLES: dict[str, InputRole] = {"loop": "presence", "arm-down": "closed"}


def settings(
    port: str | Path, mark: Path, pulse_ms: int = SHORT_MS, inputs: tuple[RelayInput, ...] = ()
) -> RelaySettings:
    """An LCUS board."""
    return RelaySettings(str(port), str(mark), BoardSettings("lcus"), pulse_ms=pulse_ms, inputs=inputs)


@contextmanager
def driving(settings: RelaySettings, heard: Heard) -> Iterator[RelayBarrier]:
    roles = {one.name: ROLES[one.name] for one in settings.inputs}
    with closing(RelayBarrier(settings, {"open": 1, "close": 2}, roles, heard, SystemClock())) as barrier:
        barrier.start()
        yield barrier


@contextmanager
def running(port: Path, heard: Heard, pulse_ms: int = SHORT_MS, mark: Path | None = None) -> Iterator[RelayBarrier]:
    with driving(settings(port, mark or port.parent / "mark", pulse_ms), heard) as barrier:
        yield barrier


@contextmanager
def ready(cable: Cable, heard: Heard, pulse_ms: int = SHORT_MS) -> Iterator[RelayBarrier]:
    with running(cable.path, heard, pulse_ms) as barrier:
        until(lambda: barrier.health().code == "ok")
        yield barrier


def modbus_settings(port: str, mark: Path) -> RelaySettings:
    return RelaySettings(port, str(mark), BoardSettings("modbus-rtu"), pulse_ms=SHORT_MS, timed=True)


def relay_pid() -> int:
    """The relay's process, the only child that a test of these has."""
    return int(next(one for one in child_processes() if "python" in one).split()[0])


@contextmanager
def modbus(port: str, heard: Heard, mark: Path, **options: object) -> Iterator[RelayBarrier]:
    """A Modbus board with a timer, its driver ready; `options` are settings."""
    board = modbus_settings(port, mark)
    with driving(replace(board, **options), heard) as barrier:  # type: ignore[arg-type]  # as each test has them
        until(lambda: barrier.health().code == "ok")
        yield barrier


def outcomes(heard: Heard) -> list[PulseDone | PulseFailed]:
    return [one for one in heard.events if isinstance(one, PulseDone | PulseFailed)]


def failure(heard: Heard) -> str:
    """The words of the first pulse that failed; waits for it."""
    first = until(lambda: [one for one in outcomes(heard) if isinstance(one, PulseFailed)])[0]
    return first.text


def told(heard: Heard, name: str) -> list[InputState]:
    """What was told of an input, in its order."""
    return [one.state for one in heard.events if isinstance(one, InputChanged) and one.name == name]
