"""The lane reminds of old calibrations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.calibrated import Calibration, write_calibration
from edge.calibration_watch import CalibrationWatch
from edge.values import DeviceStatus, Event

DAY = timedelta(days=1)
DONE = datetime(2026, 1, 5, 8, tzinfo=UTC)


class CalendarClock:
    def __init__(self) -> None:
        self.now = DONE

    def utc(self) -> datetime:
        return self.now

    def monotonic_s(self) -> float:
        return 0.0


class Reminded:
    """A lane with an indicator that may be a year old, and what its watch says."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.clock = CalendarClock()
        self.said: list[Event] = []
        self.watch = CalibrationWatch(state, {"indicator": 365, "camera:front": 30}, self.said.append, self.clock)

    def calibrate(self, device: str = "indicator") -> None:
        write_calibration(self.state, Calibration(device, self.clock.now, "pass", "An", {}))

    def look(self, after_days: int) -> list[Event]:
        self.clock.now = DONE + after_days * DAY
        self.said.clear()
        self.watch.look()
        return self.said


@pytest.fixture
def lane(tmp_path: Path) -> Reminded:
    return Reminded(tmp_path)


def test_a_calibration_is_good_until_its_last_day(lane: Reminded) -> None:
    lane.calibrate()
    assert lane.look(after_days=365) == []


def test_an_old_one_is_a_fault_said_once(lane: Reminded) -> None:
    lane.calibrate()
    text = "calibrated 366 days ago, on 2026-01-05 by An"
    assert lane.look(after_days=366) == [DeviceStatus("calibration:indicator", "old", text)]
    assert lane.look(after_days=367) == []


def test_a_new_one_ends_the_fault(lane: Reminded) -> None:
    lane.calibrate()
    lane.look(after_days=400)
    lane.calibrate()
    assert lane.look(after_days=401) == [DeviceStatus("calibration:indicator", "ok", "calibrated anew")]


def test_each_kind_has_its_own_time(lane: Reminded) -> None:
    lane.calibrate()
    lane.calibrate("camera:front")
    said = lane.look(after_days=40)
    assert [one.device for one in said if isinstance(one, DeviceStatus)] == ["calibration:camera:front"]


def test_what_was_never_calibrated_is_no_fault_and_shown_as_such(lane: Reminded) -> None:
    assert lane.look(after_days=4000) == []
    assert lane.watch.figures() == {"indicator": None, "camera:front": None}


def test_a_device_that_the_lane_has_no_longer_is_not_spoken_of(lane: Reminded) -> None:
    lane.calibrate("relay")
    assert lane.look(after_days=4000) == []
    assert "relay" not in lane.watch.figures()


def test_the_age_is_in_days(lane: Reminded) -> None:
    lane.calibrate()
    lane.look(after_days=41)
    assert lane.watch.figures()["indicator"] == {"at": "2026-01-05T08:00:00.000Z", "age_days": 41, "verdict": "pass"}


def test_a_calibration_of_a_time_to_come_is_of_today(lane: Reminded) -> None:
    lane.calibrate()
    assert lane.look(after_days=-3) == []
    figures = lane.watch.figures()["indicator"]
    assert figures is not None
    assert figures["age_days"] == 0
