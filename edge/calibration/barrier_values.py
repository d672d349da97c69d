"""What the barrier's calibration speaks of: contacts, inputs, moves, and what came of them; frozen values, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from edge.devices.relay_settings import ModemLine
from edge.values import Channel, InputRole, InputState

Active = Literal["closed", "open"]
Outcome = Literal["arrived", "nothing", "otherwise", "failed"]
Position = Literal["down", "up", "unknown"]
Purpose = Literal["find", "lift", "trial"]

AT_END: Mapping[Channel, Position] = {"open": "up", "close": "down"}
LIMITS: Mapping[Channel, InputRole] = {"open": "opened", "close": "closed"}


@dataclass(frozen=True, slots=True)
class Place:
    """A contact: an input of the board by its `channel` (from 1), or a modem line of `port` (None: the relay's own)."""

    channel: int | None = None
    line: ModemLine | None = None
    port: str | None = None

    def __str__(self) -> str:
        if self.channel is not None:
            return f"input {self.channel} of the board"
        return f"modem line {self.line} of {self.port or 'the board’s port'}"


Contacts = Mapping[Place, bool | None]
"""Place -> contact closed; None, or no entry, where it can't be read."""


@dataclass(frozen=True, slots=True)
class Wired:
    """An input as the lane's file has it. `active`: the contact is so when it is active."""

    name: str
    role: InputRole
    place: Place
    active: Active = "closed"

    def state(self, contacts: Contacts) -> InputState:
        closed = contacts.get(self.place)
        if closed is None:
            return "unreadable"
        return "active" if closed == (self.active == "closed") else "clear"


@dataclass(frozen=True, slots=True)
class Setup:
    """What the lane's file says. `lines`: modem lines that can be looked at. `asks_inputs`: the board tells inputs.

    `dry`: nothing may be moved, only shown. `travel_s` is the file's own.
    """

    open_channel: int = 1
    close_channel: int | None = None
    pulse_ms: int = 700
    travel_s: float = 10
    inputs: tuple[Wired, ...] = ()
    lines: tuple[Place, ...] = ()
    asks_inputs: bool = False
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One pulse: relay `relay` for `pulse_ms`. `guards` must be clear; `limits` tell where the boom is.

    `direction`: where the boom shall go; what an unknown relay does is not known before.
    """

    relay: int
    pulse_ms: int
    direction: Channel
    purpose: Purpose
    guards: tuple[Wired, ...] = ()
    limits: tuple[Wired, ...] = ()

    def limit(self, direction: Channel) -> Wired | None:
        """The input that is active where a move in `direction` ends."""
        return next((one for one in self.limits if one.role == LIMITS[direction]), None)


Change = tuple[float, Place, bool]
"""A contact closed (True) or opened, at a monotonic second."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A contact closed or opened, `at_s` after the pulse began."""

    at_s: float
    place: Place
    closed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move, or of a wait. `travel_s`: from the begin of the pulse to the end of the way, if it arrived.

    `by`: who saw it arrive. `text`: of one that failed, or went otherwise than it should.
    """

    outcome: Outcome
    travel_s: float | None = None
    by: Literal["limit", "person"] = "person"
    turns: tuple[Turn, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the technician answered, and the contacts as they were right after it, where they were asked for."""

    text: str
    contacts: Contacts


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. `expected`: the answer when all goes well, which a dry run takes. `looks`: contacts are wanted."""

    words: str
    expected: str = ""
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Rehearse:
    """Show what would be sent, and send nothing."""

    move: Move


@dataclass(frozen=True, slots=True)
class Await:
    """Wait, without a pulse, until the boom has closed by itself."""

    limits: tuple[Wired, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """Nothing is left to do."""


Request = Ask | Move | Rehearse | Await | End
