"""Handlers of the lane machine for the boom's closing and for an operator's stop, hold and release; pure.

`hold`: nothing opens or closes by itself, a person still may. `stop`: nothing moves, for nobody, until `release`:
somebody may lie under the boom, and who presses `open` elsewhere does not know it.

The phase lasts until the boom is down as far as can be told (see `travel`), because until then a vehicle may come under
it.
"""

from __future__ import annotations

from dataclasses import replace

from edge.lane import boom, commands, crossing
from edge.lane.state import Answer, Log, Phase, Pulse, ReleaseRelays, State, Step
from edge.values import Command, Event, PulseFailed, Stamp

STOPPED = "the lane is held by stop: release first"


def no_opening_because(state: State) -> str | None:
    """Why no truck may be let go, by a pulse or without a barrier, or None."""
    if state.settings.mode == "monitor":
        return "monitor mode: the barrier is not driven"
    if state.stopped:
        return STOPPED
    if any(one.device == "storage" for one in state.faults):
        return "the record can't be stored"
    if state.relay_awaited:
        return "the relay is not at hand yet"
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
    left = replace(state, crossing=crossing.limit_licence(state.crossing, stamp.at_s))
    if left.occupancy.presence == "unknown":
        return left.enter(Phase.UNKNOWN, stamp, None), ()
    if not left.settings.can_close or left.settings.mode == "monitor":
        return left.enter(Phase.IDLE, stamp, None), ()
    if any(left.inputs.get(name, "unreadable") == "unreadable" for name in _presence_inputs(left)):
        idle = left.enter(Phase.IDLE, stamp, None)
        return idle, (Log("not closed: a presence input can't be read"),)
    return _try_to_close(left.enter(Phase.CLOSING, stamp, None))


def _presence_inputs(state: State) -> tuple[str, ...]:
    return tuple(name for name, role in state.settings.inputs.items() if role == "presence")


def _try_to_close(state: State) -> Step:
    """Waits until the boom is up and all is clear for a while: between tractor and trailer it is for a moment, too."""
    waits = state.held or state.travel is not None or state.crossing.under_way
    if waits or no_close_because(state) is not None:
        return state, ()
    return boom.ordered(state, "close"), (Pulse("close"),)


def close_when_free(state: State, _event: Event, _stamp: Stamp) -> Step:
    return _try_to_close(state)


def closed(state: State, _event: Event, stamp: Stamp) -> Step:
    """The boom is down, or its time is over: it is ordered down once, whether or not it went."""
    return state.enter(Phase.IDLE, stamp, None), ()


def close_failed(state: State, event: Event, _stamp: Stamp) -> Step:
    """A failed close pulse is not tried again: nobody knows what has come under the boom since."""
    text = event.text if isinstance(event, PulseFailed) else ""
    return state, (Log(f"the close pulse failed ({text}): not tried again"),)


def close_on_command(state: State, event: Event, stamp: Stamp) -> Step:
    refusal = no_close_because(state)
    if refusal is not None:
        return state, (_answer(event, refusal),)
    closing = boom.ordered(state.enter(Phase.CLOSING, stamp, None), "close")
    return closing, (_answer(event, None), Pulse("close"))


def stop(state: State, event: Event, _stamp: Stamp) -> Step:
    """Outranks all: a running pulse ends now, and nothing moves until `release`, nor on command."""
    return replace(state, held=True, stopped=True), (ReleaseRelays(), _answer(event, None, "stopped and held"))


def hold(state: State, event: Event, _stamp: Stamp) -> Step:
    return replace(state, held=True), (_answer(event, None, "held"),)


def release(state: State, event: Event, _stamp: Stamp) -> Step:
    return replace(state, held=False, stopped=False), (_answer(event, None, "released"),)


def _answer(event: Event, refusal: str | None, done: str = "accepted") -> Answer:
    if not isinstance(event, Command):
        raise AssertionError(f"{type(event).__name__} is no command")
    return commands.answer(event, refusal, done)
