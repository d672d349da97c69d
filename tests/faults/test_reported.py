"""No fault is reported that the list lacks, and the list has none that nobody reports."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from edge.faults.listed import FAULTS, entry_of
from edge.values import WeightStatus
from edge.wire.detecting import LineState
from tests.faults.reported import of_source, reported

NO_FAULTS = {("indicator", "streaming"), ("indicator", "motion")}


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    states = (*get_args(WeightStatus), *get_args(LineState))  # an indicator's own codes reach the doctor as they are
    return reported() | {("indicator", one) for one in states if one != "ok"} - NO_FAULTS


def test_every_fault_that_a_source_reports_is_in_the_list(found: set[tuple[str, str]]) -> None:
    assert len(found) > 80
    assert sorted(pair for pair in found if entry_of(*pair) is None) == []


def test_every_entry_of_the_list_is_reported_somewhere(found: set[tuple[str, str]]) -> None:
    codes = {code for _, code in found}
    dead = [
        (one.kind, one.code)
        for one in FAULTS
        if (one.code not in codes if one.kind == "any" else (one.kind, one.code) not in found)
    ]
    assert dead == []


@pytest.mark.parametrize(
    ("path", "source", "pair"),
    [
        ("keeping.py", 'self._sink(DeviceStatus("storage", "gone", text))', ("storage", "gone")),
        ("devices/camera.py", 'DeviceStatus(f"camera:{name}", "gone", "")', ("camera", "gone")),
        ("devices/oversize.py", 'DEVICE = "picture-size"\nDeviceStatus(DEVICE, "gone", "")', ("picture-size", "gone")),
        ("devices/intake.py", 'DeviceStatus("expected", "gone" if bad else "ok", "")', ("expected", "gone")),
        ("devices/scale.py", 'def a():\n    return "gone", "x"', ("indicator", "gone")),
        ("devices/reasons.py", 'A = {0x8A: ("gone", 60.0)}', ("broker", "gone")),
        ("devices/line.py", 'raise DeviceError("gone", "x")', ("relay", "gone")),
        ("lane/boom.py", 'begin(now, (BARRIER, "gone", ""), stamp)', ("barrier", "gone")),
        ("commands/probes_disk.py", 'Finding("disk", "fail", "x", "gone")', ("disk", "gone")),
        ("commands/probes_camera.py", 'doubts.append("gone")', ("camera", "gone")),
    ],
)
def test_a_fault_is_seen_in_every_way_in_which_sources_report_one(
    path: str, source: str, pair: tuple[str, str]
) -> None:
    assert pair in set(of_source(Path(path), source))
