from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json

WRITES = """
import sys
from pathlib import Path
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json
outbox = Outbox(Path(sys.argv[1]), encode_json)
for number in range(1, 100_000):
    outbox.put(Message("event", str(number).encode()))
    outbox.finish("passage", {"schema": "s", "passage_id": f"p{number}"}, [Message(f"image/{number}", file="1.jpg")])
    print(number, flush=True)
"""

FULL_DISK = """
import errno, sys
from pathlib import Path
from edge.errors import StorageError
from edge.evidence import Evidence
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json

def refused(act):
    try:
        act()
    except StorageError:
        return True
    return False

disk = Path(sys.argv[1])
outbox, evidence = Outbox(disk / "outbox.sqlite", encode_json), Evidence(disk / "evidence")
record = {"schema": "s", "passage_id": "p", "note": "x" * 200_000}
outbox.put(Message("event", b"before"))
with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError as error:
        assert error.errno == errno.ENOSPC
assert refused(lambda: outbox.put(Message("event", bytes(200_000))))
assert refused(lambda: outbox.journal(record))
assert refused(lambda: outbox.finish("passage", record, []))
assert refused(lambda: evidence.save("p", "front.jpg", bytes(200_000)))
assert not list((disk / "evidence").rglob("*.*")), "half a picture stays"
assert [one.payload for _, one in outbox.pending(9)] == [b"before"]
(disk / "filler").unlink()
outbox.probe()
outbox.put(Message("event", b"after"))
assert b'"seq":1,' in outbox.finish("passage", record, [])
evidence.save("p", "front.jpg", bytes(200_000))
assert [one.payload for _, one in outbox.pending(2)] == [b"before", b"after"]
print("recovered")
"""

