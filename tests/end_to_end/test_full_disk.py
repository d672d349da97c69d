"""`lanegate run` with its state on a real disk of 24 MiB that something else fills up."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from edge.__main__ import main
from tests.end_to_end.conftest import Views
from tests.end_to_end.site import OFF, ON, PATIENCE_S, Site, site
from tests.small_disk import small_disk
from tests.waiting import until

pytestmark = pytest.mark.timeout(400)

GROSS_KG = 32460
LITTLE = 2_000_000  # bytes: less than pictures must leave, more than records need


def _fill(folder: Path, leave: int) -> Path:
    """A file that takes all the space but `leave` bytes."""
    other = folder / "other"
    with other.open("ab", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            """Until nothing more goes in."""
    with other.open("r+b") as file:
        file.truncate(max(0, other.stat().st_size - leave))
    return other


def _faults(here: Site) -> dict[str, str]:
    return {one["device"]: one["text"] for one in here.centre.state()["faults"]}


def _drive_through(here: Site, records: int) -> dict[str, Any]:
    here.weights.go_to(GROSS_KG)
    here.wait_for_phase("clearing")
    here.weights.go_to(0)
    record = here.wait_for_passages(records)[-1]
    here.wait_for_phase("idle")
    return record


@pytest.mark.long
def test_pictures_then_the_lane_then_nothing_gives_way_to_a_full_disk(
    views: Views, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    with small_disk(state, 24) as disk, site(tmp_path, views.cameras) as here:
        config = tmp_path / "lane-01.toml"
        config.write_text(config.read_text().replace("[storage]\n", "[storage]\nmin_free_gb = 0.004\n"))
        here.start_empty()
        first = _drive_through(here, 1)
        other = _fill(disk, LITTLE)
        until(lambda: "pictures" in _faults(here), PATIENCE_S)

        second = _drive_through(here, 2)
        assert here.contacts.sent == (ON + OFF) * 2, "a lane whose records are stored must go on"

        _fill(disk, 0)
        here.weights.go_to(GROSS_KG)
        until(lambda: "storage" in _faults(here), PATIENCE_S)
        here.wait_for_phase("deciding")
        assert here.contacts.sent == (ON + OFF) * 2, "the lane opened although the record can't be stored"

        other.unlink()
        here.wait_for_phase("clearing")
        here.weights.go_to(0)
        here.wait_for_passages(3)
        here.wait_for_phase("idle")
        until(lambda: not {"pictures", "storage"} & _faults(here).keys(), PATIENCE_S)
        assert here.lane.stop() == 0
        assert main(["verify", str(state)]) == 0, capsys.readouterr().out

    assert {one["name"] for one in first["images"]} >= {"front.jpg", "front-marked.jpg", "right.jpg"}
    assert second["images"] == []
    assert second["plate"]["text"] == views.truck.plate
    assert "3 records of kim-thanh/lane-01: seq 1 to 3" in capsys.readouterr().out
    assert "the disk is nearly full, " in here.lane.log
    health = here.centre.documents("health")[-1]["pictures"]
    assert health["removed"] >= len(first["images"])
