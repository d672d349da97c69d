"""`lanegate verify` on what real outboxes, killed in between, have left on disk."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edge.__main__ import main
from edge.evidence import Evidence
from edge.outbox import Outbox
from edge.wire.messages import encode_json
from tests.small_disk import small_disk
from tests.test_chain import FIVE, chain, record

KEEP_FINISHING = """
import sys
from pathlib import Path
import uuid6
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json

outbox = Outbox(Path(sys.argv[1]), encode_json)
while True:
    at = "2026-03-01T06:00:00.000Z"
    record = {"schema": "lanegate/passage/1", "passage_id": str(uuid6.uuid7()), "site": "kim-thanh", "lane": "lane-01",
              "arrived_at": at, "ended_at": at, "images": []}
    outbox.journal(record)
    outbox.finish("passage", record, [Message("image", file="front.jpg")])
    print(record["passage_id"], flush=True)
"""

EXAMPLE = """
[lane]
site = "kim-thanh"
id = "lane-01"
direction = "import"

[arrival]
by = "vision"

[[camera]]
name = "front"
url = "rtsp://192.0.2.11/"
view = "front"
reads = ["plate"]

[decision]
require = ["plate"]

[mqtt]
host = "127.0.0.1"

[storage]
path = "STATE"
"""


def finish_and_kill(outbox: Path, records: int) -> list[str]:
    """A process that commits records until it is killed, after no fewer than `records`; what it said was committed."""
    command = [sys.executable, "-c", KEEP_FINISHING, str(outbox)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(records)]
        process.kill()
        said += process.stdout.readlines()
    return [line.strip() for line in said if line.endswith("\n")]


def verify(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main(["verify", "--json", *map(str, arguments)])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, document


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["verify", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Five records as a consumer wrote them down."""
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in FIVE))
    return path


def lane_with_pictures(folder: Path) -> list[bytes]:
    """A lane's state folder: three records, a picture each."""
    outbox, evidence = Outbox(folder / "outbox.sqlite", encode_json), Evidence(folder / "evidence")
    lines = []
    for seq in (1, 2, 3):
        known = record(seq)
        stored = evidence.save(known["passage_id"], "front.jpg", b"picture %d" % seq)
        known["images"] = [{"name": "front.jpg", "kind": "frame", "sha256": stored.sha256, "width": 1, "height": 1}]
        lines.append(outbox.finish("passage", known, []))
    outbox.close()
    return lines


def test_the_chain_survives_kills_and_what_was_sent_twice_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "state" / "outbox.sqlite"
    heard: list[bytes] = []
    said: list[str] = []
    for _ in range(4):
        said += finish_and_kill(path, 10)
        outbox = Outbox(path, encode_json)
        # nothing is accepted: every run sends everything again
        heard += [message.payload for _, message in outbox.pending(100_000) if message.payload]
        outbox.close()
    code, document = verify(capsys, path.parent)
    assert (code, document["broken"]) == (0, None)
    assert document["records"] >= len(said) >= 40
    assert document["first"]["seq"] == 1
    assert document["last"]["seq"] == document["records"]

    collected = tmp_path / "centre.jsonl"
    collected.write_bytes(b"".join(line + b"\n" for line in heard))
    code, twice = verify(capsys, collected, "--head", document["last"]["sha256"])
    assert (code, twice["records"]) == (0, document["records"])
    assert twice["repeats"] == len(heard) - document["records"] > 0
    assert {json.loads(line)["passage_id"] for line in heard} >= set(said)


def test_the_answer_for_people_says_what_was_proved(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, file)
    assert code == 0
    assert out.splitlines() == [
        "5 records of kim-thanh/lane-01: seq 1 to 5, 2026-03-01T01:01:00.000Z to 2026-03-01T05:01:00.000Z",
        "pictures: 0 checked, 0 missing",
        f"last record's SHA-256: {hashlib.sha256(FIVE[-1]).hexdigest()}",
        "the chain is whole",
    ]


def test_the_first_broken_link_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = file.read_bytes()
    file.write_bytes(content.replace(b"G12345", b"G12346", 2).replace(b"G12346", b"G12345", 1))
    code, out, _ = told(capsys, file)
    assert code == 1
    assert out.startswith("BROKEN: seq 2, passage 01945b6e-9d80-7000-8000-000000000002 was changed, or seq 3 was")
    assert f"  expected {hashlib.sha256(FIVE[1]).hexdigest()}\n" in out
    code, document = verify(capsys, file)
    assert (code, document["ok"], document["broken"]["seq"], document["broken"]["place"]) == (1, False, 2, 2)


