"""The chain of a lane's records: bytes in, the first broken link out; pure.

Each record names its place (`seq`, without a gap) and the SHA-256 of the record before it, byte for byte as published:

    seq 7 {… "previous_sha256": "52b1…"}      <- SHA-256 of all bytes of seq 6
    seq 8 {… "previous_sha256": "e07c…"}      <- SHA-256 of all bytes of seq 7

So a byte changed in any record but the last one breaks the link behind it. Nothing follows the last one: its own hash
must be compared with the one that somebody else has (`head`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from edge.errors import FrameError

MOMENTS = ("arrived_at", "decided_at", "open_pulse_at", "opened_at", "cleared_at", "ended_at")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Link:
    """A record as far as the chain goes; `place` counts the lines of where it was found, from 1."""

    place: int
    seq: int
    passage_id: str
    lane: str
    sha256: str
    previous: str | None
    arrived_at: datetime
    ended_at: datetime  # the last of its times
    out_of_order: str  # its own times, where they run backwards and the lane does not say itself that they may
    unsynchronised: bool


@dataclass(frozen=True, slots=True)
class Break:
    """Where the records are no chain; `seq` and `passage_id` are None where the record can't be read at all."""

    place: int
    seq: int | None
    passage_id: str | None
    wrong: str
    expected: str
    found: str


def read_record(line: bytes) -> dict[str, Any]:
    """The record of one line; raises `FrameError`."""
    try:
        record = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"is not JSON in UTF-8: {error}") from error
    if not isinstance(record, dict):
        raise FrameError("is no JSON object")
    return record


def link_of(line: bytes, record: Mapping[str, Any], place: int) -> Link:
    """The link that a line is, whose record was read from it; raises `FrameError`."""
    seq, previous = record.get("seq"), record.get("previous_sha256")
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
        raise FrameError("has no seq that counts from 1")
    if previous is not None and not (isinstance(previous, str) and SHA256.fullmatch(previous)):
        raise FrameError("has no SHA-256 as previous_sha256")
    moments = [_moment(record, key) for key in MOMENTS if key == "arrived_at" or record.get(key) is not None]
    unsynchronised = record.get("unsynchronised") is True
    return Link(
        place,
        seq,
        _text(record, "passage_id"),
        f"{_text(record, 'site')}/{_text(record, 'lane')}",
        hashlib.sha256(line).hexdigest(),
        previous,
        moments[0],
        moments[-1],
        "" if unsynchronised or moments == sorted(moments) else f"{moments[0]} to {moments[-1]}",
        unsynchronised,
    )


def pictures_of(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, SHA-256) of each picture that a record lists; raises `FrameError`."""
    images = record.get("images")
    if not isinstance(images, list):
        raise FrameError("has no list of images")
    if not all(isinstance(one, dict) for one in images):
        raise FrameError("lists an image that is no object")
    return [(_text(one, "name"), _text(one, "sha256")) for one in images]


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if not isinstance(value, str) or not value.isprintable() or not value:  # it will be shown on a terminal
        raise FrameError(f"has no {key} that is plain text")
    return value


def _moment(record: Mapping[str, Any], key: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(record, key))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FrameError(f"has no {key} that is a time") from error
    raise FrameError(f"has a {key} without an offset from UTC")


def in_order(links: Iterable[Link]) -> list[Link]:
    """By `seq`, each record once: the same bytes may have come more than once, and not in order."""
    once = {one.sha256: one for one in reversed(list(links))}
    return sorted(once.values(), key=lambda one: (one.seq, one.place))


def first_break(links: Sequence[Link], head: str | None = None) -> Break | None:
    """The first broken link of records `in_order`; `head`: SHA-256 that the last one must have."""
    found = next(_breaks(links), None)
    if found is None and head is not None and links and links[-1].sha256 != head:
        return _break(links[-1], "is not the last record that is known elsewhere: SHA-256", head, links[-1].sha256)
    return found


def _breaks(links: Sequence[Link]) -> Iterator[Break]:
    known: dict[str, Link] = {}
    before: Link | None = None
    for link in links:
        if link.passage_id in known:
            other = known[link.passage_id]
            yield _break(
                link, f"is another record than line {other.place} has for this passage", other.sha256, link.sha256
            )
        known[link.passage_id] = link
        if link.lane != links[0].lane:
            yield _break(link, "is of another lane", links[0].lane, link.lane)
        if link.out_of_order:
            yield _break(link, "has times that run backwards", "its times in order", link.out_of_order)
        yield from _first_link(link) if before is None else _joint(before, link)
        before = link


def _first_link(link: Link) -> Iterator[Break]:
    """What came before the first record at hand is not known, but whether there was any is."""
    if link.seq == 1 and link.previous is not None:
        yield _break(link, "is the lane's first record, but names one before it", "null", link.previous)
    if link.seq > 1 and link.previous is None:
        yield _break(link, "names no record before it", "a SHA-256", "null")


def _joint(before: Link, link: Link) -> Iterator[Break]:
    if link.seq == before.seq:
        yield _break(
            link, f"has the seq of line {before.place}, which is another passage", str(before.seq + 1), str(link.seq)
        )
    elif link.seq != before.seq + 1:
        yield _break(link, f"does not follow seq {before.seq}: records are missing", str(before.seq + 1), str(link.seq))
    elif link.previous != before.sha256:
        wrong = f"was changed, or seq {link.seq} was, which names another SHA-256 of the record before it"
        yield _break(before, wrong, str(link.previous), before.sha256)


def _break(link: Link, wrong: str, expected: str, found: str) -> Break:
    return Break(link.place, link.seq, link.passage_id, wrong, expected, found)


def backwards(links: Sequence[Link]) -> list[Link]:
    """Records `in_order` that ended before the record before them did, as both say by a synchronised clock.

    That alone proves nothing: a clock that was kept by a wrong time service and then by a right one does it too.
    """
    return [
        link
        for before, link in pairwise(links)
        if link.ended_at < before.ended_at and not (before.unsynchronised or link.unsynchronised)
    ]
