"""The simulated platform of a weighbridge."""

from __future__ import annotations

import pytest

from edge.sim.platform import Build, SimulatedPlatform


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


def shown(build: Build, load_kg: float, place: str = "", before_kg: float = 0) -> float:
    """What stands on the display once the load has come to rest."""
    clock = Hand()
    platform = SimulatedPlatform(build, clock)
    for kg, where in ((before_kg, ""), (load_kg, place)):
        platform.put(kg, where)
        clock.at_s += 60
    return platform.gross_kg()


@pytest.mark.parametrize(("load_kg", "figure"), [(0, 0), (9, 0), (10, 20), (31_480, 31_480), (31_489.9, 31_480)])
def test_a_good_platform_shows_the_load_in_whole_intervals(load_kg: float, figure: float) -> None:
    assert shown(Build(), load_kg) == figure


@pytest.mark.parametrize(
    ("build", "figure"),
    [
        (Build(span=1.002), 30_060),
        (Build(bend_kg=80), 30_080),
        (Build(zero_kg=40), 30_040),
        (Build(corners={"rear left": 0.002}), 30_060),
    ],
)
def test_each_fault_shows_in_its_own_way(build: Build, figure: float) -> None:
    assert shown(build, 30_000, "rear left") == figure


def test_a_bend_is_none_at_zero_and_max() -> None:
    assert [shown(Build(bend_kg=80), load) for load in (0, 60_000)] == [0, 60_000]


def test_a_bad_corner_shows_at_its_place_only() -> None:
    build = Build(corners={"rear left": 0.002})
    assert [shown(build, 20_000, place) for place in ("rear left", "rear right")] == [20_040, 20_000]


def test_friction_shows_on_the_way_down_only() -> None:
    build = Build(friction_kg=60)
    assert shown(build, 30_000) == 30_000
    assert shown(build, 30_000, before_kg=60_000) == 30_060


def test_a_load_sways_before_it_rests() -> None:
    clock = Hand()
    platform = SimulatedPlatform(Build(still_s=0.5), clock)
    platform.put(10_000)
    figures = []
    for _ in range(200):
        clock.at_s += 0.05
        figures.append(platform.gross_kg())
    assert max(figures) > 10_200
    assert set(figures[-50:]) == {10_000}


def test_axles_come_one_after_the_other() -> None:
    clock = Hand()
    platform = SimulatedPlatform(Build(), clock)
    platform.drive_on(((0, 7_200), (2, 19_300), (4, 31_480)))
    clock.at_s = 1.9
    first = platform.gross_kg()
    clock.at_s = 60
    assert (first, platform.gross_kg()) == (7_200, 31_480)


def test_the_same_seed_makes_the_same_noise_about_the_load() -> None:
    def noise(seed: int) -> list[float]:
        platform = SimulatedPlatform(Build(noise_kg=30, seed=seed), lambda: 0.0)
        return [platform.gross_kg() for _ in range(100)]

    assert noise(1) == noise(1) != noise(2)
    assert -200 < min(noise(1)) < 0 < max(noise(1)) < 200
