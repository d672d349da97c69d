"""The lane's ports in virtual time: a clock, a relay board with faults, a broker, a disk that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.ports import ClockHealth, DeviceHealth, Sink
from edge.values import Channel, PulseDone, PulseFailed
from tests.proof.judge import EPOCH, Judge

PULSE_S = 0.7
OVERDUE_S = 3.0

RelayFault = Literal["none", "dead", "deaf", "stuck", "mute"]


class KilledError(Exception):
    """The daemon's process ends here and now."""


class VirtualClock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return EPOCH + timedelta(seconds=self.now_s)

    def health(self) -> ClockHealth:
        return ClockHealth("ok", "virtual", 0.0, 0.0)

    def in_lane_time(self, until: datetime) -> datetime:
        return until


class VirtualRelay:
    """A `Barrier`. `dead`: no pulse can be sent. `deaf`: the frame that switches on is lost on the line.

    `stuck`: a contact stays closed after its pulse. `mute`: the outcome is told late, as of a child that hangs.
    """

    turned_s = 0.0

    def __init__(self, clock: VirtualClock, sink: Sink, judge: Judge) -> None:
        self.fault: RelayFault = "none"
        self.stuck: set[Channel] = set()
        self._clock = clock
        self._sink = sink
        self._judge = judge
        self._running: tuple[Channel, float] | None = None
        self._late: tuple[Channel, float] | None = None
        self._on: set[Channel] = set()
        self._on_from_s = 0.0

    @property
    def contacts(self) -> frozenset[Channel]:
        return frozenset(self._on | self.stuck)

    @property
    def energised(self) -> frozenset[Channel]:
        """The contacts that a pulse holds closed."""
        return frozenset(self._on)

    @property
    def energised_for_s(self) -> float:
        return self._clock.now_s - self._on_from_s if self._on else 0.0

    def start(self) -> None:
        """Nothing runs but the virtual time."""

    def pulse(self, channel: Channel) -> None:
        self._judge.pulse_is_sent(channel)
        if self._running is not None or self._late is not None:
            self._sink(PulseFailed(channel, "another pulse is running"))
        elif self.fault == "dead":
            self._sink(PulseFailed(channel, "the relay is not ready"))
        else:
            self._running = (channel, self._clock.now_s + PULSE_S)
            self._on = set() if self.fault == "deaf" else {channel}
            self._on_from_s = self._clock.now_s

    def release(self) -> None:
        if self._running is not None:
            self._end(PulseFailed(self._running[0], "stopped by command"))

    def advance(self) -> None:
        if self._running is not None and self._clock.now_s >= self._running[1]:
            self._end(PulseDone(self._running[0]))
        if self._late is not None and self._clock.now_s >= self._late[1]:
            channel, self._late = self._late[0], None
            self._sink(PulseFailed(channel, "the relay process does not answer"))

    def _end(self, outcome: PulseDone | PulseFailed) -> None:
        if self.fault == "stuck":
            self.stuck |= self._on
        self._on, self._running = set(), None
        if self.fault == "mute":
            self._late = (outcome.channel, self._clock.now_s + OVERDUE_S)
        else:
            self._sink(outcome)

    def health(self) -> DeviceHealth:
        return DeviceHealth("ok", "virtual")

    def close(self) -> None:
        """The relay's process ends a pulse that its daemon left behind."""
        self._on = set()


class VirtualBroker:
    """A `Broker` that hands everything to the judge."""

    turned_s = 0.0

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def start(self) -> None:
        """There is no network."""

    def set_state(self, state: Mapping[str, Any]) -> None:
        self._judge.state_is_told(state)

    def wake(self) -> None:
        """Messages stay in the outbox, where they are looked up in the end."""

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """Health is not judged."""

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:  # noqa: ARG002
        self._judge.answered(document)

    def health(self) -> DeviceHealth:
        return DeviceHealth("ok", "virtual")

    def close(self) -> None:
        """Nothing to close."""


class FailingOutbox(Outbox):
    """The real outbox on a disk that can refuse; `kill_in` lets the process die before that many more writes."""

    broken = False
    kill_in: int | None = None

    def _write(self, write: Callable[[], Any]) -> Any:
        if self.kill_in is not None:
            self.kill_in -= 1
            if self.kill_in < 0:
                raise KilledError
        if self.broken:
            raise StorageError("no space left on device")
        return write()

    def put(self, message: Message) -> None:
        self._write(lambda: Outbox.put(self, message))

    def journal(self, record: Mapping[str, Any]) -> None:
        self._write(lambda: Outbox.journal(self, record))

    def forget(self, passage_id: str) -> None:
        self._write(lambda: Outbox.forget(self, passage_id))

    def finish(self, topic: str, record: Mapping[str, Any], pictures: Sequence[Message]) -> bytes:
        payload: bytes = self._write(lambda: Outbox.finish(self, topic, record, pictures))
        return payload

    def probe(self) -> None:
        self._write(lambda: Outbox.probe(self))
