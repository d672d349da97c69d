"""Limits of OIML R 76-1:2006 for class III, as its tables give them."""

from __future__ import annotations

import pytest

from edge.calibration.weighbridge_limits import Figure, Instrument, Occasion, Outcome

PLATE = Instrument(60_000, 20)


@pytest.mark.parametrize(
    ("load_kg", "in_e"),
    [(0, 0.5), (400, 0.5), (10_000, 0.5), (10_020, 1.0), (40_000, 1.0), (40_020, 1.5), (60_000, 1.5)],
)
def test_the_limit_steps_up_just_above_500_and_2000_intervals(load_kg: float, in_e: float) -> None:
    assert PLATE.mpe_kg(load_kg) == in_e * 20


@pytest.mark.parametrize(("occasion", "limit_kg"), [("initial", 10), ("in-service", 20)])
def test_in_service_the_limit_is_twice_that_of_initial_verification(occasion: Occasion, limit_kg: float) -> None:
    assert Instrument(60_000, 20, occasion=occasion).mpe_kg(5000) == limit_kg


def test_the_limit_of_an_interval_that_is_no_whole_number_steps_at_the_same_place() -> None:
    assert Instrument(1000, 0.1).mpe_kg(500 * 0.1) == pytest.approx(0.05)


@pytest.mark.parametrize(("supports", "load_kg"), [(4, 20_000), (3, 20_000), (6, 12_000), (8, 60_000 / 7)])
def test_the_corner_load_is_a_third_of_max_or_less_on_many_supports(supports: int, load_kg: float) -> None:
    assert Instrument(60_000, 20, supports).corner_kg == pytest.approx(load_kg)


def test_the_smallest_load_and_the_zero_limit_come_from_the_interval() -> None:
    assert (PLATE.min_kg, PLATE.zero_limit_kg()) == (400, 5)


@pytest.mark.parametrize(
    ("max_kg", "interval_kg", "word"),
    [
        (60_000, 20, ""),
        (5_000, 10, ""),
        (100_000, 10, ""),
        (4_000, 10, "400"),
        (60_000, 5, "12000"),
        (10, 0.002, "0.005"),
    ],
)
def test_a_plate_that_is_none_of_class_iii_is_told(max_kg: float, interval_kg: float, word: str) -> None:
    faults = Instrument(max_kg, interval_kg).faults()
    assert bool(faults) == bool(word)
    assert word in " ".join(faults)


@pytest.mark.parametrize(
    ("kg", "doubt_kg", "outcome"),
    [
        (10, 0, "pass"),
        (-10, 0, "pass"),
        (10.1, 0, "fail"),
        (-10.1, 0, "fail"),
        (0, 10, "pass"),  # within rounding, whatever it is
        (0, 10.1, "undecided"),
        (20, 10.1, "undecided"),
        (-20, 10, "fail"),  # at best just at the limit
        (40, 10, "fail"),
    ],
)
def test_a_figure_in_doubt_passes_or_fails_only_where_all_it_may_be_does(
    kg: float, doubt_kg: float, outcome: Outcome
) -> None:
    assert Figure(kg, doubt_kg).against(10) == outcome
