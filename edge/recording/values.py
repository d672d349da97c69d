"""What a recorded session holds, as frozen values. Times are monotonic seconds of the lane's clock; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge.ports import ClockHealth
from edge.values import Event, Stamp


@dataclass(frozen=True, slots=True)
class Analysed:
    """A frame that recognition had finished with: whose, its number, and when it arrived. Stands for a `FrameRead`."""

    camera: str
    number: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Met:
    """An event with the moment at which the lane's loop dealt with it."""

    stamp: Stamp
    event: Event | Analysed


@dataclass(frozen=True, slots=True)
class Spoken:
    """The indicator's parser begins anew. `protocol`: where it was found by listening; None: as it is configured.

    `unit`, `address`, `digits`: the options that it was found with; "modbus-rtu" has none.
    """

    at_s: float
    protocol: str | None = None
    unit: str = "kg"
    address: str = "A"
    digits: str = "reversed"


@dataclass(frozen=True, slots=True)
class Heard:
    """Bytes that the indicator's parser was fed, or the answer's registers; none: the line had gone quiet."""

    at_s: float
    chunk: bytes


@dataclass(frozen=True, slots=True)
class ClockSaid:
    """How far the lane's clock could be trusted from now on."""

    health: ClockHealth


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage record that the lane committed, before it became a link of the chain."""

    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lost:
    """So many entries are missing here: the recorder was too slow for the lane."""

    count: int


@dataclass(frozen=True, slots=True)
class Before:
    """What still held when this file began, should the ones before it be gone: of inputs, devices, the clock, lists."""

    entry: Met | Spoken | ClockSaid


Entry = Met | Before | Spoken | Heard | ClockSaid | Kept | Lost
