"""Records of calibrations."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.calibrated import Calibration, newest_calibrations, write_calibration
from edge.errors import StorageError

AT = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)


def calibration(device: str = "indicator", at: datetime = AT) -> Calibration:
    return Calibration(device, at, "pass", "Nguyễn Văn An", {"noise_kg": 2.5})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = write_calibration(tmp_path, calibration("camera:front"))
    assert path == tmp_path / "calibration" / "camera-front-20261124T221500Z.json"
    assert newest_calibrations(tmp_path) == {"camera:front": calibration("camera:front")}
    assert [one.suffix for one in path.parent.iterdir()] == [".json"]


def test_the_newest_of_each_device_counts(tmp_path: Path) -> None:
    for days in (3, 9, 1):
        write_calibration(tmp_path, calibration(at=AT + timedelta(days=days)))
    write_calibration(tmp_path, calibration("relay"))
    found = newest_calibrations(tmp_path)
    assert {device: one.at for device, one in found.items()} == {"indicator": AT + timedelta(days=9), "relay": AT}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"schema": "lanegate/calibration/1"}', '{"schema": "lanegate/calibration/9"}'],
)
def test_a_record_that_can_not_be_read_is_as_none(text: str, tmp_path: Path) -> None:
    path = write_calibration(tmp_path, calibration())
    path.with_name("relay-20261125T000000Z.json").write_text(text)
    assert set(newest_calibrations(tmp_path)) == {"indicator"}


def test_a_time_without_a_zone_is_no_time(tmp_path: Path) -> None:
    path = write_calibration(tmp_path, calibration())
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"at": "2026-11-24T22:15:00"}))
    assert newest_calibrations(tmp_path) == {}


def test_a_lane_that_was_never_calibrated_has_no_records(tmp_path: Path) -> None:
    assert newest_calibrations(tmp_path) == {}


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "calibration").write_text("")
    with pytest.raises(StorageError, match="calibration"):
        write_calibration(tmp_path, calibration())
