"""A relay board that isn't there: on a pseudo-terminal, with a log of what was ordered, and what was wrong.

It ends a flash-on by itself, as real boards with a timer do. What may break in a board can be broken here: `faults`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock, Thread

from edge.sim.relay_protocols import PROTOCOLS, Inputs, Order, Serve, SimulatedProtocol
from edge.sim.terminal import PseudoTerminal

_LOOK_S = 1.0


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


def _whole(frame: bytes) -> bytes:
    return frame


@dataclass(frozen=True, slots=True)
class RelayFaults:
    """`stuck`: contacts that stay as they are; `mute`: it obeys and answers nothing; `deaf`: it does not even obey.

    `incoming` and `outgoing` make of the bytes on the line what noise would.
    """

    stuck: frozenset[int] = frozenset()
    mute: bool = False
    deaf: bool = False
    incoming: Callable[[bytes], bytes] = _whole
    outgoing: Callable[[bytes], bytes] = _whole


@dataclass(slots=True)
class _Contacts:
    """What the board's thread and its spectators share, under one lock."""

    log: list[RelayChange] = field(default_factory=list)
    energised: frozenset[int] = frozenset()
    violations: list[str] = field(default_factory=list)


class SimulatedRelay:
    """The board; the driver opens `port`. `on_change` and `read_inputs` are called on the board's own thread.

    `protocol` is known by name, or is that of a board of a site's own. `read_inputs` gives channel -> contact closed.
    `faults` may be set at any time.
    """

    def __init__(
        self,
        on_change: Callable[[RelayChange], None] | None = None,
        clock_s: Callable[[], float] = time.monotonic,
        protocol: SimulatedProtocol | Serve = "lcus",
        read_inputs: Callable[[], Inputs] = dict,
    ) -> None:
        self.faults = RelayFaults()
        self._on_change = on_change
        self._clock_s = clock_s
        self._serve = protocol if callable(protocol) else PROTOCOLS[protocol]
        self._read_inputs = read_inputs
        self._terminal = PseudoTerminal()
        self._lock = Lock()
        self._contacts = _Contacts()
        self._ends_s: dict[int, float] = {}
        self._stopping = False
        self._thread = Thread(target=self._run, name="simulated-relay", daemon=True)

    @property
    def port(self) -> str:
        return self._terminal.port

    @property
    def log(self) -> tuple[RelayChange, ...]:
        with self._lock:
            return tuple(self._contacts.log)

    @property
    def energised(self) -> frozenset[int]:
        """Contacts that are closed, ordered or stuck."""
        with self._lock:
            return self._contacts.energised

    @property
    def violations(self) -> tuple[str, ...]:
        """One line for every time that two contacts were closed together."""
        with self._lock:
            return tuple(self._contacts.violations)

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
            received = self._terminal.receive(self._until_next_end_s())
            faults = self.faults
            if received and not faults.deaf:
                served = self._serve(kept + faults.incoming(received), self._read_inputs())
                kept = served.kept
                for order in served.orders:
                    self._obey(order)
                if served.answer and not faults.mute:
                    self._terminal.send(faults.outgoing(served.answer))
            self._end_flashes()

    def _obey(self, order: Order) -> None:
        self._ends_s.pop(order.channel, None)
        now_s = self._clock_s()
        if order.for_s is not None:
            self._ends_s[order.channel] = now_s + order.for_s
        self._switch(RelayChange(now_s, order.channel, order.on))

    def _until_next_end_s(self) -> float:
        if not self._ends_s:
            return _LOOK_S
        return max(0.0, min(self._ends_s.values()) - self._clock_s())

    def _end_flashes(self) -> None:
        if not self._ends_s:
            return
        now_s = self._clock_s()
        for channel in [one for one, end_s in self._ends_s.items() if end_s <= now_s]:
            del self._ends_s[channel]
            self._switch(RelayChange(now_s, channel, False))

    def _switch(self, change: RelayChange) -> None:
        with self._lock:
            contacts = self._contacts
            contacts.log.append(change)
            before = contacts.energised
            if change.channel not in self.faults.stuck:
                contacts.energised = before | {change.channel} if change.on else before - {change.channel}
            if len(contacts.energised) > 1 and contacts.energised != before:
                channels = " and ".join(map(str, sorted(contacts.energised)))
                contacts.violations.append(f"channels {channels} energised together at {change.at_s:.3f} s")
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
