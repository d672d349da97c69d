"""Announced vehicles as the lane compares them, and what a passage keeps of the one that it was matched to; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from edge.rules.plates import normalise, transcribe
from edge.values import Expected, rfc3339


@dataclass(frozen=True, slots=True)
class Entry:
    """One announced vehicle. `key` names it across restarts; its numbers are plain, see `plain`; "" is no number."""

    vehicle: Expected
    key: str
    plate: str
    trailer_plate: str
    containers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """The entry that a passage was matched to: by which marks, and what a person must look at."""

    entry: Entry
    matched_by: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def plain(number: str) -> str:
    """A plate or container number for comparing: no separators, upper case, Đ as D."""
    return transcribe(normalise(number))


def entries_of(vehicles: Sequence[Expected]) -> tuple[Entry, ...]:
    """The list of the centre, each entry with its key."""
    return tuple(_entry(one) for one in vehicles)


def _entry(vehicle: Expected) -> Entry:
    containers = tuple(sorted({number for one in vehicle.containers if (number := plain(one))}))
    plate, trailer_plate = plain(vehicle.plate or ""), plain(vehicle.trailer_plate or "")
    key = vehicle.id or _digest(vehicle, [plate, trailer_plate, *containers])
    return Entry(vehicle, key, plate, trailer_plate, containers)


def _digest(vehicle: Expected, numbers: list[str]) -> str:
    """Of all that an entry says, so that the same vehicle announced for another day is another announcement."""
    times = [_text(vehicle.valid_from), _text(vehicle.valid_until)]
    said = [*numbers, vehicle.declared_gross_kg, vehicle.tolerance_kg, *times]
    # a lone surrogate can't be written in UTF-8, and JSON may hold one
    text = json.dumps(said, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _text(utc: datetime | None) -> str | None:
    return rfc3339(utc) if utc else None
