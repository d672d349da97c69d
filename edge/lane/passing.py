"""Handlers of the lane machine for the truck itself: arrive, identify, decide, open, leave; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from edge.lane import closing, commands
from edge.lane.decision import decide_locally, is_complete, missing
from edge.lane.occupancy import Occupancy, let_go, next_vehicle
from edge.lane.passage import (
    Decision,
    Passage,
    Weighed,
    marks_of,
    with_late_reads,
    with_note,
    with_reads,
)
from edge.lane.state import (
    Effect,
    Finish,
    Forget,
    Interrupted,
    Journal,
    Phase,
    Publish,
    Pulse,
    ShowPictures,
    State,
    Step,
)
from edge.lane.vote import difference, is_enough, result_of
from edge.values import Command, Event, FrameRead, PulseDone, PulseFailed, Stamp, StoreFailed, WeightReading

SAME_WEIGHT = 0.02  # of the gross: a truck weighed twice
SAME_PLATE = 0.3  # of the characters: one plate read twice


def _there(state: State) -> Passage:
    """The passage of a phase that has one by construction of the table."""
    if state.passage is None:
        raise AssertionError(f"phase {state.phase} without a passage")
    return state.passage


def _begin(event: Event, stamp: Stamp) -> Passage:
    passage = Passage(stamp.uuid, stamp.utc, stamp.at_s)
    if isinstance(event, FrameRead):
        # the vehicle was there when the frame was taken, a little before it was analysed
        return with_reads(replace(passage, arrived_s=event.at_s), event)
    if isinstance(event, WeightReading):
        return replace(passage, weighed=Weighed(event, stamp.utc))
    return passage


def arrived(state: State, event: Event, stamp: Stamp) -> Step:
    passage = _begin(event, stamp)
    effects = (Journal(passage), Publish("arrived", passage.passage_id, {"by": state.settings.arrival_by}))
    return state.enter(Phase.IDENTIFYING, stamp, passage), effects


def found_at_start(state: State, event: Event, stamp: Stamp) -> Step:
    """A vehicle in a lane not yet seen empty is recorded, but nothing is moved for it; the phase stays unknown."""
    passage = replace(_begin(event, stamp), found_at_start=True)
    return replace(state, passage=passage), (Journal(passage),)


def seen_empty(state: State, _event: Event, stamp: Stamp) -> Step:
    idle = replace(state.enter(Phase.IDLE, stamp, None), interrupted=None)
    return idle, () if state.passage is None else _end_found(state, state.passage, stamp)


def next_found_at_start(state: State, _event: Event, stamp: Stamp) -> Step:
    """A second vehicle came before the lane was ever empty: a record of its own, and nothing is moved for it."""
    first = _there(state)
    second = replace(_follower_of(first, stamp), found_at_start=True)
    known = replace(state, passage=second, interrupted=None, occupancy=_handed_over(state))
    return known, (*_end_found(state, first, stamp), Journal(second))


def _end_found(state: State, passage: Passage, stamp: Stamp) -> tuple[Effect, ...]:
    before = state.interrupted
    if before is not None and _is_same_vehicle(before, passage):
        if before.plate is not None or marks_of(passage).plate is None:
            return (Forget(passage),)
        # the interrupted record could not say who it was: this one can
        passage = with_note(passage, f"continues the interrupted passage {before.passage_id}")
    return _end(with_note(passage, "the vehicle was in the lane when the daemon started"), stamp)


def _is_same_vehicle(before: Interrupted, passage: Passage) -> bool:
    """Whether this is the vehicle whose passage the last run left behind; nothing known either way counts as yes."""
    plate = marks_of(passage).plate
    if before.plate and plate:
        return difference(before.plate, plate.vote.text) <= SAME_PLATE
    reading = passage.weighed.reading if passage.weighed else None
    if before.stable_kg and reading and reading.stable and reading.gross_kg:
        return abs(before.stable_kg - reading.gross_kg) <= SAME_WEIGHT * before.stable_kg
    return True


def collect(state: State, event: Event, _stamp: Stamp) -> Step:
    """Marks of one more frame, where there is a passage; committed when they change what the record would say."""
    passage = state.passage
    if passage is None:
        return state, ()
    # a frame from before the arrival, analysed late, may show the truck before this one; that of the arrival is in it
    fresh = isinstance(event, FrameRead) and event.at_s > passage.arrived_s
    more = with_reads(passage, event) if isinstance(event, FrameRead) and fresh else passage
    return _keep(state, more, event)


def collect_late(state: State, event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    if not isinstance(event, FrameRead):
        return state, ()
    more = with_late_reads(passage, event)
    known, effects = _keep(state, more, event)
    next_is_clear = any(one.kind == "plate" and is_enough(result_of(one)) for one in more.follower)
    if state.phase is Phase.CLEARING and state.settings.arrival_by == "vision" and next_is_clear:
        return next_truck(known, event, stamp)  # nothing to commit before: that could fail and take the record with it
    return known, effects


def _keep(state: State, more: Passage, event: Event) -> Step:
    known = replace(state, passage=more)
    changed = isinstance(event, FrameRead) and bool(event.reads) and _gist(more) != _gist(_there(state))
    settled = more.weighed is not None and more.weighed.reading is event and more.weighed.reading.stable
    return known, (Journal(more),) if changed or settled else ()


def _gist(passage: Passage) -> tuple[object, ...]:
    """What of the marks a record would say."""
    marks = marks_of(passage)
    plates = (marks.plate, marks.trailer_plate, *marks.other_plates)
    return (*(one.vote.text if one else None for one in plates), *(one.text for one in marks.containers))


def identify(state: State, event: Event, stamp: Stamp) -> Step:
    known, effects = collect(state, event, stamp)
    if not is_complete(_there(known), known.settings):
        return known, effects
    decided, more = _ask(known, stamp)
    return decided, (*effects, *more)


def identify_in_time(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    limit_s = state.settings.identify_s
    if stamp.at_s - passage.arrived_s < limit_s:
        return state, ()
    for lack in missing(passage, state.settings):
        passage = with_note(passage, f"{lack} within {limit_s:g} s")
    return _ask(replace(state, passage=passage), stamp)


def _ask(state: State, stamp: Stamp) -> Step:
    """Identification is over: a person or the rules decide."""
    passage = replace(_there(state), asked_s=stamp.at_s)
    asked = state.enter(Phase.DECIDING, stamp, passage)
    effects: tuple[Effect, ...] = (
        Journal(passage),
        Publish("identified", passage.passage_id, _identity(passage)),
        ShowPictures(passage),
    )
    if state.settings.mode == "central":
        return asked, effects
    decided, more = _consider(asked, stamp)
    return decided, (*effects, *more)


def _identity(passage: Passage) -> dict[str, Any]:
    marks = marks_of(passage)
    return {
        "plate": marks.plate.vote.text if marks.plate else None,
        "trailer_plate": marks.trailer_plate.vote.text if marks.trailer_plate else None,
        "containers": [one.text for one in marks.containers],
        "gross_kg": passage.weighed.reading.gross_kg if passage.weighed else None,
        "notes": list(passage.notes),
    }


def _consider(state: State, stamp: Stamp) -> Step:
    """The local rules; published when the outcome changes, carried out when it is to open."""
    passage = _there(state)
    decision = decide_locally(passage, state.settings, state.expected, _hindrances(state), stamp.utc)
    if decision.outcome == "open":
        return _open(state, decision, stamp)
    before = passage.decision
    decided = replace(passage, decision=decision, decided_at=passage.decided_at or stamp.utc)
    known = replace(state, passage=decided)
    if before is not None and before.outcome == decision.outcome:
        return known, ()
    return known, (Journal(decided), _decided(decided, decision))


def _hindrances(state: State) -> tuple[str, ...]:
    """The lane's own reasons against opening by itself (rules 3 and 6 of the contract among them)."""
    found = []
    if state.held:
        found.append("the lane is held")
    if any(one.device == "storage" for one in state.faults):
        found.append("the record can't be stored")
    if state.pulsing is not None:
        found.append("the relay is still busy")
    return tuple(found)


