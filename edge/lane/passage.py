"""One truck through one lane, as far as it is known; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from edge.lane.announcement import Announcement
from edge.lane.vote import Cluster, Result, add_read, is_known, kind_of, result_of
from edge.rules.plates import PlateRule, classify
from edge.values import FrameRead, PlateRead, WeightReading

Outcome = Literal["open", "refuse", "refer", "none"]
Authority = Literal["local", "central", "operator", "none"]

TRAILER_RULES = frozenset({"trailer"})
SAME_FIGURE = 0.002  # of a stable figure: the indicator may waver between two graduations
MORE_COMES = 0.02  # of a stable figure: more than rocking adds to it
OTHER_MARK_FRAMES = 2  # a second mark must be seen so often before it is reported


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom and why; `operator` is who sent the command, where one did."""

    outcome: Outcome
    authority: Authority
    reasons: tuple[str, ...]
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class PlateResult:
    """A plate as the vote has it, with its class by the grammar."""

    vote: Result
    rule: PlateRule | None
    needs_review: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Who is in the lane: tractor and trailer kept apart, everything else beside them."""

    plate: PlateResult | None = None
    trailer_plate: PlateResult | None = None
    other_plates: tuple[PlateResult, ...] = ()
    containers: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight reading with the UTC time it came; `settled` once its figure has lasted (see `with_weight`).

    `lighter`: a stable figure that came after it settled, and has yet to last as long.
    """

    reading: WeightReading
    at: datetime
    settled: bool = False
    lighter: Weighed | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """All that is known of one truck.

    `found_at_start`: the vehicle stood in the lane when the daemon started, so nothing opens for it by itself.
    `vehicle_seen`: false while an opening on command still waits for a vehicle. `follower`: marks of the next truck,
    seen by a front camera after this one was let go. `asked_s`: when identification ended and a decision was due.
    """

    passage_id: str
    arrived_at: datetime
    arrived_s: float
    found_at_start: bool = False
    vehicle_seen: bool = True
    clusters: tuple[Cluster, ...] = ()
    follower: tuple[Cluster, ...] = ()
    weighed: Weighed | None = None
    announcement: Announcement | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None
    asked_s: float | None = None
    opened_at: datetime | None = None
    open_pulse_at: datetime | None = None
    cleared_at: datetime | None = None
    ended_at: datetime | None = None
    notes: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()


def with_reads(passage: Passage, read: FrameRead) -> Passage:
    """The passage with the marks of one more frame."""
    clusters = passage.clusters
    for one in read.reads:
        clusters = add_read(clusters, one, read.camera, read.view)
    return replace(passage, clusters=clusters)


def with_late_reads(passage: Passage, read: FrameRead) -> Passage:
    """The passage with a frame's marks after it was let go: a new mark in front is the next truck's.

    Where a person opened before the truck was identified, its first marks are still its own.
    """
    clusters, follower = passage.clusters, passage.follower
    kinds = {one.kind for one in clusters}
    for one in read.reads:
        own = passage.asked_s is None and kind_of(one) not in kinds
        if read.view == "front" and not own and not is_known(clusters, one):
            follower = add_read(follower, one, read.camera, read.view)
        else:
            clusters = add_read(clusters, one, read.camera, read.view)
    return replace(passage, clusters=clusters, follower=follower)


def with_weight(passage: Passage, reading: WeightReading, at: datetime, settle_s: float) -> Passage:
    """The passage with one more weight: the newest stable one is kept, or the newest while none was stable.

    A truck that rolls on slowly makes plateaus between its axle groups, and each of them is stable for a moment. So a
    stable figure counts as settled only once it has lasted `settle_s`, and gives way when the weight grows beyond it.
    It is published as it first came; a graduation up or down is the same figure. A truck that leaves makes plateaus
    too: a settled figure gives way to a lighter one only once that has lasted as well.
    """
    weighed = passage.weighed
    if weighed is None or not weighed.reading.stable:
        return replace(passage, weighed=Weighed(reading, at))
    known_kg, now_kg = weighed.reading.gross_kg or 0.0, reading.gross_kg or 0.0
    if reading.stable and _is_same(now_kg, known_kg):
        settled = weighed.settled or _lasted(weighed, reading, settle_s)
        return replace(passage, weighed=replace(weighed, settled=settled, lighter=None))
    if reading.stable and weighed.settled and now_kg < known_kg:
        return replace(passage, weighed=_with_lighter(weighed, reading, at, settle_s))
    if reading.stable or reading.status == "overload" or now_kg > known_kg * (1 + MORE_COMES):
        return replace(passage, weighed=Weighed(reading, at))
    return passage


