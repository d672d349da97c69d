from __future__ import annotations

from dataclasses import replace

import pytest

from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_values import Contacts, Place, Wired
from tests.calibration.barrier_sittings import (
    CLEAR,
    GUARDED,
    LOOP,
    OCCUPIED,
    ONE,
    THREE,
    TWO,
    UNGUARDED,
    said,
    words_of,
)

BOTH: Contacts = {ONE: True, TWO: True, THREE: True}
NEW = replace(UNGUARDED, asks_inputs=True)


def seeking(state: State | None = None) -> State:
    """At the question for a loop under the boom."""
    return said(state or State(NEW), "yes", "2", "3")


def driven_over(state: State, busy: Contacts = OCCUPIED, left: Contacts = CLEAR) -> State:
    """Yes, free, occupied, free again."""
    return said(said(said(state, "yes", "yes"), "yes", contacts=busy), "yes", contacts=left)


def test_the_contact_that_follows_a_vehicle_is_the_loop_and_guards_every_move() -> None:
    named = driven_over(seeking())
    assert "input 1 of the board follows the loop; active when the contact is closed" in named.said
    found = said(named, "photocell")
    assert found.inputs == found.guards == (Wired("photocell", "presence", ONE, "closed"),)
    assert "another loop or photocell under the boom" in words_of(found)


def test_a_contact_that_opens_is_active_open() -> None:
    free, busy = OCCUPIED, CLEAR
    looks = said(said(said(seeking(), "yes"), "yes", contacts=free), "yes", contacts=busy)
    assert said(said(looks, "yes", contacts=free), "").inputs[0].active == "open"


@pytest.mark.parametrize(
    ("busy", "left", "words"),
    [
        (CLEAR, CLEAR, "no contact turned and turned back"),
        (OCCUPIED, OCCUPIED, "no contact turned and turned back"),
        ({}, CLEAR, "no contact turned and turned back"),
        (BOTH, CLEAR, "more than one contact turned (input 1 of the board, input 2 of the board)"),
    ],
    ids=["nothing", "stays", "unreadable", "two"],
)
def test_a_loop_that_was_not_seen_alone_is_asked_for_again(busy: Contacts, left: Contacts, words: str) -> None:
    again = driven_over(seeking(), busy, left)
    assert (again.stage, again.inputs) == (Stage.LOOP, ())
    assert words in words_of(again)


def test_after_a_loop_that_was_not_seen_a_no_does_not_lead_on_to_moves() -> None:
    unseen = driven_over(seeking(), CLEAR)
    refused = said(unseen, "no")
    assert (refused.stage, refused.seeking) == (Stage.LOOP, "presence")
    assert "find it first" in words_of(refused)
    assert said(unseen, "none").seeking == "arrival"
    assert said(driven_over(unseen), "", "no").seeking == "arrival"


def test_the_same_contact_is_not_two_loops() -> None:
    again = driven_over(said(driven_over(seeking()), ""))
    assert "input 1 of the board turned, which was found to be presence-1 before" in words_of(again)


def test_the_file_s_input_is_found_anew_under_its_own_name() -> None:
    elsewhere = replace(GUARDED, inputs=(replace(LOOP, place=Place(channel=3), active="open"),))
    found = said(driven_over(seeking(State(elsewhere))), "")
    assert found.inputs == found.guards == (LOOP,)


def test_what_the_file_calls_a_presence_input_guards_until_it_is_found_anew() -> None:
    other = replace(LOOP, name="photocell", place=TWO)
    state = State(replace(GUARDED, inputs=(LOOP, other)))
    assert state.guards == (LOOP, other)
    found = said(driven_over(seeking(state)), "")
    assert found.guards == (LOOP, other)
    arrival = said(driven_over(said(seeking(state), "no")), "before")
    assert arrival.inputs[0].role == "arrival"
    assert arrival.guards == (LOOP, other)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two words", "letters, digits"),
        ("x" * 64, "letters, digits"),
        ("ồ", "letters, digits"),
        ("arm", "another input"),
    ],
)
def test_a_name_that_the_file_could_not_take_is_asked_again(name: str, words: str) -> None:
    taken = replace(NEW, inputs=(replace(LOOP, name="arm", role="closed", place=THREE),))
    again = said(driven_over(seeking(State(taken))), name)
    assert (again.stage, again.inputs) == (Stage.NAME, ())
    assert words in words_of(again)


def test_each_look_waits_for_its_yes() -> None:
    free = said(seeking(), "yes")
    assert said(free, "").stage == Stage.FREE
    assert said(free, "").looks == ()
    assert said(said(free, "yes"), "no").stage == Stage.BUSY
