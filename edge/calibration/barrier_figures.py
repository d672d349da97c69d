"""Arithmetic of the barrier's calibration: which contact is a limit, how long a pulse and a travel may be; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from edge.calibration.barrier_values import Active, Contacts, Place, Turn, Wired
from edge.values import InputRole

LENGTHS_MS = (100, 200, 300, 500, 700, 1000, 1500, 2000)
"""Pulses tried, shortest first; hundreds, since boards time a pulse by tenths of a second."""

MARGIN = 1.5
CLEARLY = 1.5
MOST_PULSE_MS = 5000
LEAST_TRAVEL_S, MOST_TRAVEL_S = 1.0, 120.0
Ways = tuple[Iterable[Turn], Iterable[Turn]]


def pulse_with_margin(shortest_ms: int) -> int:
    """Half as long again, at least 0.1 s more, in whole 0.1 s."""
    longer = max(shortest_ms * MARGIN, shortest_ms + 100)
    return min(MOST_PULSE_MS, math.ceil(longer / 100) * 100)


def travel_with_margin(longest_s: float) -> float:
    """Half as long again, in whole 0.5 s: wind and cold make a boom slower."""
    return min(MOST_TRAVEL_S, max(LEAST_TRAVEL_S, math.ceil(longest_s * MARGIN * 2) / 2))


def limits_of(opening: Iterable[Turn], closing: Iterable[Turn]) -> Mapping[InputRole, tuple[Place, Active]]:
    """The contacts that follow the boom on its way up and back down, by their role.

    The open limit turns late on the way up and early on the way down, the closed limit the other way round. A contact
    that turns more than once, or does not turn back, is none; nor is one of two that seem to be the same limit.
    """
    up, down = _single(opening), _single(closing)
    found: dict[InputRole, list[tuple[Place, Active]]] = {"opened": [], "closed": []}
    for place in up.keys() & down.keys():
        rise, fall = up[place], down[place]
        if rise.closed == fall.closed:
            continue
        if rise.at_s > CLEARLY * fall.at_s:
            found["opened"].append((place, _active(rise.closed)))
        elif fall.at_s > CLEARLY * rise.at_s:
            found["closed"].append((place, _active(fall.closed)))
    return {role: places[0] for role, places in found.items() if len(places) == 1}


def _single(turns: Iterable[Turn]) -> dict[Place, Turn]:
    by_place: dict[Place, list[Turn]] = {}
    for turn in turns:
        by_place.setdefault(turn.place, []).append(turn)
    return {place: them[0] for place, them in by_place.items() if len(them) == 1}


def _active(closed: bool) -> Active:
    return "closed" if closed else "open"


def loops_of(free: Contacts, busy: Contacts, left: Contacts) -> Mapping[Place, Active]:
    """The contacts that turned when something came onto a loop, and turned back when it left."""
    return {
        place: _active(not closed)
        for place, closed in free.items()
        if closed is not None and busy.get(place) is (not closed) and left.get(place) is closed
    }


def blocked_because(guards: Iterable[Wired], contacts: Contacts) -> str | None:
    """Why nothing may move: the first presence input that is not known to be clear, or None."""
    for one in guards:
        state = one.state(contacts)
        if state == "active":
            return f"presence input {one.name} ({one.place}) is active: something is there, or it is wired wrong"
        if state == "unreadable":
            return f"presence input {one.name} ({one.place}) can't be read: check its wire and the board's power"
    return None
