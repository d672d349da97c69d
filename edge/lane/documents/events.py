"""Events of a passage and of the lane's devices; pure types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from edge.lane.documents.shapes import Time, Uuid7, described
from edge.lane.documents.words import InWords, ToCheck
from edge.lane.passage import Authority, Outcome

EventName = Literal[
    "arrived", "identified", "decided", "pulsed", "opened", "cleared", "violation", "fault", "recovered"
]
BoomSeen = Literal["opened", "closed", "unknown"]


@described
class EventHead(TypedDict):
    """What every event says."""

    event_id: Uuid7
    """The key by which repeats are dropped."""
    passage_id: Uuid7 | None
    """null where no passage is concerned."""
    at: Time
    """When it happened."""
    unsynchronised: NotRequired[Literal[True]]
    """Given where no time service keeps the lane's clock: the time may be off."""


@described
class Arrived(TypedDict):
    """A vehicle was noticed: a passage begins."""

    by: Literal["weight", "loop", "vision"]
    """What noticed it."""
    followed: NotRequired[Uuid7]
    """The passage of the vehicle before it, where it came so close behind that the lane was never empty."""


@described
class Identified(TypedDict):
    """Identification is over: a decision is due."""

    plate: str | None
    """Of the tractor."""
    trailer_plate: str | None
    """Of the trailer."""
    containers: list[str]
    """Numbers on the vehicle."""
    gross_kg: float | None
    """The weight as known then."""
    announcement: str | None
    """Id of the announcement that it was matched to."""
    violations: list[str]
    """Each a short stable code, a colon, and words."""
    notes: list[str]
    """What a person should know beside."""


@described
class Decided(TypedDict):
    """Somebody decided; a later decision of the same passage takes its place."""

    outcome: Outcome
    """`refer`: the lane asks a person."""
    authority: Authority
    """The lane's own rules, the centre, a person at the lane, or nobody."""
    operator: str | None
    """Who gave the command: the person at the lane, or whom the centre named."""
    reasons: list[str]
    """In words."""


@described
class BoomTold(TypedDict):
    """The open pulse has ended (`pulsed`), or the boom has reached its upper limit (`opened`)."""

    boom: BoomSeen
    """What the limit inputs say."""


@described
class Cleared(TypedDict):
    """The vehicle has left."""


@described
class Violated(TypedDict):
    """Something is not allowed, or nobody let it through."""

    violation: str
    """A short stable code; more may come."""
    text: str
    """In words."""


@described
class DeviceTold(TypedDict):
    """A device does not work (`fault`), or does again (`recovered`)."""

    device: str
    """camera:<name>, indicator, relay, barrier, broker, storage, pictures, clock, expected; more may come."""
    code: str
    """Of the fault: short and stable; more may come."""
    text: str
    """What is wrong, in English: `words.en`, followed by the particulars; of `recovered` what works again."""
    words: InWords
    """Of the fault, without the particulars."""
    checks: ToCheck
    """What to do about the fault."""


Particulars = Arrived | Identified | Decided | BoomTold | Cleared | Violated | DeviceTold

PARTICULARS: Mapping[EventName, type[Particulars]] = {
    "arrived": Arrived,
    "identified": Identified,
    "decided": Decided,
    "pulsed": BoomTold,
    "opened": BoomTold,
    "cleared": Cleared,
    "violation": Violated,
    "fault": DeviceTold,
    "recovered": DeviceTold,
}
