"""Arrival by the inputs of role `arrival`: debounced, and silent about nothing."""

from __future__ import annotations

import pytest

from edge.lane.occupancy import Occupancy, loop
from edge.lane.settings import Settings
from edge.lane.state import Phase, Publish
from tests.lane.builders import Lane
from tests.lane.situations import tell

BY_LOOP = Settings(arrival_by="loop", require=(), inputs={"first": "arrival", "second": "arrival"})


def empty_lane() -> Lane:
    lane = Lane(BY_LOOP)
    for name in ("first", "second"):
        tell(lane, name, "clear")
    lane.wait(2.25)
    return lane


def presence(lane: Lane) -> str:
    return lane.state.occupancy.presence


def test_a_lane_is_empty_once_all_loops_have_been_clear_for_a_while() -> None:
    lane = Lane(BY_LOOP)
    tell(lane, "first", "clear")
    lane.wait(5)
    assert lane.is_in(Phase.UNKNOWN)  # the second one has never been heard of
    tell(lane, "second", "clear")
    lane.wait(1.75)
    assert lane.is_in(Phase.UNKNOWN)
    lane.wait(0.5)
    assert lane.is_in(Phase.IDLE)


@pytest.mark.parametrize("name", ["first", "second"])
def test_any_active_loop_brings_a_vehicle_and_all_clear_ones_take_it_away(name: str) -> None:
    lane = empty_lane()
    tell(lane, name, "active")
    lane.wait(0.25)
    assert lane.phase is not Phase.IDLE
    assert lane.events()[0] == "arrived"
    tell(lane, name, "clear")
    lane.wait(1.75)
    assert presence(lane) == "present"
    lane.wait(0.75)
    assert presence(lane) == "empty"


def test_a_contact_that_bounces_is_no_vehicle() -> None:
    active = loop(Occupancy("empty"), "active", 10.0, 2)
    assert active.presence == "empty"
    assert loop(loop(active, "clear", 10.1, 2), "active", 10.25, 2).presence == "empty"
    assert loop(active, "active", 10.3, 2).presence == "present"


def test_a_loop_that_can_not_be_read_neither_brings_nor_takes_a_vehicle_and_is_a_fault() -> None:
    lane = empty_lane()
    tell(lane, "first", "active")
    lane.wait(0.25)
    tell(lane, "first", "unreadable")
    lane.wait(30)
    assert lane.state.occupancy.presence == "present"
    assert [(one.device, one.code) for one in lane.state.faults] == [("input:first", "unreadable")]
    tell(lane, "first", "clear")
    assert lane.state.faults == ()
    told = [one.event for one in lane.all_of(Publish) if one.event in ("fault", "recovered")]
    assert told == ["fault", "recovered"]
