"""Handlers of the lane machine from the end of identification to the open pulse; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane import boom, closing, commands, crossing, judging
from edge.lane.collecting import begin_passage, collect, there
from edge.lane.decision import decide_locally
from edge.lane.documents.events import Decided, Identified
from edge.lane.occupancy import Occupancy, let_go
from edge.lane.passage import Decision, Passage, marks_of, with_note
from edge.lane.state import Effect, Journal, Phase, Publish, Pulse, ShowPictures, State, Step
from edge.lane.violations import violations_of
from edge.values import Command, Commander, Event, PulseDone, PulseFailed, Stamp, StoreFailed

ORDERED: dict[Commander, str] = {"central": "ordered by the centre", "operator": "ordered by an operator"}
"""A person's decision, which no rule takes back, by who commands: the reason where none was given."""


def ask(state: State, stamp: Stamp) -> Step:
    """Identification is over: a person or the rules decide."""
    asked, events = judging.judge(state.enter(Phase.DECIDING, stamp, replace(there(state), asked_s=stamp.at_s)))
    passage = there(asked)
    effects: tuple[Effect, ...] = (
        Journal(passage),
        Publish("identified", passage.passage_id, _identity(passage)),
        *(one for one in events if not isinstance(one, Journal)),
        ShowPictures(passage),
    )
    if state.settings.mode == "central":
        return asked, effects
    decided, more = _consider(asked, stamp)
    return decided, (*effects, *more)


def _identity(passage: Passage) -> Identified:
    marks = marks_of(passage)
    return {
        "plate": marks.plate.vote.text if marks.plate else None,
        "trailer_plate": marks.trailer_plate.vote.text if marks.trailer_plate else None,
        "containers": [one.text for one in marks.containers],
        "gross_kg": passage.weighed.reading.gross_kg if passage.weighed else None,
        "announcement": passage.announcement.entry.key if passage.announcement else None,
        "violations": list(passage.violations),
        "notes": list(passage.notes),
    }


def _consider(state: State, stamp: Stamp) -> Step:
    """The local rules; published when the outcome changes, carried out when it is to open."""
    passage = there(state)
    violations = violations_of(passage, state.settings, state.expected, state.served)
    decision = decide_locally(passage, state.settings, state.expected, violations, _hindrances(state))
    if decision.outcome == "open":
        return open_once(state, decision, stamp)
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
    if state.relay_awaited:
        found.append("the relay is not at hand yet")
    if state.pulsing is not None:
        found.append("the relay is still busy")
    return tuple(found)


def _decided(passage: Passage, decision: Decision) -> Publish:
    particulars: Decided = {
        "outcome": decision.outcome,
        "authority": decision.authority,
        "operator": decision.operator,
        "reasons": list(decision.reasons),
    }
    return Publish("decided", passage.passage_id, particulars)


def open_once(state: State, decision: Decision, stamp: Stamp, answers: tuple[Effect, ...] = ()) -> Step:
    """Commit first, then pulse once; without a barrier the truck is simply let go."""
    pulsed_at = stamp.utc if state.settings.has_barrier else None
    passage = replace(there(state), decision=decision, decided_at=stamp.utc, open_pulse_at=pulsed_at)
    effects = (Journal(passage), *answers, _decided(passage, decision))
    first = there(state).open_pulse_at is None  # opened anew, it is still one vehicle that is let through
    licensed = crossing.license_one(state.crossing) if first else state.crossing
    free = replace(state, occupancy=_let_go(state), crossing=licensed)
    if not state.settings.has_barrier:
        return free.enter(Phase.CLEARING, stamp, passage), effects
    opening = boom.ordered(free.enter(Phase.OPENING, stamp, passage), "open")
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
    known, judged = judging.judge(known)
    effects = (*effects, *judged)
    decision = there(known).decision
    if known.settings.mode == "central" or (decision is not None and decision.authority in ORDERED):
        return known, effects
    decided, more = _consider(known, stamp)
    return decided, (*effects, *more)


def release_and_reconsider(state: State, event: Event, stamp: Stamp) -> Step:
    released, answer = closing.release(state, event, stamp)
    decided, effects = reconsider(released, event, stamp)
    return decided, (*answer, *effects)


def await_centre(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = there(state)
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
    passage = state.passage or replace(
        begin_passage(event, stamp),
        vehicle_seen=state.occupancy.presence == "present",
        found_at_start=state.phase is Phase.UNKNOWN,
    )
    if state.interrupted is not None:
        passage = with_note(passage, f"opened after the interrupted passage {state.interrupted.passage_id}")
    known = replace(state, passage=passage, interrupted=None)
    return open_once(known, _ordered("open", command), stamp, (commands.answer(command, None),))


def decide_on_command(state: State, event: Event, stamp: Stamp) -> Step:
    command = _command(event)
    passage = there(state)
    if command.passage_id != passage.passage_id:
        return state, (commands.answer(command, "not the passage in the lane"),)
    if command.by == "operator" and passage.decision is not None and passage.decision.authority == "central":
        return state, (commands.answer(command, "the centre has decided: an operator can't overrule it"),)
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
    reasons = (command.reason,) if command.reason else (ORDERED[command.by],)
    return Decision("open" if outcome == "open" else "refuse", command.by, reasons, command.operator)


def pulse_done(state: State, event: Event, stamp: Stamp) -> Step:
    if not isinstance(event, PulseDone) or event.channel != "open":
        return state, ()
    passage = there(state)
    return state.enter(Phase.CLEARING, stamp, passage), (Publish("pulsed", passage.passage_id, {"boom": state.boom}),)


def pulse_failed(state: State, event: Event, stamp: Stamp) -> Step:
    """Nothing is tried again, not even after `release`: a person decides what the half-open boom needs."""
    text = event.text if isinstance(event, PulseFailed) else ""
    cause = "the open pulse was ended by stop" if state.stopped else "the relay could not be driven"
    passage = with_note(there(state), f"{cause}: {text}")
    return state.enter(Phase.FAULT, stamp, passage), (Journal(passage),)


def store_failed(state: State, event: Event, stamp: Stamp) -> Step:
    """The record could not be committed, so the pulse behind it was never sent."""
    text = event.text if isinstance(event, StoreFailed) else ""
    decision = Decision("refer", "local", (f"the record can't be stored: {text}",))
    passage = replace(there(state), decision=decision, open_pulse_at=None)
    return state.enter(Phase.FAULT, stamp, passage), ()
