"""The lane's state and what it asks the daemon to do; pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from edge.lane.announcement import Entry
from edge.lane.crossing import Crossing
from edge.lane.documents.events import BoomSeen, EventName, Particulars
from edge.lane.occupancy import Occupancy
from edge.lane.passage import Passage
from edge.lane.settings import Settings
from edge.lane.travel import Travel
from edge.values import Channel, Commander, InputState, Stamp, WeightReading


class Phase(StrEnum):
    """As published in the state topic."""

    UNKNOWN = "unknown"
    IDLE = "idle"
    IDENTIFYING = "identifying"
    DECIDING = "deciding"
    OPENING = "opening"
    CLEARING = "clearing"
    CLOSING = "closing"
    FAULT = "fault"


class Trigger(StrEnum):
    """What the table is keyed by, beside the phase: events as they come, and what follows from many of them."""

    ARRIVED = "arrived"
    GONE = "gone"
    FOLLOWED = "followed"
    EVIDENCE = "evidence"
    TICK = "tick"
    PULSE_DONE = "pulse_done"
    PULSE_FAILED = "pulse_failed"
    STORE_FAILED = "store_failed"
    TRAVELLED = "travelled"
    UNDER_BOOM = "under_boom"
    PASSED = "passed"
    INTRUDED = "intruded"
    OPEN = "open"
    CLOSE = "close"
    STOP = "stop"
    HOLD = "hold"
    RELEASE = "release"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Fault:
    """A device that does not work. `text`: the particulars; the words are those of the list of faults."""

    device: str
    code: str
    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The passage that the last run of the daemon left behind, already published as interrupted."""

    passage_id: str
    plate: str | None
    stable_kg: float | None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the lane remembers between two events.

    `held`: nothing opens or closes by itself. `stopped`: nor does it on command. Both last until `release`.
    `served`: key of an announcement -> the passage that it was used for. `relay_awaited`: the relay has not been heard
    of since the start, so a pulse would fail.
    """

    settings: Settings
    boot_id: str
    since: datetime
    entered_s: float = 0.0
    phase: Phase = Phase.UNKNOWN
    occupancy: Occupancy = field(default_factory=Occupancy)
    passage: Passage | None = None
    reading: WeightReading | None = None
    inputs: Mapping[str, InputState] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    held: bool = False
    stopped: bool = False
    relay_awaited: bool = False
    pulsing: Channel | None = None
    travel: Travel | None = None
    crossing: Crossing = field(default_factory=Crossing)
    seen_commands: Mapping[str, datetime] = field(default_factory=dict)
    expected: tuple[Entry, ...] = ()
    served: Mapping[str, str] = field(default_factory=dict)
    interrupted: Interrupted | None = None

    def enter(self, phase: Phase, stamp: Stamp, passage: Passage | None) -> State:
        """The state in another phase, from now on."""
        return replace(self, phase=phase, since=stamp.utc, entered_s=stamp.at_s, passage=passage)

    @property
    def boom(self) -> BoomSeen:
        """`opened` or `closed` by an active limit input, else `unknown` (rule 4 of the contract)."""
        roles = self.settings.inputs
        active = {roles[name] for name, state in self.inputs.items() if state == "active" and name in roles}
        if {"opened", "closed"} <= active:
            return "unknown"
        return "opened" if "opened" in active else "closed" if "closed" in active else "unknown"


@dataclass(frozen=True, slots=True)
class Journal:
    """Commit the passage as known so far; where this fails, a `Pulse` behind it in the same step is not sent."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Finish:
    """The passage has ended: commit its record for the broker, exactly once, however often that must be tried."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Forget:
    """The passage was no passage of its own (the vehicle of an interrupted one): drop it from the journal."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class ShowPictures:
    """Send the pictures taken so far: a person may have to decide on them."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Pulse:
    channel: Channel


@dataclass(frozen=True, slots=True)
class ReleaseRelays:
    """End a running pulse now."""


@dataclass(frozen=True, slots=True)
class Publish:
    """An event for the centre; `PARTICULARS` says which particulars belong to which event."""

    event: EventName
    passage_id: str | None
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class Answer:
    """The lane's answer to a command, for whom gave it."""

    command_id: str | None
    accepted: bool
    reason: str
    reply_to: str | None = None
    correlation: bytes | None = None
    to: Commander = "central"


@dataclass(frozen=True, slots=True)
class Log:
    """A line for the journal; `warns`: somebody should look."""

    text: str
    warns: bool = False


Effect = Journal | Finish | Forget | ShowPictures | Pulse | ReleaseRelays | Publish | Answer | Log
Step = tuple[State, tuple[Effect, ...]]
