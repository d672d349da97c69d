from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.calibration.barrier_figures import (
    LENGTHS_MS,
    blocked_because,
    limits_of,
    loops_of,
    pulse_with_margin,
    travel_with_margin,
)
from edge.calibration.barrier_values import Place, Turn, Wired
from tests.calibration.barrier_sittings import DOWN_TURNS, LOOP, ONE, THREE, TWO, UP_TURNS


@pytest.mark.parametrize(("shortest_ms", "pulse_ms"), [(100, 200), (200, 300), (300, 500), (700, 1100), (2000, 3000)])
def test_a_pulse_has_half_its_length_and_a_tenth_of_a_second_to_spare(shortest_ms: int, pulse_ms: int) -> None:
    assert pulse_with_margin(shortest_ms) == pulse_ms


def test_every_pulse_that_is_tried_gives_one_that_the_configuration_allows() -> None:
    assert all(100 <= pulse_with_margin(one) <= 5000 and pulse_with_margin(one) % 100 == 0 for one in LENGTHS_MS)


@pytest.mark.parametrize(("longest_s", "travel_s"), [(0.2, 1.0), (2.1, 3.5), (6.0, 9.0), (200.0, 120.0)])
def test_a_travel_has_half_its_time_to_spare_within_what_the_configuration_allows(
    longest_s: float, travel_s: float
) -> None:
    assert travel_with_margin(longest_s) == travel_s


def test_limits_are_told_by_when_they_turn_on_the_way_up_and_down() -> None:
    assert limits_of(UP_TURNS, DOWN_TURNS) == {"opened": (TWO, "closed"), "closed": (THREE, "closed")}


def test_limits_that_open_when_the_boom_arrives_are_active_open() -> None:
    up = (Turn(0.2, THREE, True), Turn(3.0, TWO, False))
    down = (Turn(0.2, TWO, True), Turn(3.0, THREE, False))
    assert limits_of(up, down) == {"opened": (TWO, "open"), "closed": (THREE, "open")}


def test_one_limit_alone_is_found_as_well() -> None:
    assert limits_of(UP_TURNS[1:], DOWN_TURNS[:1]) == {"opened": (TWO, "closed")}


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ((Turn(3.0, TWO, True),), ()),
        ((Turn(3.0, TWO, True), Turn(3.1, TWO, False)), (Turn(0.2, TWO, False),)),
        ((Turn(3.0, TWO, True),), (Turn(0.2, TWO, True),)),
        ((Turn(1.5, TWO, True),), (Turn(1.4, TWO, False),)),
        ((Turn(3.0, TWO, True), Turn(2.9, ONE, True)), (Turn(0.2, TWO, False), Turn(0.3, ONE, False))),
    ],
    ids=["not back", "bounces", "the same way twice", "half-way", "two alike"],
)
def test_what_does_not_follow_the_boom_is_no_limit(up: tuple[Turn, ...], down: tuple[Turn, ...]) -> None:
    assert limits_of(up, down) == {}


def test_a_loop_is_the_contact_that_turns_and_turns_back() -> None:
    free, busy = {ONE: False, TWO: True, THREE: None}, {ONE: True, TWO: True, THREE: True}
    assert loops_of(free, busy, free) == {ONE: "closed"}
    assert loops_of(busy, free, busy) == {ONE: "open"}
    assert loops_of(free, busy, busy) == {}
    assert loops_of(free, {}, free) == {}


@pytest.mark.parametrize("active", ["closed", "open"])
def test_a_guard_blocks_unless_it_is_known_to_be_clear(active: str) -> None:
    guard = Wired("loop", "presence", ONE, "closed" if active == "closed" else "open")
    is_active = active == "closed"
    assert blocked_because([guard], {ONE: not is_active}) is None
    assert "is active" in (blocked_because([guard], {ONE: is_active}) or "")
    assert "can't be read" in (blocked_because([guard], {ONE: None}) or "")
    assert "can't be read" in (blocked_because([guard], {}) or "")


TURNS = st.lists(st.builds(Turn, st.floats(0, 60), st.sampled_from([ONE, TWO, THREE]), st.booleans()))


@given(TURNS, TURNS)
def test_any_turns_give_at_most_one_contact_for_a_limit_and_one_limit_for_a_contact(
    up: list[Turn], down: list[Turn]
) -> None:
    found = limits_of(up, down)
    assert set(found) <= {"opened", "closed"}
    assert len({place for place, _ in found.values()}) == len(found)


def test_a_place_is_named_as_a_technician_knows_it() -> None:
    assert str(LOOP.place) == "input 1 of the board"
    assert str(Place(line="cts")) == "modem line cts of the board’s port"
    assert str(Place(line="dsr", port="/dev/ttyS1")) == "modem line dsr of /dev/ttyS1"