LIMITED_FILES = """
import resource, sys
from pathlib import Path
from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.wire.messages import encode_json
outbox = Outbox(Path(sys.argv[1]) / "outbox.sqlite", encode_json)
outbox.put(Message("event", b"before"))
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
try:
    outbox.put(Message("event", bytes(200_000)))
except StorageError:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
outbox.put(Message("event", b"after"))
print([one.payload.decode() for _, one in outbox.pending(9)])
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "outbox.sqlite"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    outbox = Outbox(path, encode_json)
    yield outbox
    outbox.close()


def record(passage_id: str, **more: object) -> dict[str, Any]:
    return {"schema": "lanegate/passage/1", "passage_id": passage_id, "plate": {"text": "云G12345"}, **more}


def payloads(outbox: Outbox) -> list[bytes | None]:
    return [message.payload for _, message in outbox.pending(100_000)]


def assert_chained(published: list[bytes]) -> None:
    """Each record names the SHA-256 of the bytes before it, and they are numbered without a gap."""
    records = [json.loads(one) for one in published]
    assert [one["seq"] for one in records] == list(range(1, len(records) + 1))
    digests = [None, *(hashlib.sha256(one).hexdigest() for one in published)]
    assert [one["previous_sha256"] for one in records] == digests[:-1]


def test_records_form_a_chain_over_their_published_bytes(outbox: Outbox) -> None:
    published = [outbox.finish("passage", record(f"p{number}"), []) for number in range(5)]
    assert payloads(outbox) == published
    assert_chained(published)


def test_a_record_keeps_what_it_was_given_and_begins_with_its_names(outbox: Outbox) -> None:
    published = json.loads(outbox.finish("passage", record("p1"), []))
    assert list(published)[:3] == ["schema", "passage_id", "seq"]
    assert published == {**record("p1"), "seq": 1, "previous_sha256": None}


def test_pictures_wait_behind_records_and_events(outbox: Outbox) -> None:
    outbox.finish("passage", record("p1"), [Message("image/1", file="1.jpg"), Message("image/2", file="2.jpg")])
    outbox.put(Message("event", b"later"))
    outbox.finish("passage", record("p2"), [Message("image/3", file="3.jpg")])
    topics = [message.topic for _, message in outbox.pending(9)]
    assert topics == ["passage", "event", "passage", "image/1", "image/2", "image/3"]


def test_a_message_comes_back_as_it_was_put(outbox: Outbox) -> None:
    messages = [Message("a", b"\x00\xff", correlation=b"\x01\x00"), Message("b", b""), Message("c", file="x.jpg")]
    for one in messages:
        outbox.put(one)
    assert [message for _, message in outbox.pending(9)] == messages


def test_pending_gives_no_more_than_asked_for(outbox: Outbox) -> None:
    for number in range(5):
        outbox.put(Message("event", str(number).encode()))
    assert [message.payload for _, message in outbox.pending(2)] == [b"0", b"1"]


def test_an_accepted_message_leaves_and_only_that_one(outbox: Outbox) -> None:
    for number in range(3):
        outbox.put(Message("event", str(number).encode()))
    outbox.accepted(outbox.pending(3)[1][0])
    outbox.accepted(999)
    assert payloads(outbox) == [b"0", b"2"]
    assert outbox.depth() == 2


def test_the_number_of_an_accepted_message_is_never_given_again(outbox: Outbox, path: Path) -> None:
    outbox.put(Message("event", b"1"))
    number = outbox.pending(1)[0][0]
    outbox.accepted(number)
    outbox.close()
    again = Outbox(path, encode_json)
    again.put(Message("event", b"2"))
    assert again.pending(1)[0][0] > number
    again.close()


def test_an_outbox_opened_again_has_all_of_it(outbox: Outbox, path: Path) -> None:
    first = outbox.finish("passage", record("p1"), [Message("image", file="1.jpg")])
    outbox.put(Message("event", b"e"))
    outbox.journal(record("p2", seen=1))
    outbox.close()
    again = Outbox(path, encode_json)
    assert [message.topic for _, message in again.pending(9)] == ["passage", "event", "image"]
    assert again.journalled() == [record("p2", seen=1)]
    assert_chained([first, again.finish("passage", record("p2"), [])])
    again.close()


def test_the_journal_holds_a_passage_as_last_known_until_it_is_finished(outbox: Outbox) -> None:
    outbox.journal(record("p2"))
    outbox.journal(record("p1", seen=1))
    outbox.journal(record("p1", seen=2))
    assert outbox.journalled() == [record("p1", seen=2), record("p2")]
    outbox.finish("passage", record("p1"), [])
    assert outbox.journalled() == [record("p2")]
    outbox.forget("p2")
    assert outbox.journalled() == []
    assert outbox.depth() == 1


def test_a_record_that_can_not_be_encoded_leaves_nothing_half_done(outbox: Outbox) -> None:
    outbox.journal(record("p1"))
    with pytest.raises(ValueError, match="JSON"):
        outbox.finish("passage", record("p1", weight=float("nan")), [])
    assert outbox.depth() == 0
    assert outbox.journalled() == [record("p1")]
    assert_chained([outbox.finish("passage", record("p1"), [])])


def test_the_archive_keeps_records_as_published_after_the_broker_has_them(outbox: Outbox, path: Path) -> None:
    published = [outbox.finish("passage", record(f"p{number}"), []) for number in range(450)]
    for number, _ in outbox.pending(450):
        outbox.accepted(number)
    assert list(outbox.records()) == list(enumerate(published, 1))
    assert list(outbox.records(after_seq=448)) == [(449, published[448]), (450, published[449])]
    outbox.close()
    again = Outbox(path, encode_json)
    assert [seq for seq, _ in again.records(447)] == [448, 449, 450]
    again.close()


def test_records_may_be_added_while_they_are_read(outbox: Outbox) -> None:
    for number in range(201):
        outbox.finish("passage", record(f"p{number}"), [])
    reading = outbox.records()
    next(reading)
    outbox.finish("passage", record("later"), [])
    assert [seq for seq, _ in reading] == list(range(2, 203))


def test_the_archive_never_outgrows_its_bound_and_the_chain_goes_on(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.outbox.KEPT_RECORDS", 3)
    published = [outbox.finish("passage", record(f"p{number}"), []) for number in range(5)]
    assert list(outbox.records()) == list(enumerate(published, 1))[2:]
    assert_chained(published)


def announced(key: str, *, served: bool) -> dict[str, Any]:
    return {"announcement": {"id": key, "served": served}}


def test_an_announcement_is_used_up_with_the_record_that_says_so_and_stays_so(outbox: Outbox, path: Path) -> None:
    outbox.finish("passage", record("p1", **announced("customs-7", served=True)), [])
    outbox.finish("passage", record("p2", **announced("customs-8", served=False)), [])
    outbox.finish("passage", record("p3", announcement=None), [])
    outbox.finish("passage", record("p4"), [])
    assert outbox.served() == {"customs-7": "p1"}
    outbox.finish("passage", record("p5", **announced("customs-7", served=True)), [])
    outbox.close()
    again = Outbox(path, encode_json)
    assert again.served() == {"customs-7": "p5"}
    again.close()


def test_a_record_that_can_not_be_committed_uses_no_announcement_up(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match="JSON"):
        outbox.finish("passage", record("p1", weight=float("nan"), **announced("customs-7", served=True)), [])
    assert outbox.served() == {}


def test_the_oldest_used_announcements_are_forgotten(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.outbox.REMEMBERED", 3)
    for number in range(5):
        outbox.finish("passage", record(f"p{number}", **announced(f"a{number}", served=True)), [])
    assert list(outbox.served()) == ["a2", "a3", "a4"]


def test_several_threads_may_write_and_read_at_once(outbox: Outbox) -> None:
    published: list[bytes] = []

    def put(name: str) -> None:
        for number in range(100):
            outbox.put(Message("event", f"{name}{number}".encode()))

    def finish() -> None:
        published.extend(outbox.finish("passage", record(f"p{number}"), []) for number in range(50))

    threads = [threading.Thread(target=put, args=(name,)) for name in "ab"] + [threading.Thread(target=finish)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        outbox.pending(20)
    for thread in threads:
        thread.join()
    found = [one for one in payloads(outbox) if one is not None]
    assert [one for one in found if one.startswith(b"a")] == [f"a{number}".encode() for number in range(100)]
    assert [one for one in found if one.startswith(b"b")] == [f"b{number}".encode() for number in range(100)]
    assert [one for one in found if one.startswith(b"{")] == published
    assert_chained(published)


def test_a_kill_in_the_middle_of_writes_loses_nothing_that_was_committed(path: Path) -> None:
    command = [sys.executable, "-c", WRITES, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < 150:
            pass
        writer.send_signal(signal.SIGKILL)
        said = 150 + len(writer.stdout.read().split("\n")) - 1
    outbox = Outbox(path, encode_json)
    found = outbox.pending(1_000_000)
    events = [int(message.payload or b"") for _, message in found if message.topic == "event"]
    records = [message.payload or b"" for _, message in found if message.topic == "passage"]
    pictures = [message.file for _, message in found if message.file]
    outbox.close()
    assert len(events) >= said
    assert events == list(range(1, len(events) + 1))
    assert len(events) - 1 <= len(records) <= len(events)
    assert len(pictures) == len(records)  # a record is there with its pictures, or not at all
    assert_chained(records)


def test_a_full_disk_refuses_and_a_freed_one_goes_on(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    mount = f"mount -t tmpfs -o size=1m none {tmp_path}"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    inside = ["unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh"]
    done = subprocess.run(
        [*inside, sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("recovered\n", "")


def test_a_disk_that_takes_no_more_bytes_refuses_and_recovers(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED_FILES, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("refused\n['before', 'after']\n", "")


def test_the_disk_can_be_asked_whether_it_takes_anything(outbox: Outbox) -> None:
    published = outbox.finish("passage", record("p1"), [])
    outbox.probe()
    assert_chained([published, outbox.finish("passage", record("p2"), [])])


def test_a_closed_outbox_refuses_by_our_own_error(path: Path) -> None:
    outbox = Outbox(path, encode_json)
    outbox.close()
    with pytest.raises(StorageError):
        outbox.put(Message("event", b""))
