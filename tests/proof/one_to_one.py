"""Vehicles and records: who was there, and what was written of it; pure. Seconds are those of the virtual clock."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tests.proof.judge import EPOCH
from tests.proof.vehicles import Vehicle

BLIND_S = 12.0  # around a moment at which the lane saw nothing
ALONE_S = 4.0  # a debounced loop or scale needs some time to see that a lane is empty
V = TypeVar("V", bound=Hashable)
R = TypeVar("R", bound=Hashable)
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """What really happened: every vehicle, and each stretch of time that the lane can't know of or could not keep.

    `sees_presence`: the lane has an input under the boom.
    """

    vehicles: Sequence[Vehicle]
    blind_s: Sequence[tuple[float, float]]
    sees_presence: bool

    def must_be_known(self, one: Vehicle) -> bool:
        """Whether it passed where the lane could see it and keep it."""
        if one.from_s is None or one.passed_s is None or self.was_blind(one.from_s, one.passed_s):
            return False
        return one.plan != "slips in" or self.sees_presence

    def was_alone(self, one: Vehicle) -> bool:
        """Whether the lane was empty before and after it: nose to tail, no loop and no scale can count vehicles."""
        return not any(_is_near(one, other) for other in self.vehicles if other is not one)

    def was_blind(self, begin_s: float, end_s: float) -> bool:
        return any(begin_s - BLIND_S <= until_s and since_s <= end_s + BLIND_S for since_s, until_s in self.blind_s)


def breaches(truth: Truth, records: Sequence[Record], counts: Counter[str]) -> Iterator[str]:
    """One line for each vehicle without a record of its own, each record without a vehicle, each vehicle with two.

    Of vehicles nose to tail each is in a record, and one that came alone has its own.
    """
    known = [one for one in truth.vehicles if truth.must_be_known(one)]
    counts["vehicles passed and looked up"] += len(known)
    fits = {at: [record["passage_id"] for record in records if meets(one, record)] for at, one in enumerate(known)}
    yield from (f"rule 6: {known[at]} passed unrecorded" for at, found in fits.items() if not found)
    alone = {at: found for at, found in fits.items() if found and truth.was_alone(known[at])}
    counts["vehicles that came alone and have one record"] += len(alone)
    yield from (f"rule 6: {known[at]} has no record of its own" for at in without_own(alone))
    yield from (f"a record of nobody: {record}" for record in records if _is_of_nobody(record, truth))
    for at in alone:
        own = [record for record in records if _is_only_of(known[at], record, truth)]
        if len(own) > 1:
            yield f"{len(own)} records of {known[at]}: {own}"


def without_own(fits: Mapping[V, Sequence[R]]) -> list[V]:
    """Those for whom no record of their own is left, where each takes one of the records that fit it.

    As many as possible get one (Kuhn's algorithm), so that an empty list means: one to one is possible.
    """
    taken: dict[R, V] = {}
    return [one for one in fits if not _takes(one, fits, taken, set())]


def _takes(one: V, fits: Mapping[V, Sequence[R]], taken: dict[R, V], tried: set[R]) -> bool:
    for record in fits[one]:
        if record in tried:
            continue
        tried.add(record)
        if record not in taken or _takes(taken[record], fits, taken, tried):
            taken[record] = one
            return True
    return False


def meets(one: Vehicle, record: Record) -> bool:
    """Whether a record's time is one at which the vehicle was there."""
    if one.from_s is None:
        return False
    begin_s, end_s = _stretch(record)
    return begin_s <= _end_s(one) + 1 and end_s >= one.from_s


def _stretch(record: Record) -> tuple[float, float]:
    arrived, ended = (datetime.fromisoformat(record[key].replace("Z", "+00:00")) for key in ("arrived_at", "ended_at"))
    return (arrived - EPOCH).total_seconds(), (ended - EPOCH).total_seconds()


def _is_of_nobody(record: Record, truth: Truth) -> bool:
    """Neither of a vehicle, nor one that says that nobody came, nor of a time at which the lane was blind."""
    if is_without_vehicle(record) or truth.was_blind(*_stretch(record)):
        return False
    return not any(meets(one, record) for one in truth.vehicles)


def is_without_vehicle(record: Record) -> bool:
    """Whether a record says that nobody came."""
    return any("no vehicle came" in reason for reason in record["decision"]["reasons"])


def _is_only_of(one: Vehicle, record: Record, truth: Truth) -> bool:
    if is_without_vehicle(record) or not meets(one, record):
        return False
    return not any(meets(other, record) for other in truth.vehicles if other is not one)


def _is_near(one: Vehicle, other: Vehicle) -> bool:
    """Whether both were in the lane at once, or nearly so."""
    if one.from_s is None or other.from_s is None:
        return False
    return max(one.from_s, other.from_s) <= min(_end_s(one), _end_s(other)) + ALONE_S


def _end_s(one: Vehicle) -> float:
    return math.inf if one.gone_s is None else one.gone_s