def test_a_file_that_ends_in_the_middle_of_a_line_is_called_cut_off(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(file.read_bytes()[:-30])
    code, out, _ = told(capsys, file)
    assert code == 1
    assert out.startswith("BROKEN: line 5 is cut off: the file ends in the middle of it")
    assert "4 records of kim-thanh/lane-01: seq 1 to 4" in out


def test_a_file_without_an_end_of_its_last_line_is_whole(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(file.read_bytes()[:-1])
    assert verify(capsys, file)[0] == 0


def test_a_line_that_is_no_record_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [*FIVE[:2], b"not a record", *FIVE[2:]]
    file.write_bytes(b"\n".join(lines) + b"\n")
    code, out, _ = told(capsys, file)
    assert code == 1
    assert out.startswith("BROKEN: line 3 is not JSON in UTF-8")
    assert "'not a record'" in out


def test_a_broken_link_before_an_unreadable_line_is_the_first(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"\n".join([FIVE[0], FIVE[2], b"not a record"]) + b"\n")
    assert verify(capsys, file)[1]["broken"]["seq"] == 3


def test_the_last_record_is_checked_against_the_hash_given(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = hashlib.sha256(FIVE[-1]).hexdigest()
    assert verify(capsys, file, "--head", head.upper())[0] == 0
    code, document = verify(capsys, file, "--head", "ab" * 32)
    assert (code, document["broken"]["seq"], document["broken"]["expected"]) == (1, 5, "ab" * 32)


def test_a_hash_that_is_none_is_wrong_usage(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["verify", str(file), "--head", "abc"])
    assert caught.value.code == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err


def test_pictures_are_checked_and_missing_ones_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lane_with_pictures(tmp_path)
    code, document = verify(capsys, tmp_path, "--strict")
    assert (code, document["pictures_checked"], document["pictures_missing"]) == (0, 3, 0)
    Evidence(tmp_path / "evidence").forget(record(1)["passage_id"])
    code, document = verify(capsys, tmp_path)
    assert (code, document["pictures_checked"], document["pictures_missing"]) == (0, 2, 1)
    code, document = verify(capsys, tmp_path, "--strict")
    assert (code, document["ok"], document["broken"]) == (1, False, None)


def test_a_changed_picture_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lane_with_pictures(tmp_path)
    picture = tmp_path / "evidence" / record(2)["passage_id"] / "front.jpg"
    picture.write_bytes(b"another picture")
    code, document = verify(capsys, tmp_path)
    assert (code, document["broken"]["seq"]) == (1, 2)
    assert document["broken"]["wrong"] == "has a picture front.jpg that is not the one it lists"
    assert document["broken"]["found"] == hashlib.sha256(b"another picture").hexdigest()


def test_an_export_is_verified_like_the_lane_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = lane_with_pictures(tmp_path)
    (tmp_path / "passages.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (tmp_path / "outbox.sqlite").unlink()
    code, document = verify(capsys, tmp_path, "--strict")
    assert (code, document["records"], document["pictures_checked"]) == (0, 3, 3)


def test_a_record_taken_out_of_the_lanes_archive_is_missed_even_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lane_with_pictures(tmp_path)
    database = sqlite3.connect(tmp_path / "outbox.sqlite")
    with database:
        database.execute("DELETE FROM record WHERE seq = 3")
    database.close()
    code, document = verify(capsys, tmp_path)
    assert (code, document["broken"]["seq"]) == (1, 2)
    assert document["broken"]["expected"] == hashlib.sha256(lines[2]).hexdigest()


def test_a_running_lane_is_read_without_changing_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite", encode_json)
    outbox.finish("passage", record(1), [])
    content = (tmp_path / "outbox.sqlite").read_bytes()
    assert verify(capsys, tmp_path)[0] == 0
    outbox.finish("passage", record(2), [])
    assert verify(capsys, tmp_path)[1]["records"] == 2
    assert (tmp_path / "outbox.sqlite").read_bytes() == content
    outbox.close()


def test_times_that_run_backwards_are_told_and_fail_only_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_bytes(
        b"\n".join(
            chain(record(1), record(2, arrived_at="2020-01-01T00:00:00.000Z", ended_at="2020-01-01T00:00:00.000Z"))
        )
        + b"\n"
    )
    code, out, _ = told(capsys, file)
    assert code == 0
    assert "1 records ended before the one before them, the first: seq 2" in out
    assert told(capsys, file, "--strict")[0] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "holds no records: a lane's state has outbox.sqlite, an export has passages.jsonl"),
        ({"passages.jsonl": b""}, "holds no records"),
        ({"passages.jsonl": b"\n\n"}, "holds no records"),
        (
            {"outbox.sqlite": b"no database at all, but long enough to look like one"},
            "can't be read as a lane's outbox",
        ),
        ({"outbox.sqlite": b""}, "can't be read as a lane's outbox"),
    ],
)
def test_a_folder_without_records_is_refused_with_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: dict[str, bytes], message: str
) -> None:
    for name, some in content.items():
        (tmp_path / name).write_bytes(some)
    code, out, err = told(capsys, tmp_path)
    assert (code, out) == (1, "")
    assert message in err
    assert {one.name for one in tmp_path.iterdir()} == set(content), "something was made where only reading was asked"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = told(capsys, tmp_path / "nothing.jsonl")
    assert (code, err) == (1, f"lanegate: {tmp_path / 'nothing.jsonl'} can't be read: No such file or directory\n")


def test_the_help_says_what_is_not_proved(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    assert "Nothing follows the last record" in capsys.readouterr().out


def test_what_the_lane_exports_is_what_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = lane_with_pictures(tmp_path / "state")
    config = tmp_path / "lane-01.toml"
    config.write_text(EXAMPLE.replace("STATE", str(tmp_path / "state")))
    assert main(["outbox", "--config", str(config), "--export", str(tmp_path / "export")]) == 0
    head = hashlib.sha256(lines[-1]).hexdigest()
    code, document = verify(capsys, tmp_path / "export", "--strict", "--head", head)
    assert (code, document["records"], document["pictures_checked"]) == (0, 3, 3)


def test_a_copy_on_a_medium_that_can_not_be_written_is_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disk", 8) as folder:
        lane_with_pictures(folder)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        assert verify(capsys, folder, "--strict")[0] == 0
