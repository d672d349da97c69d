"""The doctor at a lane's disk and outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.outbox import Message, Outbox
from edge.values import rfc3339
from edge.wire.messages import encode_json
from tests.commands.doctoring import found, lane_file


def test_what_waits_is_counted_and_its_age_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lane_file(tmp_path)
    outbox = Outbox(tmp_path / "state" / "outbox.sqlite", encode_json)
    finding = found(file, capsys, "outbox")
    assert (finding["verdict"], finding["figures"]["waiting"]) == ("ok", 0)
    long_ago = rfc3339(datetime.now(UTC) - timedelta(hours=5))
    for _ in range(3):
        outbox.put(Message("gate/v1/kim-thanh/lane-01/event", encode_json({"at": long_ago})))
    finding = found(file, capsys, "outbox")
    outbox.close()
    assert (finding["verdict"], finding["code"]) == ("warn", "old")
    assert "3 messages wait, the oldest for 5 hours" in finding["found"]


def test_a_disk_with_too_little_room_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").mkdir()
    file = lane_file(tmp_path)
    file.write_text(file.read_text() + "min_free_gb = 1000\nevidence_max_gb = 1\n")
    finding = found(file, capsys, "disk")
    assert (finding["verdict"], finding["code"]) in [("fail", "low-space"), ("warn", "low-space")]
    assert list((tmp_path / "state").iterdir()) == []


def test_a_state_that_is_no_folder_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("")
    assert found(lane_file(tmp_path), capsys, "disk")["code"] == "no-folder"


def test_an_outbox_that_was_put_aside_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "state" / "outbox.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    finding = found(lane_file(tmp_path), capsys, "outbox")
    assert (finding["verdict"], finding["code"]) == ("fail", "unreadable")
    Outbox(path, encode_json).close()
    finding = found(lane_file(tmp_path), capsys, "outbox")
    assert (finding["verdict"], finding["code"]) == ("warn", "put-aside")
