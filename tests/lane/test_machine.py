"""The table itself: every phase with every trigger, from a state that events have led to."""

from __future__ import annotations

import pytest

from edge.lane.machine import EXPECTED_SILENCE, TABLE, fire
from edge.lane.state import Answer, Log, Phase, Pulse, Trigger
from edge.values import CommandAction, Event, InputChanged, PulseDone, PulseFailed, Stamp, StoreFailed, Tick
from tests.lane.builders import Lane, command, frame, only, plate_read, utc_at, weight
from tests.lane.situations import GATED, IN_PHASE, tell

P, T = Phase, Trigger

MOVES = {
    (P.UNKNOWN, T.GONE): P.IDLE,
    (P.UNKNOWN, T.OPEN): P.OPENING,
    (P.IDLE, T.ARRIVED): P.IDENTIFYING,
    (P.IDLE, T.OPEN): P.OPENING,
    (P.IDLE, T.CLOSE): P.CLOSING,
    (P.IDENTIFYING, T.GONE): P.IDLE,
    (P.IDENTIFYING, T.FOLLOWED): P.IDENTIFYING,
    (P.IDENTIFYING, T.OPEN): P.OPENING,
    (P.IDENTIFYING, T.DECIDE): P.OPENING,
    (P.DECIDING, T.GONE): P.IDLE,
    (P.DECIDING, T.FOLLOWED): P.IDENTIFYING,
    (P.DECIDING, T.OPEN): P.OPENING,
    (P.DECIDING, T.DECIDE): P.OPENING,
    (P.OPENING, T.PULSE_DONE): P.CLEARING,
    (P.OPENING, T.PULSE_FAILED): P.FAULT,
    (P.OPENING, T.STORE_FAILED): P.FAULT,
    (P.CLEARING, T.GONE): P.CLOSING,
    (P.CLEARING, T.FOLLOWED): P.IDENTIFYING,
    (P.CLEARING, T.OPEN): P.OPENING,
    (P.CLOSING, T.ARRIVED): P.IDENTIFYING,
    (P.CLOSING, T.TRAVELLED): P.IDLE,
    (P.CLOSING, T.UNDER_BOOM): P.OPENING,
    (P.IDLE, T.UNDER_BOOM): P.OPENING,
    (P.IDENTIFYING, T.UNDER_BOOM): P.OPENING,
    (P.DECIDING, T.UNDER_BOOM): P.OPENING,
    (P.CLOSING, T.OPEN): P.OPENING,
    (P.FAULT, T.GONE): P.IDLE,
    (P.FAULT, T.FOLLOWED): P.IDENTIFYING,
    (P.FAULT, T.OPEN): P.OPENING,
    (P.FAULT, T.DECIDE): P.OPENING,
}
"""Where the lane goes; everywhere else it stays in its phase."""

PULSES = {T.OPEN, T.DECIDE, T.CLOSE, T.UNDER_BOOM}
"""The only triggers that may move the boom at once from the states used here; nothing is complete enough to open."""

ORDERS: dict[Trigger, CommandAction] = {
    T.OPEN: "open", T.CLOSE: "close", T.STOP: "stop", T.HOLD: "hold", T.RELEASE: "release",
}  # fmt: skip
ALL = [(phase, trigger) for phase in Phase for trigger in Trigger]


def lane_in(phase: Phase) -> Lane:
    lane = IN_PHASE[phase](GATED)
    if phase is not Phase.CLOSING:
        for name in lane.settings.inputs:
            tell(lane, name, "clear")
    assert lane.is_in(phase)
    return lane


def event_for(lane: Lane, trigger: Trigger) -> Event:
    """An event that such a trigger follows from."""
    match trigger:
        case Trigger.ARRIVED | Trigger.FOLLOWED:
            return weight(lane.now_s, 7000)
        case Trigger.GONE:
            return weight(lane.now_s, 0)
        case Trigger.EVIDENCE:
            return frame(lane.now_s, plate_read(sure=0.4))
        case Trigger.TICK | Trigger.TRAVELLED | Trigger.PASSED | Trigger.INTRUDED:
            return Tick()
        case Trigger.UNDER_BOOM:
            return InputChanged("loop", "presence", "active")
        case Trigger.PULSE_DONE:
            return PulseDone("open")
        case Trigger.PULSE_FAILED:
            return PulseFailed("open", "no answer")
        case Trigger.STORE_FAILED:
            return StoreFailed("disk full")
        case Trigger.DECIDE:
            passage_id = lane.state.passage.passage_id if lane.state.passage else "none"
            return command("decide", lane.now_s, passage_id=passage_id, outcome="open")
        case Trigger.OPEN | Trigger.CLOSE | Trigger.STOP | Trigger.HOLD | Trigger.RELEASE:
            return command(ORDERS[trigger], lane.now_s)


def stamp_of(lane: Lane) -> Stamp:
    return Stamp(lane.now_s, utc_at(lane.now_s), "the-next-passage")


@pytest.mark.parametrize(("phase", "trigger"), ALL)
def test_every_phase_meets_every_trigger_as_the_docstring_says(phase: Phase, trigger: Trigger) -> None:
    # nothing has come yet where the first arrival is to be tested
    lane = Lane(GATED) if (phase, trigger) == (P.UNKNOWN, T.ARRIVED) else lane_in(phase)
    before = lane.state
    after, effects = fire(before, trigger, event_for(lane, trigger), stamp_of(lane))
    assert after.phase is MOVES.get((phase, trigger), phase)
    assert not only(Pulse, effects) or trigger in PULSES or (phase, trigger) == (P.CLEARING, T.GONE)
    if (phase, trigger) not in TABLE:
        assert after.passage == before.passage
        assert after.pulsing == before.pulsing
        assert after.held == before.held
        assert all(isinstance(one, Log) or (isinstance(one, Answer) and not one.accepted) for one in effects)
        assert bool(effects) is (trigger not in EXPECTED_SILENCE)


def test_no_move_is_expected_that_the_table_does_not_have() -> None:
    assert set(MOVES) <= set(TABLE)


@pytest.mark.parametrize("phase", list(Phase))
def test_a_command_that_a_phase_does_not_know_is_answered_once_and_used_up(phase: Phase) -> None:
    for trigger, action in ORDERS.items():
        if (phase, trigger) in TABLE:
            continue
        lane = lane_in(phase)
        (answer,) = only(Answer, lane.order(action))
        assert not answer.accepted
        assert phase in answer.reason
        (again,) = only(Answer, lane.order(action))
        assert "repeated" in again.reason


@pytest.mark.parametrize(
    ("trigger", "words"),
    [(Trigger.PULSE_DONE, "not running"), (Trigger.PULSE_FAILED, "not running"), (Trigger.STORE_FAILED, "ignored")],
)
def test_an_outcome_that_nobody_waits_for_is_logged_and_changes_nothing(trigger: Trigger, words: str) -> None:
    lane = lane_in(Phase.IDLE)
    before = lane.state
    (line,) = lane.feed(event_for(lane, trigger))
    assert isinstance(line, Log)
    assert words in line.text
    assert lane.state == before


def test_a_pulse_of_the_other_channel_does_not_count_as_the_one_that_runs() -> None:
    lane = lane_in(Phase.OPENING)
    lane.feed(PulseDone("close"))
    assert (lane.phase, lane.state.pulsing) == (Phase.OPENING, "open")
