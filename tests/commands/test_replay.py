"""`lanegate replay` on the recorded session of a drawn truck: made by `tests.sessions.make`."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from tqdm import tqdm

from edge.__main__ import main

SESSION = Path(__file__).parents[1] / "sessions" / "one-truck"
ONE_THREAD = ("--cpu-threads", "1")

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(autouse=True)
def no_watch_over_progress_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """tqdm watches its bars from a thread that it never ends."""
    monkeypatch.setattr(tqdm, "monitor_interval", 0)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A copy of the session, to be broken."""
    return Path(shutil.copytree(SESSION, tmp_path / "session"))


@pytest.fixture
def start(session: Path) -> Path:
    """The first seconds of it, before the truck came."""
    events = session / "events-000001.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join(lines[: next(n for n, line in enumerate(lines) if b'"analysed"' in line)]))
    return session


def _records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_recorded_truck_comes_out_as_it_was_published_and_twice_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(SESSION), "--json", *ONE_THREAD, "--state", str(tmp_path / "kept")]) == 0
    first = capsys.readouterr()
    assert main(["replay", str(SESSION), "--json", *ONE_THREAD]) == 0
    assert capsys.readouterr().out == first.out
    (record,) = _records(first.out)
    assert record["plate"]["text"] == "云DN0181"
    assert [one["number"] for one in record["containers"]] == ["TCLU6131860"]
    assert record["weight"]["gross_kg"] == 37160
    assert record["weight"]["raw"] == "022b30333731363030313803"
    assert record["decision"]["outcome"] == "open"
    assert record["announcement"]["served"] is True
    assert "1 passages and 1 open pulses" in first.err
    assert "the same came out" in first.err
    pictures = tmp_path / "kept" / "evidence" / record["passage_id"]
    assert {one["name"] for one in record["images"]} == {one.name for one in pictures.iterdir()}


def test_another_passage_than_live_is_named_and_ends_with_1(start: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (SESSION / "events-000001.jsonl").read_bytes().splitlines(keepends=True)
    published = next(line for line in lines if line.startswith(b'{"kind":"kept"'))
    with (start / "events-000001.jsonl").open("ab") as file:
        file.write(published)
    assert main(["replay", str(start), *ONE_THREAD]) == 1
    said = capsys.readouterr()
    assert "published live, not in the replay" in said.err
    assert "the same came out" not in said.out


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_is_no_session_is_one_line_and_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], made: bool
) -> None:
    folder = tmp_path / "none"
    if made:
        folder.mkdir()
    assert main(["replay", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"lanegate: {folder} is no recorded session: session.json can't be read (No such file or directory)"
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"not JSON", "Invalid JSON"),
        (b"[]", "object"),
        (b"{}", "format: Field required"),
        (b'{"format":2,"version":"9.0","boot_id":"01a20fd3-dfec-7af9-b067-058f325d9415","lane":{},'
         b'"began_at":"2026-11-24T22:57:00Z"}', "format 2 is not known here (lanegate 9.0 wrote it)"),
    ],
)  # fmt: skip
def test_a_head_that_is_none_is_named(
    session: Path, capsys: pytest.CaptureFixture[str], head: bytes, told: str
) -> None:
    (session / "session.json").write_bytes(head)
    assert main(["replay", str(session)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert told in lines[0]


def test_lane_settings_that_are_none_are_named_as_those_of_a_configuration(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = json.loads((session / "session.json").read_text())
    head["lane"]["arrival"] = {"by": "magic"}
    (session / "session.json").write_text(json.dumps(head))
    assert main(["replay", str(session), *ONE_THREAD]) == 2
    assert f"{session}/session.json: arrival.by: not a known value" in capsys.readouterr().err


def test_a_last_line_cut_by_a_power_cut_is_no_fault(start: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = start / "events-000001.jsonl"
    events.write_bytes(events.read_bytes()[:-40])
    assert main(["replay", str(start), *ONE_THREAD]) == 0
    assert "0 passages and 0 open pulses" in capsys.readouterr().out


def test_a_ring_that_has_lost_its_beginning_is_replayed_and_that_is_said(
    start: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (start / "events-000001.jsonl").rename(start / "events-000007.jsonl")
    assert main(["replay", str(start), *ONE_THREAD]) == 0
    assert "the session's beginning is gone" in capsys.readouterr().out


def test_broken_lines_are_left_out_counted_and_end_with_1(start: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = start / "events-000001.jsonl"
    lines = events.read_bytes().splitlines(keepends=True)
    lines[3:6] = [b"\xff\x00\n", b'{"kind":"tick"}\n', b"[" * 5000 + b"\n"]
    events.write_bytes(b"".join(lines))
    assert main(["replay", str(start), *ONE_THREAD]) == 1
    assert "lanegate replay: events-000001.jsonl: 3 lines can't be read" in capsys.readouterr().err


def test_a_film_that_is_gone_leaves_its_frames_out_and_is_told(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(session / "camera-front")
    shutil.rmtree(session / "camera-right")
    assert main(["replay", str(session), *ONE_THREAD]) == 1
    said = capsys.readouterr()
    assert "analysed frames are not on film" in said.err
    assert "plate" in said.err
    assert "37160 kg" in said.out, "the weight is there all the same"


def test_without_any_event_there_is_nothing_to_replay(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (session / "events-000001.jsonl").write_bytes(b"")
    assert main(["replay", str(session), *ONE_THREAD]) == 1
    assert f"{session} holds no event that can be read" in capsys.readouterr().err


def test_a_state_folder_with_something_in_it_is_refused(start: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(start), "--state", str(start)]) == 1
    assert f"{start} is not empty" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(4))
def test_a_session_with_bytes_changed_at_random_never_ends_in_a_traceback(
    session: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - breaks a file, guards nothing
    events = session / "events-000001.jsonl"
    lines = [line for line in events.read_bytes().splitlines(keepends=True) if b'"analysed"' not in line]
    for number in chance.sample(range(len(lines)), 60):
        line = bytearray(lines[number])
        line[chance.randrange(len(line))] = chance.choice(b'0123456789-.e"')
        lines[number] = bytes(line)
    events.write_bytes(b"".join(lines))
    for index in session.glob("camera-*/*.jsonl"):
        content = bytearray(index.read_bytes())
        content[chance.randrange(len(content))] ^= 0x55
        index.write_bytes(content)
    assert main(["replay", str(session), *ONE_THREAD]) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err
