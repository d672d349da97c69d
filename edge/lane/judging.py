"""Handlers of the lane machine that hold a passage against the list of announced vehicles; pure.

A violation is an event at once and a line of the record, once each, in every mode; what it means for the boom is the
rules' or the centre's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from edge.lane import announced
from edge.lane.collecting import there
from edge.lane.passage import Passage, with_note, with_violation
from edge.lane.permits import refusals
from edge.lane.record import is_served
from edge.lane.state import Effect, Finish, Journal, Phase, Publish, State, Step
from edge.lane.violations import ONCE, Violation, unchecked, violations_of

LET_GO = frozenset({Phase.OPENING, Phase.CLEARING, Phase.FAULT})
"""Phases in which marks still come, and may show what nobody knew when the boom opened."""


def recognise(state: State) -> State:
    """The state with its passage matched anew to the list."""
    passage = there(state)
    found = announced.match(passage, state.expected, state.served)
    return state if found == passage.announcement else replace(state, passage=replace(passage, announcement=found))


def judge(state: State) -> Step:
    """What is not allowed of the passage in the lane, as far as is known now; committed where that changed."""
    before = there(state)
    known = recognise(state)
    passage = _noted(there(known), known)
    found = violations_of(passage, known.settings, known.expected, known.served)
    passage, events = _accused(passage, found)
    changed = (passage.announcement, passage.notes) != (before.announcement, before.notes)
    effects: tuple[Effect, ...] = (Journal(passage),) if events or changed else ()
    return replace(known, passage=passage), (*effects, *events)


def _noted(passage: Passage, state: State) -> Passage:
    """With what no violation says, but a person must be able to read later."""
    notes = [*unchecked(passage, state.settings)]
    if passage.announcement is not None:
        notes += passage.announcement.doubts
    if state.settings.mode == "central":  # elsewhere the rules say so themselves
        notes += refusals(passage, state.settings)
    for note in notes:
        passage = with_note(passage, note)
    return passage


def _accused(passage: Passage, found: Sequence[Violation]) -> tuple[Passage, tuple[Publish, ...]]:
    events = []
    for code, text in found:
        accused = passage if code in ONCE and _has(passage, code) else with_violation(passage, code, text)
        if accused is not passage:
            events.append(Publish("violation", passage.passage_id, {"violation": code, "text": text}))
        passage = accused
    return passage, tuple(events)


def _has(passage: Passage, code: str) -> bool:
    return any(line.startswith(f"{code}: ") for line in passage.violations)


def follow(before: State, after: State, effects: Iterable[Effect]) -> Step:
    """What a step means for the list: announcements used up, and marks that came after the truck was let go."""
    used = {
        one.passage.announcement.entry.key: one.passage.passage_id
        for one in effects
        if isinstance(one, Finish) and one.passage.announcement is not None and is_served(one.passage)
    }
    known = replace(after, served={**after.served, **used}) if used else after
    return judge(known) if _learnt_late(before, known) else (known, ())


def _learnt_late(before: State, after: State) -> bool:
    if after.passage is None or after.phase not in LET_GO:
        return False
    if before.phase not in LET_GO or before.passage is None:
        return True
    old, new = before.passage, after.passage
    return (new.clusters, new.weighed) != (old.clusters, old.weighed)
