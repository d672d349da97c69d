"""What the lane learns from an event in any phase, and the triggers that follow from it; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.occupancy import Occupancy, look, weigh
from edge.lane.passage import with_weight
from edge.lane.state import Effect, Fault, Phase, Publish, State, Trigger
from edge.values import (
    Command,
    DeviceStatus,
    Event,
    ExpectedChanged,
    FrameRead,
    InputChanged,
    PulseDone,
    PulseFailed,
    Stamp,
    StoreFailed,
    Tick,
    WeightReading,
)

Observed = tuple[State, tuple[Effect, ...], tuple[Trigger, ...]]

LET_GO = frozenset({Phase.OPENING, Phase.CLEARING})
"""Phases in which the weight is settled: what the scale shows now is a truck on its way out."""


def observe(state: State, event: Event, stamp: Stamp) -> Observed:
    """The state with the event's facts in it, and the triggers to look up, in order."""
    match event:
        case WeightReading():
            return _weight(state, event, stamp)
        case FrameRead():
            return _frame(state, event)
        case InputChanged():
            return _input(state, event, stamp)
        case DeviceStatus():
            return _device(state, event, stamp)
        case PulseDone():
            return replace(state, pulsing=None), (), (Trigger.PULSE_DONE,)
        case PulseFailed():
            return replace(state, pulsing=None), (), (Trigger.PULSE_FAILED,)
        case StoreFailed():
            return replace(state, pulsing=None), (), (Trigger.STORE_FAILED,)
        case ExpectedChanged():
            return replace(state, expected=event.vehicles), (), ()
        case Command():
            return state, (), (Trigger(event.action),)
        case Tick():
            return state, (), (Trigger.TICK,)


def _weight(state: State, reading: WeightReading, stamp: Stamp) -> Observed:
    rules = state.settings
    known = replace(state, reading=reading)
    triggers: tuple[Trigger, ...] = ()
    if rules.arrival_by == "weight":
        occupancy = weigh(state.occupancy, reading, rules.threshold_kg, rules.gone_s)
        triggers = _turns(state.occupancy, occupancy)
        known = replace(known, occupancy=occupancy)
    on_platform = reading.gross_kg is not None and reading.gross_kg >= rules.threshold_kg
    if known.passage is not None and on_platform and known.phase not in LET_GO:
        known = replace(known, passage=with_weight(known.passage, reading, stamp.utc))
    return known, (), (*triggers, Trigger.EVIDENCE)


def _frame(state: State, read: FrameRead) -> Observed:
    if state.settings.arrival_by != "vision":
        return state, (), (Trigger.EVIDENCE,)
    occupancy = look(state.occupancy, read, state.settings.gone_s)
    triggers = _turns(state.occupancy, occupancy)
    return replace(state, occupancy=occupancy), (), (*triggers, Trigger.EVIDENCE)


def _turns(before: Occupancy, after: Occupancy) -> tuple[Trigger, ...]:
    if before.presence != after.presence:
        return (Trigger.ARRIVED,) if after.presence == "present" else (Trigger.GONE,)
    return (Trigger.FOLLOWED,) if after.followed and not before.followed else ()


def _input(state: State, event: InputChanged, stamp: Stamp) -> Observed:
    """Only limit inputs report where the boom is; the other roles are looked at when something is to move."""
    known = replace(state, inputs={**state.inputs, event.name: event.state})
    passage = known.passage
    if passage is None or passage.open_pulse_at is None or passage.opened_at or known.boom != "opened":
        return known, (), ()
    opened = replace(passage, opened_at=stamp.utc)
    return replace(known, passage=opened), (Publish("opened", opened.passage_id, {"boom": known.boom}),), ()


def _device(state: State, event: DeviceStatus, stamp: Stamp) -> Observed:
    """Faults are listed while they last; each is said once when it begins and once when it ends."""
    old = next((one for one in state.faults if one.device == event.device), None)
    others = tuple(one for one in state.faults if one.device != event.device)
    passage_id = state.passage.passage_id if state.passage else None
    if event.ok:
        if old is None:
            return state, (), ()
        particulars = {"device": event.device, "code": old.code, "text": event.text}
        return replace(state, faults=others), (Publish("recovered", passage_id, particulars),), ()
    if old is not None and (old.code, old.text) == (event.code, event.text):
        return state, (), ()
    fault = Fault(event.device, event.code, event.text, stamp.utc)
    particulars = {"device": event.device, "code": event.code, "text": event.text}
    return replace(state, faults=(*others, fault)), (Publish("fault", passage_id, particulars),), ()
