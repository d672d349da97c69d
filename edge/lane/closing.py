"""Handlers of the lane machine for the boom's closing and for an operator's stop, hold and release; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane import commands
from edge.lane.state import Answer, Log, Phase, Pulse, ReleaseRelays, State, Step
from edge.values import Command, Event, Stamp


def no_opening_because(state: State) -> str | None:
    """Why no truck may be let go, by a pulse or without a barrier, or None."""
    if state.settings.mode == "monitor":
        return "monitor mode: the barrier is not driven"
    if any(one.device == "storage" for one in state.faults):
        return "the record can't be stored"
    if state.pulsing is not None:
        return "a pulse is running"
    return None


def no_pulse_because(state: State) -> str | None:
    """Why no pulse may be sent at all, or None."""
    return no_opening_because(state) if state.settings.has_barrier else "this lane has no barrier"


def no_close_because(state: State) -> str | None:
    """Why no close pulse may be sent, or None (rule 1 of the contract; an input never heard of is unreadable)."""
    refusal = no_pulse_because(state)
    if refusal is not None:
        return refusal
    if not state.settings.can_close:
        return "this lane has no close channel"
    for name, role in state.settings.inputs.items():
        seen = state.inputs.get(name, "unreadable")
        if role == "presence" and seen != "clear":
            return f"presence input {name} is {seen}"
    return None


def begin(state: State, stamp: Stamp) -> Step:
    """After the passage: close where the lane does that, else wait for the next truck.

    A lane opened on command before it was seen empty goes back to `unknown`: who stands there is still not known.
    """
    if state.occupancy.presence == "unknown":
        return state.enter(Phase.UNKNOWN, stamp, None), ()
    if not state.settings.can_close or state.settings.mode == "monitor":
        return state.enter(Phase.IDLE, stamp, None), ()
    if any(state.inputs.get(name, "unreadable") == "unreadable" for name in _presence_inputs(state)):
        idle = state.enter(Phase.IDLE, stamp, None)
        return idle, (Log("not closed: a presence input can't be read"),)
    return _try_to_close(state.enter(Phase.CLOSING, stamp, None))


def _presence_inputs(state: State) -> tuple[str, ...]:
    return tuple(name for name, role in state.settings.inputs.items() if role == "presence")


def _try_to_close(state: State) -> Step:
    if state.held or no_close_because(state) is not None:
        return state, ()
    return replace(state, pulsing="close"), (Pulse("close"),)


def close_when_free(state: State, _event: Event, _stamp: Stamp) -> Step:
    return _try_to_close(state)


def closed(state: State, _event: Event, stamp: Stamp) -> Step:
    return state.enter(Phase.IDLE, stamp, None), ()


def close_failed(state: State, _event: Event, stamp: Stamp) -> Step:
    """A failed close pulse is not tried again: nobody knows what has come under the boom since."""
    return state.enter(Phase.IDLE, stamp, None), (Log("the close pulse failed: not tried again"),)


def close_on_command(state: State, event: Event, stamp: Stamp) -> Step:
    refusal = no_close_because(state)
    if refusal is not None:
        return state, (_answer(event, refusal),)
    closing = replace(state.enter(Phase.CLOSING, stamp, None), pulsing="close")
    return closing, (_answer(event, None), Pulse("close"))


def stop(state: State, event: Event, _stamp: Stamp) -> Step:
    """Outranks all: a running pulse ends now, and nothing opens by itself until `release`."""
    return replace(state, held=True), (ReleaseRelays(), _answer(event, None, "stopped and held"))


def hold(state: State, event: Event, _stamp: Stamp) -> Step:
    return replace(state, held=True), (_answer(event, None, "held"),)


def release(state: State, event: Event, _stamp: Stamp) -> Step:
    return replace(state, held=False), (_answer(event, None, "released"),)


def _answer(event: Event, refusal: str | None, done: str = "accepted") -> Answer:
    if not isinstance(event, Command):
        raise AssertionError(f"{type(event).__name__} is no command")
    return commands.answer(event, refusal, done)
