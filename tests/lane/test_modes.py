"""Who decides: the local rules, the centre, or nobody; and lanes without a barrier."""

from __future__ import annotations

from edge.lane.settings import Settings
from edge.lane.state import Phase
from tests.lane.builders import command, plate_read, reasons, the_answer
from tests.lane.situations import (
    deciding,
    identifying,
    rolls_off,
    settled,
)

CENTRAL = Settings(mode="central")


def test_the_centre_decides_to_open() -> None:
    lane = identifying(CENTRAL)
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.DECIDING)
    assert lane.pulses() == []
    assert the_answer(lane.order("decide", outcome="open")).accepted
    assert lane.is_in(Phase.OPENING)
    decision = lane.passage.decision
    assert decision is not None
    assert (decision.outcome, decision.authority, decision.operator) == ("open", "central", "an operator")


def test_the_centre_refuses_and_nothing_opens_though_everything_is_known() -> None:
    lane = identifying(CENTRAL)
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert the_answer(lane.order("decide", outcome="refuse")).accepted
    settled(lane)
    lane.wait(30)
    assert lane.is_in(Phase.DECIDING)
    rolls_off(lane)
    (record,) = lane.records()
    assert record.decision is not None
    assert record.decision.outcome == "refuse"
    assert lane.pulses() == []


def test_a_refusal_in_local_mode_outlasts_what_the_rules_find_later() -> None:
    lane = deciding()
    lane.order("decide", outcome="refuse")
    lane.look(plate_read(), frames=5)
    assert lane.is_in(Phase.DECIDING)
    assert lane.pulses() == []


def test_a_centre_that_does_not_answer_leaves_the_truck_referred_and_may_still_decide() -> None:
    lane = deciding(CENTRAL)
    lane.wait(15)
    assert lane.passage.decision is None
    lane.wait(2)
    assert reasons(lane.passage)[0] == "no decision from the centre within 20 s"
    assert lane.events().count("decided") == 1
    lane.order("decide", outcome="open")
    assert lane.is_in(Phase.OPENING)


def test_a_decision_for_another_passage_moves_nothing() -> None:
    lane = deciding(CENTRAL)
    stale = command("decide", lane.now_s, passage_id="the-truck-before", outcome="open")
    assert the_answer(lane.feed(stale)).reason == "not the passage in the lane"
    assert lane.is_in(Phase.DECIDING)


def test_monitor_mode_records_and_never_gives_a_pulse() -> None:
    lane = identifying(Settings(mode="monitor", can_close=True))
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.DECIDING)
    assert "monitor" in the_answer(lane.order("open")).reason
    assert "monitor" in the_answer(lane.order("decide", outcome="open")).reason
    rolls_off(lane)
    assert "monitor" in the_answer(lane.order("open", 2)).reason
    assert "monitor" in the_answer(lane.order("close")).reason
    assert lane.pulses() == []
    (record,) = lane.records()
    assert record.decision is not None
    assert record.decision.outcome == "none"
    assert "the rules would have opened" in reasons(record)


def test_a_lane_without_a_barrier_lets_go_and_records() -> None:
    lane = identifying(Settings(has_barrier=False))
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.CLEARING)
    rolls_off(lane)
    (record,) = lane.records()
    assert record.decision is not None
    assert record.decision.outcome == "open"
    assert record.open_pulse_at is None
    assert lane.pulses() == []


def test_the_centre_can_let_go_in_a_lane_without_a_barrier_but_not_open_it() -> None:
    lane = deciding(Settings(has_barrier=False, mode="central"))
    assert the_answer(lane.order("open")).reason == "this lane has no barrier"
    assert the_answer(lane.order("decide", outcome="open")).accepted
    assert lane.is_in(Phase.CLEARING)
    assert lane.pulses() == []
