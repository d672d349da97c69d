"""Frozen values that travel between the parts: frames, reads, weights, events.

Times named `at_s` are monotonic seconds of one `Clock`; UTC appears on records only. Boxes are `[x1, y1, x2, y2]` and
quads top left, top right, bottom right, bottom left, both in pixels of the whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(H, W, 3) uint8, BGR."""

Box = tuple[float, float, float, float]
Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

CharOptions = tuple[tuple[str, float], ...]
"""What one character may be: (symbol, probability in [0, 1]), the most probable first."""

View = Literal["front", "rear", "left", "right", "top"]
MarkKind = Literal["plate", "container"]
WeightStatus = Literal["ok", "motion", "overload", "underload", "negative", "invalid"]
InputRole = Literal["presence", "opened", "closed", "arrival"]
InputState = Literal["active", "clear", "unreadable"]
Channel = Literal["open", "close"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture of a camera; `number` counts the frames of that camera since it was started."""

    camera: str
    image: Image
    number: int
    at_s: float


@dataclass(frozen=True, slots=True)
class PlateRead:
    """One plate read in one picture. `chars` keeps each position's options for the vote."""

    text: str
    country: str
    plate_class: str
    rows: int
    colour: str | None
    confidence: float
    min_char_confidence: float
    needs_review: bool
    box: Box
    quad: Quad
    chars: tuple[CharOptions, ...]


@dataclass(frozen=True, slots=True)
class ContainerRead:
    """One container number read in one picture. `chars` keeps each position's options for the vote."""

    number: str
    check_digit_ok: bool
    size_type: str | None
    confidence: float
    min_char_confidence: float
    needs_review: bool
    box: Box
    quad: Quad
    chars: tuple[CharOptions, ...]


Read = PlateRead | ContainerRead


@dataclass(frozen=True, slots=True)
class Stamp:
    """The moment of an event: monotonic seconds, UTC for records, and a UUIDv7 free to be used for what it begins."""

    at_s: float
    utc: datetime
    uuid: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What a picture shows: marks, most confident first, and the boxes of vehicles; pixels of the picture."""

    reads: tuple[Read, ...] = ()
    vehicles: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameRead:
    """A frame was analysed; `reads` are the marks found inside the camera's zone, often none.

    `vehicle`: whether a vehicle was seen there, with marks or without.
    """

    camera: str
    view: View
    reads: tuple[Read, ...]
    at_s: float
    vehicle: bool = False


@dataclass(frozen=True, slots=True)
class WeightReading:
    """One frame of the indicator. `raw` is the frame as lower-case hex; `gross_kg` is None where it shows no number."""

    gross_kg: float | None
    status: WeightStatus
    stable: bool
    raw: str
    at_s: float


@dataclass(frozen=True, slots=True)
class InputChanged:
    """An input of the relay board, by its configured name."""

    name: str
    role: InputRole
    state: InputState


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A device began to work (`code` "ok") or to fail; `code` is one of the list in `edge.faults`.

    `device` is `camera:<name>`, `indicator`, `relay`, `broker`, `storage`, `pictures` (which have no room), `expected`
    (the list of announced vehicles) and so on. `text`: the particulars, an address, an error, figures, often none; what
    the fault is called and what to check stands in the list. Of "ok" it is what works again.
    """

    device: str
    code: str
    text: str

    @property
    def ok(self) -> bool:
        return self.code == "ok"


@dataclass(frozen=True, slots=True)
class PulseDone:
    """The relay was energised and released again."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class PulseFailed:
    """The relay could not be driven; nothing is known about the boom."""

    channel: Channel
    text: str


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """The passage could not be committed to disk; `pulse_dropped`: a pulse stood behind it and was not sent."""

    text: str
    pulse_dropped: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; sent several times a second."""


CommandAction = Literal["open", "close", "stop", "hold", "release", "decide"]
Commander = Literal["central", "operator"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the centre or of a person at the lane (`by`), well-formed but not yet judged.

    `reply_to` and `correlation` are MQTT 5 properties.
    """

    id: str
    boot_id: str
    action: CommandAction
    expires_at: datetime
    passage_id: str | None = None
    outcome: Literal["open", "refuse"] | None = None
    operator: str | None = None
    reason: str | None = None
    retained: bool = False
    reply_to: str | None = None
    correlation: bytes | None = None
    by: Commander = "central"


@dataclass(frozen=True, slots=True)
class Expected:
    """One vehicle that the centre has announced; numbers as the centre writes them."""

    plate: str | None
    containers: tuple[str, ...]
    declared_gross_kg: int | None
    tolerance_kg: int | None
    valid_until: datetime | None
    id: str | None = None
    trailer_plate: str | None = None
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExpectedChanged:
    """The announced vehicles, the whole list anew."""

    vehicles: tuple[Expected, ...]


Event = (
    FrameRead
    | WeightReading
    | InputChanged
    | DeviceStatus
    | PulseDone
    | PulseFailed
    | StoreFailed
    | Tick
    | Command
    | ExpectedChanged
)


def rfc3339(utc: datetime) -> str:
    """A UTC time as records write it: RFC 3339 with milliseconds and a Z."""
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
