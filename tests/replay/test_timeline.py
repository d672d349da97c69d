from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from edge.ports import ClockHealth
from edge.recording.values import Analysed, Before, ClockSaid, Entry, Kept, Lost, Met
from edge.replay.timeline import Timeline
from edge.replay.weighing import Weighing
from edge.values import DeviceStatus, Event, Frame, InputChanged, PulseDone, Stamp, Tick

AT = datetime(2026, 11, 24, 22, 57, tzinfo=UTC)
OPENED = PulseDone("open")
LOOP = InputChanged("loop", "presence", "active")


def met(event: Event | Analysed, at_s: float) -> Met:
    return Met(Stamp(at_s, AT + timedelta(seconds=at_s), f"id-{at_s:g}"), event)


def _timeline(entries: Sequence[Entry]) -> Timeline:
    timeline = Timeline(iter(entries), Weighing(lambda _spoken: None), lambda _seen: None, lambda _at_s: None)
    timeline.ended = lambda: pytest.fail("at its end")
    return timeline


def _turn(timeline: Timeline) -> tuple[Event | None, float]:
    """One turn of the lane's loop: the event, and the time at the turn's end."""
    item: tuple[Event, Frame | None] | None = timeline.take(0.1)
    if item is not None:
        timeline.stamp(*item)
    return item[0] if item else None, timeline.stamp(Tick(), None).at_s


def test_events_come_at_their_moments_and_turns_end_as_they_did() -> None:
    timeline = _timeline([met(LOOP, 1.0), met(Tick(), 1.02), met(Tick(), 1.13), met(OPENED, 1.2), met(Tick(), 1.25)])
    assert [_turn(timeline) for _ in range(3)] == [(LOOP, 1.02), (None, 1.13), (OPENED, 1.25)]


def test_each_step_has_the_identifier_that_it_had() -> None:
    timeline = _timeline([met(LOOP, 1.0), met(Tick(), 1.02)])
    item = timeline.take(0.1)
    assert item is not None
    assert timeline.stamp(*item).uuid == "id-1"
    assert timeline.stamp(Tick(), None).uuid == "id-1.02"


def test_where_turns_are_missing_the_loop_turns_idly_on_its_way() -> None:
    timeline = _timeline([met(LOOP, 1.0), Lost(7), met(OPENED, 2.0), met(Tick(), 2.1)])
    turns = [_turn(timeline)]
    while turns[-1][0] is not OPENED:
        turns.append(_turn(timeline))
    assert [round(at_s, 3) for _, at_s in turns] == [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 2.1]
    assert timeline.lost == 7


def test_a_gap_beyond_all_reason_is_jumped_over() -> None:
    timeline = _timeline([met(LOOP, 1.0), met(OPENED, 1e9), met(Tick(), 1e9)])
    turns = 1
    while _turn(timeline)[0] is not OPENED:
        turns += 1
    assert turns < 7000


def test_time_never_goes_back() -> None:
    timeline = _timeline([met(LOOP, 5.0), met(Tick(), 4.0), met(OPENED, 3.0), met(Tick(), 6.0)])
    assert [_turn(timeline)[1] for _ in range(2)] == [5.0, 6.0]


def test_what_the_lane_tells_itself_is_not_met_twice() -> None:
    timeline = _timeline([met(LOOP, 1.0), met(Tick(), 1.1), met(OPENED, 1.2)])
    timeline.put(DeviceStatus("storage", "failed", "of this machine's disk"))
    assert [_turn(timeline)[0] for _ in range(2)] == [LOOP, OPENED]


def test_what_held_before_the_recording_comes_first() -> None:
    timeline = _timeline([Before(met(LOOP, 0.5)), met(OPENED, 1.0), met(Tick(), 1.1)])
    assert [_turn(timeline)[0] for _ in range(2)] == [LOOP, OPENED]


def test_a_frame_without_a_film_is_left_out_and_counted() -> None:
    timeline = _timeline([met(Analysed("front", 1, 0.9), 1.0), met(Tick(), 1.1), met(OPENED, 1.2)])
    assert [_turn(timeline)[0] for _ in range(2)] == [None, OPENED]
    assert timeline.unseen == 1


def test_clock_and_published_records_are_those_of_the_recording() -> None:
    health = ClockHealth("jumped", "by 3 s", 3.0, None)
    timeline = _timeline([met(LOOP, 1.0), ClockSaid(health), Kept({"seq": 1}), met(Tick(), 1.1)])
    _turn(timeline)
    assert timeline.health() == health
    assert timeline.kept == [{"seq": 1}]
    assert (timeline.monotonic_s(), timeline.utc()) == (1.1, AT + timedelta(seconds=1.1))


def test_at_the_end_it_says_so() -> None:
    timeline = _timeline([met(LOOP, 1.0)])
    said: list[str] = []
    timeline.ended = lambda: said.append("ended")
    assert _turn(timeline)[0] is LOOP
    assert timeline.take(0.1) is None
    assert said == ["ended"]
