"""What the contacts and the technician's words say of a boom that is on its way; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from edge.calibration.barrier_values import Change, Contacts, Move, Moved, Outcome, Turn
from edge.values import Channel

START_S = 8.0
"""A boom that has not left its limit by then has not moved: some blink a lamp for seconds before they do."""

WORDS: Mapping[str, Outcome] = {"": "arrived", "nothing": "nothing", "other": "otherwise"}
OTHER: Mapping[Channel, Channel] = {"open": "close", "close": "open"}
ENDS: Mapping[Channel, str] = {"open": "fully up", "close": "fully down"}


def hint(move: Move) -> str:
    """What the technician is to do after the pulse."""
    if move.limit(move.direction) is not None:
        return "the limit inputs tell when it has arrived (or type nothing, other, stop)"
    return (
        f"press Enter the moment the boom is {ENDS[move.direction]}; type nothing if it did not move, other if it did "
        "something else, stop to end"
    )


def told_by_person(text: str, since_s: float) -> Moved | None:
    """What a typed line says of the boom `since_s` after the pulse began; None where it says nothing."""
    outcome = WORDS.get(text.strip())
    if outcome is None:
        return None
    return Moved(outcome, since_s if outcome == "arrived" else None, text="as the technician saw")


def told_by_limits(move: Move, before: Contacts, now: Contacts, since_s: float, patience_s: float) -> Moved | None:
    """What the limit inputs say `since_s` after the pulse began; None where they say nothing yet."""
    target, left = move.limit(move.direction), move.limit(OTHER[move.direction])
    if target is None:
        return None
    if target.state(now) == "active" and target.state(before) != "active":
        return Moved("arrived", since_s, "limit")
    if since_s >= START_S and left is not None and left.state(now) == left.state(before) == "active":
        return Moved("nothing")
    if since_s >= patience_s:
        return Moved("otherwise", text=f"{target.place} has not become active within {patience_s:g} s")
    return None


def turns_since(heard: Iterable[Change], from_s: float) -> tuple[Turn, ...]:
    """The changes as turns of a way that began at the monotonic second `from_s`."""
    return tuple(Turn(max(0.0, at_s - from_s), place, closed) for at_s, place, closed in heard)


def came_by_itself(came: Moved, from_s: float, heard: Sequence[Change]) -> Moved:
    """A way that no pulse began: it began when the technician said so at `from_s`, or with the first change before."""
    begin_s = min([from_s, *(at_s for at_s, _, _ in heard)])
    travel_s = None if came.travel_s is None else came.travel_s + from_s - begin_s
    return replace(came, travel_s=travel_s, turns=turns_since(heard, begin_s))
