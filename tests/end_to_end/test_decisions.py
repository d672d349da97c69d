"""`lanegate run` decides: by the list of announced vehicles, and against commands that must move nothing."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Views
from tests.end_to_end.site import OFF, ON, PATIENCE_S, Site, site
from tests.waiting import until

pytestmark = pytest.mark.timeout(400)

GROSS_KG = 32460
OTHER_CONTAINER = "CSQU3054383"


def _goes_through(here: Site, count: int) -> dict[str, Any]:
    """A truck is opened for and leaves; its record, the `count`-th."""
    here.weights.go_to(GROSS_KG)
    here.wait_for_phase("clearing")
    return _leaves(here, count)


def _is_referred(here: Site, count: int) -> dict[str, Any]:
    """A truck is not opened for, and backs out; its record, the `count`-th."""
    here.weights.go_to(GROSS_KG)
    here.wait_for_phase("deciding")
    return _leaves(here, count)


def _leaves(here: Site, count: int) -> dict[str, Any]:
    here.weights.go_to(0)
    record = here.wait_for_passages(count)[count - 1]
    here.wait_for_phase("idle")
    return record


def _violations(here: Site, record: dict[str, Any]) -> list[str]:
    """As events of this passage, in the words of the record."""
    events = [one for one in here.centre.documents("event") if one["event"] == "violation"]
    return [f"{one['violation']}: {one['text']}" for one in events if one["passage_id"] == record["passage_id"]]


@pytest.mark.long
def test_an_announcement_opens_once_even_over_a_restart_and_another_container_never(
    views: Views, tmp_path: Path
) -> None:
    plate, container = views.truck.plate, views.truck.container
    announced = {"id": "customs-7", "plate": plate, "containers": [container], "declared_gross_kg": GROSS_KG}
    with site(tmp_path, views.cameras) as here:
        here.centre.announce(announced)
        here.start_empty()
        first = _goes_through(here, 1)
        assert here.contacts.sent == ON + OFF
        second = _is_referred(here, 2)
        assert here.lane.stop() == 0
        here.start_empty()
        third = _is_referred(here, 3)
        here.centre.announce({"id": "customs-8", "plate": plate, "containers": [OTHER_CONTAINER]})
        fourth = _is_referred(here, 4)

    assert here.contacts.sent == ON + OFF, "the boom moved for a truck that it must not open for"
    assert first["violations"] == []
    assert first["announcement"] == {
        "id": "customs-7", "plate": plate, "containers": [container], "needs_review": False, "served": True,
        "matched_by": [f"plate {plate}", f"container {container}"],
    }  # fmt: skip
    repeated = f"repeated: announcement customs-7 was used by passage {first['passage_id']}"
    assert second["violations"] == third["violations"] == [repeated]
    came = f"container {container} came with plate {plate}, announced with container {OTHER_CONTAINER}"
    assert fourth["violations"] == [f"mismatch: {came}", f"not-announced: container {container} is not announced"]
    for record in (second, third, fourth):
        assert _violations(here, record) == record["violations"]
        assert record["decision"]["outcome"] == "refer"
        assert record["decision"]["reasons"][0] == record["violations"][0]


def _command(boot_id: str, **changes: Any) -> dict[str, Any]:
    ends = datetime.now(UTC) + timedelta(seconds=30)
    command = {"id": str(uuid.uuid4()), "boot_id": boot_id, "action": "open", "expires_at": ends.isoformat()}
    return {**command, **changes}


def test_every_hostile_command_is_answered_with_its_correlation_and_the_boom_stays(
    views: Views, tmp_path: Path
) -> None:
    with site(tmp_path, views.cameras) as here:
        here.centre.announce({"plate": "51D99999"})
        boot_id = here.start_empty()
        here.weights.go_to(GROSS_KG)
        here.wait_for_phase("deciding")
        once = _command(boot_id, action="hold")
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        hostile = {
            "held": once,
            "repeated": {**once, "action": "open"},
            "expired": _command(boot_id, expires_at=past),
            "boot_id": _command("another-boot"),
            "'release'": _command(boot_id, action="explode"),
            "expires_at": {"id": "x", "boot_id": boot_id, "action": "open"},
            "at most": _command(boot_id, reason="x" * 300_000),
            "decide needs": _command(boot_id, action="decide", outcome="open"),
        }
        payloads = [(word, json.dumps(one).encode()) for word, one in hostile.items()]
        payloads += [("JSON", b"open"), ("JSON", b"\xff\xfe"), ("retained", json.dumps(_command(boot_id)).encode())]
        for word, payload in payloads:
            here.centre.send(payload, retain=word == "retained", reply_to="replies/centre")
        answers = until(lambda: _replies(here, len(payloads)), PATIENCE_S)
        assert here.centre.state()["phase"] == "deciding"

    assert here.contacts.sent == b""
    assert [one.correlation for one in answers] == [b"\x01\x02"] * len(payloads)
    documents = [one.document for one in answers]
    assert [one["accepted"] for one in documents].count(True) == 1
    for word, _ in payloads:
        assert any(word in one["reason"] for one in documents), f"no answer speaks of {word}: {documents}"


def _replies(here: Site, count: int) -> list[Any]:
    found = [one for one in here.centre.heard if one.level == "replies/centre"]
    return found if len(found) >= count else []
