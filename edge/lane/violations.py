"""What of a passage is not allowed, by the list of announced vehicles and the lane's own limits; pure.

Only marks that were read surely and weights that settled accuse anybody; what is unsure is referred for that alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from edge.lane.announced import Mark, likeness, marks_seen, out_of_time
from edge.lane.announcement import Announcement, Entry
from edge.lane.passage import Passage, marks_of
from edge.lane.permits import is_allowed
from edge.lane.settings import Settings
from edge.values import Expected

Violation = tuple[str, str]
"""A short stable code, and words for a person."""

ONCE = frozenset({"overweight", "weight-mismatch", "expired", "repeated", "trailer-missing"})
"""Codes of which a passage has one: their words may change with the weight or the read."""


def lists_are_kept(settings: Settings, expected: Sequence[Entry]) -> bool:
    """Whether vehicles must be announced here: a centre that never sends a list accuses nobody by it."""
    return bool(expected) or settings.open_for == "expected"


def violations_of(
    passage: Passage, settings: Settings, expected: Sequence[Entry], served: Mapping[str, str]
) -> tuple[Violation, ...]:
    """All of them as far as is known now, each once."""
    announcement = passage.announcement
    marks = [one for one in marks_seen(marks_of(passage)) if one.sure]
    found = [_overweight(passage, settings)]
    if announcement is None:
        accuse = lists_are_kept(settings, expected) and not is_allowed(passage, settings)
        found.append(_unknown(marks) if accuse else iter(()))
    else:
        entry = announcement.entry
        found += [
            _foreign(marks, announcement, expected),
            _out_of_time(passage, entry),
            _repeated(passage, entry, served),
            _off_weight(passage, settings, entry.vehicle),
            _without_trailer(passage, settings, entry),
        ]
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def unchecked(passage: Passage, settings: Settings) -> Iterator[str]:
    """What the announcement leaves open, or this lane can't see: forgiven, but not silently."""
    if passage.announcement is None:
        return
    entry = passage.announcement.entry
    if entry.trailer_plate and not settings.sees_trailers:
        yield f"trailer {entry.vehicle.trailer_plate} is announced; no camera of this lane can see it"
    for one in marks_seen(marks_of(passage)):
        if one.kind == "container" and one.sure and not entry.containers:
            yield f"{one.name} is not named in the announcement, which names no container"


def _overweight(passage: Passage, settings: Settings) -> Iterator[Violation]:
    limit_kg, gross_kg = settings.max_gross_kg, _settled_kg(passage)
    if limit_kg is None:
        return
    if gross_kg is not None and gross_kg > limit_kg:
        yield "overweight", f"{gross_kg:g} kg, allowed: {limit_kg:g} kg"
    elif passage.weighed is not None and passage.weighed.reading.status == "overload":
        yield "overweight", f"the indicator shows overload, allowed: {limit_kg:g} kg"


def _settled_kg(passage: Passage) -> float | None:
    """The published weight, where it is one to be judged by."""
    weighed = passage.weighed
    if weighed is None or not weighed.settled or weighed.reading.status not in ("ok", "motion"):
        return None
    return weighed.reading.gross_kg


def _unknown(marks: Sequence[Mark]) -> Iterator[Violation]:
    for one in marks:
        if one.kind != "trailer plate":
            yield "not-announced", f"{one.name} is not announced"


def _foreign(marks: Sequence[Mark], announcement: Announcement, expected: Sequence[Entry]) -> Iterator[Violation]:
    """Marks that do not belong to the announcement: another's, or nobody's."""
    entry, by = announcement.entry, " and ".join(announcement.matched_by)
    for one in marks:
        own = _numbers(entry, one)
        if one.kind == "trailer plate" or any(likeness(one, number) for number in own):
            continue
        elsewhere = any(one.plain in _numbers(other, one) for other in expected)
        if own or elsewhere:
            wanted = f"{one.kind} {' or '.join(own)}" if own else f"no {one.kind}"
            yield "mismatch", f"{one.name} came with {by}, announced with {wanted}"
        if own and not elsewhere:
            yield "not-announced", f"{one.name} is not announced"


def _numbers(entry: Entry, mark: Mark) -> tuple[str, ...]:
    """What an entry announces of the mark's kind."""
    if mark.kind == "container":
        return entry.containers
    return (entry.plate,) if entry.plate else ()


def _out_of_time(passage: Passage, entry: Entry) -> Iterator[Violation]:
    why = out_of_time(entry, passage.arrived_at)
    if why is not None:
        yield "expired", why


def _repeated(passage: Passage, entry: Entry, served: Mapping[str, str]) -> Iterator[Violation]:
    before = served.get(entry.key, passage.passage_id)
    if before != passage.passage_id:
        yield "repeated", f"announcement {entry.key} was used by passage {before}"


def _off_weight(passage: Passage, settings: Settings, vehicle: Expected) -> Iterator[Violation]:
    declared_kg, gross_kg = vehicle.declared_gross_kg, _settled_kg(passage)
    if declared_kg is None or gross_kg is None:
        return
    own_kg = max(settings.weight_tolerance_kg, declared_kg * settings.weight_tolerance_percent / 100)
    allowed_kg = own_kg if vehicle.tolerance_kg is None else vehicle.tolerance_kg
    if abs(gross_kg - declared_kg) > allowed_kg:
        yield "weight-mismatch", f"{gross_kg:g} kg, declared: {declared_kg} kg within {allowed_kg:g} kg"


def _without_trailer(passage: Passage, settings: Settings, entry: Entry) -> Iterator[Violation]:
    """Only once identification is over: until then the trailer may still come into sight."""
    if not entry.trailer_plate or not settings.sees_trailers or passage.asked_s is None:
        return
    seen = [one for one in marks_seen(marks_of(passage)) if one.kind == "trailer plate"]
    if any(likeness(one, entry.trailer_plate) or not one.sure for one in seen):
        return
    instead = f"{seen[0].text} was seen" if seen else "none was seen"
    yield "trailer-missing", f"trailer {entry.vehicle.trailer_plate} is announced, {instead}"
