"""Errors before rounding, and what follows from several weighings."""

from __future__ import annotations

import pytest

from edge.calibration.weighbridge_limits import Figure, Instrument
from edge.calibration.weighbridge_trial import Trial, Weighing

ZERO = Weighing("zero", 0, 0)


def test_the_example_of_oiml_r_76_annex_a_is_computed_as_there() -> None:
    """A.4.4.3: e = 5 g, load 1 kg, shown 1000 g, 1.5 g added: P = 1001 g, E = +1 g; with E0 = +0.5 g Ec = +0.5 g."""
    one = Weighing("up", 1000, 1000, added_kg=1.5)
    trial = Trial(Instrument(15_000, 5), Weighing("zero", 0, 0, added_kg=2.0))
    assert one.meant(5) == Figure(1001)
    assert one.error(5) == Figure(1)
    assert trial.corrected(one) == Figure(0.5)


def test_without_added_weights_an_error_is_known_to_half_an_interval() -> None:
    assert Weighing("up", 1000, 1020).error(20) == Figure(20, 10)


def test_an_indication_that_moved_is_in_doubt_by_as_much_again() -> None:
    assert Weighing("up", 1000, 1000, moved_kg=40).error(20) == Figure(0, 50)


def test_what_is_shown_without_a_load_is_taken_off_every_error() -> None:
    trial = Trial(Instrument(60_000, 20), Weighing("zero", 0, 20))
    assert trial.corrected(Weighing("up", 10_000, 10_020)).kg == 0


def test_hysteresis_is_what_is_shown_more_on_the_way_down() -> None:
    span = (Weighing("up", 1000, 1000), Weighing("up", 5000, 5000), Weighing("down", 1000, 1040))
    assert Trial(Instrument(60_000, 20), ZERO, span).hysteresis_kg() == {1000: 40}


@pytest.mark.parametrize(("added_kg", "spread"), [(None, Figure(20, 20)), (10.0, Figure(20, 0))])
def test_repeated_weighings_differ_by_largest_less_smallest(added_kg: float | None, spread: Figure) -> None:
    repeats = tuple(Weighing("again", 40_000, shown, added_kg) for shown in (40_000, 40_020, 40_000))
    assert Trial(Instrument(60_000, 20), ZERO, repeats=repeats).repeat_spread() == spread


def test_a_repeated_load_that_was_a_little_more_does_not_count_as_a_difference() -> None:
    repeats = (Weighing("again", 40_000, 40_000, 10), Weighing("again", 40_040, 40_040, 10))
    assert Trial(Instrument(60_000, 20), ZERO, repeats=repeats).repeat_spread().kg == 0


@pytest.mark.parametrize(("added_kg", "exact"), [(10.0, True), (None, False)])
def test_a_trial_is_exact_where_every_weighing_had_added_weights(added_kg: float | None, exact: bool) -> None:
    span = (Weighing("up", 1000, 1000, added_kg),)
    assert Trial(Instrument(60_000, 20), Weighing("zero", 0, 0, 10.0), span).exact is exact
