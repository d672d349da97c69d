"""Presence from weights and from marks, debounced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.occupancy import Occupancy, let_go, look, next_vehicle, weigh
from edge.values import Read
from tests.lane.builders import frame, plate_read, weight

THRESHOLD_KG = 500
GONE_S = 2.0
EMPTY = Occupancy("empty")
PRESENT = Occupancy("present")


def weighed(before: Occupancy, *gross_kg: float | None, every_s: float = 0.1, from_s: float = 0.0) -> Occupancy:
    for number, kg in enumerate(gross_kg):
        before = weigh(before, weight(from_s + number * every_s, kg), THRESHOLD_KG, GONE_S)
    return before


def seen(before: Occupancy, *frames: tuple[float, bool]) -> Occupancy:
    for at_s, mark in frames:
        reads: tuple[Read, ...] = (plate_read(),) if mark else ()
        before = look(before, frame(at_s, *reads), GONE_S)
    return before


def test_a_vehicle_without_a_legible_mark_brings_and_keeps_a_vehicle_too() -> None:
    bare = [replace(frame(at_s), vehicle=True) for at_s in (0.0, 1.0, 9.0)]
    arrived = look(look(EMPTY, bare[0], GONE_S), bare[1], GONE_S)
    assert arrived.presence == "present"
    leaning = look(look(arrived, frame(7.0), GONE_S), frame(8.0), GONE_S)
    assert look(look(leaning, bare[2], GONE_S), frame(9.5), GONE_S).presence == "present"


@pytest.mark.parametrize("before", [EMPTY, Occupancy()])
def test_three_readings_in_a_row_from_the_threshold_on_bring_a_vehicle(before: Occupancy) -> None:
    assert weighed(before, 500, 500).presence == before.presence
    assert weighed(before, 500, 500, 500).presence == "present"
    assert weighed(before, 499, 499, 499).presence != "present"


@pytest.mark.parametrize("before", [EMPTY, Occupancy()])
def test_readings_that_alternate_bring_nothing(before: Occupancy) -> None:
    assert weighed(before, 600, 0, 600, 0, 600, 0, 600).presence == before.presence


def test_one_heavy_reading_after_many_empty_ones_brings_nothing() -> None:
    assert weighed(Occupancy(), *[0.0] * 15, 800).presence == "unknown"


def test_readings_a_long_time_apart_are_no_row() -> None:
    assert weighed(EMPTY, 600, 600, 600, every_s=1.6).presence == "empty"


def test_a_vehicle_is_gone_after_two_seconds_below_the_threshold() -> None:
    assert weighed(PRESENT, *[0.0] * 20).presence == "present"
    assert weighed(PRESENT, *[0.0] * 22).presence == "empty"


def test_one_heavy_reading_begins_the_two_seconds_anew() -> None:
    assert weighed(PRESENT, *[0.0] * 15, 800, *[0.0] * 15).presence == "present"


def test_readings_without_a_number_change_nothing() -> None:
    assert weighed(PRESENT, *[None] * 50) == PRESENT
    assert weighed(EMPTY, *[None] * 50) == EMPTY


def test_marks_in_two_frames_within_five_seconds_bring_a_vehicle() -> None:
    assert seen(EMPTY, (0, True)).presence == "empty"
    assert seen(EMPTY, (0, True), (5, True)).presence == "present"
    assert seen(EMPTY, (0, True), (5.1, True)).presence == "empty"
    assert seen(EMPTY, (0, True), (0.2, False), (0.4, True)).presence == "present"  # another camera in between


def test_frames_without_marks_for_two_seconds_take_it_away() -> None:
    empties = [(at / 5, False) for at in range(11)]
    assert seen(PRESENT, *empties[:-1]).presence == "present"
    assert seen(PRESENT, *empties).presence == "empty"
    assert seen(PRESENT, *empties[:-1], (1.9, True), *empties[-1:]).presence == "present"


def test_two_frames_without_marks_are_not_enough_however_far_apart() -> None:
    assert seen(PRESENT, (0, False), (3.9, False)).presence == "present"


def test_after_the_last_mark_the_two_seconds_begin_at_once() -> None:
    now = seen(EMPTY, (0, True), (0.2, True))
    assert seen(now, *[(0.4 + at / 5, False) for at in range(11)]).presence == "empty"


def test_a_second_truck_shows_as_weight_that_falls_and_rises_again() -> None:
    first = weighed(EMPTY, *[30000.0] * 10)
    assert not weighed(first, *[17000.0] * 3, *[22000.0] * 4, from_s=1).followed
    assert weighed(first, *[17000.0] * 3, *[22000.0] * 5, from_s=1).followed
    assert not weighed(first, *[19000.0] * 3, *[24000.0] * 5, from_s=1).followed  # it may only have moved


def test_a_truck_that_was_let_go_shows_its_follower_sooner() -> None:
    first = let_go(weighed(EMPTY, *[30000.0] * 10), 30000, stable=True)
    assert weighed(first, *[26000.0] * 3, *[29500.0] * 5, from_s=1).followed
    assert not weighed(first, *[28000.0] * 3, *[30000.0] * 5, from_s=1).followed  # rocking
    assert not weighed(first, *[26000.0] * 3, *[28500.0] * 5, from_s=1).followed


def test_what_is_left_of_the_first_truck_does_not_count_for_the_second() -> None:
    first = weighed(EMPTY, *[40000.0] * 10)
    both = weighed(first, *[20000.0] * 3, *[27000.0] * 5, from_s=1)
    second = next_vehicle(both, 27000)
    alone = weighed(second, *[27000.0] * 3, 7000, 7000, *[24000.0] * 10, *[40000.0] * 10, from_s=2)
    assert not alone.followed
    assert weighed(alone, *[15000.0] * 3, *[22000.0] * 5, from_s=5).followed


def test_a_light_vehicle_does_not_follow_a_truck_by_less_than_twice_the_threshold() -> None:
    first = weighed(EMPTY, *[4000.0] * 10)
    assert not weighed(first, *[2000.0] * 3, *[2900.0] * 9, from_s=1).followed
    assert weighed(first, *[2000.0] * 3, *[3000.0] * 5, from_s=1).followed


def test_a_platform_gone_empty_forgets_the_truck() -> None:
    assert weighed(weighed(EMPTY, *[30000.0] * 10), *[0.0] * 22, from_s=1).peak_kg == 0
