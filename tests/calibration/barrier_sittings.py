"""Sittings with the barrier's step machine alone: states to begin from, and answers in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_steps import answered, request_of
from edge.calibration.barrier_values import Ask, Contacts, Move, Moved, Place, Rehearse, Said, Setup, Turn, Wired
from edge.values import Channel

ONE, TWO, THREE = (Place(channel=number) for number in (1, 2, 3))
LOOP = Wired("safety-loop", "presence", ONE, "closed")
CLEAR: Contacts = {ONE: False, TWO: False, THREE: True}
OCCUPIED: Contacts = {ONE: True, TWO: False, THREE: True}
GUARDED = Setup(close_channel=2, inputs=(LOOP,), asks_inputs=True)
UNGUARDED = Setup(close_channel=2)
UP_TURNS = (Turn(0.2, THREE, False), Turn(3.0, TWO, True))
DOWN_TURNS = (Turn(0.2, TWO, False), Turn(3.0, THREE, True))
WAYS: dict[Channel, tuple[Turn, ...]] = {"open": UP_TURNS, "close": DOWN_TURNS}


def said(state: State, *texts: str, contacts: Contacts = CLEAR) -> State:
    """After these answers, the contacts the same all the while."""
    for text in texts:
        state = answered(state, Said(text, contacts))
    return state


def at_move(setup: Setup = GUARDED) -> State:
    """The first move waits for its yes."""
    begun = said(State(setup), "yes", "2", *(["3", "no", "no"] if setup.asks_inputs else []))
    if begun.stage == Stage.LOOP:
        begun = said(begun, "no", "no")
    return said(begun, "down", "")


def arrived(state: State, seconds: float = 3.0) -> State:
    """A yes, and the boom does what it shall, its limits with it."""
    confirmed = said(state, "yes")
    request = request_of(confirmed)
    if isinstance(request, Rehearse):
        return answered(confirmed, Moved("arrived", seconds))
    assert isinstance(request, Move), request
    return answered(confirmed, Moved("arrived", seconds, turns=WAYS[request.direction]))


def both_found(setup: Setup = GUARDED) -> State:
    """Relays 1 and 2 are found, the first trial waits for its yes."""
    return arrived(said(arrived(at_move(setup)), ""))


def after_trials(state: State, moves: int = 6) -> State:
    for _ in range(moves):
        state = arrived(state)
    return state


def words_of(state: State) -> str:
    """All that the technician reads before the next answer."""
    request = request_of(state)
    return "\n".join((*state.said, request.words if isinstance(request, Ask) else ""))


def moves_in(states: Iterable[State]) -> list[Move]:
    return [request for request in map(request_of, states) if isinstance(request, Move)]


def dry(setup: Setup) -> Setup:
    return replace(setup, dry=True)
