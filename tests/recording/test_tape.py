from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.recording.film import FilmEntry, FilmHead, Packet, Shown, parse_film_line
from edge.recording.folder import WRITING, make_folder
from edge.recording.tape import Tape
from tests.small_disk import small_disk
from tests.waiting import until

HEAD = FilmHead("h264", b"\x00\x00\x00\x01\x67")


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session that is being written."""
    folder = make_folder(tmp_path / "session")
    (folder / WRITING).touch()
    return folder


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 1) as folder:
        (folder / WRITING).touch()
        yield folder


def _index(path: Path) -> list[FilmEntry]:
    return [parse_film_line(line) for line in path.read_bytes().splitlines(keepends=True)]


def test_packets_lie_unchanged_behind_the_parameter_sets_with_their_times_beside_them(session: Path) -> None:
    said: list[str] = []
    tape = Tape(session / "camera-front", HEAD, said.append)
    tape.packet(b"key", 10.0, key=True, pts=7)
    tape.shown(1, 10.0, 7)
    tape.packet(b"next", 10.1, key=False, pts=None)
    tape.close()
    film = session / "camera-front" / "000001.h264"
    assert film.read_bytes() == b"\x00\x00\x00\x01\x67keynext"
    assert _index(film.with_suffix(".jsonl")) == [HEAD, Packet(3, 10.0, True, 7), Shown(1, 10.0, 7), Packet(4, 10.1)]
    assert stat.S_IMODE(film.stat().st_mode) & 0o037 == 0, "others can read it, or the group write"
    assert said == []


def test_a_new_part_begins_with_a_key_picture_after_ten_seconds(session: Path) -> None:
    tape = Tape(session / "camera-front", HEAD, pytest.fail)
    for second in range(25):
        tape.packet(b"%02d" % second, float(second), key=second % 4 == 0, pts=second)
    tape.close()
    parts = [one.read_bytes().removeprefix(HEAD.extradata) for one in sorted(session.glob("camera-front/*.h264"))]
    assert [one[:2] for one in parts] == [b"00", b"12", b"24"]
    assert b"".join(parts) == b"".join(b"%02d" % second for second in range(25))


def test_the_next_run_of_the_camera_writes_on_beside_the_parts_of_the_last(session: Path) -> None:
    for content in (b"one", b"two"):
        tape = Tape(session / "camera-front", HEAD, pytest.fail)
        tape.packet(content, 1.0, key=True, pts=0)
        tape.close()
    assert [one.name for one in sorted(session.glob("*/*.h264"))] == ["000001.h264", "000002.h264"]


def test_a_session_that_is_no_longer_wanted_ends_the_film_without_a_word(session: Path) -> None:
    tape = Tape(session / "camera-front", HEAD, pytest.fail)
    tape.packet(b"one", 0.0, key=True, pts=0)
    until(lambda: list(session.glob("*/*.h264")))
    (session / WRITING).unlink()
    tape.packet(b"two", 20.0, key=True, pts=1)
    tape.packet(b"three", 40.0, key=True, pts=2)
    tape.close()
    assert [one.name for one in session.glob("*/*.h264")] == ["000001.h264"]


def test_a_full_disk_ends_the_film_and_is_told_once(disk: Path) -> None:
    said: list[str] = []
    tape = Tape(disk / "camera-front", HEAD, said.append)
    for second in range(100):
        tape.packet(bytes(100_000), float(second), key=True, pts=second)
    until(lambda: said)
    tape.packet(b"more", 200.0, key=True, pts=200)
    tape.close()
    assert said == ["the film ends: No space left on device"]


def test_what_the_disk_is_too_slow_for_is_left_out_and_counted(session: Path) -> None:
    said: list[str] = []
    tape = Tape(session / "camera-front", HEAD, said.append)
    packet = bytes(20 * 1024 * 1024)  # two do not fit into what may wait
    for number in range(20):
        tape.packet(packet, number / 1000, key=True, pts=number)
    until(lambda: tape._waiting_bytes == 0)
    tape.packet(b"after", 1.0, key=True, pts=99)
    tape.close()
    index = [entry for one in sorted(session.glob("*/*.jsonl")) for entry in _index(one)]
    packets = sum(isinstance(one, Packet) for one in index)
    assert packets < 21
    assert said, f"nobody was told, and {packets} of 21 packets are there"
