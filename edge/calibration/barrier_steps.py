"""The barrier's calibration as a machine: `request_of(state)`, and `answered(state, what came of it)`; pure and total.

    ready -> relays -> channels -> loop -> free -> busy -> left -> name -> loop … -> where
    where -> which -> confirm --yes, all clear--> moving -> which, confirm, where …       (anything else: nothing moves)
    which --itself--> awaiting (a boom that closes by itself)          all known and tried: review -> ended

No move is asked for but in `moving`, which only a yes in `confirm` leads to, by a look in which every presence input is
clear; one yes is one move. In a dry run it is shown in place of being asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from edge.calibration import barrier_loops, barrier_moves
from edge.calibration.barrier_outcome import review_lines
from edge.calibration.barrier_state import Stage, State, failed, planned, tell
from edge.calibration.barrier_values import Await, End, Moved, Rehearse, Request, Said
from edge.calibration.barrier_words import question, usual_channels, usual_relays

STOP = "stop"
MOST_RELAYS, MOST_CHANNELS = 16, 32
NO_INPUTS = "nothing can be read through this board: the barrier's own controller must keep the boom off vehicles"
Handler = Callable[[State, Said], State]


def request_of(state: State) -> Request:
    """What is to be done next."""
    if state.stage == Stage.ENDED:
        return End()
    if state.stage == Stage.AWAITING:
        return Await(state.limits)
    if state.stage == Stage.MOVING and state.move is not None:
        return Rehearse(state.move) if state.setup.dry else state.move
    return question(state)


def answered(state: State, event: Said | Moved) -> State:
    """The state after what came of the last request; what does not answer it changes nothing."""
    fresh = replace(state, said=())
    if isinstance(event, Said):
        said = replace(event, text=event.text.strip())
        if said.text == STOP:
            return stopped(fresh)
        if state.stage == Stage.MOVING:  # one yes is one pulse, whatever is said of it
            return barrier_moves.lost_sight(fresh)
        handler = _ASKED.get(state.stage)
        return fresh if handler is None else _reviewed(handler(fresh, said))
    if state.stage == Stage.MOVING:
        return _reviewed(barrier_moves.moved(fresh, event))
    return _reviewed(barrier_moves.awaited(fresh, event)) if state.stage == Stage.AWAITING else fresh


def stopped(state: State) -> State:
    """The end as the technician wants it: nothing is saved, nothing recorded."""
    return replace(tell(state, Stage.ENDED, "stopped: nothing was saved"), stopped=True, move=None)


def _reviewed(state: State) -> State:
    """What was found is shown before it is asked for; a limit of the file that stood still makes it a failure."""
    if state.stage != Stage.REVIEW or state.setup.dry:
        return state
    lost = barrier_moves.lost_limits(state)
    if lost:
        names = ", ".join(f"{one.name} ({one.place})" for one in lost)
        return failed(state, f"the boom moved, but this input of the lane's file did not follow it: {names}; check it")
    return tell(state, Stage.REVIEW, *review_lines(state))


def _ready(state: State, said: Said) -> State:
    return (
        tell(state, Stage.RELAYS) if said.text == "yes" else tell(state, Stage.READY, 'type "yes" once you are there')
    )


def _relays(state: State, said: Said) -> State:
    count = _count(said.text or str(usual_relays(state)), 1, MOST_RELAYS)
    if count is None:
        return tell(state, Stage.RELAYS, f"a number from 1 to {MOST_RELAYS}")
    counted = replace(state, relays=count)
    if counted.setup.asks_inputs:
        return tell(counted, Stage.CHANNELS)
    return _loops(counted)


def _channels(state: State, said: Said) -> State:
    count = _count(said.text or str(usual_channels(state)), 0, MOST_CHANNELS)
    if count is None:
        return tell(state, Stage.CHANNELS, f"a number from 0 to {MOST_CHANNELS}")
    return _loops(replace(state, channels=count))


def _loops(state: State) -> State:
    if state.channels or state.setup.lines:
        return tell(state, Stage.LOOP)
    return tell(planned(state), Stage.WHERE, NO_INPUTS)


def _count(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return int(text) if least <= int(text) <= most else None


def _review(state: State, said: Said) -> State:
    if said.text not in ("yes", "no"):
        return tell(state, Stage.REVIEW, "yes or no")
    return replace(tell(state, Stage.ENDED), save=said.text == "yes" and not state.setup.dry)


_ASKED: Mapping[Stage, Handler] = {
    Stage.READY: _ready,
    Stage.RELAYS: _relays,
    Stage.CHANNELS: _channels,
    Stage.LOOP: barrier_loops.loop_asked,
    Stage.FREE: barrier_loops.looked,
    Stage.BUSY: barrier_loops.looked,
    Stage.LEFT: barrier_loops.looked,
    Stage.NAME: barrier_loops.named,
    Stage.WHERE: barrier_moves.where_answered,
    Stage.WHICH: barrier_moves.which_answered,
    Stage.CONFIRM: barrier_moves.confirmed,
    Stage.REVIEW: _review,
}
