"""Handlers of the lane machine for the truck itself: arrive, be identified, leave, be followed; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.lane import closing, crossing, intruding, judging
from edge.lane.collecting import begin_passage, collect, keep, there
from edge.lane.decision import is_complete, missing
from edge.lane.occupancy import Occupancy, next_vehicle
from edge.lane.opening import ask
from edge.lane.passage import (
    Decision,
    Passage,
    marks_of,
    with_late_reads,
    with_note,
)
from edge.lane.state import (
    Effect,
    Finish,
    Forget,
    Interrupted,
    Journal,
    Phase,
    Publish,
    State,
    Step,
)
from edge.lane.vote import difference, is_enough, result_of
from edge.values import Event, FrameRead, Stamp

SAME_WEIGHT = 0.02  # of the gross: a truck weighed twice
SAME_PLATE = 0.3  # of the characters: one plate read twice


def arrived(state: State, event: Event, stamp: Stamp) -> Step:
    passage = begin_passage(event, stamp)
    effects = (Journal(passage), Publish("arrived", passage.passage_id, {"by": state.settings.arrival_by}))
    return state.enter(Phase.IDENTIFYING, stamp, passage), effects


def found_at_start(state: State, event: Event, stamp: Stamp) -> Step:
    """A vehicle in a lane not yet seen empty is recorded, but nothing is moved for it; the phase stays unknown."""
    passage = replace(begin_passage(event, stamp), found_at_start=True)
    return replace(state, passage=passage), (Journal(passage),)


def seen_empty(state: State, _event: Event, stamp: Stamp) -> Step:
    idle = replace(_accounted(state).enter(Phase.IDLE, stamp, None), interrupted=None)
    return idle, () if state.passage is None else _end_found(state, state.passage, stamp)


def next_found_at_start(state: State, _event: Event, stamp: Stamp) -> Step:
    """A second vehicle came before the lane was ever empty: a record of its own, and nothing is moved for it."""
    first = there(state)
    second = _follower_of(first, stamp)
    known = replace(_accounted(state), passage=second, interrupted=None, occupancy=_handed_over(state))
    return known, (*_end_found(state, first, stamp), Journal(second))


def _end_found(state: State, passage: Passage, stamp: Stamp) -> tuple[Effect, ...]:
    before = state.interrupted
    if before is not None and _is_same_vehicle(before, passage):
        marks = marks_of(passage)
        if not marks.other_plates and (before.plate is not None or marks.plate is None):
            return (Forget(passage),)
        # the interrupted record could not say who it was, or nothing of the vehicles behind it: this one can
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


def collect_late(state: State, event: Event, stamp: Stamp) -> Step:
    passage = there(state)
    if not isinstance(event, FrameRead):
        return state, ()
    more = with_late_reads(passage, event)
    known, effects = keep(state, more, event)
    next_is_clear = any(one.kind == "plate" and is_enough(result_of(one)) for one in more.follower)
    if state.phase is Phase.CLEARING and state.settings.arrival_by == "vision" and next_is_clear:
        return next_truck(known, event, stamp)  # nothing to commit before: that could fail and take the record with it
    return known, effects


def identify(state: State, event: Event, stamp: Stamp) -> Step:
    known, effects = collect(state, event, stamp)
    known = judging.recognise(known)
    if not is_complete(there(known), known.settings):
        return known, effects
    decided, more = ask(known, stamp)
    return decided, (*effects, *more)


def identify_in_time(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = there(state)
    limit_s = state.settings.identify_s
    if stamp.at_s - passage.arrived_s < limit_s:
        return state, ()
    for lack in missing(passage, state.settings):
        passage = with_note(passage, f"{lack} within {limit_s:g} s")
    return ask(replace(state, passage=passage), stamp)


def expected_vehicle_came(state: State, _event: Event, _stamp: Stamp) -> Step:
    return replace(state, passage=replace(there(state), vehicle_seen=True)), ()


def clear_in_time(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = there(state)
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
    passage = there(state)
    if not passage.vehicle_seen:
        return state, ()
    return _close_passage(state, replace(passage, cleared_at=stamp.utc), stamp)


def awaited_vehicle_passed(state: State, _event: Event, stamp: Stamp) -> Step:
    """An opening on command waits for a vehicle; one that comes over no platform is seen under the boom only."""
    passage = there(state)
    if passage.vehicle_seen:
        return state, ()
    return _close_passage(state, replace(passage, vehicle_seen=True, cleared_at=stamp.utc), stamp)


def _close_passage(state: State, passage: Passage, stamp: Stamp) -> Step:
    after, effects = closing.begin(replace(state, passage=None), stamp)
    return after, (*_end(passage, stamp), *effects)


def _end(passage: Passage, stamp: Stamp) -> tuple[Effect, ...]:
    ended = replace(passage, cleared_at=passage.cleared_at or stamp.utc, ended_at=stamp.utc)
    if ended.decision is None:
        ended = replace(ended, decision=Decision("none", "none", ("the vehicle left before a decision",)))
    return (Publish("cleared", ended.passage_id, {}), Finish(ended))


def _accounted(state: State) -> State:
    """What is still under the boom is the vehicle whose passage ends."""
    return replace(state, crossing=crossing.account(state.crossing))


def left_unopened(state: State, _event: Event, stamp: Stamp) -> Step:
    passage = there(state)
    waited = passage.decision is not None and passage.decision.outcome in ("refer", "refuse")
    noted = with_note(passage, "the vehicle left unopened for") if waited else passage
    return _left(state, noted, stamp)


def left_in_fault(state: State, _event: Event, stamp: Stamp) -> Step:
    """An opening on command that failed in an empty lane ends as well, and says that it was for nobody."""
    passage = there(state)
    noted = passage if passage.vehicle_seen else with_note(passage, "no vehicle came before the opening had failed")
    return _left(state, noted, stamp)


def _left(state: State, passage: Passage, stamp: Stamp) -> Step:
    gone, effects = intruding.left(state, passage)
    return _accounted(state).enter(Phase.IDLE, stamp, None), (*effects, *_end(gone, stamp))


def fault_over(state: State, event: Event, stamp: Stamp) -> Step:
    """The vehicle left while the pulse was tried, or none had come yet: nothing would end this passage."""
    return left_in_fault(state, event, stamp) if state.occupancy.presence == "empty" else (state, ())


def next_truck(state: State, _event: Event, stamp: Stamp) -> Step:
    """A second truck came before the first was gone: one record each."""
    first, warnings = intruding.left(state, there(state))
    second, more = _on_one_opening(state, _follower_of(first, stamp))
    effects = (
        *warnings,
        *_end(with_note(first, "another vehicle followed closely"), stamp),
        Journal(second),
        Publish("arrived", second.passage_id, {"by": state.settings.arrival_by, "followed": first.passage_id}),
        *more,
    )
    known = replace(_accounted(state), occupancy=_handed_over(state))
    return known.enter(Phase.IDENTIFYING, stamp, second), effects


def _on_one_opening(state: State, second: Passage) -> tuple[Passage, tuple[Effect, ...]]:
    """The second vehicle of two, accused where it came while the boom was up for the first."""
    if state.phase is not Phase.CLEARING or not intruding.drives(state):
        return second, ()
    accused, event = intruding.violated(second, intruding.FOLLOWED)
    return accused, (event,)


def _follower_of(first: Passage, stamp: Stamp) -> Passage:
    """What came behind a vehicle found at the start came into a lane that was not seen empty since either."""
    fresh = Passage(stamp.uuid, stamp.utc, stamp.at_s, found_at_start=first.found_at_start)
    second = replace(fresh, clusters=first.follower)
    return with_note(second, "came closely behind another vehicle")


def _handed_over(state: State) -> Occupancy:
    gross_kg = state.reading.gross_kg if state.reading and state.reading.gross_kg else 0.0
    return next_vehicle(state.occupancy, gross_kg)