def _with_lighter(weighed: Weighed, reading: WeightReading, at: datetime, settle_s: float) -> Weighed:
    lighter = weighed.lighter
    if lighter is None or not _is_same(reading.gross_kg or 0.0, lighter.reading.gross_kg or 0.0):
        return replace(weighed, lighter=Weighed(reading, at))
    return replace(lighter, settled=True) if _lasted(lighter, reading, settle_s) else weighed


def _is_same(now_kg: float, known_kg: float) -> bool:
    return abs(now_kg - known_kg) <= SAME_FIGURE * known_kg


def _lasted(weighed: Weighed, reading: WeightReading, settle_s: float) -> bool:
    return reading.at_s - weighed.reading.at_s >= settle_s


def with_final_weight(passage: Passage, reading: WeightReading, at: datetime) -> Passage:
    """The passage with a weight that came after the decision: only a heavier stable one, of a truck rolling on."""
    known_kg = passage.weighed.reading.gross_kg if passage.weighed else None
    if reading.stable and reading.gross_kg is not None and reading.gross_kg > (known_kg or 0.0):
        return replace(passage, weighed=Weighed(reading, at, settled=True))
    return passage


def with_note(passage: Passage, note: str) -> Passage:
    """The passage with a line more for its record's reasons, said once."""
    return passage if note in passage.notes else replace(passage, notes=(*passage.notes, note))


def with_violation(passage: Passage, code: str, text: str) -> Passage:
    """The passage with one more thing that was not allowed: a short stable code, and words for a person; said once."""
    line = f"{code}: {text}"
    return passage if line in passage.violations else replace(passage, violations=(*passage.violations, line))


def marks_of(passage: Passage) -> Marks:
    """The marks by the vote, tractor and trailer told apart.

    A trailer class (Vietnamese R and RM, Chinese 挂) is the trailer's plate wherever it is seen. Otherwise the plate
    that the front camera saw most is the tractor's, and a different one that only a rear camera saw is the trailer's.
    """
    plates = [_plate(one) for one in passage.clusters if one.kind == "plate"]
    trailers = [one for one in plates if one.rule is not None and one.rule.name in TRAILER_RULES]
    tractors = sorted((one for one in plates if one not in trailers), key=_standing, reverse=True)
    plate = tractors[0] if tractors else None
    rear_only = [one for one in tractors[1:] if set(one.vote.cluster.views) == {"rear"}]
    trailer = max(trailers or rear_only, key=_standing, default=None)
    others = tuple(
        one for one in plates if one not in (plate, trailer) and one.vote.cluster.frames >= OTHER_MARK_FRAMES
    )
    return Marks(plate, trailer, others, _containers(passage))


def _containers(passage: Passage) -> tuple[Result, ...]:
    """Numbers by frames seen; a number that fails its check gives way to one that passes."""
    found = [result_of(one) for one in passage.clusters if one.kind == "container"]
    passing = [one for one in found if one.valid]
    return tuple(sorted(passing or found, key=lambda one: (-one.cluster.frames, one.text)))


def _plate(cluster: Cluster) -> PlateResult:
    vote = result_of(cluster)
    best = cluster.best
    rule = classify(vote.text, best.colour if isinstance(best, PlateRead) else None)
    return PlateResult(vote, rule, vote.needs_review or rule is None or rule.weak)


def _standing(one: PlateResult) -> tuple[bool, bool, int, float]:
    """Sort key of a plate that may be the tractor's: front camera first, then sure, often and clearly seen."""
    return ("front" in one.vote.cluster.views, not one.needs_review, one.vote.cluster.frames, one.vote.confidence)
