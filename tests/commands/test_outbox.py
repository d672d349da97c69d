from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.__main__ import main
from edge.outbox import Message, Outbox
from edge.outbox_reader import reading
from edge.wire.messages import encode_json

LANE = "gate/v1/invented-gate/lane-01"
PASSAGE = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"  # the example of RFC 9562, A.6: 2022-02-22 19:22:22 UTC


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def config(tmp_path: Path, folder: Path) -> Path:
    """Nothing but the path is right in it."""
    file = tmp_path / "lane.toml"
    file.write_text(f'[lane]\nid = "${{NO_SECRET}}"\n[storage]\npath = "{folder}"\nno_such_key = 1\n')
    return file


@pytest.fixture
def outbox(folder: Path) -> Iterator[Outbox]:
    """The daemon's, open all the time: two records, of which the broker has one, events, pictures, an answer."""
    outbox = Outbox(folder / "outbox.sqlite", encode_json)
    for name in ("front.jpg", "rear.jpg"):
        path = folder / "evidence" / PASSAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\xd8" + name.encode() * 100)
    gone = Message(f"{LANE}/image/{PASSAGE}/gone.jpg", file=str(folder / "evidence" / PASSAGE / "gone.jpg"))
    front = Message(f"{LANE}/image/{PASSAGE}/front.jpg", file=str(folder / "evidence" / PASSAGE / "front.jpg"))
    for number, pictures in ((1, [front, gone]), (2, [])):
        outbox.finish(f"{LANE}/passage", record(number), pictures)
    outbox.accepted(outbox.pending(1)[0][0])
    outbox.put(Message(f"{LANE}/event", b'{"event":"arrived","at":"2026-03-01T06:00:00.000Z"}'))
    outbox.put(Message("centre/answers", b'{"id":"a"}', correlation=b"\x00\xff"))
    yield outbox
    outbox.close()


def record(number: int) -> dict[str, Any]:
    return {
        "schema": "lanegate/passage/1",
        "passage_id": f"p{number}",
        "ended_at": f"2026-03-01T05:0{number}:00.000Z",
        "plate": {"text": "云G12345"},
    }


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["outbox", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_says_what_waits_since_when_and_which_records_are_kept(
    config: Path, folder: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    document = said(capsys, "--config", str(config))
    assert document["waiting"] == [
        {"topic": f"{LANE}/passage", "messages": 1, "bytes": 209, "oldest_at": "2026-03-01T05:02:00.000Z"},
        {"topic": f"{LANE}/event", "messages": 1, "bytes": 51, "oldest_at": "2026-03-01T06:00:00.000Z"},
        {"topic": "centre/answers", "messages": 1, "bytes": 10, "oldest_at": None},
        {"topic": "image/#", "messages": 2, "bytes": 902, "oldest_at": "2022-02-22T19:22:22.000Z"},
    ]
    kept = document["records"]
    assert (kept["count"], kept["first_seq"], kept["last_seq"]) == (2, 1, 2)
    assert document["disk"]["evidence_bytes"] == 902 + 802
    assert (document["in_lane"], document["too_large"]) == (0, 0)


def test_people_get_a_table(config: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "--config", str(config)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["waits", "for", "the", "broker", "messages", "size", "oldest"]
    assert lines[1].split() == [f"{LANE}/passage", "1", "209", "B", "2026-03-01T05:02:00.000Z"]
    assert "records kept: 2 (seq 1 to 2, " in lines[5]


def test_an_empty_outbox_says_that_nothing_waits(
    config: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Outbox(folder / "outbox.sqlite", encode_json).close()
    assert main(["outbox", "--config", str(config)]) == 0
    assert "nothing waits" in capsys.readouterr().out


def test_an_export_holds_records_as_published_what_waits_and_the_pictures(
    config: Path, tmp_path: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "stick" / "export"
    document = said(capsys, "--config", str(config), "--export", str(target))
    assert document["exported"] == {"records": 2, "pending": 5, "pictures": 2}
    published = [payload for _, payload in outbox.records()]
    assert (target / "passages.jsonl").read_bytes() == b"\n".join(published) + b"\n"
    assert [json.loads(line) for line in (target / "pending.jsonl").read_text().splitlines()] == [
        {"topic": f"{LANE}/passage", "payload": published[1].decode()},
        {"topic": f"{LANE}/event", "payload": '{"event":"arrived","at":"2026-03-01T06:00:00.000Z"}'},
        {"topic": "centre/answers", "payload": '{"id":"a"}', "correlation_base64": "AP8="},
        {"topic": f"{LANE}/image/{PASSAGE}/front.jpg", "file": f"evidence/{PASSAGE}/front.jpg"},
        {"topic": f"{LANE}/image/{PASSAGE}/gone.jpg", "file": f"evidence/{PASSAGE}/gone.jpg"},
    ]
    copied = {one.name: one.read_bytes() for one in (target / "evidence" / PASSAGE).iterdir()}
    assert copied == {name: b"\xff\xd8" + name.encode() * 100 for name in ("front.jpg", "rear.jpg")}


def test_an_export_never_mixes_with_what_is_there(
    config: Path, tmp_path: Path, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["outbox", "--config", str(config), "--export", str(tmp_path)]) == 1
    assert "not empty" in capsys.readouterr().err
    assert not (tmp_path / "passages.jsonl").exists()


def test_the_daemon_writes_on_while_somebody_reads_one_moment(folder: Path, outbox: Outbox) -> None:
    with reading(folder / "outbox.sqlite") as looking:
        assert looking.archive()[0] == 2
        for number in range(3, 200):
            outbox.finish(f"{LANE}/passage", {**record(1), "passage_id": f"p{number}"}, [])
        assert looking.archive()[0] == len(list(looking.records())) == 2
    with reading(folder / "outbox.sqlite") as looking:
        assert looking.archive()[:3] == (199, 1, 199)


def test_a_stopped_lane_can_be_looked_at_and_nothing_is_left_in_its_folder(
    config: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Outbox(folder / "outbox.sqlite", encode_json).close()
    before = sorted(folder.iterdir())
    assert said(capsys, "--config", str(config))["waiting"] == []
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_somebody_who_may_only_read_can_look_at_a_stopped_lane(config: Path, folder: Path) -> None:
    Outbox(folder / "outbox.sqlite", encode_json).close()
    program = f"""
import os, sqlite3
from pathlib import Path
from edge.outbox_reader import reading
os.setegid(65534)
os.seteuid(65534)
with reading(Path({str(folder / "outbox.sqlite")!r})) as looking:
    print(looking.archive())
"""
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.geteuid() and "pytest" in str(path):
            path.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("(0, 0, 0, 0)\n", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "is not there"), (b"no database at all, but long enough" * 99, "can't be read"), (b"", "no such table")],
    ids=["missing", "no database", "empty"],
)
def test_what_is_no_outbox_is_named(
    config: Path, folder: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    folder.mkdir()
    if content is not None:
        (folder / "outbox.sqlite").write_bytes(content)
    assert main(["outbox", "--config", str(config)]) == 1
    message = capsys.readouterr().err
    assert words in message
    assert str(folder / "outbox.sqlite") in message


@pytest.mark.parametrize(
    "content", [None, b"[storage", b"\xff", b"storage = 1", b"[storage]\npath = 7", b'[storage]\npath = ""']
)
def test_a_configuration_without_a_path_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    file = tmp_path / "bad.toml"
    if content is not None:
        file.write_bytes(content)
    assert main(["outbox", "--config", str(file)]) == 2
    assert str(file) in capsys.readouterr().err
