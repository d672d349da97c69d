"""What the technician is asked in each step of the barrier's calibration; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from edge.calibration.barrier_loops import suggested_name
from edge.calibration.barrier_state import TRIALS, Stage, State, to_be_tried
from edge.calibration.barrier_values import Ask, Move
from edge.values import Channel, InputRole

LOOPS: Mapping[InputRole, str] = {
    "presence": "under the boom",
    "arrival": "before the boom, where trucks arrive",
}
KEEPS = " Where there is none the barrier's own controller must keep the boom off vehicles."
UNGUARDED = " No presence input guards it: only you see that nothing is under the boom."
VERBS: Mapping[Channel, str] = {"open": "opens", "close": "closes"}


def question(state: State) -> Ask:
    """Only of a stage that asks."""
    return _QUESTIONS[state.stage](state)


def _ready(_state: State) -> Ask:
    return Ask(
        "Stand where you see the boom and reach its own stop. Keep people and vehicles away. Every move is asked for "
        'by itself, and only "yes" moves the boom; "stop" ends at any time.\nAre you there? (yes)',
        "yes",
    )


def _relays(state: State) -> Ask:
    usual = usual_relays(state)
    return Ask(f"How many relays has the board? (1 to 16; Enter: {usual})", str(usual))


def usual_relays(state: State) -> int:
    return max(2, state.setup.open_channel, state.setup.close_channel or 0)


def _channels(state: State) -> Ask:
    usual = usual_channels(state)
    return Ask(f"How many inputs has the board? (0 to 32; Enter: {usual})", str(usual))


def usual_channels(state: State) -> int:
    return max([one.place.channel or 0 for one in state.setup.inputs], default=0) or 8


def _loop(state: State) -> Ask:
    found = any(one.role == state.seeking for one in state.inputs)
    more = "another loop or photocell" if found else "a loop or photocell"
    rehearsed = state.setup.dry and not state.looks and state.seeking == "presence"
    where = f"Is there {more} {LOOPS[state.seeking]}, wired to this board or its port?"
    return Ask(f"{where}{KEEPS if state.seeking == 'presence' else ''} (yes, no)", "yes" if rehearsed else "no")


def _free(state: State) -> Ask:
    return Ask(
        f"Leave the place {LOOPS[state.seeking]} free: nothing on the loop. Is it free? (yes)", "yes", looks=True
    )


def _busy(_state: State) -> Ask:
    return Ask(
        "Now drive a vehicle onto that loop, or stand in the beam of that photocell. Is something there? (yes)",
        "yes",
        looks=True,
    )


def _left(_state: State) -> Ask:
    return Ask("Leave it again. Is it free? (yes)", "yes", looks=True)


def _name(state: State) -> Ask:
    return Ask(f"Its name in the lane's file? (Enter: {suggested_name(state)})")


def _where(_state: State) -> Ask:
    return Ask("Where does the boom stand? (up, down)", "down")


def _which(state: State) -> Ask:
    offered = next(iter(to_be_tried(state)), None)
    enter = "" if offered is None else f"; Enter: try relay {offered}"
    itself = "; itself: it closes without one" if state.direction == "close" else ""
    return Ask(f"Which relay {VERBS[state.direction]} the boom? (1 to {state.relays}{enter}{itself})")


def _confirm(state: State) -> Ask:
    move = state.move
    if move is None:
        raise AssertionError("there is no move to confirm")
    text = f"Relay {move.relay} is to be energised for {move.pulse_ms} ms: {_effect(move)}{_trial(state, move)}"
    clear = "" if state.guards or state.setup.dry else UNGUARDED
    return Ask(f"{text}{clear}\nIs everybody clear of the boom? Only yes moves it (yes)", "yes", looks=True)


def _effect(move: Move) -> str:
    if move.purpose == "find":
        return f"it may {move.direction.upper()} the boom, or do something else."
    return f"the boom will {move.direction.upper()}."


def _trial(state: State, move: Move) -> str:
    if move.purpose != "trial":
        return ""
    return f" Trial {state.good.get(move.direction, 0) + 1} of {TRIALS} with this pulse."


def _review(_state: State) -> Ask:
    return Ask("Write this into the lane's file? The old one is kept beside it. (yes, no)", "no")


_QUESTIONS: Mapping[Stage, Callable[[State], Ask]] = {
    Stage.READY: _ready,
    Stage.RELAYS: _relays,
    Stage.CHANNELS: _channels,
    Stage.LOOP: _loop,
    Stage.FREE: _free,
    Stage.BUSY: _busy,
    Stage.LEFT: _left,
    Stage.NAME: _name,
    Stage.WHERE: _where,
    Stage.WHICH: _which,
    Stage.CONFIRM: _confirm,
    Stage.REVIEW: _review,
}
