"""Handlers of the lane machine that only gather what is known of the truck; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.passage import Passage, Weighed, marks_of, with_reads
from edge.lane.state import Journal, State, Step
from edge.values import Event, FrameRead, Stamp, WeightReading


def there(state: State) -> Passage:
    """The passage of a phase that has one by construction of the table."""
    if state.passage is None:
        raise AssertionError(f"phase {state.phase} without a passage")
    return state.passage


def begin_passage(event: Event, stamp: Stamp) -> Passage:
    passage = Passage(stamp.uuid, stamp.utc, stamp.at_s)
    if isinstance(event, FrameRead):
        # the vehicle was there when the frame was taken, a little before it was analysed
        return with_reads(replace(passage, arrived_s=event.at_s), event)
    if isinstance(event, WeightReading):
        return replace(passage, weighed=Weighed(event, stamp.utc))
    return passage


def collect(state: State, event: Event, _stamp: Stamp) -> Step:
    """Marks of one more frame, where there is a passage; committed when they change what the record would say."""
    passage = state.passage
    if passage is None:
        return state, ()
    # a frame from before the arrival, analysed late, may show the truck before this one; that of the arrival is in it
    fresh = isinstance(event, FrameRead) and event.at_s > passage.arrived_s
    more = with_reads(passage, event) if isinstance(event, FrameRead) and fresh else passage
    return keep(state, more, event)


def keep(state: State, more: Passage, event: Event) -> Step:
    known = replace(state, passage=more)
    changed = isinstance(event, FrameRead) and bool(event.reads) and _gist(more) != _gist(there(state))
    settled = more.weighed is not None and more.weighed.reading is event and more.weighed.reading.stable
    return known, (Journal(more),) if changed or settled else ()


def _gist(passage: Passage) -> tuple[object, ...]:
    """What of the marks a record would say."""
    marks = marks_of(passage)
    plates = (marks.plate, marks.trailer_plate, *marks.other_plates)
    return (*(one.vote.text if one else None for one in plates), *(one.text for one in marks.containers))
