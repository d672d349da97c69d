"""`lanegate run` from outside: RTSP, pseudo-terminals and Mosquitto go in; topics and relay bytes come out."""

from __future__ import annotations

import hashlib
import resource
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Views
from tests.end_to_end.site import OFF, ON, PATIENCE_S, PREFIX, Site, site
from tests.waiting import until

pytestmark = pytest.mark.timeout(400)

GROSS_KG = 32460


def _command(boot_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "boot_id": boot_id,
        "action": "open",
        "expires_at": (datetime.now(UTC) + timedelta(seconds=30)).isoformat(),
        "operator": "test",
        "reason": "by hand",
        **changes,
    }


def _drive_through(here: Site) -> None:
    """On to the platform, wait for the boom, off again."""
    here.weights.go_to(GROSS_KG)
    here.wait_for_phase("clearing")
    here.weights.go_to(0)


def test_a_truck_goes_through_and_leaves_one_record_one_pulse_and_its_pictures(views: Views, tmp_path: Path) -> None:
    with site(tmp_path, views.cameras) as here:
        here.start_empty()
        _drive_through(here)
        record = here.wait_for_passages(1)[0]
        here.wait_for_phase("idle")
        assert here.lane.stop() == 0
        until(lambda: here.centre.state()["online"] is False)

    assert here.contacts.sent == ON + OFF
    assert record["plate"]["text"] == views.truck.plate
    assert [one["number"] for one in record["containers"]] == [views.truck.container]
    assert record["weight"]["gross_kg"] == GROSS_KG
    assert record["weight"]["raw"] == "022b30333234363030313803"
    assert record["decision"]["outcome"] == "open"
    of_passage = [one["event"] for one in here.centre.documents("event") if one["passage_id"]]
    assert of_passage == ["arrived", "identified", "decided", "pulsed", "cleared"]
    phases = [one["phase"] for one in here.centre.documents("state")]
    assert [phase for phase in phases if phase not in ("unknown", "idle")] == ["identifying", "opening", "clearing"]
    pictures = {one.level.rsplit("/", 1)[1]: one.payload for one in here.centre.heard if one.level.startswith("image/")}
    for listed in record["images"]:
        assert hashlib.sha256(pictures[listed["name"]]).hexdigest() == listed["sha256"], listed["name"]
    assert {"front.jpg", "right.jpg", "front-plate.jpg", "right-container.jpg"} <= pictures.keys()


@pytest.mark.long
@pytest.mark.parametrize("phase", ["identifying", "opening", "clearing"])
def test_a_kill_in_any_phase_loses_no_passage_and_repeats_no_pulse(views: Views, tmp_path: Path, phase: str) -> None:
    with site(tmp_path, views.cameras) as here:
        here.start_empty()
        here.weights.go_to(GROSS_KG)
        here.wait_for_phase(phase)
        if phase == "opening":
            until(lambda: here.contacts.sent == ON)
        killed_in = here.centre.state()["boot_id"]
        here.lane.kill()
        here.lane.start()
        record = here.wait_for_passages(1)[0]
        until(lambda: here.centre.state()["boot_id"] != killed_in)
        here.wait_for_phase("unknown")
        here.weights.go_to(0)
        here.wait_for_phase("idle")
        # the next truck is served as if nothing had been
        pulses = here.contacts.sent
        _drive_through(here)
        records = until(
            lambda: [one for one in here.centre.documents("passage") if "interrupted" not in one], PATIENCE_S
        )

    assert record["interrupted"] is True
    assert pulses == (b"" if phase == "identifying" else ON + OFF)
    assert here.contacts.sent == pulses + ON + OFF
    assert records[-1]["plate"]["text"] == views.truck.plate
    raw = [one.payload for one in here.centre.heard if one.level == "passage"]
    links = [one["previous_sha256"] for one in here.centre.documents("passage")]
    assert links == [None, *(hashlib.sha256(one).hexdigest() for one in raw[:-1])]


