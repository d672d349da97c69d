"""A boom that isn't there: how it moves on its controller's contacts, and what its inputs show; pure.

The controller opens on the edge of its open contact and closes on that of its close contact, or by itself some time
after it has opened. Its own photocell, where it has one, keeps it from closing onto a vehicle and reopens it. An open
contact that is held keeps it from closing at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from edge.values import Channel

Heading = Literal["still", "opening", "closing"]
Contacts = frozenset[Channel]

HEAD_HEIGHT = 0.5
"""Below this position a boom that comes down touches a vehicle under it."""


@dataclass(frozen=True, slots=True)
class BoomSettings:
    """`stuck`: it does not move, whatever is ordered. `auto_close_s`: None where it never closes by itself."""

    travel_s: float = 3.0
    auto_close_s: float | None = None
    photocell: bool = True
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Boom:
    """`position` from 0, down, to 1, up; `open_s`: how long it has stood fully open and free.

    `struck`: it has come down on a vehicle, once and for all.
    """

    settings: BoomSettings = BoomSettings()
    position: float = 0.0
    heading: Heading = "still"
    contacts: Contacts = frozenset()
    vehicle_under: bool = False
    open_s: float = 0.0
    struck: bool = False

    @property
    def opened(self) -> bool:
        """The open limit switch."""
        return self.position >= 1.0

    @property
    def closed(self) -> bool:
        """The closed limit switch."""
        return self.position <= 0.0


def advance(boom: Boom, contacts: Contacts, vehicle_under: bool, dt_s: float) -> Boom:
    """The boom `dt_s` seconds on, contacts and vehicle as given all the while; `dt_s` short against `travel_s`."""
    seen = replace(boom, contacts=contacts, vehicle_under=vehicle_under)
    heading = _heading(seen, contacts - boom.contacts)
    moved = _move(replace(seen, heading=heading), dt_s)
    return replace(moved, open_s=_open_s(moved, dt_s))


def _heading(boom: Boom, edges: Contacts) -> Heading:
    if "open" in edges:
        return "opening"
    wants_down = boom.heading == "closing" or "close" in edges or _is_over(boom)
    if not wants_down or "open" in boom.contacts:
        return boom.heading
    if boom.settings.photocell and boom.vehicle_under:
        return "still" if boom.opened else "opening"
    return "closing"


def _is_over(boom: Boom) -> bool:
    after_s = boom.settings.auto_close_s
    return after_s is not None and boom.opened and boom.open_s >= after_s


def _move(boom: Boom, dt_s: float) -> Boom:
    step = {"still": 0.0, "opening": 1.0, "closing": -1.0}[boom.heading] * dt_s / boom.settings.travel_s
    if boom.settings.stuck:
        return boom
    position = min(1.0, max(0.0, boom.position + step))
    struck = boom.struck or (step < 0 and boom.position > position < HEAD_HEIGHT and boom.vehicle_under)
    arrived = position == {"still": position, "opening": 1.0, "closing": 0.0}[boom.heading]
    return replace(boom, position=position, struck=struck, heading="still" if arrived else boom.heading)


def _open_s(boom: Boom, dt_s: float) -> float:
    free = boom.opened and not boom.vehicle_under and "open" not in boom.contacts
    return boom.open_s + dt_s if free else 0.0
