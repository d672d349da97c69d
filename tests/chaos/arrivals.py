"""Records and events as they arrived: without their repeats, in order, chained. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.chaos.truth import Arrived

SLACK_S = 0.3
ORDER = ("arrived", "identified", "decided", "pulsed", "cleared")


@dataclass(frozen=True, slots=True)
class Document:
    """A record or event, as it came first."""

    payload: bytes
    content: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.content[key]


def seconds(text: str) -> float:
    """Of the epoch, for a time as messages have it."""
    return datetime.fromisoformat(text).timestamp()


def without_repeats(
    heard: Sequence[Arrived], level: str, key: str, counts: Counter[str]
) -> tuple[list[Document], list[str]]:
    """The documents of a topic as each came first, and a breach for each repeat that is another one."""
    first: dict[str, Document] = {}
    breaches = []
    for one in heard:
        if one.level != level:
            continue
        document = Document(one.payload, json.loads(one.payload))
        known = first.setdefault(document[key], document)
        if known is not document:
            counts[f"{level} repeats"] += 1
            if known.payload != document.payload:
                breaches.append(f"a repeat of {level} {document[key]} differs from it")
    return list(first.values()), breaches


def chain(records: Sequence[Document]) -> Iterator[str]:
    """Every number once, each with the SHA-256 of the one before, as published."""
    in_order = sorted(records, key=lambda one: int(one["seq"]))
    numbers = [one["seq"] for one in in_order]
    if numbers != list(range(1, len(numbers) + 1)):
        absent = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        yield f"the chain has gaps or doubles: absent seq {absent}"
    if in_order and in_order[0]["seq"] == 1 and in_order[0]["previous_sha256"] is not None:
        yield "the first record has one before it"
    for before, after in pairwise(in_order):
        if after["previous_sha256"] != hashlib.sha256(before.payload).hexdigest():
            yield f"record seq {after['seq']} is not chained to seq {before['seq']}"


def records_in_order(records: Sequence[Document]) -> Iterator[str]:
    """By `seq`, as they came first."""
    for before, after in pairwise(records):
        if after["seq"] < before["seq"]:
            yield f"record seq {after['seq']} came first behind seq {before['seq']}"


def events_in_order(events: Sequence[Document]) -> Iterator[str]:
    """By time, as they came first, and within a passage as passages go."""
    for before, after in pairwise(events):
        if seconds(after["at"]) < seconds(before["at"]) - SLACK_S:
            names = (f"{one['event']} of {one['at']}" for one in (after, before))
            yield "event {} came first behind {}".format(*names)
    for passage_id in {one["passage_id"] for one in events}:
        known = [one["event"] for one in events if one["passage_id"] == passage_id and one["event"] in ORDER]
        places = [ORDER.index(name) for name in known]
        if places != sorted(places):
            yield f"the events of passage {passage_id} came as {', '.join(known)}"
