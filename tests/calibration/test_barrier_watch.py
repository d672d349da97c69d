from __future__ import annotations

from dataclasses import replace

import pytest

from edge.calibration.barrier_values import Contacts, Move, Moved, Turn, Wired
from edge.calibration.barrier_watch import came_by_itself, hint, told_by_limits, told_by_person, turns_since
from tests.calibration.barrier_sittings import ONE, THREE, TWO

UP, DOWN = Wired("up", "opened", TWO, "closed"), Wired("down", "closed", THREE, "open")
MOVE = Move(1, 300, "open", "trial", (), (UP, DOWN))
STANDS_DOWN: Contacts = {TWO: False, THREE: False}
HALF_WAY: Contacts = {TWO: False, THREE: True}
STANDS_UP: Contacts = {TWO: True, THREE: True}
PATIENCE_S = 30.0


def told(move: Move, now: Contacts, since_s: float, before: Contacts = STANDS_DOWN) -> Moved | None:
    return told_by_limits(move, before, now, since_s, PATIENCE_S)


def test_a_boom_has_arrived_when_its_limit_becomes_active() -> None:
    assert told(MOVE, HALF_WAY, 1.0) is None
    assert told(MOVE, STANDS_UP, 1.9) == Moved("arrived", 1.9, "limit")


def test_a_boom_that_has_not_left_its_limit_has_not_moved() -> None:
    assert told(MOVE, STANDS_DOWN, 7.9) is None
    assert told(MOVE, STANDS_DOWN, 8.0) == Moved("nothing")
    assert told(replace(MOVE, limits=(UP,)), STANDS_DOWN, 8.0) is None


@pytest.mark.parametrize("now", [HALF_WAY, {}, {TWO: None, THREE: None}], ids=["half-way", "unknown", "unreadable"])
def test_a_limit_that_stays_away_is_waited_for_and_then_named(now: Contacts) -> None:
    assert told(MOVE, now, 29.9) is None
    came = told(MOVE, now, 30.0)
    assert came is not None
    assert (came.outcome, came.text) == ("otherwise", "input 2 of the board has not become active within 30 s")


def test_a_limit_that_was_active_before_tells_nothing_of_this_move() -> None:
    assert told(MOVE, STANDS_UP, 1.0, before=STANDS_UP) is None


def test_without_a_limit_only_the_technician_tells() -> None:
    assert told(replace(MOVE, limits=(DOWN,)), STANDS_UP, 1e6) is None
    assert told_by_person("", 2.5) == Moved("arrived", 2.5, text="as the technician saw")
    assert told_by_person(" nothing ", 2.5) == Moved("nothing", text="as the technician saw")
    assert told_by_person("other", 2.5) == Moved("otherwise", text="as the technician saw")


@pytest.mark.parametrize("text", ["yes", "up", "?", "Nothing!"])
def test_what_says_nothing_of_the_boom_is_nothing(text: str) -> None:
    assert told_by_person(text, 2.5) is None


def test_the_technician_is_told_who_says_that_it_has_arrived() -> None:
    assert "press Enter the moment the boom is fully up" in hint(replace(MOVE, limits=()))
    assert "the limit inputs tell" in hint(MOVE)


def test_turns_count_from_the_begin_of_the_move() -> None:
    heard = [(99.9, ONE, True), (101.5, TWO, False)]
    assert turns_since(heard, 100.0) == (Turn(0.0, ONE, True), Turn(1.5, TWO, False))


def test_a_boom_that_closes_by_itself_began_with_the_first_change_where_the_technician_was_late() -> None:
    came = Moved("arrived", 2.0)
    late = came_by_itself(came, 101.0, [(100.0, TWO, False), (102.5, THREE, True)])
    assert late == Moved("arrived", 3.0, turns=(Turn(0.0, TWO, False), Turn(2.5, THREE, True)))
    assert came_by_itself(came, 101.0, []) == came
