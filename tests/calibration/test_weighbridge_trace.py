"""Noise, settling and false rests in figures over time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from edge.calibration.weighbridge_trace import Arrival, Trace, judge_arrival, longest_run, recommend

E_KG = 20


def trace(figures: Sequence[float], *, rests: bool = True) -> Trace:
    """Ten figures a second."""
    points = tuple((at / 10, kg) for at, kg in enumerate(figures))
    return Trace(points, figures[-1] if rests else None)


STILL = trace([0] * 40)
TRUCK = trace([0] * 5 + [4000] + [7200] * 8 + [15_000, 22_000, 30_000, 31_700, 31_300] + [31_480] * 20)


def test_spread_and_deviation_are_those_of_all_figures() -> None:
    rest = trace([0, 20, 0, -20])
    assert rest.spread_kg == 40
    assert rest.deviation_kg == pytest.approx(14.14, abs=0.01)


def test_what_never_rested_ends_at_a_figure_that_was_shown() -> None:
    assert trace([0] * 5 + [100, 120, 100, 120, 100, 120], rests=False).final_kg in (100, 120)


def test_settling_counts_from_half_the_load_until_within_an_interval_for_good() -> None:
    arrival = judge_arrival(TRUCK, E_KG)
    assert arrival is not None
    assert arrival.final_kg == 31_480
    assert arrival.settled_s == pytest.approx(0.4)


def test_a_pause_between_two_axles_is_a_false_rest() -> None:
    arrival = judge_arrival(TRUCK, E_KG)
    assert arrival is not None
    assert arrival.false_frames == 8
    assert arrival.false_s == pytest.approx(0.7)


def test_a_load_that_is_there_at_once_has_no_false_rest() -> None:
    arrival = judge_arrival(trace([0, 0, 5000, 5000, 5000]), E_KG)
    assert arrival == Arrival(5000, 0.2, 0, 0, 0)


@pytest.mark.parametrize("one", [trace([0, 0, 380, 380]), trace([0, 5000, 5060, 5000], rests=False), Trace(())])
def test_what_is_no_load_or_never_stands_still_is_no_arrival(one: Trace) -> None:
    assert judge_arrival(one, E_KG) is None


def test_recommended_settings_outlast_every_false_rest() -> None:
    found = recommend(STILL, (Arrival(31_480, 1, 2, 8, 0.7), Arrival(30_000, 1, 2, 3, 2.1)), E_KG)
    assert (found.stable_frames, found.settle_s, found.possible) == (10, 3.5, True)


def test_a_long_pause_is_left_to_the_settling_time() -> None:
    found = recommend(STILL, (Arrival(31_480, 1, 9, 60, 6.0),), E_KG)
    assert (found.stable_frames, found.settle_s) == (20, 9.0)


def test_the_threshold_is_no_less_than_the_smallest_load_and_well_above_noise() -> None:
    assert recommend(STILL, (), E_KG).threshold_kg == 400
    assert recommend(trace([0, 60] * 20), (), E_KG).threshold_kg == 600


def test_an_indication_that_never_rests_for_so_many_frames_is_told() -> None:
    noisy = trace([0, 0, 20, 20] * 10)
    assert longest_run(noisy) == 2
    assert not recommend(noisy, (), E_KG).possible
