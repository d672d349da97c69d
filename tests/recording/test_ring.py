from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from edge.recording.folder import HEAD, make_folder
from edge.recording.ring import Bounds, Ring
from tests.small_disk import small_disk

WIDE = Bounds(max_bytes=1e9, minutes=30, most_kept=2, spare_bytes=0)
NOON_S = 1_800_000_000.0


def _session(folder: Path, name: str, minutes_ago: list[float], size: int = 1000) -> Path:
    """A session with a film's part and one of events for each."""
    session = make_folder(folder / name)
    (session / HEAD).write_text("{}")
    make_folder(session / "camera-front")
    for number, ago in enumerate(minutes_ago, 1):
        for part in (
            f"events-{number:06d}.jsonl",
            f"camera-front/{number:06d}.h264",
            f"camera-front/{number:06d}.jsonl",
        ):
            (session / part).write_bytes(bytes(size))
            os.utime(session / part, (NOON_S - ago * 60, NOON_S - ago * 60))
    return session


def _parts(session: Path) -> list[str]:
    return sorted(str(one.relative_to(session)) for one in session.rglob("0*")) + sorted(
        one.name for one in session.glob("events-*")
    )


def test_what_is_older_than_the_ring_goes_and_a_film_goes_with_its_index(tmp_path: Path) -> None:
    session = _session(tmp_path, "now", [90, 40, 20, 0])
    assert Ring(tmp_path, session, WIDE).prune()
    assert _parts(session) == [
        "camera-front/000003.h264",
        "camera-front/000003.jsonl",
        "camera-front/000004.h264",
        "camera-front/000004.jsonl",
        "events-000003.jsonl",
        "events-000004.jsonl",
    ]


def test_a_session_of_an_earlier_run_goes_with_its_last_part(tmp_path: Path) -> None:
    before = _session(tmp_path, "before", [90, 40])
    session = _session(tmp_path, "now", [0])
    assert Ring(tmp_path, session, WIDE).prune()
    assert not before.exists()
    assert len(_parts(session)) == 3


def test_beyond_its_bytes_the_oldest_goes(tmp_path: Path) -> None:
    session = _session(tmp_path, "now", [3, 2, 1, 0], size=10_000)
    Ring(tmp_path, session, replace(WIDE, max_bytes=65_000)).prune()
    assert sum(one.stat().st_size for one in session.rglob("*") if one.is_file()) <= 65_000
    assert "events-000004.jsonl" in _parts(session)
    assert "events-000001.jsonl" not in _parts(session)


def test_what_is_put_aside_stays_when_the_ring_moves_on_and_takes_no_second_room(tmp_path: Path) -> None:
    session = _session(tmp_path, "now", [2, 1, 0])
    ring = Ring(tmp_path, session, WIDE)
    kept = ring.keep("20261124T225700Z-indicator-silent")
    assert kept.name == "kept-20261124T225700Z-indicator-silent"
    assert _parts(kept) == _parts(session)
    part = "camera-front/000001.h264"
    assert (kept / part).stat().st_ino == (session / part).stat().st_ino
    for one in list(session.rglob("*000001.*")):
        os.utime(one, (NOON_S - 9999, NOON_S - 9999))
    ring.prune()
    assert not (session / part).exists()
    assert (kept / part).exists()


def test_no_more_sessions_are_put_aside_than_allowed_and_the_newest_stay(tmp_path: Path) -> None:
    ring = Ring(tmp_path, _session(tmp_path, "now", [0]), WIDE)
    for name in ("1-a", "2-b", "3-c"):
        ring.keep(name)
    assert sorted(one.name for one in tmp_path.glob("kept-*")) == ["kept-2-b", "kept-3-c"]


@pytest.mark.parametrize("spare_mb", [6, 40])
def test_the_ring_gives_way_before_the_disk_is_short_and_says_where_that_is_not_enough(
    tmp_path: Path, spare_mb: int
) -> None:
    with small_disk(tmp_path / "disk", 10) as disk:
        session = _session(disk, "now", [3, 2, 1, 0], size=700_000)
        has_room = Ring(disk, session, replace(WIDE, spare_bytes=spare_mb * 1e6)).prune()
        assert has_room is (spare_mb == 6)
        assert "events-000001.jsonl" not in _parts(session)
