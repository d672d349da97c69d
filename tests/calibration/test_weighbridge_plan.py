"""Plans of a calibration: from a file, the command line, and what is usual."""

from __future__ import annotations

import pytest

from edge.calibration.weighbridge_plan import Plan, parse_plan
from edge.errors import ConfigError

PLATE = Plan(max_kg=60_000, interval_kg=20)


def test_usual_loads_are_min_where_limits_change_half_and_max() -> None:
    assert PLATE.loads() == (400, 10_000, 30_000, 40_000, 60_000)


def test_loads_given_are_weighed_in_ascending_order() -> None:
    assert parse_plan(
        {}, {"max_kg": 60_000.0, "interval_kg": 20.0, "weights": [5000.0, 1000.0, 5000.0]}, ""
    ).loads() == (
        1000,
        5000,
    )


def test_the_repeated_load_is_the_largest_up_to_four_fifths_of_max() -> None:
    assert PLATE.repeat_load() == 40_000
    assert Plan(max_kg=60_000, interval_kg=20, weights=(55_000,)).repeat_load() == 55_000


@pytest.mark.parametrize(("supports", "load_kg"), [(4, 20_000), (8, 8_580)])
def test_the_corner_load_is_that_of_the_standard_in_whole_intervals(supports: int, load_kg: float) -> None:
    assert Plan(max_kg=60_000, interval_kg=20, supports=supports).corner_load() == load_kg


def test_the_command_line_goes_before_the_file() -> None:
    plan = parse_plan(
        {"max_kg": 60_000, "interval_kg": 20, "repeats": 5}, {"interval_kg": 10.0, "repeats": None}, "p.toml"
    )
    assert (plan.interval_kg, plan.repeats, plan.max_kg) == (10, 5, 60_000)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"wieghts": [1]}, "p.toml: wieghts: unknown key"),
        ({"repeats": "three"}, "p.toml: repeats: wrong"),
        ({"interval_kg": 0}, "p.toml: interval_kg: out of range"),
        ({"weights": [1000, -5]}, "p.toml: weights[1]: out of range"),
        ({"weights": "1000"}, "p.toml: weights: wrong"),
        ({"max_kg": 1000, "weights": [500, 2000]}, "p.toml: weights: above Max (it is 2000); allowed: up to 1000"),
        ({"max_kg": 1000, "corner_kg": 1001}, "p.toml: corner_kg: above Max (it is 1001)"),
        ({"max_kg": float("nan")}, "p.toml: max_kg"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_the_key(document: dict[str, object], fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_plan(document, {}, "p.toml")
    assert str(caught.value).startswith(fault)


def test_without_max_or_interval_there_is_nothing_to_judge_by() -> None:
    with pytest.raises(ConfigError, match="max_kg, interval_kg: missing"):
        Plan(max_kg=60_000).instrument()


def test_no_corner_test_has_no_places() -> None:
    assert len(PLATE.places()) == 4
    assert Plan(corners=False).places() == ()
