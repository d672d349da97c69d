"""The consumer's account of many lanes: it must notice what is lost, disordered or damaged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from edge.sim.fleet_ledger import Ledger

LANE = "gate/v1/fleet/lane-0001"
FRONT, PLATE = b"\xff\xd8front\xff\xd9", b"\xff\xd8plate\xff\xd9"
FAULTS = ("out_of_order", "broken_links", "damaged_pictures", "unreadable")


def sha256(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


def record(seq: int, previous: bytes | None) -> bytes:
    """A passage with two pictures, as a lane publishes it behind the record `previous`."""
    images = [{"name": "front.jpg", "sha256": sha256(FRONT)}, {"name": "front-plate.jpg", "sha256": sha256(PLATE)}]
    link = None if previous is None else sha256(previous)
    known = {"passage_id": f"p{seq}", "seq": seq, "images": images, "previous_sha256": link}
    return json.dumps(known).encode()


FIRST = record(1, None)
SECOND = record(2, FIRST)


def heard(*messages: tuple[str, bytes], backlog: int = 0) -> Ledger:
    """Each is a level below the lane's, and a payload; they come a second apart."""
    ledger = Ledger(backlog)
    for at_s, (level, payload) in enumerate(messages):
        ledger.take(f"{LANE}/{level}", payload, float(at_s))
    return ledger


def faults(ledger: Ledger) -> dict[str, int]:
    return {name: count for name, count in asdict(ledger.counts).items() if name in FAULTS and count}


def test_a_passage_is_whole_with_its_last_picture() -> None:
    ledger = heard(("passage", FIRST), ("image/p1/front.jpg", FRONT), ("image/p1/front-plate.jpg", PLATE))
    assert (ledger.counts.records, ledger.counts.whole, faults(ledger)) == (1, 1, {})
    assert (ledger.arrivals["p1"].record_at_s, ledger.arrivals["p1"].whole_at_s) == (0.0, 2.0)
    assert ledger.counts.payload_bytes == len(FIRST + FRONT + PLATE)


def test_pictures_may_overtake_their_record() -> None:
    ledger = heard(("image/p1/front.jpg", FRONT), ("image/p1/front-plate.jpg", PLATE), ("passage", FIRST))
    assert (ledger.counts.whole, faults(ledger)) == (1, {})


def test_without_one_of_its_pictures_a_passage_is_not_whole() -> None:
    ledger = heard(("passage", FIRST), ("image/p1/front.jpg", FRONT))
    assert (ledger.counts.records, ledger.counts.whole) == (1, 0)


def test_repeats_are_counted_and_no_fault() -> None:
    ledger = heard(
        ("passage", FIRST), ("passage", FIRST), ("image/p1/front.jpg", FRONT), ("image/p1/front.jpg", FRONT),
        ("passage", SECOND),
    )  # fmt: skip
    assert (ledger.counts.records, ledger.counts.repeated_records, ledger.counts.repeated_pictures) == (2, 1, 1)
    assert faults(ledger) == {}


def test_a_missing_record_is_out_of_order_and_breaks_the_chain() -> None:
    assert faults(heard(("passage", FIRST), ("passage", record(3, SECOND)))) == {"out_of_order": 1, "broken_links": 1}


def test_records_in_the_wrong_order_are_noticed() -> None:
    assert faults(heard(("passage", SECOND), ("passage", FIRST))) == {"out_of_order": 2, "broken_links": 2}


def test_a_record_that_was_changed_breaks_the_chain_at_the_next_one() -> None:
    changed = FIRST.replace(b'"p1"', b'"pX"')
    assert faults(heard(("passage", changed), ("passage", SECOND))) == {"broken_links": 1}


def test_a_picture_that_is_not_the_one_of_the_record_is_damaged() -> None:
    assert faults(heard(("passage", FIRST), ("image/p1/front.jpg", FRONT[:-1]))) == {"damaged_pictures": 1}
    assert faults(heard(("image/p1/front.jpg", FRONT[:-1]), ("passage", FIRST))) == {"damaged_pictures": 1}


def test_a_record_that_is_none_is_counted_as_unreadable() -> None:
    for payload in (b"", b"\xff", b"[]", b"{}", b'"passage_id"'):
        assert faults(heard(("passage", payload))) == {"unreadable": 1}


def test_lanes_have_chains_of_their_own_and_events_are_counted_apart() -> None:
    ledger = heard(("passage", FIRST), ("event", b"{}"))
    ledger.take("gate/v1/fleet/lane-0002/passage", FIRST.replace(b'"p1"', b'"q1"'), 2.0)
    assert (ledger.counts.records, ledger.counts.events, faults(ledger)) == (2, 1, {})


def test_passages_of_the_backlog_are_counted_apart() -> None:
    ledger = heard(("passage", FIRST), ("passage", SECOND), backlog=1)
    assert (ledger.counts.records, ledger.counts.backlog_records) == (2, 1)
