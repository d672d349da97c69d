"""The lane's own lists of plates and container numbers: who may come unannounced, and who may not come; pure."""

from __future__ import annotations

from edge.lane.announced import likeness, marks_seen
from edge.lane.announcement import plain
from edge.lane.passage import Passage, marks_of
from edge.lane.settings import Settings


def is_allowed(passage: Passage, settings: Settings) -> bool:
    """Whether the plate or a container, read surely, is on the allow list."""
    allowed = {plain(one) for one in settings.allow}
    marks = marks_seen(marks_of(passage))
    return any(one.sure and one.plain in allowed for one in marks if one.kind != "trailer plate")


def refusals(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """A reason for each mark, read surely, that is on the refuse list."""
    refused = {plain(one) for one in settings.refuse}
    marks = marks_seen(marks_of(passage))
    return tuple(f"{one.name} is on the refuse list" for one in marks if one.sure and one.plain in refused)


def suspicions(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """A reason for each mark that may be one of the refuse list: a look-alike of it, or read without certainty."""
    refused = [plain(one) for one in settings.refuse]
    return tuple(
        f"{mark.name} may be {number} of the refuse list"
        for mark in marks_seen(marks_of(passage))
        for number in refused
        if (like := likeness(mark, number)) is not None and not (mark.sure and like == "same")
    )
