from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from edge.errors import StorageError
from edge.evidence import Evidence

DAY_S = 86_400.0
NOW_S = 1_900_000_000.0
MEBIBYTE = 1024 * 1024


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path / "evidence")


def save_old(evidence: Evidence, passage_id: str, age_days: float, size: int = 10) -> None:
    """A passage with one picture of that age."""
    stored = evidence.save(passage_id, "front.jpg", bytes(size))
    changed_s = NOW_S - age_days * DAY_S
    os.utime(stored.path, (changed_s, changed_s))


def left(tmp_path: Path) -> list[str]:
    return sorted(one.name for one in (tmp_path / "evidence").iterdir())


def test_a_picture_is_stored_and_read_back(evidence: Evidence, tmp_path: Path) -> None:
    stored = evidence.save("p1", "front.jpg", b"\xff\xd8 invented")
    assert stored.name == "front.jpg"
    assert stored.path == evidence.path_of("p1", "front.jpg") == tmp_path / "evidence" / "p1" / "front.jpg"
    assert stored.sha256 == hashlib.sha256(b"\xff\xd8 invented").hexdigest()
    assert evidence.read("p1", "front.jpg") == b"\xff\xd8 invented"


def test_a_picture_takes_the_place_of_the_one_before_and_nothing_else_is_left(
    evidence: Evidence, tmp_path: Path
) -> None:
    evidence.save("p1", "front.jpg", b"first")
    evidence.save("p1", "front.jpg", b"second")
    assert evidence.read("p1", "front.jpg") == b"second"
    assert [one.name for one in (tmp_path / "evidence" / "p1").iterdir()] == ["front.jpg"]


def test_a_picture_that_can_not_be_written_is_named_and_leaves_nothing(evidence: Evidence, tmp_path: Path) -> None:
    in_the_way = tmp_path / "evidence" / "p1" / "front.jpg"
    (in_the_way / "full").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"front\.jpg"):
        evidence.save("p1", "front.jpg", b"picture")
    assert [one.name for one in in_the_way.parent.iterdir()] == ["front.jpg"]


@pytest.mark.parametrize(
    ("passage_id", "name"),
    [
        ("p1", "../../secret"),
        ("..", "secret"),
        ("p1/../..", "secret"),
        ("", "../secret"),
        ("p1", "/etc/hostname"),
        ("/etc", "hostname"),
        ("p1", "link"),
        ("p1", "nothing.jpg"),
        ("p1", ""),
        ("p1", "front.jpg\0"),
        ("p1", "x" * 5000),
        ("p1", "front.jpg/more"),
    ],
)
def test_names_that_leave_the_folder_or_are_no_picture_read_as_none(
    evidence: Evidence, tmp_path: Path, passage_id: str, name: str
) -> None:
    evidence.save("p1", "front.jpg", b"picture")
    (tmp_path / "secret").write_text("not yours")
    (tmp_path / "evidence" / "p1" / "link").symlink_to(tmp_path / "secret")
    assert evidence.read(passage_id, name) is None


def test_a_forgotten_passage_has_no_pictures(evidence: Evidence, tmp_path: Path) -> None:
    evidence.save("p1", "front.jpg", b"1")
    evidence.save("p2", "front.jpg", b"2")
    evidence.forget("p1")
    evidence.forget("never")
    assert left(tmp_path) == ["p2"]


def test_passages_older_than_the_days_are_removed(evidence: Evidence, tmp_path: Path) -> None:
    for name, age in (("old", 31), ("kept", 29), ("oldest", 400)):
        save_old(evidence, name, age)
    assert evidence.prune(NOW_S, 30, MEBIBYTE) == ["oldest", "old"]
    assert left(tmp_path) == ["kept"]


def test_the_oldest_passages_beyond_the_size_are_removed(evidence: Evidence, tmp_path: Path) -> None:
    for name, age in (("c", 3), ("a", 1), ("d", 4), ("b", 2)):
        save_old(evidence, name, age, MEBIBYTE)
    assert evidence.prune(NOW_S, 30, 2.5 * MEBIBYTE) == ["d", "c"]
    assert left(tmp_path) == ["a", "b"]
    assert evidence.prune(NOW_S, 30, 2.5 * MEBIBYTE) == []


def test_a_passage_is_as_old_as_its_newest_picture(evidence: Evidence) -> None:
    save_old(evidence, "p1", 40)
    evidence.save("p1", "rear.jpg", b"later")
    os.utime(evidence.path_of("p1", "rear.jpg"), (NOW_S, NOW_S))
    assert evidence.prune(NOW_S, 30, MEBIBYTE) == []


def test_there_is_nothing_to_remove_before_the_first_picture(evidence: Evidence) -> None:
    assert evidence.prune(NOW_S, 1, 0) == []


def test_an_empty_folder_of_an_old_passage_is_removed(evidence: Evidence, tmp_path: Path) -> None:
    empty = tmp_path / "evidence" / "empty"
    empty.mkdir(parents=True)
    os.utime(empty, (NOW_S - 99 * DAY_S, NOW_S - 99 * DAY_S))
    assert evidence.prune(NOW_S, 30, MEBIBYTE) == ["empty"]
    assert left(tmp_path) == []


def test_passages_are_named_in_the_order_of_their_time(evidence: Evidence) -> None:
    ids = ["01945b6e-9d80-7000-8000-000000000001", "01945b6e-9d81-7000-8000-000000000000"]
    for one in reversed(ids):
        evidence.save(one, "front.jpg", b"1")
    assert evidence.passages() == ids
    assert evidence.names(ids[0]) == ["front.jpg"]
    assert evidence.names("never") == []


def test_a_removed_picture_gives_back_its_bytes_and_its_folder_goes_with_the_last_one(
    evidence: Evidence, tmp_path: Path
) -> None:
    evidence.save("p1", "front.jpg", bytes(100_000))
    evidence.save("p1", "rear.jpg", b"1")
    assert 100_000 <= evidence.remove("p1", "front.jpg") < 200_000
    assert evidence.names("p1") == ["rear.jpg"]
    assert evidence.remove("p1", "front.jpg") == 0
    evidence.remove("p1", "rear.jpg")
    assert left(tmp_path) == []


def test_what_is_not_sent_yet_stays_however_old_it_is(evidence: Evidence) -> None:
    save_old(evidence, "unsent", 90)
    save_old(evidence, "sent", 80)
    assert evidence.prune(NOW_S, 30, MEBIBYTE, unsent={"unsent"}) == ["sent"]
    assert evidence.passages() == ["unsent"]


def test_beyond_the_size_what_is_not_sent_goes_last_and_the_oldest_of_it_first(evidence: Evidence) -> None:
    for age_days, name in enumerate(("new sent", "new unsent", "old sent", "old unsent")):
        save_old(evidence, name, age_days, MEBIBYTE)
    unsent = {"new unsent", "old unsent"}
    assert evidence.prune(NOW_S, 30, 2 * MEBIBYTE, unsent=unsent) == ["old sent", "new sent"]
    assert evidence.prune(NOW_S, 30, 1 * MEBIBYTE, unsent=unsent) == ["old unsent"]
    assert evidence.passages() == ["new unsent"]
