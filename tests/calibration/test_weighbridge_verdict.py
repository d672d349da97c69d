"""The verdict on scales that are good, bent, tilted, rubbing or noisy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from edge.calibration.weighbridge_diagnosis import places
from edge.calibration.weighbridge_limits import Instrument
from edge.calibration.weighbridge_trace import Trace
from edge.calibration.weighbridge_trial import Trial, Weighing
from edge.calibration.weighbridge_verdict import Judgement, judge_trial, overall

LOADS = (1_000, 10_000, 40_000, 60_000)
STILL = Trace(tuple((at / 10, 0.0) for at in range(50)))


def weighed(error: Callable[[float], float], down: Callable[[float], float] | None = None) -> tuple[Weighing, ...]:
    """A span test with exact errors, by added weights of e/2."""
    up = tuple(Weighing("up", load, load + error(load), 10) for load in LOADS)
    return (*up, *(Weighing("down", load, load + (down or error)(load), 10) for load in reversed(LOADS[:-1])))


GOOD = Trial(
    Instrument(60_000, 20),
    Weighing("zero", 0, 0, 10),
    weighed(lambda _load: 0),
    repeats=tuple(Weighing("again", 40_000, 40_000, 10) for _ in range(3)),
    corners=tuple((place, Weighing("corner", 20_000, 20_000, 10)) for place in places(4)),
    rest=STILL,
)


def judged(trial: Trial, test: str) -> Judgement:
    return next(one for one in judge_trial(trial) if one.test == test)


def test_a_good_scale_passes_every_test() -> None:
    assert [(one.test, one.outcome) for one in judge_trial(GOOD)] == [
        ("instrument", "pass"),
        ("noise at rest", "pass"),
        ("zero", "pass"),
        ("span", "pass"),
        ("repeatability", "pass"),
        ("corners", "pass"),
    ]
    assert overall(judge_trial(GOOD)) == "pass"


@pytest.mark.parametrize(
    ("span", "word"),
    [
        (weighed(lambda load: load / 500), "-0.200 %"),
        (weighed(lambda load: 80 if 1000 < load < 60_000 else 0), "bent"),
        (weighed(lambda _load: 0, lambda _load: 60), "friction"),
    ],
)
def test_a_span_that_is_off_says_what_to_check(span: tuple[Weighing, ...], word: str) -> None:
    one = judged(replace(GOOD, span=span), "span")
    assert one.outcome == "fail"
    assert word in one.advice


def test_the_worst_error_is_named_with_its_load_and_limit() -> None:
    span = weighed(lambda load: 50 if load == 40_000 else 0)
    assert "+50 kg at 40000 kg, limit 20 kg" in judged(replace(GOOD, span=span), "span").words


def test_a_span_of_nothing_but_the_return_to_zero_points_to_zero() -> None:
    one = judged(replace(GOOD, span=(Weighing("down", 0, 40, 10),)), "span")
    assert (one.outcome, "zero moves" in one.advice) == ("fail", True)


def test_a_bad_corner_is_named() -> None:
    corners = tuple(
        (place, replace(one, shown_kg=20_000 + (60 if place.name == "rear left" else 0))) for place, one in GOOD.corners
    )
    one = judged(replace(GOOD, corners=corners), "corners")
    assert one.outcome == "fail"
    assert one.advice.startswith("rear left shows +45 kg")


def test_corners_that_are_off_alike_blame_the_span() -> None:
    corners = tuple((place, replace(one, shown_kg=20_060)) for place, one in GOOD.corners)
    assert "it is the span" in judged(replace(GOOD, corners=corners), "corners").advice


def test_repeated_weighings_that_differ_too_much_fail() -> None:
    repeats = tuple(Weighing("again", 40_000, shown, 10) for shown in (40_000, 40_040, 40_000))
    one = judged(replace(GOOD, repeats=repeats), "repeatability")
    assert one.outcome == "fail"
    assert "differ by 40 kg, limit 20 kg" in one.words


def test_noise_above_an_interval_fails() -> None:
    noisy = Trace(tuple((at / 10, 20.0 * (at % 3 - 1)) for at in range(50)))
    one = judged(replace(GOOD, rest=noisy), "noise at rest")
    assert (one.outcome, "moved by 40 kg" in one.words) == ("fail", True)


def test_a_weighing_that_never_stood_still_fails_the_noise_test_and_leaves_its_own_open() -> None:
    span = (replace(GOOD.span[0], added_kg=None, moved_kg=60), *GOOD.span[1:])
    trial = replace(GOOD, span=span)
    assert "1 weighings never stood still" in judged(trial, "noise at rest").words
    assert judged(trial, "span").outcome == "undecided"
    assert "cure the noise" in judged(trial, "span").advice


@pytest.mark.parametrize(
    ("added_kg", "outcome"), [(10.0, "pass"), (5.0, "pass"), (4.9, "fail"), (15.1, "fail"), (None, "pass")]
)
def test_zero_is_within_a_quarter_interval_where_that_can_be_seen(added_kg: float | None, outcome: str) -> None:
    assert judged(replace(GOOD, zero=Weighing("zero", 0, 0, added_kg)), "zero").outcome == outcome


def test_an_error_that_rounding_leaves_open_is_no_pass_and_asks_for_added_weights() -> None:
    span = (Weighing("up", 40_000, 40_020),)  # 10 to 30 kg off, limit 20 kg
    trial = replace(GOOD, span=span)
    one = judged(trial, "span")
    assert one.outcome == "undecided"
    assert "--added-weights" in one.advice
    assert overall(judge_trial(trial)) == "fail"


def test_without_any_load_nothing_is_passed() -> None:
    trial = replace(GOOD, span=())
    assert judged(trial, "span").outcome == "undecided"
    assert overall(judge_trial(trial)) == "fail"


def test_a_plate_of_no_class_iii_scale_fails() -> None:
    assert judged(replace(GOOD, instrument=Instrument(60_000, 5)), "instrument").outcome == "fail"


@pytest.mark.parametrize("supports", [2, 3, 4, 5, 6, 8, 10])
def test_there_is_a_place_of_its_own_over_every_support(supports: int) -> None:
    found = places(supports)
    assert len({one.name for one in found}) == len({(one.along, one.across) for one in found}) == supports
