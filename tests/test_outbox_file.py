from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.outbox_file import MIGRATIONS
from edge.wire.messages import encode_json

VERSION_2 = Path(__file__).parent / "outbox_files" / "version-2.sqlite"
"""As version 2 left it: passages p1 and p2, an event and a picture, p1's record accepted, p3 in the lane."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.sqlite"


def record(passage_id: str) -> dict[str, str]:
    return {"schema": "lanegate/passage/1", "passage_id": passage_id}


def test_the_file_of_the_version_before_is_taken_over_with_all_of_it(path: Path) -> None:
    shutil.copy(VERSION_2, path)
    with closing(Outbox(path, encode_json)) as outbox:
        waiting = [message for _, message in outbox.pending(9)]
        assert [(one.topic.split("/")[4], one.file is not None) for one in waiting] == [
            ("event", False),
            ("passage", False),
            ("image", True),
        ]
        assert [one["passage_id"] for one in outbox.journalled()] == ["p3"]
        assert outbox.served() == {"customs-7": "p1"}
        assert outbox.put_aside is None
        second = waiting[1].payload or b""
        third = outbox.finish("passage", record("p3"), [])
        assert json.loads(third)["seq"] == 3
        assert json.loads(third)["previous_sha256"] == hashlib.sha256(second).hexdigest()
        assert list(outbox.records()) == [(3, third)]


def test_a_file_of_the_first_version_is_taken_over_with_all_of_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
        old.execute("INSERT INTO message (topic, payload) VALUES ('event', X'31')")
        old.commit()
    with closing(Outbox(path, encode_json)) as outbox:
        assert [message.payload for _, message in outbox.pending(9)] == [b"1"]
        outbox.finish("passage", {**record("p1"), "announcement": {"id": "customs-7", "served": True}}, [])
        assert outbox.served() == {"customs-7": "p1"}


def filled(path: Path) -> None:
    with closing(Outbox(path, encode_json)) as outbox:
        for number in range(200):
            outbox.put(Message("event", bytes(500)))
            outbox.finish("passage", record(f"p{number}"), [])


def spoil(path: Path, where: int, with_what: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(where)
        file.write(with_what)


@pytest.mark.parametrize(
    ("where", "with_what"),
    [(0, b"no database at all, but long enough to be taken for one" * 20), (4096, b"\xa5" * 40_000)],
    ids=["no header", "pages overwritten"],
)
def test_a_broken_file_is_kept_under_another_name_and_a_new_chain_begins(
    path: Path, caplog: pytest.LogCaptureFixture, where: int, with_what: bytes
) -> None:
    filled(path)
    spoil(path, where, with_what)
    broken = path.read_bytes()
    with caplog.at_level(logging.ERROR), closing(Outbox(path, encode_json)) as outbox:
        assert outbox.put_aside is not None
        assert outbox.put_aside.read_bytes() == broken
        assert outbox.put_aside.name.startswith("outbox.sqlite.broken-2")
        assert str(outbox.put_aside) in caplog.text
        first = json.loads(outbox.finish("passage", record("p1"), []))
        assert (first["seq"], first["previous_sha256"]) == (1, None)
    with closing(Outbox(path, encode_json)) as again:
        assert again.put_aside is None


def test_a_file_that_was_cut_short_is_kept_under_another_name(path: Path) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.truncate(20_000)
    with closing(Outbox(path, encode_json)) as outbox:
        assert outbox.put_aside is not None
        assert outbox.depth() == 0


def test_a_file_that_another_process_holds_is_not_taken_for_a_broken_one(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="locked"):
            Outbox(path, encode_json)
    with closing(Outbox(path, encode_json)) as outbox:
        assert outbox.depth() == 400


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="outbox"):
        Outbox(tmp_path / "file" / "outbox.sqlite", encode_json)
