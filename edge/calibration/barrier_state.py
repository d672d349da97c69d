"""How far a barrier's calibration has come, and what comes next; frozen values, pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from edge.calibration.barrier_figures import LENGTHS_MS
from edge.calibration.barrier_values import (
    LIMITS,
    Contacts,
    Move,
    Moved,
    Place,
    Position,
    Purpose,
    Setup,
    Wired,
)
from edge.values import Channel, InputRole

TRIALS = 3
"""So many times a pulse must move the boom each way before it counts as reliable."""


class Stage(StrEnum):
    """Where the calibration stands; all but the last three ask the technician something."""

    READY = auto()
    RELAYS = auto()
    CHANNELS = auto()
    LOOP = auto()
    FREE = auto()
    BUSY = auto()
    LEFT = auto()
    NAME = auto()
    WHERE = auto()
    WHICH = auto()
    CONFIRM = auto()
    REVIEW = auto()
    MOVING = auto()
    AWAITING = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class State:
    """`said`: what is to be told before the next request. `fault`: why the barrier has failed. `save`: wanted.

    `relays`, `channels`: how many relays and inputs the board has. `seeking`: the role of loop that is looked for;
    `looks`: what was seen in the course of it; `unseen`: one is there that was not found. `direction`: of the move that
    is prepared. `ways`: the first move each way. `good`: how often the pulse LENGTHS_MS[length] has moved the boom.
    `stopped`: by the technician.
    """

    setup: Setup
    stage: Stage = Stage.READY
    said: tuple[str, ...] = ()
    relays: int = 0
    channels: int = 0
    seeking: InputRole = "presence"
    looks: tuple[Contacts, ...] = ()
    unseen: bool = False
    inputs: tuple[Wired, ...] = ()
    boom: Position = "unknown"
    direction: Channel = "open"
    move: Move | None = None
    tried: frozenset[int] = frozenset()
    open_channel: int | None = None
    close_channel: int | None = None
    closes_itself: bool = False
    ways: dict[Channel, Moved] = field(default_factory=dict)
    travels: tuple[tuple[Channel, Moved], ...] = ()
    length: int = 0
    good: dict[Channel, int] = field(default_factory=dict)
    fault: str | None = None
    stopped: bool = False
    save: bool = False

    @property
    def can_close(self) -> bool:
        """Whether it is known how the boom closes."""
        return self.closes_itself or self.close_channel is not None

    @property
    def guards(self) -> tuple[Wired, ...]:
        """Inputs that must be clear before a move: those found, and those of the file that were not found anew."""
        found = tuple(one for one in self.inputs if one.role == "presence")
        places, names = {one.place for one in found}, {one.name for one in self.inputs}
        kept = (one for one in self.setup.inputs if one.role == "presence")
        return (*found, *(one for one in kept if one.name not in names and one.place not in places))

    @property
    def limits(self) -> tuple[Wired, ...]:
        """Limit inputs that were seen to follow the boom."""
        return tuple(one for one in self.inputs if one.role in LIMITS.values())

    @property
    def places(self) -> tuple[Place, ...]:
        """Every contact that is looked at."""
        board = (Place(channel=one) for one in range(1, self.channels + 1))
        kept = (one.place for one in (*self.setup.inputs, *self.inputs))
        return tuple(dict.fromkeys((*board, *self.setup.lines, *kept)))

    @property
    def is_reliable(self) -> bool:
        """Whether the pulse that is tried has moved the boom often enough, each way that has one."""
        wanted: tuple[Channel, ...] = ("open",) if self.closes_itself else ("open", "close")
        return all(self.good.get(one, 0) >= TRIALS for one in wanted)


def tell(state: State, stage: Stage, *words: str) -> State:
    """The state at another stage, with something said on the way."""
    return replace(state, stage=stage, said=(*state.said, *words))


def failed(state: State, fault: str) -> State:
    """The end, with nothing to be saved."""
    return replace(tell(state, Stage.ENDED, fault), fault=fault, move=None)


def to_be_tried(state: State) -> Iterable[int]:
    """Relays that may be offered for the direction at hand, the file's own first."""
    own = state.setup.open_channel if state.direction == "open" else state.setup.close_channel
    all_of_them = range(1, state.relays + 1)
    ordered = dict.fromkeys((*([own] if own in all_of_them else []), *all_of_them))
    return [one for one in ordered if one is not None and one not in state.tried and one != state.open_channel]


def planned(state: State) -> State:
    """The state before what comes next: what is not known is looked for, then pulses are tried, then all is shown."""
    idle = replace(state, move=None)
    if state.boom == "unknown" or (state.open_channel is None and state.boom == "up"):
        return replace(idle, stage=Stage.WHERE)
    if state.open_channel is None:
        return replace(idle, stage=Stage.WHICH, direction="open")
    if state.can_close and state.is_reliable and state.boom == "down":
        return replace(idle, stage=Stage.REVIEW)
    if state.boom == "up":
        return _to_close(idle)
    purpose: Purpose = "trial" if state.can_close and not state.is_reliable else "lift"
    return prepared(idle, state.open_channel, "open", purpose)


def _to_close(state: State) -> State:
    if state.closes_itself:
        return replace(state, stage=Stage.AWAITING, direction="close")
    if state.close_channel is None:
        return replace(state, stage=Stage.WHICH, direction="close")
    return prepared(state, state.close_channel, "close", "trial")


def prepared(state: State, relay: int, direction: Channel, purpose: Purpose) -> State:
    """The state in which the technician is asked for this move."""
    pulse_ms = LENGTHS_MS[state.length] if purpose == "trial" else state.setup.pulse_ms
    move = Move(relay, pulse_ms, direction, purpose, state.guards, state.limits)
    return replace(state, stage=Stage.CONFIRM, direction=direction, move=move)
