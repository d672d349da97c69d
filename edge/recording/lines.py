"""The lines of a session's `events-NNNNNN.jsonl`: what the lane met, in order; pure.

Each line is one JSON object, UTF-8, ended by a line feed; `kind` says what else is in it. Our own format, version 1:

    {"kind":"input","at_s":81.25,"utc":"2026-11-24T22:57:00.125000Z","id":"0193…",
     "event":{"name":"loop","role":"presence","state":"active"}}
    {"kind":"analysed","at_s":81.3,"utc":…,"id":…,"event":{"camera":"front","number":812,"at_s":81.1}}
    {"kind":"heard","at_s":81.3,"chunk":"022b30333234363030313803"}
    {"kind":"before","of":{"kind":"input",…}}

`at_s` and `utc` are those of the lane's step, `id` the UUIDv7 that it was given. Any bytes give an entry or
`FrameError`; a line that a power cut has shortened is an error too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from edge.errors import FrameError
from edge.ports import ClockHealth
from edge.recording.values import Analysed, Before, ClockSaid, Entry, Heard, Kept, Lost, Met, Spoken
from edge.values import (
    Command,
    DeviceStatus,
    Event,
    ExpectedChanged,
    InputChanged,
    PulseDone,
    PulseFailed,
    Stamp,
    StoreFailed,
    Tick,
    WeightReading,
)

EVENTS: Mapping[str, type[Any]] = {
    "tick": Tick,
    "analysed": Analysed,
    "weight": WeightReading,
    "input": InputChanged,
    "status": DeviceStatus,
    "pulse-done": PulseDone,
    "pulse-failed": PulseFailed,
    "store-failed": StoreFailed,
    "command": Command,
    "expected": ExpectedChanged,
}
"""Of `Met`. A `FrameRead` is told as an `Analysed`: what was read in it is for the replay to find out."""

KINDS: Mapping[type[Any], str] = {one: kind for kind, one in EVENTS.items()}

UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""Whatever else it were would name a folder of pictures."""

YEARS = range(2000, 2200)

T = TypeVar("T")


class _Line(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, ser_json_bytes="hex", val_json_bytes="hex"
    )
    kind: str


class _Met(_Line, Generic[T]):
    at_s: float
    utc: AwareDatetime
    id: str = Field(pattern=UUID)
    event: T


class _Heard(_Line):
    at_s: float
    chunk: bytes


class _Spoken(_Line):
    at_s: float
    protocol: str | None = None
    unit: str = "kg"
    address: str = "A"
    digits: str = "reversed"


class _Clock(_Line):
    health: ClockHealth


class _Kept(_Line):
    record: dict[str, Any]


class _Lost(_Line):
    count: int = Field(ge=1)


_MET: Mapping[str, type[_Met[Any]]] = {kind: _Met[one] for kind, one in EVENTS.items()}  # type: ignore[valid-type]


def encode_line(entry: Entry) -> bytes:
    """One line, its line feed included."""
    if isinstance(entry, Before):
        return b'{"kind":"before","of":' + encode_line(entry.entry).rstrip() + b"}\n"
    return _model(entry).model_dump_json(exclude_defaults=True).encode() + b"\n"


def _model(entry: Met | Heard | Spoken | ClockSaid | Kept | Lost) -> _Line:
    match entry:
        case Met(stamp, event):
            kind = KINDS[type(event)]
            return _MET[kind](kind=kind, at_s=stamp.at_s, utc=stamp.utc, id=stamp.uuid, event=event)
        case Heard(at_s, chunk):
            return _Heard(kind="heard", at_s=at_s, chunk=chunk)
        case Spoken():
            return _Spoken(kind="spoken", **asdict(entry))
        case ClockSaid(health):
            return _Clock(kind="clock", health=health)
        case Kept(record):
            return _Kept(kind="kept", record=dict(record))
        case Lost(count):
            return _Lost(kind="lost", count=count)


def parse_line(line: bytes) -> Entry:
    """The entry of one line; raises `FrameError`."""
    try:
        document = json.loads(line)
        return _entry(line, document["kind"], document)
    except (ValidationError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise FrameError(f"no line of a recorded session ({_why(error)})") from error


def _entry(line: bytes, kind: str, document: Mapping[str, Any]) -> Entry:
    if kind in _MET:
        met = _MET[kind].model_validate_json(line)
        return Met(Stamp(met.at_s, _plausible(met.utc), met.id), _plausible_event(met.event))
    match kind:
        case "before":
            return _before(document["of"])
        case "heard":
            heard = _Heard.model_validate_json(line)
            return Heard(heard.at_s, heard.chunk)
        case "spoken":
            return Spoken(**_Spoken.model_validate_json(line).model_dump(exclude={"kind"}))
        case "clock":
            return ClockSaid(_Clock.model_validate_json(line).health)
        case "kept":
            return Kept(_Kept.model_validate_json(line).record)
        case "lost":
            return Lost(_Lost.model_validate_json(line).count)
    raise ValueError(f"unknown kind {str(kind)[:40]!r}")


def _before(document: Mapping[str, Any]) -> Before:
    held = _entry(json.dumps(document).encode(), document["kind"], document)
    if not isinstance(held, Met | Spoken | ClockSaid):
        raise ValueError("what can't have held before")
    return Before(held)


def _plausible_event(event: Event | Analysed) -> Event | Analysed:
    match event:
        case Command(expires_at=at):
            _plausible(at)
        case ExpectedChanged(vehicles):
            for at in (at for one in vehicles for at in (one.valid_from, one.valid_until) if at is not None):
                _plausible(at)
    return event


def _plausible(at: datetime) -> datetime:
    """The lane reckons with it: it must name its zone, and lie in our days."""
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError(f"no time of a lane: {at}")
    return at


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(one) for one in first['loc'])}: {first['msg']}"
    return str(error)[:100] or type(error).__name__
