"""Trucks that follow closely: one record each, told apart by weight or by sight."""

from __future__ import annotations

import pytest

from edge.lane.settings import Settings
from edge.lane.state import Finish, Forget, Interrupted, Journal, Phase, Pulse
from edge.values import PulseDone, Tick
from tests.lane.builders import (
    OTHER_PLATE,
    PLATE,
    TRAILER_PLATE,
    Lane,
    container_read,
    frame,
    only,
    plate_read,
    reasons,
)
from tests.lane.platform import EMPTY, LADEN, RIGID, Axles, Convoy, gross_kg
from tests.lane.situations import BY_SIGHT, clearing, identifying, idle, opening, rolls_off, settled

PLATES = (PLATE, OTHER_PLATE, "51D98765")


def drive_through(lane: Lane, convoy: Convoy) -> None:
    """Readings and ticks at 10 Hz, frames of the waiting truck at 5 Hz, the relay answers after 0.7 s."""
    pulse_ends_s = None
    while not convoy.is_past:
        kg, stable = convoy.move()
        effects = lane.weigh(kg, stable=stable)
        if only(Pulse, effects):
            pulse_ends_s = lane.now_s + 0.7
        if pulse_ends_s is not None and lane.now_s >= pulse_ends_s:
            lane.feed(PulseDone("open"))
            pulse_ends_s = None
            convoy.let_go += 1
        lane.feed(Tick())
        if convoy.waiting is not None and len(convoy.shown) % 2 == 0:
            lane.feed(frame(lane.now_s, plate_read(PLATES[convoy.waiting])))


@pytest.mark.parametrize("speed", [0.8, 2.0])
@pytest.mark.parametrize("gap_m", [4, 5, 6, 7, 8, 10, 17])
@pytest.mark.parametrize("truck", [LADEN, EMPTY], ids=["laden", "empty"])
def test_a_convoy_gets_one_record_and_one_pulse_a_truck_at_any_distance(
    truck: Axles, gap_m: float, speed: float
) -> None:
    lane = idle()
    drive_through(lane, Convoy([truck] * 3, gap_m, speed))
    assert lane.is_in(Phase.IDLE)
    assert [one.clusters[0].best for one in lane.records()] == [plate_read(one) for one in PLATES]
    assert [one.weighed and one.weighed.reading.gross_kg for one in lane.records()] == [gross_kg(truck)] * 3
    assert lane.pulses() == ["open"] * 3
    assert len({one.passage_id for one in lane.records()}) == 3


@pytest.mark.parametrize("trucks", [(LADEN,), (EMPTY,), (RIGID,), (RIGID, LADEN), (LADEN, RIGID)])
def test_trucks_of_other_kinds_are_not_counted_twice(trucks: tuple[Axles, ...]) -> None:
    lane = idle()
    drive_through(lane, Convoy(trucks, gap_m=12))
    assert len(lane.records()) == len(trucks)
    assert lane.pulses() == ["open"] * len(trucks)


@pytest.mark.parametrize("gap_m", [7, 8, 10, 13])
def test_the_tail_of_the_truck_before_makes_no_third_one_of_a_truck_that_waits(gap_m: float) -> None:
    lane = idle(Settings(mode="monitor"))
    convoy = Convoy([LADEN] * 2, gap_m)
    while not convoy.is_past:
        kg, stable = convoy.move()
        lane.weigh(kg, stable=stable)
        if convoy.waiting is not None and len(convoy.shown) % 80 == 0:
            convoy.let_go += 1  # someone else lifts the boom: the lane is not told
    assert len(lane.records()) == 2
    assert "another vehicle followed closely" in reasons(lane.records()[0])
    assert "came closely behind another vehicle" in reasons(lane.records()[1])


def test_rocking_and_braking_of_a_waiting_truck_is_no_second_one() -> None:
    lane = identifying()
    for kg in (31000, 33800, 30200, 34100, 29800, 33000, 32460):
        lane.weigh(*[kg] * 3)
    rolls_off(lane)
    assert len(lane.records()) == 1


def test_the_marks_seen_of_the_next_truck_become_its_own() -> None:
    lane = clearing()
    lane.look(plate_read(OTHER_PLATE), frames=3)
    lane.weigh(20000, 12000, *[18000.0] * 6)
    assert lane.is_in(Phase.IDENTIFYING)
    assert [one.best for one in lane.passage.clusters] == [plate_read(OTHER_PLATE)]
    (first,) = lane.records()
    assert [one.best for one in first.clusters] == [plate_read()]


def test_a_second_truck_by_sight_is_a_second_passage() -> None:
    lane = clearing(BY_SIGHT)
    lane.look(plate_read(), frames=2)
    lane.look(plate_read(OTHER_PLATE), frames=4)
    assert lane.is_in(Phase.OPENING)
    lane.feed(PulseDone("open"), 0.7)
    lane.look(frames=15)
    assert lane.is_in(Phase.IDLE)
    assert [one.clusters[0].best for one in lane.records()] == [plate_read(), plate_read(OTHER_PLATE)]
    assert lane.pulses() == ["open", "open"]


def test_the_first_trucks_record_stands_before_anything_that_the_disk_may_refuse() -> None:
    lane = opening(BY_SIGHT)
    lane.look(plate_read(OTHER_PLATE), frames=2)
    lane.feed(PulseDone("open"), 0.7)
    kinds = [type(one) for one in lane.look(plate_read(TRAILER_PLATE), view="rear")]
    assert kinds.index(Finish) < kinds.index(Journal)


def test_a_container_seen_late_is_no_second_truck() -> None:
    lane = clearing(BY_SIGHT)
    lane.look(plate_read(), container_read(), frames=5)
    assert lane.is_in(Phase.CLEARING)
    lane.look(frames=15)
    assert len(lane.records()) == 1


def test_a_follower_that_comes_while_the_pulse_runs_is_not_lost() -> None:
    lane = clearing()
    lane.order("open")
    lane.weigh(20000, 12000, *[18000.0] * 6)
    assert lane.is_in(Phase.OPENING)
    lane.feed(PulseDone("open"))
    lane.feed(Tick())
    assert lane.is_in(Phase.IDENTIFYING)
    assert len(lane.records()) == 1


def test_two_trucks_that_follow_each_other_in_a_lane_never_seen_empty_get_a_record_each() -> None:
    lane = Lane(interrupted=Interrupted("before", PLATE, 32460.0))
    lane.weigh(*[32460.0] * 25, stable=True)
    lane.weigh(16000, 15000, *[24000.0] * 5)
    settled(lane, 28000)
    assert lane.is_in(Phase.UNKNOWN)
    rolls_off(lane)
    assert len(lane.all_of(Forget)) == 1
    (second,) = lane.records()
    assert second.found_at_start
    assert "came closely behind another vehicle" in reasons(second)
    assert lane.pulses() == []
