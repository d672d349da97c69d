from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.devices.clock import SystemClock
from edge.recording.folder import WRITING
from edge.recording.recorder import Recorder
from edge.recording.ring import Bounds
from edge.recording.values import ClockSaid, Heard, Lost
from edge.values import DeviceStatus, Tick
from tests.recording.recorded import entries_of, met
from tests.small_disk import small_disk
from tests.waiting import until

WIDE = Bounds(max_bytes=1e9, minutes=30, most_kept=2, spare_bytes=0)


def _recorder(folder: Path, bounds: Bounds = WIDE, *, keeps_faults: bool = False) -> Recorder:
    return Recorder(folder, bounds, SystemClock(), keeps_faults=keeps_faults)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 4) as folder:
        yield folder


def test_what_the_lane_meets_is_in_the_session_in_order(tmp_path: Path) -> None:
    recorder = _recorder(tmp_path)
    recorder.start({"format": 1})
    met_all = [met(Tick(), number / 10) for number in range(500)]
    for one in met_all:
        recorder.add(one)
    assert (recorder.session / WRITING).exists()
    recorder.close()
    assert [one for one in entries_of(recorder.session) if not isinstance(one, ClockSaid)] == met_all
    assert json.loads((recorder.session / "session.json").read_text()) == {"format": 1}
    assert not (recorder.session / WRITING).exists(), "a camera would go on filming"


def test_a_text_that_can_not_be_written_costs_that_entry_and_no_other(tmp_path: Path) -> None:
    recorder = _recorder(tmp_path)
    recorder.start({})
    recorder.add(met(DeviceStatus("indicator", "ok", "half a character: \ud800")))
    recorder.add(met(Tick()))
    recorder.close()
    assert [one for one in entries_of(recorder.session) if not isinstance(one, ClockSaid)] == [Lost(1), met(Tick())]


def test_a_session_with_a_fault_is_put_aside_at_the_end_at_the_latest(tmp_path: Path) -> None:
    recorder = _recorder(tmp_path, keeps_faults=True)
    recorder.start({})
    recorder.add(met(DeviceStatus("indicator", "silent", "for 3 s")))
    recorder.close()
    kept = list(tmp_path.glob("kept-*-indicator-silent"))
    assert len(kept) == 1
    assert met(DeviceStatus("indicator", "silent", "for 3 s")) in entries_of(kept[0])


def test_without_a_fault_nothing_is_put_aside(tmp_path: Path) -> None:
    recorder = _recorder(tmp_path, keeps_faults=True)
    recorder.start({})
    recorder.add(met(DeviceStatus("indicator", "ok", "streaming")))
    recorder.close()
    assert list(tmp_path.glob("kept-*")) == []


def test_a_folder_that_can_not_be_made_is_told_and_the_lane_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "recordings").write_text("in the way")
    recorder = _recorder(tmp_path / "recordings")
    with caplog.at_level(logging.WARNING):
        recorder.start({})
    recorder.add(met(Tick()))
    recorder.close()
    assert "no recording" in caplog.text


def test_a_disk_that_gets_full_ends_the_recording_only_and_is_told(
    disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = _recorder(disk, replace(WIDE, spare_bytes=0))
    recorder.start({})
    for number in range(400):
        recorder.add(Heard(float(number), bytes(20_000)))
    until(lambda: not recorder.is_going)
    recorder.add(met(Tick()))
    recorder.close()
    assert "recording ends: the disk refuses: No space left on device" in caplog.text
    assert not (recorder.session / WRITING).exists(), "a camera would go on filming"


def test_a_disk_that_is_nearly_full_is_left_to_the_records(disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    recorder = _recorder(disk, replace(WIDE, spare_bytes=10e6))
    recorder.start({})
    until(lambda: not recorder.is_going)
    recorder.close()
    assert "recording ends: the disk is nearly full" in caplog.text
    assert not recorder.session.exists()


def test_what_the_recorder_is_too_slow_for_is_counted_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.recording.recorder.MOST_WAITING", 10)
    recorder = _recorder(tmp_path)
    recorder.is_going = True  # its thread is not there yet: as slow as can be
    for number in range(25):
        recorder.add(met(Tick(), float(number)))
    recorder.start({})
    recorder.close()
    found = entries_of(recorder.session)
    assert Lost(15) in found
    assert sum(one == met(Tick(), one.stamp.at_s) for one in found if hasattr(one, "stamp")) == 10
    assert "15 entries are missing" in caplog.text
