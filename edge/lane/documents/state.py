"""The lane's retained state, and its answers to commands; pure types."""

from __future__ import annotations

from typing_extensions import TypedDict

from edge.lane.documents.events import BoomSeen
from edge.lane.documents.shapes import Time, Uuid7, described
from edge.lane.documents.words import InWords, ToCheck
from edge.lane.state import Phase


@described
class FaultNow(TypedDict):
    """A device that does not work."""

    device: str
    """camera:<name>, indicator, relay, barrier, broker, storage, pictures, clock, expected; more may come."""
    code: str
    """Short and stable; more may come."""
    text: str
    """What is wrong, in English: `words.en`, followed by the particulars."""
    since: Time
    """When it began."""
    words: InWords
    """What is wrong, without the particulars."""
    checks: ToCheck
    """What to do about it."""


@described
class StateDocument(TypedDict):
    """What the lane is doing now; retained, and with `online` false its last will."""

    online: bool
    """false: the lane is off, or its connection is lost; the rest is the last that was known."""
    boot_id: str
    """This run of the daemon: commands name it, so that none reaches another run."""
    version: str
    """Of lanegate."""
    phase: Phase
    """`unknown`: not yet seen empty since the start; nothing is moved until then."""
    since: Time
    """When the phase began."""
    boom: BoomSeen
    """By its limit inputs, else unknown."""
    held: bool
    """Nothing opens or closes by itself until `release`."""
    passage_id: Uuid7 | None
    """Of the vehicle in the lane."""
    faults: list[FaultNow]
    """One for each device that does not work."""


@described
class CommandResult(TypedDict):
    """The lane's answer to a command, each once."""

    id: str | None
    """Of the command; null where it could not be read."""
    accepted: bool
    """false: it has moved nothing."""
    reason: str
    """In words."""
