"""The record as the contract has it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from edge.lane.passage import Decision, Passage, with_reads, with_weight
from edge.lane.record import Picture, interrupted_record, passage_record
from tests.contract.kept import faults_in
from tests.lane.builders import (
    CONTAINER,
    EPOCH,
    NAME,
    OTHER_PLATE,
    PLATE,
    TRAILER_PLATE,
    container_read,
    frame,
    plate_read,
    utc_at,
    uuid_of,
    weight,
)

PASSAGE_ID = uuid_of(1)
PICTURES = (
    Picture("front.jpg", "front", "frame", None, None, "aa" * 32, 1920, 1080),
    Picture("front-plate.jpg", "front", "crop", "plate", PLATE, "bb" * 32, 200, 80),
    Picture("right-container.jpg", "right", "crop", "container", CONTAINER, "cc" * 32, 600, 90),
)
KEYS = {
    "schema", "passage_id", "seq", "boot_id", "site", "lane", "direction", "arrived_at", "decided_at", "opened_at",
    "cleared_at", "ended_at", "plate", "trailer_plate", "other_plates", "containers", "weight", "decision",
    "violations", "images", "previous_sha256",
}  # fmt: skip
ADDED_BY_THE_OUTBOX = {"seq", "previous_sha256"}
PLATE_KEYS = {
    "text", "country", "class", "confidence", "min_char_confidence", "needs_review", "camera", "frames", "image",
}  # fmt: skip
CONTAINER_KEYS = {
    "number", "size_type", "check_digit_ok", "confidence", "needs_review", "camera", "frames", "image",
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def whole_passage() -> Passage:
    """One that has everything."""
    passage = Passage(PASSAGE_ID, EPOCH, 0.0)
    for at in range(3):
        passage = with_reads(passage, frame(at, plate_read(), plate_read("51D98765")))
        passage = with_reads(passage, frame(at, plate_read(TRAILER_PLATE), view="rear"))
        passage = with_reads(passage, frame(at, container_read(), view="right"))
    for at_s in (1.0, 3.0):
        passage = with_weight(passage, weight(at_s, 32460, stable=True), utc_at(at_s), settle_s=2)
    return replace(
        passage,
        decision=Decision("open", "central", ("plate read",), "an operator"),
        decided_at=utc_at(4),
        open_pulse_at=utc_at(4),
        opened_at=utc_at(5.5),
        cleared_at=utc_at(20),
        ended_at=utc_at(20.0004),
        notes=("came closely behind another vehicle",),
    )


def assert_kept_as_published(record: dict[str, Any]) -> None:
    assert faults_in("passage", {**record, "seq": 1, "previous_sha256": None}) == []


def record_of(passage: Passage) -> dict[str, Any]:
    """As a consumer gets it: through JSON."""
    found: dict[str, Any] = json.loads(json.dumps(passage_record(passage, NAME, PICTURES), allow_nan=False))
    assert_kept_as_published(found)
    return found


def test_a_whole_record_has_every_key_of_the_contract() -> None:
    record = record_of(whole_passage())
    assert set(record) | ADDED_BY_THE_OUTBOX >= KEYS
    assert set(record["plate"]) >= PLATE_KEYS
    assert set(record["trailer_plate"]) >= PLATE_KEYS
    assert set(record["containers"][0]) >= CONTAINER_KEYS
    assert set(record["weight"]) == {"gross_kg", "stable", "status", "raw", "at"}
    assert set(record["decision"]) == {"outcome", "authority", "operator", "reasons"}
    assert [set(one) for one in record["images"]] == [{"name", "kind", "sha256", "width", "height"}] * 3


def test_a_whole_record_says_what_was_known() -> None:
    record = record_of(whole_passage())
    names = ("schema", "passage_id", "boot_id", "site", "lane", "direction")
    assert [record[one] for one in names] == [
        "lanegate/passage/1", PASSAGE_ID, "boot-1", "kim-thanh", "lane-01", "import",
    ]  # fmt: skip
    plate = record["plate"]
    assert [plate[one] for one in ("text", "country", "class", "camera", "frames", "needs_review", "image")] == [
        PLATE, "VN", "civil", "front", 3, False, "front-plate.jpg",
    ]  # fmt: skip
    assert (record["trailer_plate"]["text"], record["trailer_plate"]["image"]) == (TRAILER_PLATE, None)
    assert [one["text"] for one in record["other_plates"]] == ["51D98765"]
    (container,) = record["containers"]
    assert [container[one] for one in ("number", "size_type", "check_digit_ok", "camera", "image")] == [
        CONTAINER, "22G1", True, "right", "right-container.jpg",
    ]  # fmt: skip
    assert record["weight"] == {
        "gross_kg": 32460, "stable": True, "status": "ok", "raw": "0203246003", "at": "2026-03-01T06:00:01.000Z",
    }  # fmt: skip
    assert record["decision"] == {
        "outcome": "open", "authority": "central", "operator": "an operator",
        "reasons": ["plate read", "came closely behind another vehicle"],
    }  # fmt: skip


def test_times_are_rfc_3339_in_utc_with_milliseconds() -> None:
    record = record_of(whole_passage())
    times = [value for key, value in record.items() if key.endswith("_at")] + [record["weight"]["at"]]
    assert len(times) == 7
    assert all(TIME.fullmatch(one) for one in times)
    assert record["opened_at"] == "2026-03-01T06:00:05.500Z"


def test_a_passage_of_which_nothing_is_known_has_every_key_too() -> None:
    record = record_of(Passage(PASSAGE_ID, EPOCH, 0.0))
    assert set(record) | ADDED_BY_THE_OUTBOX >= KEYS
    empty = {key for key, value in record.items() if value is None}
    assert empty == {
        "decided_at", "open_pulse_at", "opened_at", "cleared_at", "ended_at", "plate", "trailer_plate", "weight",
        "announcement", "decision",
    }  # fmt: skip
    assert (record["other_plates"], record["containers"], record["violations"]) == ([], [], [])


@pytest.mark.parametrize(("code", "written"), [("22G1", "22G1"), ("ZZZZ", None), (None, None)])
def test_a_size_type_that_is_none_is_left_out(code: str | None, written: str | None) -> None:
    passage = with_reads(Passage(PASSAGE_ID, EPOCH, 0.0), frame(0, container_read(size_type=code)))
    assert record_of(passage)["containers"][0]["size_type"] == written


def test_a_plate_without_a_grammar_has_no_class_and_wants_review() -> None:
    plate = record_of(with_reads(Passage(PASSAGE_ID, EPOCH, 0.0), frame(0, plate_read("HELLO"))))["plate"]
    assert (plate["text"], plate["country"], plate["class"], plate["needs_review"]) == ("HELLO", None, None, True)


def test_chinese_characters_survive_the_json() -> None:
    passage = with_reads(Passage(PASSAGE_ID, EPOCH, 0.0), frame(0, plate_read(OTHER_PLATE)))
    assert record_of(passage)["plate"]["text"] == OTHER_PLATE


def test_an_interrupted_record_keeps_what_was_known_and_says_so() -> None:
    known = record_of(replace(whole_passage(), ended_at=None, cleared_at=None))
    record: dict[str, Any] = {**interrupted_record(known, utc_at(100))}
    assert_kept_as_published(record)
    assert record["interrupted"] is True
    assert record["ended_at"] == "2026-03-01T06:01:40.000Z"
    assert record["cleared_at"] is None
    assert record["decision"]["outcome"] == "open"
    assert record["decision"]["reasons"][-1] == "the daemon was restarted during this passage"
    unchanged = set(known) - {"ended_at", "decision"}
    assert {key: record[key] for key in unchanged} == {key: known[key] for key in unchanged}


def test_an_interrupted_passage_without_a_decision_gets_none() -> None:
    record = interrupted_record(record_of(Passage(PASSAGE_ID, EPOCH, 0.0)), utc_at(100))
    assert record["decision"] == {
        "outcome": "none", "authority": "none", "operator": None,
        "reasons": ["the daemon was restarted during this passage"],
    }  # fmt: skip
