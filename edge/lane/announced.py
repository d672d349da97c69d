"""Which announced vehicle is in the lane: marks -> an entry of the centre's list; pure.

An entry fits by its plate or by one of its containers, exactly or but for one look-alike character: one of the usual
confusions (`edge.rules.look_alikes`), or what the reader itself held possible there. The order of the list does not
matter. A trailer's plate alone matches nothing: trailers change tractors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from edge.lane.announcement import Announcement, Entry, plain
from edge.lane.passage import Marks, Passage, PlateResult, marks_of
from edge.lane.vote import Result, is_enough
from edge.rules.look_alikes import look_alike, only_difference

Likeness = Literal["same", "look-alike"]

RUNNER_UP = 0.02  # an option below this is not what the reader held possible


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is compared: what it is, its text, its `plain` text; `sure` as the vote has it."""

    kind: Literal["plate", "trailer plate", "container"]
    text: str
    plain: str
    sure: bool
    vote: Result

    @property
    def name(self) -> str:
        return f"{self.kind} {self.text}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A mark and the announced number that it is taken for."""

    mark: Mark
    number: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Fit:
    """An entry with all of its pairs."""

    entry: Entry
    pairs: tuple[Pair, ...]


def marks_seen(marks: Marks) -> tuple[Mark, ...]:
    """The marks of the vehicle itself: plate, trailer plate, containers."""
    plates = [_of_plate("plate", marks.plate), _of_plate("trailer plate", marks.trailer_plate)]
    containers = [Mark("container", one.text, plain(one.text), is_enough(one), one) for one in marks.containers]
    return (*(one for one in plates if one is not None), *containers)


def _of_plate(kind: Literal["plate", "trailer plate"], found: PlateResult | None) -> Mark | None:
    if found is None:
        return None
    sure = is_enough(found.vote) and not found.needs_review
    return Mark(kind, found.vote.text, plain(found.vote.text), sure, found.vote)


def likeness(mark: Mark, number: str) -> Likeness | None:
    """How alike a mark and a plain number are; nothing is alike to no number."""
    if not number or not mark.plain:
        return None
    if mark.plain == number:
        return "same"
    place = only_difference(mark.plain, number)
    if place is None:
        return None
    possible = look_alike(mark.plain[place], number[place]) or number[place] in _runners_up(mark, place)
    return "look-alike" if possible else None


def _runners_up(mark: Mark, place: int) -> set[str]:
    chars = mark.vote.cluster.best.chars
    if len(chars) != len(mark.plain):
        return set()
    return {plain(symbol) for symbol, share in chars[place] if share >= RUNNER_UP}


def match(passage: Passage, expected: Sequence[Entry], served: Mapping[str, str]) -> Announcement | None:
    """The entry that fits the passage best, None where none does.

    `served`: key of an announcement -> the passage that it was used for.
    """
    marks = marks_seen(marks_of(passage))
    fits = [found for entry in expected if (found := fit(entry, marks)) is not None]
    if not fits:
        return None
    best = max(fits, key=lambda one: _standing(one, passage, served))
    return Announcement(best.entry, tuple(one.mark.name for one in best.pairs), tuple(_doubts(best)))


def fit(entry: Entry, marks: Sequence[Mark]) -> Fit | None:
    """The entry with the marks that are its own, None where there are none."""
    pairs = (*_pairs(entry.plate, "plate", marks), *_of_containers(entry, marks))
    return Fit(entry, pairs) if pairs else None


def _of_containers(entry: Entry, marks: Sequence[Mark]) -> Iterator[Pair]:
    for number in entry.containers:
        yield from _pairs(number, "container", marks)


def _pairs(number: str, kind: str, marks: Sequence[Mark]) -> list[Pair]:
    """The mark that is taken for an announced number, at most one, the same before a look-alike."""
    found = [Pair(one, number, how) for one in marks if one.kind == kind and (how := likeness(one, number))]
    return sorted(found, key=lambda one: one.likeness != "same")[:1]


def _standing(found: Fit, passage: Passage, served: Mapping[str, str]) -> tuple[object, ...]:
    """Sort key: the surest marks first, then the entry that may be used now; the rest only makes it unambiguous."""
    counts = [
        sum(one.likeness == how and one.mark.kind == kind for one in found.pairs)
        for how in ("same", "look-alike")
        for kind in ("plate", "container")
    ]
    key = found.entry.key
    usable = out_of_time(found.entry, passage.arrived_at) is None
    fresh = served.get(key, passage.passage_id) == passage.passage_id
    return (*counts, usable, fresh, key, repr(found.entry))


def out_of_time(entry: Entry, at: datetime) -> str | None:
    """Why an announcement does not hold at a moment, None where it does; the last moment of validity is inside."""
    vehicle = entry.vehicle
    if vehicle.valid_until is not None and at > vehicle.valid_until:
        return f"announced until {vehicle.valid_until.isoformat(timespec='seconds')} only"
    if vehicle.valid_from is not None and at < vehicle.valid_from:
        return f"announced from {vehicle.valid_from.isoformat(timespec='seconds')} on"
    return None


def _doubts(found: Fit) -> Iterator[str]:
    for one in found.pairs:
        if one.likeness == "look-alike":
            yield f"{one.mark.name} was read, the look-alike {one.number} is announced"
    if not any(one.mark.sure for one in found.pairs):
        yield "announced by marks that need review only"
