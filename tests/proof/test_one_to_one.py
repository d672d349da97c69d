"""The judge of records tells a vehicle without its own from one with two, and a record of nobody."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from edge.values import rfc3339
from tests.proof.judge import EPOCH
from tests.proof.one_to_one import Record, Truth, breaches, without_own
from tests.proof.vehicles import Vehicle


def passed(from_s: float, passed_s: float) -> Vehicle:
    return Vehicle("waits", "24C12345", 8.0, 8000, from_s=from_s, passed_s=passed_s, gone_s=passed_s)


def record(name: str, begin_s: float, end_s: float, reason: str = "plate read") -> Record:
    arrived, ended = (rfc3339(EPOCH + timedelta(seconds=at_s)) for at_s in (begin_s, end_s))
    return {"passage_id": name, "arrived_at": arrived, "ended_at": ended, "decision": {"reasons": [reason]}}


FIRST, SECOND = passed(100, 110), passed(130, 140)


@pytest.mark.parametrize(
    ("vehicles", "records", "breach"),
    [
        ([FIRST, SECOND], [record("a", 101, 111), record("b", 131, 141)], None),
        ([FIRST, SECOND], [record("a", 101, 111)], "passed unrecorded"),
        ([FIRST, SECOND], [record("a", 101, 141)], "has no record of its own"),
        ([FIRST], [record("a", 101, 106), record("b", 107, 111)], "2 records of"),
        ([FIRST], [record("a", 101, 111), record("b", 131, 141)], "a record of nobody"),
        ([FIRST], [record("a", 101, 111), record("b", 131, 141, "no vehicle came within 20 s")], None),
    ],
    ids=["one each", "unrecorded", "shared", "two of one", "of nobody", "of nobody and says so"],
)
def test_vehicles_and_records_are_one_to_one(
    vehicles: list[Vehicle], records: list[Record], breach: str | None
) -> None:
    found = list(breaches(Truth(vehicles, [], True), records, Counter()))
    assert len(found) == (breach is not None)
    assert all(breach in one for one in found if breach)


def test_nose_to_tail_each_is_in_a_record_but_perhaps_the_same() -> None:
    convoy = [passed(100, 110), passed(103, 114)]
    assert list(breaches(Truth(convoy, [], True), [record("a", 101, 114)], Counter())) == []
    assert list(breaches(Truth(convoy, [], True), [], Counter())) != []


def test_what_the_lane_could_not_see_it_need_not_record() -> None:
    assert list(breaches(Truth([FIRST], [(105, 106)], True), [], Counter())) == []


def test_as_many_as_possible_get_a_record_of_their_own() -> None:
    assert without_own({"a": ["1", "2"], "b": ["1"], "c": ["2", "3"]}) == []
    assert without_own({"a": ["1"], "b": ["1"]}) == ["b"]
