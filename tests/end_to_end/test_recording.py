"""A whole lane, recorded from outside and replayed: RTSP, pseudo-terminals and Mosquitto; then the folder alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Views
from tests.end_to_end.site import Site, site

pytestmark = pytest.mark.timeout(400)

GROSS_KG = 32460
RECORDED = """
min_free_gb = 0.01

[recording]
mode = "on"
"""


def _drive_through(here: Site) -> dict[str, Any]:
    here.weights.go_to(GROSS_KG)
    here.wait_for_phase("clearing")
    here.weights.go_to(0)
    return here.wait_for_passages(1)[0]


def _replay(session: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge", "replay", str(session), "--json", "--cpu-threads", "1"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_truck_over_rtsp_is_recorded_and_replayed_as_it_was_published(views: Views, tmp_path: Path) -> None:
    with site(tmp_path, views.cameras) as here:
        config = tmp_path / "lane-01.toml"
        config.write_text(config.read_text() + RECORDED)
        here.start_empty()
        live = _drive_through(here)
        here.wait_for_phase("idle")
        assert here.lane.stop() == 0
    (session,) = (tmp_path / "state" / "recordings").iterdir()

    first, second = _replay(session), _replay(session)
    assert first.returncode == 0, first.stderr
    assert "1 passages were published, and the same came out" in first.stderr
    assert second.stdout == first.stdout
    record = json.loads(first.stdout)
    for key in ("plate", "containers", "weight", "decision", "arrived_at", "decided_at", "images"):
        assert record[key] == live[key], key
