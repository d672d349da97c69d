"""What the daemon asks of the world: one Protocol a device, kept by the real drivers and by the simulators alike.

Drivers run on their own threads or processes and speak by calling the `Sink` they were given; a sink only enqueues.
No method of a port waits for hardware, but `close`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from edge.values import Channel, Event, Frame, Image, MarkKind, Read, Sight, Stamp

Sink = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class CameraHealth:
    """`code` is "ok" or the fault's; `age_s` is None before the first frame; `dropped` counts frames nobody took."""

    code: str
    text: str
    fps: float
    age_s: float | None
    frames: int
    dropped: int
    restarts: int


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """State of the indicator, the relay or the broker."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ClockHealth:
    """`code`: "ok", "unset" or "jumped"; `offset_s`: how far the machine's wall clock is ahead of the lane's time.

    `synchronised_since_s`: the monotonic second since which a time service has kept it evenly, None where none does.
    """

    code: str
    text: str
    offset_s: float
    synchronised_since_s: float | None


class Clock(Protocol):
    """The only source of time."""

    def monotonic_s(self) -> float: ...

    def utc(self) -> datetime: ...


class LaneClock(Clock, Protocol):
    """A clock that knows how far it can be trusted; its UTC goes on evenly when the machine's is set anew."""

    def health(self) -> ClockHealth: ...

    def in_lane_time(self, until: datetime) -> datetime | None:
        """A time that the centre gave, in the lane's time; None where it can't be told whether it has passed."""


class Moments(Protocol):
    """What a lane's steps take from outside beside their events; it sees all that the lane meets and records."""

    def stamp(self, event: Event, frame: Frame | None) -> Stamp:
        """The moment of an event that is dealt with now; `frame`: the picture of a `FrameRead`."""

    def new_id(self) -> str:
        """A UUIDv7 for what is published."""

    def note_record(self, record: Mapping[str, Any]) -> None:
        """A passage record was committed."""


class Camera(Protocol):
    """A source of pictures; keeps the newest one only."""

    @property
    def name(self) -> str: ...

    def start(self) -> None: ...

    def newest(self, after: int) -> Frame | None:
        """The newest frame, or None where its number is not above `after`. Never waits."""

    def rest(self, resting: bool) -> None:
        """Whether a picture a second or so is enough for now, which costs less; every one is wanted at first."""

    def health(self) -> CameraHealth: ...

    def close(self) -> None: ...


class Scale(Protocol):
    """A weighbridge indicator; each of its frames reaches the sink as a `WeightReading`."""

    def start(self) -> None: ...

    def health(self) -> DeviceHealth: ...

    @property
    def turned_s(self) -> float:
        """When the driver's loop turned last, monotonic: one that stands still is stuck."""

    def close(self) -> None: ...


class Barrier(Protocol):
    """A relay board; outcomes reach the sink as `PulseDone` or `PulseFailed`, inputs as `InputChanged`."""

    def start(self) -> None: ...

    def pulse(self, channel: Channel) -> None:
        """Energise for the configured time, then release. One pulse at a time: a second one fails at once."""

    def release(self) -> None:
        """End a running pulse now."""

    def health(self) -> DeviceHealth: ...

    @property
    def turned_s(self) -> float:
        """When the driver's loop turned last, monotonic: one that stands still is stuck."""

    def close(self) -> None: ...


class Recogniser(Protocol):
    """Finds and reads marks in one picture."""

    def see(self, image: Image, wanted: frozenset[MarkKind]) -> Sight:
        """What a (H, W, 3) uint8 BGR picture shows: marks of the kinds wanted, and vehicles."""

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        """Reads in a (H, W, 3) uint8 BGR picture, most confident first; boxes in its pixels."""

    def recognise_crop(self, image: Image, kind: MarkKind) -> tuple[Read, ...]:
        """Reads in a picture already cut to one mark: at most one."""


class Broker(Protocol):
    """The way to the centre. What must not be lost goes through the outbox; this is the rest."""

    def start(self) -> None: ...

    def set_state(self, state: Mapping[str, Any]) -> None:
        """The retained state from now on."""

    def wake(self) -> None:
        """The outbox has something new."""

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """Lost where there is no connection."""

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:
        """The answer to a command."""

    def health(self) -> DeviceHealth: ...

    @property
    def turned_s(self) -> float:
        """When the driver's loop turned last, monotonic: one that stands still is stuck."""

    def close(self) -> None: ...
