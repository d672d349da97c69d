"""What the centre heard against what truly happened: every breach in words, and the counts. Pure.

Of every lane: each vehicle that stood on the scale has its record, one to one (as many more as it was cut short); a
repeat is the same to the byte; the chain has no gap and each link is the SHA-256 of the record before; records and
events come in their order; each picture that a record names has come with its SHA-256, unless the lane said that it
removed it; no pulse without a record stored before, none for a vehicle that stood there at the start, one at most for
each vehicle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.arrivals import (
    ORDER,
    SLACK_S,
    Document,
    chain,
    events_in_order,
    records_in_order,
    seconds,
    without_repeats,
)
from tests.chaos.truth import Arrived, Stay, Truth

LEFT_S = 3.0  # after a vehicle has gone its record is being finished
READY_S = 8.0  # after a start the relay may not be at hand yet, and a pulse fails
UNSENT = re.compile(r"(\d+) of them unsent")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`breaches` is empty where all is well."""

    breaches: tuple[str, ...]
    counts: Counter[str]


def judge(truth: Truth, heard: Sequence[Arrived]) -> Verdict:
    """One lane, after everything has been delivered."""
    counts: Counter[str] = Counter()
    records, repeats = without_repeats(heard, "passage", "passage_id", counts)
    events, more = without_repeats(heard, "event", "event_id", counts)
    breaches = [
        *truth.wrongs,
        *repeats,
        *more,
        *chain(records),
        *records_in_order(records),
        *events_in_order(events),
        *_whole_stories(truth, events),
        *_one_to_one(truth, records, counts),
        *_weights(truth, records),
        *_pulses(truth, records),
        *_pictures(truth, records, events, heard, counts),
        *_exits(truth),
    ]
    counts.update(vehicles=len(truth.stays), passages=len(records), events=len(events), pulses=len(truth.pulses))
    counts.update(bytes=sum(one.size for one in heard), ends=len(truth.ends), starts=len(truth.starts))
    return Verdict(tuple(f"{truth.lane}: {line}" for line in breaches), counts)


def _whole_stories(truth: Truth, events: Sequence[Document]) -> Iterator[str]:
    """A vehicle whom nothing befell has all its events, once each."""
    arrivals = {one["passage_id"]: seconds(one["at"]) for one in events if one["event"] == "arrived"}
    for stay in truth.stays:
        own = {passage_id for passage_id, at_s in arrivals.items() if stay.covers(at_s, SLACK_S, SLACK_S)}
        told = [one["event"] for one in events if one["passage_id"] in own and one["event"] in ORDER]
        if not _befallen(truth, stay) and sorted(told) != sorted(ORDER):
            yield f"vehicle {stay.number}, whom nothing befell, has the events {', '.join(told) or 'none'}"


def _befallen(truth: Truth, stay: Stay) -> bool:
    """Whether the lane ended, started or had no room while he was there or shortly after."""
    if any(stay.covers(one, LEFT_S, LEFT_S) for one in (*truth.ends, *truth.starts)):
        return True
    if any(stay.covers(one, READY_S) for one in truth.ready):
        return True
    return any(begin <= stay.off_s + LEFT_S and end >= stay.on_s - LEFT_S for begin, end in truth.full)


def _of(stay: Stay, records: Sequence[Document]) -> list[Document]:
    return [one for one in records if stay.covers(seconds(one["arrived_at"]), SLACK_S, SLACK_S)]


def _one_to_one(truth: Truth, records: Sequence[Document], counts: Counter[str]) -> Iterator[str]:
    for stay in truth.stays:
        own = _of(stay, records)
        counts["interrupted"] += sum("interrupted" in one.content for one in own)
        most = 1 + sum(stay.covers(one, 0, LEFT_S) for one in truth.ends)
        if not own and _could_not_be_stored(truth, stay):
            counts["excused: killed on a full disk before anything could be stored"] += 1
        elif not own:
            yield f"vehicle {stay.number} ({stay.gross_kg} kg, on the scale from {stay.on_s:.3f}) has no record"
        if len(own) > most:
            yield f"vehicle {stay.number} has {len(own)} records where {most} are allowed"
        if sum("interrupted" not in one.content for one in own) > 1:
            yield f"vehicle {stay.number} has more than one record that was not cut short"
    for one in records:
        if not any(stay.covers(seconds(one["arrived_at"]), SLACK_S, SLACK_S) for stay in truth.stays):
            yield f"record seq {one['seq']} ({one['arrived_at']}) belongs to no vehicle"


def _could_not_be_stored(truth: Truth, stay: Stay) -> bool:
    """He came to a full disk, and the lane was killed before the disk was freed: it could not have kept him."""
    came = [(begin, end) for begin, end in truth.full if begin - SLACK_S <= stay.on_s <= end]
    return any(stay.on_s <= killed <= end + LEFT_S for _, end in came for killed in truth.ends)


def _weights(truth: Truth, records: Sequence[Document]) -> Iterator[str]:
    for stay in truth.stays:
        for one in _of(stay, records):
            weight = one["weight"]
            if weight and weight["stable"] and weight["gross_kg"] != stay.gross_kg:
                yield f"record seq {one['seq']} says {weight['gross_kg']}, not {stay.gross_kg} kg"


def _pulses(truth: Truth, records: Sequence[Document]) -> Iterator[str]:
    for at_s in truth.pulses:
        stay = next((one for one in truth.stays if one.covers(at_s)), None)
        if stay is None:
            yield f"a pulse at {at_s:.3f} with nobody on the platform"
            continue
        if sum(stay.covers(one) for one in truth.pulses) > 1:
            yield f"more than one pulse for vehicle {stay.number}"
        if any(stay.on_s < started < at_s for started in truth.starts):
            yield f"a pulse for vehicle {stay.number}, who stood there when the lane was started"
        told = [seconds(one["open_pulse_at"]) for one in _of(stay, records) if one["open_pulse_at"]]
        if not any(one <= at_s + SLACK_S for one in told):
            yield f"the boom opened for vehicle {stay.number} without a record stored before"


def _pictures(
    truth: Truth,
    records: Sequence[Document],
    events: Sequence[Document],
    heard: Sequence[Arrived],
    counts: Counter[str],
) -> Iterator[str]:
    """A lane whose disk is full gives up pictures before records, and says how many of them had not been sent."""
    came = {(one.level, one.sha256) for one in heard if one.level.startswith("image/")}
    named = [(one, picture) for one in records for picture in one["images"]]
    absent = [
        f"picture {picture['name']} of record seq {one['seq']}"
        for one, picture in named
        if (f"image/{one['passage_id']}/{picture['name']}", picture["sha256"]) not in came
    ]
    told = given_up(one["text"] for one in events if one["event"] == "fault" and one["device"] == "pictures")
    counts.update({"pictures": len(came), "pictures given up, as told": len(absent)})
    if len(absent) > told and not any(
        begin <= end <= over + LEFT_S for begin, over in truth.full for end in truth.ends
    ):
        yield f"{len(absent)} pictures did not come, {told} were told of as given up unsent: {', '.join(absent[:5])}"


def given_up(texts: Iterable[str]) -> int:
    """How many unsent pictures a lane has told of; it counts from its start on."""
    total = last = 0
    for text in texts:
        found = UNSENT.search(text)
        now = int(found[1]) if found else last
        total += now - last if now >= last else now
        last = now
    return total


def _exits(truth: Truth) -> Iterator[str]:
    for at_s in truth.exits:
        if not any(begin <= at_s <= end + LEFT_S for begin, end in truth.full):
            yield f"the lane ended by itself at {at_s:.3f}, with room on its disk"
