"""What a consumer has heard of many lanes: everything once, in order, its chain unbroken? Pure.

Repeats are told by `passage_id` (a picture's by its name too) and are allowed; loss, disorder and damage are not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

NEEDED = {"passage_id", "seq", "previous_sha256", "images"}


@dataclass(slots=True)
class Arrival:
    """A passage as it came in: its place in the chain, monotonic seconds of its record and of its last picture."""

    seq: int
    record_at_s: float
    whole_at_s: float | None = None
    awaited: dict[str, str] = field(default_factory=dict)
    """Name of a picture that is still to come -> its SHA-256."""


@dataclass(slots=True)
class Counts:
    """Records, whole passages (of which from the backlog), payload bytes, and what was wrong."""

    messages: int = 0
    records: int = 0
    whole: int = 0
    backlog_records: int = 0
    backlog_pictures: int = 0
    backlog_whole: int = 0
    payload_bytes: int = 0
    events: int = 0
    repeated_records: int = 0
    repeated_pictures: int = 0
    out_of_order: int = 0
    broken_links: int = 0
    damaged_pictures: int = 0
    unreadable: int = 0


class Ledger:
    """Counts the messages of lanes whose chains begin with `seq` 1; passages up to `backlog` are the backlog's."""

    def __init__(self, backlog: int = 0) -> None:
        self.counts = Counts()
        self.arrivals: dict[str, Arrival] = {}
        self._backlog = backlog
        self._early: dict[str, dict[str, str]] = {}
        self._heads: dict[str, tuple[int, str | None]] = {}

    def take(self, topic: str, payload: bytes, at_s: float) -> None:
        """One message, received at `at_s`."""
        self.counts.messages += 1
        self.counts.payload_bytes += len(payload)
        level = topic.split("/")
        if len(level) > 2 and level[-3] == "image":
            self._take_picture(level[-2], level[-1], payload, at_s)
        elif level[-1] == "passage":
            self._take_record(topic, payload, at_s)
        else:
            self.counts.events += 1

    def _take_record(self, topic: str, payload: bytes, at_s: float) -> None:
        record = _record(payload)
        if record is None:
            self.counts.unreadable += 1
            return
        passage_id, seq = record["passage_id"], record["seq"]
        if passage_id in self.arrivals:
            self.counts.repeated_records += 1
            return
        self._follow(topic, seq, record["previous_sha256"], payload)
        awaited = {one["name"]: one["sha256"] for one in record["images"]}
        self.arrivals[passage_id] = arrival = Arrival(seq, at_s, awaited=awaited)
        self.counts.records += 1
        self.counts.backlog_records += seq <= self._backlog
        if not awaited:
            self._is_whole(arrival, at_s)
        for name, digest in self._early.pop(passage_id, {}).items():
            self._tick_off(arrival, name, digest, at_s)

    def _follow(self, topic: str, seq: int, previous: str | None, payload: bytes) -> None:
        known_seq, known_sha256 = self._heads.get(topic, (0, None))
        self.counts.out_of_order += seq != known_seq + 1
        self.counts.broken_links += previous != known_sha256
        self._heads[topic] = (seq, hashlib.sha256(payload).hexdigest())

    def _take_picture(self, passage_id: str, name: str, payload: bytes, at_s: float) -> None:
        digest = hashlib.sha256(payload).hexdigest()
        arrival = self.arrivals.get(passage_id)
        if arrival is None:  # a new picture may overtake its record, which waits behind older ones
            early = self._early.setdefault(passage_id, {})
            self.counts.repeated_pictures += name in early
            early[name] = digest
        else:
            self._tick_off(arrival, name, digest, at_s)

    def _tick_off(self, arrival: Arrival, name: str, digest: str, at_s: float) -> None:
        sha256 = arrival.awaited.pop(name, None)
        if sha256 is None:
            self.counts.repeated_pictures += 1
            return
        self.counts.damaged_pictures += digest != sha256
        self.counts.backlog_pictures += arrival.seq <= self._backlog
        if not arrival.awaited:
            self._is_whole(arrival, at_s)

    def _is_whole(self, arrival: Arrival, at_s: float) -> None:
        arrival.whole_at_s = at_s
        self.counts.whole += 1
        self.counts.backlog_whole += arrival.seq <= self._backlog


def _record(payload: bytes) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads(payload)
    except ValueError:
        return None
    return record if isinstance(record, dict) and record.keys() >= NEEDED else None
