from __future__ import annotations

from dataclasses import replace

import pytest

from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_steps import answered, request_of
from edge.calibration.barrier_values import (
    Ask,
    Await,
    Contacts,
    End,
    Move,
    Moved,
    Outcome,
    Place,
    Rehearse,
    Said,
    Setup,
)
from tests.calibration.barrier_sittings import (
    CLEAR,
    GUARDED,
    LOOP,
    OCCUPIED,
    ONE,
    UNGUARDED,
    after_trials,
    arrived,
    at_move,
    both_found,
    dry,
    said,
    words_of,
)

TEXTS = (
    "",
    "yes",
    "no",
    "none",
    "y",
    "YES",
    "ja",
    "1",
    "2",
    "99",
    "-1",
    "²",
    "up",
    "down",
    "itself",
    "stop",
    "x" * 500,
)
LOOKS: tuple[Contacts, ...] = ({}, CLEAR, OCCUPIED, {ONE: None}, {Place(channel=9): True})
OUTCOMES: tuple[Outcome, ...] = ("arrived", "nothing", "otherwise", "failed")


def states() -> list[State]:
    """One for every stage, on the way that leads there."""
    begun = State(GUARDED)
    loop = said(begun, "yes", "2", "3")
    free = said(loop, "yes")
    busy = said(free, "yes")
    left = said(busy, "yes", contacts=OCCUPIED)
    named = said(left, "yes")
    where, confirm = said(loop, "no", "no"), at_move()
    moving, closes = said(confirm, "yes"), arrived(confirm)
    tried = after_trials(both_found())
    found = [begun, said(begun, "yes"), said(begun, "yes", "2"), loop, free, busy, left, named, where]
    return [*found, said(where, "down"), confirm, moving, said(closes, "itself"), tried, said(tried, "no")]


def test_the_states_of_these_tests_are_all_that_there_are() -> None:
    assert {one.stage for one in states()} == set(Stage)


@pytest.mark.parametrize("state", states(), ids=lambda one: one.stage)
def test_every_state_takes_every_answer_and_moves_on_none_but_a_yes_to_a_move(state: State) -> None:
    for text in TEXTS:
        for contacts in LOOKS:
            after = answered(state, Said(text, contacts))
            moves = isinstance(request_of(after), Move)
            is_yes = state.stage == Stage.CONFIRM and text == "yes" and contacts.get(ONE) is False
            assert moves == is_yes, (text, contacts)


@pytest.mark.parametrize("state", states(), ids=lambda one: one.stage)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_came_of_a_move_never_begins_another_one(state: State, outcome: Outcome) -> None:
    after = answered(state, Moved(outcome, 3.0))
    assert not isinstance(request_of(after), Move)


@pytest.mark.parametrize("state", states(), ids=lambda one: one.stage)
def test_stop_ends_every_state_without_anything_saved(state: State) -> None:
    ended = answered(state, Said("stop", {}))
    assert (request_of(ended), ended.stopped, ended.save) == (End(), True, False)


@pytest.mark.parametrize("text", ["", "y", "Yes", "YES", "yes please", "ok", "no"])
def test_anything_but_a_yes_typed_in_full_moves_nothing_and_says_so(text: str) -> None:
    after = said(at_move(), text)
    assert not isinstance(request_of(after), Move)
    assert "nothing was moved" in after.said


@pytest.mark.parametrize(
    ("contacts", "words"),
    [(OCCUPIED, "safety-loop (input 1 of the board) is active"), ({ONE: None}, "can't be read"), ({}, "can't be read")],
    ids=["active", "unreadable", "unknown"],
)
def test_no_yes_moves_the_boom_while_a_presence_input_is_not_clear(contacts: Contacts, words: str) -> None:
    after = said(at_move(), "yes", contacts=contacts)
    assert isinstance(request_of(after), Ask)
    assert words in words_of(after)
    assert isinstance(request_of(said(after, "yes")), Move)


def test_a_move_carries_its_guards_to_the_driver() -> None:
    request = request_of(said(at_move(), "yes"))
    assert isinstance(request, Move)
    assert (request.relay, request.pulse_ms, request.guards) == (1, 700, (LOOP,))


def test_a_dry_run_shows_each_move_and_asks_for_none() -> None:
    state = at_move(dry(UNGUARDED))
    seen = []
    while not isinstance(request_of(state), End):
        assert not isinstance(request_of(state), Move)
        if isinstance(request_of(state), Rehearse):
            seen.append(request_of(state))
            state = answered(state, Moved("arrived"))
        else:
            state = said(state, {Stage.WHICH: "", Stage.REVIEW: "yes"}.get(state.stage, "yes"))
    assert (len(seen), state.save) == (8, False)


def test_a_board_that_tells_no_inputs_is_not_asked_how_many_it_has() -> None:
    state = said(State(UNGUARDED), "yes", "2")
    assert state.stage == Stage.WHERE
    assert "the barrier's own controller must keep the boom off vehicles" in words_of(state)


@pytest.mark.parametrize("text", ["0", "17", "two", "²", "1.5", "-1"])
def test_a_number_of_relays_that_no_board_has_is_asked_again(text: str) -> None:
    after = said(State(UNGUARDED), "yes", text)
    assert (after.stage, after.said) == (Stage.RELAYS, ("a number from 1 to 16",))


def test_enter_takes_the_usual_numbers() -> None:
    setup = Setup(open_channel=3, close_channel=4, inputs=(replace(LOOP, place=Place(channel=6)),), asks_inputs=True)
    after = said(State(setup), "yes", "", "")
    assert (after.relays, after.channels) == (4, 6)


def test_a_right_barrier_is_shown_as_a_diff_and_saved_after_a_yes() -> None:
    review = after_trials(both_found())
    assert review.stage == Stage.REVIEW
    assert "- barrier.pulse_ms = 700" in review.said
    assert "+ barrier.pulse_ms = 200" in review.said
    assert '+ barrier.input.boom-up.role = "opened"' in review.said
    assert said(review, "maybe").stage == Stage.REVIEW
    assert (said(review, "no").save, said(review, "yes").save) == (False, True)


def test_a_boom_that_closes_by_itself_is_waited_for_without_a_pulse() -> None:
    waiting = said(arrived(at_move()), "itself")
    assert isinstance(request_of(waiting), Await)
    trial = answered(waiting, Moved("arrived", 4.0))
    assert (trial.stage, trial.move and trial.move.direction) == (Stage.CONFIRM, "open")
    assert request_of(arrived(trial)) == Await(trial.limits)


def test_a_limit_of_the_file_that_stands_still_is_a_failure() -> None:
    up = replace(LOOP, name="arm-up", role="opened", place=Place(channel=7))
    ended = after_trials(both_found(replace(GUARDED, inputs=(LOOP, up))))
    assert ended.fault is None  # another input was seen to be that limit
    lost = replace(both_found(), setup=replace(GUARDED, inputs=(LOOP, up)), inputs=())
    ended = after_trials(lost)
    assert (request_of(ended), ended.save) == (End(), False)
    assert "arm-up (input 7 of the board)" in (ended.fault or "")