def test_a_truck_found_at_the_start_is_recorded_and_not_opened_for(views: Views, tmp_path: Path) -> None:
    with site(tmp_path, views.cameras) as here:
        here.weights.go_to(GROSS_KG)
        here.lane.start()
        here.wait_for_phase("unknown")
        until((tmp_path / "state" / "evidence").exists, PATIENCE_S)
        here.weights.go_to(0)
        record = here.wait_for_passages(1)[0]

    assert here.contacts.sent == b""
    assert record["decision"]["outcome"] == "none"


def test_hostile_commands_are_answered_and_move_nothing(views: Views, tmp_path: Path) -> None:
    with site(tmp_path, views.cameras, mode="central") as here:
        early = _command("some-boot")
        here.centre.command(early, retain=True)
        boot_id = here.start_empty()
        here.weights.go_to(GROSS_KG)
        here.wait_for_phase("deciding")
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        hostile = [
            _command(boot_id, expires_at=past),
            _command("another-boot"),
            _command(boot_id, action="explode"),
            _command(boot_id, expires_at="soon"),
            _command(boot_id, action="decide", outcome="open", passage_id="another-passage"),
            _command(boot_id, action="close"),
            {"id": "only-an-id"},
        ]
        for command in hostile:
            here.centre.command(command)
        answers = until(lambda: _answers(here, [early, *hostile]), PATIENCE_S)
        assert here.contacts.sent == b""
        assert here.centre.state()["phase"] == "deciding"

        passage_id = here.centre.state()["passage_id"]
        good = _command(boot_id, action="decide", outcome="open", passage_id=passage_id)
        here.centre.command(good, reply_to="replies/centre")
        here.centre.command(good, reply_to="replies/centre")
        here.wait_for_phase("clearing")
        replies = until(lambda: [one for one in here.centre.heard if one.level == "replies/centre"][1:], PATIENCE_S)
        here.weights.go_to(0)
        record = here.wait_for_passages(1)[0]

    assert not any(one["accepted"] for one in answers)
    assert replies[0].document["accepted"] is False
    assert here.contacts.sent == ON + OFF
    assert record["decision"]["authority"] == "central"
    assert record["decision"]["operator"] == "test"


def _answers(here: Site, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to all of `commands`, once they are there."""
    wanted = {one["id"] for one in commands}
    found = [one for one in here.centre.documents("command/result") if one["id"] in wanted]
    return found if {one["id"] for one in found} == wanted else []


def test_a_dead_camera_and_a_lost_broker_stop_no_truck(views: Views, tmp_path: Path) -> None:
    cameras = {**views.cameras, "rear": ("rtsp://127.0.0.1:1/gone", "plate")}
    with site(tmp_path, cameras) as here:
        here.start_empty()
        until(lambda: any(one["device"] == "camera:rear" for one in here.centre.state()["faults"]), PATIENCE_S)
        here.broker.stop()
        here.weights.go_to(GROSS_KG)
        until(lambda: here.contacts.sent == ON + OFF, PATIENCE_S)
        here.weights.go_to(0)
        here.broker.start()
        record = here.wait_for_passages(1)[0]

    assert record["plate"]["text"] == views.truck.plate
    assert PREFIX.endswith(record["lane"])


def test_a_full_disk_keeps_the_boom_shut_until_the_record_can_be_stored(views: Views, tmp_path: Path) -> None:
    with site(tmp_path, views.cameras) as here:
        here.start_empty()
        here.lane.limit_files(4096)
        here.weights.go_to(GROSS_KG)
        until(lambda: any(one["device"] == "storage" for one in here.centre.state()["faults"]), PATIENCE_S)
        here.wait_for_phase("deciding")
        assert here.contacts.sent == b""
        here.lane.limit_files(resource.RLIM_INFINITY)
        here.wait_for_phase("clearing")
        here.weights.go_to(0)
        record = here.wait_for_passages(1)[0]
        events = until(lambda: here.centre.events() if "cleared" in here.centre.events() else [], PATIENCE_S)

    assert here.contacts.sent == ON + OFF
    assert record["plate"]["text"] == views.truck.plate
    assert [event for event in events if event not in ("fault", "recovered")] == [
        "arrived",
        "identified",
        "decided",
        "decided",
        "pulsed",
        "cleared",
    ]
