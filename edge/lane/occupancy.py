"""Is a vehicle in the lane? Debounced from weights or from what is seen in the zone; pure.

By weight: three readings in a row from `threshold_kg` on say that a vehicle is there, readings below it for `gone_s`
say that it is gone. By vision: a vehicle or marks in two analysed frames within five seconds, and frames without either
for `gone_s`. By loop: an arrival input that has been active for `LOOP_ACTIVE_S`, and all of them clear for `gone_s`.
Without readings or frames nothing changes: a silent indicator or camera neither brings nor takes a vehicle away.

A second truck that follows closely never lets the platform go empty. It shows as weight that has fallen below its peak
and rises again; see `Follower`. A truck that was let go only loses weight from then on, so that little is enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from edge.values import FrameRead, InputState, WeightReading

Presence = Literal["unknown", "empty", "present"]

ARRIVAL_READINGS = 3
ARRIVAL_FRAMES = 2
ARRIVAL_WINDOW_S = 5.0  # a slow machine analyses a frame in seconds
EMPTY_READINGS = 3
LOOP_ACTIVE_S = 0.2  # a contact that bounces is no vehicle
FOLLOWER_READINGS = 5
SILENCE_S = 1.5  # readings further apart do not count as one run


@dataclass(frozen=True, slots=True)
class Follower:
    """What shows a second truck: at most `dip` of the peak, then `rise` of it (and twice the threshold) more."""

    dip: float
    rise: float


WAITING = Follower(dip=0.6, rise=0.15)  # a truck that has to wait may still move about and brake
LET_GO = Follower(dip=0.9, rise=0.1)  # more than rocking; nose to tail, one axle less is all that shows


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What the lane's own senses say. `followed` is true once a second vehicle has come after the first.

    `leaving_kg`: at most so much of the weight is still the vehicle before this one. `let_go`: it may drive off.
    """

    presence: Presence = "unknown"
    run: int = 0  # signs in a row against `presence`, all of them for `leaning`
    leaning: Presence = "unknown"
    run_from_s: float | None = None
    last_s: float | None = None
    peak_kg: float = 0.0
    dip_kg: float | None = None
    rise_run: int = 0
    followed: bool = False
    leaving_kg: float = 0.0
    let_go: bool = False


def weigh(now: Occupancy, reading: WeightReading, threshold_kg: float, gone_s: float) -> Occupancy:
    """The occupancy after one more reading of the indicator."""
    if reading.gross_kg is None:
        return now
    occupied = reading.gross_kg >= threshold_kg
    needed = ARRIVAL_READINGS if occupied else EMPTY_READINGS
    turned = _sign(now, occupied, reading.at_s, needed, 0.0 if occupied else gone_s, SILENCE_S)
    if turned.presence != "present":
        return Occupancy(turned.presence, turned.run, turned.leaning, turned.run_from_s, turned.last_s)
    return _watch_for_follower(turned, reading.gross_kg, threshold_kg)


def look(now: Occupancy, read: FrameRead, gone_s: float) -> Occupancy:
    """The occupancy after one more analysed frame, where arrival is by vision."""
    occupied = bool(read.reads) or read.vehicle
    if occupied:
        return _sign(now, True, read.at_s, ARRIVAL_FRAMES, 0.0, ARRIVAL_WINDOW_S)
    perhaps = now.presence == "unknown" and now.leaning == "present" and _is_recent(now, read.at_s, ARRIVAL_WINDOW_S)
    if now.presence == "empty" or perhaps:
        return now  # one camera may see nothing of the vehicle that another one sees
    return _sign(now, False, read.at_s, EMPTY_READINGS, gone_s, max(gone_s, SILENCE_S) * 2)


def loop(now: Occupancy, arrival: InputState, at_s: float, gone_s: float) -> Occupancy:
    """The occupancy at `at_s`, by the arrival inputs together; asked at each change and at each tick."""
    if arrival == "unreadable":
        return replace(now, run=0, run_from_s=None)
    return _sign(now, arrival == "active", at_s, 1, LOOP_ACTIVE_S if arrival == "active" else gone_s, math.inf)


def next_vehicle(now: Occupancy, gross_kg: float) -> Occupancy:
    """The occupancy once the follower counts as the vehicle in the lane; the first one may not be off it yet."""
    leaving = min(now.dip_kg or 0.0, gross_kg)
    return Occupancy("present", last_s=now.last_s, peak_kg=gross_kg - leaving, leaving_kg=leaving)


def let_go(now: Occupancy, gross_kg: float, *, stable: bool) -> Occupancy:
    """The occupancy once the vehicle may drive off; a settled weight is wholly its own."""
    leaving = 0.0 if stable else min(now.leaving_kg, gross_kg)
    return replace(
        now, peak_kg=gross_kg - leaving, dip_kg=None, rise_run=0, followed=False, leaving_kg=leaving, let_go=True
    )


def _sign(now: Occupancy, occupied: bool, at_s: float, needed: int, for_s: float, silence_s: float) -> Occupancy:
    """One sign for or against a vehicle; `presence` turns after `needed` of them in a row over `for_s`."""
    seen: Presence = "present" if occupied else "empty"
    if now.presence == seen:
        return replace(now, run=0, leaning=seen, run_from_s=None, last_s=at_s)
    unbroken = now.leaning == seen and _is_recent(now, at_s, silence_s)
    run, since_s = (now.run + 1, now.run_from_s) if unbroken and now.run_from_s is not None else (1, at_s)
    if run >= needed and at_s - since_s >= for_s:
        return replace(now, presence=seen, run=0, leaning=seen, run_from_s=None, last_s=at_s)
    return replace(now, run=run, leaning=seen, run_from_s=since_s, last_s=at_s)


def _is_recent(now: Occupancy, at_s: float, silence_s: float) -> bool:
    return now.last_s is not None and at_s - now.last_s <= silence_s


def _watch_for_follower(now: Occupancy, gross_kg: float, threshold_kg: float) -> Occupancy:
    sign = LET_GO if now.let_go else WAITING
    leaving = min(now.leaving_kg, gross_kg)
    peak = max(now.peak_kg, gross_kg - leaving) if now.dip_kg is None else now.peak_kg
    dip = now.dip_kg
    if dip is not None or gross_kg <= sign.dip * peak:
        dip = gross_kg if dip is None else min(dip, gross_kg)
    rising = dip is not None and gross_kg - dip >= max(sign.rise * peak, 2 * threshold_kg)
    run = now.rise_run + 1 if rising else 0
    followed = now.followed or run >= FOLLOWER_READINGS
    return replace(now, peak_kg=peak, dip_kg=dip, rise_run=run, followed=followed, leaving_kg=leaving)
