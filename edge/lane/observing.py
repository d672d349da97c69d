"""What the lane learns from an event in any phase, and the triggers that follow from it; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane import boom, crossing, faults
from edge.lane.announcement import entries_of
from edge.lane.boom import Observed
from edge.lane.occupancy import Occupancy, look, loop, weigh
from edge.lane.passage import Passage, with_final_weight, with_weight
from edge.lane.state import Effect, Log, Phase, Publish, State, Trigger
from edge.lane.travel import together
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

LET_GO = frozenset({Phase.OPENING, Phase.CLEARING})
"""Phases in which the weight is settled: what the scale shows now is a truck on its way out."""


def observe(state: State, event: Event, stamp: Stamp) -> Observed:
    """The state with the event's facts in it, and the triggers to look up, in order.

    A tick comes last: it must not order the boom to where this very event says that it has arrived. A crossing that
    ends takes the place of the tick: either may begin a passage, and an event has one identifier to give.
    """
    known, effects, triggers = _learn(state, event, stamp)
    known, more, moved = boom.watch(state, known, stamp)
    found = (*triggers, *moved)
    ticks = isinstance(event, Tick)
    known, crossed = boom.watch_crossing(known, stamp, may_end=ticks and not found)
    tick = (Trigger.TICK,) if ticks and not crossed else ()
    return known, (*effects, *more), (*found, *crossed, *tick)


def _learn(state: State, event: Event, stamp: Stamp) -> Observed:
    match event:
        case WeightReading():
            return _weight(state, event, stamp)
        case FrameRead():
            return _frame(state, event)
        case InputChanged():
            return _input(state, event, stamp)
        case DeviceStatus():
            return _device(state, event, stamp)
        case PulseDone() | PulseFailed():
            return boom.pulse_over(state, event, stamp)
        case StoreFailed():
            return _store(state, event)
        case ExpectedChanged():
            return replace(state, expected=entries_of(event.vehicles)), (), ()
        case Command():
            return state, (), (Trigger(event.action),)
        case Tick():
            known, turns = _loops(state, stamp)
            return known, (), turns


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


def _store(state: State, event: StoreFailed) -> Observed:
    """Where no pulse was dropped, one may be running; the `storage` fault says the rest."""
    if not event.pulse_dropped:
        return state, (), ()
    nobody = crossing.revoke(state.crossing)
    return replace(state, pulsing=None, travel=None, crossing=nobody), (), (Trigger.STORE_FAILED,)


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
    """An input, by its configured name and role; one that is not configured says nothing."""
    role = state.settings.inputs.get(event.name)
    known = replace(state, inputs={**state.inputs, event.name: event.state})
    if role == "presence":
        return _presence(known, event, stamp)
    if role == "arrival":
        return _arrival(known, event, stamp)
    opened, effects = _opened(known, stamp)
    return opened, effects, ()


def _opened(state: State, stamp: Stamp) -> tuple[State, tuple[Effect, ...]]:
    """The passage with the moment at which the boom was open for it; only limit inputs can tell."""
    passage = state.passage
    if passage is None or passage.open_pulse_at is None or passage.opened_at or state.boom != "opened":
        return state, ()
    opened = replace(passage, opened_at=stamp.utc)
    return replace(state, passage=opened), (Publish("opened", opened.passage_id, {"boom": state.boom}),)


def _presence(state: State, event: InputChanged, stamp: Stamp) -> Observed:
    """What must be let go is let go first; then it is told whether the input can be read."""
    known, effects, triggers = boom.presence_changed(state, event)
    known, told = _readable(known, event, stamp)
    return known, (*effects, *told), triggers


def _arrival(state: State, event: InputChanged, stamp: Stamp) -> Observed:
    """A loop that can't be read neither brings nor takes a vehicle away, but must not be silent about it."""
    known, effects = _readable(state, event, stamp)
    known, turns = _loops(known, stamp)
    return known, effects, turns


def _readable(state: State, event: InputChanged, stamp: Stamp) -> faults.Told:
    """An input that can't be read is a fault of its own, also where the board itself works."""
    device = f"input:{event.name}"
    if event.state == "unreadable":
        return faults.begin(state, (device, "unreadable", event.name), stamp)
    return faults.end(state, device, f"{event.role} input {event.name} can be read")


def _loops(state: State, stamp: Stamp) -> tuple[State, tuple[Trigger, ...]]:
    if state.settings.arrival_by != "loop":
        return state, ()
    arrival = together(state.settings, state.inputs, "arrival") or "unreadable"
    occupancy = loop(state.occupancy, arrival, stamp.at_s, state.settings.gone_s)
    return replace(state, occupancy=occupancy), _turns(state.occupancy, occupancy)


def _device(state: State, event: DeviceStatus, stamp: Stamp) -> Observed:
    heard = replace(state, relay_awaited=False) if event.device == "relay" else state
    if event.ok and faults.fault_of(heard, event.device) is None:
        return heard, (Log(f"{event.device} ok: {event.text}"),), ()
    if event.ok:
        known, effects = faults.end(heard, event.device, event.text)
    else:
        known, effects = faults.begin(heard, (event.device, event.code, event.text), stamp)
    return known, effects, ()
