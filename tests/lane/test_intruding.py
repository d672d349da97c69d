"""Vehicles that nobody let through: two on one opening, under a closed boom, past a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.passage import Passage
from edge.lane.settings import Settings
from edge.lane.state import Phase, Publish
from edge.values import PulseDone
from tests.lane.builders import Lane, plate_read, reasons, said
from tests.lane.situations import GATED, clearing, deciding, identifying, idle, rolls_off, settled, tell

LOOPED = Settings(inputs={"loop": "presence"})


def watched(lane: Lane) -> Lane:
    tell(lane, "loop", "clear")
    return lane


def crosses(lane: Lane, seconds: float = 2) -> None:
    """Something passes under the boom, and the loop stays clear after it."""
    tell(lane, "loop", "active")
    lane.wait(seconds)
    tell(lane, "loop", "clear")
    lane.wait(2.25)


def violations(lane: Lane) -> list[tuple[str | None, str]]:
    return [(one.passage_id, said(one)["violation"]) for one in lane.all_of(Publish) if one.event == "violation"]


def codes(passage: Passage) -> list[str]:
    return [one.partition(":")[0] for one in passage.violations]


def test_one_truck_on_one_opening_is_no_violation() -> None:
    lane = watched(clearing(LOOPED))
    tell(lane, "loop", "active")
    rolls_off(lane)
    tell(lane, "loop", "clear")
    lane.wait(5)
    assert violations(lane) == []
    assert len(lane.records()) == 1


def test_a_drawbar_between_two_axle_groups_makes_no_second_vehicle() -> None:
    lane = watched(clearing(LOOPED))
    for _ in range(3):
        tell(lane, "loop", "active")
        lane.wait(1)
        tell(lane, "loop", "clear")
        lane.wait(1.5)
    rolls_off(lane)
    assert violations(lane) == []


def test_a_vehicle_that_slips_through_behind_another_one_has_a_record_and_the_first_one_says_so() -> None:
    lane = watched(clearing(LOOPED))
    crosses(lane)
    crosses(lane)
    assert lane.is_in(Phase.CLEARING)
    assert [code for _, code in violations(lane)] == ["second-vehicle"]
    rolls_off(lane)
    second, first = lane.records()
    assert codes(second) == ["second-vehicle"]
    assert violations(lane)[0][0] == second.passage_id
    assert "another vehicle went through on the same opening" in reasons(first)
    assert first.violations == ()


def test_a_truck_that_follows_onto_the_platform_before_the_boom_is_down_is_a_violation_at_once() -> None:
    lane = clearing()
    lane.weigh(20000, 12000, *[18000.0] * 6)
    assert violations(lane) == [(lane.passage.passage_id, "second-vehicle")]
    assert codes(lane.passage) == ["second-vehicle"]
    (first,) = lane.records()
    assert "another vehicle followed closely" in reasons(first)


@pytest.mark.parametrize("settings", [Settings(mode="monitor"), Settings(has_barrier=False)])
def test_where_the_lane_does_not_drive_the_boom_a_follower_is_not_accused(settings: Settings) -> None:
    lane = identifying(settings)
    lane.look(plate_read(), frames=3)
    settled(lane)
    lane.weigh(16000, 10000, *[20000.0] * 6)
    assert len(lane.records()) == 1
    assert violations(lane) == []


def test_a_vehicle_that_passes_a_lane_with_nobody_in_it_gets_a_record_and_is_a_violation() -> None:
    lane = watched(idle(LOOPED))
    crosses(lane)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert codes(record) == ["passed-unopened"]
    assert violations(lane) == [(record.passage_id, "passed-unopened")]
    assert record.ended_at is not None
    assert record.arrived_at < record.ended_at
    assert lane.pulses() == []


def test_in_monitor_mode_it_is_recorded_and_not_accused() -> None:
    lane = watched(idle(replace(LOOPED, mode="monitor")))
    crosses(lane)
    (record,) = lane.records()
    assert (record.violations, violations(lane)) == ((), [])


@pytest.mark.parametrize("outcome", [None, "refuse"])
def test_a_truck_that_is_not_opened_for_and_leaves_forward_is_a_violation(outcome: str | None) -> None:
    lane = watched(deciding(LOOPED))
    if outcome == "refuse":
        lane.order("decide", outcome="refuse")
    tell(lane, "loop", "active")
    lane.wait(1)
    rolls_off(lane)
    tell(lane, "loop", "clear")
    lane.wait(5)
    (record,) = lane.records()
    assert codes(record) == ["passed-unopened"]
    assert violations(lane) == [(record.passage_id, "passed-unopened")]


def test_a_truck_that_backs_out_is_no_violation() -> None:
    lane = watched(deciding(LOOPED))
    tell(lane, "loop", "active")
    lane.wait(1)
    tell(lane, "loop", "clear")  # its nose leaves the loop before it leaves the platform
    lane.wait(2.25)
    rolls_off(lane)
    (record,) = lane.records()
    assert record.violations == ()
    assert "something was under the boom while the vehicle waited" in reasons(record)


def test_the_tail_of_the_truck_found_at_the_start_is_no_intruder() -> None:
    lane = Lane(LOOPED)
    tell(lane, "loop", "active")
    lane.weigh(*[32460.0] * 4, stable=True)
    rolls_off(lane)
    tell(lane, "loop", "clear")
    lane.wait(5)
    assert violations(lane) == []
    assert len(lane.records()) == 1


def test_what_was_under_the_boom_at_the_start_may_have_been_let_through_by_the_run_before() -> None:
    lane = Lane(LOOPED)
    tell(lane, "loop", "active")
    tell(lane, "loop", "clear")
    lane.wait(5)
    assert lane.effects == []


def test_an_opening_on_command_is_used_up_by_the_vehicle_that_the_loop_sees() -> None:
    lane = watched(idle(GATED))
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    tell(lane, "down", "clear")
    tell(lane, "up", "active")
    crosses(lane)
    (record,) = lane.records()
    assert (record.vehicle_seen, record.violations) == (True, ())
    assert lane.pulses() == ["open", "close"]


def test_an_opening_that_nobody_used_lets_nobody_through_once_the_boom_is_down() -> None:
    lane = watched(clearing(GATED))
    tell(lane, "down", "clear")
    tell(lane, "up", "active")
    rolls_off(lane)  # backwards
    lane.feed(PulseDone("close"), 0.7)
    tell(lane, "up", "clear")
    tell(lane, "down", "active")
    assert lane.is_in(Phase.IDLE)
    crosses(lane)
    assert [codes(one) for one in lane.records()] == [[], ["passed-unopened"]]
