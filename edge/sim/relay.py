"""A relay board that isn't there: LCUS frames on a pseudo-terminal, a log of what was energised, and what was wrong.

Frame: `A0 channel operation sum`; operation 01 closes the contact, 00 opens it; sum is the low byte of the other three.
Like most such boards it answers nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock, Thread

from edge.sim.terminal import PseudoTerminal

_START = 0xA0
_FRAME_BYTES = 4


@dataclass(frozen=True, slots=True)
class RelayChange:
    """A contact was told to close (`on`) or open, at a monotonic second; also where it already stood so."""

    at_s: float
    channel: int
    on: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """A contact was closed and opened again."""

    channel: int
    from_s: float
    to_s: float


def decode_lcus(received: bytes) -> tuple[tuple[tuple[int, bool], ...], bytes]:
    """The (channel, on) of every whole frame and the bytes kept for later; what is no frame is skipped by bytes."""
    found: list[tuple[int, bool]] = []
    at = 0
    while at + _FRAME_BYTES <= len(received):
        start, channel, operation, check = received[at : at + _FRAME_BYTES]
        if start == _START and operation in (0, 1) and check == (start + channel + operation) & 0xFF:
            found.append((channel, operation == 1))
            at += _FRAME_BYTES
        else:
            at += 1
    return tuple(found), received[at:]


class SimulatedRelay:
    """The board; the driver opens `port`. `on_change` is called on the board's own thread."""

    def __init__(
        self,
        on_change: Callable[[RelayChange], None] | None = None,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_change = on_change
        self._clock_s = clock_s
        self._terminal = PseudoTerminal()
        self._lock = Lock()
        self._log: list[RelayChange] = []
        self._energised: frozenset[int] = frozenset()
        self._violations: list[str] = []
        self._stopping = False
        self._thread = Thread(target=self._run, name="simulated-relay", daemon=True)

    @property
    def port(self) -> str:
        return self._terminal.port

    @property
    def log(self) -> tuple[RelayChange, ...]:
        with self._lock:
            return tuple(self._log)

    @property
    def energised(self) -> frozenset[int]:
        with self._lock:
            return self._energised

    @property
    def violations(self) -> tuple[str, ...]:
        """One line for every time that two contacts were closed together."""
        with self._lock:
            return tuple(self._violations)

    def pulses(self, channel: int) -> tuple[Pulse, ...]:
        """The finished pulses of a channel, oldest first."""
        return tuple(_finished(channel, [change for change in self.log if change.channel == channel]))

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping = True
        self._terminal.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._terminal.close()

    def _run(self) -> None:
        kept = b""
        while not self._stopping:
            orders, kept = decode_lcus(kept + self._terminal.receive(1.0))
            for channel, on in orders:
                self._switch(RelayChange(self._clock_s(), channel, on))

    def _switch(self, change: RelayChange) -> None:
        with self._lock:
            self._log.append(change)
            before = self._energised
            self._energised = before | {change.channel} if change.on else before - {change.channel}
            if len(self._energised) > 1 and self._energised != before:
                channels = " and ".join(map(str, sorted(self._energised)))
                self._violations.append(f"channels {channels} energised together at {change.at_s:.3f} s")
        if self._on_change is not None:
            self._on_change(change)


def _finished(channel: int, changes: list[RelayChange]) -> Iterator[Pulse]:
    since_s: float | None = None
    for change in changes:
        if change.on and since_s is None:
            since_s = change.at_s
        elif not change.on and since_s is not None:
            yield Pulse(channel, since_s, change.at_s)
            since_s = None
