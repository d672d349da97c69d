"""A lane that was just started: unknown until it has been seen empty, and nothing moves by itself."""

from __future__ import annotations

import pytest

from edge.lane.settings import Settings
from edge.lane.state import Forget, Interrupted, Phase
from edge.values import PulseDone
from tests.lane.builders import (
    CONTAINER,
    OTHER_PLATE,
    PLATE,
    Lane,
    container_read,
    plate_read,
    reasons,
    the_answer,
    uuid_of,
)
from tests.lane.situations import BY_SIGHT, GROSS_KG, rolls_off, settled, unknown


def test_a_truck_found_at_the_start_is_recorded_and_nothing_opens_for_it() -> None:
    lane = unknown()
    lane.look(plate_read(), frames=3)
    settled(lane)
    lane.wait(200)
    assert lane.is_in(Phase.UNKNOWN)
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert "the vehicle was in the lane when the daemon started" in reasons(record)
    assert record.weighed is not None
    assert record.weighed.reading.gross_kg == GROSS_KG
    assert lane.pulses() == []


def test_a_person_may_open_for_a_truck_found_at_the_start() -> None:
    lane = unknown()
    assert the_answer(lane.order("open")).accepted
    assert lane.is_in(Phase.OPENING)
    lane.feed(PulseDone("open"), 0.7)
    rolls_off(lane)
    assert len(lane.records()) == 1


def test_a_lane_seen_empty_is_idle_and_records_nothing() -> None:
    lane = Lane()
    lane.weigh(*[0.0] * 25)
    assert lane.is_in(Phase.IDLE)
    assert lane.effects == []


@pytest.mark.parametrize("plate", [PLATE, None])
def test_the_vehicle_of_an_interrupted_passage_gets_no_second_record(plate: str | None) -> None:
    lane = Lane(interrupted=Interrupted("before", plate, GROSS_KG))
    settled(lane)
    if plate:
        lane.look(plate_read(PLATE[:-1] + "6"), frames=3)  # misread by a character
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    assert lane.records() == []
    assert [one.passage.passage_id for one in lane.all_of(Forget)] == [uuid_of(3)]


@pytest.mark.parametrize(
    "before", [Interrupted("before", OTHER_PLATE, GROSS_KG), Interrupted("before", None, 2 * GROSS_KG)]
)
def test_another_vehicle_than_the_interrupted_one_gets_its_record(before: Interrupted) -> None:
    lane = Lane(interrupted=before)
    settled(lane)
    lane.look(plate_read(), frames=3)
    rolls_off(lane)
    assert len(lane.records()) == 1
    assert lane.all_of(Forget) == []


def test_a_record_that_can_say_who_the_interrupted_one_was_is_kept_and_says_so() -> None:
    lane = Lane(interrupted=Interrupted("before", None, GROSS_KG))
    settled(lane)
    lane.look(plate_read(), frames=3)
    rolls_off(lane)
    (record,) = lane.records()
    assert "continues the interrupted passage before" in reasons(record)


def test_vehicles_behind_the_interrupted_one_are_not_forgotten_with_it() -> None:
    lane = Lane(BY_SIGHT, interrupted=Interrupted("before", PLATE, None))
    lane.look(plate_read(), frames=6)
    lane.look(plate_read(OTHER_PLATE), frames=3)  # nose to tail: the zone never was empty
    lane.look(frames=15)
    assert lane.all_of(Forget) == []
    (record,) = lane.records()
    assert "continues the interrupted passage before" in reasons(record)


def test_what_follows_a_truck_found_at_the_start_waits_for_a_person_as_well() -> None:
    lane = unknown()
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    lane.look(plate_read(OTHER_PLATE), frames=3)
    lane.weigh(20000, 12000, *[18000.0] * 6)
    settled(lane, 28000)
    lane.wait(16)
    assert lane.is_in(Phase.DECIDING)  # the lane was not seen empty since the start
    assert lane.pulses() == ["open"]


def test_opening_by_a_person_makes_a_passage_of_its_own_out_of_the_interrupted_one() -> None:
    lane = Lane(interrupted=Interrupted("before", PLATE, GROSS_KG))
    settled(lane)
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    rolls_off(lane)
    (record,) = lane.records()
    assert "opened after the interrupted passage before" in reasons(record)


def test_one_odd_reading_in_an_empty_lane_is_no_truck() -> None:
    lane = Lane()
    lane.weigh(*[0.0] * 15, 900, *[0.0] * 25)
    assert lane.is_in(Phase.IDLE)
    assert lane.effects == []


def test_an_opened_lane_that_was_never_seen_empty_is_unknown_again_when_nobody_comes() -> None:
    lane = Lane(Settings(can_close=True))
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    lane.wait(121)
    assert lane.is_in(Phase.UNKNOWN)
    lane.look(plate_read(), frames=3)
    settled(lane)  # the indicator was silent; the truck may have stood there all the time
    assert lane.pulses() == ["open"]


def test_by_sight_one_camera_that_sees_nothing_does_not_hide_the_truck_of_another() -> None:
    lane = Lane(BY_SIGHT)
    for _ in range(4):
        lane.look(plate_read())
        lane.look(view="rear")
    assert lane.state.occupancy.presence == "present"
    assert lane.is_in(Phase.UNKNOWN)
    lane.look(container_read(CONTAINER), view="rear")
    lane.look(frames=15)
    assert lane.is_in(Phase.IDLE)
    assert len(lane.records()) == 1
