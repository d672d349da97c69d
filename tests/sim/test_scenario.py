from __future__ import annotations

import pytest

from edge.rules.iso6346 import parse_container, parse_size_type
from edge.rules.plates import classify
from edge.sim.scenario import DIVISION_KG, ROLL_S, Script, make_script, weight_at

SCRIPT = make_script(14, seed=7)


def _times(script: Script, step_s: float = 0.1) -> list[float]:
    return [number * step_s for number in range(round(script.length_s / step_s))]


def test_the_same_seed_gives_the_same_script_and_another_seed_another() -> None:
    assert make_script(4, seed=1) == make_script(4, seed=1)
    assert make_script(4, seed=1) != make_script(4, seed=2)


def test_every_plate_is_what_its_truck_says_it_is() -> None:
    for seed in range(20):
        for passage in make_script(12, seed).passages:
            truck = passage.truck
            rule = classify(truck.plate, truck.plate_colour)
            assert rule is not None, truck.plate
            assert (rule.country, rule.name) == (truck.plate_country, truck.plate_class)
            assert truck.plate_rows in rule.rows
            assert truck.plate_colour in rule.colours


def test_every_trailer_plate_is_a_trailer_plate() -> None:
    plates = [passage.truck.trailer_plate for passage in SCRIPT.passages if passage.truck.trailer_plate]
    assert len(plates) == 12
    for plate in plates:
        rule = classify(plate)
        assert rule is not None
        assert rule.name == "trailer"


def test_every_container_has_its_check_digit_and_a_known_size_type() -> None:
    boxed = [passage.truck for passage in SCRIPT.passages if passage.truck.container]
    assert len(boxed) == 12
    for truck in boxed:
        number = parse_container(truck.container or "")
        assert number is not None
        assert number.check_digit_ok
        assert parse_size_type(truck.size_type or "") is not None


def test_both_countries_all_colours_both_row_counts_and_both_lights_take_their_turns() -> None:
    trucks = [passage.truck for passage in SCRIPT.passages]
    assert {truck.plate_country for truck in trucks} == {"VN", "CN"}
    assert {truck.plate_colour for truck in trucks} == {"yellow", "blue", "green", "yellow-green"}
    assert {truck.plate_rows for truck in trucks} == {1, 2}
    assert [truck.light for truck in trucks[:4]] == ["day", "night", "day", "night"]
    styles = {(truck.plate_country, truck.plate_colour, truck.plate_rows, truck.light) for truck in trucks}
    assert len(styles) == 12


def test_passages_follow_each_other_without_overlap_and_the_clip_outlasts_them() -> None:
    ends = [0.0]
    for passage in SCRIPT.passages:
        assert ends[-1] < passage.arrives_at_s < passage.stands_from_s < passage.leaves_at_s < passage.gone_at_s
        ends.append(passage.gone_at_s)
    assert SCRIPT.length_s > ends[-1]


def test_the_dwell_asked_for_is_the_dwell_given() -> None:
    passage = make_script(1, seed=1, dwell_s=3.5).passages[0]
    assert passage.leaves_at_s - passage.stands_from_s == pytest.approx(3.5)


@pytest.mark.parametrize(("passages", "dwell_s"), [(0, 14.0), (-1, 14.0), (1, 0.0)])
def test_a_script_without_trucks_or_without_a_stop_is_refused(passages: int, dwell_s: float) -> None:
    with pytest.raises(ValueError, match="at least one passage"):
        make_script(passages, seed=1, dwell_s=dwell_s)


def test_the_platform_shows_nothing_while_nobody_is_there() -> None:
    first, second = SCRIPT.passages[:2]
    for t_s in (0.0, first.arrives_at_s, first.gone_at_s, (first.gone_at_s + second.arrives_at_s) / 2, SCRIPT.length_s):
        assert weight_at(SCRIPT, t_s) == 0


def test_every_weight_is_a_multiple_of_the_division_and_none_is_negative() -> None:
    weights = [weight_at(SCRIPT, t_s) for t_s in _times(SCRIPT)]
    assert all(weight % DIVISION_KG == 0 and weight >= 0 for weight in weights)


def test_the_weight_climbs_while_the_axles_roll_on_and_falls_while_they_roll_off() -> None:
    passage = SCRIPT.passages[0]
    on = [weight_at(SCRIPT, passage.arrives_at_s + ROLL_S * step / 40) for step in range(40)]
    off = [weight_at(SCRIPT, passage.leaves_at_s + ROLL_S * step / 40) for step in range(40)]
    assert on == sorted(on)
    assert off == sorted(off, reverse=True)
    assert len(set(on)) > 6
    assert off[-1] == 0


def test_the_truck_rocks_after_the_stop_and_then_stands_still_at_its_gross_weight() -> None:
    for passage in SCRIPT.passages:
        gross_kg = passage.truck.gross_kg
        early = {weight_at(SCRIPT, passage.stands_from_s + step / 10) for step in range(20)}
        late = {weight_at(SCRIPT, passage.stands_from_s + 5 + step / 10) for step in range(90)}
        assert min(early) < gross_kg < max(early)
        assert late == {gross_kg}


def test_the_light_changes_only_while_the_lane_is_empty() -> None:
    for passage in SCRIPT.passages:
        assert SCRIPT.light_at(passage.arrives_at_s) == passage.truck.light
        assert SCRIPT.light_at(passage.gone_at_s - 0.01) == passage.truck.light
    assert SCRIPT.light_at(SCRIPT.length_s) == SCRIPT.passages[-1].truck.light
