"""The lane's list of faults: each is said once when it begins and once when it ends; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.documents.events import EventName
from edge.lane.state import Effect, Fault, Publish, State
from edge.values import Stamp

Told = tuple[State, tuple[Effect, ...]]


def begin(state: State, fault: tuple[str, str, str], stamp: Stamp) -> Told:
    """The state with a fault (device, code, text); a device has one at a time, the newest."""
    device, code, text = fault
    old = fault_of(state, device)
    if old is not None and (old.code, old.text) == (code, text):
        return state, ()
    others = tuple(one for one in state.faults if one.device != device)
    known = replace(state, faults=(*others, Fault(device, code, text, stamp.utc)))
    return known, (_publish(state, "fault", device, code, text),)


def end(state: State, device: str, text: str) -> Told:
    """The state without that device's fault, if it had one; `text` says what works again."""
    old = fault_of(state, device)
    if old is None:
        return state, ()
    others = tuple(one for one in state.faults if one.device != device)
    return replace(state, faults=others), (_publish(state, "recovered", device, old.code, text),)


def fault_of(state: State, device: str) -> Fault | None:
    return next((one for one in state.faults if one.device == device), None)


def _publish(state: State, event: EventName, device: str, code: str, text: str) -> Publish:
    passage_id = state.passage.passage_id if state.passage else None
    return Publish(event, passage_id, {"device": device, "code": code, "text": text})
