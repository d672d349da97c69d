"""A relay driver as the tests run it, on a cable of their own, and the frames that it may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from edge.devices.barrier import LcusBarrier
from edge.devices.clock import SystemClock
from edge.values import InputRole, PulseDone, PulseFailed
from tests.devices.ptys import Cable, Heard
from tests.waiting import until

ON = bytes.fromhex("a00101a2")
OFF = bytes.fromhex("a00100a1")
CLOSE_ON = bytes.fromhex("a00201a3")
CLOSE_OFF = bytes.fromhex("a00200a2")
LONG_MS = 600_000  # ends in no test by itself
SHORT_MS = 300


@contextmanager
def running(port: Path, heard: Heard, pulse_ms: int = SHORT_MS, mark: Path | None = None) -> Iterator[LcusBarrier]:
    where = mark or port.parent / "mark"
    inputs: tuple[tuple[str, InputRole], ...] = (("loop", "presence"), ("arm-down", "closed"))
    barrier = LcusBarrier(str(port), {"open": 1, "close": 2}, pulse_ms, inputs, where, heard, SystemClock())
    with closing(barrier):
        barrier.start()
        yield barrier


@contextmanager
def ready(cable: Cable, heard: Heard, pulse_ms: int = SHORT_MS) -> Iterator[LcusBarrier]:
    with running(cable.path, heard, pulse_ms) as barrier:
        until(lambda: barrier.health().code == "ok")
        yield barrier


def outcomes(heard: Heard) -> list[PulseDone | PulseFailed]:
    return [one for one in heard.events if isinstance(one, PulseDone | PulseFailed)]


def failure(heard: Heard) -> str:
    """The words of the first pulse that failed; waits for it."""
    first = until(lambda: [one for one in outcomes(heard) if isinstance(one, PulseFailed)])[0]
    return first.text
