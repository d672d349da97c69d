"""The steps in which loops and photocells are found: free, something on it, free again; nothing moves; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from edge.calibration.barrier_figures import loops_of
from edge.calibration.barrier_state import Stage, State, planned, tell
from edge.calibration.barrier_values import Active, Place, Said, Wired
from edge.values import InputRole

ROLES: tuple[InputRole, ...] = ("presence", "arrival")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", re.ASCII)
UNSEEN = (
    "a loop that is there but was not seen could not stop a move: find it first; if there is none after all, type none"
)
NOTHING_TURNED = (
    "no contact turned and turned back: check the detector's supply, its output and the wire to the board, and that "
    "the loop was really free, occupied and free again"
)


def loop_asked(state: State, said: Said) -> State:
    """Whether there is another loop of the role at hand."""
    if said.text == "yes":
        return replace(tell(state, Stage.FREE), looks=())
    if said.text == "no" and state.unseen:
        return tell(state, Stage.LOOP, UNSEEN)
    if said.text not in ("no", "none"):
        return tell(state, Stage.LOOP, "yes or no")
    return _next_role(replace(state, unseen=False))


def _next_role(state: State) -> State:
    if state.seeking == ROLES[-1]:
        return planned(state)
    return replace(tell(state, Stage.LOOP), seeking=ROLES[-1])


def looked(state: State, said: Said) -> State:
    """One of the three looks; judged after the last."""
    if said.text != "yes":
        return tell(state, state.stage, 'type "yes" when it is so')
    looks = (*state.looks, said.contacts)
    following = {Stage.FREE: Stage.BUSY, Stage.BUSY: Stage.LEFT}.get(state.stage)
    seen = replace(state, looks=looks)
    return tell(seen, following) if following else _judged(seen)


def _judged(state: State) -> State:
    if state.setup.dry:
        return replace(_next_role(state), said=("dry run: the contact that turned would be named here",))
    found = found_loop(state)
    taken = {one.place: one.name for one in state.inputs}
    if not found:
        return _unseen(state, NOTHING_TURNED)
    if len(found) > 1:
        places = ", ".join(sorted(map(str, found)))
        return _unseen(state, f"more than one contact turned ({places}): one loop at a time, and try again")
    place, active = next(iter(found.items()))
    if place in taken:
        return _unseen(state, f"{place} turned, which was found to be {taken[place]} before")
    return tell(state, Stage.NAME, f"{place} follows the loop; active when the contact is {active}")


def _unseen(state: State, words: str) -> State:
    return replace(tell(state, Stage.LOOP, words), unseen=True)


def found_loop(state: State) -> Mapping[Place, Active]:
    """The contacts that followed the loop in the three looks."""
    free, busy, left = state.looks
    return loops_of(free, busy, left)


def suggested_name(state: State) -> str:
    """The file's name for that contact, or for the only input of that role; else a new one."""
    place = next(iter(found_loop(state)))
    same_role = [one for one in state.setup.inputs if one.role == state.seeking]
    taken = {one.name for one in state.inputs}
    candidates = [one.name for one in same_role if one.place == place]
    candidates += [same_role[0].name] if len(same_role) == 1 else []
    candidates += [f"{state.seeking}-{number}" for number in range(1, len(state.inputs) + 2)]
    return next(one for one in candidates if one not in taken)


def named(state: State, said: Said) -> State:
    """The input gets its name and counts from now on."""
    name = said.text or suggested_name(state)
    other = next((one for one in state.setup.inputs if one.name == name and one.role != state.seeking), None)
    if not NAME.fullmatch(name):
        return tell(state, Stage.NAME, "letters, digits, - and _, at most 63")
    if other is not None or name in {one.name for one in state.inputs}:
        return tell(state, Stage.NAME, f"{name} is the name of another input")
    place, active = next(iter(found_loop(state).items()))
    known = replace(state, inputs=(*state.inputs, Wired(name, state.seeking, place, active)), looks=(), unseen=False)
    return tell(known, Stage.LOOP)
