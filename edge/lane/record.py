"""A passage -> its record as published, `lanegate/passage/1`; pure. The chain's keys are added by the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from edge.lane.documents.passage import (
    ContainerMark,
    DecisionMade,
    Direction,
    ImageEntry,
    MatchedAnnouncement,
    PassageRecord,
    PictureKind,
    PlateMark,
    Weight,
)
from edge.lane.passage import Passage, PlateResult, marks_of
from edge.lane.vote import Result, text_of
from edge.rules.iso6346 import parse_size_type
from edge.values import ContainerRead, MarkKind, rfc3339


@dataclass(frozen=True, slots=True)
class LaneName:
    """Where and in which run of the daemon a record was made."""

    site: str
    lane: str
    direction: Direction
    boot_id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One evidence picture.

    `frame`: a camera's whole picture as it was read, `marked`: a copy of that with its reads drawn in, `crop`: what
    shows the `mark` that was read there as `text`; only a crop has these two.
    """

    name: str
    camera: str
    kind: PictureKind
    mark: MarkKind | None
    text: str | None
    sha256: str
    width: int
    height: int


def passage_record(passage: Passage, lane: LaneName, pictures: Sequence[Picture]) -> PassageRecord:
    """The record of a passage as far as it has come."""
    marks = marks_of(passage)
    return {
        "schema": "lanegate/passage/1",
        "passage_id": passage.passage_id,
        "boot_id": lane.boot_id,
        "site": lane.site,
        "lane": lane.lane,
        "direction": lane.direction,
        "arrived_at": rfc3339(passage.arrived_at),
        "decided_at": _time(passage.decided_at),
        "open_pulse_at": _time(passage.open_pulse_at),
        "opened_at": _time(passage.opened_at),
        "cleared_at": _time(passage.cleared_at),
        "ended_at": _time(passage.ended_at),
        "plate": _plate_or_none(marks.plate, pictures),
        "trailer_plate": _plate_or_none(marks.trailer_plate, pictures),
        "other_plates": [_plate(one, pictures) for one in marks.other_plates],
        "containers": [_container(one, pictures) for one in marks.containers],
        "weight": _weight(passage),
        "announcement": _announcement(passage),
        "decision": _decision(passage),
        "violations": list(passage.violations),
        "images": [picture_entry(one) for one in pictures],
    }


def picture_entry(picture: Picture) -> ImageEntry:
    """One line of the record's `images`."""
    return {
        "name": picture.name,
        "kind": picture.kind,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
    }


def interrupted_record(known: Mapping[str, Any], at: datetime) -> PassageRecord:
    """The record of a passage that a restart cut short, from what was committed of it."""
    note = "the daemon was restarted during this passage"
    decision = known["decision"] or {"outcome": "none", "authority": "none", "operator": None, "reasons": []}
    reasons = [*decision["reasons"], note]
    ended = {**known, "ended_at": rfc3339(at), "decision": {**decision, "reasons": reasons}, "interrupted": True}
    return cast(PassageRecord, ended)  # what was committed came from `passage_record`


def _time(utc: datetime | None) -> str | None:
    return rfc3339(utc) if utc is not None else None


def _plate_or_none(one: PlateResult | None, pictures: Sequence[Picture]) -> PlateMark | None:
    return _plate(one, pictures) if one is not None else None


def _plate(one: PlateResult, pictures: Sequence[Picture]) -> PlateMark:
    vote = one.vote
    return {
        "text": vote.text,
        "country": one.rule.country if one.rule else None,
        "class": one.rule.name if one.rule else None,
        "confidence": round(vote.confidence, 4),
        "min_char_confidence": round(vote.min_char_confidence, 4),
        "needs_review": one.needs_review,
        "camera": vote.cluster.camera,
        "frames": vote.cluster.frames,
        "image": _picture_of(vote, pictures),
    }


def _container(vote: Result, pictures: Sequence[Picture]) -> ContainerMark:
    best = vote.cluster.best
    code = best.size_type if isinstance(best, ContainerRead) else None
    return {
        "number": vote.text,
        "size_type": code if code and parse_size_type(code) else None,
        "check_digit_ok": vote.valid,
        "confidence": round(vote.confidence, 4),
        "min_char_confidence": round(vote.min_char_confidence, 4),
        "needs_review": vote.needs_review,
        "camera": vote.cluster.camera,
        "frames": vote.cluster.frames,
        "image": _picture_of(vote, pictures),
    }


def _picture_of(vote: Result, pictures: Sequence[Picture]) -> str | None:
    """The crop of the mark's best read."""
    cluster = vote.cluster
    wanted = (cluster.camera, cluster.kind, text_of(cluster.best))
    return next((one.name for one in pictures if (one.camera, one.mark, one.text) == wanted), None)


def _weight(passage: Passage) -> Weight | None:
    if passage.weighed is None:
        return None
    reading = passage.weighed.reading
    return {
        "gross_kg": reading.gross_kg,
        "stable": reading.stable,
        "status": reading.status,
        "raw": reading.raw,
        "at": rfc3339(passage.weighed.at),
    }


def _decision(passage: Passage) -> DecisionMade | None:
    if passage.decision is None:
        return None
    return {
        "outcome": passage.decision.outcome,
        "authority": passage.decision.authority,
        "operator": passage.decision.operator,
        "reasons": [*passage.decision.reasons, *passage.notes],
    }


def _announcement(passage: Passage) -> MatchedAnnouncement | None:
    """The entry of the centre's list that the passage was matched to; `id` is the centre's, else the lane's digest."""
    found = passage.announcement
    if found is None:
        return None
    return {
        "id": found.entry.key,
        "plate": found.entry.vehicle.plate,
        "containers": list(found.entry.vehicle.containers),
        "matched_by": list(found.matched_by),
        "needs_review": bool(found.doubts),
        "served": is_served(passage),
    }


def is_served(passage: Passage) -> bool:
    """Whether the passage has used its announcement up: the vehicle was let through, in monitor mode by others."""
    decision = passage.decision
    if passage.open_pulse_at is not None or decision is None:
        return passage.open_pulse_at is not None
    monitored = decision.outcome == "none" and passage.decided_at is not None
    return decision.outcome == "open" or monitored
