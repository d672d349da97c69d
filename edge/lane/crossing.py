"""What the presence inputs see of vehicles under the boom; pure.

A crossing lasts from the first active presence input until all have been clear for `gone_s`: a drawbar between two
axle groups does not end it. An opening licenses one crossing, that of the vehicle it was made for; any other one is a
vehicle that nobody let through.

    nothing --active--> under way --all clear for gone_s--> nothing
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime

from edge.values import InputState, Stamp

REACH_S = 10.0  # a vehicle that has left the platform is under the boom so soon, or it went another way


@dataclass(frozen=True, slots=True)
class Crossing:
    """`since`: when something last came under the boom. `clear_s`: since when all inputs are clear again.

    `licensed`: the vehicle has a record. `licence_s`: until when the next crossing is that of a vehicle let through.
    `heard`: the inputs have been readable before, so that what is active now has just come.
    """

    under_way: bool = False
    since: datetime | None = None
    clear_s: float | None = None
    licensed: bool = False
    licence_s: float | None = None
    heard: bool = False


def watch(now: Crossing, presence: InputState | None, stamp: Stamp, gone_s: float) -> Crossing:
    """The crossing after one more look at the presence inputs; unreadable ones change nothing."""
    if presence is None or presence == "unreadable":
        return now
    if presence == "active":
        return replace(now, clear_s=None) if now.under_way else _begin(now, stamp)
    if not now.under_way:
        return replace(now, heard=True)
    clear_s = stamp.at_s if now.clear_s is None else now.clear_s
    if stamp.at_s - clear_s < gone_s:
        return replace(now, clear_s=clear_s)
    return replace(now, under_way=False, clear_s=None)


def license_one(now: Crossing) -> Crossing:
    """A vehicle is let through: what is under the boom now is that vehicle, else what comes next."""
    if now.under_way and now.clear_s is None and not now.licensed:
        return replace(now, licensed=True)
    return replace(now, licence_s=math.inf)


def account(now: Crossing) -> Crossing:
    """What is under the boom now has a record already."""
    return replace(now, licensed=True) if now.under_way else now


def limit_licence(now: Crossing, at_s: float) -> Crossing:
    """The vehicle let through has left the platform: it is under the boom soon, or never."""
    return now if now.licence_s is None else replace(now, licence_s=min(now.licence_s, at_s + REACH_S))


def revoke(now: Crossing) -> Crossing:
    """The boom is down again: an opening that nobody used is over."""
    return replace(now, licence_s=None)


def _begin(now: Crossing, stamp: Stamp) -> Crossing:
    """What was there when the inputs were first heard may have been let through by an earlier run of the daemon."""
    granted = now.licence_s is not None and stamp.at_s <= now.licence_s
    licensed = granted or not now.heard
    return Crossing(True, stamp.utc, None, licensed, None if granted else now.licence_s, heard=True)
