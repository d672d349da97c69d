"""What the lane learns from an event in any phase, and the triggers that follow from it; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.occupancy import Occupancy, look, weigh
from edge.lane.passage import Passage, with_final_weight, with_weight
from edge.lane.state import Effect, Fault, Log, Phase, Publish, ReleaseRelays, State, Trigger
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
            return _pulse_over(state, event, Trigger.PULSE_DONE)
        case PulseFailed():
            return _pulse_over(state, event, Trigger.PULSE_FAILED)
        case StoreFailed():
            return _store(state, event)
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
    passage = known.passage
    if passage is not None and _is_on_platform(reading, rules.threshold_kg):
        known = replace(known, passage=_weighed(known, passage, reading, stamp))
    return known, (), (*triggers, Trigger.EVIDENCE)


def _is_on_platform(reading: WeightReading, threshold_kg: float) -> bool:
    """Overload shows no number, and no lane that is empty."""
    return reading.status == "overload" or (reading.gross_kg is not None and reading.gross_kg >= threshold_kg)


def _weighed(state: State, passage: Passage, reading: WeightReading, stamp: Stamp) -> Passage:
    """Until the truck is let go its weight is taken as it comes; then only what still rolls on may add to it."""
    if state.phase not in LET_GO:
        return with_weight(passage, reading, stamp.utc, state.settings.settle_s)
    if state.occupancy.dip_kg is None:
        return with_final_weight(passage, reading, stamp.utc)
    return passage


def _pulse_over(state: State, event: PulseDone | PulseFailed, trigger: Trigger) -> Observed:
    if event.channel != state.pulsing:
        return state, (Log(f"{trigger} of a pulse ({event.channel}) that is not running: ignored"),), ()
    return replace(state, pulsing=None), (), (trigger,)


def _store(state: State, event: StoreFailed) -> Observed:
    """Where no pulse was dropped, one may be running; the `storage` fault says the rest."""
    if not event.pulse_dropped:
        return state, (), ()
    return replace(state, pulsing=None), (), (Trigger.STORE_FAILED,)


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
    """Only limit inputs report where the boom is; something under it ends a close pulse that is running (rule 1)."""
    known = replace(state, inputs={**state.inputs, event.name: event.state})
    presence = known.settings.inputs.get(event.name) == "presence"
    in_the_way = known.pulsing == "close" and presence and event.state != "clear"
    stop: tuple[Effect, ...] = (ReleaseRelays(), Log(f"close pulse ended: {event.name} is {event.state}"))
    effects = stop if in_the_way else ()
    passage = known.passage
    if passage is None or passage.open_pulse_at is None or passage.opened_at or known.boom != "opened":
        return known, effects, ()
    opened = replace(passage, opened_at=stamp.utc)
    publish = Publish("opened", opened.passage_id, {"boom": known.boom})
    return replace(known, passage=opened), (*effects, publish), ()


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
