"""Closing, and an operator's close, stop, hold and release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.settings import Settings
from edge.lane.state import Phase, ReleaseRelays
from edge.values import InputState, PulseDone, PulseFailed
from tests.lane.builders import Lane, plate_read, reasons, the_answer
from tests.lane.situations import GATED, IN_PHASE, clearing, deciding, idle, opening, rolls_off, settled, tell

TWO_LOOPS = replace(GATED, inputs={"loop": "presence", "photocell": "presence"})


def let_through(loops: dict[str, InputState], settings: Settings = TWO_LOOPS) -> Lane:
    """A truck has passed; the inputs are as given, the rest was never heard of."""
    lane = clearing(settings)
    for name, state in loops.items():
        tell(lane, name, state)
    rolls_off(lane)
    return lane


def test_a_lane_that_can_close_closes_behind_the_truck() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    assert (lane.phase, lane.pulses()) == (Phase.CLOSING, ["open", "close"])
    lane.feed(PulseDone("close"), 0.7)
    assert lane.is_in(Phase.CLOSING)  # no limit input tells when the boom is down
    lane.wait(60)
    assert (lane.phase, lane.pulses()) == (Phase.IDLE, ["open", "close"])


def test_a_boom_without_any_input_counts_as_down_when_its_pulse_is_over() -> None:
    lane = let_through({}, replace(TWO_LOOPS, inputs={}))
    assert lane.is_in(Phase.CLOSING)
    lane.feed(PulseDone("close"), 0.7)
    assert lane.is_in(Phase.IDLE)


def test_a_lane_that_can_not_close_is_idle_at_once() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"}, replace(TWO_LOOPS, can_close=False))
    assert (lane.phase, lane.pulses()) == (Phase.IDLE, ["open"])


@pytest.mark.parametrize(
    "loops",
    [
        {},
        {"loop": "clear"},
        {"loop": "clear", "photocell": "unreadable"},
        {"loop": "clear", "photocell": "active"},
        {"loop": "active", "photocell": "unreadable"},
    ],
    ids=str,
)
def test_no_close_pulse_unless_every_presence_input_is_clear(loops: dict[str, InputState]) -> None:
    lane = let_through(loops)
    lane.wait(60)
    assert not the_answer(lane.order("close")).accepted
    lane.wait(60)
    assert lane.pulses() == ["open"]


def test_an_active_presence_input_only_puts_the_closing_off() -> None:
    lane = let_through({"loop": "active", "photocell": "clear"})
    lane.wait(30)
    tell(lane, "loop", "unreadable")
    lane.wait(5)
    assert lane.pulses() == ["open"]
    tell(lane, "loop", "clear")
    lane.wait(1.75)
    assert lane.pulses() == ["open"]  # between a tractor and its trailer it is clear for a moment, too
    lane.wait(0.5)
    assert lane.pulses() == ["open", "close"]


@pytest.mark.parametrize("state", ["active", "unreadable"])
def test_what_comes_under_the_boom_ends_the_close_pulse(state: InputState) -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    tell(lane, "loop", state)
    assert len(lane.all_of(ReleaseRelays)) == 1
    assert lane.state.pulsing == "close"  # until the relay says that it is over


def test_what_comes_under_the_boom_does_not_end_an_open_pulse() -> None:
    lane = opening(TWO_LOOPS)
    tell(lane, "loop", "active")
    assert lane.all_of(ReleaseRelays) == []


def test_a_failed_close_pulse_is_not_tried_again() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    lane.feed(PulseFailed("close", "no answer"))
    lane.wait(60)
    assert (lane.phase, lane.pulses()) == (Phase.IDLE, ["open", "close"])


def test_the_next_truck_arrives_while_the_boom_is_closing_and_waits_for_the_relay() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    lane.weigh(7000, 16000, 25000)
    assert lane.is_in(Phase.IDENTIFYING)
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.pulses() == ["open", "close"]
    lane.feed(PulseDone("close"))
    settled(lane)
    assert lane.pulses() == ["open", "close", "open"]


def test_no_person_may_open_while_the_close_pulse_runs() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    assert the_answer(lane.order("open")).reason == "a pulse is running"
    lane.feed(PulseDone("close"))
    assert the_answer(lane.order("open", 2)).accepted
    assert lane.pulses() == ["open", "close", "open"]


def test_a_person_may_close_an_idle_lane_that_is_clear() -> None:
    lane = idle(TWO_LOOPS)
    assert the_answer(lane.order("close")).reason == "presence input loop is unreadable"
    tell(lane, "loop", "clear")
    tell(lane, "photocell", "clear")
    assert the_answer(lane.order("close", 2)).accepted
    assert (lane.phase, lane.pulses()) == (Phase.CLOSING, ["close"])


@pytest.mark.parametrize("phase", list(Phase))
def test_stop_ends_a_pulse_and_holds_the_lane_in_every_phase(phase: Phase) -> None:
    lane = IN_PHASE[phase](GATED)
    assert the_answer(lane.order("stop")).accepted
    assert len(lane.all_of(ReleaseRelays)) == 1
    assert (lane.phase, lane.state.held) == (phase, True)
    assert the_answer(lane.order("release")).accepted
    assert not lane.state.held


def test_a_held_lane_opens_nothing_by_itself_until_it_is_released() -> None:
    lane = deciding()
    lane.order("hold")
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.DECIDING)
    lane.order("release")
    assert lane.is_in(Phase.OPENING)


def test_a_held_lane_does_not_close_until_it_is_released() -> None:
    lane = let_through({"loop": "active", "photocell": "clear"})
    lane.order("hold")
    tell(lane, "loop", "clear")
    lane.wait(10)
    assert lane.pulses() == ["open"]
    lane.order("release")
    lane.wait(2.25)
    assert lane.pulses() == ["open", "close"]


def test_a_stopped_lane_moves_for_nobody_until_it_is_released() -> None:
    lane = deciding()
    lane.order("stop")
    assert the_answer(lane.order("open")).reason == "the lane is held by stop: release first"
    assert the_answer(lane.order("decide", outcome="open")).reason == "the lane is held by stop: release first"
    lane.order("hold")  # takes nothing of the stop away
    assert not the_answer(lane.order("open", 2)).accepted
    assert lane.pulses() == []
    lane.order("release")
    assert the_answer(lane.order("open", 3)).accepted


def test_nobody_may_close_a_stopped_lane() -> None:
    lane = idle(replace(TWO_LOOPS, inputs={}))
    lane.order("stop")
    assert the_answer(lane.order("close")).reason == "the lane is held by stop: release first"


def test_an_open_pulse_ended_by_stop_is_not_begun_again_by_release() -> None:
    lane = opening()
    lane.order("stop")
    lane.feed(PulseFailed("open", "stopped by command"))
    assert lane.is_in(Phase.FAULT)
    lane.order("release")
    settled(lane)
    lane.wait(60)
    assert lane.pulses() == ["open"]
    assert "the open pulse was ended by stop: stopped by command" in reasons(lane.passage)
    assert the_answer(lane.order("open")).accepted  # a person sees what the half-open boom needs


def test_a_close_pulse_ended_by_stop_is_not_begun_again_by_release() -> None:
    lane = let_through({"loop": "clear", "photocell": "clear"})
    lane.order("stop")
    lane.feed(PulseFailed("close", "stopped by command"))
    lane.order("release")
    lane.wait(60)
    assert (lane.phase, lane.pulses()) == (Phase.IDLE, ["open", "close"])


def test_a_person_may_open_a_held_lane() -> None:
    lane = deciding()
    lane.order("hold")
    assert the_answer(lane.order("open")).accepted
    assert lane.pulses() == ["open"]


@pytest.mark.parametrize(
    ("inputs", "boom"),
    [
        ({}, "unknown"),
        ({"up": "active"}, "opened"),
        ({"down": "active"}, "closed"),
        ({"up": "active", "down": "active"}, "unknown"),
        ({"up": "clear", "down": "clear"}, "unknown"),
        ({"up": "unreadable", "down": "unreadable"}, "unknown"),
        ({"up": "clear", "down": "unreadable"}, "unknown"),
        ({"loop": "active"}, "unknown"),
    ],
    ids=str,
)
def test_the_boom_is_where_one_limit_input_says_it_is(inputs: dict[str, InputState], boom: str) -> None:
    lane = idle(GATED)
    for name, state in inputs.items():
        tell(lane, name, state)
    assert lane.state.boom == boom
