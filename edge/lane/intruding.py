"""Handlers of the lane machine for vehicles under the boom that nobody let through; pure.

Each is a violation at once and a line of a record, its own where no passage of it is known: nothing passes unrecorded.
Where others drive the boom (`monitor`) the lane can't know who was let through: it records, and accuses nobody.
"""

from __future__ import annotations

from dataclasses import replace

from edge.lane import closing
from edge.lane.collecting import there
from edge.lane.opening import open_once
from edge.lane.passage import Decision, Passage, with_note, with_violation
from edge.lane.state import Effect, Finish, Journal, Log, Publish, State, Step
from edge.values import Event, Stamp

Violation = tuple[str, str]

SECOND = ("second-vehicle", "a second vehicle went through on one opening")
FOLLOWED = ("second-vehicle", "came onto the platform while the boom was still up for the vehicle before it")
UNOPENED = ("passed-unopened", "a vehicle passed under the boom though nothing was opened for it")
LEFT_FORWARD = ("passed-unopened", "the vehicle left under the boom though it was not opened for")
UNDER = ("under-boom", "a vehicle came under the closing boom")


def violated(passage: Passage, violation: Violation) -> tuple[Passage, Publish]:
    """The passage with a violation in it, and the event that says so."""
    code, text = violation
    return with_violation(passage, code, text), publish(passage.passage_id, violation)


def publish(passage_id: str | None, violation: Violation) -> Publish:
    code, text = violation
    return Publish("violation", passage_id, {"violation": code, "text": text})


def drives(state: State) -> bool:
    """Whether this lane alone moves the boom."""
    return state.settings.has_barrier and state.settings.mode != "monitor"


def reopen(state: State, _event: Event, stamp: Stamp) -> Step:
    """A vehicle under the closing boom: one open pulse, with its record committed before; never against `stop`."""
    refusal = closing.no_opening_because(state)
    passage_id = state.passage.passage_id if state.passage else None
    if refusal is not None:
        code, text = UNDER
        told = f"{text}; not reopened: {refusal}"
        return state, (Log(told), publish(passage_id, (code, told)))
    passage = state.passage or Passage(stamp.uuid, stamp.utc, stamp.at_s)
    if passage.decision is not None:
        passage = with_note(passage, f"decided before: {passage.decision.outcome} ({passage.decision.authority})")
    warned, event = violated(passage, UNDER)
    decision = Decision("open", "local", ("reopened: a vehicle came under the closing boom",))
    return open_once(replace(state, passage=warned), decision, stamp, (event,))


def passed_unopened(state: State, _event: Event, stamp: Stamp) -> Step:
    """Something passed in a lane that has nobody in it."""
    if state.passage is not None:
        return noticed(state, _event, stamp)
    return state, _record(state, UNOPENED, stamp)


def second_vehicle(state: State, _event: Event, stamp: Stamp) -> Step:
    """Something more passed while the boom was up; the vehicle that it was opened for hears of it in its record."""
    effects = _record(state, SECOND, stamp)
    if state.passage is None:
        return state, effects
    first = with_note(state.passage, "another vehicle went through on the same opening")
    return replace(state, passage=first), (*effects, Journal(first))


def noticed(state: State, _event: Event, _stamp: Stamp) -> Step:
    """The nose of the truck that waits, or somebody who passed in front of it: it can't be told which."""
    passage = with_note(there(state), "something was under the boom while the vehicle waited")
    return replace(state, passage=passage), (Journal(passage),)


def left(state: State, passage: Passage) -> tuple[Passage, tuple[Effect, ...]]:
    """The passage of a vehicle that left without a pulse: forward where it was under the boom last, else backwards."""
    if not state.crossing.under_way or state.crossing.licensed or passage.open_pulse_at or not drives(state):
        return passage, ()
    accused, event = violated(passage, LEFT_FORWARD)
    return accused, (event,)


def _record(state: State, violation: Violation, stamp: Stamp) -> tuple[Effect, ...]:
    """The whole record of a vehicle of which only the presence inputs know."""
    since = state.crossing.since or stamp.utc
    decision = Decision("none", "none", ("seen by the presence inputs only",))
    passage = Passage(stamp.uuid, since, stamp.at_s, decision=decision, cleared_at=stamp.utc, ended_at=stamp.utc)
    if not drives(state):
        return (Finish(passage),)
    accused, event = violated(passage, violation)
    return event, Finish(accused)
