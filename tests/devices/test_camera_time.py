from __future__ import annotations

import pytest

from edge.devices.camera_time import Arrival


def test_a_picture_that_did_not_wait_arrived_now() -> None:
    arrival = Arrival()
    assert [arrival.at(100.0 + tick / 25, tick / 25) for tick in range(500)] == pytest.approx(
        [100.0 + tick / 25 for tick in range(500)]
    )


def test_a_picture_without_a_time_stamp_arrived_now() -> None:
    assert Arrival().at(7.0, None) == 7.0


def test_old_pictures_that_come_in_a_burst_after_a_pause_keep_their_age() -> None:
    arrival = Arrival()
    for tick in range(50):
        arrival.at(100.0 + tick / 25, tick / 25)
    burst = [arrival.at(106.0, tick / 25) for tick in range(50, 150)]
    assert burst == pytest.approx([100.0 + tick / 25 for tick in range(50, 150)])


def test_arrivals_never_go_back() -> None:
    arrival = Arrival()
    late_then_prompt = [arrival.at(10.0, 0.0), arrival.at(10.01, 0.04), arrival.at(10.02, 0.5), arrival.at(10.6, 0.6)]
    assert late_then_prompt == sorted(late_then_prompt)
    assert late_then_prompt[-1] <= 10.6


@pytest.mark.parametrize("jump_s", [-3600.0, -5.0, 5.0, 3600.0])
def test_a_jump_of_the_cameras_clock_is_forgotten(jump_s: float) -> None:
    arrival = Arrival()
    for tick in range(100):
        arrival.at(100.0 + tick / 25, tick / 25)
    for tick in range(100, 700):
        last = arrival.at(100.0 + tick / 25, jump_s + tick / 25)
    assert last == pytest.approx(100.0 + 699 / 25)


def test_a_camera_clock_that_runs_slow_does_not_make_pictures_look_old() -> None:
    arrival = Arrival()
    for tick in range(25 * 600):
        now_s = 100.0 + tick / 25
        last = arrival.at(now_s, tick / 25 * 0.9999)
        assert now_s - last < 0.01