def _decided(passage: Passage, decision: Decision) -> Publish:
    particulars = {
        "outcome": decision.outcome,
        "authority": decision.authority,
        "operator": decision.operator,
        "reasons": list(decision.reasons),
    }
    return Publish("decided", passage.passage_id, particulars)


def _open(state: State, decision: Decision, stamp: Stamp, answers: tuple[Effect, ...] = ()) -> Step:
    """Commit first, then pulse once; without a barrier the truck is simply let go."""
    pulsed_at = stamp.utc if state.settings.has_barrier else None
    passage = replace(_there(state), decision=decision, decided_at=stamp.utc, open_pulse_at=pulsed_at)
    effects = (Journal(passage), *answers, _decided(passage, decision))
    free = replace(state, occupancy=_let_go(state))
    if not state.settings.has_barrier:
        return free.enter(Phase.CLEARING, stamp, passage), effects
    opening = replace(free.enter(Phase.OPENING, stamp, passage), pulsing="open")
    return opening, (*effects, Pulse("open"))


def _let_go(state: State) -> Occupancy:
    reading = state.reading
    weighed = state.settings.arrival_by == "weight" and state.occupancy.presence == "present"
    if not weighed or reading is None or reading.gross_kg is None:
        return state.occupancy
    return let_go(state.occupancy, reading.gross_kg, stable=reading.stable)


