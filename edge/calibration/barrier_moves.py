"""The steps in which the boom may move: every one is asked for, looked at, and judged by what came of it; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge.calibration.barrier_figures import LENGTHS_MS, blocked_because, limits_of
from edge.calibration.barrier_state import Stage, State, failed, planned, prepared, tell, to_be_tried
from edge.calibration.barrier_values import AT_END, Move, Moved, Outcome, Said, Wired
from edge.values import InputRole

YES = "yes"
ITSELF = "itself"
NOT_MOVED = "nothing was moved"
NO_RELAY = (
    "no relay moved the boom: check the barrier's supply and its STOP contact, which must be closed, then the wires "
    "from the relays to its OPEN and CLOSE terminals, and try a longer pulse_ms in the lane's file"
)
NO_CLOSER = (
    f"no relay closed the boom: if it closes by itself type {ITSELF}, else check the wires to its CLOSE terminal"
)
NOT_RELIABLE = (
    f"the boom did not follow a pulse of {LENGTHS_MS[-1]} ms each time: check the controller's inputs, the wires and "
    "the motor's supply"
)
NAMES: dict[InputRole, str] = {"opened": "boom-up", "closed": "boom-down"}


def where_answered(state: State, said: Said) -> State:
    """Where the boom is, as the technician sees it."""
    if said.text not in ("up", "down"):
        return tell(state, Stage.WHERE, "up or down, once it stands still there")
    known = planned(replace(state, boom="up" if said.text == "up" else "down"))
    if known.stage == Stage.WHERE:
        return tell(known, Stage.WHERE, "lower it by the barrier's own controls first: nobody knows yet what opens it")
    return known


def which_answered(state: State, said: Said) -> State:
    """The relay to be tried next: the one named, or the one offered."""
    if said.text == ITSELF and state.direction == "close":
        return replace(state, stage=Stage.AWAITING, closes_itself=True)
    offered = next(iter(to_be_tried(state)), None)
    relay = offered if not said.text else _number(said.text)
    if relay is None or not 1 <= relay <= state.relays:
        return tell(state, Stage.WHICH, f"a relay from 1 to {state.relays}")
    if relay == state.open_channel:
        return tell(state, Stage.WHICH, f"relay {relay} opens the boom: another one must close it")
    return prepared(state, relay, state.direction, "find")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def confirmed(state: State, said: Said) -> State:
    """The move goes ahead on a yes typed in full, all presence inputs clear by this very look; else nothing does."""
    if said.text != YES or state.move is None:
        return tell(planned(state), planned(state).stage, NOT_MOVED)
    if state.setup.dry:
        return replace(state, stage=Stage.MOVING)
    blocked = blocked_because(state.guards, said.contacts)
    if blocked is not None:
        return tell(state, Stage.CONFIRM, f"{blocked}; {NOT_MOVED}")
    return replace(state, stage=Stage.MOVING)


def moved(state: State, came: Moved) -> State:
    """What came of the move; where the boom is not known afterwards the technician is asked."""
    if state.move is None:
        raise AssertionError("no move was under way")
    return _JUDGES[came.outcome](replace(state, move=None), state.move, came)


def _arrived(state: State, move: Move, came: Moved) -> State:
    known = replace(state, boom=AT_END[move.direction], travels=(*state.travels, (move.direction, came)))
    if move.purpose == "find":
        return _found(known, move, came)
    if move.purpose == "trial":
        good = state.good | {move.direction: state.good.get(move.direction, 0) + 1}
        return planned(replace(known, good=good))
    return planned(known)


def _found(state: State, move: Move, came: Moved) -> State:
    words = f"relay {move.relay} {'opens' if move.direction == 'open' else 'closes'} the boom"
    configured = state.setup.open_channel if move.direction == "open" else state.setup.close_channel
    if configured not in (None, move.relay):
        words += f"; the lane's file said relay {configured}"
    known = replace(state, ways=state.ways | {move.direction: came}, tried=frozenset())
    if move.direction == "open":
        return _told(planned(replace(known, open_channel=move.relay)), words)
    return _told(planned(with_limits(replace(known, close_channel=move.relay))), words)


def _told(state: State, words: str) -> State:
    return replace(state, said=(words, *state.said))


def _nothing(state: State, move: Move, _came: Moved) -> State:
    words = f"relay {move.relay} did not move the boom in {move.pulse_ms} ms"
    if move.purpose == "trial":
        return _told(_longer(state), words)
    if move.purpose == "lift":
        return failed(state, f"{words}, which it did before: check the barrier's supply and its controller")
    tried = replace(state, tried=state.tried | {move.relay})
    if to_be_tried(tried):
        return _told(planned(tried), words)
    if move.direction == "open":
        return _told(failed(tried, NO_RELAY), words)
    return _told(tell(planned(tried), Stage.WHICH, NO_CLOSER), words)


def _longer(state: State) -> State:
    """The next longer pulse; what the shorter one did well counts no more."""
    if state.length + 1 == len(LENGTHS_MS):
        return failed(state, NOT_RELIABLE)
    return planned(replace(state, length=state.length + 1, good={}))


def _otherwise(state: State, move: Move, came: Moved) -> State:
    return failed(state, f"relay {move.relay} moved the boom otherwise than to its {move.direction} end: {came.text}")


def _broke(state: State, _move: Move, came: Moved) -> State:
    return lost_sight(tell(state, state.stage, f"the pulse failed: {came.text}"))


def lost_sight(state: State) -> State:
    """Nobody knows whether anything was energised, and so where the boom is."""
    return replace(state, stage=Stage.WHERE, boom="unknown", move=None)


_JUDGES: dict[Outcome, Callable[[State, Move, Moved], State]] = {
    "arrived": _arrived,
    "nothing": _nothing,
    "otherwise": _otherwise,
    "failed": _broke,
}


def awaited(state: State, came: Moved) -> State:
    """A boom that closes by itself has done so, or not."""
    if came.outcome != "arrived":
        return failed(
            state, f"the boom did not close by itself: check the controller's time and its photocell {came.text}"
        )
    known = replace(state, boom="down", travels=(*state.travels, ("close", came)))
    if "close" not in state.ways:
        known = with_limits(replace(known, ways=state.ways | {"close": came}))
    return _told(planned(known), "the boom closes by itself")


def with_limits(state: State) -> State:
    """The state with the limit inputs that the first way up and the first way down have shown."""
    found = limits_of(state.ways["open"].turns, state.ways["close"].turns)
    loops = {one.place for one in state.inputs}
    limits = tuple(
        Wired(_limit_name(state, role), role, place, active)
        for role, (place, active) in found.items()
        if place not in loops
    )
    words = tuple(f"{one.place} is the {one.role} limit; active when the contact is {one.active}" for one in limits)
    return replace(state, inputs=(*state.inputs, *limits), said=(*state.said, *words))


def _limit_name(state: State, role: InputRole) -> str:
    own = [one.name for one in state.setup.inputs if one.role == role]
    return own[0] if len(own) == 1 else NAMES[role]


def lost_limits(state: State) -> tuple[Wired, ...]:
    """Limit inputs of the file that did not follow the boom."""
    found = {one.role for one in state.limits}
    return tuple(one for one in state.setup.inputs if one.role in NAMES and one.role not in found)
