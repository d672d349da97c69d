from __future__ import annotations

from dataclasses import replace

import pytest

from edge.calibration.barrier_figures import LENGTHS_MS
from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_steps import answered, request_of
from edge.calibration.barrier_values import AT_END, Ask, End, Move, Moved, Outcome
from tests.calibration.barrier_sittings import (
    GUARDED,
    LOOP,
    UNGUARDED,
    after_trials,
    arrived,
    at_move,
    both_found,
    said,
    words_of,
)


def came(state: State, outcome: Outcome, text: str = "") -> State:
    """A yes, and that came of it."""
    confirmed = said(state, "yes")
    assert isinstance(request_of(confirmed), Move)
    return answered(confirmed, Moved(outcome, text=text))


def test_relays_are_offered_one_by_one_the_file_s_own_first() -> None:
    state = said(at_move(replace(UNGUARDED, open_channel=2, close_channel=3)), "no")
    assert "try relay 2" in words_of(state)
    state = came(said(state, ""), "nothing")
    assert "relay 2 did not move the boom in 700 ms" in state.said
    assert "try relay 1" in words_of(state)


def test_a_relay_that_the_technician_names_is_tried() -> None:
    state = said(at_move(UNGUARDED), "no", "2")
    assert state.move is not None
    assert (state.move.relay, state.stage) == (2, Stage.CONFIRM)


@pytest.mark.parametrize("text", ["0", "3", "two", "itself", "²"])
def test_no_other_relay_than_the_board_has_is_tried(text: str) -> None:
    state = said(at_move(UNGUARDED), "no", text)
    assert (state.stage, state.said) == (Stage.WHICH, ("a relay from 1 to 2",))


def test_a_boom_that_no_relay_moves_is_a_failure_with_what_to_check() -> None:
    ended = came(said(came(at_move(UNGUARDED), "nothing"), ""), "nothing")
    assert (request_of(ended), ended.stopped) == (End(), False)
    assert "STOP contact" in (ended.fault or "")


def test_the_relay_that_opens_is_not_tried_for_closing() -> None:
    state = arrived(at_move(UNGUARDED))
    assert "try relay 2" in words_of(state)
    assert "relay 1 opens the boom: another one must close it" in said(state, "1").said
    none_left = came(said(state, ""), "nothing")
    assert none_left.stage == Stage.WHICH
    assert "if it closes by itself type itself" in words_of(none_left)


def test_swapped_relays_are_named_beside_what_the_file_says() -> None:
    state = arrived(said(came(at_move(UNGUARDED), "nothing"), ""))
    assert "relay 2 opens the boom; the lane's file said relay 1" in state.said
    state = arrived(said(state, "1"))
    assert "relay 1 closes the boom; the lane's file said relay 2" in state.said


def test_each_pulse_must_move_the_boom_three_times_each_way() -> None:
    trial = both_found()
    assert trial.move is not None
    assert (trial.move.purpose, trial.move.pulse_ms) == ("trial", 100)
    assert after_trials(trial, 5).stage == Stage.CONFIRM
    assert after_trials(trial, 6).stage == Stage.REVIEW


def test_one_pulse_that_fails_begins_the_count_anew_with_a_longer_one() -> None:
    state = came(after_trials(both_found(), 4), "nothing")
    assert state.move is not None
    assert (state.move.pulse_ms, state.good) == (200, {})
    assert (after_trials(state, 5).stage, after_trials(state, 6).stage) == (Stage.CONFIRM, Stage.REVIEW)


def test_a_close_pulse_that_was_too_short_is_followed_by_a_longer_close_pulse() -> None:
    up = after_trials(both_found(), 3)
    state = came(up, "nothing")
    assert up.move is not None
    assert state.move is not None
    assert (up.move.direction, state.move.direction, state.move.pulse_ms) == ("close", "close", 200)


def test_a_boom_that_follows_no_pulse_is_a_failure() -> None:
    state = both_found()
    for _ in LENGTHS_MS:
        state = came(state, "nothing")
    assert "did not follow a pulse of 2000 ms" in (state.fault or "")


def test_a_pulse_that_fails_leaves_the_boom_where_the_technician_sees_it() -> None:
    state = came(after_trials(both_found(), 1), "failed", "presence input safety-loop is active")
    assert state.stage == Stage.WHERE
    assert "the pulse failed: presence input safety-loop is active" in state.said
    again = said(state, "up")
    assert again.move is not None
    assert (again.move.direction, again.stage) == ("close", Stage.CONFIRM)


def test_a_boom_that_does_something_else_ends_it() -> None:
    ended = came(at_move(), "otherwise", "as the technician saw")
    assert "moved the boom otherwise" in (ended.fault or "")
    assert request_of(ended) == End()


def test_a_raised_boom_is_lowered_by_hand_before_anything_is_tried() -> None:
    where = said(at_move(UNGUARDED), "no")
    up = said(replace(where, stage=Stage.WHERE), "up")
    assert up.stage == Stage.WHERE
    assert "lower it by the barrier's own controls first" in words_of(up)
    assert said(up, "down").stage == Stage.WHICH


def test_a_move_says_what_it_will_do_and_who_guards_it() -> None:
    assert "Relay 1 is to be energised for 700 ms: it may OPEN the boom" in words_of(at_move())
    assert "only you see that nothing is under the boom" in words_of(at_move(UNGUARDED))
    assert "only you" not in words_of(at_move(GUARDED))
    assert "the boom will CLOSE. Trial 1 of 3" in words_of(after_trials(both_found(), 1))


def test_limits_that_followed_the_boom_are_inputs_and_tell_of_the_trials() -> None:
    state = both_found()
    assert {one.name: one.role for one in state.inputs} == {"boom-up": "opened", "boom-down": "closed"}
    assert state.guards == (LOOP,)
    assert state.move is not None
    assert {one.role for one in state.move.limits} == {"opened", "closed"}
    assert AT_END[state.move.direction] == "up"


def test_a_limit_keeps_the_name_that_the_file_has_for_it() -> None:
    named = replace(LOOP, name="arm-down", role="closed")
    assert "arm-down" in {one.name for one in both_found(replace(GUARDED, inputs=(LOOP, named))).inputs}


def test_a_loop_is_never_taken_for_a_limit() -> None:
    arrival = replace(LOOP, name="before", role="arrival", place=both_found().limits[0].place)
    confirmed = replace(at_move(), inputs=(arrival,))
    found = arrived(said(arrived(confirmed), ""))
    assert arrival.place not in {one.place for one in found.limits}


def test_a_question_is_asked_for_every_stage_that_waits_for_one() -> None:
    asked = {Stage.WHERE, Stage.WHICH, Stage.CONFIRM, Stage.REVIEW, Stage.READY, Stage.RELAYS, Stage.CHANNELS}
    for stage in asked:
        assert isinstance(request_of(replace(at_move(), stage=stage)), Ask)