def reconsider(state: State, event: Event, stamp: Stamp) -> Step:
    """More came to be known while the truck waits: the local rules may now be met; a person's word stands."""
    known, effects = collect(state, event, stamp)
    decision = _there(known).decision
    if known.settings.mode == "central" or (decision is not None and decision.authority == "central"):
        return known, effects
    decided, more = _consider(known, stamp)
    return decided, (*effects, *more)


def release_and_reconsider(state: State, event: Event, stamp: Stamp) -> Step:
    released, answer = closing.release(state, event, stamp)
    decided, effects = reconsider(released, event, stamp)
    return decided, (*answer, *effects)


def await_centre(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    limit_s = state.settings.central_timeout_s
    waited = stamp.at_s - (passage.asked_s if passage.asked_s is not None else stamp.at_s)
    if state.settings.mode != "central" or passage.decision is not None or waited < limit_s:
        return state, ()
    decision = Decision("refer", "none", (f"no decision from the centre within {limit_s:g} s",))
    decided = replace(passage, decision=decision, decided_at=stamp.utc)
    return replace(state, passage=decided), (Journal(decided), _decided(decided, decision))


def open_on_command(state: State, event: Event, stamp: Stamp) -> Step:
    """A person opens, whatever the rules say; in an empty lane a passage begins with it, so it stays no secret."""
    command = _command(event)
    refusal = closing.no_pulse_because(state) if command.action == "open" else closing.no_opening_because(state)
    if refusal is not None:
        return state, (commands.answer(command, refusal),)
    passage = state.passage or replace(_begin(event, stamp), vehicle_seen=state.occupancy.presence == "present")
    if state.interrupted is not None:
        passage = with_note(passage, f"opened after the interrupted passage {state.interrupted.passage_id}")
    known = replace(state, passage=passage, interrupted=None)
    return _open(known, _ordered("open", command), stamp, (commands.answer(command, None),))


def decide_on_command(state: State, event: Event, stamp: Stamp) -> Step:
    command = _command(event)
    passage = _there(state)
    if command.passage_id != passage.passage_id:
        return state, (commands.answer(command, "not the passage in the lane"),)
    if command.outcome == "open":
        return open_on_command(state, event, stamp)
    decision = _ordered("refuse", command)
    refused = replace(passage, decision=decision, decided_at=stamp.utc, asked_s=passage.asked_s or stamp.at_s)
    effects = (Journal(refused), commands.answer(command, None), _decided(refused, decision))
    phase = Phase.DECIDING if state.phase is Phase.IDENTIFYING else state.phase
    return state.enter(phase, stamp, refused), effects


def _command(event: Event) -> Command:
    if not isinstance(event, Command):
        raise AssertionError(f"{type(event).__name__} is no command")
    return event


def _ordered(outcome: str, command: Command) -> Decision:
    reasons = (command.reason,) if command.reason else ("ordered by the centre",)
    return Decision("open" if outcome == "open" else "refuse", "central", reasons, command.operator)


def pulse_done(state: State, event: Event, stamp: Stamp) -> Step:
    if not isinstance(event, PulseDone) or event.channel != "open":
        return state, ()
    passage = _there(state)
    return state.enter(Phase.CLEARING, stamp, passage), (Publish("pulsed", passage.passage_id, {"boom": state.boom}),)


def pulse_failed(state: State, event: Event, stamp: Stamp) -> Step:
    text = event.text if isinstance(event, PulseFailed) else ""
    passage = with_note(_there(state), f"the relay could not be driven: {text}")
    return state.enter(Phase.FAULT, stamp, passage), (Journal(passage),)


def store_failed(state: State, event: Event, stamp: Stamp) -> Step:
    """The record could not be committed, so the pulse behind it was never sent."""
    text = event.text if isinstance(event, StoreFailed) else ""
    decision = Decision("refer", "local", (f"the record can't be stored: {text}",))
    passage = replace(_there(state), decision=decision, open_pulse_at=None)
    return state.enter(Phase.FAULT, stamp, passage), ()


def expected_vehicle_came(state: State, _event: Event, _stamp: Stamp) -> Step:
    return replace(state, passage=replace(_there(state), vehicle_seen=True)), ()


def clear_in_time(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    if passage.vehicle_seen and state.occupancy.presence == "empty":
        return cleared(state, _event, stamp)
    if state.occupancy.followed:  # while the pulse ran
        return next_truck(state, _event, stamp)
    limit_s = state.settings.clear_s
    if stamp.at_s - state.entered_s < limit_s:
        return state, ()
    if not passage.vehicle_seen:
        return _close_passage(state, with_note(passage, f"no vehicle came within {limit_s:g} s"), stamp)
    noted = with_note(passage, f"the vehicle did not leave within {limit_s:g} s")
    return replace(state, passage=noted), () if noted is passage else (Journal(noted),)


def cleared(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    if not passage.vehicle_seen:
        return state, ()
    return _close_passage(state, replace(passage, cleared_at=stamp.utc), stamp)


def _close_passage(state: State, passage: Passage, stamp: Stamp) -> Step:
    after, effects = closing.begin(replace(state, passage=None), stamp)
    return after, (*_end(passage, stamp), *effects)


def _end(passage: Passage, stamp: Stamp) -> tuple[Effect, ...]:
    ended = replace(passage, cleared_at=passage.cleared_at or stamp.utc, ended_at=stamp.utc)
    if ended.decision is None:
        ended = replace(ended, decision=Decision("none", "none", ("the vehicle left before a decision",)))
    return (Publish("cleared", ended.passage_id, {}), Finish(ended))


def left_unopened(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = _there(state)
    waited = passage.decision is not None and passage.decision.outcome in ("refer", "refuse")
    noted = with_note(passage, "the vehicle left unopened for") if waited else passage
    return state.enter(Phase.IDLE, stamp, None), _end(noted, stamp)


def left_in_fault(state: State, _event: Event, stamp: Stamp) -> Step:
    return state.enter(Phase.IDLE, stamp, None), _end(_there(state), stamp)


def fault_over(state: State, event: Event, stamp: Stamp) -> Step:
    """The vehicle left while the pulse was tried, or none had come yet: nothing would end this passage."""
    return left_in_fault(state, event, stamp) if state.occupancy.presence == "empty" else (state, ())


def next_truck(state: State, _event: Event, stamp: Stamp) -> Step:
    """A second truck came before the first was gone: one record each."""
    first = _there(state)
    second = _follower_of(first, stamp)
    effects = (
        *_end(with_note(first, "another vehicle followed closely"), stamp),
        Journal(second),
        Publish("arrived", second.passage_id, {"by": state.settings.arrival_by, "followed": first.passage_id}),
    )
    known = replace(state, occupancy=_handed_over(state))
    return known.enter(Phase.IDENTIFYING, stamp, second), effects


def _follower_of(first: Passage, stamp: Stamp) -> Passage:
    second = replace(Passage(stamp.uuid, stamp.utc, stamp.at_s), clusters=first.follower)
    return with_note(second, "came closely behind another vehicle")


def _handed_over(state: State) -> Occupancy:
    gross_kg = state.reading.gross_kg if state.reading and state.reading.gross_kg else 0.0
    return next_vehicle(state.occupancy, gross_kg)
