"""What the lane learns of its boom from limit and presence inputs, whatever the phase; pure.

The limits alone say where the boom is (rule 4 of the contract). A boom that does not arrive, that leaves its open limit
unbidden, or whose limits contradict each other is a fault of the device `barrier`; no fault ever moves it.
"""

from __future__ import annotations

import math
from dataclasses import replace

from edge.lane import crossing, faults
from edge.lane.state import Effect, Log, ReleaseRelays, State, Trigger
from edge.lane.travel import LIMITS, Travel, outcome, together
from edge.values import Channel, InputChanged, PulseDone, PulseFailed, Stamp

Observed = tuple[State, tuple[Effect, ...], tuple[Trigger, ...]]

BARRIER = "barrier"
MISSED: dict[Channel, str] = {"open": "not-opened", "close": "not-closed"}
NOT_THERE = frozenset({"not-opened", "not-closed", "limit-unreadable", "moved"})


def watch(before: State, now: State, stamp: Stamp) -> Observed:
    """The state with what follows from the inputs and from the time, after any event."""
    known, effects = _watch_limits(before, now, stamp)
    known, more, arrived = _watch_travel(known, stamp)
    return known, (*effects, *more), arrived


def pulse_over(state: State, event: PulseDone | PulseFailed, stamp: Stamp) -> Observed:
    """The relay is free again. The boom moves on, also after a close pulse that was cut short."""
    if event.channel != state.pulsing:
        return state, (Log(f"a pulse ({event.channel}) that is not running has ended: ignored"),), ()
    failed = isinstance(event, PulseFailed)
    travel = state.travel
    if travel is None or (failed and event.channel == "open"):
        moving = None
    else:
        moving = replace(travel, from_s=stamp.at_s, cut=failed)
    over = replace(state, pulsing=None, travel=moving)
    trigger = Trigger.PULSE_FAILED if failed else Trigger.PULSE_DONE
    blocked = moving is not None and moving.blocked
    return over, (), (trigger, Trigger.UNDER_BOOM) if blocked else (trigger,)


def presence_changed(state: State, event: InputChanged) -> Observed:
    """What is under a closing boom, or can't be told, ends the pulse (rule 1); a vehicle there reopens the boom."""
    travel = state.travel
    if event.state == "clear" or travel is None or travel.channel != "close":
        return state, (), ()
    seen = event.state == "active"
    if state.pulsing != "close":
        return state, (), (Trigger.UNDER_BOOM,) if seen else ()
    known = replace(state, travel=replace(travel, blocked=travel.blocked or seen))
    return known, (ReleaseRelays(), Log(f"close pulse ended: {event.name} is {event.state}")), ()


def ordered(state: State, channel: Channel) -> State:
    """The state with a pulse on its way to the relay."""
    return replace(state, pulsing=channel, travel=Travel(channel))


def _watch_limits(before: State, now: State, stamp: Stamp) -> faults.Told:
    opened, closed = (together(now.settings, now.inputs, role) for role in ("opened", "closed"))
    fault = faults.fault_of(now, BARRIER)
    if opened == closed == "active":
        return faults.begin(now, (BARRIER, "limits-disagree", ""), stamp)
    if fault is not None and fault.code == "limits-disagree":
        return faults.end(now, BARRIER, "the limits agree again")
    if before.boom == now.boom:
        return now, ()
    if before.boom == "opened" and opened == "clear" and _is_unbidden(now):
        return faults.begin(now, (BARRIER, "moved", ""), stamp)
    if fault is not None and fault.code in ("moved", f"not-{now.boom}", "limit-unreadable") and now.boom != "unknown":
        return faults.end(now, BARRIER, f"the boom is {now.boom}")
    return now, ()


def _is_unbidden(state: State) -> bool:
    """Whether only this lane could have moved the boom, and has not: a boom without close channel closes by itself."""
    rules = state.settings
    return rules.can_close and rules.mode != "monitor" and state.travel is None and state.pulsing is None


def _watch_travel(state: State, stamp: Stamp) -> Observed:
    travel = state.travel
    if travel is None:
        return state, (), ()
    found = outcome(travel, state.settings, state.inputs, stamp.at_s)
    if found == "under way":
        return state, (), ()
    arrived = replace(state, travel=None)
    if travel.channel == "close":
        arrived = replace(arrived, crossing=crossing.revoke(arrived.crossing))
    told = (arrived, ()) if found == "over" else _judge(arrived, travel, found, stamp)
    return *told, (Trigger.TRAVELLED,)


def _judge(state: State, travel: Travel, found: str, stamp: Stamp) -> faults.Told:
    if found == "unreadable":
        return faults.begin(state, (BARRIER, "limit-unreadable", f"the {LIMITS[travel.channel]} limit"), stamp)
    if found == "missed":
        text = f"{state.settings.travel_s:g} s after the pulse"
        return faults.begin(state, (BARRIER, MISSED[travel.channel], text), stamp)
    fault = faults.fault_of(state, BARRIER)
    works = fault is not None and fault.code in NOT_THERE
    return faults.end(state, BARRIER, f"the boom is {state.boom}") if works else (state, ())


def watch_crossing(state: State, stamp: Stamp, *, may_end: bool) -> tuple[State, tuple[Trigger, ...]]:
    """The state with what is under the boom; an end may wait for an event that has an identifier to give."""
    before = state.crossing
    presence = together(state.settings, state.inputs, "presence")
    now = crossing.watch(before, presence, stamp, state.settings.gone_s if may_end else math.inf)
    known = replace(state, crossing=now)
    if not before.under_way or now.under_way:
        return known, ()
    return known, (Trigger.PASSED if before.licensed else Trigger.INTRUDED,)
