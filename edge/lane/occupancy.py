"""Is a vehicle in the lane? Debounced from weights or from marks in the zone; pure.

By weight: three readings in a row from `threshold_kg` on say that a vehicle is there, readings below it for `gone_s`
say that it is gone. By vision: marks in two analysed frames within two seconds, and frames without any for `gone_s`.
Without readings or frames nothing changes: a silent indicator or camera neither brings nor takes a vehicle away.

A second truck that follows closely never lets the platform go empty. It shows as weight that has fallen well below
its peak and rises again; see `FOLLOWER_DIP` and `FOLLOWER_RISE`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from edge.values import FrameRead, WeightReading

Presence = Literal["unknown", "empty", "present"]

ARRIVAL_READINGS = 3
ARRIVAL_FRAMES = 2
ARRIVAL_WINDOW_S = 2.0
EMPTY_READINGS = 3
FOLLOWER_DIP = 0.6  # of the peak: so much has left the platform that the first truck is on its way out
FOLLOWER_RISE = 0.15  # of the peak, and at least twice the threshold: more than braking moves between the axles
FOLLOWER_READINGS = 5
SILENCE_S = 1.5  # readings further apart do not count as one run


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What the lane's own senses say. `followed` is true once a second vehicle has come after the first."""

    presence: Presence = "unknown"
    run: int = 0  # signs in a row against `presence`
    run_from_s: float | None = None
    last_s: float | None = None
    peak_kg: float = 0.0
    dip_kg: float | None = None
    rise_run: int = 0
    followed: bool = False


def weigh(now: Occupancy, reading: WeightReading, threshold_kg: float, gone_s: float) -> Occupancy:
    """The occupancy after one more reading of the indicator."""
    if reading.gross_kg is None:
        return now
    occupied = reading.gross_kg >= threshold_kg
    needed = ARRIVAL_READINGS if occupied else EMPTY_READINGS
    turned = _sign(now, occupied, reading.at_s, needed, 0.0 if occupied else gone_s, SILENCE_S)
    if turned.presence != "present":
        return replace(turned, peak_kg=0.0, dip_kg=None, rise_run=0, followed=False)
    return _watch_for_follower(turned, reading.gross_kg, threshold_kg)


def look(now: Occupancy, read: FrameRead, gone_s: float) -> Occupancy:
    """The occupancy after one more analysed frame, where arrival is by vision."""
    occupied = bool(read.reads)
    if occupied:
        return _sign(now, True, read.at_s, ARRIVAL_FRAMES, 0.0, ARRIVAL_WINDOW_S)
    if now.presence == "empty":
        return now
    return _sign(now, False, read.at_s, EMPTY_READINGS, gone_s, max(gone_s, SILENCE_S) * 2)


def next_vehicle(now: Occupancy, gross_kg: float) -> Occupancy:
    """The occupancy once the follower counts as the vehicle in the lane."""
    return replace(now, presence="present", peak_kg=gross_kg, dip_kg=None, rise_run=0, followed=False)


def _sign(now: Occupancy, occupied: bool, at_s: float, needed: int, for_s: float, silence_s: float) -> Occupancy:
    """One sign for or against a vehicle; `presence` turns after `needed` of them in a row over `for_s`."""
    seen: Presence = "present" if occupied else "empty"
    if now.presence == seen:
        return replace(now, run=0, run_from_s=None, last_s=at_s)
    broken = now.run_from_s is None or now.last_s is None or at_s - now.last_s > silence_s
    run, since_s = (1, at_s) if broken or now.run_from_s is None else (now.run + 1, now.run_from_s)
    if run >= needed and at_s - since_s >= for_s:
        return replace(now, presence=seen, run=0, run_from_s=None, last_s=at_s)
    return replace(now, run=run, run_from_s=since_s, last_s=at_s)


def _watch_for_follower(now: Occupancy, gross_kg: float, threshold_kg: float) -> Occupancy:
    peak = max(now.peak_kg, gross_kg) if now.dip_kg is None else now.peak_kg
    dip = now.dip_kg
    if dip is not None or gross_kg <= FOLLOWER_DIP * peak:
        dip = gross_kg if dip is None else min(dip, gross_kg)
    rising = dip is not None and gross_kg - dip >= max(FOLLOWER_RISE * peak, 2 * threshold_kg)
    run = now.rise_run + 1 if rising else 0
    return replace(now, peak_kg=peak, dip_kg=dip, rise_run=run, followed=now.followed or run >= FOLLOWER_READINGS)
