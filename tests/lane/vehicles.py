"""Passages as cameras and scale made them, and announcements, for the tests of what is decided on them."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.announced import match
from edge.lane.announcement import Entry, entries_of
from edge.lane.passage import Passage, with_reads, with_weight
from edge.values import Expected, Read, WeightStatus
from tests.lane.builders import EPOCH, container_read, frame, plate_read, utc_at, weight

NEW = Passage("passage-1", EPOCH, 0.0)
GROSS_KG = 32460.0


def seen(*reads: Read, frames: int = 2, before: Passage = NEW) -> Passage:
    for at in range(frames):
        before = with_reads(before, frame(at, *reads))
    return before


def weighed(
    before: Passage, status: WeightStatus = "ok", *, lasting_s: float = 2, gross_kg: float = GROSS_KG
) -> Passage:
    for at_s in (0.0, lasting_s):
        before = with_weight(before, weight(at_s, gross_kg, stable=True, status=status), utc_at(at_s), settle_s=2)
    return before


COMPLETE = weighed(seen(plate_read(), container_read()))
"""Plate, container and weight of `tests.lane.builders`, all known for sure."""


def vehicle(
    plate: str | None = None,
    *containers: str,
    declared_kg: int | None = None,
    tolerance_kg: int | None = None,
    until_s: float | None = None,
    from_s: float | None = None,
    trailer: str | None = None,
    name: str | None = None,
) -> Expected:
    until = None if until_s is None else utc_at(until_s)
    begin = None if from_s is None else utc_at(from_s)
    return Expected(
        plate, containers, declared_kg, tolerance_kg, until, id=name, trailer_plate=trailer, valid_from=begin
    )


def listed(*vehicles: Expected) -> tuple[Entry, ...]:
    return entries_of(vehicles)


def matched(passage: Passage, *vehicles: Expected) -> Passage:
    """The passage held against a list."""
    return replace(passage, announcement=match(passage, listed(*vehicles), {}))
