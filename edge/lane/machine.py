"""The lane machine: `step(state, event, stamp) -> (state, effects)`; pure and total.

Every event first changes what the lane knows (`observe`); what follows from it is a trigger, looked up with the phase
in `TABLE`. A pair that is not in the table is ignored and logged. Effects are carried out in their order; a `Journal`
that fails drops the pulse behind it, so no pulse ever precedes its record.

    unknown --gone--> idle --arrived--> identifying --evidence, tick--> deciding --open--> opening
    opening --pulse_done--> clearing --gone--> closing (where the lane can close) --travelled--> idle
    closing, or the next truck's phases, --under_boom--> opening (the boom goes up again)
    opening --pulse_failed, store_failed--> fault --gone--> idle
    identifying, deciding --gone--> idle (backed out)          clearing --followed--> identifying (the next truck)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge.lane import closing, collecting, commands, intruding, judging, opening, passing
from edge.lane.observing import observe
from edge.lane.state import Log, Phase, State, Step, Trigger
from edge.values import Command, Event, Stamp

Handler = Callable[[State, Event, Stamp], Step]

EVERY = tuple(Phase)
WITH_VEHICLE = (Phase.IDENTIFYING, Phase.DECIDING, Phase.FAULT)
BOOM_UP = (Phase.OPENING, Phase.CLEARING, Phase.CLOSING)
UNDER_WAY = (Phase.IDLE, Phase.IDENTIFYING, Phase.DECIDING, Phase.CLOSING)
"""Phases in which the boom may be on its way down: the next truck may arrive, and leave, before it is."""

TABLE: dict[tuple[Phase, Trigger], Handler] = {
    (Phase.UNKNOWN, Trigger.ARRIVED): passing.found_at_start,
    (Phase.UNKNOWN, Trigger.EVIDENCE): collecting.collect,
    (Phase.UNKNOWN, Trigger.GONE): passing.seen_empty,
    (Phase.UNKNOWN, Trigger.FOLLOWED): passing.next_found_at_start,
    (Phase.UNKNOWN, Trigger.OPEN): opening.open_on_command,
    (Phase.IDLE, Trigger.ARRIVED): passing.arrived,
    (Phase.IDLE, Trigger.OPEN): opening.open_on_command,
    (Phase.IDLE, Trigger.CLOSE): closing.close_on_command,
    (Phase.IDENTIFYING, Trigger.EVIDENCE): passing.identify,
    (Phase.IDENTIFYING, Trigger.TICK): passing.identify_in_time,
    (Phase.IDENTIFYING, Trigger.GONE): passing.left_unopened,
    (Phase.IDENTIFYING, Trigger.FOLLOWED): passing.next_truck,
    (Phase.DECIDING, Trigger.EVIDENCE): opening.reconsider,
    (Phase.DECIDING, Trigger.TICK): opening.await_centre,
    (Phase.DECIDING, Trigger.GONE): passing.left_unopened,
    (Phase.DECIDING, Trigger.FOLLOWED): passing.next_truck,
    (Phase.DECIDING, Trigger.RELEASE): opening.release_and_reconsider,
    (Phase.OPENING, Trigger.EVIDENCE): passing.collect_late,
    (Phase.OPENING, Trigger.ARRIVED): passing.expected_vehicle_came,
    (Phase.OPENING, Trigger.PULSE_DONE): opening.pulse_done,
    (Phase.OPENING, Trigger.PULSE_FAILED): opening.pulse_failed,
    (Phase.OPENING, Trigger.STORE_FAILED): opening.store_failed,
    (Phase.CLEARING, Trigger.EVIDENCE): passing.collect_late,
    (Phase.CLEARING, Trigger.ARRIVED): passing.expected_vehicle_came,
    (Phase.CLEARING, Trigger.GONE): passing.cleared,
    (Phase.CLEARING, Trigger.TICK): passing.clear_in_time,
    (Phase.CLEARING, Trigger.FOLLOWED): passing.next_truck,
    (Phase.CLEARING, Trigger.OPEN): opening.open_on_command,
    (Phase.CLOSING, Trigger.TICK): closing.close_when_free,
    (Phase.CLOSING, Trigger.ARRIVED): passing.arrived,
    (Phase.CLOSING, Trigger.TRAVELLED): closing.closed,
    (Phase.CLOSING, Trigger.PULSE_FAILED): closing.close_failed,
    (Phase.CLOSING, Trigger.OPEN): opening.open_on_command,
    (Phase.FAULT, Trigger.EVIDENCE): collecting.collect,
    (Phase.FAULT, Trigger.ARRIVED): passing.expected_vehicle_came,
    (Phase.FAULT, Trigger.TICK): passing.fault_over,
    (Phase.FAULT, Trigger.GONE): passing.left_in_fault,
    (Phase.FAULT, Trigger.FOLLOWED): passing.next_truck,
    (Phase.CLEARING, Trigger.PASSED): passing.awaited_vehicle_passed,
    **{(phase, Trigger.UNDER_BOOM): intruding.reopen for phase in UNDER_WAY},
    **{(phase, Trigger.INTRUDED): intruding.passed_unopened for phase in (Phase.UNKNOWN, Phase.IDLE)},
    **{(phase, Trigger.INTRUDED): intruding.second_vehicle for phase in BOOM_UP},
    **{(phase, Trigger.INTRUDED): intruding.noticed for phase in WITH_VEHICLE},
    **{(phase, Trigger.OPEN): opening.open_on_command for phase in WITH_VEHICLE},
    **{(phase, Trigger.DECIDE): opening.decide_on_command for phase in WITH_VEHICLE},
    **{(phase, Trigger.STOP): closing.stop for phase in EVERY},
    **{(phase, Trigger.HOLD): closing.hold for phase in EVERY},
    **{(phase, Trigger.RELEASE): closing.release for phase in EVERY if phase is not Phase.DECIDING},
}

EXPECTED_SILENCE = frozenset({Trigger.EVIDENCE, Trigger.TICK, Trigger.PULSE_DONE, Trigger.TRAVELLED, Trigger.PASSED})
"""Triggers that come so often, or so harmlessly late, that ignoring them is not worth a line."""


def step(state: State, event: Event, stamp: Stamp) -> Step:
    """The lane after `event`, and what is to be done about it."""
    known, effects, triggers = observe(state, event, stamp)
    for trigger in triggers:
        known, more = fire(known, trigger, event, stamp)
        effects = (*effects, *more)
    known, more = judging.follow(state, known, effects)
    return known, (*effects, *more)


def fire(state: State, trigger: Trigger, event: Event, stamp: Stamp) -> Step:
    """One lookup in the table."""
    if isinstance(event, Command):
        return _judge(state, trigger, event, stamp)
    handler = TABLE.get((state.phase, trigger))
    if handler is not None:
        return handler(state, event, stamp)
    if trigger in EXPECTED_SILENCE:
        return state, ()
    return state, (Log(f"{trigger} means nothing in phase {state.phase}: ignored"),)


def _judge(state: State, trigger: Trigger, command: Command, stamp: Stamp) -> Step:
    """A command is refused before it reaches the table, or remembered so that it counts once."""
    refusal = commands.objection(command, state.boot_id, state.seen_commands, stamp.utc)
    if refusal is not None:
        return state, (commands.answer(command, refusal),)
    known = replace(state, seen_commands=commands.remember(state.seen_commands, command, stamp.utc))
    handler = TABLE.get((state.phase, trigger))
    if handler is None:
        return known, (commands.answer(command, f"{command.action} is not possible in phase {state.phase}"),)
    return handler(known, command, stamp)
